"""撤回, and what an amendment does to approvals that were given."""

from tests.office import Office
from tests.stories.ways import TITLE, handed_in, head_approves


async def test_the_reviewers_card_closes(office: Office) -> None:
    """A11."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await item.filed.taps("撤回")
    office.chen.toast("已撤回KP-2026-0001")
    await item.filed.is_redrawn(containing="已撤回", buttons=["修改", "放弃"])
    await card.is_redrawn(containing=["已撤回", "无需审批"], buttons=[])
    assert "已由报送人撤回" in await card.taps("同意", stale=True)


async def test_by_number_in_words(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.chen.says("撤回 0001")
    await office.chen.expects("已撤回", item)
    await card.is_redrawn(containing="已撤回")


async def test_nobody_else_withdraws(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"撤回 {item}")
    await office.liu.expects("没有查到这一件")
    await card.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_an_approval_that_was_first_stands_and_the_withdrawal_ends_the_next_step(
    office: Office,
) -> None:
    item = await handed_in(office)
    head = await head_approves(office, item)
    first = await office.wang.expects("请作保密审查", item)
    second = await office.zhao.expects("请作保密审查", item)
    await item.filed.taps("撤回")
    await first.is_redrawn(containing="已撤回")
    await second.is_redrawn(containing="已撤回")
    assert "不能撤销" in await head.taps("撤销")
    await head.is_redrawn(containing="已同意", buttons=[])


async def test_a_withdrawn_item_is_amended_and_judged_from_the_start(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await item.filed.taps("撤回")
    await item.filed.is_redrawn(containing="已撤回")

    await office.chen.says(f"查看 {item}")
    shown = await office.chen.expects("查看", item, "已撤回", buttons=["修改"])
    await shown.taps("修改")
    draft = await office.chen.expects("请核对后提交")
    await draft.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("标题")
    await office.chen.expects("请回复标题")
    await office.chen.says("关于开展年检工作的补充通知")
    draft = await office.chen.expects("请核对后提交", "补充通知")
    again = await office.chen.hands_in(draft, "关于开展年检工作的补充通知")
    assert again.number == item.number

    fresh = await office.liu.expects(
        "请审批", item, "本次改动", f"由「{TITLE}」改为「关于开展年检工作的补充通知」"
    )
    assert "同意" in fresh.buttons, "the approval of the first version does not count for the second"


async def test_what_is_handed_over_cannot_be_withdrawn(office: Office) -> None:
    from tests.stories.ways import handed_over

    item, task = await handed_over(office)
    await office.chen.says(f"撤回 {item}")
    await office.chen.expects("已不在审批中，不能撤回")
    if office.is_on_wecom("chen"):
        assert "不能撤回" in await item.filed.taps("撤回"), "a press says so and brings it up to date"
    assert await office.until(lambda: "撤回" not in item.filed.buttons, within=10)
    assert "提交网址" in task.buttons
