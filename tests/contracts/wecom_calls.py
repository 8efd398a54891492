"""Calls as WeCom makes them: sealed by the twin's own hand, in queries and bodies of our making."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.platforms.base import Arrival
from bot.platforms.wecom_callback import Callback
from bot.platforms.wecom_cipher import CallbackCipher
from emulator.wecom_crypt import Crypt
from emulator.wecom_forge import Forge, Parcel
from emulator.wecom_xml import Node
from tests.contracts.loopback import serving

TOKEN = "Gx4bQ2mZ"
KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
CORP = "ww1234567890abcdef"
AGENT = 1000002
NOW = datetime(2026, 2, 9, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
SECONDS = int(NOW.timestamp())
PATH = "/wecom/callback"


def cipher() -> CallbackCipher:
    return CallbackCipher(token=TOKEN, aes_key=KEY, receiver=CORP)


def forge(now: float = SECONDS) -> Forge:
    return Forge(Crypt(TOKEN, KEY, CORP), AGENT, lambda: now)


def said(
    text: str, *, user: str = "ChenXiao", number: int = 7300000000000000001, at: int = SECONDS
) -> list[Node]:
    return [
        ("ToUserName", CORP), ("FromUserName", user), ("CreateTime", at), ("MsgType", "text"), ("Content", text),
        ("MsgId", number), ("AgentID", AGENT),
    ]  # fmt: skip


def event(
    name: str, *more: Node, user: str = "ChenXiao", at: int = SECONDS, agent: int | None = AGENT
) -> list[Node]:
    return [
        ("ToUserName", CORP), ("FromUserName", user), ("CreateTime", at), ("MsgType", "event"), ("Event", name),
        *more, *([("AgentID", agent)] if agent is not None else []),
    ]  # fmt: skip


def press(
    key: str,
    *,
    task: str = "bTask",
    code: str = "rc-1",
    user: str = "ChenXiao",
    at: int = SECONDS,
    more: Sequence[Node] = (),
) -> list[Node]:
    return event(
        "template_card_event", ("EventKey", key), ("TaskId", task), ("CardType", "button_interaction"),
        ("ResponseCode", code), *more, user=user, at=at,
    )  # fmt: skip


def query_of(values: Mapping[str, str]) -> str:
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())


class Inbox:
    """Keeps what arrived; refuses when told to."""

    def __init__(self) -> None:
        self.kept: list[Arrival] = []
        self.refusing = False

    async def __call__(self, batch: Sequence[Arrival]) -> None:
        if self.refusing:
            raise OSError("disk full")
        self.kept += batch


class Door:
    """The callback behind a real server, asked byte by byte."""

    def __init__(self, base: str, inbox: Inbox) -> None:
        self.port = int(base.rpartition(":")[2])
        self.inbox = inbox

    async def post(self, parcel: Parcel, *headers: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to a POST."""
        return await self.ask(b"POST", query_of(parcel.query), *headers, body=parcel.body)

    async def get(self, values: Mapping[str, str]) -> tuple[int, bytes]:
        return await self.ask(b"GET", query_of(values))

    async def ask(
        self, method: bytes, query: str, *headers: bytes, body: bytes = b"", length: int | None = None
    ) -> tuple[int, bytes]:
        """One request with exactly these headers; the answer's status and body, 0 where there was none."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        target = f"{PATH}?{query}".encode(errors="surrogateescape")
        lines = [method + b" " + target + b" HTTP/1.1", b"Host: bot", b"Connection: close", *headers]
        if length != -1:
            lines.append(b"Content-Length: %d" % (len(body) if length is None else length))
        try:
            writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
            await writer.drain()
        except ConnectionError:
            pass
        answer = b""
        try:
            async with asyncio.timeout(20):
                while not _is_whole(answer) and (piece := await reader.read(65536)):
                    answer += piece
        except ConnectionError:
            pass
        finally:
            writer.close()
        head, _, told = answer.partition(b"\r\n\r\n")
        return (int(head.split(b" ", 2)[1]), told) if head else (0, b"")


def _is_whole(answer: bytes) -> bool:
    """The server may keep the connection a while, for the rest of a body that it was told not to read."""
    head, end, told = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *([0-9]+)", head)
    return bool(end) and length is not None and len(told) >= int(length[1])


@asynccontextmanager
async def door(**how: Any) -> AsyncIterator[Door]:
    """A callback of our own; `how` goes to it."""
    inbox = Inbox()
    handle = Callback(
        **{"cipher": cipher(), "agent": str(AGENT), "receive": inbox, "now": lambda: NOW, **how}
    )

    async def route(request: web.Request) -> web.StreamResponse:
        return await handle(request)

    async with serving(route) as base:
        yield Door(base, inbox)
