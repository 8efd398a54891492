"""保密审查: an act of its own, every aspect with who and when."""

from collections.abc import Sequence
from typing import Any

from rules.model import Refusal, Verdict
from storage import review as seats
from workflow import review, seat, seating, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain
from workflow.subjects import Item

plain("secrecy.recorded", "secrecy.ticked")


def tick_all(desk: Desk, subject: str, *, by: int) -> Notice:
    """全部符合: the secrecy review as an act of its own, every aspect with its name and time."""
    held, item, lines = _ticking(desk, subject, by=by)
    rows = seats.ticks_of(desk.tx, item.about, step_id=held.step_id)
    kept = {row.line for row in rows if row.value == "exception" and row.seat_id != held.seat_id}
    if kept:  # a colleague's: only they can put it right
        raise seat.refused(desk, Refusal("review.exception_stands", {"lines": sorted(kept)}), item)
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
    return review.decide(
        desk, subject, by=by, verdict=Verdict.RETURNED, reason=_reason(item, [line], lang=desk.lang)
    )


def choose(
    desk: Desk, subject: str, *, by: int, vote: str, content_hash: str | None, start: int = 0
) -> Notice:
    """Ask which aspects are not met, from the one at ``start`` on; ``vote`` is the name of this list."""
    review.may_decide(desk, subject, by=by, content_hash=content_hash)
    return Notice("review.exceptions", by, subject, facts={"vote": vote, "from": start})


def tick(
    desk: Desk,
    subject: str,
    *,
    by: int,
    vote: str,
    offered: Sequence[str],
    failed: Sequence[str],
    content_hash: str | None,
) -> tuple[Notice, int | None]:
    """A list comes back: what is ticked on it is not met, the rest of it is. Nothing is decided by it.

    The answer, and from which aspect on there is more to be asked (None: they were all offered). Raises
    Refused when nothing was ticked on the only list.
    """
    review.may_decide(desk, subject, by=by, content_hash=content_hash)
    held, item, lines = _ticking(desk, subject, by=by)
    if not offered or not set(failed) <= set(offered) <= set(lines):
        raise Refused("review.superseded", number=item.row.number)
    if not failed and len(offered) == len(lines):
        raise Refused("choice.none")
    for line in offered:
        value = "exception" if line in failed else "ok"
        seats.tick(
            desk.tx,
            item.about,
            line=line,
            value=value,
            step_id=held.step_id,
            seat_id=held.seat_id,
            evidence=vote,
        )
    desk.audit(
        "secrecy.ticked",
        item.about,
        person=by,
        org=item.org,
        step=held.step_id,
        key=held.step_key,
        lines=list(offered),
        failed=[line for line in offered if line in failed],
        content=held.content_hash,
    )
    seat.redraw_step(desk, held)
    seat.redraw_before(desk, item, step=held.step_id)
    after = lines.index(offered[-1]) + 1
    answer = Notice("secrecy.ticked", by, subject, facts={"number": item.row.number, "n": len(failed)})
    return answer, after if after < len(lines) else None


def return_ticked(desk: Desk, subject: str, *, by: int, content_hash: str | None) -> Notice:
    """按例外退回: the aspects that were ticked as not met are the reason."""
    held, item, lines = _ticking(desk, subject, by=by)
    ticks = seat.ticks(desk, item, held.step_id)
    failed = [line for line in lines if ticks.get(line) == "exception"]
    if not failed:
        raise Refused("review.superseded", number=item.row.number)
    return review.decide(
        desk,
        subject,
        by=by,
        verdict=Verdict.RETURNED,
        reason=_reason(item, failed, lang=desk.lang),
        content_hash=content_hash,
    )


def _reason(item: Item, failed: Sequence[str], *, lang: str) -> str:
    """保密审查：不涉及国家秘密（第十六条）；内容真实（第十六条）."""
    aspects = [aspect for aspect in item.regime.secrecy.aspects if f"secrecy.{aspect.key}" in failed]
    told = "；".join(f"{aspect.text.get(lang)}（{aspect.cite}）" for aspect in aspects)
    return f"{item.regime.secrecy.text.get(lang)}：{told}"


def _ticking(desk: Desk, subject: str, *, by: int) -> tuple[Any, Item, tuple[str, ...]]:
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    if held.step_state != "open" or held.seat_state != "open" or item.row.state != "review":
        # Judged as a decision would be, so that the answer is the true one.
        review.may_decide(desk, subject, by=by, content_hash=None)
        raise Refused("review.superseded", number=item.row.number)
    step = next(step for step in seating.plan(desk, item) if step.key == held.step_key)
    lines = item.regime.ticks([act for act in step.acts if act == "secrecy"])
    if not lines:
        raise Refused("review.superseded", number=item.row.number)
    return held, item, lines
