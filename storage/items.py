"""Items, their versions, and the proofs that they were published."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, cast, exists, func, or_, select, update

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, number, one_of, word
from storage.tables import clocks, files, items, offices, people, proofs, seats, steps, versions
from storage.tx import Tx

# Items --------------------------------------------------------------------------------------------

_CREATE = Sql(
    insert_into(
        items,
        "org_id",
        "office_id",
        "kind",
        "state",
        "submitter_id",
        "title",
        "url",
        "regime_hash",
        "created_at",
        "changed_at",
    ).returning(items.c.id)
)
_wide = select(
    items,
    offices.c.name.label("office_name"),
    offices.c.key.label("office_key"),
    people.c.name.label("submitter_name"),
).select_from(
    items.join(offices, offices.c.id == items.c.office_id).join(people, people.c.id == items.c.submitter_id)
)
_ONE = Sql(_wide.where(items.c.id == bindparam("id")))
_BY_NUMBER = Sql(_wide.where(items.c.org_id == bindparam("org_id"), items.c.number == bindparam("number")))
_TITLE = Sql(
    update(items)
    .where(items.c.id == bindparam("id"))
    .values(title=bindparam("title"), changed_at=bindparam("now"))
)


def create_item(
    tx: Tx,
    *,
    org_id: int,
    office_id: int,
    kind: str,
    submitter_id: int,
    regime_hash: str,
    title: str = "",
    url: str | None = None,
    state: str = "draft",
) -> int:
    """A new item (publish | modify | delete); its id. The number comes at submission."""
    return int(
        _CREATE.scalar(
            tx,
            org_id=org_id,
            office_id=office_id,
            kind=kind,
            state=state,
            submitter_id=submitter_id,
            title=title,
            url=url,
            regime_hash=regime_hash,
            created_at=tx.now,
            changed_at=tx.now,
        )
    )


_HOLD = Sql(select(items.c.id).where(items.c.id == bindparam("id")).with_for_update(key_share=True))


def item(tx: Tx, item_id: int) -> Row | None:
    """All columns of the item, with office_name, office_key and submitter_name."""
    return _ONE.first(tx, id=item_id)


def hold(tx: Tx, item_id: int) -> None:
    """PostgreSQL: until this act ends nobody else acts on the item, so that what is read of it stays true.
    SQLite has one writer.
    """
    if tx.dialect == "postgresql":
        _HOLD.scalar(tx, id=item_id)


def by_number(tx: Tx, org_id: int, *, number: str) -> Row | None:
    """The same, by its number in an organisation."""
    return _BY_NUMBER.first(tx, org_id=org_id, number=number)


@lru_cache(maxsize=256)
def _change(names: frozenset[str], from_states: tuple[str, ...], *, checked: bool) -> Sql:
    where = [items.c.id == bindparam("item_id")]
    if from_states:
        where.append(one_of(items.c.state, *from_states))
    if checked:
        where.append(items.c.revision == bindparam("seen_revision"))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    values |= {"revision": items.c.revision + number(1), "changed_at": bindparam("now")}
    return Sql(update(items).where(*where).values(values))


def move(
    tx: Tx, item_id: int, *, from_states: Sequence[str], to_state: str, revision: int | None, **changes: Any
) -> bool:
    """Move the item if it still stands as it was seen; False when somebody was faster.

    ``revision`` is the one seen (None: only the state counts); it rises by one. ``changes`` are other
    columns.
    """
    new = {"state": to_state, **changes}
    statement = _change(frozenset(new), tuple(from_states), checked=revision is not None)
    given = {f"new_{name}": value for name, value in new.items()}
    return statement.run(tx, item_id=item_id, seen_revision=revision, now=tx.now, **given) == 1


def change(tx: Tx, item_id: int, *, revision: int | None = None, **changes: Any) -> bool:
    """Change columns without moving the item (importance, address); the same guard and result as ``move``."""
    statement = _change(frozenset(changes), (), checked=revision is not None)
    given = {f"new_{name}": value for name, value in changes.items()}
    return statement.run(tx, item_id=item_id, seen_revision=revision, now=tx.now, **given) == 1


def set_title(tx: Tx, item_id: int, *, title: str) -> None:
    """The title under which the item is listed and found."""
    _TITLE.run(tx, id=item_id, title=title, now=tx.now)


# Versions -----------------------------------------------------------------------------------------

_N = Sql(
    select(func.coalesce(func.max(versions.c.n), number(0))).where(versions.c.item_id == bindparam("item_id"))
)
_ADD_VERSION = Sql(
    insert_into(versions, "item_id", "n", "content", "hash", "by_id", "made_at").returning(versions.c.id)
)
_UNDER_WAY = Sql(
    update(items)
    .where(items.c.id == bindparam("id"))
    .values(
        version_id=bindparam("version_id"),
        title=func.coalesce(bindparam("title"), items.c.title),
        changed_at=bindparam("now"),
    )
)
_VERSION = Sql(select(versions).where(versions.c.id == bindparam("id")))
_VERSIONS = Sql(select(versions).where(versions.c.item_id == bindparam("item_id")).order_by(versions.c.n))
_WRITE = Sql(
    update(versions)
    .where(versions.c.id == bindparam("id"), versions.c.frozen == number(0))
    .values(content=bindparam("content"), hash=bindparam("hash"))
)
_FREEZE = Sql(
    update(versions)
    .where(versions.c.id == bindparam("id"), versions.c.frozen == number(0))
    .values(frozen=number(1))
)


def add_version(
    tx: Tx, item_id: int, *, content: str, content_hash: str, by: int, title: str | None = None
) -> int:
    """A new version (canonical JSON and its digest), from now on the one under way; its id."""
    n = int(_N.scalar(tx, item_id=item_id)) + 1
    version_id = int(
        _ADD_VERSION.scalar(
            tx, item_id=item_id, n=n, content=content, hash=content_hash, by_id=by, made_at=tx.now
        )
    )
    _UNDER_WAY.run(tx, id=item_id, version_id=version_id, title=title, now=tx.now)
    return version_id


def version(tx: Tx, version_id: int) -> Row | None:
    """id, item_id, n, content (JSON), hash, frozen, by_id, made_at."""
    return _VERSION.first(tx, id=version_id)


def versions_of(tx: Tx, item_id: int) -> list[Row]:
    """Every version of an item, oldest first."""
    return _VERSIONS.all(tx, item_id=item_id)


def write_version(tx: Tx, version_id: int, *, content: str, content_hash: str) -> bool:
    """Write a draft's content; False when the version is frozen."""
    return _WRITE.run(tx, id=version_id, content=content, hash=content_hash) == 1


