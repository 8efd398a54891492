"""外部单位: the question for the proof of what a body outside decided."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("external.ask_proof")
def ask_proof(facts: Facts, say: Say) -> Card:
    """Whoever sits answers with the number or sends the scan."""
    top = parts.head(say, "external-ask-title", facts["item"], brief=True)
    told = say("external-ask-note", body=say.pick(facts["body"]))
    return Card(
        "external.ask_proof",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        tone="ask",
        wants_reply=True,
    )
