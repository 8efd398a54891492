"""Somebody's post has ended: what waited for them goes to whoever holds the post now.

Seats move at once to the others who may sit there. What the person had handed in goes to another liaison of
the same unit; where there is none the keepers are told, and the next liaison who comes in takes it up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage import clocks, copies, deputies, dialogues, items, people, tokens
from storage import review as seats
from workflow import draft, reach, review, route, seating, subjects
from workflow.desk import Desk
from workflow.notices import Notice, plain, tell
from workflow.subjects import EDITABLE, Item
from workflow.timers import Due, timer

UNDER_WAY = (*EDITABLE, "review", "handover", "confirm")
MOST = 500  # items of one person or one unit that are moved in one act
LISTED = 20
KIND = "post.ended"

plain("roster.handed_on", "roster.unattended")


@dataclass(frozen=True, slots=True)
class Moved:
    """What was found waiting: numbers of items whose seat moved, that were handed on, that nobody has now."""

    seats: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def plan(desk: Desk, membership: int, *, org: int, last_on: date) -> None:
    """The post ends with that day: what waits moves on the next working morning."""
    morning = desk.calendar(org).next_workday(last_on)
    clocks.plant(
        desk.tx,
        kind=KIND,
        subject=f"post:{membership}",
        occasion=last_on.isoformat(),
        fire_at=desk.ms_at(morning, desk.house.policy.slots[0]),
    )


@timer(KIND)
def ended(desk: Desk, due: Due) -> None:
    """The last day of a post is over."""
    post = people.membership(desk.tx, int(due.subject.rpartition(":")[2]))
    if post is None or post.until_on != due.occasion:
        return  # it was prolonged, or ended otherwise
    hand_on(desk, post.person_id, org=post.org_id, office=post.office_id, role=post.role)


def hand_on(desk: Desk, person: int, *, org: int, office: int, role: str, to: int | None = None) -> Moved:
    """Move all that this person held by a post that is over; what they handed in to ``to`` first of all."""
    gone = [
        row
        for row in seats.seats_open(desk.tx, person)
        if row.org_id == org and (row.step_role == role or row.came)
    ]
    gone += [  # a deputy sits for nobody who has not got the post
        row
        for one in deputies.about(desk.tx, person, on=desk.today_on)
        if one.person_id == person
        for row in seats.seats_open(desk.tx, one.deputy_id)
        if row.sits_for == person and row.org_id == org and row.step_role == role
    ]
    moved = [row for row in gone if not _may_stay(desk, row)]
    for row in moved:
        tokens.revoke(desk.tx, seat=row.seat_id)
        route.move_seat(desk, row)
    handed, left = _hand_on_items(desk, person, org=org, office=office, role=role, to=to)
    return Moved(tuple(row.number for row in moved), tuple(handed), tuple(left))


def _may_stay(desk: Desk, held: Any) -> bool:
    """By another post of the same role the person may sit there still."""
    item = subjects.load(desk, held.item_id)
    planned = seating.plan(desk, item)
    step = next((step for step in planned if step.key == held.step_key), None)
    if step is None:
        return False
    return held.person_id in seating.sitters(desk, item, step, planned, seating.taken(desk, item))


# What the person handed in ------------------------------------------------------------------------------


def _hand_on_items(
    desk: Desk, person: int, *, org: int, office: int, role: str, to: int | None = None
) -> tuple[list[str], list[str]]:
    if role not in draft.HAND_IN or _hands_in(desk, person, office):
        return [], []
    own = [
        row
        for row in items.of_person(desk.tx, person, states=UNDER_WAY, limit=MOST)
        if row.org_id == org and row.office_id == office
    ]
    by_taker: dict[int, list[Item]] = {}
    left: list[Item] = []
    for row in own:
        item = subjects.hold(desk, row.id)
        taker = to if to is not None and _may_take(desk, item, to) else _taker(desk, item, by_taker)
        if taker is None:
            left.append(item)
        else:
            by_taker.setdefault(taker, []).append(_move(desk, item, to=taker))
    for taker, taken in by_taker.items():
        _tell_taker(desk, taker, taken, before=person)
    if left:
        _tell_keepers(desk, org, left, before=person)
    return (
        [_called(item) for taken in by_taker.values() for item in taken],
        [_called(item) for item in left],
    )


def take_up(desk: Desk, person: int) -> None:
    """Whoever comes in as a liaison takes up what nobody in the unit has."""
    for post in people.memberships(desk.tx, person, on=desk.today_on):
        if post.role != "liaison":
            continue
        rows = items.in_states(desk.tx, post.org_id, states=UNDER_WAY, office_id=post.office_id, limit=MOST)
        without = {
            row.submitter_id
            for row in rows
            if row.submitter_id != person and not _hands_in(desk, row.submitter_id, post.office_id)
        }
        taken: dict[int, list[Item]] = {}
        for row in rows:
            if row.submitter_id in without:
                item = subjects.hold(desk, row.id)
                if _may_take(desk, item, person):
                    taken.setdefault(row.submitter_id, []).append(_move(desk, item, to=person))
        for before, found in taken.items():
            _tell_taker(desk, person, found, before=before)


def _hands_in(desk: Desk, person: int, office: int) -> bool:
    """Does the person hand in for this unit today?"""
    return any(
        post.role in draft.HAND_IN and post.office_id == office
        for post in people.memberships(desk.tx, person, on=desk.today_on)
    )


def _taker(desk: Desk, item: Item, so_far: dict[int, list[Item]]) -> int | None:
    """The liaison of the unit who can be reached, in turn; nobody who judged the item."""
    office = item.row.office_id
    rows = people.holders(desk.tx, item.org, role="liaison", office_id=office, on=desk.today_on)
    found = [row for row in rows if _may_take(desk, item, row.id)]
    if not found:
        return None

    return int(min(found, key=lambda row: (not row.bound, len(so_far.get(row.id, ())), row.id)).id)


def _may_take(desk: Desk, item: Item, person: int) -> bool:
    """Nobody answers for an item that they judged; while it is judged, its route must stay what it is."""
    if any(row.person_id == person for row in seats.decisions_of(desk.tx, item.id)):
        return False
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    heads = any(post.role == "head" and post.office_id == item.row.office_id for post in posts)
    seated = any(row.item_id == item.id for row in seats.seats_open(desk.tx, person))
    return not seated and not (heads and item.row.state == "review")


def _move(desk: Desk, item: Item, *, to: int) -> Item:
    """The item is this liaison's from now on; what the one before sees of it says so."""
    before = item.row.submitter_id
    raised = item.row.important_by
    items.change(
        desk.tx,
        item.id,
        submitter_id=to,
        important_by=to if raised is not None and raised == before else raised,
    )
    dialogues.close_about(desk.tx, item.about)
    desk.audit("item.handed_on", item.about, person=None, org=item.org, before=before, to=to)
    copies.touch(desk.tx, item.about)
    return subjects.load(desk, item.id)


