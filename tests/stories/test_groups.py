"""Work groups: quiet, bound by an administrator, and never the place where an item is named."""

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from emulator import telegram_members as members
from emulator import telegram_people as acts
from storage import tables
from tests.office import Office, office_file
from tests.office_people import Card
from tests.stories.ways import TITLE, closed, handed_in, head_approves

BOT = "@duwang_demo_bot"
LONG_AGO = {"形成（变更）日期": "2026年1月5日"}  # 20 working days from then have passed


def file_with_a_new_group(*inside: str, privacy: bool = True) -> dict[str, Any]:
    """The demo office and one group beside it that the bot is not in yet."""
    found = office_file()
    found["bot"]["privacy"] = privacy
    found["groups"].append(
        {
            "id": "new",
            "title": "普法专班",
            "telegram_id": -4100000299,
            "members": list(inside),
            "has_bot": False,
        }
    )
    return found


async def stored(office: Office) -> int:
    """How many updates the bot has kept."""
    rows = await office.read(lambda tx: tx.core(select(func.count().label("n")).select_from(tables.inbox)))
    return int(rows[0].n)


@pytest.mark.on_telegram  # nothing that is said in a group of WeCom reaches us
async def test_other_peoples_talk_is_neither_answered_nor_kept(open_office: Any) -> None:
    office = await open_office(file=file_with_a_new_group("wu", privacy=False))
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    group = office.group("fzg-group")
    before = await stored(office)
    for text in (
        "大家早上好",
        "同意",
        f"同意 {card.code}",
        "待办",
        f"查 {item}",
        "@somebody_else 请看",
        "/todo@other_bot",
    ):
        await group.says(text, by="liu")
    await group.sends("通知.docx", by="chen")
    assert await stored(office) == before, "nothing of it was stored"
    assert not group.all_cards()

    await group.says(f"{BOT} 你好", by="liu")
    assert not group.all_cards(), "called, but with nothing to do"
    await group.says(f"/todo{BOT}", by="liu")
    await group.expects("请私聊本助手办理")
    await group.says(f"/help{BOT}", by="liu")
    await group.expects("帮助")
    assert card.buttons[0] == "同意"


@pytest.mark.on_telegram  # a robot of WeCom is entered in the settings, nobody adds the assistant
async def test_a_stranger_adds_the_bot_and_it_leaves(open_office: Any) -> None:
    """A16."""
    office = await open_office(file=file_with_a_new_group("lin", "he"))
    group = office.group("new")
    group.act(members.join, "bot", by="lin")
    assert await office.until(lambda: group.chat.bot_status == "left")
    assert not group.all_cards()
    await group.says(f"/help{BOT}", by="lin")
    assert not group.all_cards()


@pytest.mark.on_telegram  # a robot of WeCom is entered in the settings, nobody adds the assistant
async def test_an_administrator_adds_it_and_says_in_private_whose_group_it_is(open_office: Any) -> None:
    office = await open_office(file=file_with_a_new_group("wu", "sun", "lin"))
    group = office.group("new")
    group.act(members.join, "bot", by="wu")
    asked = await office.wu.expects(
        "请选择工作群所属单位：普法专班", buttons=["法制股", "公共法律服务股", "办公室", "局领导", "离开该群"]
    )
    assert not group.all_cards(), "the group hears nothing before it is bound"
    assert "此按钮已失效" in await office.sun.forges(
        await say_something(office), asked.data("公共法律服务股")
    )
    await asked.taps("公共法律服务股")
    office.wu.toast("工作群设置已保存")
    line = await group.expects("本群由公共法律服务股使用")
    assert "\n\n" not in line.text.replace("已绑定工作群\n\n", ""), "one line"


async def say_something(office: Office) -> Card:
    """Any message of the bot on 孙信息's phone."""
    await office.sun.says("待办")
    return await office.sun.expects("没有待办")


@pytest.mark.on_telegram  # a robot of WeCom is entered in the settings, nobody adds the assistant
async def test_added_by_one_of_the_staff_the_administrator_is_asked_and_may_decline(open_office: Any) -> None:
    office = await open_office(file=file_with_a_new_group("sun", "lin"))
    group = office.group("new")
    group.act(members.join, "bot", by="sun")
    asked = await office.wu.expects("请选择工作群所属单位：普法专班")
    await asked.taps("离开该群")
    assert await office.until(lambda: group.chat.bot_status == "left")
    assert not group.all_cards()


@pytest.mark.on_telegram  # WeCom does not tell that a robot was removed
async def test_thrown_out_the_administrators_hear_and_nothing_is_sent_there(office: Office) -> None:
    group = office.group("fzg-group")
    group.act(members.leave, "bot", by="liu")
    await office.wu.expects("已离开工作群：法制股工作群")
    item = await handed_in(office, answers=LONG_AGO)
    await office.liu.expects("请审批", item)
    await hears_of_time(office)
    assert not [one for one in calls_to(office, -4100000202) if one["method"] != "getMe"]


