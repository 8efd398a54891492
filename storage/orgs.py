"""Organisations and their offices, columns and groups; the regime each works under, kept by its hash."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, case, or_, select, update

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, insert_once, number, word
from storage.tables import columns, groups, offices, organisations, regimes
from storage.tx import Tx

# Regimes ------------------------------------------------------------------------------------------

_KEEP = Sql(insert_once(regimes, "hash", "name", "body", "stored_at", unique=("hash",)))
_REGIME = Sql(select(regimes).where(regimes.c.hash == bindparam("hash")))


def store_regime(tx: Tx, *, regime_hash: str, name: str, body: str) -> None:
    """Keep a resolved regime (canonical JSON) under its digest; the same one twice is one."""
    _KEEP.run(tx, hash=regime_hash, name=name, body=body, stored_at=tx.now)


def regime(tx: Tx, regime_hash: str) -> Row | None:
    """hash, name, body (canonical JSON), stored_at."""
    return _REGIME.first(tx, hash=regime_hash)


# Organisations ------------------------------------------------------------------------------------

_org = insert_into(
    organisations,
    "key",
    "name",
    "prefix",
    "site_url",
    "regime_hash",
    "region",
    "settings",
    "serial_year",
    "serial",
    "created_at",
)
_ORG = Sql(
    _org.on_conflict_do_update(
        index_elements=["key"],
        set_={
            name: _org.excluded[name]
            for name in ("name", "prefix", "site_url", "regime_hash", "region", "settings")
        },
    ).returning(organisations.c.id)
)
_ORG_ONE = Sql(select(organisations).where(organisations.c.id == bindparam("id")))
_ORG_KEY = Sql(select(organisations).where(organisations.c.key == bindparam("key")))
_ORGS = Sql(select(organisations).order_by(organisations.c.id))
_NUMBER = Sql(
    update(organisations)
    .where(organisations.c.id == bindparam("id"))
    .values(
        serial=case(
            (organisations.c.serial_year == bindparam("year"), organisations.c.serial + number(1)),
            else_=number(1),
        ),
        serial_year=bindparam("year"),
    )
    .returning(organisations.c.prefix, organisations.c.serial)
)


def add_organisation(
    tx: Tx,
    *,
    key: str,
    name: str,
    prefix: str,
    site_url: str,
    regime_hash: str,
    region: str = "",
    settings: Mapping[str, Any] | None = None,
) -> int:
    """A new organisation, or the one of this key brought up to date; its id."""
    return int(
        _ORG.scalar(
            tx,
            key=key,
            name=name,
            prefix=prefix,
            site_url=site_url,
            regime_hash=regime_hash,
            region=region,
            settings=json_text(settings or {}),
            serial_year=0,
            serial=0,
            created_at=tx.now,
        )
    )


def organisation(tx: Tx, org_id: int) -> Row | None:
    """id, key, name, prefix, site_url, regime_hash, region, settings (JSON)."""
    return _ORG_ONE.first(tx, id=org_id)


def organisation_by_key(tx: Tx, key: str) -> Row | None:
    """The same, by its key."""
    return _ORG_KEY.first(tx, key=key)


def organisations_all(tx: Tx) -> list[Row]:
    """Every organisation of this installation."""
    return _ORGS.all(tx)


def next_number(tx: Tx, org_id: int, *, year: int) -> str:
    """The next number of the year, like KP-2026-0042; taken only if the act takes place, so none is
    skipped.
    """
    row = _NUMBER.one(tx, id=org_id, year=year)
    return f"{row.prefix}-{year}-{row.serial:04d}"


# Offices ------------------------------------------------------------------------------------------

_office = insert_into(offices, "org_id", "key", "name", "kind")
_OFFICE = Sql(
    _office.on_conflict_do_update(
        index_elements=["org_id", "key"],
        set_={"name": _office.excluded.name, "kind": _office.excluded.kind},
    ).returning(offices.c.id)
)
_OFFICE_ONE = Sql(select(offices).where(offices.c.id == bindparam("id")))
_OFFICE_KEY = Sql(
    select(offices).where(offices.c.org_id == bindparam("org_id"), offices.c.key == bindparam("key"))
)
_OFFICES = Sql(select(offices).where(offices.c.org_id == bindparam("org_id")).order_by(offices.c.id))


def add_office(tx: Tx, org_id: int, *, key: str, name: str, kind: str) -> int:
    """A new office (``kind`` unit | office | leaders), or the one of this key brought up to date; its id."""
    return int(_OFFICE.scalar(tx, org_id=org_id, key=key, name=name, kind=kind))


def office(tx: Tx, office_id: int) -> Row | None:
    """id, org_id, key, name, kind."""
    return _OFFICE_ONE.first(tx, id=office_id)


def office_by_key(tx: Tx, org_id: int, *, key: str) -> Row | None:
    """The same, by its key."""
    return _OFFICE_KEY.first(tx, org_id=org_id, key=key)


def offices_of(tx: Tx, org_id: int) -> list[Row]:
    """Every office of an organisation."""
    return _OFFICES.all(tx, org_id=org_id)


# Columns ------------------------------------------------------------------------------------------

_column = insert_into(columns, "org_id", "key", "name", "office_id", "list_url", "form", "serial")
_COLUMN = Sql(
    _column.on_conflict_do_update(
        index_elements=["org_id", "key"],
        set_={name: _column.excluded[name] for name in ("name", "office_id", "list_url", "form", "serial")},
    ).returning(columns.c.id)
)
_COLUMN_ONE = Sql(select(columns).where(columns.c.id == bindparam("id")))
_COLUMN_KEY = Sql(
    select(columns).where(columns.c.org_id == bindparam("org_id"), columns.c.key == bindparam("key"))
)
_COLUMNS = Sql(
    select(columns).where(columns.c.org_id == bindparam("org_id")).order_by(columns.c.serial, columns.c.id)
)


def add_column(
    tx: Tx,
    org_id: int,
    *,
    key: str,
    name: str,
    office_id: int | None = None,
    list_url: str | None = None,
    form: Mapping[str, Any] | None = None,
    serial: int = 0,
) -> int:
    """A new column of the site, or the one of this key brought up to date; its id. ``serial`` orders the
    list.
    """
    return int(
        _COLUMN.scalar(
            tx,
            org_id=org_id,
            key=key,
            name=name,
            office_id=office_id,
            list_url=list_url,
            form=json_text(form or {}),
            serial=serial,
        )
    )


def column(tx: Tx, column_id: int) -> Row | None:
    """id, org_id, key, name, office_id, list_url, form (JSON), serial."""
    return _COLUMN_ONE.first(tx, id=column_id)


def column_by_key(tx: Tx, org_id: int, *, key: str) -> Row | None:
    """The same, by its key."""
    return _COLUMN_KEY.first(tx, org_id=org_id, key=key)


def columns_of(tx: Tx, org_id: int) -> list[Row]:
    """Every column of an organisation's site, in order."""
    return _COLUMNS.all(tx, org_id=org_id)


