"""The emulator with half the office on WeCom, whose bot is played by hand behind a real callback."""

import asyncio
from typing import Any, Self
from xml.etree import ElementTree as ET

from aiohttp import web

from emulator.bodies import dumped
from tests.browser.played import Played, key

AGENT = 1000002
APPROVAL: dict[str, Any] = {
    "card_type": "button_interaction",
    "task_id": "task-approve",
    "source": {"desc": "读网", "desc_color": 0},
    "main_title": {"title": "同意？关于春节值班的通知", "desc": "KP-2026-0042"},
    "quote_area": {"type": 0, "title": "正文", "quote_text": "春节期间，机关实行领导带班。"},
    "sub_title_text": "时限：2026年2月25日",
    "horizontal_content_list": [
        {"keyname": "栏目", "value": "通知公告"},
        {"type": 1, "keyname": "附件", "value": "年检通知.docx", "url": "https://duwang.test/m/item/42"},
    ],
    "button_selection": {
        "question_key": "why", "title": "退回理由",
        "option_list": [{"id": "a", "text": "缺附件"}, {"id": "b", "text": "日期不对"}],
    },
    "button_list": [
        {"text": "同意", "style": 1, "key": "d1:yes"},
        {"text": "退回", "style": 3, "key": "d1:no"},
        {"text": "查看全文", "type": 1, "style": 2, "url": "https://duwang.test/m/item/42"},
    ],
}  # fmt: skip
CHECKS: dict[str, Any] = {
    "card_type": "vote_interaction",
    "task_id": "task-checks",
    "main_title": {"title": "今日巡查清单"},
    "checkbox": {
        "question_key": "list", "mode": 1,
        "option_list": [{"id": "a", "text": "首页能打开"}, {"id": "b", "text": "栏目有更新"}],
    },
    "submit_button": {"text": "完成", "key": "d1:done"},
}  # fmt: skip
RETURN: dict[str, Any] = {
    "card_type": "multiple_interaction",
    "task_id": "task-return",
    "main_title": {"title": "退回给谁"},
    "select_list": [
        {"question_key": "who", "title": "退给", "option_list": [{"id": "c", "text": "陈信息"}, {"id": "s", "text": "孙信息"}]},
        {"question_key": "why", "title": "理由", "option_list": [{"id": "x", "text": "缺附件"}, {"id": "y", "text": "错字"}]},
    ],
    "submit_button": {"text": "提交", "key": "d1:send"},
}  # fmt: skip
NOTICE: dict[str, Any] = {
    "card_type": "text_notice",
    "task_id": "task-notice",
    "main_title": {"title": "已发布"},
    "emphasis_content": {"title": "3天", "desc": "用时"},
    "jump_list": [{"type": 1, "title": "看网页", "url": "https://example.org/"}],
    "card_action": {"type": 1, "url": "https://duwang.test/m/item/42"},
    "action_menu": {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "d1:quiet"}]},
}


class PlayedWecom(Played):
    """`async with PlayedWecom() as played`; `posted` are the deliveries, read, as name → text."""

    async def __aenter__(self) -> Self:
        self.posted: list[dict[str, str]] = []
        self._came = asyncio.Event()
        await super().__aenter__()
        assert self.emulator.wecom
        assert self.emulator.wecom_side
        self.callback = self.emulator.wecom_side.callback
        self.app = self.emulator.wecom.state.app
        problem = await self.callback.save(self.app, f"{self.bot_url}/wecom/callback")
        assert problem == ""
        login = {"corpid": self.emulator.wecom.corp.id, "corpsecret": self.app.set_up.secret}
        self._token = (await self.api("gettoken", params=login))["access_token"]
        return self

    def _demo_door(self) -> web.Application:
        door = super()._demo_door()
        door.router.add_get("/wecom/callback", self._echo)
        door.router.add_post("/wecom/callback", self._taken)
        door.router.add_get("/m/item/42", self._mobile_page)
        return door

    async def _echo(self, request: web.Request) -> web.Response:
        return web.Response(body=self.callback.forge(self.app).crypt.open(request.query["echostr"]))

    async def _taken(self, request: web.Request) -> web.Response:
        query, crypt = request.query, self.callback.forge(self.app).crypt
        try:
            sealed = ET.fromstring(await request.text()).findtext("Encrypt") or ""  # noqa: S314
            plain = crypt.verified(query["msg_signature"], query["timestamp"], query["nonce"], sealed)
        except Exception:  # noqa: BLE001 (whatever is wrong is refused alike)
            return web.Response(status=400)
        tree = ET.fromstring(plain.decode())  # noqa: S314
        ids = ",".join(one.text or "" for one in tree.iter("OptionId"))
        self.posted.append({one.tag: one.text or "" for one in tree} | {"ids": ids})
        self._came.set()
        return web.Response()

    async def _mobile_page(self, request: web.Request) -> web.Response:
        page = "<!doctype html><html lang=zh-CN><title>稿件</title><main><h1>稿件 42</h1></main></html>"
        return web.Response(text=page, content_type="text/html")

    async def api(self, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        url = f"{self.emulator.url}/cgi-bin/{path}"
        method = "GET" if body is None else "POST"
        params = more.pop("params", None) or {"access_token": self._token}
        data = None if body is None else dumped(body).encode()  # true UTF-8, as the platform wants it
        async with self._session.request(method, url, data=data, params=params) as answer:
            said: dict[str, Any] = await answer.json()
        assert said["errcode"] == 0, said
        return said

    async def card(self, userid: str, card: dict[str, Any]) -> dict[str, Any]:
        body = {"touser": userid, "agentid": AGENT, "msgtype": "template_card", "template_card": card}
        return await self.api("message/send", body)

    async def says(self, userid: str, **content: Any) -> dict[str, Any]:
        [kind] = content
        return await self.api(
            "message/send", {"touser": userid, "agentid": AGENT, "msgtype": kind, **content}
        )

    async def hears_post(self, **fits: str) -> dict[str, str]:
        """The first delivery with these texts, waited for."""
        async with asyncio.timeout(5):
            while True:
                for one in self.posted:
                    if fits.items() <= one.items():
                        return one
                self._came.clear()
                await self._came.wait()

    async def on_both(self) -> None:
        """Something on every kind of phone."""
        await self.card("ChenXin", APPROVAL)
        await self.card("ChenXin", CHECKS)
        await self.card("ChenXin", RETURN)
        await self.card("ChenXin", NOTICE)
        await self.says("ChenXin", text={"content": '看 <a href="https://duwang.test/m/item/42">稿件</a>'})
        articles = [{"title": "周报", "description": "三件", "url": "https://example.org/"}]
        await self.says("ChenXin", news={"articles": articles})
        await self.sends("liu", "请审批", [key("同意")])
        robot = next(iter(self.emulator.wecom.state.robots.values()))  # type: ignore[union-attr]
        text = {"msgtype": "text", "text": {"content": "请处理 KP-2026-0042", "mentioned_list": ["WangZhu"]}}
        await self.api("webhook/send", text, params={"key": robot.key})
        menu = {"button": [
            {"type": "click", "name": "待办", "key": "todo"},
            {"type": "view", "name": "交稿", "url": "https://duwang.test/m/item/42"},
        ]}  # fmt: skip
        await self.api("menu/create", menu, params={"access_token": self._token, "agentid": str(AGENT)})
