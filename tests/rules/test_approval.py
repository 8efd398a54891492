from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import approval
from rules.approval import (
    REFUSALS,
    Accepted,
    ActFacts,
    Decision,
    HandedOver,
    ImportanceFacts,
    Next,
    Returned,
    StepFacts,
    Waiting,
    after,
    asks_once,
    carried,
    judge,
    lower_importance,
    may_undo,
    opening,
    raise_importance,
    undo,
)
from rules.model import ItemFacts, Kind, Refusal, Verdict
from rules.regime import load
from rules.route import plan

KAIPING = load("kaiping")
CHEN, LIU, WU, ZHANG, STRANGER = 1, 2, 4, 6, 99
YES, NO = Verdict.APPROVED, Verdict.RETURNED
HASH, OLD = "a" * 64, "b" * 64
AT = 1_770_600_000_000
ASPECTS = KAIPING.ticks(["secrecy"])
ALL_OK = dict.fromkeys(ASPECTS, "ok")


def step(**facts):
    return StepFacts(
        **{
            "state": "open",
            "seats": (WU, ZHANG),
            "content_hash": HASH,
            "round": 1,
            "submitter": CHEN,
            **facts,
        }
    )


def act(person=WU, verdict=YES, **facts):
    return ActFacts(**{"person": person, "verdict": verdict, "content_hash": HASH, "round": 1, **facts})


DECIDED = Decision(ZHANG, YES, AT)
MINE = Decision(WU, YES, AT)
WHO = {"person": ZHANG, "at": AT, "verdict": "approved"}


@pytest.mark.parametrize(
    ("standing", "tap", "answer"),
    [
        (step(), act(), Accepted()),
        (step(), act(verdict=NO, reason="数据有误"), Accepted()),
        (step(required=ASPECTS, ticks=ALL_OK), act(), Accepted()),
        (step(asks_once=True), act(confirmed=True), Accepted()),
        (step(gone=(WU,)), act(), Refusal("review.moved")),
        (step(gone=(WU,), decisions=(MINE,)), act(), Accepted(repeat=True)),
        (
            step(state="approved", decisions=(replace(DECIDED, sits_for=LIU),)),
            act(),
            Refusal("review.decided", {**WHO, "sits_for": LIU}),
        ),
        # who
        (step(), act(STRANGER), Refusal("review.not_yours")),
        (step(withdrawn=True), act(STRANGER), Refusal("review.not_yours")),
        (step(seats=()), act(), Refusal("review.not_yours")),
        # whether it still stands
        (step(withdrawn=True), act(), Refusal("review.withdrawn")),
        (step(withdrawn=True, decisions=[MINE]), act(), Refusal("review.withdrawn")),
        (step(state="approved", decisions=[DECIDED]), act(), Refusal("review.decided", WHO)),
        (
            step(state="returned", decisions=[Decision(ZHANG, NO, AT)]),
            act(),
            Refusal("review.decided", WHO | {"verdict": "returned"}),
        ),
        (
            step(state="approved", decisions=[DECIDED], content_hash=OLD),
            act(),
            Refusal("review.decided", WHO),
        ),
        (step(state="approved", decisions=[MINE]), act(), Accepted(repeat=True)),
        (step(state="approved", decisions=[MINE]), act(content_hash=OLD, round=7), Accepted(repeat=True)),
        (
            step(state="approved", decisions=[MINE]),
            act(verdict=NO, reason="迟了"),
            Refusal("review.decided", WHO | {"person": WU}),
        ),
        (
            step(decisions=[DECIDED]),
            act(),
            Accepted(),
        ),  # quorum all: the other one's approval does not close it
        (step(decisions=[MINE]), act(), Accepted(repeat=True)),
        (
            step(decisions=[MINE]),
            act(verdict=NO, reason="迟了"),
            Refusal("review.decided", WHO | {"person": WU}),
        ),
        (step(round=2), act(), Refusal("review.changed", {"why": "round"})),
        (step(content_hash=OLD), act(), Refusal("review.changed", {"why": "content"})),
        (step(state="void"), act(), Refusal("review.changed", {"why": "reopened"})),
        (
            step(state="void", decisions=[Decision(WU, YES, AT, undone=True)]),
            act(),
            Refusal("review.changed", {"why": "reopened"}),
        ),
        (step(state="void", decisions=[DECIDED]), act(), Refusal("review.changed", {"why": "reopened"})),
        # separation
        (step(seats=(CHEN,)), act(CHEN), Refusal("review.separation", {"why": "own"})),
        (step(taken={"head": WU}), act(), Refusal("review.separation", {"why": "second", "step": "head"})),
        (step(taken={"head": LIU}), act(), Accepted()),
        (step(taken={"office": WU}, shares={"office"}), act(), Accepted()),
        # what is still missing
        (step(required=ASPECTS), act(), Refusal("review.ticks_missing", {"n": 8, "lines": list(ASPECTS)})),
        (
            step(required=ASPECTS, ticks=dict.fromkeys(ASPECTS[1:], "ok")),
            act(),
            Refusal("review.ticks_missing", {"n": 1, "lines": [ASPECTS[0]]}),
        ),
        (
            step(required=ASPECTS, ticks=ALL_OK | {ASPECTS[4]: "exception"}),
            act(),
            Refusal("review.exception_stands", {"lines": [ASPECTS[4]]}),
        ),
        (step(ticks={ASPECTS[4]: "exception"}), act(verdict=NO, reason="涉密"), Accepted()),
        (step(required=ASPECTS), act(verdict=NO, reason="数据有误"), Accepted()),
        (step(asks_once=True), act(), Refusal("review.confirm_needed")),
        (step(asks_once=True), act(verdict=NO, reason="数据有误"), Accepted()),
        (step(), act(verdict=NO), Refusal("review.reason_missing")),
        (step(), act(verdict=NO, reason=" \u3000\n"), Refusal("review.reason_missing")),
    ],
)
def test_every_tap_gets_a_true_answer(standing, tap, answer):
    assert judge(standing, tap) == answer


