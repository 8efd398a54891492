"""The shape of everything that runs by itself: do what is due, then wait for the bell or the time."""

import asyncio
from abc import ABC, abstractmethod
from datetime import datetime

import structlog

from scheduler.clock import Clock, later, to_ms

log = structlog.get_logger()
HELD_S = 1.0


class Loop(ABC):
    """One duty of the process.

    A round does what is due now and says when to look again (``None``: only when the bell rings).
    A failing round is logged and tried again; it never ends the loop.
    """

    poll_s: float | None = None  # several processes share the database: also look without a bell
    name = "loop"
    hears = ""  # which commits mean work for it

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.held = False  # nothing is begun: the machine's clock is wrong
        self.bell = asyncio.Event()
        self._waiting = False
        self._until: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    @abstractmethod
    async def round(self) -> datetime | None:
        """Do what is due; the civil instant at which there will be more, if known."""

    @property
    def idle(self) -> bool:
        """True while nothing is due: the loop waits for time to pass or for the bell."""
        return (
            self._waiting
            and not self.bell.is_set()
            and (self._until is None or self._until > self.clock.now())
        )

    def ring(self, at: int | None = None) -> None:
        """There may be something to do: now, or from an instant on (ms), until which it may sleep anyhow."""
        if at is None or not self._waiting or self._until is None or to_ms(self._until) > at:
            self.bell.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        """End between two rounds, or in the middle of a wait."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        failures = 0
        while True:
            self.bell.clear()
            try:
                self._until = later(self.clock, HELD_S) if self.held else await self.round()
                failures = 0
            except Exception as problem:  # noqa: BLE001 - whatever it was, the duty goes on
                failures += 1
                log.error(  # noqa: TRY400 - the name and words are enough; a traceback each second is not
                    "loop.failed", loop=self.name, problem=type(problem).__name__, detail=str(problem)[:300]
                )
                self._until = later(self.clock, min(60.0, 2.0**failures))
            if self.poll_s is not None:
                latest = later(self.clock, self.poll_s)
                self._until = latest if self._until is None else min(self._until, latest)
            self._waiting = True
            try:
                await self.clock.wait(until=self._until, bell=self.bell)
            finally:
                self._waiting = False
