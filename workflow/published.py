"""Published: which promises are kept that day, and which begin."""

from datetime import date

from storage import items
from workflow import freshness, own, subjects, watch
from workflow.desk import Desk
from workflow.subjects import Item


def published(desk: Desk, item: Item, *, on: date) -> None:
    """It stands on the site, or is done where nothing is to stand there. What a special matter ends is ended,
    here and at the items that its form names; what its form dates begins. Twice is as good as once.
    """
    watch.meet(desk, item, "item.published", on=on)
    freshness.published(desk, item, on=on)
    for event in () if item.matter is None else item.matter.ends:
        for about in (item, *_named(desk, item)):
            watch.meet(desk, about, event, on=on)
    for event, day in own.days_of(item, at="published"):
        watch.start(desk, item, event, on=day)


def _named(desk: Desk, item: Item) -> list[Item]:
    """The items whose numbers the form gives."""
    found = []
    for line in item.lines:
        number = item.content.fields.get(line.name) if line.type == "item" else None
        row = items.by_number(desk.tx, item.org, number=number) if isinstance(number, str) else None
        if row is not None:
            found.append(subjects.load(desk, row.id))
    return found
