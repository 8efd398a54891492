"""Series, parallel groups and joins: which steps stand open, whoever has decided already."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.approval import (
    HandedOver,
    Next,
    Returned,
    Waiting,
    after,
    beside,
    carried,
    opening,
    tally,
    turn,
)
from rules.model import ItemFacts, Kind, Verdict
from rules.parts import Condition
from rules.route import Holder, candidates, forecast, plan, rule_key
from tests.rules.ways_of_routes import IMPORTANT, NEWS, WORDS, route, routes, step

YES, NO = Verdict.APPROVED, Verdict.RETURNED
UNIT, TAX, WATER, OFFICE = 1, 2, 3, 9
FACTS = st.builds(
    ItemFacts,
    st.just(Kind.PUBLISH),
    important=st.booleans(),
    class_=st.sampled_from(["", "news", "major", "notice"]),
    submitter_is_head=st.booleans(),
    units=st.lists(st.sampled_from([TAX, WATER]), unique=True).map(tuple),
)


def planned(*reviews, shares=(), **facts):
    return plan(route(*reviews, shares=shares), ItemFacts(Kind.PUBLISH, **facts))


def opened(steps, *done):
    found = opening(steps, set(done))
    return [one.key for one in found.steps] if isinstance(found, Next) else found.step.key


FORK = (
    step("a"),
    step("b", after=("a",)),
    step("c", after=("a",)),
    step("d"),  # waits for all above it
)


@pytest.mark.parametrize(
    ("done", "found"),
    [
        ((), ["a"]),
        (("a",), ["b", "c"]),
        (("a", "b"), ["c"]),
        (("a", "c"), ["b"]),
        (("a", "b", "c"), ["d"]),
        (("a", "b", "c", "d"), "webadmin"),
        (("b", "c"), ["a"]),  # what comes first is owed, whoever went ahead
        (("a", "b", "d"), ["c"]),  # the join was decided before a branch was put in: the branch is owed
    ],
)
def test_branches_open_together_and_the_join_waits_for_all(done, found):
    assert opened(planned(*FORK), *done) == found


def test_steps_may_start_side_by_side():
    steps = planned(step("a"), step("b", after=()), step("c"))
    assert opened(steps) == ["a", "b"]
    assert opened(steps, "b") == ["a"]
    assert opened(steps, "a", "b") == ["c"]


def test_a_branch_may_be_longer_than_its_sister():
    steps = planned(step("a"), step("b", after=("a",)), step("c", after=("b",)), step("d", after=("a",)))
    assert opened(steps, "a") == ["b", "d"]
    assert opened(steps, "a", "b") == ["c", "d"]
    assert opened(steps, "a", "d") == ["b"]
    assert opened(steps, "a", "b", "c", "d") == "webadmin"


def test_what_waited_for_a_left_out_step_waits_for_what_that_waited_for():
    steps = (step("a"), step("b", when=(IMPORTANT,)), step("c", after=("b",)))
    assert opened(planned(*steps)) == ["a"]
    assert opened(planned(*steps), "a") == ["c"]
    assert opened(planned(*steps, important=True), "a") == ["b"]


@pytest.mark.parametrize(
    ("facts", "keys"),
    [
        ({}, ["all"]),
        ({"important": True}, ["all", "either", "heavy"]),
        ({"class_": "news"}, ["all", "either", "news"]),
        ({"class_": "news", "important": True}, ["all", "either", "heavy", "news"]),
        ({"class_": "notice"}, ["all"]),
    ],
)
def test_a_step_is_taken_in_its_cases_only(facts, keys):
    steps = planned(
        step("all"),
        step("either", when=(IMPORTANT, NEWS)),
        step("heavy", when=(IMPORTANT,)),
        step("news", when=(NEWS,)),
        **facts,
    )
    assert [one.key for one in steps if one.stage == "review"] == keys


def test_unless_leaves_a_step_out():
    steps = (step("a"), step("b", unless=(NEWS,)))
    assert [one.key for one in planned(*steps, class_="news")][:2] == ["a", "webadmin"]
    assert [one.key for one in planned(*steps)][:2] == ["a", "b"]


# Each unit concerned -----------------------------------------------------------------------------------

CONCERNED = (step("head", "head", scope="unit"), step("agree", "head", scope="concerned"), step("last"))
PEOPLE = (
    Holder(11, "head", UNIT),
    Holder(12, "head", TAX),
    Holder(13, "head", WATER),
    Holder(14, "office", OFFICE),
    Holder(15, "webadmin", OFFICE),
)


def test_each_unit_concerned_confirms_at_a_step_of_its_own_and_all_at_once():
    steps = planned(*CONCERNED, units=(TAX, WATER))
    assert [(one.key, one.office) for one in steps[1:3]] == [("agree@2", TAX), ("agree@3", WATER)]
    assert opened(steps, "head") == ["agree@2", "agree@3"]
    assert opened(steps, "head", "agree@3") == ["agree@2"]
    assert opened(steps, "head", "agree@2", "agree@3") == ["last"]
    assert {rule_key(one.key) for one in steps} == {"head", "agree", "last", "webadmin", "confirm"}
    rows = forecast(steps, PEOPLE, unit=UNIT, submitter=10).steps
    assert {row.step.key: row.people for row in rows[:3]} == {
        "head": (11,),
        "agree@2": (12,),
        "agree@3": (13,),
    }


def test_without_other_units_nobody_is_asked_to_confirm():
    assert opened(planned(*CONCERNED), "head") == ["last"]


def test_a_unit_without_anybody_who_could_confirm_is_named_and_never_skipped():
    steps = planned(*CONCERNED, units=(TAX, 4))
    found = forecast(steps, PEOPLE, unit=UNIT, submitter=10)
    assert [(gap.code, gap.step.key) for gap in found.gaps] == [("route.empty", "agree@4")]
    assert opened(steps, "head", "agree@2") == ["agree@4"]


def test_whoever_heads_two_units_concerned_speaks_for_both():
    steps = planned(*CONCERNED, units=(TAX, WATER))
    both = [Holder(12, "head", TAX), Holder(12, "head", WATER), PEOPLE[0], *PEOPLE[3:]]
    assert forecast(steps, both, unit=UNIT, submitter=10).gaps == ()
    assert candidates(steps[2], both, unit=UNIT, submitter=10, already={"head": 11, "agree@2": 12}) == (12,)
    assert candidates(steps[2], both, unit=UNIT, submitter=12, already={}) == ()


# Delegates, bodies outside, named people ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("holder", "already", "free"),
    [
        (Holder(20, "office", OFFICE, sits_for=14), {}, (20,)),
        (Holder(10, "office", OFFICE, sits_for=14), {}, ()),  # the submitter sits for nobody
        (Holder(20, "office", OFFICE, sits_for=10), {}, ()),  # and nobody sits for the submitter
        (Holder(20, "office", OFFICE, sits_for=14), {"head": 20}, ()),
        (Holder(20, "office", OFFICE, sits_for=14), {"head": 14}, ()),
        (Holder(20, "office", OFFICE, sits_for=14), {"head": (21, 14)}, ()),  # 21 sat for 14 there
        (Holder(20, "office", OFFICE, sits_for=14), {"head": (21, 22)}, (20,)),
    ],
)
def test_a_delegate_and_whom_he_sits_for_count_as_one(holder, already, free):
    steps = planned(step("head", "head"), step("office"))
    assert candidates(steps[1], [holder], unit=UNIT, submitter=10, already=already) == free


def test_a_delegate_does_not_fill_two_seats_in_a_forecast():
    steps = planned(step("head", "head"), step("office"))
    people = [
        Holder(20, "head", UNIT, sits_for=11),
        Holder(21, "office", OFFICE, sits_for=11),
        Holder(15, "webadmin", OFFICE),
    ]
    assert [gap.code for gap in forecast(steps, people, unit=UNIT, submitter=10).gaps] == ["route.separation"]


def test_to_record_what_a_body_outside_decided_is_no_second_review():
    steps = planned(step("head", "head"), step("bureau", "webadmin", external=WORDS))
    assert steps[1].acts == ("proof",)
    people = [Holder(11, "head", UNIT), Holder(15, "webadmin", OFFICE)]
    assert forecast(steps, people, unit=UNIT, submitter=10).gaps == ()
    recorded = {"head": 11, "bureau": 15}
    assert candidates(steps[2], people, unit=UNIT, submitter=10, already=recorded) == (15,)
    own = [Holder(10, "webadmin", OFFICE)]
    assert candidates(steps[1], own, unit=UNIT, submitter=10, already={"head": 11}) == (10,)


def test_a_step_that_names_people_is_theirs_alone_whatever_their_role():
    (first, *_) = planned(step("a", "head"), step("b"))
    named = replace(first, people=(14, 15))
    assert candidates(named, PEOPLE, unit=UNIT, submitter=10, already={}) == (14, 15)
    assert candidates(named, PEOPLE, unit=UNIT, submitter=14, already={}) == (15,)
    nobody = replace(first, people=(99,))
    assert [g.code for g in forecast([nobody], PEOPLE, unit=UNIT, submitter=10).gaps] == ["route.empty"]


def test_a_crowd_of_delegates_of_one_person_fills_one_step_only():
    steps = planned(step("a"), step("b", "head"))
    crowd = [Holder(n, "office", OFFICE, sits_for=11) for n in range(20, 60)]
    people = [*crowd, Holder(11, "head", UNIT), Holder(15, "webadmin", OFFICE)]
    assert [g.step.key for g in forecast(steps, people, unit=UNIT, submitter=10).gaps] == ["b"]


def test_which_steps_may_stand_open_together():
    steps = planned(*FORK)
    assert [sorted(beside(key, steps)) for key in "abcd"] == [[], ["c"], ["b"], []]
    assert beside("webadmin", steps) == frozenset()
    assert beside("gone", steps) == {"a", "b", "c", "d"}  # a step that was left out waits for none of them


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("importance", "ordinary"),
        ("class", "news"),
        ("column", "tzgg"),
        ("exemption", "law"),
        ("mode", "popup"),
        ("type", ""),
    ],
)
def test_a_condition_reads_the_form(name, value):
    facts = ItemFacts(
        Kind.PUBLISH, class_="news", column="tzgg", exemption="law", fields=(("mode", "popup"),)
    )
    assert facts.value(name) == value
    case = Condition(((name, frozenset({value})),))
    assert [one.key for one in planned(step("a"), step("b", when=(case,)), **_facts(facts))][1] == "b"
    assert step("b", when=(case,)).weighs is (name == "importance")


def _facts(facts):
    given = asdict(facts)
    del given["kind"]
    return given


# More than one at a step -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quorum", "approved", "against", "found"),
    [
        ("any", {1}, (), YES),
        ("all", {1}, (), Waiting((2, 3))),
        ("all", {1, 2, 3}, (), YES),
        ("all", {1}, {2}, NO),
        ("in_turn", {1}, (), Waiting((2, 3))),
        ("in_turn", {1, 2}, {3}, NO),
        ("share:50", {1}, (), Waiting((2, 3))),  # half of three is two
        ("share:50", {1, 3}, (), YES),
        ("share:50", {1}, {2}, Waiting((3,))),
        ("share:50", (), {2, 3}, NO),
        ("share:67", {1, 2}, (), Waiting((3,))),  # two of three are 66.7 per cent
        ("share:66", {1, 2}, (), YES),
        ("share:100", {1, 2}, {3}, NO),
        ("share:1", {2}, {1}, YES),
        ("share:1", (), {1, 2}, Waiting((3,))),
    ],
)
def test_how_the_decisions_of_a_step_are_counted(quorum, approved, against, found):
    newest = NO if against else YES
    assert tally(newest, quorum=quorum, seats=(1, 2, 3), approved=approved, against=against) == found


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.tuples(
            st.just(n), st.permutations(range(n)), st.lists(st.booleans(), min_size=n, max_size=n)
        )
    ),
    st.integers(1, 100),
)
def test_a_share_is_reached_or_out_of_reach_once_and_by_the_last_vote_at_the_latest(votes, percent):
    n, order, says = votes
    for place, voter in enumerate(order):
        approved = {who for who in order[: place + 1] if says[who]}
        against = set(order[: place + 1]) - approved
        found = tally(
            YES if says[voter] else NO,
            quorum=f"share:{percent}",
            seats=tuple(range(n)),
            approved=approved,
            against=against,
        )
        if not isinstance(found, Waiting):
            reached = sum(says) * 100 >= percent * n
            assert found is (YES if reached else NO)
            return
        assert found.left
    raise AssertionError("the last vote left it open")


def test_in_turn_one_after_the_other_may_decide():
    assert turn("in_turn", (1, 2, 3)) == (1,)
    assert turn("all", (1, 2, 3)) == (1, 2, 3)
    assert turn("in_turn", ()) == ()


def test_a_vote_against_is_no_return_until_the_share_is_out_of_reach():
    steps = planned(step("a", quorum="share", share=60))
    assert steps[0].quorum == "share:60"
    seats = (1, 2, 3)
    waiting = after(NO, steps, (), quorum="share:60", seats=seats, approved=(), against=(1,))
    assert waiting == Waiting((2, 3))
    assert after(NO, steps, (), quorum="share:60", seats=seats, approved=(), against=(1, 2)) == Returned()
    found = after(YES, steps, {"a"}, quorum="share:60", seats=seats, approved=(2, 3), against=(1,))
    assert isinstance(found, HandedOver)


def test_at_a_step_of_all_nobody_is_seated_without_whom_a_later_one_stands_empty():
    steps = planned(step("a", quorum="all"), step("b", "head"))
    people = [
        *(Holder(n, "office", OFFICE) for n in (1, 2, 3)),
        Holder(3, "head", UNIT),
        Holder(2, "webadmin", 9),
    ]
    assert candidates(steps[0], people, unit=UNIT, submitter=10, already={}, later=steps[1:]) == (1,)


# Coming back -------------------------------------------------------------------------------------------


def test_only_what_the_returner_waited_for_is_carried_and_never_the_secrecy_review():
    steps = (step("a"), step("b", after=("a",), acts=("secrecy",)), step("c", after=("a",)), step("d"))
    way = route(*steps, resumes="returner")
    found = plan(way, ItemFacts(Kind.PUBLISH))
    done = {"a", "b", "c"}
    assert carried(way, found, returned_at="d", done=done) == {"a", "c"}
    assert carried(way, found, returned_at="c", done={"a", "b"}) == {"a"}  # a sister is no step before
    assert carried(way, found, returned_at="a", done=set()) == frozenset()
    assert carried(route(*steps), found, returned_at="d", done=done) == frozenset()


# Any route ---------------------------------------------------------------------------------------------


@given(routes(), FACTS, st.randoms(use_true_random=False))
def test_any_route_is_walked_to_its_end_each_step_once_and_the_join_after_all_its_branches(
    way, facts, random
):
    steps = plan(way, facts)
    assert len({one.key for one in steps}) == len(steps)
    done: list[str] = []
    seen_open: dict[str, int] = {}
    standing: set[str] = set()
    while isinstance(found := opening(steps, done), Next):
        keys = {one.key for one in found.steps}
        assert keys, "something is always open"
        assert standing <= keys, "a branch that stands open stays open while its sister is decided"
        for key in keys - standing:
            seen_open[key] = seen_open.get(key, 0) + 1
        for one in found.steps:
            assert one.needs <= set(done)
        decided = random.choice(sorted(keys))
        done.append(decided)
        standing = keys - {decided}
    reviews = [one.key for one in steps if one.stage == "review"]
    assert sorted(done) == sorted(reviews)
    assert seen_open == dict.fromkeys(reviews, 1), "each step, so each join too, opens exactly once"
    assert found.step.stage == "publish"
    assert found.step.needs == set(reviews)


@given(routes(), FACTS)
def test_a_step_waits_only_for_steps_that_are_taken_and_for_all_they_wait_for(way, facts):
    steps = {one.key: one for one in plan(way, facts)}
    for one in steps.values():
        assert one.needs <= steps.keys()
        assert one.key not in one.needs
        assert all(steps[key].needs <= one.needs for key in one.needs)
        assert all(steps[key].position <= one.position for key in one.needs)


@given(routes(), FACTS, st.data())
def test_raising_or_lowering_on_the_way_opens_just_what_is_owed_then(way, facts, data):
    """The item becomes important, or is no longer, after any steps were approved: no review is lost."""
    done = {
        key
        for key in data.draw(st.lists(st.sampled_from([one.key for one in way.steps]), unique=True))
        if key not in ("webadmin", "confirm")
    }
    steps = plan(way, facts)
    found = opening(steps, done)
    owed = {one.key for one in steps if one.stage == "review"} - done
    if isinstance(found, HandedOver):
        assert not owed
    else:
        assert {one.key for one in found.steps} <= owed
        assert owed
