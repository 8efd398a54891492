"""Qijiang's regulation as data: three levels, six aspects, intervals beside the national ones, its own answer clock."""

from datetime import date

import pytest

from rules.clocks import NotSet
from rules.model import ItemFacts, Kind
from rules.regime import load
from rules.route import Holder, forecast, plan
from rules.suspension import Consult, Events, Impossible, StillOpen
from rules.workdays import Workdays

CHONGQING = load("chongqing")
CALENDAR = Workdays()
ASPECTS = ["politics", "law", "policy", "secret", "wording", "opinion"]


def planned(kind, **facts):
    return plan(CHONGQING.routes[kind], ItemFacts(kind, **facts))


def answer(**events):
    """The last day for an application of Monday, 2 March 2026."""
    return CHONGQING.clock("CQ-19-FOI").due(date(2026, 3, 2), CALENDAR, events=Events(**events))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("important", [False, True])
def test_every_item_takes_three_levels_and_the_first_is_whoever_hands_in(kind, important):
    steps = planned(kind, important=important)
    assert [step.key for step in steps] == ["head", "leader", "webadmin", "confirm"]
    assert CHONGQING.roles["submitter"].zh_CN == "经办人员"
    assert [CHONGQING.roles[step.role].zh_CN for step in steps[:2]] == ["分管负责人", "主要负责人"]


def test_each_level_reviews_six_aspects_and_deletion_has_none():
    for kind, acts in ((Kind.PUBLISH, ("secrecy",)), (Kind.MODIFY, ("secrecy",)), (Kind.DELETE, ())):
        assert [step.acts for step in planned(kind) if step.stage == "review"] == [acts, acts]
    assert CHONGQING.ticks(("secrecy",)) == tuple(f"secrecy.{aspect}" for aspect in ASPECTS)
    assert CHONGQING.field("secrecy_opinion").required == {Kind.PUBLISH, Kind.MODIFY}


def test_three_levels_are_three_people_of_the_unit_and_it_publishes_itself():
    steps = planned(Kind.PUBLISH)
    unit, other = 1, 2
    roster = [
        Holder(11, "head", unit),
        Holder(12, "leader", unit),
        Holder(13, "webadmin", unit),
        Holder(21, "webadmin", other),
    ]
    assert forecast(steps, roster, unit=unit, submitter=10).gaps == ()
    assert forecast(steps, roster, unit=unit, submitter=10).steps[2].people == (13,)
    gaps = forecast(steps, roster[:2] + roster[3:], unit=unit, submitter=10).gaps
    assert [(gap.code, gap.step.role) for gap in gaps] == [("route.empty", "webadmin")]
    gaps = forecast(
        steps, [Holder(11, "leader", unit), *roster[:1], *roster[2:]], unit=unit, submitter=10
    ).gaps
    assert [gap.code for gap in gaps] == ["route.separation"]


def test_what_a_deputy_head_hands_in_himself_the_head_of_unit_reviews_once():
    steps = planned(Kind.PUBLISH, submitter_is_head=True)
    assert [(step.key, step.acts) for step in steps if step.stage == "review"] == [("leader", ("secrecy",))]


def test_it_knows_no_important_items():
    assert CHONGQING.important_triggers == ()
    assert "importance" not in {field.name for field in CHONGQING.form}


def test_what_must_not_be_published_is_the_six_cases_of_article_17():
    assert [line.cite for line in CHONGQING.forbidden] == [f"第十七条（{n}）" for n in "一二三四五六"]


def test_what_a_text_is_looked_through_for():
    severities = {rule.key: rule.severity for rule in CHONGQING.content}
    assert severities["secret"] == "stop"
    assert severities["undecided"] == "warn"
    assert severities["proofreads"] == "info"  # named in article 15 and not defined: off
    assert {key for key, severity in severities.items() if severity == "block"} == {
        "sensitive", "stability", "personal_data", "repost", "advertising", "credentials",
    }  # fmt: skip


def test_reposts_come_from_party_and_government_sites_and_designated_sources():
    assert CHONGQING.reposts.sources == ("党委网站", "政府网站", "主管部门确定的稿源单位")
    listed = {"reposts": {"sources": ["中国政府网", "重庆市人民政府网"]}}
    assert load("chongqing", overlays=[listed]).reposts.sources == ("中国政府网", "重庆市人民政府网")


def test_the_round_is_the_clock_round_and_one_list_a_day():
    duties = {duty.key: duty for duty in CHONGQING.duties}
    assert (duties["round"].always, str(duties["round"].times)) == (True, "1 per day")
    assert str(duties["training"].times) == "1 per year"
    assert {key for key, duty in duties.items() if duty.times is None} == {
        "disclosure_check", "passwords", "evaluation",
    }  # fmt: skip
    assert [key for key, duty in duties.items() if duty.always] == ["round"]


