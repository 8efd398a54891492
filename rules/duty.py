"""读网值班: on which days a site is read, whose turn it is, who stands in, and whether it is fairly shared.

Turns follow the calendar, never elapsed time: a rotation counts duty days from its first day on, working
days, rest days and festivals each by themselves, so that everybody comes to each kind in turn. What somebody
changed (leave, a swap, an override) moves that day alone and nobody else's turn.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Self

from rules.parts import Duty
from rules.shapes import Times, UntaughtUnit
from rules.units import days_after
from rules.workdays import Workdays

DayKind = Literal["work", "rest", "festival"]
WEIGHTS: Mapping[DayKind, int] = {"work": 1, "rest": 2, "festival": 3}  # as the days are paid
TURNS = ("day", "week")
MOST_PARTS = 3  # shifts of one day
DAILY, WORKDAYS, ALWAYS = "daily", "workdays", "always"
FEW = 2  # a week of fewer working days is announced before it begins


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often: so many times in a period. A daily one may leave out rest days, or go round the clock."""

    times: Times
    rest_days: bool = True
    always: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``daily``, ``workdays``, ``always``, ``2 per week``; raises UntaughtUnit for anything else."""
        match text.strip():
            case "daily":
                return cls(Times(1, "day"))
            case "workdays":
                return cls(Times(1, "day"), rest_days=False)
            case "always":
                return cls(Times(1, "day"), always=True)
            case other:
                times = Times.parse(other)
                if times.period == "day" and times.n != 1:
                    raise UntaughtUnit(f"{text}: {', '.join(cls.forms())}")
                return cls(times)

    @classmethod
    def forms(cls) -> list[str]:
        """Return how it may be written."""
        return [DAILY, WORKDAYS, ALWAYS, "N per week", "N per month", "N per 2 months", "N per year"]

    @classmethod
    def of(cls, duty: Duty) -> Self | None:
        """Return what a regime says of a duty; None where it leaves that to the office."""
        if duty.times is None:
            return None
        return cls(duty.times, rest_days=duty.rest_days, always=duty.always)

    def __str__(self) -> str:
        if not self.is_daily:
            return str(self.times)
        return ALWAYS if self.always else DAILY if self.rest_days else WORKDAYS

    @property
    def is_daily(self) -> bool:
        """Is there a reading on every (working) day?"""
        return self.times.period == "day"

    def is_less_than(self, other: "Cadence") -> bool:
        """Tell whether this is read less often than `other` asks."""
        if self.is_daily and other.is_daily:
            return (other.rest_days and not self.rest_days) or (other.always and not self.always)
        return self.per_year < other.per_year

    @property
    def per_year(self) -> int:
        """About how many times a year."""
        if self.is_daily:
            return 366 if self.rest_days else 245
        return self.times.n * {"week": 52, "month": 12, "2 months": 6, "year": 1}[self.times.period]

    def falls_on(self, day: date, calendar: Workdays) -> bool:
        """Tell whether this is a day of duty."""
        if self.is_daily:
            return self.rest_days or calendar.is_workday(day)
        return day in planned(self.times, day, calendar)


def planned(times: Times, day: date, calendar: Workdays) -> tuple[date, ...]:
    """Return the days on which the readings of the period around `day` are asked for, each on a day of its
    own: from the period's second working day to its last; where there are too few, rest days are added.
    """
    first, last = times.span(day)
    days = [days_after(first, n) for n in range((last - first).days + 1)]
    worked = [one for one in days if calendar.is_workday(one)]
    if len(worked) > times.n:
        return tuple(_spread(worked[1:], times.n))
    rest = [one for one in days if one not in worked]
    return tuple(sorted([*worked, *_spread(rest, times.n - len(worked))]))


def _spread(days: Sequence[date], n: int) -> list[date]:
    """Pick `n` of some days, the first and the last among them; all where there are not more."""
    if n <= 0 or not days:
        return []
    if n >= len(days):
        return list(days)
    if n == 1:
        return [days[0]]
    return [days[k * (len(days) - 1) // (n - 1)] for k in range(n)]


def reminded_on(times: Times, day: date, calendar: Workdays) -> tuple[date, ...]:
    """Return the second and the last working day of the period: whoever is behind is reminded then."""
    first, last = times.span(day)
    days = (days_after(first, n) for n in range((last - first).days + 1))
    worked = [one for one in days if calendar.is_workday(one)]
    return tuple(sorted({*worked[1:2], *worked[-1:]}))


def announced_on(times: Times, day: date, calendar: Workdays) -> date | None:
    """Return the working day on which a period of too few working days is announced: the last one before."""
    first, last = times.span(day)
    if times.period != "week" or calendar.between(days_after(first, -1), last) >= FEW:
        return None
    return calendar.last_workday_not_after(days_after(first, -1))


def kind_of(day: date, calendar: Workdays) -> DayKind:
    """Return how heavy a day of duty is: worked, an ordinary rest day, or a festival's day off."""
    if calendar.is_workday(day):
        return "work"
    return "rest" if calendar.name(day) is None else "festival"


