"""An office's list is entered in one act, and taken back as a whole while nobody has begun to work by it."""

from collections.abc import Mapping, Sequence
from typing import Any

from storage import imports, orgs, people
from storage.canon import json_text, json_value
from storage.sql import must
from workflow import reach, route, subjects, succession
from workflow.desk import Desk, Refused
from workflow.office_list import Plan

MOST_NAMES = 10


def enter(desk: Desk, org: int, made: Plan, *, file_hash: str, bot: str, by: int | None = None) -> int:
    """Carry out a plan in this one act; the import's id.

    Steps in which nobody sat are asked of whoever may sit there now. Raises Refused when a cell is wrong.
    """
    if made.problems:
        raise Refused("office_list.wrong", n=len(made.problems))
    done: list[dict[str, Any]] = []
    ids: dict[Any, int] = {}
    rooms = {row.key: row.id for row in orgs.offices_of(desk.tx, org)}
    serial = len(orgs.columns_of(desk.tx, org))
    for change in made.changes:
        facts = change.facts
        entry: dict[str, Any] = {"what": change.what}
        match change.what:
            case "unit.new" | "unit.changed":
                key = str(facts["key"])
                rooms[key] = orgs.add_office(desk.tx, org, key=key, name=facts["name"], kind=facts["kind"])
                new = {"name": facts["name"], "kind": facts["kind"]}
                entry |= {"id": rooms[key], "key": key, "new": new, "old": facts.get("old")}
            case "person.new":
                ids[facts["who"]] = people.add_person(desk.tx, name=facts["name"])
                entry["id"] = ids[facts["who"]]
            case "post.new":
                who = ids.get(facts["who"], facts["who"])
                post = {"office": rooms[facts["key"]], "role": facts["role"]}
                people.add_membership(
                    desk.tx, who, office_id=post["office"], role=post["role"], from_on=desk.today_on
                )
                entry |= {"person": who, **post, "on": desk.today_on, "is_new": facts["who"] in ids}
            case "account.new":
                who, userid = ids.get(facts["who"], facts["who"]), str(facts["userid"]).lower()
                had_none = people.reachable(desk.tx, who) is None
                people.bind_account(desk.tx, who, platform="wecom", bot=bot, external_id=userid, chat=userid)
                entry |= {"person": who, "bot": bot, "userid": userid, "first": had_none}
            case _:
                key, new = str(facts["key"]), {name: facts[name] for name in COLUMN}
                column = _enter_column(desk, org, key, new, rooms, serial=serial)
                serial += 1
                entry |= {"id": column, "key": key, "new": new, "old": facts.get("old")}
        done.append(entry)
    number = imports.add(desk.tx, org_id=org, by=by, file_hash=file_hash, changes=json_text(done))
    desk.audit("office_list.entered", f"import:{number}", person=by, org=org, file=file_hash, n=len(done))
    _catch_up(desk, org, done)
    return number


COLUMN = ("name", "unit", "list_url", "form")


def _enter_column(
    desk: Desk, org: int, key: str, new: Mapping[str, Any], rooms: Mapping[str, int], *, serial: int
) -> int:
    standing = orgs.column_by_key(desk.tx, org, key=key)
    held = {} if standing is None else json_value(standing.form)
    return orgs.add_column(
        desk.tx,
        org,
        key=key,
        name=new["name"],
        office_id=rooms.get(new["unit"]),
        list_url=new["list_url"] or None,
        form={**held, **new["form"]},
        serial=serial if standing is None else standing.serial,
    )


def _catch_up(desk: Desk, org: int, done: Sequence[Mapping[str, Any]]) -> None:
    """Whoever can be reached by what was entered gets what waits for them."""
    bound = {entry["person"] for entry in done if entry["what"] == "account.new"}
    posted = {entry["person"] for entry in done if entry["what"] == "post.new"}
    for person in sorted(bound | posted):
        if people.reachable(desk.tx, person) is None:
            continue
        if person in bound:
            reach.catch_up(desk, person)
        succession.take_up(desk, person)
    if bound or posted:
        route.fill_empty(desk, org)


# Taking back ----------------------------------------------------------------------------------------------


