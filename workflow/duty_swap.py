"""换班, 值班请假, 调班: one's own shift offered and taken, days on which somebody reads nothing, and what the
office settles for a day. Each moves that day alone; whoever is touched by it is told, and the office.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from rules.duty import Shift, handed_over, may_take
from rules.duty_words import read_span
from storage import copies, rosters, rounds
from storage.canon import json_value
from storage.sql import must
from workflow import duty, round_remind, subjects
from workflow.desk import Desk, Refused
from workflow.duty import Roster
from workflow.notices import Notice, notice, plain, tell
from workflow.round import load, touch

plain("duty.swapped", "duty.away", "duty.changed")
FAR_DAYS = 92  # how far ahead a shift may be offered
LONGEST_DAYS = 400


# One's own shift ------------------------------------------------------------------------------------------


def offer(desk: Desk, text: str, *, by: int) -> Notice:
    """换班 日期 [姓名]: one's own shift is offered to that person, or to everybody of the roster."""
    words = text.split()
    span = read_span(words[0], today=desk.today) if words else None
    if span is None or span[0] != span[1] or len(words) > 2:
        raise Refused("duty.swap_usage")
    on, org = span[0], duty.org_of(desk, by)
    roster, shift = _own(desk, org, on, by=by)
    asked = duty.person_called(desk, words[1], org=org) if len(words) == 2 else None
    if asked is not None:
        _check(desk, roster, shift, asked)
    made = rosters.offer(
        desk.tx, roster_id=roster.id, on=on.isoformat(), part=shift.part, giver=by, asked=asked
    )
    if made is None:
        raise Refused("duty.offered_already", day=on.isoformat())
    desk.audit("duty.offered", f"swap:{made}", person=by, org=org, on=on.isoformat(), asked=asked)
    hearers = [asked] if asked is not None else _others(desk, roster, shift)
    for person in hearers:
        tell(desk, Notice("duty.swap", person, f"swap:{made}", priority=3))
    return Notice("duty.changed", by, facts={"what": "offered", "day": on.isoformat(), "count": len(hearers)})


def _own(desk: Desk, org: int, on: date, *, by: int) -> tuple[Roster, Shift]:
    """Somebody's shift of a day. Raises Refused where they have none, or it is past or too far."""
    if not 0 <= (on - desk.today).days <= FAR_DAYS:
        raise Refused("duty.day_past", day=on.isoformat())
    for roster in duty.of_org(desk, org):
        for shift in duty.on(desk, roster, on):
            if by in shift.readers:
                return roster, shift
    raise Refused("duty.not_yours", day=on.isoformat())


def _others(desk: Desk, roster: Roster, shift: Shift) -> list[int]:
    changes = duty.changes_of(desk, roster, start=shift.on, end=shift.on)
    people = dict.fromkeys((*roster.rotation.readers, *roster.rotation.stand_ins))
    return [one for one in people if may_take(shift, one, changes) is None]


def _check(desk: Desk, roster: Roster, shift: Shift, taker: int) -> None:
    why = may_take(shift, taker, duty.changes_of(desk, roster, start=shift.on, end=shift.on))
    if why is not None:
        code = "duty.taker_away" if why == "away" else "duty.taker_has_it"
        raise Refused(code, name=subjects.name_of(desk, taker), day=shift.on.isoformat())


def take(desk: Desk, subject: str, *, by: int) -> Notice:
    """接班: whoever takes the offered shift first has it. Raises Refused where it is gone."""
    row = _offered(desk, subject)
    roster = duty.standing(desk, row.roster_id)
    on = date.fromisoformat(row.duty_on)
    shift = next((one for one in duty.on(desk, roster, on) if one.part == row.part), None)
    if shift is None or row.giver_id not in shift.readers or on < desk.today:
        raise Refused("duty.gone")
    if by not in (row.asked_id, *_others(desk, roster, shift)) or row.asked_id not in (None, by):
        raise Refused("duty.not_for_you")
    _check(desk, roster, shift, by)
    if not rosters.take(desk.tx, row.id, taker=by):
        raise Refused("duty.gone")
    readers = handed_over(shift, row.giver_id, by)
    set_readers(desk, roster, shift, readers, why="swap", by=by)
    desk.audit(
        "duty.swapped", f"swap:{row.id}", person=by, org=roster.org, on=row.duty_on, giver=row.giver_id
    )
    copies.touch(desk.tx, f"swap:{row.id}")
    facts = {
        "day": row.duty_on,
        "office": roster.office[1],
        "givers": [row.giver_name],
        "takers": [subjects.name_of(desk, by)],
    }
    for person in dict.fromkeys((row.giver_id, *duty.keepers(desk, roster.org))):
        if person != by:
            priority = 3 if person == row.giver_id else 6
            tell(desk, Notice("duty.swapped", person, f"swap:{row.id}", "", facts, priority=priority))
    return Notice("duty.changed", by, facts={"what": "taken", "day": row.duty_on, "count": 0})


