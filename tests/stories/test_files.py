"""Attachments: stored before anybody says 已收到, albums as one, what is too big or dangerous refused in words."""

import asyncio
import re

import pytest

from emulator.telegram_judge import Upload
from tests.office import Office
from tests.office_files import big, content_of, macro_docx
from tests.stories.ways import BODY, TITLE


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_a_file_alone_becomes_an_item(office: Office) -> None:
    await office.chen.sends("年检工作方案.docx")
    offer = await office.chen.expects("是否新建稿件", "年检工作方案.docx")
    await offer.taps("新建稿件")
    card = await office.chen.expects("标题：年检工作方案", "附件：年检工作方案.docx（1 KB）")
    assert "正文" not in card.text, "the text may be the attachment"


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_an_album_is_one_offer_and_one_draft(office: Office) -> None:
    names = ["通知.docx", "附件1.pdf", "附件2.pdf"]
    await office.chen.sends(*names, caption=TITLE, album=True)
    offer = await office.chen.expects("是否新建稿件")
    await offer.is_redrawn(containing=names)
    await offer.taps("新建稿件")
    card = await office.chen.expects(f"标题：{TITLE}")
    await card.is_redrawn(containing=names)


@pytest.mark.on_telegram  # WeCom has no albums
async def test_an_album_of_pictures(office: Office) -> None:
    await office.chen.sends("一.png", "二.png", caption=TITLE, album=True)
    offer = await office.chen.expects("是否新建稿件")
    await offer.taps("新建稿件")
    card = await office.chen.expects(f"标题：{TITLE}", "附件：")
    attached = card.text[card.text.index("附件：") :].splitlines()[0]
    assert attached.count("KB") + attached.count(" B") == 2, attached


@pytest.mark.on_wecom
async def test_pictures_one_after_the_other_are_one_offer(office: Office) -> None:
    await office.chen.sends("一.png", "二.png")
    offer = await office.chen.expects("是否新建稿件")
    await offer.taps("新建稿件")
    card = await office.chen.expects("附件：")
    assert len(set(re.findall(r"\d+\.jpg", card.text))) == 2, card


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_files_join_the_open_draft(office: Office) -> None:
    await office.chen.says(f"交稿 {TITLE}")
    await office.chen.expects("请回复正文")
    await office.chen.sends("通知.docx")
    card = await office.chen.expects("请选择栏目", "通知.docx")
    await office.chen.sends("附件1.pdf", "附件2.pdf", album=True)
    await card.is_redrawn(containing="已移至新卡")
    card = await office.chen.expects("请选择栏目", "通知.docx")
    await card.is_redrawn(containing=["附件1.pdf", "附件2.pdf"])


async def test_reviewers_get_the_very_bytes(office: Office) -> None:
    item = await office.chen.submits(TITLE, body=BODY, files=["通知.docx", "图片.png"])
    card = await office.liu.expects("请审批", item, "通知.docx")
    await card.taps("看附件")
    for name in ("通知.docx", "图片.png"):
        assert await office.liu.gets(name) == content_of(name).data
    await office.liu.expects("附件：", item)


async def test_the_first_page_of_a_pdf_is_shown(office: Office) -> None:
    item = await office.chen.submits(TITLE, body=BODY, files=["通知.pdf"])
    card = await office.liu.expects("请审批", item, "通知.pdf")
    await card.taps("看附件")
    picture = await office.liu.gets("photo")
    assert picture.startswith(b"\x89PNG")
    assert await office.liu.gets("通知.pdf") == content_of("通知.pdf").data
    await office.liu.expects("附件：", item)


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_a_file_still_under_way_blocks_the_submission(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY)
    office.emulator.faults.replace(
        [{"match": {"method": "getFile"}, "do": "status", "status": 500, "times": 1}]
    )
    office.forgive_call("getFile", 500)
    await office.chen.sends("附件.pdf")
    await office.chen.says("提交")
    card = await office.chen.expects("请完善", "附件.pdf（正在接收）", buttons=["改一项", "放弃"])
    await office.chen.expects("附件“附件.pdf”正在接收，请收到后再提交")
    await card.is_redrawn(lacking="正在接收", buttons=["提交", "改一项", "放弃", "加急"])
    item = await office.chen.hands_in(card, TITLE)
    await office.liu.expects("请审批", item, "附件.pdf")


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_over_twenty_megabytes_is_refused_at_once(office: Office) -> None:
    await office.chen.sends(big(21))
    await office.chen.expects("文件21.0MB，超过20MB，无法接收。请压缩或拆分后重发")
    await office.chen.says("我的")
    await office.chen.expects("没有报送记录")


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_twenty_megabytes_are_taken(office: Office) -> None:
    data = b"%PDF-1.4\n" + bytes(19 * 1024 * 1024)
    await office.chen.sends(Upload("大文件.pdf", "application/pdf", data))
    await office.chen.expects("是否新建稿件", "大文件.pdf")


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_the_quota_of_a_day(open_office) -> None:
    office = await open_office(settings={"files.quota_mb_per_person_day": 1})
    half = b"%PDF-1.4\n" + bytes(600 * 1024)
    await office.chen.sends(Upload("一.pdf", "application/pdf", half))
    offer = await office.chen.expects("是否新建稿件", "一.pdf")
    await office.chen.sends(Upload("二.pdf", "application/pdf", half + b"2"))
    await office.chen.expects("今天接收的文件已超过1MB，请明天再发")
    await office.clock.forward(hours=25)
    await office.chen.sends(Upload("二.pdf", "application/pdf", half + b"2"))
    await office.chen.expects("是否新建稿件", "二.pdf")
    assert offer


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_a_program_is_refused(office: Office) -> None:
    program = b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0" + bytes(400)
    await office.chen.sends(Upload("通知.docx", "application/msword", program))
    await office.chen.expects("是否新建稿件")
    await office.chen.expects("文件“通知.docx”未接收")


