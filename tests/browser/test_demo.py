"""The demo as a newcomer plays it: a real browser, the real bot in its own process, the main job from end to end."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.browser.chromium import FLAGS, chromium
from tests.browser.demo import PATIENCE_MS, Demo, Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("demo"),
    pytest.mark.asyncio(loop_scope="module"),
]

TITLE = "关于开展2026年度民办非企业单位年检工作的通知"
SLOW = "skipped: maximum number of running instances"  # a busy machine: the heartbeat comes late, nothing is lost
BODY = "各有关单位：\n2026年度年检自3月1日开始，5月31日结束。请按时报送材料。"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def demos(browser: Browser, tmp_path_factory) -> AsyncIterator[tuple[Demo, Demo]]:
    """Two demos on one machine, the second started after the first has answered."""
    folder = tmp_path_factory.mktemp("demo")
    found = Demo(folder / "first"), Demo(folder / "second")
    try:
        for demo in found:
            await demo.start()
        yield found
    finally:
        await asyncio.gather(*(demo.stop() for demo in found))


async def new_page(browser: Browser, troubles: list[str]) -> Page:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = await context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if is_trouble(line) else None)
    return page


def is_trouble(line: ConsoleMessage) -> bool:
    """An error in the console; but until the bot is there, its reasons cannot be asked for."""
    return line.type == "error" and "502 (Bad Gateway)" not in line.text


async def main_job(demo: Demo, page: Page) -> tuple[bytes, bytes]:
    """From words and a file to 已办结. Two pictures: in mid-flow, and at the end."""
    desk = Desk(demo, page)
    await desk.opens()

    await desk.at("09:10")
    await desk.hands_in(f"{TITLE}\n{BODY}", sample="年检通知.docx")
    await desk.shows("chen", "已报送：")
    await desk.shows("liu", "请审批：")
    await expect(page.locator("#steps li.now")).to_contain_text("刘股长 同意")

    await desk.at("09:20")
    await desk.presses("liu", "同意")
    await desk.shows("liu", "您已于2月9日 09:20同意。")
    await demo.clock(advance_s=25)  # the next step hears 20 s later
    for reviewer in ("wang", "zhao"):
        await desk.shows(reviewer, "请作保密审查：")
    await desk.at("09:30")
    await desk.presses("wang", "全部符合")
    await desk.shows("wang", "保密审查：全部符合，第十六条")
    await desk.presses("wang", "同意")
    await desk.shows("wang", "您已于2月9日 09:30同意。")
    await desk.shows("zhao", "王主任已于2月9日 09:30同意，无需再办。")
    await demo.clock(advance_s=25)
    await desk.shows("qian", "请发布：")
    await desk.at("09:40")
    await expect(page.locator("#why .due li")).to_contain_text("第二十一条")
    middle = await desk.picture()
    address = await desk.publishes()
    await desk.shows("qian", "已操作：")
    await desk.shows("chen", "请确认效果：")
    await desk.shows("chen", address)
    await desk.at("09:50")
    await desk.shows("chen", "已核实")
    await desk.presses("chen", "确认效果")
    await desk.shows("chen", "已办结：")
    await desk.shows("chen", "陈信息已于2月9日 09:50确认效果。")

    await page.get_by_role("button", name="下一工作日").click()
    await expect(page.locator("#clock [role=status]")).to_contain_text(
        "已推进到 2026年2月10日 周二 09:00", timeout=PATIENCE_MS
    )
    await expect(page.locator("#why .rule .cite")).to_have_text(re.compile("第十八条"))
    await expect(page.locator("#steps li.done")).to_have_count(5)
    return middle, await desk.picture()


async def test_the_page_answers_before_the_bot_is_connected(demos):
    first, second = demos
    sys.stdout.write(f"page up after {first.page_up_s:.2f} s, second start {second.page_up_s:.2f} s\n")
    assert first.waited, "the page waited for the bot"
    assert second.waited, "the page waited for the bot"


async def test_the_main_job_from_words_and_a_file_to_published_and_seen(demos, browser, tmp_path):
    troubles: list[str] = []
    pages = [await new_page(browser, troubles) for _ in demos]
    played = await asyncio.gather(*(main_job(demo, page) for demo, page in zip(demos, pages, strict=True)))
    found = await Axe().run(pages[0])
    assert [f"{one['id']}: {one['help']}" for one in found.response["violations"]] == []
    assert troubles == []
    said = [line for demo in demos for line in demo.complaints().splitlines()]
    assert [line for line in said if SLOW not in line] == []
    for name, *shots in zip(("middle", "end"), *played, strict=True):
        if shots[0] != shots[1]:
            for number, shot in enumerate(shots):
                Path(tmp_path, f"{name}-{number}.png").write_bytes(shot)
        assert shots[0] == shots[1], f"two runs, two pictures: {tmp_path}/{name}-*.png"