def _offered(desk: Desk, subject: str) -> Any:
    row = rosters.swap(desk.tx, int(subject.rpartition(":")[2]))
    if row is None or row.state != "open":
        raise Refused("duty.gone")
    return row


def take_on(desk: Desk, text: str, *, by: int) -> Notice:
    """接班 日期: the offered shift of that day."""
    span = read_span(text, today=desk.today)
    org = duty.org_of(desk, by)
    if span is None:
        raise Refused("duty.take_usage")
    for row in rosters.swaps_open(desk.tx, org, on=desk.today_on):
        if row.duty_on == span[0].isoformat() and row.asked_id in (None, by) and row.giver_id != by:
            return take(desk, f"swap:{row.id}", by=by)
    raise Refused("duty.gone")


def withdraw(desk: Desk, text: str, *, by: int) -> Notice:
    """取消换班 日期: one's own offer is taken back. Raises Refused where there is none."""
    span = read_span(text, today=desk.today)
    if span is None:
        raise Refused("duty.swap_usage")
    org = duty.org_of(desk, by)
    for row in rosters.swaps_open(desk.tx, org, on=desk.today_on, giver=by):
        if row.duty_on == span[0].isoformat() and rosters.withdraw(desk.tx, row.id):
            desk.audit("duty.offer_withdrawn", f"swap:{row.id}", person=by, org=org)
            copies.touch(desk.tx, f"swap:{row.id}")
            return Notice("duty.changed", by, facts={"what": "withdrawn", "day": row.duty_on, "count": 0})
    raise Refused("duty.gone")


def _gone(desk: Desk, said: Notice) -> str | None:
    row = rosters.swap(desk.tx, said.id)
    return None if row is not None and row.state == "open" else "gone"


@notice("duty.swap", live=True, moot=_gone)
def swap_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """A shift on offer: whose, of which day, and whether somebody has taken it."""
    row = must(rosters.swap(desk.tx, said.id))
    return {
        "day": row.duty_on,
        "office": duty.standing(desk, row.roster_id).office[1],
        "giver": row.giver_name,
        "state": row.state if row.duty_on >= desk.today_on else "withdrawn",
        "taker": subjects.name_of(desk, row.taker_id),
        "mine": row.taker_id == said.person,
    }


# Away -----------------------------------------------------------------------------------------------------


def be_away(desk: Desk, text: str, *, by: int) -> Notice:
    """值班请假 日期[至日期] [姓名]: others of the roster step in. For somebody else whoever keeps the roster
    may say so. Raises Refused.
    """
    words = text.split()
    org = duty.org_of(desk, by)
    span = read_span(text, today=desk.today)
    who = by
    if span is None and len(words) > 1:
        who = duty.person_called(desk, words[-1], org=org)
        span = read_span(" ".join(words[:-1]), today=desk.today)
    if span is None:
        raise Refused("duty.away_usage")
    first, last = span
    if last < desk.today or (last - first).days > LONGEST_DAYS:
        raise Refused("duty.day_past", day=first.isoformat())
    _may_speak_for(desk, who, org=org, by=by)
    before = _shifts_of(desk, org, who, first, last)
    rosters.be_away(
        desk.tx, org_id=org, person_id=who, from_on=first.isoformat(), until_on=last.isoformat(), by=by
    )
    desk.audit(
        "duty.away", f"person:{who}", person=by, org=org, first=first.isoformat(), last=last.isoformat()
    )
    moved = _moved(desk, before)
    return _told_away(desk, org, who, by=by, first=first, last=last, moved=moved)


def be_back(desk: Desk, text: str, *, by: int) -> Notice:
    """值班销假 [姓名]: from today on one reads again as one's turn comes."""
    org = duty.org_of(desk, by)
    who = duty.person_called(desk, text.split(maxsplit=1)[0], org=org) if text.strip() else by
    _may_speak_for(desk, who, org=org, by=by)
    before = (desk.today - timedelta(days=1)).isoformat()
    if not rosters.be_back(desk.tx, org_id=org, person_id=who, on=desk.today_on, before=before):
        raise Refused("duty.not_away", name=subjects.name_of(desk, who))
    desk.audit("duty.back", f"person:{who}", person=by, org=org)
    round_remind.away_or_back(desk, org)
    return Notice("duty.changed", by, facts={"what": "back", "day": desk.today_on, "count": 0})


def _may_speak_for(desk: Desk, who: int, *, org: int, by: int) -> None:
    if who == by:
        return
    theirs = [one.office[0] for one in duty.of_org(desk, org) if who in one.rotation.readers]
    if not any(duty.keeps(desk, by, org=org, office=office) for office in theirs or [0]):
        raise Refused("duty.not_keeper", office="")


