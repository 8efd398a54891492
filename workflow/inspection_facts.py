"""What the machine read, line by line with its evidence: for a round's lines, the board, and the desk."""

from typing import Any

from rules import inspection as rules
from storage import inspections, ledger
from storage.canon import json_value
from workflow import column, column_board, subjects
from workflow.desk import Desk
from workflow.inspection import EVIDENCE
from workflow.notices import Notice, notice


def prefilled(desk: Desk, org: int, *, on: str, office: int | None = None) -> dict[str, dict[str, Any]]:
    """What the machine's reading of a day says to the lines of a round, a proposal: for each of
    ``rules.inspection.LINES`` its outcome (ok | fault | cannot_check), and the evidence: name, url, why.
    Empty where it read nothing. Of an ``office`` only its own columns.

    It is a proposal: the person who reads decides.
    """
    rows = inspections.of_day(desk.tx, org, on=on)
    rows = [row for row in rows if office is None or row.what == "home" or row.office_id == office]
    if not rows:
        return {}
    seen = [(row, json_value(row.details)) for row in rows]
    columns = [(row, told) for row, told in seen if row.what == "column"]
    return {
        rules.ACCESS: _access(seen),
        rules.UPDATES: _updates(desk, org, columns, office),
        rules.LINKS: _pages(columns, "dead"),
        rules.PUBLISHED: _pages(columns, "missing"),
        rules.CERTIFICATE: _certificate(seen),
    }


def _line(outcome: str, evidence: list[dict[str, Any]]) -> dict[str, Any]:
    return {"outcome": outcome, "evidence": evidence[:EVIDENCE], "count": len(evidence)}


def _access(seen: list[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
    """The home page's tries, and the columns' own pages."""
    outcomes, evidence = [], []
    for row, told in seen:
        kept_out = row.outcome == rules.CANNOT
        gone = row.what == "column" and "status" in told
        outcomes.append(rules.CANNOT if kept_out else rules.FAULT if gone else rules.OK)
        if row.what == "home":
            outcomes[-1] = row.outcome
        if outcomes[-1] != rules.OK:
            tried = f"{told['failed']}/{told['made']}" if row.what == "home" else str(told.get("status", ""))
            why = told["why"] or tried
            evidence.append({"name": row.column_name or "", "url": "", "why": why})
    return _line(rules.together(outcomes), evidence)


def _updates(
    desk: Desk, org: int, columns: list[tuple[Any, dict[str, Any]]], office: int | None
) -> dict[str, Any]:
    """Columns whose interval has run out as far as anybody knows, and blank ones."""
    blank = {row.column_id for row, told in columns if told["kind"] == "blank"}
    evidence = []
    for row in ledger.entries(desk.tx, org):
        if office is not None and row.office_id != office:
            continue
        it = column.of_row(desk, row)
        if row.id in blank:
            evidence.append({"name": it.name, "url": row.list_url or "", "why": "blank"})
        elif column_board.shade_of(desk, it) == "red":
            evidence.append({"name": it.name, "url": row.list_url or "", "why": row.updated_on or ""})
    unread = all(row.outcome == rules.CANNOT for row, _ in columns)
    return _line(rules.FAULT if evidence else rules.CANNOT if unread else rules.OK, evidence)


def _pages(columns: list[tuple[Any, dict[str, Any]]], key: str) -> dict[str, Any]:
    evidence = [
        {"name": one["title"] or row.column_name, "url": one["url"], "why": str(one["status"])}
        for row, told in columns
        for one in told[key]
    ]
    unread = all(row.outcome == rules.CANNOT for row, _ in columns)
    return _line(rules.FAULT if evidence else rules.CANNOT if unread else rules.OK, evidence)


def _certificate(seen: list[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
    days = next((told["certificate"] for row, told in seen if row.what == "home"), None)
    verdict = rules.judge_certificate(days)
    why = "" if days is None else str(days)
    evidence = [{"name": "", "url": "", "why": why}] if verdict.outcome == rules.FAULT else []
    return _line(verdict.outcome, evidence)


def rechecked(desk: Desk, org: int, *, on: str) -> dict[str, str]:
    """Items that the machine looked at again, by their numbers: ok | fault."""
    found: dict[str, str] = {}
    for row in inspections.of_day(desk.tx, org, on=on):
        told = json_value(row.details)
        found |= dict.fromkeys(told.get("found", ()), rules.OK)
        found |= {one["number"]: rules.FAULT for one in told.get("missing", ())}
        found |= {one["number"]: rules.FAULT for one in told.get("changed", ())}
    return found


def _odd(desk: Desk, org: int, on: str) -> dict[str, list[dict[str, Any]]]:
    """What matches no approval, and what has changed since it was confirmed."""
    seen = [(row, json_value(row.details)) for row in inspections.of_day(desk.tx, org, on=on)]
    return {
        key: [{**one, "column": row.column_name} for row, told in seen for one in told.get(key, ())]
        for key in ("unapproved", "changed")
    }


def _nothing_odd(desk: Desk, said: Notice) -> str | None:
    odd = _odd(desk, said.id, said.facts["on"])
    return None if any(odd.values()) else "explained"


@notice("inspection.told", moot=_nothing_odd)
def told_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """For the office alone: pages that no item accounts for, and confirmed ones that have changed."""
    odd = _odd(desk, said.id, said.facts["on"])
    return {"on": said.facts["on"], **{key: rows[:EVIDENCE] for key, rows in odd.items()}}


@notice("inspection.board")
def board_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What the machine read last, line by line, with its evidence."""
    on = inspections.newest_day(desk.tx, said.id) or desk.today_on
    lines = prefilled(desk, said.id, on=on)
    return {
        "on": on,
        "lines": [{"key": key, **told} for key, told in lines.items()],
        "pages": len(inspections.of_day(desk.tx, said.id, on=on)),
        "site": str(subjects.organisation_of(desk, said.id).site_url),
        **{key: len(rows) for key, rows in _odd(desk, said.id, on).items()},
    }
