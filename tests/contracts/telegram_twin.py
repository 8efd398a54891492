"""A real adapter on the strict twin, over loopback HTTP."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.platforms.base import Arrival
from bot.platforms.telegram import Telegram
from emulator.app import Emulator
from emulator.clock import RunningClock
from emulator.people import demo_office

CHEN = 5100000101


class Inbox:
    """Keeps what arrived; refuses when told to."""

    def __init__(self) -> None:
        self.batches: list[list[Arrival]] = []
        self.refusing = False
        self.rung = asyncio.Event()

    async def __call__(self, batch: Sequence[Arrival]) -> None:
        self.rung.set()
        if self.refusing:
            raise OSError("disk full")
        self.batches.append(list(batch))

    @property
    def raw(self) -> list[bytes]:
        return [arrival.raw for batch in self.batches for arrival in batch]

    async def last(self) -> int | None:
        return max((int(arrival.key) for batch in self.batches for arrival in batch), default=None)

    async def holds(self, count: int) -> list[bytes]:
        async with asyncio.timeout(5):
            while len(self.raw) < count:
                self.rung.clear()
                await self.rung.wait()
        return self.raw


@asynccontextmanager
async def twin() -> AsyncIterator[Emulator]:
    emulator = Emulator(demo_office(), clock=RunningClock())
    await emulator.start()
    try:
        yield emulator
    finally:
        await emulator.stop()


@asynccontextmanager
async def adapter(emulator: Emulator, inbox: Inbox, folder: Path, **settings: Any) -> AsyncIterator[Telegram]:
    async def wait(seconds: float) -> None:
        if isinstance(emulator.clock, RunningClock):
            emulator.clock.advance(seconds)
        await asyncio.sleep(0)

    telegram = Telegram(
        **{
            "token": emulator.office.bot.token,
            "receive": inbox,
            "last_update_id": inbox.last,
            "open_file": lambda sha256: folder / sha256,
            "wait": wait,
            "api_base": emulator.url,
            **settings,
        }
    )
    await telegram.start()
    try:
        yield telegram
    finally:
        await telegram.stop()


async def until(seen: Any) -> None:
    """Until a condition holds; five seconds at most."""
    async with asyncio.timeout(5):
        while not seen():  # noqa: ASYNC110 -- what is waited for has no bell
            await asyncio.sleep(0.005)


def calls(emulator: Emulator, method: str) -> list[dict[str, Any]]:
    return [call for call in emulator.transcript.since() if call["method"] == method]
