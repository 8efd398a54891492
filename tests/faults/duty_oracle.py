"""Judges by what arrived in the chats and by the plan. Imports no room."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.faults.duty_plan import Plan

SHANGHAI = timezone(timedelta(hours=8))
SLOTS = (8 * 60 + 30, 14 * 60 + 30)
WITHIN = 11  # minutes: spread over eight, and the clock goes on by steps


@dataclass
class Duty:
    """The figures of one run; in ``notes`` the first of what each of them means."""

    obligations: int = 0
    messages: int = 0
    missed: int = 0
    twice: int = 0
    extra: int = 0  # told though nothing was to be told
    untimely: int = 0
    copies: int = 0  # the very same message once more
    uncertain: int = 0  # sends of which nobody knew the outcome
    over: int = 0  # messages with more copies than 1 + the unknown outcomes of all
    most_a_day: int = 0  # messages to one person on one day
    notes: list[str] = field(default_factory=list)


def arrived(path: Path) -> list[dict]:
    """Every delivery in its order."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def judge(plan: Plan, deliveries: Iterable[dict], *, uncertain: int) -> Duty:
    expected = plan.obligations
    found = Duty(obligations=len(expected), uncertain=uncertain)
    sent: Counter[tuple[str, str]] = Counter()
    told: dict[tuple[str, str, str, str, bool], set[str]] = defaultdict(set)
    a_day: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in deliveries:
        at = datetime.fromtimestamp(one["at"] / 1000, SHANGHAI)
        day, minute = at.date().isoformat(), at.hour * 60 + at.minute
        sent[one["chat"], one["slot"]] += 1
        a_day[one["chat"], day].add(one["slot"])
        if not any(slot <= minute <= slot + WITHIN for slot in SLOTS):
            found.untimely += 1
            found.notes.append(f"at {at:%m-%d %H:%M} to {one['chat']}")
        for title, rule, up in one["lines"]:
            told[day, one["chat"], title, rule, up].add(one["slot"])
    found.messages = len(sent)
    found.copies = sum(n - 1 for n in sent.values())
    found.over = sum(n > 1 + uncertain for n in sent.values())
    found.most_a_day = max((len(slots) for slots in a_day.values()), default=0)
    for name, what in (
        ("missed", sorted(expected - told.keys())),
        ("extra", sorted(told.keys() - expected)),
        ("twice", sorted(key for key, slots in told.items() if len(slots) > 1)),
    ):
        setattr(found, name, len(what))
        found.notes += [f"{name}: {one}" for one in what[:5]]
    return found


def holds(found: Duty) -> bool:
    """Nothing missed, nothing twice, nothing untimely; copies only where nobody knew."""
    zero = (found.missed, found.twice, found.extra, found.untimely, found.over)
    return not any(zero) and found.copies <= found.uncertain and found.most_a_day <= 2
