"""What somebody has looked at, so that the next look shows what changed since."""

from sqlalchemy import bindparam, select

from storage.sql import Row, Sql, insert_into
from storage.tables import looks
from storage.tx import Tx

_look = insert_into(looks, "person_id", "item_id", "version_id", "at")
_LOOK = Sql(
    _look.on_conflict_do_update(
        index_elements=["person_id", "item_id"],
        set_={name: _look.excluded[name] for name in ("version_id", "at")},
    )
)
_FIND = Sql(
    select(looks).where(looks.c.person_id == bindparam("person_id"), looks.c.item_id == bindparam("item_id"))
)


def look(tx: Tx, person_id: int, *, item_id: int, version_id: int) -> None:
    """The person has seen this version of the item."""
    _LOOK.run(tx, person_id=person_id, item_id=item_id, version_id=version_id, at=tx.now)


def last_look(tx: Tx, person_id: int, *, item_id: int) -> Row | None:
    """version_id and at of the person's last look; None when they never looked."""
    return _FIND.first(tx, person_id=person_id, item_id=item_id)