def take_back(desk: Desk, org: int, *, by: int | None = None) -> int:
    """Undo the newest import as a whole; its id.

    Raises Refused when there is none, or when somebody has begun to work by it, or somebody has changed what
    it entered: then all of it stays.
    """
    last = imports.newest(desk.tx, org)
    if last is None:
        raise Refused("office_list.none")
    done = json_value(last.changes)
    _check_untouched(desk, org, done, since=last.at)
    rooms = {row.key: row.id for row in orgs.offices_of(desk.tx, org)}
    new: dict[str, list[Any]] = {"person.new": [], "unit.new": [], "column.new": []}
    for entry in reversed(done):
        match entry["what"]:
            case "account.new":
                imports.forget_account(
                    desk.tx, person=entry["person"], bot=entry["bot"], external_id=entry["userid"]
                )
            case "post.new":
                post = {name: entry[name] for name in ("person", "office", "role", "on")}
                imports.forget_post(desk.tx, **post)
            case "unit.changed":
                old = entry["old"]
                orgs.add_office(desk.tx, org, key=entry["key"], name=old["name"], kind=old["kind"])
            case "column.changed":
                _enter_column(desk, org, entry["key"], entry["old"], rooms, serial=0)
            case what:
                new[what].append(entry["id"])
    _forget(desk, new)
    imports.undone(desk.tx, last.id)
    desk.audit("office_list.undone", f"import:{last.id}", person=by, org=org, file=last.file_hash)
    return int(last.id)


def _forget(desk: Desk, new: Mapping[str, Sequence[int]]) -> None:
    """People, columns and units go, unless something else names them by now."""
    used = imports.people_named(desk.tx, new["person.new"])
    if used:
        raise _in_use([subjects.name_of(desk, who) for who in sorted(used)])
    for who in new["person.new"]:
        imports.forget_person(desk.tx, who)
    for column in new["column.new"]:
        imports.forget_column(desk.tx, column)
    units = imports.units_named(desk.tx, new["unit.new"])
    if units:
        raise _in_use([must(orgs.office(desk.tx, unit)).name for unit in sorted(units)])
    for unit in new["unit.new"]:
        imports.forget_unit(desk.tx, unit)


def _check_untouched(desk: Desk, org: int, done: Sequence[Mapping[str, Any]], *, since: int) -> None:
    names: list[str] = []
    brought = {entry["id"] for entry in done if entry["what"] == "person.new"}
    offices = {row.key: row for row in orgs.offices_of(desk.tx, org)}
    columns = {row.key: row for row in orgs.columns_of(desk.tx, org)}
    keys = {row.id: row.key for row in offices.values()}
    for entry in done:
        match entry["what"]:
            case "post.new" if entry["person"] not in brought:
                post = {"office": entry["office"], "role": entry["role"]}
                if imports.has_worked(desk.tx, entry["person"], **post, since=since):
                    names.append(subjects.name_of(desk, entry["person"]))
            case "account.new" if entry["first"]:
                if imports.has_acted(desk.tx, entry["person"], since=since):
                    names.append(subjects.name_of(desk, entry["person"]))
            case "unit.new" | "unit.changed":
                row = offices.get(entry["key"])
                if row is None or {"name": row.name, "kind": row.kind} != entry["new"]:
                    names.append(entry["new"]["name"])
            case "column.new" | "column.changed":
                row = columns.get(entry["key"])
                if row is None or _as_entered(row, keys, entry["new"]) != entry["new"]:
                    names.append(entry["new"]["name"])
    fresh = {entry["key"]: entry["new"]["name"] for entry in done if entry["what"] == "column.new"}
    names += [fresh[key] for key in sorted(imports.columns_named(desk.tx, org, list(fresh)))]
    if names:
        raise _in_use(list(dict.fromkeys(names)))


def _as_entered(row: Any, keys: Mapping[int, str], new: Mapping[str, Any]) -> dict[str, Any]:
    form = json_value(row.form)
    return {
        "name": row.name,
        "unit": keys.get(row.office_id, ""),
        "list_url": row.list_url or "",
        "form": {name: str(form.get(name) or "") for name in new["form"]},
    }


def _in_use(names: Sequence[str]) -> Refused:
    shown = "、".join(names[:MOST_NAMES])
    more = max(len(names) - MOST_NAMES, 0)
    return Refused("office_list.in_use", names=shown, n=len(names), more=more)
