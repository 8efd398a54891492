"""What an office defines for Qijiang's article 15: units' own chains, and the proofreadings that are off till then."""

from copy import deepcopy

import pytest
import yaml

from rules.form import missing
from rules.model import ItemFacts, Kind
from rules.problems import RegimeError
from rules.regime import BUILT_IN, Regime, load, names
from rules.route import plan

SAID = {"cite": "办公室要求", "says": {"zh_CN": "本单位另定", "en": "The unit's own"}}


def step(key, role, **more):
    signed = {"zh_CN": "已按第十五条审核，同意", "en": "I reviewed it under Article 15 and approve it"}
    return {"key": key, "role": role, "scope": "unit", "sign": signed, **SAID, **more}


TOWN = {
    "key": "town",
    "text": {"zh_CN": "街镇三审", "en": "Towns"},
    **SAID,
    "units": ["ggfl"],
    "kinds": ["publish", "modify"],
    "route": {
        **SAID,
        "steps": [
            step("head", "head", acts=["secrecy"]),
            step("leader", "leader", acts=["secrecy"], quorum="all"),
            step("district", "office", scope="organisation"),
            step("webadmin", "webadmin", stage="publish"),
            step("confirm", "submitter", stage="confirm"),
        ],
    },
}
TOWNS = {"unit_ways": [TOWN]}
PROOFREAD = {
    "proofreads": [
        {"key": "first", "text": {"zh_CN": "一校：文字", "en": "First"}, **SAID},
        {"key": "second", "text": {"zh_CN": "二校：数据", "en": "Second"}, **SAID},
    ]
}


def chain(rules, unit, kind=Kind.PUBLISH):
    return [one.key for one in plan(rules.way(kind, unit=unit), ItemFacts(kind))]


def test_a_units_items_take_its_own_way_all_others_the_regulations():
    rules = load("chongqing", overlays=[TOWNS])
    assert chain(rules, "ggfl") == ["head", "leader", "district", "webadmin", "confirm"]
    assert chain(rules, "fzg") == ["head", "leader", "webadmin", "confirm"]
    assert chain(rules, "ggfl", Kind.DELETE) == ["head", "leader", "webadmin", "confirm"]
    assert rules.way(Kind.PUBLISH, "account", unit="ggfl") is rules.way(Kind.PUBLISH, "account")
    assert Regime.restore(rules.canonical()) == rules
    assert rules.digest != load("chongqing").digest


def test_without_an_office_that_defines_any_every_unit_takes_the_regulations_way():
    for name in names():
        rules = load(name)
        assert rules.unit_ways == ()
        assert rules.way(Kind.PUBLISH, unit="fzg") is rules.routes[Kind.PUBLISH]


@pytest.mark.parametrize("name", [name for name in names() if name != "chongqing"])
def test_other_regulations_leave_no_chain_to_a_unit(name):
    with pytest.raises(RegimeError) as error:
        load(name, overlays=[TOWNS], lang="en")
    told = {problem.key: problem.allowed.en for problem in error.value.problems}
    assert told["unit_ways[town]"] == "the regulation sets this; an office cannot"


def test_a_units_way_keeps_the_review_in_six_aspects_and_ends_like_any_other():
    bare = deepcopy(TOWN)
    for one in bare["route"]["steps"]:
        one.pop("acts", None)
    assert told_of(bare)["unit_ways[town].route.steps"] == "its review steps must hold: secrecy"
    short = deepcopy(TOWN)
    del short["route"]["steps"][-1]
    assert "then one confirm step" in told_of(short)["unit_ways[town].route.steps"]


def told_of(way):
    with pytest.raises(RegimeError) as error:
        load("chongqing", overlays=[{"unit_ways": [way]}], lang="en")
    return {problem.key: problem.allowed.en for problem in error.value.problems}


def test_a_units_way_is_of_a_kind_that_there_is(tmp_path):
    found = yaml.safe_load((BUILT_IN / "chongqing.yaml").read_text("utf-8"))
    del found["routes"]["delete"]
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), "utf-8")
    assert "penalty" not in {matter.key for matter in load(path).matters}, "nothing is deleted there"
    with pytest.raises(RegimeError) as error:
        load(path, overlays=[{"unit_ways": [{**TOWN, "kinds": ["delete"]}]}], lang="en")
    told = {problem.key: problem.allowed.en for problem in error.value.problems}
    assert told == {"unit_ways[town].kinds": "must be one of: publish, modify"}


def test_proofreadings_are_off_until_the_office_defines_them():
    assert not [line.name for line in load("chongqing").form if line.name.startswith("proofread")]
    rules = load("chongqing", overlays=[PROOFREAD])
    gaps = [line.name for line in missing(rules.lines(Kind.PUBLISH), kind=Kind.PUBLISH, held={})]
    assert gaps[-2:] == ["proofread_first", "proofread_second"]
    assert "proofread_first" in {line.name for line in rules.lines(Kind.MODIFY)}
    assert "proofread_first" not in {line.name for line in rules.lines(Kind.DELETE)}
    assert "proofread_first" not in {line.name for line in rules.lines(Kind.PUBLISH, "account")}
