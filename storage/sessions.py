"""Somebody's browser: which person it speaks for, until when. Only the cookie's SHA-256 is kept."""

from sqlalchemy import bindparam, delete, select, update

from storage.sql import Row, Sql, insert_into, word
from storage.tables import people, sessions
from storage.tx import Tx

_OPEN = Sql(insert_into(sessions, "hash", "person_id", "platform", "bot", "made_at", "seen_at", "expires_at"))
_FIND = Sql(
    select(sessions, people.c.name, people.c.lang, people.c.state.label("person_state"))
    .select_from(sessions.join(people, people.c.id == sessions.c.person_id))
    .where(sessions.c.hash == bindparam("hash"))
)
_open = sessions.c.state == word("open")
_SEEN = Sql(
    update(sessions)
    .where(sessions.c.hash == bindparam("hash"), _open, sessions.c.seen_at < bindparam("now"))
    .values(seen_at=bindparam("now"))
)
_END = Sql(update(sessions).where(sessions.c.hash == bindparam("hash"), _open).values(state=word("ended")))
_END_OF = Sql(
    update(sessions).where(sessions.c.person_id == bindparam("person_id"), _open).values(state=word("ended"))
)
_PURGE = Sql(delete(sessions).where(sessions.c.expires_at < bindparam("before")))


def open_session(tx: Tx, *, digest: bytes, person_id: int, platform: str, bot: str, expires_at: int) -> None:
    """A browser speaks for a person from now on; ``platform`` and ``bot`` tell how that was proved."""
    _OPEN.run(
        tx,
        hash=digest,
        person_id=person_id,
        platform=platform,
        bot=bot,
        made_at=tx.now,
        seen_at=tx.now,
        expires_at=expires_at,
    )


def session(tx: Tx, digest: bytes) -> Row | None:
    """All columns, with the person's name, lang and person_state; ended and expired ones too."""
    return _FIND.first(tx, hash=digest)


def seen(tx: Tx, digest: bytes) -> None:
    """It was used at this instant."""
    _SEEN.run(tx, hash=digest, now=tx.now)


def end_session(tx: Tx, digest: bytes) -> bool:
    """It speaks for nobody any more; False when that was so."""
    return _END.run(tx, hash=digest) == 1


def end_sessions_of(tx: Tx, person_id: int) -> int:
    """None of the person's browsers speaks for them any more; how many ended."""
    return _END_OF.run(tx, person_id=person_id)


def purge(tx: Tx, *, before: int) -> int:
    """Forget what expired before this instant (ms)."""
    return _PURGE.run(tx, before=before)
