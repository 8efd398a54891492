"""Rosters and leaves as people write them."""

from datetime import date

import pytest

from rules.duty_words import read_span, written

TODAY = date(2026, 2, 9)


def test_a_whole_roster_in_one_sentence():
    found = written(
        "每天 张三 李四+王五、赵六 带班 周局 吴局 替补 钱某 节假日 孙一 从2月11日起 两班 按周轮换 9:05",
        today=TODAY,
    )
    assert found.turns == (("张三",), ("李四", "王五"), ("赵六",))
    assert (found.rest, found.leaders, found.stand_ins) == ((("孙一",),), ("周局", "吴局"), ("钱某",))
    assert (found.cadence, found.parts, found.by, found.at) == ("daily", 2, "week", "09:05")
    assert found.from_on == date(2026, 2, 11)


@pytest.mark.parametrize(
    ("word", "cadence"),
    [
        ("每周2次", "2 per week"),
        ("每周两次", "2 per week"),
        ("每月1次", "1 per month"),
        ("每两个月1次", "1 per 2 months"),
        ("工作日", "workdays"),
        ("24小时", "always"),
        ("２４小时", "always"),
        ("2/week", "2 per week"),
    ],
)
def test_how_often(word: str, cadence: str):
    assert written(f"{word} 张三", today=TODAY).cadence == cadence


def test_what_is_not_said_stays_open():
    found = written("张三 李四", today=TODAY)
    assert (found.cadence, found.parts, found.by, found.at, found.from_on) == (None,) * 5
    assert found.turns == (("张三",), ("李四",))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2月12日", ("2026-02-12", "2026-02-12")),
        ("2月12日至2月15日", ("2026-02-12", "2026-02-15")),
        ("2026-02-12 到 2026-02-15", ("2026-02-12", "2026-02-15")),
        ("12月30日至1月2日", ("2026-12-30", "2027-01-02")),
    ],
)
def test_days_of_leave(text: str, span: tuple[str, str]):
    found = read_span(text, today=TODAY)
    assert found is not None
    assert tuple(one.isoformat() for one in found) == span


@pytest.mark.parametrize("text", ["", "明年", "2月15日至", "某天至2月15日"])
def test_what_names_no_day(text: str):
    assert read_span(text, today=TODAY) is None
