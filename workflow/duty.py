"""值班: the rosters of an organisation, who reads on which days, and who may say so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from rules.duty import Away, Cadence, Changes, Rotation, Shift, Turn, shifts
from rules.duty_words import Written, written
from rules.parts import Duty
from rules.regime import Regime
from storage import clocks, orgs, people, rosters
from storage.canon import json_value
from storage.sql import must
from workflow import live, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain

plain("duty.entered", "duty.ended")
DAY = "duty.day"  # the timer of a roster's next day
AT = "09:03"
EARLIEST, LATEST = time(8, 30), time(12, 0)
JITTER_S = 120
KEEPERS = ("administrator", "office")
MOST_TURNS = 60
FAR_DAYS = 400
AHEAD_DAYS = 7


@dataclass(frozen=True, slots=True)
class Roster:
    """One roster in force. ``row`` is its row; ``duty`` the line of the regime that it carries out."""

    row: Any
    regime: Regime
    duty: Duty
    cadence: Cadence
    rotation: Rotation

    @property
    def id(self) -> int:
        return int(self.row.id)

    @property
    def org(self) -> int:
        return int(self.row.org_id)

    @property
    def office(self) -> tuple[int, str]:
        return int(self.row.office_id), str(self.row.office_name)

    @property
    def at(self) -> time:
        return time.fromisoformat(self.row.at)


def find(desk: Desk, roster_id: int) -> Roster | None:
    """The roster in force of that id; None where it has ended, or its duty is the regime's no longer."""
    row = rosters.roster(desk.tx, roster_id)
    return None if row is None or row.state != "active" else _of(desk, row)


def standing(desk: Desk, roster_id: int) -> Roster:
    """The same where it must be in force. Raises Refused."""
    found = find(desk, roster_id)
    if found is None:
        raise Refused("duty.no_roster", office="")
    return found


def of_org(desk: Desk, org: int) -> list[Roster]:
    """Every roster in force, office by office."""
    return [found for row in rosters.of_org(desk.tx, org) if (found := _of(desk, row)) is not None]


def of_office(desk: Desk, office: int) -> list[Roster]:
    """Every roster in force of one office."""
    return [found for row in rosters.of_office(desk.tx, office) if (found := _of(desk, row)) is not None]


def _of(desk: Desk, row: Any) -> Roster | None:
    regime = regime_of(desk, row.org_id)
    duty = next((one for one in regime.duties if one.key == row.duty and one.lines), None)
    if duty is None:
        return None
    return Roster(row, regime, duty, Cadence.parse(row.cadence), rotation_of(row.plan))


def regime_of(desk: Desk, org: int) -> Regime:
    """What an organisation works by today."""
    return desk.regime(must(orgs.organisation(desk.tx, org)).regime_hash)


@lru_cache(maxsize=1024)
def rotation_of(plan: str) -> Rotation:
    """The rotation that a roster's row holds."""
    held = json_value(plan)
    return Rotation(
        turns=tuple(tuple(turn) for turn in held["turns"]),
        from_on=date.fromisoformat(held["from_on"]),
        by=held["by"],
        parts=held["parts"],
        rest=tuple(tuple(turn) for turn in held["rest"]),
        leaders=tuple(held["leaders"]),
        stand_ins=tuple(held["stand_ins"]),
    )


def plan_of(rotation: Rotation) -> dict[str, Any]:
    """The same as it is stored."""
    return {
        "turns": [list(turn) for turn in rotation.turns],
        "from_on": rotation.from_on.isoformat(),
        "by": rotation.by,
        "parts": rotation.parts,
        "rest": [list(turn) for turn in rotation.rest],
        "leaders": list(rotation.leaders),
        "stand_ins": list(rotation.stand_ins),
    }


# Who reads when -------------------------------------------------------------------------------------------


def changes_of(desk: Desk, roster: Roster, *, start: date, end: date) -> Changes:
    """What was settled beside the turns between two days: swaps, overrides, leave, and posts that ended."""
    span = {"start": start.isoformat(), "end": end.isoformat()}
    instead = {
        (date.fromisoformat(row.duty_on), int(row.part)): tuple(json_value(row.readers))
        for row in rosters.shifts_of(desk.tx, roster.id, **span)
    }
    away = [
        Away(row.person_id, date.fromisoformat(row.from_on), date.fromisoformat(row.until_on))
        for row in rosters.absences_of(desk.tx, roster.org, **span)
    ]
    everybody = {*roster.rotation.readers, *roster.rotation.stand_ins, *roster.rotation.leaders}
    everybody |= {one for turn in instead.values() for one in turn}
    gone = [Away(one, start, end) for one in sorted(everybody) if not _is_here(desk, one)]
    return Changes(instead, (*away, *gone))


def _is_here(desk: Desk, person: int) -> bool:
    """Suspended people, and those without any post, read nothing."""
    row = people.person(desk.tx, person)
    if row is None or row.state != "active":
        return False
    return bool(people.memberships(desk.tx, person, on=desk.today_on))


