"""Budgets that processes on one PostgreSQL share: for each, the instant (µs, civil) of its next even slot."""

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, delete, text, update

from storage.sql import Sql, insert_once
from storage.tables import pace
from storage.tx import Tx

_HOLD = Sql(
    text("SELECT key, tat_us FROM pace WHERE key = ANY(CAST(:keys AS text[])) ORDER BY key FOR UPDATE")
)
_ADD = Sql(insert_once(pace, "key", "tat_us"))
_KEEP = Sql(update(pace).where(pace.c.key == bindparam("which")).values(tat_us=bindparam("free")))
_FORGET = Sql(delete(pace).where(pace.c.tat_us < bindparam("before")))


def hold(tx: Tx, keys: Iterable[str]) -> dict[str, int]:
    """Hold these budgets until the act ends (PostgreSQL); where each stands, 0 for one never used."""
    wanted = sorted(set(keys))
    found = _HOLD.all(tx, keys=wanted)
    if len(found) < len(wanted):
        known = {row.key for row in found}
        _ADD.many(tx, [{"key": key, "tat_us": 0} for key in wanted if key not in known])
        found = _HOLD.all(tx, keys=wanted)
    return {row.key: row.tat_us for row in found}


def keep(tx: Tx, free: Mapping[str, int]) -> None:
    """Move budgets on that are held."""
    _KEEP.many(tx, [{"which": key, "free": free[key]} for key in sorted(free)])


def forget(tx: Tx, *, before: int) -> int:
    """Drop budgets at rest since before this instant (ms): they allow what one never used allows."""
    return _FORGET.run(tx, before=before * 1000)
