"""重要: raised by head or office, lowered by who raised it; the leader's step comes and goes with it."""

from rules import approval
from rules.model import Refusal
from storage import copies, items
from workflow import route, seat, seating, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice
from workflow.subjects import Item


def facts_of(desk: Desk, item: Item) -> approval.ImportanceFacts:
    """What the rules on importance need to know."""
    proposed = item.content.importance.value == "important"
    done = seating.taken(desk, item)
    when = [step.key for step in item.way.steps if step.weighs]
    return approval.ImportanceFacts(
        proposed=proposed,
        raised_by=None if proposed else item.row.important_by,
        under_review=item.row.state == "review",
        leader_decided=any(key in done for key in when),
    )


def change(desk: Desk, subject: str, *, by: int, important: bool) -> Notice:
    """标为重要 / 取消重要: the leader's step is put in, or left out, where the article has it."""
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    if held.step_state != "open":
        raise Refused("importance.approved", number=item.row.number)
    facts = facts_of(desk, item)
    found = (
        approval.raise_importance(facts, by=by, roles={held.step_role})
        if important
        else approval.lower_importance(facts, by=by)
    )
    if isinstance(found, Refusal):
        raise seat.refused(desk, found, item)
    if found.repeat:
        return Notice("done", by, subject)
    if not items.move(
        desk.tx,
        item.id,
        from_states=("review",),
        to_state="review",
        revision=item.row.revision,
        important=int(important),
        important_by=by if important else None,
    ):
        raise Refused("review.withdrawn", number=item.row.number)
    desk.audit("item.raised" if important else "item.lowered", item.about, person=by, org=item.org)
    fresh = subjects.load(desk, item.id)
    route.go_on(desk, fresh, seating.plan(desk, fresh), delay_s=0)
    seat.redraw_step(desk, held)
    copies.touch(desk.tx, item.about)
    return Notice("done", by, subject)
