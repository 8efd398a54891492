"""Bodies outside the house decide: the city's data bureau for the portal's first page, a department above."""

from typing import Any

import pytest

from tests.stories.conftest import OpenOffice
from tests.stories.ways import BODY, TITLE, head_approves, office_approves

NUMBER = "市政数函〔2026〕3号"
SHOWN = {"首页展示起始日期": "2026年2月10日", "首页展示截止日期": "2026年2月28日"}


async def sent_to_the_bureau(open_office: OpenOffice, **how: Any) -> tuple[Any, Any, Any]:
    """A pop-up on the portal's first page, approved by head and Office; 钱网管's card."""
    office = await open_office(**how)
    card = await office.chen.drafts(TITLE, body=BODY, answers={"重要程度": "普通"})
    assert "市政务服务数据局" not in card.text
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("方式")
    ask = await office.chen.expects("请选择方式")
    await ask.taps("首页弹窗")
    await ask.is_redrawn(containing="首页展示起始日期")
    ready = await office.chen.fills(ask, SHOWN)
    assert "市政务服务数据局：钱网管" in ready.text
    item = await office.chen.hands_in(ready, TITLE)
    await head_approves(office, item)
    await office_approves(office, item)
    card = await office.qian.expects("请送外部单位办理并登记结果", item, "市政务服务数据局", "第二十条")
    return office, item, card


async def published_and_confirmed(office: Any, item: Any) -> None:
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item, "已核实")
    await done.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结")


async def test_the_bureaus_number_is_recorded_and_the_item_goes_on(open_office: OpenOffice) -> None:
    office, item, card = await sent_to_the_bureau(open_office)
    await item.filed.is_redrawn(containing="市政务服务数据局")
    await card.taps("登记结果")
    await office.qian.expects("请回复市政务服务数据局的文号")
    await office.qian.says(NUMBER)
    await card.is_redrawn(containing=[NUMBER, "已同意"])
    await office.qian.expects("已同意", item)
    await published_and_confirmed(office, item)


async def test_the_number_may_stand_behind_the_code(open_office: OpenOffice) -> None:
    office, item, card = await sent_to_the_bureau(open_office)
    await office.qian.says(f"同意 {card.code}")
    await office.qian.expects("请先登记外部单位的文号或回执")
    await office.qian.says(f"同意 {card.code} {NUMBER}")
    await office.qian.expects("已同意", item)
    await card.is_redrawn(containing=NUMBER)
    await published_and_confirmed(office, item)


@pytest.mark.on_telegram  # an app on WeCom gets no files
async def test_a_scan_is_proof_as_well_and_approves_nothing_by_itself(open_office: OpenOffice) -> None:
    office, item, card = await sent_to_the_bureau(open_office)
    await card.taps("登记结果")
    await office.qian.expects("请回复市政务服务数据局的文号")
    await office.qian.sends("回执.pdf")
    await office.qian.expects("正在接收扫描件")
    await card.is_redrawn(containing="回执.pdf")
    assert "同意" in card.buttons
    await card.taps("同意")
    await published_and_confirmed(office, item)


async def test_what_the_bureau_refuses_goes_back(open_office: OpenOffice) -> None:
    office, item, card = await sent_to_the_bureau(open_office)
    await office.qian.says(f"退回 {card.code} 首页弹窗已满")
    await office.qian.expects("已退回", item)
    await office.chen.expects("退回", item, "首页弹窗已满", "市政务服务数据局")
