"""No test asserts nothing: each says what must hold, in its own lines or through a helper that does."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.places import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef
JUDGES = {"raises", "warns", "fail", "expect"}  # of pytest and of Playwright
CALLED = {"run_state_machine_as_test"}  # machines of hypothesis, whose rules assert


@cache
def functions() -> tuple[tuple[Path, Function], ...]:
    """Every function below tests/, wherever it stands."""
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        found += [(path, one) for one in ast.walk(tree) if isinstance(one, Function)]
    return tuple(found)


def calls(function: Function) -> Iterator[str]:
    for one in ast.walk(function):
        if isinstance(one, ast.Call):
            match one.func:
                case ast.Name(name) | ast.Attribute(attr=name):
                    yield name


def says_what_must_hold(function: Function) -> bool:
    return any(isinstance(one, ast.Assert) for one in ast.walk(function)) or bool(
        JUDGES & set(calls(function))
    )


@cache
def helpers() -> frozenset[str]:
    """Names of helpers that assert, themselves or through others."""
    others = [one for _, one in functions() if not one.name.startswith("test_")]
    known = {one.name for one in others if says_what_must_hold(one)} | CALLED
    while more := {one.name for one in others if one.name not in known and known & set(calls(one))}:
        known |= more
    return frozenset(known)


def silent(tests: list[tuple[Path, Function]]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{one.lineno}: {one.name}"
        for path, one in tests
        if not says_what_must_hold(one) and not helpers() & set(calls(one))
    ]


def test_every_test_says_what_must_hold() -> None:
    tests = [(path, one) for path, one in functions() if one.name.startswith("test_")]
    assert len(tests) > 1500
    assert silent(tests) == []


def test_a_test_that_says_nothing_would_be_found() -> None:
    (empty,) = ast.parse("def test_x():\n    rates.poke()\n    print(1)\n").body
    (plain,) = ast.parse("def test_y():\n    assert 1\n").body
    (helped,) = ast.parse("async def test_z(office):\n    await office.liu.expects('x')\n").body
    here = ROOT / "tests" / "x.py"
    assert [isinstance(one, Function) for one in (empty, plain, helped)] == [True] * 3
    assert silent([(here, empty), (here, plain), (here, helped)]) == ["tests/x.py:1: test_x"]  # type: ignore[list-item]
