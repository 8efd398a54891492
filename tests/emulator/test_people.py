"""What people do makes true Updates: an independent library reads each of them without a rest."""

import json
from typing import Any

import pytest
from telegram import Bot, Update

from emulator.telegram_judge import FACTS
from emulator.telegram_state import grey_png
from tests.emulator.conftest import CHEN, GROUP, Desk

DOCX = (
    "年检通知.docx",
    b"PK\x03\x04docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
PNG = ("现场.png", grey_png(400, 300), "image/png")
KEYS = {
    "inline_keyboard": [
        [{"text": "同意", "callback_data": "c1:a"}, {"text": "退回", "callback_data": "c1:b"}]
    ]
}


def legal(kind: str, value: Any, path: str) -> None:
    """A value against the published type, keys and all."""
    fact = FACTS["types"][kind]
    if "subtypes" in fact:
        for subtype in fact["subtypes"]:
            fields = FACTS["types"][subtype]["fields"]
            tag = next(
                (fields[one]["enum"] for one in ("type", "status") if "enum" in fields.get(one, {})), None
            )
            if tag is None or value.get("type", value.get("status")) in tag:
                return legal(subtype, value, path)
        raise AssertionError(f"{path}: no subtype of {kind} fits {value}")
    fields = fact["fields"]
    assert set(value) <= set(fields), f"{path}: unknown {set(value) - set(fields)}"
    for name, field in fields.items():
        if field.get("required"):
            assert name in value, f"{path}.{name} is missing"
        if name in value:
            legal_value(field["types"], value[name], f"{path}.{name}")
    return None


def legal_value(types: list[str], value: Any, path: str) -> None:
    kind = types[0]
    if kind.startswith("Array of "):
        for one in value:
            legal_value([kind.removeprefix("Array of ")], one, path)
    elif kind in FACTS["types"]:
        legal(kind, value, path)
    else:
        python = {"Integer": int, "String": str, "Boolean": bool, "True": bool, "Float": float}
        assert any(isinstance(value, python[one]) for one in types), f"{path}: {value!r} is no {types}"


@pytest.fixture
async def scene(desk: Desk) -> list[dict[str, Any]]:
    """Every kind of act once."""
    card = await desk.ok(
        "sendMessage", chat_id=CHEN, text="<b>请</b>审批", parse_mode="HTML", reply_markup=KEYS
    )
    gone = await desk.ok("sendMessage", chat_id=CHEN, text="旧", reply_markup=KEYS)
    await desk.ok("sendMessage", chat_id=GROUP, text="群里好")
    await desk.act("chen", "say", text="/start ABC_def-1")
    await desk.act("chen", "say", text="退回 K7Q2 理由 https://a.cn/x 😀", reply_to=card["message_id"])
    await desk.send("chen", DOCX, caption="附件", **{"as": "document"})
    await desk.send("chen", PNG, as_="photo")
    await desk.send("chen", DOCX, PNG, caption="一组", album="1")
    await desk.act("chen", "forward", message_id=card["message_id"], to="chen")
    await desk.act("chen", "forward", text="外面的话", origin="李四", to="chen")
    await desk.act("chen", "tap", message_id=card["message_id"], button="同意")
    await desk.ok("deleteMessage", chat_id=CHEN, message_id=gone["message_id"])
    await desk.act("chen", "tap", message_id=gone["message_id"], button="退回")
    await desk.act("chen", "block", on=True)
    await desk.act("chen", "block", on=False)
    await desk.act("fzg-group", "say", text="/bind", by="liu")
    await desk.act("fzg-group", "join", person="wang", by="liu")
    await desk.act("fzg-group", "leave", person="wang")
    await desk.act("fzg-group", "leave")
    await desk.act("fzg-group", "join", person="bot", by="liu")
    await desk.act("fzg-group", "migrate")
    return await desk.updates()


async def test_every_update_is_legal_by_the_published_facts(scene: list[dict[str, Any]]):
    assert len(scene) == 21
    for update in scene:
        legal("Update", update, "update")


async def test_python_telegram_bot_reads_every_update_without_a_rest(scene: list[dict[str, Any]]):
    def rests(of: Any) -> list[Any]:
        found = [dict(of.api_kwargs)] if getattr(of, "api_kwargs", None) else []
        for name in getattr(of, "__slots__", ()):
            inner = getattr(of, name, None)
            for one in inner if isinstance(inner, tuple) else [inner]:
                if hasattr(one, "api_kwargs"):
                    found += rests(one)
        return found

    for update in scene:
        read = Update.de_json(json.loads(json.dumps(update)), None)
        assert rests(read) == []
        again = json.loads(read.to_json())
        assert {key: again[key] for key in update} == {key: again[key] for key in update}
        assert again["update_id"] == update["update_id"]


async def test_the_kinds_in_their_order(scene: list[dict[str, Any]]):
    def kind(update: dict[str, Any]) -> str:
        (name,) = set(update) - {"update_id"}
        if name != "message":
            return name
        marks = (
            "document", "photo", "new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id",
            "forward_origin", "reply_to_message",
        )  # fmt: skip
        return next((one for one in marks if one in update["message"]), "text")

    assert [kind(one) for one in scene] == [
        "text", "reply_to_message", "document", "photo", "document", "document", "forward_origin", "forward_origin",
        "callback_query", "callback_query", "my_chat_member", "my_chat_member", "text", "new_chat_members",
        "left_chat_member", "left_chat_member", "my_chat_member", "my_chat_member", "new_chat_members",
        "migrate_to_chat_id", "migrate_from_chat_id",
    ]  # fmt: skip


async def test_a_deep_link_is_start_with_its_token(scene: list[dict[str, Any]]):
    message = scene[0]["message"]
    assert message["text"] == "/start ABC_def-1"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_an_album_is_separate_updates_of_one_group(scene: list[dict[str, Any]]):
    first, second = (one["message"] for one in scene[4:6])
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("一组", False)
    assert [one["document"]["file_name"] for one in (first, second)] == ["年检通知.docx", "现场.png"]


async def test_a_tap_on_a_deleted_card_is_inaccessible(scene: list[dict[str, Any]]):
    living, dead = (one["callback_query"] for one in scene[8:10])
    assert living["message"]["text"] == "请审批"
    assert set(dead["message"]) == {"chat", "message_id", "date"}
    assert dead["message"]["date"] == 0
    assert (living["data"], dead["data"]) == ("c1:a", "c1:b")
    assert living["id"] != dead["id"]


async def test_a_tap_on_a_sixty_day_old_card_is_inaccessible_and_still_a_tap(desk: Desk):
    card = await desk.ok("sendMessage", chat_id=CHEN, text="x", reply_markup=KEYS)
    desk.clock.advance(60 * 24 * 3600)
    await desk.act("chen", "tap", message_id=card["message_id"], button=1)
    (update,) = await desk.updates()
    assert update["callback_query"]["message"]["date"] == 0
    assert update["callback_query"]["data"] == "c1:b"


async def test_blocking_and_coming_back(desk: Desk, ptb: Bot):
    await desk.act("chen", "block", on=True)
    assert (await desk.act("chen", "say", text="好"))["error"] == "the bot is blocked on this phone"
    assert (await desk.act("chen", "block", on=True))["update_id"] is None
    back = await desk.act("chen", "say", text="/start")
    assert len(back["update_ids"]) == 2
    updates = await ptb.get_updates()
    assert [one.my_chat_member.new_chat_member.status if one.my_chat_member else one.message.text for one in updates] == [
        "kicked", "member", "/start",
    ]  # fmt: skip


async def test_a_person_who_never_came_starts_first(desk: Desk):
    desk.emulator.telegram.state.phone("chen").started = False
    refused = await desk.act("chen", "say", text="好")
    assert (refused["status"], refused["accepted"]) == (409, False)
    assert (await desk.act("chen", "say", text="/start"))["accepted"]
    assert (await desk.act("chen", "say", text="好"))["accepted"]


class TestPrivacy:
    async def heard(self, desk: Desk, text: str, **more: Any) -> bool:
        said = await desk.act("fzg-group", "say", text=text, by="liu", **more)
        return said["update_id"] is not None

    async def test_small_talk_is_not_seen(self, desk: Desk):
        assert not await self.heard(desk, "中午吃什么")
        shown = (await desk.shown("fzg-group"))["messages"]
        assert [(one["text"], one["seen"]) for one in shown] == [("中午吃什么", False)]
        assert await desk.no(
            "sendMessage", chat_id=GROUP, text="x", reply_parameters={"message_id": shown[0]["id"]}
        ) == ("Bad Request: message to be replied not found")

    async def test_commands_to_it_are_seen_and_bare_ones_after_it_spoke(self, desk: Desk):
        assert await self.heard(desk, "/bind@duwang_demo_bot")
        assert not await self.heard(desk, "/bind@other_bot")
        assert not await self.heard(desk, "/bind")
        await desk.ok("sendMessage", chat_id=GROUP, text="在")
        assert await self.heard(desk, "/bind")
        assert not await self.heard(desk, "看看 /bind")

    async def test_replies_to_it_are_seen(self, desk: Desk):
        mine = await desk.ok("sendMessage", chat_id=GROUP, text="在")
        assert await self.heard(desk, "好", reply_to=mine["message_id"])

    async def test_without_privacy_all_is_seen(self, desk: Desk):
        desk.emulator.telegram.state.office = desk.emulator.office
        object.__setattr__(desk.emulator.office.bot, "privacy", False)
        assert await self.heard(desk, "中午吃什么")
        assert (await desk.ok("getMe"))["can_read_all_group_messages"]

    async def test_a_bot_that_left_hears_nothing(self, desk: Desk):
        await desk.act("fzg-group", "leave")
        await desk.updates(offset=-1)
        assert not await self.heard(desk, "/bind@duwang_demo_bot")


class TestButtons:
    async def test_links_open_and_dead_buttons_do_nothing(self, desk: Desk):
        rows = [[{"text": "开", "url": "https://a.cn/x"}], [{"text": "页", "web_app": {"url": "https://duwang.test/i"}}],
                [{"text": "号", "copy_text": {"text": "KP-1"}}], [{"text": "完", "disabled": {}}]]  # fmt: skip
        card = await desk.ok("sendMessage", chat_id=CHEN, text="x", reply_markup={"inline_keyboard": rows})
        tap = {"message_id": card["message_id"]}
        opened = [(await desk.act("chen", "tap", button=one, **tap))["opened"] for one in (0, "页", 2)]
        assert opened == ["https://a.cn/x", "https://duwang.test/i", "KP-1"]
        assert (await desk.act("chen", "tap", button="完", **tap))["accepted"] is False
        assert (await desk.act("chen", "tap", button="无", **tap))["accepted"] is False
        assert await desk.updates() == []

    async def test_a_late_tap_finds_the_keyboard_that_was(self, desk: Desk):
        card = await desk.ok("sendMessage", chat_id=CHEN, text="x", reply_markup=KEYS)
        await desk.ok("editMessageText", chat_id=CHEN, message_id=card["message_id"], text="已办")
        tap = {"message_id": card["message_id"], "button": "同意"}
        assert (await desk.act("chen", "tap", **tap))["accepted"] is False
        assert (await desk.act("chen", "tap", stale=True, **tap))["accepted"]
        assert (await desk.act("chen", "tap", data="forged", **tap))["accepted"]
        assert [one["callback_query"]["data"] for one in await desk.updates()] == ["c1:a", "forged"]

    async def test_in_a_group_the_member_who_taps_is_named(self, desk: Desk):
        card = await desk.ok("sendMessage", chat_id=GROUP, text="x", reply_markup=KEYS)
        await desk.act("fzg-group", "tap", message_id=card["message_id"], button=0, by="liu")
        refused = await desk.act("fzg-group", "tap", message_id=card["message_id"], button=0, by="wang")
        assert refused["error"] == "'wang' is not in this group"
        (update,) = await desk.updates()
        assert update["callback_query"]["from"]["first_name"] == "刘股长"


async def test_after_a_migration_ids_start_anew(desk: Desk):
    old = await desk.ok("sendMessage", chat_id=GROUP, text="旧")
    await desk.act("fzg-group", "migrate")
    to, since = (one["message"] for one in await desk.updates())
    new = to["migrate_to_chat_id"]
    assert (since["chat"]["id"], since["migrate_from_chat_id"], since["chat"]["type"]) == (
        new,
        GROUP,
        "supergroup",
    )
    status, body = await desk.call("editMessageText", chat_id=GROUP, message_id=old["message_id"], text="x")
    assert (status, body["parameters"]) == (400, {"migrate_to_chat_id": new})
    assert await desk.no("editMessageText", chat_id=new, message_id=old["message_id"], text="x") == (
        "Bad Request: message to edit not found"
    )
    assert (await desk.ok("sendMessage", chat_id=new, text="新"))["message_id"] == 2


async def test_a_group_the_bot_never_was_in_is_not_found_until_somebody_adds_it(desk: Desk):
    group = desk.emulator.telegram.state.phone("fzg-group")
    group.known, group.bot_status = False, "left"
    assert await desk.no("sendMessage", chat_id=GROUP, text="x") == "Bad Request: chat not found"
    await desk.act("fzg-group", "join", person="bot", by="liu")
    assert [set(one) - {"update_id"} for one in await desk.updates()] == [{"my_chat_member"}, {"message"}]
    assert await desk.ok("sendMessage", chat_id=GROUP, text="x")


@pytest.mark.parametrize(
    ("phone", "act", "body"),
    [
        ("chen", "say", {"text": ""}), ("chen", "say", {"text": "字" * 4097}), ("chen", "say", {"text": "x", "by": "liu"}),
        ("chen", "say", {"text": "x", "reply_to": 5}), ("chen", "tap", {"message_id": 5, "button": 0}),
        ("chen", "forward", {"message_id": 5, "to": "chen"}), ("chen", "forward", {"to": "chen"}),
        ("chen", "dance", {}), ("chen", "join", {"person": "liu"}), ("chen", "migrate", {}),
        ("fzg-group", "block", {"on": True}), ("fzg-group", "join", {"person": "liu"}), ("fzg-group", "join", {"person": "bot"}),
        ("fzg-group", "leave", {"person": "wang"}), ("fzg-group", "say", {"text": "x", "by": "wang"}),
    ],
)  # fmt: skip
async def test_what_a_phone_does_not_allow(desk: Desk, phone: str, act: str, body: dict[str, Any]):
    said = await desk.act(phone, act, **body)
    assert (said["status"], said["accepted"]) == (409, False)
    assert await desk.updates() == []
