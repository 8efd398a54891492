"""A duty run: a shared clock goes through weeks, processes keep the promises, some of them are killed.

Between two moments everybody is left to finish; a kill comes in the middle of that.
"""

import asyncio
import mmap
import random
import struct
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from datetime import time as clock_time
from pathlib import Path
from typing import Any

from tests.faults import duty_oracle
from tests.faults.duty_oracle import Duty
from tests.faults.duty_plan import DAYS, Plan, plan, works
from tests.faults.ward import Child, Ward

SHANGHAI = timezone(timedelta(hours=8))
MOMENTS = ("08:30", "08:35", "08:40", "14:30", "14:40")
STUCK_S = 600.0
LOOK_S = 0.04
DUE = """
SELECT (SELECT count(*) FROM timers WHERE state = 0 AND fire_at <= %(now)s)
     + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'uncertain')
        AND coalesce(not_before, 0) <= %(now)s)
"""


@dataclass
class Figures:
    """One run."""

    processes: int
    kills: int
    seconds: float
    duty: Duty


class Run:
    """One plan, so many processes, so many kills."""

    def __init__(self, ward: Ward, url: str, folder: Path, *, processes: int, kills: int, wake: str) -> None:
        self.ward = ward
        self.url = url
        self.folder = folder
        self.processes = processes
        self.wake = wake
        self.kills_left = kills
        self.kills = 0
        self.chance = random.Random(kills * 100 + processes)
        self.keepers: list[Child] = []
        (folder / "clock").write_bytes(struct.pack("qq", 0, 0))
        with (folder / "clock").open("r+b") as file:
            self._hands = mmap.mmap(file.fileno(), 16)

    def _set(self, moment: datetime) -> None:
        self._hands[:8] = struct.pack("q", _ms(moment))

    def _job(self, name: str) -> dict[str, Any]:
        return {
            "log": self.folder / f"{name}.log", "url": self.url, "folder": str(self.folder),
            "clock": str(self.folder / "clock"), "post": str(self.folder / "post.jsonl"), "wake": self.wake,
        }  # fmt: skip

    async def carry_out(self, it: Plan) -> Figures:
        import psycopg

        self._set(datetime.combine(DAYS[0], clock_time(8, 0), SHANGHAI))
        await self._once("office", people=it.people)
        started = time.monotonic()
        entries = _entries(it)
        listed = [[_ms(moment), entries[moment]] for moment in sorted(entries)]
        clerk = await self._child("clerk", entries=listed)
        self.keepers = [await self._keeper() for _ in range(self.processes)]
        connection = await psycopg.AsyncConnection.connect(self.url, autocommit=True)
        moments = _moments(entries)
        planned = self.kills_left
        try:
            for n, moment in enumerate(moments):
                self._set(moment)
                due = self.kills < planned * n // len(moments) + (n > 0)
                await self._until_done(connection, _ms(moment) if moment in entries else 0, kills=due)
            found = await (
                await connection.execute("SELECT coalesce(sum(uncertain), 0) FROM outbox")
            ).fetchone()
        finally:
            await connection.close()
            for child in (*self.keepers, clerk):
                await child.kill()
        seconds = time.monotonic() - started
        deliveries = duty_oracle.arrived(self.folder / "post.jsonl")
        duty = duty_oracle.judge(it, deliveries, uncertain=int(found[0]))
        return Figures(self.processes, self.kills, seconds, duty)

    async def _keeper(self) -> Child:
        return await self._child("keeper")

    async def _child(self, role: str, **more: Any) -> Child:
        child = await self.ward.fork(role, **self._job(role), **more)
        assert await child.ready() == {"up": True}, (self.folder / f"{role}.log").read_text()[-2000:]
        return child

    async def _once(self, role: str, **more: Any) -> None:
        child = await self.ward.fork(role, **self._job(role), **more)
        assert await child.ready() is not None, (self.folder / f"{role}.log").read_text()[-2000:]
        await child.ended

    async def _until_done(self, connection: Any, entered: int, *, kills: bool) -> None:
        """Until the clerk has entered what happens at this moment and nothing is due any more."""
        async with asyncio.timeout(STUCK_S):
            while (left := await self._due(connection)) or struct.unpack("q", self._hands[8:16])[0] < entered:
                if kills and self.kills_left and left:
                    kills = False
                    await asyncio.sleep(self.chance.uniform(0.0, 0.05))
                    await self._kill()
                await asyncio.sleep(LOOK_S)

    async def _kill(self) -> None:
        """SIGKILL, in the middle of the work; another one takes its place at once."""
        victim = self.keepers.pop(self.chance.randrange(len(self.keepers)))
        self.kills_left -= 1
        self.kills += 1
        await victim.kill()
        self.keepers.append(await self._keeper())

    async def _due(self, connection: Any) -> int:
        now = struct.unpack("q", self._hands[:8])[0]
        row = await (await connection.execute(DUE, {"now": now})).fetchone()
        return int(row[0])


def _moments(entries: dict[datetime, Any]) -> list[datetime]:
    """Every day from the first to the last; on rest days one, which must stay silent."""
    days = [DAYS[0] + timedelta(days=n) for n in range((DAYS[-1] - DAYS[0]).days + 1)]
    looked_at = [
        datetime.combine(day, clock_time.fromisoformat(at), SHANGHAI)
        for day in days
        for at in (MOMENTS if works(day) else MOMENTS[-1:])
    ]
    return sorted({*looked_at, *entries})


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _entries(it: Plan) -> dict[datetime, list[dict[str, Any]]]:
    """What happens when: formed at nine, met at noon."""
    found: dict[datetime, list[dict[str, Any]]] = defaultdict(list)
    nine, noon = clock_time(9, 0), clock_time(12, 0)

    def at(day: int, hour: clock_time, **entry: Any) -> None:
        found[datetime.combine(DAYS[day], hour, SHANGHAI)].append(entry)

    for one in it.formed:
        at(one.start, nine, event="formed", title=one.title, who=one.who)
        at(one.start + one.proposed, noon, event="item.reached_office", title=one.title)
        at(one.start + one.published, noon, event="item.published", title=one.title)
    return found


async def carried_out(
    ward: Ward, url: str, folder: Path, *, people: int, each: int, processes: int, kills: int, wake: str
) -> Figures:
    run = Run(ward, url, folder, processes=processes, kills=kills, wake=wake)
    return await run.carry_out(plan(people=people, each=each, seed=processes))


def told(figures: Figures) -> str:
    """One line for people."""
    duty = figures.duty
    return (
        f"{duty.obligations} obligations, {figures.processes} processes, {figures.kills} kills: "
        f"{duty.missed} missed, {duty.twice} twice, {duty.extra} unasked, {duty.untimely} untimely; "
        f"{duty.messages} messages, {duty.copies} copies of {duty.uncertain} unknown outcomes, "
        f"at most {duty.most_a_day} to one person a day; {figures.seconds:.0f} s"
    )
