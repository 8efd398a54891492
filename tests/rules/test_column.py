"""Intervals in an office's own words, what each piece must have, the colours of the board."""

from datetime import date

import pytest

from rules import column, regime
from rules.workdays import Workdays


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("10个自然日", [("every", "10 days")]),
        ("不超过", None),
        ("3个月", [("every", "3 months")]),
        ("1年且不少于3次", [("every", "12 months"), ("times", "3 per year")]),
        ("1年，至少3次", [("every", "12 months"), ("times", "3 per year")]),
        ("每周", [("times", "1 per week")]),
        ("每周至少2次", [("times", "2 per week")]),
        ("每月更新一次", [("times", "1 per month")]),
        ("每两个月", [("times", "1 per 2 months")]),
        ("每季度", [("every", "3 months")]),
        ("两周内", [("every", "14 days")]),
        ("１０日", [("every", "10 days")]),
        ("10 days", [("every", "10 days")]),
        ("2 per week", [("times", "2 per week")]),
        ("及时发布", []),
        ("及时更新", []),
        ("", []),
        ("0日", None),
        ("尽快", None),
    ],
)
def test_an_interval_is_read_as_offices_write_it(text, parts):
    found = column.read_interval(text)
    assert found is None if parts is None else list(found) == parts


@pytest.mark.parametrize(
    "text", ["10个自然日", "3个月", "每周1次", "每两月1次", "每年3次", "每月2次", "每日1次"]
)
def test_an_interval_that_is_written_is_read_again(text):
    (part,) = column.read_interval(text)
    assert column.interval_text(part) == text


def test_intervals_of_its_own_are_the_offices_requirement_beside_the_regimes_clocks():
    rules = regime.load("chongqing")
    own = rules.with_merged(column.with_own(rules.merged, [("every", "7 days"), ("times", "1 per month")]))
    assert own.digest != rules.digest
    assert [clock.id for clock in own.clocks if clock not in rules.clocks] == [
        "OF-COLUMN-7-DAYS",
        "OF-COLUMN-1-PER-MONTH",
    ]
    assert own.clock("OF-COLUMN-7-DAYS").cite == "办公室要求"
    again = own.with_merged(column.with_own(own.merged, [("every", "7 days")]))
    assert len(again.clocks) == len(own.clocks)


def test_what_each_piece_must_have_is_found_in_the_contents():
    said = "并具有标题、文号、正文、发布机构、发布时间、主题词。其中每则信息要求具有标题、作者和正文。"
    assert column.elements(said) == ("标题", "文号", "正文", "发布机构", "发布时间", "主题词", "作者")
    assert column.elements("每条信息都具有完整的新闻要素，包括标题、来源(图片)。") == ("标题", "来源")
    assert column.elements("办事指南和表格下载。") == ()


@pytest.mark.parametrize(
    ("today", "shade"),
    [
        (date(2026, 3, 2), "green"),
        (date(2026, 3, 10), "yellow"),
        (date(2026, 3, 12), "yellow"),
        (date(2026, 3, 13), "red"),
    ],
)
def test_yellow_from_the_first_reminder_red_from_the_day_after(today, shade):
    rules = regime.load("chongqing")
    clock, calendar = rules.clock("CQ-18-NEWS"), Workdays()
    due = clock.due(date(2026, 3, 2), calendar)
    assert due.on == date(2026, 3, 12)
    assert column.shade(due, rules.ladders, clock, calendar, today=today) == shade


def test_a_period_of_a_fixed_date_is_its_year():
    overlay = {"clocks": [{"id": "YX2-13-2-REPLACE", "on": "01-31"}]}
    clock = regime.load("yuxi", overlays=[overlay]).clock("YX2-13-2-REPLACE")
    assert column.periodic(clock)
    assert column.span(clock, date(2026, 5, 4)) == (date(2026, 1, 1), date(2026, 12, 31))
    assert column.wanted(clock) == 1


def test_only_yuxis_results_take_a_statement():
    found = {name: [c.id for c in regime.load(name).clocks if c.statement] for name in regime.names()}
    assert found.pop("yuxi") == ["YX2-13-2-MONTHLY", "YX2-13-2-BIMONTHLY"]
    assert not any(found.values())
