"""Which function draws which kind: one each, found by walking this package."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from bot.cards import parts
from bot.cards.model import Card
from locales import Say
from rules.hidden import reveal

Facts = Mapping[str, Any]
Draw = Callable[[Facts, Say], Card]

ROOM = "bot.cards"
_DRAWN: dict[str, Draw] = {}


class ClaimedTwice(Exception):
    """Two functions want to draw the same kind."""


class UnknownKind(LookupError):
    """No function draws this kind."""


def card(kind: str) -> Callable[[Draw], Draw]:
    """The decorated function draws notices of this kind; it is pure."""

    def claim(draw: Draw) -> Draw:
        if kind in _DRAWN:
            raise ClaimedTwice(kind)
        _DRAWN[kind] = draw
        return draw

    return claim


@cache
def _found() -> Mapping[str, Draw]:
    package = importlib.import_module(ROOM)
    for module in pkgutil.iter_modules(package.__path__):
        if module.name != "examples":
            importlib.import_module(f"{ROOM}.{module.name}")
    return _DRAWN


def kinds() -> frozenset[str]:
    """Return every kind that has a card."""
    return frozenset(_found())


def build(kind: str, facts: Facts, say: Say) -> Card:
    """Return how the notice reads. Characters that hide or turn text are shown by marks.

    Args:
        kind: the notice's dotted kind.
        facts: plain data: text, numbers, lists and dicts; instants and dates as ISO text.
        say: the reader's language with the organisation's office words.

    Raises:
        UnknownKind: nobody draws this kind.
        KeyError: a fact that the kind must have is not there.
    """
    draw = _found().get(kind)
    if draw is None:
        raise UnknownKind(kind)
    shown = _shown(facts)
    return _left(kind, shown, say) if shown.get("left_to") else draw(shown, say)


def _left(kind: str, facts: Facts, say: Say) -> Card:
    """Whatever the card was: its reader has handed the item on, and sees who has it."""
    top = parts.head(say, "item-left-title", facts["item"])
    told = say("item-left-body", name=facts["left_to"])
    return Card(
        kind, top.title, parts.summary(say, top.name, told), number=top.number, fields=top.fields, note=told,
        tone="done",
    )  # fmt: skip


def _shown(value: Any) -> Any:
    """Every text that a person wrote comes in through here."""
    if isinstance(value, str):
        return reveal(value)
    if isinstance(value, dict | Mapping):
        return {key: _shown(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(held) for held in value]
    return value
