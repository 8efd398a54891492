"""拿回: a decision is taken back after the minutes of 撤销, until the next person acts."""

from tests.office import Office
from tests.stories.ways import handed_in, head_approves, office_approves


async def test_an_hour_later_as_long_as_the_next_has_not_acted(office: Office) -> None:
    item = await handed_in(office)
    head = await head_approves(office, item)
    cards = [await person.expects("请作保密审查", item) for person in (office.wang, office.zhao)]
    await office.clock.forward(hours=1)
    assert "已超过撤销时间" in await head.taps("撤销", stale=True)
    await office.liu.says(f"查看 {item}")
    shown = await office.liu.expects("查看", item)
    await shown.taps("拿回")
    office.liu.toast("已撤销对KP-2026-0001的办理")
    for card in cards:
        await card.is_redrawn(containing="已失效", buttons=[])
    fresh = await office.liu.expects("请审批", item)
    await fresh.taps("同意")
    await office_approves(office, item)
    await office.qian.expects("请发布", item)


async def test_in_words_by_code_or_number_and_never_after_the_next_acted(office: Office) -> None:
    item = await handed_in(office)
    head = await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await office.clock.forward(hours=1)
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    await office.liu.says("拿回 0001")
    await office.liu.expects("下一环节已经办理")
    assert not head.buttons
    await office.zhou.says("拿回 0001")
    await office.zhou.expects("没有可以撤销的办理")


async def test_a_return_is_taken_back_until_it_is_amended(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    code = card.code
    await office.liu.says(f"退回 {code} 日期有误")
    await office.liu.expects("已退回")
    back = await office.chen.expects("请修改", item)
    await office.clock.forward(hours=1)
    await office.liu.says(f"拿回 {code}")
    await office.liu.expects("已撤销对KP-2026-0001的办理")
    await office.liu.expects("请审批", item)
    await back.is_redrawn(containing="退回已处理", buttons=[])
