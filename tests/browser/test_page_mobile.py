"""The mobile page in a real browser: nobody is shut out, a big file survives a break, the phone decides."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from statistics import mean
from typing import Any, Self

import pytest
import pytest_asyncio
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot.web import Place, Site, Telegram, site_routes
from storage import people, uploads
from storage.engine import Store
from tests.browser.chromium import FLAGS, chromium
from tests.office import Office
from tests.web.signing import init_data
from workflow import page as pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TITLE = "关于开展2026年度民办非企业单位年检工作的通知"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
BIG = 50_000_000
SMALL = """() => [...document.querySelectorAll('button, summary, select, textarea, a.btn, nav a, .rows a, label.pick, label.radio, input:not([type=hidden]):not([type=file]):not([type=radio])')]
    .filter((one) => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden')
    .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < 43.5)
    .map(([html, box]) => `${box.width.toFixed(1)} x ${box.height.toFixed(1)} ${html}`)"""


def resident() -> int:
    """What this process holds in memory, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@asynccontextmanager
async def memory() -> AsyncIterator[list[int]]:
    """What this process holds, looked at fifty times a second: the curve."""
    curve = [resident()]

    async def look() -> None:
        while True:
            await asyncio.sleep(0.02)
            curve.append(resident())

    looking = asyncio.create_task(look())
    try:
        yield curve
    finally:
        looking.cancel()


class Played:
    """The demo office with its page, in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        database = f"sqlite:///{folder / 'duwang.db'}"
        Store.open(database, folder=folder / "data", clock_ms=lambda: 0).close_now()
        self.office = Office(folder / "data", database)
        self.pieces: list[tuple[int, int]] = []  # where each began, and its bytes
        self.breaks_at: int | None = None
        self.broke = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.office.open()
        token = str(self.office.file["bot"]["token"])
        self.site = Site(
            self.office.app,
            Place("https://duwang.test", local=True),
            telegram=lambda: Telegram(token.partition(":")[0], token),
        )
        app = web.Application(client_max_size=1 << 20, middlewares=[self._watched])
        app.router.add_routes(site_routes(self.site))
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}"
        return self

    @web.middleware
    async def _watched(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Every piece that comes; the line breaks under those beyond ``breaks_at``."""
        if (
            request.method == "PUT"
            and self.breaks_at is not None
            and int(request.query["at"]) >= self.breaks_at
        ):
            self.broke.set()
            if request.transport is not None:
                request.transport.abort()
            raise ConnectionResetError
        answer: web.StreamResponse = await handler(request)
        if request.method == "PUT":
            self.pieces.append((int(request.query["at"]), request.content_length or 0))
        return answer

    async def __aexit__(self, *_of: object) -> None:
        await self.runner.cleanup()
        await self.office.close()

    async def link(self, person: str, path: str = "/m") -> str:
        secret = await self.site.act(
            lambda desk: pages.make_link(desk, self.office.people[person], path=path)
        )
        return f"{self.url}/m/in/link/{secret}"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def played(tmp_path: Path) -> AsyncIterator[Played]:
    async with Played(tmp_path) as one:
        yield one


class Opened:
    """Pages that were opened; a script error or a refused resource fails the test."""

    def __init__(self, browser: Browser, played: Played) -> None:
        self.browser, self.played = browser, played
        self.troubles: list[str] = []
        self.contexts: list[BrowserContext] = []

    async def bare(self, size: dict[str, int] = PHONE, **how: Any) -> Page:
        context = await self.browser.new_context(viewport=size, locale="zh-CN", **how)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._said)
        return page

    def _said(self, line: Any) -> None:
        if line.type == "error" and not re.search(r"status of 4\d\d|ERR_(FAILED|CONNECTION)", line.text):
            self.troubles.append(line.text)

    async def __call__(
        self, person: str, path: str = "/m", *, size: dict[str, int] = PHONE, **how: Any
    ) -> Page:
        page = await self.bare(size, **how)
        await page.goto(await self.played.link(person, path))
        await page.get_by_role("button", name="打开").or_(page.get_by_role("button", name="Open")).click()
        await page.wait_for_selector("footer")
        return page


@pytest_asyncio.fixture(loop_scope="module")
async def opened(browser: Browser, played: Played) -> AsyncIterator[Opened]:
    one = Opened(browser, played)
    yield one
    for context in one.contexts:
        await context.close()
    assert not one.troubles


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [
        f"{one['id']}: {one['help']} {[node['html'][:120] for node in one['nodes']][:3]}"
        for one in found.response["violations"]
    ]


async def judge(page: Page, name: str) -> None:
    """axe finds nothing, targets are big enough, nothing runs over the side."""
    assert await violations(page) == [], name
    assert await page.evaluate(SMALL) == [], name
    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name}: {wide} px too wide"


