"""What was missed arrives later: while somebody blocked the bot, while the platform refused, while a handler broke."""

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.commands import dead_letters as listed
from scheduler.clock import to_ms
from storage import inbox
from tests.office import Office
from tests.office_people import Card, Phone
from tests.stories.ways import BODY, handed_in
from workflow import lookup


def suffers(office: Office, **rule: Any) -> None:
    """The platform behaves so from now on (see ``emulator.faults``)."""
    office.twin.faults.replace([rule])


def copies_of(phone: Phone, *words: str) -> list[Card]:
    return [card for card in phone.all_cards() if all(word in card.text for word in words)]


# Blocked ----------------------------------------------------------------------------------------------------


async def test_who_blocks_the_bot_is_told_of_once_a_day_and_gets_the_cards_when_back(office: Office) -> None:
    item = await handed_in(office)
    old = await office.liu.expects("请审批", item)
    await office.liu.blocks()
    await office.wu.expects("请联系：刘股长收不到消息", "法制股")
    await office.liu.unblocks()
    fresh = await office.liu.expects("请审批", item)
    await office.clock.forward(seconds=1)  # WeCom tells by the second
    await office.liu.blocks()
    await office.clock.forward(hours=1)
    office.nobody_heard_more()

    await office.liu.unblocks()
    third = await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-10 10:00")
    await office.liu.blocks()
    await office.wu.expects("请联系：刘股长收不到消息")
    await office.liu.unblocks()
    last = await office.liu.expects("请审批", item)
    assert {card.code for card in (old, fresh, third, last)} == {old.code}
    await old.taps("同意")
    office.liu.toast("已同意")
    for card in (fresh, third, last):
        await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_a_return_that_was_missed_arrives_when_they_come_back(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.chen.blocks()
    await office.wu.expects("请联系：陈信息收不到消息")
    office.forgive_call("editMessageText", 403)  # their cards are brought up to date no more
    await office.liu.says(f"退回 {card.code} 日期有误")
    await office.liu.expects("已退回")
    await office.clock.forward(minutes=2)
    await office.chen.unblocks()
    back = await office.chen.expects("请修改", item, "日期有误")
    await back.taps("修改")
    await office.chen.expects("请核对后提交")


async def test_a_card_refused_as_blocked_is_sent_when_they_come_back(office: Office) -> None:
    """The platform told of the block only by refusing the message."""
    if office.is_on_wecom("liu"):
        office.liu.people.member("liu").visible = False
        office.forgive_call("message/send", 200)
    else:
        office.liu.chat.blocked = True
        office.forgive_call("sendMessage", 403)
    item = await handed_in(office)
    await office.wu.expects("请联系：刘股长收不到消息")
    await office.liu.unblocks()
    await office.liu.expects("请审批", item)
    assert len(copies_of(office.liu, "请审批")) == 1


# The platform -----------------------------------------------------------------------------------------------


@pytest.mark.on_telegram  # WeCom counts calls and messages of the whole app
async def test_too_many_requests_in_one_chat_hold_only_that_chat(office: Office) -> None:
    suffers(office, match={"method": "sendMessage", "chat": "liu"}, do="429", retry_after=90, times=1)
    office.forgive_call("sendMessage", 429)
    first = await handed_in(office)
    began = office.clock.now()
    second = await office.sun.submits(
        "关于春节开放时间的公告",
        body=BODY,
        answers={"栏目": "公共法律服务", "内容分类": "办事指南、流程、依据"},
    )
    await office.ma.expects("请审批", second, within=10)
    assert not copies_of(office.liu, "请审批")
    await office.liu.expects("请审批", first)
    assert office.clock.now() - began >= timedelta(seconds=60)
    assert len(copies_of(office.liu, "请审批")) == 1


@pytest.mark.parametrize(
    ("fault", "status", "most"),
    [
        ({"do": "status", "status": 502}, 502, 1),
        ({"do": "html"}, 502, 1),
        ({"do": "html", "accept": True}, 502, 2),
        ({"do": "drop_before"}, 0, 1),
    ],
    ids=["5xx", "html", "html-accepted", "cut-before"],
)
async def test_what_nobody_knows_is_sent_again_and_copies_stay_within_the_doubt(
    office: Office, fault: dict[str, Any], status: int, most: int
) -> None:
    sends = office.sending("liu")
    suffers(office, match={"method": sends, "chat": "liu"}, times=1, **fault)
    office.forgive_call(sends, status)
    office.forgive_drop("duplicate")  # WeCom knows the same request again
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.clock.forward(minutes=2)
    assert office.twin.faults.listing()[0]["applied"] == 1
    found = copies_of(office.liu, "请审批", item.number)
    assert 1 <= len(found) <= (1 if office.is_on_wecom("liu") else most)
    for card in found:
        office.liu.hear(card)
    await found[0].taps("同意")
    office.liu.toast("已同意")
    for card in found[1:]:
        assert "同意" in await card.taps("同意", stale=True), (
            "the other copy tells the same, and decides no second time"
        )
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def two_cards(office: Office) -> tuple[Any, Card, Card]:
    """The answer to the first send was lost, so the head has the card twice; the bot knows the second."""
    suffers(office, match={"method": "sendMessage", "chat": "liu"}, times=1, do="html", accept=True)
    office.forgive_call("sendMessage", 502)
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.clock.forward(minutes=2)
    first, second = copies_of(office.liu, "请审批", item.number)
    office.liu.hear(first)
    office.liu.hear(second)
    return item, first, second


@pytest.mark.on_telegram
async def test_a_copy_nobody_knew_of_is_redrawn_like_the_other_once_it_was_tapped(office: Office) -> None:
    item, first, second = await two_cards(office)
    await first.taps("同意")
    office.liu.toast("已同意")
    for card in (first, second):
        await card.is_redrawn(containing="已同意", buttons=["撤销"])
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await first.taps("撤销")
    office.liu.toast("已撤销")
    fresh = await office.liu.expects("请审批", item)
    for card in (first, second):
        await card.is_redrawn(buttons=[])
    await fresh.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


@pytest.mark.on_telegram
async def test_a_copy_nobody_knew_of_is_brought_up_to_date_by_a_tap_that_comes_too_late(
    office: Office,
) -> None:
    item, first, second = await two_cards(office)
    await item.filed.taps("撤回")
    await second.is_redrawn(containing="已撤回", buttons=[])
    assert "同意" in first.buttons, "nobody told it"
    assert "已由报送人撤回" in await first.taps("同意")
    await first.is_redrawn(containing="已撤回", buttons=[])


# An update that breaks its handler --------------------------------------------------------------------------


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """查 毒药 breaks its handler; how often it did."""
    tries: list[int] = []
    sound = lookup.listing

    def broken(desk: Any, **how: Any) -> Any:
        if how.get("query") == "毒药":
            tries.append(desk.ms)
            raise RuntimeError("a handler broke")
        return sound(desk, **how)

    monkeypatch.setattr(lookup, "listing", broken)
    return tries


async def test_a_poison_update_is_put_aside_and_the_chat_goes_on(office: Office, poison: list[int]) -> None:
    office.forgive_error("act.failed")
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.chen.says("查 毒药")
    await office.chen.says("我的")
    await office.chen.expects(item)
    await office.clock.forward(minutes=15)
    assert [round((b - a) / 1000) for a, b in pairwise(poison)] == [1, 5, 25, 125, 600]
    await office.chen.expects("系统出错，未作任何改动")

    lines = list(listed._lines(office.app.store, 100))
    assert len(lines) == 1
    assert "RuntimeError" in json.dumps(lines[0])
    assert "毒药" not in json.dumps(lines[0], ensure_ascii=False), "words of people stay out of the list"
    (row,) = await office.read(lambda tx: inbox.dead(tx, limit=10))
    assert to_ms(office.clock.now()) > row.received_at
    await office.app.store.act(lambda tx: inbox.drop(tx, row.id))
