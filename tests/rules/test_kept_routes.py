"""Items keep the route they began with: a regime that was stored before a key was thought of reads as it did."""

import json

import pytest

from rules.approval import opening
from rules.model import ItemFacts, Kind
from rules.regime import Regime, load, names
from rules.route import plan

LATER = ("after", "unless", "share", "external")  # of a step; a condition was one word
SERIES = {  # the chains as they were before, by what an item is
    (Kind.PUBLISH, False): ["head", "office", "webadmin", "confirm"],
    (Kind.PUBLISH, True): ["head", "leader", "office", "webadmin", "confirm"],
    (Kind.MODIFY, True): ["head", "office", "leader", "webadmin", "confirm"],
    (Kind.DELETE, False): ["head", "office", "webadmin", "confirm"],
}


def stored_before():
    """Kaiping's merged form as it was kept before branches, joins and bodies outside."""
    merged = json.loads(load("kaiping").canonical())
    for route in merged["routes"].values():
        route["steps"] = [step for step in route["steps"] if step["key"] not in ("leader_homepage", "bureau")]
        for step in route["steps"]:
            for key in LATER:
                step.pop(key, None)
            step["when"] = "important" if step["when"] else None
    for field in merged["form"]:
        field.pop("required_when", None)
    return json.dumps(merged, ensure_ascii=False)


@pytest.mark.parametrize(("kind", "important"), SERIES)
def test_an_older_regime_takes_its_steps_as_it_did(kind, important):
    old = Regime.restore(stored_before())
    steps = plan(old.routes[kind], ItemFacts(kind, important, fields=(("mode", "popup"),)))
    keys = [step.key for step in steps]
    assert keys == SERIES[kind, important]
    for place, step in enumerate(steps):
        assert step.needs == frozenset(keys[:place]), "one after the other"
        assert step.quorum == "any"
        assert step.external is None
    assert [step.key for step in opening(steps, {"head"}).steps] == [keys[1]]


@pytest.mark.parametrize("name", names())
def test_the_kept_form_of_a_regime_plans_as_the_regime_does(name):
    rules = load(name)
    again = Regime.restore(rules.canonical())
    for kind in Kind:
        for important in (False, True):
            for class_ in ("", "news", "notice", "news_principal"):
                facts = ItemFacts(kind, important, class_=class_, units=(3, 4), fields=(("mode", "popup"),))
                assert plan(again.routes[kind], facts) == plan(rules.routes[kind], facts)


def test_another_route_is_another_regime_with_another_name():
    """What an item holds on to is the digest of the whole merged regime, its routes included."""
    merged = json.loads(load("zhuhai").canonical())
    merged["routes"]["publish"]["steps"][1]["after"] = []
    assert Regime.restore(json.dumps(merged)).digest != load("zhuhai").digest
