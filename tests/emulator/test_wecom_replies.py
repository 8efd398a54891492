"""Passive replies: verified, decrypted, applied where they are allowed and ignored elsewhere."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from emulator.wecom_replies import card_of
from emulator.wecom_xml import read
from tests.emulator.conftest import Desk
from tests.emulator.wecom_bot import WecomBot, listening
from tests.emulator.wecom_calls import BUTTONS, CORP, PNG, VOTE, Caller

ON = {"platform": "wecom", "wait": 2}
TO = f"<ToUserName><![CDATA[ChenXin]]></ToUserName><FromUserName><![CDATA[{CORP}]]></FromUserName>"
GREY = (
    f"<xml>{TO}<CreateTime>1</CreateTime><MsgType><![CDATA[update_button]]></MsgType>"
    "<Button><ReplaceName><![CDATA[已同意]]></ReplaceName></Button></xml>"
)
CARD = (
    f"<xml>{TO}<CreateTime>1</CreateTime><MsgType><![CDATA[update_template_card]]></MsgType><TemplateCard>"
    "<CardType><![CDATA[button_interaction]]></CardType><TaskId>task-1</TaskId>"
    "<MainTitle><Title><![CDATA[已办结]]></Title></MainTitle>"
    "<ButtonList><Text><![CDATA[撤销]]></Text><Style>1</Style><Key><![CDATA[d1:undo]]></Key></ButtonList>"
    "</TemplateCard></xml>"
)


def text(words: str) -> str:
    return (
        f"<xml>{TO}<CreateTime>1</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{words}]]></Content></xml>"
    )


@pytest.fixture
async def bot(caller: Caller) -> AsyncIterator[WecomBot]:
    await caller.login()
    async with listening(caller) as one:
        yield one


async def last(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = (await desk.get("/emulator/deliveries"))[-1]
    return found


async def test_a_text_shows_on_the_phone_cut_to_its_bytes(desk: Desk, bot: WecomBot):
    bot.answers = [text("您好" + "长" * 1000)]
    await desk.act("chen", "say", text="在吗", **ON)
    said = (await desk.shown("chen", "wecom"))["messages"][-1]
    assert (said["from"], said["msgtype"], len(said["text"].encode())) == ("bot", "text", 2046)
    assert (await last(desk))["reply"] == "applied: text"


async def test_success_is_no_reply(desk: Desk, bot: WecomBot):
    bot.answers = [b"success", b" "]
    for _ in range(2):
        await desk.act("chen", "say", text="在吗", **ON)
        assert "reply" not in await last(desk)


async def test_a_picture_and_articles(desk: Desk, caller: Caller, bot: WecomBot):
    media = (await caller.upload(PNG, "a.png", kind="image"))["media_id"]
    head = f"<xml>{TO}<CreateTime>1</CreateTime><MsgType><![CDATA[{{}}]]></MsgType>{{}}</xml>"
    article = "<item><Title>标题</Title><Description>说</Description><Url>https://example.org/</Url></item>"
    bot.answers = [
        head.format("image", f"<Image><MediaId>{media}</MediaId></Image>"),
        head.format("image", "<Image><MediaId>none</MediaId></Image>"),
        head.format("news", f"<ArticleCount>2</ArticleCount><Articles>{article * 2}</Articles>"),
        head.format("news", f"<ArticleCount>9</ArticleCount><Articles>{article}</Articles>"),
    ]
    told = []
    for _ in range(4):
        await desk.act("chen", "enter", **ON)
        told.append((await last(desk))["reply"].split(":")[0])
    assert told == ["applied", "refused", "applied", "refused"]
    shown = (await desk.shown("chen", "wecom"))["messages"]
    assert [one["msgtype"] for one in shown] == ["image", "news"]
    assert shown[0]["files"][0]["name"] == "a.png"
    assert len(shown[1]["articles"]) == 2


async def test_buttons_are_greyed_for_the_one_who_clicked(desk: Desk, caller: Caller, bot: WecomBot):
    await caller.card(BUTTONS, "ChenXin|LiuGu")
    bot.answers = [GREY]
    await desk.act("chen", "tap", message_id=caller.shown()[0].number, button="同意", **ON)
    assert (await desk.shown("chen", "wecom"))["messages"][0]["card"]["greyed"] == "已同意"
    assert (await desk.shown("liu", "wecom"))["messages"][0]["card"]["greyed"] is None


async def test_a_card_is_replaced(desk: Desk, caller: Caller, bot: WecomBot):
    await caller.card(BUTTONS)
    bot.answers = [CARD, CARD.replace("ButtonList", "ButtonLost")]
    number = caller.shown()[0].number
    await desk.act("chen", "tap", message_id=number, button="同意", **ON)
    card = (await desk.shown("chen", "wecom"))["messages"][0]["card"]
    assert (card["title"], [one["text"] for one in card["buttons"]]) == ("已办结", ["撤销"])
    await desk.act("chen", "tap", message_id=number, button="撤销", **ON)
    assert bot.heard[-1]["EventKey"] == "d1:undo"
    assert (await last(desk))["reply"].startswith("refused: ")


async def test_what_is_not_allowed_there_is_ignored(desk: Desk, caller: Caller, bot: WecomBot):
    await caller.card(VOTE)
    bot.answers = [text("不许"), GREY, GREY.replace("ChenXin", "LiuGu")]
    await desk.act("chen", "tap", message_id=caller.shown()[0].number, **ON)
    assert (await last(desk))["reply"] == "ignored: template_card_event takes no text"
    await desk.act("chen", "say", text="在吗", **ON)
    assert (await last(desk))["reply"] == "ignored: text takes no update_button"
    await desk.act("chen", "tap", message_id=caller.shown()[0].number, **ON)
    assert "ToUserName" in (await last(desk))["reply"]
    assert caller.shown()[0].card.greyed is None  # type: ignore[union-attr]


async def test_a_reply_that_is_not_sealed_is_refused(desk: Desk, bot: WecomBot):
    spoiled = bot.sealed(text("您好")).replace("<MsgSignature><![CDATA[", "<MsgSignature><![CDATA[0")
    bot.answers = [b"hello", text("x").encode(), spoiled.encode(), b"<!DOCTYPE x><xml><a>1</a></xml>"]
    for _ in range(4):
        await desk.act("chen", "say", text="在吗", **ON)
        assert (await last(desk))["reply"].startswith("refused: ")
    assert [one["from"] for one in (await desk.shown("chen", "wecom"))["messages"]] == ["chen"] * 4


def test_the_cards_of_both_doors_are_one():
    xml = (
        "<xml><CardType>vote_interaction</CardType><CheckBox><QuestionKey>q</QuestionKey><Mode>1</Mode>"
        "<OptionList><Id>a</Id><Text>一</Text><IsChecked>true</IsChecked></OptionList>"
        "<OptionList><Id>b</Id><Text>二</Text><IsChecked>false</IsChecked></OptionList>"
        "<Disable>false</Disable></CheckBox><SubmitButton><Text>提交</Text><Key>k</Key></SubmitButton>"
        "<HorizontalContentList><Type>3</Type><KeyName>人</KeyName><UserId>u</UserId></HorizontalContentList>"
        "<CardImage><Url>u</Url><AspectRatio>1.3</AspectRatio></CardImage>"
        "<JumpList><Type>2</Type><AppId>a</AppId><PagePath>p</PagePath></JumpList></xml>"
    )
    assert card_of(read(xml)) == {
        "card_type": "vote_interaction",
        "checkbox": {
            "question_key": "q", "mode": 1, "disable": False,
            "option_list": [
                {"id": "a", "text": "一", "is_checked": True}, {"id": "b", "text": "二", "is_checked": False},
            ],
        },
        "submit_button": {"text": "提交", "key": "k"},
        "horizontal_content_list": [{"type": 3, "keyname": "人", "userid": "u"}],
        "card_image": {"url": "u", "aspect_ratio": 1.3},
        "jump_list": [{"type": 2, "appid": "a", "pagepath": "p"}],
    }  # fmt: skip
