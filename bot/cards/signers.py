"""加签, 减签: where, who, and how far they are."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts, roster
from bot.cards.model import Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]
WHERE = ("before", "beside", "after")


@card("signers.where")
def where(facts: Facts, say: Say) -> Card:
    """First tap: where the others sign."""
    top = parts.head(say, "signers-where-title", facts["item"], brief=True)
    told = say("signers-words", code=facts["code"])
    places = tuple(
        parts.button(say, "signers.where", label=say(f"signers-where-{one}"), args={"where": one})
        for one in WHERE
    )
    return Card(
        "signers.where",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        buttons=(places, (parts.button(say, "review.back"),)),
        tone="ask",
    )


@card("signers.whom")
def whom(facts: Facts, say: Say) -> Card:
    """Second tap: who signs."""
    top = parts.head(say, "signers-whom-title", facts["item"], brief=True)
    told = say("signers-words", code=facts["code"]) if facts["people"] else say("hand-whom-nobody")
    names = tuple(
        (
            parts.button(
                say,
                "signers.to",
                label=say("hand-person", name=one["name"], posts=roster.posts(say, one["posts"][:1])),
                args={"person": str(one["id"]), "where": facts["where"]},
            ),
        )
        for one in facts["people"]
    )
    return Card(
        "signers.whom",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        buttons=(*names, (parts.button(say, "review.back"),)),
        tone="ask",
    )


@card("signers.added")
def added(facts: Facts, say: Say) -> Card:
    """Who was added and how far they are; who has not decided can be taken off."""
    top = parts.head(say, "signers-added-title", facts["item"])
    if not facts["people"]:
        told = say("signers-none")
    else:
        told = say("signers-added-note", where=facts["where"], quorum=facts["quorum"])
    people = tuple(
        Field(one["name"], say("signers-verdict", verdict=one["verdict"] or "open"))
        for one in facts["people"]
    )
    off = [
        parts.button(
            say, "signers.off", label=say("signers-off", name=one["name"]), args={"person": str(one["id"])}
        )
        for one in facts["people"]
        if facts["open"] and not one["verdict"]
    ]
    return Card(
        "signers.added",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=(*top.fields, *people),
        note=told,
        buttons=parts.rows(off),
        tone="info" if facts["open"] else "done",
    )


@card("signers.taken_off")
def taken_off(facts: Facts, say: Say) -> Card:
    """Somebody signs no more."""
    text = say("signers-taken-off", number=facts.get("number") or say("this-item"), name=facts["name"])
    return Card("signers.taken_off", "", text, note=text, tone="done")
