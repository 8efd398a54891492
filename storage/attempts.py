"""Wrong codes, presses and invitations, counted so that guessing locks.

Note an attempt in an act of its own: the act that was refused is undone, and so would be its count.
"""

from sqlalchemy import bindparam, delete, func, select

from storage.sql import Sql, insert_into
from storage.tables import attempts
from storage.tx import Tx

_NOTE = Sql(insert_into(attempts, "who", "what", "at"))
_COUNT = Sql(
    select(func.count())
    .select_from(attempts)
    .where(
        attempts.c.who == bindparam("who"),
        attempts.c.what == bindparam("what"),
        attempts.c.at > bindparam("since"),
    )
)
_COUNT_ALL = Sql(
    select(func.count())
    .select_from(attempts)
    .where(attempts.c.what == bindparam("what"), attempts.c.at > bindparam("since"))
)
_FORGIVE = Sql(
    delete(attempts).where(attempts.c.who == bindparam("who"), attempts.c.what == bindparam("what"))
)
_PURGE = Sql(delete(attempts).where(attempts.c.at < bindparam("before")))


def note_attempt(tx: Tx, who: str, *, what: str) -> None:
    """``who`` (platform account as text) tried ``what`` and was wrong."""
    _NOTE.run(tx, who=who, what=what, at=tx.now)


def count_attempts(tx: Tx, who: str, *, what: str, since: int) -> int:
    """Wrong tries after this instant (ms)."""
    return int(_COUNT.scalar(tx, who=who, what=what, since=since))


def count_all_attempts(tx: Tx, *, what: str, since: int) -> int:
    """Wrong tries of everybody after this instant (ms)."""
    return int(_COUNT_ALL.scalar(tx, what=what, since=since))


def forgive(tx: Tx, who: str, *, what: str) -> None:
    """A right answer clears the slate."""
    _FORGIVE.run(tx, who=who, what=what)


def purge(tx: Tx, *, before: int) -> int:
    """Forget tries before this instant."""
    return _PURGE.run(tx, before=before)
