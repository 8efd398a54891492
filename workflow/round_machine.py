"""What the machine read this morning stands beside the lines of a round before anybody looks."""

from typing import Any

from rules import inspection as machine
from rules.checklist import EXCEPTION, OK
from workflow import inspection_facts
from workflow.desk import Desk
from workflow.duty import Roster
from workflow.round import load, prefill

LINES = {  # a line of the checklist → what the machine says to it
    "access": machine.ACCESS,
    "running": machine.ACCESS,
    "reachable": machine.ACCESS,
    "updated": machine.UPDATES,
    "columns": machine.UPDATES,
    "links": machine.LINKS,
}
WHOLE_SITE = ("webadmin", "office")  # whose duty it is to read the whole site; others read their own columns
SHOWN = 3


def fill_in(desk: Desk, roster: Roster, round_id: int) -> None:
    """Fill in what the machine's reading of today says. What it could not look at stays open."""
    found = inspection_facts.prefilled(desk, roster.org, on=desk.today_on)
    if not found:
        return
    it = load(desk, round_id)
    for line in it.lines:
        of = LINES.get(line.line)
        told = found.get(of) if of is not None else None
        is_ours = of == machine.ACCESS or roster.duty.by in WHOLE_SITE
        if told is None or not is_ours or told["outcome"] not in (machine.OK, machine.FAULT):
            continue
        value = OK if told["outcome"] == machine.OK else EXCEPTION
        prefill(desk, it, line.line, {"value": value, "says": _says(told), "evidence": told["evidence"]})


def _says(told: dict[str, Any]) -> str:
    """The first places in one line, as the machine noted them."""
    names = [str(one["name"] or one["url"] or one["why"]) for one in told["evidence"][:SHOWN]]
    return "、".join(name for name in names if name)
