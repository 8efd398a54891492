"""`duwang demo` as a process, and its main job played on the page, for the browser test and for docs/demo.png."""

import asyncio
import json
import os
import signal
import sys
import time
from functools import reduce
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from playwright.async_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
START = "2026-02-09T09:00:00+08:00"
PATIENCE_MS = 30_000  # the demo settles on a busy machine
STARTS_S = 60
STOPS_S = 20

# What chance decides differs between two runs; everything else must not.
CHANCE = (
    (r"(同意|退回|撤销) [2-9A-Z]{4}(?![0-9A-Z-])", "$1 ····"),  # a seat's short code
    (r"127\.0\.0\.1:\d+", "127.0.0.1:····"),  # free ports
    (r"共 \d+ 次调用", "共 ·· 次调用"),  # redrawings that follow at once are joined into one call
)
# How the liaison answers whatever the form asks; what the column proposes is not asked.
ANSWERS = (
    "通知公告",
    "活动、会议、动态、公告公示",
    "2026年2月9日",
    "股室、处、所提供",
    "普通",
    "经初审，不涉密，可以公开",
)
PLAIN = """([rules, selector]) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        for (const [from, to] of rules) {
            const plain = node.data.replace(new RegExp(from, 'g'), to);
            if (plain !== node.data) node.data = plain;
        }
    }
    for (const node of document.querySelectorAll(selector)) node.textContent = '················';
}"""
# The pane of reasons asks 0.4 s after the last change.
QUIET = """() => {
    const [last, times] = window.quiet ?? [null, 0];
    window.quiet = [document.body.innerText, last === document.body.innerText ? times + 1 : 0];
    return window.quiet[1] >= 5;
}"""
REST = """() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
    for (const talk of document.querySelectorAll('.talk')) talk.scrollTop = talk.scrollHeight;
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


class Demo:
    """One `duwang demo` on free ports: `start` it, and `stop` it whatever happens.

    `page_up_s` is how long the page took to answer, `waited` whether the bot was still connecting then.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._child: asyncio.subprocess.Process | None = None
        self._session = ClientSession()
        self.page_up_s = 0.0
        self.waited = False

    async def start(self) -> None:
        """Returns once the page answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        with (self._folder / "stderr").open("wb") as errors:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "bot", "demo", "--port", "0", "--no-browser",
                "--now", START, "--data", str(self._folder / "data"), "--platform", "telegram",
                cwd=ROOT, env=os.environ | {"DUWANG_LANGUAGE": "zh_CN", "PYTHONPATH": str(ROOT)},
                stdout=asyncio.subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        assert self._child.stdout is not None
        line = await asyncio.wait_for(self._child.stdout.readline(), STARTS_S)
        assert line, f"the demo did not start: {self.complaints()}"
        addresses = json.loads(line)
        self.url, self.bot, self.site = (addresses[name] for name in ("emulator", "bot", "site"))
        async with self._session.get(f"{self.url}/") as page:
            assert page.status == 200
        self.page_up_s = time.monotonic() - started
        self.waited = not await self._connected()

    async def stop(self) -> None:
        """Ends both processes in order."""
        await self._session.close()
        if self._child is None:
            return
        if self._child.returncode is None:
            self._child.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._child.wait(), STOPS_S)
        except TimeoutError:
            self._child.kill()
            await self._child.wait()

    def complaints(self) -> str:
        """What the two processes wrote to the terminal; nothing, when all is well."""
        return (self._folder / "stderr").read_text("utf-8", errors="replace")

    async def ask(self, path: str) -> Any:
        """Read an address of the emulator's control."""
        async with self._session.get(f"{self.url}{path}") as answer:
            return await answer.json()

    async def _connected(self) -> bool:
        return bool((await self.ask("/emulator/phones?only=chen"))["phones"][0]["connected"])

    async def clock(self, **body: Any) -> None:
        """Put the clock forward, with everything that falls due on the way."""
        async with self._session.post(f"{self.url}/emulator/clock", json=body) as answer:
            said = await answer.json()
        assert said.get("accepted"), said


