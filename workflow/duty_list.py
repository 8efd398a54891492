"""Rosters as a list: every line judged with its cell, entered in one act, taken back as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.duty_words import Written, written
from storage import orgs, rosters
from storage.canon import json_value
from workflow import duty
from workflow.desk import Desk, Refused
from workflow.duty import Roster

COLUMNS = ("office", "cadence", "turns", "rest", "leaders", "stand_ins", "by", "parts", "at", "from_on")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what its cells say, and where each of them stands (值班表!B3)."""

    at: str
    cells: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "").strip()

    def place(self, key: str) -> str:
        return self.places.get(key, self.at)


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that keeps the whole list from being entered; ``code`` and facts are those of a refusal."""

    at: str
    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What a line would change: ``new``, ``changed``; the office by its name."""

    what: str
    office: str
    line: Line
    said: Written
    office_id: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list comes to."""

    changes: tuple[Change, ...]
    same: int
    problems: tuple[Problem, ...]


# A cell and the key that is at fault when a refusal of this code is raised.
_AT_FAULT = {
    "duty.name_unknown": "turns",
    "roster.name_many": "turns",
    "duty.cadence_missing": "cadence",
    "duty.too_seldom": "cadence",
    "duty.time": "at",
    "duty.usage": "turns",
}


def plan(desk: Desk, org: int, lines: Sequence[Line]) -> Plan:
    """Judge a list against what stands. Writes nothing."""
    changes: list[Change] = []
    problems: list[Problem] = []
    same = 0
    standing = {one.office[0]: one for one in duty.of_org(desk, org)}
    rooms = {room.name: room for room in orgs.offices_of(desk.tx, org)}
    rooms |= {room.key: room for room in orgs.offices_of(desk.tx, org)}
    seen: set[int] = set()
    for line in lines:
        room = rooms.get(line["office"])
        if room is None:
            names = [one.name for one in orgs.offices_of(desk.tx, org)]
            facts = {"office": line["office"], "allowed": names}
            problems.append(Problem(line.place("office"), "roster.office_unknown", facts))
            continue
        if room.id in seen:
            problems.append(Problem(line.place("office"), "duty.office_twice", {"office": room.name}))
            continue
        seen.add(room.id)
        said = _said(line, today=desk.today)
        wrong = list(_wrong(desk, org, line, said))
        problems += wrong
        if wrong:
            continue
        now = standing.get(room.id)
        if now is not None and _is_same(desk, now, line):
            same += 1
        else:
            changes.append(Change("changed" if now is not None else "new", room.name, line, said, room.id))
    return Plan(tuple(changes), same, tuple(problems))


def _said(line: Line, *, today: date) -> Written:
    """The line read as a sentence is."""
    words = [line["cadence"], line["turns"], line["by"], line["parts"], line["at"]]
    for key, head in (("rest", "节假日"), ("leaders", "带班"), ("stand_ins", "替补")):
        if line[key]:
            words += [head, line[key]]
    if line["from_on"]:
        words.append(f"从{line['from_on']}")
    return written(" ".join(word for word in words if word), today=today)


def _wrong(desk: Desk, org: int, line: Line, said: Written) -> Iterator[Problem]:
    """What is wrong with a line, each with its cell."""
    for key, names in (
        ("turns", [one for turn in said.turns for one in turn]),
        ("rest", [one for turn in said.rest for one in turn]),
        ("leaders", said.leaders),
        ("stand_ins", said.stand_ins),
    ):
        for name in names:
            try:
                duty.person_called(desk, name, org=org)
            except Refused as refusal:
                yield Problem(line.place(key), refusal.code, refusal.facts)
    if line["from_on"] and said.from_on is None:
        yield Problem(line.place("from_on"), "duty.day_unread", {"found": line["from_on"][:20]})
    try:
        duty.check(desk, said, org=org)
    except Refused as refusal:
        yield Problem(line.place(_AT_FAULT.get(refusal.code, "office")), refusal.code, refusal.facts)


def _is_same(desk: Desk, now: Roster, line: Line) -> bool:
    held = cells_of(desk, now)
    return all(line[key] == held[key] for key in COLUMNS if key in line.cells and key != "office")


def enter(desk: Desk, org: int, made: Plan, *, file_hash: str, by: int | None) -> int:
    """Enter a list that has no problems, in this act; its number. Raises Refused."""
    if made.problems:
        raise Refused("duty.list_wrong", count=len(made.problems))
    before, after = [], []
    for change in made.changes:
        rows = rosters.of_office(desk.tx, change.office_id)
        before += [_kept(row) for row in rows]
        room = next(one for one in orgs.offices_of(desk.tx, org) if one.id == change.office_id)
        roster = duty.put(desk, change.said, org=org, office=room, by=by)
        after.append(_kept(roster.row))
    number = rosters.keep_list(desk.tx, org_id=org, by=by, file_hash=file_hash, before=before, after=after)
    desk.audit("duty.listed", f"roster_list:{number}", person=by, org=org, file=file_hash, rosters=len(after))
    return number


def take_back(desk: Desk, org: int, *, by: int | None) -> int:
    """Take back the list entered last: what stood before stands again. Raises Refused where there is none, or
    a roster was changed since.
    """
    row = rosters.newest_list(desk.tx, org)
    if row is None:
        raise Refused("duty.list_none")
    before = {one["id"]: one for one in json_value(row.before)}
    for one in json_value(row.after):
        now = rosters.roster(desk.tx, one["id"])
        if now is None or now.revision != one["revision"] or now.state != "active":
            raise Refused("duty.list_changed")
    for one in json_value(row.after):
        held = before.get(one["id"])
        if held is None:
            duty.close(desk, one["id"], org=org, by=by)
        else:
            duty.put_again(desk, held, org=org, by=by)
    rosters.list_undone(desk.tx, row.id)
    desk.audit("duty.list_undone", f"roster_list:{row.id}", person=by, org=org)
    return int(row.id)


def _kept(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "office_id": row.office_id,
        "duty": row.duty,
        "cadence": row.cadence,
        "plan": json_value(row.plan),
        "at": row.at,
        "revision": row.revision,
    }


# What stands ----------------------------------------------------------------------------------------------

_OFTEN = {"daily": "每天", "workdays": "工作日", "always": "24小时"}
_PERIODS = {"week": "周", "month": "月", "2 months": "两个月", "year": "年"}


def cells_of(desk: Desk, roster: Roster) -> dict[str, str]:
    """A roster as a line of the list says it."""
    rotation = roster.rotation
    times = roster.cadence.times
    cadence = _OFTEN.get(str(roster.cadence)) or f"每{_PERIODS[times.period]}{times.n}次"

    def turns(held: Sequence[Sequence[int]]) -> str:
        return "、".join("+".join(duty.names(desk, turn)) for turn in held)

    return {
        "office": roster.office[1],
        "cadence": cadence,
        "turns": turns(rotation.turns),
        "rest": turns(rotation.rest),
        "leaders": "、".join(duty.names(desk, rotation.leaders)),
        "stand_ins": "、".join(duty.names(desk, rotation.stand_ins)),
        "by": "按周轮换" if rotation.by == "week" else "按天轮换",
        "parts": f"{rotation.parts}班",
        "at": roster.row.at,
        "from_on": f"{rotation.from_on.year}年{rotation.from_on.month}月{rotation.from_on.day}日",
    }


def standing(desk: Desk, org: int) -> list[dict[str, str]]:
    """Every roster in force as lines of the list, and an empty line for each unit without one."""
    found = {one.office[0]: cells_of(desk, one) for one in duty.of_org(desk, org)}
    return [
        found.get(room.id, {**dict.fromkeys(COLUMNS, ""), "office": room.name})
        for room in orgs.offices_of(desk.tx, org)
        if room.id in found or room.kind == "unit"
    ]


def filled(lines: Sequence[Line]) -> list[Line]:
    """The lines in which somebody reads: an empty one changes nothing."""
    return [one for one in lines if one["turns"]]
