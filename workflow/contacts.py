"""What a platform itself tells of people and of the app: opened, renamed, gone, about to be switched off."""

from typing import Any

from storage import accounts, copies, dialogues, outbox, people, tokens
from storage import review as seats
from workflow import lookup, reach, route, subjects
from workflow.desk import Desk
from workflow.notices import Notice, plain, tell

MOST_NAMES = 5

plain("contact.greeting", "contact.stranger", "contact.gone", "contact.alert")


def entered(desk: Desk, *, platform: str, bot: str, external_id: str, chat: str) -> None:
    """Somebody opened the chat with the app: once a day they hear what waits, or whom to ask."""
    account = people.by_account(desk.tx, platform, bot=bot, external_id=external_id)
    if account is not None and account.state != "active":
        return
    if account is None:
        said = stranger(desk)
        person, about = None, f"chat:{platform}:{bot}:{chat}"
    else:
        facts = {"name": account.name, "n": len(lookup.all_waiting(desk, account.id, "todo"))}
        person, about = account.id, f"person:{account.id}"
        said = Notice("contact.greeting", person, facts=facts)
    here = (platform, bot, chat)
    tell(
        desk,
        Notice(said.kind, person, about, desk.today_on, said.facts, priority=2, answer_to=here),
    )


def stranger(desk: Desk) -> Notice:
    """A colleague who is not registered is told whom to ask: those who keep the roster."""
    asks = []
    for org in subjects.organisations(desk):
        names = [subjects.name_of(desk, keeper) for keeper in reach.keepers(desk, org.id)[:MOST_NAMES]]
        asks.append({"org": org.name, "names": names})
    return Notice("contact.stranger", None, facts={"asks": asks})


def renamed(desk: Desk, *, platform: str, bot: str, old: str, new: str) -> None:
    """The same person under another id: only the account changes, and what waits in its chat."""
    taken = people.by_account(desk.tx, platform, bot=bot, external_id=new)
    if taken is not None:
        desk.audit("account.rename_taken", f"person:{taken.id}", person=taken.id, org=None)
        return
    person = accounts.rename(desk.tx, platform, bot=bot, old=old, new=new)
    if person is None:
        return
    outbox.migrate_chat(desk.tx, platform=platform, bot=bot, old=old, new=new)
    desk.audit("account.renamed", f"person:{person}", person=person, org=None, platform=platform)


def gone(desk: Desk, *, platform: str, bot: str, external_id: str) -> None:
    """The platform deleted the account; its id may go to somebody else, so it ends at once.

    Where the person has no other way to us, what waits for them moves; those who keep the roster are told
    in any case.
    """
    person = accounts.revoke(desk.tx, platform, bot=bot, external_id=external_id)
    if person is None:
        return
    copies.lose_chat(desk.tx, platform=platform, bot=bot, chat=external_id)
    dialogues.close_of(desk.tx, person)
    has_other = people.reachable(desk.tx, person) is not None
    moved: list[Any] = []
    if not has_other:
        tokens.revoke(desk.tx, person=person)
        moved = seats.seats_open(desk.tx, person)
        for row in moved:
            route.move_seat(desk, row)
    desk.audit(
        "account.gone",
        f"person:{person}",
        person=person,
        org=None,
        platform=platform,
        seats=[row.seat_id for row in moved],
    )
    facts = {
        "name": subjects.name_of(desk, person),
        "other": has_other,
        "seats": [row.number for row in moved if row.number],
    }
    for keeper in keepers_of(desk, person):
        tell(desk, Notice("contact.gone", keeper, f"person:{person}", str(desk.ms), facts, priority=2))


def alerted(desk: Desk, *, platform: str, what: str, at_s: int | None) -> None:
    """The platform warns of the app itself; every organisation's keepers hear it, once a day."""
    facts = {"what": what, "at": None if at_s is None else desk.iso(at_s * 1000)}
    desk.audit("app.alert", f"platform:{platform}", person=None, org=None, what=what)
    told: set[int] = set()
    for org in subjects.organisations(desk):
        told.update(reach.keepers(desk, org.id))
    for keeper in sorted(told):
        occasion = f"{what}:{desk.today_on}"
        tell(desk, Notice("contact.alert", keeper, f"platform:{platform}", occasion, facts, priority=2))


def keepers_of(desk: Desk, person: int) -> list[int]:
    """Who looks after this person in any of their organisations."""
    orgs = sorted({post.org_id for post in people.memberships(desk.tx, person, on=desk.today_on)})
    return sorted({keeper for org in orgs for keeper in reach.keepers(desk, org, besides=person)})
