"""The load, in a process of its own: posts updates, plays the Bot API, and measures latencies.

Asked over standard input: ``taps`` closes the loop over the toast (or over the HTTP answer with
``await_toast`` false), ``acks`` over the HTTP answer. Answers {count, seconds, p50_ms, p99_ms}.
"""

import asyncio
import json
import sys
import time
from typing import Any

from bench import updates
from bench.child import say
from bench.wire import connect, stub

LONGEST_S = 60


class Platform:
    """The stub Bot API: knows the bot, swallows messages, gives files, and rings for each answered tap."""

    def __init__(self) -> None:
        self.waiting: dict[str, asyncio.Future[None]] = {}
        self.calls: dict[str, int] = {}
        self._message = 1000

    def __call__(self, method: str, given: dict[str, str]) -> bytes:
        self.calls[method] = self.calls.get(method, 0) + 1
        result: Any = True
        if method == "answerCallbackQuery":
            bell = self.waiting.pop(given["callback_query_id"], None)
            if bell is not None and not bell.done():
                bell.set_result(None)
        elif method == "getFile":
            size = given["file_id"].removeprefix("size-")
            result = {
                "file_id": given["file_id"],
                "file_unique_id": "u",
                "file_size": int(size),
                "file_path": size,
            }
        elif method.isdigit():  # the file itself
            return pdf(int(method))
        elif method == "getMe":
            result = {
                "id": updates.BOT_ID,
                "is_bot": True,
                "first_name": updates.NAME,
                "username": updates.USERNAME,
            }
        elif method.startswith(("send", "edit")):
            self._message += 1
            result = {
                "message_id": self._message,
                "date": 1770598800,
                "chat": updates.chat(int(given.get("chat_id", "1"))),
                "text": "-",
            }
        return json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()


def pdf(size: int) -> bytes:
    """A small true PDF with a stream that nobody draws, of just that size."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]

    def written(filler: int) -> bytes:
        made, places = bytearray(b"%PDF-1.4\n"), []
        stream = b"<< /Length %08d >>\nstream\n%b\nendstream" % (filler, b"\x20" * filler)
        for number, body in enumerate([*objects, stream], 1):
            places.append(len(made))
            made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        table = len(made)
        made += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(
            b"%010d 00000 n \n" % place for place in places
        )
        made += b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%08d\n%%%%EOF\n" % table
        return bytes(made)

    return written(size - len(written(0)))


async def run(
    platform: Platform, *, port: int, path: str, bodies: list[list[Any]], at_once: int, await_toast: bool
) -> dict[str, Any]:
    """Post every body, ``at_once`` of them under way at any time. A body is [callback id or "", text],
    where each has its own, with its query.
    """
    todo = iter(bodies)
    spans: list[float] = []
    wrong: dict[int, int] = {}
    headers = {updates.SECRET_HEADER: updates.SECRET}

    async def one() -> None:
        connection = await connect(port)
        for callback, body, *query in todo:
            bell: asyncio.Future[None] | None = None
            if await_toast:
                bell = platform.waiting[callback] = asyncio.get_running_loop().create_future()
            started = time.perf_counter()
            where = f"{path}?{query[0]}" if query else path
            status = await connection.post(where, body.encode(), headers)
            if status != 200:
                wrong[status] = wrong.get(status, 0) + 1
                platform.waiting.pop(callback, None)
                continue
            if bell is not None:
                await bell
            spans.append(time.perf_counter() - started)
        connection.transport.close()

    started = time.perf_counter()
    async with asyncio.timeout(LONGEST_S):
        await asyncio.gather(*(one() for _ in range(at_once)))
    seconds = time.perf_counter() - started
    ranked = sorted(spans)
    return {
        "count": len(spans),
        "seconds": seconds,
        "p50_ms": 1000 * ranked[len(ranked) // 2],
        "spans_ms": [round(1000 * span, 3) for span in ranked],
        "wrong": wrong,
    }


async def main() -> None:
    """Serve questions until the bench hangs up."""
    platform = Platform()
    server, port = await stub(platform)
    say(port=port)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        do = asked.pop("do")
        if do == "run":
            say(**await run(platform, **asked))
        elif do == "calls":
            say(calls=platform.calls)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
