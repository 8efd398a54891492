"""What the checks found, on the page: every place at once, the reason to go on, and letting pass."""

import re

from tests.office import Office
from tests.stories.ways import BODY, TITLE

MOBILE = "联系人陈先生，手机13800138000。"


async def drafted(house, body: str):
    """陈信息's draft of the chat, opened on the page."""
    office: Office = house.office
    await office.chen.drafts(TITLE, body=body)
    chen = await house.of("chen")
    (path,) = (await chen.get("/m")).hrefs("/m/draft/")
    return chen, path


async def test_what_blocks_is_asked_for_and_let_pass_on_the_page(house):
    chen, path = await drafted(house, f"{MOBILE}\n请认真贯砌。")
    shown = await chen.get(path)
    assert "【须处理】正文第1行：手机号“138******00”" in shown.words
    assert "【请核对】正文第2行：疑似错别字“贯砌”" in shown.words
    labels = [form["_label"] for form in shown.forms()]
    assert "提交" not in labels
    assert "申请放行" in labels
    asked = await chen.press(shown, "申请放行", text="办事服务电话，本人同意公开")
    shown = await chen.follow(asked)
    assert "申请放行的理由：办事服务电话，本人同意公开" in shown.words
    done = await chen.press(shown, "提交")
    assert done.status == 303, done.words
    item = re.findall(r"[A-Z]+-2026-[0-9]+", (await house.office.chen.expects("已报送")).text)[0]
    await house.office.liu.expects("请审批", item)
    liu = await house.of("liu")
    page = await liu.get(f"/m/item/{item}")
    assert "申请放行的理由：办事服务电话，本人同意公开" in page.words
    labels = [form["_label"] for form in page.forms()]
    assert "放行并同意" in labels
    assert "同意" not in labels
    agreed = await liu.press(page, "放行并同意", text="已与本人核实")
    assert agreed.status == 303, agreed.words
    for who in (house.office.wang, house.office.zhao):
        await who.expects("请作保密审查", item, "已放行，理由：已与本人核实")


async def test_a_mark_of_secrecy_is_not_saved(house):
    chen, path = await drafted(house, BODY)
    shown = await chen.get(path)
    saved = await chen.post(path, {"csrf": shown.csrf, "f-body": "机密★10年\n边界管控情况"})
    assert saved.status == 422
    assert "带有密级标志" in saved.words
    assert "边界管控" not in (await chen.get(path)).words
    for who in (house.office.wang, house.office.zhao):
        await who.expects("带密级标志的内容已拒收", "陈信息", lacking="边界管控")


async def test_a_clean_draft_has_no_such_section(house):
    chen, path = await drafted(house, BODY)
    assert "送审前检查" not in (await chen.get(path)).words
