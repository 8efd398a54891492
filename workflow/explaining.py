"""为什么是这天: the rule, its article and the whole arithmetic of a date."""

from datetime import date, datetime
from typing import Any

from rules.explain import Explained
from rules.question import explained
from rules.suspension import NOTHING, StillOpen
from storage import clocks
from storage.canon import json_value
from workflow import watch, watched
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice
from workflow.watched import Watched

MOST = 5  # dates in one message


def of_clocks(desk: Desk, ids: list[int], *, by: int, occasion: str) -> Notice:
    """Explain these dates. Raises Refused where none of them can be seen any more."""
    shown = [row.id for id_ in ids if (row := clocks.clock(desk.tx, id_)) is not None]
    if not shown:
        raise Refused("clock.none")
    return Notice("clock.why", by, f"why:{by}", occasion, {"clocks": shown[:MOST], "more": len(shown) > MOST})


def of_subject(desk: Desk, it: Watched, *, by: int, occasion: str) -> Notice:
    """Explain every date of one subject, open ones first. Raises Refused where it has none."""
    rows = clocks.clocks_of(desk.tx, it.about)
    ordered = sorted(rows, key=lambda row: (row.state not in watch.OPEN, row.due_on or "", row.id))
    return of_clocks(desk, [row.id for row in ordered], by=by, occasion=occasion)


@notice("clock.why")
def why_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Each date with its rule, article, figure and arithmetic."""
    found = []
    for id_ in said.facts["clocks"]:
        row = clocks.clock(desk.tx, int(id_))
        if row is None:
            continue
        it = watched.load(desk, row.subject)
        named = {"number": it.number, "title": it.title, "subject": it.about}
        found.append({**named, **watch.deadline(desk, it, row), "steps": _steps(desk, it, row)})
    return {"lines": found, "more": bool(said.facts.get("more"))}


def _steps(desk: Desk, it: Watched, row: Any) -> list[dict[str, str]]:
    """The arithmetic day by day while the clock is open; of a closed one what was kept with it."""
    kept = [Explained.of(step).text.data() for step in json_value(row.explain)]
    rule = it.regime.clock(row.rule)
    if row.state != "running" or rule.shape is None:
        return kept
    start = datetime.fromisoformat(row.start_on) if "T" in row.start_on else date.fromisoformat(row.start_on)
    calendar = desk.calendar(it.org)
    try:
        due = rule.due(start, calendar, events=it.events if rule.terms.stops else NOTHING)
    except StillOpen:
        return kept
    return [text.data() for text in explained(due, calendar)]
