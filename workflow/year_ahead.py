"""While next year's holiday notice is missing its administrators hear of it: weekly from 1 November, daily
from 10 December, on mornings on which offices work, until it is in.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rules.workdays import Workdays
from storage import clocks, orgs
from workflow import remind, roster
from workflow.desk import Desk
from workflow.notices import Notice, notice, tell
from workflow.timers import Due, timer

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


def watch(desk: Desk) -> None:
    """At start: whatever organisation has no wake-up planted gets its next one."""
    for organisation in orgs.organisations_all(desk.tx):
        if not clocks.waiting(desk.tx, KIND, f"org:{organisation.id}"):
            plant(desk, organisation.id)


def plant(desk: Desk, org: int) -> None:
    """Wake up on the next morning on which the year would be missing, and on no other."""
    clocks.cancel(desk.tx, subject=f"org:{org}", kind=KIND)
    slot = min(desk.house.policy.slots)
    is_past = desk.ms_at(desk.today, slot) <= desk.ms
    day = next_day(desk.calendar(org), desk.today if is_past else desk.today - timedelta(days=1))
    if day is not None:
        clocks.plant(
            desk.tx,
            kind=KIND,
            subject=f"org:{org}",
            occasion=day.isoformat(),
            fire_at=desk.ms_at(day, slot),
        )


@timer(KIND)
def tell_missing(desk: Desk, due: Due) -> None:
    """It is morning: if it is missing still, every administrator is told, at most once a day each."""
    org = int(due.subject.rpartition(":")[2])
    year = missing(desk.calendar(org), desk.today)
    for person in roster.administrators(desk, org) if year is not None else ():
        leaves_at = remind.late_or_not(desk, org, person, due.fire_at)
        on = desk.at(leaves_at).date()
        tell(
            desk,
            Notice(
                "calendar.missing",
                person,
                due.subject,
                on.isoformat(),
                {"year": year},
                priority=7,
                not_before=leaves_at,
                expires_at=remind.end_of_day(desk, leaves_at),
            ),
        )
    plant(desk, org)


def _is_in(desk: Desk, said: Notice) -> str | None:
    return "entered" if desk.calendar(said.id).knows(said.facts["year"]) else None


@notice("calendar.missing", moot=_is_in)
def missing_facts(desk: Desk, said: Notice) -> Mapping[str, Any]:
    """The year that is missing, and how many open promises lean on it."""
    rows = clocks.provisional(desk.tx, said.id)
    return {**said.facts, "provisional": rows}
