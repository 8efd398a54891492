"""Reads a settings file: plain YAML values, each with the line it stands on.

Only what a settings file needs is taught: no tags, no anchors, no repeated keys, nothing over 256 KiB.
`08:30`, `yes` and `2026-02-09` stay text, as people mean them; YAML 1.1 would read a number, true and a date.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

MOST_BYTES = 256 * 1024
DEEPEST = 12
LONGEST_NUMBER = 18


class Unreadable(Exception):
    """This is no settings file. `line` counts from 1; `zh_CN` and `en` say what is wrong."""

    def __init__(self, line: int, *, zh: str, en: str) -> None:
        super().__init__(en)
        self.line = line
        self.zh_CN = zh
        self.en = en


@dataclass(frozen=True)
class Tree:
    """The values of a file and, for each path of keys, its line."""

    values: Mapping[str, Any]
    lines: Mapping[tuple[str | int, ...], int]


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 -- the library's own shape


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+", "-+0123456789"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(f"^(?:{_pattern})$"),
        [*_first, ""] if _tag == "null" else list(_first),
    )


def read(data: bytes) -> Tree:
    """The tree of a file's bytes; an empty file is an empty tree. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(1, zh="文件超过 256 KiB", en="the file is over 256 KiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(line, zh="文件应为 UTF-8 编码", en="the file is not UTF-8") from None
    try:
        _refuse_tricks(text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(
            mark.line + 1 if mark else 1,
            zh=f"YAML 写法有误：{error.problem}",
            en=f"not YAML: {error.problem}",
        ) from None
    except yaml.YAMLError:
        raise Unreadable(1, zh="含有不可用的字符", en="holds characters that YAML forbids") from None
    if root is None or (isinstance(root, yaml.ScalarNode) and root.tag.endswith(":null")):
        return Tree({}, {})
    if not isinstance(root, yaml.MappingNode):
        raise Unreadable(root.start_mark.line + 1, zh="应为“键: 值”", en="is not a list of `key: value`")
    lines: dict[tuple[str | int, ...], int] = {}
    return Tree(_plain(root, (), lines), lines)


def value_of(text: str) -> Any:
    """One value written as YAML, as environment variables hold lists; the text itself when it is not YAML."""
    try:
        _refuse_tricks(text)
        root = yaml.compose(text, Loader=_Loader)
        return text if root is None else _plain(root, (), {})
    except (yaml.YAMLError, Unreadable):
        return text


def _refuse_tricks(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(line, zh="不可使用锚点与引用", en="anchors and aliases are not used")
        if tag := getattr(event, "tag", None):
            raise Unreadable(line, zh=f"不可使用标签 {tag}", en=f"the tag {tag} is not used")
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise Unreadable(line, zh="层次过深", en="is nested too deeply")


def _plain(node: yaml.Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, index), lines) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    return _scalar(node)


def _mapping(
    node: yaml.MappingNode, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
        if not key:
            raise Unreadable(line, zh="键应为一个词", en="a key is one word")
        if key in found:
            raise Unreadable(line, zh=f"{key} 写了两次", en=f"{key} stands twice")
        lines[*path, key] = line
        found[key] = _plain(value_node, (*path, key), lines)
    return found


def _scalar(node: yaml.Node) -> Any:
    match node.tag.rpartition(":")[2]:
        case "null":
            return None
        case "bool":
            return node.value.lower() == "true"
        case "int":
            return int(node.value) if len(node.value) <= LONGEST_NUMBER else node.value
        case "float":
            return float(node.value) if len(node.value) <= LONGEST_NUMBER else node.value
        case _:
            return node.value
