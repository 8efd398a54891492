"""A real outgoing adapter on the strict WeCom twin, over loopback HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.cards.model import Card
from bot.platforms.base import Payload
from bot.platforms.wecom import WeCom
from bot.platforms.wecom_cards import draw
from bot.platforms.wecom_groups import Robots
from emulator.app import Emulator
from emulator.clock import RunningClock
from emulator.people import demo_office
from emulator.wecom_messages import Message
from emulator.wecom_twin import Wecom
from scheduler.clock import SHANGHAI
from tests.cards.wecom_judged import minting

CORP, AGENT = "ww0000dwdemo000001", 1000002
SECRET = "DuwangDemoOfficeAppSecretNotASecret00000001"


class TwinClock:
    """The twin's clock as the house reads it; whoever waits puts it forward."""

    def __init__(self, clock: RunningClock) -> None:
        self.clock = clock
        self.waited_s = 0.0

    def now(self) -> datetime:
        return self.clock.now().astimezone(SHANGHAI)

    def lease_ms(self) -> int:
        return round(self.clock.now().timestamp() * 1000)

    async def wait(self, *, until: datetime | None, bell: asyncio.Event | None = None) -> None:
        assert until is not None
        assert bell is None or not bell.is_set()
        await self.wait_until(until)

    async def wait_until(self, instant: datetime) -> None:
        left = max((instant - self.now()).total_seconds(), 0.0)
        self.waited_s += left
        self.forward(left)
        await asyncio.sleep(0.001)

    def forward(self, seconds: float) -> None:
        self.clock.advance(seconds)


@dataclass
class World:
    """The twin, the adapter on it, and what administrators were told."""

    emulator: Emulator
    clock: TwinClock
    app: WeCom
    folder: Path
    told: list[tuple[int, str]] = field(default_factory=list)

    @property
    def twin(self) -> Wecom:
        assert self.emulator.wecom is not None
        return self.emulator.wecom

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [one for one in self.emulator.transcript.since() if one["method"] == method]

    def shown(self, userid: str = "ChenXin") -> list[Message]:
        return self.twin.state.chat(userid, AGENT).messages

    def strike(self, method: str, do: str, **more: Any) -> None:
        rule = {"match": {"method": method, "platform": "wecom"}, "do": do, "times": 1, **more}
        self.emulator.faults.replace([rule])

    def dropped(self) -> list[str]:
        return [one.reason for one in self.twin.state.dropped]

    def set_up(self, **entered: Any) -> None:
        self.twin.state.app.change(**entered)


@asynccontextmanager
async def world(folder: Path, **settings: Any) -> AsyncIterator[World]:
    emulator = Emulator(demo_office(), clock=RunningClock())
    await emulator.start()
    assert emulator.wecom is not None
    emulator.wecom.state.app.change(callback_url=f"{emulator.url}/nowhere")
    clock = TwinClock(emulator.clock)  # type: ignore[arg-type]
    told: list[tuple[int, str]] = []

    async def tell(code: int, said: str) -> None:
        told.append((code, said))

    given = {
        "corp_id": CORP,
        "agent_id": AGENT,
        "secret": SECRET,
        "clock": clock,
        "open_file": lambda sha256: folder / sha256,
        "robots": Robots({}, secrets=folder / "secrets" / "robots.json"),
        "api_base": emulator.url,
        "tell": tell,
        **settings,
    }
    app = WeCom(**given)
    try:
        await app.start()
        yield World(emulator, clock, app, folder, told)
    finally:
        await app.stop()
        await emulator.stop()


async def until(seen: Any) -> None:
    """Until a condition holds; five seconds at most."""
    async with asyncio.timeout(5):
        while not seen():  # noqa: ASYNC110 -- what is waited for has no bell
            await asyncio.sleep(0.005)


def card(drawn: Card, chat: str = "ChenXin", **more: Any) -> bytes:
    """The last payload of a card, frozen."""
    return draw(drawn, **{"chat": chat, "mint": minting(), **more})[-1].to_bytes()


def text(content: str, chat: str = "ChenXin", salt: str = "a") -> bytes:
    body = {"touser": chat, "msgtype": "text", "text": {"content": content}}
    extra = {"enable_duplicate_check": 1, "duplicate_check_interval": 120 + ord(salt)}
    return Payload("message/send", {**body, **extra}).to_bytes()
