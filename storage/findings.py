"""Findings on the site: numbered in a series of their own, moved only from where they were seen."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.sql import Row, Sql, insert_into, number, one_of
from storage.tables import columns, findings, offices, people
from storage.tx import Tx

GIVEN = (
    "org_id",
    "office_id",
    "column_id",
    "kind",
    "grave",
    "words",
    "url",
    "source",
    "source_ref",
    "upload_id",
    "reported_by",
    "limit_on",
    "regime_hash",
)
_CREATE = Sql(insert_into(findings, *GIVEN, "created_at", "changed_at").returning(findings.c.id))
_reporter = people.alias("reporter")
_wide = select(
    findings,
    offices.c.name.label("office_name"),
    columns.c.name.label("column_name"),
    _reporter.c.name.label("reporter_name"),
).select_from(
    findings.outerjoin(offices, offices.c.id == findings.c.office_id)
    .outerjoin(columns, columns.c.id == findings.c.column_id)
    .outerjoin(_reporter, _reporter.c.id == findings.c.reported_by)
)
_ONE = Sql(_wide.where(findings.c.id == bindparam("id")))
_HOLD = Sql(select(findings.c.id).where(findings.c.id == bindparam("id")).with_for_update(key_share=True))
_BY_TAIL = Sql(
    _wide.where(findings.c.org_id == bindparam("org_id"), findings.c.number.like(bindparam("tail")))
    .order_by(findings.c.id.desc())
    .limit(number(20))
)
OPEN = ("open", "fixed")
_WAITING = Sql(
    _wide.where(findings.c.org_id == bindparam("org_id"), one_of(findings.c.state, *OPEN))
    .order_by(findings.c.id)
    .limit(bindparam("limit"))
)
_SAME = Sql(
    _wide.where(
        findings.c.org_id == bindparam("org_id"),
        findings.c.kind == bindparam("kind"),
        findings.c.url == bindparam("url"),
        one_of(findings.c.state, *OPEN),
    )
    .order_by(findings.c.id.desc())
    .limit(number(1))
)
_OF_ITEM = Sql(_wide.where(findings.c.item_id == bindparam("item_id"), one_of(findings.c.state, *OPEN)))
_SINCE = Sql(
    _wide.where(
        findings.c.org_id == bindparam("org_id"),
        findings.c.created_at >= bindparam("since"),
        findings.c.number.is_not(None),
    ).order_by(findings.c.id)
)


def create(tx: Tx, **given: Any) -> int:
    """A new one in state ``new``, without number; its id. ``given`` has the names of GIVEN."""
    return int(_CREATE.scalar(tx, **given, created_at=tx.now, changed_at=tx.now))


def finding(tx: Tx, finding_id: int) -> Row | None:
    """All columns, with office_name, column_name and reporter_name."""
    return _ONE.first(tx, id=finding_id)


def hold(tx: Tx, finding_id: int) -> None:
    """PostgreSQL: until this act ends nobody else acts on it. SQLite has one writer."""
    if tx.dialect == "postgresql":
        _HOLD.scalar(tx, id=finding_id)


def by_tail(tx: Tx, org_id: int, *, series: str, year: int | None, serial: int) -> list[Row]:
    """Those with this serial, of one year or of any, the newest first."""
    return _BY_TAIL.all(tx, org_id=org_id, tail=f"%-{series}-{year or '%'}-{serial:04d}")


def waiting(tx: Tx, org_id: int, *, limit: int = 200) -> list[Row]:
    """Those that wait for somebody, the oldest first."""
    return _WAITING.all(tx, org_id=org_id, limit=limit)


def same(tx: Tx, org_id: int, *, kind: str, url: str) -> Row | None:
    """One of this kind about this address that is not closed yet."""
    return _SAME.first(tx, org_id=org_id, kind=kind, url=url)


def of_item(tx: Tx, item_id: int) -> list[Row]:
    """Those that an item is to put right."""
    return _OF_ITEM.all(tx, item_id=item_id)


def since(tx: Tx, org_id: int, *, at: int) -> list[Row]:
    """Those reported since that instant (ms), the oldest first."""
    return _SINCE.all(tx, org_id=org_id, since=at)


@lru_cache(maxsize=256)
def _move(names: frozenset[str], from_states: tuple[str, ...]) -> Sql:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    values |= {"revision": findings.c.revision + number(1), "changed_at": bindparam("now")}
    return Sql(
        update(findings)
        .where(
            findings.c.id == bindparam("finding_id"),
            one_of(findings.c.state, *from_states),
            findings.c.revision == bindparam("seen_revision"),
        )
        .values(values)
    )


def move(
    tx: Tx, finding_id: int, *, from_states: Sequence[str], to_state: str, revision: int, **changes: Any
) -> bool:
    """Move it if it still stands as it was seen; False when somebody was faster. ``changes`` are columns."""
    new = {"state": to_state, **changes}
    given = {f"new_{name}": value for name, value in new.items()}
    statement = _move(frozenset(new), tuple(from_states))
    return statement.run(tx, finding_id=finding_id, seen_revision=revision, now=tx.now, **given) == 1
