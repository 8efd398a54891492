"""Groups: made by the app, and robots in groups that were there."""

import base64
from hashlib import md5
from typing import Any

import pytest

from tests.emulator.wecom_calls import BUTTONS, NEWS, NOTICE, OTHER, PNG, VOTE, Caller

TEXT: dict[str, Any] = {"msgtype": "text", "text": {"content": "请查收"}}
FILE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def office(office: dict[str, Any]) -> dict[str, Any]:
    office["wecom"]["apps"].append({"agent_id": OTHER, "name": "另一应用", "secret": "other"})
    for one in office["people"]:
        if one["id"] == "wu":
            one["wecom"] = {"visible": False}
    return office


class TestAppchat:
    async def make(self, caller: Caller, **more: Any) -> dict[str, Any]:
        return await caller.post("appchat/create", {"name": "专班", "userlist": ["chenxin", "LiuGu"]} | more)

    async def test_a_group_is_invisible_until_its_first_message(self, caller: Caller):
        chatid = (await self.make(caller))["chatid"]
        room = caller.twin.state.rooms[f"appchat:{chatid}"]
        assert (room.members, room.owner, room.shown) == (["ChenXin", "LiuGu"], "ChenXin", False)
        body = await caller.post("appchat/send", {"chatid": chatid, **TEXT})
        assert body == {"errcode": 0, "errmsg": "ok"}
        assert room.shown
        assert [one.visible["text"] for one in room.messages] == ["请查收"]

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({"userlist": ["ChenXin"]}, 86006), ({"userlist": ["ChenXin", "CHENXIN"]}, 86006), ({"userlist": []}, 86006),
            ({"userlist": ["ChenXin", "nobody"]}, 86216), ({"userlist": ["ChenXin", "WuGuan"]}, 86216),
            ({"owner": "nobody"}, 86005), ({"owner": "MaGu"}, 86207), ({"owner": "liugu"}, 0),
            ({"chatid": "a" * 33}, 86205), ({"chatid": "a-b"}, 86001), ({"chatid": "aB9"}, 0),
            ({"name": "名" * 60}, 0), ({"name": ""}, 0),
        ],
    )  # fmt: skip
    async def test_create(self, caller: Caller, said: dict[str, Any], expected: int):
        body = await self.make(caller, **said)
        assert body["errcode"] == expected
        if expected == 0:
            assert len(caller.twin.state.rooms[f"appchat:{body['chatid']}"].title) <= 50

    async def test_an_id_is_used_once(self, caller: Caller):
        assert (await self.make(caller, chatid="one"))["chatid"] == "one"
        assert (await self.make(caller, chatid="one"))["errcode"] == 86215

    async def test_the_app_has_to_see_the_root(self, caller: Caller):
        caller.app.change(sees_root=False)
        assert (await self.make(caller))["errcode"] == 48002
        assert (await caller.get("appchat/get", chatid="x"))["errcode"] == 48002

    async def test_get_and_update(self, caller: Caller):
        chatid = (await self.make(caller))["chatid"]
        said = {
            "chatid": chatid, "name": "新名", "owner": "MaGu", "add_user_list": ["magu"], "del_user_list": ["CHENXIN"]
        }  # fmt: skip
        assert (await caller.post("appchat/update", said))["errcode"] == 0
        found = await caller.get("appchat/get", chatid=chatid)
        assert found["chat_info"] == {
            "chatid": chatid, "name": "新名", "owner": "MaGu", "userlist": ["LiuGu", "MaGu"]
        }  # fmt: skip
        gone = {"chatid": chatid, "del_user_list": ["LiuGu"]}
        assert (await caller.post("appchat/update", gone))["errcode"] == 86006

    async def test_groups_of_others_are_closed(self, caller: Caller):
        chatid = (await self.make(caller))["chatid"]
        assert (await caller.post("appchat/send", {"chatid": "none", **TEXT}))["errcode"] == 86003
        assert (await caller.post("appchat/send", TEXT))["errcode"] == 86001
        await caller.login("other")
        assert (await caller.post("appchat/send", {"chatid": chatid, **TEXT}))["errcode"] == 86008
        assert (await caller.get("appchat/get", chatid=chatid))["errcode"] == 86008

    @pytest.mark.parametrize(
        "said",
        [{"msgtype": "template_card", "template_card": NOTICE}, {"msgtype": "markdown_v2", "markdown_v2": {"content": "x"}}],
    )  # fmt: skip
    async def test_no_cards(self, caller: Caller, said: dict[str, Any]):
        chatid = (await self.make(caller))["chatid"]
        assert (await caller.post("appchat/send", {"chatid": chatid, **said}))["errcode"] == 40008
        assert not caller.twin.state.rooms[f"appchat:{chatid}"].shown

    async def test_mentions(self, caller: Caller):
        chatid = (await self.make(caller))["chatid"]
        text = {"content": "<@chenxin> 请办理 <@nobody>", "mentioned_list": ["LiuGu", "@all", "none"]}
        await caller.post("appchat/send", {"chatid": chatid, "msgtype": "text", "text": text})
        visible = caller.twin.state.rooms[f"appchat:{chatid}"].messages[0].visible
        assert visible["text"] == "@陈信息 请办理 <@nobody>"
        assert visible["mentioned"] == ["chenxin", "LiuGu", "@all"]

    async def test_what_is_over_the_rates_is_dropped(self, caller: Caller):
        chatid = (await self.make(caller))["chatid"]
        at = caller.twin.now()
        caller.twin.rates.add(("appchat", 1000002, "chenxin"), 60.0, at, 200)
        await caller.post("appchat/send", {"chatid": chatid, **TEXT})
        assert caller.dropped() == [("ChenXin", "appchat_member_minute")]
        assert caller.twin.state.dropped[0].where == chatid
        caller.twin.rates.add(("appchat", "corp"), 60.0, at, 20_000)
        assert (await caller.post("appchat/send", {"chatid": chatid, **TEXT}))["errcode"] == 0
        assert len(caller.twin.state.rooms[f"appchat:{chatid}"].messages) == 1

    async def test_calls_are_counted(self, caller: Caller):
        caller.twin.rates.add(("appchat", "create"), 86400.0, caller.twin.now(), 1000)
        assert (await self.make(caller))["errcode"] == 45009

    async def test_changes_and_flags(self, caller: Caller):
        chatid = (await self.make(caller))["chatid"]
        markdown = {"msgtype": "markdown", "markdown": {"content": "- 一"}}
        assert (await caller.post("appchat/send", {"chatid": chatid, "safe": 2, **TEXT}))["errcode"] == 40058
        assert (await caller.post("appchat/send", {"chatid": chatid, **markdown}))["errcode"] == 0
        assert [one.field for one in caller.twin.state.advice] == ["markdown.list"]
        caller.twin.rates.add(("appchat", "change"), 3600.0, caller.twin.now(), 1000)
        assert (await caller.post("appchat/update", {"chatid": chatid}))["errcode"] == 45009


