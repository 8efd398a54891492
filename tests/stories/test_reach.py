"""Who cannot be reached is noticed and told; who comes back gets what waits."""

import pytest

from emulator.wecom_changes import change
from tests.office import Office
from tests.stories.ways import handed_in


async def test_a_reviewer_who_blocks_the_bot_is_told_to_the_administrator(office: Office) -> None:
    await office.liu.blocks()
    why = "已不在本应用的可见范围" if office.is_on_wecom("liu") else "停用了本助手"
    await office.wu.expects("请联系：刘股长收不到消息", "法制股", why)


async def test_an_item_cannot_be_handed_in_to_a_head_who_blocked_the_bot(office: Office) -> None:
    await office.liu.blocks()
    await office.wu.expects("请联系：刘股长收不到消息")
    card = await office.chen.drafts("关于开展年检工作的通知", body="请各单位于3月底前报送年检材料。")
    assert "以下环节尚无人员：部门负责人" in card.text
    assert "提交" not in card.buttons


async def test_who_opens_it_again_gets_what_waits(office: Office) -> None:
    item = await handed_in(office)
    first = await office.liu.expects("请审批", item)
    await office.liu.blocks()
    await office.wu.expects("请联系：刘股长收不到消息")
    await office.clock.forward(hours=1)
    await office.liu.unblocks()
    again = await office.liu.expects("请审批", item)
    await again.taps("同意")
    office.liu.toast("已同意")
    await first.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_a_block_that_the_platform_did_not_tell_is_noticed_at_the_next_message(office: Office) -> None:
    """F39."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    office.zhao.is_lost()
    office.forgive_call("sendMessage", 403)
    office.forgive_call("message/send", 200)
    office.forgive_dead_rows(1)
    await card.taps("同意")
    await office.wang.expects("请作保密审查", item)
    await office.wu.expects("请联系：赵干事收不到消息", "办公室")


async def test_it_is_told_once_a_day(office: Office) -> None:
    await office.liu.blocks()
    await office.wu.expects("请联系：刘股长收不到消息")
    await office.liu.unblocks()
    await office.liu.blocks()
    await office.clock.forward(minutes=10)
    office.nobody_heard_more()


async def test_the_administrator_himself_is_told_to_the_office(office: Office) -> None:
    await office.wu.blocks()
    for person in (office.wang, office.zhao):
        await person.expects("请联系：吴管理收不到消息")


@pytest.mark.on_telegram  # who leaves WeCom is told of by its directory
async def test_a_deleted_account_is_like_a_block(office: Office) -> None:
    item = await handed_in(office)
    await head_approves_quietly(office, item)
    office.zhao.chat.deactivated = True
    office.forgive_call("sendMessage", 403)
    office.forgive_dead_rows(1)
    await office.clock.forward(seconds=30)
    await office.wang.expects("请作保密审查", item)
    await office.wu.expects("请联系：赵干事收不到消息")


@pytest.mark.on_wecom
async def test_whoever_is_deleted_from_the_directory_decides_no_more_and_is_told_of(office: Office) -> None:
    item = await handed_in(office)
    await head_approves_quietly(office, item)
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    change(office.emulator.wecom_side.people, "zhao", "delete_user")
    await office.rest()
    await office.wu.expects("请核对：赵干事的账号已删除", "企业微信账号已被删除")
    await office.clock.forward(minutes=1)
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")


async def head_approves_quietly(office: Office, item) -> None:
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
