"""The locks are whole, agree with each other and with pyproject, and name no place to download from."""

import re
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.places import ROOT, project

LOCKS = ("run", "all", "dev")


def _text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")


@cache
def _pins(lock: str) -> dict[str, str]:
    return {
        canonicalize_name(found[1]): found[2]
        for found in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", _text(lock), re.MULTILINE)
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_path(lock: str):
    for line in _text(lock).splitlines():
        assert "://" not in line
        assert not line.startswith(("-", "#", "/", "."))
        assert " @ " not in line


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str):
    blocks = re.split(r"^(?=\S)", _text(lock), flags=re.MULTILINE)[1:]
    assert len(blocks) == len(_pins(lock))
    for block in blocks:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.partition("\n")[0]


@pytest.mark.parametrize(("narrow", "wide"), [("run", "all"), ("all", "dev")])
def test_a_wider_lock_holds_the_narrower_one(narrow: str, wide: str):
    assert _pins(narrow).items() <= _pins(wide).items()
    assert len(_pins(narrow)) < len(_pins(wide))


def _wanted() -> list[tuple[str, str]]:
    held = project()["project"]
    more = [("all", line) for lines in held["optional-dependencies"].values() for line in lines]
    return (
        [("run", line) for line in held["dependencies"]]
        + more
        + [("dev", line) for line in project()["dependency-groups"]["dev"]]
    )


@pytest.mark.parametrize(("lock", "line"), _wanted())
def test_the_lock_is_as_new_as_pyproject(lock: str, line: str):
    wanted = Requirement(line)
    pinned = _pins(lock).get(canonicalize_name(wanted.name))
    assert pinned is not None, f"{wanted.name} is not in {lock}.lock: run dev.py lock"
    assert pinned in wanted.specifier


def test_the_demo_needs_no_extra():
    assert "psycopg" not in _pins("run")
    assert {"psycopg", "psycopg-binary"} <= _pins("all").keys()
    assert {"pytest", "ruff", "mypy"}.isdisjoint(_pins("all"))


def test_no_library_comes_into_our_rooms_names():
    """Names of distributions are not names of packages, but the nearest ones are refused all the same."""
    assert (
        _pins("dev")
        .keys()
        .isdisjoint({"bot", "handlers", "scheduler", "workflow", "storage", "rules", "locales"})
    )


@pytest.mark.parametrize("name", ["requirements", ".ci", "dev.py", "Makefile", "pyproject.toml"])
def test_no_build_file_names_a_registry(name: str):
    path = ROOT / name
    files: list[Path] = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    for file in files:
        assert not re.search(
            r"index-url|extra-index|find-links=|--index\b(?!-)|python[h]osted|py[p]i\.",
            file.read_text("utf-8")
            .replace("--no-emit-index-url", "")
            .replace('"--index"', "")
            .replace('"--find-links"', ""),
        ), file
