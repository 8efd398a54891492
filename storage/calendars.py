"""Notices of holidays and single days of a place, as they were entered; the newest lies over the older."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, word
from storage.tables import calendars
from storage.tx import Tx

_ADD = Sql(
    insert_into(calendars, "scope", "year", "days", "source", "hash", "entered_by", "entered_at").returning(
        calendars.c.id
    )
)
_valid = calendars.c.state == word("valid")
_VALID = Sql(select(calendars).where(_valid).order_by(calendars.c.id))
_REVISION = Sql(select(calendars.c.id, calendars.c.hash).where(_valid).order_by(calendars.c.id))
_ONE = Sql(select(calendars).where(calendars.c.id == bindparam("id")))
_LISTED = Sql(select(calendars).order_by(calendars.c.id.desc()).limit(bindparam("limit")))
_REPLACE = Sql(
    update(calendars)
    .where(_valid, calendars.c.scope == bindparam("scope"), calendars.c.year == bindparam("year"))
    .values(state=word("replaced"))
)
_END = Sql(update(calendars).where(_valid, calendars.c.id == bindparam("id")).values(state=word("replaced")))


def enter(
    tx: Tx,
    *,
    scope: str,
    year: int | None,
    days: Mapping[str, Mapping[str, Any]],
    source: str,
    digest: str,
    by: str,
) -> int:
    """Keep what was entered; a year's notice takes the place of that year's earlier one. Its id."""
    if year is not None:
        _REPLACE.run(tx, scope=scope, year=year)
    return int(
        _ADD.scalar(
            tx,
            scope=scope,
            year=year,
            days=json_text(days),
            source=source,
            hash=digest,
            entered_by=by,
            entered_at=tx.now,
        )
    )


def end(tx: Tx, id_: int) -> bool:
    """What was entered holds no longer; False when it did not."""
    return _END.run(tx, id=id_) == 1


def valid(tx: Tx) -> list[Row]:
    """All that holds, oldest first."""
    return _VALID.all(tx)


def one(tx: Tx, id_: int) -> Row | None:
    """All columns of what was entered."""
    return _ONE.first(tx, id=id_)


def listed(tx: Tx, *, limit: int) -> list[Row]:
    """What holds and what was replaced, newest first."""
    return _LISTED.all(tx, limit=limit)


def revision(tx: Tx) -> tuple[tuple[int, str], ...]:
    """It moves whenever something is entered or ended; empty while nothing holds.

    It names what holds by id and hash: an act that was rolled back may have used the same id for other days.
    """
    return tuple((int(row.id), str(row.hash)) for row in _REVISION.all(tx))
