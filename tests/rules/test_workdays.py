from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Text
from rules.workdays import Workdays, known

CALENDAR = Workdays()
LOCAL = Text("州庆", "prefecture day")
ANY_DAY = st.dates(date(1950, 1, 1), date(2090, 12, 31))
KNOWN_DAY = st.dates(date(2004, 1, 1), date(2026, 12, 31))


def days(first, last):
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def slow_shift(start, n, calendar=CALENDAR):
    """Count day by day, as one does with a finger on a wall calendar."""
    step, day = (1 if n > 0 else -1), start
    while n:
        day += timedelta(days=step)
        if calendar.is_workday(day):
            n -= step
    return day


def test_every_day_of_the_known_years_agrees_with_chinese_calendar():
    span = days(date(2004, 1, 1), date(2026, 12, 31))
    assert [day for day in span if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_from_2007_agrees_with_the_holidays_library():
    other = holidays.country_holidays("CN", years=range(2007, 2027))
    span = days(date(2007, 1, 1), date(2026, 12, 31))
    assert [day for day in span if CALENDAR.is_workday(day) != other.is_working_day(day)] == []


@pytest.mark.parametrize("year", [1999, 2003, 2027, 2031])
def test_beyond_the_known_years_monday_to_friday_stand_in(year):
    span = days(date(year, 1, 1), date(year, 12, 31))
    assert [day for day in span if CALENDAR.is_workday(day) != (day.weekday() < 5)] == []
    assert not any(CALENDAR.is_known(day) for day in span)


@given(ANY_DAY, st.integers(-400, 400))
def test_a_shift_lands_where_counting_day_by_day_lands(start, n):
    assert CALENDAR.shift(start, n) == slow_shift(start, n)


EDGES = st.dates(date(2003, 11, 1), date(2004, 2, 29)) | st.dates(date(2026, 11, 1), date(2027, 2, 28))


@given(EDGES, st.integers(-60, 60))
def test_a_shift_over_the_edge_of_the_known_years_counts_every_day_once(start, n):
    assert CALENDAR.shift(start, n) == slow_shift(start, n)
    assert CALENDAR.between(start, CALENDAR.shift(start, n)) == (
        n if CALENDAR.is_workday(start) or n >= 0 else n + 1
    )


@given(ANY_DAY, st.integers(1, 2000))
def test_a_shift_and_back_returns_to_the_same_working_day(start, n):
    worked = CALENDAR.first_workday_not_before(start)
    assert CALENDAR.shift(CALENDAR.shift(worked, n), -n) == worked
    assert CALENDAR.shift(CALENDAR.shift(worked, -n), n) == worked


@given(ANY_DAY, st.integers(0, 500))
def test_working_days_between_a_day_and_its_shift_are_the_shift(start, n):
    assert CALENDAR.between(start, CALENDAR.shift(start, n)) == n


@given(ANY_DAY, ANY_DAY)
def test_between_is_the_number_of_worked_days_after_the_start(a, b):
    assert CALENDAR.between(a, b) == -CALENDAR.between(b, a)
    if a <= b <= a + timedelta(days=900):
        assert CALENDAR.between(a, b) == sum(CALENDAR.is_workday(day) for day in days(a, b)[1:])


@given(ANY_DAY)
def test_neighbouring_working_days(day):
    after, before, same = (
        CALENDAR.next_workday(day),
        CALENDAR.last_workday_not_after(day),
        CALENDAR.first_workday_not_before(day),
    )
    assert before <= day < after
    assert day <= same <= after
    assert (before == day) == (same == day) == CALENDAR.is_workday(day)
    assert CALENDAR.between(before, after) == 1


@given(KNOWN_DAY, st.integers(0, 60))
def test_nothing_is_counted_twice_or_left_out(start, n):
    assert CALENDAR.shift(CALENDAR.shift(start, n), 1) == CALENDAR.shift(start, n + 1)


def test_zero_gives_the_day_back_even_on_a_rest_day():
    assert CALENDAR.shift(date(2026, 2, 17), 0) == date(2026, 2, 17)


@pytest.mark.parametrize(
    ("day", "mark", "zh", "en"),
    [
        (date(2026, 2, 17), "休", "春节", "Spring Festival"),
        (date(2026, 2, 14), "班", "春节", "Spring Festival"),
        (date(2026, 2, 28), "班", "春节", "Spring Festival"),
        (date(2026, 10, 1), "休", "国庆节", "National Day"),
        (date(2024, 2, 10), "休", "春节", "Spring Festival"),
    ],
)
def test_a_marked_day_bears_its_name(day, mark, zh, en):
    name = CALENDAR.name(day)
    assert (name.mark, name.name) == (mark, Text(zh, en))


@pytest.mark.parametrize("day", [date(2026, 2, 9), date(2026, 3, 7), date(2030, 10, 1)])
def test_an_ordinary_day_has_no_name(day):
    assert CALENDAR.name(day) is None


def test_the_eve_of_spring_festival_was_worked_in_2024_and_is_off_since_2025():
    assert CALENDAR.is_workday(date(2024, 2, 9))
    assert not CALENDAR.is_workday(date(2025, 1, 28))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2003, 12, 31), False),
        (date(2004, 1, 1), True),
        (date(2025, 12, 31), True),
        (date(2026, 12, 23), True),
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), False),
    ],
)
def test_the_last_days_of_the_last_known_year_wait_for_the_next_notice(day, expected):
    assert CALENDAR.is_known(day) is expected
    assert CALENDAR.settles(min(day, date(2026, 1, 1)), day) is (expected and day.year >= 2004)


