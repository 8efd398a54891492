"""转交: who may take a seat, and what it makes of the plan."""

from dataclasses import replace

import pytest

from rules.approval import seated
from rules.handing import (
    MOST_ADDED,
    NONE,
    Added,
    Changes,
    Handed,
    add,
    fill,
    hand_on,
    laid,
    next_key,
    read,
    takers,
    without,
)
from rules.model import ItemFacts, Kind, Text
from rules.regime import load
from rules.route import NAMED, Holder, anchor_key, candidates, forecast, plan, rule_key

KAIPING = load("kaiping")
ROUTE = KAIPING.routes[Kind.PUBLISH]
UNIT, OTHER, OFFICE = 1, 2, 9
CHEN, LIU, ZHOU, WU, ZHENG, HE, GONE = 1, 2, 3, 4, 5, 6, 7
ROSTER = (
    Holder(CHEN, "liaison", UNIT),
    Holder(LIU, "head", UNIT),
    Holder(ZHOU, "leader", UNIT),
    Holder(WU, "office", OFFICE),
    Holder(ZHENG, "webadmin", OFFICE),
    Holder(HE, "head", OTHER),
    Holder(GONE, "head", OTHER, bound=False),
)
PLANNED = plan(ROUTE, ItemFacts(Kind.PUBLISH))
HEAD = PLANNED[0]


def sits(step, roster=ROSTER, **how):
    return candidates(step, roster, **{"unit": UNIT, "submitter": CHEN, "already": {}, **how})


def refused(taker, *, step=HEAD, planned=PLANNED, already=None, submitter=CHEN, writer=CHEN, giver=LIU):
    found = hand_on(
        step,
        planned,
        ROSTER,
        giver=giver,
        taker=taker,
        separation=ROUTE.separation,
        unit=UNIT,
        submitter=submitter,
        writer=writer,
        seated=(giver,),
        already=already or {},
    )
    return None if found is None else (found.code, *found.data.values())


def test_a_seat_goes_to_the_same_role_anywhere_or_to_the_role_above():
    assert takers(HEAD, ROSTER, ROUTE.separation) == (LIU, ZHOU, HE, GONE)
    assert takers(PLANNED[1], ROSTER, ROUTE.separation) == (WU,)


def test_why_a_seat_cannot_go_to_somebody():
    assert refused(HE) is None
    assert refused(LIU) == ("hand_on.self",)
    assert refused(WU) == ("hand_on.not_able",)
    assert refused(GONE) == ("hand_on.unbound",)
    assert refused(HE, submitter=HE) == ("hand_on.separation", "own")
    assert refused(HE, writer=HE) == ("hand_on.separation", "own")
    assert refused(HE, already={"office": (HE, WU)}) == ("hand_on.separation", "second", "office")
    assert refused(HE, already={"head": HE}) is None, "the step's own decisions are no other seat"
    assert refused(LIU, giver=HE) is None
    assert refused(HE, giver=ZHOU, step=replace(HEAD, external=Text("局", "bureau"))) == ("hand_on.external",)


def test_whoever_sits_there_needs_no_seat():
    found = hand_on(
        HEAD,
        PLANNED,
        ROSTER,
        giver=LIU,
        taker=HE,
        separation=ROUTE.separation,
        unit=UNIT,
        submitter=CHEN,
        writer=CHEN,
        seated=(LIU, HE),
        already={},
    )
    assert found is not None
    assert found.code == "hand_on.seated"


def test_a_later_step_is_not_left_empty():
    important = plan(ROUTE, ItemFacts(Kind.PUBLISH, important=True))
    assert refused(ZHOU) is None
    assert refused(ZHOU, planned=important) == ("hand_on.needed",)


def test_whoever_took_a_seat_sits_and_the_giver_does_not():
    step = laid(PLANNED, Changes(1, (Handed("head", LIU, HE, "出差"),)))[0]
    assert (step.besides, step.without) == ((HE,), (LIU,))
    assert sits(step) == (HE,)
    twice = laid(PLANNED, Changes(1, (Handed("head", LIU, HE), Handed("head", HE, ZHOU))))[0]
    assert sits(twice) == (ZHOU,)
    back = laid(PLANNED, Changes(1, (Handed("head", LIU, HE), Handed("head", HE, LIU))))[0]
    assert sits(back) == (LIU,)
    assert laid(PLANNED, Changes(1, (Handed("nowhere", LIU, HE),))) == PLANNED


