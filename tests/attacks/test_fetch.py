"""A28-A31: what an address that somebody typed can make the house do."""

import asyncio
import gzip
import zlib
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_network

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.fetch import Page, Reach, decode, fetch
from bot.guard import Refused, address_of, is_public, may_connect, target, under_base
from tests.contracts.loopback import raw, serving

QUICK = Reach(timeout_s=0.5)


@dataclass(frozen=True)
class Permit:
    host: str
    cidr: object
    ports: tuple[int, ...]


class Names:
    """A resolver of made-up names that counts how often it was asked."""

    def __init__(self, **known: Sequence[str] | list[Sequence[str]]) -> None:
        self.known = {name.replace("_", "."): value for name, value in known.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answer = self.known.get(host)
        if answer is None:
            raise OSError("no such name")
        if answer and isinstance(answer[0], list):
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer


def _here(port: int, host: str = "www.kp.test") -> tuple[Permit, ...]:
    return (Permit(host, ip_network("127.0.0.0/8"), (port,)),)


def _port(base: str) -> int:
    return int(base.rpartition(":")[2])


@asynccontextmanager
async def _site(answer):
    """A site on loopback under a made-up name: its base, what permits it, who resolves it."""
    async with serving(answer) as base:
        port = _port(base)
        yield f"http://www.kp.test:{port}", _here(port), Names(www_kp_test=["127.0.0.1"])


async def _fetched(answer, path: str = "/", **settings) -> Page:
    async with _site(answer) as (base, permits, names):
        return await fetch(base + path, base=base, permits=permits, resolve=names, **settings)


# Addresses ----------------------------------------------------------------------------------------------

DENIED = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1",
    "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1",
    "100::1", "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd12::1",
    "fe80::1", "fec0::1", "ff02::1", "5f00::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "114.114.114.114",
    "172.32.0.1",
    "100.128.0.1",
    "2400:3200::1",
    "240e::1",
    "2606:4700::1",
]


@pytest.mark.parametrize("text", DENIED)
async def test_a_name_that_leads_inside_is_blocked(text):
    assert not is_public(address_of(text))
    page = await fetch("http://www.kp.test/", base=None, resolve=Names(www_kp_test=[text]), limits=QUICK)
    assert page.error == "blocked"


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_passes(text):
    assert is_public(address_of(text))


async def test_all_addresses_must_pass():
    for answers in (
        ["8.8.8.8", "127.0.0.1"],
        ["::1", "8.8.8.8"],
        ["8.8.8.8", "fe80::1%eth0"],
        ["8.8.8.8", "x"],
    ):
        page = await fetch("http://www.kp.test/", base=None, resolve=Names(www_kp_test=answers), limits=QUICK)
        assert page.error == "blocked", answers


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1/", "blocked"),
        ("http://[::1]/", "blocked"),
        ("http://[::ffff:127.0.0.1]/", "blocked"),
        ("http://169.254.169.254/latest/meta-data/", "blocked"),
        ("http://100.100.100.200/latest/meta-data/", "blocked"),
        ("http://127.1/", "host"),
        ("http://2130706433/", "host"),
        ("http://0x7f000001/", "host"),
        ("http://0177.0.0.1/", "host"),
        ("http://127.0.0.1.:80/", "host"),
        ("http://1.2.3.4.5/", "host"),
        ("http://１２７.0.0.1/", "host"),
        ("http://127。0。0。1/", "host"),
        ("http://ⓛocalhost/", "host"),
        ("http://loc\u00adalhost/", "host"),
        ("http://exаmple.com/", "host"),
        ("http://xn--exmple-4nf.com/", "host"),
        ("http://a..b/", "host"),
        ("http://-a.cn/", "host"),
        ("http://a_b.cn/", "host"),
        ("http://" + "a" * 64 + ".cn/", "host"),
        ("http://[fe80::1%25eth0]/", "malformed"),
        ("http://[::1/", "malformed"),
        ("http://user:pw@www.kp.test/", "credentials"),
        ("http://www.kp.test@127.0.0.1/", "credentials"),
        ("http://127.0.0.1\\@www.kp.test/", "malformed"),
        ("http:\\\\127.0.0.1/", "malformed"),
        ("http://www.kp.test /", "malformed"),
        ("http://www.kp.test/\r\nX: y", "malformed"),
        ("http://www.kp.test/\x00", "malformed"),
        ("http:///path", "malformed"),
        ("http:www.kp.test", "malformed"),
        ("www.kp.test/a", "malformed"),
        ("", "malformed"),
        ("http://www.kp.test/" + "a" * 3000, "malformed"),
        ("ftp://www.kp.test/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "scheme"),
        ("javascript://www.kp.test/%0aalert(1)", "scheme"),
        ("http://www.kp.test:22/", "port"),
        ("http://www.kp.test:6379/", "port"),
        ("http://www.kp.test:8080/", "port"),
        ("http://www.kp.test:0/", "port"),
        ("http://www.kp.test:99999/", "port"),
        ("http://www.kp.test:8 0/", "malformed"),
        ("http://www.kp.test:http/", "malformed"),
        ("http://nowhere.test/", "dns"),
    ],
)
async def test_addresses_that_are_not_fetched(url, error):
    names = Names(www_kp_test=["8.8.8.8"])
    page = await fetch(url, base=None, resolve=names, limits=QUICK)
    assert page.error == error
    assert page.status is None
    assert names.asked in ([], ["nowhere.test"])


