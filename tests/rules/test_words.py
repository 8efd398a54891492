import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.words import ALPHABET, ItemNumber, code_of, is_code, is_small_talk, parse_number, spelled


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "收到，谢谢",
        "👍👍👍",
        "好的好的好的好的好的好的好的好的好的",
        "收到收到，谢谢领导，您辛苦了，非常感谢！！",
        "大家早上好，各位领导辛苦了，谢谢大家！",
        "Thank you very much, good morning all",
        "OK, received, understood, thanks a lot!",
        "明天下午开会",
        "年检通知.docx",
        "。。。。。。。。。。。。。。。。。。。。",
        "\u200b" * 40 + "你好",
        "          好          ",
    ],
)
def test_greetings_thanks_and_short_texts_open_no_draft(text):
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "关于开展2026年度法律援助机构年检工作的通知",
        "您好，请把下面这条通知发到通知公告栏目里",
        "Please publish the notice about the annual inspection",
        "根据《法律援助法》的规定，现将有关事项公告如下",
        "123456789012345",
        "收到，谢谢，另外附件二的日期应为3月5日请更正",
    ],
)
def test_what_has_substance_may_become_a_draft(text):
    assert not is_small_talk(text)


@given(st.text(max_size=40))
def test_any_text_is_judged(text):
    assert is_small_talk(text) in {True, False}


@pytest.mark.parametrize("text", ["K7Q2", "k7q2", " K7Q2 ", "Ｋ７Ｑ２", "K7\u200bQ2"])
def test_a_code_is_read_in_any_width_and_case(text):
    assert is_code(text)
    assert code_of(text) == "K7Q2"


@pytest.mark.parametrize(
    "text", ["", "K7Q", "K7Q22", "K7Q0", "K7QO", "K7QI", "K7QL", "K71Q", "同意K7", "K 7Q"]
)
def test_what_is_no_code(text):
    assert not is_code(text)
    assert code_of(text) is None


def test_the_alphabet_has_28_characters_that_nobody_mistakes():
    assert len(set(ALPHABET)) == len(ALPHABET) == 28
    assert not set("0O1IL") & set(ALPHABET)


def test_an_invitation_has_eight():
    assert is_code("K7Q2ABCD", length=8)
    assert not is_code("K7Q2", length=8)


@given(st.integers(0, 28**4 - 1), st.integers(0, 28**4 - 1))
def test_each_number_has_its_own_code(one, other):
    assert is_code(spelled(one))
    assert (spelled(one) == spelled(other)) is (one == other)


@pytest.mark.parametrize("number", [28**4, 28**5, -1])
def test_a_number_without_a_code_is_an_error(number):
    with pytest.raises(ValueError, match="no code"):
        spelled(number)


@pytest.mark.parametrize(
    "text",
    ["KP-2026-0042", "kp-2026-0042", "KP-2026-42", "KP 2026 0042", "ＫＰ－２０２６－００４２", "KP20260042"],
)
def test_an_item_number_is_read_as_people_write_it(text):
    assert parse_number(text) == ItemNumber("KP", 2026, 42)
    assert str(parse_number(text)) == "KP-2026-0042"


@pytest.mark.parametrize(
    "text", ["", "42", "KP-2026", "2026-0042", "KP-26-0042", "KP-2026-0042号", "ABCDEFGHI-2026-1"]
)
def test_what_is_no_item_number(text):
    assert parse_number(text) is None


@given(st.from_regex("[A-Z]{1,8}", fullmatch=True), st.integers(1000, 9999), st.integers(0, 999_999))
def test_a_printed_number_is_read_back(prefix, year, serial):
    assert ItemNumber.read(str(ItemNumber(prefix, year, serial))) == ItemNumber(prefix, year, serial)


@pytest.mark.parametrize(
    ("tail", "fits"),
    [
        ("42", True),
        ("0042", True),
        ("2026-42", True),
        ("２０２６-0042", True),
        ("2025-0042", False),
        ("43", False),
        ("420", False),
        ("", False),
        ("四十二", False),
        ("KP-2026-0042", False),
    ],
)
def test_a_tail_means_the_number_it_ends(tail, fits):
    assert ItemNumber("KP", 2026, 42).has_tail(tail) is fits
