"""When an office is told: at once while it works or when it is urgent, else when it next begins."""

from datetime import datetime, time, timedelta

from rules.regime import Hours
from rules.workdays import Workdays


def told_at(now: datetime, *, hours: Hours, calendar: Workdays, urgent: bool = False) -> datetime:
    """Return the instant to announce work that arrives at `now` (aware, in the office's own zone).

    加急 is told at once; anything else within working hours at once, before them at their start, in the
    noon break at its end, after them or on a rest day at the start of the next working day.
    """
    today = now.date()
    minute = now.hour * 60 + now.minute
    noon, again = hours.noon
    if not urgent and noon <= minute < again and calendar.is_workday(today):
        return datetime.combine(today, time(0), now.tzinfo) + timedelta(minutes=again)
    if urgent or (calendar.is_workday(today) and hours.start <= minute < hours.end):
        return now
    begins_today = calendar.is_workday(today) and minute < hours.start
    day = today if begins_today else calendar.next_workday(today)
    return datetime.combine(day, time(0), now.tzinfo) + timedelta(minutes=hours.start)
