from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import ItemFacts, Kind, Refusal
from rules.regime import load
from rules.route import Forecast, Gap, Holder, candidates, forecast, holders, plan

KAIPING = load("kaiping")
SHARED = load("kaiping", overlays=[{"separation": {"may_share": [["office", "webadmin"]]}}])
UNIT, OTHER, OFFICE = 1, 2, 9
CHEN, LIU, ZHOU, WU, ZHENG, HE = 1, 2, 3, 4, 5, 6
ROSTER = (
    Holder(CHEN, "liaison", UNIT),
    Holder(LIU, "head", UNIT),
    Holder(ZHOU, "leader", UNIT),
    Holder(WU, "office", OFFICE),
    Holder(ZHENG, "webadmin", OFFICE),
    Holder(HE, "head", OTHER),
)


def way(kind=Kind.PUBLISH, rules=KAIPING, **facts):
    return plan(rules.routes[kind], ItemFacts(kind, **facts))


def seen(found: Forecast):
    return {row.step.key: row.people for row in found.steps}


def gaps(found: Forecast):
    return [(gap.code, gap.step.key, gap.people) for gap in found.gaps]


def look(planned, roster=ROSTER, submitter=CHEN, already=None):
    return forecast(planned, roster, unit=UNIT, submitter=submitter, already=already)


def test_a_whole_office_has_somebody_at_every_step():
    found = look(way(important=True))
    assert seen(found) == {
        "head": (LIU,),
        "leader": (ZHOU,),
        "office": (WU,),
        "webadmin": (ZHENG,),
        "confirm": (CHEN,),
    }
    assert found.gaps == ()
    assert found.refusal is None


def test_holders_of_a_unit_step_belong_to_the_unit():
    head, _, office, *_ = way(important=True)
    assert [h.person for h in holders(head, ROSTER, unit=OTHER)] == [HE]
    assert [h.person for h in holders(office, ROSTER, unit=OTHER)] == [WU]


@pytest.mark.parametrize(
    ("roster", "expected"),
    [
        (ROSTER[1:3], [("route.empty", "office", ()), ("route.empty", "webadmin", ())]),
        ([h for h in ROSTER if h.role != "head"], [("route.empty", "head", ())]),
        (
            [*(h for h in ROSTER if h.role != "office"), Holder(WU, "office", OFFICE, bound=False)],
            [("route.unbound", "office", (WU,))],
        ),
        (
            [*(h for h in ROSTER if h.role != "office"), Holder(CHEN, "office", OFFICE)],
            [("route.separation", "office", (CHEN,))],
        ),
        (
            [*(h for h in ROSTER if h.role != "office"), Holder(LIU, "office", OFFICE)],
            [("route.separation", "office", (LIU,))],
        ),
        (
            [*(h for h in ROSTER if h.role != "webadmin"), Holder(WU, "webadmin", OFFICE)],
            [("route.separation", "webadmin", (WU,))],
        ),
        (
            [
                *(h for h in ROSTER if h.role != "office"),
                Holder(CHEN, "office", OFFICE),
                Holder(WU, "office", OFFICE, bound=False),
            ],
            [("route.separation", "office", (CHEN, WU))],
        ),
    ],
)
def test_a_step_that_nobody_can_fill_is_named_before_submission(roster, expected):
    found = look(way(), roster)
    assert gaps(found) == expected
    assert found.refusal == Refusal(
        "draft.gap",
        {
            "steps": [
                {"code": g.code, "step": g.step.key, "role": g.step.role, "people": list(g.people)}
                for g in found.gaps
            ]
        },
    )


def test_office_and_web_administrator_may_be_one_where_the_office_says_so():
    small = [h for h in ROSTER if h.role != "webadmin"] + [Holder(WU, "webadmin", OFFICE)]
    found = look(way(rules=SHARED), small)
    assert gaps(found) == []
    assert candidates(
        way(rules=SHARED)[2], small, unit=UNIT, submitter=CHEN, already={"head": LIU, "office": WU}
    ) == (WU,)
    assert candidates(way()[2], small, unit=UNIT, submitter=CHEN, already={"head": LIU, "office": WU}) == ()


def test_steps_decided_already_are_not_forecast_again():
    found = look(way(important=True), already={"head": LIU, "leader": ZHOU})
    assert set(seen(found)) == {"office", "webadmin", "confirm"}
    assert gaps(
        look(way(), [*ROSTER[:3], Holder(WU, "webadmin", OFFICE)], already={"head": LIU, "office": WU})
    ) == [("route.separation", "webadmin", (WU,))]


def test_a_head_who_submits_is_reviewed_by_his_leader():
    planned = way(submitter_is_head=True)
    assert [(s.key, s.role, s.stands_for) for s in planned][:2] == [
        ("head", "leader", "head"),
        ("office", "office", None),
    ]
    assert seen(look(planned, submitter=LIU))["head"] == (ZHOU,)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_head_whose_item_the_leader_reviews_anyway_is_not_reviewed_twice(kind):
    assert "head" not in [s.key for s in way(kind, submitter_is_head=True, important=True)]
    assert "leader" in [s.key for s in way(kind, submitter_is_head=True, important=True)]