def _called(item: Item) -> str:
    return str(item.row.number or item.content.title or item.row.title or f"#{item.id}")


def _listed(found: Sequence[Item]) -> list[dict[str, Any]]:
    return [
        {"number": item.row.number, "title": item.content.title or item.row.title, "state": item.row.state}
        for item in found[:LISTED]
    ]


def _tell_taker(desk: Desk, taker: int, taken: Sequence[Item], *, before: int) -> None:
    """One list of everything, and a card for each item that waits for the liaison."""
    facts = {"name": subjects.name_of(desk, before), "items": _listed(taken), "n": len(taken)}
    tell(desk, Notice("roster.handed_on", taker, f"person:{before}", str(desk.ms), facts, priority=3))
    for item in taken:
        if item.row.state == "confirm":
            tell(desk, Notice("confirm.asked", taker, item.about, f"r{item.row.revision}", priority=3))
        elif item.row.state == "returned":
            review.tell_returned_again(desk, item, to=taker)


def _tell_keepers(desk: Desk, org: int, left: Sequence[Item], *, before: int) -> None:
    facts = {
        "name": subjects.name_of(desk, before),
        "office": left[0].row.office_name,
        "items": _listed(left),
        "n": len(left),
    }
    for keeper in reach.keepers(desk, org, besides=before):
        tell(desk, Notice("roster.unattended", keeper, f"person:{before}", str(desk.ms), facts, priority=2))
