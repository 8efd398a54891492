"""转交: a reviewer hands the own open seat to another who may judge there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rules import handing as rules
from rules.approval import PlannedStep, Sat
from rules.handing import Handed
from rules.model import Refusal
from storage import copies, items, people
from storage import review as seats
from storage.canon import json_text
from storage.sql import must
from workflow import content, review, roster, route, seat, seating, subjects, verbs
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain
from workflow.seating import ADDED_TO, DEPUTY, HANDED, Sitter
from workflow.subjects import Item

VERB = "hand_on"
WHY_MAX = 200  # characters
MOST_SHOWN = 12  # names to tap; whoever else is meant is named in words

plain("hand.done", "hand.ask_why")


def named(desk: Desk, subject: str, name: str, *, by: int) -> int:
    """The one person of that name where the seat's item is. Raises Refused for none or several."""
    return one_called(desk, seat.held_by(desk, subject, by=by).org_id, name)


def one_called(desk: Desk, org: int, name: str) -> int:
    """The one person of that name in an organisation. Raises Refused for none or several."""
    return roster.only_one(desk, {org}, name)


def may_hand_on(desk: Desk, subject: str, *, by: int, content_hash: str | None = None) -> None:
    """Is the seat still this person's to hand on? Raises Refused as a decision would, and where it is off."""
    review.may_decide(desk, subject, by=by, content_hash=content_hash)
    held = seat.held_by(desk, subject, by=by)
    verbs.allow(subjects.load(desk, held.item_id).regime, VERB)


def ask_why(desk: Desk, subject: str, *, by: int, to: int) -> Notice:
    """Whoever was chosen may sit there: the next words are the reason. Raises Refused otherwise."""
    held, item, step, planned = _open(desk, subject, by=by)
    _judge(desk, held, item, step, planned, by=by, to=to)
    facts = {**seat.named(desk, subject), "name": subjects.name_of(desk, to)}
    return Notice("hand.ask_why", by, subject, facts=facts)


def hand_on(desk: Desk, subject: str, *, by: int, to: int, why: str) -> Notice:
    """The seat is the other's from now on; the giver's card closes, the taker gets one of their own.

    Raises Refused where 转交 is off, the step is over or changed, the reason is missing, or the other may
    not judge there (``rules.handing.REFUSALS``).
    """
    held, item, step, planned = _open(desk, subject, by=by)
    words = said(why)
    _judge(desk, held, item, step, planned, by=by, to=to)
    before = seating.changes(item)
    giver = by if held.sits_for is None else held.sits_for
    keep(desk, item, replace(before, handed=(*before.handed, Handed(step.key, giver, to, words))))
    route.leave(desk, held.seat_id)
    desk.audit(
        "seat.handed_on",
        item.about,
        person=by,
        org=item.org,
        step=held.step_id,
        seat=held.seat_id,
        key=step.key,
        to=to,
    )
    route.seat_late(desk, subjects.load(desk, item.id), step, held.step_id, Sitter(to, None, HANDED))
    seat.redraw_step(desk, held)
    copies.touch(desk.tx, item.about)
    return Notice(
        "hand.done", by, subject, facts={"number": item.row.number, "name": subjects.name_of(desk, to)}
    )


def takes(desk: Desk, held: Any, item: Item, *, to: int) -> bool:
    """May this person have the seat, by whatever post? Separation is what counts."""
    planned = seating.plan(desk, item)
    step = next((step for step in planned if step.key == held.step_key), None)
    if step is None or any(
        row.person_id == to and row.state == "open" for row in seats.seats_of(desk.tx, held.step_id)
    ):
        return False
    found = rules.fill(
        step,
        planned,
        seating.everybody(desk, item, planned),
        taker=to,
        unit=item.row.office_id,
        submitter=item.row.submitter_id,
        writer=item.version.by_id,
        seated={},
        already=seating.sat(desk, item, seating.taken(desk, item)),
    )
    return found is None


def pass_on(desk: Desk, held: Any, item: Item, after: rules.Changes, *, to: int) -> None:
    """A seat goes over as these changes of the item's way say."""
    keep(desk, item, after)
    route.leave(desk, held.seat_id)
    fresh = subjects.load(desk, item.id)
    step = next(step for step in seating.plan(desk, fresh) if step.key == held.step_key)
    route.seat_late(desk, fresh, step, held.step_id, Sitter(to, None, HANDED))
    copies.touch(desk.tx, item.about)


def keep(desk: Desk, item: Item, after: rules.Changes) -> None:
    """What people changed of the item's way is this from now on."""
    if not items.change(desk.tx, item.id, revision=item.row.revision, route_changes=json_text(after.data())):
        raise Refused("review.superseded", number=item.row.number)


def said(why: str) -> str:
    """A reason in one line. Raises Refused for none, for one too long, and for marks of secrecy."""
    words = " ".join(why.split())
    if not words:
        raise Refused("hand_on.reason_missing")
    if len(words) > WHY_MAX:
        raise Refused("text.too_long", limit=WHY_MAX, label={"zh_CN": "理由", "en": "reason"})
    content.refuse_marked(words)
    return words


