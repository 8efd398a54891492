"""The bell: APScheduler rings for the handful of fixed recurrences, and knows nothing else.

What must happen is never in its memory: a job only writes rows that may be written twice, or rings.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import time

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.clock import SHANGHAI


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
        for job in jobs:
            if job.every_s is not None:
                self._scheduler.add_job(job.run, "interval", seconds=job.every_s, id=job.name)
            elif job.at is not None:
                self._scheduler.add_job(job.run, "cron", hour=job.at.hour, minute=job.at.minute, id=job.name)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
