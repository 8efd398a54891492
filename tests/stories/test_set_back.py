"""退回 to an earlier step: whoever sat there judges again, and the item comes back to the returner."""

from storage import audit
from tests.office import Office
from tests.office_people import Card, Item
from tests.stories.ways import handed_in, head_approves, office_approves


async def at_the_office(office: Office) -> tuple[Item, Card, Card]:
    """An item that the head approved; the two cards of the Office."""
    item = await handed_in(office)
    await head_approves(office, item)
    return (
        item,
        await office.wang.expects("请作保密审查", item),
        await office.zhao.expects("请作保密审查", item),
    )


async def test_the_office_has_the_head_judge_again_and_gets_it_back(office: Office) -> None:
    item, card, other = await at_the_office(office)
    await card.taps("退回")
    reasons = await office.wang.expects("请选择退回理由")
    await reasons.taps("退回至部门负责人")
    again = await office.wang.expects("请选择退回理由", "退回至“部门负责人”环节")
    await again.taps("自己写理由")
    await office.wang.expects("请回复退回理由")
    await office.wang.says("落款日期请再核对")
    await office.wang.expects("已将KP-2026-0001退回至“部门负责人”环节")
    for one in (card, other):
        await one.is_redrawn(containing="已退回")
    fresh = await office.liu.expects("请审批", item, "王主任", "落款日期请再核对")
    await fresh.taps("同意")
    await office_approves(office, item, by="zhao")
    await office.qian.expects("请发布", item)
    acts = [row.act for row in await office.read(lambda tx: audit.about(tx, "item:1", limit=50))]
    assert acts.count("review.set_back") == 1
    assert acts.count("review.approved") == 3


async def test_in_words(office: Office) -> None:
    item, card, _other = await at_the_office(office)
    await office.wang.says(f"退回 {card.code} 至部门负责人 附件请再核对")
    await office.wang.expects("已将KP-2026-0001退回至“部门负责人”环节")
    fresh = await office.liu.expects("请审批", item, "附件请再核对")
    await office.liu.says(f"退回 {fresh.code} 附件有误")
    await office.liu.expects("已退回KP-2026-0001")
    await office.chen.expects("请修改", item, "附件有误")


async def test_it_is_taken_back_and_the_heads_approval_stands_again(office: Office) -> None:
    item, card, _other = await at_the_office(office)
    await office.wang.says(f"退回 {card.code} 至部门负责人 点错了")
    await office.wang.expects("已将KP-2026-0001退回至")
    await card.is_redrawn(containing="已退回", buttons=["撤销"])
    await card.taps("撤销")
    office.wang.toast("已撤销")
    await office_approves(office, item)
    await office.qian.expects("请发布", item)


async def test_the_head_has_nobody_before_and_returns_to_the_liaison_alone(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("退回")
    reasons = await office.liu.expects("请选择退回理由")
    assert not any("退回至" in label for label in reasons.buttons)
    await office.liu.says(f"退回 {card.code} 至办公室 日期有误")
    await office.liu.expects("已退回KP-2026-0001")
    await office.chen.expects("请修改", item, "至办公室 日期有误")


async def test_a_return_to_the_liaison_after_one_to_the_head_resumes_as_ever(office: Office) -> None:
    item, card, _other = await at_the_office(office)
    await office.wang.says(f"退回 {card.code} 至部门负责人 请再核对")
    await office.wang.expects("已将KP-2026-0001退回至")
    fresh = await office.liu.expects("请审批", item)
    await fresh.taps("同意")
    again = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await office.wang.says(f"退回 {again.code} 日期有误")
    await office.wang.expects("已退回")
    back = await office.chen.expects("请修改", item)
    await back.taps("修改")
    draft = await office.chen.expects("请核对后提交")
    await office.chen.hands_in(draft, item.title)
    last = await office.liu.expects("请审批", item)
    assert "同意" in last.buttons
