"""What is still to be done once it is published, and is proved by a number: 报备案."""

from rules.parts import Line
from storage import review as seats
from workflow.desk import Desk, Refused
from workflow.subjects import Item

NUMBER_MAX = 80


def asked(item: Item) -> tuple[Line, ...]:
    """What whoever confirms the effect states to have done, as the regime's way has it."""
    steps = [step for step in item.way.steps if step.stage == "confirm"]
    return tuple(item.regime.acts[act] for step in steps for act in step.acts)


def stated(desk: Desk, item: Item) -> dict[str, str]:
    """What was stated so far, with its number."""
    keys = {line.key for line in asked(item)}
    return {
        row.line: str(row.evidence)
        for row in (seats.ticks_of(desk.tx, item.about) if keys else ())
        if row.line in keys
    }


def owed(desk: Desk, item: Item) -> Line | None:
    """What is still to be stated; None where nothing is."""
    done = stated(desk, item)
    return next((line for line in asked(item) if line.key not in done), None)


def state(desk: Desk, item: Item, *, by: int, number: str) -> None:
    """It was done, under this number. Raises Refused without one, or for one that is too long."""
    line = owed(desk, item)
    if line is None:
        return
    words, label = " ".join(number.split()), line.text.data()
    if not words:
        raise Refused("confirm.number_missing", number=item.row.number, label=label)
    if len(words) > NUMBER_MAX:
        raise Refused("text.too_long", limit=NUMBER_MAX, label=label)
    seats.tick(desk.tx, item.about, line=line.key, value="ok", step_id=None, seat_id=None, evidence=words)
    desk.audit("item.stated", item.about, person=by, org=item.org, key=line.key)
