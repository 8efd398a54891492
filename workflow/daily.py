"""A work group hears one post a day: on days of duty the round's, with what is overdue in it."""

from datetime import time
from typing import Any

from storage import orgs
from workflow import duty, live
from workflow.desk import Desk

USEFUL_UNTIL = time(17, 0)  # a round that could not be posted by then is 漏发


def has_round(desk: Desk, office: int | None, *, org: int) -> bool:
    """Does a round of this office's come up today, in its group as well?"""
    calendar = desk.calendar(org)
    if office is None or not calendar.is_workday(desk.today):
        return False
    return live.is_live(desk, org) and any(
        roster.rotation.from_on <= desk.today and roster.cadence.falls_on(desk.today, calendar)
        for roster in duty.of_office(desk, office)
    )


def joins(desk: Desk, group: Any) -> bool:
    """Is what this group should hear today said by the round's post?"""
    if group.org_id is None or desk.now.time() > USEFUL_UNTIL:
        return False
    return has_round(desk, group.office_id, org=group.org_id)


def groups_of(desk: Desk, *, org: int, office: int) -> list[Any]:
    """The groups of an office itself."""
    return orgs.groups_of(desk.tx, org, office_id=office)
