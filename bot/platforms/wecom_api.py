"""The wire to WeCom: one aiohttp session with its base address, proxy, certificates and time-outs.

Tokens and robot keys stand in addresses, so no address ever leaves this file.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    TCPConnector,
    TraceConfig,
)
from yarl import URL

from bot.guard import certificates
from bot.platforms.wecom_outcome import Answer, Undelivered

CONNECT_S = 10.0
ANSWER_S = 20.0
SLOWEST_BYTES_S = 50_000  # a file may take as long as it takes on a line this slow
MOST_ANSWER = 16 << 20
PIECE = 256 * 1024
BOUNDARY = "duwang-7f3c1b9a5d2e4860"
JSON = {"Content-Type": "application/json; charset=utf-8"}


class Wire:
    """Posts, gets, uploads and downloads; what goes into the query is told to nobody.

    Args:
        base: scheme and host; a private deployment has its own.
        proxy: for the way out.
        ca_file: further root certificates (PEM).
    """

    def __init__(self, *, base: str, proxy: str | None = None, ca_file: str | None = None) -> None:
        self._base = base.rstrip("/")
        self._proxy = proxy
        self._ca_file = ca_file
        self._session: ClientSession | None = None

    def __repr__(self) -> str:
        return f"<Wire to {self._base}>"

    async def open(self) -> None:
        """Begin; nothing is sent yet."""
        trace = TraceConfig()
        trace.on_request_headers_sent.append(_mark_written)
        trace.on_request_chunk_sent.append(_after_write)
        secure = certificates(self._ca_file) if self._base.startswith("https:") else False
        self._session = ClientSession(
            connector=TCPConnector(limit=64, ssl=secure),
            timeout=ClientTimeout(total=ANSWER_S, connect=CONNECT_S),
            proxy=self._proxy,
            trace_configs=[trace],
        )

    async def close(self) -> None:
        """End; what is under way is cut off."""
        if self._session is not None:
            await self._session.close()

    async def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """Call by GET.

        Raises:
            Undelivered: no answer came, with the knowledge whether the call had left.
        """
        async with self._request("GET", path, query) as response:
            return Answer(response.status, await _read(response))

    async def post(
        self,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, Any],
        *,
        after_write: Callable[[], None] | None = None,
    ) -> Answer:
        """Call by POST; the body goes as UTF-8 with sorted keys, so the same body is the same bytes.

        ``after_write`` is called when bytes have gone to the socket (fault tests stop there).

        Raises:
            Undelivered: no answer came, with the knowledge whether the call had left.
        """
        data = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        async with self._request(
            "POST", path, query, data=data, headers=JSON, after_write=after_write
        ) as response:
            return Answer(response.status, await _read(response))

    async def upload(self, path: str, query: Mapping[str, str], file: Path | bytes, *, name: str) -> Answer:
        """Post a file as the part ``media``. Its name stands as plain UTF-8: WeCom reads no ``filename*``.

        Raises:
            Undelivered: no answer came.
            OSError: the file cannot be read.
        """
        size = len(file) if isinstance(file, bytes) else file.stat().st_size
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="media"; filename="{name}"; '
            f"filelength={size}\r\nContent-Type: application/octet-stream\r\n\r\n"
        ).encode()
        tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(len(head) + size + len(tail)),
        }
        async with self._request(
            "POST",
            path,
            query,
            data=_form(head, file, tail),
            headers=headers,
            total=ANSWER_S + size / SLOWEST_BYTES_S,
        ) as response:
            return Answer(response.status, await _read(response))

    @asynccontextmanager
    async def download(
        self, path: str, query: Mapping[str, str], *, part: tuple[int, int] | None = None, limit: int
    ) -> AsyncIterator["Answer | Stream"]:
        """Get a file: its stream, or the answer that came in its place. ``part``: first and last byte.

        Raises:
            Undelivered: the file did not come.
        """
        headers = {"Range": f"bytes={part[0]}-{part[1]}"} if part else None
        total = ANSWER_S + limit / SLOWEST_BYTES_S
        async with self._request("GET", path, query, headers=headers, total=total) as response:
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            is_file = "attachment" in response.headers.get("Content-Disposition", "").lower()
            if response.status >= 300 or (not is_file and kind in {"application/json", "text/plain", ""}):
                yield Answer(response.status, await _read(response))
            else:
                yield Stream(response)

    @asynccontextmanager
    async def at(self, address: str, *, limit: int) -> AsyncIterator["int | Stream"]:
        """Get a file from an address that WeCom named: its stream, or the status that came in its place.

        Raises:
            Undelivered: it did not come; or it is not https, where WeCom itself is.
        """
        if self._base.startswith("https:") and not address.startswith("https:"):
            raise Undelivered("the address of a file is not https", written=False)
        total = ANSWER_S + limit / SLOWEST_BYTES_S
        async with self._request("GET", address, None, total=total) as response:
            yield Stream(response) if response.status == 200 else response.status

    @asynccontextmanager
    async def _request(
        self,
        verb: str,
        path: str,
        query: Mapping[str, str] | None,
        *,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        total: float = ANSWER_S,
        after_write: Callable[[], None] | None = None,
    ) -> AsyncIterator[ClientResponse]:
        if self._session is None:
            raise Undelivered("the line is not open", written=False)
        note: dict[str, Any] = {"written": False, "after_write": after_write}
        try:
            async with self._session.request(
                verb,
                URL(path, encoded=True) if query is None else f"{self._base}/cgi-bin/{path}",
                params=query,
                data=data,
                headers=headers,
                timeout=ClientTimeout(total=total, connect=CONNECT_S),
                allow_redirects=False,
                trace_request_ctx=note,
            ) as response:
                yield response
        except (ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
            # The text of the error may hold the address, and so the token: its name is enough.
            raise Undelivered(type(error).__name__, written=note["written"]) from None


class Stream:
    """The bytes of a file on their way."""

    def __init__(self, response: ClientResponse) -> None:
        self._response = response
        self.size = response.content_length or 0
        self.disposition = response.headers.get("Content-Disposition", "")
        self.whole = _whole(response.headers.get("Content-Range", ""))  # of the file a part was asked of

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """In pieces of at most 256 KiB."""
        async for piece in self._response.content.iter_chunked(PIECE):
            yield piece


def _whole(content_range: str) -> int | None:
    size = content_range.rpartition("/")[2]
    return int(size) if size.isdecimal() else None


async def _form(head: bytes, file: Path | bytes, tail: bytes) -> AsyncGenerator[bytes, None]:
    yield head
    if isinstance(file, bytes):
        yield file
    else:
        with file.open("rb") as source:
            while piece := await asyncio.to_thread(source.read, PIECE):
                yield piece
    yield tail


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
