"""The shapes a time limit has: within, every, times per period, on a fixed date, at least so long.

A shape is one class: `key` is its word in a regime's line, `parse` reads what stands there, `due` gives
the last day (to 24:00, Asia/Shanghai) with its arithmetic. An instant is turned into its date in
Asia/Shanghai before it comes here; only hours are counted from the instant itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from rules import suspension, units
from rules.explain import Explained, festivals
from rules.model import Text
from rules.suspension import CONSULTED, NOTHING, Events, Impossible, Pause
from rules.units import UNITS, UntaughtUnit, days_after, months_after, read_length
from rules.workdays import Workdays

SHANGHAI = ZoneInfo("Asia/Shanghai")
RECEIPTS = ("strict", "next_workday")


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a clock, to 24:00; `provisional` while no notice settles the days it counts.

    `at` is the instant for hours. `advise_by` is the working day to aim at where the last day itself
    does not roll or is provisional. `suspended` are the days that were not counted, first and last.
    """

    on: date
    provisional: bool
    explain: tuple[Explained, ...]
    at: datetime | None = None
    advise_by: date | None = None
    suspended: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What beside its length a clock's line settles.

    `pauses` are the consultations that stop it and for how long at most; `restarts` tells whether a
    correction starts it again; `extends` how many working days it may be extended by, once; `receipt`
    how a start on a rest day counts: strict, or as on the next working day.
    """

    pauses: Mapping[str, tuple[int, str]]
    restarts: bool = False
    extends: int = 0
    receipt: str = "strict"

    @property
    def stops(self) -> bool:
        """Tell whether anything that happens after the start can move the date."""
        return bool(self.pauses or self.restarts or self.extends)


PLAIN = Terms({})


class Shape(Protocol):
    """One way in which a regulation sets a time."""

    key: ClassVar[str]

    @classmethod
    def forms(cls) -> list[str]: ...

    @classmethod
    def parse(cls, text: str) -> Self: ...

    def due(
        self, start: date, calendar: Workdays, *, events: Events = NOTHING, terms: Terms = PLAIN
    ) -> Due: ...


SHAPES: dict[str, type[Shape]] = {}


S = TypeVar("S", bound="type[Shape]")


def shape(kind: S) -> S:
    """The decorated class is a shape that a line may have."""
    SHAPES[kind.key] = kind
    return kind


def day_of(moment: date) -> date:
    """Return the date in Asia/Shanghai of an instant (aware, or already local); a date as it is."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).date()


