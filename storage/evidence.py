"""What proves an item afterwards, read whole and oldest first. Reads only."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, select

from storage.sql import Row, Sql
from storage.tables import audit, copies, files, groups, items, looks, offices, outbox, people, uploads
from storage.tx import Tx

# Which items ----------------------------------------------------------------------------------------

_listed = select(
    items.c.id,
    items.c.number,
    items.c.kind,
    items.c.state,
    items.c.title,
    items.c.url,
    items.c.important,
    items.c.submitted_at,
    items.c.approved_at,
    items.c.published_at,
    items.c.version_id,
    offices.c.name.label("office_name"),
    people.c.name.label("submitter_name"),
).select_from(
    items.join(offices, offices.c.id == items.c.office_id).join(people, people.c.id == items.c.submitter_id)
)
_numbered = (items.c.org_id == bindparam("org_id"), items.c.number.is_not(None))
_OF_YEAR = Sql(
    _listed.where(*_numbered, items.c.number.like(bindparam("like"), escape="\\")).order_by(items.c.number)
)
_DONE = Sql(
    select(audit.c.at)
    .where(audit.c.subject == bindparam("subject"), audit.c.act == bindparam("act"))
    .order_by(audit.c.n)
)


def items_of_year(tx: Tx, org_id: int, *, year: int) -> list[Row]:
    """Every item that got a number in that year, in the order of the numbers.

    id, number, kind, state, title, url, important, submitted_at, approved_at, published_at, version_id,
    office_name, submitter_name.
    """
    found = _OF_YEAR.all(tx, org_id=org_id, like=f"%-{year}-%")
    return sorted(found, key=lambda row: (len(row.number), row.number))


def done_at(tx: Tx, subject: str, *, act: str) -> list[int]:
    """The instants (ms) at which this was done to the subject, as the chain has them."""
    return [int(row.at) for row in _DONE.all(tx, subject=subject, act=act)]


# What was sent and seen -----------------------------------------------------------------------------


def sent_about(tx: Tx, subjects: Sequence[str]) -> list[Row]:
    """Every message about these subjects that left or was to leave, oldest first.

    id, kind, subject, occasion, hop, person_id, person_name, group_title, platform, state, card (JSON),
    message, attempts, uncertain, error, made_at, sending_at, done_at; copy_state, desired_rev, drawn_rev of
    the card that stands in the chat, None where none does.
    """
    stmt = (
        select(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.subject,
            outbox.c.occasion,
            outbox.c.hop,
            outbox.c.person_id,
            people.c.name.label("person_name"),
            groups.c.title.label("group_title"),
            outbox.c.platform,
            outbox.c.state,
            outbox.c.card,
            outbox.c.message,
            outbox.c.attempts,
            outbox.c.uncertain,
            outbox.c.error,
            outbox.c.made_at,
            outbox.c.sending_at,
            outbox.c.done_at,
            copies.c.state.label("copy_state"),
            copies.c.desired_rev,
            copies.c.drawn_rev,
        )
        .select_from(
            outbox.outerjoin(people, people.c.id == outbox.c.person_id)
            .outerjoin(groups, groups.c.id == outbox.c.group_id)
            .outerjoin(copies, copies.c.outbox_id == outbox.c.id)
        )
        .where(outbox.c.subject.in_(list(subjects)))
        .order_by(outbox.c.id)
    )
    return tx.core(stmt)


_LOOKS = Sql(
    select(looks.c.person_id, looks.c.version_id, looks.c.at, people.c.name)
    .select_from(looks.join(people, people.c.id == looks.c.person_id))
    .where(looks.c.item_id == bindparam("item_id"))
    .order_by(looks.c.at, looks.c.person_id)
)


def looks_at(tx: Tx, item_id: int) -> list[Row]:
    """Who opened the item on the page, when last, in which version: person_id, name, version_id, at."""
    return _LOOKS.all(tx, item_id=item_id)


# Files ----------------------------------------------------------------------------------------------

_FILES = Sql(
    select(files)
    .select_from(files.join(uploads, uploads.c.file_id == files.c.id))
    .where(uploads.c.item_id == bindparam("item_id"))
    .distinct()
    .order_by(files.c.id)
)


def files_of(tx: Tx, item_id: int) -> list[Row]:
    """What is known of the item's files by their content, erased ones too: sha256, size, type, state."""
    return _FILES.all(tx, item_id=item_id)


# The chain ------------------------------------------------------------------------------------------

_EVERY = Sql(select(audit).where(audit.c.subject == bindparam("subject")).order_by(audit.c.n))
_BETWEEN = Sql(
    select(audit)
    .where(audit.c.n >= bindparam("first"), audit.c.n <= bindparam("last"))
    .order_by(audit.c.n)
    .limit(bindparam("limit"))
)
_LINK = Sql(select(audit).where(audit.c.n == bindparam("n")))


def entries_about(tx: Tx, subject: str) -> list[Row]:
    """Every entry about a subject, oldest first."""
    return _EVERY.all(tx, subject=subject)


def entries_between(tx: Tx, first: int, last: int, *, chunk: int = 1000) -> Iterator[Row]:
    """The chain from one entry to another, both included, read in portions."""
    while first <= last and (rows := _BETWEEN.all(tx, first=first, last=last, limit=chunk)):
        yield from rows
        first = rows[-1].n + 1


def entry(tx: Tx, n: int) -> Row | None:
    """One entry of the chain."""
    return _LINK.first(tx, n=n)