async def test_macros_are_said_to_the_reviewer(office: Office) -> None:
    item = await office.chen.submits(TITLE, body=BODY, files=[macro_docx()])
    await office.liu.expects("请审批", item, "附件“带宏.docx”含宏或脚本，请勿直接打开")


@pytest.mark.on_wecom
async def test_a_program_handed_over_on_the_page_is_refused(office: Office) -> None:
    program = b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0" + bytes(400)
    card = await office.chen.drafts(TITLE, body=BODY)
    await office.hands_over(office.chen, Upload("通知.docx", "application/msword", program))
    await office.chen.expects("文件“通知.docx”未接收")
    await office.chen.hands_in(card, TITLE)
    await office.liu.expects("请审批", "通知.docx（未接收）", lacking="请勿直接打开")


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_a_file_that_the_platform_lost_is_told(office: Office) -> None:
    office.emulator.faults.replace([{"match": {"method": "getFile"}, "do": "status", "status": 500}])
    office.forgive_call("getFile", 500)
    await office.chen.sends("附件.pdf")
    await office.chen.expects("是否新建稿件", "附件.pdf")
    await office.chen.expects("文件“附件.pdf”未接收：未能取得内容。请换一份重发", within=7200)


async def test_names_are_data_only(office: Office) -> None:
    """A26: a name is never a path."""
    evil = content_of("通知.docx")
    named = Upload("../../etc/<b>passwd<b>.docx", evil.type, evil.data)
    card = await office.chen.drafts(TITLE, body=BODY, files=[named], until="栏目")
    assert "passwd" in card.text
    stored = await asyncio.to_thread(
        lambda: [p.name for p in (office.folder / "files").rglob("*") if p.is_file()]
    )
    assert stored
    assert all(set(name) <= set("0123456789abcdef") for name in stored), stored


async def test_a_voice_message_is_answered(office: Office) -> None:
    chat = office.chen.chat
    if office.is_on_wecom("chen"):
        await office.chen.sends(Upload("语音.amr", "audio/amr", b"#!AMR\n" + bytes(64)))
    else:
        said = {"voice": {"file_id": "x", "file_unique_id": "y", "duration": 2}}
        office.twin.tell("message", office.twin.add(chat, "chen", said).payload, chat)
        await office.rest()
    await office.chen.expects("语音无法识别，请发文字")


async def test_a_wrong_file_is_taken_out_again(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY, files=["通知.docx", "附件1.pdf"], until="栏目")
    assert "附件1.pdf" in card.text
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("附件")
    card = await office.chen.expects("请发送附件")
    assert card.buttons[:2] == ["去掉 通知.docx", "去掉 附件1.pdf"]
    await card.taps("去掉 附件1.pdf")
    card = await card.is_redrawn(containing=["请选择栏目", "附件：通知.docx（"], lacking="附件1.pdf")


async def test_a_returned_item_gets_another_file(office: Office) -> None:
    item = await office.chen.submits(TITLE, body=BODY, files=["通知.docx"])
    card = await office.liu.expects("请审批", item, "通知.docx")
    await office.liu.says(f"退回 {card.code} 附件拿错了")
    await office.liu.expects("已退回")
    back = await office.chen.expects("请修改", item)
    await back.taps("修改")
    draft = await office.chen.expects("请核对后提交")
    await office.chen.gives("更正.docx")
    if office.is_on_wecom("chen"):
        await draft.is_redrawn(containing="更正.docx")
    else:
        await draft.is_redrawn(containing="已移至新卡")
        draft = await office.chen.expects("请核对后提交", "更正.docx")
    await draft.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("附件")
    draft = await office.chen.expects("请发送附件")
    await office.chen.says("通知.docx")
    draft = await office.chen.expects("请核对后提交", lacking="通知.docx")
    await office.chen.hands_in(draft, TITLE)
    fresh = await office.liu.expects("请审批", item, "附件：由「通知.docx」改为「更正.docx」")
    await fresh.taps("看附件")
    assert await office.liu.gets("更正.docx") == content_of("更正.docx").data
    await office.liu.expects("附件：", item)


async def test_words_are_no_file(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=BODY)
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("附件")
    await office.chen.expects("请发送附件")
    await office.chen.says("见邮件")
    await office.chen.expects("附件不能填“见邮件”")


@pytest.mark.on_telegram  # no file comes to an app of WeCom; its page takes them
async def test_a_file_under_way_arrives_after_a_restart(office: Office) -> None:
    office.emulator.faults.replace(
        [{"match": {"method": "getFile"}, "do": "status", "status": 500, "times": 1}]
    )
    office.forgive_call("getFile", 500)
    await office.chen.sends("附件.pdf")
    offer = await office.chen.expects("是否新建稿件", "附件.pdf")
    await offer.taps("新建稿件")
    card = await office.chen.expects("附件.pdf（正在接收）")
    await office.restart()
    await card.is_redrawn(containing="附件.pdf（", lacking="正在接收")
