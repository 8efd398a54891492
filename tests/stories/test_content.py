"""What is found in a text before anybody reviews it: seen by the liaison, let pass by a head, or never kept."""

from pathlib import Path

import pytest

from emulator.telegram_judge import Upload
from tests.office import Office
from tests.office_files import DOCX, docx_of
from tests.stories.ways import BODY, TITLE, handed_in, head_approves

MOBILE = "联系人陈先生，手机13800138000。"
WHY = "办事服务电话，本人同意公开"


async def test_what_only_warns_is_shown_and_confirmed_by_submitting(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=f"{BODY}\n请认真贯砌。")
    assert "【请核对】正文第2行：疑似错别字“贯砌”，应为“贯彻”，请改正" in card.text
    assert "提交即表示已核对以上提示" in card.text
    item = await office.chen.hands_in(card, TITLE)
    await office.liu.expects("请审批", item, "疑似错别字“贯砌”", lacking="放行")


async def test_what_blocks_is_corrected_and_the_block_is_gone(office: Office) -> None:
    """A44: a personal number is pointed at with its middle covered."""
    card = await office.chen.drafts(TITLE, body=MOBILE)
    assert "【须处理】正文第1行：手机号“138******00”，请隐去（第二十二条（八））" in card.text
    assert "13800138000" not in card.text
    assert "提交" not in card.buttons
    await office.chen.says("提交")
    await office.chen.expects("检查发现1处须改正")
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("正文")
    await office.chen.expects("请回复正文")
    await office.chen.says(BODY)
    card = await office.chen.expects("请核对后提交", lacking="须处理")
    item = await office.chen.hands_in(card, TITLE)
    await office.liu.expects("请审批", item, lacking="手机号")


async def test_what_must_stay_is_asked_for_and_let_pass_with_a_reason(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=MOBILE)
    await card.taps("申请放行")
    await office.chen.expects("请回复申请放行的理由")
    await office.chen.says(WHY)
    await office.chen.expects("可以提交")
    item = await office.chen.hands_in(card, TITLE)
    asked = await office.liu.expects("请审批", item, "手机号", f"申请放行的理由：{WHY}")
    assert asked.buttons[0] == "放行并同意"
    assert "同意" not in asked.buttons
    await asked.taps("放行并同意")
    await office.liu.expects("请回复放行理由", item)
    await office.liu.says("已与本人核实")
    await asked.is_redrawn(containing="已同意")
    await office.liu.expects("已同意")
    for who in (office.wang, office.zhao):
        await who.expects("请作保密审查", item, "已放行，理由：已与本人核实", lacking="须写明放行理由")


async def test_an_approval_in_words_wants_the_reason_too(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=MOBILE)
    await office.chen.says(f"申请放行 {WHY}")
    await office.chen.expects("可以提交")
    item = await office.chen.hands_in(card, TITLE)
    asked = await office.liu.expects("请审批", item)
    code = asked.text.rsplit("同意 ", 1)[1][:4]
    await office.liu.says(f"同意 {code}")
    await office.liu.expects("须写明放行理由", f"放行 {code} 理由")
    await office.liu.says(f"放行 {code} 已与本人核实")
    await asked.is_redrawn(containing="已同意")
    await office.liu.expects("已同意")
    for who in (office.wang, office.zhao):
        await who.expects("请作保密审查", item)


async def test_a_reason_holds_for_these_findings_and_no_others(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body=MOBILE)
    await office.chen.says(f"申请放行 {WHY}")
    await office.chen.expects("可以提交")
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("正文")
    await office.chen.expects("请回复正文")
    await office.chen.says(MOBILE.replace("000。", "001。"))
    card = await office.chen.expects("须处理", lacking="申请放行的理由")
    assert "提交" not in card.buttons


async def test_a_clean_item_says_nothing_of_checks(office: Office) -> None:
    item = await handed_in(office)
    assert "请核对" not in item.filed.text
    await head_approves(office, item)
    for who in (office.wang, office.zhao):
        await who.expects("请作保密审查", item, lacking=["须处理", "请核对】"])


MARKED = "机密★10年 关于边界管控的情况报告，请速阅处。"


