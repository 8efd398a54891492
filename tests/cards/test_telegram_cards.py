"""What Telegram draws, and that whatever people write it can be sent."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from random import Random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.model import Button, Card, Field, FileRef, Line
from bot.platforms.base import Payload, file_name, visible
from bot.platforms.telegram_cards import LIMITS, Caps, draw, plain, plain_buttons, toast
from emulator.telegram_judge import Upload, judge
from emulator.telegram_markup import inline_keyboard
from emulator.telegram_state import Chat
from emulator.telegram_text import formatted
from scheduler.ports import Edit

HOSTILE = [
    '<a href="tg://user?id=1">点我</a>',
    "<b",
    "&",
    "&lt;b&gt;",
    "](tg://user?id=1)",
    "</blockquote></b><script>",
    "<tg-spoiler>",
    "@everyone",
    "\u202e删除",
    "零\u200b宽",
    "𠮷😀" * 40,
    "\x00\r\n\t",
    "\ud800",
    "`*_[]()~>#+-=|{}.!",
]
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(), max_size=60),
    st.text(st.sampled_from("<>&\"'/ab@正文\n\u202e\u3164 "), max_size=400),
    st.integers(0, 9000).map(lambda n: "长" * n),
)
SHORT = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=30))
BUTTONS = st.builds(
    Button,
    action=st.just("approve"),
    label=TEXT,
    style=st.sampled_from([None, "primary", "success", "danger"]),
    url=st.sampled_from(
        [None, None, None, "https://www.kp.gov.cn/a", "javascript:alert(1)", "http://localhost/", "x"]
    ),
    copy=st.sampled_from([None, None, None, "KP-2026-0042", "", "长" * 300]),
    disabled=st.booleans(),
)
CARDS = st.builds(
    Card,
    kind=st.just("review.asked"),
    title=TEXT,
    summary=TEXT,
    number=SHORT,
    fields=st.lists(st.builds(Field, SHORT, TEXT), max_size=12).map(tuple),
    deadline=SHORT,
    body=st.one_of(TEXT, st.integers(0, 20_000).map(lambda n: "段落。\n<&>" * n)),
    risk=TEXT,
    checklist=st.lists(
        st.builds(Line, st.just("k"), TEXT, st.sampled_from([None, "ok", "exception"])), max_size=9
    ).map(tuple),
    citation=TEXT,
    note=TEXT,
    buttons=st.lists(st.lists(BUTTONS, max_size=12).map(tuple), max_size=14).map(tuple),
    files=st.lists(
        st.builds(FileRef, st.just("0" * 64), TEXT, st.just("docx"), st.booleans()), max_size=23
    ).map(tuple),
    tone=st.sampled_from(["ask", "info", "done", "alert"]),
    wants_reply=st.booleans(),
)
CAPS = st.builds(Caps, st.booleans(), st.booleans(), st.booleans())


def mint(button: Button) -> str:
    return "Aa0_-" * 4 + "zz"


def _chat(number: str) -> Chat:
    private = not number.startswith("-")
    return Chat("p", int(number), "private" if private else "supergroup", "t")


def _sendable(payload: Payload, chat: str) -> str:
    """Fails unless the strict twin would take it; gives the words that are shown."""
    given = {k: v if isinstance(v, str) else orjson.dumps(v).decode() for k, v in payload.params.items()}
    parts = {key: Upload(file.name, "application/octet-stream", b"x") for key, file in payload.files.items()}
    args = judge(payload.method, given, parts)
    assert payload.method != "editMessageText" or "message_id" in args
    inline_keyboard(args.get("reply_markup"), _chat(chat))
    for row in (args.get("reply_markup") or {}).get("inline_keyboard", ()):
        assert row
        for button in row:
            data = button.get("callback_data")
            assert data is None or re.fullmatch(r"d1:[A-Za-z0-9_-]{22}", data)
            assert data is None or len(data.encode()) <= LIMITS.callback_bytes
    if "text" in payload.params:
        text, _ = formatted(payload.params["text"], parse_mode=payload.params.get("parse_mode"))
        return text
    captions = [args.get("caption", ""), *(one.get("caption", "") for one in args.get("media", ()))]
    assert all(len(caption) <= LIMITS.caption for caption in captions)
    for file in payload.files.values():
        assert file.name == file_name(file.name)
    return ""


class _Balance(HTMLParser):
    """A second opinion on the mark-up: Python's own parser."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)
        assert attrs in ([], [("expandable", None)]), attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@settings(max_examples=150, deadline=None)
