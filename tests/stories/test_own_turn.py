"""What waits for whoever handed in stands in 待办 too; a published address finds its item; one sentence hides."""

import pytest

from tests.office import Office
from tests.stories.ways import BODY, TITLE, closed, handed_in, published

MATTERS = [
    "年检材料报送",
    "行政复议案件听证",
    "公共法律服务",
    "法治宣传月活动",
    "规范性文件清理",
    "值班安排调整",
]


async def test_a_published_item_waits_for_its_liaison(office: Office) -> None:
    """第十八条（四）: 确认效果 is the liaison's turn: 待办 lists it and opens the card."""
    item, seen, _ = await published(office)
    await office.chen.says("待办")
    listed = await office.chen.expects("请办理：1件待办", item, "等您确认效果")
    await listed.taps(f"打开 {item}")
    again = await office.chen.expects("请确认效果", item, buttons=["确认效果", "有问题", "打开网页"])
    await again.taps("确认效果")
    await seen.is_redrawn(containing="已确认效果", buttons=[])
    await office.chen.says("待办")
    await office.chen.expects("没有待办")


async def test_a_returned_item_waits_for_its_liaison(office: Office) -> None:
    """Users 10: what was returned is to be written anew, and 待办 says so."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("退回")
    reasons = await office.liu.expects("请选择退回理由")
    await reasons.taps("材料不全，请补充")
    await office.chen.expects("请修改", item)
    await office.chen.says("待办")
    listed = await office.chen.expects("请办理：1件待办", item, "已退回，等您修改")
    await listed.taps(f"打开 {item}")
    await office.chen.expects("查看", item)


async def test_a_draft_and_a_registration_wait_for_their_author_alone(office: Office) -> None:
    """Users 7, 11: unfinished work stands in its author's 待办; colleagues see none of it."""
    await office.chen.drafts(TITLE, body=BODY, until="栏目")
    await office.chen.says("登记形成 关于开放日活动安排的公告 通知公告 2月9日")
    await office.chen.expects("已登记形成")
    await office.chen.says("待办")
    await office.chen.expects("请办理：2件待办", "草稿，等您提交", "已登记形成，等您交稿")
    for person in (office.liu, office.wang):
        await person.says("待办")
        await person.expects("没有待办")


async def test_the_title_counts_everything_that_waits(office: Office) -> None:
    """Five rows a page, but the number said is that of all."""
    for matter in MATTERS:
        item = await office.chen.submits(f"关于做好{matter}工作的通知", body=BODY)
        await office.liu.expects("请审批", item)
    await office.liu.says("待办")
    first = await office.liu.expects("请办理：6件待办", "第1页，还有更多")
    await first.taps("更多")
    await office.liu.expects("请办理：6件待办", "第2页", item)


async def test_a_published_address_finds_its_item(office: Office) -> None:
    """Users 29: 查 takes the address of a page."""
    item, address = await closed(office)
    await office.wang.says(f"查 {address}")
    await office.wang.expects("查到的信息", item, TITLE)
    await office.wang.says(f"查 {address}x")
    await office.wang.expects("没有查到")


@pytest.mark.parametrize("words", ["查看", "/item", "撤回", "确认效果"])
async def test_unknown_and_hidden_items_get_the_same_sentence(office: Office, words: str) -> None:
    """Nobody learns from the answer that an item of another section exists."""
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.sun.says(f"{words} {item}")
    hidden = await office.sun.expects("没有查到这一件")
    await office.sun.says(f"{words} KP-2026-0999")
    unknown = await office.sun.expects("没有查到这一件")
    assert hidden.text == unknown.text


async def test_the_time_of_the_reminder_stays_within_the_day(office: Office) -> None:
    """Users 21: from 08:30 and before 18:00; outside is refused, and the old time stays."""
    for text, taken in (("08:30", True), ("17:59", True), ("18:00", False), ("08:29", False)):
        await office.chen.says(f"设置 {text}")
        await office.chen.expects("设置已保存" if taken else "须在08:30至18:00之间")
    await office.chen.says("设置")
    await office.chen.expects("17:59")


async def test_english_lists_dates_and_articles(office: Office) -> None:
    """The whole conversation follows the language: list, item, refusal and toast."""
    await office.liu.says("设置")
    await (await office.liu.expects("设置")).taps("English")
    item = await handed_in(office)
    await office.liu.expects("Please review", item)
    await office.liu.says("/todo")
    await office.liu.expects(item, "waits for your review")
    await office.liu.says("/item 9999")
    await office.liu.expects("No such item")
    await office.liu.says(f"/item {item}")
    shown = await office.liu.expects(item, "Article 21")
    if not office.is_on_wecom("liu"):  # there a phone puts its own colon between a field's name and its value
        assert [line for line in shown.text.splitlines() if "：" in line] == []