@shape
@dataclass(frozen=True, slots=True)
class Within:
    """A length of time: a number and the unit it is counted in."""

    key: ClassVar[str] = "within"

    n: int
    unit: str

    @classmethod
    def forms(cls) -> list[str]:
        """Return how it may be written."""
        return units.forms()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``7 workdays`` or ``same day``; raises UntaughtUnit for anything else."""
        return cls(*read_length(text))

    def __str__(self) -> str:
        return f"{self.n} {self.unit}" if UNITS[self.unit].numbered else self.unit

    def due(self, start: date, calendar: Workdays, *, events: Events = NOTHING, terms: Terms = PLAIN) -> Due:
        """Return the last day. Raises Impossible for events this clock does not know or that cannot be,
        StillOpen while a consultation without an end holds it.
        """
        if self.unit == "hours":
            _none(events)
            return self._hours(start)
        day = day_of(start)
        if self.unit != "workdays":
            _none(events)
            return self._natural(day, calendar)
        return self._worked(day, calendar, events, terms)

    def _hours(self, start: date) -> Due:
        if not isinstance(start, datetime):
            raise Impossible("按小时计的时限须有起算时刻", "a limit in hours needs the instant it starts at")
        local = start if start.tzinfo else start.replace(tzinfo=SHANGHAI)
        ends = local.astimezone(UTC) + timedelta(hours=self.n)  # in UTC, so exact where clocks are changed
        at, on = ends.astimezone(SHANGHAI), day_of(local)
        return Due(at.date(), False, (Explained("hours", on, at.date(), n=self.n),), at=at)

    def _natural(self, day: date, calendar: Workdays) -> Due:
        on = UNITS[self.unit].count(day, self.n, calendar)
        if on == day:
            return Due(on, False, (Explained("same_day", day),))
        match self.unit:
            case "days":
                raw, steps = (
                    days_after(day, self.n),
                    [Explained("days", day, days_after(day, self.n), self.n)],
                )
            case "months":
                raw = months_after(day, self.n)
                steps = [Explained("months", day, raw, self.n)]
                steps += [Explained("clamped", raw)] if raw.day != day.day else []
            case _:
                return Due(on, False, (Explained("reached", day, on),))
        steps += [Explained("rolled", raw, on)] if on != raw else []
        provisional = not all(calendar.is_known(days_after(raw, n)) for n in range((on - raw).days + 1))
        return _aimed(Due(on, provisional, tuple(steps)), day, calendar)

    def _worked(self, day: date, calendar: Workdays, events: Events, terms: Terms) -> Due:
        start, steps = _start(day, calendar, terms)
        if events.corrected is not None:
            start, more = _corrected(day, events.corrected, calendar, terms)
            steps += more
        n = self.n + _extension(events, terms)
        if n == 0:
            return Due(start, False, (*steps, Explained("same_day", start)))
        paused = suspension.pauses(events.consults, terms.pauses, after=start, calendar=calendar)
        on = suspension.shift(start, n, calendar, paused)
        held = tuple((one, one.until) for one in paused if one.until is not None and one.since <= on)
        steps += [Explained("start", start)]
        if not calendar.is_workday(start) and terms.receipt == "strict":
            steps.append(Explained("rest_start", start, calendar.next_workday(start)))
        if events.extension:
            first_due = suspension.shift(start, self.n, calendar, paused)
            steps.append(Explained("extended", first_due, n=events.extension))
        spans = tuple((one.since, until) for one, until in held)
        told = [*festivals(start, on, calendar, spans), *(_paused(one, until) for one, until in held)]
        steps += [*sorted(told, key=lambda step: step.on), Explained("counted", on, n=n)]
        provisional = not calendar.settles(start, on)
        return _aimed(Due(on, provisional, tuple(steps), suspended=spans), start, calendar)


def _none(events: Events) -> None:
    if events:
        raise Impossible(
            "此时限不中止、不重新起算、不延长", "this clock is never suspended, restarted or extended"
        )


def _start(day: date, calendar: Workdays, terms: Terms) -> tuple[date, list[Explained]]:
    if terms.receipt == "next_workday" and not calendar.is_workday(day):
        deemed = calendar.next_workday(day)
        return deemed, [Explained("deemed", day, deemed)]
    return day, []


def _corrected(
    start: date, corrected: date, calendar: Workdays, terms: Terms
) -> tuple[date, list[Explained]]:
    if not terms.restarts:
        raise Impossible("此时限不因补正重新起算", "a correction does not restart this clock")
    if corrected < start:
        raise Impossible("补正日期早于起算日", "the correction is earlier than the start")
    again, steps = _start(corrected, calendar, terms)
    return again, [Explained("corrected", corrected), *steps]


def _extension(events: Events, terms: Terms) -> int:
    if events.extension < 0:
        raise Impossible("延长的工作日数不可为负", "an extension cannot be negative")
    if events.extension > terms.extends:
        if not terms.extends:
            raise Impossible("此时限不得延长", "this clock cannot be extended")
        most = terms.extends
        raise Impossible(f"最多可延长 {most} 个工作日", f"it may be extended by {most} working days at most")
    return events.extension


def _paused(pause: Pause, until: date) -> Explained:
    names = [CONSULTED[kind] for kind in pause.kinds]
    name = Text("、".join(one.zh_CN for one in names), ", ".join(one.en for one in names))
    return Explained("suspended", pause.since, until, name=name)


def _aimed(due: Due, start: date, calendar: Workdays) -> Due:
    """While it is provisional the aim is one working day earlier, if that is not before the start: guesses
    err to the late side.
    """
    if not due.provisional:
        return due
    steps = (*due.explain, Explained("provisional", due.on))
    aim = calendar.shift(due.on, -1)
    if aim < start:
        return replace(due, explain=steps)
    return replace(due, advise_by=aim, explain=(*steps, Explained("target", aim)))


def _length(text: str) -> tuple[int, str]:
    """A number and its unit; nothing of no unit where the text is neither."""
    try:
        return read_length(text)
    except UntaughtUnit:
        return 0, ""


AFTER: dict[str, Callable[[date, int], date]] = {"days": days_after, "months": months_after}


@shape
@dataclass(frozen=True, slots=True)
class Every:
    """The longest interval between two updates. It is never rolled: a reader counts calendar days."""

    key: ClassVar[str] = "every"

    n: int
    unit: str

    @classmethod
    def forms(cls) -> list[str]:
        """Return how it may be written."""
        return [f"N {unit}" for unit in AFTER]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``10 days`` or ``3 months``; raises UntaughtUnit for anything else."""
        n, unit = _length(text)
        if unit not in AFTER or n == 0:
            raise UntaughtUnit(f"{text}: {', '.join(cls.forms())}")
        return cls(n, unit)

    def __str__(self) -> str:
        return f"{self.n} {self.unit}"

    def due(self, start: date, calendar: Workdays, *, events: Events = NOTHING, terms: Terms = PLAIN) -> Due:
        """Return the last day of the interval and the working day to update by."""
        _none(events)
        day = day_of(start)
        on = AFTER[self.unit](day, self.n)
        steps = [Explained(self.unit, day, on, self.n)]
        steps += [Explained("clamped", on)] if self.unit == "months" and on.day != day.day else []
        steps += [] if calendar.is_workday(on) else [Explained("not_rolled", on)]
        return _advised(on, day, calendar, steps)


