"""Special matters (专门事项): what a regime asks for beside plain publishing, modifying and deleting.

A matter is data: its own form, its own way, what is looked at once it is done, which promises it keeps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rules.model import Kind
from rules.parts import FormField, Line, Route, any_holds

PROOFREAD = "proofread_"  # what the names of proofreadings begin with
SUBMITTED, PUBLISHED = "submitted", "published"


@dataclass(frozen=True, slots=True)
class Matter(Line):
    """One special matter: how it is called, on which article it rests, what it asks.

    It is done like an item of `kind`. `leaves` are lines of the common form that it does not ask, `form` its
    own lines; one that bears the name of a common line stands in its place. `route` is None where it goes the
    way of its kind. `page` tells whether a published page proves it; without one whoever carries it out says
    that it is done. `ends` are the events that have then happened.
    """

    kind: Kind
    leaves: frozenset[str]
    form: tuple[FormField, ...]
    route: Route | None
    page: bool
    ends: tuple[str, ...]

    def lines(self, common: tuple[FormField, ...]) -> tuple[FormField, ...]:
        """Return its whole form: the common lines that it keeps in their order, its own after the title."""
        instead = {line.name: line for line in self.form}
        kept = [line for line in common if self.kind in line.kinds and not self._leaves(line.name)]
        own = [line for line in self.form if line.name not in {one.name for one in common}]
        told = [instead.get(line.name, line) for line in kept]
        first = next((place for place, line in enumerate(told, 1) if line.name == "title"), 0)
        return (*told[:first], *own, *told[first:])

    def _leaves(self, name: str) -> bool:
        """Where there is no text, nothing is proofread."""
        return name in self.leaves or ("body" in self.leaves and name.startswith(PROOFREAD))


def asked(lines: tuple[FormField, ...], value: Callable[[str], str]) -> tuple[FormField, ...]:
    """Return the lines that an item is asked, as it is filled in so far: some belong to some cases."""
    return tuple(line for line in lines if not line.when or any_holds(line.when, value))


def words_of(held: Mapping[str, object]) -> Callable[[str], str]:
    """Return how conditions read a form that is being filled in; what is several is never a condition."""

    def value(name: str) -> str:
        found = held.get(name)
        return found if isinstance(found, str) else ""

    return value
