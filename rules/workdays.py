"""The working-day calendar: which days are worked, and counting along them.

Known years come from chinesecalendar, which follows the yearly notice of the State Council's office;
beyond them Monday to Friday stand in, and every date that leans on them is provisional. The days are
counted once into two arrays, so a shift costs the same for 1 and for 1,000 working days.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate, compress
from typing import Literal

from chinese_calendar import constants

from rules.model import Text

NOTICE_TAIL = (12, 24)  # a notice may move 24-31 December of the year before, as that of 2019 did
WEEKDAYS = 5
MOST_SHIFTS = 1 << 16  # that are remembered in a batch: some 180 years of starts of one limit

Mark = Literal["休", "班"]


@dataclass(frozen=True, slots=True)
class DayName:
    """What a wall calendar prints on a day: 休 or 班, and why."""

    mark: Mark
    name: Text


@dataclass(frozen=True, slots=True)
class Known:
    """The days that a notice settles: rest days and make-up days with their festivals, and the years.

    `days` tells of every day from `first` (an ordinal) to the end of the last year whether it is worked.
    """

    off: Mapping[date, Text]
    work: Mapping[date, Text]
    years: frozenset[int]
    first: int
    days: bytes


@cache
def known() -> Known:
    """Return the days of chinesecalendar, festival names in both languages."""
    names = {day.value: Text(day.chinese, day.value) for day in constants.Holiday}
    off = {day: names[name] for day, name in constants.holidays.items()}
    work = {day: names[name] for day, name in constants.workdays.items()}
    years = range(min(off).year, max(off).year + 1)
    first = date(years[0], 1, 1).toordinal()
    days = bytearray(_weekdays(first, date(years[-1], 12, 31).toordinal()))
    _mark(days, first, off=off, work=work)
    return Known(off, work, frozenset(years), first, bytes(days))


def _weekdays(first: int, last: int) -> Iterator[bool]:
    """Tell of each day whether it is a Monday to Friday."""
    return ((ordinal - 1) % 7 < WEEKDAYS for ordinal in range(first, last + 1))


def _mark(days: bytearray, first: int, *, off: Iterable[date], work: Iterable[date]) -> None:
    for day in off:
        days[day.toordinal() - first] = False
    for day in work:
        days[day.toordinal() - first] = True


def _weekdays_to(ordinal: int) -> int:
    """Count Mondays to Fridays from day 1 of the era (a Monday) to `ordinal`."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * WEEKDAYS + min(rest, WEEKDAYS)


def _weekday_at(rank: int) -> int:
    """Return the ordinal of the weekday with this rank, the inverse of `_weekdays_to`."""
    weeks, rest = divmod(rank - 1, WEEKDAYS)
    return weeks * 7 + rest + 1


def _stays(day: date, other: Collection[date], noticed: Collection[int]) -> bool:
    return day not in other and day.year not in noticed


