"""Whatever promises run for: an item, a letter, an application. Who holds it, and how it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from rules.clocks import Clock
from rules.regime import Regime
from rules.suspension import Events
from workflow.desk import Desk, Refused


class Watched(Protocol):
    """One subject as its clocks see it; `about` is like ``item:12``."""

    @property
    def about(self) -> str: ...

    @property
    def org(self) -> int: ...

    @property
    def regime(self) -> Regime: ...

    @property
    def regime_hash(self) -> str: ...

    @property
    def number(self) -> str | None: ...

    @property
    def title(self) -> str: ...

    @property
    def office(self) -> tuple[int, str]:
        """The id and the name of the office whose matter it is."""

    @property
    def urgent(self) -> bool: ...

    @property
    def standing(self) -> str:
        """Where it stands: the end of a sentence ``state-…``."""

    @property
    def events(self) -> Events:
        """What suspended, restarted or lengthened its clocks."""

    def concerns(self, clock: Clock) -> bool:
        """Does this line of the regime run for it?"""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of subject is loaded by its id, whom it waits for, and what waits for a person.

    `find` gives the one that a number or its tail names and that this person may see; it raises Refused.
    """

    load: Callable[[Desk, int], Any]
    holders: Callable[[Desk, Any], list[int]]
    held: Callable[[Desk, int], list[str]]
    find: Callable[..., Any]
    waits_since: Callable[[Desk, Any], int]


KINDS: dict[str, Kind] = {}


def watched(of: str, kind: Kind) -> None:
    """Subjects whose `about` begins with `of` are loaded and held so."""
    if of in KINDS:
        raise ValueError(of)
    KINDS[of] = kind


def load(desk: Desk, about: str) -> Watched:
    """The subject behind ``item:12``. Raises Refused where there is none."""
    of, _, id_ = about.partition(":")
    found: Watched = KINDS[of].load(desk, int(id_))
    return found


def waits_since(desk: Desk, it: Watched) -> int:
    """From when on it has waited for whoever holds it (ms)."""
    return KINDS[it.about.partition(":")[0]].waits_since(desk, it)


def find(desk: Desk, text: str, *, by: int) -> Watched:
    """The subject that a number names, of whatever kind, items first. Raises Refused alike for unknown and
    hidden ones.
    """
    refusal: Refused | None = None
    for _, kind in sorted(KINDS.items(), key=lambda entry: entry[0] != "item"):
        try:
            found: Watched = kind.find(desk, text, by=by)
        except Refused as error:
            refusal = refusal or error
        else:
            return found
    raise refusal or Refused("item.unknown")


def holders(desk: Desk, it: Watched) -> list[int]:
    """Whoever it waits for now."""
    return KINDS[it.about.partition(":")[0]].holders(desk, it)
