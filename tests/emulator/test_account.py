"""The bot's own account, its chats, and what it may ask about them."""

from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ChatMemberLeft,
    ChatMemberMember,
    MenuButtonWebApp,
    WebAppInfo,
)
from telegram.error import BadRequest

from tests.emulator.conftest import CHEN, GROUP, LIU, Desk

TODO = BotCommand("todo", "待办")


async def test_commands_are_kept_by_scope_and_language(ptb: Bot):
    private = BotCommandScopeAllPrivateChats()
    await ptb.set_my_commands([TODO], scope=private)
    await ptb.set_my_commands([BotCommand("todo", "To do")], scope=private, language_code="en")
    assert await ptb.get_my_commands(scope=private) == (TODO,)
    assert (await ptb.get_my_commands(scope=private, language_code="en"))[0].description == "To do"
    assert await ptb.get_my_commands() == ()
    await ptb.delete_my_commands(scope=private)
    assert await ptb.get_my_commands(scope=private) == ()


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"commands": [{"command": "待办", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "Todo", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "todo", "description": " "}]}, "command description must be non-empty"),
        (
            {"commands": [{"command": "a", "description": "x"}] * 101},
            '"commands" must include at most 100 items',
        ),
        ({"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 1}}, "chat not found"),
    ],
)
async def test_commands_are_refused(desk: Desk, params: dict[str, Any], said: str):
    assert await desk.no("setMyCommands", **params) == f"Bad Request: {said}"


async def test_commands_for_one_chat(ptb: Bot):
    await ptb.set_my_commands([TODO], scope=BotCommandScopeChat(CHEN))
    assert await ptb.get_my_commands(scope=BotCommandScopeChat(CHEN)) == (TODO,)
    assert await ptb.get_my_commands(scope=BotCommandScopeChat(LIU)) == ()


async def test_names_by_language(ptb: Bot):
    assert (await ptb.get_my_name()).name == "读网"
    await ptb.set_my_name("读网助手")
    await ptb.set_my_name("Duwang", language_code="en")
    assert [(await ptb.get_my_name(one)).name for one in (None, "en", "de")] == [
        "读网助手",
        "Duwang",
        "读网助手",
    ]
    assert (await ptb.get_me()).first_name == "读网助手"
    await ptb.set_my_name("", language_code="en")
    assert (await ptb.get_my_name("en")).name == "读网助手"
    await ptb.set_my_description("交稿、审批、发布")
    await ptb.set_my_short_description("网站信息助手")
    assert (await ptb.get_my_description("en")).description == "交稿、审批、发布"
    assert (await ptb.get_my_short_description()).short_description == "网站信息助手"


async def test_the_menu_button(ptb: Bot, desk: Desk):
    assert (await ptb.get_chat_menu_button()).type == "commands"
    page = MenuButtonWebApp("办事", WebAppInfo("https://duwang.test/"))
    await ptb.set_chat_menu_button(CHEN, page)
    assert await ptb.get_chat_menu_button(CHEN) == page
    assert (await ptb.get_chat_menu_button(LIU)).type == "commands"
    plain = {"type": "web_app", "text": "x", "web_app": {"url": "http://duwang.test/"}}
    assert "Only HTTPS links are allowed" in await desk.no("setChatMenuButton", menu_button=plain)
    assert await desk.no("setChatMenuButton", chat_id=GROUP) == "Bad Request: chat not found"


async def test_chats_and_members(ptb: Bot, desk: Desk):
    assert (await ptb.get_chat(CHEN)).first_name == "陈信息"
    assert (await ptb.get_chat(GROUP)).title == "法制股工作群"
    assert isinstance(await ptb.get_chat_member(GROUP, LIU), ChatMemberMember)
    assert isinstance(await ptb.get_chat_member(GROUP, 5100000106), ChatMemberLeft)
    assert (await ptb.get_chat_member(GROUP, ptb.id)).status == "member"
    with pytest.raises(BadRequest, match=r"(?i)user not found"):
        await ptb.get_chat_member(GROUP, 1)
    await desk.act("fzg-group", "leave")
    assert await desk.no("getChat", chat_id=GROUP) == "Forbidden: bot was kicked from the group chat"


async def test_leaving_by_itself(ptb: Bot, desk: Desk):
    assert await ptb.leave_chat(GROUP)
    (update,) = await ptb.get_updates()
    assert update.my_chat_member.new_chat_member.status == "left"
    assert update.my_chat_member.from_user.id == ptb.id
    assert (await desk.shown("fzg-group"))["messages"][-1]["text"] == "读网 离开了群"
    with pytest.raises(BadRequest, match="private chats"):
        await ptb.leave_chat(CHEN)


async def test_typing_is_not_counted(ptb: Bot):
    for _ in range(40):
        assert await ptb.send_chat_action(CHEN, "typing")


async def test_logging_out_ends_all_until_a_reset(desk: Desk):
    assert await desk.ok("close")
    assert await desk.ok("logOut")
    assert await desk.no("getMe") == "Bad Request: Logged out"
    assert await desk.no("getUpdates") == "Bad Request: Logged out"
    await desk.post("/emulator/reset")
    assert await desk.ok("getMe")


async def test_what_a_sent_message_may_bear(desk: Desk):
    first = await desk.ok("sendMessage", chat_id=CHEN, text="时限：2026年2月12日", protect_content=True)
    second = await desk.ok(
        "sendMessage", chat_id=CHEN, text="见", message_effect_id="5", link_preview_options={"is_disabled": True},
        reply_parameters={"message_id": first["message_id"], "quote": "2026年2月12日"},
    )  # fmt: skip
    assert first["has_protected_content"]
    assert second["quote"] == {"text": "2026年2月12日", "position": 3, "is_manual": True}
    assert (second["effect_id"], second["link_preview_options"]) == ("5", {"is_disabled": True})
    refusals = [
        {"chat_id": GROUP, "text": "x", "message_effect_id": "5"},
        {
            "chat_id": CHEN,
            "text": "x",
            "reply_parameters": {"message_id": first["message_id"], "quote": "明天"},
        },
        {"chat_id": CHEN, "text": "x", "business_connection_id": "1"},
        {"chat_id": CHEN, "text": "x", "reply_parameters": {"message_id": 1, "chat_id": LIU}},
    ]
    said = [(await desk.no("sendMessage", **one)).split(": ")[1] for one in refusals]
    assert said == [
        "EFFECT_ID_INVALID", "QUOTE_TEXT_INVALID", "business connection not found",
        "a reply into another chat is not played by this twin",
    ]  # fmt: skip
    assert (await desk.act("chen", "forward", message_id=first["message_id"], to="chen"))["error"] == (
        "this message may not be forwarded"
    )
