"""It is time to read: one round a roster and duty day, told to the group and to whoever reads.

The wake-up is a row, the round a row under a unique key: however many processes look, there is one. What a
stop held up comes late while it is of use; a day on which it came too late is kept as 漏发.
"""

from datetime import date, time, timedelta
from typing import Any

from rules.checklist import MOST_EACH, Asked, asked
from rules.duty import Shift, announced_on, kind_of, planned, progress
from storage import people, rounds
from storage.canon import json_text
from workflow import daily, duty, inspection_round, live, round_remind, subjects
from workflow.desk import Desk
from workflow.duty import Roster
from workflow.notices import Group, Notice, tell
from workflow.round import MISSED, OPEN, SIGNED, VACANT, board
from workflow.timers import Due, timer

LATE_MINUTES = 10
FIRST_LOOK_DAYS = 7  # how far back important items are looked at again for the first round
LIVE, PLAIN = (
    "duty.board",
    "duty.post",
)  # a group's post where it can be redrawn in place, and where it cannot
ACCOUNTS = "accounts"


@timer(duty.DAY)
def day_comes(desk: Desk, due: Due) -> None:
    """A roster's time of a day: the day's round, those that a stop has swallowed, the next wake-up."""
    roster = duty.find(desk, int(due.subject.rpartition(":")[2]))
    if roster is None:
        return
    first = date.fromisoformat(due.occasion.partition(":")[0])
    if live.is_live(desk, roster.org):
        for n in range((desk.today - first).days + 1):
            _day(desk, roster, first + timedelta(days=n))
    duty.plant(desk, roster, desk.today + timedelta(days=1))


def _day(desk: Desk, roster: Roster, day: date) -> None:
    """One day of a roster; on days without duty there is nothing but to look whether a gap lies ahead."""
    found = duty.on(desk, roster, day)
    if found and not _is_met(desk, roster, day):
        open_round(desk, roster, found)
    if day == desk.today:
        if found:
            post(desk, roster)
        round_remind.watch_gaps(desk, roster)


def _is_met(desk: Desk, roster: Roster, day: date) -> bool:
    """Were so many readings of the period done that this one is not needed?"""
    times = roster.cadence.times
    if roster.cadence.is_daily:
        return False
    so_far = sum(one <= day for one in planned(times, day, desk.calendar(roster.org)))
    return int(state_of(desk, roster, day)["done"]) >= so_far


def state_of(desk: Desk, roster: Roster, day: date) -> dict[str, Any]:
    """How far the period around a day is: readings on different days, of so many."""
    times = roster.cadence.times
    first, last = times.span(day)
    rows = rounds.between(
        desk.tx, roster.org, start=first.isoformat(), end=last.isoformat(), office_id=roster.office[0]
    )
    read_on = [
        date.fromisoformat(row.duty_on) for row in rows if row.roster_id == roster.id and row.state == SIGNED
    ]
    found = progress(times, day, read_on)
    return {"done": found.done, "n": found.n, "period": times.period, "last": last.isoformat()}


def open_round(desk: Desk, roster: Roster, found: list[Shift], *, reader: int | None = None) -> int | None:
    """Open the round of a day with its lines; its id, None where it stands already or comes to nothing.

    ``reader`` reads it of their own accord, whoever's turn it is.
    """
    shift = found[0]
    readers = [reader] if reader is not None else list(shift.readers)
    others = [one for other in found[1:] for one in other.readers]
    turn = list(shift.readers) if reader is not None else []
    stand_ins = [one for one in dict.fromkeys((*turn, *others, *shift.stand_ins)) if one not in readers]
    late = desk.ms > duty.fires_at(desk, roster, shift.on) + LATE_MINUTES * 60_000
    is_useful = shift.on == desk.today and desk.now.time() <= daily.USEFUL_UNTIL
    state = MISSED if not (is_useful or reader is not None) else OPEN if readers or stand_ins else VACANT
    lines = _lines(desk, roster, shift.on) if state == OPEN else []
    round_id = rounds.open_round(
        desk.tx,
        {
            "org_id": roster.org,
            "office_id": roster.office[0],
            "roster_id": roster.id,
            "duty": roster.duty.key,
            "duty_on": shift.on.isoformat(),
            "kind": shift.kind,
            "state": state,
            "readers": readers,
            "stand_ins": stand_ins,
            "leader_id": shift.leader,
            "regime_hash": subjects.organisation_of(desk, roster.org).regime_hash,
            "late": int(late and state == OPEN and reader is None),
        },
        lines=[_kept(one) for one in lines],
    )
    if round_id is None:
        return None
    about, facts = f"round:{round_id}", {"on": shift.on.isoformat(), "late": int(late)}
    if state == OPEN:
        desk.audit("round.opened", about, person=reader, org=roster.org, **facts)
    elif state == MISSED:
        desk.audit("round.missed", about, person=None, org=roster.org, **facts)
    else:
        desk.audit("round.vacant", about, person=None, org=roster.org, **facts)
    if state == OPEN:
        round_remind.plant(desk, round_id, org=roster.org)
        inspection_round.fill(desk, round_id)
        if reader is None:
            _ask(desk, roster, shift, round_id)
    else:
        round_remind.tell_office(desk, roster.org)
    return round_id