async def begin(page: Page) -> None:
    await page.goto(page.url.split("/m")[0] + "/m/new")
    await page.get_by_role("button", name="新建稿件").or_(page.get_by_role("button", name="New item")).click()
    await page.wait_for_selector("body[data-ready] #upload:not([hidden])")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("kind", ["normal", "large", "english"])
async def test_nobody_is_shut_out(played, opened, size, kind):
    office = played.office
    item = await office.chen.submits(TITLE, files=["通知.docx", "附件1.pdf"])
    head = await office.liu.expects("请审批", item)
    if kind == "english":
        for person in ("chen", "liu", "wang"):
            await office.act(
                lambda desk, who=person: people.set_setting(desk.tx, office.people[who], lang="en")
            )
    door = await opened.bare(size)
    await door.goto(f"{played.url}/m")
    await judge(door, "door")
    liu = await opened("liu", size=size)
    if kind == "large":
        await liu.get_by_role("button", name="大字").click()
        await expect(liu.get_by_role("button", name="标准字")).to_be_visible()
    await judge(liu, "home")
    await liu.goto(f"{played.url}/m/item/{item}")
    await liu.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    await judge(liu, "item of the head")
    await head.taps("同意")
    await office.wang.expects(item)
    wang = await opened("wang", f"/m/item/{item}", size=size)
    await wang.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    await judge(wang, "item of the office")
    chen = await opened("chen", size=size)
    await begin(chen)
    await chen.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    await judge(chen, "draft")
    await chen.locator("input[type=date]").first.evaluate(
        "(one) => { one.type = 'text'; one.value = '2026-02-30'; }"
    )
    await chen.locator(".fields button.primary").click()
    await chen.wait_for_selector(".alert")
    await judge(chen, "draft with a mistake")


async def test_a_phone_decides_and_goes_on(played, opened):
    office = played.office
    one = await office.chen.submits(TITLE)
    two = await office.chen.submits("关于公开征集2026年度行政执法监督员的公告")
    await office.liu.expects("请审批", one)
    await office.liu.expects("请审批", two)
    liu = await opened("liu")
    await liu.get_by_text(TITLE).click()
    await liu.locator(".bar").get_by_role("button", name="同意").click()
    await expect(liu.get_by_role("status")).to_contain_text(f"已同意{one}")
    await expect(liu.get_by_role("heading", level=1)).to_contain_text("行政执法监督员")
    await liu.locator(".bar").get_by_text("退回", exact=True).click()
    await liu.locator("#return textarea").fill("第二段与附件不一致，请核对。")
    await liu.locator("#return form.fields").get_by_role("button", name="退回").click()
    await expect(liu.get_by_role("status")).to_contain_text(f"已退回{two}")
    await office.chen.expects("请修改", two)


async def test_a_key_press_is_enough(played, opened):
    """Everything that can be pressed is reached by Tab, and the first stop leads past the head."""
    item = await played.office.chen.submits(TITLE)
    await played.office.liu.expects("请审批", item)
    liu = await opened("liu", f"/m/item/{item}", size=DESK)
    await liu.keyboard.press("Tab")
    assert await liu.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        await liu.keyboard.press("Tab")
        if await liu.evaluate("document.activeElement.textContent") == "同意":
            break
    await liu.keyboard.press("Enter")
    await expect(liu.get_by_role("status")).to_contain_text(f"已同意{item}")


# Files ----------------------------------------------------------------------------------------------


async def stored(played: Played, item: int) -> list[Any]:
    await played.office.rest()
    return list(await played.office.read(lambda tx: uploads.uploads_of(tx, item)))


async def test_a_big_file_goes_on_after_a_break_in_flat_memory(played, opened, tmp_path, record_property):
    file = tmp_path / "宣传片.bin"
    seed = os.urandom(1 << 20)
    file.write_bytes((seed * 48)[:BIG])
    chen = await opened("chen")
    await begin(chen)
    here = chen.url
    item = int(here.rpartition("/")[2])
    played.breaks_at = 10 << 20
    async with memory() as curve:
        await chen.locator("label.pick:not(.camera) input").set_input_files(file)
        await asyncio.wait_for(played.broke.wait(), 60)
        await expect(chen.locator("#coming")).to_contain_text("已中断，正在重试")
        await expect(chen.locator("#coming progress")).to_be_visible()
        # The phone is put away in the middle; another page of the same person goes on.
        await chen.close(run_before_unload=False)
        played.breaks_at = None
        again = await opened("chen", f"/m/draft/{item}")
        await expect(again.locator("#attachments")).to_contain_text("尚未传完")
        await played.office.rest()
        played.pieces.clear()
        await again.locator("label.pick:not(.camera) input").set_input_files(file)
        await expect(again.locator("#files .file.stored")).to_contain_text("宣传片.bin", timeout=60_000)
    resumed = [at for at, _ in played.pieces]
    assert min(resumed) >= 8 << 20, "what had come was not sent twice"
    assert resumed == sorted(set(resumed))
    assert max(size for _, size in played.pieces) <= 2 << 20, "never more than a piece at once"
    (row,) = await stored(played, item)
    assert (row.state, row.size) == ("stored", BIG)
    assert row.sha256 == sha256(file.read_bytes()).hexdigest()
    # From before the first byte, through the break, until the file has been looked into and kept.
    peak, half = max(curve) - curve[0], len(curve) // 2
    climb = mean(curve[half:]) - mean(curve[:half])
    assert len(curve) > 20
    assert peak < BIG / 4, f"{peak} bytes more than before the first byte"
    assert climb < BIG / 10, f"the second half holds {climb:.0f} bytes more than the first: not flat"
    told = f"memory at most +{peak / 1e6:.1f} MB, second half {climb / 1e6:+.1f} MB, {len(curve)} looks"
    record_property("figures", f"50 MB through the page, {len(resumed)} pieces after the break: {told}")


