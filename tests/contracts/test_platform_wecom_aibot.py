"""The AI bot's long connection, on the strict twin over a true WebSocket."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.base import Arrival, SaidIn
from bot.platforms.wecom import WeCom
from bot.platforms.wecom_aibot import AiBot
from bot.platforms.wecom_aibot_read import Sealed
from bot.platforms.wecom_groups import Robots
from bot.platforms.wecom_media import Refused
from bot.platforms.wecom_outcome import Undelivered
from bot.platforms.wecom_read import understood
from bot.platforms.wecom_turn import LEASE_S, LeasedTurn
from emulator.app import Emulator
from emulator.clock import DEMO_START
from emulator.people import demo_office
from emulator.telegram_judge import Upload
from emulator.wecom_aibot import BOT_ID, NAME, SECRET
from scheduler.clock import SHANGHAI, later, to_ms
from storage.engine import Store
from tests.contracts.wecom_twin import AGENT, CORP, until
from tests.contracts.wecom_twin import SECRET as APP_SECRET
from tests.office_clock import StoryClock, TwinClock

PDF = Upload("年检通知.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)) * 40)
PNG = Upload("扫描.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
KEY = "A" * 43 + "="


class LineClock:
    """The story's clock as one line has it: how many of its tasks wait on it."""

    def __init__(self, clock: StoryClock) -> None:
        self.now, self.lease_ms, self.wait = clock.now, clock.lease_ms, clock.wait
        self.waiting = 0

    async def wait_until(self, instant: datetime) -> None:
        self.waiting += 1
        try:
            await self.wait(until=instant)
        finally:
            self.waiting -= 1


@dataclass
class World:
    """The twin, its clock, what was stored, and what administrators were told."""

    emulator: Emulator
    clock: StoryClock
    app: WeCom
    stored: list[Arrival] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)
    fails: bool = False
    lines: list[AiBot] = field(default_factory=list)

    @property
    def twin(self) -> Any:
        return self.emulator.wecom_side.aibot

    def line(self, **how: Any) -> AiBot:
        async def speak(userid: str, what: str) -> str:
            return f"{what}:{userid}"

        async def tell(code: int, said: str) -> None:
            self.told.append((code, said))

        given = {
            "url": self.emulator.url.replace("http", "ws", 1) + "/aibot",
            "bot_id": BOT_ID,
            "secret": SECRET,
            "agent": str(AGENT),
            "clock": LineClock(self.clock),
            "receive": self.receive,
            "speak": speak,
            "look": self.app.sealed.about,
            "tell": tell,
            **how,
        }
        self.lines.append(AiBot(**given))
        return self.lines[-1]

    async def connected(self, **how: Any) -> AiBot:
        line = self.line(**how)
        await line.start()
        await until(lambda: line.state == "connected")
        return line

    async def receive(self, arrivals: Sequence[Arrival]) -> None:
        if self.fails:
            raise OSError("the disk is nearly full")
        assert not [one for one in self.heard() if one.startswith("taken")][len(self.stored) :]
        self.stored += arrivals

    def heard(self, phone: str = "chen") -> list[str]:
        """What the bot said on a phone."""
        chat = self.twin.chat(phone)
        return [one.visible["text"] for one in chat.messages if one.by == "aibot"]

    async def said(self, count: int = 1, phone: str = "chen") -> list[str]:
        await until(lambda: len(self.heard(phone)) >= count)
        return self.heard(phone)

    def understood(self, at: int = -1) -> Any:
        return understood(self.stored[at].raw, agent=str(AGENT))

    def asked(self, cmd: str) -> list[dict[str, Any]]:
        return [one for one in self.emulator.transcript.since() if one["method"] == cmd]

    async def forward(self, seconds: float) -> None:
        """Let that much time pass, and everybody who waited for it begin."""
        self.clock.go_to(later(self.clock, seconds))
        for _ in range(20):
            await asyncio.sleep(0)

    async def waits(self, line: AiBot, state: str) -> None:
        """The line has come to rest in this state: what it sent is answered, and it waits on the clock."""
        clock: Any = line._clock
        await until(lambda: line.state == state and clock.waiting == 1 and not line._unheard)


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    clock = StoryClock(DEMO_START.astimezone(SHANGHAI))
    emulator = Emulator(demo_office(), clock=TwinClock(clock))
    await emulator.start()
    app = WeCom(
        corp_id=CORP,
        agent_id=AGENT,
        secret=APP_SECRET,
        clock=clock,
        open_file=lambda sha256: folder / sha256,
        robots=Robots({}, secrets=folder / "robots.json"),
        api_base=emulator.url,
    )
    await app.start()
    made = World(emulator, clock, app)
    try:
        yield made
    finally:
        for line in made.lines:
            await line.stop()
        await app.stop()
        await emulator.stop()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


