"""Who was told of an item beside its way (抄送), and who has opened it and said that they have read it."""

from sqlalchemy import bindparam, func, or_, select, update

from storage.sql import Row, Sql, insert_once
from storage.tables import people, readers
from storage.tx import Tx

_ADD = Sql(insert_once(readers, "item_id", "person_id", unique=("item_id", "person_id")))
_mine = (readers.c.item_id == bindparam("item_id"), readers.c.person_id == bindparam("person_id"))
_TELL = Sql(
    update(readers)
    .where(*_mine, readers.c.told_at.is_(None))
    .values(told_by=bindparam("by"), told_at=bindparam("now"))
)
_OPEN = Sql(
    update(readers)
    .where(*_mine, or_(readers.c.version_id.is_(None), readers.c.version_id != bindparam("version")))
    .values(version_id=bindparam("version"), opened_at=bindparam("now"), read_at=None)
)
_READ = Sql(
    update(readers)
    .where(*_mine, readers.c.read_at.is_(None))
    .values(
        version_id=bindparam("version"),
        opened_at=func.coalesce(readers.c.opened_at, bindparam("now")),
        read_at=bindparam("now"),
    )
)
_ONE = Sql(select(readers).where(*_mine))
_ALL = Sql(
    select(readers, people.c.name)
    .select_from(readers.join(people, people.c.id == readers.c.person_id))
    .where(readers.c.item_id == bindparam("item_id"))
    .order_by(readers.c.id)
)
_UNREAD = Sql(
    select(readers.c.item_id)
    .where(
        readers.c.person_id == bindparam("person_id"),
        readers.c.told_at.is_not(None),
        readers.c.read_at.is_(None),
    )
    .order_by(readers.c.told_at.desc(), readers.c.id.desc())
)


def tell(tx: Tx, item_id: int, *, person: int, by: int) -> bool:
    """Somebody is told of an item; False where they were told before."""
    _ADD.run(tx, item_id=item_id, person_id=person)
    return _TELL.run(tx, item_id=item_id, person_id=person, by=by, now=tx.now) == 1


def opened(tx: Tx, item_id: int, *, person: int, version: int) -> bool:
    """Somebody opens an item in this version; False where they had opened it so already."""
    _ADD.run(tx, item_id=item_id, person_id=person)
    return _OPEN.run(tx, item_id=item_id, person_id=person, version=version, now=tx.now) == 1


def read(tx: Tx, item_id: int, *, person: int, version: int) -> bool:
    """Somebody says that they have read it; False where they said so already."""
    opened(tx, item_id, person=person, version=version)
    return _READ.run(tx, item_id=item_id, person_id=person, version=version, now=tx.now) == 1


def reader(tx: Tx, item_id: int, *, person: int) -> Row | None:
    """told_by, told_at, version_id, opened_at, read_at of one person; None where there is nothing."""
    return _ONE.first(tx, item_id=item_id, person_id=person)


def readers_of(tx: Tx, item_id: int) -> list[Row]:
    """The same for everybody, with their names."""
    return _ALL.all(tx, item_id=item_id)


def unread(tx: Tx, person_id: int) -> list[int]:
    """The items of which a person was told and that they have not read, newest first."""
    return [int(row.item_id) for row in _UNREAD.all(tx, person_id=person_id)]
