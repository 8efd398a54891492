"""What the machine read of a site: one row a page and day, the newest reading standing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, number
from storage.tables import columns, inspections
from storage.tx import Tx

_keep = insert_into(inspections, "org_id", "on", "what", "column_id", "outcome", "details", "at", "key")
_KEEP = Sql(
    _keep.on_conflict_do_update(
        index_elements=["key"],
        set_={name: _keep.excluded[name] for name in ("outcome", "details", "at")},
    )
)
_wide = select(inspections, columns.c.name.label("column_name"), columns.c.office_id).select_from(
    inspections.outerjoin(columns, columns.c.id == inspections.c.column_id)
)
_OF_DAY = Sql(
    _wide.where(inspections.c.org_id == bindparam("org_id"), inspections.c.on == bindparam("on")).order_by(
        inspections.c.id
    )
)
_NEWEST = Sql(
    select(inspections.c.on)
    .where(inspections.c.org_id == bindparam("org_id"))
    .order_by(inspections.c.on.desc())
    .limit(number(1))
)


def keep(
    tx: Tx, org_id: int, *, on: str, what: str, column: int | None, outcome: str, details: Mapping[str, Any]
) -> None:
    """Keep what was read; a second reading of the day stands in the place of the first."""
    _KEEP.run(
        tx,
        org_id=org_id,
        on=on,
        what=what,
        column_id=column,
        outcome=outcome,
        details=json_text(dict(details)),
        at=tx.now,
        key=f"{org_id}:{on}:{what}:{column or 0}",
    )


def of_day(tx: Tx, org_id: int, *, on: str) -> list[Row]:
    """All of a day, with column_name and office_id of the columns."""
    return _OF_DAY.all(tx, org_id=org_id, on=on)


def newest_day(tx: Tx, org_id: int) -> str | None:
    """The last day on which the machine read this site."""
    found: str | None = _NEWEST.scalar(tx, org_id=org_id)
    return found
