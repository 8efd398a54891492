"""Lists of an office as they were entered, and what taking one back removes."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, literal, or_, select, union_all, update

from storage.sql import Row, Sql, insert_into, number, run_core, word
from storage.tables import (
    accounts,
    columns,
    dialogues,
    groups,
    imports,
    invitations,
    items,
    memberships,
    offices,
    outbox,
    people,
    seats,
    sessions,
    uploads,
    versions,
)
from storage.tx import Tx

_ADD = Sql(
    insert_into(imports, "org_id", "by_person", "file_hash", "changes", "at").returning(imports.c.id)
)
_NEWEST = Sql(
    select(imports)
    .where(imports.c.org_id == bindparam("org_id"), imports.c.state == word("applied"))
    .order_by(imports.c.id.desc())
    .limit(number(1))
)
_UNDONE = Sql(
    update(imports)
    .where(imports.c.id == bindparam("id"))
    .values(state=word("undone"), undone_at=bindparam("now"))
)
_FORGET_ACCOUNT = Sql(
    delete(accounts).where(
        accounts.c.person_id == bindparam("person"),
        accounts.c.platform == word("wecom"),
        accounts.c.bot == bindparam("bot"),
    )
)
_FORGET_POST = Sql(
    delete(memberships).where(
        memberships.c.person_id == bindparam("person"),
        memberships.c.office_id == bindparam("office"),
        memberships.c.role == bindparam("role"),
        memberships.c.from_on == bindparam("on"),
    )
)
_FORGET_INVITATIONS = Sql(delete(invitations).where(invitations.c.person_id == bindparam("id")))
_FORGET_PERSON = Sql(delete(people).where(people.c.id == bindparam("id")))
_FORGET_COLUMN = Sql(delete(columns).where(columns.c.id == bindparam("id")))
_FORGET_UNIT = Sql(delete(offices).where(offices.c.id == bindparam("id")))


def add(tx: Tx, *, org_id: int, by: int | None, file_hash: str, changes: str) -> int:
    """Remember what a list changed (JSON, ids only); its id."""
    return int(
        _ADD.scalar(tx, org_id=org_id, by_person=by, file_hash=file_hash, changes=changes, at=tx.now)
    )


def newest(tx: Tx, org_id: int) -> Row | None:
    """The newest list that stands: id, file_hash, changes, at."""
    return _NEWEST.first(tx, org_id=org_id)


def undone(tx: Tx, import_id: int) -> None:
    """It was taken back."""
    _UNDONE.run(tx, id=import_id, now=tx.now)


def are_used(tx: Tx, *, people: Sequence[int], columns: Sequence[str], units: Sequence[int]) -> bool:
    """Has anybody or anything of these (columns by their keys) already left a trace that must stay?"""
    one = literal(1)
    named = [versions.c.content.contains(f'"column":"{key}"', autoescape=True) for key in columns]
    traces = [
        select(one).where(items.c.submitter_id.in_(people)),
        select(one).where(uploads.c.person_id.in_(people)),
        select(one).where(seats.c.person_id.in_(people)),
        select(one).where(outbox.c.person_id.in_(people)),
        select(one).where(dialogues.c.person_id.in_(people)),
        select(one).where(sessions.c.person_id.in_(people)),
        select(one).where(or_(literal(1) == literal(0), *named)),
        select(one).where(items.c.office_id.in_(units)),
        select(one).where(groups.c.office_id.in_(units)),
    ]
    return bool(run_core(tx, union_all(*traces).limit(1)))


def forget_account(tx: Tx, *, person: int, bot: str) -> None:
    """Remove the person's WeCom account."""
    _FORGET_ACCOUNT.run(tx, person=person, bot=bot)


def forget_post(tx: Tx, *, person: int, office: int, role: str, on: str) -> None:
    """Remove a post that began on this day."""
    _FORGET_POST.run(tx, person=person, office=office, role=role, on=on)


def forget_person(tx: Tx, person_id: int) -> None:
    """Remove somebody who left no trace."""
    _FORGET_INVITATIONS.run(tx, id=person_id)
    _FORGET_PERSON.run(tx, id=person_id)


def forget_column(tx: Tx, column_id: int) -> None:
    """Remove a column that was never used."""
    _FORGET_COLUMN.run(tx, id=column_id)


def forget_unit(tx: Tx, office_id: int) -> None:
    """Remove a unit that was never used."""
    _FORGET_UNIT.run(tx, id=office_id)
