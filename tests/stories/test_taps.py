"""Double, old, forged and foreign taps get a true sentence and change nothing; age alone never makes a tap late."""

import pytest

from emulator import telegram_people as acts
from tests.office import Office
from tests.stories.ways import handed_in, head_approves
from workflow import roster

UNKNOWN = "此按钮已失效。发送“待办”取得最新卡片。"


async def test_a_double_tap_hears_the_same_twice_and_decides_once(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    said = await card.taps("同意")
    again = await card.taps("同意", stale=True)
    if office.is_on_wecom("liu"):
        assert "您已于2月9日 09:00同意" in said, "the card itself answers"
        said = again
    assert said.startswith("已同意KP-2026-0001")
    assert again == said
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_five_taps_before_anything_is_answered(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    for _ in range(5):
        office.liu.act(acts.tap, card.id, "同意")
    await office.answers()
    assert "已同意" in office.liu.toasted
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_what_the_platform_delivers_again_is_not_done_again(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    kind = "template_card_event" if office.is_on_wecom("liu") else "callback_query"
    office.emulator.faults.replace(
        [
            {
                "match": {"method": kind, "direction": "in"},
                "do": "duplicate",
                "copies": 3,
                "times": 1,
            }
        ]
    )
    await card.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_a_card_of_sixty_days_decides_at_one_tap(office: Office) -> None:
    item = await office.chen.submits(
        "关于删除过期通知的申请事项说明", kind="delete", answers={"原网页地址": office.site.any_address()}
    )
    card = await office.liu.expects("请审批", item)
    await office.clock.forward(days=60)
    office.nobody_heard_more()
    await card.taps("同意")
    office.liu.toast("已同意KP-2026-0001")
    await card.is_redrawn(containing="您已于4月10日")
    for person in (office.wang, office.zhao):
        await person.expects("请审批", item)


async def test_a_forged_token(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    assert await office.liu.forges(card, "d1:" + "A" * 22) == UNKNOWN
    assert await office.liu.forges(card, "d1:" + "<script>alert(1)</script>") == UNKNOWN
    assert "同意" in card.buttons
    await card.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_ten_forged_taps_in_a_minute_lock_for_a_while(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    for n in range(10):
        assert await office.liu.forges(card, "d1:" + f"{n}" * 22) == UNKNOWN
    assert "无效操作过多" in await office.liu.forges(card, "d1:" + "Z" * 22)
    await office.clock.forward(seconds=61)
    assert await office.liu.forges(card, "d1:" + "Z" * 22) == UNKNOWN


async def test_somebody_elses_token(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    assert await office.chen.forges(item.filed, card.data("同意")) == UNKNOWN
    assert await office.zhou.forges(await _any_card(office.zhou), card.data("同意")) == UNKNOWN
    assert "同意" in card.buttons


@pytest.mark.on_telegram  # a card that is forwarded on WeCom stays a picture of itself
async def test_a_forwarded_card_decides_nothing(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    group = office.group("fzg-group")
    await office.liu.forwards(card, group)
    there = [one for one in group.chat.messages.values() if item.number in str(one.payload.get("text"))]
    assert len(there) == 1
    assert "reply_markup" not in there[0].payload
    group.act(acts.tap, there[0].id, None, by="chen", data=card.data("同意"))
    await office.rest()
    assert office.chen.toasted == UNKNOWN
    group.act(acts.tap, there[0].id, None, by="liu", data=card.data("同意"))
    await office.rest()
    assert office.liu.toasted == UNKNOWN, "a token is good in the chat it was made for"
    assert "同意" in card.buttons


async def test_another_items_token_on_this_card(office: Office) -> None:
    first = await handed_in(office)
    second = await handed_in(office, "关于召开年度工作会议的通知")
    one = await office.liu.expects("请审批", first)
    two = await office.liu.expects("请审批", second)
    await office.liu.forges(one, two.data("同意"))
    await two.is_redrawn(containing="已同意")
    assert "同意" in one.buttons, "what a token means stands in its row, not in the card it is sent from"
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", second)


async def test_old_buttons_of_a_decided_card_are_true(office: Office) -> None:
    item = await handed_in(office)
    card = await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    assert "已由刘股长" in await card.taps("退回", stale=True)


async def test_who_lost_the_role_decides_nothing(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    mine = await office.wang.expects("请作保密审查", item)
    other = await office.zhao.expects("请作保密审查", item)
    await office.act(lambda desk: roster.suspend(desk, name="王主任", by=office.people["wu"]))
    said = await mine.taps("全部符合", stale=True)
    assert said == UNKNOWN
    assert "全部符合" in other.buttons


async def _any_card(person):
    await person.says("设置")
    return await person.expects("设置")
