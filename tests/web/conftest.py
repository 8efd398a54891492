"""An office with its page on, and browsers that keep cookies and follow nobody by themselves."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.web import CodeSpent, OAuth, Place, Site, Telegram, site_routes
from bot.web.visits import Visits
from scheduler.pace import pace_of
from storage import people
from storage.engine import Store
from tests.office import Office
from workflow import page as pages

AGENT = 1000002
CODES = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass
class Answer:
    """What a browser got."""

    status: int
    text: str
    headers: Any
    body: bytes = b""

    @property
    def words(self) -> str:
        """What a reader sees."""
        shown = re.sub(r"<(script|style|head)\b.*?</\1>", " ", self.text, flags=re.DOTALL)
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)))

    @property
    def csrf(self) -> str:
        return CODES.findall(self.text)[0]

    def forms(self) -> list[dict[str, str]]:
        """Every form's hidden fields, with its action and its button's label."""
        found = []
        for form in re.findall(r"<form.*?</form>", self.text, flags=re.DOTALL):
            fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))
            action = re.search(r'action="([^"]*)"', form)
            label = re.search(r"<button[^>]*>(.*?)</button>", form, flags=re.DOTALL)
            found.append(
                {name: unescape(value) for name, value in fields.items()}
                | {"_action": action[1] if action else "", "_label": unescape(label[1]) if label else ""}
            )
        return found

    def form(self, label: str) -> dict[str, str]:
        found = [form for form in self.forms() if form["_label"] == label]
        assert found, f"no button {label!r} among {[form['_label'] for form in self.forms()]}"
        return found[0]

    def hrefs(self, pattern: str) -> list[str]:
        return [unescape(one) for one in re.findall(rf'(?:href|src)="({pattern}[^"]*)"', self.text)]


class Browser:
    """One browser: cookies of its own, redirects looked at before they are followed."""

    def __init__(
        self, url: str, *, agent: str = "Mozilla/5.0", headers: dict[str, str] | None = None
    ) -> None:
        self.url = url
        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            headers={"User-Agent": agent, "Accept-Language": "zh-CN", **(headers or {})},
        )

    async def ask(self, method: str, path: str, **given: Any) -> Answer:
        url = path if path.startswith("http") else f"{self.url}{path}"
        async with self.session.request(method, url, allow_redirects=False, **given) as answer:
            body = await answer.read()
            text = body.decode("utf-8", "replace")
            return Answer(answer.status, text, answer.headers, body)

    async def get(self, path: str, **given: Any) -> Answer:
        return await self.ask("GET", path, **given)

    async def post(self, path: str, fields: dict[str, str], **given: Any) -> Answer:
        return await self.ask("POST", path, data=fields, **given)

    async def press(self, answer: Answer, label: str, **more: str) -> Answer:
        """Press a button of a page."""
        form = answer.form(label)
        fields = {name: value for name, value in form.items() if not name.startswith("_")}
        return await self.post(form["_action"], fields | more)

    async def follow(self, answer: Answer) -> Answer:
        assert answer.status in (302, 303), (answer.status, answer.words[:400])
        return await self.get(answer.headers["Location"])

    def cookie(self, name: str = "duwang") -> str | None:
        found = {cookie.key: cookie.value for cookie in self.session.cookie_jar}
        return found.get(name)


@dataclass
class Doors:
    """What WeCom answers to codes, as the test wants it."""

    members: dict[str, str | None] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_away: bool = False

    async def identify(self, code: str) -> str | None:
        self.asked.append(code)
        if self.is_away:
            raise ConnectionError("away")
        if code not in self.members:
            raise CodeSpent
        return self.members.pop(code)


@dataclass
class House:
    """The office, its page, and the browsers of its people."""

    office: Office
    site: Site
    url: str
    doors: Doors
    browsers: list[Browser] = field(default_factory=list)

    def browser(self, **how: Any) -> Browser:
        made = Browser(self.url, **how)
        self.browsers.append(made)
        return made

    def id(self, person: str) -> int:
        return self.office.people[person]

    async def of(self, person: str, **how: Any) -> Browser:
        """A browser in which this person is signed in, by a one-time link."""
        browser = self.browser(**how)
        secret = await self.site.act(lambda desk: pages.make_link(desk, self.id(person)))
        shown = await browser.get(f"/m/in/link/{secret}")
        opened = await browser.press(shown, "打开")
        assert opened.status == 303, opened.words
        return browser


OpenHouse = Callable[..., Awaitable[House]]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenHouse]:
    """Opens the office with its page; ``prefix``, ``trusted``, ``per_minute`` and settings as wanted."""
    opened: list[tuple[House, web.AppRunner]] = []

    async def open_(
        *,
        prefix: str = "",
        public: str | None = None,
        trusted: tuple[Any, ...] = (),
        per_minute: dict[str, int] | None = None,
        settings: dict[str, Any] | None = None,
    ) -> House:
        database = f"sqlite:///{tmp_path / 'duwang.db'}"
        Store.open(database, folder=tmp_path / "data", clock_ms=lambda: 0).close_now()
        office = Office(tmp_path / "data", database, settings=settings)
        await office.open()
        office.is_open = True
        doors = Doors()
        token = str(office.file["bot"]["token"])
        site = Site(
            office.app,
            Place(public or "https://duwang.test", prefix, trusted, local=public is None),
            telegram=lambda: Telegram(token.partition(":")[0], token),
            oauth=lambda: OAuth("https://open.weixin.qq.com", "wwcorp123", AGENT, doors.identify),
            visits=Visits(
                pace_of(office.app.store),
                lease_ms=office.app.clock.lease_ms,
                per_minute={"door": 600, **(per_minute or {})},
            ),
        )
        app = web.Application(client_max_size=1 << 20)
        app.router.add_routes(site_routes(site))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        house = House(office, site, f"http://127.0.0.1:{port}", doors)
        opened.append((house, runner))
        return house

    yield open_
    for house, runner in opened:
        for browser in house.browsers:
            await browser.session.close()
        await runner.cleanup()
        await house.office.close()


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    return await open_house()


@pytest.fixture
def bind_wecom() -> Callable[[House, str, str], Awaitable[None]]:
    """Give a person of the office an account in WeCom."""

    async def bind(house: House, person: str, userid: str) -> None:
        def enter(desk: Any) -> None:
            people.bind_account(
                desk.tx,
                house.id(person),
                platform="wecom",
                bot=str(AGENT),
                external_id=userid,
                chat=userid,
            )

        await house.site.act(enter)

    return bind
