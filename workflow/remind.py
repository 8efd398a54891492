"""Reminders before a date, the group's line after it. Merged per person and slot; met clocks are silent."""

from datetime import date, timedelta
from typing import Any

from storage import clocks, orgs, people
from storage import review as seats
from storage.sql import must
from workflow import subjects, watch
from workflow.desk import Desk
from workflow.notices import Group, Notice, notice, tell
from workflow.subjects import Item
from workflow.timers import Due, timer

LINES = 20


@timer("clock.threshold")
def threshold(desk: Desk, due: Due) -> None:
    """A threshold is reached: whoever holds the item now hears it with everything else of this slot."""
    clock = clocks.clock(desk.tx, int(due.subject.rpartition(":")[2]))
    if clock is None or clock.state != "running":
        return
    item = subjects.load(desk, int(clock.subject.rpartition(":")[2]))
    slot = desk.at(due.fire_at).strftime("%Y-%m-%dT%H:%M")
    for person in holders(desk, item):
        tell(
            desk,
            Notice(
                "clock.reminder",
                person,
                f"slot:{person}",
                slot,
                {"slot": slot},
                priority=6,
                not_before=_leaves_at(desk, person, due.fire_at),
                expires_at=_expires(desk, due.fire_at),
            ),
        )
    if due.occasion.startswith("overdue"):
        _tell_group(desk, item, due)
        watch.plant_overdue(desk, clock.id)


def _leaves_at(desk: Desk, person: int, slot_at: int) -> int:
    """The person's own time of day if it is later, and a stable few minutes."""
    row = people.person(desk.tx, person)
    own = "08:30" if row is None else row.digest_at
    hour, minute = (int(part) for part in own.split(":"))
    day = desk.at(slot_at)
    quiet_from, quiet_to = desk.house.policy.quiet
    at = max(day, day.replace(hour=hour, minute=minute))
    at = max(at, at.replace(hour=quiet_to.hour, minute=quiet_to.minute))
    at = min(at, at.replace(hour=quiet_from.hour, minute=quiet_from.minute) - timedelta(minutes=15))
    low, high = desk.house.policy.jitter_minutes
    seconds = low * 60 + (person * 7919) % ((high - low) * 60 + 1)
    return round((at + timedelta(seconds=seconds)).timestamp() * 1000)


def _expires(desk: Desk, slot_at: int) -> int:
    """Useful until the end of the day; the next threshold comes by itself."""
    return round(desk.at(slot_at).replace(hour=23, minute=59).timestamp() * 1000)


def holders(desk: Desk, item: Item) -> list[int]:
    """Whoever the item waits for now."""
    match item.row.state:
        case "review" | "handover":
            rows = [row for row in seats.steps_of(desk.tx, item.id) if row.state == "open"]
            found = [
                seat.person_id
                for row in rows
                for seat in seats.seats_of(desk.tx, row.id)
                if seat.state == "open"
            ]
            if found:
                return found
            return sorted(
                {row.id for row in people.holders(desk.tx, item.org, role="office", on=desk.today_on)}
            )
        case _:
            return [item.row.submitter_id]


def _tell_group(desk: Desk, item: Item, due: Due) -> None:
    """One line of numbers a day: no titles, no persons."""
    day = desk.today_on
    groups = orgs.groups_of(desk.tx, item.org, office_id=item.row.office_id) or orgs.groups_of(
        desk.tx, item.org
    )
    for group in groups[:1]:
        tell(
            desk,
            Notice(
                "clock.overdue",
                Group(group.id),
                f"group:{group.id}",
                day,
                {"day": day},
                priority=7,
                not_before=due.fire_at + 5 * 60_000,
                expires_at=_expires(desk, due.fire_at),
            ),
        )


@notice("clock.reminder", moot=lambda desk, said: None if reminder_lines(desk, said) else "all_met")
def reminder_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The promises of one slot."""
    return {"slot": said.facts["slot"], "lines": reminder_lines(desk, said)}


def reminder_lines(desk: Desk, said: Notice) -> list[dict[str, Any]]:
    """Every open promise whose threshold fell into this slot and which this person can still keep."""
    person = said.person
    day = str(said.facts["slot"])[:10]
    lines = []
    for row in clocks.reached(desk.tx, start=desk.ms_at(_day(day), desk.house.policy.slots[0]), end=desk.ms):
        item = subjects.load(desk, int(row.subject.rpartition(":")[2]))
        if person not in holders(desk, item):
            continue
        told = watch.deadline(desk, item, row)
        lines.append({"number": item.row.number, "title": item.row.title, "subject": item.about, **told})
    return sorted(lines, key=lambda line: (line["due_on"], line["number"] or ""))[:LINES]


def _day(text: str) -> date:
    return date.fromisoformat(text)


@notice("clock.overdue", moot=lambda desk, said: None if overdue_lines(desk, said) else "all_met")
def overdue_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is overdue in this group's office."""
    return {"lines": overdue_lines(desk, said)}


def overdue_lines(desk: Desk, said: Notice) -> list[dict[str, Any]]:
    """What is overdue today in the group's office: number, office, date and article."""
    group = must(orgs.group(desk.tx, said.id))
    lines = []
    for row in clocks.overdue(desk.tx, group.org_id, today=desk.today_on):
        item = subjects.load(desk, int(row.subject.rpartition(":")[2]))
        room = orgs.office(desk.tx, group.office_id) if group.office_id is not None else None
        if room is not None and room.kind == "unit" and room.id != item.row.office_id:
            continue
        told = watch.deadline(desk, item, row)
        lines.append(
            {
                "number": item.row.number or "",
                "office": item.row.office_name,
                "due_on": row.due_on,
                "days_over": -told["days_left"],
                "cite": told["cite"],
                "says": told["says"],
            }
        )
    return lines[:LINES]
