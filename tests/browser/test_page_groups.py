"""工作群 in a real browser: nobody is shut out, and a robot is entered, tried and used with a thumb."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from emulator.wecom_state import Robot
from storage import people
from storage.engine import Store
from tests.browser.test_page_mobile import DESK, PHONE, browser, judge
from tests.office import Office
from workflow import page as pages

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

KEY = "11112222-3333-4444-5555-666677778888"
ADDRESS = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    database = f"sqlite:///{tmp_path / 'duwang.db'}"
    Store.open(database, folder=tmp_path / "data", clock_ms=lambda: 0).close_now()
    one = Office(tmp_path / "data", database, platform="wecom")
    await one.open()
    one.is_open = True
    one.emulator.wecom.state.robots[KEY] = Robot("读网", KEY, "fzg-group")
    yield one
    await one.close()


async def signed_in(office: Office, browser: Browser, size: dict[str, int]) -> Page:
    context = await browser.new_context(viewport=size, locale="zh-CN")
    context.set_default_timeout(10_000)
    page = await context.new_page()
    secret = await office.act(lambda desk: pages.make_link(desk, office.people["wu"]))
    await page.goto(f"{office.app.url}/m/in/link/{secret}")
    await page.locator("main button").click()
    await page.locator("a[href='/m/groups']").click()
    return page


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("kind", ["normal", "large", "english"])
async def test_nobody_is_shut_out(office, browser, size, kind):
    if kind == "english":
        await office.act(lambda desk: people.set_setting(desk.tx, office.people["wu"], lang="en"))
    page = await signed_in(office, browser, size)
    if kind == "large":
        await page.get_by_role("button", name="大字").click()
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    title = "Work groups" if kind == "english" else "工作群"
    assert title in await page.locator("h1").inner_text(), "it is that page that is judged"
    assert await page.locator("details[open] input").count() > 0, "with all that it hides"
    await judge(page, kind)
    await page.context.close()


async def test_a_robot_is_entered_tried_and_used(office, browser):
    page = await signed_in(office, browser, PHONE)
    await page.locator("#title-n").fill("法制股新群")
    await page.locator("#office-n").select_option(label="法制股")
    await page.locator("#address-n").fill(ADDRESS)
    await page.locator("section", has=page.locator("#address-n")).get_by_role("button", name="登记").click()
    group = page.locator("section", has=page.get_by_role("heading", name="法制股新群"))
    await expect(group).to_contain_text("未启用")
    await group.get_by_role("button", name="试发").click()
    await group.get_by_role("button", name="已在群里看到，启用").click()
    await expect(group).to_contain_text("使用中")
    assert KEY not in await page.content()
    await judge(page, "used")
    await page.context.close()
