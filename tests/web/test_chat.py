"""The chat leads to the page: what it cannot carry, and the buttons that open it."""

from handlers.acts import Actor, Said
from handlers.submit import draft_answer
from tests.office_files import big

PAGE = {"web.public_url": "https://duwang.test"}
TITLE = "关于开展2026年度民办非企业单位年检工作的通知"


def pages(card) -> list[str]:
    return [key["web_app"]["url"] for key in card.keys if "web_app" in key]


async def test_a_file_too_large_for_the_chat_is_shown_where_it_goes(open_house):
    house = await open_house(settings=PAGE)
    await house.office.chen.sends(big(21, "宣传片.zip"))
    card = await house.office.chen.expects("请上传附件", "宣传片.zip（21.0MB）", "至多200MB")
    assert pages(card) == ["https://duwang.test/m/new"]


async def test_draft_and_review_cards_lead_to_the_page(open_house):
    house = await open_house(settings=PAGE)
    card = await house.office.chen.drafts(TITLE)
    assert pages(card)[0].startswith("https://duwang.test/m/draft/")
    assert card.keys[0]["text"] == "传附件", "files lead"
    await card.taps("提交")
    filed = await house.office.chen.expects("已报送")
    assert filed
    asked = await house.office.liu.expects("请审批")
    assert pages(asked) == ["https://duwang.test/m/item/KP-2026-0001"]


async def test_without_a_public_address_no_card_has_such_a_button(house):
    card = await house.office.chen.drafts(TITLE)
    assert pages(card) == []


async def test_where_no_file_can_be_sent_speaking_of_one_brings_the_button(open_house):
    house = await open_house(settings=PAGE)
    card = await house.office.chen.drafts(TITLE)
    number = int(pages(card)[0].rpartition("/")[2])

    def say(platform, text):
        by = Actor(house.id("chen"), "陈信息", "zh_CN", platform, "1", "chen", "chen")
        return Said(by=by, text=text, subject=f"item:{number}", occasion="t")

    told = await house.site.act(lambda desk: draft_answer(say("wecom", "附件见邮件"), desk))
    assert (told.kind, told.facts["path"]) == ("page.upload", f"/m/draft/{number}")
    plain = await house.site.act(lambda desk: draft_answer(say("telegram", "附件见邮件"), desk))
    assert plain is None or plain.kind != "page.upload"