def test_a_seat_whose_taker_is_gone_is_the_givers_again():
    step = laid(PLANNED, Changes(1, (Handed("head", LIU, GONE),)))[0]
    assert sits(step) == (LIU,)
    assert sits(step, submitter=LIU) == ()


def test_whoever_is_named_sits_whatever_the_role():
    step = laid(PLANNED, Changes(1, (Handed("head", LIU, 40),)))[0]
    assert sits(step, (Holder(40, NAMED, 0), *ROSTER)) == (40,)
    assert sits(PLANNED[1], (Holder(40, NAMED, 0), *ROSTER)) == (WU,), "and at no other step"


def test_a_deputy_sits_for_the_absent_one_and_both_are_counted():
    away = (*ROSTER, Holder(HE, "head", UNIT, sits_for=LIU))
    (found,) = seated(HEAD, away, unit=UNIT, submitter=CHEN, already={})
    assert (found.person, found.sits_for) == (HE, LIU)
    assert sits(HEAD, away, submitter=HE) == (LIU,), "who handed it in judges it for nobody"
    assert sits(HEAD, away, already={"office": HE}) == (LIU,)
    assert sits(
        PLANNED[1], (*away, Holder(HE, "office", OFFICE, sits_for=WU)), already={"head": (HE, LIU)}
    ) == (WU,)
    row = forecast(PLANNED, away, unit=UNIT, submitter=CHEN).steps[0]
    assert (row.people, row.sits_for) == ((HE,), {HE: LIU})


def test_a_seat_that_was_handed_on_is_not_the_deputys():
    away = (*ROSTER, Holder(ZHOU, "head", UNIT, sits_for=LIU))
    step = laid(PLANNED, Changes(1, (Handed("head", LIU, HE),)))[0]
    assert sits(step, away) == (HE,)
    deputy_of_taker = (*ROSTER, Holder(ZHOU, "head", OTHER, sits_for=HE))
    assert sits(step, deputy_of_taker) == (ZHOU,)


@pytest.mark.parametrize(
    "changes", [NONE, Changes(2, (Handed("head", LIU, HE, "出差"), Handed("head", HE, ZHOU)))]
)
def test_what_is_kept_is_read_back(changes):
    assert read(changes.data(), round=changes.round) == changes
    assert read(changes.data(), round=changes.round + 1) == Changes(changes.round + 1)


def test_the_newest_act_tells_how_somebody_came():
    changes = Changes(
        1, (Handed("head", LIU, HE, "a"), Handed("head", ZHOU, HE, "b"), Handed("office", WU, HE, "c"))
    )
    newest = changes.newest("head", HE)
    assert newest is not None
    assert newest.why == "b"
    assert changes.newest("head", LIU) is None


# 指定代办人 ------------------------------------------------------------------------------------------------


def filled(taker, *, seated=None, already=None, submitter=CHEN):
    found = fill(
        HEAD,
        PLANNED,
        ROSTER,
        taker=taker,
        unit=UNIT,
        submitter=submitter,
        writer=submitter,
        seated=seated or {},
        already=already or {},
    )
    return None if found is None else (found.code, *found.data.values())


def test_an_empty_seat_is_anybodys_whom_separation_lets():
    assert filled(HE) is None
    assert filled(CHEN, submitter=HE) is None, "the office answers for it"
    assert filled(CHEN) == ("hand_on.separation", "own")
    assert filled(HE, already={"office": HE}) == ("hand_on.separation", "second", "office")
    assert filled(GONE) == ("hand_on.unbound",)
    assert filled(WU) == ("hand_on.needed",)


def test_a_seat_whose_holder_can_be_reached_is_not_empty():
    assert filled(HE, seated={LIU: False}) is None
    assert filled(HE, seated={LIU: True}) == ("vacancy.filled",)


# 加签 ------------------------------------------------------------------------------------------------------


def wished(*people, where="before", quorum="all", anchor="head", by=LIU):
    return Added(next_key(NONE, anchor), anchor, where, quorum, people, by)


def refused_to_add(wish, *, planned=PLANNED, decided=False, already=None, roster=ROSTER):
    found = add(
        wish,
        planned,
        roster,
        changes=NONE,
        unit=UNIT,
        submitter=CHEN,
        writer=CHEN,
        decided_here=decided,
        already=already or {},
    )
    return None if found is None else (found.code, *found.data.values())


