"""The other regulations, played in the demo office: their own chains, forms and clocks from hand-in to the end."""

from typing import Any

from tests.office import office_file
from tests.stories.conftest import OpenOffice
from tests.stories.ways import BODY, TITLE

JIANGSU = {
    "信息类别": "政府信息：正式文件",
    "信息来源": "处室、单位报送",
    "处室自审意见": "经自审，不涉密，可以公开",
    "办公系统编号": "苏应急办〔2026〕118",
    "参加的领导": "主要领导",
}
CHONGQING = {"内容类别": "通知、公告", "来源": "原创", "一审意见": "六个方面已审，未发现问题"}


def without_a_publisher_in_the_section() -> dict[str, Any]:
    """The demo office, where 钱网管 publishes for the Office alone."""
    found = office_file()
    for one in found["people"]:
        if one["id"] == "qian":
            one["roles"] = [{"office": "bgs", "role": "webadmin"}]
    return found


async def test_jiangsu_important_news_goes_by_the_publicity_division_to_the_head_of_department(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    item = await office.chen.submits(TITLE, body=BODY, important=True, answers=JIANGSU)
    head = await office.liu.expects("请作保密审查", item, "第十五条")
    await head.taps("全部符合")
    await head.is_redrawn(containing="请审批")
    await head.taps("同意")
    first = {id_: await office.person(id_).expects("请审批", item, "新闻宣传处") for id_ in ("wang", "zhao")}
    await first["wang"].taps("同意")
    await first["zhao"].is_redrawn(containing="无需再办", buttons=[])
    leader = await office.zhou.expects("请审批", item, "第十八条")
    await leader.taps("同意")
    sure = await office.zhou.expects("请再次确认同意", item)
    await sure.taps("确认同意")
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item, "已核实")
    await office.chen.says("有问题 0001 列表里还有旧标题")
    await office.chen.expects("问题已转网站工作人员")  # the house says 网站管理员
    await office.qian.expects("请改正网页", item, "列表里还有旧标题")
    await done.is_redrawn(buttons=[])
    for card in office.qian.unheard():  # the task, live again
        office.qian.hear(card)


async def test_jiangsu_asks_for_its_own_class_and_shows_the_outer_bound_of_its_article_10(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    card = await office.chen.drafts(TITLE, body=BODY, answers=JIANGSU, until="信息类别")
    assert "政府信息：征求意见" in card.text + "".join(
        card.buttons
    )  # what the column proposes is no class here
    card = await office.chen.fills(card, JIANGSU | {"重要程度": "普通"})
    assert "处室主要负责人：刘股长" in card.text
    item = await office.chen.hands_in(card, TITLE)
    asked = await office.liu.expects("请作保密审查", item)
    assert "2026年3月13日" in asked.text  # twenty working days after 9 February
    assert "第十条" in asked.text
    assert "第二十六条" not in asked.text


async def test_chongqing_takes_two_reviews_after_the_hand_in_each_in_six_aspects(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "chongqing"})
    item = await office.chen.submits(TITLE, body=BODY, answers=CHONGQING)
    for person, level in ((office.liu, "分管负责人"), (office.zhou, "主要负责人")):
        card = await person.expects("六方面审核", item, level)
        await card.taps("全部符合")
        await card.is_redrawn(containing="请审批")
        await card.taps("同意")
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item, "已核实")
    await done.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结")


async def test_chongqing_says_that_a_unit_has_nobody_to_publish(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "chongqing"}, file=without_a_publisher_in_the_section())
    card = await office.chen.drafts(TITLE, body=BODY, answers=CHONGQING)
    assert "以下环节尚无人员" in card.text
    assert "网站管理员" in card.text


async def test_jiangsu_a_notice_passes_the_general_offices_disclosure_review(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    item = await office.chen.submits(TITLE, body=BODY, answers=JIANGSU | {"信息类别": "政府信息：公示、通知"})
    await jiangsu_reviews(office, item)
    card = await office.qian.expects(
        "请送外部单位办理并登记结果", item, "办公室（政府信息公开审核）", "第十七条"
    )
    await office.qian.says(f"同意 {card.code} OA-2026-118")
    await office.qian.expects("已同意", item)
    await office.qian.expects("请发布", item)


async def test_jiangsu_what_the_head_of_department_attends_ends_with_him_whatever_its_weight(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    item = await office.chen.submits(
        TITLE, body=BODY, answers=JIANGSU | {"信息类别": "新闻信息：重大部署、主要领导活动"}
    )
    await jiangsu_reviews(office, item)
    leader = await office.zhou.expects("请审批", item, "第十八条")
    await leader.taps("同意")
    await office.qian.expects("请发布", item)


async def jiangsu_reviews(office: Any, item: Any) -> None:
    """刘股长 and one of the publicity division approve."""
    head = await office.liu.expects("请作保密审查", item)
    await head.taps("全部符合")
    await head.is_redrawn(containing="请审批")
    await head.taps("同意")
    first = {id_: await office.person(id_).expects("请审批", item, "新闻宣传处") for id_ in ("wang", "zhao")}
    await first["wang"].taps("同意")
    await first["zhao"].is_redrawn(containing="无需再办", buttons=[])
