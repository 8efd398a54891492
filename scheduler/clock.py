"""The one place where time is read and waited for.

Two clocks stand behind it: the civil clock, which people see and which a demonstration may move, and
the lease clock, which only ever runs forward.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def from_ms(ms: int) -> datetime:
    """An instant stored as milliseconds since 1970 UTC, as people in Shanghai read it."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(SHANGHAI)


def to_ms(instant: datetime) -> int:
    """An aware instant as milliseconds since 1970 UTC."""
    return round(instant.timestamp() * 1000)


class Clock(Protocol):
    """What the house asks of time."""

    def now(self) -> datetime:
        """The civil instant, in Asia/Shanghai."""

    def lease_ms(self) -> int:
        """Milliseconds for leases; never moves backwards."""

    async def wait(self, *, until: datetime | None, bell: asyncio.Event | None = None) -> None:
        """Return at ``until`` or when the bell rings, whichever comes first; the bell is left as it is."""

    async def wait_until(self, instant: datetime) -> None:
        """Return at that civil instant."""


class SystemClock:
    """Real speed, with an offset that only a demonstration sets."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta() if start is None else start - datetime.now(UTC)
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return (datetime.now(UTC) + self._offset).astimezone(SHANGHAI)

    def lease_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000 + self._lease_base

    # Leases of several processes are compared, so the monotonic clock is pinned to the wall clock once.
    _lease_base = time.time_ns() // 1_000_000 - time.monotonic_ns() // 1_000_000

    def set(self, now: datetime) -> None:
        """Move the civil clock; everybody who waits looks again."""
        self._offset = now - datetime.now(UTC)
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait(self, *, until: datetime | None, bell: asyncio.Event | None = None) -> None:
        while not (bell is not None and bell.is_set()):
            left = None if until is None else (until - self.now()).total_seconds()
            if left is not None and left <= 0:
                return
            waiters = {asyncio.ensure_future(self._moved.wait())}
            if bell is not None:
                waiters.add(asyncio.ensure_future(bell.wait()))
            try:
                await asyncio.wait(waiters, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for waiter in waiters:
                    waiter.cancel()

    async def wait_until(self, instant: datetime) -> None:
        await self.wait(until=instant)


def later(clock: Clock, seconds: float) -> datetime:
    """The civil instant that many seconds from now."""
    return clock.now() + timedelta(seconds=seconds)
