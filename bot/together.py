"""What arrives while a commit is under way shares the next one, with what comes a moment later."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from storage.inbox import Envelope

Keep = Callable[[Sequence[Envelope]], Awaitable[None]]
"""Stores all of them in one commit, or raises and has stored none."""
Waiting = list[tuple[Sequence[Envelope], asyncio.Future[None]]]
LINGER_S = 0.001  # as the database's writer does


async def a_moment() -> None:
    """So long somebody waits, where several came together before, for more of them."""
    await asyncio.sleep(LINGER_S)  # noqa: TID251 - real time: the loop's own, not the house's


class Together:
    """A ``Keep`` that calls another one, one call at a time, with all that has come meanwhile.

    Each caller hears of its own envelopes: where a shared call fails, each is tried alone.

    Args:
        keep: what is called.
        linger: awaited before a call where several shared the one before it (a commit costs as much as
            taking in ten).
    """

    def __init__(self, keep: Keep, *, linger: Callable[[], Awaitable[None]] = a_moment) -> None:
        self._keep = keep
        self._linger = linger
        self._crowded = False
        self._waiting: Waiting = []
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, envelopes: Sequence[Envelope]) -> None:
        """Return once these are stored; raises what kept them from it."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((envelopes, stored))
        if self._task is None:
            self._task = asyncio.create_task(self._go_on(), name="intake")
        await stored

    async def _go_on(self) -> None:
        taken: Waiting = []
        try:
            while self._waiting:
                if self._crowded:
                    await self._linger()
                taken, self._waiting = self._waiting, []
                self._crowded = len(taken) > 1
                await self._store(taken)
        finally:
            self._task = None
            for _, stored in (*taken, *self._waiting):  # none, unless the house stops just now
                stored.cancel()
            self._waiting = []

    async def _store(self, taken: Waiting) -> None:
        try:
            await self._keep([one for envelopes, _ in taken for one in envelopes])
        except Exception as error:  # noqa: BLE001 -- it belongs to whoever waits
            if len(taken) > 1:
                for one in taken:
                    await self._store([one])
            elif not taken[0][1].done():
                taken[0][1].set_exception(error)
            return
        for _, stored in taken:
            if not stored.done():
                stored.set_result(None)
