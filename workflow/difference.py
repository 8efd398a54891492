"""What changed since the round before."""

from rules.model import Text
from rules.regime import FormField
from storage import review as seats
from workflow import seat, subjects
from workflow.desk import Desk
from workflow.subjects import Item

FILES = Text("附件", "Attachments")  # where the form has no line of its own for them


def since_last_round(desk: Desk, item: Item) -> list[dict[str, str]]:
    """What changed since the round before, line by line of the form."""
    rows = [row for row in seats.steps_of(desk.tx, item.id) if row.round == item.row.round - 1]
    if not rows:
        return []
    before_row = seat.version_of(desk, item, rows[-1].content_hash)
    return between(desk, subjects.as_judged(item, before_row), item)


def between(desk: Desk, before: Item, item: Item) -> list[dict[str, str]]:
    """What differs between an item as it stood and as it stands, line by line of the form."""
    changed = item.content.differs_from(before.content)
    found = [
        {
            "label": line.text.get(desk.lang),
            "before": subjects.value_text(desk, before, line.name),
            "after": subjects.value_text(desk, item, line.name),
        }
        for line in _lines(before, item)
        if line.name in changed and line.name != "attachments"
    ]
    if "attachments" in changed:
        own = next((line.text for line in item.lines if line.name == "attachments"), FILES)
        found.append(
            {
                "label": own.get(desk.lang),
                "before": "、".join(a.name for a in before.content.attachments),
                "after": "、".join(a.name for a in item.content.attachments),
            }
        )
    return found


def _lines(before: Item, item: Item) -> list[FormField]:
    """The lines that it is asked, and those that it was."""
    asked = {line.name for line in item.lines}
    return [*item.lines, *(line for line in before.lines if line.name not in asked)]
