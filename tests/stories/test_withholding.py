"""不予公开 on a ground of the law ends an item; 恢复 by the office lets it go on."""

from storage import clocks
from tests.office import Office
from tests.office_people import Card, Item
from tests.stories.ways import BODY, closed, gives_address, handed_in, head_approves, office_approves


async def withheld(office: Office) -> tuple[Item, Card]:
    """刘股长 withholds in words; his card."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"不予公开 {card.code} 商业秘密、个人隐私 附件含当事人住址")
    await office.liu.expects("已决定KP-2026-0001不予公开")
    await card.is_redrawn(containing="已决定不予公开", buttons=["撤销"])
    return item, card


async def test_a_reviewer_names_ground_and_reason_and_the_item_ends(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("更多")
    more = await office.liu.expects("查看", item)
    assert len([label for label in more.buttons if label != "看附件"]) <= 5
    await more.taps("不予公开")
    grounds = await office.liu.expects("请选择不予公开的法定情形", "《政府信息公开条例》第十五条")
    await grounds.taps("商业秘密、个人隐私")
    await office.liu.expects("请回复不予公开的理由", "第十五条")
    await office.liu.says("附件含当事人住址")
    await office.liu.expects("已决定KP-2026-0001不予公开")
    await card.is_redrawn(containing="已决定不予公开")
    told = await office.chen.expects("不予公开", item, "商业秘密、个人隐私", "附件含当事人住址")
    assert "第十五条" in told.text
    await item.filed.is_redrawn(containing="不予公开")
    rows = await office.read(lambda tx: clocks.clocks_of(tx, "item:1"))
    assert {row.state for row in rows} == {"cancelled"}
    await office.chen.says("修改 0001")
    await office.chen.expects("已不是草稿，不能修改")


async def test_it_can_be_taken_back_like_any_decision(office: Office) -> None:
    item, card = await withheld(office)
    await card.taps("撤销")
    office.liu.toast("已撤销")
    fresh = await office.liu.expects("请审批", item)
    rows = await office.read(lambda tx: clocks.clocks_of(tx, "item:1"))
    assert {row.state for row in rows} == {"running"}
    await office.clock.forward(minutes=2)
    office.nobody_heard_more()
    await fresh.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_the_office_restores_it_where_it_stopped(office: Office) -> None:
    item, _card = await withheld(office)
    await office.chen.expects("不予公开", item)
    await office.chen.says("恢复 0001 已遮盖住址")
    await office.chen.expects("恢复办理须由办公室办理")
    await office.wang.says("恢复 0001")
    await office.wang.expects("恢复须写明理由")
    await office.wang.says(f"查看 {item}")
    shown = await office.wang.expects("查看", item)
    await shown.taps("恢复")
    await office.wang.expects("请回复恢复理由")
    await office.wang.says("住址已遮盖，可以公开")
    await office.wang.expects("已恢复KP-2026-0001，从停下的环节继续审批")
    await office.chen.expects("已恢复办理", item, "王主任", "住址已遮盖")
    fresh = await office.liu.expects("请审批", item)
    rows = await office.read(lambda tx: clocks.clocks_of(tx, "item:1"))
    assert {row.state for row in rows} == {"running"}
    await fresh.taps("同意")
    await office_approves(office, item)
    await office.qian.expects("请发布", item)


async def test_a_withdrawn_item_is_restored_with_the_approvals_it_had(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.chen.says("撤回 0001")
    await office.chen.expects("已撤回")
    await office.wang.says("恢复 0001 报送人点错")
    await office.wang.expects("已恢复KP-2026-0001，从停下的环节继续审批")
    await office.chen.expects("已恢复办理", item)
    await office_approves(office, item)
    await office.qian.expects("请发布", item)
    await office.wang.says("恢复 0001 再来一次")
    await office.wang.expects("KP-2026-0001正在办理，无需恢复")


async def test_a_closed_item_goes_back_to_the_site_and_is_confirmed_again(office: Office) -> None:
    item, address = await closed(office)
    await office.zhao.says("恢复 0001 附件打不开")
    await office.zhao.expects("已恢复KP-2026-0001，已请网站管理员改正网页")
    await office.chen.expects("已恢复办理", item, "附件打不开")
    await office.qian.expects("请改正网页", item, "附件打不开")
    task = await office.qian.expects("请发布", item)
    await gives_address(office, task, address)
    again = await office.chen.expects("请确认效果", item)
    await again.taps("确认效果")
    await again.is_redrawn(containing="已确认效果")
    assert BODY
