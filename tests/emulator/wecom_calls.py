"""Calls to the WeCom twin as a client makes them, and bodies to call it with."""

import io
import json
from copy import deepcopy
from typing import Any

import aiohttp

from emulator.app import Emulator
from emulator.wecom_messages import Chat, Message
from emulator.wecom_state import App
from emulator.wecom_twin import Wecom
from tests.emulator.conftest import StillClock

CORP, AGENT, OTHER = "ww0000dwdemo000001", 1000002, 1000009
SECRET = "DuwangDemoOfficeAppSecretNotASecret00000001"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


class Caller:
    """One app's client, with a token of its own."""

    def __init__(self, emulator: Emulator, clock: StillClock, session: aiohttp.ClientSession) -> None:
        assert emulator.wecom is not None
        self.emulator = emulator
        self.twin: Wecom = emulator.wecom
        self.clock = clock
        self.session = session
        self.token = ""

    @property
    def app(self) -> App:
        return self.twin.state.app

    async def login(self, secret: str = SECRET) -> None:
        body = await self.get("gettoken", corpid=CORP, corpsecret=secret)
        assert body["errcode"] == 0, body
        self.token = body["access_token"]

    async def get(self, api: str, **query: Any) -> dict[str, Any]:
        return await self.request("GET", api, query)

    async def post(self, api: str, body: Any = None, **query: Any) -> dict[str, Any]:
        raw = body if isinstance(body, bytes) else json.dumps(body or {}, ensure_ascii=False).encode()
        return await self.request("POST", api, query, raw)

    async def request(
        self, method: str, api: str, query: dict[str, Any], raw: bytes | None = None
    ) -> dict[str, Any]:
        query = ({"access_token": self.token} if self.token else {}) | query
        url = f"{self.emulator.url}/cgi-bin/{api}"
        asked = {key: str(value) for key, value in query.items() if value is not None}
        async with self.session.request(
            method, url, params=asked, data=io.BytesIO(raw) if raw else raw
        ) as answer:
            assert answer.status == 200
            found: dict[str, Any] = await answer.json()
            return found

    async def send(self, touser: str = "ChenXin", **more: Any) -> dict[str, Any]:
        """message/send of a text, unless `more` says otherwise."""
        body = {"touser": touser, "agentid": AGENT, "msgtype": "text", "text": {"content": "你好"}}
        return await self.post("message/send", body | more)

    async def card(self, card: dict[str, Any], touser: str = "ChenXin") -> dict[str, Any]:
        return await self.send(touser, msgtype="template_card", template_card=card)

    async def update(self, code: str, *users: str, **part: Any) -> dict[str, Any]:
        body = {"userids": list(users), "agentid": AGENT, "response_code": code} | part
        return await self.post("message/update_template_card", body)

    async def upload(
        self, data: bytes, name: str = "通知.pdf", *, kind: str = "file", key: str = "media",
        api: str = "media/upload", **query: Any,
    ) -> dict[str, Any]:  # fmt: skip
        """A multipart body written by hand: the file's name in plain UTF-8."""
        head = f'--b\r\nContent-Disposition: form-data; name="{key}"; filename="{name}"\r\n'
        body = head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n--b--\r\n"
        query = {"access_token": self.token, "type": kind} | query
        async with self.session.post(
            f"{self.emulator.url}/cgi-bin/{api}", params=query, data=io.BytesIO(body),
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        ) as answer:  # fmt: skip
            found: dict[str, Any] = await answer.json()
            return found

    def chat(self, userid: str = "ChenXin") -> Chat:
        return self.twin.state.chat(userid, AGENT)

    def shown(self, userid: str = "ChenXin") -> list[Message]:
        return [one for one in self.chat(userid).messages if not one.recalled]

    def dropped(self) -> list[tuple[str, str]]:
        return [(one.userid, one.reason) for one in self.twin.state.dropped]

    async def errors(self, **faulty: Any) -> int:
        """The errcode of a send."""
        return int((await self.send(**faulty))["errcode"])


BUTTONS: dict[str, Any] = {
    "card_type": "button_interaction",
    "task_id": "task-1",
    "source": {"desc": "读网", "desc_color": 3},
    "main_title": {"title": "审核：关于春节值班的通知", "desc": "KP-2026-0001"},
    "sub_title_text": "请审核",
    "horizontal_content_list": [{"keyname": "栏目", "value": "通知公告"}],
    "button_selection": {
        "question_key": "why",
        "title": "退回理由",
        "option_list": [{"id": "a", "text": "缺附件"}, {"id": "b", "text": "日期不对"}],
    },
    "button_list": [
        {"text": "同意", "style": 1, "key": "d1:yes"},
        {"text": "退回", "style": 2, "key": "d1:no"},
        {"text": "查看", "type": 1, "url": "https://example.org/m/item/1"},
    ],
}
VOTE: dict[str, Any] = {
    "card_type": "vote_interaction",
    "task_id": "task-2",
    "main_title": {"title": "今日清单"},
    "checkbox": {
        "question_key": "list",
        "mode": 1,
        "option_list": [{"id": "a", "text": "首页"}, {"id": "b", "text": "栏目", "is_checked": True}],
    },
    "submit_button": {"text": "完成", "key": "d1:done"},
}
CHOICES: dict[str, Any] = {
    "card_type": "multiple_interaction",
    "task_id": "task-3",
    "main_title": {"title": "退回"},
    "select_list": [
        {"question_key": "q1", "option_list": [{"id": "a", "text": "一"}, {"id": "b", "text": "二"}]},
        {"question_key": "q2", "title": "去向", "selected_id": "d",
         "option_list": [{"id": "c", "text": "三"}, {"id": "d", "text": "四"}]},
    ],
    "submit_button": {"key": "d1:send"},
}  # fmt: skip
NOTICE: dict[str, Any] = {
    "card_type": "text_notice",
    "main_title": {"title": "已发布"},
    "card_action": {"type": 1, "url": "https://example.org/"},
}
NEWS: dict[str, Any] = {
    "card_type": "news_notice",
    "main_title": {"title": "周报"},
    "card_image": {"url": "https://example.org/a.png", "aspect_ratio": 1.3},
    "vertical_content_list": [{"title": "一", "desc": "二"}],
    "card_action": {"type": 1, "url": "https://example.org/"},
}
CARDS = {one["card_type"]: one for one in (BUTTONS, VOTE, CHOICES, NOTICE, NEWS)}


def changed(card: dict[str, Any], path: str, value: Any = None) -> dict[str, Any]:
    """A copy of a card with one field set, or (None) taken away; a path is names and places with dots."""
    made = deepcopy(card)
    at: Any = made
    *way, last = path.split(".")
    for step in way:
        at = at[int(step)] if step.isdecimal() else at.setdefault(step, {})
    key: Any = int(last) if last.isdecimal() else last
    if value is None:
        del at[key]
    else:
        at[key] = value
    return made
