"""Special matters, each played from the word 事项 to its end: their own forms, ways and promises."""

from typing import Any

import pytest

from storage.items import by_number
from storage.sql import must
from tests.office import Office
from tests.office_people import USUAL, Card, Item
from tests.stories.conftest import OpenOffice
from tests.stories.test_other_regimes import JIANGSU, jiangsu_reviews
from tests.stories.test_own_fields import PUBLIC, promise
from tests.stories.ways import BODY, TITLE
from workflow import evidence


async def begun(office: Office, matter: str, title: str, answers: dict[str, str]) -> Card:
    """A draft of a matter, by its name and title, with everything answered."""
    await office.chen.says(f"事项 {matter} {title}")
    card = await office.chen.expects("请补充", title)
    return await office.chen.fills(card, USUAL | answers)


async def handed_in(office: Office, matter: str, title: str, answers: dict[str, str]) -> Item:
    return await office.chen.hands_in(await begun(office, matter, title, answers), title)


async def agreed(person: Any, item: Item, *words: str) -> None:
    card = await person.expects("请审批", item, *words)
    await card.taps("同意")


async def done_and_confirmed(office: Office, item: Item, worker: Any) -> None:
    """Whoever carries it out says so; the liaison looks and confirms; there is no page to be fetched."""
    task = await worker.expects("请办理", item, buttons=["已办好"])
    await task.taps("已办好")
    await task.is_redrawn(containing="已操作", buttons=[])
    done = await office.chen.expects("请确认效果", item, lacking="核对网页")
    await done.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结")


async def test_the_word_lists_what_there_is_and_a_tap_begins_one(office: Office) -> None:
    await office.chen.says("事项")
    card = await office.chen.expects(
        "请选择专门事项", "栏目调整（第十二条）", buttons=["撤回处罚决定", "栏目调整", "内容保障管理员报备"]
    )
    await card.taps("内容保障管理员报备")
    await office.chen.expects("请补充", "内容保障管理员报备", "请回复标题")


async def test_a_word_that_is_no_matter_is_told_what_there_is(office: Office) -> None:
    await office.chen.says("事项 栏目")
    await office.chen.expects("没有“栏目”这个事项", "栏目调整")


COLUMN = {
    "申请类型": "新设栏目",
    "栏目位置": "首页“政务公开”频道之下",
    "用途和内容": "集中发布普法活动和课件，每周更新。",
    "责任股室": "法制股",
}


@pytest.mark.on_telegram  # an app on WeCom gets no files: there the page takes them
async def test_kaiping_12_a_column_is_asked_for_judged_approved_built_and_confirmed(office: Office) -> None:
    title = "新设“普法专栏”栏目"
    await office.chen.says(f"事项 栏目调整 {title}")
    card = await office.chen.expects("请补充", title)
    card = await office.chen.fills(card, COLUMN, until="有关素材")
    await office.chen.sends("素材.docx")
    card = await office.chen.expects("请选择有关素材")
    ready = await office.chen.fills(card, {"有关素材": "素材.docx"})
    assert "部门负责人：刘股长" in ready.text
    assert "第十二条（二）" not in ready.text
    item = await office.chen.hands_in(ready, title)
    await agreed(office.liu, item, "第十二条（一）", "栏目调整", "责任股室：法制股")
    for judge in (office.wang, office.zhao):
        card = await judge.expects("请作保密审查", item, "有关素材：素材.docx")
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    await card.taps("同意")
    leader = await office.zhou.expects("请审批", item, "第十二条（二）")
    await leader.taps("同意")
    await office.qian.gets("素材.docx")
    await done_and_confirmed(office, item, office.qian)


