"""退回: with a ready reason, with own words, by text; and being returned is not starting over."""

from tests.office import Office
from tests.stories.ways import BODY, TITLE, handed_in, head_approves

READY = ["内容有误，请核实后重报", "不宜公开或公开范围不当", "栏目、类别或方式不符", "材料不全，请补充"]


def offered(office: Office) -> list[str]:
    """On WeCom the first question is what to do, the second for which reason."""
    others = ["自己写理由", "返回"]
    return [*others, *READY] if office.is_on_wecom("liu") else [*READY, *others]


async def test_with_a_ready_reason(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("退回")
    reasons = await office.liu.expects("请选择退回理由", item, buttons=offered(office))
    await reasons.taps(READY[0])
    office.liu.toast("已退回KP-2026-0001")
    await card.is_redrawn(containing=["已退回", READY[0]], buttons=["撤销"])
    await reasons.is_redrawn(containing="已退回", lacking="请选择退回理由")
    told = await office.chen.expects(
        "请修改", item, "刘股长", "部门负责人", READY[0], buttons=["修改", "放弃"]
    )
    assert "继续办理" in told.text
    await item.filed.is_redrawn(containing="已退回")


async def test_going_back_decides_nothing(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("退回")
    reasons = await office.liu.expects("请选择退回理由")
    await reasons.taps("返回")
    await card.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_with_own_words(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("退回")
    reasons = await office.liu.expects("请选择退回理由")
    await reasons.taps("自己写理由")
    ask = await office.liu.expects("请回复退回理由", item)
    await ask.is_answered("第二段的截止日期应为4月30日")
    await office.liu.expects("已退回KP-2026-0001")
    await office.chen.expects("请修改", item, "第二段的截止日期应为4月30日")
    await card.is_redrawn(containing="已退回")


async def test_own_words_need_no_reply_arrow(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("退回")
    reasons = await office.liu.expects("请选择退回理由")
    await reasons.taps("自己写理由")
    await office.liu.expects("请回复退回理由")
    await office.liu.says("错字")
    await office.liu.expects("已退回")
    await office.chen.expects("请修改", item, "错字")


async def test_by_text_with_the_code(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"退回 {card.code} 栏目选错了")
    await office.liu.expects("已退回KP-2026-0001")
    await card.is_redrawn(containing=["已退回", "栏目选错了"])
    await office.chen.expects("请修改", item, "栏目选错了")


async def test_by_text_without_a_reason_the_reasons_are_shown(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"退回 {card.code}")
    await office.liu.expects("请选择退回理由", item, buttons=offered(office))
    assert "同意" in card.buttons


async def test_resubmission_shows_the_difference_first(office: Office) -> None:
    item = await handed_in(office)
    first = await office.liu.expects("请审批", item)
    await office.liu.says(f"退回 {first.code} 日期有误")
    await office.liu.expects("已退回")
    back = await office.chen.expects("请修改", item)

    await back.taps("修改")
    card = await office.chen.expects("请核对后提交", TITLE)
    await back.is_redrawn(containing="退回已处理", buttons=[])
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("正文")
    await office.chen.expects("请补充", "请回复正文")
    await office.chen.says("请各单位于4月底前报送年检材料。逾期不报的，按规定处理。")
    card = await office.chen.expects("请核对后提交")
    again = await office.chen.hands_in(card, TITLE)
    assert again.number == item.number, "a returned item keeps its number"

    fresh = await office.liu.expects("请审批", item, "本次改动", "3月", "4月")
    assert fresh.text.index("本次改动") < fresh.text.rindex("按规定处理")
    assert "已由刘股长" in await first.taps("退回", stale=True)


async def test_earlier_reviewers_are_told_once(office: Office) -> None:
    item = await handed_in(office, important=True)
    await head_approves(office, item)
    leader = await office.zhou.expects("请审批", item)
    await leader.taps("同意")
    await leader.is_redrawn(containing="已同意")
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await office.wang.says(f"退回 {card.code} 来源不清")
    await office.wang.expects("已退回")

    back = await office.chen.expects("请修改", item)
    await back.taps("修改")
    draft = await office.chen.expects("请核对后提交")
    await draft.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("信息来源")
    draft = await office.chen.expects("请选择信息来源")
    await draft.taps("其他")
    await office.chen.hands_in(draft, TITLE)

    await office.liu.expects("请审批", item)
    told = await office.zhou.expects("已重新报送", item, "第2轮", "信息来源", "无需再办", buttons=[])
    assert "由「股室、处、所提供」改为「其他」" in told.text


async def test_the_liaison_may_drop_what_came_back(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"退回 {card.code} 不必发布")
    await office.liu.expects("已退回")
    back = await office.chen.expects("请修改", item)
    await back.taps("放弃")
    office.chen.toast("已放弃")
    await back.is_redrawn(buttons=[])
    await item.filed.is_redrawn(containing="已放弃", buttons=[])


async def test_the_office_proposes_wording_that_one_tap_accepts(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    other = await office.zhao.expects("请作保密审查", item)
    await card.taps("更多")
    more = await office.wang.expects("查看", item)
    await more.taps("建议改写")
    ask = await office.wang.expects("请回复改写建议", item)
    await ask.is_answered("关于开展2026年度年检工作的通知")
    await office.wang.expects("已收到")
    offer = await office.chen.expects(
        "请确认改写", item, "王主任", f"原文：{TITLE}", buttons=["采用", "不采用"]
    )
    await offer.taps("采用")
    office.chen.toast("已提交")
    await offer.is_redrawn(buttons=[])
    await card.is_redrawn(containing="已失效", buttons=[])
    await other.is_redrawn(containing="已失效", buttons=[])
    await office.chen.expects("已报送", item, "2026年度")
    await office.liu.expects("请审批", item, "2026年度年检")


async def test_the_office_hears_that_its_wording_was_declined(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await card.taps("更多")
    more = await office.wang.expects("查看", item)
    await more.taps("建议改写")
    ask = await office.wang.expects("请回复改写建议", item)
    await ask.is_answered("关于开展2026年度年检工作的通知")
    await office.wang.expects("已收到")
    offer = await office.chen.expects("请确认改写", item)
    await offer.taps("不采用")
    await offer.is_redrawn(buttons=[])
    await office.wang.expects("未采用改写", item)
    assert "全部符合" in card.buttons
    await office_approves_rest(office, item, card)


async def office_approves_rest(office: Office, item, card) -> None:
    """The card that was open all the time still decides."""
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    await card.taps("同意")
    await office.qian.expects("请发布", item, BODY)
