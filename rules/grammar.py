"""What a regime's file may say: small pieces that check a tree of nodes and give plain values.

Every piece does three things: `merge` (a later file over an earlier one), `check` (report what is
wrong, with its place) and, through `check`, the plain value, fit for JSON.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rules.lines import Node
from rules.model import LANGUAGES, Text
from rules.problems import Problem, one_of, unknown_key

LONGEST = 2_000  # characters in one sentence for people
A_TEXT = Text("一段文字", "a text")


class Piece(Protocol):
    """One shape of value."""

    def merge(self, base: Node, over: Node) -> Node: ...

    def check(self, node: Node, key: str, problems: list[Problem]) -> Any: ...


def _wrong(problems: list[Problem], node: Node, key: str, allowed: Text) -> None:
    problems.append(Problem(node.file, node.line, key, allowed, node.shown()))


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar: free text, or what `read` makes of it (it raises ValueError when it cannot)."""

    allowed: Text = A_TEXT
    read: Callable[[str], Any] = str
    optional: bool = False  # null is a value: not chosen, none

    def merge(self, base: Node, over: Node) -> Node:
        return over

    def check(self, node: Node, key: str, problems: list[Problem]) -> Any:
        if node.value is None and self.optional:
            return None
        if isinstance(node.value, str) and node.value.strip():
            try:
                return self.read(node.value)
            except ValueError:
                pass
        _wrong(problems, node, key, self.allowed)
        return None


def choice(*names: str, optional: bool = False) -> Word:
    """Return a piece that takes one of some words."""
    return Word(one_of([*names, *(["null"] if optional else [])]), _among(names), optional)


def _among(names: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in names:
            raise ValueError(text)
        return text

    return read


def whole(least: int, most: int) -> Word:
    """Return a piece that takes a whole number within bounds."""

    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() else -1
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return Word(Text(f"{least} 到 {most} 的整数", f"a whole number from {least} to {most}"), read)


def truth() -> Word:
    """Return a piece that takes true or false."""
    return Word(one_of(["true", "false"]), lambda text: _among(("true", "false"))(text) == "true")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text for people, complete in both languages; an overlay may change one of them."""

    def merge(self, base: Node, over: Node) -> Node:
        if isinstance(base.value, dict) and isinstance(over.value, dict):
            return Node({**base.value, **over.value}, over.file, over.line)
        return over

    def check(self, node: Node, key: str, problems: list[Problem]) -> Any:
        said = {}
        if isinstance(node.value, dict):
            said = {lang: text.value for lang, text in node.value.items() if isinstance(text.value, str)}
        texts = [said.get(lang, "") for lang in LANGUAGES]
        whole_ = isinstance(node.value, dict) and len(node.value) == len(texts)
        if whole_ and all(text.strip() and len(text) <= LONGEST for text in texts):
            return said
        _wrong(
            problems,
            node,
            key,
            Text("两种语言各一句 {zh_CN: …, en: …}", "a sentence in both {zh_CN: …, en: …}"),
        )
        return None


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record: its piece, whether it must be there, whether an office may set it."""

    piece: Piece
    default: Any = ...  # ... : must be given
    office: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys; an unknown one is refused at any depth."""

    keys: Mapping[str, Key]

    def merge(self, base: Node, over: Node) -> Node:
        if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
            return over
        merged = dict(base.value)
        for name, value in over.value.items():
            known = self.keys.get(name)
            merged[name] = known.piece.merge(merged[name], value) if known and name in merged else value
        return Node(merged, over.file, over.line)

    def check(self, node: Node, key: str, problems: list[Problem]) -> Any:
        if not isinstance(node.value, dict):
            _wrong(problems, node, key, Text("应为下一层的键值", "must hold keys and values"))
            return None
        for name, value in node.value.items():
            if name not in self.keys:
                problems.append(
                    Problem(value.file, value.line, _under(key, name), unknown_key(name, self.keys))
                )
        plain = {}
        for name, known in self.keys.items():
            if name in node.value:
                plain[name] = known.piece.check(node.value[name], _under(key, name), problems)
            elif known.default is ...:
                problems.append(
                    Problem(node.file, node.line, _under(key, name), Text("缺少此项", "is missing"))
                )
            else:
                plain[name] = known.default
        return plain


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping whose keys are names: any, or some of a given list."""

    item: Piece
    names: tuple[str, ...] = ()

    def merge(self, base: Node, over: Node) -> Node:
        if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
            return over
        merged = dict(base.value)
        for name, value in over.value.items():
            merged[name] = self.item.merge(merged[name], value) if name in merged else value
        return Node(merged, over.file, over.line)

    def check(self, node: Node, key: str, problems: list[Problem]) -> Any:
        if not isinstance(node.value, dict):
            _wrong(problems, node, key, Text("应为下一层的键值", "must hold keys and values"))
            return None
        plain = {}
        for name, value in node.value.items():
            if self.names and name not in self.names:
                problems.append(
                    Problem(value.file, value.line, _under(key, name), unknown_key(name, self.names))
                )
            else:
                plain[name] = self.item.check(value, _under(key, name), problems)
        return plain


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence. With `by`, entries bear a name under that key: unique, and merged one by one."""

    item: Piece
    by: str = ""
    least: int = 0

    def _names(self, node: Node) -> dict[str, int]:
        """Return the place of each named entry."""
        places: dict[str, int] = {}
        for place, entry in enumerate(node.value if isinstance(node.value, list) else ()):
            name = entry.value.get(self.by) if isinstance(entry.value, dict) else None
            if name is not None and isinstance(name.value, str):
                places.setdefault(name.value, place)
        return places

    def merge(self, base: Node, over: Node) -> Node:
        if not (self.by and isinstance(base.value, list) and isinstance(over.value, list)):
            return over
        merged, places = list(base.value), self._names(base)
        places_over = {place: name for name, place in self._names(over).items()}
        for place, entry in enumerate(over.value):
            name = places_over.get(place)
            if name in places:
                merged[places[name]] = self.item.merge(merged[places[name]], entry)
            else:
                merged.append(entry)
        return Node(merged, over.file, over.line)

    def check(self, node: Node, key: str, problems: list[Problem]) -> Any:
        if not isinstance(node.value, list) or len(node.value) < self.least:
            allowed = Text(f"应为清单，至少 {self.least} 项", f"must be a list of at least {self.least}")
            _wrong(problems, node, key, allowed)
            return []
        plain, seen = [], set()
        called = {place: name for name, place in self._names(node).items()}
        for place, entry in enumerate(node.value):
            at = f"{key}[{called.get(place, place)}]"
            value = self.item.check(entry, at, problems)
            plain.append(value)
            name = value.get(self.by) if self.by and isinstance(value, dict) else None
            if name is not None and name in seen:
                allowed = Text("不可与前面重复", "must not repeat an earlier one")
                problems.append(Problem(entry.file, entry.line, _under(at, self.by), allowed, str(name)))
            seen.add(name)
        return plain


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """One value, or a list of them; always a list in the plain form."""

    item: Piece

    def merge(self, base: Node, over: Node) -> Node:
        return over

    def check(self, node: Node, key: str, problems: list[Problem]) -> Any:
        if isinstance(node.value, list):
            return Listing(self.item, least=1).check(node, key, problems)
        return [self.item.check(node, key, problems)]


def _under(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
