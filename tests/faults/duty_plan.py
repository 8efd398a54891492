"""What a year's worth of promises ought to bring, reckoned by hand from the regulation; imports no room.

An obligation is one person to be told, on one day, of one promise. 第二十一条: 7 working days to propose, 20 to
publish, from the formation; told 3 and 1 days before and on the day (of 20: 10 and 5 before as well), every
working day once it is over until it is met, the head in the afternoon of the first.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# The days of the notice for 2026 that this plan runs through: Spring Festival, with its two worked Saturdays.
OFF = {date(2026, 2, 15) + timedelta(days=n) for n in range(9)}
WORKED = {date(2026, 2, 14), date(2026, 2, 28)}
FIRST = date(2026, 2, 9)
RULES = {"KP-21-PROPOSE": (7, (3, 1, 0)), "KP-21-PUBLISH": (20, (10, 5, 3, 1, 0))}
STARTS = 8  # working days on which something is formed
LONGEST = 23  # working days until the last of it is published


def works(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def _days() -> Iterator[date]:
    day = FIRST
    while True:
        if works(day):
            yield day
        day += timedelta(days=1)


DAYS = [day for day, _ in zip(_days(), range(STARTS + LONGEST + 2), strict=False)]


@dataclass(frozen=True)
class Formed:
    """Something formed by person ``who`` on working day ``start``, proposed and published so many after."""

    title: str
    who: int
    start: int
    proposed: int
    published: int


@dataclass(frozen=True)
class Plan:
    people: int
    each: int
    seed: int
    formed: tuple[Formed, ...]

    @property
    def obligations(self) -> set[tuple[str, str, str, str, bool]]:
        """(day, receiver, title, rule, come up from below)."""
        return {one for item in self.formed for one in _of(item)}


def plan(*, people: int, each: int, seed: int) -> Plan:
    chance = random.Random(seed)
    formed = []
    for who in range(people):
        for n in range(each):
            proposed = chance.randint(1, 10)
            published = chance.randint(proposed, LONGEST)
            formed.append(Formed(f"第{who}号第{n}件", who, chance.randrange(STARTS), proposed, published))
    return Plan(people, each, seed, tuple(formed))


def _of(item: Formed) -> Iterator[tuple[str, str, str, str, bool]]:
    met = {"KP-21-PROPOSE": item.proposed, "KP-21-PUBLISH": item.published}
    for rule, (limit, before) in RULES.items():
        # Met at noon: what falls on the morning of that day is told, the afternoon is silent.
        told = [limit - n for n in before] + list(range(limit + 1, met[rule] + 1))
        for after in told:
            if 0 < after <= met[rule]:
                yield DAYS[item.start + after].isoformat(), holder(item.who), item.title, rule, False
        if limit + 1 < met[rule]:
            yield DAYS[item.start + limit + 1].isoformat(), head(item.who), item.title, rule, True


def holder(who: int) -> str:
    """The chat of whoever formed it."""
    return str(10_000 + who)


def head(who: int) -> str:
    """The chat of their head."""
    return str(50_000 + who)
