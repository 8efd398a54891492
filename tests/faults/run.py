"""One run: a twin, a house that is killed and restarted at once, people who go on meanwhile, a judgement."""

import asyncio
import json
import random
import shutil
import socket
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.faults import oracle
from tests.faults.oracle import Verdict
from tests.faults.players import Players
from tests.faults.quick import civil_ms
from tests.faults.ward import Child, Ward

SETTLE_S = 60.0
LONGEST_S = 300.0
RANDOM = "random"
SIGKILL = -9
SOONEST_S, LATEST_S = 0.15, 1.2


@dataclass
class Plan:
    """What a run does. ``point`` is a crash point's name, or ``random`` for kills out of the blue."""

    point: str
    kills: int = 1
    acts: int = 45
    mode: str = "polling"
    seed: int = 1
    deepest: int = 6  # the passage that kills is drawn from 1 to this
    faults: Sequence[dict[str, Any]] = ()


@dataclass
class Figures:
    """One line of the table."""

    point: str
    kills: int
    verdict: Verdict
    recover_s: float
    seconds: float
    failed: list[str] = field(default_factory=list)  # what the harness itself could not do


class Run:
    """Carries out one plan in a folder of its own."""

    def __init__(self, ward: Ward, http: ClientSession, plan: Plan, folder: Path) -> None:
        self.ward = ward
        self.http = http
        self.plan = plan
        self.folder = folder
        self.chance = random.Random(plan.seed)
        self.origin = time.monotonic()
        self.port = _free_port()
        self.kills = 0
        self.recover: list[float] = []
        self.failed: list[str] = []
        self.house: Child | None = None

    async def carry_out(self, template: Path) -> Figures:
        """Play, kill, settle, judge."""
        started = time.monotonic()
        shutil.copytree(
            template, self.folder / "data", ignore=shutil.ignore_patterns("reserve", "running.lock")
        )
        twin = await self.ward.fork("twin", log=self.folder / "twin.log", origin=self.origin)
        try:
            return await self._with(twin, started)
        finally:
            for child in (self.house, twin):
                if child is not None:
                    await child.kill()

    async def _with(self, twin: Child, started: float) -> Figures:
        told = await twin.ready()
        assert told is not None, (self.folder / "twin.log").read_text()
        self.api, self.site = told["url"], told["site"]
        if self.plan.faults:
            async with self.http.put(f"{self.api}/emulator/faults", json=list(self.plan.faults)) as answer:
                answer.raise_for_status()
        players = Players(self.http, self.api, self.plan.seed)
        keeping = asyncio.create_task(self._keep())
        playing = asyncio.create_task(players.play(self.plan.acts))
        try:
            await asyncio.wait({keeping, playing}, return_when=asyncio.FIRST_COMPLETED)
            if keeping.done():
                keeping.result()  # it only ever ends by failing
            await playing
            if self.plan.faults:  # from now on the network is well again
                async with self.http.delete(f"{self.api}/emulator/faults"):
                    pass
            updates = [act.update for act in players.acts]
            await self._settle(keeping, updates)
            async with self.http.get(f"{self.api}/emulator/calls") as answer:
                calls = [json.loads(line) for line in (await answer.text()).splitlines()]
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, playing, return_exceptions=True)
        data = self.folder / "data"
        with closing(oracle.opened(data / "house.db")) as db:
            verdict = oracle.judge(
                db, updates=updates, calls=calls, anchor=data / "audit.anchor", now=civil_ms(self.origin)
            )
        return Figures(
            self.plan.point, self.kills, verdict, max(self.recover, default=0.0), time.monotonic() - started,
            self.failed,
        )  # fmt: skip

    # The house and its deaths -----------------------------------------------------------------------

    async def _keep(self) -> None:
        """Start the house; whenever it dies, start it again at once."""
        died: float | None = None
        while True:
            armed = "" if self.plan.point == RANDOM or self.kills >= self.plan.kills else self._passage()
            self.house = await self.ward.fork(
                "house", log=self.folder / "house.log", folder=str(self.folder / "data"), api=self.api,
                site=self.site, port=self.port, mode=self.plan.mode, origin=self.origin, crash_at=armed,
            )  # fmt: skip
            if await self.house.ready() is not None and died is not None:
                self.recover.append(time.monotonic() - died)
                died = None
            if self.plan.point == RANDOM and self.kills < self.plan.kills and not self.house.ended.done():
                await asyncio.wait({self.house.ended}, timeout=self.chance.uniform(SOONEST_S, LATEST_S))
                await self.house.kill()
            code, at = await asyncio.shield(self.house.ended)
            if code != SIGKILL:
                raise RuntimeError(f"the house ended by itself ({code}): {self._last_words()}")
            self.kills += 1
            died = at if died is None else died

    def _passage(self) -> str:
        return f"{self.plan.point}:{self.chance.randint(1, self.plan.deepest)}"

    def _last_words(self) -> str:
        return (self.folder / "house.log").read_text()[-2000:]

    async def _settle(self, keeping: asyncio.Task[None], updates: list[int]) -> None:
        """Return when nothing is left to do, or when patience ends: then the oracle tells what is stuck."""
        last = time.monotonic() + LONGEST_S
        limit, quiet = time.monotonic() + SETTLE_S, 0
        left: list[str] = []
        while quiet < 3 and time.monotonic() < limit:
            if keeping.done():
                keeping.result()
            await asyncio.sleep(0.05)
            left = await asyncio.to_thread(self._left, updates)
            up = self.house is not None and self.house.told.done() and not self.house.ended.done()
            more = self.plan.point == RANDOM and self.kills < self.plan.kills
            quiet = quiet + 1 if up and not left and not more else 0
            if more:  # patience begins with the last kill
                limit = min(time.monotonic() + SETTLE_S, last)
        if quiet < 3:
            self.failed.append(f"not settled after {SETTLE_S:.0f} s: {left[:5]}")

    def _left(self, updates: list[int]) -> list[str]:
        with closing(oracle.opened(self.folder / "data" / "house.db")) as db:
            missing = [f"update {one}" for one in oracle.unheard(db, updates)]
            return missing + oracle.open_rows(db, now=civil_ms(self.origin))


async def seeded(ward: Ward, folder: Path) -> Path:
    """The office before its day begins: data to copy for each run."""
    data = folder / "template"
    data.mkdir()
    job = {"api": "http://127.0.0.1:1", "site": "http://127.0.0.1:1", "port": _free_port(), "mode": "polling"}
    child = await ward.fork("seed", log=folder / "seed.log", folder=str(data), origin=time.monotonic(), **job)
    if await child.ready() is None:
        raise RuntimeError((folder / "seed.log").read_text()[-3000:])
    await child.ended
    return data


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
