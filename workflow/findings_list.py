"""上级通报: a list of findings from above, compared with what is registered, and entered row by row."""

from collections.abc import Sequence
from datetime import date

from rules.dates import read_coming
from rules.finding import KINDS, LEAK, kind_of, title_of
from storage import findings
from workflow import column, filling
from workflow.desk import Desk, Refused
from workflow.finding import WORDS, report
from workflow.office_list import Change, Line, Plan
from workflow.office_units import Units, wrong


def plan(desk: Desk, org: int, lines: Sequence[Line]) -> Plan:
    """What entering the list comes to, what is wrong in which cell; reads only."""
    made = Plan()
    units = Units(desk, org, made)
    units.compare(())
    for line in lines:
        before = len(made.problems)
        words = line["words"][:WORDS]
        if not words:
            wrong(made, line, "words", "words_missing")
        kind = kind_of(line["kind"]) if line["kind"] else "other"
        if kind is None:
            wrong(
                made, line, "kind", "finding_kind", allowed=[text.get(desk.lang) for text in KINDS.values()]
            )
        elif kind == LEAK:
            wrong(made, line, "kind", "findings_leak")
        limit = read_coming(line["limit"], today=desk.today)
        if limit is None or limit <= desk.today:
            wrong(made, line, "limit", "limit_wanted")
        unit = units.called(line, "unit", line["unit"]) if line["unit"] else ""
        url = _own(desk, org, made, line)
        if len(made.problems) > before or kind is None or limit is None:
            continue
        title = title_of(kind, words, desk.lang)
        same = findings.same(desk.tx, org, kind=kind, url=url) if url else None
        if same is not None:
            facts = {"title": title, "number": same.number}
            made.changes.append(Change("finding.repeated", line.at, facts))
            continue
        room = units.name_of(unit) if unit else column.desk_of(desk, org)[1]
        facts = {"title": title, "kind": kind, "words": words, "url": url, "unit": unit or "", "room": room}
        facts |= {"limit_on": limit.isoformat(), "from": line["from"]}
        made.changes.append(Change("finding.new", line.at, facts))
    return made


def _own(desk: Desk, org: int, made: Plan, line: Line) -> str:
    if not line["url"]:
        return ""
    try:
        return filling.own_address(desk, org, line["url"])
    except Refused:
        wrong(made, line, "url", "address_outside")
        return ""


def enter(desk: Desk, org: int, made: Plan, *, file_hash: str, rooms: dict[str, int]) -> int:
    """Carry out a plan in this one act: each row becomes a finding with its limit; how many.

    ``rooms`` are the offices' ids by key. Raises Refused when a cell is wrong.
    """
    if made.problems:
        raise Refused("ledger.wrong", n=len(made.problems))
    new = [change.facts for change in made.changes if change.what == "finding.new"]
    for facts in new:
        report(
            desk,
            org=org,
            kind=facts["kind"],
            words=facts["words"],
            by=None,
            url=facts["url"],
            source="above",
            source_ref=facts["from"],
            office=rooms.get(facts["unit"]),
            limit_on=date.fromisoformat(facts["limit_on"]),
        )
    desk.audit("findings.entered", f"org:{org}", person=None, org=org, file=file_hash, n=len(new))
    return len(new)
