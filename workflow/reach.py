"""Who can be reached where: blocked bots, moved groups, people without an account."""

import json
from typing import Any

from storage import copies, errands, orgs, outbox, people
from storage import review as seats
from storage.sql import must
from workflow import gathered, seating, subjects
from workflow.desk import Desk
from workflow.notices import Notice, plain, tell

plain("roster.unreachable", "group.left")
GROUP_KINDS = ("clock.overdue", "group.bound", "group.opened")  # what is said in groups


def lost(desk: Desk, *, outbox_id: int, platform: str, bot: str, chat: str, gone: bool, error: str) -> None:
    """A message can never arrive: suspend the way and tell those who can mend it.

    ``gone`` is the platform's word that the receiver is out of reach; anything else stays a dead letter
    for the operator.
    """
    row = must(outbox.row(desk.tx, outbox_id))
    desk.audit(
        "send.lost", f"outbox:{outbox_id}", person=row.person_id, org=None, kind=row.kind, error=error[:120]
    )
    if not gone:
        return
    if row.person_id is not None:
        person_unreachable(desk, platform=platform, bot=bot, external_id=chat, why="blocked")
    elif row.group_id is not None:
        group_left(desk, platform=platform, bot=bot, chat=chat)


def person_unreachable(desk: Desk, *, platform: str, bot: str, external_id: str, why: str) -> None:
    """The person shut the bot out; their office is told once a day until they open it again."""
    account = people.by_account(desk.tx, platform, bot=bot, external_id=external_id)
    if account is None:
        return
    if people.set_reachable(desk.tx, platform, bot=bot, external_id=external_id, reachable=False) is None:
        return
    desk.audit("person.unreachable", f"person:{account.id}", person=account.id, org=None, why=why)
    for held in seats.seats_open(desk.tx, account.id):
        seating.note_vacant(desk, held.org_id, held.step_id)
    for post in people.memberships(desk.tx, account.id, on=desk.today_on):
        for keeper in keepers(desk, post.org_id, besides=account.id):
            tell(
                desk,
                Notice(
                    "roster.unreachable",
                    keeper,
                    f"person:{account.id}",
                    desk.today_on,
                    {"name": account.name, "office": post.office_name, "why": why},
                ),
            )


def person_back(desk: Desk, *, platform: str, bot: str, external_id: str) -> None:
    """The person opened the bot again: what they missed is sent now."""
    account = people.by_account(desk.tx, platform, bot=bot, external_id=external_id)
    if account is None:
        return
    if people.set_reachable(desk.tx, platform, bot=bot, external_id=external_id, reachable=True) is None:
        return
    desk.audit("person.reachable", f"person:{account.id}", person=account.id, org=None)
    catch_up(desk, account.id)


def catch_up(desk: Desk, person: int) -> None:
    """Whoever can be reached again gets what was lost meanwhile, and a card for all that waits for them."""
    outbox.revive(desk.tx, person=person)
    _send_waiting(desk, person)


def make_up(desk: Desk) -> None:
    """After an outage of our own: what was given up is sent after all, and an open card of which no copy is
    known to stand in a chat is sent again; one that stands, stands.
    """
    for person in outbox.stranded(desk.tx):
        outbox.revive(desk.tx, person=person)
    for person in whoever_waits(desk):
        _send_waiting(desk, person, only_lost=True)


def whoever_waits(desk: Desk) -> list[int]:
    """Everybody who can be reached and has an open seat."""
    found = {
        post.person_id
        for org in subjects.organisations(desk)
        for post in people.roster(desk.tx, org.id, on=desk.today_on)
        if post.bound
    }
    return [person for person in sorted(found) if seats.seats_open(desk.tx, person)]


def _send_waiting(desk: Desk, person: int, *, only_lost: bool = False) -> None:
    approvals = []
    for row in seats.seats_open(desk.tx, person):
        kind, about = (
            ("publish.asked", f"item:{row.item_id}")
            if row.step_key == "webadmin"
            else ("review.asked", f"seat:{row.seat_id}")
        )
        if outbox.is_waiting(desk.tx, person=person, subject=about):
            continue
        if only_lost and _stands(desk, kind, person=person, about=about, held=row):
            continue
        if kind == "review.asked":
            approvals.append(row)
        else:
            tell(desk, Notice(kind, person, about, f"{desk.ms}:step:{row.step_id}", priority=3))
    gathered.send_waiting(desk, person, approvals)


def _stands(desk: Desk, kind: str, *, person: int, about: str, held: Any) -> bool:
    """Does the person's card of this open seat stand in a chat, as far as is known?"""
    if kind == "review.asked" and gathered.stands(desk, held):
        return True
    return any(
        row.kind == kind and row.person_id == person and row.copy_state == "open" and row.message is not None
        for row in copies.of(desk.tx, about)
    )


def meet_copy(
    desk: Desk, *, platform: str, bot: str, chat: str, message: str, subject: str, verb: str
) -> None:
    """Somebody presses a card under an id that no send was answered with: an uncertain one had arrived.

    From now on it is redrawn like the other copies.
    """
    if copies.is_known(desk.tx, platform=platform, bot=bot, chat=chat, message=message):
        return
    for copy in reversed(copies.of(desk.tx, subject)):
        if copy.lane != f"{platform}:{bot}:{chat}" or verb not in _verbs(copy.card):
            continue
        if must(outbox.row(desk.tx, copy.id)).uncertain:
            outbox.met(desk.tx, copy.id, message=message)
            return


def _verbs(card: str | None) -> set[str]:
    """What the buttons of a kept card do."""
    rows = json.loads(card)["buttons"] if card else []
    return {str(button["action"]) for row in rows for button in row}


def keepers(desk: Desk, org_id: int, *, besides: int | None = None) -> list[int]:
    """Who looks after the people of an organisation: administrators, else the office."""
    for role in ("administrator", "office"):
        found = people.holders(desk.tx, org_id, role=role, on=desk.today_on)
        ids = sorted({row.id for row in found if row.bound and row.id != besides})
        if ids:
            return ids
    return []


def chat_moved(desk: Desk, *, platform: str, bot: str, old: str, new: str) -> None:
    """A group became a supergroup: everything that points to its old id points to the new one."""
    waiting = outbox.migrate_chat(desk.tx, platform=platform, bot=bot, old=old, new=new)
    known = orgs.move_group(desk.tx, platform=platform, bot=bot, old=old, new=new)
    if known or waiting:
        desk.audit("group.moved", f"chat:{platform}:{new}", person=None, org=None)


def group_left(desk: Desk, *, platform: str, bot: str, chat: str) -> None:
    """The bot is no longer in the group; administrators are told."""
    group = orgs.group_at(desk.tx, platform, bot=bot, chat=chat)
    if group is None or group.state == "left":
        return
    orgs.leave_group(desk.tx, group.id)
    outbox.supersede(desk.tx, subject=f"group:{group.id}", kinds=GROUP_KINDS)
    desk.audit("group.left", f"group:{group.id}", person=None, org=group.org_id)
    if group.org_id is not None:
        for keeper in keepers(desk, group.org_id):
            tell(
                desk, Notice("group.left", keeper, f"group:{group.id}", desk.today_on, {"title": group.title})
            )


def leave(desk: Desk, *, platform: str, bot: str, chat: str, occasion: str) -> None:
    """Have the bot go from a group."""
    args = {"platform": platform, "bot": bot, "chat": chat}
    errands.ask(
        desk.tx,
        key=f"leave:{platform}:{bot}:{chat}:{occasion}",
        kind="leave",
        subject=f"chat:{chat}",
        args=args,
    )
