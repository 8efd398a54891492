"""A small stand-in for the emulator's control interface: enough of it to look at the page by itself."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

UI = Path(__file__).parents[2] / "emulator" / "ui"
NUMBER = "KP-2026-0042"
CARD = (
    "<b>请审批：关于开展2026年度民办非企业单位年检工作的通知</b>\nKP-2026-0042\n报送：陈信息 · 法制股\n"
    "栏目：通知公告 · 发布\n时限：2026年2月12日，剩 3 天（第二十一条）\n"
    '<blockquote>各有关单位：为做好年检工作，现将有关事项通知如下……</blockquote>\n风险：附件 1 个，已读取，未见异常'
)


def button(text: str, *, kind: str = "callback", style: str | None = None, url: str | None = None, off: bool = False) -> dict[str, Any]:
    return {"text": text, "style": style, "disabled": off, "kind": kind, "url": url}


def message(number: int, sender: str, text: str, *, at: str = "09:00", **more: Any) -> dict[str, Any]:
    plain = more.pop("plain", text)
    names = {"bot": "读网", "chen": "陈信息", "liu": "刘股长", "system": ""}
    return {
        "id": number, "from": sender, "name": names[sender], "at": f"2026-02-09T{at}:00.000+08:00",
        "text": plain, "entities": [], "html": text, "buttons": [], "files": [], "reply_to": None,
        "edited": False, "silent": False, "raw": {"message_id": number, "text": plain},
    } | more  # fmt: skip


def phone(ident: str, name: str, role: str, number: int, *messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": ident, "kind": "person", "name": name, "role": role, "platform": "telegram", "chat_id": number,
        "user_id": number, "connected": True, "blocked": False, "members": [], "messages": list(messages),
        "toast": None,
    } | more  # fmt: skip


def canned() -> list[dict[str, Any]]:
    """An office in the middle of the main job."""
    plain = f"请审批：关于开展2026年度民办非企业单位年检工作的通知\n{NUMBER}"
    docx = {"name": "年检通知.docx", "size": 18_432, "type": "application/vnd.openxmlformats", "href": "/file/1"}
    picture = {"name": "办事窗口.png", "size": 1602, "type": "image/png", "href": "/ui/samples/window.png"}
    reply = message(
        4, "bot", f"<b>已提交</b> {NUMBER}\n下一步：刘股长，2026年2月12日前", at="09:02", reply_to=3, edited=True,
        buttons=[[button("撤回"), button("详情", kind="web_app", url="https://duwang.test/item/42")]],
    )  # fmt: skip
    ask = message(
        2, "bot", CARD, plain=plain, at="09:02", files=[docx],
        buttons=[
            [button("同意", style="primary"), button("退回", style="danger")],
            [button("更多"), button("复制编号", kind="copy_text", url=NUMBER), button("催办", off=True)],
        ],
    )  # fmt: skip
    notice = message(1, "bot", f"{NUMBER} 已进入审批。", at="09:02", silent=True)
    return [
        phone(
            "chen", "陈信息", "信息员 · 法制股", 5100000101,
            message(1, "chen", "/start"), message(2, "bot", "陈信息，您好。发一条消息或一个文件，就可以交稿。"),
            message(3, "chen", "", at="09:01", files=[docx, picture]), reply,
        ),
        phone("liu", "刘股长", "负责人 · 法制股", 5100000102, message(1, "liu", "/start"), ask),
        phone("wang", "王主任", "办公室审核 · 办公室；保密审查 · 办公室", 5100000106),
        phone("zhou", "周副局长", "分管局领导 · 法制股、公共法律服务股", 5100000105, connected=False),
        phone("qian", "钱网管", "网站管理员 · 办公室", 5100000108, blocked=True),
        phone(
            "fzg-group", "法制股工作群", "", -4100000202, notice, message(2, "system", "读网 已加入群"), kind="group",
            members=["chen", "liu", "zhou"],
        ),
    ]  # fmt: skip


class Stub:
    """Serves the page and answers it; `orders` holds what the page asked for, in order."""

    def __init__(self) -> None:
        self.phones = canned()
        self.orders: list[tuple[str, Any]] = []
        self.now = "2026-02-09T09:02:30.000+08:00"
        self.calls: list[dict[str, Any]] = [
            _call(1, "sendMessage", 200, {"chat_id": 5100000102, "text": "请审批：关于开展2026年度……"}),
            _call(2, "sendMessage", 400, {"chat_id": 5100000105, "text": "x"}, "Bad Request: chat not found"),
        ]
        self.pages: list[dict[str, Any]] = []
        self._listeners: set[asyncio.Queue[tuple[str, Any] | None]] = set()
        self._runner: web.AppRunner | None = None
        self.url = ""

    def find(self, ident: str) -> dict[str, Any]:
        return next(one for one in self.phones if one["id"] == ident)

    def tell(self, event: str, data: Any) -> None:
        for queue in self._listeners:
            queue.put_nowait((event, data))

    def arrives(self, ident: str, sender: str, text: str, **more: Any) -> None:
        """A message appears on a phone, and the page is told."""
        messages = self.find(ident)["messages"]
        messages.append(message(len(messages) + 1, sender, text, at="09:03", **more))
        self.tell("phones", {"rev": len(messages), "changed": [ident]})

    async def start(self) -> None:
        app = web.Application()
        answer: dict[str, Callable[[web.Request], Any]] = {
            "info": lambda _: {
                "bot_url": "http://127.0.0.1:9", "site_url": "http://127.0.0.1:9", "web_origin": "https://duwang.test",
                "office": "演示区司法局", "platforms": ["telegram"],
            },
            "clock": lambda _: {"at": self.now, "rest_day": False, "name": None},
            "site/pages": lambda _: {"pages": self.pages},
            "phones": self._phones, "why": lambda _: WHY,
        }  # fmt: skip
        for path, reply in answer.items():
            app.router.add_get(f"/emulator/{path}", _json(reply))
        app.router.add_get("/emulator/calls", self._transcript)
        app.router.add_get("/emulator/events", self._events)
        app.router.add_post("/emulator/phones/{id}/{act}", self._act)
        app.router.add_post("/emulator/clock", self._clock)
        app.router.add_post("/emulator/site/pages", self._publish)
        app.router.add_put("/emulator/faults", self._order)
        app.router.add_delete("/emulator/faults", self._order)
        app.router.add_post("/emulator/bot/restart", self._order)
        app.router.add_get("/", _page)
        app.router.add_static("/ui/", UI)
        app.on_shutdown.append(self._hang_up)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _hang_up(self, _: web.Application) -> None:
        for queue in self._listeners:
            queue.put_nowait(None)

    def _phones(self, request: web.Request) -> dict[str, Any]:
        only = request.query.get("only")
        return {"at": self.now, "phones": [one for one in self.phones if only in {None, one["id"]}]}

    async def _transcript(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        lines = (json.dumps(one, ensure_ascii=False) for one in self.calls if one["n"] > since)
        return web.Response(text="\n".join(lines) + "\n", content_type="application/jsonl")

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        queue: asyncio.Queue[tuple[str, Any] | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            while (told := await queue.get()) is not None:
                await response.write(f"event: {told[0]}\ndata: {json.dumps(told[1])}\n\n".encode())
        except ConnectionError:
            pass
        finally:
            self._listeners.discard(queue)
        return response

    async def _act(self, request: web.Request) -> web.Response:
        ident, act = request.match_info["id"], request.match_info["act"]
        if act == "send":
            parts = await request.post()
            files = [one for one in parts.getall("file") if isinstance(one, web.FileField)]
            body: Any = {key: value for key, value in parts.items() if isinstance(value, str)}
            body["files"] = [one.filename for one in files]
        else:
            body = await request.json()
        self.orders.append((f"{ident}/{act}", body))
        if act == "say":
            self.arrives(ident, ident if ident in {"chen", "liu"} else "system", body["text"])
        if act == "tap":
            self._tapped(ident, body)
        return web.json_response({"accepted": True, "update_id": len(self.orders), "delivered": True})

    def _tapped(self, ident: str, body: dict[str, Any]) -> None:
        owner = self.find(ident)
        card = next(one for one in owner["messages"] if one["id"] == body["message_id"])
        label = [one for row in card["buttons"] for one in row][body["button"]]["text"]
        owner["toast"] = {"text": f"已记录：{label}", "alert": label == "退回", "at": f"2026-02-09T09:03:0{len(self.orders)}+08:00"}
        if label == "同意":
            card |= {"buttons": [[button("撤销")]], "edited": True}
        self.tell("phones", {"rev": 9, "changed": [ident]})

    async def _clock(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.orders.append(("clock", body))
        self.now = "2026-02-16T09:02:30.000+08:00"
        self.tell("clock", {"at": self.now})
        return web.json_response({"accepted": True, "at": self.now})

    async def _publish(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.orders.append(("site", body))
        self.pages.append(body | {"id": "p1", "url": "http://127.0.0.1:9/tzgg/202602/t20260209_1.html"})
        return web.json_response(self.pages[-1])

    async def _order(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.orders.append((f"{request.method} {request.path}", body))
        return web.json_response({})


WHY = {
    "last": {
        "at": "2026-02-09T09:02:00+08:00", "act": "提交", "who": "陈信息", "item": NUMBER, "cite": "第十八条",
        "says": "股室负责人审核后，报办公室复核和保密审查",
    },
    "due": [
        {
            "item": NUMBER, "title": "关于开展2026年度民办非企业单位年检工作的通知", "rule": "KP-21-PROPOSE",
            "says": "信息形成后，掌握部门须在此期限内提请发布", "cite": "第二十一条", "due_on": "2026-02-25",
            "days_left": 3, "provisional": False,
        },
    ],
    "audit": {"n": 17, "hash": "9f2c7e11d04b5a6688aa", "at": "2026-02-09T09:02:00+08:00", "act": "item.submitted"},
    "next_event": "2026-02-10T08:33:00+08:00",
}  # fmt: skip


def _call(number: int, method: str, status: int, params: dict[str, Any], said: str = "") -> dict[str, Any]:
    reply = {"ok": status < 400} | ({"error_code": status, "description": said} if said else {})
    return {
        "n": number, "at": "2026-02-09T09:02:00+08:00", "platform": "telegram", "method": method, "params": params,
        "files": [], "status": status, "reply": reply,
    }  # fmt: skip


def _json(reply: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(reply(request))

    return answer


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(UI / "index.html")
