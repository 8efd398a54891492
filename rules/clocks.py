"""The statutory clocks: what starts one, when it is due, why just then, and when to remind.

A unit of counting is one function under ``@counts``; a line of a regime that uses a unit nobody
taught is refused with the list of those that are known. An instant is turned into its date in
Asia/Shanghai before it comes here, and a due date is valid to 24:00.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.cite import OFFICE
from rules.model import Kind, Text
from rules.workdays import WEEKDAYS, Workdays

EVENTS = {
    "item.formed": Text("信息形成", "the information was formed"),
    "item.changed": Text("信息变更", "the information changed"),
    "item.reached_office": Text("申请送达办公室", "the application reached the office"),
    "item.approved": Text("完成审批", "the last approval was given"),
    "item.handed_over": Text("移交网站管理员", "the item was handed to the web administrator"),
    "item.published": Text("已发布", "the item was published"),
    "item.withdrawn": Text("已撤回", "the item was withdrawn"),
}

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


@counts("same day", numbered=False)
def _same_day(start: date, _n: int, _calendar: Workdays) -> date:
    """当日内: the same date, worked or not, to 24:00."""
    return start


class UntaughtUnit(ValueError):
    """A rule uses a unit that no function counts; its text lists the known forms."""


@dataclass(frozen=True, slots=True)
class Within:
    """A length of time: a number and the unit it is counted in."""

    n: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> "Within":
        """Read ``7 workdays`` or ``same day``; raises UntaughtUnit for anything else."""
        number, _, unit = text.strip().partition(" ")
        if text in UNITS and not UNITS[text].numbered:
            return cls(0, text)
        unit = unit.strip()
        if (
            number.isascii()
            and number.isdigit()
            and unit in UNITS
            and UNITS[unit].numbered
            and len(number) <= 4
        ):
            return cls(int(number), unit)
        raise UntaughtUnit(f"{text}: {', '.join(forms())}")

    def __str__(self) -> str:
        return f"{self.n} {self.unit}" if UNITS[self.unit].numbered else self.unit


def forms() -> list[str]:
    """Return how a length may be written, one form per taught unit."""
    return [unit.form for unit in UNITS.values()]


@dataclass(frozen=True, slots=True)
class Clock:
    """One line of a regime's clocks. `kinds` are the items it runs for."""

    id: str
    kinds: frozenset[Kind]
    starts: str
    stops: str
    within: Within
    cite: str
    figure: str
    says: Text


@dataclass(frozen=True, slots=True)
class Ladder:
    """When to remind: working days before the due date (0 is the day itself), and once it is over."""

    before: tuple[int, ...]
    overdue: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One step of the arithmetic: start, same_day, rest, makeup, counted, reached or provisional."""

    kind: str
    on: date
    until: date | None = None
    n: int = 0
    name: Text | None = None

    def data(self) -> dict[str, Any]:
        """Return the step as JSON values, for the record."""
        plain: dict[str, Any] = {"kind": self.kind, "on": self.on.isoformat()}
        if self.until is not None:
            plain["until"] = self.until.isoformat()
        if self.n:
            plain["n"] = self.n
        if self.name is not None:
            plain["name"] = self.name.data()
        return plain

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Explained":
        """Read a step back from the record."""
        until, name = data.get("until"), data.get("name")
        return cls(
            data["kind"],
            date.fromisoformat(data["on"]),
            date.fromisoformat(until) if until else None,
            data.get("n", 0),
            Text(**name) if name else None,
        )

    @property
    def text(self) -> Text:
        """Say the step in one short sentence."""
        day, name = _day(self.on), self.name or Text("", "")
        last = _day(self.until or self.on)
        zh_span = day.zh_CN if self.until in {None, self.on} else f"{day.zh_CN}至{last.zh_CN}"
        en_span = day.en if self.until in {None, self.on} else f"{day.en} to {last.en}"
        match self.kind:
            case "start":
                return Text(f"起算日 {day.zh_CN}，当日不计", f"starts on {day.en}, which is not counted")
            case "same_day":
                return Text(
                    f"起算日 {day.zh_CN}，当日 24:00 前", f"starts on {day.en}, due by 24:00 that day"
                )
            case "rest":
                return Text(f"{zh_span} {name.zh_CN}放假，不计", f"{en_span}: {name.en}, not counted")
            case "makeup":
                return Text(f"{zh_span} 调休上班，计入", f"{en_span}: make-up working day, counted")
            case "reached":
                return Text(
                    f"自 {day.zh_CN} 起，至 {last.zh_CN} 24:00", f"from {day.en} to 24:00 on {last.en}"
                )
            case "counted":
                return Text(f"第 {self.n} 个工作日为 {day.zh_CN}", f"working day {self.n} is {day.en}")
            case _:
                return Text(
                    f"{day.zh_CN} 所在年度放假安排未公布，暂按周一至周五计",
                    f"no holiday notice covers {day.en} yet; counted Monday to Friday for now",
                )

    def __str__(self) -> str:
        return self.text.zh_CN


def _day(day: date) -> Text:
    return Text(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a clock, to 24:00; `provisional` while no notice settles the days it counts."""

    on: date
    provisional: bool
    explain: tuple[Explained, ...]


