"""退回 to an earlier step: to whom, and which approvals fall."""

from dataclasses import replace

import pytest
from hypothesis import given

from rules.approval import Next, earlier, falling, opening
from rules.model import ItemFacts, Kind
from rules.route import plan
from tests.rules.test_opening import FACTS
from tests.rules.ways_of_routes import route, routes, step

THREE = route(step("head"), step("leader"), step("office"))
PLANNED = plan(THREE, ItemFacts(Kind.PUBLISH))


def keys(found):
    return [one.key for one in found]


def test_only_steps_that_were_waited_for_and_decided():
    assert keys(earlier(PLANNED, at="office", done={"head", "leader"})) == ["head", "leader"]
    assert keys(earlier(PLANNED, at="office", done={"head"})) == ["head"]
    assert earlier(PLANNED, at="head", done=set()) == ()
    assert earlier(PLANNED, at="nowhere", done={"head"}) == ()


def test_nobody_returns_to_a_step_beside_or_to_a_body_outside():
    beside = route(step("head"), step("a", after=("head",)), step("b", after=("head",)))
    planned = plan(beside, ItemFacts(Kind.PUBLISH))
    assert keys(earlier(planned, at="a", done={"head", "b"})) == ["head"]
    from rules.model import Text

    outside = route(step("head", external=Text("市局", "city")), step("office"))
    assert earlier(plan(outside, ItemFacts(Kind.PUBLISH)), at="office", done={"head"}) == ()


def test_a_share_of_votes_returns_to_nobody_but_the_submitter():
    voted = tuple(replace(one, quorum="share:60") if one.key == "office" else one for one in PLANNED)
    assert earlier(voted, at="office", done={"head", "leader"}) == ()


@pytest.mark.parametrize(("resumes", "fall"), [("first", {"head", "leader"}), ("returner", {"head"})])
def test_what_falls_is_the_regimes_choice(resumes, fall):
    way = replace(THREE, resumes=resumes)
    assert falling(way, PLANNED, to="head", done={"head", "leader"}) == fall


@given(routes(), FACTS)
def test_what_falls_is_asked_next_and_the_returner_waits_for_it(way, facts):
    planned = plan(way, facts)
    reviews = [one for one in planned if one.stage == "review"]
    for here in reviews:
        done = set(here.needs)
        for back in earlier(planned, at=here.key, done=done):
            for resumes in ("first", "returner"):
                left = done - falling(replace(way, resumes=resumes), planned, to=back.key, done=done)
                found = opening(planned, left)
                assert isinstance(found, Next)
                assert back.key in keys(found.steps)
                assert here.key not in keys(found.steps)
