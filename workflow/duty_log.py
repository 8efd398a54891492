"""值班读网日志: every duty day of an office, a month or a year, and the figures. Reads only."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from storage import evidence, orgs, rounds
from storage.canon import json_value
from storage.sql import must
from workflow import duty, subjects
from workflow.desk import Desk
from workflow.round import MISSED, SIGNED, UNFINISHED, VACANT

ENDED = (SIGNED, UNFINISHED, MISSED, VACANT)


def log(desk: Desk, org: int, *, first: date, last: date, office: int | None = None) -> dict[str, Any]:
    """The log between two days, both included: its lines, the completion of each office, the findings.

    No figure is about a person.
    """
    rows = rounds.between(desk.tx, org, start=first.isoformat(), end=last.isoformat(), office_id=office)
    lines = [_line(desk, row) for row in rows]
    organisation = must(orgs.organisation(desk.tx, org))
    found = findings(desk, org, first=first, last=last, office=office)
    return {
        "organisation": organisation.name,
        "regime": desk.regime(organisation.regime_hash).title.data(),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "office": "" if office is None else must(orgs.office(desk.tx, office)).name,
        "made": desk.iso(desk.ms),
        "lines": lines,
        "offices": _completion(lines),
        "findings": found,
        "kinds": _by_kind(found),
    }


def _line(desk: Desk, row: Any) -> dict[str, Any]:
    entries = evidence.entries_about(desk.tx, f"round:{row.id}")
    return {
        "day": row.duty_on,
        "office": row.office_name,
        "kind": row.kind,
        "readers": duty.names(desk, json_value(row.readers)),
        "leader": subjects.name_of(desk, row.leader_id),
        "state": row.state,
        "outcome": row.outcome,
        "late": bool(row.late),
        "signed_by": row.signed_name or "",
        "signed_at": desk.iso(row.signed_at),
        "said": row.handover,
        "checks": [
            {
                "n": one.position,
                "text": json.loads(one.text),
                "cite": one.cite,
                "value": one.value or "",
                "machine": one.machine or "",
                "note": one.note,
                "by": one.by_name or "",
                "at": desk.iso(one.at),
            }
            for one in rounds.lines_of(desk.tx, row.id)
        ],
        "entry": entries[-1].n if entries else 0,
        "entry_hash": bytes(entries[-1].hash).hex() if entries else "",
    }


def _completion(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How each office kept its duty: days that have ended, signed ones, and what became of the others."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line["state"] not in ENDED:
            continue
        one = found.setdefault(
            line["office"],
            {"office": line["office"], "days": 0, **dict.fromkeys(ENDED, 0), "late": 0, "bad": 0},
        )
        one["days"] += 1
        one[line["state"]] += 1
        one["late"] += line["late"]
        one["bad"] += sum(check["value"] == "exception" for check in line["checks"])
    return [found[name] for name in sorted(found)]


# What was found on the site -------------------------------------------------------------------------------

Finding = dict[str, Any]
"""``kind``, ``office``, ``found_on`` and ``fixed_on`` (ISO dates, the latter None while it is open)."""
FINDERS: list[Callable[..., list[Finding]]] = []


def finder(finds: Callable[..., list[Finding]]) -> Callable[..., list[Finding]]:
    """The decorated function gives the findings between two days: (desk, org, first=, last=, office=)."""
    FINDERS.append(finds)
    return finds


def findings(desk: Desk, org: int, *, first: date, last: date, office: int | None = None) -> list[Finding]:
    """What was found between two days, by whoever keeps findings."""
    return [one for finds in FINDERS for one in finds(desk, org, first=first, last=last, office=office)]


def _by_kind(found: list[Finding]) -> list[dict[str, Any]]:
    """How many of each kind, how many are mended, and in how many days at the median."""
    kinds: dict[str, list[Finding]] = {}
    for one in found:
        kinds.setdefault(one["kind"], []).append(one)
    told = []
    for kind, held in sorted(kinds.items()):
        took = sorted(
            (date.fromisoformat(one["fixed_on"]) - date.fromisoformat(one["found_on"])).days
            for one in held
            if one["fixed_on"]
        )
        told.append(
            {
                "kind": kind,
                "count": len(held),
                "fixed": len(took),
                "days": took[len(took) // 2] if took else None,
            }
        )
    return told
