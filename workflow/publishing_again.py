"""What was published is put right: the web administrator is asked anew, with what is wrong."""

from collections.abc import Mapping

from storage import copies
from storage import review as seats
from workflow import gathered, seating, subjects
from workflow.desk import Desk
from workflow.notices import Notice, tell
from workflow.subjects import Item


def ask(desk: Desk, item: Item, *, by: Mapping[str, str | None], reason: str) -> None:
    """A new publication step for an item that stands at the hand-over again; ``by`` says so, and when."""
    planned = seating.plan(desk, item)
    step = next(step for step in planned if step.stage == "publish")
    step_id = seating.opened(desk, item, step)
    facts = {"item": subjects.told(desk, item), "by": dict(by), "reason": reason}
    for person, sits_for, came in seating.sitting(desk, item, step, planned, seating.taken(desk, item)):
        seats.add_seat(desk.tx, step_id, person_id=person, sits_for=sits_for, came=came)
        occasion, leaves_at = f"step:{step_id}", gathered.leaves_at(desk, item, person)
        tell(desk, Notice("publish.wrong", person, item.about, occasion, facts, not_before=leaves_at))
        tell(desk, Notice("publish.asked", person, item.about, occasion, priority=2, not_before=leaves_at))
    copies.touch(desk.tx, item.about)
