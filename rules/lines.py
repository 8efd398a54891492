"""YAML as a tree that remembers where each value stands.

Scalars stay the text that was written: ``off`` is a word and not a falsehood, ``08:30`` a time and not
a number in base sixty. What they mean is decided by the grammar. Aliases are refused (a small file
could blow up), and so are keys given twice (the first would be lost without a word).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rules.model import Text
from rules.problems import Problem

LIMIT = 1_000_000  # bytes; the longest regime has some tens of thousands


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place; a key's own place counts for what it holds."""

    value: "str | list[Node] | dict[str, Node] | None"
    file: str
    line: int

    def shown(self) -> str:
        """Return how the value looks in one line of a report."""
        if isinstance(self.value, list):
            return "[" + ", ".join(item.shown() for item in self.value) + "]"
        if isinstance(self.value, dict):
            return "{" + ", ".join(self.value) + "}"
        return "null" if self.value is None else self.value or "''"


class Unreadable(Exception):
    """A file is not usable YAML; holds the one problem that says why."""

    def __init__(self, file: str, line: int, allowed: Text, found: str | None = None) -> None:
        self.problem = Problem(file, line, "YAML", allowed, found)
        super().__init__(self.problem.say("en"))


def read(path: Path, *, name: str | None = None) -> Node:
    """Read one YAML file; `name` is how it is called in reports. Raises Unreadable."""
    name = name or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(name, 1, Text("应为可读的文件", "must be a readable file"), error.strerror) from None
    return parse(raw, name=name)


def parse(raw: bytes, *, name: str) -> Node:
    """Read what a file holds, YAML or JSON, which is YAML too. Raises Unreadable."""
    if len(raw) > LIMIT:
        raise Unreadable(name, 1, Text(f"最多 {LIMIT} 字节", f"at most {LIMIT} bytes"), str(len(raw)))
    try:
        tree = yaml.compose(raw.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        raise Unreadable(name, 1, Text("应为 UTF-8 编码", "must be UTF-8")) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(name, line, Text("应为合法的 YAML", "must be valid YAML"), error.problem) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable(name, 1, Text("应为合法的 YAML", "must be valid YAML"), str(error)) from None
    if tree is None:
        return Node({}, name, 1)
    return _noted(tree, name, tree.start_mark.line + 1, set())


def _noted(tree: yaml.Node, file: str, line: int, seen: set[int]) -> Node:
    if id(tree) in seen:
        raise Unreadable(
            file, tree.start_mark.line + 1, Text("不可用别名（*）", "aliases (*) are not allowed")
        )
    seen.add(id(tree))
    if isinstance(tree, yaml.MappingNode):
        entries: dict[str, Node] = {}
        for key, value in tree.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise Unreadable(file, at, Text("键应为一个词", "a key must be one word"))
            if key.value in entries:
                raise Unreadable(file, at, Text("同一层不可重复", "must not be given twice"), key.value)
            entries[key.value] = _noted(value, file, at, seen)
        return Node(entries, file, line)
    if isinstance(tree, yaml.SequenceNode):
        return Node([_noted(item, file, item.start_mark.line + 1, seen) for item in tree.value], file, line)
    if tree.tag == "tag:yaml.org,2002:null":
        return Node(None, file, line)
    return Node(str(tree.value), file, line)


def given(data: Any, *, name: str) -> Node:
    """Turn plain values (an office's settings) into nodes; `name` stands for the file, line 0."""
    match data:
        case Mapping():
            return Node({str(key): given(value, name=name) for key, value in data.items()}, name, 0)
        case list() | tuple():
            return Node([given(value, name=name) for value in data], name, 0)
        case None:
            return Node(None, name, 0)
        case bool():
            return Node("true" if data else "false", name, 0)
        case _:
            return Node(str(data), name, 0)
