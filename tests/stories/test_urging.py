"""催办: whoever holds an item is asked to see to it, once in a half-day, while offices work."""

from pathlib import Path

import pytest

from storage import audit
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.ways import handed_in, handed_over


async def test_the_holder_hears_who_asks_and_goes_straight_to_the_card(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.chen.says("催 0001")
    await office.chen.expects("已催办KP-2026-0001：刘股长")
    asked = await office.liu.expects("请尽快办理", item, "陈信息", "期限")
    await asked.taps(f"去办理 {item}")
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    rows = await office.read(lambda tx: audit.about(tx, "item:1"))
    assert [row.act for row in rows].count("item.urged") == 1


async def test_once_in_a_half_day_and_again_in_the_next(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.chen.says("催办 0001")
    await office.chen.expects("已催办")
    await office.liu.expects("请尽快办理", item)
    await office.chen.says("催办 0001")
    await office.chen.expects("本半天已催办过KP-2026-0001")
    await office.zhao.says("催 0001")
    await office.zhao.expects("本半天已催办过")
    await office.clock.to("2026-02-09 15:00")
    await office.chen.says("催 0001")
    await office.chen.expects("已催办")
    await office.liu.expects("请尽快办理", item)


async def test_outside_office_hours_it_waits_for_the_morning(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-09 20:00")
    await office.chen.says("催 0001")
    await office.chen.expects("已登记催办", "刘股长", "2月10日 08:30上班时送达")
    await office.clock.to("2026-02-10 08:25")
    office.nobody_heard_more()
    await office.clock.to("2026-02-10 08:45")
    await office.liu.expects("请尽快办理", item)


async def test_what_was_done_overnight_is_urged_no_more(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-09 20:00")
    await office.chen.says("催 0001")
    await office.chen.expects("已登记催办")
    await card.taps("同意")
    await office.clock.to("2026-02-10 09:30")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_by_the_button_of_the_whole_item(office: Office) -> None:
    item, task = await handed_over(office)
    await office.chen.says(f"查看 {item}")
    shown = await office.chen.expects("查看", item)
    await shown.taps("催办")
    office.chen.toast("已催办KP-2026-0001：钱网管")
    await office.qian.expects("请尽快办理", item)
    assert "提交网址" in task.buttons


async def test_nobody_urges_themselves_or_what_is_not_theirs(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says("催 0001")
    await office.liu.expects("目前在您手上")
    await office.liu.says(f"退回 {card.code} 日期有误")
    await office.liu.expects("已退回")
    await office.chen.expects("请修改", item)
    await office.chen.says("催 0001")
    await office.chen.expects("目前在您手上")
    await office.wang.says("催 0001")
    await office.wang.expects("已催办KP-2026-0001：陈信息")
    await office.chen.expects("请尽快办理", item)
    await office.qian.says("催 0001")
    await office.qian.expects("催办由报送人、本股室负责人或办公室提出")


@pytest.mark.on_telegram
async def test_an_office_may_switch_it_off(open_office: OpenOffice, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("verbs: {urge: {on: false}}\n", "utf-8")
    office = await open_office(settings={"organisation.overlay": str(overlay)})
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.chen.says("催 0001")
    await office.chen.expects("本单位未启用“催办”")
    await office.chen.says(f"查看 {item}")
    shown = await office.chen.expects("查看", item)
    assert "催办" not in shown.buttons
