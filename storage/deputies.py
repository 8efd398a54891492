"""Who sits for whom, from one civil date to another. A row is never changed but for its end."""

from sqlalchemy import bindparam, or_, select, update

from storage.sql import Row, Sql, insert_into
from storage.tables import deputies, people
from storage.tx import Tx

_ADD = Sql(
    insert_into(
        deputies,
        "org_id",
        "person_id",
        "deputy_id",
        "role",
        "from_on",
        "until_on",
        "why",
        "made_by",
        "made_at",
    ).returning(deputies.c.id)
)
_deputy = people.alias("deputy")
_wide = select(deputies, people.c.name.label("person_name"), _deputy.c.name.label("deputy_name")).select_from(
    deputies.join(people, people.c.id == deputies.c.person_id).join(
        _deputy, _deputy.c.id == deputies.c.deputy_id
    )
)
_ONE = Sql(_wide.where(deputies.c.id == bindparam("id")))
_ABOUT = Sql(
    _wide.where(
        or_(deputies.c.person_id == bindparam("person_id"), deputies.c.deputy_id == bindparam("person_id")),
        deputies.c.ended_at.is_(None),
        deputies.c.until_on >= bindparam("on"),
    ).order_by(deputies.c.id)
)
_SITS = Sql(
    _wide.where(
        deputies.c.person_id == bindparam("person_id"),
        deputies.c.deputy_id == bindparam("deputy_id"),
        deputies.c.ended_at.is_(None),
        deputies.c.from_on <= bindparam("on"),
        deputies.c.until_on >= bindparam("on"),
    )
)
_END = Sql(
    update(deputies)
    .where(deputies.c.id == bindparam("id"), deputies.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"), ended_by=bindparam("by"))
)
ALL = "all"  # every post of the absent one


def add(
    tx: Tx,
    org_id: int,
    *,
    person_id: int,
    deputy_id: int,
    role: str,
    from_on: str,
    until_on: str,
    why: str,
    by: int,
) -> int:
    """Somebody sits for another with a role (or ``ALL``) on these civil dates, the last included; the id."""
    return int(
        _ADD.scalar(
            tx,
            org_id=org_id,
            person_id=person_id,
            deputy_id=deputy_id,
            role=role,
            from_on=from_on,
            until_on=until_on,
            why=why,
            made_by=by,
            made_at=tx.now,
        )
    )


def one(tx: Tx, deputy_row: int) -> Row | None:
    """All columns, with person_name and deputy_name; ended ones too."""
    return _ONE.first(tx, id=deputy_row)


def about(tx: Tx, person_id: int, *, on: str) -> list[Row]:
    """Those by or for a person that have not ended before a civil date, ones that begin later too."""
    return _ABOUT.all(tx, person_id=person_id, on=on)


def sits_for(tx: Tx, deputy_id: int, *, person_id: int, on: str) -> bool:
    """Does the one sit for the other on a civil date, with whatever post?"""
    return _SITS.first(tx, deputy_id=deputy_id, person_id=person_id, on=on) is not None


def end(tx: Tx, deputy_row: int, *, by: int | None) -> bool:
    """It is over now; ``by`` is None when its days are. False when it was over already."""
    return _END.run(tx, id=deputy_row, now=tx.now, by=by) == 1
