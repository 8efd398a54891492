"""Every day of 2007 to 2026, against two other calendars and the plainest count there is: a list."""

from bisect import bisect_right
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from rules.clocks import due
from rules.shapes import Terms, Within
from rules.workdays import Workdays

CALENDAR = Workdays()
FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
MOST = 60


def by_chinesecalendar():
    return [day for day in DAYS if chinese_calendar.is_workday(day)]


def by_holidays():
    china = holidays.country_holidays("CN", years=range(2007, 2027))
    return [day for day in DAYS if china.is_working_day(day)]


@pytest.fixture(params=[by_chinesecalendar, by_holidays], ids=lambda other: other.__name__, scope="module")
def worked(request):
    """Every working day in order, as another calendar has it."""
    return request.param()


def test_work_and_rest_agree_on_every_day(worked):
    assert [day for day in DAYS if CALENDAR.is_workday(day)] == worked
    assert len(DAYS) == 7305


def test_each_count_to_sixty_from_every_day_agrees(worked):
    """The n-th working day after a day is the n-th entry behind it in the list."""
    checked = 0
    for day in DAYS:
        behind = bisect_right(worked, day)
        expected = worked[behind : behind + MOST]
        assert [CALENDAR.shift(day, n) for n in range(1, len(expected) + 1)] == expected, day
        assert CALENDAR.between(DAYS[0] - timedelta(days=1), day) == behind
        checked += len(expected)
    assert checked > 435_000


@pytest.mark.parametrize("n", [1, 7, 20])
def test_the_rule_of_n_working_days_agrees_from_every_day(worked, n):
    within = Within(n, "workdays")
    for day in DAYS[:-45]:
        assert due(within, day, CALENDAR).on == worked[bisect_right(worked, day) + n - 1], day


def test_days_and_months_roll_to_the_first_working_day_from_every_day(worked):
    fifteen, one = Within(15, "days"), Within(1, "months")
    for day in DAYS[:-45]:
        raw = day + timedelta(days=15)
        expected = worked[bisect_right(worked, raw - timedelta(days=1))]
        assert due(fifteen, day, CALENDAR).on == expected, day
        first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        raw = min(first + timedelta(days=day.day - 1), last)
        assert due(one, day, CALENDAR).on == worked[bisect_right(worked, raw - timedelta(days=1))], day


def test_a_receipt_on_a_rest_day_makes_exactly_one_working_day_of_difference(worked):
    """Strict counting against "as received on the next working day", for every day of 2019 to 2026."""
    strict, deemed = Terms({}), Terms({}, receipt="next_workday")
    place = {day: i for i, day in enumerate(worked)}
    apart = {True: set(), False: set()}
    for day in DAYS:
        if date(2019, 1, 1) <= day <= date(2026, 11, 20):
            one, other = (
                Within(20, "workdays").due(day, CALENDAR, terms=terms).on for terms in (strict, deemed)
            )
            apart[day in place].add(place[other] - place[one])
    assert apart == {True: {0}, False: {1}}
    for day in DAYS[-41:]:  # to the end of 2026, where the list ends and the count is provisional
        one, other = (Within(20, "workdays").due(day, CALENDAR, terms=terms) for terms in (strict, deemed))
        assert CALENDAR.between(one.on, other.on) == (day not in place)
        assert one.provisional is other.provisional is (day >= date(2026, 11, 26))