@given(
    st.sampled_from(["open", "approved", "returned", "void"]),
    st.sampled_from([CHEN, LIU, WU, ZHANG, STRANGER]),
    st.sampled_from([YES, NO]),
    st.sampled_from([HASH, OLD]),
    st.integers(1, 2),
    st.sampled_from(["", "数据有误"]),
    st.booleans(),
    st.booleans(),
    st.lists(
        st.builds(
            Decision, st.sampled_from([WU, ZHANG]), st.sampled_from([YES, NO]), st.just(AT), st.booleans()
        ),
        max_size=2,
    ),
    st.dictionaries(st.sampled_from(ASPECTS), st.sampled_from(["ok", "exception"])),
    st.dictionaries(st.sampled_from(["head", "leader"]), st.sampled_from([LIU, WU])),
)
def test_what_counts_counts_only_on_an_open_unchanged_step_by_a_seat_holder(
    state, person, verdict, hash_, round_, reason, confirmed, withdrawn, decisions, ticks, taken
):
    standing = step(
        state=state,
        decisions=decisions,
        ticks=ticks,
        taken=taken,
        withdrawn=withdrawn,
        required=ASPECTS,
        seats=(CHEN, WU, ZHANG),
    )
    answer = judge(
        standing, act(person, verdict, content_hash=hash_, round=round_, reason=reason, confirmed=confirmed)
    )
    if isinstance(answer, Refusal):
        assert answer.code in REFUSALS
    elif not answer.repeat:
        assert state == "open"
        assert (hash_, round_, withdrawn) == (HASH, 1, False)
        assert person in {WU, ZHANG}
        assert person not in taken.values()
        assert reason if verdict is NO else [line for line in ASPECTS if ticks.get(line) != "ok"] == []
        assert not any(decision.person == person and not decision.undone for decision in decisions)


# What follows ------------------------------------------------------------------------------------------


def way(kind=Kind.PUBLISH, **facts):
    return plan(KAIPING.routes[kind], ItemFacts(kind, **facts))


@pytest.mark.parametrize(
    ("kind", "important", "done", "key", "outcome"),
    [
        (Kind.PUBLISH, False, {"head"}, "office", Next),
        (Kind.PUBLISH, True, {"head"}, "leader", Next),
        (Kind.PUBLISH, True, {"head", "leader"}, "office", Next),
        (Kind.PUBLISH, True, {"head", "leader", "office"}, "webadmin", HandedOver),
        (Kind.PUBLISH, False, {"head", "office"}, "webadmin", HandedOver),
        (Kind.MODIFY, True, {"head", "office"}, "leader", Next),
        (Kind.DELETE, True, {"head", "office", "leader"}, "webadmin", HandedOver),
        (Kind.PUBLISH, True, {"head", "office"}, "leader", Next),  # raised to important at the office's desk
        (Kind.PUBLISH, False, set(), "head", Next),
    ],
)
def test_the_last_approval_is_the_hand_over(kind, important, done, key, outcome):
    found = after(YES, way(kind, important=important), done)
    assert type(found) is outcome
    assert [step.key for step in (found.steps if outcome is Next else (found.step,))] == [key]
    assert opening(way(kind, important=important), done) == found


def test_a_return_goes_back_whatever_is_left():
    assert after(NO, way(), {"head"}) == Returned()
    assert after(NO, way(), {"head"}, quorum="all", seats=(WU, ZHANG), approved=(WU,)) == Returned()


def test_at_a_step_of_all_everybody_is_waited_for():
    assert after(YES, way(), {"head"}, quorum="all", seats=(WU, ZHANG), approved=(WU,)) == Waiting((ZHANG,))
    assert type(after(YES, way(), {"head"}, quorum="all", seats=(WU, ZHANG), approved=(ZHANG, WU))) is Next
    assert type(after(YES, way(), {"head"}, quorum="any", seats=(WU, ZHANG), approved=(WU,))) is Next


