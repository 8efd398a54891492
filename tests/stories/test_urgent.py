"""加急: marked before handing in, told at any hour, first in every list; lowered by submitter or Office."""

import re
from pathlib import Path

from tests.office import Office
from tests.office_people import Card, Item
from tests.stories.records import acts_of, row_of
from tests.stories.ways import BODY, TITLE, handed_in, head_approves, office_approves

OTHER = "关于开放日活动安排的公告"
MARK = "【加急】"
SERIAL = re.compile(r"[A-Z]+-\d{4}-\d+")
WANTS_REASON = """
urgent:
  text: {zh_CN: 加急, en: Urgent}
  reason: true
  cite: 办公室要求
  says: {zh_CN: 须写明理由, en: With its reason}
"""


async def marked(office: Office, title: str = TITLE) -> Item:
    """陈信息 hands in an urgent item."""
    card = await office.chen.drafts(title, body=BODY)
    await card.taps("加急")
    office.chen.toast("已标为加急")
    await card.is_redrawn(containing=MARK, buttons=["提交", "改一项", "放弃", "取消加急"])
    await card.taps("提交")
    filed = await office.chen.expects("已报送", MARK)
    number = SERIAL.search(filed.text)
    assert number is not None, filed
    return Item(number[0], title, filed)


async def test_it_stands_on_every_card_and_the_web_administrator_hears_in_the_evening(office: Office) -> None:
    """Users 2: after hours he is told next morning unless 加急."""
    await office.clock.to("2026-02-13 19:40")
    item = await marked(office)
    head = await office.liu.expects(f"{MARK}请审批：{TITLE}", item)
    await head.taps("同意")
    await head.is_redrawn(containing=MARK)
    for person in (office.wang, office.zhao):
        await person.expects(f"{MARK}请作保密审查", item)
    card = office.wang.all_cards()[-1]
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    await card.taps("同意")
    task = await office.qian.expects(f"{MARK}请发布", item)
    assert office.clock.now().strftime("%Y-%m-%d %H") == "2026-02-13 19"
    assert "提交网址" in task.buttons


async def test_what_is_not_urgent_waits_for_the_morning(office: Office) -> None:
    """Lowered by the Office while it reviews: he is told next morning after all."""
    await office.clock.to("2026-02-13 19:40")
    item = await marked(office)
    await head_approves(office, item)
    cards = {id_: await office.person(id_).expects("请作保密审查", MARK, item) for id_ in ("wang", "zhao")}
    await cards["wang"].taps("更多")
    more = await office.wang.expects("查看：", item)
    await more.taps("取消加急")
    office.wang.toast("已取消加急")
    for card in cards.values():
        await card.is_redrawn(lacking=MARK)
    await item.filed.is_redrawn(lacking=[MARK])
    await cards["wang"].taps("全部符合")
    await cards["wang"].is_redrawn(containing="请审批")
    await cards["wang"].taps("同意")
    await office.clock.to("2026-02-14 08:31")
    office.nobody_heard_more()
    await office.qian.expects("请发布", item, lacking=MARK, within=480)
    assert [row.act for row in await acts_of(office, item) if "urgent" in row.act] == [
        "item.urgent",
        "item.not_urgent",
    ]


async def test_it_is_first_in_the_list_of_what_waits(office: Office) -> None:
    first = await handed_in(office, OTHER)
    await office.liu.expects("请审批", first)
    second = await marked(office)
    await office.liu.expects("请审批", second)
    await office.liu.says("待办")
    listed = await office.liu.expects("请办理：2件待办")
    assert listed.text.index(second.number) < listed.text.index(first.number)
    assert f"{MARK}{second}" in listed.text
    assert listed.buttons[0] == f"打开 {second}"


async def test_it_is_no_part_of_what_is_judged(office: Office) -> None:
    """Joint 14: marking and lowering make no version and void no approval."""
    item = await marked(office)
    card = await office.liu.expects("请审批", item)
    before = await row_of(office, item)
    await office.chen.says(f"取消加急 {item}")
    await office.chen.expects("已取消加急")
    assert (await row_of(office, item)).version_id == before.version_id
    await card.is_redrawn(lacking=MARK)
    await card.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_only_the_submitter_marks_it_and_only_before_handing_in(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.chen.says("加急")
    await office.chen.expects("现在没有正在填写的稿件")
    await office.liu.says(f"取消加急 {item}")
    await office.liu.expects("只有报送人和办公室可以取消")
    assert not (await row_of(office, item)).urgent


async def test_the_menu_of_lines_offers_it_too(office: Office) -> None:
    """改一项: 加急 among the lines of the form."""
    card = await office.chen.drafts(TITLE, body=BODY, until="栏目")
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("加急")
    office.chen.toast("已标为加急")
    await card.is_redrawn(containing=MARK)


async def wanting(open_office, tmp_path: Path) -> Office:
    """An office whose rules want a reason."""
    overlay = tmp_path / "own.yaml"
    overlay.write_text(WANTS_REASON, "utf-8")
    return await open_office(settings={"organisation.overlay": str(overlay)})


async def ready(office: Office) -> Card:
    card = await office.chen.drafts(TITLE, body=BODY)
    return await card.is_redrawn(containing="请核对后提交")


async def test_where_a_reason_is_wanted_it_is_asked_for_and_shown(open_office, tmp_path: Path) -> None:
    office = await wanting(open_office, tmp_path)
    card = await ready(office)
    await card.taps("加急")
    ask = await office.chen.expects("请回复加急理由")
    await ask.is_answered("今晚须发布\n防汛预警")
    await office.chen.expects("已标为加急")
    await card.is_redrawn(containing=[MARK, "加急：今晚须发布 防汛预警"])
    await card.taps("提交")
    await office.chen.expects("已报送", MARK)
    await office.liu.expects(MARK, "加急：今晚须发布 防汛预警")


async def test_a_reason_that_is_missing_or_long_is_refused(open_office, tmp_path: Path) -> None:
    office = await wanting(open_office, tmp_path)
    card = await ready(office)
    await office.chen.says("加急")
    await office.chen.expects("加急须写明理由")
    await office.chen.says("加急 " + "急" * 61)
    await office.chen.expects("文字过长，最多60字")
    assert MARK not in card.text
    await office.chen.says("加急 今晚须发布")
    await office.chen.expects("已标为加急")
    await card.is_redrawn(containing=[MARK, "加急：今晚须发布"])


async def test_it_stays_marked_when_it_is_returned_and_handed_in_again(office: Office) -> None:
    item = await marked(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"退回 {card.code} 日期有误")
    await office.liu.expects("已退回")
    back = await office.chen.expects(f"{MARK}请修改", item)
    await back.taps("修改")
    await office.chen.expects("请核对后提交", MARK)
    await office.chen.says("提交")
    await office.chen.expects("已提交")
    await office.chen.expects("已报送", MARK)
    await office.liu.expects(f"{MARK}请审批", item)


async def test_nothing_is_lowered_once_it_is_published(office: Office) -> None:
    item = await marked(office)
    await head_approves(office, item)
    await office_approves(office, item)
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录")
    await office.chen.expects("请确认效果", MARK)
    await office.chen.says(f"取消加急 {item}")
    await office.chen.expects("无需取消加急")