@given(
    card=CARDS,
    caps=CAPS,
    chat=st.sampled_from(["5100000101", "-1001234567890"]),
    edit=st.sampled_from([None, "7"]),
)
def test_every_card_can_be_sent(card, caps, chat, edit):
    payloads = draw(card, chat=chat, mint=mint, caps=caps, edit=edit and Edit(edit))
    shown = [_sendable(payload, chat) for payload in payloads]
    assert payloads[-1].method == ("sendMessage" if edit is None else "editMessageText")
    assert edit is None or len(payloads) == 1
    assert all("reply_markup" not in payload.params for payload in payloads[:-1])
    for payload in payloads:
        if payload.params.get("parse_mode") != "HTML":
            continue
        second = _Balance()
        second.feed(payload.params["text"])
        second.close()
        assert not second.open
        assert second.seen <= {"b", "i", "code", "blockquote"}
    for text in shown:
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u3164]", text)
        assert "@" not in text or not chat.startswith("-")
    for payload in payloads:
        assert Payload.from_bytes(payload.to_bytes()) == payload
        assert Payload.from_bytes(payload.to_bytes()).to_bytes() == payload.to_bytes()
        _sendable(plain_buttons(plain(payload)), chat)


@settings(max_examples=200, deadline=None)
@given(text=TEXT)
def test_every_text_is_shown_literally(text):
    (*_, payload) = draw(Card("k", f"题{text}", "s"), chat="5", mint=mint)
    shown, entities = formatted(payload.params["text"], parse_mode="HTML")
    assert {one["type"] for one in entities} & {
        "text_link",
        "text_mention",
        "custom_emoji",
        "spoiler",
    } == set()
    if len(text) < 400:
        assert shown == visible(f"题{text}").strip().replace("\t", " ")  # Telegram's own cleaning
        assert plain(payload).params["text"].replace("\t", " ") == shown


@settings(max_examples=100, deadline=None)
@given(card=CARDS)
def test_every_toast_is_short_enough(card):
    words, _ = toast(card)
    assert len(words) <= LIMITS.toast


@given(
    name=st.one_of(
        TEXT, st.sampled_from(["../../etc/passwd", "CON", "a.pdf\u202efdp.exe", "x" * 300 + ".docx", ". ."])
    )
)
def test_file_names_are_only_names(name):
    kept = file_name(name)
    assert 0 < len(kept) <= 120
    assert not set(kept) & set('/\\"<>|:*?\r\n\t\x00')
    assert not kept.startswith(".")
    assert kept.lower() not in {"con", "nul", "prn"}


# By example --------------------------------------------------------------------------------------------


def _only(card: Card, **settings) -> Payload:
    (payload,) = draw(card, **{"chat": "5", "mint": mint, **settings})
    return payload


def test_the_order_is_the_houses_order():
    card = Card(
        "review.asked",
        "请审批：关于年检的通知",
        "请审批",
        number="KP-2026-0042",
        fields=(Field("送审", "法制股 陈信息"), Field("Column", "Notices")),
        deadline="2026年2月26日截止，还有7个工作日（第二十一条）",
        body="正文第一段。",
        risk="含隐藏字符",
        checklist=(Line("a", "不涉密", "ok"), Line("b", "不涉私", "exception"), Line("c", "不涉稳")),
        citation="依据第十八条",
        note="也可回复：同意 K7Q2",
    )
    text = _only(card).params["text"]
    assert text == (
        "<b>请审批：关于年检的通知</b>\n<code>KP-2026-0042</code>\n送审：法制股 陈信息\nColumn: Notices\n"
        "2026年2月26日截止，还有7个工作日（第二十一条）\n\n<blockquote>正文第一段。</blockquote>\n\n"
        "<b>含隐藏字符</b>\n\n✓ 不涉密\n× 不涉私\n○ 不涉稳\n\n<i>依据第十八条</i>\n也可回复：同意 K7Q2"
    )