def _shifts_of(desk: Desk, org: int, who: int, first: date, last: date) -> list[tuple[Roster, Shift]]:
    start = max(first, desk.today)
    return [
        (roster, shift)
        for roster in duty.of_org(desk, org)
        for shift in duty.between(desk, roster, start, last)
        if who in shift.readers
    ]


def _moved(desk: Desk, before: Iterable[tuple[Roster, Shift]]) -> list[tuple[Roster, Shift]]:
    """The same shifts as they are now; an open round of today goes to whoever steps in."""
    found = []
    for roster, shift in before:
        now = next(one for one in duty.on(desk, roster, shift.on) if one.part == shift.part)
        found.append((roster, now))
        if shift.on == desk.today and shift.part == 0:
            _hand_round(desk, roster, now.on, list(now.readers))
    return found


def _told_away(
    desk: Desk, org: int, who: int, *, by: int, first: date, last: date, moved: list[tuple[Roster, Shift]]
) -> Notice:
    facts = {
        "name": subjects.name_of(desk, who),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "shifts": [duty.told(desk, shift) for _, shift in moved],
    }
    steps_in = [one for _, shift in moved for one in shift.readers]
    occasion = f"{first.isoformat()}:{desk.ms}"
    for person in dict.fromkeys((*steps_in, *duty.keepers(desk, org), who)):
        if person != by:
            priority = 3 if person in steps_in else 6
            tell(desk, Notice("duty.away", person, f"person:{who}", occasion, facts, priority=priority))
    round_remind.away_or_back(desk, org)
    return Notice("duty.away", by, f"person:{who}", facts=facts)


# What the office settles ----------------------------------------------------------------------------------


def settle(desk: Desk, text: str, *, by: int) -> Notice:
    """调班 科室 日期 姓名[+姓名]: that day is read by these people, whoever's turn it is. Raises Refused."""
    words = text.split()
    org = duty.org_of(desk, by)
    if len(words) != 3:
        raise Refused("duty.settle_usage")
    span = read_span(words[1], today=desk.today)
    roster = next((one for one in duty.of_org(desk, org) if words[0] == one.office[1]), None)
    if roster is None:
        raise Refused("duty.no_roster", office=words[0][:20])
    if span is None or not 0 <= (span[0] - desk.today).days <= LONGEST_DAYS:
        raise Refused("duty.settle_usage")
    if not duty.keeps(desk, by, org=org, office=roster.office[0]):
        raise Refused("duty.not_keeper", office=roster.office[1])
    shift = next(iter(duty.on(desk, roster, span[0])), None)
    if shift is None:
        raise Refused("duty.no_duty", day=span[0].isoformat())
    readers = tuple(duty.person_called(desk, name, org=org) for name in words[2].split("+") if name)
    changes = duty.changes_of(desk, roster, start=shift.on, end=shift.on)
    for person in readers:
        if changes.is_away(person, shift.on):
            raise Refused("duty.taker_away", name=subjects.name_of(desk, person), day=shift.on.isoformat())
    set_readers(desk, roster, shift, readers, why="set", by=by)
    desk.audit(
        "duty.settled", f"roster:{roster.id}", person=by, org=org, on=shift.on.isoformat(), readers=readers
    )
    facts = {
        "day": shift.on.isoformat(),
        "office": roster.office[1],
        "givers": duty.names(desk, shift.readers),
        "takers": duty.names(desk, readers),
    }
    for person in dict.fromkeys((*shift.readers, *readers)):
        if person != by:
            about = f"roster:{roster.id}"
            tell(
                desk,
                Notice("duty.swapped", person, about, f"{shift.on.isoformat()}:{desk.ms}", facts, priority=3),
            )
    return Notice("duty.changed", by, facts={"what": "settled", "day": shift.on.isoformat(), "count": 0})


def set_readers(
    desk: Desk, roster: Roster, shift: Shift, readers: tuple[int, ...], *, why: str, by: int
) -> None:
    """These people read the shift; its round, where it stands already, is theirs from now on."""
    rosters.set_shift(
        desk.tx, roster.id, on=shift.on.isoformat(), part=shift.part, readers=readers, why=why, by=by
    )
    if shift.on == desk.today and shift.part == 0:
        _hand_round(desk, roster, shift.on, list(readers))


def _hand_round(desk: Desk, roster: Roster, on: date, readers: list[int]) -> None:
    """Today's round goes to other readers; who has no card of it in the group gets one."""
    row = rounds.at(desk.tx, roster.id, on=on.isoformat())
    if row is None or not readers:
        return
    fresh = [one for one in readers if one not in json_value(row.readers)]
    if not fresh or not rounds.set_readers(desk.tx, row.id, readers=readers):
        return
    it = load(desk, row.id)
    touch(desk, it)
    for person in fresh:
        expires = desk.ms_at(desk.today, time(23, 59))
        tell(desk, Notice("duty.asked", person, it.about, f"moved:{desk.ms}", priority=3, expires_at=expires))
