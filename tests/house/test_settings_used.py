"""Every setting in config.yaml is explained and read; every setting that is read stands there."""

import ast
import re
from collections.abc import Iterator

import pytest

from bot.config import FILES_OF_SECRETS, explain, keys, variable
from bot.settings import Settings
from bot.settings_file import read
from tests.house.places import ROOT, room_files

PROCESS = ROOT / "bot" / "app.py"
# They define and print the settings; being named there is not being used.
DEFINING = {"settings.py", "settings_file.py", "settings_words.py", "values.py", "config.py"}
# Consumed while loading: their content takes the place of the setting that they fill.
CONSUMED = set(FILES_OF_SECRETS)
# Judged while loading; nobody needs them afterwards.
JUDGED = {"platforms.telegram.accept_overseas", "platforms.wecom.enabled"}


def _lines() -> list[str]:
    return (ROOT / "config.yaml").read_text("utf-8").splitlines()


def test_the_file_holds_every_key_in_the_order_of_the_shape():
    tree = read((ROOT / "config.yaml").read_bytes())
    there = [
        ".".join(map(str, place)) for place in tree.lines if all(isinstance(part, str) for part in place)
    ]
    assert [key for key in there if key in dict(keys())] == [key for key, _ in keys()]


@pytest.mark.parametrize("key", [key for key, _ in keys()])
def test_every_key_is_explained_in_chinese(key: str):
    line = read((ROOT / "config.yaml").read_bytes()).lines[tuple(key.split("."))]
    comment = _lines()[line - 1].partition(" # ")[2]
    assert re.search(r"[\u4e00-\u9fff]", comment), f"config.yaml:{line} says nothing about {key}"


def test_the_defaults_can_be_given_back_by_the_environment():
    """Every name in the environment is reachable: giving each default by its variable changes nothing."""
    reading = explain(None, {})
    given = {
        variable(key): ""
        if (value := reading.given[key].value) is None
        else str(value).replace("True", "true")
        for key, _ in keys()
    }
    assert explain(None, given).settings == reading.settings


@pytest.mark.skipif(not PROCESS.exists(), reason="the process that reads the settings is not there yet")
def test_every_setting_is_read():
    read_names = set(_attributes())
    unread = [
        key for key, _ in keys() if key.rpartition(".")[2] not in read_names and key not in CONSUMED | JUDGED
    ]
    assert unread == []


def test_every_setting_that_is_read_exists():
    """`settings.a.b.c` in any room names a key that there is."""
    sections = {key.rpartition(".")[0] for key, _ in keys()}
    sections |= {section.partition(".")[0] for section in sections}
    known = (
        {key for key, _ in keys()} | sections | {name for name in dir(Settings) if not name.startswith("_")}
    )
    unknown = [
        f"{path}: settings.{chain}"
        for path in room_files()
        for chain in _chains(path.read_text("utf-8"))
        if not any(chain == key or chain.startswith(f"{key}.") for key in known if key not in sections)
        and chain not in sections
    ]
    assert unknown == []


def _attributes() -> Iterator[str]:
    for path in room_files():
        if path.parent == ROOT / "bot" and path.name in DEFINING:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                yield node.attr


def _chains(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        parts: list[str] = []
        at: ast.AST = node
        while isinstance(at, ast.Attribute):
            parts.insert(0, at.attr)
            at = at.value
        if parts and isinstance(at, ast.Name) and at.id == "settings":
            yield ".".join(parts)
