"""What is routine leaves spread over some minutes, and never when everybody's messages leave."""

from datetime import datetime, timedelta

from workflow.desk import Desk

CROWDED = (0, 30)  # minutes of the hour in which platforms drop what is too much
ROUTINE = 6  # from this priority on nobody waits for a message


def spread(desk: Desk, who: int, at: datetime) -> int:
    """A few minutes after ``at`` (ms): the same for one receiver each day, and never in minute 0 or 30."""
    low, high = (minutes * 60 for minutes in desk.house.policy.jitter_minutes)
    later = at + timedelta(seconds=low + (who * 7919) % (high - low + 1))
    if later.minute in CROWDED:
        back = timedelta(minutes=1) if later - at >= timedelta(seconds=low + 60) else -timedelta(minutes=1)
        later -= back
    return round(later.timestamp() * 1000)


def routine(desk: Desk, who: int) -> int:
    """When something routine leaves that comes up now (ms): while offices work, else when they next do."""
    quiet_from, quiet_to = desk.house.policy.quiet
    day, calendar = desk.today, desk.house.calendar
    at = desk.at(desk.ms_at(day, quiet_to))
    if not calendar.is_workday(day) or desk.now.time() >= quiet_from:
        at = desk.at(desk.ms_at(calendar.next_workday(day), quiet_to))
    return spread(desk, who, max(at, desk.now))
