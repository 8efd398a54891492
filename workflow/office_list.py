"""An office's list of units, people and columns: its lines, its words, and what comparing it found.

Nothing is ended by being left out: who leaves is ended with 岗位结束. A line that is wrong keeps the whole
list from being entered, and every wrong cell is named.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage import orgs
from storage.sql import must
from workflow import roster
from workflow.desk import Desk

KIND_SHOWN = {
    "zh_CN": {"unit": "股室", "office": "办公室", "leaders": "局领导"},
    "en": {"unit": "unit", "office": "office", "leaders": "leaders"},
}
ROLE_SHOWN = {
    "zh_CN": {
        "liaison": "信息员",
        "head": "部门负责人",
        "leader": "分管领导",
        "office": "办公室",
        "secrecy": "保密审查",
        "webadmin": "网站管理员",
        "administrator": "管理员",
    },
    "en": {role: role for role in roster.ROLES},
}
_KIND_WORDS = {"处室": "unit", "科室": "unit", "单位": "unit", "领导": "leaders"}
_ROLE_WORDS = {
    "信息联络员": "liaison",
    "内容保障管理员": "liaison",
    "负责人": "head",
    "分管局领导": "leader",
    "办公室人员": "office",
    "办公室复核": "office",
    "保密审查员": "secrecy",
    "系统管理员": "administrator",
}
USUAL = ("category", "type", "mode", "class", "limit_days")
"""What a column proposes for the form of an item."""


@dataclass(frozen=True)
class Line:
    """One line of a list: what its cells say, and where each of them stands (人员!B7). A column that the list
    does not have at all is not among its cells.
    """

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
    """A colleague as WeCom shows them to the app; ``userid`` as the directory spells it."""

    userid: str
    name: str
    departments: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Userids are the same in any case; ours are kept in lower case."""
        return self.userid.lower()


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be entered as it is, or a remark on it; ``code`` names its sentence.

    ``allowed`` are what the cell may hold: words of the office, or codes of ours (roles, kinds).
    """

    at: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One thing that would be entered or altered."""

    what: str  # unit.new | unit.changed | person.new | post.new | account.new | column.new | column.changed
    at: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """What entering a list comes to. ``notes`` are no errors: who is not on WeCom needs an invitation."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def kind_words() -> dict[str, str]:
    """Every word for a kind of unit → the kind."""
    shown = {word: kind for words in KIND_SHOWN.values() for kind, word in words.items()}
    return {**_KIND_WORDS, **shown}


def role_words(desk: Desk, org: int) -> dict[str, str]:
    """Every word for a role in this organisation → the role: ours, and what its regime calls them."""
    shown = {word: role for words in ROLE_SHOWN.values() for role, word in words.items()}
    regime = desk.regime(must(orgs.organisation(desk.tx, org)).regime_hash)
    own = [(role, text) for role, text in {**regime.terms, **regime.roles}.items() if role in roster.ROLES]
    theirs = {word: role for role, text in own for word in text.data().values()}
    return {word.lower(): role for word, role in {**_ROLE_WORDS, **shown, **theirs}.items()}


_SEPARATOR = re.compile(r"[、,，;；/\n]+")
_POST = re.compile(r"(?P<word>[^（(]+)[（(](?P<unit>[^）)]+)[）)]")


def several(cell: str, *, known: Mapping[str, Any]) -> list[str]:
    """What a cell lists. Blanks separate too, but where the words with their blanks are known as they are."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in _SEPARATOR.split(cell))):
        whole = part in known or part.lower() in known or _POST.fullmatch(part)
        found += [part] if whole else part.split()
    return found


def post_in(entry: str) -> tuple[str, str]:
    """The word of a post and the unit that stands in brackets behind it: 信息员（法制股）; "" for none."""
    match = _POST.fullmatch(entry)
    return (entry, "") if match is None else (match["word"].strip(), match["unit"].strip())
