"""A transaction as the use cases see it: a connection, the act's instant, and what waits for the commit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.sql import ClauseElement

from storage.known import Known
from storage.sql import Row, run_core


@dataclass(frozen=True, slots=True)
class Intent:
    """A message to be: what is to be said to whom, about what.

    Goes to one ``person`` or one ``group`` (ids). ``occasion`` prints what may legitimately repeat (round,
    threshold, local date); with kind, receiver, subject and hop it makes the unique key. ``facts`` is what
    was true at this moment (plain JSON values). ``not_before`` and ``expires_at`` are milliseconds.
    ``answer_to`` is (platform, bot, chat) when the message answers an act there; otherwise the person's
    newest account is taken. A fall-back is a row of its own with ``hop`` raised and its ``parent`` row
    named.
    """

    kind: str
    person: int | None = None
    group: int | None = None
    subject: str = ""
    occasion: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    priority: int = 5
    not_before: int | None = None
    expires_at: int | None = None
    hop: int = 0
    parent: int | None = None
    answer_to: tuple[str, str, str] | None = None

    @property
    def key(self) -> str:
        """kind|receiver|subject|occasion|hop: the same intent twice is one message."""
        to = f"p{self.person}" if self.person is not None else f"g{self.group}"
        return f"{self.kind}|{to}|{self.subject}|{self.occasion}|{self.hop}"


@dataclass(frozen=True, slots=True)
class Entry:
    """An audit entry to be: ids and hashes, never titles or names."""

    act: str
    subject: str
    person: int | None
    org: int | None
    data: Mapping[str, Any]


class Tx:
    """One act's view of the database.

    ``now`` is the civil instant of the act in milliseconds UTC; ``dialect`` is "sqlite" or "postgresql".
    Messages and audit entries are kept back and written at the end of the act, inside its transaction;
    wake-ups and ``after`` run only once it is committed. An act may run twice, so it touches nothing else.
    """

    __slots__ = (
        "afters",
        "connection",
        "dialect",
        "entries",
        "erases",
        "intents",
        "known",
        "lease_ms",
        "now",
        "wakes",
    )

    def __init__(
        self,
        connection: Any,
        dialect: str,
        now: int,
        lease_ms: Callable[[], int],
        *,
        known: Known | None = None,
    ) -> None:
        self.connection = connection
        self.dialect = dialect
        self.now = now
        self.lease_ms = lease_ms
        self.known = known
        self.intents: list[Intent] = []
        self.entries: list[Entry] = []
        self.wakes: dict[str, int | None] = {}  # name → from when (ms), None: now
        self.afters: list[Callable[[], None]] = []
        self.erases = False

    def moment(self, given: int | None) -> int:
        """The instant that was given, else the act's own."""
        return self.now if given is None else given

    def core(self, stmt: ClauseElement) -> list[Row]:
        """Run a Core statement that differs from call to call (search); rows as named tuples."""
        return run_core(self, stmt)

    def post(self, intent: Intent) -> None:
        """Have a message sent once this act is committed; the same key again changes nothing."""
        self.intents.append(intent)

    def audit(
        self, act: str, subject: str, *, person: int | None = None, org: int | None = None, **data: Any
    ) -> None:
        """Enter what happened into the chain, by ids and hashes (plain JSON values)."""
        self.entries.append(Entry(act, subject, person, org, data))

    def wake(self, name: str, *, at: int | None = None) -> None:
        """After the commit, tell whoever waits for ``outbox``, ``inbox``, ``errands`` or ``timers``.

        ``at`` is the instant (ms) from which there is something to do, where that is later than now.
        """
        self.wakes[name] = at if name not in self.wakes else earlier(self.wakes[name], at)

    def after(self, fn: Callable[[], None]) -> None:
        """Run this after the commit (log lines, memory caches); it must not fail or wait."""
        self.afters.append(fn)

    def erase(self) -> None:
        """What this act deletes must also leave the database's log: it is checkpointed after the commit."""
        self.erases = True


def earlier(one: int | None, other: int | None) -> int | None:
    """Which of two wake-ups comes first; None is now."""
    return None if one is None or other is None else min(one, other)
