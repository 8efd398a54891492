"""离职移交: who left a unit's post of liaison, who has it now, and whether the change was filed."""

from sqlalchemy import bindparam, select, update

from storage.sql import Row, Sql, insert_into
from storage.tables import departures, offices, people
from storage.tx import Tx

_ADD = Sql(
    insert_into(
        departures,
        "org_id",
        "office_id",
        "person_id",
        "to_id",
        "changed_on",
        "made_by",
        "made_at",
        "regime_hash",
    ).returning(departures.c.id)
)
_to = people.alias("successor")
_wide = select(
    departures,
    people.c.name.label("person_name"),
    _to.c.name.label("to_name"),
    offices.c.name.label("office_name"),
).select_from(
    departures.join(people, people.c.id == departures.c.person_id)
    .join(_to, _to.c.id == departures.c.to_id)
    .join(offices, offices.c.id == departures.c.office_id)
)
_ONE = Sql(_wide.where(departures.c.id == bindparam("id")))
_OPEN = Sql(
    _wide.where(departures.c.to_id == bindparam("to_id"), departures.c.filed_at.is_(None)).order_by(
        departures.c.id
    )
)
_FILE = Sql(
    update(departures)
    .where(departures.c.id == bindparam("id"), departures.c.filed_at.is_(None))
    .values(filed_at=bindparam("now"), filed_by=bindparam("by"))
)
_PASS = Sql(
    update(departures)
    .where(departures.c.to_id == bindparam("before"), departures.c.filed_at.is_(None))
    .values(to_id=bindparam("to_id"))
)


def add(
    tx: Tx,
    org_id: int,
    *,
    office_id: int,
    person_id: int,
    to_id: int,
    changed_on: str,
    by: int,
    regime_hash: str,
) -> int:
    """A unit's liaison left on this civil date and somebody else has the post; the id."""
    return int(
        _ADD.scalar(
            tx,
            org_id=org_id,
            office_id=office_id,
            person_id=person_id,
            to_id=to_id,
            changed_on=changed_on,
            made_by=by,
            made_at=tx.now,
            regime_hash=regime_hash,
        )
    )


def one(tx: Tx, departure: int) -> Row | None:
    """All columns, with person_name, to_name, office_name."""
    return _ONE.first(tx, id=departure)


def unfiled(tx: Tx, to_id: int) -> list[Row]:
    """The same for what somebody who came in has not filed yet, oldest first."""
    return _OPEN.all(tx, to_id=to_id)


def file(tx: Tx, departure: int, *, by: int) -> bool:
    """It was filed with the Office; False when it was before."""
    return _FILE.run(tx, id=departure, now=tx.now, by=by) == 1


def pass_on(tx: Tx, before: int, *, to_id: int) -> int:
    """Whoever was to file has left too: another files; how many."""
    return _PASS.run(tx, before=before, to_id=to_id)
