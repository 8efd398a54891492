"""What a rehearsal's messages come to, and which days break a bar: nobody is to be flooded.

A message is an answer to one's own act, work that somebody is asked to do now, or routine (reminders, the
group's line, news of the service). Bars are counted from what left alone, whatever was meant.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.rehearsal.house import Message
from rules.workdays import Workdays
from workflow.spread import ROUTINE

ANSWERS = frozenset({"submit.filed", "submit.draft"})
ON_DUTY = frozenset({"duty.asked", "duty.reminder"})  # the day's round, on rest days as well
FOR_LIAISONS = (
    ANSWERS
    | ON_DUTY
    | {
        "submit.returned",
        "confirm.asked",
        "clock.reminder",
        "clock.not_set",
        "enquiry.task",
        "finding.asked",
        "enquiry.returned",
    }
)
APPROVALS = frozenset({"review.asked"})
ROUTINE_A_DAY, POSTS_A_DAY, APPROVALS_A_MORNING, DUTY_A_DAY = 2, 1, 3, 3
OPENS, CLOSES = time(8, 30), time(18, 0)
MORNING_ENDS = time(8, 40)  # what waited for the morning has left by then


def nature(message: Message) -> str:
    """``answer``, ``duty`` (to whoever is on duty), ``urgent`` (加急, hours), ``routine`` or ``work``."""
    if message.kind in ANSWERS or message.own:
        return "answer"
    if message.kind in ON_DUTY:
        return "duty"
    if message.priority >= ROUTINE:
        return "routine"
    if message.urgent or message.kind == "clock.reminder":
        return "urgent"
    return "work"


@dataclass(frozen=True, slots=True)
class Broken:
    """A bar that a day breaks: ``bar`` names it, ``found`` is the count or the instant."""

    bar: str
    day: date
    person: int | None
    group: int | None
    found: str


def broken(messages: Sequence[Message], calendar: Workdays, *, liaisons: Iterable[int] = ()) -> list[Broken]:
    """Every day on which a bar is broken. ``liaisons`` are people who hold no other post."""
    found = [*_too_many(messages), *_at_rest(messages, calendar), *_too_soon(messages)]
    only = frozenset(liaisons)
    found += [
        Broken("liaison", one.at.date(), one.person, None, one.kind)
        for one in messages
        if one.person in only and one.kind not in FOR_LIAISONS
    ]
    return sorted(found, key=lambda one: (one.day, one.bar, one.person or 0, one.group or 0, one.found))


def _too_many(messages: Sequence[Message]) -> Iterable[Broken]:
    routine = Counter(
        (one.person, one.at.date()) for one in messages if one.person and nature(one) == "routine"
    )
    for (person, day), n in routine.items():
        if n > ROUTINE_A_DAY:
            yield Broken("routine", day, person, None, str(n))
    duty = Counter((one.person, one.at.date()) for one in messages if one.person and nature(one) == "duty")
    for (person, day), n in duty.items():
        if n > DUTY_A_DAY:
            yield Broken("duty", day, person, None, str(n))
    posts = Counter((one.group, one.at.date()) for one in messages if one.group)
    for (group, day), n in posts.items():
        if n > POSTS_A_DAY:
            yield Broken("group", day, None, group, str(n))
    waited = Counter(
        (one.person, one.at.date())
        for one in messages
        if one.kind in APPROVALS and not one.urgent and OPENS <= one.at.time() < MORNING_ENDS
    )
    for (who, day), n in waited.items():
        if n > APPROVALS_A_MORNING:
            yield Broken("approvals", day, who, None, str(n))


def _at_rest(messages: Sequence[Message], calendar: Workdays) -> Iterable[Broken]:
    for one in messages:
        works = calendar.is_workday(one.at.date()) and OPENS <= one.at.time() < CLOSES
        if not works and nature(one) not in ("answer", "urgent", "duty"):
            yield Broken("hours", one.at.date(), one.person, one.group, f"{one.kind} {one.at:%H:%M}")


def _too_soon(messages: Sequence[Message]) -> Iterable[Broken]:
    """Whom a group's line calls must have been told of something overdue in private on an earlier day."""
    told: dict[int, date] = {}
    for one in messages:
        day = one.at.date()
        for person in one.called:
            if told.get(person, day) >= day:
                yield Broken("named", day, person, one.group, one.kind)
        if one.person and any((line.get("days_left") or 0) < 0 for line in one.facts.get("lines", ())):
            told.setdefault(one.person, day)


@dataclass(frozen=True, slots=True)
class Load:
    """What one person or group hears in the time that was rehearsed."""

    total: int
    routine: int
    most_routine: int  # on one day
    most: int  # of everything but answers, on one day
    most_on: date | None
    silent: int  # working days without any message but answers


def load(messages: Iterable[Message], workdays: Sequence[date]) -> Load:
    """Count one receiver's messages over these working days."""
    per_day: dict[date, Counter[str]] = defaultdict(Counter)
    for one in messages:
        per_day[one.at.date()][nature(one)] += 1
    unasked = {day: sum(kinds.values()) - kinds["answer"] for day, kinds in per_day.items()}
    most_on = max(unasked, key=lambda day: (unasked[day], -day.toordinal()), default=None)
    return Load(
        total=sum(sum(kinds.values()) for kinds in per_day.values()),
        routine=sum(kinds["routine"] for kinds in per_day.values()),
        most_routine=max((kinds["routine"] for kinds in per_day.values()), default=0),
        most=unasked[most_on] if most_on is not None else 0,
        most_on=most_on,
        silent=sum(1 for day in workdays if not unasked.get(day)),
    )


def per_day(messages: Iterable[Message]) -> Counter[tuple[date, int | None, int | None, str]]:
    """How many of each kind each person (or group) hears on each day."""
    return Counter((one.at.date(), one.person, one.group, one.kind) for one in messages)
