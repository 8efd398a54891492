"""How fast messages may leave and acts may come in: one even pace per budget, with bursts where it has some.

The generic cell rate algorithm (ITU-T I.371): each message moves its budget's next free instant on by one
interval. What leaves stays at 98.5 % of what a platform allows, so that its clock never sees one too many.

A pace has two forms. One process with SQLite keeps its budgets in memory; processes that share a PostgreSQL
share a row for each budget, and whoever asks at the same time in one process gets slots in one transaction.
"""

import asyncio
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Protocol

from storage import pace as rows
from storage.engine import Store, Tx

SHARE = 0.985
MOST = 20_000  # budgets in memory; those at rest are forgotten first, and nothing is lost by it
BLOCK = 32  # slots drawn at once; a process that dies leaves no more than these unused


@dataclass(frozen=True, slots=True)
class Budget:
    """``limit`` messages in ``per_s`` seconds, drawn by everything that shares ``key``.

    After a rest, ``burst`` messages may leave at once: at most ``limit + burst`` in any ``per_s`` seconds.
    ``ahead``: the budget is wide, so its slots are given out in the order of asking, each for its instant;
    of any other nothing is given before its instant has come.
    """

    key: str
    limit: float
    per_s: float
    share: float = SHARE
    burst: int = 1
    ahead: bool = False

    @property
    def interval_us(self) -> int:
        return ceil(self.per_s * 1_000_000 / (self.limit * self.share))

    def opens_us(self, free_us: int, *, n: int) -> int:
        """When ``n`` may leave together, its next even slot being at ``free_us``."""
        return free_us + (n - self.burst) * self.interval_us


@dataclass(frozen=True, slots=True)
class Slot:
    """From this instant (ms) it may leave. Unless ``given``, nothing was counted: ask again then."""

    at_ms: int
    given: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """``n`` messages at once (an album counts each of its files) want to leave at ``now_ms`` or later."""

    budgets: tuple[Budget, ...]
    now_ms: int
    n: int = 1


class Pace(Protocol):
    """The budgets that this process draws on."""

    async def slot(self, budgets: tuple[Budget, ...], *, now_ms: int, n: int = 1) -> Slot:
        """When all these budgets allow ``n`` more; all are counted, or none."""


def pace_of(store: Store) -> Pace:
    """The form that fits the database. Who measures different things makes one for each."""
    return Memory() if store.dialect == "sqlite" else Shared(store)


def draw(free: MutableMapping[str, int], ask: Ask) -> Slot:
    """Answer one asking; ``free`` holds the instant (µs) of each budget's next even slot."""
    at = {False: ask.now_ms * 1000, True: ask.now_ms * 1000}
    for one in ask.budgets:
        at[one.ahead] = max(at[one.ahead], one.opens_us(free.get(one.key, 0), n=ask.n))
    if at[False] > ask.now_ms * 1000:
        return Slot(ceil(at[False] / 1000), given=False)
    for one in ask.budgets:
        free[one.key] = max(free.get(one.key, 0), at[True]) + ask.n * one.interval_us
    return Slot(ceil(at[True] / 1000), given=True)


class Memory:
    """Of one process alone."""

    def __init__(self) -> None:
        self.free: dict[str, int] = {}

    async def slot(self, budgets: tuple[Budget, ...], *, now_ms: int, n: int = 1) -> Slot:
        slot = draw(self.free, Ask(budgets, now_ms, n))
        if len(self.free) > MOST:
            self._forget(now_ms * 1000)
        return slot

    def _forget(self, now: int) -> None:
        busy = sorted((free, key) for key, free in self.free.items() if free > now)
        self.free = {key: free for free, key in busy[-MOST // 2 :]}


class Shared:
    """Of all processes on one PostgreSQL."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: list[tuple[Ask, asyncio.Future[Slot]]] = []
        self._drawing: asyncio.Task[None] | None = None

    async def slot(self, budgets: tuple[Budget, ...], *, now_ms: int, n: int = 1) -> Slot:
        answer: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        self._asked.append((Ask(budgets, now_ms, n), answer))
        if self._drawing is None or self._drawing.done():
            self._drawing = asyncio.create_task(self._draw(), name="pace")
        return await answer

    async def _draw(self) -> None:
        """Answer everybody, a block at a time; whoever asks meanwhile is in the next one."""
        while self._asked:
            block, self._asked = self._asked[:BLOCK], self._asked[BLOCK:]
            asks = [ask for ask, _ in block]
            try:
                slots = await self._store.act(partial(_draw_all, asks=asks))
            except Exception as problem:  # noqa: BLE001 - whoever asked has to deal with it
                for _, answer in block:
                    if not answer.done():
                        answer.set_exception(problem)
                continue
            for (_, answer), slot in zip(block, slots, strict=True):
                if not answer.done():
                    answer.set_result(slot)


def _draw_all(tx: Tx, asks: Sequence[Ask]) -> list[Slot]:
    found = rows.hold(tx, {one.key for ask in asks for one in ask.budgets})
    free = dict(found)
    slots = [draw(free, ask) for ask in asks]
    rows.keep(tx, {key: us for key, us in free.items() if us != found[key]})
    return slots