Turn = tuple[int, ...]  # whoever reads together, by their ids


@dataclass(frozen=True, slots=True)
class Rotation:
    """Who comes when. Every turn has one reader or more; `rest` are turns of their own for rest days and
    festivals, `leaders` lead in turn. `by` tells whether the turn changes each duty day or each week;
    `parts` how many shifts a day has, each with a turn of its own.
    """

    turns: tuple[Turn, ...]
    from_on: date
    by: str = "day"
    parts: int = 1
    rest: tuple[Turn, ...] = ()
    leaders: tuple[int, ...] = ()
    stand_ins: tuple[int, ...] = ()

    @property
    def readers(self) -> tuple[int, ...]:
        """Everybody who reads by turns, each once."""
        return tuple(dict.fromkeys(one for turn in (*self.turns, *self.rest) for one in turn))


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is not there, both days included."""

    person: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Changes:
    """What was settled beside the rotation: who reads a (day, shift) instead, and who is away when."""

    instead: Mapping[tuple[date, int], Turn] = field(default_factory=dict)
    away: tuple[Away, ...] = ()

    def is_away(self, person: int, day: date) -> bool:
        """Tell whether somebody is away on a day."""
        return any(one.person == person and one.first <= day <= one.last for one in self.away)


UNCHANGED = Changes()


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of one day: who reads, who leads, and why it is not simply whose turn it is.

    `why` is empty, ``leave`` (somebody stepped in), ``instead`` (a swap, an override) or ``vacant``.
    """

    on: date
    part: int
    kind: DayKind
    readers: Turn
    leader: int | None
    stand_ins: Turn
    why: str

    @property
    def is_vacant(self) -> bool:
        return not self.readers


def shifts(
    cadence: Cadence,
    rotation: Rotation,
    calendar: Workdays,
    *,
    start: date,
    end: date,
    changes: Changes = UNCHANGED,
) -> list[Shift]:
    """Return every shift from `start` to `end`, both included; none before the rotation begins."""
    found = []
    for on, counts in _counted(cadence, rotation, calendar, end):
        if on >= start:
            kind = kind_of(on, calendar)
            found += [
                _shift(rotation, on, part, before=counts[kind], kind=kind, changes=changes)
                for part in range(rotation.parts)
            ]
    return found


def on_day(
    cadence: Cadence, rotation: Rotation, calendar: Workdays, day: date, changes: Changes = UNCHANGED
) -> list[Shift]:
    """Return the shifts of one day; none where it is no day of duty."""
    return shifts(cadence, rotation, calendar, start=day, end=day, changes=changes)


def _counted(
    cadence: Cadence, rotation: Rotation, calendar: Workdays, end: date
) -> Iterator[tuple[date, dict[DayKind, int]]]:
    """Every duty day from the rotation's first on, with how many of each kind came before it."""
    counts: dict[DayKind, int] = {"work": 0, "rest": 0, "festival": 0}
    for n in range((end - rotation.from_on).days + 1):
        on = days_after(rotation.from_on, n)
        if cadence.falls_on(on, calendar):
            yield on, dict(counts)
            counts[kind_of(on, calendar)] += 1


