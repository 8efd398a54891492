"""The clock steps through the bot's events, each at its own time."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import aiohttp.web
import pytest

from emulator.app import Emulator
from emulator.clock import DEMO_START
from tests.emulator.conftest import Desk, StillClock

KEY = "per-run-key"


class DemoDoor:
    """Stands in for the bot's demo door: events at fixed moments."""

    def __init__(self) -> None:
        self.events = [DEMO_START + timedelta(minutes=one) for one in (30, 90, 60 * 24)]
        self.workday = DEMO_START + timedelta(days=1)
        self.steps: list[str] = []
        self.keys: set[str] = set()
        self.stuck = False
        self.status = 200
        self.runner = aiohttp.web.AppRunner(self.app())

    def app(self) -> aiohttp.web.Application:
        app = aiohttp.web.Application()
        app.router.add_get("/demo/next", self.next)
        app.router.add_post("/demo/step", self.step)
        app.router.add_get("/demo/why", self.why)
        return app

    async def next(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        self.keys.add(request.headers.get("X-Duwang-Demo-Key", ""))
        if request.query.get("kind") == "workday":
            return aiohttp.web.json_response({"next": self.workday.isoformat()})
        due = self.events[0].isoformat() if self.events else None
        return aiohttp.web.json_response({"next": due, "rest_day": False, "name": None}, status=self.status)

    async def step(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        to = datetime.fromisoformat((await request.json())["to"])
        self.steps.append(to.strftime("%d %H:%M"))
        if not self.stuck:
            self.events = [one for one in self.events if one > to]
        return aiohttp.web.json_response({})

    async def why(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        return aiohttp.web.json_response({"item": request.query.get("item")})


@pytest.fixture
async def door() -> AsyncIterator[DemoDoor]:
    door = DemoDoor()
    await door.runner.setup()
    await aiohttp.web.TCPSite(door.runner, "127.0.0.1", 0).start()
    yield door
    await door.runner.cleanup()


@pytest.fixture
async def desk(clock: StillClock, office: dict[str, Any], door: DemoDoor) -> AsyncIterator[Desk]:
    url = f"http://127.0.0.1:{door.runner.addresses[0][1]}"
    emulator = Emulator(office, clock=clock, bot_url=url, key=KEY)
    await emulator.start()
    async with aiohttp.ClientSession() as session:
        yield Desk(emulator, clock, session)
    await emulator.stop()


async def test_two_hours_pass_event_by_event(desk: Desk, door: DemoDoor):
    said = await desk.post("/emulator/clock", {"advance_s": 7200})
    assert said["accepted"]
    assert door.steps == ["09 09:30", "09 10:30", "09 11:00"]
    assert [one[:16] for one in said["passed"]] == ["2026-02-09T09:30", "2026-02-09T10:30"]
    assert said["at"].startswith("2026-02-09T11:00")
    assert door.keys == {KEY}


async def test_to_the_next_event(desk: Desk, door: DemoDoor):
    said = await desk.post("/emulator/clock", {"next": "event"})
    assert door.steps[0] == "09 09:30"
    assert said["at"].startswith("2026-02-09T09:30")


async def test_to_the_next_working_day(desk: Desk, door: DemoDoor):
    said = await desk.post("/emulator/clock", {"next": "workday"})
    assert said["at"].startswith("2026-02-10T09:00")
    assert door.steps == ["09 09:30", "09 10:30", "10 09:00", "10 09:00"]


async def test_to_a_moment(desk: Desk, door: DemoDoor):
    said = await desk.post("/emulator/clock", {"to": "2026-02-09T02:00:00+00:00"})
    assert said["at"].startswith("2026-02-09T10:00")
    assert (await desk.post("/emulator/clock", {"to": "2026-02-09T09:59:00+08:00"}))[
        "error"
    ] == "the clock does not go back"


async def test_nothing_more_to_come(desk: Desk, door: DemoDoor):
    door.events = []
    assert (await desk.post("/emulator/clock", {"next": "event"}))["error"] == "the bot expects nothing more"


async def test_a_bot_that_does_not_get_past_a_moment(desk: Desk, door: DemoDoor):
    door.stuck = True
    said = await desk.post("/emulator/clock", {"advance_s": 7200})
    assert (said["status"], len(door.steps)) == (502, 3)
    assert "does not get past 2026-02-09T09:30" in said["error"]


async def test_a_bot_that_is_away(desk: Desk, door: DemoDoor):
    door.status = 503
    assert (await desk.post("/emulator/clock", {"next": "event"}))[
        "error"
    ] == "the bot answers 503 to GET /demo/next"
    await door.runner.cleanup()
    assert (await desk.post("/emulator/clock", {"advance_s": 60}))["status"] == 502
    assert "does not answer" in (await desk.get("/emulator/why"))["error"]
    assert (await desk.get("/emulator/clock"))["at"].startswith("2026-02-09T09:00")


async def test_the_clock_tells_what_the_bot_says_of_the_day(desk: Desk, door: DemoDoor):
    said = await desk.get("/emulator/clock")
    assert (said["rest_day"], said["movable"], said["stepping"]) == (False, True, False)
    assert said["next"].startswith("2026-02-09T09:30")
    assert isinstance(said["offset_s"], float)


async def test_why_is_asked_of_the_bot(desk: Desk):
    assert await desk.get("/emulator/why?item=42") == {"item": "42"}
