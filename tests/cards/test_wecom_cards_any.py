"""Whatever people write, WeCom takes the card, nothing is cut by bytes, and no key says anything."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.model import Button, Card, Field, FileRef, Line
from bot.cards.width import width
from bot.platforms.base import Called, Payload
from bot.platforms.wecom_cards import FOLLOWS, TYPES, draw
from bot.platforms.wecom_groups import draw as draw_group
from bot.platforms.wecom_payloads import plain
from bot.platforms.wecom_text import literal, pages, shortened, size
from scheduler.ports import Edit
from tests.cards.wecom_judged import keys_of, minting, sendable, tasks

HOSTILE = [
    '<a href="https://evil.example">点我</a>',
    "<@all>",
    "<@ChenXin>",
    "<font color='warning'>",
    "\u202e删除",
    "零\u200b宽",
    "𠮷😀" * 40,
    "\x00\r\n\t",
    "\ud800",
    "e\u0301" * 200,
    "\u0301" * 300,
    "`*_[]()~>#+-=|{}.!",
    '{"errcode":0}',
    "]]>",
]
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(), max_size=60),
    st.text(st.sampled_from("<>&\"'/ab@正文\n\u202e\u3164 "), max_size=300),
    st.integers(0, 4000).map(lambda n: "长" * n),
)
SHORT = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=30))
BUTTONS = st.builds(
    Button,
    action=st.sampled_from(["review.approve", "review.reason", "item.open", "duty.tick"]),
    label=TEXT,
    style=st.sampled_from([None, "primary", "success", "danger"]),
    args=st.sampled_from([{}, {}, {"line": "k1"}, {"line": "k2"}]),
    url=st.sampled_from(
        [None] * 5 + ["https://www.kp.gov.cn/a", "javascript:alert(1)", "x", "http://[", "https://a/\n"]
    ),
    copy=st.sampled_from([None] * 5 + ["KP-2026-0042", "", "长" * 300]),
    page=st.sampled_from([None] * 5 + ["/m/item/KP-2026-0042"]),
    disabled=st.sampled_from([False, False, False, True]),
)
CARDS = st.builds(
    Card,
    kind=st.sampled_from(["review.asked", *sorted(FOLLOWS)]),
    title=TEXT,
    summary=TEXT,
    number=SHORT,
    fields=st.lists(st.builds(Field, SHORT, TEXT), max_size=9).map(tuple),
    deadline=SHORT,
    body=st.one_of(TEXT, st.integers(0, 9_000).map(lambda n: "段落。\n<&>" * n)),
    risk=TEXT,
    checklist=st.lists(
        st.builds(Line, st.sampled_from(["k1", "k2"]), TEXT, st.sampled_from([None, "ok", "exception"])),
        max_size=4,
    ).map(tuple),
    citation=TEXT,
    note=TEXT,
    buttons=st.lists(st.lists(BUTTONS, max_size=6).map(tuple), max_size=9).map(tuple),
    files=st.lists(
        st.builds(FileRef, st.just("0" * 64), TEXT, st.just("docx"), st.booleans()), max_size=5
    ).map(tuple),
    tone=st.sampled_from(["ask", "info", "done", "alert"]),
    wants_reply=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(
    card=CARDS,
    has_page=st.booleans(),
    edit=st.sampled_from([None, None, *TYPES, "x"]),
    moved=st.booleans(),
)
def test_every_card_can_be_sent(card, has_page, edit, moved):
    page = (lambda path: f"https://duwang.test{path}") if has_page else (lambda _path: None)
    asked = None if edit is None else Edit(edit + "0" * 21, "CODE", moved)
    payloads = draw(card, chat="ChenXin", mint=minting(), edit=asked, page=page, task=tasks())
    assert asked is None or len(payloads) == 1
    for payload in payloads:
        shown = sendable(payload)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u3164]", shown)
        simple = plain(payload)
        assert Payload.from_bytes(simple.to_bytes()) == simple
        if simple.params.get("msgtype") == "text":
            assert 0 < size(simple.params["text"]["content"]) <= 2048
    acting = [b for row in card.buttons for b in row if b.is_an_act]
    cards = [one.params["template_card"] for one in payloads if "template_card" in one.params]
    if acting and asked is None:
        live = [key for one in cards for key in keys_of(one) if key.startswith("d1:")]
        assert len(set(live)) == len(live)
        assert len(live) >= len(acting), "every act is on a card"


@settings(max_examples=60, deadline=None)
@given(card=CARDS, chat=st.sampled_from(["robot:bgs", "appchat:wr1"]))
def test_every_card_can_be_said_in_a_group(card, chat):
    payloads = draw_group(
        card,
        chat=chat,
        called=[Called("陈", "ChenXin"), Called("陈", "ChenXin"), Called("王", "WangZhu")],
        received="卡片已发给陈信息",
    )
    for payload in payloads:
        assert "@" not in sendable(payload)
    assert payloads[0].params["text"]["mentioned_list"] == ["ChenXin", "WangZhu"]
    assert all("mentioned_list" not in one.params["text"] for one in payloads[1:])


@settings(max_examples=200, deadline=None)
@given(text=TEXT, limit=st.integers(12, 2048))
def test_pages_hold_everything_and_part_no_character(text, limit):
    shown = literal(text)
    parts = list(pages(shown, limit))
    assert all(0 < size(part) <= limit for part in parts)
    assert "".join(parts).replace("\n", "").replace("…", "") == shown.replace("\n", "").replace("…", "")


@given(text=TEXT, limit=st.integers(6, 200))
def test_a_shortened_text_fits(text, limit):
    short = shortened(literal(text), limit)
    assert size(short) <= limit
    assert short == literal(text) or short.endswith("…")
    assert width(short) >= 0
