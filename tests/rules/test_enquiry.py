"""How letters and applications are written, numbered and received, and what is not kept of who wrote them."""

from datetime import date

import pytest

from rules.enquiry import (
    CLASSES,
    LEFT_OUT,
    LETTER,
    REQUEST,
    WAYS,
    EnquiryNumber,
    numbered,
    without_personal,
    written,
)
from rules.outcomes import OUTCOMES, outcome_of
from rules.receipt import CHANNELS, channel_of, received_on
from rules.regime import load, names

TODAY = date(2026, 2, 9)


@pytest.mark.parametrize(
    ("text", "title", "body", "class_", "way", "days"),
    [
        ("咨询 信箱 2月6日 年检怎么办\n请问年检。", "年检怎么办", "请问年检。", "enquiry", "mailbox", [6]),
        ("2月6日 投诉 年检收费", "年检收费", "年检收费", "complaint", None, [6]),
        ("年检怎么办", "年检怎么办", "年检怎么办", None, None, []),
        ("建议\n延长窗口时间\n周末也开放。", "延长窗口时间", "周末也开放。", "suggestion", None, []),
        ("咨询 建议 都有", "建议 都有", "建议 都有", "enquiry", None, []),
        ("", "", "", None, None, []),
    ],
)
def test_the_words_in_front_are_read(text, title, body, class_, way, days):
    found = written(text, LETTER, today=TODAY)
    assert (found.title, found.body, found.class_, found.way) == (title, body, class_, way)
    assert [day.day for day in found.days] == days


def test_a_long_first_line_is_cut_and_stands_whole_in_the_text():
    line = "请问" + "年检" * 40
    found = written(f"{line}\n谢谢。", LETTER, today=TODAY)
    assert len(found.title) == 60
    assert found.title.endswith("…")
    assert found.body == f"{line}\n谢谢。"


def test_an_application_names_its_channel_and_two_days():
    found = written("挂号 2月4日 2月6日 行政复议统计数据", REQUEST, today=TODAY)
    assert (found.way, found.title) == ("registered", "行政复议统计数据")
    assert found.days == (date(2026, 2, 4), date(2026, 2, 6))


@pytest.mark.parametrize(
    ("text", "of", "serial", "year", "prefix"),
    [
        ("KP-LX-2026-0003", LETTER, 3, 2026, "KP"),
        ("kp-ysq-2026-12", REQUEST, 12, 2026, "KP"),
        ("LX-2026-0003", LETTER, 3, 2026, None),
        ("LX20260003", LETTER, 3, 2026, None),
        ("lx3", LETTER, 3, None, None),
        ("ＬＸ０００３", LETTER, 3, None, None),
    ],
)
def test_a_number_in_any_form_is_read(text, of, serial, year, prefix):
    assert EnquiryNumber.read(text) == EnquiryNumber(of, serial, year, prefix)


@pytest.mark.parametrize("text", ["KP-2026-0042", "0003", "LX", "LX-", "年检", "LX-2026-0003 法制股", ""])
def test_what_is_no_number_of_theirs_is_not(text):
    assert EnquiryNumber.read(text) is None


def test_a_number_is_read_as_it_was_written():
    written_so = numbered("KP", LETTER, year=2026, serial=3)
    assert written_so == "KP-LX-2026-0003"
    assert EnquiryNumber.read(written_so) == EnquiryNumber(LETTER, 3, 2026, "KP")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("手机13800138000", f"手机{LEFT_OUT}"),
        ("手机 138-0013-8000。", f"手机 {LEFT_OUT}。"),
        ("电话+86 138 0013 8000", f"电话{LEFT_OUT}"),
        ("身份证440783199001011234", f"身份证{LEFT_OUT}"),
        ("身份证44078319900101123x，请回复", f"身份证{LEFT_OUT}，请回复"),
        ("手机１３８００１３８０００", f"手机{LEFT_OUT}"),
    ],
)
def test_numbers_of_persons_are_left_out(text, shown):
    assert without_personal(text) == (shown, 1)


@pytest.mark.parametrize(
    "text",
    ["座机0750-2212345", "信用代码91440783MA4UJ12345", "2026年2月9日", "文号〔2026〕12号", "138001380001"],
)
def test_other_numbers_stay(text):
    assert without_personal(text) == (text, 0)


# Receipt --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "arrived", "confirmed", "receipt"),
    [
        ("person", 6, None, 6),
        ("person", 6, 9, 6),
        ("registered", 6, None, 6),
        ("ordinary", 6, None, None),
        ("ordinary", 6, 6, 6),
        ("ordinary", 6, 9, 9),
        ("online", 6, None, None),
        ("online", 6, 9, 9),
    ],
)
def test_the_day_of_receipt_is_the_channels(channel, arrived, confirmed, receipt):
    """条例 第三十一条: handed in, signed for, confirmed with the applicant, confirmed by both."""
    day = None if confirmed is None else date(2026, 2, confirmed)
    found = received_on(channel, arrived=date(2026, 2, arrived), confirmed=day)
    assert found == (None if receipt is None else date(2026, 2, receipt))


def test_nothing_is_confirmed_before_it_came():
    with pytest.raises(ValueError, match="before"):
        received_on("online", arrived=date(2026, 2, 6), confirmed=date(2026, 2, 5))


def test_every_channel_is_named_in_words():
    assert {channel_of(word) for word in ("当面", "挂号", "平信", "传真")} == set(CHANNELS)
    assert channel_of("飞鸽") is None


# Outcomes and classes -------------------------------------------------------------------------------------


def test_the_outcomes_are_the_yearly_reports():
    groups = [code.partition(".")[0] for code in OUTCOMES]
    assert [groups.count(str(n)) for n in range(1, 7)] == [1, 1, 8, 3, 5, 3]
    assert {code for code, one in OUTCOMES.items() if one.refuses} == {f"3.{n}" for n in range(1, 9)}
    assert (outcome_of("３.４"), outcome_of("7"), outcome_of("三")) == ("3.4", None, None)


def test_the_regimes_speak_of_these_classes():
    """A class that a regime's line names and nobody can choose would be a clock that never runs."""
    named = {
        class_
        for name in names()
        for clock in load(name).clocks
        if clock.of == LETTER
        for class_ in clock.classes
    }
    assert named
    assert named <= set(CLASSES)
    assert len({text.zh_CN for text in (*CLASSES.values(), *WAYS.values())}) == len(CLASSES) + len(WAYS)
