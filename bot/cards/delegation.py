"""委派: whom, what about, the colleague's card, and that it went."""

from collections.abc import Mapping
from typing import Any

from bot.cards import handing, parts
from bot.cards.model import Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("delegation.whom")
def whom(facts: Facts, say: Say) -> Card:
    """First tap: who is asked for an opinion."""
    top = parts.head(say, "delegation-whom-title", facts["item"], brief=True)
    told = say("delegation-whom-note", code=facts["code"])
    return Card(
        "delegation.whom",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        buttons=(*handing.people(say, "delegation.to", facts["people"]), (parts.button(say, "review.back"),)),
        tone="ask",
    )


def _question(kind: str, title: str, told: str, facts: Facts, say: Say) -> Card:
    top = parts.head(say, title, facts["item"], brief=True)
    return Card(
        kind,
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        tone="ask",
        wants_reply=True,
    )


@card("delegation.ask_words")
def ask_words(facts: Facts, say: Say) -> Card:
    """The reviewer says what the opinion is to be about."""
    told = say("delegation-words-note", name=facts["name"])
    return _question("delegation.ask_words", "delegation-words-title", told, facts, say)


@card("delegation.ask_opinion")
def ask_opinion(facts: Facts, say: Say) -> Card:
    """The colleague answers with the opinion."""
    told = say("delegation-opinion-note", name=facts["name"])
    return _question("delegation.ask_opinion", "delegation-opinion-title", told, facts, say)


@card("delegation.asked")
def asked(facts: Facts, say: Say) -> Card:
    """The item whole and what is asked; once answered, the answer."""
    state, is_open = facts["state"], facts["state"] == "open"
    top = parts.head(say, "delegation-asked-title" if is_open else "delegation-closed-title", facts["item"])
    told = say(f"delegation-state-{state.replace('_', '-')}", name=facts["giver"])
    rows = [Field(say("label-delegation-words"), facts["words"])]
    if facts["opinion"]:
        rows.append(Field(say("label-delegation-opinion"), facts["opinion"]))
    return Card(
        "delegation.asked",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=(
            *top.fields,
            *rows,
            *(parts.form(say, facts["form"]) if is_open else ()),
            *(parts.files_field(say, facts["files"]) if is_open else ()),
        ),
        body=facts["body"] if is_open else "",
        note=parts.lines(told, say("delegation-twin", number=top.number) if is_open else ""),
        files=parts.file_refs(facts["files"]) if is_open else (),
        buttons=((parts.button(say, "delegation.give", style="primary"),),) if is_open else (),
        tone="ask" if is_open else "done",
    )


@card("delegation.done")
def done(facts: Facts, say: Say) -> Card:
    """It went to the colleague, or back."""
    number = facts.get("number") or say("this-item")
    sentence = "delegation-given" if facts.get("given") else "delegation-done"
    text = say(sentence, number=number, name=facts["name"])
    return Card("delegation.done", "", text, note=text, tone="done")
