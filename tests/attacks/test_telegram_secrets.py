"""A38: a planted token is in no log line, no outcome, no exception, whatever goes wrong; nor are people's words."""

import asyncio
import traceback

import orjson
import pytest
import structlog
from aiohttp import web

from bot.platforms.base import Payload
from bot.platforms.telegram import Telegram
from bot.platforms.telegram_outcome import Answer, Undelivered, outcome_of
from tests.contracts.loopback import raw, serving
from tests.contracts.telegram_twin import Inbox

CANARY = "CANARY-TOKEN-0123456789abcdef"
PART = Payload("sendMessage", {"chat_id": 5, "text": "您好"}).to_bytes()


async def _everything(base: str, folder) -> str:
    """All that the adapter says while every kind of call goes wrong."""
    inbox = Inbox()
    said: list[object] = []

    async def wait(seconds: float) -> None:
        said.append(seconds)
        if len(said) > 6:
            await asyncio.Event().wait()

    with structlog.testing.capture_logs() as logs:
        telegram = Telegram(
            token=f"77:{CANARY}",
            receive=inbox,
            last_update_id=inbox.last,
            open_file=lambda name: folder / name,
            wait=wait,
            api_base=base,
            poll_s=1,
        )
        await telegram.start()
        said += [
            telegram,
            telegram._line,
            telegram.state,
            await telegram.send(PART),
            await telegram.leave("-5"),
        ]
        said.append(await telegram.answer_tap("q", "x"))
        try:
            await telegram.download("f", said.append)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is looked at
            said += [repr(error), traceback.format_exc()]
        await asyncio.sleep(0.05)
        await telegram.stop()
    return repr(said) + repr(logs)


def _echo(status: int, kind: str):
    async def answer(request: web.Request) -> web.Response:
        if kind == "json":
            said = {"ok": False, "error_code": status, "description": f"no {request.path}"}
            return web.json_response(said, status=status)
        return web.Response(text=f"<html>{request.path}</html>", status=status, content_type="text/html")

    return answer


@pytest.mark.parametrize("kind", ["json", "html"])
@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 413, 500, 502])
async def test_no_answer_gives_the_token_away(tmp_path, status, kind):
    async with serving(_echo(status, kind)) as base:
        assert CANARY not in await _everything(base, tmp_path)


async def test_no_broken_line_gives_the_token_away(tmp_path):
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nContent-Type: x\r\n\r\nhalf")
        await writer.drain()

    async with raw(hang_up) as port:
        assert CANARY not in await _everything(f"http://127.0.0.1:{port}", tmp_path)
    assert CANARY not in await _everything("http://127.0.0.1:9", tmp_path)
    assert CANARY not in await _everything("https://127.0.0.1:9", tmp_path)


@pytest.mark.parametrize(
    "description",
    [
        'Bad Request: can\'t parse entities: Unsupported start tag "机密标题" at byte offset 3',
        "Bad Request: inline keyboard button URL 'https://a.cn/机密标题' is invalid: Wrong HTTP URL",
        'Bad Request: unclosed "机密标题',
    ],
)
def test_what_people_wrote_is_not_repeated_in_errors(description):
    answer = Answer(400, orjson.dumps({"ok": False, "error_code": 400, "description": description}))
    assert "机密" not in outcome_of(answer).error
    assert outcome_of(answer).state == "bad"


def test_a_broken_line_says_only_its_kind():
    assert str(Undelivered("ClientConnectorError", written=False)) == "ClientConnectorError"
