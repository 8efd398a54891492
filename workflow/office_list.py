"""An office's list of units, people and columns: compared with what stands, entered at once, taken back at once.

Nothing is ended by being left out: who leaves is ended with 岗位结束. A line that is wrong keeps the whole
list from being entered, and every wrong cell is named.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage import imports, orgs, people
from storage.canon import json_text, json_value
from storage.sql import must
from workflow import roster
from workflow.desk import Desk, Refused

KINDS = ("unit", "office", "leaders")
KIND_WORDS = {"股室": "unit", "处室": "unit", "科室": "unit", "单位": "unit", "办公室": "office", "领导": "leaders"}
KIND_WORDS |= {"局领导": "leaders"} | {kind: kind for kind in KINDS}
ROLE_WORDS = {
    "信息员": "liaison",
    "信息联络员": "liaison",
    "内容保障管理员": "liaison",
    "负责人": "head",
    "部门负责人": "head",
    "分管领导": "leader",
    "分管局领导": "leader",
    "办公室": "office",
    "办公室人员": "office",
    "办公室复核": "office",
    "保密审查": "secrecy",
    "保密审查员": "secrecy",
    "网站管理员": "webadmin",
    "管理员": "administrator",
    "系统管理员": "administrator",
}
KEY = re.compile(r"[a-z][a-z0-9-]{0,31}")
SEVERAL = re.compile(r"[、,，;；/\s]+")
NAME_LENGTH = 40
USUAL = ("category", "type", "mode", "class", "limit_days")


@dataclass(frozen=True)
class Line:
    """One line of a list: what its cells say, and where each of them stands (人员!B7)."""

    at: str
    cells: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "").strip()

    def place(self, key: str) -> str:
        return self.places.get(key, self.at)


@dataclass(frozen=True)
class Lists:
    """What an office hands in, or what stands."""

    units: Sequence[Line] = ()
    people: Sequence[Line] = ()
    columns: Sequence[Line] = ()


@dataclass(frozen=True)
class Member:
    """A colleague as WeCom shows them to the app."""

    userid: str
    name: str
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be entered as it is; ``code`` names its sentence."""

    at: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One thing that would be entered or altered."""

    what: str  # unit.new | unit.changed | person.new | post.new | account.new | column.new | column.changed
    at: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """What entering a list comes to. ``notes`` are no errors: who is not found on WeCom needs an invitation."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def plan(
    desk: Desk, org: int, lists: Lists, *, members: Sequence[Member] | None = None, bot: str = ""
) -> Plan:
    """Compare a list with what stands.

    Args:
        desk: the act.
        org: the organisation.
        lists: what was handed in.
        members: the colleagues whom the WeCom app sees; None where WeCom is off.
        bot: the app on WeCom.
    """
    return _Planner(desk, org, members, bot).plan(lists)


