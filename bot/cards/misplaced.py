"""误传处置: what would be erased, that it was, and what people must do by hand."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


def _by_hand(say: Say, facts: Facts) -> str:
    return parts.lines(
        say("misplaced-published") if facts["published"] else "",
        say("misplaced-people", names=say.listed(facts["people"])) if facts["people"] else "",
    )


def _extent(facts: Facts) -> dict[str, int]:
    return {name: int(facts[name]) for name in ("versions", "files", "messages")}


@card("misplaced.ask")
def ask(facts: Facts, say: Say) -> Card:
    """Asked once; the button carries the item, not a word of it."""
    number = facts["number"] or say("this-item")
    title = say("misplaced-ask-title", number=number)
    extent = say("misplaced-extent", **_extent(facts))
    return Card(
        "misplaced.ask",
        title,
        parts.summary(say, title, extent),
        number=facts["number"] or "",
        body=parts.paragraphs(extent, say("misplaced-steps")),
        risk=_by_hand(say, facts),
        note=say("misplaced-final", number=number),
        buttons=((parts.button(say, "misplaced.erase", style="danger", subject=f"item:{facts['id']}"),),),
        tone="alert",
    )


@card("misplaced.done")
def done(facts: Facts, say: Say) -> Card:
    """What went, and what is left to people."""
    number = facts["number"] or say("this-item")
    title = say("misplaced-done-title", number=number)
    told = say("misplaced-done", **_extent(facts))
    return Card(
        "misplaced.done",
        title,
        parts.summary(say, title, told),
        number=facts["number"] or "",
        body=parts.paragraphs(told, say("misplaced-steps")),
        risk=_by_hand(say, facts),
        tone="done",
    )


@card("misplaced.told")
def told(facts: Facts, say: Say) -> Card:
    """Submitter and the other officers hear that it was done."""
    number = facts["number"] or say("this-item")
    title = say("misplaced-told-title", number=number)
    text = say("misplaced-told", number=number, by=facts["by"], at=say.moment(facts["at"]))
    return Card(
        "misplaced.told",
        title,
        parts.summary(say, title, text),
        number=facts["number"] or "",
        note=text,
        tone="alert",
    )
