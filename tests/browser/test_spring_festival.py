"""The clock of the page, pressed on across Spring Festival: each reminder stands at its own time."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from tests.browser.chromium import FLAGS, chromium
from tests.browser.demo import PATIENCE_MS, Demo, Desk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

# 国办发明电〔2025〕7号: off from 15 to 23 February, at work on Saturdays 14 and 28 February.
DUE = "2026年2月25日"  # seven working days from 9 February
EARLY, LATE = time(8, 30), time(18, 0)
ROUTINE = ("请办理", "请尽快办理", "请督促办理")


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Page]:
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        yield await context.new_page()
        await browser.close()


@pytest_asyncio.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    found = Demo(tmp_path / "demo")
    try:
        await found.start()
        yield found
    finally:
        await found.stop()


async def test_each_reminder_comes_at_its_own_time(demo: Demo, page: Page) -> None:
    desk = Desk(demo, page)
    await desk.opens()
    await desk.at("09:10")
    await desk.hands_in("关于开展年检的通知\n各有关单位：", sample="年检通知.docx")
    await desk.shows("liu", "请审批：")
    for day in ("2月16日 周一", "2月23日 周一", "3月2日 周一"):
        await page.get_by_role("button", name="+1周", exact=True).click()
        await expect(page.locator("#clock [role=status]")).to_contain_text(day, timeout=PATIENCE_MS * 2)
    await desk.shows("liu", "逾期4个工作日")
    heard = await _reminders(demo)
    assert [day for day, _ in heard["liu"]] == [
        *(date(2026, 2, day) for day in (13, 24, 25, 26, 27, 28)),
        date(2026, 3, 2),
    ]
    assert all(DUE in text for _, text in heard["liu"])
    assert [day for day, _ in heard["wang"]] == [date(2026, 2, 27)]
    assert [day for day, _ in heard["zhou"]] == [date(2026, 3, 2)]
    # The page tells the same time beside each of them.
    shown = page.locator("#phone-liu .talk time")
    assert "2026-02-24T08:3" in " ".join(
        [str(await one.get_attribute("datetime")) for one in await shown.all()]
    )


async def _reminders(demo: Demo) -> dict[str, list[tuple[date, str]]]:
    """What each phone was reminded of: the day and the words, all within office hours."""
    found: dict[str, list[tuple[date, str]]] = {}
    for phone in (await demo.ask("/emulator/phones"))["phones"]:
        for said in phone["messages"]:
            if said["text"].startswith(ROUTINE):
                at = datetime.fromisoformat(said["at"])
                assert EARLY <= at.time() <= LATE, said
                found.setdefault(phone["id"], []).append((at.date(), said["text"]))
    return found
