"""Text as Telegram keeps it."""

import pytest

from emulator.telegram_html import checked_link, drawn, html_entities
from emulator.telegram_judge import Refused
from emulator.telegram_text import cut, formatted, units

PARSED = [
    ("你好", "你好", []),
    ("<b>重</b>要", "重要", [("bold", 0, 1)]),
    ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd",
     [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)]),
    ("<b>粗<i>斜</i></b>", "粗斜", [("bold", 0, 2), ("italic", 1, 1)]),
    ("𠮷<b>😀</b>", "𠮷😀", [("bold", 2, 2)]),
    ("&lt;b&gt; &amp;&quot;&#39;&#x4f60;", "<b> &\"'你", []),
    ("&nbsp;&copy;", "&nbsp;&copy;", []),
    ("<code>a&lt;b</code>", "a<b", [("code", 0, 3)]),
    ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
    ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ('<a href="https://a.cn/x?a=1&amp;b=2">链</a>', "链", [("text_link", 0, 1)]),
    ('<a href="javascript:alert(1)">链</a>', "链", []),
    ('<a href="tg://user?id=5">人</a>', "人", [("text_mention", 0, 1)]),
    ('<span class="tg-spoiler">藏</span><tg-spoiler>藏</tg-spoiler>', "藏藏", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
    ('<tg-time unix="1770598800" format="f">今天</tg-time>', "今天", [("date_time", 0, 2)]),
    ("<B>大</B >", "大", [("bold", 0, 1)]),
    ("<b></b>空", "空", []),
    ("a > b", "a > b", []),
]  # fmt: skip

REFUSED = [
    ("你<p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("<b", "Unclosed start tag at byte offset 0"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<br>x", 'Unsupported start tag "br" at byte offset 0'),
    ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
]


@pytest.mark.parametrize(("source", "text", "marks"), PARSED)
def test_html_is_read(source: str, text: str, marks: list[tuple[str, int, int]]):
    found, entities = html_entities(source)
    assert found == text
    assert [(one["type"], one["offset"], one["length"]) for one in entities] == marks


@pytest.mark.parametrize(("source", "said"), REFUSED)
def test_html_is_refused(source: str, said: str):
    with pytest.raises(Refused) as refused:
        html_entities(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {said}"


def test_length_counts_code_points_after_parsing():
    assert formatted("😀" * 4096)[0] == "😀" * 4096
    assert formatted("<b>" + "字" * 4096 + "</b>", parse_mode="HTML")[0] == "字" * 4096
    with pytest.raises(Refused, match="message is too long"):
        formatted("😀" * 4097)
    assert formatted("字" * 1024, caption=True)[0] == "字" * 1024
    with pytest.raises(Refused, match="message caption is too long"):
        formatted("字" * 1025, caption=True)
    with pytest.raises(Refused, match="text is too long"):
        formatted("字" * 10923)


def test_white_space_at_the_ends_falls_away_and_entities_move():
    text, entities = formatted("\n  <b>好 </b>\n", parse_mode="HTML")
    assert (text, entities) == ("好", [{"type": "bold", "offset": 0, "length": 1}])
    with pytest.raises(Refused, match="message text is empty"):
        formatted(" \n ")


def test_the_server_marks_commands_links_and_mentions():
    text = "𠮷 /todo@duwang_demo_bot 见 https://a.cn/x。@someone #年检 a@b.cn"
    _, entities = formatted(text)
    found = {one["type"]: cut(text, one["offset"], one["length"]) for one in entities}
    assert found == {
        "bot_command": "/todo@duwang_demo_bot", "url": "https://a.cn/x", "mention": "@someone",
        "hashtag": "#年检", "email": "a@b.cn",
    }  # fmt: skip


def test_control_characters_become_spaces_and_marks_go():
    assert formatted("a\0b\tc\r\nd\u202ee")[0] == "a b c\nde"


def test_at_most_a_hundred_entities_are_kept():
    _, entities = formatted("<b>a</b> " * 150, parse_mode="HTML")
    assert len(entities) == 100


def test_given_entities_must_lie_inside():
    with pytest.raises(Refused, match="ends after the end of the text"):
        formatted("字", entities=[{"type": "bold", "offset": 0, "length": 2}])
    assert formatted("😀", entities=[{"type": "bold", "offset": 0, "length": 2}])[1]


def test_other_parse_modes_are_refused_clearly():
    with pytest.raises(Refused, match="not played by this twin") as refused:
        formatted("*a*", parse_mode="MarkdownV2")
    assert refused.value.code == 501


def test_the_drawing_is_safe():
    text, entities = html_entities('<b>x<i>y</i></b>&lt;script&gt;<a href="https://a.cn/&quot;&gt;">z</a>')
    page = drawn(text, entities)
    assert page.startswith("<b>x</b><b><i>y</i></b>&lt;script&gt;")
    assert "<script" not in page
    assert 'href="https://a.cn/&quot;&gt;"' in page


def test_overlapping_entities_nest_in_the_drawing():
    entities = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]
    assert drawn("abc", entities) == "<b>a</b><b><i>b</i></b><i>c</i>"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("a.cn", "http://a.cn/"), ("https://a.cn/x", "https://a.cn/x"), ("http://localhost:1/", None),
        ("http://127.0.0.1:8/x", "http://127.0.0.1:8/x"), ("ftp://a.cn", None), ("javascript:1", None),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"), ("http://[::1", None), ("", None),
    ],
)  # fmt: skip
def test_links_are_checked(url: str, kept: str | None):
    assert checked_link(url) == kept


def test_units_count_utf16():
    assert units("a字😀") == 4
