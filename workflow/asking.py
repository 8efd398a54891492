"""A question whose answer is awaited in words: one at a time per person and chat."""

import json

from storage import dialogues
from workflow.desk import Desk

HOURS = 2


def ask(desk: Desk, *, person: int, chat: str, kind: str, subject: str, field: str = "") -> None:
    """The next words of this person here answer this question. It ends by itself after two hours."""
    dialogues.open_dialogue(desk.tx, person, chat=chat, kind=kind, subject=subject, field=field, data=json.dumps({}),
                            expires_at=desk.ms_after(hours=HOURS))


def done(desk: Desk, *, person: int, chat: str) -> None:
    """It was answered."""
    dialogues.close(desk.tx, person, chat=chat)
