"""Time at many times its speed, the same in every process: pacing, waits and retries keep their proportions.

House and twin read one machine-wide monotonic clock, so limits are judged on the clock by which they are kept.
"""

import asyncio
import time
from datetime import datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
START = datetime(2026, 2, 9, 9, 0, tzinfo=SHANGHAI)
SPEED = 10.0


def civil(origin: float) -> datetime:
    """The civil instant now; ``origin`` is the monotonic second at which it was START."""
    return START + timedelta(seconds=(time.monotonic() - origin) * SPEED)


def civil_ms(origin: float) -> int:
    return round(civil(origin).timestamp() * 1000)


class HouseClock:
    """The house's clock (scheduler.clock.Clock by its shape)."""

    def __init__(self, origin: float) -> None:
        self._origin = origin

    def now(self) -> datetime:
        return civil(self._origin)

    def lease_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000

    async def wait(self, *, until: datetime | None, bell: asyncio.Event | None = None) -> None:
        while not (bell is not None and bell.is_set()):
            left = None if until is None else (until - self.now()).total_seconds() / SPEED
            if left is not None and left <= 0:
                return
            if bell is None:
                await asyncio.sleep(left if left is not None else 3600)
                continue
            try:
                await asyncio.wait_for(bell.wait(), left)
            except TimeoutError:
                continue

    async def wait_until(self, instant: datetime) -> None:
        await self.wait(until=instant)


class TwinClock:
    """The emulator's clock (emulator.clock.Clock by its shape)."""

    def __init__(self, origin: float) -> None:
        self._origin = origin

    def now(self) -> datetime:
        return civil(self._origin)

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0) / SPEED)
