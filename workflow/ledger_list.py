"""责任分解表 compared with what stands: what entering it would change, what is wrong in which cell."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rules import column as rules
from rules.dates import read_date
from rules.regime import Regime
from storage import ledger, orgs, people
from storage.sql import must
from workflow.desk import Desk
from workflow.office_compare import ADDRESS
from workflow.office_list import Change, Line, Plan
from workflow.office_units import KEY, Units, free_key, wrong

LEVELS = ("level1", "level2", "level3")
NAME = 40
CONTENTS = 2000
_BETWEEN = re.compile(r"[、,，;；/\n]+")
UNNAMED = "interval_unknown"


def plan(desk: Desk, org: int, lines: Sequence[Line]) -> Plan:
    """Compare a table of duties with the ledger.

    Several rows of one unit with one path are one column: their contents are joined, their classes listed. A
    column that stands is known by its key, or by its unit and name.
    """
    made = Plan()
    return _Comparison(desk, org, made).compare(lines)


class _Comparison:
    def __init__(self, desk: Desk, org: int, made: Plan) -> None:
        self._desk, self._org, self._made = desk, org, made
        self._units = Units(desk, org, made)
        self._units.compare(())
        self._rooms = {row.id: row.key for row in orgs.offices_of(desk.tx, org)}
        self._ids = {key: id_ for id_, key in self._rooms.items()}
        self._standing = {row.key: row for row in orgs.columns_of(desk.tx, org)}
        self._kept = {row.key: row for row in ledger.entries(desk.tx, org)}
        regime: Regime = desk.regime(must(orgs.organisation(desk.tx, org)).regime_hash)
        self._classes = _classes(regime)
        self._staff = people.of_org(desk.tx, org)

    def compare(self, lines: Sequence[Line]) -> Plan:
        groups: dict[tuple[str, tuple[str, ...]], list[Line]] = {}
        for line in lines:
            unit = self._unit(line)
            path = tuple(line[level] for level in LEVELS if line[level])
            if any(len(name) > NAME for name in path):
                level = next(level for level in LEVELS if len(line[level]) > NAME)
                wrong(self._made, line, level, "name_long", n=str(NAME))
            elif unit is not None:
                groups.setdefault((unit, path), []).append(line)
        names = _names(groups)
        taken = set(self._standing) | {line["key"] for line in lines}
        for (unit, path), rows in groups.items():
            self._column(unit, path, rows, names[unit, path], taken)
        return self._made

    def _unit(self, line: Line) -> str | None:
        if not line["unit"]:
            wrong(self._made, line, "unit", "unit_missing")
            return None
        return self._units.called(line, "unit", line["unit"])

    def _column(self, unit: str, path: tuple[str, ...], rows: list[Line], name: str, taken: set[str]) -> None:
        first, before = rows[0], len(self._made.problems)
        key = first["key"] or self._known(unit, name) or free_key("c", taken)
        if not KEY.fullmatch(key):
            wrong(self._made, first, "key", "key_bad")
        duty = self._duty(rows, path)
        updated = self._updated(first)
        address = self._address(rows)
        if len(self._made.problems) > before:
            return
        was, kept = self._standing.get(key), self._kept.get(key)
        facts: dict[str, Any] = {"key": key, "name": name, "unit": unit, "list_url": address, "duty": duty}
        facts["room"] = self._units.name_of(unit)
        if updated is not None:
            facts["updated_on"] = updated.isoformat()
        if was is None:
            self._made.changes.append(Change("ledger.column", first.at, facts))
        elif kept is None:
            self._made.changes.append(Change("ledger.new", first.at, {**facts, "old": self._old(was)}))
        else:
            old = {**self._old(was), "duty": ledger.duty_of(kept)}
            new = {"name": name, "unit": unit, "list_url": address or old["list_url"], "duty": duty}
            is_newer = facts.get("updated_on", "") > (kept.updated_on or "")
            if old != new or is_newer:
                self._made.changes.append(Change("ledger.changed", first.at, {**facts, "old": old}))

    def _known(self, unit: str, name: str) -> str | None:
        """The column that stands under this name in this unit, or in none."""
        named = [row for row in self._standing.values() if row.name == name]
        own = [row for row in named if self._rooms.get(row.office_id) == unit]
        free = [row for row in named if row.office_id is None]
        return next((str(row.key) for row in (*own, *free)), None)

    def _old(self, row: Any) -> dict[str, Any]:
        return {
            "name": row.name,
            "unit": self._rooms.get(row.office_id, ""),
            "list_url": row.list_url or "",
        }

    def _duty(self, rows: list[Line], path: tuple[str, ...]) -> dict[str, Any]:
        contents = "\n".join(_each(rows, "contents"))[:CONTENTS]
        required = [part for cell in _each(rows, "required") for part in _BETWEEN.split(cell) if part]
        return {
            "path": list(path[:-1]),
            "class_": self._class(rows),
            "every": self._every(rows),
            "contents": contents,
            "way": "、".join(_each(rows, "way")),
            "catalogue": "、".join(_each(rows, "catalogue")),
            "required": required or list(rules.elements(contents)),
            "person_id": self._person(rows[0]),
        }

    def _every(self, rows: list[Line]) -> list[list[str]]:
        """The column of intervals decides; without it, the way where it names a figure."""
        for line in rows:
            if line["every"]:
                found = rules.read_interval(line["every"])
                if found is None:
                    wrong(self._made, line, "every", UNNAMED)
                return [list(part) for part in found or ()]
        found = next((rules.read_interval(line["way"]) for line in rows if line["way"]), None)
        return [list(part) for part in found or ()]

    def _class(self, rows: list[Line]) -> str:
        line = next((line for line in rows if line["class"]), None)
        if line is None:
            return ""
        key = self._classes.get(line["class"].lower())
        if key is None:
            allowed = sorted({name for name in self._classes if not name.isascii()})
            wrong(self._made, line, "class", "choice_unknown", allowed=allowed)
        return key or ""

    def _person(self, line: Line) -> int | None:
        if not line["person"]:
            return None
        found = {row.id for row in self._staff if row.name == line["person"]}
        if len(found) != 1:
            wrong(self._made, line, "person", "keeper_several" if found else "keeper_unknown")
            return None
        return int(found.pop())

    def _address(self, rows: list[Line]) -> str:
        line = next((line for line in rows if line["list_url"]), None)
        if line is not None and not ADDRESS.fullmatch(line["list_url"]):
            wrong(self._made, line, "list_url", "address_wanted")
        return "" if line is None else line["list_url"]

    def _updated(self, line: Line) -> date | None:
        if not line["updated_on"]:
            return None
        day = read_date(line["updated_on"], today=self._desk.today)
        if day is None or day > self._desk.today:
            wrong(self._made, line, "updated_on", "day_wanted")
        return day


def _each(rows: Sequence[Line], key: str) -> list[str]:
    """What these rows say there, each once."""
    return list(dict.fromkeys(line[key] for line in rows if line[key]))


def _names(groups: Mapping[tuple[str, tuple[str, ...]], Any]) -> dict[tuple[str, tuple[str, ...]], str]:
    """What each column is called: its own level, with the one above where its unit has two of that name."""
    found = {}
    for unit, path in groups:
        others = [other for room, other in groups if room == unit and other[-1] == path[-1]]
        found[unit, path] = path[-1] if len(others) == 1 or len(path) == 1 else f"{path[-2]}·{path[-1]}"
    return found


def _classes(regime: Regime) -> dict[str, str]:
    """Every word for a class that a clock of columns is for → the class."""
    keys = {key for clock in regime.clocks if clock.of == "column" for key in clock.classes}
    labels = {
        label.lower(): choice.key
        for line in regime.form
        if line.name == "class"
        for choice in line.choices
        for label in choice.text.data().values()
    }
    shown = {word: key for key in keys for word in rules.CLASS_WORDS.get(key, ())}
    return {**labels, **shown, **{key: key for key in (*keys, *labels.values())}}


def standing(desk: Desk, org: int) -> list[Line]:
    """The ledger as a table of duties, in the order of the site."""
    names = {row.id: row.name for row in people.of_org(desk.tx, org)}
    return [_line(row, names) for row in ledger.entries(desk.tx, org)]


def _line(row: Any, names: Mapping[int, str]) -> Line:
    duty = ledger.duty_of(row)
    levels = [*duty["path"], row.name.rpartition("·")[2]]
    places = LEVELS[-1:] if len(levels) == 1 else LEVELS[: len(levels)]
    words = rules.CLASS_WORDS.get(duty["class_"], (duty["class_"],))
    cells = {
        **dict(zip(places, levels[-3:], strict=True)),
        "unit": row.office_name or "",
        "contents": duty["contents"],
        "way": duty["way"],
        "every": "、".join(rules.interval_text(part) for part in duty["every"]),
        "catalogue": duty["catalogue"],
        "class": words[0],
        "required": "、".join(duty["required"]),
        "list_url": row.list_url or "",
        "person": names.get(duty["person_id"] or 0, ""),
        "updated_on": row.updated_on or "",
        "key": row.key,
    }
    return Line("", cells)
