"""意见 alone: words and files about an item, without deciding it."""

import pytest

from storage import remarks
from tests.office import Office
from tests.stories.ways import handed_in, head_approves


async def test_in_words_the_submitter_and_whoever_is_asked_hear_it(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    cards = [await person.expects("请作保密审查", item) for person in (office.wang, office.zhao)]
    await office.liu.says("意见 0001 附件二表格格式需统一")
    await office.liu.expects("已记录您对KP-2026-0001的意见")
    for person in (office.chen, office.wang, office.zhao):
        await person.expects("意见", item, "刘股长", "附件二表格格式需统一", "不代替审批")
    await office.wang.says(f"查看 {item}")
    await office.wang.expects("查看", item, "附件二表格格式需统一")
    assert "全部符合" in cards[0].buttons


async def test_by_the_button_of_the_whole_item(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"查看 {item}")
    whole = await office.liu.expects("查看", item)
    await whole.taps("意见")
    await office.liu.expects("请回复意见", item)
    await office.liu.says("先核实数据")
    await office.liu.expects("已记录您对KP-2026-0001的意见")
    await office.chen.expects("意见", item, "先核实数据")
    await card.taps("同意")
    for person in (office.wang, office.zhao):
        shown = await person.expects("请作保密审查", item)
        assert "先核实数据" in shown.text


@pytest.mark.on_telegram  # a self-built app of WeCom gets no files in the chat
async def test_a_file_with_a_caption(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.liu.says(f"查看 {item}")
    whole = await office.liu.expects("查看", item)
    await whole.taps("意见")
    await office.liu.expects("请回复意见", item)
    await office.liu.sends("修改稿.docx", caption="建议按此修改")
    await office.liu.expects("已记录您对KP-2026-0001的意见")
    await office.chen.gets("修改稿.docx")
    await office.chen.expects("意见", item, "建议按此修改", "修改稿.docx")
    rows = await office.read(lambda tx: remarks.files_of(tx, 1))
    assert [(row.name, row.state) for row in rows] == [("修改稿.docx", "stored")]
    await office.chen.says(f"查看 {item}")
    shown = await office.chen.expects("查看", item, "修改稿.docx")
    assert "附件：" not in shown.text, "it is no attachment of the item"


async def test_who_does_not_see_the_item_says_nothing_about_it(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.sun.says("意见 0001 我有看法")
    await office.sun.expects("没有查到这一件")
    await office.chen.says("意见 0001")
    await office.chen.expects("请写明意见")