def test_links_are_never_previewed():
    assert _only(Card("k", "题", "s")).params["link_preview_options"] == {"is_disabled": True}


def _texts(payload: Payload) -> list[list[str]]:
    return [[button["text"] for button in row] for row in payload.params["reply_markup"]["inline_keyboard"]]


def test_styles_and_disabled_buttons_fall_back():
    card = Card(
        "k", "题", "s", buttons=((Button("a", "同意", "success"), Button("b", "已退回", disabled=True)),)
    )
    rich = _only(card).params["reply_markup"]["inline_keyboard"]
    assert rich == [
        [
            {"text": "同意", "style": "success", "callback_data": f"d1:{mint(Button('a', ''))}"},
            {"text": "已退回", "disabled": {}},
        ]
    ]
    bare = _only(card, caps=Caps(styled_buttons=False, disabled_buttons=False, reply_prompt=False))
    assert bare.params["reply_markup"]["inline_keyboard"] == [
        [{"text": "同意", "callback_data": f"d1:{mint(Button('a', ''))}"}]
    ]
    assert plain_buttons(_only(card)).params == bare.params


def test_too_many_buttons_become_numbered_lines():
    card = Card("k", "题", "s", buttons=tuple((Button("a", f"第{n}项办理"),) for n in range(130)))
    payload = _only(card)
    drawn = sum(len(row) for row in _texts(payload))
    assert 60 <= drawn <= LIMITS.buttons
    assert f"{drawn + 1}. 第{drawn}项办理" in payload.params["text"]
    assert "130. 第129项办理" in payload.params["text"]


def test_what_finds_no_room_is_told_with_its_number_among_the_buttons_that_act():
    told = []

    def by_number(number, button):
        told.append((number, button.label))
        return f"回复 {number}：{button.label}"

    page = Button("", "网页", url="https://x.example/")
    rows = ((page,), *((Button("a", f"第{n}项办理"),) for n in range(1, 131)))
    (payload,) = draw(Card("k", "题", "s", buttons=rows), chat="5100000101", mint=mint, by_number=by_number)
    assert told
    assert all(label == f"第{number}项办理" for number, label in told)
    assert told[-1] == (130, "第130项办理")
    assert "\n回复 130：第130项办理" in payload.params["text"]


def test_a_wide_row_is_broken():
    card = Card("k", "题", "s", buttons=(tuple(Button("a", str(n)) for n in range(19)),))
    assert [len(row) for row in _texts(_only(card))] == [8, 8, 3]


def test_a_link_that_telegram_refuses_is_written_out():
    card = Card("k", "题", "s", buttons=((Button("a", "打开", url="http://localhost:8080/x"),),))
    assert "打开 http://localhost:8080/x" in _only(card).params["text"]
    assert "reply_markup" not in _only(card).params


def test_a_question_asks_for_a_reply():
    asked = Card("k", "请写明理由", "s", wants_reply=True)
    assert _only(asked).params["reply_markup"] == {"force_reply": True}
    both = Card("k", "请写明理由", "s", wants_reply=True, buttons=((Button("a", "返回"),),))
    assert _only(both).params["reply_markup"]["force_reply"] is True
    assert "force_reply" not in _only(both, caps=Caps(reply_prompt=False)).params["reply_markup"]
    assert "force_reply" not in _only(both, edit=Edit("3")).params["reply_markup"]


