"""待办, 我的, 查, 查看: by number, tail or a two-character word; five rows and more; nobody sees what is not theirs."""

from tests.office import Office
from tests.stories.ways import BODY, TITLE, closed, handed_in, head_approves

MATTERS = [
    "年检材料报送",
    "行政复议案件听证",
    "公共法律服务",
    "法治宣传月活动",
    "规范性文件清理",
    "行政执法案卷评查",
    "值班安排调整",
]


async def _many(office: Office) -> list[str]:
    """Seven items of 陈信息, by title."""
    titles = [f"关于做好{matter}工作的通知" for matter in MATTERS]
    for title in titles:
        item = await office.chen.submits(title, body=BODY)
        await office.liu.expects("请审批", item)
    return titles


async def test_what_waits_is_listed_and_opens_the_card(office: Office) -> None:
    item = await handed_in(office)
    old = await office.liu.expects("请审批", item)
    await office.liu.says("待办")
    listed = await office.liu.expects("请办理：1件待办", item, TITLE, "等您审批", "剩7个工作日")
    await listed.taps(f"打开 {item}")
    fresh = await office.liu.expects("请审批", item, buttons=["同意", "退回", "更多"])
    await fresh.taps("同意")
    office.liu.toast("已同意")
    await old.is_redrawn(containing="已同意")
    await fresh.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_nothing_waits(office: Office) -> None:
    for word in ("待办", "/todo"):
        await office.liu.says(word)
        await office.liu.expects("没有待办")


async def test_five_rows_and_more(office: Office) -> None:
    titles = await _many(office)
    await office.liu.says("/todo")
    first = await office.liu.expects("待办", "第1页，还有更多")
    assert len(first.buttons) == 6
    assert first.buttons[-1] == "更多"
    await first.taps("更多")
    second = await office.liu.expects("待办", "第2页")
    assert len(second.buttons) == 2
    shown = first.text + second.text
    assert all(title in shown for title in titles)


async def test_what_i_handed_in(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    for word in ("我的", "/mine"):
        await office.chen.says(word)
        await office.chen.expects("我报送的", item, TITLE, "审批中")
    await office.sun.says("我的")
    await office.sun.expects("没有报送记录")


async def test_found_by_number_tail_and_word(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    for query in ("KP-2026-0001", "kp20260001", "0001", "1", "年检", "2026-0001"):
        await office.chen.says(f"查 {query}")
        await office.chen.expects("查到的信息", item, TITLE)
    await office.chen.says("/find 年检工作")
    await office.chen.expects("查到的信息", item)


async def test_found_by_a_word_among_many(office: Office) -> None:
    await _many(office)
    await office.chen.says("查 复议")
    found = await office.chen.expects("查到的信息", "行政复议案件听证", lacking="法治宣传")
    assert len(found.buttons) == 1
    await office.chen.says("查 通知")
    await office.chen.expects("查到的信息", "还有更多")


async def test_nothing_found_says_what_to_try(office: Office) -> None:
    for query in ("预算", "0099", "%", "_", "'; DROP TABLE items"):
        await office.chen.says(f"查 {query}")
        await office.chen.expects("没有查到", "请换编号、尾号或两个字以上的词")
    await office.chen.says("查")
    await office.chen.expects("请写明编号、尾号或词语")


async def test_what_belongs_to_another_section_is_as_if_it_were_not_there(office: Office) -> None:
    """A18."""
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    for person in (office.sun, office.ma):
        await person.says("查 年检")
        hidden = await person.expects("没有查到“年检”")
        await person.says("查 检查")
        unknown = await person.expects("没有查到“检查”")
        assert hidden.text.replace("年检", "") == unknown.text.replace("检查", "")
        await person.says(f"查看 {item}")
        await person.expects("没有查到这一件")


async def test_one_item_whole_with_its_history(office: Office) -> None:
    item, address = await closed(office)
    await office.chen.says(f"查看 {item}")
    shown = await office.chen.expects("查看", item, "已办结", "办理进度", "办理记录", "已核实")
    assert address in shown.text or "打开网页" in shown.buttons
    for act in ("提交", "同意", "完成保密审查", "完成审批并移交发布", "完成网站操作", "确认效果"):
        assert act in shown.text
    for name in ("刘股长", "王主任", "钱网管", "陈信息"):
        assert name in shown.text
    await office.chen.says("/item 1")
    await office.chen.expects("查看", item)


async def test_the_liaisons_card_opens_the_details(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await item.filed.taps("详情")
    await office.chen.expects("查看", item, "审批中")


async def test_a_row_of_somebody_elses_list_opens_nothing(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.liu.says("待办")
    listed = await office.liu.expects("待办", item)
    await office.sun.says("交稿 关于开放日活动安排的公告")
    card = await office.sun.expects("请回复正文")
    assert "此按钮已失效" in await office.sun.forges(card, listed.data(f"打开 {item}"))


async def test_what_was_decided_waits_no_more(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.liu.says("待办")
    await office.liu.expects("没有待办")
    await office.wang.says("待办")
    await office.wang.expects("请办理：1件待办", item)
