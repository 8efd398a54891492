"""启用日: until an organisation's day only its administrators see reminders and what is overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from storage import clocks, orgs, people
from workflow import subjects, watched
from workflow.desk import Desk, Refused

TRIAL = "administrator"  # for whom a reminder is meant before that day
PORTION = 500


def live_from(desk: Desk, org: int) -> str:
    """The civil date from which everybody hears (ISO); empty: since ever."""
    return str(subjects.settings_of(desk, org).get("live_from") or "")


def is_live(desk: Desk, org: int) -> bool:
    """Does everybody hear of what concerns them today?"""
    return desk.today_on >= live_from(desk, org)


def since(desk: Desk, org: int) -> int:
    """The instant from which everybody hears (ms); 0: since ever."""
    day = live_from(desk, org)
    return desk.ms_at(date.fromisoformat(day), time(0)) if day else 0


def keepers(desk: Desk, org: int) -> list[int]:
    """Who sees it meanwhile: administrators who can be reached, else the office."""
    for role in (TRIAL, "office"):
        found = sorted(
            {row.id for row in people.holders(desk.tx, org, role=role, on=desk.today_on) if row.bound}
        )
        if found:
            return found
    return []


@dataclass(frozen=True, slots=True)
class Outlook:
    """Who would hear once everybody does: open promises by the name of who holds them now."""

    live_from: str
    open: int
    overdue: int
    held: dict[str, int]
    groups: tuple[str, ...]
    keepers: tuple[str, ...]


def outlook(desk: Desk, org: int) -> Outlook:
    """What the day would change, as things stand. Reads only."""
    held: dict[str, int] = {}
    count = 0
    for row in _running(desk, org):
        count += 1
        try:
            it = watched.load(desk, row.subject)
        except Refused:
            continue
        for person in watched.holders(desk, it):
            name = subjects.name_of(desk, person)
            held[name] = held.get(name, 0) + 1
    bound = [row.title for row in orgs.groups_all(desk.tx) if (row.org_id, row.state) == (org, "active")]
    return Outlook(
        live_from(desk, org),
        count,
        len(clocks.overdue(desk.tx, org, today=desk.today_on)),
        held,
        tuple(bound),
        tuple(subjects.name_of(desk, person) for person in keepers(desk, org)),
    )


def _running(desk: Desk, org: int) -> Iterator[Any]:
    offset = 0
    while rows := clocks.running(desk.tx, org, limit=PORTION, offset=offset):
        yield from rows
        offset += len(rows)
