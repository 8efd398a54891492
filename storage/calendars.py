"""Notices of holidays and single days of a place, as they were entered; the newest lies over the older."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, case, func, select, update

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, number, word
from storage.tables import calendars
from storage.tx import Tx

_ADD = Sql(
    insert_into(calendars, "scope", "year", "days", "source", "hash", "entered_by", "entered_at").returning(
        calendars.c.id
    )
)
_valid = calendars.c.state == word("valid")
_VALID = Sql(select(calendars).where(_valid).order_by(calendars.c.id))
_REVISION = Sql(
    select(
        func.coalesce(func.max(calendars.c.id), number(0)).label("newest"),
        func.count(case((_valid, number(1)))).label("valid"),
    )
)
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


def revision(tx: Tx) -> tuple[int, int]:
    """It moves whenever something is entered or ended."""
    row = _REVISION.one(tx)
    return int(row.newest), int(row.valid)