def freeze_version(tx: Tx, version_id: int) -> bool:
    """From now on nobody writes it; False when that was so."""
    return _FREEZE.run(tx, id=version_id) == 1


# Lists --------------------------------------------------------------------------------------------

_SEARCH_MOST = 50


def of_person(
    tx: Tx, person_id: int, *, states: Sequence[str] = (), limit: int = 5, offset: int = 0
) -> list[Row]:
    """What a person handed in, newest change first; all states when none is named."""
    stmt = _wide.where(items.c.submitter_id == person_id)
    if states:
        stmt = stmt.where(items.c.state.in_(list(states)))
    return tx.core(stmt.order_by(items.c.changed_at.desc(), items.c.id.desc()).limit(limit).offset(offset))


def in_states(
    tx: Tx,
    org_id: int,
    *,
    states: Sequence[str],
    office_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Row]:
    """Items of an organisation, or of one office, in these states, oldest first."""
    stmt = _wide.where(items.c.org_id == org_id, items.c.state.in_(list(states)))
    if office_id is not None:
        stmt = stmt.where(items.c.office_id == office_id)
    return tx.core(stmt.order_by(items.c.id).limit(limit).offset(offset))


_seat_columns = (
    seats.c.id.label("seat_id"),
    seats.c.code,
    steps.c.id.label("step_id"),
    steps.c.key.label("step_key"),
    steps.c.role.label("step_role"),
    steps.c.opened_at,
)
_WAITING = Sql(
    _wide.add_columns(*_seat_columns)
    .join(steps, steps.c.item_id == items.c.id)
    .join(seats, seats.c.step_id == steps.c.id)
    .where(
        seats.c.person_id == bindparam("person_id"),
        seats.c.state == word("open"),
        steps.c.state == word("open"),
    )
    .order_by(steps.c.opened_at, seats.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)


_OUTLIVED = Sql(
    select(items.c.id)
    .where(
        items.c.submitter_id == bindparam("person_id"),
        items.c.state == word("closed"),
        exists().where(
            clocks.c.subject == bindparam("of", type_=String) + cast(items.c.id, String),
            one_of(clocks.c.state, "running", "suspended"),
        ),
    )
    .order_by(items.c.id)
)


def outlived(tx: Tx, person_id: int) -> list[int]:
    """What a person handed in and that is closed, while something that it began still runs; oldest first."""
    return [int(row.id) for row in _OUTLIVED.all(tx, person_id=person_id, of="item:")]


def waiting_for(tx: Tx, person_id: int, *, limit: int = 5, offset: int = 0) -> list[Row]:
    """Items with an open seat of this person, longest waiting first; with seat_id, code, step_id, step_key,
    step_role, opened_at.
    """
    return _WAITING.all(tx, person_id=person_id, limit=limit, offset=offset)


def like(text: str) -> str:
    r"""Text as a LIKE pattern that means only itself (escape character ``\``)."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def search(
    tx: Tx,
    org_id: int,
    *,
    text: str,
    addresses: Sequence[str] = (),
    office_ids: Sequence[int] | None = None,
    person_id: int | None = None,
    limit: int = 5,
    offset: int = 0,
) -> list[Row]:
    """Items whose number is or ends in the text, whose title holds it, or which stand at that address or at
    one of ``addresses``; newest change first.

    Given ``office_ids`` or ``person_id``, only items of those offices or handed in by that person. Drafts are
    found only by who wrote them. A blank text finds nothing.
    """
    wanted = text.strip()
    if not wanted:
        return []
    found: list[ColumnElement[bool]] = [
        items.c.number == wanted.upper(),
        items.c.title.like(f"%{like(wanted)}%", escape="\\"),
        items.c.url.in_([wanted, *addresses]),
    ]
    if wanted.isascii() and wanted.isdigit():
        found.append(items.c.number.like(f"%-{like(wanted.rjust(4, '0'))}", escape="\\"))
    stmt = _wide.where(items.c.org_id == org_id, or_(*found))
    allowed: list[ColumnElement[bool]] = []
    if office_ids is not None:
        allowed.append(items.c.office_id.in_(list(office_ids)))
    if person_id is not None:
        allowed.append(items.c.submitter_id == person_id)
    if allowed:
        stmt = stmt.where(or_(*allowed))
    private = items.c.state != "draft"
    stmt = stmt.where(private if person_id is None else or_(private, items.c.submitter_id == person_id))
    return tx.core(
        stmt.order_by(items.c.changed_at.desc(), items.c.id.desc())
        .limit(min(limit, _SEARCH_MOST))
        .offset(offset)
    )


# Proofs -------------------------------------------------------------------------------------------

_PROVE = Sql(
    insert_into(proofs, "item_id", "phase", "url", "outcome", "findings", "file_id", "fetched_at").returning(
        proofs.c.id
    )
)
_PROOFS = Sql(
    select(proofs, files.c.sha256)
    .select_from(proofs.outerjoin(files, files.c.id == proofs.c.file_id))
    .where(proofs.c.item_id == bindparam("item_id"))
    .order_by(proofs.c.id)
)


def add_proof(
    tx: Tx,
    item_id: int,
    *,
    phase: str,
    url: str,
    outcome: str,
    findings: Sequence[Any] = (),
    file_id: int | None = None,
    fetched_at: int | None = None,
) -> int:
    """A page as it was fetched (``phase`` before | after; ``outcome`` verified | differs | not_yet |
    cannot_check); its id.
    """
    return int(
        _PROVE.scalar(
            tx,
            item_id=item_id,
            phase=phase,
            url=url,
            outcome=outcome,
            findings=json_text(list(findings)),
            file_id=file_id,
            fetched_at=tx.now if fetched_at is None else fetched_at,
        )
    )


def proofs_of(tx: Tx, item_id: int) -> list[Row]:
    """Every proof of an item, oldest first, with the sha256 of the kept page."""
    return _PROOFS.all(tx, item_id=item_id)
