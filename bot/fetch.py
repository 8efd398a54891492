"""Fetching one public page, safely: what cannot be had is an outcome, never an exception."""

import asyncio
import hashlib
import re
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.guard import (
    Address,
    Permit,
    Refused,
    Target,
    address_of,
    certificates,
    may_ask,
    may_connect,
    same_site,
    target,
    under_base,
)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""(host, port) → all its addresses, A and AAAA; OSError when there is none."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEPT_HEADERS = ("content-type", "content-length", "date", "last-modified", "etag", "server", "location")
_HEADERS = {
    "User-Agent": "Duwang (page check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
    "Accept-Encoding": "gzip",
}
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_CHINESE = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030"})
_OTHERS = frozenset(
    {"utf-8", "utf8", "utf-16", "big5", "big5-hkscs", "iso-8859-1", "windows-1252", "us-ascii"}
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one fetch goes; ``proxy`` and ``ca_file`` as in the settings publish.fetch."""

    timeout_s: float = 10.0
    max_bytes: int = 2 << 20
    redirects: int = 3
    proxy: str | None = None
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What came back.

    ``error`` is None when a whole answer was read, of whatever status; else one of: malformed, scheme,
    credentials, host, port, outside, dns, blocked, redirects, connect, tls, timeout, too_big, encoding, http.
    ``body`` is decompressed; ``sha256`` is of it.
    """

    url: str
    final_url: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    text: str = ""
    title: str = ""
    sha256: str = ""
    error: str | None = None


class _Failed(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def resolve_all(host: str, port: int) -> Sequence[str]:
    """All addresses that the system's resolver knows."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


async def fetch(
    url: str,
    *,
    base: str | None,
    permits: Sequence[Permit] = (),
    limits: Reach | None = None,
    resolve: Resolve = resolve_all,
) -> Page:
    """Fetch one page by GET.

    Args:
        url: what somebody gave us.
        base: the site it must lie under; redirects stay on that host. None: any public host.
        permits: private addresses that may be fetched all the same.
        limits: time, size, redirects and the way out.
        resolve: how names become addresses; each answer must pass, and only these are connected to.
            Behind a proxy the proxy resolves by itself: its own rules then bind as well.
    """
    reach = limits or Reach()
    trail = [url]
    try:
        if base is not None and not under_base(url, base):
            target(url)  # says more exactly what is wrong, if it can
            return Page(url, url, error="outside")
        home = None if base is None else target(base)
        async with asyncio.timeout(reach.timeout_s):
            return await _walk(trail, home=home, permits=permits, reach=reach, resolve=resolve)
    except (Refused, _Failed) as refusal:
        return Page(url, trail[-1], error=refusal.code)
    except TimeoutError:
        return Page(url, trail[-1], error="timeout")
    except (ssl.SSLError, ssl.CertificateError):
        return Page(url, trail[-1], error="tls")
    except (ClientError, OSError, ValueError) as error:
        return Page(url, trail[-1], error=_code_of(error))


def _code_of(error: Exception) -> str:
    from aiohttp import ClientConnectionError, ClientSSLError

    if isinstance(error, ClientSSLError):
        return "tls"
    return "connect" if isinstance(error, ClientConnectionError | OSError) else "http"


async def _walk(
    trail: list[str], *, home: Target | None, permits: Sequence[Permit], reach: Reach, resolve: Resolve
) -> Page:
    while True:
        wanted = target(trail[-1])
        if home is not None and not same_site(wanted, home):
            raise _Failed("outside")
        addresses = await _checked(wanted, permits=permits, resolve=resolve, proxied=reach.proxy is not None)
        answer = await _get(wanted, addresses=addresses, reach=reach)
        if isinstance(answer, str):
            if len(trail) > reach.redirects:
                raise _Failed("redirects")
            trail.append(_joined(wanted, answer))
            continue
        status, headers, body = answer
        text, title = await asyncio.to_thread(_words, body, headers.get("content-type", ""))
        return Page(
            url=trail[0],
            final_url=str(wanted),
            status=status,
            headers=headers,
            body=body,
            text=text,
            title=title,
            sha256=hashlib.sha256(body).hexdigest(),
        )


def _joined(wanted: Target, location: str) -> str:
    if location.startswith("//"):
        return f"{wanted.scheme}:{location}"
    if "://" in location.partition("?")[0]:
        return location
    root = str(wanted)[: len(str(wanted)) - len(wanted.path) - (len(wanted.query) + 1 if wanted.query else 0)]
    if location.startswith("/"):
        return root + location
    if location.startswith("?"):
        return root + wanted.path + location
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", location):
        raise Refused("scheme")
    return root + wanted.path.rpartition("/")[0] + "/" + location


async def _checked(
    wanted: Target, *, permits: Sequence[Permit], resolve: Resolve, proxied: bool
) -> tuple[Address, ...]:
    if not may_ask(wanted, permits):
        raise _Failed("port")
    if wanted.literal is not None:
        found: list[Address | None] = [wanted.literal]
    else:
        try:
            found = [address_of(text) for text in await resolve(wanted.host, wanted.port)]
        except (OSError, UnicodeError):
            if proxied:  # an office behind a proxy may have no names of the outside at all
                return ()
            raise _Failed("dns") from None
    if not found:
        raise _Failed("dns")
    passed = tuple(one for one in found if one is not None and may_connect(wanted, one, permits))
    if len(passed) != len(found):
        raise _Failed("blocked")
    return passed


class _Pinned(AbstractResolver):
    """Knows the checked addresses of one host, and the proxy's host if there is one."""

    def __init__(self, host: str, addresses: Sequence[Address], proxy_host: str | None) -> None:
        self._host = host
        self._addresses = addresses
        self._proxy_host = proxy_host

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host == self._proxy_host:
            texts = await resolve_all(host, port)
        elif host == self._host:
            texts = [str(address) for address in self._addresses]
        else:
            raise OSError("not the host that was checked")
        return [
            ResolveResult(
                hostname=host,
                host=text,
                port=port,
                family=socket.AF_INET6 if ":" in text else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for text in texts
        ]

    async def close(self) -> None:
        """Nothing is held."""


async def _get(
    wanted: Target, *, addresses: Sequence[Address], reach: Reach
) -> str | tuple[int, dict[str, str], bytes]:
    """One hop: the Location of a redirect, or status, headers and body."""
    proxy_host = URL(reach.proxy).host if reach.proxy else None
    secure: Any = certificates(reach.ca_file) if wanted.scheme == "https" else False
    connector = TCPConnector(
        resolver=_Pinned(wanted.host, addresses, proxy_host), use_dns_cache=False, ssl=secure, limit=1
    )
    address = URL.build(
        scheme=wanted.scheme,
        host=wanted.host,
        port=wanted.port,
        path=wanted.path,
        query_string=wanted.query,
        encoded=True,
    )
    async with (
        ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            timeout=ClientTimeout(total=reach.timeout_s),
        ) as session,
        session.get(address, headers=_HEADERS, allow_redirects=False, proxy=reach.proxy) as response,
    ):
        if response.status in REDIRECTS and "Location" in response.headers:
            return response.headers["Location"]
        headers = {name: response.headers[name][:500] for name in KEPT_HEADERS if name in response.headers}
        return response.status, headers, await _body(response, most=reach.max_bytes)


async def _body(response: ClientResponse, *, most: int) -> bytes:
    """The body, decompressed by ourselves so that a bomb is seen before it has grown."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise _Failed("encoding")
    packed = coding not in {"identity", ""}
    inflate = zlib.decompressobj(wbits=47)  # gzip or zlib, told apart by the header
    body = bytearray()
    seen = 0
    async for piece in response.content.iter_chunked(65_536):
        seen += len(piece)
        if packed:
            try:
                body += inflate.decompress(piece, most + 1 - len(body))
            except zlib.error as error:
                raise _Failed("encoding") from error
        else:
            body += piece
        if len(body) > most or seen > most:
            raise _Failed("too_big")
    if packed and seen and not inflate.eof:
        raise _Failed("encoding")
    return bytes(body)


async def certificate_ends(
    url: str,
    *,
    base: str,
    permits: Sequence[Permit] = (),
    limits: Reach | None = None,
    resolve: Resolve = resolve_all,
) -> datetime | None:
    """When the certificate of a site ends; None where it has none, is not reached, or a proxy stands between.

    The address is checked and pinned as for a page.
    """
    reach = limits or Reach()
    try:
        wanted = target(url)
        if wanted.scheme != "https" or reach.proxy or not under_base(url, base):
            return None
        async with asyncio.timeout(reach.timeout_s):
            addresses = await _checked(wanted, permits=permits, resolve=resolve, proxied=False)
            _, writer = await asyncio.open_connection(
                str(addresses[0]),
                wanted.port,
                ssl=certificates(reach.ca_file),
                server_hostname=wanted.host,
            )
            held = writer.get_extra_info("peercert") or {}
            writer.close()
        ends = held.get("notAfter")
        return None if ends is None else datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC)
    except (Refused, _Failed, TimeoutError, OSError, ValueError):
        return None


def _words(body: bytes, content_type: str) -> tuple[str, str]:
    """The text of a page and its title."""
    from selectolax.lexbor import LexborHTMLParser

    text = decode(body, content_type)
    node = LexborHTMLParser(text).css_first("title") if "<" in text else None
    return text, "" if node is None else " ".join(node.text().split())[:500]


def decode(body: bytes, content_type: str = "") -> str:
    """A page's bytes as text: by byte order mark, header, meta; any GB name is read as GB 18030."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(codec, "replace")
    match = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", content_type, re.IGNORECASE)
    meta = _CHARSET.search(body, 0, 4096)
    said = match[1] if match else meta[1].decode("ascii") if meta else ""
    name = said.lower()
    if name in _CHINESE or (name not in _OTHERS and not _is_utf8(body)):
        name = "gb18030"
    return body.decode(name if name in _OTHERS or name == "gb18030" else "utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
