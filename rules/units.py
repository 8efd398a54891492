"""Units of counting: how many working days, days, months or hours after a day is which day.

A unit is one function under ``@counts``. The day of the event itself is never counted, and a period
of days or months that ends on a rest day ends on the next working day (民法典 第二百零一条至二百零三条).
"""

import calendar as gregorian
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.workdays import Workdays

Counting = Callable[[date, int, Workdays], date]


@dataclass(frozen=True, slots=True)
class Unit:
    """A taught unit: how it counts, and how a rule with it reads."""

    name: str
    count: Counting
    numbered: bool
    form: str  # as a line of a regime prints it


UNITS: dict[str, Unit] = {}


def counts(unit: str, *, numbered: bool = True) -> Callable[[Counting], Counting]:
    """Teach a unit: ``7 workdays`` when it bears a number, else the bare words, ``same day``."""

    def teach(count: Counting) -> Counting:
        UNITS[unit] = Unit(unit, count, numbered, f"N {unit}" if numbered else unit)
        return count

    return teach


@counts("workdays")
def _workdays(start: date, n: int, calendar: Workdays) -> date:
    """个工作日: the day of the event itself is not counted, on a rest day neither."""
    return calendar.shift(start, n)


@counts("days")
def _days(start: date, n: int, calendar: Workdays) -> date:
    """日: natural days; a last day that is a rest day rolls to the next working day."""
    return calendar.first_workday_not_before(days_after(start, n))


@counts("months")
def _months(start: date, n: int, calendar: Workdays) -> date:
    """个月: the corresponding day, clamped to the month's end, rolled from a rest day."""
    return calendar.first_workday_not_before(months_after(start, n))


@counts("same day", numbered=False)
def _same_day(start: date, _n: int, _calendar: Workdays) -> date:
    """当日内: the same date, worked or not, to 24:00."""
    return start


@counts("hours")
def _hours(start: date, n: int, _calendar: Workdays) -> date:
    """小时: exact, so only an instant has a due instant; of a mere date this is the day it ends on."""
    return start + timedelta(hours=n)


def days_after(start: date, n: int) -> date:
    """Return the n-th day after `start`, worked or not."""
    return start + timedelta(days=n)


def months_after(start: date, n: int) -> date:
    """Return the day of the same number n months later, or that month's last day."""
    years, month = divmod(start.month - 1 + n, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, gregorian.monthrange(year, month)[1]))


def forms() -> list[str]:
    """Return how a length may be written, one form per taught unit."""
    return [unit.form for unit in UNITS.values()]


class UntaughtUnit(ValueError):
    """A rule uses a unit that no function counts; its text lists the known forms."""


def read_length(text: str, *, longest: int = 4) -> tuple[int, str]:
    """Read ``7 workdays`` or ``same day`` as (7, "workdays") or (0, "same day"); raises UntaughtUnit."""
    number, _, unit = text.strip().partition(" ")
    if text.strip() in UNITS and not UNITS[text.strip()].numbered:
        return 0, text.strip()
    unit = unit.strip()
    written = number.isascii() and number.isdigit() and len(number) <= longest
    if written and unit in UNITS and UNITS[unit].numbered:
        return int(number), unit
    raise UntaughtUnit(f"{text}: {', '.join(forms())}")