def test_a_span_is_settled_only_if_every_year_in_it_is():
    assert CALENDAR.settles(date(2026, 11, 2), date(2026, 12, 23))
    assert not CALENDAR.settles(date(2003, 12, 30), date(2004, 1, 9))
    gap = Workdays(noticed=[2028])
    assert gap.is_known(date(2028, 3, 1))
    assert not gap.settles(date(2026, 12, 1), date(2028, 1, 3))


def test_an_organisation_lays_its_own_days_over_the_notice():
    local = Workdays(off={date(2026, 9, 3): LOCAL}, work={date(2026, 9, 5): LOCAL, date(2026, 10, 1): LOCAL})
    assert not local.is_workday(date(2026, 9, 3))
    assert local.is_workday(date(2026, 9, 5))
    assert local.is_workday(date(2026, 10, 1))
    assert local.name(date(2026, 9, 3)).mark == "休"
    assert local.name(date(2026, 10, 1)).mark == "班"
    assert local.shift(date(2026, 9, 2), 1) == date(2026, 9, 4)
    assert CALENDAR.shift(date(2026, 9, 2), 1) == date(2026, 9, 3)


def test_a_make_up_day_can_be_taken_back():
    local = Workdays(off={date(2026, 2, 14): LOCAL})
    assert not local.is_workday(date(2026, 2, 14))
    assert local.name(date(2026, 2, 14)).mark == "休"


def test_own_days_beyond_the_known_years_count_and_are_known():
    spring = date(2027, 2, 8)
    local = Workdays(off={spring: LOCAL})
    assert local.shift(date(2027, 2, 5), 1) == date(2027, 2, 9)
    assert local.is_known(spring)
    assert not local.is_known(date(2027, 2, 9))
    assert local.shift(date(2028, 1, 3), -260) == slow_shift(date(2028, 1, 3), -260, local)


@given(
    st.dictionaries(st.dates(date(1999, 1, 1), date(2031, 12, 31)), st.booleans(), max_size=30),
    st.sets(st.integers(1999, 2031), max_size=4),
    st.data(),
)
def test_a_calendar_with_own_days_and_notices_counts_as_its_days_say(own, noticed, data):
    off, work = ({day: LOCAL for day, works in own.items() if works is kind} for kind in (False, True))
    local = Workdays(off=off, work=work, noticed=noticed)
    start = data.draw(st.sampled_from(sorted(own)) if own else ANY_DAY) + timedelta(
        data.draw(st.integers(-9, 9))
    )
    n = data.draw(st.integers(-300, 300))
    assert local.shift(start, n) == slow_shift(start, n, local)
    assert local.between(start, local.shift(start, abs(n))) == abs(n)
    for day, works in own.items():
        assert local.is_workday(day) is works
        assert local.is_known(day)
    for year in noticed:
        spring = days(date(year, 1, 20), date(year, 2, 20))
        assert [day for day in spring if local.is_workday(day) != own.get(day, day.weekday() < 5)] == []
        assert local.settles(date(year, 1, 1), date(year, 12, 23))


def test_a_new_notice_of_a_known_year_takes_the_old_days_away():
    fresh = Workdays(off={date(2026, 10, 1): LOCAL}, noticed=[2026])
    assert not fresh.is_workday(date(2026, 10, 1))
    assert fresh.is_workday(date(2026, 10, 2))
    assert not fresh.is_workday(date(2026, 10, 10))  # a Saturday that was to be worked
    assert fresh.name(date(2026, 10, 2)) is None
    assert fresh.shift(date(2026, 9, 30), 2) == date(2026, 10, 5)
    assert fresh.shift(date(2025, 9, 30), 1) == date(2025, 10, 9)


def test_a_noticed_year_settles_the_december_before_it():
    noticed = Workdays(noticed=[2027])
    assert noticed.is_known(date(2026, 12, 31))
    assert noticed.is_known(date(2027, 12, 23))
    assert not noticed.is_known(date(2027, 12, 24))


def test_a_day_cannot_be_both_off_and_worked():
    day = date(2026, 5, 4)
    with pytest.raises(ValueError, match="2026-05-04"):
        Workdays(off={day: LOCAL}, work={day: LOCAL})


def test_the_days_of_the_library_are_all_there():
    base = known()
    assert base.years == frozenset(range(2004, 2027))
    assert len(base.off) == len(chinese_calendar.constants.holidays)
    assert len(base.work) == len(chinese_calendar.constants.workdays)


@pytest.mark.parametrize("n", [10**7, -(10**7)])
def test_a_count_that_leaves_the_calendar_is_an_error_and_no_wrong_date(n):
    with pytest.raises((ValueError, OverflowError)):
        CALENDAR.shift(date(2026, 1, 5), n)
