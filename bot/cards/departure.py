"""离职移交: the receipt, what the successor hears, and the filing of the change."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts, roster
from bot.cards.model import Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
MOVED = ("seats", "items", "letters", "opinions")


def _moved(say: Say, facts: Facts) -> tuple[Field, ...]:
    rows = [
        Field(say(f"label-departure-{what}"), say.listed(facts[what]) or say("departure-nothing"))
        for what in MOVED
    ]
    posts = roster.posts(say, facts["posts"])
    return (Field(say("label-departure-posts"), posts or say("departure-nothing")), *rows)


@card("departure.receipt")
def receipt(facts: Facts, say: Say) -> Card:
    """Everything that moved, and what nobody has."""
    title = say("departure-receipt-title", name=facts["name"], to=facts["to"])
    left, kept = facts["left"], facts["kept"]
    told = say("departure-receipt-note")
    risk = parts.lines(
        say("departure-left", numbers=say.listed(left)) if left else "",
        say("departure-kept", posts=roster.posts(say, kept)) if kept else "",
    )
    return Card(
        "departure.receipt",
        cut(title),
        parts.summary(say, title, told),
        fields=_moved(say, facts),
        risk=risk,
        note=told,
        tone="alert" if left else "done",
    )


@card("departure.taken")
def taken(facts: Facts, say: Say) -> Card:
    """The successor hears what is theirs now."""
    title = say("departure-taken-title", name=facts["name"])
    told = say("departure-taken-note")
    return Card(
        "departure.taken",
        cut(title),
        parts.summary(say, title, told),
        fields=_moved(say, facts),
        note=told,
    )


@card("departure.asked")
def asked(facts: Facts, say: Say) -> Card:
    """The change is to be filed with the Office."""
    filed = facts["filed_at"]
    title = say("departure-filed-title" if filed else "departure-asked-title", office=facts["office"])
    due = parts.deadline(say, facts["deadline"])
    told = say("departure-filed", at=say.moment(filed)) if filed else say("departure-asked-note")
    return Card(
        "departure.asked",
        cut(title),
        parts.summary(say, title, due or told),
        fields=(
            Field(say("label-departure-change"), say("departure-change", name=facts["name"], to=facts["to"])),
            Field(say("label-departure-on"), say.day(facts["on"])),
        ),
        deadline="" if filed else due,
        note=told,
        buttons=() if filed else ((parts.button(say, "departure.filed", style="primary"),),),
        tone="done" if filed else "ask",
    )


@card("departure.told")
def told_office(facts: Facts, say: Say) -> Card:
    """The Office hears that it was filed."""
    title = say("departure-told-title", office=facts["office"])
    told = say("departure-told-body", name=facts["name"], to=facts["to"], on=say.day(facts["on"]))
    return Card("departure.told", cut(title), parts.summary(say, title, told), note=told)
