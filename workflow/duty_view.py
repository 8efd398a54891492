"""值班: who reads today, this week, this month; the gaps in it, and how evenly it is shared."""

from datetime import date, timedelta
from typing import Any

from rules.duty import gaps, shares
from storage import rounds
from workflow import duty, round_open, subjects
from workflow.desk import Desk
from workflow.duty import Roster
from workflow.notices import Notice, notice

SPANS = ("today", "week", "month")
MOST_ROWS = 40


def span(day: date, what: str) -> tuple[date, date]:
    """The first and last day of what is looked at: today, this week from Monday, this month."""
    if what == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if what == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day, day


@notice("duty.list")
def list_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The rosters that somebody sees: all for whoever keeps them, else those of their own offices."""
    person, what = said.reader, str(said.facts["span"])
    org = duty.org_of(desk, person)
    first, last = span(desk.today, what)
    rosters = _seen(desk, person, org)
    return {
        "span": what,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "rosters": [_roster(desk, one, person=person, what=what) for one in rosters],
        "keeps": duty.keeps(desk, person, org=org),
    }


def _seen(desk: Desk, person: int, org: int) -> list[Roster]:
    found = duty.of_org(desk, org)
    if duty.keeps(desk, person, org=org):
        return found
    return [
        one
        for one in found
        if person in (*one.rotation.readers, *one.rotation.stand_ins, *one.rotation.leaders)
        or duty.keeps(desk, person, org=org, office=one.office[0])
    ]


def _roster(desk: Desk, roster: Roster, *, person: int, what: str) -> dict[str, Any]:
    first, last = span(desk.today, what)
    found = duty.between(desk, roster, first, last)
    rows = rounds.between(
        desk.tx, roster.org, start=first.isoformat(), end=last.isoformat(), office_id=roster.office[0]
    )
    states = {row.duty_on: row.state for row in rows if row.roster_id == roster.id}
    carried = shares(found, people=roster.rotation.readers) if what == "month" else {}
    own = duty.between(desk, roster, desk.today, desk.today + timedelta(days=31))
    return {
        "office": roster.office[1],
        "duty": roster.duty.text.data(),
        "cadence": str(roster.cadence),
        "at": roster.row.at,
        "shifts": [
            {**duty.told(desk, one), "state": states.get(one.on.isoformat(), "") if not one.part else ""}
            for one in found[:MOST_ROWS]
        ],
        "gaps": [one.on.isoformat() for one in gaps(found) if one.on >= desk.today],
        "progress": None if roster.cadence.is_daily else round_open.state_of(desk, roster, desk.today),
        "shares": [
            {"name": subjects.name_of(desk, who), "days": share.days, "heavy": share.rest + share.festival}
            for who, share in carried.items()
        ],
        "mine": next((one.on.isoformat() for one in own if person in one.readers), None),
    }
