"""重要: the leader in charge sits where the article puts him, and only who raised it lowers it again."""

from tests.office import Office
from tests.stories.ways import BODY, TITLE, handed_in, head_approves, office_approves


async def test_publishing_asks_the_leader_before_the_office(office: Office) -> None:
    item = await handed_in(office, important=True)
    await head_approves(office, item)

    leader = await office.zhou.expects("请审批", item, "发布（重要）", "第十八条（二）")
    office.nobody_heard_more()
    await leader.taps("同意")
    await leader.is_redrawn(containing="已同意", buttons=["撤销"])

    await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)


OVERLAY = """
important_triggers:
  - key: leaders
    text: {zh_CN: 涉及局领导活动, en: Activities of the bureau's leaders}
    cite: 第十八条（二）
    says: {zh_CN: 局领导出席的会议和活动, en: Meetings and activities that a leader attends}
"""


async def test_the_draft_shows_the_offices_triggers_beside_the_question(open_office, tmp_path) -> None:
    overlay = tmp_path / "own.yaml"
    overlay.write_text(OVERLAY, "utf-8")
    office = await open_office(settings={"organisation.overlay": str(overlay)})
    card = await office.chen.drafts(TITLE, body=BODY, until="重要程度")
    assert card.buttons[:2] == ["普通", "重要"]
    assert "有下列情形的，请选“重要”：涉及局领导活动" in card.text


async def test_modifying_asks_the_leader_after_the_office_and_the_last_approval_asks_once(
    office: Office,
) -> None:
    address = office.site.any_address()
    item = await office.chen.submits(
        "关于春节期间值班安排的通知（修改）", kind="modify", important=True, answers={"原网页地址": address}
    )
    await head_approves(office, item)
    await office_approves(office, item)

    leader = await office.zhou.expects("请审批", item, "第十九条（二）")
    await leader.taps("同意")
    sure = await office.zhou.expects("请再次确认同意", item, "最后一道审批", buttons=["确认同意", "返回"])
    assert "同意" in leader.buttons, "nothing was decided by the first tap"
    await sure.taps("确认同意")
    await leader.is_redrawn(containing="已同意")
    await sure.is_redrawn(containing="已同意", lacking="确认同意")

    await office.qian.expects("请修改已发布信息", item)


async def test_the_head_raises_and_the_leader_is_put_in_before_the_office(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item, lacking="（重要）")
    await card.taps("更多")
    more = await office.liu.expects("查看", item)
    assert more.buttons[0] == "标为重要"
    await more.taps("标为重要")
    await card.is_redrawn(containing="发布（重要）")
    await card.taps("同意")
    await office.zhou.expects("请审批", item)
    await item.filed.is_redrawn(containing="分管局领导：周副局长，办理中")


async def test_the_office_raises_and_the_item_goes_to_the_leader_first(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    other = await office.zhao.expects("请作保密审查", item)
    await card.taps("更多")
    more = await office.wang.expects("查看", item)
    assert more.buttons[:2] == ["标为重要", "建议改写"]
    await more.taps("标为重要")
    for one in (card, other):
        await one.is_redrawn(containing="已失效", buttons=[])

    leader = await office.zhou.expects("请审批", item, "（重要）")
    await leader.taps("同意")
    await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)


async def test_only_who_raised_it_lowers_it(office: Office) -> None:
    item = await handed_in(office)
    head = await office.liu.expects("请审批", item)
    await head.taps("更多")
    more = await office.liu.expects("查看", item)
    await more.taps("标为重要")
    await head.is_redrawn(containing="（重要）")
    await head.taps("更多")
    again = await office.liu.expects("查看", item)
    assert again.buttons[0] == "取消重要"
    await again.taps("取消重要")
    await head.is_redrawn(lacking="（重要）")
    await head.taps("同意")
    await head.is_redrawn(containing="已同意")
    await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)


async def test_what_the_form_calls_important_nobody_lowers(office: Office) -> None:
    item = await handed_in(office, important=True)
    card = await office.liu.expects("请审批", item)
    await card.taps("更多")
    more = await office.liu.expects("查看", item)
    assert "取消重要" not in more.buttons
    assert "标为重要" not in more.buttons
