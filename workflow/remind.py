"""Reminders before a date, the group's line after it. Merged per person and slot; met clocks are silent."""

from datetime import date, datetime, time, timedelta
from typing import Any

from storage import clocks, orgs, outbox, people
from storage.sql import must
from workflow import calling, subjects, watch
from workflow.desk import Desk
from workflow.notices import Group, Notice, notice, tell
from workflow.spread import spread
from workflow.timers import Due, timer

LINES = 20


@timer("clock.threshold")
def threshold(desk: Desk, due: Due) -> None:
    """A threshold is reached: whoever holds the item now hears it with everything else of this slot."""
    clock = clocks.clock(desk.tx, int(due.subject.rpartition(":")[2]))
    if clock is None or clock.state != "running":
        return
    item = subjects.load(desk, int(clock.subject.rpartition(":")[2]))
    group = calling.group_of(desk, item) if due.occasion.startswith("overdue") else None
    minute = _tell_group(desk, group.id, due) if group is not None else None
    called = calling.calls(desk, group, clock, item) if group is not None else []
    for person in calling.holders(desk, item):
        _tell_person(desk, person, due, minute=minute if person in called else None)
    if due.occasion.startswith("overdue"):
        watch.plant_overdue(desk, clock.id)


def _tell_person(desk: Desk, person: int, due: Due, *, minute: int | None) -> None:
    """One message for all that falls into the slot as this person has it, their own time of day if that is
    later. Whom the group's line calls has it in that line's minute.
    """
    row = people.person(desk.tx, person)
    own = time(8, 30) if row is None else time.fromisoformat(row.digest_at)
    slot = desk.at(due.fire_at)
    at = _on(desk, slot, own)
    said_for, about = at.isoformat(timespec="minutes")[:16], f"slot:{person}"
    leaves_at = _leaves_at(desk, person, slot, own)
    if minute is not None and at <= desk.at(minute):
        leaves_at = minute + calling.CARD_S * 1000
        outbox.retime(desk.tx, person=person, subject=about, occasion=said_for, not_before=leaves_at)
    tell(
        desk,
        Notice(
            "clock.reminder",
            person,
            about,
            said_for,
            {"slot": said_for},
            priority=6,
            not_before=leaves_at,
            expires_at=_end_of_day(desk, leaves_at),
        ),
    )


def _on(desk: Desk, moment: datetime, own: time) -> datetime:
    """The moment, or the person's time of that day if it is later; never in the quiet hours."""
    quiet_from, quiet_to = desk.house.policy.quiet
    at = max(moment, *(moment.replace(hour=one.hour, minute=one.minute) for one in (own, quiet_to)))
    latest = moment.replace(hour=quiet_from.hour, minute=quiet_from.minute) - timedelta(minutes=15)
    return min(at, latest)


def _leaves_at(desk: Desk, who: int, slot: datetime, own: time) -> int:
    """A stable few minutes after the slot; after a stop that lasted beyond it, once the office works."""
    at = _on(desk, slot, own)
    if desk.now > at + timedelta(minutes=1):
        quiet_from, _ = desk.house.policy.quiet
        day, calendar = desk.today, desk.house.calendar
        if not calendar.is_workday(day) or desk.now.time() >= quiet_from:
            first = desk.at(desk.ms_at(calendar.next_workday(day), min(desk.house.policy.slots)))
            at = _on(desk, first, own)
        else:
            at = max(desk.now, _on(desk, desk.now.replace(hour=0, minute=0), own))
    return spread(desk, who, at)


def _end_of_day(desk: Desk, leaves_at: int) -> int:
    """Useful until the end of the day; the next threshold comes by itself."""
    return round(desk.at(leaves_at).replace(hour=23, minute=59).timestamp() * 1000)


def _tell_group(desk: Desk, group: int, due: Due) -> int:
    """One line of numbers a day: no titles, persons only as ``calling`` says; its minute (ms)."""
    leaves_at = _leaves_at(desk, group, desk.at(due.fire_at), min(desk.house.policy.slots))
    minute = leaves_at - leaves_at % 60_000
    tell(
        desk,
        Notice(
            "clock.overdue",
            Group(group),
            f"group:{group}",
            desk.today_on,
            {"day": desk.today_on},
            priority=7,
            not_before=minute + calling.LINE_S * 1000,
            expires_at=_end_of_day(desk, leaves_at),
        ),
    )
    return minute


@notice("clock.reminder", moot=lambda desk, said: None if reminder_lines(desk, said) else "all_met")
def reminder_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The promises of one slot."""
    return {"slot": said.facts["slot"], "lines": reminder_lines(desk, said)}


def reminder_lines(desk: Desk, said: Notice) -> list[dict[str, Any]]:
    """Every open promise whose threshold this person has not been told of and which they can still keep."""
    person = said.person
    lines = []
    for row in clocks.reached(desk.tx, start=_since(desk, said), end=desk.ms):
        item = subjects.load(desk, int(row.subject.rpartition(":")[2]))
        if person not in calling.holders(desk, item):
            continue
        told = watch.deadline(desk, item, row)
        named = {"number": item.row.number, "title": item.row.title, "urgent": bool(item.row.urgent)}
        lines.append({**named, "subject": item.about, **told})
    return sorted(lines, key=lambda line: (line["due_on"], line["number"] or ""))[:LINES]


def _since(desk: Desk, said: Notice) -> int:
    """From when on thresholds are news (ms): the day's first slot, or the last reminder drawn since.

    One that had to be sent again was drawn at some time after its own slot: rather twice than never.
    """
    day = date.fromisoformat(str(said.facts["slot"])[:10])
    told = [
        row.sending_at if row.attempts <= 1 else round(_moment(desk, row.occasion).timestamp() * 1000)
        for row in outbox.drawn_about(desk.tx, subject=said.about, kind=said.kind)
        if row.occasion != said.occasion
    ]
    return max(desk.ms_at(day, min(desk.house.policy.slots)), *(at + 1 for at in told), 0)


def _moment(desk: Desk, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=desk.now.tzinfo)


@notice("clock.overdue", moot=lambda desk, said: None if overdue_lines(desk, said) else "all_met")
def overdue_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is overdue in this group's office, and whom the line calls."""
    return {
        "lines": overdue_lines(desk, said),
        "_called": calling.called(desk, must(orgs.group(desk.tx, said.id))),
    }


def overdue_lines(desk: Desk, said: Notice) -> list[dict[str, Any]]:
    """What is overdue today in the group's office: number, office, date and article."""
    lines = []
    for row, item in calling.overdue_in(desk, must(orgs.group(desk.tx, said.id))):
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
