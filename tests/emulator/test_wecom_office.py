"""The WeCom part of the office file, and what the twin remembers of it."""

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from emulator import data
from emulator.app import Emulator
from emulator.people import demo_office, understand
from emulator.wecom_state import State
from tests.emulator.conftest import StillClock


def test_the_demo_office_is_split_over_both_platforms():
    office = understand(demo_office())
    on = {one.id: one.platform for one in office.people}
    assert {on["chen"], on["wang"]} == {"wecom"}
    assert {on["liu"], on["zhao"]} == {"telegram"}
    assert 4 <= list(on.values()).count("wecom") <= 5
    assert all(one.wecom_userid for one in office.people)
    assert office.wecom is not None
    assert {one.group for one in office.wecom.robots} == {"bgs-group", "fzg-group"}
    assert {one.person: one.departments for one in office.wecom.members}["zhou"] == (2, 3)
    assert len(office.wecom.apps[0].aes_key) == 43
    assert office.wecom.apps[0].aes_key.isalnum()


async def test_an_office_without_wecom_is_one():
    office = demo_office()
    del office["wecom"]
    for one in office["people"]:
        one.pop("platform", None)
    assert understand(office).wecom is None
    emulator = Emulator(office, clock=StillClock())
    assert emulator.wecom is None
    emulator.reset()


def _changed(change: Any) -> dict[str, Any]:
    office = demo_office()
    change(office)
    return office


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["wecom"].pop("corp_id"), "lacks 'corp_id'"),
        (lambda one: one["wecom"]["apps"][0].pop("secret"), "lacks 'secret'"),
        (lambda one: one["wecom"].update(apps=[]), "no app"),
        (lambda one: one["wecom"]["departments"].pop(0), "no root department"),
        (lambda one: one["wecom"]["departments"].append({"id": 2, "name": "x"}), "one department twice: 2"),
        (lambda one: one["people"][1].update(wecom_userid="CHENXIN"), "one userid twice: chenxin"),
        (lambda one: one["groups"][1].update(robot=one["groups"][0]["robot"]), "one robot twice: bgs"),
        (lambda one: one["people"][0].update(platform="letter"), "platform is one of telegram, wecom"),
        (lambda one: one["people"][0].pop("wecom_userid"), "chen is on WeCom without a userid"),
        (lambda one: one.pop("wecom"), "chen is on WeCom without a userid or a wecom block"),
    ],
)  # fmt: skip
def test_a_wrong_block_is_refused(change: Any, said: str):
    with pytest.raises(ValueError, match=said):
        understand(_changed(change))


def _state(**more: Any) -> State:
    office = understand(demo_office())
    assert office.wecom is not None
    return State(office, office.wecom, **more)


def test_ids_are_the_same_in_two_runs_and_never_met_again():
    first, second = _state(), _state()
    assert [first.opaque("x") for _ in range(3)] == [second.opaque("x") for _ in range(3)]
    before = {first.opaque("x") for _ in range(50)}
    first.reset()
    assert not before & {first.opaque("x") for _ in range(50)}
    assert not before & {_state(ids_from=1000).opaque("x") for _ in range(50)}
    assert first.issue(1000002, 0.0).text != second.issue(1000002, 0.0).text


def test_a_userid_changes_and_everything_moves_along():
    state = _state()
    chat = state.chat("chenxin", 1000002)
    member = state.rename("CHENXIN", "ChenXX")
    assert (member.userid, state.member("chenxin"), state.member("chenxx")) == ("ChenXX", None, member)
    assert state.chat("ChenXX", 1000002) is chat
    assert state.rooms["fzg-group"].members[0] == "ChenXX"


def test_the_tree_of_departments():
    state = _state()
    assert state.under(1) == {1, 2, 3, 4, 5}
    assert (state.under(3), state.under(9)) == ({3}, set())


def test_the_generator_keeps_what_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = Path(data.__file__).parent
    made = json.loads((folder / "wecom.json").read_text("utf-8"))
    table = {"codes": {code: {"meaning": said["meaning"], "official_hint": "prose"} for code, said in made["codes"].items()}}  # fmt: skip
    table["codes"]["99999"] = {"meaning": "unused", "official_hint": "prose"}
    source = tmp_path / "errcodes.json"
    source.write_text(json.dumps(table), "utf-8")
    script = tmp_path / "data" / "generate_wecom.py"
    script.parent.mkdir()
    script.write_text((folder / "generate_wecom.py").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(sys, "argv", [str(script), str(source)])
    runpy.run_path(str(script), run_name="__main__")
    assert json.loads((script.parent / "wecom.json").read_text("utf-8")) == made
