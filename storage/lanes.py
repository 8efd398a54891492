"""A lane is one chat: what goes into it goes in order, one at a time across processes.

With one process the courier knows in memory what is under way; with several, a lane is leased here.
"""

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import and_, bindparam, delete, func, null, or_, select, text, update

from storage.sql import Row, Sql, insert_into, number, one_of, word
from storage.tables import lanes, outbox
from storage.tx import Tx

HOLD_MS = 120_000  # so long a message that failed keeps its chat; then others pass it

_tried = outbox.alias("tried")
OCCUPIED = select(_tried.c.lane).where(
    one_of(_tried.c.state, "pending", "sending", "uncertain"),  # as the partial index says it
    _tried.c.attempts > number(0),
    or_(
        _tried.c.state == word("sending"),
        and_(
            _tried.c.not_before > bindparam("now"),
            _tried.c.not_before <= _tried.c.sending_at + number(HOLD_MS),
        ),
    ),
)
"""Lanes into which nothing else goes at ``now``: a message is on the wire, or failed and goes again first."""

_DB_CLOCK = Sql(text("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now"))
_LOCK = Sql(text("SELECT count(pg_advisory_xact_lock(k)) FROM unnest(CAST(:keys AS bigint[])) AS k"))

_add = insert_into(lanes, "lane", "owner", "lease_until")
_TAKE = Sql(
    _add.on_conflict_do_update(
        index_elements=["lane"],
        set_={"owner": _add.excluded.owner, "lease_until": _add.excluded.lease_until},
        where=or_(
            lanes.c.lease_until.is_(None),
            lanes.c.lease_until <= bindparam("now"),
            lanes.c.owner == bindparam("owner"),
        ),
    )
)
_RELEASE = Sql(
    update(lanes)
    .where(
        lanes.c.lane == bindparam("lane"),
        or_(bindparam("owner", type_=lanes.c.owner.type).is_(None), lanes.c.owner == bindparam("owner")),
    )
    .values(owner=null(), lease_until=null())
)
_FREE_ALL = Sql(
    update(lanes).where(lanes.c.owner == bindparam("owner")).values(owner=null(), lease_until=null())
)
_block = insert_into(lanes, "lane", "blocked_until")
_BLOCK = Sql(
    _block.on_conflict_do_update(
        index_elements=["lane"],
        set_={"blocked_until": _block.excluded.blocked_until},
        where=func.coalesce(lanes.c.blocked_until, 0) < _block.excluded.blocked_until,
    )
)
_ONE = Sql(select(lanes).where(lanes.c.lane == bindparam("lane")))
_FORGET = Sql(
    delete(lanes).where(
        and_(
            func.coalesce(lanes.c.lease_until, 0) <= bindparam("now"),
            func.coalesce(lanes.c.blocked_until, 0) <= bindparam("now"),
        )
    )
)


def server_ms(tx: Tx) -> int | None:
    """What the database server's clock says (ms); None for a file, which has none of its own."""
    return int(_DB_CLOCK.one(tx).now) if tx.dialect == "postgresql" else None


def lease_now(tx: Tx, given: int | None = None) -> int:
    """Milliseconds by the clock that leases go by: the database's own where several machines share it,
    else what is given, else the process's own.
    """
    if tx.dialect == "postgresql":
        return int(_DB_CLOCK.scalar(tx))
    return tx.lease_ms() if given is None else given


def lock(tx: Tx, names: Iterable[str]) -> None:
    """PostgreSQL: hold these lanes until the act ends, so that row order is commit order. SQLite has one
    writer.
    """
    if tx.dialect == "postgresql":
        keys = sorted(
            {int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True) for name in names}
        )
        if keys:
            _LOCK.scalar(tx, keys=keys)


def take(tx: Tx, lane: str, *, owner: str, now: int, until: int) -> bool:
    """Lease a lane (``now`` and ``until`` by ``lease_now``); False while another owner holds it."""
    return _TAKE.run(tx, lane=lane, owner=owner, lease_until=until, now=now) == 1


def release(tx: Tx, lane: str, *, owner: str | None = None) -> None:
    """Give a lease back; a lane that went to another owner meanwhile stays theirs (None: whoever holds
    it).
    """
    _RELEASE.run(tx, lane=lane, owner=owner)


def free_all(tx: Tx, *, owner: str) -> int:
    """Give back every lease of an owner who is going away."""
    return _FREE_ALL.run(tx, owner=owner)


def block_lane(tx: Tx, lane: str, *, until: int) -> None:
    """Send nothing into this lane before ``until`` (civil ms); a later instant that stands already is
    kept.
    """
    _BLOCK.run(tx, lane=lane, blocked_until=until)


def lane(tx: Tx, name: str) -> Row | None:
    """owner, lease_until, blocked_until."""
    return _ONE.first(tx, lane=name)


def tidy(tx: Tx, *, before: int) -> int:
    """Forget lanes whose lease and block both ended before this instant."""
    return _FORGET.run(tx, now=before)
