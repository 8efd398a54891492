"""Time passes: every due row is handed to the use case that its kind belongs to.

The truth is the row; this loop only asks the database what is due and when to look again.
"""

from collections.abc import Callable
from datetime import datetime

import structlog

from scheduler.clock import Clock, from_ms, later
from scheduler.loop import Loop
from storage import clocks
from storage.crash import crashpoint
from storage.engine import Store, Tx
from workflow.desk import Desk
from workflow.timers import TIMERS, Due

log = structlog.get_logger()
BATCH = 64
HELD_S = 1.0


class Pump(Loop):
    """The sweep over due timers."""

    name = "pump"
    hears = "timers"

    def __init__(self, store: Store, desk: Callable[[Tx], Desk], *, clock: Clock) -> None:
        super().__init__(clock)
        self.store = store
        self.desk = desk

    async def round(self) -> datetime | None:
        while True:
            more_at = await self.store.read(clocks.next_due)
            if more_at is None or from_ms(more_at) > self.clock.now():
                return None if more_at is None else from_ms(more_at)
            if not await self.store.act(self._fire):
                return later(self.clock, HELD_S)

    def _fire(self, tx: Tx) -> int:
        """Carry out a batch of what is due; how many. None are left when other processes hold them all."""
        desk = self.desk(tx)
        rows = clocks.take_due(tx, now=desk.ms, limit=BATCH)
        for row in rows:
            if not clocks.fired(tx, row.id):
                continue
            crashpoint("K9.sched.after_claim")
            TIMERS[row.kind](desk, Due(row.kind, row.subject, row.occasion, row.clock_id, row.fire_at))
            log.info("timer.fired", kind=row.kind, subject=row.subject, occasion=row.occasion)
        return len(rows)
