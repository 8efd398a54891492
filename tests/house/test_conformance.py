"""docs/conformance.md is true: every operation has a test that exists and plays, or a reason why it is refused."""

import ast
import re
from functools import cache

import pytest

from tests.house.places import ROOT

PAGE = "docs/conformance.md"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]*tests/[^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
REFUSED = re.compile(r"^\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
LEAST = 38  # operations, as many as the fullest list that others publish


@cache
def page() -> str:
    return (ROOT / PAGE).read_text("utf-8")


@cache
def played_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(
        one.name
        for one in tree.body
        if isinstance(one, ast.AsyncFunctionDef | ast.FunctionDef) and one.name.startswith("test_")
    )


def rows() -> list[tuple[str, str, str]]:
    return [(name.strip(), how.strip(), tests) for name, how, tests in ROW.findall(page())]


def test_there_are_as_many_operations_as_elsewhere() -> None:
    operations = page().partition("\n## 不做的")[0]
    assert len(ROW.findall(operations)) + len(refused()) >= LEAST + 3


def refused() -> list[tuple[str, str]]:
    part = page().partition("\n## 不做的")[2].partition("\n## ")[0]
    return [row for row in REFUSED.findall(part) if row[0].strip() not in ("操作", "---")]


def test_what_is_refused_says_why() -> None:
    assert {"超时自动通过", "向前跳转", "穿越时空（倒签日期）"} <= {name.strip() for name, _ in refused()}
    assert all(why.strip().endswith("。") for _, why in refused())


def test_no_row_is_without_a_test_and_none_stands_twice() -> None:
    names = [name for name, _, _ in rows()]
    assert len(names) == len(set(names))
    headings = 3
    assert len(names) == page().count("\n| ") - headings - len(refused()), "every row can be read"


@pytest.mark.parametrize(("name", "tests"), [(name, tests) for name, _, tests in rows()])
def test_every_test_exists(name: str, tests: str) -> None:
    found = TEST.findall(tests)
    assert found, name
    for path, test in found:
        assert played_in(path), path
        assert not test or test in played_in(path), (name, path, test)
        assert path.startswith("tests/stories/"), "played on both platforms"
