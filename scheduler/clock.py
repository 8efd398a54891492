"""The one place where time is read and waited for.

Two clocks stand behind it: the civil clock, which people see and which a demonstration may move, and
the lease clock, which only ever runs forward. A machine's clock that is set by much is not believed at once.
"""

import asyncio
import time
from collections.abc import Callable
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


def wall_ms() -> int:
    """The machine's own time, which somebody may set."""
    return time.time_ns() // 1_000_000


def steady_ms() -> int:
    """Milliseconds since some moment, sleep of the machine included where it tells; nobody can set them."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    return time.monotonic_ns() // 1_000_000


class SteadyWall:
    """The machine's time, believed at once where it is set by less than ten minutes, else after ten minutes.

    A clock that somebody sets a day ahead, and back again, sends nothing meanwhile and repeats nothing.
    """

    MOST_MS = 600_000
    BELIEVED_AFTER_MS = 600_000

    def __init__(self, *, wall: Callable[[], int] = wall_ms, steady: Callable[[], int] = steady_ms) -> None:
        self._wall = wall
        self._steady = steady
        self._lead = wall() - steady()
        self._other = self._lead  # what the machine says now, while it is not believed
        self._since = 0

    def __call__(self) -> int:
        """The instant (ms)."""
        steady, wall = self._steady(), self._wall()
        lead = wall - steady
        if abs(lead - self._lead) <= self.MOST_MS:
            self._lead = self._other = lead
        elif abs(lead - self._other) > self.MOST_MS:
            self._other, self._since = lead, steady
        elif steady - self._since >= self.BELIEVED_AFTER_MS:
            self._lead = self._other = lead
        return steady + self._lead

    @property
    def doubt_s(self) -> int:
        """By how many seconds the machine's time is ahead of the one that is believed; 0: not at all."""
        self()
        return (self._other - self._lead) // 1000


class SystemClock:
    """Real speed, with an offset that only a demonstration sets."""

    def __init__(self, start: datetime | None = None, *, wall: SteadyWall | None = None) -> None:
        self.wall = wall or SteadyWall()
        self._offset = timedelta() if start is None else start - self._real()
        self._moved = asyncio.Event()

    def _real(self) -> datetime:
        return datetime.fromtimestamp(self.wall() / 1000, UTC)

    def now(self) -> datetime:
        return (self._real() + self._offset).astimezone(SHANGHAI)

    def lease_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000 + self._lease_base

    # Leases of several processes are compared, so the monotonic clock is pinned to the wall clock once.
    _lease_base = time.time_ns() // 1_000_000 - time.monotonic_ns() // 1_000_000

    def set(self, now: datetime) -> None:
        """Move the civil clock; everybody who waits looks again."""
        self._offset = now - self._real()
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
