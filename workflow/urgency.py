"""加急: marked while an item is written, lowered by whoever handed it in or by the Office.

It says how soon people are told, and is no part of what they judge: no version, no content hash.
"""

from storage import copies, items
from storage import review as seats
from workflow import draft, seat, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain
from workflow.subjects import EDITABLE, Item

plain("urgent.marked", "urgent.lowered", "urgent.ask_reason")
WHY_MAX = 60
LOWERABLE = (*EDITABLE, "review", "handover")


def mark(desk: Desk, item_id: int, *, by: int, why: str = "") -> Notice:
    """加急, with its reason in one line where the regime wants one. Raises Refused once it is handed in."""
    item = draft.editable(desk, item_id, by=by)
    words = " ".join(why.split())
    if len(words) > WHY_MAX:
        raise Refused("text.too_long", limit=WHY_MAX, label=item.regime.urgent.text.data())
    if wants_reason(item) and not words:
        raise Refused("urgent.reason_missing")
    items.change(desk.tx, item.id, revision=item.row.revision, urgent=1, urgent_by=by, urgent_why=words)
    desk.audit("item.urgent", item.about, person=by, org=item.org)
    copies.touch(desk.tx, item.about)
    return Notice("urgent.marked", by, item.about)


def wants_reason(item: Item) -> bool:
    """Must it be said why?"""
    return item.regime.urgent.reason


def lower(desk: Desk, item_id: int, *, by: int) -> Notice:
    """取消加急: from now on the item takes its turn. Raises Refused for others, and when it is over."""
    item = subjects.hold(desk, item_id)
    if not may_lower(desk, item, by=by):
        raise Refused("urgent.not_yours")
    if item.row.state not in LOWERABLE:
        raise Refused("urgent.late", number=item.row.number)
    if item.row.urgent:
        items.change(desk.tx, item.id, revision=item.row.revision, urgent=0, urgent_by=None, urgent_why="")
        desk.audit("item.not_urgent", item.about, person=by, org=item.org)
        copies.touch(desk.tx, item.about)
        for step in seats.steps_of(desk.tx, item.id):
            if step.state == "open":
                for place in seats.seats_of(desk.tx, step.id):
                    copies.touch(desk.tx, f"seat:{place.id}")
    return Notice("urgent.lowered", by, item.about)


def may_lower(desk: Desk, item: Item, *, by: int) -> bool:
    """Whoever handed it in, and the Office."""
    return item.row.submitter_id == by or seat.holds(desk, by, role="office", org=item.org)
