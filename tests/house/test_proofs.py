"""docs/proofs.md is true: every number has a test, every test exists, asserts something and names its number."""

import ast
import re
from functools import cache

import pytest

from tests.house.places import ROOT

PAGE = "docs/proofs.md"
WANTED = {
    *(f"A{n:02d}" for n in (*range(1, 22), *range(23, 28), 33, 34, 35, 36, 43, 44, 45, 55)),
    *(f"F{n:02d}" for n in (18, *range(32, 37), 39, 40, 41, 42, 43, 59)),
}
ROW = re.compile(r"^\| ([AF]\d\d) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
RANGE = re.compile(r"\b([AF])(\d\d)-\1?(\d\d)\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def rows() -> dict[str, list[tuple[str, str]]]:
    """Number → (file, test; empty for the whole file)."""
    text = (ROOT / PAGE).read_text("utf-8")
    found = {number: TEST.findall(tests) for number, _, tests in ROW.findall(text)}
    assert len(found) == text.count("\n| A") + text.count("\n| F"), "every row can be read, none twice"
    return found


@cache
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"))


def function(path: str, name: str) -> Function:
    found = [one for one in tree(path).body if isinstance(one, Function) and one.name == name]
    assert len(found) == 1, f"{PAGE}: no {name} in {path}"
    return found[0]


def names(text: str, number: str) -> bool:
    """Does a text name the number, by itself or within a range such as A04-A08?"""
    within = any(
        kind == number[0] and int(first) <= int(number[1:]) <= int(last)
        for kind, first, last in RANGE.findall(text)
    )
    return within or re.search(rf"\b{number}\b", text) is not None


def test_no_number_is_without_a_test() -> None:
    assert sorted(WANTED - rows().keys()) == []
    assert [number for number, tests in rows().items() if not tests] == []


@pytest.mark.parametrize("number", sorted(rows()))
def test_every_test_exists_and_names_its_number(number: str) -> None:
    for path, name in rows()[number]:
        told = ast.get_docstring(function(path, name) if name else tree(path)) or ""
        assert names(told, number), f"{path}::{name} does not name {number}"


def test_a_number_that_a_test_names_is_on_the_page() -> None:
    named = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        place = path.relative_to(ROOT).as_posix()
        for one in ast.walk(tree(place)):
            if isinstance(one, Function) and one.name.startswith("test_"):
                named |= set(re.findall(r"\b[AF]\d\d\b", ast.get_docstring(one) or ""))
    assert sorted(named - rows().keys()) == []


def test_a_range_names_what_lies_in_it() -> None:
    assert names("A04-A08, A21: x", "A06")
    assert not names("A04-A08", "A09")
    assert not names("F40-F43", "A41")
