"""Acts as they came in: raw envelopes under a unique key, committed before the platform is answered.

States: new → working (leased; only where several processes work) → done | dead. A platform's redelivery lands
on the same row. The body can be erased while the fact that something came stays.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, func, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage import lanes
from storage.sql import Row, Sql, number, one_of, word
from storage.tables import inbox
from storage.tx import Tx

MOST_AT_ONCE = 64  # envelopes in one statement
_open = one_of(inbox.c.state, "new", "working")  # as the partial index says it
_other = inbox.alias("other")
_busy = exists(
    select(_other.c.id).where(
        _other.c.lane == inbox.c.lane,
        one_of(_other.c.state, "new", "working"),
        _other.c.state == word("working"),
        _other.c.lease_until > bindparam("lease_now"),
    )
)
_first = (
    select(func.min(inbox.c.id).label("id"))
    .where(_open, func.coalesce(inbox.c.not_before, number(0)) <= bindparam("now"), ~_busy)
    .group_by(inbox.c.lane)
    .order_by(func.min(inbox.c.id))
    .limit(bindparam("limit"))
    .subquery("first")
)
_FIRST = Sql(
    select(inbox.c.id)
    .where(
        inbox.c.id.in_(select(_first.c.id)),
        _open,
        or_(inbox.c.state == word("new"), inbox.c.lease_until <= bindparam("lease_now")),
    )
    .order_by(inbox.c.id)
    .with_for_update(skip_locked=True)
)
_LEASE = Sql(
    update(inbox)
    .where(inbox.c.id == bindparam("id"), _open)
    .values(state=word("working"), owner=bindparam("owner"), lease_until=bindparam("until"))
    .returning(inbox)
)
_EVERY = Sql(
    select(inbox.c.id)
    .where(
        _open,
        or_(inbox.c.state == word("new"), inbox.c.lease_until <= bindparam("lease_now")),
        func.coalesce(inbox.c.not_before, number(0)) <= bindparam("now"),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)
_AGAIN = Sql(
    select(inbox)
    .where(_open, inbox.c.state == word("new"), inbox.c.not_before <= bindparam("now"))
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)
_PUT_OFF = Sql(update(inbox).where(inbox.c.id == bindparam("id")).values(not_before=bindparam("until")))
_NEXT = Sql(select(func.min(inbox.c.not_before)).where(_open, inbox.c.state == word("new")))
_DONE = Sql(
    update(inbox)
    .where(inbox.c.id == bindparam("id"), _open)
    .values(state=word("done"), done_at=bindparam("now"), lease_until=null(), error=null())
)
_DONE_OWN = Sql(
    update(inbox)
    .where(inbox.c.id == bindparam("id"), _open, inbox.c.owner == bindparam("owner"))
    .values(state=word("done"), done_at=bindparam("now"), lease_until=null(), error=null())
)
_ERASE = Sql(update(inbox).where(inbox.c.id == bindparam("id")).values(body=null()))
_LATER = Sql(
    update(inbox)
    .where(inbox.c.id == bindparam("id"), _open)
    .values(
        state=word("new"),
        attempts=inbox.c.attempts + number(1),
        error=bindparam("error"),
        not_before=bindparam("not_before"),
        lease_until=null(),
        owner=null(),
    )
)
_DEAD = Sql(
    update(inbox)
    .where(inbox.c.id == bindparam("id"), _open)
    .values(
        state=word("dead"),
        attempts=inbox.c.attempts + number(1),
        error=bindparam("error"),
        done_at=bindparam("now"),
        lease_until=null(),
        owner=null(),
    )
)
_RECOVER = Sql(
    update(inbox)
    .where(_open, inbox.c.state == word("working"))
    .values(state=word("new"), lease_until=null(), owner=null())
)
_FREE = Sql(
    update(inbox)
    .where(_open, inbox.c.state == word("working"), inbox.c.owner == bindparam("owner"))
    .values(state=word("new"), lease_until=null(), owner=null())
)


class Envelope(NamedTuple):
    """What came, unopened: ``key`` tells it from all others, ``lane`` is its sender."""

    key: str
    platform: str
    bot: str
    lane: str
    body: bytes


@cache
def _adding(count: int) -> Sql:
    """The statement that keeps so many envelopes, each once."""
    rows: list[dict[str, Any]] = [
        {name: bindparam(f"{name}{at}") for name in Envelope._fields} | {"received_at": bindparam("now")}
        for at in range(count)
    ]
    kept = insert(inbox).values(rows).on_conflict_do_nothing(index_elements=["key"])
    return Sql(kept.returning(inbox.c.id, inbox.c.key))


def receive(tx: Tx, envelopes: Sequence[Envelope]) -> list[int | None]:
    """Keep what came, in its order; of each the id when it is new, None when its key came before."""
    lanes.lock(tx, (f"in:{one.lane}" for one in envelopes))
    ids: dict[str, int] = {}
    for start in range(0, len(envelopes), MOST_AT_ONCE):
        some = envelopes[start : start + MOST_AT_ONCE]
        given = {f"{name}{at}": part for at, one in enumerate(some) for name, part in one._asdict().items()}
        kept = _adding(len(some)).all(tx, now=tx.now, **given)
        ids.update((row.key, row.id) for row in kept)
    if ids:
        tx.wake("inbox")
    return [ids.pop(one.key, None) for one in envelopes]


def claim(
    tx: Tx, owner: str, *, lease_ms: int, limit: int, now: int | None = None, lease_now: int | None = None
) -> list[Row]:
    """Lease open rows for ``lease_ms``, oldest first: the first of each sender whose lane is free.

    With SQLite, whose one process keeps lanes in memory, every row of a lane comes, in order.
    """
    leased = lanes.lease_now(tx, lease_now)
    wanted = _FIRST if tx.dialect == "postgresql" else _EVERY
    rows = []
    for found in wanted.all(tx, now=tx.moment(now), lease_now=leased, limit=limit):
        row = _LEASE.first(tx, id=found.id, owner=owner, until=leased + lease_ms)
        if row is not None:
            rows.append(row)
    return rows


def waiting(tx: Tx, *, lease_ms: int, limit: int = 256, now: int | None = None) -> list[Row]:
    """Rows that failed before and whose time has come again, each given out once per ``lease_ms``.

    For the one process that holds everything else in memory.
    """
    moment = tx.moment(now)
    rows = _AGAIN.all(tx, now=moment, limit=limit)
    for row in rows:
        _PUT_OFF.run(tx, id=row.id, until=moment + lease_ms)
    return rows


def next_due(tx: Tx) -> int | None:
    """The instant (ms) at which a row that failed may be tried again; None when none waits for that.

    Other open rows are in somebody's hands, or a commit has just woken their worker.
    """
    moment = _NEXT.scalar(tx)
    return None if moment is None else int(moment)


def done(tx: Tx, row_id: int, *, erase: bool = False, owner: str | None = None) -> bool:
    """The act is carried out, in this very transaction. False: it was done before, or the lease went to
    another.

    ``erase`` removes the body as well (forbidden content); the row stays as a fact.
    """
    if owner is None:
        finished = _DONE.run(tx, id=row_id, now=tx.now) == 1
    else:
        finished = _DONE_OWN.run(tx, id=row_id, now=tx.now, owner=owner) == 1
    if erase:
        forget(tx, row_id)
    return finished


def forget(tx: Tx, row_id: int) -> None:
    """Remove the body of an act, forbidden content: the row stays as a fact."""
    _ERASE.run(tx, id=row_id)
    tx.erase()


def failed(tx: Tx, row_id: int, *, error: str, retry_at: int | None) -> None:
    """It could not be carried out: again from ``retry_at`` (ms), or dead when that is None."""
    if retry_at is None:
        _DEAD.run(tx, id=row_id, error=error, now=tx.now)
    else:
        _LATER.run(tx, id=row_id, error=error, not_before=retry_at)


def free_all(tx: Tx, *, owner: str) -> int:
    """Give back what an owner who is going away had claimed."""
    return _FREE.run(tx, owner=owner)


def recover(tx: Tx) -> int:
    """One process, at its start: nobody is at work any more; what failed before still waits for its time."""
    return _RECOVER.run(tx)


# For operators ------------------------------------------------------------------------------------

_ONE = Sql(select(inbox).where(inbox.c.id == bindparam("id")))
_LISTED = Sql(
    select(inbox).where(_open, inbox.c.id > bindparam("after")).order_by(inbox.c.id).limit(bindparam("limit"))
)
_IN_STATE = Sql(
    select(inbox)
    .where(inbox.c.state == bindparam("state"), inbox.c.id > bindparam("after"))
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)
_REVIVE = Sql(
    update(inbox)
    .where(inbox.c.id == bindparam("id"), inbox.c.state == word("dead"), inbox.c.body.is_not(None))
    .values(state=word("new"), attempts=number(0), error=null(), not_before=null(), done_at=null())
)
_DROP = Sql(
    update(inbox)
    .where(inbox.c.id == bindparam("id"), inbox.c.state == word("dead"))
    .values(state=word("done"), error="dropped", done_at=bindparam("now"))
)
_OLDEST = Sql(select(func.min(inbox.c.received_at)).where(_open))
_PURGE = Sql(inbox.delete().where(inbox.c.state == word("done"), inbox.c.done_at < bindparam("before")))


def row(tx: Tx, row_id: int) -> Row | None:
    """One row, all columns."""
    return _ONE.first(tx, id=row_id)


def listed(tx: Tx, *, state: str | None = None, after: int = 0, limit: int = 100) -> list[Row]:
    """Rows in one state, or all that are open, by id."""
    if state is None:
        return _LISTED.all(tx, after=after, limit=limit)
    return _IN_STATE.all(tx, state=state, after=after, limit=limit)


def dead(tx: Tx, *, after: int = 0, limit: int = 100) -> list[Row]:
    """Acts that were given up."""
    return _IN_STATE.all(tx, state="dead", after=after, limit=limit)


def retry(tx: Tx, row_id: int) -> bool:
    """A dead act is tried again; False when it is not dead or its body is erased."""
    tx.wake("inbox")
    return _REVIVE.run(tx, id=row_id) == 1


def drop(tx: Tx, row_id: int) -> bool:
    """A dead act is given up for good."""
    return _DROP.run(tx, id=row_id, now=tx.now) == 1


def oldest(tx: Tx) -> int | None:
    """When the oldest open act came in (ms), None when none is open."""
    moment = _OLDEST.scalar(tx)
    return None if moment is None else int(moment)


def purge(tx: Tx, *, before: int) -> int:
    """Remove acts done before this instant; keep at least eight days, for the platforms' redeliveries."""
    return _PURGE.run(tx, before=before)