async def test_kaiping_8_a_new_content_officer_is_filed_within_three_working_days(office: Office) -> None:
    title = "法制股内容保障管理员变动"
    answers = {"新管理员": "何同志，法制股科员", "变动日期": "2026年2月6日"}
    item = await handed_in(office, "内容保障管理员报备", title, answers)
    assert await promise(office, item, "KP-08-ADMIN-CHANGE") == ("running", "2026-02-11")
    await agreed(office.liu, item, "第八条", "2026年2月11日")
    office.zhao.hear(await office.zhao.expects("请办理", item))
    await done_and_confirmed(office, item, office.wang)
    assert await promise(office, item, "KP-08-ADMIN-CHANGE") == ("met", "2026-02-11")


async def test_a_revoked_penalty_is_withdrawn_within_three_working_days(office: Office) -> None:
    title = "关于某公司的处罚决定（撤回）"
    address = office.site.any_address()
    answers = {
        "处罚决定的变化": "依法撤销",
        "变化之日": "2026年2月9日",
        "原网页地址": address,
        "理由": "复议机关撤销该决定。",
    }
    item = await handed_in(office, "撤回处罚决定", title, answers)
    assert await promise(office, item, "CN-CFFA48-WITHDRAW") == ("running", "2026-02-12")
    await agreed(office.liu, item, "撤回处罚决定", "处罚决定的变化：依法撤销")
    first = await office.wang.expects("请审批", item)
    other = await office.zhao.expects("请审批", item)
    await first.taps("同意")
    await other.is_redrawn(containing="无需再办")
    task = await office.qian.expects("请删除", item)
    office.site.deletes(address)
    await task.taps("已删除")
    await task.is_redrawn(containing="操作人")
    await task.taps("目录已同步")
    await office.chen.expects("请确认效果", item)
    assert await promise(office, item, "CN-CFFA48-WITHDRAW") == ("met", "2026-02-12")


# Jiangsu --------------------------------------------------------------------------------------------


async def test_jiangsu_11_a_topic_column_is_reviewed_by_the_publicity_division(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    answers = {
        "建设要求": "安全生产月专题，设三个版块。",
        "保障处室": "法制股",
        "计划结束日期": "2026年7月31日",
    }
    item = await handed_in(office, "专题栏目", "安全生产月专题", answers)
    await agreed(office.liu, item, "专题栏目", "计划结束日期：2026年7月31日")
    first = await office.wang.expects("请审批", item, "第十一条")
    await office.zhao.expects("请审批", item)
    await first.taps("同意")
    await done_and_confirmed(office, item, office.qian)


async def test_jiangsu_17_the_feedback_ends_the_month_that_the_consultation_began(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    asked = await office.chen.submits(TITLE, body=BODY, answers=PUBLIC)
    await jiangsu_reviews(office, asked)
    await published(office, asked, TITLE)
    assert await promise(office, asked, "JS-17-FEEDBACK") == ("running", "2026-04-20")

    title = "征求意见结果的反馈"
    answers = JIANGSU | {
        "栏目": "通知公告",
        "正文": BODY,
        "原征求意见的编号": asked.number,
        "征集情况分析": "收到意见12条。",
        "采纳情况": "采纳9条，其余已说明。",
        "重要程度": "普通",
    }
    told = await handed_in(office, "征集结果反馈", title, answers)
    await jiangsu_reviews(office, told)
    await published(office, told, title)
    assert await promise(office, asked, "JS-17-FEEDBACK") == ("met", "2026-04-20")


async def published(office: Office, item: Item, title: str) -> None:
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", title, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item, "已核实")
    await done.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结")


# Yuxi -----------------------------------------------------------------------------------------------

TOPIC = {
    "内容和用途": "集中发布旱情和抗旱措施。",
    "责任单位": "法制股",
    "计划开通日期": "2026年3月1日",
    "计划结束日期": "2026年9月30日",
}


async def test_yuxi_16_a_topic_on_the_portal_is_approved_by_the_government_office(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "yuxi"})
    item = await handed_in(office, "门户网站专题专栏", "抗旱保供专题", TOPIC)
    await agreed(office.liu, item, "第十六条")
    first = await office.wang.expects("请审批", item, "政府办公室")
    await office.zhao.expects("请审批", item)
    await first.taps("同意")
    await done_and_confirmed(office, item, office.qian)


async def test_yuxi_16_a_sub_site_needs_the_internet_information_office_too(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "yuxi"})
    item = await handed_in(office, "建立子网站", "旅游子网站", TOPIC)
    await agreed(office.liu, item, "第十六条")
    first = await office.wang.expects("请审批", item, "政府办公室")
    await office.zhao.expects("请审批", item)
    await first.taps("同意")
    outside = await office.zhao.expects("请送外部单位办理并登记结果", item, "市互联网信息办公室")
    await office.wang.expects("请送外部单位办理并登记结果", item)
    await office.zhao.says(f"同意 {outside.code} 玉网信批〔2026〕2号")
    await office.zhao.expects("已同意", item)
    await done_and_confirmed(office, item, office.qian)


