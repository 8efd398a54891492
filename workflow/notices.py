"""What is to be said, to whom: kind and ids. How it reads is decided above.

For each kind the column that says it registers three things: ``facts`` reads what is true when the
message is drawn, ``moot`` tells whether there is still a reason to send it, ``binds`` ties its buttons
to a seat and to the content that was judged.
"""

import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.engine import Intent
from workflow.desk import Desk
from workflow.spread import ROUTINE, routine


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat by its row."""

    id: int


@dataclass(frozen=True, slots=True)
class Notice:
    """``about`` is a subject such as ``item:12``; ``occasion`` tells apart what may repeat."""

    kind: str
    to: int | Group | None
    about: str = ""
    occasion: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    delay_s: float = 0
    not_before: int | None = None
    expires_at: int | None = None
    priority: int = 5
    answer_to: tuple[str, str, str] | None = None

    @property
    def id(self) -> int:
        """The number behind ``about``."""
        return int(self.about.rpartition(":")[2])

    @property
    def person(self) -> int | None:
        return self.to if isinstance(self.to, int) else None

    @property
    def reader(self) -> int:
        """The one person it goes to; raises TypeError for what goes to a group."""
        if not isinstance(self.to, int):
            raise TypeError(self.kind)
        return self.to


Facts = Callable[[Desk, Notice], Mapping[str, Any]]
Moot = Callable[[Desk, Notice], str | None]
Binds = Callable[[Desk, Notice], tuple[int | None, str | None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice. A live one stays in the chat as a card and is redrawn when its subject moves."""

    name: str
    facts: Facts
    moot: Moot | None = None
    binds: Binds | None = None
    live: bool = False


KINDS: dict[str, Kind] = {}


def notice(
    name: str, *, live: bool = False, moot: Moot | None = None, binds: Binds | None = None
) -> Callable[[Facts], Facts]:
    """The decorated function reads the facts of notices of this kind."""

    def claim(facts: Facts) -> Facts:
        if name in KINDS:
            raise ValueError(name)
        KINDS[name] = Kind(name, facts, moot, binds, live)
        return facts

    return claim


def find_notices() -> None:
    """Import every module of the room, so that each registers the kinds it says."""
    package = importlib.import_module("workflow")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"workflow.{module.name}")


def _frozen(_desk: Desk, said: Notice) -> Mapping[str, Any]:
    return dict(said.facts)


def plain(*names: str) -> None:
    """Kinds that say only what was frozen with them."""
    for name in names:
        notice(name)(_frozen)


def tell(desk: Desk, said: Notice) -> None:
    """Put the notice into the outbox of this transaction; the same intent a second time is nothing.

    What is routine and has no time of its own leaves while offices work, apart from everybody else's.
    """
    person = said.to if isinstance(said.to, int) else None
    group = said.to.id if isinstance(said.to, Group) else None
    not_before = said.not_before
    if said.delay_s:
        not_before = max(not_before or 0, desk.ms_after(seconds=said.delay_s))
    if said.priority >= ROUTINE and not_before is None:
        not_before = routine(desk, person or group or 0)
    desk.post(
        Intent(
            kind=said.kind,
            person=person,
            group=group,
            subject=said.about,
            occasion=said.occasion,
            facts=dict(said.facts),
            priority=said.priority,
            not_before=not_before,
            expires_at=said.expires_at,
            answer_to=said.answer_to,
        )
    )


def from_row(row: Any) -> Notice:
    """The notice that an outbox row stands for."""
    to: int | Group | None = row.person_id if row.person_id is not None else None
    if row.group_id is not None:
        to = Group(row.group_id)
    return Notice(row.kind, to, row.subject, row.occasion, json.loads(row.facts))
