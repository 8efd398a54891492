"""The AI bot's long connection: one line, the newest wins, answers in time, files that are sealed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from emulator.wecom_aibot import BOT_ID, NAME, SECRET
from emulator.wecom_crypt import opened_file
from tests.emulator.conftest import Desk
from tests.emulator.wecom_calls import BUTTONS, PNG, Caller

TO = {"platform": "wecom", "to": "aibot"}
CARD = {"msgtype": "template_card", "template_card": BUTTONS}


class Line:
    """One connection of a bot."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.count = 0

    async def does(self, cmd: str, body: Any = None, req_id: str | None = None) -> int:
        """Send a command; its errcode."""
        self.count += 1
        name = req_id or f"{cmd}-{self.count}"
        await self.socket.send_json({"cmd": cmd, "headers": {"req_id": name}, "body": body})
        answer = await self.hears()
        assert answer["headers"]["req_id"] == name
        return int(answer["errcode"])

    async def hears(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.socket.receive_json(timeout=5)
        return found

    async def subscribes(self, secret: str = SECRET) -> int:
        return await self.does("aibot_subscribe", {"bot_id": BOT_ID, "secret": secret})


@asynccontextmanager
async def connected(desk: Desk, *, subscribed: bool = True) -> AsyncIterator[Line]:
    async with desk.session.ws_connect(desk.emulator.url + "/aibot") as socket:
        line = Line(socket)
        if subscribed:
            assert await line.subscribes() == 0
        yield line


@pytest.fixture
async def line(desk: Desk) -> AsyncIterator[Line]:
    async with connected(desk) as one:
        yield one


def stream(content: str, name: str = "s1", *, finish: bool = True) -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": name, "content": content, "finish": finish}}


async def said(desk: Desk, phone: str = "chen") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk.shown(phone, "wecom"))["aibot"]["messages"]
    return found


async def test_only_the_right_secret_subscribes(desk: Desk):
    async with connected(desk, subscribed=False) as line:
        assert await line.does("ping") != 0
        assert await line.subscribes("wrong") == 40001
        assert (await desk.shown("chen", "wecom"))["aibot"]["connected"] is False
        assert await line.subscribes() == 0
        assert await line.does("ping") == 0
        assert (await desk.shown("chen", "wecom"))["aibot"]["connected"] is True
        await line.socket.send_str("{")
        assert (await line.hears())["errcode"] == 40058
        assert await line.does("aibot_dance") == 40058


async def test_the_newest_connection_wins(desk: Desk, line: Line):
    async with connected(desk) as newer:
        told = await line.hears()
        assert (told["cmd"], told["body"]["event"]) == (
            "aibot_event_callback", {"eventtype": "disconnected_event"},
        )  # fmt: skip
        assert (await line.socket.receive(timeout=5)).type == aiohttp.WSMsgType.CLOSE
        assert await newer.does("ping") == 0


async def test_a_silent_connection_is_ended(desk: Desk, line: Line):
    for _ in range(4):
        await desk.clock.waiters(1)
        desk.clock.advance(30)
        assert await line.does("ping") == 0
    await desk.get("/emulator/info")
    await desk.clock.waiters(1)
    desk.clock.advance(91)
    assert (await line.socket.receive(timeout=5)).type == aiohttp.WSMsgType.CLOSE


async def test_a_text_is_answered_by_its_req_id(desk: Desk, line: Line):
    answer = await desk.act("chen", "say", text="你好", **TO)
    assert answer["delivered"] is True
    frame = await line.hears()
    body, req_id = frame["body"], frame["headers"]["req_id"]
    assert frame["cmd"] == "aibot_msg_callback"
    assert (body["msgtype"], body["text"], body["from"]) == (
        "text",
        {"content": "你好"},
        {"userid": "ChenXin"},
    )
    assert (body["aibotid"], body["chattype"]) == (BOT_ID, "single")
    assert await line.does("aibot_respond_msg", stream("正在", finish=False), req_id) == 0
    assert await line.does("aibot_respond_msg", stream("正在查，稍候"), req_id) == 0
    assert [one["text"] for one in await said(desk)] == ["你好", "正在查，稍候"]
    assert await line.does("aibot_respond_msg", stream("再"), req_id) == 846608, "it was finished"
    assert await line.does("aibot_respond_msg", stream("再"), "unknown") == 846605
    assert await line.does("aibot_respond_msg", stream("长" * 7000, "s2"), req_id) == 40058
    desk.clock.advance(24 * 3600 + 1)
    assert await line.does("aibot_respond_msg", stream("迟", "s3"), req_id) == 846605


