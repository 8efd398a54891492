"""保密审查: an act of its own, every aspect with who and when."""

from typing import Any

from rules.model import Verdict
from storage import review as seats
from workflow import review, seat, seating, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain
from workflow.subjects import Item

plain("secrecy.recorded")


def tick_all(desk: Desk, subject: str, *, by: int) -> Notice:
    """全部符合: the secrecy review as an act of its own, every aspect with its name and time."""
    held, item, lines = _ticking(desk, subject, by=by)
    for line in lines:
        seats.tick(desk.tx, item.about, line=line, value="ok", step_id=held.step_id, seat_id=held.seat_id)
    desk.audit(
        "secrecy.passed",
        item.about,
        person=by,
        org=item.org,
        step=held.step_id,
        key=held.step_key,
        lines=list(lines),
        content=held.content_hash,
    )
    seat.redraw_step(desk, held)
    seat.redraw_before(desk, item, step=held.step_id)
    return Notice("secrecy.recorded", by, subject, facts={"number": item.row.number, "n": len(lines)})


def tick_exception(desk: Desk, subject: str, *, by: int, line: str) -> Notice:
    """有例外: the aspect that is not met is ticked, and the item is returned with it as the reason."""
    held, item, lines = _ticking(desk, subject, by=by)
    if line not in lines:
        raise Refused("review.superseded", number=item.row.number)
    seats.tick(desk.tx, item.about, line=line, value="exception", step_id=held.step_id, seat_id=held.seat_id)
    aspect = next(aspect for aspect in item.regime.secrecy.aspects if f"secrecy.{aspect.key}" == line)
    reason = f"{item.regime.secrecy.text.get(desk.lang)}：{aspect.text.get(desk.lang)}（{aspect.cite}）"
    return review.decide(desk, subject, by=by, verdict=Verdict.RETURNED, reason=reason)


def _ticking(desk: Desk, subject: str, *, by: int) -> tuple[Any, Item, tuple[str, ...]]:
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    if held.step_state != "open" or item.row.state != "review":
        # Judged as a decision would be, so that the answer is the true one.
        review.may_decide(desk, subject, by=by, content_hash=None)
        raise Refused("review.superseded", number=item.row.number)
    step = next(step for step in seating.plan(desk, item) if step.key == held.step_key)
    lines = item.regime.ticks([act for act in step.acts if act == "secrecy"])
    if not lines:
        raise Refused("review.superseded", number=item.row.number)
    return held, item, lines
