"""Reminders before a date, the group's line after it. Merged per person and slot; met clocks are silent."""

from datetime import date, datetime, time, timedelta
from typing import Any

from rules.clocks import OVERDUE
from storage import clocks, orgs, outbox, people
from storage.sql import must
from workflow import calling, daily, live, missing_year, watch, watched
from workflow.desk import Desk, Refused
from workflow.notices import Group, Notice, notice, plain, tell
from workflow.spread import spread
from workflow.timers import Due, timer
from workflow.watched import Watched

LINES = 20
HOLDER = "holder"
UP = "up:"
SNOOZE = "snooze:"
plain("clock.snoozed")


@timer("clock.threshold")
def threshold(desk: Desk, due: Due) -> None:
    """A threshold is reached: who is to hear of it hears it with everything else of their slot."""
    clock = clocks.clock(desk.tx, int(due.subject.rpartition(":")[2]))
    if clock is None or clock.state != "running":
        return
    it = watched.load(desk, clock.subject)
    if due.occasion.startswith(OVERDUE) and watch.lapse(desk, it, clock):
        return
    role = due.occasion.removeprefix(UP) if due.occasion.startswith(UP) else HOLDER
    is_live = live.is_live(desk, it.org)
    if not is_live and due.occasion.startswith(UP):
        return  # who looks after it hears of it already
    role = role if is_live else live.TRIAL
    hearers = _hearers(desk, it, role)
    if due.occasion.startswith(SNOOZE):
        hearers = [person for person in hearers if due.occasion.startswith(f"{SNOOZE}{person}:")]
    group = calling.group_of(desk, it) if is_live and due.occasion.startswith(OVERDUE) else None
    minute = _tell_group(desk, it, group.id, due) if group is not None else None
    called = calling.calls(desk, group, clock, it) if group is not None else []
    for person in hearers:
        if clocks.nudge(
            desk.tx, person=person, clock_id=clock.id, occasion=due.occasion, role=role, fire_at=due.fire_at
        ):
            at_once = clock.due_at is not None
            _remind(desk, it, person, due, at_once=at_once, minute=minute if person in called else None)
    if due.occasion.startswith(OVERDUE):
        watch.plant_overdue(desk, it, clock.id)


def _hearers(desk: Desk, it: Watched, role: str) -> list[int]:
    """Whoever holds it now; or, once it is over, those of a role above them: of its unit, else of all.

    Nobody is asked to see to what they hold themselves.
    """
    holding = watched.holders(desk, it)
    if role == HOLDER:
        return holding
    if role == live.TRIAL:
        return live.keepers(desk, it.org)
    office, _ = it.office
    found = people.holders(desk.tx, it.org, role=role, office_id=office, on=desk.today_on)
    found = (
        found or people.holders(desk.tx, it.org, role=role, on=desk.today_on) if role == "office" else found
    )
    return sorted({row.id for row in found} - set(holding))


def _remind(desk: Desk, it: Watched, person: int, due: Due, *, at_once: bool, minute: int | None) -> None:
    """One message for all that falls into the slot as this person has it, their own time of day if that is
    later. Whom the group's line calls has it in that line's minute; hours do not wait for a slot.
    """
    row = people.person(desk.tx, person)
    own = time(8, 30) if row is None else time.fromisoformat(row.digest_at)
    slot = desk.at(due.fire_at)
    at = slot if at_once else _on(desk, slot, own)
    said_for, about = at.isoformat(timespec="minutes")[:16], f"slot:{person}"
    leaves_at = desk.ms if at_once else _leaves_at(desk, it.org, person, slot, own)
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
            priority=2 if at_once else 6,
            not_before=leaves_at,
            expires_at=end_of_day(desk, leaves_at),
        ),
    )


