"""Reminders before a date, the group's line after it. Merged per person and slot; met clocks are silent."""

from datetime import date, datetime, time, timedelta
from typing import Any

from rules.clocks import OVERDUE
from storage import clocks, orgs, outbox, people
from storage.sql import must
from workflow import watch, watched
from workflow.desk import Desk, Refused
from workflow.notices import Group, Notice, notice, plain, tell
from workflow.timers import Due, timer
from workflow.watched import Watched

LINES = 20
HOLDER = "holder"
UP = "up:"
SNOOZE = "snooze:"
plain("clock.snoozed")
CROWDED = (0, 30)  # minutes of the hour


@timer("clock.threshold")
def threshold(desk: Desk, due: Due) -> None:
    """A threshold is reached: who is to hear of it hears it with everything else of their slot."""
    clock = clocks.clock(desk.tx, int(due.subject.rpartition(":")[2]))
    if clock is None or clock.state != "running":
        return
    it = watched.load(desk, clock.subject)
    role = due.occasion.removeprefix(UP) if due.occasion.startswith(UP) else HOLDER
    hearers = _hearers(desk, it, role)
    if due.occasion.startswith(SNOOZE):
        hearers = [person for person in hearers if due.occasion.startswith(f"{SNOOZE}{person}:")]
    for person in hearers:
        if clocks.nudge(
            desk.tx, person=person, clock_id=clock.id, occasion=due.occasion, role=role, fire_at=due.fire_at
        ):
            _remind(desk, it, person, due.fire_at, at_once=clock.due_at is not None)
    if due.occasion.startswith(OVERDUE):
        _tell_group(desk, it, due)
        watch.plant_overdue(desk, it, clock.id)


def _hearers(desk: Desk, it: Watched, role: str) -> list[int]:
    """Whoever holds it now; or, once it is over, those of a role above them: of its unit, else of all."""
    if role == HOLDER:
        return watched.holders(desk, it)
    office, _ = it.office
    found = people.holders(desk.tx, it.org, role=role, office_id=office, on=desk.today_on)
    found = (
        found or people.holders(desk.tx, it.org, role=role, on=desk.today_on) if role == "office" else found
    )
    return sorted({row.id for row in found})


def _remind(desk: Desk, it: Watched, person: int, fire_at: int, *, at_once: bool) -> None:
    """One message for everything of a person's slot; what is counted in hours does not wait for one."""
    said_for, leaves_at = _slot_of(desk, it.org, person, fire_at)
    if at_once:
        said_for, leaves_at = desk.at(fire_at).isoformat(timespec="minutes")[:16], desk.ms
    tell(
        desk,
        Notice(
            "clock.reminder",
            person,
            f"slot:{person}",
            said_for,
            {"slot": said_for},
            priority=2 if at_once else 6,
            not_before=leaves_at,
            expires_at=_end_of_day(desk, leaves_at),
        ),
    )


def _slot_of(desk: Desk, org: int, person: int, slot_at: int) -> tuple[str, int]:
    """The slot as this person has it (their own time of day if it is later), and when the message leaves.

    Slots that fall together for a person are one message.
    """
    row = people.person(desk.tx, person)
    own = time(8, 30) if row is None else time.fromisoformat(row.digest_at)
    slot = desk.at(slot_at)
    return _on(desk, slot, own).isoformat(timespec="minutes")[:16], _leaves_at(desk, org, person, slot, own)


def _on(desk: Desk, moment: datetime, own: time) -> datetime:
    """The moment, or the person's time of that day if it is later; never in the quiet hours."""
    quiet_from, quiet_to = desk.house.policy.quiet
    at = max(moment, *(moment.replace(hour=one.hour, minute=one.minute) for one in (own, quiet_to)))
    latest = moment.replace(hour=quiet_from.hour, minute=quiet_from.minute) - timedelta(minutes=15)
    return min(at, latest)


def _leaves_at(desk: Desk, org: int, who: int, slot: datetime, own: time) -> int:
    """A stable few minutes after the slot; after a stop that lasted beyond it, once the office works."""
    at = _on(desk, slot, own)
    if desk.now > at + timedelta(minutes=1):
        quiet_from, _ = desk.house.policy.quiet
        day, calendar = desk.today, desk.calendar(org)
        if not calendar.is_workday(day) or desk.now.time() >= quiet_from:
            first = desk.at(desk.ms_at(calendar.next_workday(day), min(desk.house.policy.slots)))
            at = _on(desk, first, own)
        else:
            at = max(desk.now, _on(desk, desk.now.replace(hour=0, minute=0), own))
    return _jittered(desk, who, at)


