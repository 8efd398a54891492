"""阅: an item opened, read and decided are three states; who is how far, for submitter and record.

Opened is whoever had the details, the files or the page of it; read is whoever said so. A card that merely
stands in a chat proves neither.
"""

from typing import Any

from storage import copies, items, readers
from storage import review as seats
from workflow import lookup, seating, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain
from workflow.subjects import Item

plain("read.recorded")


def opened(desk: Desk, item: Item, *, by: int) -> None:
    """Somebody who is asked about the item, or was told of it, has it open: noted once for each version."""
    version = _judged(desk, item)
    if version is None or not _counts(desk, item, by):
        return
    if readers.opened(desk.tx, item.id, person=by, version=version.id):
        desk.audit("item.opened", item.about, person=by, org=item.org, content=version.hash)


def opened_seat(desk: Desk, subject: str, *, by: int) -> None:
    """The same by the reviewer's seat from which it was opened."""
    held = seats.seat_facts(desk.tx, int(subject.rpartition(":")[2]))
    if held is not None:
        opened(desk, subjects.load(desk, held.item_id), by=by)


def read(desk: Desk, item_id: int, *, by: int) -> Notice:
    """已阅: they have read it as it stands. Raises Refused for whoever was neither asked nor told."""
    item = subjects.hold(desk, item_id)
    version = _judged(desk, item)
    if version is None or not _counts(desk, item, by):
        raise Refused("item.unknown")
    if readers.read(desk.tx, item.id, person=by, version=version.id):
        desk.audit("item.read", item.about, person=by, org=item.org, content=version.hash)
        copies.touch(desk.tx, item.about)
    return Notice("read.recorded", by, item.about, facts={"number": item.row.number})


def newest_unread(desk: Desk, person: int) -> int | None:
    """The item of which the person was told last and that they have not read."""
    found = readers.unread(desk.tx, person)
    return found[0] if found else None


def _counts(desk: Desk, item: Item, person: int) -> bool:
    """Was this person asked about the item, or told of it?"""
    row = readers.reader(desk.tx, item.id, person=person)
    return (row is not None and row.told_at is not None) or person in seated(desk, item)


def seated(desk: Desk, item: Item) -> frozenset[int]:
    """Everybody who has or had a seat at the item."""
    return frozenset(
        int(place.person_id)
        for step in seats.steps_of(desk.tx, item.id)
        for place in seats.seats_of(desk.tx, step.id)
    )


def _judged(desk: Desk, item: Item) -> Any:
    """The newest version that others see; None while there is none."""
    if item.version.frozen:
        return item.version
    frozen = [row for row in items.versions_of(desk.tx, item.id) if row.frozen]
    return frozen[-1] if frozen else None


# How far everybody is -------------------------------------------------------------------------------


def progress(desk: Desk, item_id: int, *, by: int) -> Notice:
    """进度: raises Refused for whoever was only told of the item."""
    item = subjects.load(desk, item_id)
    if item.row.number is None or not lookup.takes_part(desk, item, by):
        raise Refused("item.unknown")
    return Notice("progress.told", by, item.about)


@notice("progress.told")
def progress_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The way, who of those asked now has opened and read it, and who was told beside it."""
    item = subjects.load(desk, said.id)
    version = _judged(desk, item)
    rows = {row.person_id: row for row in readers.readers_of(desk.tx, item.id)}
    asked = [
        place
        for step in seating.open_steps(desk, item).values()
        for place in seats.seats_of(desk.tx, step.id)
        if place.state == "open"
    ]
    return {
        "item": subjects.told(desk, item),
        "route": seating.progress(desk, item),
        "asked": [
            {"name": place.name, **_state(desk, rows.get(place.person_id), version)} for place in asked
        ],
        "told": [
            {"name": row.name, "by": subjects.name_of(desk, row.told_by), **_state(desk, row, None)}
            for row in rows.values()
            if row.told_at is not None
        ],
    }


def _state(desk: Desk, row: Any, version: Any) -> dict[str, Any]:
    """``unopened``, ``opened`` or ``read``, and when; of a given version where one is given."""
    if row is None or row.opened_at is None or (version is not None and row.version_id != version.id):
        return {"state": "unopened", "at": None}
    if row.read_at is None:
        return {"state": "opened", "at": desk.iso(row.opened_at)}
    return {"state": "read", "at": desk.iso(row.read_at)}
