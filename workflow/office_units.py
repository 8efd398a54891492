"""The units of an office's list, compared with those that stand."""

import re
from collections.abc import Sequence
from typing import Any

from storage import orgs
from workflow.desk import Desk
from workflow.office_list import Change, Line, Plan, Problem, kind_words

KEY = re.compile(r"[a-z][a-z0-9-]{0,31}")
NAME_LENGTH = 40


def is_named(made: Plan, line: Line) -> bool:
    """Has the line a name that can be used? If not, the plan says so."""
    if not line["name"]:
        wrong(made, line, "name", "name_missing")
    elif len(line["name"]) > NAME_LENGTH:
        wrong(made, line, "name", "name_long", n=str(NAME_LENGTH))
    else:
        return True
    return False


def wrong(made: Plan, line: Line, key: str, code: str, *, allowed: Sequence[str] = (), **facts: str) -> None:
    """This cell cannot be entered."""
    made.problems.append(Problem(line.place(key), code, {"found": line[key], **facts}, tuple(allowed)))


class Units:
    """The units as they will be."""

    def __init__(self, desk: Desk, org: int, made: Plan) -> None:
        self._made = made
        self._standing: dict[str, Any] = {row.key: row for row in orgs.offices_of(desk.tx, org)}
        self.names: dict[str, str] = {row.key: str(row.name) for row in self._standing.values()}  # key → name
        self.kinds: dict[str, str] = {row.key: str(row.kind) for row in self._standing.values()}
        self._keys: dict[str, str] = {name: key for key, name in self.names.items()}

    def compare(self, lines: Sequence[Line]) -> None:
        """What the list makes of them; ``names`` and ``kinds`` are complete afterwards."""
        words, keys, named = kind_words(), dict[str, Line](), dict[str, Line]()
        by_name = dict(self._keys)
        taken = set(self._standing) | {line["key"] for line in lines}
        for line in lines:
            if not is_named(self._made, line):
                continue
            key = line["key"] or by_name.get(line["name"]) or free_key("u", taken)
            was = self._standing.get(key)
            kind = words.get(line["kind"].lower()) if line["kind"] else (was.kind if was else "unit")
            if kind is None:
                allowed = ("unit", "office", "leaders")
                wrong(self._made, line, "kind", "kind_unknown", allowed=allowed)
                kind = "unit"  # the unit is known all the same, so that its people are not wrong, too
            if not KEY.fullmatch(key):
                wrong(self._made, line, "key", "key_bad")
            elif (first := named.get(line["name"])) is not None:
                wrong(self._made, line, "name", "twice", other=first.place("name"))
            elif (first := keys.get(key)) is not None:
                wrong(self._made, line, "key", "twice", other=first.place("key"))
            else:
                taken.add(key)
                keys[key] = named[line["name"]] = line
                self.names[key], self.kinds[key] = line["name"], str(kind)
        self._keys = {}
        for key, name in self.names.items():
            if (other := self._keys.setdefault(name, key)) != key:
                said = keys.get(key) or keys.get(other)
                if said is not None:  # two that stand already are not this list's doing
                    wrong(self._made, said, "name", "unit_taken", other=other if key in keys else key)
        for key, line in keys.items():
            self._change(key, line)

    def _change(self, key: str, line: Line) -> None:
        was, new = self._standing.get(key), {"name": self.names[key], "kind": self.kinds[key]}
        if was is None:
            self._made.changes.append(Change("unit.new", line.at, {"key": key, **new}))
        elif (was.name, was.kind) != (new["name"], new["kind"]):
            old = {"name": was.name, "kind": was.kind}
            self._made.changes.append(Change("unit.changed", line.at, {"key": key, **new, "old": old}))

    def called(self, line: Line, column: str, name: str) -> str | None:
        """The key of the unit of this name (or key); None where there is none, which the plan says."""
        if name in self._keys:
            return self._keys[name]
        if name in self.names:
            return name
        problem = Problem(
            line.place(column), "unit_unknown", {"found": name}, tuple(sorted(self.names.values()))
        )
        self._made.problems.append(problem)
        return None

    def name_of(self, key: str) -> str:
        """What a unit will be called."""
        return self.names[key]


def free_key(letter: str, taken: set[str]) -> str:
    """The first key of this letter that nobody has; it is taken from now on."""
    n = len(taken) + 1
    while f"{letter}{n}" in taken:
        n += 1
    taken.add(f"{letter}{n}")
    return f"{letter}{n}"
