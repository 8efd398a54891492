"""What else happens to an item on its way: 催办."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.answers import answered
from bot.cards.model import Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("urge.asked")
def urged(facts: Facts, say: Say) -> Card:
    """Somebody asks whoever holds the item to see to it."""
    top = parts.head(say, "urge-asked-title", facts["item"])
    due = parts.deadline(say, facts.get("deadline"))
    return Card(
        "urge.asked",
        top.title,
        parts.summary(say, top.name, due),
        number=top.number,
        fields=(
            *top.fields,
            Field(say("urge-asked-by"), parts.by_at(say, facts["by"])),
            Field(say("urge-asked-since"), say.moment(facts["since"])),
        ),
        deadline=due,
        note=say("urge-asked-note"),
        buttons=(
            (
                parts.button(
                    say,
                    "item.open",
                    label=say("clock-reminder-go", name=top.number),
                    subject=f"item:{facts['item']['id']}",
                ),
            ),
        ),
        tone="ask",
    )


@card("urge.recorded")
def urge_recorded(facts: Facts, say: Say) -> Card:
    """Who was asked, and when they hear of it."""
    number, names = facts["number"], say.listed(facts["names"])
    if facts.get("at"):
        text = say("urge-recorded-later", number=number, names=names, at=say.moment(facts["at"]))
    else:
        text = say("urge-recorded", number=number, names=names)
    return answered("urge.recorded", text)