def _lines(desk: Desk, roster: Roster, day: date) -> tuple[Asked, ...]:
    named = subjects.settings_of(desk, roster.org).get(ACCOUNTS, ())
    accounts = [(str(one), str(one)) for one in named]
    return asked(roster.duty, each={"important": _important(desk, roster, day), "accounts": accounts})


def _important(desk: Desk, roster: Roster, day: date) -> list[tuple[str, str]]:
    """Important items published since the last round: of the unit, or of all for the office in charge."""
    before = rounds.last_signed(desk.tx, roster.id, before=day.isoformat())
    first = desk.ms_at(day - timedelta(days=FIRST_LOOK_DAYS), time(0))
    unit = roster.office[0] if roster.row.office_kind == "unit" else None
    found = rounds.important(
        desk.tx,
        roster.org,
        office_id=unit,
        since=first if before is None else before.opened_at,
        until=desk.ms,
        limit=MOST_EACH,
    )
    return [(str(row.number), f"{row.number} {row.title}") for row in found]


def _kept(line: Asked) -> dict[str, Any]:
    return {
        "line": line.key,
        "text": json_text(line.text.data()),
        "cite": line.cite,
        "evidence": int(line.evidence),
        "must": int(line.must),
    }


# Who is told ----------------------------------------------------------------------------------------------


def _ask(desk: Desk, roster: Roster, shift: Shift, round_id: int) -> None:
    """The reader's own card: on rest days, and wherever the checklist cannot be ticked in the group."""
    groups = daily.groups_of(desk, org=roster.org, office=roster.office[0])
    in_group = {one.platform for one in groups if one.platform == "telegram" and shift.kind == "work"}
    for person in shift.readers:
        found = people.reachable(desk.tx, person)
        if found is None or found.platform not in in_group:
            ask(desk, round_id, person)


def ask(desk: Desk, round_id: int, person: int, *, occasion: str = "") -> None:
    """The checklist in somebody's own chat."""
    expires = desk.ms_at(desk.today, time(23, 59))
    tell(desk, Notice("duty.asked", person, f"round:{round_id}", occasion, priority=3, expires_at=expires))


def post(desk: Desk, roster: Roster) -> None:
    """The day's one post in each group of the office; on rest days groups are left alone."""
    if not daily.has_round(desk, roster.office[0], org=roster.org) or desk.now.time() > daily.USEFUL_UNTIL:
        return
    for group in daily.groups_of(desk, org=roster.org, office=roster.office[0]):
        tell(
            desk,
            Notice(
                LIVE if group.platform == "telegram" else PLAIN,
                Group(group.id),
                board(group.id, desk.today),
                "",
                {"group": group.id, "day": desk.today_on},
                priority=4,
                expires_at=desk.ms_at(desk.today, daily.USEFUL_UNTIL) + 3_600_000,
            ),
        )


def announced(desk: Desk, roster: Roster, day: date) -> list[Shift]:
    """The readings of the coming week where it has too few working days, on the last working day before."""
    times, calendar = roster.cadence.times, desk.calendar(roster.org)
    coming = day + timedelta(days=7 - day.weekday())
    if roster.cadence.is_daily or announced_on(times, coming, calendar) != day:
        return []
    first, last = times.span(coming)
    return duty.between(desk, roster, first, last)


def as_shift(desk: Desk, roster: Roster, *, by: int) -> Shift:
    """Today as a shift of somebody who reads of their own accord."""
    kind = kind_of(desk.today, desk.calendar(roster.org))
    stand_ins = tuple(one for one in roster.rotation.stand_ins if one != by)
    return Shift(desk.today, 0, kind, (by,), None, stand_ins, "")
