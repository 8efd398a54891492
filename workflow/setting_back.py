"""退回 to an earlier step: whoever sat there judges the same content again, then the returner does.

What was approved meanwhile stands or falls as the regime has it for returns. No step is opened again: the
approval that falls closes as void, and a new row takes its place.
"""

from collections.abc import Mapping
from typing import Any

from rules import approval
from rules.approval import PlannedStep, Sat
from storage import copies, items
from storage import review as seats
from storage.canon import json_text, json_value
from workflow import route, seating, subjects
from workflow.desk import Desk, Refused
from workflow.subjects import Item


def choices(desk: Desk, item: Item, held: Any) -> list[PlannedStep]:
    """The earlier steps to which this seat may return, the nearest first; none where it is switched off."""
    if not item.regime.allows("set_back") or item.row.state != "review":
        return []
    planned = seating.plan(desk, item)
    found = approval.earlier(planned, at=held.step_key, done=seating.taken(desk, item))
    return list(reversed(found))


def labels(desk: Desk, item: Item, held: Any) -> list[dict[str, Any]]:
    """The same for a card: key, and the step's name in both languages."""
    return [
        {"key": step.key, "label": seating.step_label(desk, item, step).data()}
        for step in choices(desk, item, held)
    ]


def named(desk: Desk, item: Item, held: Any, text: str) -> tuple[str, str]:
    """The earlier step that a reason begins with (至部门负责人 …), and the reason itself; "" for none."""
    for step in choices(desk, item, held):
        label = seating.step_label(desk, item, step)
        for name in (label.zh_CN, label.en):
            for word in ("至", "给", "to "):
                if text.lower().startswith(f"{word}{name}".lower()):
                    return step.key, text[len(word) + len(name) :].lstrip(" ：:，,")
    return "", text


def chosen(desk: Desk, item: Item, held: Any, key: str) -> PlannedStep:
    """The step of that key. Raises Refused where nobody returns to it from here."""
    found = next((step for step in choices(desk, item, held) if step.key == key), None)
    if found is None:
        raise Refused("review.no_such_step", number=item.row.number)
    return found


def set_back(
    desk: Desk,
    item: Item,
    held: Any,
    planned: tuple[PlannedStep, ...],
    already: Mapping[str, Sat],
    *,
    to: str,
    by: int,
) -> None:
    """The returner's step is closed by now: approvals that fall are void, and the earlier step is asked."""
    way = item.way
    falling = approval.falling(way, planned, to=to, done=already)
    rows = {
        row.key: row
        for row in seats.steps_of(desk.tx, item.id)
        if row.round == item.row.round and row.state in ("approved", "carried") and row.key in falling
    }
    for row in rows.values():
        seats.set_back(desk.tx, row.id)
        for place in seats.seats_of(desk.tx, row.id):
            copies.touch(desk.tx, f"seat:{place.id}")
    seats.returned_to(
        desk.tx, held.step_id, back_to=json_text({"key": to, "rows": [row.id for row in rows.values()]})
    )
    desk.audit(
        "review.set_back",
        item.about,
        person=by,
        org=item.org,
        step=held.step_id,
        key=held.step_key,
        to=to,
        content=held.content_hash,
    )
    if not items.move(
        desk.tx, item.id, from_states=("review",), to_state="review", revision=item.row.revision
    ):
        raise Refused("review.withdrawn", number=item.row.number)
    fresh = subjects.load(desk, item.id)
    route.go_on(desk, fresh, planned, delay_s=desk.house.policy.hand_on_seconds)


def restore(desk: Desk, item: Item, step_id: int) -> None:
    """The return is taken back: what fell with it stands again, as rows of its own."""
    row = seats.step(desk.tx, step_id)
    if row is None or not row.back_to:
        return
    for id_ in json_value(row.back_to)["rows"]:
        fell = seats.step(desk.tx, int(id_))
        if fell is None:
            continue
        again = seats.open_step(
            desk.tx,
            item.id,
            round=fell.round,
            position=fell.position,
            key=fell.key,
            role=fell.role,
            quorum=fell.quorum,
            content_hash=fell.content_hash,
        )
        seats.close_step(desk.tx, again, state="carried", by=fell.decided_by)


def asked_again(desk: Desk, item: Item, held: Any) -> dict[str, Any] | None:
    """Why this seat's step is judged again: who returned it there, when and why; None where nobody did."""
    if held.attempt == 1:
        return None
    rows = [
        row
        for row in seats.steps_of(desk.tx, item.id)
        if row.round == held.round and row.back_to and json_value(row.back_to)["key"] == held.step_key
    ]
    before = [row for row in rows if row.closed_at <= held.opened_at]
    if not before:
        return None
    last = max(before, key=lambda row: (row.closed_at, row.id))
    made = [row for row in seats.decisions_of(desk.tx, item.id) if row.step_id == last.id]
    if not made or made[-1].undone_at is not None:
        return None
    return {
        "by": {"name": made[-1].name, "at": desk.iso(made[-1].at)},
        "step": seating.label(desk, item, key=last.key, role=last.role).data(),
        "reason": made[-1].reason,
    }
