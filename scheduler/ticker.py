"""The bell: APScheduler rings at fixed times of day, real seconds ring the rest; they know nothing else.

What must happen is never in its memory: a job only writes rows that may be written twice, or rings.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import time

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.clock import SHANGHAI

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so many seconds, or daily at a time in Shanghai."""

    name: str
    run: Callable[[], Awaitable[None]]
    every_s: float | None = None
    at: time | None = None


class Ticker:
    """The fixed recurrences of one process; late ones run once, never in parallel with themselves."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=SHANGHAI, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._beats = [job for job in jobs if job.every_s is not None]
        self._beating: list[asyncio.Task[None]] = []
        for job in jobs:
            if job.at is not None:
                self._scheduler.add_job(job.run, "cron", hour=job.at.hour, minute=job.at.minute, id=job.name)

    def start(self) -> None:
        self._scheduler.start()
        self._beating = [asyncio.create_task(_beat(job), name=f"tick {job.name}") for job in self._beats]

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
        for task in self._beating:
            task.cancel()


async def _beat(job: Job) -> None:
    """Real seconds: a clock that is set back a day stops APScheduler's intervals for that day."""
    while True:
        await asyncio.sleep(job.every_s or 0)  # noqa: TID251 - the civil clock may be set, this must go on
        try:
            await job.run()
        except Exception as problem:  # noqa: BLE001 - whatever it was, the next one comes
            log.error("tick.failed", job=job.name, problem=type(problem).__name__)  # noqa: TRY400 - see Loop
