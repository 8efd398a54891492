"""撤回, and what an amendment does to approvals that were given."""

from pathlib import Path

from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.ways import BODY, TITLE, gives_address, handed_in, handed_over, head_approves


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
    shown = await office.chen.expects("查看", item, "已撤回", buttons=["修改", "抄送", "意见", "进度"])
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


async def test_after_the_last_approval_the_hand_over_is_void_and_the_web_administrator_hears(
    office: Office,
) -> None:
    item, task = await handed_over(office)
    await item.filed.taps("撤回")
    office.chen.toast("已撤回KP-2026-0001")
    await office.qian.expects("请勿发布，已撤回", item, "陈信息")
    await task.is_redrawn(buttons=[])
    await item.filed.is_redrawn(containing="已撤回", buttons=["修改", "放弃"])
    await office.qian.says(f"网址 1 {office.site.any_address()}")
    await office.qian.expects("这一环节不由您办理")
    await office.chen.says("修改 0001")
    draft = await office.chen.expects("请核对后提交")
    await office.chen.hands_in(draft, TITLE)
    fresh = await office.liu.expects("请审批", item)
    assert "同意" in fresh.buttons, "it is judged from the first step"
    await office.wang.expects("已重新报送", item)


async def test_what_is_on_the_site_cannot_be_withdrawn(office: Office) -> None:
    item, task = await handed_over(office)
    await gives_address(office, task, office.site.publishes("tzgg", TITLE, BODY))
    await office.chen.says(f"撤回 {item}")
    await office.chen.expects("不能撤回")
    await office.chen.expects("请确认效果", item)


async def test_whoever_has_not_heard_of_it_is_told_nothing(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    await office.clock.to("2026-02-09 17:20")
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    await office.clock.to("2026-02-09 18:00")
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    await office.chen.says("撤回 0001")
    await office.chen.expects("已撤回")
    await office.clock.to("2026-02-10 10:00")


async def test_it_may_be_switched_off(open_office: OpenOffice, tmp_path: Path) -> None:
    overlay = tmp_path / "own.yaml"
    overlay.write_text("verbs: {recall: {on: false}}\n", "utf-8")
    office = await open_office(settings={"organisation.overlay": str(overlay)})
    item, task = await handed_over(office)
    await office.chen.says(f"撤回 {item}")
    await office.chen.expects("本单位未启用“通过后撤回”")
    assert "提交网址" in task.buttons
