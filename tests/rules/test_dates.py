from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates import read_coming, read_date

TODAY = date(2026, 2, 9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", TODAY),
        ("昨日", date(2026, 2, 8)),
        ("前天", date(2026, 2, 7)),
        ("Yesterday", date(2026, 2, 8)),
        ("2026年2月9日", TODAY),
        ("2026-2-9", TODAY),
        ("2026/02/09", TODAY),
        ("２０２６．２．９", TODAY),
        ("20260209", TODAY),
        ("2月9日", TODAY),
        ("2月10日", date(2025, 2, 10)),
        ("12.31", date(2025, 12, 31)),
        ("2月29日", date(2024, 2, 29)),
        ("2027-01-01", date(2027, 1, 1)),
    ],
)
def test_a_date_is_read_as_people_write_it(text, day):
    assert read_date(text, today=TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["", "明天再说", "2026-02-30", "13月1日", "2月30日", "1800-01-01", "9999年1月1日", "20261301", "2026"],
)
def test_what_names_no_day_is_none(text):
    assert read_date(text, today=TODAY) is None


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_printed_day_is_read_back(day):
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}"):
        assert read_date(text, today=TODAY) == day


@given(st.integers(0, 364))
def test_a_day_without_its_year_is_the_newest_not_after_today(days):
    day = TODAY - timedelta(days=days)
    assert read_date(f"{day.month}月{day.day}日", today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2月9日", TODAY),
        ("2月8日", date(2027, 2, 8)),
        ("2-28", date(2026, 2, 28)),
        ("今天", TODAY),
        ("2025-12-31", date(2025, 12, 31)),
        ("昨天", date(2026, 2, 8)),
        ("明天再说", None),
    ],
)
def test_a_day_that_lies_ahead_is_the_next_one(text, day):
    assert read_coming(text, today=TODAY) == day
