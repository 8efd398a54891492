"""The Yuxi rules, played: the producing unit, the secrecy reviewer, the leader, and for major items the Office."""

from tests.stories.conftest import OpenOffice

TITLE = "关于开展安全生产检查的通知"
BODY = "请各单位于三月底前完成自查。"
ANSWERS = {"信息类别": "主动公开的政府文件", "公开依据": "本单位制作", "公文五项标记已去除": "已确认"}


async def test_a_major_official_file_goes_through_four_hands(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "yuxi"})
    item = await office.chen.submits(TITLE, body=BODY, answers=ANSWERS, important=True)

    # both limits run; the card leads with the shorter one: 10, 11 and 12 February
    card = await office.liu.expects("请审批", item, "制作单位审查人", "2026年2月12日", "第三条（3个工作日）")
    await card.taps("同意")
    first = await office.wang.expects("请作保密审查", item, "保密审查人", "第五条")
    await office.zhao.expects("请作保密审查", item)
    await first.taps("全部符合")
    await first.is_redrawn(containing="请审批")
    await first.taps("同意")
    card = await office.zhou.expects("请审批", item, "分管领导")
    await card.taps("同意")

    # who held the secrecy review does not sit for the Government Office as well
    last = await office.zhao.expects("请审批", item, "政府办公室", "第六条（一）")
    await last.taps("同意")
    sure = await office.zhao.expects("请再次确认同意", item)
    await sure.taps("确认同意")
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item, "已核实")
    await done.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结")


async def test_what_lapsed_is_taken_down_without_a_date_of_our_own(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "yuxi"})
    address = office.site.any_address()
    item = await office.chen.submits(
        "关于春节期间值班安排的通知（撤下）",
        kind="delete",
        answers={"原网页地址": address, "理由": "已失效。"},
    )
    card = await office.liu.expects("请审批", item, "《制度》第十三条（三）", lacking="期限")
    await card.taps("同意")
    card = await office.zhou.expects("请审批", item, "分管领导", lacking="保密审查")
    await card.taps("同意")
    await office.qian.expects("请删除", item)


async def test_a_file_marked_for_publication_when_issued_needs_no_second_leader(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "yuxi"})
    card = await office.chen.drafts(TITLE, body=BODY, answers={**ANSWERS, "重要程度": "普通"})
    assert "分管领导：周副局长" in card.text
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("公开属性")
    ask = await office.chen.expects("请选择公开属性")
    await ask.taps("此件公开发布")
    await ask.is_redrawn(containing="请回复文号")
    await office.chen.says("玉安发〔2026〕3号")
    ready = await office.chen.expects("请核对后提交", "文号：玉安发〔2026〕3号", lacking="分管领导")
    item = await office.chen.hands_in(ready, TITLE)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    first = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await first.taps("全部符合")
    await first.is_redrawn(containing="请审批")
    await first.taps("同意")
    await office.qian.expects("请发布", item)


async def test_major_news_is_at_the_department_above_while_the_government_office_looks(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "yuxi"})
    answers = {"信息类别": "政府新闻", "公开依据": "本单位制作"}
    item = await office.chen.submits(TITLE, body=BODY, answers=answers, important=True)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    first = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await first.taps("全部符合")
    await first.is_redrawn(containing="请审批")
    await first.taps("同意")
    card = await office.zhou.expects("请审批", item, "分管领导")
    await card.taps("同意")

    # the liaison has the department above decide, at the same time
    above = await office.chen.expects("请送外部单位办理并登记结果", item, "上一级主管部门", "第十条")
    last = await office.zhao.expects("请审批", item, "政府办公室")
    await office.chen.says(f"同意 {above.code} 省办审〔2026〕18号")
    await office.chen.expects("已同意", item)
    await office.clock.forward(minutes=2)
    assert not office.qian.unheard(), "the Government Office has not decided yet"
    await last.taps("同意")
    sure = await office.zhao.expects("请再次确认同意", item)
    await sure.taps("确认同意")
    await office.qian.expects("请发布", item)
