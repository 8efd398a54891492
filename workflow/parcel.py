"""A file that comes through the page in pieces. Whole, it is an upload like any other: fetched from the
shelf, looked into, and kept or refused by the same use case as a file from a chat.
"""

import json
from typing import Any

from storage import copies, parcels, uploads
from storage.sql import must
from workflow import content, draft, handin
from workflow.desk import Desk, Refused

MIB = 1024 * 1024
NAME_MAX = 200
MOST_OPEN = 40  # files of one person under way
DAY_HOURS = 24


class Elsewhere(Exception):
    """The piece does not follow what has come: go on from ``received``."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


def begin(desk: Desk, item_id: int, *, by: int, key: str, name: str, size: int) -> Any:
    """A file of ``size`` bytes is to come into a draft, or goes on after a break; its row.

    Raises Refused for one that is empty, too large, or beyond the person's quota of a day.
    """
    draft.editable(desk, item_id, by=by)
    content.refuse_marked(name, title=True)
    policy, name = desk.house.policy, base_name(name)
    if size <= 0:
        raise Refused("file.refused", name=name, why="empty")
    if size > policy.page_max_mb * MIB:
        raise Refused("file.too_big", name=name, mb=round(size / MIB, 1), limit=policy.page_max_mb)
    row = parcels.parcel_by_key(desk.tx, by, key=key)
    if row is not None and (row.item_id, row.size, row.name) == (item_id, size, name):
        if row.state == "open" or _stands(desk, row):
            return row
        parcels.free_key(desk.tx, row.id, key=f"{key}:{row.id}")  # it was taken out or refused: once more
    since = desk.ms_after(hours=-DAY_HOURS)
    used, _ = uploads.uploaded_since(desk.tx, by, since=since)
    coming, files = parcels.bytes_under_way(desk.tx, by, since=since)
    if used + coming + size > policy.quota_mb_per_day * MIB or files >= MOST_OPEN:
        raise Refused("file.quota", limit=policy.quota_mb_per_day)
    id_ = parcels.begin_parcel(desk.tx, key=key, person_id=by, item_id=item_id, name=name, size=size)
    if id_ is None:  # the key belongs to another file of this person
        raise Refused("file.refused", name=name, why="unreachable")
    return must(parcels.parcel(desk.tx, id_))


def _stands(desk: Desk, row: Any) -> bool:
    """Is the file that came so still in its draft, or being looked into?"""
    return any(
        json.loads(one.source) == _source(row) and one.state in ("pending", "stored")
        for one in uploads.uploads_of(desk.tx, row.item_id)
    )


def _source(row: Any) -> dict[str, str]:
    return {"platform": "page", "bot": "", "file_id": str(row.id)}


def base_name(name: str) -> str:
    """A name as people know it: without folders, at most 200 characters with its ending."""
    last = name.replace("\\", "/").rpartition("/")[2].strip().strip("\0") or "file"
    if len(last) <= NAME_MAX:
        return last
    stem, dot, ending = last.rpartition(".")
    return f"{stem[: NAME_MAX - 17]}{dot}{ending[:16]}" if dot else last[:NAME_MAX]


def mine(desk: Desk, parcel_id: int, *, by: int) -> Any:
    """A person's own parcel whose draft they may still write, to look at. Raises Refused for any other."""
    row = _own(desk, parcel_id, by=by)
    draft.shown(desk, row.item_id, by=by)
    return row


def _own(desk: Desk, parcel_id: int, *, by: int) -> Any:
    row = parcels.parcel(desk.tx, parcel_id)
    if row is None or row.person_id != by:
        raise Refused("item.unknown")
    return row


def _held(desk: Desk, parcel_id: int, *, by: int) -> Any:
    """The same for an act that is going to change it."""
    row = _own(desk, parcel_id, by=by)
    draft.editable(desk, row.item_id, by=by)
    return row


def grew(desk: Desk, parcel_id: int, *, by: int, since: int, received: int) -> Any:
    """Bytes up to ``received`` are on the disk; with the last of them the file is handed in. Its row.

    Raises Elsewhere when another piece came first, Refused when the draft takes no more.
    """
    row = _held(desk, parcel_id, by=by)
    if not parcels.grew(desk.tx, row.id, since=since, received=received):
        raise Elsewhere(int(row.received))
    if received == row.size:
        _hand_in(desk, row, by=by)
    return must(parcels.parcel(desk.tx, parcel_id))


def _hand_in(desk: Desk, row: Any, *, by: int) -> None:
    upload = handin.take_file(
        desk,
        by=by,
        source=_source(row),
        name=row.name,
        size=int(row.size),
        album=None,
        item=int(row.item_id),
        limit_mb=desk.house.policy.page_max_mb,
    )
    handin.add_to(desk, int(row.item_id), by=by, held=[upload])
    parcels.settle_parcel(desk.tx, row.id, state="kept")
    copies.touch(desk.tx, f"item:{row.item_id}")


def drop(desk: Desk, parcel_id: int, *, by: int) -> None:
    """Who began it does not want it any more."""
    row = _held(desk, parcel_id, by=by)
    if parcels.settle_parcel(desk.tx, row.id, state="dropped"):
        shelf = parcels.Shelf(desk.house.files.folder)
        desk.tx.after(lambda: shelf.remove(int(row.id)))


def under_way(desk: Desk, item_id: int, *, by: int) -> list[Any]:
    """What has begun and not come whole."""
    return parcels.parcels_under_way(desk.tx, item_id, person_id=by)
