"""What arrives while a commit is under way shares the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from storage.inbox import Envelope

Keep = Callable[[Sequence[Envelope]], Awaitable[None]]
"""Stores all of them in one commit, or raises and has stored none."""
Waiting = list[tuple[Sequence[Envelope], asyncio.Future[None]]]


class Together:
    """A ``Keep`` that calls another one, one call at a time, with all that has come meanwhile.

    Each caller hears of its own envelopes: where a shared call fails, each is tried alone.
    """

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
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
                taken, self._waiting = self._waiting, []
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
