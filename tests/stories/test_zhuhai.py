"""The Zhuhai rules, played: the leader in charge reviews before the head of the unit settles."""

import pytest

from tests.stories.conftest import OpenOffice

TITLE = "本局召开年度工作会议"
BODY = "会议总结上年工作，部署今年任务。"
ANSWERS = {"政务公开类别": "工作动态", "维护类型": "动态信息", "信息来源": "本单位采编"}


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
