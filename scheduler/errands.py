"""What must wait on the network or on a slow computation, done between two transactions.

An errand is claimed, carried out by the port registered for its kind outside any transaction, and its
result is handed to exactly one use case.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from scheduler.clock import Clock, from_ms, later
from scheduler.loop import Loop
from storage import errands
from storage.engine import Store, Tx
from workflow.desk import Desk

log = structlog.get_logger()

BATCH = 8
LEASE_MS = 120_000
WAITS_S = (2, 10, 30, 120, 600)


@dataclass(frozen=True, slots=True)
class Carrier:
    """How errands of one kind are carried out, and which use case takes the result.

    ``carry`` gets the errand's args and returns plain data, or raises to be tried again;
    ``settle`` gets (desk, subject, args, result), with result None when every try failed.
    """

    carry: Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
    settle: Callable[[Desk, str, Mapping[str, Any], Mapping[str, Any] | None], None]
    tries: int = 5


class ErrandBoy(Loop):
    """The loop that carries errands."""

    name = "errands"
    hears = "errands"

    def __init__(
        self,
        store: Store,
        desk: Callable[[Tx], Desk],
        *,
        carriers: Mapping[str, Carrier],
        clock: Clock,
        owner: str,
    ) -> None:
        super().__init__(clock)
        self.store = store
        self.desk = desk
        self.carriers = carriers
        self.owner = owner
        self._running: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> bool:
        return super().idle and not self._running

    async def stop(self) -> None:
        await super().stop()
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def round(self) -> datetime | None:
        room = BATCH - len(self._running)
        if room > 0:
            rows = await self.store.act(
                lambda tx: errands.claim(tx, owner=self.owner, lease_ms=LEASE_MS, limit=room)
            )
            for row in rows:
                task = asyncio.create_task(self._carry(row), name=f"errand {row.kind}")
                self._running.add(task)
                task.add_done_callback(self._done)
        more_at = await self.store.read(errands.next_due)
        if more_at is None:
            return None
        # What is due but was not taken is in somebody's hands: its end, or its lease, brings the next look.
        return max(from_ms(more_at), later(self.clock, 1.0))

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.ring()

    async def _carry(self, row: Any) -> None:
        carrier = self.carriers[row.kind]
        args = json.loads(row.args)
        result: Mapping[str, Any] | None = None
        try:
            result = await carrier.carry(args)
        except Exception as problem:  # noqa: BLE001 - a carrier fails for the network's thousand reasons
            name = type(problem).__name__
            log.warning(
                "errand.failed", kind=row.kind, subject=row.subject, attempt=row.attempts, problem=name
            )
            if row.attempts < carrier.tries:
                wait = WAITS_S[min(row.attempts - 1, len(WAITS_S) - 1)] * 1000
                await self.store.act(
                    lambda tx: errands.failed(tx, row.id, error=name, retry_at=self.desk(tx).ms + wait)
                )
                return

        def settle(tx: Tx) -> None:
            if errands.done(tx, row.id):
                carrier.settle(self.desk(tx), row.subject, args, result)

        await self.store.act(settle)
        log.info("errand.done", kind=row.kind, subject=row.subject, ok=result is not None)
