"""Acts on their way through a writer, and how their results get home: only after the commit."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import Any

from storage.errors import Closed
from storage.tx import Tx, earlier

log = logging.getLogger("duwang.storage")

Act = Callable[[Tx], Any]
Bell = Callable[[int | None], None]
"""Told of the instant (ms) from which there is something to do; None: now."""


class Job:
    """One act that somebody waits for; ``loop`` is None for the command line, which waits in its own
    thread.
    """

    __slots__ = ("error", "fn", "future", "loop", "tx", "value")

    def __init__(
        self, fn: Act, future: "asyncio.Future[Any] | Future[Any]", loop: asyncio.AbstractEventLoop | None
    ) -> None:
        self.fn = fn
        self.future = future
        self.loop = loop
        self.value: Any = None
        self.error: BaseException | None = None
        self.tx: Tx | None = None  # set when it is committed: its wake-ups and afterwards-calls are due

    def resolve(self) -> None:
        """Tell whoever waits. In the loop's own thread if there is one."""
        if self.tx is not None:
            for call in self.tx.afters:
                try:
                    call()
                except Exception:
                    log.exception("a call after the commit failed")
        if self.future.done():  # given up meanwhile; the act stands all the same
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class Deliveries:
    """Takes ended acts home to their event loops, one call per loop and group, and rings the wake-ups."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[tuple[asyncio.AbstractEventLoop | None, Bell]]] = {}

    def listen(self, name: str, callback: Bell) -> None:
        """Call this after every commit that woke ``name``; on the running loop if there is one."""
        try:
            loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        self._listeners.setdefault(name, []).append((loop, callback))

    def refuse(self, queue: "SimpleQueue[Job | None]") -> None:
        """Whoever came while the store was being shut hears so."""
        late: list[Job] = []
        while not queue.empty():
            job = queue.get_nowait()
            if job is not None:
                job.error = Closed("the database is closed")
                late.append(job)
        self.deliver(late)

    def deliver(self, jobs: Iterable[Job]) -> None:
        """Called by a writer thread when the fate of these acts is settled."""
        calls: dict[asyncio.AbstractEventLoop | None, list[Callable[[], None]]] = {}
        wakes: dict[str, int | None] = {}
        for job in jobs:
            calls.setdefault(job.loop, []).append(job.resolve)
            if job.tx is not None:
                for name, at in job.tx.wakes.items():
                    wakes[name] = at if name not in wakes else earlier(wakes[name], at)
        for name, at in wakes.items():
            for loop, callback in self._listeners.get(name, ()):
                calls.setdefault(loop, []).append(partial(callback, at))
        for loop, batch in calls.items():
            if loop is None:
                _call_all(batch)
            else:
                try:
                    loop.call_soon_threadsafe(_call_all, batch)
                except RuntimeError:  # the loop is closed: nobody waits any more
                    log.warning("results came after their event loop had closed")


def _call_all(batch: list[Callable[[], None]]) -> None:
    for call in batch:
        try:
            call()
        except Exception:
            log.exception("a wake-up failed")