# Groups -------------------------------------------------------------------------------------------

_SEEN = Sql(
    insert_once(groups, "platform", "bot", "chat", "title", "state", unique=("platform", "bot", "chat"))
)
_AT = Sql(
    select(groups).where(
        groups.c.platform == bindparam("platform"),
        groups.c.bot == bindparam("bot"),
        groups.c.chat == bindparam("chat"),
    )
)
_GROUP = Sql(select(groups).where(groups.c.id == bindparam("id")))
_AGAIN = Sql(
    update(groups)
    .where(groups.c.id == bindparam("id"))
    .values(
        title=bindparam("title"),
        state=case((groups.c.state == word("left"), word("pending")), else_=groups.c.state),
    )
)
_BIND = Sql(
    update(groups)
    .where(groups.c.id == bindparam("id"))
    .values(
        org_id=bindparam("org_id"),
        office_id=bindparam("office_id"),
        state=word("active"),
        bound_by=bindparam("by"),
        bound_at=bindparam("now"),
    )
)
_CLAIM = Sql(
    update(groups)
    .where(groups.c.id == bindparam("id"), groups.c.state == word("pending"))
    .values(org_id=bindparam("org_id"), office_id=bindparam("office_id"))
)
_LEAVE = Sql(
    update(groups)
    .where(groups.c.id == bindparam("id"), groups.c.state != word("left"))
    .values(state=word("left"))
)
_MOVED = Sql(
    update(groups)
    .where(
        groups.c.platform == bindparam("platform"),
        groups.c.bot == bindparam("bot"),
        groups.c.chat == bindparam("old"),
    )
    .values(chat=bindparam("new"))
)
_OF = Sql(
    select(groups)
    .where(
        groups.c.org_id == bindparam("org_id"),
        groups.c.state == word("active"),
        or_(
            bindparam("office_id", type_=groups.c.id.type).is_(None),
            groups.c.office_id == bindparam("office_id"),
        ),
    )
    .order_by(groups.c.id)
)
_ALL_GROUPS = Sql(select(groups).order_by(groups.c.id))


