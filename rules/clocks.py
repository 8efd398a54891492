"""The statutory clocks: what starts one, when it is due, why just then, and when to remind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rules.cite import OFFICE
from rules.events import EVENTS, SUBJECTS
from rules.explain import Explained
from rules.model import Kind, Text
from rules.shapes import PLAIN, Due, Shape, Terms, Within
from rules.suspension import NOTHING, Events
from rules.units import UNITS, Unit, UntaughtUnit, counts, forms
from rules.workdays import Workdays


class NotSet(Exception):
    """The regulation names no figure for this clock and the office has set none (未配置)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One line of a regime's clocks.

    `of` is the subject it runs for; of items it runs for these `kinds`, and, given `classes`, only for
    those 类别, never for those in `not_for`. `starts` is empty where the calendar starts it. `replaces` are
    lines that do not run beside it: it says the same with more right. `soft` is the regulation's own 原则上,
    `statement` that a written statement of why it cannot be done meets it too.
    """

    id: str
    of: str
    kinds: frozenset[Kind]
    classes: frozenset[str]
    starts: tuple[str, ...]
    stops: str
    shape: Shape | None
    terms: Terms
    left_open: bool
    soft: bool
    replaces: frozenset[str]
    remind: tuple[int, ...] | None
    cite: str
    figure: str
    says: Text
    statement: bool = False
    not_for: frozenset[str] = frozenset()  # another line has these classes with more right

    def due(self, start: date, calendar: Workdays, *, events: Events = NOTHING) -> Due:
        """Return when it runs out; raises NotSet, suspension.Impossible and suspension.StillOpen."""
        if self.shape is None:
            raise NotSet(self.id)
        return self.shape.due(start, calendar, events=events, terms=self.terms)

    def runs_for(self, kind: Kind, class_: str = "") -> bool:
        """Tell whether it runs for an item of this kind and class."""
        return self.of == "item" and kind in self.kinds and self.takes(class_)

    def takes(self, class_: str) -> bool:
        """Tell whether it runs for a subject of this class."""
        return class_ not in self.not_for and (not self.classes or class_ in self.classes)


OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Rung:
    """Whom else to tell, how many working days after the date, in which of the day's slots (0 the first)."""

    role: str
    days: int
    slot: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """When to remind: working days before the due date (0 is the day itself), and once it is over.

    Once it is over, `upwards` tells who hears beside whoever holds it.
    """

    before: tuple[int, ...]
    overdue: bool
    upwards: tuple[Rung, ...] = ()
    workdays_only: bool = False  # nobody keeps it on rest days


@dataclass(frozen=True, slots=True)
class Ladders:
    """The ladder of every length; `longer` are for that length and more, counted in its unit."""

    before: tuple[int, ...]
    longer: tuple[tuple[Within, tuple[int, ...]], ...]
    overdue: bool
    upwards: tuple[Rung, ...] = ()

    def of(self, clock: Clock) -> Ladder:
        """Return when to remind of this clock."""
        if clock.remind is not None:
            return Ladder(clock.remind, self.overdue, self.upwards, clock.of == "column")
        n, unit = getattr(clock.shape, "n", 0), getattr(clock.shape, "unit", "")
        fits = [(length.n, before) for length, before in self.longer if length.unit == unit and length.n <= n]
        before = max(fits)[1] if fits else self.before
        return Ladder(before, self.overdue, self.upwards, clock.of == "column")


def due(rule: Shape, start: date, calendar: Workdays) -> Due:
    """Return when a bare limit, such as an office's own target, runs out."""
    return rule.due(start, calendar, events=NOTHING, terms=PLAIN)


@dataclass(frozen=True, slots=True)
class Wake:
    """One threshold: T-3, T-1, T, overdue, or up:ROLE; its day, and in which of the day's slots."""

    occasion: str
    on: date
    slot: int = 0


def thresholds(due: Due, ladder: Ladder, calendar: Workdays, *, today: date) -> tuple[Wake, ...]:
    """Return what to say and on which date, counted from the date to aim at: T-3, T-1, T.

    Once the date itself is over: overdue on the next working day, and upwards on the ladder's days; of what
    was over before `today` nobody above hears sooner than of what ends today. A ladder for working
    days alone has what ends on rest days, with no working day in all its time, on the last one before.
    """
    aim = due.advise_by or due.on
    last = calendar.last_workday_not_after(aim) if ladder.workdays_only else aim
    found = [
        Wake(f"T-{n}", calendar.shift(aim, -n)) if n else Wake("T", last)
        for n in sorted(ladder.before, reverse=True)
    ]
    if ladder.overdue:
        found.append(Wake(OVERDUE, calendar.next_workday(due.on)))
        over = max(due.on, today)
        found += [
            Wake(f"up:{rung.role}", calendar.shift(over, rung.days), rung.slot) for rung in ladder.upwards
        ]
    return tuple(found)


def started_by(clocks: Iterable[Clock], event: str, kind: Kind, class_: str = "") -> tuple[Clock, ...]:
    """Return the clocks that an event starts for an item of this kind and class."""
    return tuple(clock for clock in clocks if event in clock.starts and clock.runs_for(kind, class_))


def stopped_by(clocks: Iterable[Clock], event: str, kind: Kind, class_: str = "") -> tuple[Clock, ...]:
    """Return the clocks that an event meets for an item of this kind and class."""
    return tuple(clock for clock in clocks if clock.stops == event and clock.runs_for(kind, class_))


def ahead(
    clocks: Iterable[Clock], event: str, *, kind: Kind, class_: str, started: date, calendar: Workdays
) -> tuple[Clock, Due] | None:
    """Return the nearest promise that an event will meet for an item formed (changed) on `started`."""
    start = "item.formed" if kind is Kind.PUBLISH else "item.changed"
    found = [
        (clock, clock.due(started, calendar))
        for clock in stopped_by(clocks, event, kind, class_)
        if start in clock.starts and clock.shape is not None
    ]
    return min(found, key=lambda one: one[1].on, default=None)


def outcome(on: date, stopped: date) -> str:
    """Return ``met`` or ``met_late`` for a clock that its event stopped on `stopped`."""
    return "met" if stopped <= on else "met_late"


@dataclass(frozen=True, slots=True)
class Limit:
    """Until when the web administrator should have published, and whose word that is."""

    due: Due
    cite: str  # the article that binds the web administrator to the approved limit, or the office's wish
    within: Within


def publication_limit(
    approved_days: int | None, *, target: Within, cite: str, handed_over: date, calendar: Workdays
) -> Limit:
    """Return the approved 时限 counted from the hand-over; without one the office's own target.

    `cite` is the article under which the approved limit binds. The target is never called an article.
    """
    if approved_days is None:
        return Limit(due(target, handed_over, calendar), OFFICE, target)
    within = Within(approved_days, "workdays")
    return Limit(due(within, handed_over, calendar), cite, within)


__all__ = [
    "EVENTS",
    "NOTHING",
    "OVERDUE",
    "SUBJECTS",
    "UNITS",
    "Clock",
    "Due",
    "Explained",
    "Ladder",
    "Ladders",
    "Limit",
    "NotSet",
    "Rung",
    "Unit",
    "UntaughtUnit",
    "Wake",
    "Within",
    "counts",
    "due",
    "forms",
    "outcome",
    "publication_limit",
    "started_by",
    "stopped_by",
    "thresholds",
]
