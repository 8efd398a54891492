"""What a person is being asked in a chat: one question at a time, forgotten after its hour."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into
from storage.tables import dialogues
from storage.tx import Tx

_open = insert_into(dialogues, "person_id", "chat", "kind", "subject", "field", "data", "expires_at")
_OPEN = Sql(
    _open.on_conflict_do_update(
        index_elements=["person_id", "chat"],
        set_={name: _open.excluded[name] for name in ("kind", "subject", "field", "data", "expires_at")},
    )
)
_here = (dialogues.c.person_id == bindparam("person_id"), dialogues.c.chat == bindparam("chat"))
_ONE = Sql(select(dialogues).where(*_here, dialogues.c.expires_at > bindparam("now")))
_CLOSE = Sql(delete(dialogues).where(*_here))
_CLOSE_ABOUT = Sql(delete(dialogues).where(dialogues.c.subject == bindparam("subject")))
_CLOSE_PERSON = Sql(delete(dialogues).where(dialogues.c.person_id == bindparam("person_id")))
_PURGE = Sql(delete(dialogues).where(dialogues.c.expires_at < bindparam("before")))


def open_dialogue(
    tx: Tx,
    person_id: int,
    *,
    chat: str,
    kind: str,
    subject: str,
    field: str = "",
    data: Mapping[str, Any] | None = None,
    expires_at: int,
) -> None:
    """Ask; a question that stood in this chat gives way. ``expires_at`` is in ms."""
    _OPEN.run(
        tx,
        person_id=person_id,
        chat=chat,
        kind=kind,
        subject=subject,
        field=field,
        data=json_text(data or {}),
        expires_at=expires_at,
    )


def dialogue(tx: Tx, person_id: int, *, chat: str) -> Row | None:
    """The question that stands: kind, subject, field, data (JSON), expires_at; None when none does."""
    return _ONE.first(tx, person_id=person_id, chat=chat, now=tx.now)


def close_dialogue(tx: Tx, person_id: int, *, chat: str) -> bool:
    """Answered or dropped; False when nothing stood."""
    return _CLOSE.run(tx, person_id=person_id, chat=chat) > 0


def close_about(tx: Tx, subject: str) -> int:
    """What this was about is over; how many questions ended."""
    return _CLOSE_ABOUT.run(tx, subject=subject)


def close_of(tx: Tx, person_id: int) -> int:
    """The person is asked nothing any more."""
    return _CLOSE_PERSON.run(tx, person_id=person_id)


def purge(tx: Tx, *, before: int) -> int:
    """Forget questions that expired before this instant (ms)."""
    return _PURGE.run(tx, before=before)
