"""纸质签批: the scan is asked for, a second person compares, whoever entered it hears."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.answers import answered
from bot.cards.model import Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("paper.ask_scan")
def ask_scan(facts: Facts, say: Say) -> Card:
    """The next file is the scan."""
    top = parts.head(say, "paper-scan-title", facts["item"], brief=True)
    return Card(
        "paper.ask_scan",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("paper-scan-note"),
        tone="ask",
        wants_reply=True,
    )


def _fields(say: Say, facts: Facts) -> tuple[Field, ...]:
    verdict = say(f"verdict-{facts['verdict']}")
    said = say("labelled", label=verdict, text=facts["reason"]) if facts["reason"] else verdict
    return (
        Field(say("label-step"), say.pick(facts["step"])),
        Field(say("paper-signer"), facts["signer"]),
        Field(say("paper-on"), say.day(facts["on"])),
        Field(say("paper-said"), said),
        Field(say("paper-kind"), say(f"paper-kind-{facts['why']}")),
        Field(say("paper-entered"), parts.by_at(say, facts["entered"])),
        *parts.files_field(say, facts["files"]),
    )


@card("paper.confirm")
def confirm(facts: Facts, say: Say) -> Card:
    """Whoever did not enter it compares paper and entry."""
    top = parts.head(say, "paper-confirm-title", facts["item"])
    return Card(
        "paper.confirm",
        top.title,
        parts.summary(say, top.name, say("paper-confirm-note", paper=facts["paper"])),
        number=top.number,
        fields=(*top.fields, *_fields(say, facts)),
        note=say("paper-confirm-note", paper=facts["paper"]),
        buttons=(
            (
                parts.button(say, "paper.confirm", style="primary"),
                parts.button(say, "paper.refuse", style="danger"),
            ),
        ),
        files=parts.file_refs(facts["files"]),
        tone="ask",
    )


@card("paper.refused")
def refused(facts: Facts, say: Say) -> Card:
    """Nothing was decided; it may be entered anew."""
    top = parts.head(say, "paper-denied-title", facts["item"])
    told = say("paper-denied-note", by=parts.by_at(say, facts["by"]))
    return Card(
        "paper.refused",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=(*top.fields, *_fields(say, facts)),
        note=told,
        tone="alert",
    )


@card("paper.recorded")
def recorded(facts: Facts, say: Say) -> Card:
    """What became of it."""
    number = facts["number"]
    if not facts["to"]:
        return answered(
            "paper.recorded", say("paper-recorded", number=number, names=say.listed(facts["names"]))
        )
    return answered("paper.recorded", say(f"paper-recorded-{facts['to']}", number=number))
