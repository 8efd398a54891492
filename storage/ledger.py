"""栏目台账: what each column of the site owes, when it was last kept up, and each time it was."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, insert_once, word
from storage.tables import clocks, columns, items, ledger, offices, upkeep
from storage.tx import Tx

DUTY = ("path", "class_", "every", "contents", "way", "catalogue", "required", "person_id")
"""What the table of duties settles; path, every and required are lists."""

_KEPT = (*DUTY, "regime_hash", "changed_at")
_enter = insert_into(ledger, "column_id", "org_id", *_KEPT)
_ENTER = Sql(
    _enter.on_conflict_do_update(
        index_elements=["column_id"], set_={name: _enter.excluded[name] for name in _KEPT}
    ).returning(ledger.c.id)
)
_wide = select(
    columns.c.id,
    columns.c.key,
    columns.c.name,
    columns.c.office_id,
    columns.c.list_url,
    columns.c.form,
    columns.c.serial,
    offices.c.name.label("office_name"),
    *(ledger.c[name] for name in ("org_id", *_KEPT, "updated_on", "updated_how", "entries", "read_at")),
).select_from(
    ledger.join(columns, columns.c.id == ledger.c.column_id).outerjoin(
        offices, offices.c.id == columns.c.office_id
    )
)
_ONE = Sql(_wide.where(columns.c.id == bindparam("id")))
_BY_KEY = Sql(_wide.where(ledger.c.org_id == bindparam("org_id"), columns.c.key == bindparam("key")))
_ALL = Sql(_wide.where(ledger.c.org_id == bindparam("org_id")).order_by(columns.c.serial, columns.c.id))
_FORGET = Sql(delete(ledger).where(ledger.c.column_id == bindparam("id")))
_HOLD = Sql(select(ledger.c.id).where(ledger.c.column_id == bindparam("id")).with_for_update(key_share=True))
_NOTE = Sql(
    insert_once(
        upkeep,
        "column_id",
        "event",
        "on",
        "how",
        "person_id",
        "item_id",
        "note",
        "at",
        unique=("column_id", "event", "on"),
    ).returning(upkeep.c.id)
)
_COUNT = Sql(
    select(func.count(upkeep.c.on.distinct())).where(
        upkeep.c.column_id == bindparam("id"),
        upkeep.c.event == bindparam("event"),
        upkeep.c.on.between(bindparam("first"), bindparam("last")),
    )
)
_HISTORY = Sql(
    select(upkeep)
    .where(upkeep.c.column_id == bindparam("id"))
    .order_by(upkeep.c.on.desc(), upkeep.c.id.desc())
    .limit(bindparam("limit"))
)
_CLOCKS = Sql(
    select(clocks)
    .where(
        clocks.c.org_id == bindparam("org_id"),
        clocks.c.state == word("running"),
        clocks.c.subject.like(bindparam("subjects")),
        clocks.c.due_on <= bindparam("until"),
    )
    .order_by(clocks.c.due_on, clocks.c.id)
)
_PUBLISHED = Sql(
    select(items.c.id, items.c.number, items.c.title, items.c.url, items.c.published_at)
    .where(
        items.c.org_id == bindparam("org_id"),
        items.c.state == word("closed"),
        items.c.url.is_not(None),
        items.c.published_at >= bindparam("since"),
        items.c.kind != word("delete"),
    )
    .order_by(items.c.published_at.desc())
    .limit(bindparam("limit"))
)


def enter(tx: Tx, column_id: int, *, org_id: int, duty: Mapping[str, Any], regime_hash: str) -> None:
    """What the table of duties says of a column; ``duty`` has the names of DUTY. What is known of its
    updates stays.
    """
    kept = {name: duty[name] for name in DUTY}
    kept |= {name: json_text(list(kept[name])) for name in ("path", "every", "required")}
    _ENTER.scalar(tx, column_id=column_id, org_id=org_id, regime_hash=regime_hash, changed_at=tx.now, **kept)


def duty_of(row: Row) -> dict[str, Any]:
    """The same as it stands, of a row of ``entry``."""
    kept = {name: getattr(row, name) for name in DUTY}
    return kept | {name: json.loads(kept[name]) for name in ("path", "every", "required")}


def entry(tx: Tx, column_id: int) -> Row | None:
    """A column with what it owes and its office_name; None where the ledger does not have it."""
    return _ONE.first(tx, id=column_id)


def entry_by_key(tx: Tx, org_id: int, *, key: str) -> Row | None:
    """The same by the column's key."""
    return _BY_KEY.first(tx, org_id=org_id, key=key)


def entries(tx: Tx, org_id: int) -> list[Row]:
    """All of an organisation, in the order of the site."""
    return _ALL.all(tx, org_id=org_id)


def forget(tx: Tx, column_id: int) -> None:
    """The ledger has the column no more; the column itself stays."""
    _FORGET.run(tx, id=column_id)


def hold(tx: Tx, column_id: int) -> None:
    """PostgreSQL: until this act ends nobody else acts on it. SQLite has one writer."""
    if tx.dialect == "postgresql":
        _HOLD.scalar(tx, id=column_id)


@lru_cache(maxsize=32)
def _change(names: frozenset[str]) -> Sql:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return Sql(update(ledger).where(ledger.c.column_id == bindparam("id")).values(values))


def change(tx: Tx, column_id: int, **changes: Any) -> None:
    """Set updated_on, updated_how, entries, read_at or regime_hash."""
    _change(frozenset(changes)).run(tx, id=column_id, **{f"new_{k}": v for k, v in changes.items()})


def note(
    tx: Tx,
    column_id: int,
    *,
    event: str,
    on: str,
    how: str,
    by: int | None = None,
    item: int | None = None,
    words: str = "",
) -> bool:
    """Remember that it was updated, checked, replaced or stated on a day; False where that was known."""
    found = _NOTE.scalar(
        tx,
        column_id=column_id,
        event=event,
        on=on,
        how=how,
        person_id=by,
        item_id=item,
        note=words,
        at=tx.now,
    )
    return found is not None


def times(tx: Tx, column_id: int, *, event: str, first: str, last: str) -> int:
    """On how many days between the two, both included, that happened."""
    return int(_COUNT.scalar(tx, id=column_id, event=event, first=first, last=last))


def history(tx: Tx, column_id: int, *, limit: int = 10) -> list[Row]:
    """The last times it was kept up, newest first."""
    return _HISTORY.all(tx, id=column_id, limit=limit)


def running_until(tx: Tx, org_id: int, *, until: str) -> list[Row]:
    """The running clocks of an organisation's columns that are due by that date, the nearest first."""
    return _CLOCKS.all(tx, org_id=org_id, until=until, subjects="column:%")


def published_since(tx: Tx, org_id: int, *, since: int, limit: int = 2000) -> Sequence[Row]:
    """Closed items with an address, published since that instant (ms): id, number, title, url."""
    return _PUBLISHED.all(tx, org_id=org_id, since=since, limit=limit)
