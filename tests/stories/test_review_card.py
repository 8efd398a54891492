"""The reviewer's card: always in one order, with the hash of what is judged and the article of what is signed."""

import re

import pytest

from emulator.wecom_press import links_of
from storage import items, orgs
from tests.office import Office
from tests.office_files import macro_docx
from tests.office_people import USUAL
from tests.stories.ways import BODY, TITLE, handed_in

RISK = "附件“带宏.docx”含宏或脚本"


async def test_the_order_is_fixed(office: Office) -> None:
    item = await office.chen.submits(TITLE, body=BODY, files=[macro_docx()])
    card = await office.liu.expects("请审批", item)
    order = [
        f"请审批：{TITLE}", str(item), "报送：陈信息（法制股）", "栏目：通知公告", "事项：发布", "环节：部门负责人",
        "附件：带宏.docx", "期限：2026年2月25日，剩7个工作日，依据第二十一条（7个工作日）", BODY, RISK,
        "点“同意”即签署：已按第十六条、第二十二条核对内容及保密审查初审意见，未发现问题，同意报送", f"同意 {card.code}",
    ]  # fmt: skip
    if office.is_on_wecom("liu"):  # its cards have places of their own for the number and what one looks up
        order = [order[1], order[0], order[7], order[6], *order[8:], *order[2:6]]
    places = [card.text.index(part) for part in order]
    assert places == sorted(places), card.text


async def test_the_hash_on_the_card_is_that_of_the_version_judged(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    shown = re.search(r"内容校验码：([0-9a-f]{8})", card.text)
    assert shown is not None, card.text

    def hash_of(tx) -> str:
        row = items.by_number(tx, orgs.organisation_by_key(tx, "demo").id, number=item.number)
        return items.version(tx, row.version_id).hash

    assert (await office.read(hash_of)).startswith(shown[1])


@pytest.mark.on_telegram  # a phone with WeCom writes 2048 characters at most, and its card leads to the text
async def test_a_long_text_comes_whole_before_the_card(office: Office) -> None:
    body = "\n".join(
        f"第{n}条　各单位应当在规定期限内完成第{n}项工作，并将完成情况报送办公室备案。" for n in range(1, 140)
    )
    await office.chen.says(f"交稿 {TITLE}")
    await office.chen.expects("请回复正文")
    await office.chen.says(body[:4000])
    draft = await office.chen.expects("请选择栏目")
    draft = await office.chen.fills(draft, USUAL)
    item = await office.chen.hands_in(draft, TITLE)
    pages = [await office.liu.expects(f"{n}/2") for n in (1, 2)]
    card = await office.liu.expects("请审批", item)
    whole = "".join(page.text.split("\n", 1)[1] for page in pages).replace("\n", "")
    assert whole == body[:4000].replace("\n", "").strip()
    assert pages[0].id < pages[1].id < card.id


@pytest.mark.on_wecom
async def test_a_long_text_stands_whole_on_the_page(office: Office) -> None:
    body = "".join(
        f"第{n}条　各单位应当在规定期限内完成第{n}项工作，并报送办公室备案。" for n in range(1, 60)
    )
    await office.chen.says(f"交稿 {TITLE}")
    await office.chen.expects("请回复正文")
    await office.chen.says(body)
    draft = await office.chen.expects("请选择栏目")
    draft = await office.chen.fills(draft, USUAL)
    item = await office.chen.hands_in(draft, TITLE)
    card = await office.liu.expects("请审批", item)
    url = next(url for url in links_of(card.message).values() if "/m/item/" in url)
    assert f"同意 {card.code}" in card.text
    await office.page_says(office.liu, url, body)


async def test_hidden_characters_are_shown_and_counted(office: Office) -> None:
    item = await office.chen.submits(TITLE, body=f"{BODY}\u2060\u200b附则另行公布。")
    card = await office.liu.expects("请审批", item, "文中有2处隐藏字符")
    assert "\u2060" not in card.text


async def test_mark_up_in_a_title_is_only_text(office: Office) -> None:
    title = "关于<b>年检</b>&amp;公示_工作*的通知"
    item = await office.chen.submits(title, body=BODY)
    card = await office.liu.expects("请审批", item, title)
    if office.is_on_wecom("liu"):
        return  # what WeCom shows is plain throughout
    assert not any(one["type"] not in {"bold", "code", "italic", "blockquote", "expandable_blockquote"}
                   for one in card.message.payload["entities"])  # fmt: skip


async def test_nobody_is_called_by_accident_and_no_preview_is_fetched(office: Office) -> None:
    await office.chen.submits(TITLE, body=f"{BODY}详见 https://example.com/a 或 @duwang_demo_bot 。")
    await office.liu.expects("请审批", "https://example.com/a")
    sent = [call["params"] for call in office.twin.transcript.since() if call["method"] == "sendMessage"]
    assert all(call["link_preview_options"] == {"is_disabled": True} for call in sent)


async def test_the_second_reviewer_reads_what_the_first_read(office: Office) -> None:
    item = await handed_in(office)
    first = await office.liu.expects("请审批", item)
    text = first.text
    await first.taps("同意")
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    for part in ("栏目：通知公告", "内容分类：", "信息来源：", BODY):
        assert part in text
        assert part in card.text
    assert re.search(r"内容校验码：(\w{8})", text)[1] == re.search(r"内容校验码：(\w{8})", card.text)[1]


async def test_more_shows_the_whole_and_what_this_role_may(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("更多")
    more = await office.liu.expects("查看", item, BODY)
    assert more.buttons[0] == "标为重要"
    assert len(more.buttons) <= 5, "at most five verbs"
    await head_approves_again(office, card)


async def head_approves_again(office: Office, card) -> None:
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查")