class Desk:
    """The page in a browser, used by hand: presses, words, files. `at` puts the clock to a minute of the day.

    Every act stands at the beginning of its own minute, so that all times shown are the same in every run,
    however long the machine takes in between.
    """

    def __init__(self, demo: Demo, page: Page) -> None:
        self.demo = demo
        self.page = page

    async def opens(self, query: str = "") -> None:
        """Opens the page and waits for the bot."""
        self.page.set_default_timeout(PATIENCE_MS)
        await self.page.goto(f"{self.demo.url}/?still=1{query}")
        await self.page.wait_for_selector("body[data-ready]")
        await expect(self.page.locator("#bot")).to_have_text("机器人已连接", timeout=PATIENCE_MS * 2)

    async def at(self, minute: str) -> None:
        await self.demo.clock(to=f"2026-02-09T{minute}:00+08:00")

    def phone(self, name: str) -> Locator:
        return self.page.locator(f"#phone-{name}")

    async def shows(self, name: str, words: str) -> None:
        """The phone's conversation says so, soon."""
        talk = self.phone(name).locator(".talk")
        await expect(talk).to_contain_text(words, timeout=PATIENCE_MS)

    async def presses(self, name: str, *labels: str) -> None:
        """Presses a button of the newest card that has it, one label after the other."""
        for label in labels:
            await self.phone(name).locator(".talk").get_by_role("button", name=label, exact=True).last.click()

    async def sends(self, name: str, words: str, *, sample: str | None = None) -> None:
        """Words, with one of the page's sample files if named."""
        phone = self.phone(name)
        if sample:
            await phone.get_by_role("button", name="附件", exact=True).click()
            await phone.get_by_role("button", name=f"样例：{sample}").click()
        await phone.locator("textarea").last.fill(words)
        await phone.get_by_role("button", name="发送", exact=True).click()

    async def hands_in(self, words: str, *, sample: str | None = None) -> None:
        """The liaison's draft from words and a file: every question that is asked is answered, then submitted."""
        await self.sends("chen", words, sample=sample)
        await self.presses("chen", "新建稿件")
        talk = self.phone("chen").locator(".talk")
        left = {answer: talk.get_by_role("button", name=answer, exact=True) for answer in (*ANSWERS, "提交")}
        while True:
            any_of_them = reduce(Locator.or_, left.values())
            await expect(any_of_them.first).to_be_visible(timeout=PATIENCE_MS)
            shown = [answer for answer in left if await left[answer].count()]
            button = left.pop(shown[0])
            await button.last.click()
            if shown[0] == "提交":
                return
            await expect(button).to_have_count(0, timeout=PATIENCE_MS)

    async def publishes(self) -> str:
        """The web administrator publishes what the card says and answers it with the address; the address."""
        phone = self.phone("qian")
        await phone.locator("summary").click()
        await phone.get_by_role("button", name="从最近的卡片填入").click()
        await expect(phone.get_by_label("标题")).not_to_have_value("")
        await phone.get_by_role("button", name="发布", exact=True).click()
        done = phone.locator(".site [role=status]")
        await expect(done).to_contain_text("已发布：", timeout=PATIENCE_MS)
        address = (await done.inner_text()).removeprefix("已发布：")
        await phone.get_by_role("button", name="发给机器人").first.click()
        return address

    async def rests(self) -> None:
        """Returns once nothing changes any more, every conversation at its end, the mouse and the focus away."""
        await self.page.wait_for_function(QUIET, polling=200, timeout=PATIENCE_MS)
        await self.page.mouse.move(0, 0)
        await self.page.evaluate(REST)

    async def picture(self) -> bytes:
        """The whole page, with what chance decided made plain."""
        await self.rests()
        await self.page.evaluate(PLAIN, [list(CHANCE), "#why .audit code"])
        await self.page.evaluate(REST)
        return await self.page.screenshot(full_page=True, animations="disabled")
