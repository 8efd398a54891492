"""What is not read: reminders to reader and stand-in, the office next morning; gaps before they happen."""

from datetime import date, time, timedelta
from typing import Any

from rules.duty import gaps
from storage import clocks, outbox, rounds
from workflow import duty
from workflow.desk import Desk
from workflow.duty import Roster
from workflow.notices import Notice, notice, tell
from workflow.round import MISSED, OPEN, UNFINISHED, VACANT, Round, load, touch
from workflow.spread import spread
from workflow.timers import Due, timer

REMIND = "duty.remind"
MORNING = "duty.morning"
HOURS = (time(16, 30), time(17, 15))
AHEAD_DAYS = 7
LOOK_BACK_DAYS = 14


def plant(desk: Desk, round_id: int, *, org: int) -> None:
    """Wake up in the afternoon, and on the next working morning."""
    about, today = f"round:{round_id}", desk.today
    for at in HOURS:
        if desk.ms_at(today, at) > desk.ms:
            clocks.plant(
                desk.tx, kind=REMIND, subject=about, occasion=f"{at:%H:%M}", fire_at=desk.ms_at(today, at)
            )
    morning = desk.calendar(org).next_workday(today)
    clocks.plant(
        desk.tx,
        kind=MORNING,
        subject=about,
        occasion=morning.isoformat(),
        fire_at=desk.ms_at(morning, min(desk.house.policy.slots)),
    )


@timer(REMIND)
def remind(desk: Desk, due: Due) -> None:
    """Half past four, a quarter past five: reader and stand-in, in private, the same day only."""
    it = load(desk, int(due.subject.rpartition(":")[2]))
    if it.state != OPEN or it.on != desk.today:
        return
    for person in dict.fromkeys((*it.readers, *it.stand_ins)):
        tell(
            desk,
            Notice(
                "duty.reminder",
                person,
                f"reading:{person}",
                f"{desk.today_on} {due.occasion}",
                {"org": it.org, "day": desk.today_on},
                priority=3,
                not_before=spread_now(desk, person),
                expires_at=desk.ms_at(desk.today, time(23, 59)),
            ),
        )


def spread_now(desk: Desk, person: int) -> int:
    """Some seconds apart from everybody else's (ms)."""
    return desk.ms + person * 7919 % 60 * 1000


@timer(MORNING)
def morning(desk: Desk, due: Due) -> None:
    """The next working morning: what is still open is over, and the office hears of it."""
    it = load(desk, int(due.subject.rpartition(":")[2]))
    if it.state != OPEN:
        return
    rounds.close(desk.tx, it.id, state=UNFINISHED)
    desk.audit("round.unfinished", it.about, person=None, org=it.org, on=it.row.duty_on)
    touch(desk, it)
    tell_office(desk, it.org)


def tell_office(desk: Desk, org: int) -> None:
    """The office hears once a day of what was not read; units, never who."""
    slot = desk.at(desk.ms_at(desk.today, min(desk.house.policy.slots)))
    for person in duty.keepers(desk, org):
        leaves_at = spread(desk, person, max(slot, desk.now))
        tell(
            desk,
            Notice(
                "duty.unread",
                person,
                f"org:{org}",
                desk.today_on,
                {"day": desk.today_on},
                priority=5,  # the office is to see to it
                not_before=leaves_at,
                expires_at=desk.ms_at(desk.today, time(23, 59)),
            ),
        )


def _unread(desk: Desk, said: Notice) -> list[dict[str, Any]]:
    """What was not read since the office last heard of it: unfinished, 漏发 and vacant days, by office."""
    day = date.fromisoformat(str(said.facts["day"]))
    told = [
        date.fromisoformat(row.occasion)
        for row in outbox.drawn_about(desk.tx, subject=said.about, kind=said.kind)
        if row.occasion < day.isoformat()
    ]
    start = max([day - timedelta(days=LOOK_BACK_DAYS), *told])
    rows = rounds.between(desk.tx, said.id, start=start.isoformat(), end=day.isoformat())
    return [
        {
            "round": row.id,
            "office": row.office_name,
            "day": row.duty_on,
            "state": row.state,
            "reason": row.handover,
        }
        for row in rows
        if row.state in (UNFINISHED, MISSED, VACANT)
        and not (row.duty_on < day.isoformat() and row.state == VACANT)
    ]


@notice("duty.unread", moot=lambda desk, said: None if _unread(desk, said) else "all_read")
def unread_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The units whose round was not signed, with the reason where they gave one."""
    return {"lines": _unread(desk, said)}


def _waiting(desk: Desk, said: Notice) -> list[Round]:
    """The open rounds of that day which somebody reads or stands in for, their own first."""
    day = str(said.facts["day"])
    rows = rounds.between(desk.tx, int(said.facts["org"]), start=day, end=day)
    found = [load(desk, row.id) for row in rows if row.state == OPEN]
    theirs = [it for it in found if said.reader in it.readers or said.reader in it.stand_ins]
    return sorted(theirs, key=lambda it: said.reader not in it.readers)


@notice("duty.reminder", moot=lambda desk, said: None if _waiting(desk, said) else "over")
def reminder_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is still open, all of it in one message, and whether its reader reads it or stands in."""
    return {
        "rounds": [
            {
                "round": it.id,
                "office": it.row.office_name,
                "open": sum(one.value is None for one in it.lines),
                "lines": len(it.lines),
                "stands_in": said.person not in it.readers,
                "names": duty.names(desk, it.readers),
            }
            for it in _waiting(desk, said)
        ]
    }


# Before it happens ----------------------------------------------------------------------------------------


def watch_gaps(desk: Desk, roster: Roster) -> None:
    """A shift of the coming week that nobody would read is told to the office, once for its day."""
    found = ahead(desk, roster)
    if not found:
        return
    for person in duty.keepers(desk, roster.org):
        tell(
            desk,
            Notice(
                "duty.vacancy",
                person,
                f"roster:{roster.id}",
                found[0].on.isoformat(),
                {"day": found[0].on.isoformat()},
                priority=6,
            ),
        )


def ahead(desk: Desk, roster: Roster) -> list[Any]:
    """The gaps of the coming week."""
    tomorrow = desk.today + timedelta(days=1)
    return gaps(duty.between(desk, roster, tomorrow, desk.today + timedelta(days=AHEAD_DAYS)))


def _gaps_of(desk: Desk, said: Notice) -> list[Any]:
    roster = duty.find(desk, said.id)
    return [] if roster is None else ahead(desk, roster)


@notice("duty.vacancy", moot=lambda desk, said: None if _gaps_of(desk, said) else "filled")
def vacancy_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The days of the coming week that nobody reads."""
    roster = duty.find(desk, said.id)
    office = "" if roster is None else roster.office[1]
    return {"office": office, "days": [one.on.isoformat() for one in _gaps_of(desk, said)]}


def away_or_back(desk: Desk, org: int) -> None:
    """Somebody's absence changed: gaps that it opens are told now."""
    for roster in duty.of_org(desk, org):
        watch_gaps(desk, roster)
