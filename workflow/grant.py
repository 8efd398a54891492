"""One administrator more, once there are two: another administrator confirms it in chat.

What was asked stands in the audit chain: the person, the office, who asked and when.
"""

from dataclasses import dataclass
from typing import Any

from storage import audit, copies, orgs, people, tokens
from storage.canon import json_value
from workflow import roster, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell

ROLE = "administrator"
ASKED, GRANTED = "roster.grant_asked", "roster.granted"
HOURS = 24
RECENT = 50

plain("roster.grant_waiting")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: by whom, when (ms), for which office; and who granted it, if somebody did."""

    by: int
    at: int
    org: int
    office: int
    granted_by: int | None = None


def ask(desk: Desk, *, name: str, office: str, org: int, by: int) -> Notice:
    """邀请 … 管理员 where two stand already: the other ones are asked. Raises Refused where none can be."""
    roster.require_administrator(desk, by, org)
    room = roster.office_named(desk, org, office)
    if room is None:
        raise Refused(
            "roster.office_unknown",
            office=office,
            allowed=[row.name for row in orgs.offices_of(desk.tx, org)],
        )
    others = [who for who in roster.administrators(desk, org) if who != by]
    if not others:
        raise Refused("roster.need_second")
    subject = f"person:{_meant(desk, org, name)}"
    desk.audit(ASKED, subject, person=by, org=org, office=room.id)
    facts = {"name": name, "office": room.name, "by": subjects.name_of(desk, by)}
    for other in others:
        tell(desk, Notice("roster.grant_asked", other, subject, str(desk.ms), facts, priority=2))
    return Notice("roster.grant_waiting", by, subject, facts={"name": name, "hours": HOURS})


def _meant(desk: Desk, org: int, name: str) -> int:
    """The person of that name who has a post here or was asked for before; else a new one, without a post."""
    known = people.by_name(desk.tx, org, name=name)
    if len(known) == 1:
        return int(known[0].id)
    before = _asked_for(desk, org, name)
    return min(before) if before else people.add_person(desk.tx, name=name)


def _asked_for(desk: Desk, org: int, name: str) -> dict[int, Asked]:
    """People of that name whom somebody wished to make an administrator here."""
    asked = {int(row.id): state(desk, f"person:{row.id}") for row in people.called(desk.tx, name)}
    return {person: found for person, found in asked.items() if found is not None and found.org == org}


def called(desk: Desk, name: str, *, by: int) -> str:
    """The one who is asked for under that name, as a subject. Raises Refused unless there is exactly one."""
    asked = _asked_for(desk, roster.administered(desk, by), name)
    found = [person for person, one in asked.items() if _is_open(desk, one)]
    if not found:
        raise Refused("roster.nothing_to_grant")
    if len(found) > 1:
        raise Refused("roster.name_many", name=name)
    return f"person:{found[0]}"


def state(desk: Desk, subject: str) -> Asked | None:
    """The newest that was asked about this person, None where nothing was."""
    found: Asked | None = None
    for row in audit.about(desk.tx, subject, limit=RECENT):
        if row.act == ASKED:
            found = Asked(row.person_id, row.at, row.org_id, json_value(row.data)["office"])
        elif row.act == GRANTED and found is not None:
            found = Asked(found.by, found.at, found.org, found.office, row.person_id)
    return found


def _is_open(desk: Desk, asked: Asked) -> bool:
    return asked.granted_by is None and desk.ms <= asked.at + HOURS * 3_600_000


def confirm(desk: Desk, subject: str, *, by: int) -> None:
    """同意增加: whoever asked gets the invitation. Raises Refused for the asker and where nothing waits."""
    asked = state(desk, subject)
    if asked is None or not _is_open(desk, asked):
        raise Refused("roster.nothing_to_grant")
    roster.require_administrator(desk, by, asked.org)
    if by == asked.by or not roster.is_administrator(desk, asked.by, asked.org):
        raise Refused("roster.need_second")
    person = int(subject.rpartition(":")[2])
    name = subjects.name_of(desk, person)
    room = next(row for row in orgs.offices_of(desk.tx, asked.org) if row.id == asked.office)
    people.add_membership(desk.tx, person, office_id=room.id, role=ROLE, from_on=desk.today_on)
    desk.audit(GRANTED, subject, person=by, org=asked.org, office=room.id, asked_by=asked.by)
    made = roster.invited(desk, person, name=name, room=room, role=ROLE, org=asked.org, by=by)
    tokens.revoke(desk.tx, subject=subject)
    copies.touch(desk.tx, subject)
    way = people.reachable(desk.tx, asked.by)
    facts = roster.handed_out(desk, made, platform="" if way is None else way.platform)
    tell(desk, Notice("roster.invited", asked.by, subject, f"granted:{desk.ms}", facts, priority=2))


def _moot(desk: Desk, said: Notice) -> str | None:
    asked = state(desk, said.about)
    return None if asked is not None and _is_open(desk, asked) else "settled"


@notice("roster.grant_asked", live=True, moot=_moot)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Who is to become an administrator, and whether somebody has agreed."""
    asked = state(desk, said.about)
    granted = None if asked is None else asked.granted_by
    return {
        **said.facts,
        "granted_by": None if granted is None else subjects.name_of(desk, granted),
        "open": asked is not None and _is_open(desk, asked),
    }