def _advised(on: date, first: date, calendar: Workdays, steps: Iterable[Explained]) -> Due:
    """With the last working day up to `on`, where there is one from `first` on."""
    aim = calendar.last_workday_not_after(on)
    if aim < first:
        return Due(on, False, (*steps, Explained("no_workday", first, on)))
    return Due(on, False, (*steps, *([Explained("advise", aim)] if aim != on else [])), advise_by=aim)


PERIODS = ("day", "week", "month", "2 months", "year")


@shape
@dataclass(frozen=True, slots=True)
class Times:
    """So many times in every week (Monday to Sunday), month, two months, year, or every day."""

    key: ClassVar[str] = "times"

    n: int
    period: str

    @classmethod
    def forms(cls) -> list[str]:
        """Return how it may be written."""
        return [f"N per {period}" for period in PERIODS]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2 per week`` or ``1 per 2 months``; raises UntaughtUnit for anything else."""
        number, _, period = text.strip().partition(" per ")
        if not (number.isascii() and number.isdigit() and 0 < int(number) < 1000 and period in PERIODS):
            raise UntaughtUnit(f"{text}: {', '.join(cls.forms())}")
        return cls(int(number), period)

    def __str__(self) -> str:
        return f"{self.n} per {self.period}"

    def span(self, day: date) -> tuple[date, date]:
        """Return the first and last day of the period that `day` lies in."""
        match self.period:
            case "day":
                return day, day
            case "week":
                first = days_after(day, -day.weekday())
                return first, days_after(first, 6)
            case "year":
                return date(day.year, 1, 1), date(day.year, 12, 31)
            case "month":
                first, months = day.replace(day=1), 1
            case _:
                first, months = date(day.year, day.month - (day.month - 1) % 2, 1), 2
        return first, days_after(months_after(first, months), -1)

    def due(self, start: date, calendar: Workdays, *, events: Events = NOTHING, terms: Terms = PLAIN) -> Due:
        """Return the period's last day; without a working day in it there is none to aim at."""
        _none(events)
        first, last = self.span(day_of(start))
        return _advised(last, first, calendar, [Explained("period", first, last, self.n)])


@shape
@dataclass(frozen=True, slots=True)
class Fixed:
    """The same date every year, itself included and never rolled."""

    key: ClassVar[str] = "on"

    month: int
    day: int

    @classmethod
    def forms(cls) -> list[str]:
        """Return how it may be written."""
        return ["MM-DD"]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``01-31``; raises UntaughtUnit for anything else, 29 February included."""
        month, _, day = text.strip().partition("-")
        try:
            if len(month) != 2 or len(day) != 2:
                raise ValueError(text)
            found = date(2001, int(month), int(day))
        except ValueError:
            raise UntaughtUnit(f"{text}: {', '.join(cls.forms())}") from None
        return cls(found.month, found.day)

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    def due(self, start: date, calendar: Workdays, *, events: Events = NOTHING, terms: Terms = PLAIN) -> Due:
        """Return the first such date on or after `start`."""
        _none(events)
        today = day_of(start)
        on = date(today.year, self.month, self.day)
        on = on if on >= today else date(today.year + 1, self.month, self.day)
        return _advised(on, today, calendar, [Explained("fixed", on)])


@shape
@dataclass(frozen=True, slots=True)
class AtLeast:
    """A period that must not be shorter; its due day is the earliest on which it may end."""

    key: ClassVar[str] = "at_least"

    n: int

    @classmethod
    def forms(cls) -> list[str]:
        """Return how it may be written."""
        return ["N days"]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``30 days``; raises UntaughtUnit for anything else."""
        n, unit = _length(text)
        if unit != "days" or n == 0:
            raise UntaughtUnit(f"{text}: {', '.join(cls.forms())}")
        return cls(n)

    def __str__(self) -> str:
        return f"{self.n} days"

    def due(self, start: date, calendar: Workdays, *, events: Events = NOTHING, terms: Terms = PLAIN) -> Due:
        """Return the earliest permissible last day."""
        _none(events)
        on = days_after(day_of(start), self.n)
        return Due(on, False, (Explained("minimum", on, n=self.n),))


__all__ = [
    "PLAIN",
    "RECEIPTS",
    "SHANGHAI",
    "SHAPES",
    "AtLeast",
    "Due",
    "Every",
    "Fixed",
    "Shape",
    "Terms",
    "Times",
    "UntaughtUnit",
    "Within",
    "day_of",
]