def _jittered(desk: Desk, who: int, at: datetime) -> int:
    """A few minutes later, the same for one receiver each day, and never in minute 0 or 30 (ms).

    That is when everybody's messages leave, and platforms drop what is too much.
    """
    low, high = (minutes * 60 for minutes in desk.house.policy.jitter_minutes)
    later = at + timedelta(seconds=low + (who * 7919) % (high - low + 1))
    if later.minute in CROWDED:
        back = timedelta(minutes=1) if later - at >= timedelta(seconds=low + 60) else -timedelta(minutes=1)
        later -= back
    return round(later.timestamp() * 1000)


def _end_of_day(desk: Desk, leaves_at: int) -> int:
    """Useful until the end of the day; the next threshold comes by itself."""
    return round(desk.at(leaves_at).replace(hour=23, minute=59).timestamp() * 1000)


def _tell_group(desk: Desk, it: Watched, due: Due) -> None:
    """One line of numbers a day: no titles, no persons."""
    day, (office, _) = desk.today_on, it.office
    groups = orgs.groups_of(desk.tx, it.org, office_id=office) or orgs.groups_of(desk.tx, it.org)
    for group in groups[:1]:
        leaves_at = _leaves_at(desk, it.org, group.id, desk.at(due.fire_at), min(desk.house.policy.slots))
        tell(
            desk,
            Notice(
                "clock.overdue",
                Group(group.id),
                f"group:{group.id}",
                day,
                {"day": day},
                priority=7,
                not_before=leaves_at,
                expires_at=_end_of_day(desk, leaves_at),
            ),
        )


@notice("clock.reminder", moot=lambda desk, said: None if reminder_lines(desk, said) else "all_met")
def reminder_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The promises of one slot."""
    return {"slot": said.facts["slot"], "lines": reminder_lines(desk, said)}


def reminder_lines(desk: Desk, said: Notice) -> list[dict[str, Any]]:
    """Every open promise of whose threshold this person has not been told and which is still theirs to keep.

    A promise that has come up to them from below says so by its role.
    """
    person = said.reader
    told: dict[int, dict[str, Any]] = {}
    for row in clocks.nudged(desk.tx, person, start=_since(desk, said), end=desk.ms):
        it = watched.load(desk, row.subject)
        if row.id in told or person not in _hearers(desk, it, row.role):
            continue
        line = {"number": it.number, "title": it.title, "urgent": it.urgent, "subject": it.about}
        up = row.role if row.role != HOLDER else ""
        told[row.id] = {
            **line,
            "clock": row.id,
            "up": up,
            "office": it.office[1],
            **watch.deadline(desk, it, row),
        }
    return sorted(told.values(), key=lambda line: (line["due_on"] or "", line["number"] or ""))[:LINES]


def snooze(desk: Desk, ids: list[int], *, by: int) -> Notice:
    """明早再提醒: of what this person still holds they hear again on the next working morning.

    Raises Refused where nothing of it waits for them any more.
    """
    morning, still = None, 0
    for id_ in ids:
        clock = clocks.clock(desk.tx, id_)
        if clock is None or clock.state != "running":
            continue
        it = watched.load(desk, clock.subject)
        if by not in watched.holders(desk, it):
            continue
        day = desk.calendar(it.org).next_workday(desk.today)
        morning, still = max(morning or day, day), still + 1
        clocks.plant(
            desk.tx,
            kind="clock.threshold",
            subject=f"clock:{id_}",
            occasion=f"{SNOOZE}{by}:{day.isoformat()}",
            fire_at=desk.ms_at(day, min(desk.house.policy.slots)),
            clock_id=id_,
        )
    if morning is None:
        raise Refused("clock.none")
    return Notice("clock.snoozed", by, facts={"day": morning.isoformat(), "count": still})


def told_today(desk: Desk, person: int) -> list[int]:
    """The open clocks that this person has heard of today."""
    midnight = desk.ms_at(desk.today, time(0))
    return list(dict.fromkeys(row.id for row in clocks.nudged(desk.tx, person, start=midnight, end=desk.ms)))


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
    """What is overdue in this group's office."""
    return {"lines": overdue_lines(desk, said)}


def overdue_lines(desk: Desk, said: Notice) -> list[dict[str, Any]]:
    """What is overdue today in the group's office: number, office, date and article."""
    group = must(orgs.group(desk.tx, said.id))
    lines = []
    for row in clocks.overdue(desk.tx, group.org_id, today=desk.today_on):
        it = watched.load(desk, row.subject)
        office, name = it.office
        room = orgs.office(desk.tx, group.office_id) if group.office_id is not None else None
        if room is not None and room.kind == "unit" and room.id != office:
            continue
        told = watch.deadline(desk, it, row)
        lines.append(
            {
                "number": it.number or "",
                "office": name,
                "due_on": row.due_on,
                "days_over": -told["days_left"],
                "cite": told["cite"],
                "says": told["says"],
            }
        )
    return lines[:LINES]