async def test_several_files_come_at_once_and_one_that_is_too_big_is_told(played, opened, tmp_path):
    from tests.office_files import content_of

    for name in ("通知.docx", "附件1.pdf"):
        (tmp_path / name).write_bytes(content_of(name).data)
    (tmp_path / "空.txt").write_bytes(b"")
    chen = await opened("chen", size=DESK)
    await begin(chen)
    item = int(chen.url.rpartition("/")[2])
    await chen.locator("#i-title").fill("还没有保存的标题")
    picker = chen.locator("label.pick:not(.camera) input")
    await picker.set_input_files([tmp_path / "通知.docx", tmp_path / "空.txt", tmp_path / "附件1.pdf"])
    await expect(chen.locator("#coming .refused")).to_contain_text("内容为空")
    await expect(chen.locator("#files li")).to_have_count(2, timeout=30_000)
    await expect(chen.locator("#i-title")).to_have_value("还没有保存的标题")
    assert sorted(row.name for row in await stored(played, item)) == ["通知.docx", "附件1.pdf"]


async def test_files_may_be_dropped_on_the_page(played, opened):
    chen = await opened("chen", size=DESK)
    await begin(chen)
    await chen.evaluate(
        """() => {
            const held = new DataTransfer();
            held.items.add(new File(['说明文字'], '说明.txt', { type: 'text/plain' }));
            document.dispatchEvent(new DragEvent('drop', { dataTransfer: held, bubbles: true, cancelable: true }));
        }"""
    )
    await expect(chen.locator("#files .file.stored")).to_contain_text("说明.txt", timeout=30_000)


async def test_the_camera_is_a_picker_of_its_own(played, opened):
    chen = await opened("chen")
    await begin(chen)
    camera = chen.locator("label.camera input")
    assert await camera.get_attribute("capture") == "environment"
    assert await camera.get_attribute("accept") == "image/*"


# Coming in ------------------------------------------------------------------------------------------


async def test_telegrams_window_opens_by_itself(played, opened):
    office = played.office
    token = str(office.file["bot"]["token"])
    user = next(int(one["telegram_id"]) for one in office.file["people"] if one["id"] == "chen")
    data = init_data(token, user, at=office.time.now().timestamp())
    from urllib.parse import quote

    page = await opened.bare()
    await page.goto(
        f"{played.url}/m/new#tgWebAppData={quote(data, safe='')}&tgWebAppVersion=9.0&tgWebAppPlatform=ios"
    )
    await expect(page.get_by_role("heading", level=1)).to_have_text("交稿")
    assert page.url == f"{played.url}/m/new"


async def test_the_web_admin_copies_the_text_as_it_is(played, opened):
    office = played.office
    item = await office.chen.submits(TITLE)
    await (await office.liu.expects("请审批", item)).taps("同意")
    card = await office.wang.expects("保密审查", item)
    await card.taps("全部符合")
    await office.until(lambda: "同意" in card.buttons)
    await card.taps("同意")
    await office.clock.forward(seconds=30)
    await office.qian.expects(item)
    qian = await opened(
        "qian", f"/m/item/{item}", size=DESK, permissions=["clipboard-read", "clipboard-write"]
    )
    await qian.get_by_role("button", name="复制标题").click()
    await expect(qian.get_by_role("button", name="已复制")).to_be_visible()
    assert await qian.evaluate("navigator.clipboard.readText()") == TITLE
    await qian.evaluate("() => { Object.defineProperty(window, 'isSecureContext', { value: false }); }")
    await qian.get_by_role("button", name="复制正文").click()
    await expect(qian.get_by_role("button", name="已复制").last).to_be_visible()
    assert "3月底前" in await qian.evaluate("navigator.clipboard.readText()")
