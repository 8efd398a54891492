"""What the scheduler needs from the floor above, and gets handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from scheduler.pace import Budget

Mint = Callable[[str, str, Mapping[str, str]], str]
"""(verb, subject, args) → the opaque token that a button carries."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Which message is redrawn; ``code`` is what the platform wants for it (WeCom: a response code).

    ``moved``: a fresh card takes its place, so this one shows that it is an older one and cannot be pressed.
    """

    message: str
    code: str | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A notice as one platform will show it: frozen payloads in order, and the card as evidence."""

    parts: tuple[bytes, ...]
    card: str
    digest: str  # tone, and hash of what is shown, tokens left out: an equal edit is not sent
    closes: bool = False  # nothing on it can be pressed any more
    numbered: tuple[Mapping[str, Any], ...] = ()  # n, verb, subject, args of what is pressed by its number
    gives_way: bool = False  # a newer card about the same stands in its place


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one call.

    ``retry``: a definite no for now; ``unknown``: nobody knows whether it arrived; ``gone``: this
    person, group or message cannot be reached; ``bad``: the platform refuses the form; ``migrated``: the
    chat has a new id; ``same``: an edit changed nothing, which is as good as sent; ``spent``: the code of an
    edit was used before or is too old. ``spare`` is a code with which the message can be edited once.
    """

    state: Literal["sent", "retry", "unknown", "gone", "bad", "migrated", "same", "spent"]
    message: str | None = None
    spare: str | None = None
    retry_at_s: float | None = None
    new_chat: str | None = None
    error: str = ""


class Drawer(Protocol):
    """Notice facts → card → the payloads of one platform. Pure but for ``mint``."""

    def draw(
        self,
        kind: str,
        facts: Mapping[str, Any],
        *,
        platform: str,
        chat: str,
        lang: str,
        terms: Mapping[str, str],
        mint: Mint,
        edit: Edit | None = None,
    ) -> Drawn:
        """``edit`` names the message to be redrawn."""


class Sender(Protocol):
    """One platform, outgoing. With ``edits_by_code`` a sent card can be redrawn only for a code."""

    edits_by_code: bool

    async def send(self, part: bytes) -> Outcome: ...

    def weight(self, part: bytes) -> int:
        """How many messages the platform counts for it: an album counts each of its files."""

    def plain(self, part: bytes) -> bytes:
        """The same words without mark-up, for a platform that refused the form."""

    def budgets(self, chat: str) -> tuple[Budget, ...]:
        """What a message to this chat draws on."""
