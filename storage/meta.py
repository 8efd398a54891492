"""Small facts about the installation itself: heartbeat, intake offsets, whether outbound is held."""

from sqlalchemy import bindparam, select

from storage.sql import Sql, insert_into
from storage.tables import meta
from storage.tx import Tx

_GET = Sql(select(meta.c.value).where(meta.c.key == bindparam("key")))
_put = insert_into(meta, "key", "value")
_PUT = Sql(_put.on_conflict_do_update(index_elements=["key"], set_={"value": _put.excluded.value}))


def get(tx: Tx, key: str) -> str | None:
    """The value kept under a key."""
    value = _GET.scalar(tx, key=key)
    return None if value is None else str(value)


def put(tx: Tx, key: str, value: str) -> None:
    """Keep a value under a key, in place of an older one."""
    _PUT.run(tx, key=key, value=value)