# What comes -------------------------------------------------------------------------------------------------


async def test_a_text_is_stored_and_then_answered(here: World):
    await here.connected()
    assert await here.twin.say("chen", "待办")
    assert await here.said() == ["taken:chenxin"]
    (one,) = here.stored
    assert str(one.key).startswith("ai:")
    assert one.lane == f"wecom:{AGENT}:uchenxin"
    said = here.understood()
    assert isinstance(said, SaidIn)
    assert (said.text, said.user_id, said.chat, said.chat_type) == ("待办", "chenxin", "chenxin", "private")


async def test_a_file_comes_with_its_name_and_very_bytes(here: World):
    await here.connected()
    assert await here.twin.send("chen", [PDF, PNG])
    assert await here.said(2) == ["taken:chenxin"] * 2
    (file,), (picture,) = here.understood(0).files, here.understood(1).files
    assert (file.name, file.kind) == ("年检通知.pdf", "document")
    assert (picture.name, picture.kind) == ("扫描.png", "photo")
    assert file.file_id.startswith("ai:")
    assert 0 < file.size <= len(PDF.data)
    assert file.unique_id != picture.unique_id
    got = bytearray()
    assert await here.app.download(file.file_id, got.extend, limit=1 << 20) == len(PDF.data)
    assert bytes(got) == PDF.data


