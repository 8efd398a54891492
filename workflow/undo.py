"""撤销 and 拿回: taking a decision back, within its minutes or later, before the next person acts."""

from typing import Any

from rules import approval
from rules.approval import Decision
from rules.model import Refusal, Verdict
from storage import clocks, copies, items, outbox, tokens
from storage import review as seats
from workflow import publish, route, seat, seating, setting_back, subjects, verbs, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain
from workflow.subjects import Item
from workflow.timers import Due, timer

plain("review.undone")
UNDOABLE = ("review", "returned", "handover", "withheld")


def plant_end(desk: Desk, seat_id: int) -> None:
    """撤销 is to leave the card when its minutes are over, though nobody acts then."""
    minutes = desk.house.policy.undo_minutes
    if minutes:
        clocks.plant(
            desk.tx,
            kind="undo.over",
            subject=f"seat:{seat_id}",
            occasion="",
            fire_at=desk.ms_after(minutes=minutes),
        )


@timer("undo.over")
def over(desk: Desk, due: Due) -> None:
    """The minutes are over: the card is drawn without the button."""
    copies.touch(desk.tx, due.subject)


def undo(desk: Desk, subject: str, *, by: int) -> Notice:
    """撤销: within five minutes and before the next person acts. The step is closed and stands open anew."""
    return _undo(desk, subject, by=by, window=desk.house.policy.undo_minutes * 60_000)


def reclaim(desk: Desk, subject: str, *, by: int) -> Notice:
    """拿回: the same when the minutes are over, as long as the next person has not acted."""
    held = seat.held_by(desk, subject, by=by)
    verbs.allow(subjects.load(desk, held.item_id).regime, "reclaim")
    return _undo(desk, subject, by=by, window=None)


def newest(desk: Desk, item: Item, *, by: int) -> str | None:
    """The seat at which this person decided last about the item and that decision stands; None otherwise."""
    made = [row for row in seats.decisions_of(desk.tx, item.id) if row.person_id == by]
    if not made or made[-1].undone_at is not None or made[-1].step_key == publish.STEP:
        return None
    return f"seat:{made[-1].seat_id}"


def may_reclaim(desk: Desk, item: Item, *, by: int) -> bool:
    """Could this person take a decision back now that the minutes are over?"""
    subject = newest(desk, item, by=by) if item.regime.allows("reclaim") else None
    held = None if subject is None else seats.seat_facts(desk.tx, int(subject.rpartition(":")[2]))
    return held is not None and not next_acted(desk, item, held)


def _undo(desk: Desk, subject: str, *, by: int, window: int | None) -> Notice:
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    row = seats.decision(desk.tx, held.step_id, seat_id=held.seat_id)
    if row is None:
        raise Refused("review.nothing_to_undo", number=item.row.number)
    decision = Decision(row.person_id, Verdict(row.verdict), row.at, row.undone_at is not None)
    found = approval.undo(
        decision,
        by=by,
        now=desk.ms,
        window=window,
        next_acted=next_acted(desk, item, held),
    )
    if isinstance(found, Refusal):
        raise seat.refused(desk, found, item)
    _take_back(desk, item, held, row, late=window is None)
    return Notice("review.undone", by, subject, facts={"number": item.row.number})


def next_acted(desk: Desk, item: Item, held: Any) -> bool:
    """Has anybody acted since on what this decision opened: decided or ticked at a step that waited for it,
    returned the item beside it, published, amended, withdrawn?
    """
    if item.row.round != held.round or item.row.state not in UNDOABLE:
        return True
    if not item.version.frozen:
        return True
    if held.step_state == "returned" and held.decided_by != held.person_id:
        return True  # a colleague at the same step returned the item after this one had approved
    beside = approval.beside(held.step_key, seating.plan(desk, item))
    rows = seats.steps_of(desk.tx, item.id)
    if any(_is_returned(row) and row.round == held.round and row.id != held.step_id for row in rows):
        return True
    later = [row for row in rows if row.id > held.step_id and row.key not in beside]
    made = {row.step_id for row in seats.decisions_of(desk.tx, item.id)}
    acted = any(row.id in made or seats.ticks_of(desk.tx, item.about, step_id=row.id) for row in later)
    return acted or publish.begun(item)


def _is_returned(row: Any) -> bool:
    """Did the item go back to the submitter from this step? To an earlier step is no end of the round."""
    return bool(row.state == "returned" and not row.back_to)


def _take_back(desk: Desk, item: Item, held: Any, decision: Any, *, late: bool) -> None:
    seats.undo_decision(desk.tx, decision.id)
    publish.take_back(desk, item)
    watch.reopen(desk, item, "item.reached_office", since=decision.at)
    outbox.supersede(desk.tx, subject=item.about, kinds=("submit.returned", "submit.withheld"))
    if item.row.state == "withheld":
        watch.revive(desk, item, since=decision.at)
    items.move(
        desk.tx,
        item.id,
        from_states=UNDOABLE,
        to_state="review",
        revision=None,
        approved_at=None,
    )
    if not seats.close_step(desk.tx, held.step_id, state="void", by=None):  # open while others still approve
        seats.void_step(desk.tx, held.step_id)
    setting_back.restore(desk, item, held.step_id)
    act = "review.reclaimed" if late else "review.undone"
    desk.audit(act, item.about, person=decision.person_id, org=item.org, step=held.step_id)
    fresh = subjects.load(desk, item.id)
    planned = seating.plan(desk, fresh)
    for row in seats.seats_of(desk.tx, held.step_id):
        tokens.revoke(desk.tx, seat=row.id)
        copies.touch(desk.tx, f"seat:{row.id}")
    copies.touch(desk.tx, item.about)
    route.go_on(desk, fresh, planned, delay_s=0, by=decision.person_id)
