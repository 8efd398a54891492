"""专门事项: which of them is meant."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("submit.matters")
def matters(facts: Facts, say: Say) -> Card:
    """Each with its article and what it asks, and a button for each."""
    title, note = say("submit-matters-title"), say("submit-matters-note")
    lines = [
        say("submit-matters-line", label=say.pick(one["label"]), cite=parts.cite(say, one["cite"]),
            says=say.pick(one["says"]))
        for one in facts["matters"]
    ]  # fmt: skip
    return Card(
        "submit.matters",
        title,
        parts.summary(say, title, note),
        body="\n".join(lines),
        note=note,
        buttons=parts.rows(
            parts.button(say, "draft.matter", label=say.pick(one["label"]), args={"key": one["key"]})
            for one in facts["matters"]
        ),
        tone="ask",
    )