def next_slot(desk: Desk, org: int, person: int) -> int:
    """When something that is in no hurry leaves for a person (ms): their next slot of a working day."""
    row = people.person(desk.tx, person)
    own = time(8, 30) if row is None else time.fromisoformat(row.digest_at)
    calendar = desk.calendar(org)
    days = [desk.today] if calendar.is_workday(desk.today) else []
    slots = (
        _on(desk, desk.at(desk.ms_at(day, slot)), own)
        for day in (*days, calendar.next_workday(desk.today))
        for slot in sorted(desk.house.policy.slots)
    )
    return spread(desk, person, next(at for at in slots if at >= desk.now))


def late_or_not(desk: Desk, org: int, person: int, fire_at: int) -> int:
    """When a morning's message leaves (ms), which a stop may have held up: always while the office works."""
    return _leaves_at(desk, org, person, desk.at(fire_at), min(desk.house.policy.slots))


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
    return spread(desk, who, at)


def end_of_day(desk: Desk, leaves_at: int) -> int:
    """Useful until the end of the day; the next threshold comes by itself."""
    return round(desk.at(leaves_at).replace(hour=23, minute=59).timestamp() * 1000)


def _tell_group(desk: Desk, it: Watched, group: int, due: Due) -> int:
    """One line of numbers a day on which it leaves: no titles, persons only as ``calling`` says; its minute
    (ms).
    """
    leaves_at = _leaves_at(desk, it.org, group, desk.at(due.fire_at), min(desk.house.policy.slots))
    minute, day = leaves_at - leaves_at % 60_000, desk.at(leaves_at).date().isoformat()
    tell(
        desk,
        Notice(
            "clock.overdue",
            Group(group),
            f"group:{group}",
            day,
            {"day": day},
            priority=7,
            not_before=minute + calling.LINE_S * 1000,
            expires_at=end_of_day(desk, leaves_at),
        ),
    )
    return minute


@notice("clock.reminder", moot=lambda desk, said: None if reminder_lines(desk, said) else "all_met")
def reminder_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The promises of one slot; ``trial`` while the organisation is not in use yet, ``year`` whose holidays
    are missing.
    """
    lines = reminder_lines(desk, said)
    return {
        "slot": said.facts["slot"],
        "lines": lines,
        "trial": any(line["up"] == live.TRIAL for line in lines),
        "year": _missing_year(desk, said.reader),
    }


def _missing_year(desk: Desk, person: int) -> int | None:
    """The year whose holidays are missing, where this person is to hear of it today: said here, once."""
    for post in people.memberships(desk.tx, person, on=desk.today_on):
        if outbox.is_waiting(desk.tx, person=person, subject=f"org:{post.org_id}", kind=missing_year.KIND):
            return missing_year.missing(desk.calendar(post.org_id), desk.today)
    return None


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


def _nothing_to_say(desk: Desk, said: Notice) -> str | None:
    """All of it is met; or the group's one post of the day, which is still to come, will say it."""
    if not overdue_lines(desk, said):
        return "all_met"
    return "joined" if daily.joins(desk, must(orgs.group(desk.tx, said.id))) else None


@notice("clock.overdue", moot=_nothing_to_say)
def overdue_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is overdue in this group's office, and whom the line calls."""
    return {
        "lines": overdue_lines(desk, said),
        "_called": calling.called(desk, must(orgs.group(desk.tx, said.id))),
    }


def overdue_lines(desk: Desk, said: Notice) -> list[dict[str, Any]]:
    """What is overdue today in the group's office: number, office, date and article."""
    return overdue_in_group(desk, must(orgs.group(desk.tx, said.id)))


def overdue_in_group(desk: Desk, group: Any) -> list[dict[str, Any]]:
    """The same of a group's row."""
    lines = []
    for row, it in calling.overdue_in(desk, group):
        told = watch.deadline(desk, it, row)
        lines.append(
            {
                "number": it.number or "",
                "office": it.office[1],
                "due_on": row.due_on,
                "days_over": -told["days_left"],
                "cite": told["cite"],
                "says": told["says"],
            }
        )
    return lines[:LINES]
