"""意见: what somebody says about an item without deciding, with the files that came with it."""

from sqlalchemy import bindparam, select, update

from storage.sql import Row, Sql, insert_into, number
from storage.tables import files, items, people, remarks, uploads
from storage.tx import Tx

_ADD = Sql(insert_into(remarks, "item_id", "person_id", "text", "content_hash", "at").returning(remarks.c.id))
_COUNT = Sql(update(items).where(items.c.id == bindparam("id")).values(remarks=items.c.remarks + number(1)))
_WITH_FILE = Sql(
    update(uploads).where(uploads.c.id == bindparam("id")).values(remark_id=bindparam("remark_id"))
)
_ALL = Sql(
    select(remarks, people.c.name)
    .select_from(remarks.join(people, people.c.id == remarks.c.person_id))
    .where(remarks.c.item_id == bindparam("item_id"))
    .order_by(remarks.c.id)
)
_FILES = Sql(
    select(uploads, files.c.sha256, files.c.type)
    .select_from(
        uploads.join(remarks, remarks.c.id == uploads.c.remark_id).outerjoin(
            files, files.c.id == uploads.c.file_id
        )
    )
    .where(remarks.c.item_id == bindparam("item_id"), uploads.c.state != "removed")
    .order_by(uploads.c.id)
)
_ITEM = Sql(select(remarks.c.item_id).where(remarks.c.id == bindparam("id")))


def add_remark(tx: Tx, item_id: int, *, person: int, text: str, content_hash: str, held: list[int]) -> int:
    """What a person says about the item as it stands (its content's hash), with uploads; its id."""
    remark = int(
        _ADD.scalar(tx, item_id=item_id, person_id=person, text=text, content_hash=content_hash, at=tx.now)
    )
    _COUNT.run(tx, id=item_id)
    for upload in held:
        _WITH_FILE.run(tx, id=upload, remark_id=remark)
    return remark


def remarks_of(tx: Tx, item_id: int) -> list[Row]:
    """Every remark about an item, oldest first, with the name of who made it."""
    return _ALL.all(tx, item_id=item_id)


def files_of(tx: Tx, item_id: int) -> list[Row]:
    """The files that came with them (``remark_id``), with sha256 and type once the bytes are here."""
    return _FILES.all(tx, item_id=item_id)


def item_of(tx: Tx, remark_id: int) -> int | None:
    """The item that a remark is about."""
    found = _ITEM.scalar(tx, id=remark_id)
    return None if found is None else int(found)