async def test_what_bears_a_mark_of_secrecy_is_refused_and_nothing_of_it_stays(office: Office) -> None:
    """A45: neither in a table nor in a log of the database."""
    await office.chen.says(MARKED)
    await office.chen.expects("带有密级标志", "已拒收且未留存")
    await office.chen.says(f"交稿 {TITLE}")
    await office.chen.expects("请回复正文")
    await office.chen.says(f"第一段。\n{MARKED}")
    await office.chen.expects("带有密级标志")
    for who in (office.wang, office.zhao):
        for _ in range(2):
            await who.expects("带密级标志的内容已拒收", "陈信息", lacking="边界管控")

    def left() -> list[Path]:
        files = [path for path in office.folder.rglob("*") if path.is_file()]
        return [path for path in files if "边界管控".encode() in path.read_bytes()]

    await office.until(lambda: not left())
    assert left() == []


# Attachments -------------------------------------------------------------------------------------------


def comment(words: str) -> str:
    """A comment of a Word document."""
    return (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:comment><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:comment></w:comments>"
    )


async def test_hidden_parts_of_an_attachment_are_told_on_both_cards(office: Office) -> None:
    """A25: before the liaison submits, and again where it is judged."""
    file = docx_of("年检工作方案", **{"word/comments.xml": comment("老张电话１３８ ００１３ ８０００")})
    card = await office.chen.drafts(TITLE, body=BODY, files=[Upload("方案.docx", DOCX, file)])
    await card.is_redrawn(
        containing=[
            "【须处理】附件“方案.docx”（批注）：手机号“138",
            "【请核对】附件“方案.docx”（批注）：批注、修订或隐藏内容",
        ]
    )
    await office.chen.says(f"申请放行 {WHY}")
    await office.chen.expects("可以提交")
    item = await office.chen.hands_in(card, TITLE)
    await office.liu.expects("请审批", item, "附件“方案.docx”（批注）：手机号", f"申请放行的理由：{WHY}")


async def test_what_cannot_be_read_is_said_to_the_reviewer(office: Office) -> None:
    item = await office.chen.submits(TITLE, body=BODY, files=["扫描件.pdf"])
    await office.liu.expects("请审批", item, "附件“扫描件.pdf”无法读取，请人工核对")


async def test_an_attachment_that_can_be_read_and_is_clean_is_not_spoken_of(office: Office) -> None:
    item = await office.chen.submits(TITLE, body=BODY, files=["方案.docx"])
    await office.liu.expects("请审批", item, lacking=["无法读取", "请核对】"])


async def test_a_name_that_bears_a_mark_is_refused_too(office: Office) -> None:
    """A26: what a file is called is looked through before anything of it is taken."""
    await office.chen.drafts(TITLE, body=BODY)
    named = Upload("（会议）机密★10年.docx", DOCX, docx_of("会议安排"))
    if office.is_on_wecom("chen"):
        with pytest.raises(AssertionError):
            await office.chen.gives(named)
    else:
        await office.chen.gives(named)
        await office.chen.expects("带有密级标志", "已拒收且未留存")
        for who in (office.wang, office.zhao):
            await who.expects("带密级标志的内容已拒收", lacking="会议")
    assert not any(path.is_file() for path in (office.folder / "files" / "kept").rglob("*"))


async def test_a_marked_attachment_is_erased_and_never_taken_again(office: Office) -> None:
    """A45: the bytes leave quarantine without ever having been kept."""
    file = Upload("方案.docx", DOCX, docx_of("机密★10年　边界管控方案"))
    await office.chen.drafts(TITLE, body=BODY)
    for told in ("带有密级标志，已删除且未留存", "带有密级标志"):
        await office.chen.gives(file)
        await office.chen.expects("文件“方案.docx”未接收", told)
        if not office.is_on_wecom("chen"):
            await office.chen.expects("请核对后提交", "方案.docx（未接收）")
    for who in (office.wang, office.zhao):
        await who.expects("带密级标志的内容已拒收", "陈信息", lacking="方案")

    def left() -> list[Path]:
        files = [path for path in (office.folder / "files").rglob("*") if path.is_file()]
        return [path for path in files if path.read_bytes() == file.data]

    assert left() == []