async def test_a_stream_ends_after_six_minutes(desk: Desk, line: Line):
    await desk.act("chen", "say", text="你好", **TO)
    req_id = (await line.hears())["headers"]["req_id"]
    assert await line.does("aibot_respond_msg", stream("一", finish=False), req_id) == 0
    for _ in range(5):
        desk.clock.advance(73)
        await line.does("ping")
    assert await line.does("aibot_respond_msg", stream("二"), req_id) == 846608


async def test_files_come_sealed_behind_a_link_of_five_minutes(desk: Desk, line: Line):
    pdf = b"%PDF-1.7 " + bytes(range(256))
    answer = await desk.send(
        "chen",
        ("年检通知.pdf", pdf, "application/pdf"),
        ("a.png", PNG, "image/png"),
        platform="wecom",
        to="aibot",
    )
    assert answer["delivered"] is True
    file, picture = (await line.hears())["body"], (await line.hears())["body"]
    assert (file["msgtype"], picture["msgtype"]) == ("file", "image")
    assert file["file"]["aeskey"] != picture["image"]["aeskey"]
    async with desk.session.get(file["file"]["url"]) as got:
        assert "%E5%B9%B4" in got.headers["Content-Disposition"]
        assert opened_file(await got.read(), file["file"]["aeskey"]) == pdf
    desk.clock.advance(301)
    async with desk.session.get(file["file"]["url"]) as got:
        assert got.status == 403


async def test_a_welcome_within_five_seconds(desk: Desk, line: Line):
    for late in (4, 6):
        await desk.act("chen", "enter", **TO)
        frame = await line.hears()
        assert frame["body"]["event"] == {"eventtype": "enter_chat"}
        desk.clock.advance(late)
        body = {"msgtype": "text", "text": {"content": "您好"}}
        code = await line.does("aibot_respond_welcome_msg", body, frame["headers"]["req_id"])
        assert code == (0 if late < 5 else 846605)


async def test_a_card_is_updated_within_five_seconds_and_with_its_own_task(desk: Desk, line: Line):
    assert await line.does("aibot_send_msg", {"chatid": "ChenXin", "chat_type": 1, **CARD}) == 0
    number = (await said(desk))[0]["id"]
    await desk.act("chen", "tap", message_id=number, button="同意", **TO)
    frame = await line.hears()
    assert frame["body"]["event"]["template_card_event"]["event_key"] == "d1:yes"
    update = {"response_type": "update_template_card", "template_card": BUTTONS | {"task_id": "other"}}
    req_id = frame["headers"]["req_id"]
    assert await line.does("aibot_respond_update_msg", update, req_id) == 42014
    update["template_card"] = BUTTONS | {"replace_text": "已同意"}
    assert await line.does("aibot_respond_update_msg", update, req_id) == 0
    assert (await said(desk))[0]["card"]["greyed"] == "已同意"
    assert (await desk.act("chen", "tap", message_id=number, button="同意", **TO))["status"] == 409
    desk.clock.advance(5.1)
    assert await line.does("aibot_respond_update_msg", update, req_id) == 846605


async def test_in_a_group_it_hears_its_name_and_sends_no_cards(desk: Desk, caller: Caller, line: Line):
    await caller.login()
    made = await caller.post("appchat/create", {"name": "值班", "userlist": ["ChenXin", "LiuGu"]})
    room = f"appchat:{made['chatid']}"
    assert (await desk.act(room, "say", text="没人叫它", **TO))["delivered"] is False
    assert (await desk.act(room, "say", text=f"@{NAME} 在吗", **TO))["delivered"] is True
    frame = await line.hears()
    assert (frame["body"]["chattype"], frame["body"]["chatid"]) == ("group", made["chatid"])
    assert await line.does("aibot_respond_msg", CARD, frame["headers"]["req_id"]) == 40058
    sends = {"chatid": made["chatid"], "chat_type": 2}
    assert await line.does("aibot_send_msg", {**sends, **CARD}) == 40058
    words = {"msgtype": "markdown", "markdown": {"content": "**好**"}}
    assert await line.does("aibot_send_msg", {**sends, **words}) == 0
    assert (await desk.send(room, ("a.pdf", b"%PDF", "application/pdf"), **TO)).get("accepted") is False


async def test_no_more_than_thirty_a_minute(desk: Desk, line: Line):
    body = {"chatid": "chenxin", "chat_type": 1, "msgtype": "markdown", "markdown": {"content": "好"}}
    codes = [await line.does("aibot_send_msg", body) for _ in range(31)]
    assert codes == [0] * 30 + [45009]
    assert await line.does("aibot_send_msg", body | {"chatid": "nobody"}) == 40058


async def test_without_a_connection_nothing_arrives(desk: Desk):
    assert (await desk.act("chen", "say", text="在吗", **TO))["delivered"] is False
