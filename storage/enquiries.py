"""Letters and applications: numbered in series of their own, moved only from where they were seen."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.sql import Row, Sql, insert_into, number, one_of
from storage.tables import enquiries, offices, people, serials
from storage.tx import Tx

_next = insert_into(serials, "org_id", "series", "year", "last")
_NEXT = Sql(
    _next.on_conflict_do_update(
        index_elements=["org_id", "series", "year"], set_={"last": serials.c.last + number(1)}
    ).returning(serials.c.last)
)
_CREATE = Sql(
    insert_into(
        enquiries,
        "org_id",
        "of",
        "title",
        "body",
        "way",
        "came_on",
        "received_on",
        "registered_by",
        "regime_hash",
        "created_at",
        "changed_at",
    ).returning(enquiries.c.id)
)
_registrant = people.alias("registrant")
_wide = select(
    enquiries,
    offices.c.name.label("office_name"),
    _registrant.c.name.label("registrant_name"),
).select_from(
    enquiries.outerjoin(offices, offices.c.id == enquiries.c.office_id).join(
        _registrant, _registrant.c.id == enquiries.c.registered_by
    )
)
_ONE = Sql(_wide.where(enquiries.c.id == bindparam("id")))
_HOLD = Sql(select(enquiries.c.id).where(enquiries.c.id == bindparam("id")).with_for_update(key_share=True))
_BY_NUMBER = Sql(
    _wide.where(enquiries.c.org_id == bindparam("org_id"), enquiries.c.number == bindparam("number"))
)
_BY_TAIL = Sql(
    _wide.where(enquiries.c.org_id == bindparam("org_id"), enquiries.c.number.like(bindparam("tail")))
    .order_by(enquiries.c.id.desc())
    .limit(number(20))
)
OPEN = ("received", "assigned", "drafted", "answered")
_WAITING = Sql(
    _wide.where(enquiries.c.org_id == bindparam("org_id"), one_of(enquiries.c.state, *OPEN))
    .order_by(enquiries.c.id)
    .limit(bindparam("limit"))
)


def next_serial(tx: Tx, org_id: int, *, series: str, year: int) -> int:
    """The next serial of a series in a year, from 1; taken only if the act takes place."""
    return int(_NEXT.scalar(tx, org_id=org_id, series=series, year=year, last=1))


def create(
    tx: Tx,
    *,
    org_id: int,
    of: str,
    title: str,
    body: str,
    way: str,
    came_on: str,
    received_on: str | None,
    by: int,
    regime_hash: str,
) -> int:
    """A new one (letter | request) in state ``new``, without class and number; its id. Days are ISO dates."""
    return int(
        _CREATE.scalar(
            tx,
            org_id=org_id,
            of=of,
            title=title,
            body=body,
            way=way,
            came_on=came_on,
            received_on=received_on,
            registered_by=by,
            regime_hash=regime_hash,
            created_at=tx.now,
            changed_at=tx.now,
        )
    )


def enquiry(tx: Tx, enquiry_id: int) -> Row | None:
    """All columns, with office_name (None while the desk has it) and registrant_name."""
    return _ONE.first(tx, id=enquiry_id)


def hold(tx: Tx, enquiry_id: int) -> None:
    """PostgreSQL: until this act ends nobody else acts on it. SQLite has one writer."""
    if tx.dialect == "postgresql":
        _HOLD.scalar(tx, id=enquiry_id)


def by_number(tx: Tx, org_id: int, *, number: str) -> Row | None:
    """The same, by its number in an organisation."""
    return _BY_NUMBER.first(tx, org_id=org_id, number=number)


def by_tail(tx: Tx, org_id: int, *, series: str, year: int | None, serial: int) -> list[Row]:
    """Those of a series with this serial, of one year or of any, the newest first."""
    return _BY_TAIL.all(tx, org_id=org_id, tail=f"%-{series}-{year or '%'}-{serial:04d}")


def waiting(tx: Tx, org_id: int, *, limit: int = 200) -> list[Row]:
    """Those that wait for somebody, the oldest first."""
    return _WAITING.all(tx, org_id=org_id, limit=limit)


@lru_cache(maxsize=256)
def _move(names: frozenset[str], from_states: tuple[str, ...]) -> Sql:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    values |= {"revision": enquiries.c.revision + number(1), "changed_at": bindparam("now")}
    return Sql(
        update(enquiries)
        .where(
            enquiries.c.id == bindparam("enquiry_id"),
            one_of(enquiries.c.state, *from_states),
            enquiries.c.revision == bindparam("seen_revision"),
        )
        .values(values)
    )


def move(
    tx: Tx, enquiry_id: int, *, from_states: Sequence[str], to_state: str, revision: int, **changes: Any
) -> bool:
    """Move it if it still stands as it was seen; False when somebody was faster.

    ``revision`` is the one seen; it rises by one. ``changes`` are other columns.
    """
    new = {"state": to_state, **changes}
    given = {f"new_{name}": value for name, value in new.items()}
    statement = _move(frozenset(new), tuple(from_states))
    return statement.run(tx, enquiry_id=enquiry_id, seen_revision=revision, now=tx.now, **given) == 1
