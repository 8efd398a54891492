"""The Zhuhai rules, played: the leader in charge reviews before the head of the unit settles."""

from typing import Any

import pytest

from tests.office import office_file
from tests.stories.conftest import OpenOffice

TITLE = "本局召开年度工作会议"
BODY = "会议总结上年工作，部署今年任务。"
ANSWERS = {
    "政务公开类别": "工作动态",
    "维护类型": "动态信息",
    "信息来源": "本单位采编",
    "涉及其他单位": "不涉及",
}
TWO_UNITS = {**ANSWERS, "涉及其他单位": "公共法律服务股、办公室"}


def with_a_head_of_the_office() -> dict[str, Any]:
    """The demo office, where 吴管理 heads 办公室 as well."""
    found = office_file()
    for one in found["people"]:
        if one["id"] == "wu":
            one["roles"].append({"office": "bgs", "role": "head"})
    return found


async def test_the_first_responsible_person_has_the_last_word(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "zhuhai"})
    item = await office.chen.submits(TITLE, body=BODY, answers=ANSWERS)

    # only the national rules have a number: twenty working days from 9 February
    card = await office.zhou.expects("请作保密审查", item, "分管领导", "2026年3月13日", "第二十六条")
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    await card.taps("同意")
    card = await office.liu.expects("请审批", item, "单位负责人", "第六条（七）", lacking="保密审查")
    await card.taps("同意")
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item, "已核实")
    await done.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结")


@pytest.mark.on_telegram  # on WeCom the aspects are a list to tick
async def test_what_other_units_did_not_confirm_goes_back(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "zhuhai"})
    item = await office.chen.submits(TITLE, body=BODY, answers=ANSWERS)
    card = await office.zhou.expects("请作保密审查", item)
    await card.taps("有例外")
    aspects = await office.zhou.expects("请选择不符合项", item)
    await aspects.taps("涉及其他单位的已确认一致")
    await office.chen.expects("退回", item, "涉及其他单位的已确认一致（第六条（六））")
    await card.is_redrawn(containing="已退回")


async def handed_to_two_units(open_office: OpenOffice) -> tuple[Any, Any, dict[str, Any]]:
    """刘股长's section hands in what concerns two others; the leader in charge has approved it."""
    office = await open_office(settings={"regime": "zhuhai"}, file=with_a_head_of_the_office())
    draft = await office.chen.drafts(TITLE, body=BODY, answers={**TWO_UNITS, "重要程度": "普通"})
    assert "公共法律服务股单位负责人：马股长" in draft.text
    assert "办公室单位负责人：吴管理（与上一环节同时）" in draft.text
    item = await office.chen.hands_in(draft, TITLE)
    card = await office.zhou.expects("请作保密审查", item, "公共法律服务股、办公室")
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    await card.taps("同意")
    cards = {
        "ma": await office.ma.expects("请审批", item, "公共法律服务股单位负责人", "第六条（六）"),
        "wu": await office.wu.expects("请审批", item, "办公室单位负责人"),
    }
    await office.wu.expects("请设定", within=900)  # the text has no figure: the administrator is asked once
    return office, item, cards


async def test_every_unit_concerned_confirms_at_the_same_time_before_the_head_settles(
    open_office: OpenOffice,
) -> None:
    office, item, cards = await handed_to_two_units(open_office)
    await item.filed.is_redrawn(containing=["公共法律服务股单位负责人", "办公室单位负责人"])
    await cards["wu"].taps("同意")
    await office.clock.forward(minutes=2)
    assert not office.liu.unheard(), "the other unit has not confirmed yet"
    await cards["ma"].taps("同意")
    head = await office.liu.expects("请审批", item, "单位负责人", "第六条（七）")
    await head.taps("同意")
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item, "已核实")
    await done.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结")


async def test_what_one_unit_returns_is_asked_of_the_other_no_longer(open_office: OpenOffice) -> None:
    office, item, cards = await handed_to_two_units(open_office)
    await office.ma.says(f"退回 {cards['ma'].code} 与我股发布的时间不一致")
    await office.ma.expects("已退回", item)
    await office.chen.expects("退回", item, "与我股发布的时间不一致", "公共法律服务股单位负责人")
    await cards["wu"].is_redrawn(buttons=[])


async def test_a_confirmation_is_taken_back_while_another_unit_still_looks(open_office: OpenOffice) -> None:
    office, item, cards = await handed_to_two_units(open_office)
    await cards["wu"].taps("同意")
    await cards["wu"].is_redrawn(containing="已同意")
    await cards["ma"].taps("同意")
    await cards["wu"].taps("撤销")  # before the head, whom both opened, has acted
    again = await office.wu.expects("请审批", item, "办公室单位负责人")
    await office.clock.forward(minutes=2)
    assert not office.liu.unheard(), "the join is open no longer"
    await again.taps("同意")
    await office.liu.expects("请审批", item)


async def test_a_withdrawn_item_is_asked_of_no_unit(open_office: OpenOffice) -> None:
    _, item, cards = await handed_to_two_units(open_office)
    await item.filed.taps("撤回")
    for card in cards.values():
        await card.is_redrawn(containing="已撤回", buttons=[])
    await item.filed.is_redrawn(containing="已撤回")


async def test_where_it_stands_names_every_unit_that_is_waited_for(open_office: OpenOffice) -> None:
    office, item, cards = await handed_to_two_units(open_office)
    await office.chen.says(f"查看 {item.number}")
    seen = await office.chen.expects(item, "公共法律服务股单位负责人", "办公室单位负责人")
    assert "马股长" in seen.text
    assert "吴管理" in seen.text
    await cards["ma"].taps("同意")
    await item.filed.is_redrawn(containing="马股长")


async def test_a_unit_concerned_without_a_head_is_named_before_handing_in(open_office: OpenOffice) -> None:
    office = await open_office(settings={"regime": "zhuhai"})
    card = await office.chen.drafts(TITLE, body=BODY, answers=TWO_UNITS)
    assert "以下环节尚无人员" in card.text
    assert "办公室单位负责人" in card.text
