"""Updates on their way to the bot, until they are fetched, delivered or too old.

Messages are kept 24 h after their date, taps 150 s. By webhook each chat is a queue of its own and so are the
taps of each person; by getUpdates all queues are one list in order of update_id.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from emulator.clock import Clock
from emulator.faults import Fault, Faults
from emulator.telegram_judge import FACTS

MESSAGE_LIFE = 24 * 3600.0
TAP_LIFE = 150.0
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
KINDS = set(FACTS["types"]["Update"]["fields"]) - {"update_id"}


@dataclass
class Pending:
    """One update under way."""

    id: int
    kind: str
    payload: dict[str, Any]
    queue: str
    chat: int
    phone: str
    expires: float
    not_before: float = 0.0
    tries: int = 0
    struck: bool = False  # by polling: the fault plan has been asked
    delivered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def body(self) -> dict[str, Any]:
        """The Update."""
        return {"update_id": self.id, self.kind: self.payload}


class Queue:
    """What waits for the bot.

    Args:
        clock: the twin's clock.
        faults: asked for each update ("in").
        next_id: gives the next update id.
    """

    def __init__(self, clock: Clock, faults: Faults, next_id: Callable[[], int]) -> None:
        self.clock = clock
        self._faults = faults
        self._next_id = next_id
        self._pending: dict[int, Pending] = {}
        self.lanes: dict[str, deque[Pending]] = {}
        self.bell = asyncio.Event()  # rung with every new update, then replaced
        self.allowed: set[str] = KINDS - NOT_BY_DEFAULT

    def now(self) -> float:
        """Seconds on the twin's clock."""
        return self.clock.now().timestamp()

    def put(
        self, kind: str, payload: dict[str, Any], *, lane: str, chat: int, phone: str, life: float
    ) -> Pending | None:
        """Queue one update; None when the bot did not ask for its kind."""
        if kind not in self.allowed:
            return None
        one = Pending(self._next_id(), kind, payload, lane, chat, phone, self.now() + life)
        self._pending[one.id] = one
        self.lanes.setdefault(lane, deque()).append(one)
        self.bell.set()
        self.bell = asyncio.Event()
        return one

    def allow(self, kinds: list[str] | None) -> None:
        """Remember `allowed_updates`; None keeps what was said before, an empty list is the default."""
        if kinds is not None:
            self.allowed = {one for one in kinds if one in KINDS} if kinds else KINDS - NOT_BY_DEFAULT

    def waiting(self) -> list[Pending]:
        """What is neither delivered nor too old, in order."""
        now = self.now()
        for one in list(self._pending.values()):
            if one.expires <= now:
                self.drop(one)
        return list(self._pending.values())

    def after(self, one: Pending) -> Pending | None:
        """The update that came next after this one, if it still waits."""
        return next((other for other in self._pending.values() if other.id > one.id), None)

    def forget(self) -> None:
        """Drop everything that waits."""
        for one in list(self._pending.values()):
            self.drop(one)

    def drop(self, one: Pending) -> None:
        """Take an update out: too old, or not wanted."""
        self._pending.pop(one.id, None)
        lane = self.lanes.get(one.queue)
        if lane is not None:
            with suppress(ValueError):
                lane.remove(one)
            if not lane:
                del self.lanes[one.queue]

    def done(self, one: Pending) -> None:
        """The bot has it."""
        self.drop(one)
        one.delivered.set()

    def strike(self, one: Pending) -> Fault | None:
        """Ask the fault plan."""
        return self._faults.strike(direction="in", method=one.kind, chat=one.chat, phone=one.phone)
