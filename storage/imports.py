"""Lists of an office as they were entered, who has begun to work by them, what taking one back removes."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, select, update

from storage.sql import Row, Sql, insert_into, number, run_core, word
from storage.tables import (
    accounts,
    audit,
    columns,
    imports,
    invitations,
    items,
    ledger,
    memberships,
    metadata,
    offices,
    people,
    seats,
    steps,
    versions,
)
from storage.tx import Tx

AT_ONCE = 500  # ids in one question

_ADD = Sql(
    insert_into(imports, "org_id", "by_person", "file_hash", "changes", "kind", "at").returning(imports.c.id)
)
_NEWEST = Sql(
    select(imports)
    .where(
        imports.c.org_id == bindparam("org_id"),
        imports.c.kind == bindparam("kind"),
        imports.c.state == word("applied"),
    )
    .order_by(imports.c.id.desc())
    .limit(number(1))
)
_UNDONE = Sql(
    update(imports)
    .where(imports.c.id == bindparam("id"))
    .values(state=word("undone"), undone_at=bindparam("now"))
)
_ACCOUNTS = Sql(
    select(accounts.c.person_id, accounts.c.external_id, people.c.name)
    .select_from(accounts.join(people, people.c.id == accounts.c.person_id))
    .where(
        accounts.c.platform == bindparam("platform"),
        accounts.c.bot == bindparam("bot"),
        accounts.c.state != word("revoked"),
    )
    .order_by(accounts.c.id)
)
_FORGET_ACCOUNT = Sql(
    delete(accounts).where(
        accounts.c.person_id == bindparam("person"),
        accounts.c.platform == word("wecom"),
        accounts.c.bot == bindparam("bot"),
        accounts.c.external_id == bindparam("external_id"),
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
_SAT = Sql(
    select(number(1))
    .select_from(seats.join(steps, steps.c.id == seats.c.step_id).join(items, items.c.id == steps.c.item_id))
    .where(
        seats.c.person_id == bindparam("person"),
        steps.c.role == bindparam("role"),
        items.c.office_id == bindparam("office"),
        steps.c.opened_at >= bindparam("since"),
    )
    .limit(number(1))
)
_HANDED_IN = Sql(
    select(number(1))
    .select_from(items)
    .where(
        items.c.submitter_id == bindparam("person"),
        items.c.office_id == bindparam("office"),
        items.c.created_at >= bindparam("since"),
    )
    .limit(number(1))
)
_ACTED = Sql(
    select(number(1))
    .select_from(audit)
    .where(audit.c.person_id == bindparam("person"), audit.c.at >= bindparam("since"))
    .limit(number(1))
)

_COLUMN_USED = Sql(
    select(number(1))
    .select_from(versions.join(items, items.c.id == versions.c.item_id))
    .where(items.c.org_id == bindparam("org_id"), versions.c.content.like(bindparam("said")))
    .limit(number(1))
)
_COLUMN_KEPT = Sql(
    select(number(1))
    .select_from(ledger.join(columns, columns.c.id == ledger.c.column_id))
    .where(columns.c.org_id == bindparam("org_id"), columns.c.key == bindparam("key"))
    .limit(number(1))
)


def add(tx: Tx, *, org_id: int, by: int | None, file_hash: str, changes: str, kind: str = "office") -> int:
    """Remember what a list (office | ledger) changed (JSON); its id."""
    given = {"org_id": org_id, "by_person": by, "file_hash": file_hash, "changes": changes, "kind": kind}
    return int(_ADD.scalar(tx, **given, at=tx.now))


def newest(tx: Tx, org_id: int, *, kind: str = "office") -> Row | None:
    """The newest list of a kind that stands: id, file_hash, changes, at."""
    return _NEWEST.first(tx, org_id=org_id, kind=kind)


def undone(tx: Tx, import_id: int) -> None:
    """It was taken back."""
    _UNDONE.run(tx, id=import_id, now=tx.now)


def accounts_on(tx: Tx, platform: str, *, bot: str) -> list[Row]:
    """person_id, external_id and name of everybody with an account there, suspended people's too."""
    return _ACCOUNTS.all(tx, platform=platform, bot=bot)


# Who has begun to work ------------------------------------------------------------------------------------


def people_named(tx: Tx, ids: Sequence[int]) -> set[int]:
    """Which of these people any row still names: what they handed in, decided, were sent, did. Invitations
    do not count.
    """
    named = [column for column in _naming(people) if column.table is not invitations]
    return {who for column in (*named, audit.c.person_id) for who in _among(tx, column, ids)}


def units_named(tx: Tx, ids: Sequence[int]) -> set[int]:
    """Which of these units any row still names."""
    return {unit for column in _naming(offices) for unit in _among(tx, column, ids)}


def columns_named(tx: Tx, org_id: int, keys: Sequence[str]) -> set[str]:
    """Which of these columns an item of the organisation has been meant for, or the table of duties names."""
    return {
        key
        for key in keys
        if _COLUMN_USED.scalar(tx, org_id=org_id, said=f'%"column":"{key}"%')
        or _COLUMN_KEPT.scalar(tx, org_id=org_id, key=key)
    }


def meant_for(tx: Tx, org_id: int, keys: Sequence[str]) -> set[str]:
    """Which of these columns an item of the organisation has been meant for."""
    return {key for key in keys if _COLUMN_USED.scalar(tx, org_id=org_id, said=f'%"column":"{key}"%')}


def has_worked(tx: Tx, person: int, *, office: int, role: str, since: int) -> bool:
    """Has this person sat in a step, or handed something in, by this post since that instant?"""
    given = {"person": person, "office": office, "since": since}
    return bool(_SAT.scalar(tx, **given, role=role) or (role == "liaison" and _HANDED_IN.scalar(tx, **given)))


def has_acted(tx: Tx, person: int, *, since: int) -> bool:
    """Has this person done anything since that instant?"""
    return bool(_ACTED.scalar(tx, person=person, since=since))


def _naming(table: Table) -> Iterator[Column[Any]]:
    """Every column that refers to a table's rows."""
    for other in metadata.tables.values():
        for column in other.columns:
            if any(key.column.table is table for key in column.foreign_keys):
                yield column


def _among(tx: Tx, column: Column[Any], ids: Sequence[int]) -> Iterator[int]:
    for start in range(0, len(ids), AT_ONCE):
        asked = select(column).where(column.in_(ids[start : start + AT_ONCE])).distinct()
        for row in run_core(tx, asked):
            yield int(row[0])


# Taking back ----------------------------------------------------------------------------------------------


def forget_account(tx: Tx, *, person: int, bot: str, external_id: str) -> None:
    """Remove the person's WeCom account."""
    _FORGET_ACCOUNT.run(tx, person=person, bot=bot, external_id=external_id)


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