@pytest.mark.parametrize(
    ("where", "order", "waits"),
    [
        (
            "before",
            ["head+1", "head", "office"],
            {"head": {"head+1"}, "head+1": set(), "office": {"head", "head+1"}},
        ),
        (
            "beside",
            ["head", "head+1", "office"],
            {"head": set(), "head+1": set(), "office": {"head", "head+1"}},
        ),
        (
            "after",
            ["head", "head+1", "office"],
            {"head": set(), "head+1": {"head"}, "office": {"head", "head+1"}},
        ),
    ],
)
def test_where_others_sign(where, order, waits):
    way = laid(PLANNED, Changes(1, (), (wished(HE, where=where),)))
    assert [step.key for step in way][:3] == order
    assert {step.key: set(step.needs) for step in way if step.key in waits} == waits
    fresh = next(step for step in way if step.key == "head+1")
    assert (fresh.people, fresh.quorum, fresh.acts, fresh.rule.opens) == ((HE,), "all", (), None)
    assert sits(fresh) == (HE,)
    publication = next(step for step in way if step.stage == "publish")
    assert "head+1" in publication.needs


def test_an_added_step_is_its_anchors_to_the_regime():
    assert (anchor_key("head+1"), rule_key("head+1")) == ("head", "head")
    assert (anchor_key("units@5+2"), rule_key("units@5+2")) == ("units@5", "units")
    assert (anchor_key("units@5"), rule_key("units@5")) == ("units@5", "units")


def test_a_step_of_which_nobody_is_left_is_none():
    changes = Changes(1, (), (wished(HE, ZHOU),))
    less = without(changes, "head+1", HE)
    assert [one.people for one in less.added] == [(ZHOU,)]
    assert laid(PLANNED, without(less, "head+1", ZHOU)) == PLANNED
    assert without(changes, "office+1", HE) == changes
    assert laid(PLANNED, Changes(1, (), (wished(HE, anchor="nowhere"),))) == PLANNED
    assert next_key(changes, "office") == "office+2", "a key is never used again"


def test_why_others_cannot_sign():
    assert refused_to_add(wished(HE)) is None
    assert refused_to_add(wished(HE, ZHOU, quorum="in_turn")) is None
    assert refused_to_add(wished()) == ("added.nobody",)
    assert refused_to_add(wished(*range(10, 11 + MOST_ADDED))) == ("added.many", MOST_ADDED)
    assert refused_to_add(wished(LIU)) == ("added.self",)
    assert refused_to_add(wished(HE), decided=True) == ("added.late",)
    assert refused_to_add(wished(HE, where="after"), decided=True) is None
    assert refused_to_add(wished(CHEN)) == ("hand_on.separation", "own", CHEN)
    assert refused_to_add(wished(GONE)) == ("hand_on.unbound", GONE)
    assert refused_to_add(wished(WU)) == ("hand_on.needed", WU)
    outside = [replace(PLANNED[0], external=Text("局", "bureau")), *PLANNED[1:]]
    assert refused_to_add(wished(HE), planned=outside) == ("added.external",)
    longer = laid(PLANNED, Changes(1, (), (wished(HE),)))
    assert refused_to_add(wished(ZHOU, anchor="head+1", by=HE), planned=longer) == ("added.again",)


def test_all_who_sign_together_must_not_empty_a_later_step():
    two = (*ROSTER, Holder(40, "office", OFFICE))
    assert refused_to_add(wished(WU), roster=two) is None
    assert refused_to_add(wished(WU, 40), roster=two) == ("hand_on.needed", 40)
    assert refused_to_add(wished(WU, 40, quorum="any"), roster=two) is None


def test_what_was_added_is_read_back_and_found():
    changes = Changes(1, (Handed("head", LIU, HE, "出差", ZHENG),), (wished(HE, ZHOU, where="after"),))
    assert read(changes.data(), round=1) == changes
    assert changes.added_at("head+1") == changes.added[0]
    assert changes.added_at("head") is None


def test_a_seat_at_an_added_step_is_handed_on_too():
    changes = Changes(1, (Handed("head+1", HE, ZHOU),), (wished(HE),))
    fresh = next(step for step in laid(PLANNED, changes) if step.key == "head+1")
    assert sits(fresh) == (ZHOU,)
