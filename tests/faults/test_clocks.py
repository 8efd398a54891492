"""Clocks that are set, clocks that differ, hosts in other zones, and no zone at all (F32, F33, F34, F36)."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import app as app_module
from bot import doors
from bot.app import App
from bot.config import load
from rules.workdays import nationwide
from scheduler.clock import SHANGHAI, SteadyWall, SystemClock, from_ms, to_ms, wall_ms
from scheduler.pump import Pump
from scheduler.ticker import Job, Ticker
from storage import clocks
from storage.engine import Store, Tx
from storage.files import Files
from workflow.desk import Desk, House
from workflow.timers import TIMERS

ROOT = Path(__file__).resolve().parents[2]
MORNING = datetime(2026, 2, 9, 9, 0, tzinfo=SHANGHAI)
MINUTE, DAY, YEAR = 60_000, 86_400_000, 365 * 86_400_000


class Machine:
    """A machine whose clock somebody sets."""

    def __init__(self) -> None:
        self.steady = 0
        self.set_by = 0

    def wall(self) -> int:
        return to_ms(MORNING) + self.steady + self.set_by

    def clock(self) -> SystemClock:
        return SystemClock(wall=SteadyWall(wall=self.wall, steady=lambda: self.steady))


# F32: the clock is set ------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [DAY, -DAY, YEAR, -YEAR, 11 * MINUTE])
def test_a_clock_that_is_set_by_much_is_not_believed_for_ten_minutes(step: int) -> None:
    """F32: time goes on as before, then follows; taken back in between, nothing has happened."""
    machine = Machine()
    clock = machine.clock()
    machine.set_by = step
    for minutes in range(10):
        machine.steady = minutes * MINUTE
        assert clock.now() == MORNING + timedelta(minutes=minutes)
        assert clock.wall.doubt_s == step // 1000
    machine.steady = 10 * MINUTE
    assert to_ms(clock.now()) == machine.wall()
    assert clock.wall.doubt_s == 0
    machine.set_by, machine.steady = 0, 11 * MINUTE
    assert to_ms(clock.now()) == machine.wall() + step
    machine.set_by = step
    assert clock.wall.doubt_s == 0, "it was set back before it was believed"


@pytest.mark.parametrize("step", [1, -1, 90_000, -9 * MINUTE])
def test_a_clock_that_is_put_right_by_little_is_followed(step: int) -> None:
    """F32: what a time server mends is no fault."""
    machine = Machine()
    clock = machine.clock()
    machine.set_by = step
    assert to_ms(clock.now()) == machine.wall()
    assert clock.wall.doubt_s == 0


@pytest.fixture
async def fired(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setitem(TIMERS, "test.fire", lambda _desk, due: found.append(due.occasion))
    return found


def planted(tx: Tx) -> None:
    for name, after in (
        ("due", -MINUTE),
        ("later today", 5 * MINUTE),
        ("tomorrow", DAY),
        ("next year", YEAR),
    ):
        clocks.plant(tx, kind="test.fire", subject="s", occasion=name, fire_at=to_ms(MORNING) + after)


@pytest.mark.parametrize("step", [DAY + MINUTE, -DAY, YEAR + MINUTE])
async def test_a_clock_that_is_set_fires_nothing_early_and_nothing_twice(
    tmp_path: Path, fired: list[str], step: int
) -> None:
    """F32: refired 0, sent in bulk while the clock is in doubt 0; believed at last, each wakes once."""
    machine = Machine()
    clock = machine.clock()
    store = Store.open("sqlite:///c.db", folder=tmp_path, clock_ms=lambda: to_ms(clock.now()))
    house = House(calendar=nationwide(), files=Files(tmp_path / "files"))
    pump = Pump(store, lambda tx: Desk(tx, now=from_ms(tx.now), house=house), clock=clock)
    await store.act(planted)
    await pump.round()
    assert fired == ["due"]
    machine.set_by = step
    await pump.round()
    assert fired == ["due"], "the next day's do not leave because somebody set the clock"
    machine.steady = 6 * MINUTE
    await pump.round()
    assert fired == ["due", "later today"], "what is due by the time that is believed goes on"
    machine.steady = 11 * MINUTE
    await pump.round()
    await pump.round()
    expected = (
        ["due", "later today"]
        + (["tomorrow"] if step > 0 else [])
        + (["next year"] if step > DAY * 2 else [])
    )
    assert fired == expected
    machine.set_by, machine.steady = 0, 12 * MINUTE
    await pump.round()
    machine.steady = 30 * MINUTE
    await pump.round()
    assert fired == expected, "set right again it repeats nothing"
    await store.close()


async def test_heartbeat_and_sweep_go_by_real_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """F32: APScheduler's own intervals would stand still for as long as the clock was set back; a failure ends none."""
    beats: list[int] = []

    async def beat() -> None:
        beats.append(1)
        raise ConnectionError("once more")

    ticker = Ticker([Job("heartbeat", beat, every_s=0.01)])
    assert ticker._scheduler.get_jobs() == []
    ticker.start()
    async with asyncio.timeout(20):
        while len(beats) < 3:  # noqa: ASYNC110 - it rings no bell
            await asyncio.sleep(0.01)
    ticker.stop()
    await asyncio.sleep(0.05)
    count = len(beats)
    await asyncio.sleep(0.05)
    assert len(beats) == count


