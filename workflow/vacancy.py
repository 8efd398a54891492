"""指定代办人: nobody has been there to act at a step for a working day, and the office names somebody."""

from dataclasses import replace
from typing import Any

from rules import handing as rules
from rules.approval import PlannedStep
from rules.handing import Handed
from rules.model import Refusal
from storage import copies, people
from storage import review as seats
from storage.sql import must
from workflow import handing, lookup, route, seating, subjects, verbs
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, tell
from workflow.seating import HANDED, VACANT, Sitter
from workflow.subjects import Item
from workflow.timers import Due, timer

VERB = "name_deputy"
KEEPERS = ("office", "administrator")
MOST_SHOWN = 12


@timer(VACANT)
def lasted(desk: Desk, due: Due) -> None:
    """A working day is over: where still nobody can act, the office is asked to name somebody."""
    row = seats.step(desk.tx, int(due.subject.rpartition(":")[2]))
    if row is None or row.state != "open" or any(_seated(desk, row.id).values()):
        return
    item = subjects.load(desk, row.item_id)
    if not item.regime.allows(VERB):
        return
    asked = {
        one.id
        for role in KEEPERS
        for one in people.holders(desk.tx, item.org, role=role, on=desk.today_on)
        if one.bound
    }
    for person in sorted(asked):
        tell(desk, Notice("vacancy.asked", person, due.subject, due.occasion, priority=3))


def _seated(desk: Desk, step_id: int) -> dict[int, bool]:
    """Who sits at the step, and whether they can be reached."""
    return {
        row.person_id: people.reachable(desk.tx, row.person_id) is not None
        for row in seats.seats_of(desk.tx, step_id)
        if row.state == "open"
    }


def name(desk: Desk, subject: str, *, by: int, to: int, why: str = "") -> Notice:
    """Somebody acts at the step (``step:ID``) in place of whoever is not there.

    Raises Refused for all but the office and administrators, where the step is over, where somebody sits
    there who can be reached, and where separation forbids it.
    """
    row, item, step, planned = _standing(desk, subject, by=by)
    verbs.allow(item.regime, VERB)
    found = _refusal(desk, row, item, step, planned, to=to)
    if found is not None:
        raise Refused(found.code, **found.data, name=subjects.name_of(desk, to))
    before = seating.changes(item)
    absent = list(_seated(desk, row.id)) or [0]
    acts = [Handed(step.key, one, to, why, by) for one in absent]
    handing.keep(desk, item, replace(before, handed=(*before.handed, *acts)))
    for place in seats.seats_of(desk.tx, row.id):
        if place.state == "open":
            route.leave(desk, place.id)
    desk.audit(
        "seat.named", item.about, person=by, org=item.org, step=row.id, key=step.key, absent=absent, to=to
    )
    route.seat_late(desk, subjects.load(desk, item.id), step, row.id, Sitter(to, None, HANDED))
    copies.touch(desk.tx, subject)
    copies.touch(desk.tx, item.about)
    return Notice(
        "vacancy.done", by, subject, facts={"number": item.row.number, "name": subjects.name_of(desk, to)}
    )


def at(desk: Desk, text: str, *, by: int) -> str:
    """The step of an item, by its number, at which nobody is there to act. Raises Refused otherwise."""
    item = lookup.find_one(desk, text, by=by)
    rows = list(seating.open_steps(desk, item).values())
    empty = [row for row in rows if not any(_seated(desk, row.id).values())]
    if not empty:
        raise Refused("vacancy.filled", name="")
    return f"step:{empty[0].id}"


def colleague(desk: Desk, subject: str, called: str) -> int:
    """The one person of that name where the step is. Raises Refused for none or several."""
    row = must(seats.step(desk.tx, int(subject.rpartition(":")[2])))
    return handing.one_called(desk, subjects.load(desk, row.item_id).org, called)


def _standing(desk: Desk, subject: str, *, by: int) -> tuple[Any, Item, PlannedStep, tuple[PlannedStep, ...]]:
    row = seats.step(desk.tx, int(subject.rpartition(":")[2]))
    if row is None:
        raise Refused("token.unknown")
    item = subjects.hold(desk, row.item_id)
    keeps = any(
        post.org_id == item.org and post.role in KEEPERS
        for post in people.memberships(desk.tx, by, on=desk.today_on)
    )
    if not keeps:
        raise Refused("vacancy.not_yours")
    planned = seating.plan(desk, item)
    step = next((step for step in planned if step.key == row.key), None)
    fresh = must(seats.step(desk.tx, row.id))
    if fresh.state != "open" or step is None:
        raise Refused("review.superseded", number=item.row.number)
    return fresh, item, step, planned


def _refusal(
    desk: Desk, row: Any, item: Item, step: PlannedStep, planned: tuple[PlannedStep, ...], *, to: int
) -> Refusal | None:
    return rules.fill(
        step,
        planned,
        seating.everybody(desk, item, planned),
        taker=to,
        unit=item.row.office_id,
        submitter=item.row.submitter_id,
        writer=item.version.by_id,
        seated=_seated(desk, row.id),
        already=seating.sat(desk, item, seating.taken(desk, item)),
    )


def _moot(desk: Desk, said: Notice) -> str | None:
    row = seats.step(desk.tx, said.id)
    is_open = row is not None and row.state == "open" and not any(_seated(desk, row.id).values())
    return None if is_open else "step_closed"


@notice("vacancy.asked", live=True, moot=_moot)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Which step of which item nobody acts at, and who sits there by name."""
    row = must(seats.step(desk.tx, said.id))
    item = subjects.load(desk, row.item_id)
    seated = _seated(desk, row.id)
    return {
        "item": subjects.told(desk, item),
        "step": seating.label(desk, item, key=row.key, role=row.role).get(desk.lang),
        "absent": [subjects.name_of(desk, who) for who, bound in seated.items() if not bound],
        "open": row.state == "open" and not any(seated.values()),
    }


@notice("vacancy.whom", moot=_moot)
def whom_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Everybody who may be named: whoever reviews anything first."""
    row = must(seats.step(desk.tx, said.id))
    item = subjects.load(desk, row.item_id)
    planned = seating.plan(desk, item)
    step = next(step for step in planned if step.key == row.key)
    every = [one for one in seating.everybody(desk, item, planned) if one.bound]
    ids = dict.fromkeys(one.person for one in sorted(every, key=lambda one: one.role == "liaison"))
    able = [who for who in ids if _refusal(desk, row, item, step, planned, to=who) is None]
    return {
        "item": subjects.told(desk, item),
        "people": [
            {
                "id": who,
                "name": subjects.name_of(desk, who),
                "posts": handing.posts(desk, who, org=item.org),
            }
            for who in able[:MOST_SHOWN]
        ],
    }


notice("vacancy.done")(lambda _desk, said: dict(said.facts))
