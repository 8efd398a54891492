import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lookalike import lookalikes, skeleton


@pytest.mark.parametrize(
    ("text", "found", "meant"),
    [
        ("⼀⽉⼆⽇", (("⼀", "一"), ("⽉", "月"), ("⼆", "二"), ("⽇", "日")), "一月二日"),
        ("開\uf9d1平", (("\uf9d1", "六"),), "開六平"),
        ("КР-2026", (("К", "K"), ("Р", "P")), "KP-2026"),
        ("ΑBC", (("Α", "A"),), "ABC"),
        ("𝐊𝐏", (("𝐊", "K"), ("𝐏", "P")), "KP"),
    ],
)
def test_what_passes_for_another_is_named_with_it(text, found, meant):
    """A36."""
    assert lookalikes(text) == found
    assert skeleton(text) == meant
    assert text != meant


@pytest.mark.parametrize(
    "text", ["", "关于2026年年检的通知（一）", "ＫＰ－２０２６", "café αβγ жд", "①②③ 第Ⅱ类", "🙂"]
)
def test_everyday_text_is_left_alone(text):
    assert lookalikes(text) == ()
    assert skeleton(text) == text


@given(st.text())
def test_a_skeleton_holds_no_lookalike(text):
    assert lookalikes(skeleton(text)) == ()


def test_every_unified_form_is_known():
    """Whatever Unicode itself calls the same 字 is found."""
    forms = [
        chr(n)
        for n in range(sys.maxunicode + 1)
        if unicodedata.name(chr(n), "").startswith(("KANGXI RADICAL", "CJK COMPATIBILITY IDEOGRAPH"))
        and unicodedata.normalize("NFKC", chr(n)) != chr(n)
    ]
    assert len(forms) > 1000
    assert [char for char in forms if not lookalikes(char)] == []