class TestRobot:
    def key(self, caller: Caller, name: str = "bgs") -> str:
        return next(key for key, one in caller.twin.state.robots.items() if one.name == name)

    async def post(self, caller: Caller, said: dict[str, Any]) -> int:
        body = await caller.post("webhook/send", said, key=self.key(caller), access_token=None)
        return int(body["errcode"])

    async def test_a_message_stands_in_its_group(self, caller: Caller):
        said = {"msgtype": "markdown", "markdown": {"content": "<@wangzhu> 今日值班"}}
        assert await self.post(caller, said) == 0
        (message,) = caller.twin.state.rooms["bgs-group"].messages
        assert (message.by, message.visible["robot"], message.visible["text"]) == (
            "robot",
            "bgs",
            "@王主任 今日值班",
        )
        assert caller.twin.state.rooms["fzg-group"].messages == []

    async def test_the_key_is_the_secret(self, caller: Caller):
        assert (await caller.post("webhook/send", TEXT, key="x"))["errcode"] == 93000
        assert (await caller.post("webhook/send", TEXT))["errcode"] == 93000
        robot = caller.twin.state.robots[self.key(caller)]
        robot.disabled = True
        assert await self.post(caller, TEXT) == 93004
        robot.removed = True
        assert await self.post(caller, TEXT) == 93000
        assert self.key(caller) not in caller.twin.transcript.lines()
        assert '"robot": "bgs"' in caller.twin.transcript.lines()

    async def test_twenty_a_minute(self, caller: Caller):
        assert [await self.post(caller, TEXT) for _ in range(21)] == [0] * 20 + [45009]
        assert (await caller.post("webhook/send", TEXT, key=self.key(caller, "fzg")))["errcode"] == 0
        caller.clock.advance(60)
        assert await self.post(caller, TEXT) == 0

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            (TEXT, 0), ({"msgtype": "text", "text": {"content": "读" * 700}}, 40058),
            ({"msgtype": "text", "text": {"content": ""}}, 44004),
            ({"msgtype": "markdown", "markdown": {"content": "读" * 1365}}, 0),
            ({"msgtype": "markdown", "markdown": {"content": "读" * 1366}}, 40058),
            ({"msgtype": "markdown_v2", "markdown_v2": {"content": "- 一\n| a |"}}, 0),
            ({"msgtype": "news", "news": {"articles": [{"title": "一", "url": "https://e.org/"}]}}, 0),
            ({"msgtype": "template_card", "template_card": NOTICE}, 0),
            ({"msgtype": "template_card", "template_card": NEWS}, 0),
            ({"msgtype": "template_card", "template_card": BUTTONS}, 42031),
            ({"msgtype": "template_card", "template_card": VOTE}, 42031),
            ({"msgtype": "template_card", "template_card": NOTICE | {"task_id": "t", "action_menu": {"action_list": [{"text": "一", "key": "a"}]}}}, 42031),
            ({"msgtype": "textcard", "textcard": {"title": "一", "description": "二", "url": "https://e.org/"}}, 40008),
        ],
    )  # fmt: skip
    async def test_contents(self, caller: Caller, said: dict[str, Any], expected: int):
        assert await self.post(caller, said) == expected
        assert len(caller.twin.state.rooms["bgs-group"].messages) == (expected == 0)

    async def test_mentions_in_markdown_v2_are_shown_as_typed(self, caller: Caller):
        await self.post(caller, {"msgtype": "markdown_v2", "markdown_v2": {"content": "<@wangzhu> 一"}})
        (message,) = caller.twin.state.rooms["bgs-group"].messages
        assert (message.visible["text"], message.warnings) == ("<@wangzhu> 一", ("markdown_v2.tag",))

    async def test_its_cards_have_less_room(self, caller: Caller):
        card = NOTICE | {"main_title": {"title": "题" * 27}}
        assert await self.post(caller, {"msgtype": "template_card", "template_card": card}) == 0
        (message,) = caller.twin.state.rooms["bgs-group"].messages
        assert (message.visible["title"], message.warnings) == ("题" * 25 + "…", ("main_title.title",))
        assert (await caller.card(card))["errcode"] == 0
        assert caller.shown()[-1].warnings == ()

    async def test_mentions_by_mobile(self, caller: Caller):
        text = {
            "content": "一",
            "mentioned_list": ["wangzhu"],
            "mentioned_mobile_list": ["13800000000", "@all"],
        }
        await self.post(caller, {"msgtype": "text", "text": text})
        (message,) = caller.twin.state.rooms["bgs-group"].messages
        assert message.visible["mentioned"] == ["wangzhu", "@all"]

    async def test_pictures_come_inside_the_message(self, caller: Caller):
        good = {"base64": base64.b64encode(PNG).decode(), "md5": md5(PNG, usedforsecurity=False).hexdigest()}
        assert await self.post(caller, {"msgtype": "image", "image": good}) == 0
        assert await self.post(caller, {"msgtype": "image", "image": good | {"md5": "0" * 32}}) == 301019
        assert await self.post(caller, {"msgtype": "image", "image": good | {"base64": "*"}}) == 40058
        assert await self.post(caller, {"msgtype": "image", "image": good | {"base64": "QUJD"}}) == 40123
        big = base64.b64encode(PNG + b"\0" * 2**21).decode()
        assert await self.post(caller, {"msgtype": "image", "image": good | {"base64": big}}) == 40009
        assert caller.twin.state.rooms["bgs-group"].messages[0].visible["file"]["type"] == "image/png"

    async def test_files_are_uploaded_first(self, caller: Caller):
        up = {"api": "webhook/upload_media", "access_token": "", "key": "media"}
        key = self.key(caller)
        url = f"webhook/upload_media?key={key}"
        body = await caller.upload(b"%PDF-1.7 x", api=url)
        assert body["type"] == "file"
        assert await self.post(caller, {"msgtype": "file", "file": {"media_id": body["media_id"]}}) == 0
        assert (await caller.upload(PNG, api=url, kind="image"))["errcode"] == 40005
        assert (await caller.upload(b"%PDF-1.7 x", api=str(up["api"])))["errcode"] == 93000
