"""An emulator whose bot is played by hand, over the same HTTP as the real one."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import ClientError, ClientSession, web

from emulator.app import Emulator
from emulator.clock import DEMO_START, RunningClock
from emulator.people import demo_office

NUMBER = "KP-2026-0042"
TITLE = "关于开展2026年度民办非企业单位年检工作的通知"
BODY = "各有关单位：\n为做好年检工作，现将有关事项通知如下。"
CARD = (
    f"<b>请审批：{TITLE}</b>\n<code>{NUMBER}</code>\n报送人：陈信息（法制股）\n栏目：通知公告\n事项：发布\n"
    f"时限：2026年2月25日，剩12个工作日（第二十一条）\n\n<blockquote>{BODY}</blockquote>\n\n"
    "<b>附件1个，已读取，未见异常</b>\n\n<i>已按第十六条、第二十二条审查，未发现问题</i>\n\n也可回复：同意 K7Q2"
)
WHY = {
    "last": {
        "at": "2026-02-09T09:02:00+08:00", "act": "提交", "who": "陈信息", "item": NUMBER, "cite": "第十八条",
        "says": "股室负责人审核后，报办公室复核和保密审查",
    },
    "due": [
        {
            "item": NUMBER, "title": TITLE, "rule": "KP-21-PROPOSE", "says": "信息形成后，掌握部门须在此期限内提请发布",
            "cite": "第二十一条", "due_on": "2026-02-25", "days_left": 12, "provisional": False,
        },
        {
            "item": "KP-2026-0041", "title": "行政复议决定公开", "rule": "KP-21-PUBLISH", "says": "须在此期限内发布",
            "cite": "第二十一条", "due_on": "2027-01-08", "days_left": -1, "provisional": True,
        },
    ],
    "audit": {"n": 17, "hash": "9f2c7e11d04b5a66", "at": "2026-02-09T09:02:00+08:00", "act": "item.submitted"},
    "next_event": "2026-02-10T08:33:00+08:00",
}  # fmt: skip


def key(text: str, *, style: str = "", **deed: Any) -> dict[str, Any]:
    """One button of an inline keyboard; without a deed it calls back."""
    return {"text": text, **(deed or {"callback_data": f"d1:{text}"})} | ({"style": style} if style else {})


class StandingClock:
    """A clock that stands still, for screenshots."""

    def now(self) -> datetime:
        return DEMO_START

    async def wait(self, seconds: float) -> None:
        await asyncio.get_running_loop().create_future()


class Played:
    """The emulator, its bot and the bot's demo door. `async with Played() as played`."""

    def __init__(self, *, standing: bool = False, connected: bool = True) -> None:
        self.clock = StandingClock() if standing else RunningClock(DEMO_START)
        self.connected = connected
        self.updates: list[dict[str, Any]] = []
        self.steps: list[str] = []
        self.restarts = 0
        self.office = demo_office()
        self._arrived = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._door = web.AppRunner(self._demo_door(), access_log=None)
        await self._door.setup()
        await web.TCPSite(self._door, "127.0.0.1", 0).start()
        self.bot_url = f"http://127.0.0.1:{self._door.addresses[0][1]}"
        self.emulator = Emulator(
            self.office, clock=self.clock, bot_url=self.bot_url, key="k", restart=self._restarted
        )
        await self.emulator.start()
        self._session = ClientSession()
        if self.connected:
            self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()
        await self.emulator.stop()
        await self._door.cleanup()

    def connect(self) -> None:
        """The bot begins to poll."""
        self._tasks.append(asyncio.create_task(self._poll()))

    async def _poll(self) -> None:
        offset = 0
        while True:
            try:
                found = await self.bot("getUpdates", offset=offset, timeout=50)
            except ClientError:
                return
            for update in found:
                offset = update["update_id"] + 1
                self.updates.append(update)
                self._arrived.set()

    async def bot(self, method: str, **params: Any) -> Any:
        """One call of the bot; what the platform answers, or its refusal as an error."""
        url = f"{self.emulator.url}/bot{self.office['bot']['token']}/{method}"
        async with self._session.post(url, json=params) as answer:
            said = await answer.json()
        assert said["ok"], said
        return said["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """A call that the platform refuses, and its words."""
        url = f"{self.emulator.url}/bot{self.office['bot']['token']}/{method}"
        async with self._session.post(url, json=params) as answer:
            said = await answer.json()
        assert not said["ok"], said
        return str(said["description"])

    async def sends(self, phone: str, text: str, *rows: list[dict[str, Any]], **more: Any) -> int:
        """A message of the bot to a phone, as HTML; gives its id."""
        markup = {"reply_markup": {"inline_keyboard": list(rows)}} if rows else {}
        sent = await self.bot(
            "sendMessage", chat_id=self.chat(phone), text=text, parse_mode="HTML", **markup, **more
        )
        return int(sent["message_id"])

    async def hears(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first update that fits, waited for."""
        async with asyncio.timeout(5):
            while True:
                for update in self.updates:
                    if fits(update):
                        return update
                self._arrived.clear()
                await self._arrived.wait()

    async def hears_text(self, text: str) -> dict[str, Any]:
        found = await self.hears(lambda update: update.get("message", {}).get("text") == text)
        return dict(found["message"])

    async def hears_tap(self, label: str) -> dict[str, Any]:
        found = await self.hears(lambda update: update.get("callback_query", {}).get("data") == f"d1:{label}")
        return dict(found["callback_query"])

    def chat(self, phone: str) -> int:
        everyone = [*self.office["people"], *self.office["groups"]]
        return int(next(one for one in everyone if one["id"] == phone)["telegram_id"])

    async def midway(self) -> int:
        """The main job half done: 刘股长 is asked. Gives the id of that card."""
        web_page = key("详情", web_app={"url": "https://duwang.test/item/42?x=1"})
        await self.sends("chen", "陈信息，您好。发一条消息或一个文件，就可以交稿。")
        await self.sends("chen", f"<b>已报送：{TITLE}</b>\n<code>{NUMBER}</code>", [key("撤回"), web_page])
        await self.sends("fzg-group", f"{NUMBER} 已进入审批。", disable_notification=True)
        return await self.sends(
            "liu", CARD,
            [key("同意", style="primary"), key("退回", style="danger")],
            [key("更多"), key("复制编号", copy_text={"text": NUMBER})],
        )  # fmt: skip

    def _demo_door(self) -> web.Application:
        async def why(_: web.Request) -> web.Response:
            return web.json_response(WHY)

        async def following(request: web.Request) -> web.Response:
            now = self.clock.now()
            then = now + timedelta(hours=1) if not self.steps else None
            return web.json_response({"next": then.astimezone(UTC).isoformat() if then else None})

        async def step(request: web.Request) -> web.Response:
            self.steps.append((await request.json())["to"])
            return web.json_response({"idle": True})

        door = web.Application()
        door.router.add_get("/demo/why", why)
        door.router.add_get("/demo/next", following)
        door.router.add_post("/demo/step", step)
        return door

    async def _restarted(self) -> None:
        self.restarts += 1