def group_seen(tx: Tx, *, platform: str, bot: str, chat: str, title: str) -> Row:
    """We are in a group: its row, new ones in state pending; one that we had left is pending again."""
    _SEEN.run(tx, platform=platform, bot=bot, chat=chat, title=title, state="pending")
    row = _AT.one(tx, platform=platform, bot=bot, chat=chat)
    _AGAIN.run(tx, id=row.id, title=title)
    return _GROUP.one(tx, id=row.id)


def group_at(tx: Tx, platform: str, *, bot: str, chat: str) -> Row | None:
    """The group of a chat: id, org_id, office_id, title, state (pending | active | left)."""
    return _AT.first(tx, platform=platform, bot=bot, chat=chat)


def group(tx: Tx, group_id: int) -> Row | None:
    """The same, by id."""
    return _GROUP.first(tx, id=group_id)


def bind_group(tx: Tx, group_id: int, *, org_id: int, office_id: int | None, by: int | None) -> None:
    """An administrator says whose group it is; only now do messages go there."""
    _BIND.run(tx, id=group_id, org_id=org_id, office_id=office_id, by=by, now=tx.now)


def claim_group(tx: Tx, group_id: int, *, org_id: int, office_id: int) -> bool:
    """It is known whose group it will be, and nothing goes there yet; False when it is not pending."""
    return _CLAIM.run(tx, id=group_id, org_id=org_id, office_id=office_id) == 1


def leave_group(tx: Tx, group_id: int) -> bool:
    """We are in it no longer; False when that was known."""
    return _LEAVE.run(tx, id=group_id) == 1


def move_group(tx: Tx, *, platform: str, bot: str, old: str, new: str) -> bool:
    """The platform gave a group another id; False when nothing was known under the old one.

    Where the new id was met first, it takes over whose group it is.
    """
    was = group_at(tx, platform, bot=bot, chat=old)
    if was is None:
        return False
    there = group_at(tx, platform, bot=bot, chat=new)
    if there is None:
        return _MOVED.run(tx, platform=platform, bot=bot, old=old, new=new) == 1
    if was.state == "active" and there.state != "active":
        bind_group(tx, there.id, org_id=was.org_id, office_id=was.office_id, by=was.bound_by)
    return leave_group(tx, was.id)


def groups_of(tx: Tx, org_id: int, *, office_id: int | None = None) -> list[Row]:
    """Bound groups of an organisation, or of one office of it."""
    return _OF.all(tx, org_id=org_id, office_id=office_id)


def groups_all(tx: Tx) -> list[Row]:
    """Every group, also pending and left ones."""
    return _ALL_GROUPS.all(tx)