def between(desk: Desk, roster: Roster, start: date, end: date) -> list[Shift]:
    """Every shift of a roster between two days, both included, as things stand."""
    changes = changes_of(desk, roster, start=start, end=end)
    calendar = desk.calendar(roster.org)
    return shifts(roster.cadence, roster.rotation, calendar, start=start, end=end, changes=changes)


def on(desk: Desk, roster: Roster, day: date) -> list[Shift]:
    """The shifts of one day; none where it is no day of duty."""
    return between(desk, roster, day, day)


def names(desk: Desk, ids: Iterable[int]) -> list[str]:
    """The names behind ids."""
    return [subjects.name_of(desk, one) for one in ids]


def told(desk: Desk, shift: Shift) -> dict[str, Any]:
    """A shift in the facts of a card."""
    return {
        "on": shift.on.isoformat(),
        "part": shift.part,
        "kind": shift.kind,
        "names": names(desk, shift.readers),
        "leader": "" if shift.leader is None else subjects.name_of(desk, shift.leader),
        "why": shift.why,
    }


# Entering one ---------------------------------------------------------------------------------------------


def org_of(desk: Desk, person: int) -> int:
    """The organisation in which somebody works. Raises Refused for whoever works in none."""
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    if not posts:
        raise Refused("duty.no_post")
    return int(posts[0].org_id)


def keeps(desk: Desk, person: int, *, org: int, office: int | None = None) -> bool:
    """May somebody settle an office's roster: the office in charge, an administrator, the office's head?"""
    return any(
        post.org_id == org
        and (
            post.role in KEEPERS or (post.role == "head" and office is not None and post.office_id == office)
        )
        for post in people.memberships(desk.tx, person, on=desk.today_on)
    )


def keepers(desk: Desk, org: int) -> list[int]:
    """Whom a gap is told: the people of the office in charge who can be reached, else administrators."""
    for role in ("office", "administrator"):
        found = people.holders(desk.tx, org, role=role, on=desk.today_on)
        ids = sorted({row.id for row in found if row.bound})
        if ids:
            return ids
    return []


def enter(desk: Desk, text: str, *, by: int) -> Notice:
    """排班 科室 每天 张三 李四 …: the office's roster from now on, in place of the one that stands.

    Raises Refused for whoever keeps none, for unknown names, and for what is read less often than the regime
    asks.
    """
    org = org_of(desk, by)
    office, rest = _office_in(desk, text, org=org, by=by)
    if not keeps(desk, by, org=org, office=office.id):
        raise Refused("duty.not_keeper", office=office.name)
    found = written(rest, today=desk.today)
    roster = put(desk, found, org=org, office=office, by=by)
    days = between(desk, roster, desk.today, desk.today + timedelta(days=AHEAD_DAYS))
    return Notice(
        "duty.entered",
        by,
        f"roster:{roster.id}",
        facts={
            "office": office.name,
            "duty": roster.duty.text.data(),
            "cadence": str(roster.cadence),
            "at": roster.row.at,
            "by": roster.rotation.by,
            "stand_ins": names(desk, roster.rotation.stand_ins),
            "shifts": [told(desk, one) for one in days],
        },
    )


def _office_in(desk: Desk, text: str, *, org: int, by: int) -> tuple[Any, str]:
    """The office that the first word names, else the one in which whoever writes works; and the rest."""
    head, _, rest = text.strip().partition(" ")
    rooms = orgs.offices_of(desk.tx, org)
    named = next((room for room in rooms if head in (room.name, room.key)), None)
    if named is not None:
        return named, rest
    own = {post.office_id for post in people.memberships(desk.tx, by, on=desk.today_on)}
    found = [room for room in rooms if room.id in own]
    if len(found) != 1:
        raise Refused("duty.office_missing", allowed=[room.name for room in rooms])
    return found[0], text


def put(desk: Desk, found: Written, *, org: int, office: Any, by: int | None) -> Roster:
    """Enter a roster as it was read. Raises Refused."""
    duty = duty_of(desk, org)
    cadence = _cadence(found, duty)
    rotation = _rotation(desk, found, org=org)
    at = _at(found.at)
    roster_id = rosters.put(
        desk.tx,
        org_id=org,
        office_id=office.id,
        duty=duty.key,
        cadence=str(cadence),
        plan=plan_of(rotation),
        at=at,
        by=by,
    )
    desk.audit(
        "duty.rostered", f"roster:{roster_id}", person=by, org=org, office=office.id, readers=rotation.readers
    )
    roster = standing(desk, roster_id)
    plant_first(desk, roster)
    return roster


def check(desk: Desk, found: Written, *, org: int) -> None:
    """Could a roster be entered as it was read? Raises Refused where not."""
    _cadence(found, duty_of(desk, org))
    _rotation(desk, found, org=org)


