"""代理: whom to ask, for how long, and what both are told."""

from collections.abc import Mapping
from typing import Any

from bot.cards import handing, parts, roster
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]


@card("deputy.whom")
def whom(facts: Facts, say: Say) -> Card:
    """First tap: who sits for the reader."""
    title = say("deputy-whom-title")
    told = say("deputy-whom-note") if facts["people"] else say("deputy-whom-nobody")
    return Card(
        "deputy.whom",
        title,
        parts.summary(say, title, told),
        note=told,
        buttons=handing.people(say, "deputy.to", facts["people"]),
        tone="ask",
    )


@card("deputy.days")
def days(facts: Facts, say: Say) -> Card:
    """Second tap: for how long."""
    title = say("deputy-days-title", name=facts["name"])
    told = say("deputy-days-note", name=facts["name"])
    lengths = [
        parts.button(
            say,
            "deputy.for",
            label=say("deputy-days-one" if one["days"] == 1 else "deputy-days-many", days=one["days"]),
            subject=f"person:{facts['id']}",
            args={"days": str(one["days"])},
        )
        for one in facts["days"]
    ]
    return Card(
        "deputy.days",
        cut(title),
        parts.summary(say, title, told),
        note=told,
        buttons=parts.rows(lengths),
        tone="ask",
    )


def _fields(say: Say, facts: Facts) -> tuple[Field, ...]:
    span = say("deputy-span", first=say.day(facts["from_on"]), last=say.day(facts["until_on"]))
    scope = roster.role(say, facts["role"]) if facts["role"] else say("deputy-all")
    rows = [Field(say("label-deputy-span"), span), Field(say("label-deputy-scope"), scope)]
    if not facts["own"]:
        rows.append(Field(say("label-deputy-by"), facts["by"]))
    if facts["why"]:
        rows.append(Field(say("label-reason"), facts["why"]))
    return tuple(rows)


def _card(
    kind: str, sentence: str, told: str, facts: Facts, say: Say, *, buttons: tuple[Button, ...] = ()
) -> Card:
    title = say(sentence, name=facts["person"], deputy=facts["deputy"])
    return Card(
        kind,
        cut(title),
        parts.summary(say, title, told),
        fields=_fields(say, facts),
        note=told,
        buttons=(buttons,) if buttons else (),
        tone="done" if facts["state"] == "ended" else "info",
    )


def _over(say: Say, facts: Facts) -> str:
    return say("deputy-ended-early" if facts["early"] else "deputy-ended-by-itself", name=facts["person"])


@card("deputy.asked")
def asked(facts: Facts, say: Say) -> Card:
    """The deputy hears for whom and until when."""
    if facts["state"] == "ended":
        return _card("deputy.asked", "deputy-over-title", _over(say, facts), facts, say)
    told = say("deputy-asked-note", name=facts["person"], n=facts["n"])
    return _card("deputy.asked", "deputy-asked-title", told, facts, say)


@card("deputy.standing")
def standing(facts: Facts, say: Say) -> Card:
    """The absent one, and whoever keeps the roster, can take it back."""
    if facts["state"] == "ended":
        return _card("deputy.standing", "deputy-over-title", _over(say, facts), facts, say)
    told = say("deputy-standing-note", deputy=facts["deputy"], n=facts["n"])
    end = (parts.button(say, "deputy.end"),)
    return _card("deputy.standing", "deputy-standing-title", told, facts, say, buttons=end)


@card("deputy.ended")
def ended(facts: Facts, say: Say) -> Card:
    """Both hear that it is over."""
    return _card("deputy.ended", "deputy-over-title", _over(say, facts), facts, say)
