"""What the cards of a round say: read when they are drawn."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rules.checklist import open_lines
from storage import orgs, rounds
from storage.canon import json_value
from storage.sql import must
from workflow import calling, duty, remind, round_open, subjects
from workflow.desk import Desk
from workflow.duty import Roster
from workflow.notices import Notice, notice
from workflow.round import OPEN, Round, load, untold

LAST_DAYS = 3  # how long a handover note is worth showing


def told(desk: Desk, it: Round) -> dict[str, Any]:
    """A round in the facts of a card."""
    roster = duty.find(desk, it.row.roster_id)
    before = rounds.last_signed(desk.tx, it.row.roster_id, before=it.row.duty_on)
    handed = (
        before is not None
        and before.handover
        and (it.on - date.fromisoformat(before.duty_on)).days <= LAST_DAYS
    )
    return {
        "id": it.id,
        "day": it.row.duty_on,
        "office": it.row.office_name,
        "kind": it.row.kind,
        "state": it.state,
        "late": bool(it.row.late),
        "names": duty.names(desk, it.readers),
        "stand_ins": duty.names(desk, it.stand_ins),
        "leader": subjects.name_of(desk, it.row.leader_id),
        "lines": [_line(one) for one in it.lines],
        "open": len(open_lines(it.held)),
        "signed_by": it.row.signed_name or "",
        "signed_at": desk.iso(it.row.signed_at),
        "outcome": it.row.outcome,
        "handover": it.row.handover,
        "before": {"name": before.signed_name, "text": before.handover}
        if before is not None and handed
        else None,
        "progress": None
        if roster is None or roster.cadence.is_daily
        else round_open.state_of(desk, roster, it.on),
    }


def _line(row: Any) -> dict[str, Any]:
    told_ = json_value(row.machine_told)
    return {
        "key": row.line,
        "n": row.position,
        "text": json_value(row.text),
        "state": row.value,
        "machine": row.machine,
        "seen": told_.get("says", ""),
        "note": row.note,
        "by": row.by_name or "",
    }


def _over(desk: Desk, said: Notice) -> str | None:
    return None if load(desk, said.id).state == OPEN else "over"


@notice("duty.asked", live=True, moot=_over)
def asked_facts(desk: Desk, said: Notice) -> Mapping[str, Any]:
    """The checklist in its reader's own chat."""
    it = load(desk, said.id)
    return {"round": told(desk, it), "mine": said.person in it.readers}


@notice("duty.which", moot=_over)
def which_facts(desk: Desk, said: Notice) -> Mapping[str, Any]:
    """有情况: which lines are not in order; those not answered yet, else all of them."""
    it = load(desk, said.id)
    lines = [_line(one) for one in it.lines]
    left = [line for line in lines if line["state"] is None] or lines
    return {"round": {**told(desk, it), "lines": lines}, "offered": left}


@notice("duty.tell", moot=lambda desk, said: None if untold(load(desk, said.id)) else "told")
def tell_facts(desk: Desk, said: Notice) -> Mapping[str, Any]:
    """What is the matter with a line: asked for in words."""
    it = load(desk, said.id)
    return {"line": _line(must(untold(it))), "office": it.row.office_name, "day": it.row.duty_on}


# The group's post -----------------------------------------------------------------------------------------


def _nothing(desk: Desk, said: Notice) -> str | None:
    group = orgs.group(desk.tx, int(said.facts["group"]))
    if group is None or group.office_id is None:
        return "unbound"
    found = rounds.of_office(desk.tx, group.office_id, on=str(said.facts["day"]))
    return None if found or remind.overdue_in_group(desk, group) else "nothing"


@notice("duty.board", live=True, moot=_nothing)
def board_facts(desk: Desk, said: Notice) -> Mapping[str, Any]:
    """Who reads today and what is open, what is overdue beside it, and who reads next."""
    group = must(orgs.group(desk.tx, int(said.facts["group"])))
    day = date.fromisoformat(str(said.facts["day"]))
    found = rounds.of_office(desk.tx, group.office_id, on=day.isoformat())
    here = duty.of_office(desk, group.office_id)
    called = calling.called(desk, group) if day == desk.today else []
    return {
        "day": day.isoformat(),
        "office": must(orgs.office(desk.tx, group.office_id)).name,
        "rounds": [told(desk, load(desk, row.id)) for row in found],
        "states": [round_open.state_of(desk, one, day) for one in here if not one.cadence.is_daily],
        "overdue": remind.overdue_in_group(desk, group) if day == desk.today else [],
        "next": [one for roster in here for one in _next(desk, roster, day)],
        "week": [one for roster in here for one in _coming_week(desk, roster, day)],
        "_called": called,
    }


notice("duty.post", moot=_nothing)(board_facts)


def _next(desk: Desk, roster: Roster, day: date) -> list[dict[str, Any]]:
    """The next day of duty within a week."""
    found = duty.between(desk, roster, day + timedelta(days=1), day + timedelta(days=7))
    return [duty.told(desk, one) for one in found if one.on == found[0].on]


def _coming_week(desk: Desk, roster: Roster, day: date) -> list[dict[str, Any]]:
    """On the last working day of a week: who reads until the next one ends."""
    calendar = desk.calendar(roster.org)
    sunday = day + timedelta(days=6 - day.weekday())
    if calendar.between(day, sunday):
        return []
    found = duty.between(desk, roster, day + timedelta(days=1), sunday + timedelta(days=7))
    return [duty.told(desk, one) for one in found]
