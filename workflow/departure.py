"""离职移交: somebody leaves, and one colleague takes over all of it; the change of liaison is filed anew."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rules.clocks import Clock
from rules.handing import Handed
from rules.regime import Regime
from rules.suspension import NOTHING, Events
from storage import copies, delegations, departures, deputies, people
from storage import review as seats
from storage.sql import must
from workflow import delegation, deputy, enquiries, handing, roster, seating, subjects, watch, watched
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.seating import ADDED_TO, HANDED

NOT_HANDED = "administrator"  # another administrator grants it
CHANGED, FILED = "liaison.changed", "liaison.filed"

plain("departure.receipt", "departure.taken", "departure.told")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of liaison, as its clock sees it. ``row`` is its row."""

    row: Any
    regime: Regime

    @property
    def about(self) -> str:
        return f"liaison:{self.row.id}"

    @property
    def org(self) -> int:
        return int(self.row.org_id)

    @property
    def regime_hash(self) -> str:
        return str(self.row.regime_hash)

    @property
    def number(self) -> str | None:
        return None

    @property
    def title(self) -> str:
        return f"{self.row.person_name} → {self.row.to_name}"

    @property
    def office(self) -> tuple[int, str]:
        return int(self.row.office_id), str(self.row.office_name)

    @property
    def urgent(self) -> bool:
        return False

    @property
    def standing(self) -> str:
        return "liaison-changed" if self.row.filed_at is None else "liaison-filed"

    @property
    def events(self) -> Events:
        return NOTHING

    def concerns(self, clock: Clock) -> bool:
        return clock.of == "liaison"


def load(desk: Desk, change: int) -> Change:
    """The change as it stands. Raises Refused where there is none."""
    row = departures.one(desk.tx, change)
    if row is None:
        raise Refused("item.unknown")
    return Change(row, desk.regime(row.regime_hash))


def _holders(_desk: Desk, it: Change) -> list[int]:
    return [int(it.row.to_id)] if it.row.filed_at is None else []


def _held(desk: Desk, person: int) -> list[str]:
    return [f"liaison:{row.id}" for row in departures.unfiled(desk.tx, person)]


def _find(_desk: Desk, _text: str, *, by: int) -> Change:
    raise Refused("item.unknown", by=by)


def _waits_since(_desk: Desk, it: Change) -> int:
    return int(it.row.made_at)


watched.watched("liaison", watched.Kind(load, _holders, _held, _find, _waits_since))


# Leaving -----------------------------------------------------------------------------------------------


def hand_over(desk: Desk, *, name: str, to: str, by: int) -> Notice:
    """离职移交 张三 给 李四: every post of the one ends, the other has it from today and what waited.

    The receipt. Raises Refused for all but administrators, where a name is not one person's, where the one
    has no post or the other cannot be reached, and for the last administrator.
    """
    org = roster.administered(desk, by)
    person, taker = (roster.only_one(desk, {org}, one) for one in (name, to))
    if person == taker:
        raise Refused("departure.self")
    if people.reachable(desk.tx, taker) is None:
        raise Refused("hand_on.unbound", name=to)
    posts = [row for row in people.memberships(desk.tx, person, on=desk.today_on) if row.org_id == org]
    if not posts:
        raise Refused("departure.no_post", name=name)
    letters = [
        enquiries.load(desk, int(one.partition(":")[2])).number for one in enquiries.held(desk, person)
    ]
    given = _give_posts(desk, posts, taker, by=by)
    seated = [*_pass_seats(desk, person, taker, org=org, by=by)]
    _end_deputies(desk, person, by=by)
    opinions = _pass_questions(desk, person, taker)
    ended = [
        roster.end(desk, name=name, office=row.office_key, role=row.role, org=org, by=by, to=taker)
        for row in posts
    ]
    departures.pass_on(desk.tx, person, to_id=taker)
    desk.audit(
        "roster.handed_over",
        f"person:{person}",
        person=by,
        org=org,
        to=taker,
        posts=[f"{row.office_id}:{row.role}" for row in posts],
    )
    for row in posts:
        if row.role == "liaison":
            _changed(desk, row, person, taker, by=by)
    facts = {
        "name": name,
        "to": to,
        "posts": given,
        "kept": [{"office": row.office_name, "role": row.role} for row in posts if row.role == NOT_HANDED],
        "seats": list(dict.fromkeys([*seated, *(n for one in ended for n in one.moved.seats)])),
        "items": list(dict.fromkeys(n for one in ended for n in one.moved.items)),
        "letters": letters,
        "opinions": opinions,
        "left": list(dict.fromkeys(n for one in ended for n in one.moved.left)),
    }
    tell(desk, Notice("departure.taken", taker, f"person:{person}", str(desk.ms), facts, priority=2))
    return Notice("departure.receipt", by, f"person:{person}", facts=facts)