def _open(desk: Desk, subject: str, *, by: int) -> tuple[Any, Item, PlannedStep, tuple[PlannedStep, ...]]:
    """The seat, its item, its step and the plan, while it can be handed on. Raises Refused otherwise."""
    may_hand_on(desk, subject, by=by)
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    planned = seating.plan(desk, item)
    return held, item, next(step for step in planned if step.key == held.step_key), planned


def _judge(
    desk: Desk,
    held: Any,
    item: Item,
    step: PlannedStep,
    planned: tuple[PlannedStep, ...],
    *,
    by: int,
    to: int,
) -> None:
    found = _refusal(desk, held, item, step, planned, by=by, to=to)
    if found is not None:
        facts = {"name": subjects.name_of(desk, to)}
        if found.code == "hand_on.not_able":
            facts["role"] = seating.step_label(desk, item, step).get(desk.lang)
        raise Refused(found.code, **found.data, **facts)


def _refusal(
    desk: Desk,
    held: Any,
    item: Item,
    step: PlannedStep,
    planned: tuple[PlannedStep, ...],
    *,
    by: int,
    to: int,
) -> Refusal | None:
    already: Mapping[str, Sat] = seating.sat(desk, item, seating.taken(desk, item))
    return rules.hand_on(
        step,
        planned,
        seating.everybody(desk, item, planned),
        giver=by,
        taker=to,
        separation=item.way.separation,
        unit=item.row.office_id,
        submitter=item.row.submitter_id,
        writer=item.version.by_id,
        seated=[row.person_id for row in seats.seats_of(desk.tx, held.step_id) if row.state == "open"],
        already=already,
    )


def is_open(held: Any) -> bool:
    """Does somebody still decide at this seat?"""
    return held is not None and held.step_state == "open" and held.seat_state == "open"


def _moot(desk: Desk, said: Notice) -> str | None:
    return None if is_open(seats.seat_facts(desk.tx, said.id)) else "step_closed"


def _binds(desk: Desk, said: Notice) -> tuple[int | None, str | None]:
    held = must(seats.seat_facts(desk.tx, said.id))
    return held.seat_id, held.content_hash


@notice("hand.whom", moot=_moot, binds=_binds)
def whom_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Everybody to whom the seat can go now, and how to name another in words."""
    held = must(seats.seat_facts(desk.tx, said.id))
    item = subjects.load(desk, held.item_id)
    planned = seating.plan(desk, item)
    step = next(step for step in planned if step.key == held.step_key)
    every = seating.everybody(desk, item, planned)
    separation = item.way.separation
    able = [
        who
        for who in rules.takers(step, every, separation)
        if _refusal(desk, held, item, step, planned, by=said.reader, to=who) is None
    ]
    return {
        "item": subjects.told(desk, item),
        "code": held.code,
        "people": [
            {"id": who, "name": subjects.name_of(desk, who), "posts": posts(desk, who, org=item.org)}
            for who in able[:MOST_SHOWN]
        ],
    }


def posts(desk: Desk, person: int, *, org: int) -> list[dict[str, str]]:
    """Somebody's posts in an organisation, in the facts of a card."""
    found = people.memberships(desk.tx, person, on=desk.today_on)
    return [{"office": row.office_name, "role": row.role} for row in found if row.org_id == org]


def came_by(desk: Desk, item: Item, held: Any) -> dict[str, Any] | None:
    """How somebody came to a seat that is not theirs by post, for its card."""
    if held.sits_for is not None:
        return {"how": DEPUTY, "by": subjects.name_of(desk, held.sits_for), "why": ""}
    if held.came == ADDED_TO:
        added = seating.changes(item).added_at(held.step_key)
        if added is None:
            return None
        return {"how": ADDED_TO, "by": subjects.name_of(desk, added.by), "why": added.why}
    if held.came != HANDED:
        return None
    act = seating.changes(item).newest(held.step_key, held.person_id)
    if act is None:
        return None
    if act.by is not None:
        return {"how": "named", "by": subjects.name_of(desk, act.by), "why": act.why}
    return {"how": HANDED, "by": subjects.name_of(desk, act.giver), "why": act.why}


def went_to(desk: Desk, item: Item, held: Any) -> str:
    """To whom somebody handed on a seat that is closed, or who sits there for them; "" where nobody does."""
    if held.seat_state == "closed" and held.step_state == "open":
        for row in seats.seats_of(desk.tx, held.step_id):
            if row.state == "open" and row.sits_for == held.person_id:
                return str(row.name)
    who = held.person_id if held.sits_for is None else held.sits_for
    given = [one for one in seating.changes(item).handed if (one.key, one.giver) == (held.step_key, who)]
    return subjects.name_of(desk, given[-1].taker) if given else ""