def _shift(rotation: Rotation, on: date, part: int, *, before: int, kind: DayKind, changes: Changes) -> Shift:
    turns = rotation.turns if kind == "work" or not rotation.rest else rotation.rest
    weeks = (on - days_after(rotation.from_on, -rotation.from_on.weekday())).days // 7
    place = (weeks if rotation.by == "week" else before) * rotation.parts + part
    leader = _first_there(rotation.leaders, weeks if rotation.by == "week" else before, on, changes)
    stand_ins = tuple(one for one in rotation.stand_ins if not changes.is_away(one, on))
    if (on, part) in changes.instead:
        instead = changes.instead[on, part]
        there = tuple(one for one in instead if not changes.is_away(one, on))
        return Shift(on, part, kind, there, leader, stand_ins, "instead" if there else "vacant")
    turn = turns[place % len(turns)] if turns else ()
    readers = tuple(one for one in turn if not changes.is_away(one, on))
    if readers == turn and turn:
        return Shift(on, part, kind, readers, leader, stand_ins, "")
    others = len(turns) - 1
    ahead = place // len(turns) if turns else 0  # each time round somebody else comes first to step in
    order = [1 + (n + ahead) % others for n in range(others)] if others > 0 else []
    nexts = [one for n in order for one in turns[(place + n) % len(turns)]]
    taken = {*turn, *_others(rotation, turns, place, part)}
    free = [one for one in (*dict.fromkeys(nexts), *stand_ins) if one not in taken]
    instead_of_them = [one for one in free if not changes.is_away(one, on)]
    readers = (*readers, *instead_of_them[: len(turn) - len(readers)])
    return Shift(on, part, kind, readers, leader, stand_ins, "leave" if readers else "vacant")


def _others(rotation: Rotation, turns: Sequence[Turn], place: int, part: int) -> Iterator[int]:
    """Whoever has the day's other shifts: nobody has two of one day while there is somebody else."""
    for other in range(rotation.parts):
        if other != part and turns:
            yield from turns[(place - part + other) % len(turns)]


def _first_there(people: Sequence[int], place: int, on: date, changes: Changes) -> int | None:
    order = [people[(place + n) % len(people)] for n in range(len(people))]
    return next((one for one in order if not changes.is_away(one, on)), None)


def gaps(found: Iterable[Shift]) -> list[Shift]:
    """Return the shifts that nobody reads."""
    return [one for one in found if one.is_vacant]


@dataclass(frozen=True, slots=True)
class Share:
    """What one person carries: days of each kind, and their weight with rest days counted heavier."""

    work: int
    rest: int
    festival: int

    @property
    def days(self) -> int:
        return self.work + self.rest + self.festival

    @property
    def weight(self) -> int:
        return sum(n * WEIGHTS[kind] for kind, n in self._by_kind())

    def _by_kind(self) -> tuple[tuple[DayKind, int], ...]:
        return (("work", self.work), ("rest", self.rest), ("festival", self.festival))


def shares(found: Iterable[Shift], people: Collection[int] = ()) -> dict[int, Share]:
    """Return how much everybody carries; `people` stand in it even where they carry nothing."""
    counts: dict[int, dict[DayKind, int]] = {one: _none() for one in people}
    for shift in found:
        for person in shift.readers:
            counts.setdefault(person, _none())[shift.kind] += 1
    return {person: Share(**held) for person, held in counts.items()}


def _none() -> dict[DayKind, int]:
    return {"work": 0, "rest": 0, "festival": 0}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a period is: readings on so many different days, of so many."""

    done: int
    n: int
    first: date
    last: date

    @property
    def is_met(self) -> bool:
        return self.done >= self.n


def progress(times: Times, day: date, read_on: Iterable[date]) -> Progress:
    """Return how far the period around `day` is. Two readings on one day are one."""
    first, last = times.span(day)
    return Progress(len({one for one in read_on if first <= one <= last}), times.n, first, last)


def may_take(shift: Shift, person: int, changes: Changes = UNCHANGED) -> str | None:
    """Return why somebody cannot take over a shift: ``has_it`` or ``away``; None where they can."""
    if person in shift.readers:
        return "has_it"
    return "away" if changes.is_away(person, shift.on) else None


def handed_over(shift: Shift, giver: int, taker: int) -> Turn:
    """Return who reads a shift once `taker` has taken `giver`'s place in it."""
    return tuple(dict.fromkeys(taker if one == giver else one for one in shift.readers))
