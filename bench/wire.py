"""As little HTTP as the load needs, so that the load never becomes the limit: a client and a stub Bot API."""

import asyncio
import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

END = b"\r\n\r\n"


class Incomplete(Exception):
    """More bytes are needed."""


def message(buffer: bytes) -> tuple[bytes, bytes, bytes]:
    """Cut one HTTP message off a buffer: its head, its body, and the rest. Raises Incomplete."""
    head, end, rest = buffer.partition(END)
    if not end:
        raise Incomplete
    low = head.lower()
    if b"transfer-encoding: chunked" in low:
        stop = rest.find(b"0\r\n\r\n")
        if stop < 0:
            raise Incomplete
        return head, rest[:stop], rest[stop + 5 :]
    at = low.find(b"content-length:")
    size = int(low[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    if len(rest) < size:
        raise Incomplete
    return head, rest[:size], rest[size:]


class Connection(asyncio.Protocol):
    """One kept-alive connection to a server; one request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[int] | None = None
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            head, _, self._buffer = message(self._buffer)
        except Incomplete:
            return
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(int(head[9:12]))

    def connection_lost(self, _error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server hung up"))

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send one JSON body; the status of the answer."""
        lines = [f"POST {path} HTTP/1.1", "Host: bench", "Content-Type: application/json"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines.append(f"Content-Length: {len(body)}")
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write("\r\n".join(lines).encode() + END + body)
        return await self._answer


async def connect(port: int) -> Connection:
    """A new connection on loopback."""
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection


Said = Callable[[str, dict[str, str]], bytes]


class _Stub(asyncio.Protocol):
    def __init__(self, answer: Said) -> None:
        self._answer = answer
        self._buffer = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            try:
                head, body, self._buffer = message(self._buffer)
            except Incomplete:
                return
            method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
            given = _given(body)
            said = self._answer(method, given)
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d" % len(said)
                + END
                + said
            )


def _given(body: bytes) -> dict[str, str]:
    if body.startswith(b"{"):
        return {key: str(value) for key, value in json.loads(body).items()}
    return {key: values[0] for key, values in parse_qs(body.decode()).items()}


async def stub(answer: Said) -> tuple[asyncio.Server, int]:
    """A Bot API that answers whatever ``answer`` gives for (method, parameters); the server and its port."""
    server = await asyncio.get_running_loop().create_server(lambda: _Stub(answer), "127.0.0.1", 0)
    return server, int(server.sockets[0].getsockname()[1])
