import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.hidden import RANGES, has_hidden, hidden, reveal, without_hidden


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("通知\u202egpj.exe", "通知[U+202E]gpj.exe"),
        ("a\u200b\u200b\u200bb", "a[U+200B×3]b"),
        ("开\u3164平", "开[U+3164]平"),
        ("\u115f\u1160\uffa0", "[U+115F][U+1160][U+FFA0]"),
        ("a\u2800b", "a[U+2800]b"),
        ("a\u034fb", "a[U+034F]b"),
        ("字\ufe0f字\U000e0101", "字[U+FE0F]字[U+E0101]"),
        ("\U000e0041\U000e0042", "[U+E0041][U+E0042]"),
        ("x\ud800y", "x[U+D800]y"),
        ("a\x00b\x1b[31m", "a[U+0000]b[U+001B][31m"),
        ("\ufeff标题", "[U+FEFF]标题"),
    ],
)
def test_each_hidden_character_gets_a_visible_mark(text, shown):
    assert has_hidden(text)
    assert reveal(text) == shown


@pytest.mark.parametrize(
    "text", ["", "关于年检的通知", "two\nlines\tand a tab", "全角\u3000空格", "café", "🙂", "a\u0301"]
)
def test_plain_text_stays_as_it_is(text):
    assert not has_hidden(text)
    assert reveal(text) == text
    assert without_hidden(text) == text
    assert hidden(text) == ()


@given(st.text(st.characters(exclude_categories=[])))
def test_what_is_revealed_hides_nothing_and_can_be_stored(text):
    shown = reveal(text)
    assert not has_hidden(shown)
    assert reveal(shown) == shown
    assert shown.encode().decode() == shown
    assert not has_hidden(without_hidden(text))
    assert bool(hidden(text)) is has_hidden(text)


def test_hidden_characters_are_named_once_in_order():
    assert hidden("\u202ea\u200b\u202e") == ("U+202E", "U+200B")


def test_all_format_and_control_characters_are_listed():
    kept = {"\t", "\n"}
    missing = [
        f"U+{n:04X}"
        for n in range(sys.maxunicode + 1)
        if unicodedata.category(chr(n)) in {"Cf", "Cc", "Cs", "Zl", "Zp"}
        and chr(n) not in kept
        and not has_hidden(chr(n))
    ]
    assert missing == []


@pytest.mark.parametrize("code", ["\u3164", "\u115f", "\uffa0", "\u2800", "\ufe0f", "\U000e0101", "\u034f"])
def test_what_a_filter_on_format_characters_would_miss_is_listed(code):
    """A36."""
    assert unicodedata.category(code) != "Cf"
    assert has_hidden(code)


def test_nothing_that_people_see_is_listed():
    listed = [chr(n) for first, last in RANGES for n in range(first, last + 1)]
    visible = {
        char for char in listed if unicodedata.category(char) not in {"Cf", "Cc", "Cs", "Zl", "Zp", "Cn"}
    }
    fillers = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u034f", "\u17b4", "\u17b5", "\U0001d159"}
    selectors = {
        chr(n) for n in (*range(0x180B, 0x180E), 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
    }
    assert visible - fillers - selectors == set()
    unassigned = {n >> 4 for n in map(ord, listed) if unicodedata.category(chr(n)) == "Cn"}
    assert unassigned <= {0x206, 0xFFF, 0x1343, 0x180, *range(0xE000, 0xE100)}


def test_the_ranges_are_in_order_and_do_not_overlap():
    flat = [n for pair in RANGES for n in pair]
    assert flat == sorted(flat)
