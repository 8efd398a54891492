"""The people of an office's list: who each line means, which posts they get, which WeCom account is theirs.

A line that names a userid means the person who has it. Otherwise a name means whoever of that name has a post
in the line's unit, else the one person of that name; two lines of one name are two people, unless they name
one userid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage import imports, people
from workflow.desk import Desk
from workflow.office_list import (
    Change,
    Line,
    Member,
    Plan,
    Problem,
    post_in,
    role_words,
    several,
)
from workflow.office_units import Units, is_named, wrong
from workflow.roster import ROLES


@dataclass
class _Read:
    """A line whose cells could be read."""

    line: Line
    here: str  # what tells this line from all others
    unit: str
    posts: list[tuple[str, str]]  # unit's key, role
    member: Member | None = None
    who: int | str = ""  # a person that stands, or the line (``here``) that brings a new one


def compare_people(
    desk: Desk,
    org: int,
    made: Plan,
    units: Units,
    lines: Sequence[Line],
    *,
    members: Sequence[Member] | None,
    bot: str,
) -> None:
    """Add to the plan what these lines come to."""
    reader = _Reader(desk, org, made, units)
    read = [one for n, line in enumerate(lines, 1) if (one := reader.read(line, f"line:{n}")) is not None]
    directory = None if members is None else _Directory(made, units, members)
    if directory is not None:
        read = [one for one in read if directory.match(one)]
    _Matcher(desk, org, made, units, bot=bot).enter(read)


class _Reader:
    """What the cells of a line say."""

    def __init__(self, desk: Desk, org: int, made: Plan, units: Units) -> None:
        self._made = made
        self._units = units
        self._roles = role_words(desk, org)

    def read(self, line: Line, here: str) -> _Read | None:
        """None when a cell is wrong; the plan says which."""
        before = len(self._made.problems)
        is_named(self._made, line)
        unit = None
        if line["unit"]:
            unit = self._units.called(line, "unit", line["unit"])
        else:
            wrong(self._made, line, "unit", "unit_missing")
        posts = self._posts(line, unit)
        if unit is None or len(self._made.problems) > before:
            return None
        return _Read(line, here, unit, posts)

    def _posts(self, line: Line, unit: str | None) -> list[tuple[str, str]]:
        posts: list[tuple[str, str]] = []
        entries = several(line["roles"], known=self._roles)
        if not entries:
            wrong(self._made, line, "roles", "role_missing")
        heads = [self._units.called(line, "heads", name) for name in self._headed(line)]
        for entry in entries:
            word, where = post_in(entry)
            role = self._roles.get(word.lower())
            if role is None:
                facts = {"found": word}
                self._made.problems.append(Problem(line.place("roles"), "role_unknown", facts, ROLES))
            elif where:
                posts.append((self._units.called(line, "roles", where) or "", role))
            elif role == "leader" and heads:
                posts += [(key or "", role) for key in heads]
            else:
                posts.append((unit or "", role))
                if role == "leader":
                    self._made.notes.append(Problem(line.place("heads"), "heads_missing"))
        if heads and not any(role == "leader" for _, role in posts) and entries:
            wrong(self._made, line, "heads", "heads_of_nobody")
        return list(dict.fromkeys(posts))

    def _headed(self, line: Line) -> list[str]:
        return several(line["heads"], known=dict.fromkeys(self._units.names.values()))


class _Directory:
    """Whom a line means on WeCom: by userid, else by name and department."""

    def __init__(self, made: Plan, units: Units, members: Sequence[Member]) -> None:
        self._made = made
        self._units = units
        self._by_key = {one.key: one for one in members}
        self._by_name: dict[str, list[Member]] = {}
        for one in members:
            self._by_name.setdefault(one.name, []).append(one)
        self._claimed: dict[str, Line] = {}

    def match(self, one: _Read) -> bool:
        """Find the line's member; False when its userid is wrong, which the plan says."""
        before = len(self._made.problems)
        one.member = self._named(one.line) if one.line["userid"] else self._alike(one)
        if one.member is None:
            return len(self._made.problems) == before
        first = self._claimed.setdefault(one.member.key, one.line)
        if first["name"] != one.line["name"]:
            wrong(self._made, one.line, "userid", "userid_twice", other=first.place("userid"))
        return len(self._made.problems) == before

    def _named(self, line: Line) -> Member | None:
        found = self._by_key.get(line["userid"].lower())
        if found is None:
            wrong(self._made, line, "userid", "userid_unknown")
        elif found.name and found.name != line["name"]:
            self._note(line, "userid_other_name", found=found.name, name=line["name"])
        return found

    def _alike(self, one: _Read) -> Member | None:
        alike = self._by_name.get(one.line["name"], [])
        unit = self._units.name_of(one.unit)
        here = [member for member in alike if any(_is_like(unit, place) for place in member.departments)]
        if len(here) == 1:
            return here[0]
        if not alike:
            self._note(one.line, "not_on_wecom", name=one.line["name"])
        elif not here and len(alike) == 1:  # perhaps a namesake elsewhere: nobody is bound on a guess
            self._note(one.line, "only_elsewhere", name=one.line["name"], member=_shown(alike[0]))
        else:
            allowed = [_shown(member) for member in here or alike]
            wrong(self._made, one.line, "userid", "namesakes", allowed=allowed, name=one.line["name"])
        return None

    def _note(self, line: Line, code: str, **facts: str) -> None:
        self._made.notes.append(Problem(line.place("userid"), code, facts))


