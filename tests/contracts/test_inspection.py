"""The machine reads a real local site with planted faults: each is found, none crashes it, nobody is accused wrongly."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp import web

from bot.fetch import Reach, certificate_ends
from bot.inspection import Inspector, read_list
from rules import inspection as rules
from rules.inspection import Listed, Try

TODAY = date(2026, 2, 9)
LIST = """<html><head><meta charset="{charset}"></head><body><nav><a href="/">首页</a> 2026-02-09</nav>
<ul>{lines}</ul><footer>版权所有 2026年2月9日 <a href="/about.html">关于我们</a></footer></body></html>"""


@dataclass
class Permit:
    """The one private address that may be fetched."""

    host: str
    cidr: Any
    ports: tuple[int, ...]


def line(url: str, title: str, on: str) -> str:
    return f'<li><a href="{url}">{title}</a><span>[{on}]</span></li>'


class Planted:
    """A small government site in which much is wrong."""

    def __init__(self) -> None:
        self.down = 0  # how many of the next looks at the home page fail
        self.seen: list[str] = []

    async def visit(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        self.seen.append(path)
        match path:
            case "/robots.txt":
                return web.Response(text="User-agent: *\nDisallow: /secret/\n")
            case "/":
                if self.down:
                    self.down -= 1
                    return web.Response(status=503, text="503")
                return self.html("<p>首页</p>")
            case "/tzgg/":
                lines = [
                    line("t5.html", "关于年检的通知", "2026-02-06"),
                    line("gone.html", "已经不在的通知", "2026-02-05"),
                    line("away.html", "转到本机其他端口", "2026-02-04"),
                    line("endless.html", "没有尽头的网页", "2026-02-03"),
                    line("broken.html", "服务器出错的网页", "2026-02-02"),
                    line("later.html", "写成了将来的日期", "2027-01-01"),
                ]
                return self.html(LIST.format(charset="utf-8", lines="\n".join(lines)))
            case "/gb/":
                body = LIST.format(
                    charset="gb2312", lines=line("g1.html", "镕基同志旧居简介", "2025年12月30日")
                )
                return web.Response(body=body.encode("gb18030"), headers={"Content-Type": "text/html"})
            case "/blank/":
                return self.html(LIST.format(charset="utf-8", lines="<li>暂无信息</li>"))
            case "/undated/":
                return self.html(
                    LIST.format(charset="utf-8", lines='<li><a href="u1.html">没有日期的</a></li>')
                )
            case "/tzgg/away.html":
                raise web.HTTPFound("http://127.0.0.1:9/admin")
            case "/tzgg/endless.html" | "/endless/":
                return await self.endless(request)
            case "/tzgg/broken.html":
                return web.Response(status=500, text="500")
            case "/tzgg/t5.html" | "/tzgg/later.html" | "/gb/g1.html":
                return self.html("<h1>关于年检的通知</h1>")
        return web.Response(status=404, text="404")

    @staticmethod
    def html(text: str) -> web.Response:
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    @staticmethod
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        try:
            while True:
                await answer.write(b"<p>more</p>" * 4096)
        except (ConnectionError, RuntimeError):
            return answer


@dataclass
class Reader:
    """The inspector, its site and its address."""

    site: Planted
    base: str
    inspector: Inspector

    async def column(self, path: str, **more: Any) -> Any:
        args = {"what": "column", "base": self.base, "url": f"{self.base}{path}", "on": "2026-02-09", **more}
        return await self.inspector.carry(args)

    async def home(self) -> Any:
        return await self.inspector.carry({"what": "home", "base": self.base, "on": "2026-02-09"})


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    site = Planted()
    app = web.Application()
    app.router.add_get("/{path:.*}", site.visit)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    port = runner.addresses[0][1]
    base = f"http://127.0.0.1:{port}/"
    permit = Permit("127.0.0.1", ip_network("127.0.0.1/32"), (port,))
    reach = Reach(timeout_s=15, max_bytes=200_000)
    yield Reader(site, base, Inspector(permits=[permit], reach=reach, control=f"{base}tzgg/t5.html"))
    await runner.cleanup()


async def test_dead_links_are_found_and_what_cannot_be_told_is_no_fault(reader: Reader) -> None:
    told = await reader.column("tzgg/")
    assert [one["title"] for one in told["entries"]][:2] == ["关于年检的通知", "已经不在的通知"]
    found = {
        one["url"].rpartition("/")[2]: rules.judge_page(Try(one["status"], one["error"]))
        for one in told["pages"]
    }
    assert found == {
        "t5.html": "ok",
        "gone.html": "dead",
        "away.html": "unknown",
        "endless.html": "unknown",
        "broken.html": "dead",
    }
    errors = {one["url"].rpartition("/")[2]: one["error"] for one in told["pages"]}
    assert errors["away.html"] == "outside"
    assert errors["endless.html"] == "too_big"


async def test_a_gb2312_page_is_read_right_and_its_newest_date_found(reader: Reader) -> None:
    told = await reader.column("gb/")
    assert [(one["title"], one["on"]) for one in told["entries"]] == [("镕基同志旧居简介", "2025-12-30")]


async def test_a_date_to_come_is_no_update_and_a_footer_no_entry(reader: Reader) -> None:
    page = LIST.format(
        charset="utf-8",
        lines=line("a.html", "某年的通知", "2027-01-01") + line("b.html", "本月通知", "2026-02-01"),
    )
    listed = read_list(page, "http://a.cn/tzgg/", "http://a.cn/tzgg/")
    assert listed.newest(today=TODAY) == date(2026, 2, 1)
    assert (await reader.column("tzgg/"))["count"] == 6


async def test_blank_is_told_from_undated(reader: Reader) -> None:
    assert (await reader.column("blank/"))["count"] == 0
    assert (await reader.column("undated/"))["count"] is None


async def test_a_list_that_never_ends_or_is_gone_or_lies_outside_crashes_nothing(reader: Reader) -> None:
    assert (await reader.column("endless/"))["error"] == "too_big"
    assert (await reader.column("nowhere/"))["status"] == 404
    outside = {"what": "column", "base": reader.base, "url": "http://169.254.169.254/", "on": "2026-02-09"}
    assert (await reader.inspector.carry(outside))["error"] == "outside"


async def test_robots_are_kept_to(reader: Reader) -> None:
    assert await reader.column("secret/") == {"robots": True}
    assert "/secret/" not in reader.site.seen
    assert reader.site.seen.count("/robots.txt") == 1


async def test_published_pages_are_looked_at_again(reader: Reader) -> None:
    items = [
        {"number": "KP-2026-0001", "title": "关于年检的通知", "url": f"{reader.base}tzgg/t5.html"},
        {"number": "KP-2026-0002", "title": "另一个标题", "url": f"{reader.base}tzgg/t5.html"},
        {"number": "KP-2026-0003", "title": "没有了", "url": f"{reader.base}tzgg/gone.html"},
    ]
    told = await reader.column("tzgg/", items=items)
    assert [(one["number"][-1], one["status"], one["titled"]) for one in told["items"]] == [
        ("1", 200, True),
        ("2", 200, False),
        ("3", 404, None),
    ]


@pytest.mark.parametrize(("down", "failed", "outcome"), [(0, 0, "ok"), (1, 1, "fault"), (99, 5, "fault")])
async def test_of_twenty_tries_one_that_fails_is_five_per_cent(
    reader: Reader, down: int, failed: int, outcome: str
) -> None:
    reader.site.down = down
    told = await reader.home()
    tries = [Try(one["status"], one["error"]) for one in told["tries"]]
    verdict = rules.judge_site(tries, control=told["control"])
    assert (verdict.failed, verdict.outcome) == (failed, outcome)
    assert verdict.made == (5 if down == 99 else 20)
    assert told["control"] is (None if not down else True)
    assert told["certificate"] is None


def test_without_a_control_address_or_behind_a_firewall_nothing_is_called_down() -> None:
    lost = [Try(None, "timeout")] * 20
    assert rules.judge_site(lost, control=None) == rules.Verdict(
        "cannot_check", why="route", failed=20, made=20
    )
    assert rules.judge_site(lost, control=False).outcome == "cannot_check"
    assert rules.judge_site(lost, control=True).kind == "unreachable"
    walled = [Try(403), Try(None, "blocked")] * 10
    assert rules.judge_site(walled, control=True).why == "firewall"
    assert rules.judge_site([Try(403)] * 10 + [Try(200)] * 10, control=True).outcome == "ok"


def test_certificates_titles_and_outcomes() -> None:
    assert [rules.judge_certificate(days).outcome for days in (None, 14, 15, -3)] == [
        "cannot_check",
        "fault",
        "ok",
        "fault",
    ]
    assert rules.is_same_title("关于开展年度检查考核工…", "关于开展年度检查考核工作的通知")
    assert not rules.is_same_title("关于…", "关于开展年度检查考核工作的通知")
    assert rules.together(["ok", "cannot_check"]) == "cannot_check"
    assert rules.together(["ok", "fault", "cannot_check"]) == "fault"
    assert rules.together([]) == "cannot_check"
    assert Listed((), inside=3).count is None


async def test_a_certificate_is_asked_only_of_the_site_itself() -> None:
    for url, base in (
        ("http://a.cn/", "http://a.cn/"),
        ("https://127.0.0.1/", "https://127.0.0.1/"),
        ("https://b.cn/", "https://a.cn/"),
    ):
        assert await certificate_ends(url, base=base) is None