class Workdays:
    """One calendar: the known years, laid over with an organisation's own days.

    `off` and `work` are single days (a local festival, a correction) with what to call them;
    `noticed` are years whose whole notice is contained in them: they count as known, and nothing else is
    known of them.
    A day in both is refused with ValueError.
    """

    def __init__(
        self,
        *,
        off: Mapping[date, Text] | None = None,
        work: Mapping[date, Text] | None = None,
        noticed: Collection[int] = (),
    ) -> None:
        off, work = dict(off or {}), dict(work or {})
        if both := off.keys() & work.keys():
            raise ValueError(f"both off and work: {min(both).isoformat()}")
        self._given = off, work, frozenset(noticed)
        base = known()
        self._own = own = off.keys() | work.keys()
        self._off = {day: name for day, name in base.off.items() if _stays(day, work, noticed)} | off
        self._work = {day: name for day, name in base.work.items() if _stays(day, off, noticed)} | work
        self._years = base.years | frozenset(noticed)
        end = base.first + len(base.days)
        self._first = min([base.first, *(date(day.year, 1, 1).toordinal() for day in own)])
        self._last = max([end - 1, *(date(day.year, 12, 31).toordinal() for day in own)])
        days = bytearray(_weekdays(self._first, base.first - 1))
        days += base.days
        days += bytearray(_weekdays(end, self._last))
        for year in base.years & frozenset(noticed):  # its new notice says all there is to say
            begins, ends = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            days[begins - self._first : ends - self._first + 1] = bytearray(_weekdays(begins, ends))
        _mark(days, self._first, off=off, work=work)
        before = _weekdays_to(self._first - 1)
        self._ranks = list(accumulate(days, initial=before))  # [i]: working days before first + i
        self._ordinals = list(compress(range(self._first, self._last + 1), days))
        self._before, self._through = before, self._ranks[-1]

    def over(self, *, off: Mapping[date, Text], work: Mapping[date, Text]) -> "Workdays":
        """Return this calendar with single days laid over it; a day in both is refused with ValueError."""
        own_off, own_work, noticed = self._given
        return Workdays(
            off={day: name for day, name in own_off.items() if day not in work} | dict(off),
            work={day: name for day, name in own_work.items() if day not in off} | dict(work),
            noticed=noticed,
        )

    def _worked(self, day: date) -> bool:
        return day in self._work or (day.weekday() < WEEKDAYS and day not in self._off)

    def is_workday(self, day: date) -> bool:
        """Tell whether `day` is worked; beyond the known years, whether it is a Monday to Friday."""
        return self._worked(day)

    def is_known(self, day: date) -> bool:
        """Tell whether a notice, or the organisation itself, settles this very day."""
        if day in self._own:
            return True
        if day.year not in self._years:
            return False
        return day.year + 1 in self._years or (day.month, day.day) < NOTICE_TAIL

    def knows(self, year: int) -> bool:
        """Tell whether the notice of a year is in."""
        return year in self._years

    def settles(self, start: date, end: date) -> bool:
        """Tell whether notices settle every day from `start` to `end`; if not, a count is provisional."""
        years = range(start.year, end.year + 1)
        tail = end.year + 1 not in self._years and (end.month, end.day) >= NOTICE_TAIL
        return not tail and all(year in self._years for year in years)

    def name(self, day: date) -> DayName | None:
        """Return 休 or 班 with the festival's name; None for an ordinary weekday or weekend."""
        if day in self._work:
            return DayName("班", self._work[day])
        if day in self._off:
            return DayName("休", self._off[day])
        return None

    def _rank(self, ordinal: int) -> int:
        """Count the working days up to and including `ordinal`."""
        if ordinal < self._first:
            return _weekdays_to(ordinal)
        if ordinal > self._last:
            return self._through + _weekdays_to(ordinal) - _weekdays_to(self._last)
        return self._ranks[ordinal - self._first + 1]

    def _at(self, rank: int) -> date:
        """Return the working day with this rank."""
        if rank <= self._before:
            return date.fromordinal(_weekday_at(rank))
        if rank > self._through:
            return date.fromordinal(_weekday_at(rank - self._through + _weekdays_to(self._last)))
        return date.fromordinal(self._ordinals[rank - self._before - 1])

    def shift(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`, which itself is not counted (before it for n < 0).

        0 gives `day` back, worked or not. Raises ValueError or OverflowError outside the years 1-9999.
        """
        if n > 0:
            return self._at(self._rank(day.toordinal()) + n)
        if n < 0:
            return self._at(self._rank(day.toordinal() - 1) + n + 1)
        return day

    def shift_all(self, asked: Iterable[tuple[date, int]]) -> Iterator[date]:
        """Shift many (day, n), in their order; raises as `shift` does.

        Open deadlines share their start days and limits, so each pair is counted once; what is remembered
        of them stays below a few megabytes however many are asked.
        """
        return map(_Shifts(self).__getitem__, asked)

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when `end` is earlier."""
        return self._rank(end.toordinal()) - self._rank(start.toordinal())

    def next_workday(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.shift(day, 1)

    def last_workday_not_after(self, day: date) -> date:
        """Return `day` if it is worked, else the working day before it."""
        return self._at(self._rank(day.toordinal()))

    def first_workday_not_before(self, day: date) -> date:
        """Return `day` if it is worked, else the working day after it."""
        return self._at(self._rank(day.toordinal() - 1) + 1)

    def marked(self, start: date, end: date) -> list[tuple[date, DayName]]:
        """Return the days after `start` up to `end` that a wall calendar marks, in order."""
        days = (date.fromordinal(n) for n in range(start.toordinal() + 1, end.toordinal() + 1))
        return [(day, name) for day in days if (name := self.name(day)) is not None]


class _Shifts(dict[tuple[date, int], date]):
    """Shifts already counted on one calendar; the others are counted when they are asked for."""

    def __init__(self, calendar: Workdays) -> None:
        super().__init__()
        self._calendar = calendar

    def __missing__(self, asked: tuple[date, int]) -> date:
        if len(self) >= MOST_SHIFTS:
            self.clear()
        found = self[asked] = self._calendar.shift(*asked)
        return found


@cache
def nationwide() -> Workdays:
    """Return the calendar without an organisation's own days, counted once."""
    return Workdays()
