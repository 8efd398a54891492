"""What the cards of findings say: read when they are drawn."""

from typing import Any

from rules.finding import KINDS, LEAK, OUTDATED
from storage import audit, findings, items, orgs, uploads
from workflow import draft, subjects, takedown, watch
from workflow.desk import Desk
from workflow.findings import FindingAt, at_desk, guards, load, mends, open_to, rechecking
from workflow.notices import Notice, notice

ROOMS = 6
LINES = 10
HISTORY = 50


def told(desk: Desk, it: FindingAt) -> dict[str, Any]:
    """The finding in the facts of a card."""
    row = it.row
    item = None if row.item_id is None else items.item(desk.tx, row.item_id)
    return {
        "id": it.id,
        "number": it.number or "",
        "title": it.title,
        "kind": KINDS[it.kind].data() if it.kind in KINDS else "",
        "words": row.words,
        "url": row.url,
        "office": row.office_name or "",
        "column": row.column_name or "",
        "reporter": row.reporter_name or "",
        "source": row.source,
        "state": it.state,
        "grave": it.grave,
        "secret": it.secret,
        "note": row.note,
        "item": "" if item is None else item.number or item.title,
    }


def _whole(desk: Desk, said: Notice) -> dict[str, Any]:
    it = load(desk, said.id)
    person = said.reader
    row = it.row
    is_open = it.state == "open"
    mine = is_open and mends(desk, it, person)
    desk_ = at_desk(desk, it, person)
    guard = it.secret and person in guards(desk, it.org)
    hands_in = mine and not it.secret and bool(row.url) and draft.may_hand_in(desk, person)
    shown = row.removed_at is None or not it.secret
    return {
        "finding": told(desk, it),
        "deadlines": watch.deadlines(desk, it) if it.number else [],
        "clocks": [one.id for one in watch.running(desk, it)],
        "files": _photo(desk, it),
        "takedown": _takedown(desk, it),
        "fixed": _who(desk, row.fixed_by, row.fixed_at),
        "closed": _who(desk, row.closed_by, row.closed_at),
        "offices": _rooms(desk, it) if is_open and desk_ and row.office_id is None and not it.secret else [],
        "may": {
            "modify": hands_in and row.removed_at is None,
            "delete": hands_in,
            "fix": mine and shown,
            "put_off": mine and not it.secret,
            "take_down": is_open
            and bool(row.url)
            and row.takedown_at is None
            and takedown.may_order(desk, it.org, person)
            and (it.grave or it.kind != OUTDATED),
            "removed": is_open
            and row.takedown_at is not None
            and row.removed_at is None
            and person in takedown.removers(desk, it.org),
            "none": it.state in findings.OPEN and (guard if it.secret else desk_),
            "recheck": it.state == "fixed" and person in rechecking(desk, it),
        },
    }


def _photo(desk: Desk, it: FindingAt) -> list[dict[str, Any]]:
    row = None if it.row.upload_id is None else uploads.upload(desk.tx, it.row.upload_id)
    if row is None:
        return []
    return [
        {
            "name": row.name,
            "size": row.size,
            "type": row.type or "",
            "sha256": row.sha256 or "",
            "state": row.state,
            "preview": row.preview,
        }
    ]


def _who(desk: Desk, person: int | None, at: int | None) -> dict[str, Any] | None:
    return None if at is None else {"name": subjects.name_of(desk, person), "at": desk.iso(at)}


def _takedown(desk: Desk, it: FindingAt) -> dict[str, Any] | None:
    row = it.row
    if row.takedown_at is None:
        return None
    return {
        "ordered": _who(desk, row.takedown_by, row.takedown_at),
        "removed": _who(desk, row.removed_by, row.removed_at),
    }


def _rooms(desk: Desk, it: FindingAt) -> list[dict[str, Any]]:
    rooms = [room for room in orgs.offices_of(desk.tx, it.org) if room.kind == "unit"]
    return [{"id": room.id, "name": room.name} for room in rooms[:ROOMS]]


def _not_open(desk: Desk, said: Notice) -> str | None:
    return None if load(desk, said.id).state == "open" else "over"


@notice("finding.sort", live=True)
def sort_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What was written down, and what it may be."""
    it = load(desk, said.id)
    kinds = [{"key": key, "label": text.data()} for key, text in KINDS.items()]
    return {"finding": told(desk, it), "kinds": kinds if it.state == "new" else []}


@notice("finding.asked", live=True, moot=_not_open)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is to be put right, by when, and how."""
    return _whole(desk, said)


@notice("finding.desk", live=True, moot=_not_open)
def desk_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is to be put right, and nobody knows by whom."""
    return _whole(desk, said)


@notice("finding.leak", live=True, moot=_not_open)
def leak_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What must not be on the site."""
    return _whole(desk, said)


def _removed(desk: Desk, said: Notice) -> str | None:
    it = load(desk, said.id)
    return "removed" if it.row.removed_at is not None or it.state not in takedown.OPEN else None


@notice("takedown.asked", live=True, moot=_removed)
def takedown_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Which page is to go at once; nothing else is asked on this card."""
    found = _whole(desk, said)
    may = {right: held and right == "removed" for right, held in found["may"].items()}
    return {**found, "may": may, "offices": [], "clocks": []}


def _not_fixed(desk: Desk, said: Notice) -> str | None:
    return None if load(desk, said.id).state == "fixed" else "over"


@notice("finding.recheck", live=True, moot=_not_fixed)
def recheck_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is said to be put right."""
    return _whole(desk, said)


@notice("finding.put_off")
def put_off_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Until when it was put off, by whom, and why."""
    return {"finding": told(desk, load(desk, said.id)), "until": said.facts["until"], "by": said.facts["by"]}


@notice("finding.whole", live=True)
def whole_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """One finding whole, with its record."""
    rows = audit.tail(desk.tx, limit=HISTORY, subject=said.about)
    history = [
        {
            "at": desk.iso(row.at),
            "act": row.act,
            "who": subjects.name_of(desk, row.person_id) if row.person_id is not None else "",
        }
        for row in rows
        if not row.act.startswith("clock.")
    ]
    return {**_whole(desk, said), "history": history}


def _new(desk: Desk, said: Notice) -> list[FindingAt]:
    rows = findings.since(desk.tx, said.id, at=int(said.facts["since"]))
    return [
        load(desk, row.id)
        for row in rows
        if row.kind != LEAK and row.state in findings.OPEN and row.reported_by != said.person
    ]


@notice("finding.told", moot=lambda desk, said: None if _new(desk, said) else "all_closed")
def told_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What was found of late and is open: one message for the desk."""
    new = _new(desk, said)
    return {"count": len(new), "lines": [told(desk, it) for it in new[:LINES]]}


def opened(desk: Desk, subject: str, *, by: int, occasion: str) -> Notice:
    """What a row about it opens. Raises Refused."""
    it = open_to(desk, subject, by=by)
    kind = "finding.sort" if it.state == "new" else "finding.whole"
    return Notice(kind, by, it.about, occasion)