async def hears_of_time(office: Office) -> None:
    """The next morning comes; the reminders that it brings to people are another story."""
    await office.clock.to("2026-02-10 10:00")
    for phone in (*(office.person(one["id"]) for one in office.file["people"]), office.group("bgs-group")):
        for card in phone.unheard():
            assert "超期" in card.text or "到期" in card.text or "逾期" in card.text, card
            phone.hear(card)


def calls_to(office: Office, chat: int) -> list[dict[str, Any]]:
    """What the bot sent to a chat."""
    return [
        one for one in office.twin.transcript.since()
        if str((one["params"] or {}).get("chat_id")) == str(chat)
    ]  # fmt: skip


@pytest.mark.on_telegram  # only Telegram has supergroups
async def test_a_group_that_becomes_a_supergroup_goes_on_hearing(office: Office) -> None:
    group = office.group("fzg-group")
    old = group.chat.id
    group.act(members.migrate)
    await office.rest()
    new = group.chat.id
    assert new != old
    item = await handed_in(office, answers=LONG_AGO)
    await office.liu.expects("请审批", item)
    await hears_of_time(office)
    for days in (18, 19):  # told the same afternoon and the next morning
        line = await group.expects(item.number, f"逾期{days}个工作日")
    assert line.phone.chat.id == new
    assert not calls_to(office, old), "the first message went to the new id"
    group.act(members.leave, "bot", by="liu")
    await office.wu.expects("已离开工作群：法制股工作群")


@pytest.mark.on_telegram  # only Telegram has supergroups
async def test_it_becomes_one_while_the_bot_is_away(office: Office) -> None:
    group = office.group("fzg-group")
    await office.stop()
    group.act(members.migrate)
    await office.restart()
    item = await handed_in(office, answers=LONG_AGO)
    await office.liu.expects("请审批", item)
    await hears_of_time(office)
    for days in (18, 19):
        await group.expects(item.number, f"逾期{days}个工作日")


@pytest.mark.on_telegram  # in a group of WeCom nothing calls back
async def test_a_reviewers_button_works_for_nobody_else_and_nowhere_else(office: Office) -> None:
    """A09."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    group = office.group("fzg-group")
    await group.says(f"/help{BOT}", by="liu")
    there = await group.expects("帮助")
    for by in ("chen", "zhou", "liu"):
        person = office.person(by)
        person.chat.toast = None
        group.act(acts.tap, there.id, None, by=by, data=card.data("同意"))
        await office.rest()
        person.toast("此按钮已失效")
    await office.liu.forwards(card, group)
    forwarded = max(group.chat.messages.values(), key=lambda one: one.id)
    assert "reply_markup" not in forwarded.payload
    office.zhou.chat.toast = None
    group.act(acts.tap, forwarded.id, None, by="zhou", data=card.data("同意"))
    await office.rest()
    office.zhou.toast("此按钮已失效")
    assert card.buttons == ["同意", "退回", "更多"]
    await card.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_no_title_name_or_reason_is_ever_said_in_a_group(office: Office) -> None:
    reason = "联系电话与附件不一致"
    first = await handed_in(office, answers=LONG_AGO)
    card = await office.liu.expects("请审批", first)
    await office.liu.says(f"退回 {card.code} {reason}")
    await office.liu.expects("已退回")
    await office.chen.expects("请修改", first, reason)
    second, _ = await closed(office, "关于开展普法活动的通知", answers=LONG_AGO)
    third = await handed_in(office, "关于公布救助名单的公告", answers=LONG_AGO)
    await head_approves(office, third)
    await office.clock.to("2026-02-09 18:00")
    await office.group("fzg-group").expects(first.number, third.number)
    names = [one["name"] for one in office.file["people"]]
    assert not [name for name in names if name in str(said_in_groups(office))]
    await office.clock.to("2026-02-10 10:00")
    await office.group("fzg-group").expects(first.number, third.number)
    everybody_heard(office)
    secrets = [TITLE, second.title, third.title, "年检", "普法", "救助", reason, "联系电话"]
    said = said_in_groups(office)
    assert said, "the groups did hear of what is overdue"
    assert not [(secret, text) for text in said for secret in secrets if secret in text]


def said_in_groups(office: Office) -> list[str]:
    return [text for group in office.file["groups"] for text in said_in(office, group)]


def said_in(office: Office, group: dict[str, Any]) -> list[str]:
    """Everything the bot sent to a group of the office file, as JSON."""
    if office.is_on_wecom(group["id"]):
        room = office.emulator.wecom.state.rooms.get(group["id"])
        sent: list[Any] = [] if room is None else [one.body for one in room.messages]
    else:
        sent = [one["params"] for one in calls_to(office, group["telegram_id"])]
    return [json.dumps(one, ensure_ascii=False) for one in sent]


def everybody_heard(office: Office) -> None:
    """What was said is looked at in the calls, not on the phones."""
    for card in office.unheard():
        card.phone.hear(card)
