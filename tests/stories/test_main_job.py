"""The main job: an item with an attachment travels from hand-in to "published and seen"."""

import pytest

from tests.office import Office
from tests.office_files import content_of
from tests.stories.ways import BODY, TITLE


@pytest.mark.everywhere
async def test_from_hand_in_to_confirmed(office: Office) -> None:
    item = await office.chen.submits(TITLE, body=BODY, files=["通知.docx"])
    assert item.number == "KP-2026-0001"

    head = await office.liu.expects("请审批", item, "通知.docx", buttons=["同意", "退回", "更多", "看附件"])
    await head.taps("同意")
    office.liu.toast("已同意KP-2026-0001", "20秒后")
    await head.is_redrawn(containing="已同意", buttons=["撤销"])

    first = await office.wang.expects(
        "请作保密审查", item, buttons=["全部符合", "有例外", "退回", "更多", "看附件"]
    )
    other = await office.zhao.expects("请作保密审查", item)
    await first.taps("全部符合")
    office.wang.toast("保密审查意见已记录")
    await first.is_redrawn(containing="请审批", buttons=["同意", "退回", "更多", "看附件"])
    await other.is_redrawn(containing="请审批", buttons=["同意", "退回", "更多", "看附件"])
    await first.taps("同意")
    await first.is_redrawn(containing="已同意", buttons=["撤销"])
    await other.is_redrawn(containing=["王主任", "同意", "无需再办"], buttons=[])
    await item.filed.is_redrawn(containing="待发布")

    given = await office.qian.gets("通知.docx")
    assert given == content_of("通知.docx").data
    task = await office.qian.expects("请发布", item, BODY, buttons=["提交网址"])
    await task.taps("提交网址")
    ask = await office.qian.expects("请回复网址", item)
    address = office.site.publishes("tzgg", TITLE, BODY)
    await ask.is_answered(address)
    await office.qian.expects("已记录，正在核对网页")
    await task.is_redrawn(containing=["已操作", address.removesuffix(".html")], buttons=[])

    seen = await office.chen.expects(
        "请确认效果", item, address, "已核实", buttons=["确认效果", "有问题", "打开网页"]
    )
    await seen.taps("确认效果")
    office.chen.toast("办结")
    await seen.is_redrawn(containing="已确认效果", buttons=[])
    await item.filed.is_redrawn(containing="已办结", buttons=[])


async def test_by_polling_as_by_webhook(open_office) -> None:
    office = await open_office(mode="polling")
    item = await office.chen.submits(TITLE, body=BODY, files=["通知.docx"])
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
