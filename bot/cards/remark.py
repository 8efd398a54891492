"""意见: what was said about an item without deciding."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.cards import parts
from bot.cards.answers import answered
from bot.cards.model import Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


def remarks(say: Say, said: Iterable[Facts]) -> tuple[Field, ...]:
    """Return the row of a card that holds the newest opinions; none where there are none."""
    told = [say("remark-line", name=parts.by_at(say, one["by"]), text=_words(say, one)) for one in said]
    return (Field(say("remark-field"), parts.lines(*told)),) if told else ()


def _words(say: Say, one: Facts) -> str:
    names = say.listed([row["name"] for row in one["files"]])
    text = one["text"] or say("remark-file-only")
    return say("labelled", label=text, text=names) if names else text


@card("remark.told")
def told(facts: Facts, say: Say) -> Card:
    """Submitter and whoever is asked read it, with its files."""
    top = parts.head(say, "remark-told-title", facts["item"])
    by, text = parts.by_at(say, facts["by"]), facts["text"] or say("remark-file-only")
    return Card(
        "remark.told",
        top.title,
        parts.summary(say, top.name, text),
        number=top.number,
        fields=(
            *top.fields,
            Field(say("remark-told-by"), by),
            *parts.files_field(say, facts["files"]),
        ),
        body=text,
        note=say("remark-told-note"),
        buttons=parts.whole(say, facts["item"]),
        files=parts.file_refs(facts["files"]),
    )


@card("remark.ask")
def ask(facts: Facts, say: Say) -> Card:
    """The next words or files are it."""
    top = parts.head(say, "remark-ask-title", facts["item"], brief=True)
    return Card(
        "remark.ask",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("remark-ask-note"),
        tone="ask",
        wants_reply=True,
    )


@card("remark.recorded")
def recorded(facts: Facts, say: Say) -> Card:
    """It is in the record."""
    return answered("remark.recorded", say("remark-recorded", number=facts["number"]))
