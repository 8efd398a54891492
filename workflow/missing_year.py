"""When a holiday notice should be in and is not, and on which mornings that is told. Pure."""

from datetime import date, timedelta

from rules.workdays import Workdays

KIND = "calendar.missing"
WEEKLY, DAILY = (11, 1), (12, 10)  # month and day
FAR = 40 * 366  # days; nobody enters notices of so many years


def missing(calendar: Workdays, day: date) -> int | None:
    """The year whose notice should be in on this day and is not: this one, from November on the next."""
    years = [day.year, *([day.year + 1] if (day.month, day.day) >= WEEKLY else [])]
    return next((year for year in years if not calendar.knows(year)), None)


def next_day(calendar: Workdays, after: date) -> date | None:
    """The first day after this one on which to tell of it, if nothing is entered until then."""
    days = (after + timedelta(days=n) for n in range(1, FAR))
    return next((day for day in days if _is_told(calendar, day)), None)


def _is_told(calendar: Workdays, day: date) -> bool:
    year = missing(calendar, day)
    if year is None or (day.month, day.day) == (1, 1) or not calendar.is_workday(day):
        return False
    if year == day.year or (day.month, day.day) >= DAILY:
        return True
    week = (day - date(day.year, *WEEKLY)).days // 7 * 7  # weeks that begin as 1 November does
    first = date(day.year, *WEEKLY) + timedelta(days=week)
    return calendar.first_workday_not_before(first) == day
