"""Each bar is seen to be broken where it is, and nowhere else."""

from datetime import datetime
from typing import Any

import pytest

from bot.rehearsal.house import Message
from bot.rehearsal.tally import broken, load, nature
from rules.workdays import nationwide
from workflow.desk import SHANGHAI

CALENDAR = nationwide()


def heard(at: str, kind: str = "clock.reminder", **other: Any) -> Message:
    usual: dict[str, Any] = {"person": 1, "group": None, "about": "", "priority": 6, "urgent": False}
    usual |= {"called": (), "facts": {}} | other
    return Message(datetime.fromisoformat(at).replace(tzinfo=SHANGHAI), kind, **usual)


MORNING = "2026-03-04T08:33"  # a Wednesday
OVER = {"lines": [{"days_left": -1}]}
WORK = {"kind": "review.asked", "priority": 2}
BARS = [
    ("routine", [heard(MORNING), heard("2026-03-04T14:33"), heard("2026-03-04T15:00")]),
    ("routine", [heard(MORNING, "calendar.missing"), heard(MORNING), heard(MORNING, "clock.not_set")]),
    (
        "group",
        [heard(at, "clock.overdue", person=None, group=5) for at in (MORNING, "2026-03-04T14:33")],
    ),
    ("hours", [heard("2026-03-04T08:29")]),
    ("hours", [heard("2026-03-04T18:00", **WORK)]),
    ("hours", [heard("2026-02-18T10:00", **WORK)]),  # the Spring Festival
    ("hours", [heard("2026-03-07T10:00", "clock.overdue", person=None, group=5)]),  # a Saturday
    ("approvals", [heard(MORNING, **WORK)] * 4),
    ("liaison", [heard(MORNING, person=9, **WORK)]),
    ("named", [heard(MORNING, "clock.overdue", person=None, group=5, called=(1,))]),
    (
        "named",
        [heard(MORNING, facts=OVER), heard(MORNING, "clock.overdue", person=None, group=5, called=(1,))],
    ),
]
KEPT = [
    [heard(MORNING), heard("2026-03-04T14:33")],
    [heard(MORNING), heard(MORNING, person=2), heard("2026-03-05T08:33")] * 2,
    [
        heard(MORNING, "clock.overdue", person=None, group=5),
        heard(MORNING, "clock.overdue", group=6, person=None),
    ],
    [heard("2026-02-14T10:00", **WORK)],  # a Saturday on which offices work
    [heard("2026-03-04T22:00", kind="review.asked", priority=1, urgent=True)],
    [heard("2026-03-04T22:00", kind="submit.filed", priority=1)],
    [heard("2026-03-04T22:00", priority=2)],  # a limit in hours
    [heard(MORNING, **WORK)] * 3 + [heard("2026-03-04T10:00", **WORK)] * 9,
    [heard(MORNING, kind="review.asked", priority=1, urgent=True)] * 4,
    [heard(MORNING, person=9), heard(MORNING, "submit.returned", person=9, priority=2)],
    [
        heard("2026-03-03T08:33", facts=OVER),
        heard(MORNING, "clock.overdue", person=None, group=5, called=(1,)),
    ],
]


@pytest.mark.parametrize(("bar", "messages"), BARS)
def test_a_broken_bar_is_told_with_its_day(bar: str, messages: list[Message]) -> None:
    found = broken(messages, CALENDAR, liaisons=[9])
    assert [one.bar for one in found] == [bar]
    assert found[0].day == messages[-1].at.date()


@pytest.mark.parametrize("messages", KEPT)
def test_what_is_within_the_bars_breaks_none(messages: list[Message]) -> None:
    assert broken(messages, CALENDAR, liaisons=[9]) == []


def test_a_persons_load_counts_days_routine_and_silence() -> None:
    days = tuple(datetime.fromisoformat(f"2026-03-0{n}").date() for n in (2, 3, 4, 5))
    held = load(
        [heard(MORNING), heard(MORNING, **WORK), heard("2026-03-03T09:00", "submit.filed")], workdays=days
    )
    assert (held.total, held.routine, held.most, held.most_on, held.silent) == (3, 1, 2, days[2], 3)
    assert load([], days).silent == 4
    assert nature(heard(MORNING, "submit.filed", priority=1)) == "answer"