async def test_a_file_that_is_too_big_too_late_or_sealed_otherwise_is_refused(here: World):
    await here.connected()
    await here.twin.send("chen", [PDF])
    await here.said()
    (file,) = here.understood().files
    whole = Sealed.of(file.file_id)
    for file_id, limit, reason in (
        (file.file_id, len(PDF.data) - 1, "too_big"),
        (file.file_id, len(PDF.data) // 2, "too_big"),
        (Sealed(whole.address, KEY).file_id, 1 << 20, "damaged"),
        (f"ai:nonsense {whole.address}", 1 << 20, "gone"),
    ):
        with pytest.raises(Refused) as refused:
            await here.app.download(file_id, bytearray().extend, limit=limit)
        assert refused.value.reason == reason
    assert await here.app.download(file.file_id, bytearray().extend, limit=len(PDF.data)) == len(PDF.data)
    await here.forward(301)
    with pytest.raises(Refused) as refused:
        await here.app.download(file.file_id, bytearray().extend, limit=1 << 20)
    assert refused.value.reason == "gone"


async def test_a_file_that_does_not_tell_its_name_is_taken_all_the_same(here: World):
    async def look(_: Sealed) -> tuple[str, int]:
        raise Undelivered("no answer", written=True)

    await here.connected(look=look)
    await here.twin.send("chen", [PNG])
    assert await here.said() == ["taken:chenxin"]
    (picture,) = here.understood().files
    assert picture.name.endswith(".jpg")
    assert picture.size == 0


async def test_what_could_not_be_stored_is_said(here: World):
    await here.connected()
    here.fails = True
    await here.twin.say("chen", "待办")
    assert await here.said() == ["failed:chenxin"]
    assert here.stored == []


async def test_messages_are_stored_in_their_order_while_names_are_asked_for(here: World):
    slow = asyncio.Event()

    async def look(_: Sealed) -> tuple[str, int]:
        await slow.wait()
        return "通知.pdf", 9

    line = await here.connected(look=look)
    await here.twin.send("chen", [PDF])
    await here.twin.say("chen", "关于年检的通知")
    await until(lambda: len(line._taking) == 2)
    await here.forward(0)
    assert here.stored == []
    slow.set()
    await here.said(2)
    assert [bool(here.understood(at).files) for at in (0, 1)] == [True, False]


async def test_a_group_is_shown_the_way_to_the_single_chat(here: World):
    await here.connected()
    room = here.emulator.wecom_side.people.twin.state.rooms["fzg-group"]
    assert await here.twin.say("fzg-group", f"@{NAME} 收一下", by="chen")
    await until(lambda: any(one.by == "aibot" for one in room.messages))
    assert [one.visible["text"] for one in room.messages if one.by == "aibot"] == ["private:"]
    assert here.stored == []


async def test_who_opens_the_chat_is_told_what_it_is_for(here: World):
    await here.connected()
    assert await here.twin.enter("chen")
    assert await here.said() == ["welcome:chenxin"]


# The line ---------------------------------------------------------------------------------------------------


async def test_pings_keep_a_silent_line(here: World):
    line = await here.connected()
    for _ in range(20):
        await here.forward(30)
        await here.waits(line, "connected")
    assert (line.state, here.twin.connected) == ("connected", True)
    assert len(here.asked("aibot_subscribe")) == 1


async def test_a_line_that_answers_nothing_is_given_up(here: World, monkeypatch: pytest.MonkeyPatch):
    line = await here.connected()
    monkeypatch.setattr(here.twin, "_frame", _deaf)
    for _ in range(2):
        await here.forward(30)
        assert line.state == "connected"
    await here.forward(30)
    await until(lambda: line.state == "offline")
    monkeypatch.undo()
    await here.forward(2)
    await here.waits(line, "connected")


async def _deaf(*_: Any) -> None:
    """A platform that takes frames and answers none."""


async def test_a_line_that_broke_is_taken_up_again(here: World):
    line = await here.connected()
    await here.twin.stop()
    await here.waits(line, "offline")
    await here.twin.say("chen", "在吗")
    await here.forward(2)
    await here.waits(line, "connected")
    await here.twin.say("chen", "待办")
    assert await here.said() == ["taken:chenxin"]


async def test_whoever_subscribes_later_has_it_and_the_first_waits_a_minute(here: World):
    first = await here.connected()
    second = await here.connected()
    await here.waits(first, "replaced")
    await here.forward(59)
    assert (first.state, second.state) == ("replaced", "connected")
    assert len(here.asked("aibot_subscribe")) == 2
    await here.twin.say("chen", "待办")
    assert await here.said() == ["taken:chenxin"]
    await second.stop()
    await here.forward(1)
    await here.waits(first, "connected")
    assert len(here.asked("aibot_subscribe")) == 3


async def test_a_wrong_secret_is_told_once_and_tried_every_five_minutes(here: World):
    line = here.line(secret="wrong")
    await line.start()
    await here.waits(line, "refused")
    assert here.told == [(40001, "invalid bot_id or secret")]
    for _ in range(9):
        await here.forward(30)
    assert len(here.asked("aibot_subscribe")) == 1
    await here.forward(31)
    await until(lambda: len(here.asked("aibot_subscribe")) == 2)
    await here.waits(line, "refused")
    assert len(here.told) == 1
    assert "wrong" not in str(here.emulator.transcript.since())


async def test_rubbish_on_the_line_does_not_end_it(here: World):
    line = await here.connected()
    socket = here.twin._line
    for rubbish in (
        "{",
        "[]",
        '{"cmd":"aibot_msg_callback"}',
        '{"cmd":["x"],"headers":7,"body":[]}',
        '{"cmd":"aibot_msg_callback","headers":{"req_id":"x"},"body":{"chattype":"single","msgtype":["x"]}}',
        '{"cmd":"aibot_msg_callback","headers":{"req_id":"x"},"body":{"chattype":"single","msgid":7}}',
    ):
        await socket.send_str(rubbish)
    await here.twin.say("chen", "待办")
    assert await here.said() == ["taken:chenxin"]
    assert (line.state, len(here.stored)) == ("connected", 1)


# Several processes ------------------------------------------------------------------------------------------


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[tuple[Store, StoryClock]]:
    clock = StoryClock(DEMO_START.astimezone(SHANGHAI))
    opened = Store.open(
        "sqlite:///duwang.db", folder=tmp_path, clock_ms=lambda: to_ms(clock.now()), sync="NORMAL"
    )
    yield opened, clock
    await opened.close()


async def test_who_has_no_turn_does_not_connect_and_who_loses_it_lets_go(
    here: World, store: tuple[Store, StoryClock]
):
    opened, clock = store
    first = await here.connected(turn=LeasedTurn(opened, bot_id=BOT_ID, owner="first"))
    second = here.line(turn=LeasedTurn(opened, bot_id=BOT_ID, owner="second"))
    await second.start()
    await here.waits(second, "waiting")
    assert len(here.asked("aibot_subscribe")) == 1
    await first.stop()
    await here.forward(30)
    await here.waits(second, "connected")
    clock.go_to(later(clock, LEASE_S))
    assert await LeasedTurn(opened, bot_id=BOT_ID, owner="third").take()
    await here.forward(30)
    await here.waits(second, "offline")
    await here.forward(2)
    await here.waits(second, "waiting")
    assert not here.twin.connected
