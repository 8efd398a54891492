"""Links: of one person, for one purpose: a browser of their own once within ten minutes, or what an inspector
reads for a week. Only the secret's SHA-256 is kept.
"""

from sqlalchemy import bindparam, delete, select, update

from storage.sql import Row, Sql, insert_into
from storage.tables import links, people
from storage.tx import Tx

_MAKE = Sql(insert_into(links, "hash", "person_id", "purpose", "path", "made_at", "expires_at"))
_FIND = Sql(
    select(links, people.c.name, people.c.lang, people.c.state.label("person_state"))
    .select_from(links.join(people, people.c.id == links.c.person_id))
    .where(links.c.hash == bindparam("hash"))
)
_USE = Sql(
    update(links)
    .where(
        links.c.hash == bindparam("hash"),
        links.c.used_at.is_(None),
        links.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
)
_unused = update(links).where(links.c.person_id == bindparam("person_id"), links.c.used_at.is_(None))
_END_OF = Sql(_unused.values(used_at=bindparam("now")))
_END_FOR = Sql(_unused.where(links.c.purpose == bindparam("purpose")).values(used_at=bindparam("now")))
_PURGE = Sql(delete(links).where(links.c.expires_at < bindparam("before")))


def make_link(tx: Tx, *, digest: bytes, person_id: int, purpose: str, path: str, expires_at: int) -> None:
    """A link for one person; ``path`` is where it leads, ``purpose`` what it opens."""
    _MAKE.run(
        tx,
        hash=digest,
        person_id=person_id,
        purpose=purpose,
        path=path,
        made_at=tx.now,
        expires_at=expires_at,
    )


def link(tx: Tx, digest: bytes) -> Row | None:
    """All columns, with the person's name, lang and person_state; used and expired ones too."""
    return _FIND.first(tx, hash=digest)


def use_link(tx: Tx, digest: bytes) -> bool:
    """Spend it; False when it is spent, called back or past its time."""
    return _USE.run(tx, hash=digest, now=tx.now) == 1


def end_links_of(tx: Tx, person_id: int, *, purpose: str | None = None) -> int:
    """Call back what the person has not used, or of that only what serves one purpose; how many."""
    if purpose is not None:
        return _END_FOR.run(tx, person_id=person_id, purpose=purpose, now=tx.now)
    return _END_OF.run(tx, person_id=person_id, now=tx.now)


def purge(tx: Tx, *, before: int) -> int:
    """Forget what expired before this instant (ms)."""
    return _PURGE.run(tx, before=before)
