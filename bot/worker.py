"""Takes what came in, in the order of each sender, and acts on it exactly once.

An update is first a committed row; only then is the platform told that we have it. The row is marked done
in the transaction of what it caused, so a stop at any point repeats it wholly or not at all.
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot import dispatch
from bot.flood import Flood
from bot.platforms.base import Arrival, Incoming, TapIn
from bot.together import Together
from scheduler.clock import Clock, from_ms, to_ms
from scheduler.loop import Loop
from scheduler.pace import pace_of
from storage import inbox
from storage.crash import crashpoint
from storage.engine import Store, Tx
from workflow.desk import Desk, Forbidden, Kept, Refused
from workflow.notices import Notice

log = structlog.get_logger()

LEASE_MS = 30_000
BATCH = 256
WAITS_S = (1, 5, 25, 125, 600)


class Ears(Protocol):
    """One platform, incoming: how bytes become acts, and how a tap is answered."""

    def fast_tap(self, raw: bytes) -> TapIn | None: ...

    async def parse(self, raw: bytes) -> Incoming | None: ...

    async def answer_tap(self, callback_id: str, said: Notice | None) -> None: ...


@dataclass(slots=True)
class Row:
    """An inbox row in hand."""

    id: int
    platform: str
    bot: str
    lane: str
    body: bytes
    attempts: int = 0


class Worker(Loop):
    """The inbox's loop. One process with SQLite keeps open rows in memory; several claim them by lease."""

    name = "worker"
    hears = "inbox"

    def __init__(
        self,
        store: Store,
        desk: Callable[[Tx], Desk],
        *,
        ears: Mapping[tuple[str, str], Ears],
        clock: Clock,
        owner: str,
    ) -> None:
        super().__init__(clock)
        self.store = store
        self.desk = desk
        self.ears = ears
        self.owner = owner
        self.alone = store.dialect == "sqlite"
        if self.alone:
            self.hears = ""  # what it keeps it works on
        self._lanes: dict[str, deque[Row]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._held: set[int] = set()  # rows in memory, waiting or in hand
        self._loaded = False
        self._flood = Flood(pace_of(store))
        self._together = Together(self._keep)
        self._came = 0  # batches stored before everything older was loaded

    @property
    def idle(self) -> bool:
        return super().idle and not self._tasks

    async def receive(self, platform: str, bot: str, arrivals: Iterable[Arrival]) -> None:
        """Commit what arrived; returns only when it is safe on disk. Redeliveries are recognised.

        Raises whatever the database raises: the platform must then be told to try again.
        """
        known = f"{prefix(platform)}:{bot}"
        await self._together(
            [inbox.Envelope(f"{known}:{came.key}", platform, bot, came.lane, came.raw) for came in arrivals]
        )

    async def _keep(self, envelopes: Sequence[inbox.Envelope]) -> None:
        def keep(tx: Tx) -> list[int | None]:
            crashpoint("K1.inbox.before_commit")
            return inbox.receive(tx, envelopes)

        ids = await self.store.act(keep)
        crashpoint("K2.inbox.after_commit_before_2xx")
        if not self._loaded:  # older rows of a sender go first: the next round finds these in their order
            self._came += 1
            self.ring()
            return
        for came, row_id in zip(envelopes, ids, strict=True):
            if row_id is not None:
                self._put(Row(row_id, came.platform, came.bot, came.lane, came.body))

    def _put(self, row: Row) -> None:
        if row.id in self._held:
            return
        self._held.add(row.id)
        lane = f"{row.platform}:{row.bot}:{row.lane}"
        self._lanes.setdefault(lane, deque()).append(row)
        if lane not in self._tasks:
            self._tasks[lane] = asyncio.create_task(self._work(lane), name=f"inbox {lane}")

    async def _work(self, lane: str) -> None:
        try:
            queue = self._lanes[lane]
            while queue:
                row = queue.popleft()
                try:
                    await self._handle(row)
                finally:
                    self._held.discard(row.id)
        finally:
            del self._tasks[lane]
            for left in self._lanes.pop(lane):  # the database failed, or we stop: they stand in the inbox
                self._held.discard(left.id)
                self._loaded = False
            if not self._loaded:
                self.ring()

    async def round(self) -> datetime | None:
        came = self._came
        if self._loaded:
            rows = await self.store.act(lambda tx: inbox.waiting(tx, lease_ms=LEASE_MS, limit=BATCH))
        else:
            rows = await self.store.act(self._claim)
        for row in rows:
            self._put(Row(row.id, row.platform, row.bot, row.lane, row.body, row.attempts))
        if len(rows) == BATCH:
            self.ring()
        elif self.alone and came == self._came:
            self._loaded = True
        more_at = await self.store.read(inbox.next_due)
        return None if more_at is None else from_ms(more_at)

    def _claim(self, tx: Tx) -> list[Any]:
        return inbox.claim(tx, self.owner, lease_ms=LEASE_MS, limit=BATCH)

    async def drain(self, seconds: float) -> None:
        """Finish what is in hand."""
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)

    async def stop(self) -> None:
        await super().stop()
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # One act ------------------------------------------------------------------------------------------

    async def _handle(self, row: Row) -> None:
        ears = self.ears.get((row.platform, row.bot))
        crashpoint("K3.work.before_tx")
        came: Incoming | None = None
        try:
            came = None if ears is None else (ears.fast_tap(row.body) or await ears.parse(row.body))
            answer = None if came is None else await self._act(row, came)
            if came is None:
                await self.store.act(lambda tx: self._done(tx, row))
        except Exception as problem:  # noqa: BLE001 - one broken act must not stop its lane
            await self._failed(row, problem, came)
            return
        crashpoint("K5.work.after_commit")
        if isinstance(came, TapIn) and ears is not None:
            await ears.answer_tap(came.callback_id, answer)

    async def _act(self, row: Row, came: Incoming) -> Notice | None:
        occasion = f"in:{row.id}"
        sender = dispatch.sender_of(came)
        too_fast = sender is not None and await self._flood.is_too_fast(sender, now=to_ms(self.clock.now()))

        def do(tx: Tx) -> Notice | None:
            desk = self.desk(tx)
            if not self._done(tx, row):
                return None
            try:
                return dispatch.act(desk, came, occasion=occasion, too_fast=too_fast)
            except Kept as refusal:
                return dispatch.refuse(desk, came, refusal, occasion=occasion)

        def explain(tx: Tx, refusal: Refused) -> Notice | None:
            forbidden = isinstance(refusal, Forbidden)
            if not self._done(tx, row, erase=forbidden):
                return None
            desk = self.desk(tx)
            if forbidden:
                dispatch.forbid(desk, came, digest=hashlib.sha256(row.body).hexdigest())
            return dispatch.refuse(desk, came, refusal, occasion=occasion)

        try:
            answer = await self.store.act(do)
        except Refused as refusal:
            problem = refusal
            return await self.store.act(lambda tx: explain(tx, problem))
        log.info("act.done", inbox=row.id, act=type(came).__name__, platform=row.platform)
        return answer

    def _done(self, tx: Tx, row: Row, *, erase: bool = False) -> bool:
        """Is the act ours to carry out? False: it was carried out before, or another process has it now.

        ``erase`` takes what came out of the inbox.
        """
        return inbox.done(tx, row.id, erase=erase, owner=None if self.alone else self.owner)

    async def _failed(self, row: Row, problem: Exception, came: Incoming | None) -> None:
        """A handler broke: try again later, and after five times put it aside where the operator sees it.

        The person hears then that nothing was changed.
        """
        tries = row.attempts + 1
        retry = None if tries > len(WAITS_S) else WAITS_S[tries - 1]
        log.error(
            "act.failed",
            inbox=row.id,
            problem=type(problem).__name__,
            attempt=tries,
            dead=retry is None,
            exc_info=problem,
        )
        name = type(problem).__name__

        def put_aside(tx: Tx) -> None:
            desk = self.desk(tx)
            inbox.failed(tx, row.id, error=name, retry_at=None if retry is None else desk.ms + retry * 1000)
            if retry is None and came is not None:
                dispatch.refuse(desk, came, Refused("inner"), occasion=f"in:{row.id}")

        await self.store.act(put_aside)
        self.ring()


def prefix(platform: str) -> str:
    """The short name of a platform in inbox keys."""
    return {"telegram": "tg", "wecom": "wx"}.get(platform, platform)