def test_the_leader_who_sat_for_the_head_looks_again_when_the_item_becomes_important():
    raised = way(submitter_is_head=True, important=True)
    leader = next(s for s in raised if s.key == "leader")
    assert candidates(leader, ROSTER, unit=UNIT, submitter=LIU, already={"head": ZHOU}) == (ZHOU,)
    plain = next(s for s in way(important=True) if s.key == "leader")
    assert candidates(plain, ROSTER, unit=UNIT, submitter=CHEN, already={"head": ZHOU}) == ()


def test_the_effect_is_confirmed_by_the_submitter_alone():
    assert candidates(way()[-1], ROSTER, unit=UNIT, submitter=CHEN, already={"head": LIU}) == (CHEN,)


def test_nobody_is_seated_without_whom_a_later_step_would_stand_empty():
    roster = [*ROSTER, Holder(WU, "leader", UNIT)]  # WU is the only one of the office
    leader, *later = way(important=True)[1:]
    assert candidates(leader, roster, unit=UNIT, submitter=CHEN, already={"head": LIU}, later=later) == (
        ZHOU,
    )
    assert candidates(leader, roster, unit=UNIT, submitter=CHEN, already={"head": LIU}) == (ZHOU, WU)


def test_people_are_spared_for_one_step_even_while_another_stands_empty():
    roster = [h for h in ROSTER if h.role != "webadmin"] + [Holder(WU, "leader", UNIT)]
    leader, *later = way(important=True)[1:]
    assert candidates(leader, roster, unit=UNIT, submitter=CHEN, already={"head": LIU}, later=later) == (
        ZHOU,
    )


def test_the_only_one_is_seated_even_if_he_is_needed_later():
    roster = [h for h in ROSTER if h.person != ZHOU] + [Holder(WU, "leader", UNIT)]
    leader, *later = way(important=True)[1:]
    assert candidates(leader, roster, unit=UNIT, submitter=CHEN, already={"head": LIU}, later=later) == (WU,)


def test_somebody_with_two_posts_of_one_role_is_seated_once():
    roster = [*ROSTER, Holder(WU, "office", UNIT)]
    assert candidates(way()[1], roster, unit=UNIT, submitter=CHEN, already={"head": LIU}) == (WU,)


PEOPLE = st.lists(
    st.builds(
        Holder,
        st.integers(1, 6),
        st.sampled_from(["head", "leader", "office", "webadmin"]),
        st.sampled_from([UNIT, OTHER]),
        st.booleans(),
    ),
    max_size=12,
)


@given(PEOPLE, st.sampled_from(list(Kind)), st.booleans(), st.booleans(), st.booleans(), st.integers(1, 6))
def test_a_forecast_has_no_gap_just_when_everybody_can_be_placed(
    roster, kind, important, is_head, shared, submitter
):
    planned = way(kind, SHARED if shared else KAIPING, important=important, submitter_is_head=is_head)
    seats = [s for s in planned if s.stage != "confirm"]
    options = [{h.person for h in holders(s, roster, unit=UNIT) if h.bound} - {submitter} for s in seats]

    def fits(people):
        return all(
            a != b or seats[i].key in seats[j].shares
            for i, a in enumerate(people)
            for j, b in enumerate(people)
            if i < j
        )

    possible = any(fits(people) for people in product(*options))
    found = look(planned, roster, submitter=submitter)
    assert (not found.gaps) is possible
    assert {gap.step.key for gap in found.gaps} <= {s.key for s in seats}


@given(PEOPLE, st.sampled_from(list(Kind)), st.booleans(), st.booleans(), st.data())
def test_whoever_sits_step_after_step_the_way_is_walked_to_its_end(roster, kind, important, shared, data):
    planned = way(kind, SHARED if shared else KAIPING, important=important)
    submitter = 1
    found = look(planned, roster, submitter=submitter)
    if found.gaps:
        assert found.refusal
        return
    already = {}
    for place, step in enumerate(planned[:-1]):
        free = candidates(
            step, roster, unit=UNIT, submitter=submitter, already=already, later=planned[place + 1 :]
        )
        assert free, f"{step.key} stands empty after {already}"
        already[step.key] = data.draw(st.sampled_from(free))
    assert submitter not in already.values()
    if not shared:
        assert len(set(already.values())) == len(already)


def test_a_crowded_office_is_forecast_at_once():
    crowd = [
        Holder(n, role, UNIT) for n in range(10, 210) for role in ("head", "leader", "office", "webadmin")
    ]
    found = look(way(important=True), crowd)
    assert len(found.steps[0].people) == 200
    assert found.gaps == ()


def test_a_gap_is_plain_data():
    assert Gap("route.empty", way()[0]).people == ()