def put_again(desk: Desk, held: Mapping[str, Any], *, org: int, by: int | None) -> None:
    """A roster that stood before stands again."""
    roster_id = rosters.put(
        desk.tx,
        org_id=org,
        office_id=held["office_id"],
        duty=held["duty"],
        cadence=held["cadence"],
        plan=held["plan"],
        at=held["at"],
        by=by,
    )
    plant_first(desk, standing(desk, roster_id))


def duty_of(desk: Desk, org: int) -> Duty:
    """The duty that is done by a checklist. Raises Refused where the regime has none."""
    duty = next((one for one in regime_of(desk, org).duties if one.lines), None)
    if duty is None:
        raise Refused("duty.none_here")
    return duty


def _cadence(found: Written, duty: Duty) -> Cadence:
    asked = Cadence.of(duty)
    if found.cadence is None:
        if asked is None:
            raise Refused("duty.cadence_missing")
        return asked
    cadence = Cadence.parse(found.cadence)
    if asked is not None and cadence.is_less_than(asked):
        raise Refused("duty.too_seldom", cite=duty.cite, says=duty.says.data())
    return cadence


def _rotation(desk: Desk, found: Written, *, org: int) -> Rotation:
    if not found.turns or len(found.turns) > MOST_TURNS:
        raise Refused("duty.usage")
    first = desk.today if desk.now.time() < time.fromisoformat(_at(found.at)) else desk.today + timedelta(1)
    return Rotation(
        turns=tuple(_people(desk, turn, org) for turn in found.turns),
        from_on=found.from_on or first,
        by=found.by or "day",
        parts=found.parts or 1,
        rest=tuple(_people(desk, turn, org) for turn in found.rest),
        leaders=_people(desk, found.leaders, org),
        stand_ins=_people(desk, found.stand_ins, org),
    )


def _at(text: str | None) -> str:
    at = text or AT
    if not EARLIEST <= time.fromisoformat(at) <= LATEST:
        raise Refused("duty.time", found=at, first=f"{EARLIEST:%H:%M}", last=f"{LATEST:%H:%M}")
    return at


def _people(desk: Desk, called: Sequence[str], org: int) -> Turn:
    return tuple(person_called(desk, name, org=org) for name in called)


def person_called(desk: Desk, name: str, *, org: int) -> int:
    """The one active person of that name. Raises Refused where there is none, or more than one."""
    found = {row.id for row in people.by_name(desk.tx, org, name=name) if _is_here(desk, row.id)}
    if not found:
        raise Refused("duty.name_unknown", name=name[:20])
    if len(found) > 1:
        raise Refused("roster.name_many", name=name)
    return int(found.pop())


def end(desk: Desk, text: str, *, by: int) -> Notice:
    """取消排班 科室: nobody reads there by turns any more; what was read stays."""
    org = org_of(desk, by)
    office, _ = _office_in(desk, text, org=org, by=by)
    if not keeps(desk, by, org=org, office=office.id):
        raise Refused("duty.not_keeper", office=office.name)
    standing = rosters.of_office(desk.tx, office.id)
    if not standing:
        raise Refused("duty.no_roster", office=office.name)
    for row in standing:
        close(desk, row.id, org=org, by=by)
    return Notice("duty.ended", by, facts={"office": office.name})


def close(desk: Desk, roster_id: int, *, org: int, by: int | None) -> None:
    """A roster ends, and its wake-up with it."""
    rosters.end(desk.tx, roster_id)
    clocks.cancel(desk.tx, subject=f"roster:{roster_id}", kind=DAY)
    desk.audit("duty.roster_ended", f"roster:{roster_id}", person=by, org=org)


# Waking up ------------------------------------------------------------------------------------------------


def plant_first(desk: Desk, roster: Roster) -> None:
    """Wake up at the roster's time of its first day, today if that is still ahead."""
    today = desk.today if desk.ms < fires_at(desk, roster, desk.today) else desk.today + timedelta(days=1)
    begins = live.live_from(desk, roster.org)
    first = max(roster.rotation.from_on, today, *([date.fromisoformat(begins)] if begins else []))
    clocks.cancel(desk.tx, subject=f"roster:{roster.id}", kind=DAY)
    plant(desk, roster, first)


def plant(desk: Desk, roster: Roster, day: date) -> None:
    """Wake up at the roster's time on a day, duty or not: what is a day of duty may change until then."""
    if (day - desk.today).days <= FAR_DAYS:
        clocks.plant(
            desk.tx,
            kind=DAY,
            subject=f"roster:{roster.id}",
            occasion=f"{day.isoformat()}:{roster.row.revision}",
            fire_at=fires_at(desk, roster, day),
        )


def fires_at(desk: Desk, roster: Roster, day: date) -> int:
    """The roster's instant of a day (ms), the same office's always at once, others some seconds apart."""
    return desk.ms_at(day, roster.at) + roster.office[0] * 7919 % JITTER_S * 1000


def planned_at(desk: Desk, roster: Roster, day: date) -> datetime:
    """The same as people read it."""
    return desk.at(fires_at(desk, roster, day))