@pytest.mark.parametrize(
    ("length", "methods"),
    [
        (3900, []),
        (4090, ["sendMessage", "sendMessage"]),
        (7800, ["sendMessage", "sendMessage"]),
        (9000, ["sendDocument"]),
    ],
)
def test_a_long_body_goes_ahead_whole(length, methods):
    body = "".join(chr(0x4E00 + n % 5000) for n in range(length))
    payloads = draw(Card("k", "题", "s", number="KP-2026-0042", body=body), chat="5", mint=mint)
    assert [payload.method for payload in payloads[:-1]] == methods
    if methods == ["sendDocument"]:
        (file,) = payloads[0].files.values()
        assert (file.name, file.text) == ("KP-2026-0042.txt", body)
    elif methods:
        pages = [formatted(payload.params["text"], parse_mode="HTML")[0] for payload in payloads[:-1]]
        assert "".join(page.partition("\n")[2] for page in pages) == body
        assert "…" in payloads[-1].params["text"]
    else:
        assert body in payloads[-1].params["text"]


def _files(count: int, previews: int = 0) -> Iterator[FileRef]:
    yield from (FileRef("a" * 64, f"{n}.png", "png", preview=True) for n in range(previews))
    yield from (FileRef("b" * 64, f"附件{n}.docx", "docx") for n in range(count))


@pytest.mark.parametrize(
    ("count", "shapes"),
    [(0, []), (1, [1]), (2, [2]), (10, [10]), (11, [10, 1]), (21, [10, 10, 1])],
)
def test_documents_go_in_tens(count, shapes):
    *before, _ = draw(Card("k", "题", "s", files=tuple(_files(count))), chat="5", mint=mint)
    assert [len(payload.files) for payload in before] == shapes
    assert [payload.method for payload in before] == [
        "sendMediaGroup" if size > 1 else "sendDocument" for size in shapes
    ]


def test_a_preview_goes_as_a_photo_and_an_edit_sends_no_file_again():
    card = Card("k", "题", "s", number="KP-2026-0042", files=tuple(_files(1, previews=1)))
    methods = [payload.method for payload in draw(card, chat="5", mint=mint)]
    assert methods == ["sendPhoto", "sendDocument", "sendMessage"]
    assert _only(card, edit=Edit("9")).params["message_id"] == 9


def test_quiet_news_in_a_group_makes_no_sound():
    assert _only(Card("k", "题", "s", tone="info"), chat="-5").params["disable_notification"] is True
    assert "disable_notification" not in _only(Card("k", "题", "s", tone="alert"), chat="-5").params
    assert "disable_notification" not in _only(Card("k", "题", "s", tone="info")).params


def test_a_toast_is_loud_only_when_it_must_be():
    assert toast(Card("k", "t", "已记录", tone="done")) == ("已记录", False)
    assert toast(Card("k", "已由他人办理", "", tone="alert")) == ("已由他人办理", True)


def test_a_token_of_another_form_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="22"):
        draw(Card("k", "题", "s", buttons=((Button("a", "x"),),)), chat="5", mint=lambda _: "短")


def test_frozen_bytes_are_checked():
    for frozen in (
        b"not json",
        b"{}",
        b"[]",
        b'{"method": "x", "params": {}, "files": {"f": {"path": "/etc"}}}',
    ):
        with pytest.raises(ValueError, match="frozen"):
            Payload.from_bytes(frozen)


@pytest.mark.soak
def test_a_hundred_thousand_texts_never_break_the_mark_up():
    chance = Random(20260209)
    letters = "<>&\"'/=ab;#x0@ \n\t正文。😀𠮷\u202e\u200b\u3164" + "".join(HOSTILE)
    for _ in range(100_000):
        text = "".join(chance.choices(letters, k=chance.choice((1, 5, 40, 300))))
        (*_, payload) = draw(Card("k", f"题{text}", "s", body=text), chat="5", mint=mint)
        shown, _ = formatted(payload.params["text"], parse_mode="HTML")
        assert len(shown) <= LIMITS.text
