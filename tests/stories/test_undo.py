"""撤销: within five minutes, until the next person acts; the next card waits 20 seconds for a wrong tap."""

from datetime import timedelta

from tests.office import Office
from tests.stories.ways import BODY, TITLE, gives_address, handed_in, head_approves, office_approves


async def test_within_twenty_seconds_nobody_else_ever_hears(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    await card.is_redrawn(containing="已同意", buttons=["撤销"])
    await office.clock.forward(seconds=10)
    await card.taps("撤销")
    office.liu.toast("已撤销对KP-2026-0001的办理")
    fresh = await office.liu.expects("请审批", item, buttons=["同意", "退回", "更多"])
    await card.is_redrawn(buttons=[])
    await office.clock.forward(minutes=1)
    office.nobody_heard_more()
    await fresh.taps("退回")
    await office.liu.expects("请选择退回理由")


async def test_the_next_card_leaves_twenty_seconds_after_the_tap(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    tapped = office.clock.now()
    await card.taps("同意")
    await office.clock.to(tapped + timedelta(seconds=18))
    office.nobody_heard_more()
    await office.clock.to(tapped + timedelta(seconds=22))
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item, within=0)


async def test_after_the_next_heard_but_before_they_act(office: Office) -> None:
    item = await handed_in(office)
    head = await head_approves(office, item)
    first = await office.wang.expects("请作保密审查", item)
    second = await office.zhao.expects("请作保密审查", item)
    await head.taps("撤销")
    office.liu.toast("已撤销")
    for card in (first, second):
        await card.is_redrawn(containing="已失效", buttons=[])
    assert "请以最新卡片为准" in await first.taps("全部符合", stale=True)
    fresh = await office.liu.expects("请审批", item)
    await fresh.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_a_tick_of_the_next_ends_it(office: Office) -> None:
    item = await handed_in(office)
    head = await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    assert "下一环节已经办理，不能撤销" in await head.taps("撤销", stale=True)
    await head.is_redrawn(containing="已同意", buttons=[])


async def test_five_minutes_end_it_and_the_button_goes(office: Office) -> None:
    item = await handed_in(office)
    head = await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.clock.forward(minutes=4, seconds=30)
    assert head.buttons == ["撤销"]
    assert "前可撤销" in head.text
    await office.clock.forward(minutes=1)
    assert head.buttons == [], "nobody acted: it went by itself"
    assert "前可撤销" not in head.text
    assert "已超过撤销时间" in await head.taps("撤销", stale=True)


async def test_a_second_decision_after_an_undo_has_its_own_five_minutes(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    await office.clock.forward(minutes=3)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await card.taps("撤销")
    fresh = await office.liu.expects("请审批", item)
    await office.clock.forward(minutes=1)
    await fresh.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.clock.forward(minutes=4)
    assert fresh.buttons == ["撤销"]
    await office.clock.forward(minutes=1)
    assert (card.buttons, fresh.buttons) == ([], [])


async def test_in_words_with_the_code(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    code = card.code
    await card.taps("同意")
    await card.is_redrawn(containing=f"撤销 {code}")
    await office.liu.says(f"撤销 {code}")
    await office.liu.expects("已撤销对KP-2026-0001的办理")
    await office.liu.expects("请审批", item)
    await card.is_redrawn(buttons=[])


async def test_a_return_is_taken_back_before_the_liaison_hears(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"退回 {card.code} 点错了")
    await office.liu.expects("已退回")
    await card.is_redrawn(containing="已退回", buttons=["撤销"])
    await card.taps("撤销")
    await office.liu.expects("请审批", item)
    await office.clock.forward(minutes=2)
    office.nobody_heard_more()
    await item.filed.is_redrawn(containing="已报送")


async def test_a_return_the_liaison_has_read_is_taken_back_and_their_card_closes(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"退回 {card.code} 点错了")
    await office.liu.expects("已退回")
    back = await office.chen.expects("请修改", item)
    await card.is_redrawn(buttons=["撤销"])
    await card.taps("撤销")
    await office.liu.expects("请审批", item)
    await back.is_redrawn(containing="退回已处理", buttons=[])
    assert "已不是草稿，不能修改" in await back.taps("修改", stale=True)
    await item.filed.is_redrawn(containing="已报送")


async def test_the_hand_over_is_taken_back_before_the_web_administrator_acts(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    last = await office_approves(office, item)
    task = await office.qian.expects("请发布", item)
    await last.taps("撤销")
    office.wang.toast("已撤销")
    await task.is_redrawn(containing="无需操作", buttons=[])
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_the_web_administrators_act_ends_it(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    last = await office_approves(office, item)
    task = await office.qian.expects("请发布", item)
    await gives_address(office, task, office.site.publishes("tzgg", TITLE, BODY))
    assert "不能撤销" in await last.taps("撤销", stale=True)
    await last.is_redrawn(containing="已同意", buttons=[])
    await office.chen.expects("请确认效果", item)
