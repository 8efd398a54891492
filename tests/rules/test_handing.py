"""转交: who may take a seat, and what it makes of the plan."""

from dataclasses import replace

import pytest

from rules.approval import seated
from rules.handing import NONE, Changes, Handed, hand_on, laid, read, takers
from rules.model import ItemFacts, Kind, Text
from rules.regime import load
from rules.route import NAMED, Holder, candidates, forecast, plan

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
