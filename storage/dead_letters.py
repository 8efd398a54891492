"""Messages an operator looks after: those given up, and those held back after a restore."""

from sqlalchemy import bindparam, func, null, select, update

from storage import meta
from storage.sql import Row, Sql, number, one_of, word
from storage.tables import outbox
from storage.tx import Tx

_open = one_of(outbox.c.state, "pending", "sending", "uncertain")
_after = outbox.c.id > bindparam("after")
_IN_STATE = Sql(
    select(outbox)
    .where(outbox.c.state == bindparam("state"), _after)
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)
_WAITING = Sql(select(outbox).where(_open, _after).order_by(outbox.c.id).limit(bindparam("limit")))
_RETRY = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), one_of(outbox.c.state, "dead", "held"), outbox.c.chat != "")
    .values(state=word("pending"), attempts=number(0), error=null(), not_before=null(), done_at=null())
)
_DROP = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), one_of(outbox.c.state, "dead", "held"))
    .values(state=word("moot"), error=word("dropped"), payload=null(), done_at=bindparam("now"))
)
_HOLD = Sql(update(outbox).where(_open).values(state=word("held"), error=word("maybe_sent")))
_COUNTS = Sql(
    select(outbox.c.state, func.count().label("n"), func.min(outbox.c.made_at).label("oldest"))
    .where(one_of(outbox.c.state, "pending", "sending", "uncertain", "held", "dead"))
    .group_by(outbox.c.state)
)


def listed(tx: Tx, *, state: str | None = None, after: int = 0, limit: int = 100) -> list[Row]:
    """Messages in one state, or all that have not ended, by id."""
    if state is None:
        return _WAITING.all(tx, after=after, limit=limit)
    return _IN_STATE.all(tx, state=state, after=after, limit=limit)


def counts(tx: Tx) -> list[Row]:
    """state, n, oldest (ms made) of what has not ended well."""
    return _COUNTS.all(tx)


def retry(tx: Tx, row_id: int) -> bool:
    """A dead or held message goes (again), a held one with its frozen bytes; False when it is neither, or has
    nowhere to go.
    """
    tx.wake("outbox")
    return _RETRY.run(tx, id=row_id) == 1


def drop(tx: Tx, row_id: int) -> bool:
    """A dead or held message is given up for good."""
    return _DROP.run(tx, id=row_id, now=tx.now) == 1


def hold(tx: Tx) -> int:
    """After a restore: nothing leaves before ``release``; what may have left already waits for an
    operator.
    """
    meta.put(tx, "outbound", "held")
    return _HOLD.run(tx)


def is_held(tx: Tx) -> bool:
    """Nothing leaves now."""
    return meta.get(tx, "outbound") == "held"


def release(tx: Tx) -> None:
    """Messages leave again; those in state held still wait for ``retry`` or ``drop``, one by one."""
    meta.put(tx, "outbound", "open")
    tx.wake("outbox")
