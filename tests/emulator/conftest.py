"""An emulator on a clock that stands still until a test moves it, and people to play with."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import aiohttp.web
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from emulator.app import Emulator
from emulator.clock import DEMO_START
from emulator.people import demo_office

CHEN, LIU, GROUP = 5100000101, 5100000102, -4100000202
TOKEN = demo_office()["bot"]["token"]


class StillClock:
    """Stands still; `advance` moves it and lets those who waited go on."""

    def __init__(self) -> None:
        self._now = DEMO_START
        self._waiting: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def wait(self, seconds: float) -> None:
        if seconds <= 0:
            return
        until = self._now + timedelta(seconds=seconds)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((until, mine))
        await mine

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        for until, one in self._waiting:
            if until <= self._now and not one.done():
                one.set_result(None)
        self._waiting = [(until, one) for until, one in self._waiting if not one.done()]

    async def waiters(self, count: int = 1) -> None:
        """Let everything else run until so many wait."""
        for _ in range(2000):
            if sum(not one.done() for _, one in self._waiting) >= count:
                return
            await asyncio.sleep(0.001)
        raise AssertionError("nobody waits on the clock")


class Desk:
    """The emulator, and short ways to call it."""

    def __init__(self, emulator: Emulator, clock: StillClock, session: aiohttp.ClientSession) -> None:
        self.emulator = emulator
        self.clock = clock
        self.session = session

    async def call(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        """A Bot API call by JSON; gives status and body."""
        url = f"{self.emulator.url}/bot{TOKEN}/{method}"
        async with self.session.post(url, json=params) as answer:
            return answer.status, await answer.json()

    async def ok(self, method: str, **params: Any) -> Any:
        status, body = await self.call(method, **params)
        assert status == 200, body
        return body["result"]

    async def no(self, method: str, **params: Any) -> str:
        """The description of a refusal."""
        status, body = await self.call(method, **params)
        assert status >= 400, body
        assert body["error_code"] == status
        return str(body["description"])

    async def act(self, phone: str, act: str, **body: Any) -> dict[str, Any]:
        return await self.post(f"/emulator/phones/{phone}/{act}", {"wait": 0, **body})

    async def post(self, path: str, body: Any = None, method: str = "POST") -> dict[str, Any]:
        async with self.session.request(method, self.emulator.url + path, json=body) as answer:
            said: dict[str, Any] = await answer.json()
            return (
                said | {"status": answer.status} if isinstance(said, dict) and answer.status != 200 else said
            )

    async def get(self, path: str) -> Any:
        async with self.session.get(self.emulator.url + path) as answer:
            text = await answer.text()
            if answer.content_type == "application/jsonl":
                return [json.loads(line) for line in text.splitlines()]
            return json.loads(text)

    async def send(self, phone: str, *files: tuple[str, bytes, str], **fields: str) -> dict[str, Any]:
        form = aiohttp.FormData(quote_fields=False)
        for key, value in fields.items():
            form.add_field("as" if key == "as_" else key, value)
        for name, data, kind in files:
            form.add_field("file", io.BytesIO(data), filename=name, content_type=kind)
        async with self.session.post(
            f"{self.emulator.url}/emulator/phones/{phone}/send", data=form
        ) as answer:
            return await answer.json()

    async def shown(self, phone: str, platform: str = "telegram") -> dict[str, Any]:
        return (await self.get(f"/emulator/phones?only={phone}&platform={platform}"))["phones"][0]

    async def faults(self, *rules: dict[str, Any]) -> None:
        assert await self.post("/emulator/faults", list(rules), "PUT") == {"accepted": True}

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.ok("getUpdates", **params)
        return found


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def office() -> dict[str, Any]:
    return demo_office()


@pytest.fixture
async def desk(clock: StillClock, office: dict[str, Any]) -> AsyncIterator[Desk]:
    emulator = Emulator(office, clock=clock)
    await emulator.start()
    async with aiohttp.ClientSession() as session:
        yield Desk(emulator, clock, session)
    await emulator.stop()


@pytest.fixture
async def caller(desk: Desk) -> Any:
    """The WeCom app's client, with a token and a callback URL set up."""
    from tests.emulator.wecom_calls import Caller

    made = Caller(desk.emulator, desk.clock, desk.session)
    made.app.change(callback_url="http://127.0.0.1:1/wecom/callback")
    await made.login()
    return made


@pytest.fixture
async def ptb(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """python-telegram-bot as the client: it knows nothing of this twin."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    request = HTTPXRequest(connection_pool_size=8, httpx_kwargs={"verify": False})
    bot = Bot(
        TOKEN, base_url=f"{desk.emulator.url}/bot", base_file_url=f"{desk.emulator.url}/file/bot",
        request=request, get_updates_request=HTTPXRequest(httpx_kwargs={"verify": False}),
    )  # fmt: skip
    async with bot:
        yield bot


class Listener:
    """A webhook on loopback that answers as told and remembers what it got."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[Any] = []
        self.hold: asyncio.Event | None = None
        self.open = 0
        self.most_open = 0
        self.url = ""
        self.bell = asyncio.Event()

    async def __call__(self, request: aiohttp.web.BaseRequest) -> aiohttp.web.StreamResponse:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            body = await request.read()
            try:
                self.got.append(json.loads(body))
            except ValueError:
                self.got.append({"broken": body})
            self.headers.append(dict(request.headers))
            self.bell.set()
            if self.hold:
                await self.hold.wait()
            answer = self.answers.pop(0) if self.answers else 200
            if isinstance(answer, dict):
                return aiohttp.web.json_response(answer)
            if isinstance(answer, tuple):
                return aiohttp.web.Response(status=answer[0], headers=answer[1])
            return aiohttp.web.Response(status=answer)
        finally:
            self.open -= 1

    async def heard(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.got) < count:
                self.bell.clear()
                await self.bell.wait()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    mine = Listener()
    server = aiohttp.web.Server(mine)
    runner = aiohttp.web.ServerRunner(server)
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    mine.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield mine
    if mine.hold:
        mine.hold.set()
    await runner.cleanup()
