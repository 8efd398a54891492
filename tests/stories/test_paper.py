"""纸质签批 and 补录: entered with the scan, confirmed by a second person, counted from the day of the paper."""

import pytest

from storage import clocks, papers
from storage import review as seats
from tests.office import Office
from tests.stories.ways import handed_in, head_approves

pytestmark = pytest.mark.on_telegram  # a self-built app of WeCom gets pictures alone: see the last story


async def entered(office: Office, words: str) -> None:
    await office.wang.says(words)
    await office.wang.expects("请发送签批单扫描件")
    await office.wang.sends("签批单.docx")
    await office.wang.expects("已登记KP-2026-0001的纸质签批")


async def test_a_decision_on_paper_counts_from_its_day(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-11 09:00")
    await entered(office, f"纸质签批 {item} 刘股长 2月9日")
    await office.zhao.gets("签批单.docx")
    ask = await office.zhao.expects("请核对纸质签批", item, "刘股长", "2026年2月9日", "王主任")
    await office.liu.gets("签批单.docx")
    await office.liu.expects("请核对纸质签批", item)
    await ask.taps("核对无误")
    office.zhao.toast("按纸质签批同意，进入下一环节")
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    made = await office.read(lambda tx: seats.decisions_of(tx, 1))
    assert [(row.name, row.verdict, row.paper_on) for row in made] == [("刘股长", "approved", "2026-02-09")]
    held = {row.rule: row.state for row in await office.read(lambda tx: clocks.clocks_of(tx, "item:1"))}
    assert "met" in held.values(), held
    assert (await office.read(lambda tx: papers.papers_of(tx, 1)))[0].state == "confirmed"


async def test_a_return_on_paper(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await entered(office, f"补录 {item} 刘股长 2月9日 退回 日期有误")
    await office.zhao.gets("签批单.docx")
    ask = await office.zhao.expects("请核对纸质签批", "服务中断后补录", "退回：日期有误")
    await office.liu.gets("签批单.docx")
    await office.liu.expects("请核对纸质签批")
    await ask.taps("核对无误")
    office.zhao.toast("按纸质签批退回")
    await office.chen.expects("请修改", item, "日期有误")


async def test_whoever_entered_it_does_not_confirm_it_and_a_mismatch_decides_nothing(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await entered(office, f"纸质签批 {item} 刘股长 2月9日")
    await office.zhao.gets("签批单.docx")
    ask = await office.zhao.expects("请核对纸质签批")
    await office.liu.gets("签批单.docx")
    await office.liu.expects("请核对纸质签批")
    await office.wang.says("核对纸质 1 无误")
    await office.wang.expects("须由登记人、报送人以外的另一人核对")
    await ask.taps("不符")
    office.zhao.toast("没有办理")
    await office.wang.expects("纸质签批核对不符", item, "赵干事")
    assert "同意" in card.buttons
    await office.zhao.says("核对纸质 1 无误")
    await office.zhao.expects("已办结或已失效")


async def test_what_is_refused(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.wang.says(f"纸质签批 {item} 刘股长")
    await office.wang.expects("请写明编号、签批人、签批日期")
    await office.wang.says(f"纸质签批 {item} 周副局长 2月9日")
    await office.wang.expects("现在不等“周副局长”审批")
    await office.wang.says(f"纸质签批 {item} 刘股长 2026年2月12日")
    await office.wang.expects("签批日期不得晚于今天")
    await office.wang.says(f"纸质签批 {item} 刘股长 2026年1月5日")
    await office.wang.expects("不得早于信息形成日期")
    await office.chen.says(f"纸质签批 {item} 刘股长 2月9日")
    await office.chen.expects("纸质签批由办公室登记")
    await office.liu.says(f"同意 {card.code} 2月6日")
    await office.liu.expects("办理时间取系统时间，不能补写日期", f"纸质签批 {item}")
    assert "同意" in card.buttons


async def test_the_secrecy_review_was_signed_with_it(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await entered(office, f"纸质签批 {item} 赵干事 2月9日")
    await office.zhao.gets("签批单.docx")
    ask = await office.zhao.expects("请核对纸质签批", item)
    await ask.taps("核对无误")
    office.zhao.toast("按纸质签批同意")
    await office.qian.expects("请发布", item)
