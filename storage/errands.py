"""What must wait on the network or the processor: carried out by a worker between two transactions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, exists, func, null, or_, select, update

from storage import lanes
from storage.canon import json_text
from storage.sql import Row, Sql, insert_once, number, one_of, word
from storage.tables import errands
from storage.tx import Tx

_ASK = Sql(
    insert_once(errands, "key", "kind", "subject", "args", "not_before", "made_at").returning(errands.c.id)
)
_open = one_of(errands.c.state, "waiting", "working")  # as the partial index says it
_DUE = Sql(
    select(errands.c.id)
    .where(
        _open,
        or_(errands.c.state == word("waiting"), errands.c.lease_until <= bindparam("lease_now")),
        func.coalesce(errands.c.not_before, number(0)) <= bindparam("now"),
    )
    .order_by(errands.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_LEASE = Sql(
    update(errands)
    .where(errands.c.id == bindparam("id"), _open)
    .values(
        state=word("working"),
        owner=bindparam("owner"),
        lease_until=bindparam("until"),
        attempts=errands.c.attempts + number(1),
    )
    .returning(errands)
)
_DONE = Sql(
    update(errands)
    .where(
        errands.c.id == bindparam("id"),
        _open,
        or_(bindparam("owner", type_=errands.c.owner.type).is_(None), errands.c.owner == bindparam("owner")),
    )
    .values(state=word("done"), lease_until=null(), owner=null(), error=null())
)
_LATER = Sql(
    update(errands)
    .where(errands.c.id == bindparam("id"), _open)
    .values(
        state=bindparam("to"),
        error=bindparam("error"),
        not_before=bindparam("not_before"),
        lease_until=null(),
        owner=null(),
    )
)
_FREE = Sql(
    update(errands)
    .where(_open, errands.c.state == word("working"), errands.c.owner == bindparam("owner"))
    .values(state=word("waiting"), lease_until=null(), owner=null())
)
_RECOVER = Sql(
    update(errands)
    .where(_open, errands.c.state == word("working"))
    .values(state=word("waiting"), lease_until=null(), owner=null())
)
_NEXT = Sql(
    select(func.min(func.coalesce(errands.c.not_before, number(0)))).where(
        _open, errands.c.state == word("waiting")
    )
)
_CANCEL = Sql(
    update(errands)
    .where(_open, errands.c.kind == bindparam("kind"), errands.c.subject == bindparam("subject"))
    .values(state=word("done"), error="cancelled", lease_until=null(), owner=null())
)
_ONE = Sql(select(errands).where(errands.c.id == bindparam("id")))
_IN_STATE = Sql(
    select(errands)
    .where(errands.c.state == bindparam("state"), errands.c.id > bindparam("after"))
    .order_by(errands.c.id)
    .limit(bindparam("limit"))
)
_LISTED = Sql(
    select(errands)
    .where(_open, errands.c.id > bindparam("after"))
    .order_by(errands.c.id)
    .limit(bindparam("limit"))
)
_ABOUT = Sql(
    select(
        exists(
            select(errands.c.id).where(
                _open, errands.c.kind == bindparam("kind"), errands.c.subject == bindparam("subject")
            )
        )
    )
)
_REVIVE = Sql(
    update(errands)
    .where(errands.c.id == bindparam("id"), errands.c.state == word("dead"))
    .values(state=word("waiting"), attempts=number(0), error=null(), not_before=null())
)
_DROP = Sql(
    update(errands)
    .where(errands.c.id == bindparam("id"), errands.c.state == word("dead"))
    .values(state=word("done"), error="dropped")
)
_PURGE = Sql(errands.delete().where(errands.c.state == word("done"), errands.c.made_at < bindparam("before")))


def ask(
    tx: Tx,
    *,
    key: str,
    kind: str,
    subject: str,
    args: Mapping[str, Any] | None = None,
    not_before: int | None = None,
) -> int:
    """Have something carried out once under this key; its id, 0 when it was asked before. Wakes the
    workers.
    """
    row_id = _ASK.scalar(
        tx,
        key=key,
        kind=kind,
        subject=subject,
        args=json_text(args or {}),
        not_before=not_before,
        made_at=tx.now,
    )
    if row_id is None:
        return 0
    tx.wake("errands")
    return int(row_id)


def claim(tx: Tx, *, owner: str, lease_ms: int, limit: int) -> list[Row]:
    """Take errands that are due, or whose worker died, for ``lease_ms``; ``attempts`` counts this one too."""
    lease_now = lanes.lease_now(tx)
    rows = []
    for found in _DUE.all(tx, now=tx.now, lease_now=lease_now, limit=limit):
        row = _LEASE.first(tx, id=found.id, owner=owner, until=lease_now + lease_ms)
        if row is not None:
            rows.append(row)
    return rows


def done(tx: Tx, errand_id: int, *, owner: str | None = None) -> bool:
    """Its result is handed over in this very transaction; False: handed over before, or leased to another."""
    return _DONE.run(tx, id=errand_id, owner=owner) == 1


def failed(tx: Tx, errand_id: int, *, error: str, retry_at: int | None) -> None:
    """Again from ``retry_at`` (ms), or dead when that is None."""
    to = "dead" if retry_at is None else "waiting"
    _LATER.run(tx, id=errand_id, to=to, error=error, not_before=retry_at)


def cancel(tx: Tx, *, kind: str, subject: str) -> int:
    """Nobody wants it any more; how many ended."""
    return _CANCEL.run(tx, kind=kind, subject=subject)


def is_open(tx: Tx, *, kind: str, subject: str) -> bool:
    """Something of this kind is still to be done for the subject."""
    return bool(_ABOUT.scalar(tx, kind=kind, subject=subject))


def free_all(tx: Tx, *, owner: str) -> int:
    """Give back what an owner who is going away had taken."""
    return _FREE.run(tx, owner=owner)


def recover(tx: Tx) -> int:
    """One process, at its start: nobody is at work any more."""
    return _RECOVER.run(tx)


def next_due(tx: Tx) -> int | None:
    """The moment (ms) at which the next errand may be taken (0: now)."""
    moment = _NEXT.scalar(tx)
    return None if moment is None else int(moment)


def errand(tx: Tx, errand_id: int) -> Row | None:
    """One errand, all columns."""
    return _ONE.first(tx, id=errand_id)


def listed(tx: Tx, *, state: str | None = None, after: int = 0, limit: int = 100) -> list[Row]:
    """Errands in one state, or all that are open, by id."""
    if state is None:
        return _LISTED.all(tx, after=after, limit=limit)
    return _IN_STATE.all(tx, state=state, after=after, limit=limit)


def retry(tx: Tx, errand_id: int) -> bool:
    """A dead errand is tried again."""
    tx.wake("errands")
    return _REVIVE.run(tx, id=errand_id) == 1


def drop(tx: Tx, errand_id: int) -> bool:
    """A dead errand is given up for good."""
    return _DROP.run(tx, id=errand_id) == 1


def purge(tx: Tx, *, before: int) -> int:
    """Forget errands done and made before this instant."""
    return _PURGE.run(tx, before=before)