def due(rule: Within, start: date, calendar: Workdays) -> Due:
    """Return when `rule` runs out for an event on `start`, with the arithmetic in steps."""
    on = UNITS[rule.unit].count(start, rule.n, calendar)
    if on == start and (rule.unit != "workdays" or rule.n == 0):
        return Due(on, False, (Explained("same_day", start),))
    if rule.unit != "workdays":
        return Due(on, False, (Explained("reached", start, on),))
    steps = [
        Explained("start", start),
        *_broken_weeks(start, on, calendar),
        Explained("counted", on, n=rule.n),
    ]
    provisional = not calendar.settles(start, on)
    if provisional:
        steps.append(Explained("provisional", on))
    return Due(on, provisional, tuple(steps))


def _broken_weeks(start: date, end: date, calendar: Workdays) -> list[Explained]:
    """Return the holidays and make-up days between, adjoining days of one name as one step.

    A festival that lies on a weekend only changes nothing and is left out.
    """
    steps: list[Explained] = []
    for day, name in calendar.marked(start, end):
        kind = "rest" if name.mark == "休" else "makeup"
        last = steps[-1] if steps else None
        if (
            last
            and last.until
            and (last.kind, last.name) == (kind, name.name)
            and (day - last.until).days == 1
        ):
            steps[-1] = Explained(kind, last.on, day, name=name.name)
        else:
            steps.append(Explained(kind, day, day, name=name.name))
    return [step for step in steps if _breaks_a_week(step)]


def _breaks_a_week(step: Explained) -> bool:
    days = ((step.until or step.on) - step.on).days + 1
    weekdays = sum(date.fromordinal(step.on.toordinal() + i).weekday() < WEEKDAYS for i in range(days))
    return weekdays > 0 if step.kind == "rest" else weekdays < days


def thresholds(on: date, ladder: Ladder, calendar: Workdays) -> tuple[tuple[str, date], ...]:
    """Return what to say and on which date: T-3, T-1, T, and overdue on the next working day."""
    found = [
        (f"T-{n}", calendar.shift(on, -n)) if n else ("T", on) for n in sorted(ladder.before, reverse=True)
    ]
    if ladder.overdue:
        found.append(("overdue", calendar.next_workday(on)))
    return tuple(found)


def started_by(clocks: Iterable[Clock], event: str, kind: Kind) -> tuple[Clock, ...]:
    """Return the clocks that an event starts for an item of this kind."""
    return tuple(clock for clock in clocks if clock.starts == event and kind in clock.kinds)


def stopped_by(clocks: Iterable[Clock], event: str, kind: Kind) -> tuple[Clock, ...]:
    """Return the clocks that an event meets for an item of this kind."""
    return tuple(clock for clock in clocks if clock.stops == event and kind in clock.kinds)


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
