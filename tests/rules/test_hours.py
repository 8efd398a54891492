from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rules.hours import told_at
from rules.regime import load
from rules.workdays import Workdays

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS, CALENDAR = load("kaiping").office_hours, Workdays()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-02-13T10:00:30", "2026-02-13T10:00:30"),
        ("2026-02-13T08:30:00", "2026-02-13T08:30:00"),
        ("2026-02-13T07:00:00", "2026-02-13T08:30:00"),
        ("2026-02-13T08:29:59", "2026-02-13T08:30:00"),
        ("2026-02-13T11:59:59", "2026-02-13T11:59:59"),
        ("2026-02-13T12:00:00", "2026-02-13T14:30:00"),
        ("2026-02-13T14:29:59", "2026-02-13T14:30:00"),
        ("2026-02-13T14:30:00", "2026-02-13T14:30:00"),
        ("2026-02-17T13:00:00", "2026-02-24T08:30:00"),  # a rest day has no noon
        ("2026-02-13T17:29:59", "2026-02-13T17:29:59"),
        ("2026-02-13T17:30:00", "2026-02-14T08:30:00"),  # the next day is a worked Saturday
        ("2026-02-14T23:59:59", "2026-02-24T08:30:00"),  # then comes Spring Festival
        ("2026-02-17T10:00:00", "2026-02-24T08:30:00"),
        ("2026-02-17T05:00:00", "2026-02-24T08:30:00"),
    ],
)
def test_work_is_told_while_the_office_works(now, told):
    assert told_at(at(now), hours=HOURS, calendar=CALENDAR) == at(told)


@pytest.mark.parametrize(
    "now", ["2026-02-17T03:00:00", "2026-02-13T20:00:00", "2026-02-13T10:00:00", "2026-02-13T12:30:00"]
)
def test_what_is_urgent_is_told_at_once(now):
    assert told_at(at(now), hours=HOURS, calendar=CALENDAR, urgent=True) == at(now)
