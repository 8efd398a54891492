"""A bot behind a WeCom callback that reads with wechatpy's own crypto, and knows nothing of the twin's."""

import asyncio
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from aiohttp import web

from tests.emulator.wecom_calls import CORP, Caller

TOKEN, KEY = "DuwangDemoToken", "DuwangDemoOfficeAesKeyNotASecret0000000001x"


def foreign_crypt(receiver: str = CORP) -> Any:
    """wechatpy's WeChatCrypto."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        crypto = pytest.importorskip("wechatpy.enterprise.crypto")
    return crypto.WeChatCrypto(TOKEN, KEY, receiver)


@dataclass
class Heard:
    """One POST: how it came, and what was in it (None when it was refused)."""

    query: dict[str, str]
    body: bytes
    xml: str | None = None
    tree: ET.Element | None = None

    def __getitem__(self, path: str) -> str:
        assert self.tree is not None
        found = self.tree.find(path)
        assert found is not None, f"no {path} in {self.xml}"
        return found.text or ""

    def names(self) -> list[str]:
        assert self.tree is not None
        return [one.tag for one in self.tree]

    def all(self, path: str) -> list[str]:
        assert self.tree is not None
        return [one.text or "" for one in self.tree.findall(path)]


@dataclass
class WecomBot:
    """Answers what `answers` says, one after the other, then 200 empty."""

    crypt: Any
    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    refused: int = 0
    verified: int = 0
    hold: asyncio.Event | None = None
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    async def get(self, request: web.Request) -> web.Response:
        query = request.query
        echo = self.crypt.check_signature(
            query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"]
        )
        self.verified += 1
        wrong = self.answers.pop(0) if self.answers else b""
        return web.Response(body=(echo.encode() if isinstance(echo, str) else echo) + wrong)

    async def post(self, request: web.Request) -> web.Response:
        one = Heard(dict(request.query), await request.read())
        self.heard.append(one)
        try:
            xml = self.crypt.decrypt_message(
                one.body.removeprefix(b"\xef\xbb\xbf"),
                one.query["msg_signature"], one.query["timestamp"], one.query["nonce"],
            )  # fmt: skip
            one.xml = (xml.decode() if isinstance(xml, bytes) else xml).removeprefix("\ufeff")
            assert "<!DOCTYPE" not in one.xml
            one.tree = ET.fromstring(one.xml)  # noqa: S314 (no DOCTYPE)
        except Exception:  # noqa: BLE001 (wechatpy lets errors of many kinds through)
            self.refused += 1
            self.bell.set()
            return web.Response(status=400)
        self.bell.set()
        if self.hold:
            await self.hold.wait()
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, str):
            return web.Response(text=self.sealed(answer))
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        return web.Response(status=answer)

    def sealed(self, reply: str) -> str:
        """A passive reply as wechatpy seals it."""
        return str(self.crypt.encrypt_message(reply, "1409735669", str(int(time.time()))))

    async def hears(self, count: int) -> list[Heard]:
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                self.bell.clear()
                await self.bell.wait()
        return self.heard

    def taken(self) -> list[Heard]:
        """What could be read."""
        return [one for one in self.heard if one.tree is not None]


@asynccontextmanager
async def listening(caller: Caller, *, entered: bool = True) -> AsyncIterator[WecomBot]:
    """A bot that listens, its address entered as the callback."""
    bot = WecomBot(foreign_crypt())
    app = web.Application(client_max_size=4 * 2**20)
    app.router.add_get("/wecom/callback", bot.get)
    app.router.add_post("/wecom/callback", bot.post)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/wecom/callback"
    if entered:
        caller.app.change(callback_url=bot.url)
    try:
        yield bot
    finally:
        if bot.hold:
            bot.hold.set()
        await runner.cleanup()
