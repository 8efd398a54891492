"""An office's list compared with what stands: what entering it would change, what is wrong in which cell."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rules.regime import FormField
from storage import orgs
from storage.canon import json_value
from storage.sql import must
from workflow.desk import Desk
from workflow.filling import LIMIT_DAYS_MAX
from workflow.office_list import USUAL, Change, Line, Lists, Member, Plan
from workflow.office_people import compare_people
from workflow.office_units import KEY, Units, free_key, is_named, wrong

ADDRESS = re.compile(r"https?://[^/\s]+\S*")


def plan(
    desk: Desk, org: int, lists: Lists, *, members: Sequence[Member] | None = None, bot: str = ""
) -> Plan:
    """Compare a list with what stands; reads only.

    Args:
        desk: the act.
        org: the organisation.
        lists: what was handed in.
        members: the colleagues whom the WeCom app sees; None leaves WeCom out of it.
        bot: the app on WeCom.
    """
    made = Plan()
    units = Units(desk, org, made)
    units.compare(lists.units)
    compare_people(desk, org, made, units, lists.people, members=members, bot=bot)
    _columns(desk, org, made, units, lists.columns)
    return made


# Columns ------------------------------------------------------------------------------------------------


def _columns(desk: Desk, org: int, made: Plan, units: Units, lines: Sequence[Line]) -> None:
    rows = orgs.columns_of(desk.tx, org)
    standing = {row.key: row for row in rows}
    by_name = {row.name: row.key for row in reversed(rows)}
    taken = set(standing) | {line["key"] for line in lines}
    rooms = {row.id: row.key for row in orgs.offices_of(desk.tx, org)}
    regime = desk.regime(must(orgs.organisation(desk.tx, org)).regime_hash)
    form = {one.name: one for one in regime.form}
    seen: dict[str, Line] = {}
    for line in lines:
        before = len(made.problems)
        if not is_named(made, line):
            continue
        unit = units.called(line, "unit", line["unit"]) if line["unit"] else ""
        if line["list_url"] and not ADDRESS.fullmatch(line["list_url"]):
            wrong(made, line, "list_url", "address_wanted")
        usual = {
            name: _usual(made, line, name, form.get(name), desk.lang) for name in USUAL if name in line.cells
        }
        key = line["key"] or by_name.get(line["name"]) or free_key("c", taken)
        if not KEY.fullmatch(key):
            wrong(made, line, "key", "key_bad")
        elif key in seen:
            wrong(made, line, "key" if line["key"] else "name", "twice", other=seen[key].at)
        seen.setdefault(key, line)
        if unit is None or len(made.problems) > before:
            continue
        was = standing.get(key)
        old = None if was is None else _column(was, rooms)
        held = old or {"unit": "", "list_url": "", "form": dict.fromkeys(USUAL, "")}
        new = {
            "name": line["name"],
            "unit": unit if "unit" in line.cells else held["unit"],
            "list_url": line["list_url"] if "list_url" in line.cells else held["list_url"],
            "form": {**held["form"], **usual},
        }
        if old is None:
            made.changes.append(Change("column.new", line.at, {"key": key, **new}))
        elif old != new:
            made.changes.append(Change("column.changed", line.at, {"key": key, **new, "old": old}))


def _column(row: Any, rooms: Mapping[int, str]) -> dict[str, Any]:
    """A column as it stands, in the shape of a change."""
    form = json_value(row.form)
    return {
        "name": row.name,
        "unit": rooms.get(row.office_id, ""),
        "list_url": row.list_url or "",
        "form": {name: str(form.get(name) or "") for name in USUAL},
    }


def _usual(made: Plan, line: Line, name: str, field: FormField | None, lang: str) -> str:
    """What a column proposes for one line of the form; a choice by its key or its label."""
    said = line[name]
    if not said:
        return ""
    if name == "limit_days":
        if not said.isdecimal() or not 1 <= int(said) <= LIMIT_DAYS_MAX:
            wrong(made, line, name, "days_wanted", n=str(LIMIT_DAYS_MAX))
        return said
    if field is None or not field.choices:
        return said
    for choice in field.choices:
        if said in (choice.key, *choice.text.data().values()):
            return choice.key
    if not field.free:
        wrong(made, line, name, "choice_unknown", allowed=[choice.text.get(lang) for choice in field.choices])
    return said
