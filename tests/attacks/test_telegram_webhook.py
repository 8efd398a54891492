"""A01-A03, A20: what reaches the webhook without leave leaves nothing behind."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import orjson
import pytest
from aiohttp import web

from bot.platforms.telegram_envelope import Self
from bot.platforms.telegram_webhook import MOST_BODY, SECRET_HEADER, webhook
from tests.contracts.loopback import serving
from tests.contracts.telegram_twin import Inbox

SECRET = "k7Q2_" * 8
PATH = "/telegram/webhook"
UPDATE = orjson.dumps(
    {
        "update_id": 7,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": 5, "type": "private"},
            "from": {"id": 5, "is_bot": False, "first_name": "陈"},
            "text": "您好",
        },
    }
)


class Door:
    """The webhook behind a real server, asked byte by byte."""

    def __init__(self, base: str, inbox: Inbox) -> None:
        self.port = int(base.rpartition(":")[2])
        self.inbox = inbox

    async def ask(
        self, *headers: bytes, body: bytes = UPDATE, length: int | None = None
    ) -> tuple[int, bytes]:
        """Status and the whole answer, of one request with exactly these headers."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [b"POST " + PATH.encode() + b" HTTP/1.1", b"Host: bot", *headers]
        if length != -1:
            lines.append(b"Content-Length: %d" % (len(body) if length is None else length))
        try:
            writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
            await writer.drain()
        except ConnectionError:
            pass
        answer = b""
        try:
            async with asyncio.timeout(5):
                while b"\r\n\r\n" not in answer and (piece := await reader.read(4096)):
                    answer += piece
        except ConnectionError:
            pass
        finally:
            writer.close()
        return int(answer.split(b" ", 2)[1]) if answer else 0, answer

    def right(self, secret: bytes = SECRET.encode()) -> bytes:
        return SECRET_HEADER.encode() + b": " + secret


JSON = b"Content-Type: application/json"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    inbox = Inbox()
    handle = webhook(secret=SECRET, me=lambda: Self(42, "duwang_bot"), receive=inbox)

    async def route(request: web.Request) -> web.StreamResponse:
        return await handle(request)

    async with serving(route) as base:
        yield Door(base, inbox)


async def test_the_right_secret_opens(door):
    status, _ = await door.ask(door.right(), JSON)
    assert status == 200
    ((arrived,),) = door.inbox.batches
    assert (arrived.key, arrived.lane, arrived.raw) == (7, "telegram:42:u5", UPDATE)


WRONG = [
    ("none", []),
    ("empty", [b"X-Telegram-Bot-Api-Secret-Token:"]),
    ("another", [b"X-Telegram-Bot-Api-Secret-Token: " + b"x" * 40]),
    ("one letter short", [b"X-Telegram-Bot-Api-Secret-Token: " + SECRET.encode()[:-1]]),
    ("one letter long", [b"X-Telegram-Bot-Api-Secret-Token: " + SECRET.encode() + b"x"]),
    ("other case", [b"X-Telegram-Bot-Api-Secret-Token: " + SECRET.lower().encode()]),
    ("UTF-8", ["X-Telegram-Bot-Api-Secret-Token: 密钥".encode()]),
    ("no UTF-8", [b"X-Telegram-Bot-Api-Secret-Token: \xff\xfe\x80"]),
    (
        "right and wrong",
        [b"X-Telegram-Bot-Api-Secret-Token: " + SECRET.encode(), b"X-Telegram-Bot-Api-Secret-Token: x"],
    ),
    ("right twice", [b"X-Telegram-Bot-Api-Secret-Token: " + SECRET.encode()] * 2),
    ("under another name", [b"X-Telegram-Bot-Api-Secret-Token2: " + SECRET.encode()]),
    ("as a bearer", [b"Authorization: Bearer " + SECRET.encode()]),
    ("from Telegram's own address", [b"X-Forwarded-For: 149.154.167.220", b"X-Real-IP: 149.154.167.220"]),
]


@pytest.mark.parametrize("headers", [case[1] for case in WRONG], ids=[case[0] for case in WRONG])
async def test_without_the_secret_nobody_reads_the_body(door, headers):
    # The body is announced and never sent: whoever waited for it would not answer.
    """A01, A02, A03."""
    status, answer = await door.ask(*headers, JSON, body=b"", length=900)
    assert status == 401
    assert b"\r\n\r\n" in answer
    assert SECRET.encode() not in answer
    assert not door.inbox.batches