class _Planner:
    def __init__(self, desk: Desk, org: int, members: Sequence[Member] | None, bot: str) -> None:
        self.desk = desk
        self.org = org
        self.members = members
        self.bot = bot
        self.made = Plan()
        self.units: dict[str, str] = {}  # name → key, as they will be
        self.claimed: dict[str, str] = {}  # userid → the place that named it

    def plan(self, lists: Lists) -> Plan:
        standing = orgs.offices_of(self.desk.tx, self.org)
        self.units = {row.name: row.key for row in standing}
        self._units(lists.units, {row.key: row for row in standing})
        self._people(lists.people)
        self._columns(lists.columns)
        return self.made

    def _wrong(self, line: Line, key: str, code: str, **facts: str) -> None:
        self.made.problems.append(Problem(line.place(key), code, {"found": line[key], **facts}))

    def _change(self, what: str, line: Line, **facts: Any) -> None:
        self.made.changes.append(Change(what, line.at, facts))

    def _is_named(self, line: Line) -> bool:
        if not line["name"]:
            self._wrong(line, "name", "name_missing")
        elif len(line["name"]) > NAME_LENGTH:
            self._wrong(line, "name", "name_long")
        else:
            return True
        return False

    # Units --------------------------------------------------------------------------------------------

    def _units(self, lines: Sequence[Line], standing: Mapping[str, Any]) -> None:
        seen: dict[str, str] = {}
        taken = set(standing) | {line["key"] for line in lines}
        for line in lines:
            if not self._is_named(line):
                continue
            kind = KIND_WORDS.get(line["kind"] or "股室")
            if kind is None:
                self._wrong(line, "kind", "kind_unknown", allowed="、".join(("股室", "办公室", "局领导")))
                continue
            key = line["key"] or self.units.get(line["name"]) or _free_key("u", taken)
            if not KEY.fullmatch(key):
                self._wrong(line, "key", "key_bad")
                continue
            taken.add(key)
            if line["name"] in seen:
                self._wrong(line, "name", "twice", other=seen[line["name"]])
                continue
            seen[line["name"]] = line.at
            was = standing.get(key)
            if was is None:
                self._change("unit.new", line, key=key, name=line["name"], kind=kind)
            elif (was.name, was.kind) != (line["name"], kind):
                self.units.pop(was.name, None)
                old = {"name": was.name, "kind": was.kind}
                self._change("unit.changed", line, key=key, name=line["name"], kind=kind, old=old)
            self.units[line["name"]] = key

    def _unit(self, line: Line, column: str, name: str) -> str | None:
        if name in self.units:
            return self.units[name]
        if name in self.units.values():
            return name
        self.made.problems.append(
            Problem(
                line.place(column), "unit_unknown", {"found": name, "allowed": "、".join(sorted(self.units))}
            )
        )
        return None

    # People -------------------------------------------------------------------------------------------

    def _people(self, lines: Sequence[Line]) -> None:
        posts = self._posts_standing()
        seen: dict[tuple[str, str], str] = {}
        for line in lines:
            if not self._is_named(line):
                continue
            unit = self._unit(line, "unit", line["unit"]) if line["unit"] else None
            if not line["unit"]:
                self._wrong(line, "unit", "unit_missing")
            wanted = self._wanted_posts(line, unit)
            if unit is None or wanted is None:
                continue
            if (line["name"], unit) in seen:
                self._wrong(line, "name", "twice", other=seen[line["name"], unit])
                continue
            seen[line["name"], unit] = line.at
            self._person(line, unit, wanted, posts)

    def _posts_standing(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for row in people.posts_of_org(self.desk.tx, self.org, on=self.desk.today_on):
            found.setdefault(row.name, []).append(row)
        return found

    def _wanted_posts(self, line: Line, unit: str | None) -> list[tuple[str, str]] | None:
        """(unit's key, role) of each post; None when a cell is wrong."""
        wanted: list[tuple[str, str]] = []
        is_whole = True
        if not line["roles"]:
            self._wrong(line, "roles", "role_missing")
            return None
        heads = [name for name in SEVERAL.split(line["heads"]) if name]
        for word in filter(None, SEVERAL.split(line["roles"])):
            role = ROLE_WORDS.get(word) or roster.role_called(self.desk, self.org, word)
            if role not in roster.ROLES:
                self.made.problems.append(
                    Problem(
                        line.place("roles"),
                        "role_unknown",
                        {"found": word, "allowed": "、".join(_usual_words())},
                    )
                )
                is_whole = False
            elif role == "leader" and heads:
                for name in heads:
                    key = self._unit(line, "heads", name)
                    is_whole = is_whole and key is not None
                    wanted.append((key or "", role))
            elif unit is not None:
                wanted.append((unit, role))
        return wanted if is_whole else None

    def _person(
        self, line: Line, unit: str, wanted: Sequence[tuple[str, str]], standing: Mapping[str, list[Any]]
    ) -> None:
        alike = standing.get(line["name"], [])
        ids = {row.person_id for row in alike}
        if len(ids) > 1:  # namesakes: the one with a post in this unit is meant
            ids = {row.person_id for row in alike if row.office_key == unit}
        if len(ids) > 1:
            self._wrong(line, "name", "namesakes_here")
            return
        person = next(iter(ids), None)
        if person is None:
            self._change("person.new", line, name=line["name"], who=line.at)
        has = {(row.office_key, row.role) for row in alike if row.person_id == person}
        for key, role in dict.fromkeys(wanted):
            if (key, role) not in has:
                self._change(
                    "post.new",
                    line,
                    name=line["name"],
                    unit=self._name_of(key),
                    key=key,
                    role=role,
                    who=person or line.at,
                )
        self._account(line, person)

    def _name_of(self, key: str) -> str:
        return next((name for name, held in self.units.items() if held == key), key)

    def _account(self, line: Line, person: int | None) -> None:
        """A matched userid is the binding: no code, no link."""
        if self.members is None:
            return
        member = self._member(line)
        if member is None:
            return
        key = member.userid.lower()
        if key in self.claimed:
            self._wrong(line, "userid", "userid_twice", other=self.claimed[key])
            return
        self.claimed[key] = line.place("userid")
        held = people.by_account(self.desk.tx, "wecom", bot=self.bot, external_id=key)
        if held is not None and held.account_state != "revoked":
            if person is None or held.id != person:
                self._wrong(line, "userid", "userid_taken", other=held.name)
            return
        self._change("account.new", line, name=line["name"], userid=member.userid, who=person or line.at)

    def _member(self, line: Line) -> Member | None:
        known = {one.userid.lower(): one for one in self.members or ()}
        if line["userid"]:
            found = known.get(line["userid"].lower())
            if found is None:
                self._wrong(line, "userid", "userid_unknown")
            elif found.name and found.name != line["name"]:
                self.made.notes.append(
                    Problem(
                        line.place("userid"), "userid_other_name", {"found": found.name, "name": line["name"]}
                    )
                )
            return found
        alike = [one for one in self.members or () if one.name == line["name"]]
        here = [one for one in alike if line["unit"] in one.departments] or alike
        if len(here) == 1:
            return here[0]
        facts = {"name": line["name"]}
        if not here:
            self.made.notes.append(Problem(line.place("userid"), "not_on_wecom", facts))
        else:
            candidates = "；".join(f"{one.userid}（{'、'.join(one.departments)}）" for one in here)
            self.made.problems.append(
                Problem(line.place("userid"), "namesakes", {**facts, "allowed": candidates})
            )
        return None

    # Columns ------------------------------------------------------------------------------------------

    def _columns(self, lines: Sequence[Line]) -> None:
        standing = {row.key: row for row in orgs.columns_of(self.desk.tx, self.org)}
        by_name = {row.name: row.key for row in standing.values()}
        taken = set(standing) | {line["key"] for line in lines}
        names = {row.id: row.key for row in orgs.offices_of(self.desk.tx, self.org)}
        seen: dict[str, str] = {}
        for line in lines:
            if not self._is_named(line):
                continue
            unit = self._unit(line, "unit", line["unit"]) if line["unit"] else ""
            if unit is None:
                continue
            if line["limit_days"] and not line["limit_days"].isdecimal():
                self._wrong(line, "limit_days", "number_wanted")
                continue
            if line["list_url"] and not re.match(r"https?://[^/\s]+", line["list_url"]):
                self._wrong(line, "list_url", "address_wanted")
                continue
            key = line["key"] or by_name.get(line["name"]) or _free_key("c", taken)
            if not KEY.fullmatch(key):
                self._wrong(line, "key", "key_bad")
                continue
            taken.add(key)
            if key in seen:
                self._wrong(line, "name", "twice", other=seen[key])
                continue
            seen[key] = line.at
            form = {name: line[name] for name in USUAL}
            new = {"name": line["name"], "unit": unit, "list_url": line["list_url"] or None, "form": form}
            was = standing.get(key)
            if was is None:
                self._change("column.new", line, key=key, **new)
                continue
            old_form = {name: str(json_value(was.form).get(name, "")) for name in USUAL}
            old = {
                "name": was.name,
                "unit": names.get(was.office_id, ""),
                "list_url": was.list_url,
                "form": old_form,
            }
            if old != new:
                self._change("column.changed", line, key=key, **new, old=old)


def _usual_words() -> list[str]:
    first: dict[str, str] = {}
    for word, role in ROLE_WORDS.items():
        first.setdefault(role, word)
    return list(first.values())


def _free_key(letter: str, taken: set[str]) -> str:
    return next(f"{letter}{n}" for n in range(1, len(taken) + 2) if f"{letter}{n}" not in taken)


# Entering, and taking back ------------------------------------------------------------------------------


def enter(desk: Desk, org: int, made: Plan, *, file_hash: str, bot: str, by: int | None = None) -> int:
    """Carry out a plan in this one act; the import's id. Raises Refused when a cell is still wrong."""
    if made.problems:
        raise Refused("office_list.wrong", n=len(made.problems))
    done: list[dict[str, Any]] = []
    ids: dict[Any, int] = {}
    rooms = {row.key: row.id for row in orgs.offices_of(desk.tx, org)}
    serial = len(orgs.columns_of(desk.tx, org))
    for change in made.changes:
        facts = change.facts
        who = ids.get(facts.get("who"), facts.get("who"))
        match change.what:
            case "unit.new" | "unit.changed":
                key = str(facts["key"])
                rooms[key] = orgs.add_office(desk.tx, org, key=key, name=facts["name"], kind=facts["kind"])
                done.append({"what": change.what, "id": rooms[key], "key": key, "old": facts.get("old")})
            case "person.new":
                ids[facts["who"]] = people.add_person(desk.tx, name=facts["name"])
                done.append({"what": change.what, "id": ids[facts["who"]]})
            case "post.new":
                people.add_membership(
                    desk.tx,
                    int(who),
                    office_id=rooms[facts["key"]],
                    role=facts["role"],
                    from_on=desk.today_on,
                )
                post = {"person": who, "office": rooms[facts["key"]], "role": facts["role"]}
                done.append({"what": change.what, **post, "on": desk.today_on})
            case "account.new":
                userid = str(facts["userid"]).lower()
                people.bind_account(
                    desk.tx,
                    int(who),
                    platform="wecom",
                    bot=bot,
                    external_id=userid,
                    chat=userid,
                )
                done.append({"what": change.what, "person": who, "bot": bot})
            case _:
                column = _enter_column(desk, org, facts, rooms, serial=serial)
                serial += 1
                done.append(
                    {"what": change.what, "id": column, "key": facts["key"], "old": facts.get("old")}
                )
    number = imports.add(desk.tx, org_id=org, by=by, file_hash=file_hash, changes=json_text(done))
    desk.audit("office_list.entered", f"import:{number}", person=by, org=org, file=file_hash, n=len(done))
    return number


def _enter_column(
    desk: Desk, org: int, facts: Mapping[str, Any], rooms: Mapping[str, int], *, serial: int
) -> int:
    key = str(facts["key"])
    standing = orgs.column_by_key(desk.tx, org, key=key)
    return orgs.add_column(
        desk.tx,
        org,
        key=key,
        name=facts["name"],
        office_id=rooms.get(facts["unit"]),
        list_url=facts["list_url"],
        form=dict(facts["form"]),
        serial=serial if standing is None else standing.serial,
    )


def take_back(desk: Desk, org: int, *, by: int | None = None) -> int:
    """Undo the newest import as a whole; its id.

    Raises Refused when there is none, or when somebody it entered has begun to work: their record stays.
    """
    last = imports.newest(desk.tx, org)
    if last is None:
        raise Refused("office_list.none")
    changes = json_value(last.changes)
    new = [change["id"] for change in changes if change["what"] == "person.new"]
    columns = [change["key"] for change in changes if change["what"] == "column.new"]
    units = [change["id"] for change in changes if change["what"] == "unit.new"]
    if imports.are_used(desk.tx, people=new, columns=columns, units=units):
        raise Refused("office_list.in_use")
    rooms = {row.key: row.id for row in orgs.offices_of(desk.tx, org)}
    for change in reversed(changes):
        match change["what"]:
            case "account.new":
                imports.forget_account(desk.tx, person=change["person"], bot=change["bot"])
            case "post.new":
                imports.forget_post(
                    desk.tx,
                    person=change["person"],
                    office=change["office"],
                    role=change["role"],
                    on=change["on"],
                )
            case "person.new":
                imports.forget_person(desk.tx, change["id"])
            case "column.new":
                imports.forget_column(desk.tx, change["id"])
            case "unit.new":
                imports.forget_unit(desk.tx, change["id"])
            case "unit.changed":
                old = change["old"]
                orgs.add_office(desk.tx, org, key=change["key"], name=old["name"], kind=old["kind"])
            case _:
                _enter_column(desk, org, {"key": change["key"], **change["old"]}, rooms, serial=0)
    imports.undone(desk.tx, last.id)
    desk.audit("office_list.undone", f"import:{last.id}", person=by, org=org, file=last.file_hash)
    return int(last.id)


# What stands ---------------------------------------------------------------------------------------------


def standing(desk: Desk, org: int, *, bot: str = "") -> Lists:
    """What stands, as a list that can be handed in again."""
    offices = orgs.offices_of(desk.tx, org)
    kinds = {"unit": "股室", "office": "办公室", "leaders": "局领导"}
    words = {role: word for word, role in reversed(ROLE_WORDS.items())}
    names = {row.id: row.name for row in offices}
    return Lists(
        tuple(Line("", {"key": row.key, "name": row.name, "kind": kinds[row.kind]}) for row in offices),
        tuple(_people_standing(desk, org, words, bot)),
        tuple(
            Line(
                "",
                {
                    "key": row.key,
                    "name": row.name,
                    "unit": names.get(row.office_id, ""),
                    "list_url": row.list_url or "",
                    **{name: str(json_value(row.form).get(name, "")) for name in USUAL},
                },
            )
            for row in orgs.columns_of(desk.tx, org)
        ),
    )


def _people_standing(desk: Desk, org: int, words: Mapping[str, str], bot: str) -> Iterable[Line]:
    posts: dict[tuple[int, str, str], list[Any]] = {}
    for row in people.posts_of_org(desk.tx, org, on=desk.today_on):
        home = "" if row.role == "leader" else row.office_name
        posts.setdefault((row.person_id, row.name, home), []).append(row)
    homes = {person: home for person, _, home in posts if home}
    for (person, name, home), held in posts.items():
        if not home and person in homes:
            continue  # the units that somebody heads stand on their own line
        own = [*held, *(posts.get((person, name, ""), []) if home == homes.get(person) and home else [])]
        leads = [row.office_name for row in own if row.role == "leader"]
        account = next(
            (
                row
                for row in people.accounts_of(desk.tx, person)
                if row.platform == "wecom" and row.state != "revoked" and row.bot == bot
            ),
            None,
        )
        yield Line(
            "",
            {
                "name": name,
                "unit": home or leads[0],
                "roles": "、".join(dict.fromkeys(words[row.role] for row in own)),
                "heads": "、".join(leads),
                "userid": "" if account is None else account.chat,
            },
        )


def found(desk: Desk, key: str) -> int:
    """The organisation of this key."""
    return int(must(orgs.organisation_by_key(desk.tx, key)).id)