@pytest.mark.parametrize(
    ("class_", "own", "national"),
    [
        ("news", "CQ-18-NEWS", "CN-19H-NEWS"),
        ("notice", "CQ-18-NOTICE", "CN-19H-NOTICE"),
        ("policy", "CQ-18-NOTICE", "CN-19H-NOTICE"),
    ],
)
def test_its_intervals_lead_and_the_national_ones_run_beside_them(class_, own, national):
    found = {clock.id: clock for clock in CHONGQING.clocks if clock.of == "column" and clock.takes(class_)}
    assert found.keys() == {own, national}
    start = date(2026, 3, 31)
    assert found[own].due(start, CALENDAR).on < found[national].due(start, CALENDAR).on


@pytest.mark.parametrize("class_", ["interview", "survey"])
def test_surveys_have_a_longest_interval_and_a_number_in_the_year(class_):
    found = {
        clock.id: str(clock.shape)
        for clock in CHONGQING.clocks
        if clock.of == "column" and clock.takes(class_)
    }
    assert found == {"CQ-18-SURVEY": "12 months", "CQ-18-SURVEY-YEAR": "3 per year"}


def test_every_letter_has_its_own_two_months():
    clock = CHONGQING.clock("CQ-18-INTERACT")
    assert (clock.of, clock.starts, clock.stops) == ("letter", ("letter.received",), "letter.answered")
    assert all(clock.takes(class_) for class_ in ("enquiry", "suggestion", "complaint", "report", ""))


def test_a_change_of_staff_is_filed_when_the_office_says():
    clock = CHONGQING.clock("CQ-06-FILE")
    assert (clock.left_open, clock.figure) == (True, "及时")
    with pytest.raises(NotSet):
        clock.due(date(2026, 3, 2), CALENDAR)
    own = load("chongqing", overlays=[{"clocks": [{"id": "CQ-06-FILE", "within": "3 workdays"}]}])
    assert own.clock("CQ-06-FILE").due(date(2026, 2, 13), CALENDAR).on == date(2026, 2, 25)


# The answer to an application ---------------------------------------------------------------------------


def test_the_answer_counts_from_the_application_and_no_other_answer_clock_runs():
    clock = CHONGQING.clock("CQ-19-FOI")
    assert (clock.starts, clock.stops) == (("request.applied",), "request.answered")
    ids = {one.id for one in CHONGQING.clocks}
    assert "CN-33-ANSWER" not in ids
    assert ids >= {"CN-30-CORRECT-NOTICE", "CN-32-THIRD", "CN-34-COMAKER"}


def test_without_events_the_answer_is_due_on_30_march():
    assert answer().on == date(2026, 3, 30)


def test_a_third_party_that_replies_stops_it_until_the_reply():
    consult = Consult("third_party", date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 20))
    found = answer(consults=(consult,))
    # 3 to 6 and 9 March are five; 23 March to 3 April ten more, 7 to 10 and 13 April the rest.
    assert (found.on, found.suspended) == (date(2026, 4, 13), ((date(2026, 3, 10), date(2026, 3, 20)),))


def test_a_silent_third_party_stops_it_for_fifteen_working_days_after_its_receipt():
    found = answer(consults=(Consult("third_party", date(2026, 3, 9), date(2026, 3, 10)),))
    assert (found.on, found.suspended) == (date(2026, 4, 22), ((date(2026, 3, 10), date(2026, 3, 31)),))


def test_consultations_at_the_same_time_are_not_counted_twice():
    consults = (
        Consult("third_party", date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 20)),
        Consult("other_organ", date(2026, 3, 16), date(2026, 3, 16), date(2026, 3, 18)),
        Consult("comaker", date(2026, 3, 18), date(2026, 3, 19), date(2026, 3, 24)),
    )
    found = answer(consults=consults)
    # 10 to 24 March is one stretch; 25 March to 3 April eight days, 7 to 10 April four, 13 to 15 April three.
    assert (found.on, found.suspended) == (date(2026, 4, 15), ((date(2026, 3, 10), date(2026, 3, 24)),))


def test_while_a_consultation_is_not_received_there_is_no_date():
    with pytest.raises(StillOpen):
        answer(consults=(Consult("third_party", date(2026, 3, 9)),))


def test_a_correction_starts_it_again():
    assert answer(corrected=date(2026, 3, 12)).on == date(2026, 4, 10)


@pytest.mark.parametrize(
    ("days", "due"), [(1, date(2026, 3, 31)), (10, date(2026, 4, 14)), (20, date(2026, 4, 28))]
)
def test_it_may_be_extended_as_the_national_article_33_has_it(days, due):
    assert answer(extension=days).on == due


def test_it_is_never_extended_by_more():
    with pytest.raises(Impossible):
        answer(extension=21)
