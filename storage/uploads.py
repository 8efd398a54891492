"""Files as people hand them in: one row per file and hand-in, whatever bytes turn out to be in it."""

from typing import Any

from sqlalchemy import bindparam, func, select, update

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, number, one_of, word
from storage.tables import files, uploads
from storage.tx import Tx

_UPLOAD = Sql(
    insert_into(
        uploads, "item_id", "person_id", "source", "name", "size", "album", "state", "position", "at"
    ).returning(uploads.c.id)
)
_upload_wide = select(uploads, files.c.sha256, files.c.type, files.c.state.label("file_state")).select_from(
    uploads.outerjoin(files, files.c.id == uploads.c.file_id)
)
_UPLOAD_ONE = Sql(_upload_wide.where(uploads.c.id == bindparam("id")))
_UPLOADS = Sql(
    _upload_wide.where(
        uploads.c.item_id == bindparam("item_id"), uploads.c.state != word("removed")
    ).order_by(uploads.c.position, uploads.c.id)
)
_ALBUM = Sql(
    _upload_wide.where(
        uploads.c.person_id == bindparam("person_id"), uploads.c.album == bindparam("album")
    ).order_by(uploads.c.position, uploads.c.id)
)
_PENDING = Sql(
    select(func.count())
    .select_from(uploads)
    .where(uploads.c.item_id == bindparam("item_id"), uploads.c.state == word("pending"))
)
_STORED = Sql(
    update(uploads)
    .where(uploads.c.id == bindparam("id"), uploads.c.state == word("pending"))
    .values(state=word("stored"), file_id=bindparam("file_id"), size=bindparam("size"))
)
_REFUSED = Sql(
    update(uploads)
    .where(uploads.c.id == bindparam("id"), one_of(uploads.c.state, "pending", "stored"))
    .values(state=word("refused"), reason=bindparam("reason"))
)
_REMOVED = Sql(
    update(uploads)
    .where(uploads.c.id == bindparam("id"), uploads.c.state != word("removed"))
    .values(state=word("removed"))
)
_ATTACH = Sql(update(uploads).where(uploads.c.id == bindparam("id")).values(item_id=bindparam("item_id")))
_SENT_SINCE = Sql(
    select(func.coalesce(func.sum(uploads.c.size), number(0)), func.count())
    .select_from(uploads)
    .where(
        uploads.c.person_id == bindparam("person_id"),
        uploads.c.at > bindparam("since"),
        one_of(uploads.c.state, "pending", "stored"),
    )
)


def add_upload(
    tx: Tx,
    *,
    item_id: int | None,
    person_id: int,
    source: dict[str, Any],
    name: str,
    size: int,
    album: str | None = None,
    position: int = 0,
) -> int:
    """Somebody hands in a file; the bytes are still to be fetched from ``source`` (plain values). Its id."""
    return int(
        _UPLOAD.scalar(
            tx,
            item_id=item_id,
            person_id=person_id,
            source=json_text(source),
            name=name,
            size=size,
            album=album,
            state="pending",
            position=position,
            at=tx.now,
        )
    )


def upload(tx: Tx, upload_id: int) -> Row | None:
    """All columns, with sha256, type and file_state once the bytes are here."""
    return _UPLOAD_ONE.first(tx, id=upload_id)


def uploads_of(tx: Tx, item_id: int) -> list[Row]:
    """The files of an item in their order, without removed ones."""
    return _UPLOADS.all(tx, item_id=item_id)


def uploads_of_album(tx: Tx, person_id: int, *, album: str) -> list[Row]:
    """The files that one person sent as one album."""
    return _ALBUM.all(tx, person_id=person_id, album=album)


_NEWEST = Sql(
    select(uploads.c.album, uploads.c.item_id, uploads.c.at)
    .where(uploads.c.person_id == bindparam("person_id"), uploads.c.album.is_not(None))
    .order_by(uploads.c.id.desc())
    .limit(number(1))
)


def newest_of_albums(tx: Tx, person_id: int) -> Row | None:
    """The last file that one person sent as part of an album: album, item_id, at (ms)."""
    return _NEWEST.first(tx, person_id=person_id)


def pending_uploads(tx: Tx, item_id: int) -> int:
    """How many of the item's files are still to be fetched or judged."""
    return int(_PENDING.scalar(tx, item_id=item_id))


def attach_upload(tx: Tx, upload_id: int, *, item_id: int) -> None:
    """The file belongs to this item."""
    _ATTACH.run(tx, id=upload_id, item_id=item_id)


def store_upload(tx: Tx, upload_id: int, *, file_id: int, size: int) -> bool:
    """Its bytes are in the store; False when it was removed or refused meanwhile."""
    return _STORED.run(tx, id=upload_id, file_id=file_id, size=size) == 1


def refuse_upload(tx: Tx, upload_id: int, *, reason: str) -> bool:
    """It is not taken, and why (a code)."""
    return _REFUSED.run(tx, id=upload_id, reason=reason) == 1


def remove_upload(tx: Tx, upload_id: int) -> bool:
    """Who handed it in takes it back."""
    return _REMOVED.run(tx, id=upload_id) == 1


def uploaded_since(tx: Tx, person_id: int, *, since: int) -> tuple[int, int]:
    """Bytes and number of files a person handed in after this instant (ms); for quotas."""
    row = _SENT_SINCE.all(tx, person_id=person_id, since=since)[0]
    return int(row[0]), int(row[1])


_WARN = Sql(update(uploads).where(uploads.c.id == bindparam("id")).values(reason=bindparam("reason")))


def warn_upload(tx: Tx, upload_id: int, *, reason: str) -> None:
    """What was noticed about a file that is taken all the same (codes, comma between)."""
    _WARN.run(tx, id=upload_id, reason=reason)


_PICTURE = Sql(update(uploads).where(uploads.c.id == bindparam("id")).values(preview=bindparam("preview")))


def picture_upload(tx: Tx, upload_id: int, *, preview: str) -> None:
    """The hash of the picture of its first page."""
    _PICTURE.run(tx, id=upload_id, preview=preview)
