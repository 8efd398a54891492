"""What is entered over the known years: the yearly notice of the State Council's office, or single days.

A notice settles its whole year (and may move the last days of December before it); an entry without a
year says something of single days only. Later entries lie over earlier ones.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.model import Text
from rules.workdays import Workdays


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


def entered(row: Any) -> Entry:
    """Read a stored row (year, and days as the JSON text of `Entry.data`) back."""
    days = json.loads(row.days)
    off, work = (
        {date.fromisoformat(day): str(name) for day, name in days[kind].items()} for kind in ("off", "work")
    )
    return Entry(row.year, off, work)


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
