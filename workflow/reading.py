"""An item whole, as the page shows it to one person: everything there is, and what changed since they
last looked.
"""

from typing import Any

from storage import copies, items, looks, remarks
from storage import review as seats
from workflow import difference, lookup, publish, seating, subjects, watch
from workflow import seen as seen_
from workflow import whole as whole_
from workflow.desk import Desk, Refused
from workflow.notices import Notice
from workflow.subjects import Item

# Seeing ---------------------------------------------------------------------------------------------


def shown(item: Item, desk: Desk, *, by: int) -> Item:
    """The item as this person may see it: an amendment under way is its writer's own."""
    return item if item.row.submitter_id == by else lookup.as_seen(desk, item)


def whole(desk: Desk, item: Item, *, by: int) -> dict[str, Any]:
    """Everything about an item, in plain facts."""
    seen = shown(item, desk, by=by)
    facts = dict(whole_.item_facts(desk, Notice("lookup.item", by, item.about)))
    return facts | {
        "item": facts["item"] | {"title": seen.content.title or item.row.title},
        "form": subjects.form_of(desk, seen),
        "body": seen.content.body,
        "files": _files(desk, seen),
        "opinions": _opinions(desk, item),
        "versions": _versions(desk, item),
        "changes": _since_last_look(desk, seen, by=by),
        "hash8": seen.version.hash[:8],
    }


def _files(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """The files of the version that is shown; of a draft, whatever is there."""
    held = subjects.files_of(desk, item)
    if not item.version.frozen:
        return held
    wanted = {one.sha256 for one in item.content.attachments}
    return [row for row in held if row["sha256"] in wanted]


def _opinions(desk: Desk, item: Item) -> list[dict[str, Any]]:
    steps = {row.id: row for row in seats.steps_of(desk.tx, item.id)}
    return [
        {
            "step": seating.label(desk, item, key=row.step_key, role=steps[row.step_id].role).get(desk.lang),
            "round": row.round,
            "name": row.name,
            "verdict": row.verdict,
            "reason": row.reason,
            "at": desk.iso(row.at),
            "undone": row.undone_at is not None,
            "hash8": row.content_hash[:8],
        }
        for row in seats.decisions_of(desk.tx, item.id)
        if row.step_key != publish.STEP
    ]


def _versions(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Every frozen version, the newest first, with what it changed."""
    told: list[dict[str, Any]] = []
    before: Item | None = None
    for row in items.versions_of(desk.tx, item.id):
        if not row.frozen:
            continue
        here = subjects.as_judged(item, row)
        told.append(
            {
                "n": len(told) + 1,
                "at": desk.iso(row.made_at),
                "by": subjects.name_of(desk, row.by_id),
                "hash8": row.hash[:8],
                "changes": [] if before is None else difference.between(desk, before, here),
            }
        )
        before = here
    return told[::-1]


# Looking --------------------------------------------------------------------------------------------


def _since_last_look(desk: Desk, item: Item, *, by: int) -> list[dict[str, str]]:
    row = looks.last_look(desk.tx, by, item_id=item.id)
    if row is None or row.version_id == item.version.id or item.row.submitter_id == by:
        return []
    before = items.version(desk.tx, row.version_id)
    return [] if before is None else difference.between(desk, subjects.as_judged(item, before), item)


def looked(desk: Desk, item: Item, *, by: int, settled: bool = False) -> None:
    """The person looks at the item. What changed since the last look stays marked until it is ``settled``:
    until they say that they have read it, or act.
    """
    seen_.opened(desk, item, by=by)
    seen = shown(item, desk, by=by)
    if settled or not _since_last_look(desk, seen, by=by):
        looks.look(desk.tx, by, item_id=item.id, version_id=seen.version.id)


# Going on -------------------------------------------------------------------------------------------


def by_number(desk: Desk, number: str, *, by: int) -> Item:
    """The item of that whole number. Raises Refused alike for unknown and for hidden ones."""
    item = lookup.find_one(desk, number, by=by)
    if item.row.number != number:
        raise Refused("item.unknown")
    return item


def by_upload(desk: Desk, row: Any, *, by: int) -> Item:
    """The item of a file (its upload's row), which may have come with a remark. Raises Refused alike for
    unknown and for hidden ones.
    """
    item_id = row.item_id
    if item_id is None and row.remark_id is not None:
        item_id = remarks.item_of(desk.tx, row.remark_id)
    if item_id is None:
        raise Refused("item.unknown")
    item = subjects.load(desk, int(item_id))
    if not lookup.visible_to(desk, item, by):
        raise Refused("item.unknown")
    return item


def waiting(desk: Desk, *, by: int) -> list[dict[str, Any]]:
    """What waits for a person, in the order in which it should be done."""
    seated = set(lookup.waiting(desk, by, "bare_decide"))
    told = []
    for item_id in lookup.waiting(desk, by, "todo"):
        item = subjects.load(desk, item_id)
        told.append(_row(desk, item, mine=item_id not in seated))
    return told


def handed_in(desk: Desk, *, by: int, limit: int = 20) -> list[dict[str, Any]]:
    """What a person handed in and need not do anything about, newest change first."""
    rows = items.of_person(
        desk.tx, by, states=("review", "handover", "closed", "dropped", "withheld"), limit=limit
    )
    return [_row(desk, subjects.load(desk, row.id), mine=False) for row in rows if row.number]


def _row(desk: Desk, item: Item, *, mine: bool) -> dict[str, Any]:
    deadlines = watch.deadlines(desk, item)
    return {
        "id": item.id,
        "number": item.row.number,
        "title": (shown(item, desk, by=-1).content.title if not mine else item.content.title)
        or item.row.title,
        "state": item.row.state,
        "kind": item.row.kind,
        **subjects.matter_of(item),
        "important": subjects.is_important(item),
        "writing": mine and (item.row.state in ("draft", "registered") or not item.version.frozen),
        "due": deadlines[0] if deadlines else None,
    }


def next_to_decide(desk: Desk, *, by: int, after: int) -> str | None:
    """The number of the next item at whose seat they are awaited, besides one; None when all is done."""
    for item_id in lookup.waiting(desk, by, "bare_decide"):
        if item_id != after and (number := subjects.load(desk, item_id).row.number):
            return str(number)
    return None


def refresh(desk: Desk, subject: str) -> None:
    """A card that offered what is no longer possible is redrawn as things stand."""
    copies.touch(desk.tx, subject)
