"""What the machine read stands ready on the lines of a round, with its evidence; the person still decides.

What it could not check it leaves alone.
"""

from collections.abc import Mapping
from typing import Any

from rules import inspection as rules
from rules.checklist import EXCEPTION, OK
from storage import orgs, rounds
from storage.canon import json_value
from workflow import inspection, inspection_facts
from workflow import round as round_
from workflow.desk import Desk

RECHECK = "recheck:"


def fill(desk: Desk, round_id: int) -> None:
    """Put what was read today on an open round's lines."""
    it = round_.load(desk, round_id)
    if it.state != round_.OPEN or it.on != desk.today:
        return
    room = orgs.office(desk.tx, it.office)
    own = it.office if room is not None and room.kind == "unit" else None
    seen = inspection_facts.prefilled(desk, it.org, on=desk.today_on, office=own)
    again = inspection_facts.rechecked(desk, it.org, on=desk.today_on)
    for line in it.lines:
        if line.line.startswith(RECHECK):
            result = _of_item(again.get(line.line.removeprefix(RECHECK)))
        else:
            result = _of_line(seen, line.line)
        if result is not None and not _stands(line, result):
            round_.prefill(desk, it, line.line, result)


def _of_item(outcome: str | None) -> Mapping[str, Any] | None:
    if outcome is None:
        return None
    if outcome == rules.OK:
        return {"value": OK}
    return {"value": EXCEPTION, "says": rules.says(["网页已变或打不开"]).data()}


def _of_line(seen: Mapping[str, Mapping[str, Any]], line: str) -> Mapping[str, Any] | None:
    for key, told in seen.items():
        whole = line in rules.ROUND_LINES.get(key, ())
        if not whole and line not in rules.ONLY_FAULTS.get(key, ()):
            continue
        if told["outcome"] == rules.FAULT:
            names = [one["name"] or one["url"] or one["why"] for one in told["evidence"]]
            return {"value": EXCEPTION, "says": rules.says(names).data(), "evidence": told["evidence"]}
        if told["outcome"] == rules.OK and whole:
            return {"value": OK}
    return None


def _stands(line: Any, result: Mapping[str, Any]) -> bool:
    told = {key: held for key, held in result.items() if key != "value"}
    return bool(line.machine == result["value"] and json_value(line.machine_told) == told)


def _fill_open(desk: Desk, org: int) -> None:
    """More was read while a round is open."""
    for row in rounds.between(desk.tx, org, start=desk.today_on, end=desk.today_on):
        if row.state == round_.OPEN:
            fill(desk, row.id)


inspection.LISTENERS.append(_fill_open)
