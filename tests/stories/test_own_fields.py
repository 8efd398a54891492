"""A regime's own lines of the form: asked in their cases only, frozen with the version, seen by everybody."""

import pytest

from storage.clocks import clocks_of
from storage.items import by_number, version
from storage.sql import must
from storage.tx import Tx
from tests.office import Office
from tests.office_ledger import enters, line, row_of
from tests.office_people import Item
from tests.stories.conftest import OpenOffice
from tests.stories.test_other_regimes import JIANGSU, jiangsu_reviews
from tests.stories.ways import BODY, TITLE

REPOST = JIANGSU | {
    "信息来源": "上级部门公开",
    "来源网站": "应急管理部网站",
    "转载时间": "2026年2月9日",
    "转载链接": "https://www.mem.gov.cn/gk/2026/a.html",
}
PUBLIC = JIANGSU | {
    "信息类别": "政府信息：征求意见",
    "征集方式": "电子邮件、信函",
    "征集截止日期": "2026年3月20日",
    "同时发布的栏目": "政策文件",
}


async def test_a_repost_states_its_three_marks_and_nothing_else_is_asked_for_them(
    open_office: OpenOffice,
) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    item = await office.chen.submits(TITLE, body=BODY, answers=REPOST)
    card = await office.liu.expects("请作保密审查", item, "来源网站：应急管理部网站", lacking="征集方式")
    assert "转载时间：2026年2月9日" in card.text
    assert "https://www.mem.gov.cn/gk/2026/a.html" in card.text
    assert "办公系统编号：苏应急办〔2026〕118" in card.text


async def test_a_source_that_is_not_listed_is_blocked(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    answers = REPOST | {"来源网站": "某某资讯网", "重要程度": "普通"}
    card = await office.chen.drafts(TITLE, body=BODY, answers=answers)
    assert "第十一条" in card.text
    assert "提交" not in card.buttons
    assert "申请放行" in card.buttons


async def test_what_is_wrong_in_such_a_line_is_refused_in_words(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    await office.chen.drafts(TITLE, body=BODY, answers=REPOST, until="转载时间")
    await office.chen.says("2026年2月20日")
    await office.chen.expects("转载时间不得晚于今天")
    await office.chen.says("2026年2月8日")
    await office.chen.expects("请回复转载链接")
    await office.chen.says("见官网")
    await office.chen.expects("转载链接不能填“见官网”")


async def test_another_source_asks_no_marks_and_drops_those_that_were_given(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    card = await office.chen.drafts(TITLE, body=BODY, answers=REPOST | {"重要程度": "普通"})
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("信息来源")
    ask = await office.chen.expects("请选择信息来源")
    await ask.taps("处室、单位报送")
    ready = await ask.is_redrawn(containing="请核对后提交", lacking="转载链接")
    item = await office.chen.hands_in(ready, TITLE)
    await office.liu.expects("请作保密审查", item, lacking="转载链接")
    text = await held(office, item)
    assert '"fields":{"oa_number"' in text
    assert "source_url" not in text


async def held(office: Office, item: Item) -> str:
    """The frozen content of an item, as it was hashed."""

    def read(tx: Tx) -> str:
        row = must(by_number(tx, 1, number=item.number))
        return str(must(version(tx, row.version_id)).content)

    return str(await office.read(read))


async def promise(office: Office, item: Item, rule: str) -> tuple[str, str]:
    """How a promise that hangs on an item stands, and when it runs out."""

    def read(tx: Tx) -> tuple[str, str]:
        row = must(by_number(tx, 1, number=item.number))
        (found,) = [one for one in clocks_of(tx, f"item:{row.id}") if one.rule == rule]
        return found.state, found.due_on

    told: tuple[str, str] = await office.read(read)
    return told


@pytest.mark.on_telegram  # an app on WeCom gets no files
async def test_without_the_office_system_paper_and_form_are_attached_by_name(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    card = await office.chen.drafts(TITLE, body=BODY, answers=JIANGSU | {"重要程度": "普通"})
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("报送方式")
    ask = await office.chen.expects("请选择报送方式")
    await ask.taps("纸质件、电子件、审查表")
    card = await ask.is_redrawn(containing="签字纸质件（扫描件）", lacking="办公系统编号")
    await office.chen.says("见附件")
    await office.chen.expects("请先上传文件，再选择哪一个是签字纸质件（扫描件）")
    await office.chen.sends("签字件.pdf")
    card = await office.chen.expects("请选择签字纸质件（扫描件）")
    await card.taps("签字件.pdf")
    card = await card.is_redrawn(containing="请选择信息发布保密审查表")
    await office.chen.sends("审查表.docx")
    card = await office.chen.expects("请选择信息发布保密审查表")
    await card.taps("审查表.docx")
    ready = await card.is_redrawn(containing="请核对后提交")
    item = await office.chen.hands_in(ready, TITLE)
    await office.liu.expects("请作保密审查", item, "信息发布保密审查表：审查表.docx")


async def test_a_consultation_starts_its_month_of_feedback_when_it_closes(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "jiangsu"})
    await enters(office, line("法制股", "通知公告"), line("法制股", "政策文件"))
    item = await office.chen.submits(TITLE, body=BODY, answers=PUBLIC)
    await jiangsu_reviews(office, item)
    task = await office.qian.expects("请发布", item, "同时发布的栏目：政策文件", "征集方式：电子邮件、信函")
    await task.is_answered(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item, "已核实")
    await done.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结")
    assert await promise(office, item, "JS-17-FEEDBACK") == ("running", "2026-04-20")
    for name in ("通知公告", "政策文件"):  # it stands in both columns
        assert (await row_of(office, name)).updated_on == "2026-02-09"
    await office.chen.says("期限")  # the item is closed, what it began is not
    await office.chen.expects("2026年4月20日", "第十七条（1个月内）", item)
