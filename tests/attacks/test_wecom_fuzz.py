"""Bits turned over, pieces cut, doubled and moved, trees of chance: the callback says 200 or 400 and nothing else."""

import base64
import contextlib
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from multidict import CIMultiDict

from bot.platforms.wecom_callback import Callback
from bot.platforms.wecom_read import Unreadable, understood
from emulator.wecom_crypt import Crypt
from emulator.wecom_forge import Parcel
from emulator.wecom_xml import Node, drawn
from tests.contracts.wecom_calls import (
    AGENT,
    CORP,
    KEY,
    NOW,
    PATH,
    SECONDS,
    TOKEN,
    Inbox,
    cipher,
    event,
    forge,
    press,
    query_of,
    said,
)

SELECTED = (
    "SelectedItems",
    [("SelectedItem", [("QuestionKey", "q"), ("OptionIds", [("OptionId", "d1:a"), ("OptionId", "d1:b")])])],
)
TRUE: list[list[Node]] = [
    said("同意 K7Q2"),
    said("<xml>]]>&amp;<!DOCTYPE x>"),
    press("d1:abcdefghijklmnopqrstuv"),
    press("d0:x", more=[SELECTED]),
    event("enter_agent", ("EventKey", "")),
    event("click", ("EventKey", "todo")),
    event("change_contact", ("ChangeType", "update_user"), ("UserID", "a"), ("NewUserID", "b"), user="sys"),
    event("change_contact", ("ChangeType", "delete_user"), ("UserID", "a"), user="sys", agent=None),
    event("inactive_alert", ("EffectTime", SECONDS), user="sys"),
    [
        ("MsgType", "image"),
        ("MediaId", "m"),
        *[one for one in said("x") if one[0] not in {"MsgType", "Content"}],
    ],
]
NAMES = [
    "FromUserName",
    "CreateTime",
    "MsgType",
    "Event",
    "MsgId",
    "AgentID",
    "Content",
    "EventKey",
    "TaskId",
    "ResponseCode",
    "SelectedItems",
    "SelectedItem",
    "OptionIds",
    "OptionId",
    "ChangeType",
    "UserID",
    "NewUserID",
    "MediaId",
    "FileName",
    "Url",
    "Title",
    "EffectTime",
    "Encrypt",
    "xml",
]
WORDS = [
    "", "event", "text", "image", "file", "voice", "link", "location", "click", "template_card_event", "sys", "subscribe",
    "enter_agent", "change_contact", "delete_user", "update_user", str(SECONDS), str(AGENT), "-1", "9" * 300, "１２３",
    "/start x", "/", "／待办", "d1:x", "\u202e", "\ud7ff", "]]>", "&lt;", "a" * 3000, " ", "\n", "NaN",
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused under a true seal is logged, each time."""

    def drop(*_line: object) -> Any:
        raise structlog.DropEvent

    quiet = structlog.wrap_logger(None, processors=[drop])
    for name in ("callback", "read"):
        monkeypatch.setattr(f"bot.platforms.wecom_{name}.log", quiet)


class Call:
    """As much of a request as the callback reads; its body is there already."""

    remote = "127.0.0.1"

    def __init__(self, method: str, query: str, body: bytes) -> None:
        self.method = method
        self.raw_path = f"{PATH}?{query}"
        self.headers: CIMultiDict[str] = CIMultiDict()
        self.content_length = len(body)
        self.content = self
        self._body = body

    def is_eof(self) -> bool:
        return True

    def read_nowait(self) -> bytes:
        return self._body


class Fuzz:
    """One callback under fire, from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.inbox = Inbox()
        self.handle = Callback(cipher=cipher(), agent=str(AGENT), receive=self.inbox, now=lambda: NOW)
        self.crypt = Crypt(TOKEN, KEY, CORP)
        self.forge = forge()
        self.calls = 0
        self.taken = 0

    async def fire(self) -> None:
        true = drawn(self.chance.choice(TRUE)).encode()
        shot: Callable[[bytes], tuple[str, bytes, bytes | None]] = self.chance.choice(
            (self._spoilt_on_the_way, self._spoilt_inside, self._spoilt_under_a_true_signature, self._tree)
        )
        query, body, inner = shot(true)
        method = "POST" if self.chance.random() < 0.95 else "GET"
        request: Any = Call(method, query, body)
        answer = await self.handle(request)
        self.calls += 1
        assert answer.status in {200, 400}, (query, body)
        if answer.status == 400:
            assert answer.body == b"bad request"
        for kept in self.inbox.kept:
            assert inner is None or kept.raw == inner, "only what was sealed is kept"
            self.taken += 1
            with contextlib.suppress(Unreadable):
                understood(kept.raw, agent=str(AGENT))
        self.inbox.kept.clear()

    def _spoilt_on_the_way(self, true: bytes) -> tuple[str, bytes, bytes]:
        """Without the keys: what is kept can only be what was sealed."""
        parcel = self._sealed(true)
        query, body = query_of(parcel.query), parcel.body
        if self.chance.random() < 0.5:
            return _printable(self._turned(query.encode())), body, true
        return query, self._turned(body), true

    def _spoilt_inside(self, true: bytes) -> tuple[str, bytes, None]:
        parcel = self._sealed(self._turned(true))
        return query_of(parcel.query), parcel.body, None

    def _spoilt_under_a_true_signature(self, true: bytes) -> tuple[str, bytes, None]:
        data = self._turned(base64.b64decode(self.crypt.seal(true)))
        text = base64.b64encode(data).decode()
        if self.chance.random() < 0.3:
            text = _printable(self._turned(text.encode())).replace("<", "").replace("&", "")
        parcel = self._wrapped(text)
        return query_of(parcel.query), parcel.body, None

    def _tree(self, _true: bytes) -> tuple[str, bytes, None]:
        children = self._children(0)
        if self.chance.random() < 0.8:
            children += [*said("x")[1:3], ("AgentID", AGENT)]
        parcel = self._sealed(drawn(children).encode(errors="replace"))
        return query_of(parcel.query), parcel.body, None

    def _children(self, depth: int) -> list[Node]:
        return [self._node(depth) for _ in range(self.chance.randrange(1, 9 if depth < 2 else 3))]

    def _node(self, depth: int) -> Node:
        name, content = self.chance.choice(NAMES), self.chance.choice(WORDS)
        is_tree = self.chance.random() < 0.25 and depth < 14
        return (name, self._children(depth + 1)) if is_tree else (name, content)

    def _turned(self, data: bytes) -> bytes:
        """One to four injuries."""
        spoilt = bytearray(data)
        for _ in range(self.chance.randrange(1, 5)):
            at = self.chance.randrange(len(spoilt) + 1)
            far = at + self.chance.randrange(1, 40)
            match self.chance.randrange(6):
                case 0 if at < len(spoilt):
                    spoilt[at] ^= 1 << self.chance.randrange(8)
                case 1:
                    del spoilt[at:far]
                case 2:
                    spoilt[at:at] = self.chance.randbytes(self.chance.randrange(1, 8))
                case 3:
                    spoilt[at:at] = spoilt[at:far]
                case 4:
                    del spoilt[at:]
                case _:
                    word: Any = self.chance.choice(
                        (b"<", b"</xml>", b"&", b"]]>", b"\x00", b"<!DOCTYPE a>", b"%", b"=")
                    )
                    spoilt[at:at] = word
        return bytes(spoilt)

    def _sealed(self, inner: bytes) -> Parcel:
        return self._wrapped(self.crypt.seal(inner))

    def _wrapped(self, text: str) -> Parcel:
        timestamp, nonce = str(SECONDS), str(self.chance.randrange(10**9, 10**10))
        sign = self.crypt.sign(timestamp, nonce, text)
        query = {"msg_signature": sign, "timestamp": timestamp, "nonce": nonce}
        return Parcel(query, f"<xml><Encrypt><![CDATA[{text}]]></Encrypt></xml>".encode())


def _printable(data: bytes) -> str:
    return data.decode("latin-1").replace("\r", "").replace("\n", "").replace(" ", "").replace("#", "")


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_moment_of_garbage(seed: int) -> None:
    fuzz = Fuzz(seed)
    for _ in range(3000):
        await fuzz.fire()
    assert fuzz.taken > 100, "some of it must get through, or nothing behind the seal was tried"


@pytest.mark.soak
async def test_a_minute_of_garbage() -> None:
    fuzz = Fuzz(random.SystemRandom().randrange(2**32))
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        for _ in range(100):
            await fuzz.fire()
    assert fuzz.taken > 100
