"""getUpdates: offsets, long polls of at most 50 s, and what ends them."""

import asyncio
from typing import Any

from emulator.faults import Fault
from emulator.telegram_queue import Queue

LONGEST = 50.0
HASTY = 3.0  # a poll of the same offset within this time is answered slowly
GRACE = 10.0  # for so long after a poll the bot counts as connected (real seconds)
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Conflict(Exception):
    """The poll was ended by another one or by setWebhook; the text is the reason."""


class Polling:
    """The one open poll of a bot."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._open: asyncio.Future[str] | None = None  # set with the reason that ends the poll
        self._ended: float | None = None
        self._offset: int | None = None

    @property
    def lately(self) -> bool:
        """Whether a poll is open or ended just now."""
        return self._open is not None or self._within(GRACE)

    def _within(self, seconds: float) -> bool:
        return self._ended is not None and asyncio.get_running_loop().time() - self._ended < seconds

    def end(self, why: str) -> None:
        """End the open poll; an empty reason ends it with an empty answer."""
        if self._open and not self._open.done():
            self._open.set_result(why)
        self._open = None

    async def poll(
        self, *, offset: int | None, limit: int, wait: float
    ) -> tuple[list[dict[str, Any]], Fault | None]:
        """Confirm what is before `offset`, give what is from there on; wait at most `wait` seconds for it.

        Returns:
            Updates, and a fault when the answer is to be cut off.

        Raises:
            Conflict: something ended this poll.
        """
        self.end(OTHER_POLL)
        self._confirm(offset)
        wait = min(max(wait, 0.0), LONGEST)
        if offset and offset == self._offset and wait < HASTY and self._within(HASTY):
            wait = HASTY
        self._offset = offset
        mine: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._open = mine
        try:
            return await self._collected(mine, limit, self._queue.now() + wait)
        finally:
            if self._open is mine:
                self._open = None
            self._ended = asyncio.get_running_loop().time()

    async def _collected(
        self, mine: asyncio.Future[str], limit: int, until: float
    ) -> tuple[list[dict[str, Any]], Fault | None]:
        queue = self._queue
        while True:
            ready, cut = self._ready(limit)
            now = queue.now()
            if ready or cut or until <= now:
                return ready, cut
            later = min((one.not_before for one in queue.waiting() if one.not_before > now), default=until)
            waits: list[asyncio.Future[Any]] = [
                mine,
                asyncio.ensure_future(queue.bell.wait()),
                asyncio.ensure_future(queue.clock.wait(min(until, later) - now)),
            ]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in waits[1:]:
                    one.cancel()
            if mine.done():
                if mine.result():
                    raise Conflict(mine.result())
                return [], None

    def _ready(self, limit: int) -> tuple[list[dict[str, Any]], Fault | None]:
        """What can be given now, with what the fault plan does to it."""
        now = self._queue.now()
        ready: list[dict[str, Any]] = []
        swap: int | None = None
        cut: Fault | None = None
        for one in self._queue.waiting():
            if len(ready) >= limit:
                break
            if one.not_before > now:
                continue
            fault = None if one.struck else self._queue.strike(one)
            do = fault.do if fault else ""
            if fault and do == "delay":
                one.struck, one.not_before = True, now + fault.seconds
                continue
            if do == "drop_before":
                break
            one.struck = True
            one.tries += 1
            if do in {"accept_then_drop", "status", "truncate", "html"}:
                cut = fault
            ready.append(one.body)
            if swap is not None:
                ready[swap], ready[-1] = ready[-1], ready[swap]
            swap = len(ready) - 1 if do == "reorder" else None
            if fault and do == "duplicate":
                ready.extend([one.body] * fault.number("copies", 1))
        return ready, cut

    def _confirm(self, offset: int | None) -> None:
        waiting = self._queue.waiting()
        if offset is not None and offset < 0:
            for one in waiting[:offset]:
                self._queue.drop(one)
        elif offset is not None:
            for one in waiting:
                if one.id < offset:
                    self._queue.done(one)
