"""The one clock of a story: it stands still until everybody has done what is due, then goes to the next moment."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scheduler.clock import to_ms

LONGEST = "a story's clock only goes forward"


class StoryClock:
    """The house's clock (``scheduler.clock.Clock``); the twin gets ``TwinClock`` over the same hands.

    Nothing here knows real time: who waits is entered with the moment waited for, and ``go_to`` lets go
    those whose moment has come.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._waiting: dict[asyncio.Future[None], datetime] = {}

    def now(self) -> datetime:
        return self._now

    def lease_ms(self) -> int:
        return to_ms(self._now)

    async def wait(self, *, until: datetime | None, bell: asyncio.Event | None = None) -> None:
        while not (bell is not None and bell.is_set()):
            if until is not None and until <= self._now:
                return
            with self._entered(until) as waiter:
                if bell is None:
                    await waiter
                    continue
                ring = asyncio.ensure_future(bell.wait())
                either: set[asyncio.Future[Any]] = {waiter, ring}
                try:
                    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    ring.cancel()

    async def wait_until(self, instant: datetime) -> None:
        await self.wait(until=instant)

    @contextlib.contextmanager
    def _entered(self, until: datetime | None) -> Iterator[asyncio.Future[None]]:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if until is not None:
            self._waiting[waiter] = until
        try:
            yield waiter
        finally:
            self._waiting.pop(waiter, None)

    # The hands ------------------------------------------------------------------------------------

    def next(self) -> datetime | None:
        """The earliest moment that somebody waits for."""
        return min(self._waiting.values(), default=None)

    def go_to(self, moment: datetime) -> None:
        """Put the hands there and let go whoever waited for it."""
        assert moment >= self._now, LONGEST
        self._now = moment
        for waiter, until in list(self._waiting.items()):
            if until <= moment and not waiter.done():
                waiter.set_result(None)


class TwinClock:
    """The same hands as the twin asks them (``emulator.clock.Clock``)."""

    def __init__(self, clock: StoryClock) -> None:
        self._clock = clock
        self.waiting = 0

    def now(self) -> datetime:
        return self._clock.now()

    async def wait(self, seconds: float) -> None:
        from scheduler.clock import later

        self.waiting += 1
        try:
            await self._clock.wait_until(later(self._clock, seconds))
        finally:
            self.waiting -= 1
