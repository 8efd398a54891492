"""The twin's clock. Everything the twin judges by time is judged on the clock handed in here."""

import asyncio
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol, runtime_checkable

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
DEMO_START = datetime(2026, 2, 9, 9, 0, tzinfo=SHANGHAI)


class Clock(Protocol):
    """What the twin asks of a clock. A test hands in its own."""

    def now(self) -> datetime:
        """Give the present moment as an aware datetime."""

    async def wait(self, seconds: float) -> None:
        """Return when that many seconds have passed on this clock."""


@runtime_checkable
class Movable(Clock, Protocol):
    """A clock that can be put forward."""

    def advance(self, seconds: float) -> None:
        """Put the clock forward by that many seconds."""


class RunningClock:
    """A clock at real speed from a chosen start, that can be put forward.

    Args:
        start: aware datetime shown at the moment of construction.
    """

    def __init__(self, start: datetime = DEMO_START) -> None:
        if start.tzinfo is None:
            raise ValueError("the clock starts at an aware datetime")
        self._start = start
        self._origin = time.monotonic()
        self._forward = 0.0
        self._waiting: set[asyncio.Future[None]] = set()

    def _elapsed(self) -> float:
        return time.monotonic() - self._origin + self._forward

    def now(self) -> datetime:
        """The start plus real time passed plus all advances."""
        return self._start + timedelta(seconds=self._elapsed())

    def advance(self, seconds: float) -> None:
        """Put the clock forward; waits that are over by then return at once.

        Raises:
            ValueError: the clock would go back.
        """
        if seconds < 0:
            raise ValueError("the clock does not go back")
        self._forward += seconds
        for waiter in tuple(self._waiting):
            _ring(waiter)

    async def wait(self, seconds: float) -> None:
        """Return when that many seconds have passed on this clock, advances included."""
        loop = asyncio.get_running_loop()
        due = self._elapsed() + seconds
        while (left := due - self._elapsed()) > 0:
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiting.add(waiter)
            bell = loop.call_later(left, _ring, waiter)
            try:
                await waiter
            finally:
                bell.cancel()
                self._waiting.discard(waiter)


def _ring(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


def offset_of(clock: Clock) -> float:
    """Seconds by which `clock` is ahead of the machine's own clock (negative when behind)."""
    return (clock.now() - datetime.now(UTC)).total_seconds()


def stamp(clock: Clock) -> int:
    """Unix seconds on this clock, as Telegram dates are."""
    return int(clock.now().timestamp())


def printed(moment: datetime) -> str:
    """ISO form in Beijing time, to the millisecond."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="milliseconds")
