"""What is entered over the known years: the yearly notice of the State Council's office, or single days.

A notice settles its whole year (and may move the last days of December before it); an entry without a
year says something of single days only. Later entries lie over earlier ones.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.model import Text
from rules.problems import Problem
from rules.workdays import NOTICE_TAIL, WEEKDAYS, Workdays

FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Off in every year by month and day: 《全国年节及纪念日放假办法》第二条."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Rest days and make-up days with what they are called; `year` when they are that year's notice."""

    year: int | None
    off: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)

    def data(self) -> dict[str, dict[str, str]]:
        """Return the days as JSON values."""
        return {
            "off": {day.isoformat(): name for day, name in sorted(self.off.items())},
            "work": {day.isoformat(): name for day, name in sorted(self.work.items())},
        }


@dataclass(frozen=True, slots=True)
class Handed:
    """What somebody handed in: the days, where they were published, and for whom they hold (`scope`: "" the
    whole country, region:NAME, org:KEY; None where it is not said).
    """

    entry: Entry
    source: str = ""
    scope: str | None = None


class NoticeError(Exception):
    """What was handed in cannot be entered; `problems` lists every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.say("en"))

    def say(self, lang: str) -> str:
        """Return every problem, one line each."""
        return "\n".join(problem.say(lang) for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Fault:
    """Days that cannot be as they are handed in; `day` is None where one is missing."""

    day: date | None
    allowed: Text
    found: str | None = None


def faults(entry: Entry) -> Iterator[Fault]:
    """Tell what no notice can say: days of other years, make-up days in the week, legal holidays left out."""
    for day in sorted(entry.off.keys() & entry.work.keys()):
        yield Fault(day, Text("一天不可又放假又上班", "a day cannot be both off and worked"), day.isoformat())
    if entry.year is None:
        return
    year = entry.year
    for day in sorted(entry.off.keys() | entry.work.keys()):
        if not (day.year == year or (day.year == year - 1 and (day.month, day.day) >= NOTICE_TAIL)):
            allowed = Text(
                f"应在 {year} 年内，或 {year - 1} 年 12 月 24 日至 31 日",
                f"must lie in {year}, or on 24-31 December {year - 1}",
            )
            yield Fault(day, allowed, day.isoformat())
    for day in sorted(entry.work):
        if day.weekday() < WEEKDAYS:
            yield Fault(
                day,
                Text("补班日应为星期六或星期日", "a make-up day is a Saturday or a Sunday"),
                day.isoformat(),
            )
    for month, on in FIXED:
        if date(year, month, on) not in entry.off:
            yield Fault(
                None,
                Text(
                    f"{month} 月 {on} 日依法放假，应列入",
                    f"{on} {date(year, month, on):%B} is off by law and must be listed",
                ),
            )


def entered(row: Any) -> Entry:
    """Read a stored row (year, and days as the JSON text of `Entry.data`) back."""
    return entered_from(row.year, json.loads(row.days))


def entered_from(year: int | None, days: Mapping[str, Mapping[str, str]]) -> Entry:
    """Read the values of `Entry.data` back."""
    off, work = (
        {date.fromisoformat(day): str(name) for day, name in days[kind].items()} for kind in ("off", "work")
    )
    return Entry(year, off, work)


def laid(entries: Iterable[Entry]) -> Workdays:
    """Return the calendar with these entries over the known years, each over those before it."""
    off: dict[date, Text] = {}
    work: dict[date, Text] = {}
    noticed: set[int] = set()
    told: dict[date, int] = {}  # by which year's notice, 0 for a single day
    for entry in entries:
        year = entry.year or 0
        if year:
            noticed.add(year)
            for days in (off, work):
                for day in [day for day in days if day.year == year and told[day] <= year]:
                    del days[day]
        for mine, other, named in ((off, work, entry.off), (work, off, entry.work)):
            for day, name in named.items():
                if year and told.get(day, 0) > year:
                    continue  # the next year's notice moved this day of December, whichever came first
                mine[day], told[day] = Text(name, name), year
                other.pop(day, None)
    return Workdays(off=off, work=work, noticed=noticed)
