"""An answer to the same questions by walking day by day; it imports nothing of what it judges.

Its calendar is that of the holidays library. Every figure is written out here once more.
"""

from datetime import date, datetime, timedelta, timezone
from functools import cache

import holidays

LAST_SETTLED = date(2026, 12, 23)  # the next notice may still move 24 to 31 December
FIRST_SETTLED = date(2007, 1, 1)
ONE = timedelta(days=1)
WORKDAYS = {
    "CN-26-PUBLISH": 20,
    "CN-30-CORRECT-NOTICE": 7,
    "CN-33-ANSWER": 20,
    "CN-32-THIRD": 15,
    "CN-34-COMAKER": 15,
    "CN-XF-OBJECT": 5,
    "CN-CFFA48-WITHDRAW": 3,
    "KP-21-PROPOSE": 7,
    "KP-21-PUBLISH": 20,
}
ROLLED_DAYS = {"CN-XF-NOTICE": 15, "CN-XF-CLOSE": 60, "CN-FUYI-60": 60}
ROLLED_MONTHS = {"CN-SUSONG-6M": 6}
EVERY_DAYS = {"CN-19H-NEWS": 14}
EVERY_MONTHS = {"CN-19H-NOTICE": 6, "CN-19H-MESSAGE": 3}
FIXED = {"CN-49-DEPT-REPORT": (1, 31), "CN-49-GOV-REPORT": (3, 31)}
LEAST_DAYS = {"CN-DEC15-CONSULT": 30}
HOURS = {"CN-YQ-5H": 5, "CN-YQ-24H": 24, "CN-YQ-48H": 48}
RULES = [
    *WORKDAYS, *ROLLED_DAYS, *ROLLED_MONTHS, *EVERY_DAYS, *EVERY_MONTHS, *FIXED, *LEAST_DAYS, *HOURS,
]  # fmt: skip
SUSPENDED_BY, LONGEST, MOST_ADDED = ("third_party", "comaker", "other_organ"), 15, 20
FAR = 1500  # days; a count that has not ended by then is held by an open letter


@cache
def worked_days():
    """Every working day of the years with a notice."""
    china = holidays.country_holidays("CN", years=range(2007, 2027))
    days, found = date(2007, 1, 1), set()
    while days <= date(2026, 12, 31):
        if china.is_working_day(days):
            found.add(days)
        days += ONE
    return frozenset(found)


def in_shanghai(text):
    """The date there; without an offset it is there already."""
    if len(text) == len("2026-02-11"):
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(timezone(timedelta(hours=8))) if moment.tzinfo else moment).date()


class Wall:
    """A wall calendar with an office's own marks on it."""

    def __init__(self, override):
        self.off = {in_shanghai(day) for day in override.get("off", ())}
        self.work = {in_shanghai(day) for day in override.get("work", ())}

    def works(self, day):
        if day in self.off or day in self.work:
            return day in self.work
        if 2007 <= day.year <= 2026:
            return day in worked_days()
        return day.weekday() < 5

    def after(self, day, n, held=frozenset()):
        """The n-th working day after it that is not held; None when there is none in sight."""
        for _ in range(FAR):
            if n == 0:
                return day
            day += ONE
            n -= self.works(day) and day not in held
        return None

    def up_to(self, day):
        while not self.works(day):
            day -= ONE
        return day

    def rolled(self, day):
        while not self.works(day):
            day += ONE
        return day


def months_on(start, n):
    """The same number n months later, or the last day before it."""
    year, month = start.year, start.month
    for _ in range(n):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(start.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError(start)


def is_settled(day):
    return FIRST_SETTLED <= day <= LAST_SETTLED


def held_days(consults, wall):
    """The days after each letter was sent, to its reply or the fifteenth working day after its receipt."""
    held = set()
    for one in consults:
        sent = in_shanghai(one["sent"])
        ends = [in_shanghai(one["replied"])] if one.get("replied") else []
        if one.get("received"):
            ends.append(wall.after(in_shanghai(one["received"]), LONGEST))
        last = min(ends) if ends else sent + timedelta(days=2 * FAR)
        held |= {sent + timedelta(days=i) for i in range(1, (last - sent).days + 1)}
    return held


def runs(days):
    """Days that follow each other, as first and last."""
    found = []
    for day in sorted(days):
        if found and day - found[-1][1] == ONE:
            found[-1][1] = day
        else:
            found.append([day, day])
    return [[first.isoformat(), last.isoformat()] for first, last in found]


def _counted(rule, start, asked, wall):
    events = asked.get("events") or {}
    n = WORKDAYS[rule] + (events.get("extension_workdays") or 0)
    if events.get("corrected"):
        start = in_shanghai(events["corrected"])
    held = {day for day in held_days(events.get("consults") or (), wall) if day > start}
    due = wall.after(start, n, held)
    if due is None:
        return {"due_date": None, "advise_by": None, "provisional": False}
    guessed = not all(is_settled(start + timedelta(days=i)) for i in range((due - start).days + 1))
    aim = wall.up_to(due - ONE) if guessed else None
    return {
        "due_date": due.isoformat(),
        "advise_by": aim.isoformat() if aim and aim >= start else None,
        "provisional": guessed,
        "suspended": runs(day for day in held if day <= due),
    }


def answer(asked):
    """Due date, aim, provisional and suspended days of a question that is in order."""
    rule, wall = asked["rule"], Wall(asked.get("calendar_override") or {})
    if rule in HOURS:
        begins = datetime.fromisoformat(asked["start"])
        at = begins.timestamp() + HOURS[rule] * 3600
        return {"due_at": at, "advise_by": None, "provisional": False, "suspended": []}
    start = in_shanghai(asked["start"])
    if rule in WORKDAYS:
        return _counted(rule, start, asked, wall)
    guessed, aim = False, None
    if rule in ROLLED_DAYS or rule in ROLLED_MONTHS:
        raw = start + timedelta(days=ROLLED_DAYS[rule]) if rule in ROLLED_DAYS else months_on(start, 6)
        due = wall.rolled(raw)
        passed = [raw + timedelta(days=i) for i in range((due - raw).days + 1)]
        guessed = not all(is_settled(day) or day in wall.off | wall.work for day in passed)
        aim = wall.up_to(due - ONE) if guessed else None
    elif rule in EVERY_DAYS or rule in EVERY_MONTHS:
        due = (
            start + timedelta(days=EVERY_DAYS[rule])
            if rule in EVERY_DAYS
            else months_on(start, EVERY_MONTHS[rule])
        )
        aim = wall.up_to(due)
    elif rule in FIXED:
        due = start
        while (due.month, due.day) != FIXED[rule]:
            due += ONE
        aim = wall.up_to(due)
    else:
        due = start + timedelta(days=LEAST_DAYS[rule])
    return {
        "due_date": due.isoformat(),
        "advise_by": aim.isoformat() if aim and aim >= start else None,
        "provisional": guessed,
        "suspended": [],
    }
