"""Files on their way in through the page, piece by piece: how far each has come, and its bytes so far.

The row says how many bytes are safe; the folder ``parcels/`` holds them under the row's id. A name that
somebody gave a file is data and never a path.
"""

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import bindparam, func, select, update

from storage.files import CHUNK_BYTES
from storage.place import make_private_folder
from storage.sql import Row, Sql, insert_once, number, word
from storage.tables import parcels
from storage.tx import Tx

_BEGIN = Sql(
    insert_once(
        parcels, "key", "person_id", "item_id", "name", "size", "made_at", "at", unique=("person_id", "key")
    ).returning(parcels.c.id)
)
_BY_KEY = Sql(
    select(parcels).where(parcels.c.person_id == bindparam("person_id"), parcels.c.key == bindparam("key"))
)
_ONE = Sql(select(parcels).where(parcels.c.id == bindparam("id")))
_open = parcels.c.state == word("open")
_OF_ITEM = Sql(
    select(parcels)
    .where(parcels.c.item_id == bindparam("item_id"), parcels.c.person_id == bindparam("person_id"), _open)
    .order_by(parcels.c.id)
)
_GREW = Sql(
    update(parcels)
    .where(
        parcels.c.id == bindparam("id"),
        _open,
        parcels.c.received == bindparam("since"),
        parcels.c.size >= bindparam("received"),
    )
    .values(received=bindparam("received"), at=bindparam("now"))
)
_SETTLE = Sql(
    update(parcels)
    .where(parcels.c.id == bindparam("id"), _open)
    .values(state=bindparam("to"), reason=bindparam("reason"), at=bindparam("now"))
)
_FREE = Sql(update(parcels).where(parcels.c.id == bindparam("id")).values(key=bindparam("key")))
_UNDER_WAY = Sql(
    select(func.coalesce(func.sum(parcels.c.size), number(0)), func.count())
    .select_from(parcels)
    .where(parcels.c.person_id == bindparam("person_id"), _open, parcels.c.at > bindparam("since"))
)
_STALE = Sql(select(parcels.c.id).where(_open, parcels.c.at < bindparam("before")).order_by(parcels.c.id))
_PURGE = Sql(parcels.delete().where(~_open, parcels.c.at < bindparam("before")))


def begin_parcel(tx: Tx, *, key: str, person_id: int, item_id: int, name: str, size: int) -> int | None:
    """A file of ``size`` bytes is to come under a key that the page made; None when the key is known."""
    row_id = _BEGIN.scalar(
        tx, key=key, person_id=person_id, item_id=item_id, name=name, size=size, made_at=tx.now, at=tx.now
    )
    return None if row_id is None else int(row_id)


def parcel_by_key(tx: Tx, person_id: int, *, key: str) -> Row | None:
    """The person's parcel of this key, in whatever state."""
    return _BY_KEY.first(tx, person_id=person_id, key=key)


def parcel(tx: Tx, parcel_id: int) -> Row | None:
    """All columns."""
    return _ONE.first(tx, id=parcel_id)


def parcels_under_way(tx: Tx, item_id: int, *, person_id: int) -> list[Row]:
    """The person's files for an item that have not come whole."""
    return _OF_ITEM.all(tx, item_id=item_id, person_id=person_id)


def grew(tx: Tx, parcel_id: int, *, since: int, received: int) -> bool:
    """So many bytes are safe now; False when it was not open at ``since`` any more."""
    return _GREW.run(tx, id=parcel_id, since=since, received=received, now=tx.now) == 1


def settle_parcel(tx: Tx, parcel_id: int, *, state: str, reason: str | None = None) -> bool:
    """It ends: kept (all bytes are here), refused or dropped; False when it had ended."""
    return _SETTLE.run(tx, id=parcel_id, to=state, reason=reason, now=tx.now) == 1


def free_key(tx: Tx, parcel_id: int, *, key: str) -> None:
    """The page may use its key for another try: this parcel bears another from now on."""
    _FREE.run(tx, id=parcel_id, key=key)


def bytes_under_way(tx: Tx, person_id: int, *, since: int) -> tuple[int, int]:
    """What a person has announced after this instant (ms) and not finished: bytes and files; for quotas."""
    row = _UNDER_WAY.all(tx, person_id=person_id, since=since)[0]
    return int(row[0]), int(row[1])


def stale(tx: Tx, *, before: int) -> list[int]:
    """Open parcels to which nothing came since this instant (ms)."""
    return [int(row.id) for row in _STALE.all(tx, before=before)]


def purge(tx: Tx, *, before: int) -> int:
    """Forget ended ones."""
    return _PURGE.run(tx, before=before)


# Bytes --------------------------------------------------------------------------------------------


class Shelf:
    """The folder of bytes that are not yet a whole file; 0600 in 0700, never backed up."""

    def __init__(self, folder: Path) -> None:
        self._folder = make_private_folder(folder / "parcels")

    def _path(self, parcel_id: int) -> Path:
        return self._folder / str(int(parcel_id))

    def write(self, parcel_id: int, chunk: bytes | bytearray, *, at: int) -> None:
        """Put bytes where they belong."""
        handle = os.open(self._path(parcel_id), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            view = memoryview(chunk)
            while view:
                done = os.pwrite(handle, view, at)
                at, view = at + done, view[done:]
        finally:
            os.close(handle)

    def sync(self, parcel_id: int) -> None:
        """What was written is on the disk."""
        handle = os.open(self._path(parcel_id), os.O_RDONLY | os.O_NOFOLLOW)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def size(self, parcel_id: int) -> int:
        """How many bytes lie here."""
        path = self._path(parcel_id)
        return path.stat().st_size if path.is_file() else 0

    def pour(self, parcel_id: int, write: Callable[[bytes], None], *, size: int) -> None:
        """Give its bytes to ``write`` one after the other. Raises FileNotFoundError, or EOFError when
        fewer than ``size`` are here.
        """
        left = size
        with os.fdopen(os.open(self._path(parcel_id), os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            while left and (chunk := file.read(min(CHUNK_BYTES, left))):
                write(chunk)
                left -= len(chunk)
        if left:
            raise EOFError(f"{left} bytes are missing")

    def ids(self) -> list[int]:
        """Of which parcels bytes lie here."""
        return sorted(int(path.name) for path in self._folder.iterdir() if path.name.isdecimal())

    def remove(self, parcel_id: int) -> None:
        """Its bytes are somewhere else, or wanted by nobody."""
        self._path(parcel_id).unlink(missing_ok=True)
