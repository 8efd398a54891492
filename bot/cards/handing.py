"""转交: to whom, why, and that it is done."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts, roster
from bot.cards.model import Card
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


def people(say: Say, action: str, found: Any) -> tuple[tuple[Any, ...], ...]:
    """Return a button for each person, with their posts where there is room for them."""
    return tuple(
        (
            parts.button(
                say,
                action,
                label=say("hand-person", name=one["name"], posts=roster.posts(say, one["posts"][:1])),
                args={"person": str(one["id"])},
            ),
        )
        for one in found
    )


@card("hand.whom")
def whom(facts: Facts, say: Say) -> Card:
    """Those who may judge there, each a button."""
    top = parts.head(say, "hand-whom-title", facts["item"], brief=True)
    told = say("hand-whom-note", code=facts["code"]) if facts["people"] else say("hand-whom-nobody")
    return Card(
        "hand.whom",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        buttons=(*people(say, "hand.to", facts["people"]), (parts.button(say, "review.back"),)),
        tone="ask",
    )


@card("hand.ask_why")
def ask_why(facts: Facts, say: Say) -> Card:
    """The reviewer answers with the reason."""
    top = parts.head(say, "hand-why-title", facts["item"], brief=True)
    told = say("hand-why-note", name=facts["name"])
    return Card(
        "hand.ask_why",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        tone="ask",
        wants_reply=True,
    )


@card("hand.done")
def done(facts: Facts, say: Say) -> Card:
    """It is the other's now."""
    text = say("hand-done", number=facts.get("number") or say("this-item"), name=facts["name"])
    return Card("hand.done", "", text, note=text, tone="done")
