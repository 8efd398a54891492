"""Which function answers which act. Handlers register themselves; two claims of one name are refused."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass

from handlers.acts import Said, Tap
from workflow.desk import Desk
from workflow.notices import Notice

Answer = Notice | list[Notice] | None
OnTap = Callable[[Tap, Desk], Answer]
OnSaid = Callable[[Said, Desk], Answer]

HALL = "handlers"


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its Latin word and its Chinese words; ``help`` names its sentence."""

    name: str
    words: tuple[str, ...]
    run: OnSaid
    in_groups: bool = False
    listed: bool = True
    whose: Callable[[Desk, int], object] | None = None  # gives None for whom it is not; help leaves it out


BUTTONS: dict[str, OnTap] = {}
COMMANDS: dict[str, Command] = {}
ANSWERS: dict[str, OnSaid] = {}
_WORDS: dict[str, Command] = {}


class ClaimedTwice(Exception):
    """Two handlers want the same name."""


def button(verb: str) -> Callable[[OnTap], OnTap]:
    """This function answers the button with that verb."""

    def claim(run: OnTap) -> OnTap:
        if verb in BUTTONS and BUTTONS[verb] is not run:
            raise ClaimedTwice(verb)
        BUTTONS[verb] = run
        return run

    return claim


def command(
    name: str,
    *words: str,
    in_groups: bool = False,
    listed: bool = True,
    whose: Callable[[Desk, int], object] | None = None,
) -> Callable[[OnSaid], OnSaid]:
    """This function answers ``/name`` and each of the Chinese words."""

    def claim(run: OnSaid) -> OnSaid:
        entry = Command(name, words, run, in_groups, listed, whose)
        for word in (f"/{name}", *words):
            if word in _WORDS:
                raise ClaimedTwice(word)
            _WORDS[word] = entry
        COMMANDS[name] = entry
        return run

    return claim


def answer(dialogue: str) -> Callable[[OnSaid], OnSaid]:
    """This function takes the words that a dialogue of that kind waits for."""

    def claim(run: OnSaid) -> OnSaid:
        if dialogue in ANSWERS:
            raise ClaimedTwice(dialogue)
        ANSWERS[dialogue] = run
        return run

    return claim


def hear(text: str) -> tuple[Command, str] | None:
    """The command a text begins with, and what follows it; None where it is no command.

    A Chinese word counts only alone or before a space, so that 「同意你的看法」 stays a sentence.
    """
    head, _, rest = text.strip().partition(" ")
    head = head.split("\n", 1)[0]
    if head.startswith("/"):
        head = head.split("@", 1)[0].lower()
    found = _WORDS.get(head)
    if found is None and (
        match := re.fullmatch(
            r"(\D{1,4}?)[\s:：]*([A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]+)(.*)", text.strip(), re.DOTALL
        )
    ):
        found, rest = _WORDS.get(match[1]), f"{match[2]} {match[3].strip()}".strip()
    return None if found is None else (found, rest.strip())


def find_handlers() -> None:
    """Import every module of the room, so that each registers what it answers."""
    package = importlib.import_module(HALL)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{HALL}.{module.name}")
