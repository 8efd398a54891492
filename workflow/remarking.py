"""意见: somebody concerned says something about an item without deciding; files may come with it.

It is no part of what is judged: no version, no content hash of its own; it is bound to the content it was
made about. Submitter and whoever is asked hear of it.
"""

from collections.abc import Sequence
from typing import Any

from storage import copies, remarks
from workflow import gathered, lookup, subjects, verbs, watched
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import Item

TEXT_MAX = 2000  # characters
SHOWN = 3
FETCHED_S = 60  # by then files have been fetched and looked through
plain("remark.ask", "remark.recorded")


def ask(desk: Desk, item_id: int, *, by: int) -> Notice:
    """意见: the next words, or the next file, are it. Raises Refused for an item they may not see."""
    item = _about(desk, subjects.load(desk, item_id), by=by)
    return Notice("remark.ask", by, item.about, facts={"item": subjects.told(desk, item)})


def may(desk: Desk, item: Item, *, by: int) -> bool:
    """May this person say something about it now?"""
    return item.regime.allows("remark") and item.row.number is not None and lookup.visible_to(desk, item, by)


def remark(desk: Desk, item_id: int, *, by: int, text: str, held: Sequence[int] = ()) -> Notice:
    """What was said, with the uploads that came with it. Raises Refused without words or files."""
    item = _about(desk, subjects.hold(desk, item_id), by=by)
    words = text.strip()
    if not words and not held:
        raise Refused("remark.empty")
    if len(words) > TEXT_MAX:
        raise Refused("text.too_long", limit=TEXT_MAX, label={"zh_CN": "意见", "en": "opinion"})
    seen = lookup.as_seen(desk, item)
    id_ = remarks.add_remark(
        desk.tx, item.id, person=by, text=words, content_hash=seen.version.hash, held=list(held)
    )
    desk.audit(
        "item.remarked",
        item.about,
        person=by,
        org=item.org,
        remark=id_,
        files=len(held),
        content=seen.version.hash,
    )
    hearers = dict.fromkeys([item.row.submitter_id, *watched.holders(desk, item)])
    for person in hearers:
        if person != by:
            leaves_at = gathered.leaves_at(desk, item, person)
            delay_s = FETCHED_S if held else 0
            occasion = f"remark:{id_}"
            tell(
                desk,
                Notice(
                    "remark.told",
                    person,
                    item.about,
                    occasion,
                    delay_s=delay_s,
                    not_before=leaves_at,
                    priority=2,
                ),
            )
    copies.touch(desk.tx, item.about)
    return Notice("remark.recorded", by, item.about, facts={"number": item.row.number})


def _about(desk: Desk, item: Item, *, by: int) -> Item:
    verbs.allow(item.regime, "remark")
    if item.row.number is None or not lookup.visible_to(desk, item, by):
        raise Refused("item.unknown")
    return item


def told(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Everything that was said about an item; read only where its row says that there is something."""
    if not item.row.remarks:
        return []
    files: dict[int, list[dict[str, Any]]] = {}
    for row in remarks.files_of(desk.tx, item.id):
        files.setdefault(row.remark_id, []).append(
            {
                "id": row.id,
                "name": row.name,
                "size": row.size,
                "type": row.type or "",
                "sha256": row.sha256 or "",
                "state": row.state,
                "preview": row.preview,
            }
        )
    return [
        {
            "id": row.id,
            "by": {"name": row.name, "at": desk.iso(row.at)},
            "person": row.person_id,
            "text": row.text,
            "hash": row.content_hash,
            "files": files.get(row.id, []),
        }
        for row in remarks.remarks_of(desk.tx, item.id)
    ]


@notice("remark.told")
def told_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Who said what, with the files."""
    item = subjects.load(desk, said.id)
    id_ = int(said.occasion.rpartition(":")[2])
    found = next(one for one in told(desk, item) if one["id"] == id_)
    return {"item": subjects.told(desk, item), **found}
