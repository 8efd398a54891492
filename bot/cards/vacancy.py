"""指定代办人: nobody acts at a step, and the office names somebody."""

from collections.abc import Mapping
from typing import Any

from bot.cards import handing, parts
from bot.cards.model import Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("vacancy.asked")
def asked(facts: Facts, say: Say) -> Card:
    """Which step of which item, and who cannot be reached."""
    top = parts.head(say, "vacancy-asked-title" if facts["open"] else "vacancy-filled-title", facts["item"])
    absent = say.listed(facts["absent"])
    told = say("vacancy-asked-unbound", names=absent) if absent else say("vacancy-asked-empty")
    if not facts["open"]:
        told = say("vacancy-filled")
    return Card(
        "vacancy.asked",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=(*top.fields, Field(say("label-step"), say.pick(facts["step"]))),
        note=parts.lines(told, say("vacancy-words", number=top.number) if facts["open"] else ""),
        buttons=((parts.button(say, "vacancy.name", style="primary"),),) if facts["open"] else (),
        tone="alert" if facts["open"] else "done",
    )


@card("vacancy.whom")
def whom(facts: Facts, say: Say) -> Card:
    """Everybody who may be named, each a button."""
    top = parts.head(say, "vacancy-whom-title", facts["item"], brief=True)
    told = say("vacancy-words", number=top.number) if facts["people"] else say("hand-whom-nobody")
    return Card(
        "vacancy.whom",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        buttons=handing.people(say, "vacancy.to", facts["people"]),
        tone="ask",
    )


@card("vacancy.done")
def done(facts: Facts, say: Say) -> Card:
    """Somebody acts there now."""
    text = say("vacancy-done", number=facts.get("number") or say("this-item"), name=facts["name"])
    return Card("vacancy.done", "", text, note=text, tone="done")