@given(st.text(max_size=60))
async def test_no_text_makes_it_raise(text):
    for url in (text, f"http://{text}", f"http://www.kp.test/{text}", f"http://{text}@x/"):
        page = await fetch(url, base=None, resolve=Names(), limits=QUICK)
        assert page.error is not None


async def test_the_checked_address_is_the_one_connected_to():
    """DNS rebinding: the second answer would lead elsewhere, but there is no second question."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.host)
        return web.Response(text="<title>甲</title>", content_type="text/html")

    async with serving(answer) as base:
        port = _port(base)
        names = Names(www_kp_test=[["127.0.0.1"], ["127.0.0.2"]])
        page = await fetch(f"http://www.kp.test:{port}/", base=None, permits=_here(port), resolve=names)
    assert (page.status, page.title) == (200, "甲")
    assert names.asked == ["www.kp.test"]
    assert asked == [f"www.kp.test:{port}"]


async def test_a_permit_holds_for_its_host_network_and_port_alone():
    wanted = target("http://site.test:8903/")
    inside = address_of("127.0.0.1")
    assert may_connect(wanted, inside, (Permit("site.test", ip_network("127.0.0.0/8"), (8903,)),))
    for permit in (
        Permit("other.test", ip_network("127.0.0.0/8"), (8903,)),
        Permit("site.test", ip_network("10.0.0.0/8"), (8903,)),
        Permit("site.test", ip_network("127.0.0.0/8"), (8901,)),
        Permit("site.test", ip_network("::/0"), (8903,)),
        Permit("", ip_network("127.0.0.0/8"), (8903,)),
    ):
        assert not may_connect(wanted, inside, (permit,))


# Redirects ----------------------------------------------------------------------------------------------


def _redirects(where, status: int = 302):
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/":
            return web.Response(status=status, headers={"Location": where(request)})
        return web.Response(text=f"<title>{request.path_qs}</title>", content_type="text/html")

    return answer


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/b?x=1", "/b?x=1"),
        ("b", "/b"),
        ("./c/../b", "/b"),
        ("?x=1", None),
        ("//www.kp.test:{port}/b", "/b"),
        ("http://www.kp.test:{port}/b#frag", "/b"),
    ],
)
async def test_redirects_inside_the_site_are_followed(location, shown):
    answer = _redirects(lambda request: location.format(port=request.url.port))
    page = await _fetched(answer)
    assert (page.error, page.title) == ((None, shown) if shown else ("redirects", ""))


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://127.0.0.1:{port}/", "outside"),
        ("http://localhost:{port}/", "outside"),
        ("http://www.kp.test:1/", "outside"),
        ("http://evil.test/", "outside"),
        ("//evil.test/", "outside"),
        ("http://user@www.kp.test:{port}/b", "credentials"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http:\\\\127.0.0.1/", "scheme"),
        ("/", "redirects"),
    ],
)
async def test_redirects_that_lead_away_are_not(location, error):
    page = await _fetched(_redirects(lambda request: location.format(port=request.url.port)))
    assert page.error == error


async def test_a_redirect_to_another_port_of_the_same_machine_is_refused():
    """The demo: its site may be fetched, the emulator and the bot beside it may not."""
    reached: list[str] = []

    async def secret(request: web.Request) -> web.Response:
        reached.append(request.path)
        return web.Response(text="secret")

    async with serving(secret) as other:
        page = await _fetched(_redirects(lambda _: f"http://www.kp.test:{_port(other)}/emulator/phones"))
        assert page.error == "outside"
        async with serving(_redirects(lambda _: f"{other}/demo/step")) as base:
            permits = (Permit("127.0.0.1", ip_network("127.0.0.1/32"), (_port(base),)),)
            page = await fetch(base + "/", base=None, permits=permits)
            assert page.error == "port"
    assert not reached


async def test_without_a_base_every_hop_is_checked_anew():
    names = Names(www_kp_test=["127.0.0.1"], inside_test=["10.0.0.1"])
    async with serving(_redirects(lambda _: "http://inside.test/")) as base:
        port = _port(base)
        page = await fetch(f"http://www.kp.test:{port}/", base=None, permits=_here(port), resolve=names)
    assert page.error == "blocked"
    assert names.asked == ["www.kp.test", "inside.test"]


# Bodies -------------------------------------------------------------------------------------------------


def _body(body: bytes, **headers: str):
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": "text/html", **headers})

    return answer


BIG = b"0" * 3_000_000


@pytest.mark.parametrize(
    ("body", "coding", "error"),
    [
        (BIG, None, "too_big"),
        (gzip.compress(b"0" * 200_000_000), "gzip", "too_big"),
        (zlib.compress(BIG), "deflate", "too_big"),
        (gzip.compress(b"<title>x</title>"), "gzip", None),
        (gzip.compress(b"<title>x</title>")[:-12], "gzip", "encoding"),
        (b"not gzip", "gzip", "encoding"),
        (gzip.compress(gzip.compress(b"x")), "gzip, gzip", "encoding"),
        (b"x", "br", "encoding"),
        (b"x", "zstd", "encoding"),
        (b"", None, None),
    ],
    ids=["plain", "bomb", "deflate", "right", "cut", "lie", "twice", "br", "zstd", "empty"],
)
async def test_what_a_body_may_weigh(body, coding, error):
    page = await _fetched(_body(body, **({"Content-Encoding": coding} if coding else {})))
    assert page.error == error
    assert page.status == (200 if error is None else None)


async def test_an_endless_body_ends():
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    assert (await _from(endless)).error == "too_big"


async def _from(script, **settings) -> Page:
    async with raw(script) as port:
        return await fetch(
            f"http://www.kp.test:{port}/",
            base=None,
            permits=_here(port),
            resolve=Names(www_kp_test=["127.0.0.1"]),
            limits=QUICK,
            **settings,
        )


SCRIPTS = {
    "silence": (b"", "timeout", True),
    "hangs up": (b"", "connect", False),
    "headers that never end": (b"HTTP/1.1 200 OK\r\nA: b\r\n", "timeout", True),
    "a body that dribbles": (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx", "timeout", True),
    "a body cut short": (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx", "http", False),
    "nonsense": (b"SSH-2.0-OpenSSH_9.2\r\n", "http", False),
    "a header too long": (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 100_000 + b"\r\n\r\n", "http", False),
    "smuggled lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "http",
        False,
    ),
}


@pytest.mark.parametrize(("said", "error", "waits"), SCRIPTS.values(), ids=SCRIPTS.keys())
async def test_servers_that_misbehave(said, error, waits):
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()
        if waits:
            await reader.read()

    page = await _from(script)
    assert page.error == error
    assert page.body == b""


async def test_a_closed_port_and_a_certificate_of_its_own():
    permits = _here(9)
    page = await fetch(
        "http://www.kp.test:9/", base=None, permits=permits, resolve=Names(www_kp_test=["127.0.0.1"])
    )
    assert page.error == "connect"

    async def plain_text(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad\r\n\r\n")
        await writer.drain()
        await reader.read()

    async with raw(plain_text) as port:
        page = await fetch(
            f"https://www.kp.test:{port}/",
            base=None,
            permits=_here(port),
            resolve=Names(www_kp_test=["127.0.0.1"]),
            limits=Reach(timeout_s=3),
        )
    assert page.error == "tls"


async def test_through_a_proxy_the_same_rules_hold():
    asked: list[str] = []

    async def proxy(request: web.Request) -> web.Response:
        asked.append(str(request.raw_path))
        return web.Response(text="<title>甲</title>", content_type="text/html")

    async with serving(proxy) as base:
        reach = Reach(timeout_s=3, proxy=base.replace("127.0.0.1", "localhost"))
        page = await fetch("http://www.kp.test/a", base=None, resolve=Names(), limits=reach)
        assert (page.error, page.title) == (None, "甲")
        for url, error in (
            ("http://10.0.0.1/", "blocked"),
            ("http://127.0.0.1/", "blocked"),
            ("http://x.test:22/", "port"),
        ):
            assert (await fetch(url, base=None, resolve=Names(), limits=reach)).error == error
        inside = await fetch("http://in.test/", base=None, resolve=Names(in_test=["10.1.1.1"]), limits=reach)
        assert inside.error == "blocked"
    assert asked == ["http://www.kp.test/a"]


async def test_no_cookie_no_secret_goes_out():
    seen: list[dict[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append({name.lower(): value for name, value in request.headers.items()})
        where = "/b" if request.path == "/" else None
        headers = {"Set-Cookie": "a=b"} | ({"Location": where} if where else {})
        return web.Response(status=302 if where else 200, headers=headers)

    await _fetched(answer)
    assert len(seen) == 2
    assert all(
        set(headers) <= {"host", "user-agent", "accept", "accept-encoding", "connection"} for headers in seen
    )


# Under the base -----------------------------------------------------------------------------------------

BASE = "https://www.kp.gov.cn/kpssfj/"


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://www.kp.gov.cn/kpssfj/tzgg/a.html", True),
        ("http://www.kp.gov.cn/kpssfj/tzgg/a.html", True),
        ("https://WWW.KP.GOV.CN/kpssfj/", True),
        ("https://www.kp.gov.cn:443/kpssfj", True),
        ("https://www.kp.gov.cn/kpssfj?id=1", True),
        ("https://www.kp.gov.cn/kpssfj/中文.html", True),
        ("https://www.kp.gov.cn/", False),
        ("https://www.kp.gov.cn/kpssfjx/a", False),
        ("https://www.kp.gov.cn/kpssfj/../other", False),
        ("https://www.kp.gov.cn/kpssfj/%2e%2e/other", False),
        ("https://www.kp.gov.cn/kpssfj/.%2E/other", False),
        ("https://www.kp.gov.cn:8443/kpssfj/a", False),
        ("https://kp.gov.cn/kpssfj/a", False),
        ("https://www.kp.gov.cn.evil.cn/kpssfj/a", False),
        ("https://evil.cn/www.kp.gov.cn/kpssfj/a", False),
        ("https://www.kp.gov.cn@evil.cn/kpssfj/a", False),
        ("https://www.kp.gov.cn\\@evil.cn/kpssfj/a", False),
        ("ftp://www.kp.gov.cn/kpssfj/a", False),
        ("a", False),
    ],
)
async def test_what_lies_under_the_sites_base(url, inside):
    assert under_base(url, BASE) is inside
    if not inside:
        names = Names()
        page = await fetch(url, base=BASE, resolve=names, limits=QUICK)
        assert page.error in {"outside", "credentials", "malformed", "scheme"}
        assert not names.asked


def test_a_chinese_host_is_read_one_way():
    host = "开平.政务".encode("idna").decode()
    assert str(target("http://开平.政务/甲")) == f"http://{host}/%E7%94%B2"
    assert under_base("http://开平.政务/a", f"http://{host}/")
    with pytest.raises(Refused):
        target("http://开\u200d平.政务/")


# Words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("镕㙍".encode("gb18030"), "text/html; charset=gb2312", "镕㙍"),
        ("<meta charset=gb2312>镕".encode("gb18030"), "text/html", "<meta charset=gb2312>镕"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=GBK">朱'.encode("gbk"),
            "",
            '<meta http-equiv="Content-Type" content="text/html; charset=GBK">朱',
        ),
        ("通知".encode(), "", "通知"),
        ("关于年检的通知".encode("gb18030"), "", "关于年检的通知"),
        ("通知".encode("utf-8-sig"), "text/html; charset=gbk", "通知"),
        ("通知".encode("utf-16"), "", "通知"),
        ("通知".encode("big5"), 'text/html; charset="big5"', "通知"),
        ("通知".encode(), "text/html; charset=punycode", "通知"),
        (b"\xff\xfe\xff", "text/html; charset=utf-7", None),
        (b"\x80\x81abc", "text/html; charset=utf-8", None),
    ],
)
def test_bytes_become_words(body, kind, text):
    read = decode(body, kind)
    assert isinstance(read, str)
    assert text is None or read == text


async def test_a_page_of_the_demo_kind_is_read_whole():
    html = '<html><head><meta charset="gb2312"><title> 关于\n年检的通知 </title></head><body>镕</body></html>'
    body = html.encode("gb18030")
    page = await _fetched(_body(body))
    assert (page.title, page.error, page.body) == ("关于 年检的通知", None, body)
    assert "镕" in page.text
    assert page.headers["content-type"].startswith("text/html")
    assert len(page.sha256) == 64


@pytest.mark.parametrize("status", [204, 304, 403, 404, 410, 500])
async def test_every_status_is_an_answer(status):
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status)

    page = await _fetched(answer)
    assert (page.status, page.error) == (status, None)
