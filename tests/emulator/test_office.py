"""The office file, the demo office, and the facts as data."""

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from emulator import data
from emulator.people import ROLE_NAMES, demo_office, read, understand
from emulator.telegram_state import picture_size


def test_the_demo_office_has_everybody_the_routes_need():
    office = demo_office()
    roles = {(role["role"], role["office"]) for one in office["people"] for role in one["roles"]}
    assert {role for role, _ in roles} == set(ROLE_NAMES)
    for unit in ("fzg", "ggfl"):
        assert {("liaison", unit), ("head", unit), ("leader", unit)} <= roles
    reviewers = [
        one["id"]
        for one in office["people"]
        if {"office", "secrecy"} <= {role["role"] for role in one["roles"]}
    ]
    assert reviewers == ["wang", "zhao"]
    assert [one["id"] for one in office["people"] if one.get("admin")] == ["wu"]
    assert {one["office"] for one in office["groups"]} == {"bgs", "fzg", "ggfl"}
    assert {one["office"] for one in office["site"]["columns"]} <= {one["key"] for one in office["offices"]}
    numbers = [one["telegram_id"] for one in (*office["people"], *office["groups"])]
    assert len(set(numbers)) == len(numbers)


def test_json_is_read_like_yaml(tmp_path: Path):
    file = tmp_path / "office.json"
    file.write_text(json.dumps(demo_office(), ensure_ascii=False), "utf-8")
    assert understand(read(file)) == understand(demo_office())


def _broken(change: Any) -> dict[str, Any]:
    office = demo_office()
    change(office)
    return office


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one.pop("bot"), "lacks 'bot'"), (lambda one: one["bot"].pop("token"), "lacks 'token'"),
        (lambda one: one["people"][0].pop("telegram_id"), "lacks 'telegram_id'"),
        (lambda one: one["people"].append(one["people"][0]), "two phones"),
        (lambda one: one["groups"][0]["members"].append("nobody"), r"not in the file: \['nobody'\]"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused(change: Any, said: str):
    with pytest.raises(ValueError, match=said):
        understand(_broken(change))


def test_a_list_is_no_office(tmp_path: Path):
    file = tmp_path / "office.yaml"
    file.write_text("- a\n", "utf-8")
    with pytest.raises(TypeError, match="is a mapping"):
        read(file)


def test_the_generator_keeps_facts_and_drops_prose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    described = {
        "version": "Bot API 1", "note": "prose",
        "methods": {"getMe": {"name": "getMe", "description": ["prose"], "returns": ["User"], "fields": [
            {"name": "a", "types": ["Integer"], "required": True, "description": "prose", "enum": [1]},
            {"name": "b", "types": ["String"], "required": False, "description": "prose", "constraints": {"chars": [0, 5]}},
        ]}},
        "types": {"T": {"name": "T", "description": ["prose"], "subtypes": ["A"]}, "A": {"fields": []}},
    }  # fmt: skip
    source = tmp_path / "described.json"
    source.write_text(json.dumps(described), "utf-8")
    script = tmp_path / "data" / "generate.py"
    script.parent.mkdir()
    script.write_text((Path(data.__file__).parent / "generate.py").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(sys, "argv", [str(script), str(source)])
    runpy.run_path(str(script), run_name="__main__")
    made = json.loads((script.parent / "telegram.json").read_text("utf-8"))
    assert "prose" not in json.dumps(made)
    assert made["methods"]["getMe"]["fields"] == {
        "a": {"types": ["Integer"], "required": True, "enum": [1]},
        "b": {"types": ["String"], "constraints": {"chars": [0, 5]}},
    }
    assert made["types"] == {"T": {"subtypes": ["A"]}, "A": {"fields": {}}}


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b"GIF89a\x10\x00\x20\x00", (16, 32)),
        (b"BM" + b"\0" * 16 + b"\x05\0\0\0\xfa\xff\xff\xff", (5, 6)),
        (b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08\x00\x20\x00\x10\x03", (16, 32)),
        (b"\xff\xd8\xff\xda\x00\x02", None), (b"nothing", None), (b"", None),
    ],
)  # fmt: skip
def test_the_size_of_a_picture_is_in_its_head(head: bytes, size: tuple[int, int] | None):
    assert picture_size(head) == size
