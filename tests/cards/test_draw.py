"""The house's drawer: each platform's own way, the same evidence, our page where it can be opened."""

import itertools
import json
import re

import pytest

from bot.draw import Painter
from bot.platforms.base import Payload
from scheduler.ports import Drawn
from tests.cards.built import every

SAFE = "https://duwang.example.gov.cn"
GREETING = {"name": "陈信息", "n": 3}
OVERDUE = next(e.facts for e, _, _ in every() if e.kind == "clock.overdue")
ASKED = next(e.facts for e, _, _ in every() if (e.kind, e.state) == ("review.asked", "open"))


NUMBERS = itertools.count()


def mint(_verb: str, _subject: str, _args: object) -> str:
    return f"{next(NUMBERS):022d}"


def draw(kind: str, facts, *, platform: str, chat: str, base: str = SAFE, edit=None) -> Drawn:
    painter = Painter(page=lambda path: base and f"{base}{path}")
    return painter.draw(
        kind, facts, platform=platform, chat=chat, lang="zh_CN", terms={}, mint=mint, edit=edit
    )


def last(drawn: Drawn) -> Payload:
    return Payload.from_bytes(drawn.parts[-1])


def test_both_platforms_keep_the_same_evidence():
    ours = draw("review.asked", ASKED, platform="telegram", chat="5100000101")
    theirs = draw("review.asked", ASKED, platform="wecom", chat="ChenXin")
    assert (ours.card, ours.digest, ours.closes) == (theirs.card, theirs.digest, theirs.closes)
    assert last(ours).method == "sendMessage"
    assert last(theirs).params["template_card"]["card_type"] == "button_interaction"
    assert json.loads(theirs.card)["kind"] == "review.asked"


def test_our_page_opens_as_each_platform_can():
    on_telegram = last(draw("contact.greeting", GREETING, platform="telegram", chat="5100000101"))
    ((button,),) = on_telegram.params["reply_markup"]["inline_keyboard"]
    assert button == {"text": "传附件", "web_app": {"url": f"{SAFE}/m"}}
    on_wecom = last(draw("contact.greeting", GREETING, platform="wecom", chat="ChenXin"))
    card = on_wecom.params["template_card"]
    assert card["card_type"] == "text_notice"
    assert card["card_action"] == {"type": 1, "url": f"{SAFE}/m"}


@pytest.mark.parametrize(
    ("chat", "base"), [("-1001234567890", SAFE), ("5100000101", "http://127.0.0.1:8080"), ("5100000101", "")]
)
def test_on_telegram_a_page_needs_https_and_a_private_chat(chat, base):
    drawn = last(draw("contact.greeting", GREETING, platform="telegram", chat=chat, base=base))
    assert "reply_markup" not in drawn.params
    assert "/m" not in drawn.params["text"]


def test_without_a_public_address_the_greeting_is_a_text():
    drawn = last(draw("contact.greeting", GREETING, platform="wecom", chat="ChenXin", base=""))
    assert drawn.params["msgtype"] == "text"


def test_a_group_is_called_and_reads_who_received_the_card():
    called = [{"name": "王主任", "account": "WangZhu"}, {"name": "赵干事", "account": ""}]
    drawn = last(draw("clock.overdue", {**OVERDUE, "_called": called}, platform="wecom", chat="robot:bgs"))
    assert drawn.method == "webhook/send"
    assert drawn.params["text"]["mentioned_list"] == ["WangZhu"]
    assert drawn.params["text"]["content"].endswith("处理卡片已发给：王主任、赵干事")


def test_on_telegram_whoever_has_an_account_is_called_by_the_name():
    called = [{"name": "赵&赵", "account": ""}, {"name": "王主任", "account": "5100000103"}]
    drawn = last(
        draw("clock.overdue", {**OVERDUE, "_called": called}, platform="telegram", chat="-100200300")
    )
    assert drawn.params["text"].endswith(
        '\n\n处理卡片已发给：赵&amp;赵、<a href="tg://user?id=5100000103">王主任</a>'
    )
    quiet = last(draw("clock.overdue", OVERDUE, platform="telegram", chat="-100200300"))
    assert "已发给" not in quiet.params["text"]


def test_the_longest_line_of_a_group_leaves_room_for_whom_it_calls():
    lines = [{**OVERDUE["lines"][0], "number": f"KP-2026-{'0' * 300}"}] * 20
    called = [{"name": f"同志{n}", "account": str(5100000100 + n)} for n in range(60)]
    drawn = last(
        draw("clock.overdue", {"lines": lines, "_called": called}, platform="telegram", chat="-100200300")
    )
    shown = re.sub(r"<[^>]+>", "", drawn.params["text"])
    assert 3900 < len(shown) <= 4096
    assert shown.endswith("同志59")


def test_a_platform_that_nobody_draws_is_an_error():
    with pytest.raises(KeyError):
        draw("contact.greeting", GREETING, platform="pigeon", chat="1")
