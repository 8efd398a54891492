"""While next year's holiday notice is missing its administrators hear of it: weekly from 1 November, daily
from 10 December, on mornings on which offices work, until it is in.
"""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from storage import clocks, orgs, outbox
from workflow import remind, roster
from workflow.desk import Desk
from workflow.missing_year import KIND, missing, next_day
from workflow.notices import Notice, notice, tell
from workflow.timers import Due, timer


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


def _moot(desk: Desk, said: Notice) -> str | None:
    """It is in; or a reminder of this morning has said it already."""
    if desk.calendar(said.id).knows(said.facts["year"]):
        return "entered"
    morning = desk.ms_at(desk.today, time(0))
    rows = outbox.drawn_about(desk.tx, subject=f"slot:{said.reader}", kind="clock.reminder")
    return "said_with_reminder" if any(row.sending_at >= morning for row in rows) else None


@notice(KIND, moot=_moot)
def missing_facts(desk: Desk, said: Notice) -> Mapping[str, Any]:
    """The year that is missing, and how many open promises lean on it."""
    rows = clocks.provisional(desk.tx, said.id)
    return {**said.facts, "provisional": rows}
