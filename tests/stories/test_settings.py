"""帮助, 设置, 取消, 开始: in both languages, by word and by command, quiet in groups."""

import pytest

from tests.office import Office
from tests.stories.ways import handed_in


async def test_help_names_every_command_by_word_and_command(office: Office) -> None:
    for word in ("帮助", "/help", "/start", "开始"):
        await office.chen.says(word)
        card = await office.chen.expects("用法", "内容保障管理员")
        for both in (
            "交稿 /newitem",
            "待办 /todo",
            "我的 /mine",
            "查 /find",
            "查看 /item",
            "取消 /cancel",
            "设置 /settings",
        ):
            assert both in card.text


async def test_english_from_the_next_message_on(office: Office) -> None:
    await office.liu.says("设置")
    card = await office.liu.expects("设置", "08:30")
    assert "English" in card.buttons
    await card.taps("English")
    assert office.liu.toasted
    item = await handed_in(office)
    asked = await office.liu.expects("Please review", item, buttons=["Approve", "Return", "More"])
    assert "Article" in asked.text
    said = await asked.taps("Approve")
    if office.is_on_wecom("liu"):
        assert "You approved this on" in said
    else:
        assert said.startswith("KP-2026-0001 approved.")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.liu.says("/settings")
    card = await office.liu.expects("Settings")
    await card.taps("中文")
    await office.liu.says("帮助")
    await office.liu.expects("用法")


async def test_the_time_of_the_daily_reminder(office: Office) -> None:
    await office.chen.says("设置 09:15")
    await office.chen.expects("设置已保存")
    await office.chen.says("设置")
    await office.chen.expects("设置", "09:15")


async def test_a_time_that_is_none_is_refused_with_an_example(office: Office) -> None:
    for text in ("25:00", "九点", "03:00", "8点"):
        await office.chen.says(f"设置 {text}")
        await office.chen.expects("时间格式不对，请写成08:30这样")


async def test_cancel_with_nothing_open(office: Office) -> None:
    await office.chen.says("取消")
    await office.chen.expects("已取消，没有保存")


async def test_cancel_ends_a_question_about_a_reason(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("退回")
    reasons = await office.liu.expects("请选择退回理由")
    await reasons.taps("自己写理由")
    await office.liu.expects("请回复退回理由")
    await office.liu.says("取消")
    await office.liu.expects("已取消：填写退回理由")
    await office.liu.says("日期有误")
    await office.liu.expects("没有看懂")
    assert "同意" in card.buttons


@pytest.mark.on_telegram  # WeCom has no command lists; its menu is the app's
async def test_the_command_lists_are_announced_in_both_languages(office: Office) -> None:
    calls = [call["params"] for call in office.twin.transcript.since() if call["method"] == "setMyCommands"]
    scopes = {(call["scope"]["type"], call.get("language_code", "")) for call in calls}
    assert scopes == {
        ("all_private_chats", ""), ("all_private_chats", "en"), ("all_group_chats", ""), ("all_group_chats", "en"),
    }  # fmt: skip
    private = next(
        call for call in calls if call["scope"]["type"] == "all_private_chats" and "language_code" not in call
    )
    names = [one["command"] for one in private["commands"]]
    assert {"newitem", "todo", "mine", "find", "item", "help", "cancel", "settings"} <= set(names)