async def test_an_endless_secret_is_refused_by_the_server(door):
    """A02."""
    status, _ = await door.ask(b"X-Telegram-Bot-Api-Secret-Token: " + b"x" * 1_000_000, JSON)
    assert status in {0, 400, 431}
    assert not door.inbox.batches


async def test_an_encoded_body_is_refused_unread(door):
    """A20."""
    bomb = gzip.compress(b"0" * 50_000_000)
    for coding in (b"gzip", b"deflate", b"br", b"identity", b"gzip, gzip"):
        status, _ = await door.ask(door.right(), JSON, b"Content-Encoding: " + coding, body=bomb)
        # 415 is ours; 400 is the server's own for a coding that it cannot even name (br without its library)
        assert status in {400, 415}, coding
    assert not door.inbox.batches


@pytest.mark.parametrize(
    "kind", [b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x"]
)
async def test_another_kind_of_body_is_refused(door, kind):
    status, _ = await door.ask(door.right(), b"Content-Type: " + kind)
    assert status == 415


async def test_an_announced_length_over_the_limit_is_refused_unread(door):
    status, _ = await door.ask(door.right(), JSON, body=b"", length=MOST_BODY + 1)
    assert status == 413


async def test_an_endless_chunked_body_is_cut(door):
    """A20."""
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    status, _ = await door.ask(door.right(), JSON, b"Transfer-Encoding: chunked", body=chunk * 40, length=-1)
    assert status == 413
    assert not door.inbox.batches


MALFORMED = {
    "empty": b"",
    "no JSON": b"update",
    "half": UPDATE[:-9],
    "bad UTF-8": UPDATE.replace("陈".encode(), b"\xff\xfe"),
    "a list": b"[]",
    "a number": b"7",
    "without number": b'{"message": {}}',
    "number as text": b'{"update_id": "7"}',
    "number as truth": b'{"update_id": true}',
    "huge number": b'{"update_id": ' + b"9" * 400 + b"}",
    "deep": b'{"update_id": 1, "message": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "message is a list": b'{"update_id": 1, "message": [1]}',
    "message is a text": b'{"update_id": 1, "message": "x"}',
    "message without chat": b'{"update_id": 1, "message": {"message_id": 1}}',
    "sender is a number": b'{"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "from": 5}}',
    "sender without id": b'{"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "from": {}}}',
    "tap without sender": b'{"update_id": 1, "callback_query": {"id": "1"}}',
    "entity of text": b'{"update_id": 1, "message": {"chat": {"id": -1, "type": "group"},'
    b' "from": {"id": 1}, "text": "x", "entities": "zz"}}',
    "entity beyond": b'{"update_id": 1, "message": {"chat": {"id": -1, "type": "group"},'
    b' "from": {"id": 1}, "entities": [{"type": "mention", "offset": 9, "length": 9}]}}',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_no_update_is_400_and_never_500(door, body):
    """A20."""
    status, _ = await door.ask(door.right(), JSON, body=body)
    assert status == 400
    assert not door.inbox.batches


async def test_what_nobody_meant_for_us_is_taken_and_forgotten(door):
    for extra in (b'"channel_post": {}', b'"poll": {}', b'"inline_query": {"id": "x"}'):
        status, _ = await door.ask(door.right(), JSON, body=b'{"update_id": 8, ' + extra + b"}")
        assert status == 200
    assert not door.inbox.batches


async def test_a_store_that_fails_asks_to_come_again(door):
    door.inbox.refusing = True
    status, answer = await door.ask(door.right(), JSON)
    assert status == 503
    assert b"retry-after: 5" in answer.lower()
    assert b"disk full" not in answer


async def test_before_the_bot_knows_itself_it_asks_to_come_again():
    inbox = Inbox()
    handle = webhook(secret=SECRET, me=lambda: None, receive=inbox)

    async def route(request: web.Request) -> web.StreamResponse:
        return await handle(request)

    async with serving(route) as base:
        door = Door(base, inbox)
        assert (await door.ask(door.right(), JSON))[0] == 503
    assert not inbox.batches
