"""The chain of what happened: each entry holds the digest of the one before, so nothing can be edited or cut.

Entries hold ids and hashes, never titles or names (erasing content must never need to touch the chain).
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.canon import json_bytes, json_text
from storage.sql import Row, Sql, insert_into, number
from storage.tables import audit, audit_head
from storage.tx import Entry, Tx

GENESIS = bytes(32)

_HEAD = Sql(select(audit_head.c.n, audit_head.c.hash).where(audit_head.c.id == number(1)))
_HEAD_LOCKED = Sql(
    select(audit_head.c.n, audit_head.c.hash).where(audit_head.c.id == number(1)).with_for_update()
)
_MOVE_HEAD = Sql(
    update(audit_head).where(audit_head.c.id == number(1)).values(n=bindparam("n"), hash=bindparam("hash"))
)
_ADD = Sql(insert_into(audit, "n", "at", "org_id", "person_id", "act", "subject", "data", "prev", "hash"))
_AFTER = Sql(
    select(audit).where(audit.c.n > bindparam("after")).order_by(audit.c.n).limit(bindparam("limit"))
)
_NEWEST = Sql(select(audit).order_by(audit.c.n.desc()).limit(bindparam("limit")))
_ABOUT = Sql(
    select(audit)
    .where(audit.c.subject == bindparam("subject"))
    .order_by(audit.c.n.desc())
    .limit(bindparam("limit"))
)
_ACTOR = Sql(
    select(audit.c.person_id)
    .where(audit.c.subject == bindparam("subject"), audit.c.act == bindparam("act"))
    .order_by(audit.c.n.desc())
    .limit(number(1))
)


class Head:
    """Where the chain ends. SQLite keeps one per group of acts in memory; PostgreSQL locks its row per
    act.
    """

    __slots__ = ("hash", "known", "moved", "n")

    def __init__(self) -> None:
        self.n = 0
        self.hash = GENESIS
        self.known = False
        self.moved = False

    def mark(self) -> tuple[int, bytes, bool]:
        """What to go back to when the next act is refused."""
        return self.n, self.hash, self.moved

    def back_to(self, mark: tuple[int, bytes, bool]) -> None:
        self.n, self.hash, self.moved = mark


def seal(
    prev: bytes, *, n: int, at: int, org: int | None, person: int | None, act: str, subject: str, data: str
) -> bytes:
    """The digest of one entry: SHA-256 over the digest before it and its own fields in canonical JSON."""
    return sha256(prev + json_bytes([n, at, org, person, act, subject, data])).digest()


def append(tx: Tx, entries: Sequence[Entry], *, head: Head) -> None:
    """Add entries at the end of the chain; ``head`` is moved, its row is written by ``write_head``.

    On PostgreSQL the head row is locked here, which must be the last lock of the act.
    """
    if not head.known:
        row = (_HEAD_LOCKED if tx.dialect == "postgresql" else _HEAD).one(tx)
        head.n, head.hash, head.known = row.n, bytes(row.hash), True
    rows = []
    for entry in entries:
        n, prev, data = head.n + 1, head.hash, json_text(entry.data)
        head.hash = seal(
            prev,
            n=n,
            at=tx.now,
            org=entry.org,
            person=entry.person,
            act=entry.act,
            subject=entry.subject,
            data=data,
        )
        head.n, head.moved = n, True
        rows.append(
            {
                "n": n,
                "at": tx.now,
                "org_id": entry.org,
                "person_id": entry.person,
                "act": entry.act,
                "subject": entry.subject,
                "data": data,
                "prev": prev,
                "hash": head.hash,
            }
        )
    if len(rows) == 1:
        _ADD.run(tx, **rows[0])
    else:
        _ADD.many(tx, rows)


def write_head(tx: Tx, head: Head) -> None:
    """Store where the chain ends now."""
    _MOVE_HEAD.run(tx, n=head.n, hash=head.hash)


def head(tx: Tx) -> Row:
    """N (entries so far) and hash of the last one."""
    return _HEAD.one(tx)


def tail(tx: Tx, *, limit: int = 20, subject: str | None = None) -> list[Row]:
    """The newest entries, oldest of them first; of one subject if given."""
    rows = _NEWEST.all(tx, limit=limit) if subject is None else _ABOUT.all(tx, subject=subject, limit=limit)
    return rows[::-1]


def about(tx: Tx, subject: str, *, limit: int = 30) -> list[Row]:
    """The newest entries about a subject, oldest of them first."""
    return _ABOUT.all(tx, subject=subject, limit=limit)[::-1]


def actor(tx: Tx, subject: str, *, act: str) -> int | None:
    """Who did this to the subject last (a person's id)."""
    person = _ACTOR.scalar(tx, subject=subject, act=act)
    return None if person is None else int(person)


def walk(tx: Tx, *, after: int = 0, chunk: int = 1000) -> Iterator[Row]:
    """Every entry in order, read in portions."""
    while rows := _AFTER.all(tx, after=after, limit=chunk):
        yield from rows
        after = rows[-1].n


def plain(row: Row) -> Mapping[str, Any]:
    """One entry as plain values for a JSON line (digests in hex)."""
    return {**row._asdict(), "prev": bytes(row.prev).hex(), "hash": bytes(row.hash).hex()}
