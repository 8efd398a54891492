"""A question whose answer is awaited in words: one at a time per person and chat.

A question that was open before is parked behind the new one and comes back when that is answered.
"""

import json
from typing import Any

from storage import dialogues
from workflow.desk import Desk

HOURS = 2


def ask(desk: Desk, *, person: int, chat: str, kind: str, subject: str, field: str = "") -> None:
    """The next words of this person here answer this question. It ends by itself after two hours."""
    before = dialogues.dialogue(desk.tx, person, chat=chat)
    parked: dict[str, Any] = {}
    if before is not None and before.kind == "draft":
        parked = {"subject": before.subject, "field": before.field, "expires_at": before.expires_at}
    elif before is not None:
        parked = json.loads(before.data).get("parked", {})
    dialogues.open_dialogue(
        desk.tx,
        person,
        chat=chat,
        kind=kind,
        subject=subject,
        field=field,
        data={"parked": parked},
        expires_at=desk.ms_after(hours=HOURS),
    )


def done(desk: Desk, *, person: int, chat: str) -> None:
    """It was answered; the draft that waited behind it is open again."""
    row = dialogues.dialogue(desk.tx, person, chat=chat)
    parked = {} if row is None else json.loads(row.data).get("parked", {})
    dialogues.close_dialogue(desk.tx, person, chat=chat)
    if parked:
        dialogues.open_dialogue(desk.tx, person, chat=chat, kind="draft", **parked)
