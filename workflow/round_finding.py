"""有情况 becomes a finding: when the round is signed, a leak at once; and the log counts findings."""

from datetime import date
from typing import Any

from rules.finding import DEAD_LINK, KINDS, LEAK, OUTDATED, FindingNumber, written
from storage import findings, orgs
from workflow import finding
from workflow.desk import Desk, Refused
from workflow.duty_log import Finding, finder
from workflow.round import Excepted, excepted

USUAL = {  # a line → what is usually wrong where it is not in order
    "valid": OUTDATED,
    "updated": OUTDATED,
    "columns": OUTDATED,
    "lapsed": OUTDATED,
    "static": OUTDATED,
    "news": OUTDATED,
    "links": DEAD_LINK,
    "correct": "error",
    "pages": "error",
}


@excepted
def becomes_a_finding(desk: Desk, told: Excepted) -> str | None:
    """It goes to whoever mends it. Of a leak nothing stays on the line but the finding's number."""
    said = written(told.words)
    kind = said.kind or USUAL.get(told.line.line, "other")
    is_leak = kind == LEAK or FindingNumber.read(told.words) is not None
    if is_leak == told.is_signed:  # a leak was told when it was said; all else waits for the signature
        return None
    room = orgs.office(desk.tx, told.round.office)
    given: dict[str, Any] = {
        "org": told.round.org,
        "kind": kind,
        "words": said.words or told.words,
        "by": told.by,
        "grave": said.grave,
        "source": "round",
        "source_ref": f"{told.round.about}:{told.line.line}",
        "office": told.round.office if room is not None and room.kind == "unit" else None,
    }
    try:
        it = finding.report(desk, url=said.url, **given)
    except Refused:  # an address elsewhere stays in the words
        it = finding.report(desk, **{**given, "words": told.words})
    return (it.number or "") if is_leak else None


@finder
def of_the_site(desk: Desk, org: int, *, first: date, last: date, office: int | None = None) -> list[Finding]:
    """What was found between two days, for the figures of the log; leaks are left out."""
    rows = findings.since(desk.tx, org, at=desk.ms_at(first, desk.now.time().min))
    return [
        {
            "kind": KINDS[row.kind].get(desk.lang),
            "office": row.office_name or "",
            "found_on": desk.at(row.created_at).date().isoformat(),
            "fixed_on": None if row.fixed_at is None else desk.at(row.fixed_at).date().isoformat(),
        }
        for row in rows
        if row.kind in KINDS
        and row.kind != LEAK
        and desk.at(row.created_at).date() <= last
        and office in (None, row.office_id)
    ]
