"""A year of an office, rehearsed: who would hear what."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.rehearsal.conduct import Conduct
from bot.rehearsal.habits import Habits
from bot.rehearsal.house import Message, RehearsalHouse
from bot.rehearsal.tally import Broken, broken
from rules.regime import Regime
from rules.workdays import Workdays
from storage import orgs, people
from workflow.desk import SHANGHAI, Desk, Policy


@dataclass(frozen=True, slots=True)
class Plan:
    """What is rehearsed: the year, how much comes in, and the seed that makes it come again alike.

    ``per_week`` items a liaison and working week; ``letters`` and ``requests`` (依申请公开) a week for the
    whole organisation; ``bursts`` days of the year on which every liaison hands
    in ``burst_items`` more, every second time in the evening. ``days`` cuts the year short.
    """

    year: int
    per_week: float = 1.0
    letters: float = 1.0
    requests: float = 0.3
    bursts: int = 4
    burst_items: int = 3
    seed: int = 1
    days: int = 366
    habits: Habits = field(default_factory=Habits)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it. ``names`` are of people, ``titles`` of groups, ``posts`` the roles somebody holds."""

    messages: tuple[Message, ...]
    broken: tuple[Broken, ...]
    names: Mapping[int, str]
    posts: Mapping[int, tuple[str, ...]]
    titles: Mapping[int, str]
    workdays: tuple[date, ...]
    handed_in: int


def rehearse(
    plan: Plan,
    *,
    regime: Regime,
    office: Mapping[str, Any],
    policy: Policy | None = None,
    calendar: Workdays | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Rehearsal:
    """Run the year in a database of its own, which is removed afterwards.

    ``office`` has the shape of the demonstration's office file. Raises Unplayable where an item
    cannot be handed in: a step has nobody, or the form asks for a file.
    """
    folder = Path(tempfile.mkdtemp(prefix="duwang-rehearsal-"))
    first = date(plan.year, 1, 1)
    try:
        house = RehearsalHouse(
            folder,
            regime=regime,
            office=office,
            first=first,
            policy=policy,
            calendar=calendar,
            settings=settings,
        )
        try:
            return _run(house, plan, first)
        finally:
            house.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(house: RehearsalHouse, plan: Plan, first: date) -> Rehearsal:
    rng = Random(plan.seed)  # noqa: S311 - a rehearsal is to come again alike
    conduct = Conduct(house, rng, plan.habits)
    last = min(first + timedelta(days=plan.days), date(plan.year + 1, 1, 1))
    calendar = house.house.calendar
    workdays = tuple(_workdays(calendar, first, last))
    conduct.reading.begins()
    conduct.year_of(workdays, per_week=plan.per_week)
    conduct.letters_of(workdays, letters=plan.letters, requests=plan.requests)
    for n, day in enumerate(rng.sample(workdays, min(plan.bursts, len(workdays)))):
        conduct.burst(day, items=plan.burst_items, evening=n % 2 == 1)
    messages = tuple(play(house, conduct, until=last))
    names, posts, titles = house.store.read_now(lambda tx: _who(house.desk(tx), house.org))
    only = [person for person, roles in posts.items() if set(roles) == {"liaison"}]
    return Rehearsal(
        messages,
        tuple(broken(messages, calendar, liaisons=only)),
        names,
        posts,
        titles,
        workdays,
        conduct.handed_in,
    )


def play(house: RehearsalHouse, conduct: Conduct, *, until: date) -> Iterator[Message]:
    """Go from instant to instant at which something is due or somebody acts; every message as it leaves."""
    end = round(datetime(until.year, until.month, until.day, tzinfo=SHANGHAI).timestamp() * 1000)
    next_at: int | None = house.ms
    while True:
        at = min((ms for ms in (next_at, conduct.next_ms) if ms is not None), default=end)
        if at >= end:
            house.ms = max(house.ms, end)
            return
        house.ms = max(house.ms, at)
        while (planned := conduct.next_ms) is not None and planned <= house.ms:
            conduct.act()
        left, next_at = house.settle_down(page=conduct.page)
        for message in left:
            yield message
            conduct.hear(message)


def _workdays(calendar: Workdays, first: date, last: date) -> Iterator[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days))
    return (day for day in days if calendar.is_workday(day))


def _who(desk: Desk, org: int) -> tuple[dict[int, str], dict[int, tuple[str, ...]], dict[int, str]]:
    names = {row.id: row.name for row in people.of_org(desk.tx, org)}
    roles: dict[int, set[str]] = {}
    for row in people.roster(desk.tx, org, on=desk.today_on):
        roles.setdefault(row.person_id, set()).add(row.role)
    posts = {person: tuple(sorted(held)) for person, held in roles.items()}
    return names, posts, {row.id: row.title for row in orgs.groups_all(desk.tx)}