@pytest.mark.parametrize(
    ("kind", "important", "key", "done", "asks"),
    [
        (Kind.PUBLISH, True, "office", {"head", "leader"}, True),
        (Kind.PUBLISH, True, "leader", {"head"}, False),
        (Kind.PUBLISH, False, "office", {"head"}, False),
        (Kind.MODIFY, True, "leader", {"head", "office"}, True),
        (Kind.MODIFY, True, "office", {"head"}, False),
    ],
)
def test_only_the_last_approval_of_an_important_item_asks_once(kind, important, key, done, asks):
    planned = way(kind, important=important)
    (standing,) = [s for s in planned if s.key == key]
    assert asks_once(standing, planned, done=done, important=important) is asks


def test_a_returned_item_is_judged_again_from_where_the_regime_says():
    route, planned = KAIPING.routes[Kind.PUBLISH], way(important=True)
    assert carried(route, planned, returned_at="office", done={"head", "leader"}) == frozenset()
    kept = replace(route, resumes="returner")
    assert carried(kept, planned, returned_at="office", done={"head", "leader"}) == {"head", "leader"}
    assert carried(kept, planned, returned_at="leader", done={"head"}) == {"head"}
    assert carried(kept, planned, returned_at="head", done=set()) == frozenset()
    assert carried(kept, way(), returned_at="leader", done={"head"}) == frozenset()


# Taking back -------------------------------------------------------------------------------------------

WINDOW = 300_000


@pytest.mark.parametrize(
    ("by", "now", "next_acted", "undone", "answer"),
    [
        (WU, AT, False, False, Accepted()),
        (WU, AT + WINDOW, False, False, Accepted()),
        (
            WU,
            AT + WINDOW + 1,
            False,
            False,
            Refusal("review.undo_late", {"why": "time", "until": AT + WINDOW}),
        ),
        (WU, AT + 1, True, False, Refusal("review.undo_late", {"why": "next"})),
        (ZHANG, AT + 1, False, False, Refusal("review.nothing_to_undo")),
        (WU, AT + 1, False, True, Refusal("review.nothing_to_undo")),
    ],
)
def test_a_decision_is_taken_back_by_its_maker_in_time_and_before_the_next_acts(
    by, now, next_acted, undone, answer
):
    decision = Decision(WU, YES, AT, undone)
    assert undo(decision, by=by, now=now, window=WINDOW, next_acted=next_acted) == answer
    if by == WU:
        assert may_undo(decision, now, next_acted) is (answer == Accepted())


def test_the_window_is_a_setting():
    assert not may_undo(MINE, AT + 1001, False, window=1000)
    assert may_undo(MINE, AT + 1000, False, window=1000)


# Importance ------------------------------------------------------------------------------------------


def importance(**facts):
    return ImportanceFacts(**{"proposed": False, "raised_by": None, "under_review": True, **facts})


@pytest.mark.parametrize(
    ("item", "roles", "answer"),
    [
        (importance(), {"head"}, Accepted()),
        (importance(), {"office", "webadmin"}, Accepted()),
        (importance(), {"leader"}, Refusal("importance.not_yours", {"why": "role"})),
        (importance(), set(), Refusal("importance.not_yours", {"why": "role"})),
        (importance(raised_by=LIU), {"head"}, Accepted(repeat=True)),
        (importance(raised_by=WU), {"head"}, Refusal("importance.already")),
        (importance(proposed=True), {"head"}, Refusal("importance.already")),
        (importance(under_review=False), {"head"}, Refusal("importance.late", {"why": "approved"})),
    ],
)
def test_head_or_office_may_raise_an_item_under_review(item, roles, answer):
    assert raise_importance(item, by=LIU, roles=roles) == answer


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        (importance(raised_by=LIU), Accepted()),
        (importance(raised_by=WU), Refusal("importance.not_yours", {"why": "raiser", "person": WU})),
        (importance(proposed=True), Refusal("importance.not_yours", {"why": "form"})),
        (importance(), Refusal("importance.not_yours", {"why": "form"})),
        (importance(raised_by=LIU, under_review=False), Refusal("importance.late", {"why": "approved"})),
        (importance(raised_by=LIU, leader_decided=True), Refusal("importance.late", {"why": "decided"})),
    ],
)
def test_only_who_raised_it_may_lower_it(item, answer):
    assert lower_importance(item, by=LIU) == answer


def test_raising_puts_the_leader_where_the_article_has_him():
    def asked(kind, done):
        return [step.key for step in opening(way(kind, important=True), done).steps]

    assert asked(Kind.PUBLISH, {"head"}) == ["leader"]  # 18(2): before the office
    assert asked(Kind.MODIFY, {"head"}) == ["office"]  # 19(2): after it
    assert asked(Kind.MODIFY, {"head", "office"}) == ["leader"]


def test_every_refusal_that_is_listed_can_be_said():
    assert all(code.count(".") == 1 and code == code.lower() for code in REFUSALS)
    assert set(approval.__all__) <= set(dir(approval))
