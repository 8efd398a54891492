"""Where the house listens: who sends drop by drop, or opens connections without end, is hung up on.

The server itself waits an hour for a head. Here a head has ten seconds, a body twenty and one more for every
500 bytes that came, and one address holds so many connections at once, unless it is a proxy of ours.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import cast

import structlog
from aiohttp import web
from aiohttp.streams import StreamReader

LINGER_S = 2.0  # for a body that nobody wants to read
log = structlog.get_logger()

Network = IPv4Network | IPv6Network
LOOPBACK: tuple[Network, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, in seconds, and how many. ``idle_s`` is longer than proxies keep a connection to us."""

    head_s: float = 10.0
    body_s: float = 20.0
    least_bytes_s: int = 500
    idle_s: float = 75.0
    of_one_address: int = 512


class Site(web.BaseSite):
    """The house's address.

    Args:
        runner: set up.
        host, port: 0 takes a free port.
        proxies: networks whose connections are not counted, since each stands for many people.
        limits: what is waited for.
    """

    def __init__(
        self,
        runner: web.AppRunner,
        host: str,
        port: int,
        *,
        proxies: Sequence[Network] = LOOPBACK,
        limits: Limits | None = None,
    ) -> None:
        super().__init__(runner)
        self._host = host
        self._port = port
        self._proxies = tuple(proxies)
        self.limits = limits or Limits()
        self.held: Counter[str] = Counter()
        """Connections by address."""

    @property
    def name(self) -> str:
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen."""
        await super().start()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._caller, self._host, self._port, backlog=self._backlog)

    def _caller(self) -> asyncio.Protocol:
        server = self._runner.server
        if server is None:
            raise RuntimeError("the server is over")
        return _Caller(self, server)

    def has_room(self, address: str) -> bool:
        """May this address open one more?"""
        return self.held[address] < self.limits.of_one_address or self._is_a_proxy(address)

    def left(self, address: str) -> None:
        """One of its connections is over."""
        self.held[address] -= 1
        if not self.held[address]:
            del self.held[address]

    def _is_a_proxy(self, text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)


class _Caller(web.RequestHandler):
    """One connection, with somebody who looks at the clock while a head or a body is awaited."""

    __slots__ = ("_address", "_began", "_body", "_came", "_site", "_timer")

    def __init__(self, site: Site, server: web.Server) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type] # no log, as everywhere else in the server
            lingering_time=LINGER_S,
            keepalive_timeout=site.limits.idle_s,
        )
        self._site = site
        self._address = ""
        self._timer: asyncio.TimerHandle | None = None
        self._body: StreamReader | None = None  # that is still coming; None while a head is awaited
        self._began = 0.0
        self._came = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if peer else ""
        if not self._site.has_room(address):
            log.warning("server.too_many_connections", address=address)
            cast("asyncio.Transport", transport).abort()
            return
        self._address = address
        self._site.held[address] += 1
        super().connection_made(transport)
        self._watch(self._site.limits.head_s)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._rest()
        if self._address:
            self._site.left(self._address)
            self._address = ""
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        heads = self._request_count
        super().data_received(data)
        if self.transport is None:  # hung up over this
            return
        if self._request_count != heads:  # a head is whole
            self._rest()
            self._body = self._messages[-1][1]
        if self._body is not None and not self._body.is_eof():
            if self._timer is None:
                self._watch(self._site.limits.body_s)
            self._came += len(data)
        elif self._body is not None:
            self._rest()
        elif data and self._timer is None and self._waiter is not None:  # the next head has begun
            self._watch(self._site.limits.head_s)

    def _watch(self, seconds: float) -> None:
        self._began, self._came = self._loop.time(), 0
        self._timer = self._loop.call_later(seconds, self._look)

    def _rest(self) -> None:
        """Nothing is awaited."""
        self._body = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """The time is over: hang up, unless a body has come fast enough for more."""
        limits = self._site.limits
        if self._body is not None:
            due = self._began + limits.body_s + self._came / limits.least_bytes_s
            if self._loop.time() < due:
                self._timer = self._loop.call_at(due, self._look)
                return
        log.info("server.too_slow", what="head" if self._body is None else "body", address=self._address)
        self._rest()
        self.force_close()
