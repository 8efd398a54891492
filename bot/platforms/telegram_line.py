"""The wire to Telegram: one aiohttp session with its proxy, certificates and time-outs.

No address ever leaves this file, since each holds the token.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    FormData,
    TCPConnector,
    TraceConfig,
)

from bot.guard import certificates
from bot.platforms.telegram_outcome import Answer, Undelivered

CONNECT_S = 10.0
ANSWER_S = 30.0
SLOWEST_BYTES_S = 50_000  # a file may take as long as it takes on a line this slow
MOST_ANSWER = 32 << 20
PIECE = 256 * 1024
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_UNSAFE = re.compile(rb"[^A-Za-z0-9_.~-]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A form that is written already."""

    body: bytes


def written(fields: Mapping[str, str]) -> Written:
    """A form without files, written run by run: ``urlencode`` takes each byte of Chinese by itself."""

    def quoted(text: str) -> bytes:
        return _UNSAFE.sub(lambda run: b"%" + run[0].hex("%").upper().encode(), text.encode())

    return Written(b"&".join(quoted(name) + b"=" + quoted(value) for name, value in fields.items()))


class Line:
    """Calls methods and fetches files; knows the token and tells it to nobody."""

    def __init__(
        self, *, token: str, api_base: str, proxy: str | None = None, ca_file: str | None = None
    ) -> None:
        self._token = token
        self._base = api_base.rstrip("/")
        self._proxy = proxy
        self._ca_file = ca_file
        self._session: ClientSession | None = None

    def __repr__(self) -> str:
        return f"<Line to {self._base}>"

    async def open(self) -> None:
        trace = TraceConfig()
        trace.on_request_headers_sent.append(_mark_written)
        trace.on_request_chunk_sent.append(_after_write)
        secure = certificates(self._ca_file) if self._base.startswith("https:") else False
        self._session = ClientSession(
            cookie_jar=DummyCookieJar(),  # the Bot API knows us by the address
            connector=TCPConnector(limit=64, ssl=secure),
            timeout=ClientTimeout(total=ANSWER_S, connect=CONNECT_S),
            proxy=self._proxy,
            trace_configs=[trace],
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | FormData | Written | None = None,
        *,
        upload: int = 0,
        answer_s: float = ANSWER_S,
        after_write: Callable[[], None] | None = None,
    ) -> Answer:
        """Call one Bot API method.

        Args:
            method: its name.
            params: plain values, which go as JSON, or a form that somebody has built or written.
            upload: bytes of files in the form, which earn it more time.
            answer_s: how long the answer may take.
            after_write: called when bytes of the body have gone to the socket (fault tests stop there).

        Raises:
            Undelivered: no answer came, with the knowledge whether the call had left.
        """
        total = answer_s + upload / SLOWEST_BYTES_S
        body = params if isinstance(params, FormData | Written) else _body(params or {})
        path = f"/bot{self._token}/{method}"
        async with self._request("POST", path, data=body, total=total, after_write=after_write) as response:
            raw = await _read(response)
            if response.status != 200:  # what stands in between may echo the address
                raw = raw.replace(self._token.encode(), b"***")
            return Answer(response.status, raw)

    async def pieces(self, file_path: str, *, size: int) -> AsyncGenerator[bytes, None]:
        """The bytes of a file that getFile has named, in pieces of at most 256 KiB.

        Raises:
            Undelivered: the file did not come, or not whole.
        """
        path = f"/file/bot{self._token}/{quote(file_path)}"
        async with self._request("GET", path, total=ANSWER_S + size / SLOWEST_BYTES_S) as response:
            if response.status != 200:
                raise Undelivered(f"file {response.status}", written=True)
            async for piece in response.content.iter_chunked(PIECE):
                yield piece

    @asynccontextmanager
    async def _request(
        self,
        verb: str,
        path: str,
        *,
        total: float,
        data: FormData | Written | bytes | None = None,
        after_write: Callable[[], None] | None = None,
    ) -> AsyncIterator[ClientResponse]:
        if self._session is None:
            raise Undelivered("the line is not open", written=False)
        note: dict[str, Any] = {"written": False, "after_write": after_write}
        try:
            async with self._session.request(
                verb,
                self._base + path,
                data=data.body if isinstance(data, Written) else data,
                headers=FORM if isinstance(data, Written) else JSON if isinstance(data, bytes) else None,
                timeout=ClientTimeout(total=total, connect=CONNECT_S),
                allow_redirects=False,
                trace_request_ctx=note,
            ) as response:
                yield response
        except (ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as error:
            # The text of the error may hold the address, and so the token: its name is enough.
            raise Undelivered(type(error).__name__, written=note["written"]) from None


async def _mark_written(_session: object, context: Any, _params: object) -> None:
    context.trace_request_ctx["written"] = True


async def _after_write(_session: object, context: Any, _params: object) -> None:
    if (bell := context.trace_request_ctx["after_write"]) is not None:
        # aiohttp tells before it writes; the loop comes to this when the bytes have gone.
        asyncio.get_running_loop().call_soon(bell)


async def _read(response: ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        body += piece
        if len(body) > MOST_ANSWER:
            raise Undelivered("the answer is too long", written=True)
    return bytes(body)


def _body(params: Mapping[str, Any]) -> bytes:
    return orjson.dumps({key: value for key, value in params.items() if value is not None})
