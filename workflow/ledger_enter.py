"""责任分解表 is entered in one act, and taken back as a whole while nothing has happened by it."""

from collections.abc import Mapping
from typing import Any

from storage import imports, ledger, orgs
from storage.canon import json_text, json_value
from workflow import column, freshness, inspection
from workflow.desk import Desk, Refused
from workflow.office_list import Plan

KIND = "ledger"
MOST_NAMES = 10
WATCHED = ("class_", "every")  # what decides which clocks run


def enter(desk: Desk, org: int, made: Plan, *, file_hash: str, by: int | None = None) -> int:
    """Carry out a plan in this one act; the import's id. Raises Refused when a cell is wrong."""
    if made.problems:
        raise Refused("ledger.wrong", n=len(made.problems))
    rooms = {row.key: int(row.id) for row in orgs.offices_of(desk.tx, org)}
    serial = len(orgs.columns_of(desk.tx, org))
    done: list[dict[str, Any]] = []
    for change in made.changes:
        facts = change.facts
        kept = orgs.column_by_key(desk.tx, org, key=facts["key"])
        id_ = orgs.add_column(
            desk.tx,
            org,
            key=facts["key"],
            name=facts["name"],
            office_id=rooms.get(facts["unit"]),
            list_url=facts["list_url"] or (None if kept is None else kept.list_url),
            form={} if kept is None else json_value(kept.form),
            serial=serial if kept is None else kept.serial,
        )
        serial += kept is None
        _owe(desk, org, id_, facts["duty"], updated_on=facts.get("updated_on", ""))
        done.append(
            {
                "what": change.what,
                "id": id_,
                "key": facts["key"],
                "name": facts["name"],
                "old": facts.get("old"),
            }
        )
    number = imports.add(desk.tx, org_id=org, by=by, file_hash=file_hash, changes=json_text(done), kind=KIND)
    inspection.plan_next(desk, org)
    desk.audit("ledger.entered", f"import:{number}", person=by, org=org, file=file_hash, n=len(done))
    return number


def _owe(desk: Desk, org: int, column_id: int, duty: Mapping[str, Any], *, updated_on: str = "") -> None:
    """The column owes this from now on: its clocks are those of its class and intervals. ``updated_on`` is
    when it was updated last, as far as the table knows.
    """
    standing = ledger.entry(desk.tx, column_id)
    digest = column.snapshot(desk, org, list(duty["every"]))
    same = (
        standing is not None
        and standing.regime_hash == digest
        and all(ledger.duty_of(standing)[name] == duty[name] for name in WATCHED)
    )
    if standing is not None and not same:
        freshness.let_go(desk, column.of_row(desk, standing))
    ledger.enter(desk.tx, column_id, org_id=org, duty=duty, regime_hash=digest)
    freshness.known(desk, column.load(desk, column_id), on=updated_on)
    if not same:
        freshness.take_up(desk, column.load(desk, column_id))


def take_back(desk: Desk, org: int, *, by: int | None = None) -> int:
    """Undo the newest import of a table of duties as a whole; its id.

    Raises Refused when there is none, or when a column it brought was used or updated since: then all stays.
    """
    last = imports.newest(desk.tx, org, kind=KIND)
    if last is None:
        raise Refused("ledger.none")
    done = json_value(last.changes)
    used = [
        one["name"]
        for one in done
        if one["what"] != "ledger.changed" and ledger.history(desk.tx, one["id"], limit=1)
    ]
    fresh = {one["key"]: one["name"] for one in done if one["what"] == "ledger.column"}
    used += [fresh[key] for key in sorted(imports.meant_for(desk.tx, org, list(fresh)))]
    if used:
        names = "、".join(dict.fromkeys(used[:MOST_NAMES]))
        raise Refused("ledger.in_use", names=names, n=len(set(used)))
    rooms = {row.key: int(row.id) for row in orgs.offices_of(desk.tx, org)}
    for one in reversed(done):
        _restore(desk, org, one, rooms)
    imports.undone(desk.tx, last.id)
    desk.audit("ledger.undone", f"import:{last.id}", person=by, org=org, file=last.file_hash)
    return int(last.id)


def _restore(desk: Desk, org: int, one: Mapping[str, Any], rooms: Mapping[str, int]) -> None:
    old = one["old"]
    if one["what"] == "ledger.changed":
        _owe(desk, org, one["id"], old["duty"])
    else:
        freshness.let_go(desk, column.load(desk, one["id"]))
        ledger.forget(desk.tx, one["id"])
    if old is None:
        imports.forget_column(desk.tx, one["id"])
        return
    kept = orgs.column_by_key(desk.tx, org, key=one["key"])
    if kept is not None:
        orgs.add_column(
            desk.tx,
            org,
            key=one["key"],
            name=old["name"],
            office_id=rooms.get(old["unit"]),
            list_url=old["list_url"] or None,
            form=json_value(kept.form),
            serial=kept.serial,
        )
