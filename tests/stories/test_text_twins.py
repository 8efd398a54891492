"""Every button works as text too: taps die with the platform's queue, messages do not."""

import pytest

from rules.words import spelled
from tests.office import Office
from tests.stories.ways import BODY, TITLE, handed_in, handed_over, head_approves, published


async def test_approve_by_code(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"同意 {card.code}")
    await office.liu.expects("已同意KP-2026-0001")
    await card.is_redrawn(containing="已同意", buttons=["撤销"])
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_however_it_is_written(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in card.code.lower())
    await office.liu.says(f"同意{wide}")
    await office.liu.expects("已同意KP-2026-0001")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_by_the_latin_word(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"/approve {card.code}")
    await office.liu.expects("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_a_bare_word_lists_what_waits(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    for word in ("同意", "退回"):
        await office.liu.says(word)
        listed = await office.liu.expects("请说明办理哪一件", item)
        assert card.code in listed.text
    assert "同意" in card.buttons


async def test_a_bare_word_without_anything_waiting(office: Office) -> None:
    await office.liu.says("同意")
    await office.liu.expects("没有等您审批的信息")


async def test_words_that_only_begin_so_are_no_decision(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says("同意你的看法")
    await office.liu.expects("没有看懂")
    assert "同意" in card.buttons


async def test_an_unknown_code_and_somebody_elses(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    other = "2222" if card.code != "2222" else "3333"
    await office.liu.says(f"同意 {other}")
    await office.liu.expects("没有这个编码")
    await office.zhou.says(f"同意 {card.code}")
    await office.zhou.expects("没有这个编码")
    assert "同意" in card.buttons


async def test_ten_wrong_codes_in_a_minute_lock(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    for code in [spelled(n) for n in range(11) if spelled(n) != card.code][:10]:
        await office.liu.says(f"同意 {code}")
    await office.liu.says(f"同意 {card.code}")
    await office.clock.forward(seconds=30)
    said = [one.text for one in office.liu.unheard()]
    for one in office.liu.unheard():
        office.liu.hear(one)
    assert sum("没有这个编码" in text for text in said) == 10
    assert sum("无效操作过多" in text for text in said) == 1
    assert "同意" in card.buttons


@pytest.mark.on_telegram  # what is said in a group of WeCom reaches nobody
async def test_codes_are_not_for_groups(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    group = office.group("fzg-group")
    await group.says(f"/approve@duwang_demo_bot {card.code}", by="liu")
    await group.expects("请私聊本助手办理")
    assert "同意" in card.buttons


async def test_the_last_approval_of_an_important_item_asks_in_words_too(office: Office) -> None:
    item = await office.chen.submits(
        "关于删除过期通知的申请事项说明",
        kind="delete",
        important=True,
        answers={"原网页地址": office.site.any_address()},
    )
    await head_approves(office, item)
    card = await office.wang.expects("请审批", item)
    await office.zhao.expects("请审批", item)
    await office.wang.says(f"同意 {card.code}")
    await office.wang.expects("已同意")
    leader = await office.zhou.expects("请审批", item)
    await office.zhou.says(f"同意 {leader.code}")
    await office.zhou.expects("请再次确认同意", f"同意 {leader.code} 确认")
    await office.zhou.says(f"同意 {leader.code} 确认")
    await office.zhou.expects("已同意")
    await office.qian.expects("请删除已发布信息", item)


async def test_the_whole_way_in_words(office: Office) -> None:
    await office.chen.says(f"交稿 {TITLE}")
    draft = await office.chen.expects("请补充", TITLE)
    draft = await office.chen.fills(draft, {**_answers(), "正文": BODY})
    assert "提交" in draft.buttons
    await office.chen.says("提交")
    said = await office.chen.expects("已提交，编号KP-2026-0001")
    await office.chen.expects("已报送", "KP-2026-0001")
    assert said

    card = await office.liu.expects("请审批", "KP-2026-0001")
    await office.liu.says(f"同意 {card.code}")
    await office.liu.expects("已同意")
    card = await office.wang.expects("请作保密审查", "KP-2026-0001")
    await office.zhao.expects("请作保密审查", "KP-2026-0001")
    await office.wang.says(f"全部符合 {card.code}")
    await office.wang.expects("保密审查意见已记录")
    await office.wang.says(f"同意 {card.code}")
    await office.wang.expects("已同意")
    await office.qian.expects("请发布", "KP-2026-0001")
    address = office.site.publishes("tzgg", TITLE, BODY)
    await office.qian.says(f"网址 0001 {address}")
    await office.qian.expects("已记录，正在核对网页")
    await office.chen.expects("请确认效果", "已核实")
    await office.chen.says("确认效果 0001")
    await office.chen.expects("已确认效果，KP-2026-0001办结")


async def test_something_wrong_in_words(office: Office) -> None:
    item, _card, _address = await published(office)
    await office.chen.says("有问题 0001")
    await office.chen.expects("请写明网页哪里不对，如：有问题 KP-2026-0001 标题有误。", lacking="退回")
    await office.chen.says("有问题 0001 附件打不开")
    await office.chen.expects("问题已转网站管理员")
    await office.qian.expects("请改正网页", item, "附件打不开")
    await office.qian.expects("请发布", item)


async def test_drop_and_amend_in_words(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.chen.says("撤回 1")
    await office.chen.expects("已撤回")
    await card.is_redrawn(containing="已撤回")
    await office.chen.says("修改 1")
    await office.chen.expects("请核对后提交")
    await office.chen.says("放弃")
    await office.chen.expects("已放弃")


async def test_published_elsewhere_in_words(office: Office) -> None:
    item, task = await handed_over(office)
    await office.qian.says("网址 1 https://example.com/kpssfzww/a.html")
    await office.qian.expects("网址须在本单位网站之下")
    assert "提交网址" in task.buttons, item


def _answers() -> dict[str, str]:
    from tests.office_people import USUAL

    return dict(USUAL)