# F33: the database's clock is another -----------------------------------------------------------------


@pytest.fixture
async def app(postgres_url: str, tmp_path: Path) -> AsyncIterator[App]:
    env = {
        "DUWANG_PROFILE": "test",
        "DUWANG_DATA_DIR": str(tmp_path),
        "DUWANG_DATABASE__URL": postgres_url,
        "DUWANG_ORGANISATION__SITE_URL": "https://www.example.gov.cn/",
    }
    made = App(load(None, env), SystemClock())
    made.ready = True
    made.loops = [Pump(made.store, made.desk, clock=made.clock)]
    yield made
    for loop in made.loops:
        await loop.stop()
    await made.store.close()


async def reasons(app: App) -> tuple[int, list[str]]:
    answer = await doors._ready(app, None)
    return answer.status, json.loads(answer.body)["reasons"]


@pytest.mark.postgres
async def test_a_machine_whose_clock_is_off_the_databases_wakes_nobody(
    app: App, fired: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """F33: 90 seconds off: not ready and nothing is woken, until it is right again; looked at every 30 seconds."""
    await app.compare_clocks()
    assert await reasons(app) == (200, [])
    monkeypatch.setattr(app_module, "wall_ms", lambda: wall_ms() + 90_000)
    await app.compare_clocks()
    assert await reasons(app) == (503, ["clock_off"])
    await app.store.act(
        lambda tx: clocks.plant(tx, kind="test.fire", subject="s", occasion="o", fire_at=tx.now - 1000)
    )
    app.loops[0].start()
    await asyncio.sleep(0.3)
    assert fired == []
    monkeypatch.undo()
    monkeypatch.setitem(TIMERS, "test.fire", lambda _desk, due: fired.append(due.occasion))
    await app.compare_clocks()
    assert (await reasons(app))[1] == []
    async with asyncio.timeout(20):
        while fired != ["o"]:  # noqa: ASYNC110 - it rings no bell
            await asyncio.sleep(0.02)
    assert [job.every_s for job in app._jobs() if job.name == "clocks"] == [30]


@pytest.mark.postgres
async def test_a_few_seconds_off_are_noted_only(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """F33: below a minute it goes on."""
    monkeypatch.setattr(app_module, "wall_ms", lambda: wall_ms() - 20_000)
    await app.compare_clocks()
    assert (app.skew_s <= -19, await reasons(app)) == (True, (200, []))


# F34: the host's zone ---------------------------------------------------------------------------------

CIVIL = """
import hashlib, time
from datetime import date, datetime, timedelta
from rules.clocks import due
from rules.shapes import Within
from rules.workdays import Workdays
from scheduler.clock import SHANGHAI, from_ms, to_ms
calendar, told, n = Workdays(), hashlib.sha256(), 0
day = date(2007, 1, 1)
while day < date(2027, 1, 1):
    for length, unit in ((7, "workdays"), (20, "workdays"), (1, "months")):
        told.update(due(Within(length, unit), day, calendar).on.isoformat().encode())
        n += 1
    day += timedelta(days=1)
edges = [datetime(1986 + y, m, d, h, 59, 59, 999000, tzinfo=SHANGHAI)
         for y in range(50) for m, d in ((2, 28), (3, 1), (5, 4), (9, 14), (12, 31)) for h in (0, 1, 2, 23)]
edges += [datetime(y, 2, 29, 23, 59, 59, 999000, tzinfo=SHANGHAI) for y in range(1988, 2036, 4)]
for moment in edges:
    told.update(from_ms(to_ms(moment)).isoformat().encode())
    told.update((from_ms(to_ms(moment) + 1).date().isoformat() + str(to_ms(moment))).encode())
    n += 1
print(time.tzname[0], n, told.hexdigest())
"""


def test_the_hosts_zone_changes_no_civil_date() -> None:
    """F34: New York, UTC, Kathmandu; all of 2007-2026, leap days, ends of years, the summer times of 1986-91."""
    zones = ("America/New_York", "UTC", "Asia/Kathmandu", "Asia/Shanghai")
    said = [
        subprocess.run(
            [sys.executable, "-c", CIVIL], cwd=ROOT, env={**os.environ, "TZ": zone}, capture_output=True,
            text=True, check=True,
        ).stdout.split()
        for zone in zones
    ]  # fmt: skip
    assert len({name for name, _, _ in said}) == len(zones), "the hosts do live elsewhere"
    assert len({digest for _, _, digest in said}) == 1
    assert int(said[0][1]) >= 20_000


# F36: no zone at all ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "due"])
def test_without_the_zones_data_nothing_starts(command: str) -> None:
    """F36: refused in a sentence that says what to install."""
    code = (
        "import sys, zoneinfo; zoneinfo.reset_tzpath(to=()); sys.modules['tzdata'] = None\n"
        f"from bot.__main__ import main; main([{command!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=dict(os.environ),
        check=False,
    )
    assert done.returncode == 1
    assert "缺少时区数据 Asia/Shanghai" in done.stderr
    assert "pip install tzdata" in done.stderr
    assert "Traceback" not in done.stderr
