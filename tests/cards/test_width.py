"""Cutting by what people see."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.cards.change import excerpt, told
from bot.cards.width import cut, width
from tests.cards.built import voice


def test_a_chinese_character_is_two_columns_wide():
    assert width("通知KP-1") == 8
    assert width("e\u0301") == 1
    assert width("“”…") == 6


def test_short_text_stays():
    assert cut("通" * 26) == "通" * 26


def test_longer_text_ends_in_an_ellipsis_within_the_width():
    assert cut("通" * 27) == "通" * 25 + "…"


def test_a_cut_spares_numbers_dates_and_words():
    assert cut("通" * 22 + "KP-2026-0042号", 52) == "通" * 22 + "…"
    assert cut("截至" + "通" * 18 + "2026年12月18日止", 52) == "截至" + "通" * 18 + "…"


def test_a_very_long_word_is_cut_all_the_same():
    assert cut("x" * 80, 20) == "x" * 18 + "…"


def test_a_combining_mark_stays_with_its_letter():
    assert cut("abcde\u0301fgh", 7) == "abcde\u0301…"
    assert cut("abcde\u0301fgh", 6) == "abcd…"


@given(st.text(max_size=120), st.integers(min_value=4, max_value=60))
def test_any_text_fits_and_begins_as_it_did(text, columns):
    shown = cut(text, columns)
    assert width(shown) <= columns or shown == text
    if shown != text:
        assert shown.endswith("…")
        kept = shown[:-1]
        assert text.startswith(kept)
        rest = text[len(kept) :].lstrip()
        assert not rest or unicodedata.category(rest[0]) not in {"Mn", "Me"} or text[len(kept)].isspace()


@given(st.text(max_size=300), st.text(max_size=300))
def test_an_excerpt_shows_what_differs(before, after):
    one, other = excerpt(before, after)
    if before != after:
        assert one != other
    assert len(one) <= len(before) + 2
    assert len(other) <= len(after) + 2


def test_only_the_part_that_differs_is_shown_of_long_texts():
    before, after = "甲" * 200 + "三月" + "乙" * 200, "甲" * 200 + "四月" + "乙" * 200
    line = told(voice(), [{"label": "正文", "before": before, "after": after}])
    assert line == f"本次改动：\n正文：由「…{'甲' * 12}三月{'乙' * 11}…」改为「…{'甲' * 12}四月{'乙' * 11}…」"


def test_no_change_is_no_heading():
    assert told(voice(), None) == ""
    assert told(voice(), []) == ""
