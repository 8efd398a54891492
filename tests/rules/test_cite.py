import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cite import OFFICE, articles, cited, is_cite, number
from rules.model import Text


@pytest.mark.parametrize(
    ("text", "english", "named"),
    [
        ("第二十一条", "Article 21", ("第二十一条",)),
        ("第十八条（二）", "Article 18(2)", ("第十八条",)),
        ("第七条（五）", "Article 7(5)", ("第七条",)),
        ("第十条", "Article 10", ("第十条",)),
        ("第十四条（十三）", "Article 14(13)", ("第十四条",)),
        ("第一百二十条", "Article 120", ("第一百二十条",)),
        ("第十八条（三）、第十九条（三）", "Article 18(3), Article 19(3)", ("第十八条", "第十九条")),
        ("《行政复议法》第二十条", "《行政复议法》 Article 20", ("《行政复议法》第二十条",)),
        ("国办发〔2014〕57号", "国办发〔2014〕57号", ()),
        ("国办发〔2014〕57号、第三条", "国办发〔2014〕57号, Article 3", ("第三条",)),
        (OFFICE, "office requirement", ()),
    ],
)
def test_a_ground_reads_in_both_languages(text, english, named):
    assert is_cite(text)
    assert cited(text) == Text(text, english)
    assert articles(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "",
        "第21条",
        "二十一条",
        "第二十一条(一)",
        "见第二十一条",
        "第二十一条，第十八条",
        "第二十一条、",
        "《行政复议法》",
        "国办发〔14〕57号",
        "国办发〔2014〕号",
        "国办发(2014)57号",
    ],
)
def test_what_is_no_ground(text):
    assert not is_cite(text)


@given(st.integers(1, 199))
def test_chinese_numbers_below_two_hundred_are_read(n):
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    text = ("一百" if hundreds else "") + (
        f"{digits[tens] if tens > 1 or hundreds else ''}十" if tens else ""
    )
    text += digits[ones] if ones else ""
    assert number(text) == n