async def test_yuxi_measure_12_a_guide_is_settled_published_and_filed(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "yuxi"})
    title = "本局信息查阅指南"
    answers = {
        "文本": "信息查阅指南",
        "版本": "2026年版",
        "栏目": "通知公告",
        "正文": BODY,
        "公开依据": "本单位制作",
    }
    item = await handed_in(office, "查阅指南、发布目录", title, answers)
    first = await office.wang.expects("请作保密审查", item, "第五条")
    await office.zhao.expects("请作保密审查", item)
    await first.taps("全部符合")
    await first.is_redrawn(containing="请审批")
    await first.taps("同意")
    outside = await office.liu.expects("请送外部单位办理并登记结果", item, "本部门主要负责人")
    await office.liu.says(f"同意 {outside.code} 局长签批单3号")
    await office.liu.expects("已同意", item)
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", title, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item, "确认时须登记“已报备案”的编号")
    await office.chen.says(f"确认效果 {item}")
    await office.chen.expects("请写明“已报备案”的编号")
    await done.taps("确认效果")
    await office.chen.expects("请登记编号", "已报备案")
    await office.chen.says("玉政办备〔2026〕7号")
    await office.chen.expects("已确认效果", item)
    await item.filed.is_redrawn(containing="已办结")
    record = await office.act(lambda desk: evidence.record(desk, desk_item(desk, item)))
    assert record["matter"]["zh_CN"] == "查阅指南、发布目录"
    assert {"name": "version", "label": "版本", "value": "2026年版", "cite": "《制度》第十二条"} in record[
        "form"
    ]
    assert record["versions"][-1]["content"]["fields"] == {"edition": "guide", "version": "2026年版"}
    assert record["confirmed"]["signed"].endswith("；已报备案：玉政办备〔2026〕7号")


def desk_item(desk: Any, item: Item) -> int:
    """The id behind an item's number."""
    return int(must(by_number(desk.tx, 1, number=item.number)).id)


# Qijiang --------------------------------------------------------------------------------------------


async def test_qijiang_13_an_account_takes_the_head_of_unit_and_is_filed(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "chongqing"})
    answers = {
        "事由": "关停",
        "平台": "某平台",
        "账号名称": "綦江普法",
        "理由": "功能与主账号相近，已整合。",
    }
    item = await handed_in(office, "新媒体账号", "关停某平台账号", answers)
    await agreed(office.zhou, item, "主要负责人", "第十三条")
    await office.zhao.expects("请办理", item)
    await done_and_confirmed(office, item, office.wang)


async def test_qijiang_9_a_column_of_ones_own_is_built_by_the_districts_centre(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "chongqing"})
    answers = {"内容和用途": "便民地图。", "保障单位": "法制股", "标准栏目保障已完成": "已确认"}
    item = await handed_in(office, "自设栏目", "便民地图栏目", answers)
    await agreed(office.liu, item, "第九条", "标准栏目保障已完成：已确认")
    outside = await office.qian.expects("请送外部单位办理并登记结果", item, "区电子政务中心")
    await office.qian.says(f"同意 {outside.code} 区电政〔2026〕5号")
    await office.qian.expects("已同意", item)
    await done_and_confirmed(office, item, office.qian)