def _is_like(unit: str, department: str) -> bool:
    """Directories lengthen names: 法制股 is 区司法局法制股, too."""
    return unit == department or (len(unit) > 1 and unit in department)


def _shown(member: Member) -> str:
    return f"{member.userid}（{'、'.join(member.departments)}）" if member.departments else member.userid


class _Matcher:
    """Which person each line means, and what they lack."""

    def __init__(self, desk: Desk, org: int, made: Plan, units: Units, *, bot: str) -> None:
        self._made = made
        self._units = units
        self._names: dict[str, list[int]] = {}
        self._suspended: set[int] = set()
        for row in people.of_org(desk.tx, org):
            self._names.setdefault(row.name, []).append(row.id)
            if row.state == "suspended":
                self._suspended.add(row.id)
        self._posts: dict[int | str, set[tuple[str, str]]] = {}  # of who stands, and of who is brought
        for row in people.posts_of_org(desk.tx, org, on=desk.today_on):
            self._posts.setdefault(row.person_id, set()).add((row.office_key, row.role))
        held = imports.accounts_on(desk.tx, "wecom", bot=bot)
        self._holders = {row.external_id: row for row in held}
        self._account_of = {row.person_id: str(row.external_id) for row in held}
        self._taken: set[int] = set()
        self._new: dict[str, str] = {}  # userid → the line that brings its person
        self._bound: set[str] = set()
        self._lines: dict[str, Line] = {}  # name → the first line of it that brings somebody new

    def enter(self, read: Sequence[_Read]) -> None:
        """Those who are sure come first, so that nobody is taken for a namesake."""
        unsure = [one for one in read if not self._is_sure(one)]
        for one in unsure:
            self._choose(one)
        for one in read:
            if one.who:
                self._add(one)

    def _is_sure(self, one: _Read) -> bool:
        """Does the line's userid, or its name within its unit, lead to one person? A conflict counts as sure:
        the plan says it.
        """
        holder = self._holders.get(one.member.key) if one.member is not None else None
        if holder is not None:
            if holder.name != one.line["name"]:
                wrong(self._made, one.line, "userid", "userid_taken", other=holder.name)
            else:
                self._is(one, holder.person_id)
            return True
        here = [who for who in self._names.get(one.line["name"], ()) if self._sits_near(who, one)]
        free = [who for who in here if one.member is None or who not in self._account_of]
        if len(free) > 1:
            wrong(self._made, one.line, "name", "namesakes_here")
        elif free:
            self._is(one, free[0])
        elif here:
            wrong(self._made, one.line, "userid", "account_other", other=self._account_of[here[0]])
        else:
            return False
        return True

    def _sits_near(self, who: int, one: _Read) -> bool:
        """Has this person a post in the line's unit, or in one that it names?"""
        places = {one.unit, *(key for key, _ in one.posts)}
        return any(key in places for key, _ in self._posts.get(who, ()))

    def _is(self, one: _Read, person: int) -> None:
        one.who = person
        self._taken.add(person)

    def _choose(self, one: _Read) -> None:
        """Nobody of the name sits in the unit: the one who is left of that name, else somebody new."""
        left = [
            who
            for who in self._names.get(one.line["name"], ())
            if who not in self._taken and (one.member is None or who not in self._account_of)
        ]
        if len(left) > 1:
            wrong(self._made, one.line, "name", "namesakes_elsewhere")
        elif left:
            self._is(one, left[0])
        elif one.member is not None and one.member.key in self._new:
            one.who = self._new[one.member.key]
        else:
            one.who = one.here
            if one.member is not None:
                self._new[one.member.key] = one.here
            first = self._lines.setdefault(one.line["name"], one.line)
            if first is not one.line or self._names.get(one.line["name"]):
                other = "" if first is one.line else first.place("name")
                self._made.notes.append(
                    Problem(one.line.place("name"), "same_name", {"other": other or "none"})
                )

    def _add(self, one: _Read) -> None:
        line, name = one.line, one.line["name"]
        if one.who == one.here:
            self._change("person.new", line, name=name, who=one.who)
        has = self._posts.setdefault(one.who, set())
        for key, role in one.posts:
            if (key, role) not in has:
                has.add((key, role))
                unit = self._units.name_of(key)
                self._change("post.new", line, name=name, unit=unit, key=key, role=role, who=one.who)
        self._account(one)

    def _account(self, one: _Read) -> None:
        """A matched userid is the binding: no code, no link."""
        if one.member is None or one.member.key in self._holders or one.member.key in self._bound:
            return
        if isinstance(one.who, int) and one.who in self._suspended:
            # Whoever was suspended needs a second person's word for a new account.
            self._made.notes.append(
                Problem(one.line.place("userid"), "suspended", {"name": one.line["name"]})
            )
            return
        self._bound.add(one.member.key)
        facts = {"name": one.line["name"], "userid": one.member.userid, "who": one.who}
        self._made.changes.append(Change("account.new", one.line.at, facts))

    def _change(self, what: str, line: Line, **facts: Any) -> None:
        self._made.changes.append(Change(what, line.at, facts))