def _give_posts(desk: Desk, posts: list[Any], taker: int, *, by: int) -> list[dict[str, str]]:
    """Every post but the administrator's; those that the taker has already stay."""
    held = {(row.office_id, row.role) for row in people.memberships(desk.tx, taker, on=desk.today_on)}
    given = []
    for row in posts:
        if row.role == NOT_HANDED:
            continue
        if (row.office_id, row.role) not in held:
            people.add_membership(
                desk.tx, taker, office_id=row.office_id, role=row.role, from_on=desk.today_on
            )
            desk.audit(
                "roster.post_given",
                f"person:{taker}",
                person=by,
                org=row.org_id,
                office=row.office_id,
                role=row.role,
            )
        given.append({"office": row.office_name, "role": row.role})
    return given


def _pass_seats(desk: Desk, person: int, taker: int, *, org: int, by: int) -> list[str]:
    """Seats that the person has by an act and not by a post: the taker has them, where separation lets."""
    moved = []
    for held in seats.seats_open(desk.tx, person):
        if held.org_id != org or held.came not in (HANDED, ADDED_TO):
            continue
        item = subjects.hold(desk, held.item_id)
        before = seating.changes(item)
        after = replace(before, handed=(*before.handed, Handed(held.step_key, person, taker, "", by)))
        if handing.takes(desk, held, item, to=taker):
            handing.pass_on(desk, held, item, after, to=taker)
            moved.append(str(held.number))
    return moved


def _end_deputies(desk: Desk, person: int, *, by: int) -> None:
    for row in deputies.about(desk.tx, person, on=desk.today_on):
        deputy.end(desk, int(row.id), by=by)


def _pass_questions(desk: Desk, person: int, taker: int) -> list[str]:
    """Opinions that the person still owes: the taker is asked instead."""
    numbers = []
    for row in delegations.open_for(desk.tx, person):
        held = seats.seat_facts(desk.tx, row.seat_id)
        delegations.settle(desk.tx, row.id, state="called_back")
        copies.touch(desk.tx, f"delegation:{row.id}")
        if handing.is_open(held) and delegation.ask_instead(desk, row, must(held), to=taker):
            numbers.append(str(must(held).number))
    return numbers


# The change of liaison is filed ------------------------------------------------------------------------


def _changed(desk: Desk, post: Any, person: int, taker: int, *, by: int) -> None:
    organisation = subjects.organisation_of(desk, post.org_id)
    row = departures.add(
        desk.tx,
        post.org_id,
        office_id=post.office_id,
        person_id=person,
        to_id=taker,
        changed_on=desk.today_on,
        by=by,
        regime_hash=organisation.regime_hash,
    )
    it = load(desk, row)
    desk.audit("liaison.changed", it.about, person=by, org=it.org, office=post.office_id)
    watch.start(desk, it, CHANGED, on=desk.today)
    tell(desk, Notice("departure.asked", taker, it.about, "changed", priority=3))


def file(desk: Desk, subject: str, *, by: int) -> Notice:
    """已报备: whoever came in files the change; the Office hears it. Raises Refused for others, and twice."""
    it = load(desk, int(subject.rpartition(":")[2]))
    if it.row.to_id != by:
        raise Refused("departure.not_yours")
    if not departures.file(desk.tx, it.row.id, by=by):
        raise Refused("departure.filed")
    desk.audit("liaison.filed", it.about, person=by, org=it.org)
    watch.meet(desk, it, FILED, on=desk.today)
    facts = {
        "office": it.row.office_name,
        "name": it.row.person_name,
        "to": it.row.to_name,
        "on": it.row.changed_on,
    }
    for one in people.holders(desk.tx, it.org, role="office", on=desk.today_on):
        if one.bound and one.id != by:
            tell(desk, Notice("departure.told", one.id, subject, "filed", facts, priority=5))
    copies.touch(desk.tx, subject)
    return Notice("done", by, subject)


def newest(desk: Desk, *, by: int) -> str:
    """The oldest change that this person has not filed. Raises Refused where there is none."""
    rows = departures.unfiled(desk.tx, by)
    if not rows:
        raise Refused("departure.none")
    return f"liaison:{rows[0].id}"


def opened(desk: Desk, subject: str, *, by: int, occasion: str) -> Notice:
    """What a row of a list opens. Raises Refused for others."""
    it = load(desk, int(subject.rpartition(":")[2]))
    if it.row.to_id != by:
        raise Refused("item.unknown")
    return Notice("departure.asked", by, subject, occasion)


@notice("departure.asked", live=True)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What changed, until when it is to be filed, and whether it was."""
    it = load(desk, said.id)
    due = watch.deadlines(desk, it)
    return {
        "office": it.row.office_name,
        "name": it.row.person_name,
        "to": it.row.to_name,
        "on": date.fromisoformat(it.row.changed_on).isoformat(),
        "deadline": due[0] if due else None,
        "filed_at": desk.iso(it.row.filed_at),
    }
