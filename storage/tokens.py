"""What a button carries is opaque; what it means is here, under the SHA-256 of it."""

from hashlib import sha256

from sqlalchemy import bindparam, select, update

from storage.sql import Row, Sql, insert_into, insert_once, word
from storage.tables import tokens
from storage.tx import Tx

_MINT = Sql(
    insert_into(
        tokens, "hash", "verb", "subject", "args", "seat_id", "person_id", "chat", "content_hash", "minted_at"
    )
)
_MINT_ONCE = Sql(
    insert_once(
        tokens,
        "hash",
        "verb",
        "subject",
        "args",
        "seat_id",
        "person_id",
        "chat",
        "content_hash",
        "minted_at",
        unique=("hash",),
    )
)
_FIND = Sql(select(tokens).where(tokens.c.hash == bindparam("hash")))
_live = tokens.c.state == word("live")
_REVOKE_SUBJECT = Sql(
    update(tokens).where(tokens.c.subject == bindparam("subject"), _live).values(state=word("revoked"))
)
_REVOKE_SEAT = Sql(
    update(tokens).where(tokens.c.seat_id == bindparam("seat"), _live).values(state=word("revoked"))
)
_REVOKE_PERSON = Sql(
    update(tokens).where(tokens.c.person_id == bindparam("person"), _live).values(state=word("revoked"))
)
_PURGE = Sql(
    tokens.delete().where(tokens.c.state == word("revoked"), tokens.c.minted_at < bindparam("before"))
)


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode()).digest()


def mint(
    tx: Tx,
    *,
    token_hash: bytes,
    verb: str,
    subject: str,
    args: str = "{}",
    seat: int | None = None,
    person: int | None = None,
    chat: str,
    content_hash: str | None = None,
    once: bool = False,
) -> None:
    """Remember what a token means (``args`` is JSON text); in the transaction that freezes the card's
    bytes. ``once``: where it is known already, it stays what it is.
    """
    (_MINT_ONCE if once else _MINT).run(
        tx,
        hash=token_hash,
        verb=verb,
        subject=subject,
        args=args,
        seat_id=seat,
        person_id=person,
        chat=chat,
        content_hash=content_hash,
        minted_at=tx.now,
    )


def find(tx: Tx, token: str) -> Row | None:
    """What a token means, also when it is revoked (``state``); None when it was never ours."""
    return _FIND.first(tx, hash=sha256(token.encode()).digest())


def revoke(tx: Tx, *, subject: str | None = None, seat: int | None = None, person: int | None = None) -> int:
    """End every live token about a subject, of a seat, or of a person; how many."""
    ended = 0
    if subject is not None:
        ended += _REVOKE_SUBJECT.run(tx, subject=subject)
    if seat is not None:
        ended += _REVOKE_SEAT.run(tx, seat=seat)
    if person is not None:
        ended += _REVOKE_PERSON.run(tx, person=person)
    return ended


def purge(tx: Tx, *, before: int) -> int:
    """Remove revoked tokens minted before this instant."""
    return _PURGE.run(tx, before=before)
