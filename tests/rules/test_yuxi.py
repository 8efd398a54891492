"""Yuxi's two documents as data: who reviews what, which clocks run together, and what stays open."""

from datetime import date

import pytest

from rules.cite import articles
from rules.clocks import NotSet, started_by
from rules.model import ItemFacts, Kind
from rules.problems import RegimeError
from rules.regime import load, national
from rules.route import plan
from rules.shapes import Fixed, Within
from rules.suspension import Consult, Events
from rules.workdays import Workdays

YUXI = load("yuxi")
CALENDAR = Workdays()
OPEN = {"YX1-12-2-REPLY", "YX2-13-2-REPLACE", "YX2-13-3-WITHDRAW"}
AT_ONCE = ("official_file", "instruction", "interpretation")


def steps(kind, *, important=False, head=False):
    return plan(YUXI.routes[kind], ItemFacts(kind, important=important, submitter_is_head=head))


def keys(kind, **facts):
    return [step.key for step in steps(kind, **facts)]


# The way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.PUBLISH, Kind.MODIFY])
def test_the_producing_unit_then_secrecy_then_the_leader(kind):
    assert keys(kind) == ["head", "secrecy", "leader", "webadmin", "confirm"]


@pytest.mark.parametrize("kind", list(Kind))
def test_major_information_goes_to_the_government_office_after_the_leader(kind):
    ordinary = keys(kind)
    after = ordinary.index("leader") + 1
    assert keys(kind, important=True) == [*ordinary[:after], "office", *ordinary[after:]]


def test_a_deletion_has_no_secrecy_review():
    assert keys(Kind.DELETE) == ["head", "leader", "webadmin", "confirm"]


@pytest.mark.parametrize("kind", [Kind.PUBLISH, Kind.MODIFY])
@pytest.mark.parametrize("important", [False, True])
@pytest.mark.parametrize("head", [False, True])
def test_nothing_is_published_without_its_secrecy_review_before_the_leader(kind, important, head):
    """Also when the unit's own reviewer handed it in and his step falls to the leader."""
    planned = steps(kind, important=important, head=head)
    reviewed = [step.key for step in planned if "secrecy" in step.acts]
    assert reviewed == ["secrecy"]
    order = [step.key for step in planned]
    assert order.index("secrecy") < order.index("leader")
    assert YUXI.exemptions == ()
    assert YUXI.routes[kind].exempt is None


def test_what_the_units_reviewer_hands_in_he_does_not_review():
    assert keys(Kind.PUBLISH, head=True) == ["secrecy", "leader", "webadmin", "confirm"]


def test_people_read_their_own_words():
    assert YUXI.roles["head"].zh_CN == "制作单位审查人"
    assert YUXI.roles["office"].zh_CN == YUXI.terms["office"].zh_CN == "政府办公室"
    assert YUXI.roles["leader"].zh_CN == "分管领导"
    assert YUXI.number_prefix == "YX"


def test_each_step_signs_a_sentence_that_names_its_article():
    for route in YUXI.routes.values():
        for step in route.steps:
            assert articles(step.sign.zh_CN), step.key
            assert "Article" in step.sign.en, step.key


# The clocks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("class_", AT_ONCE)
def test_three_classes_have_both_limits_and_the_shorter_one_leads(class_):
    run = started_by(YUXI.clocks, "item.formed", Kind.PUBLISH, class_)
    assert {clock.id for clock in run} == {"YX1-03-PUBLISH", "YX2-13-PUBLISH"}
    first = min(run, key=lambda clock: clock.due(date(2026, 3, 2), CALENDAR).on)
    assert (first.id, first.soft) == ("YX1-03-PUBLISH", True)


@pytest.mark.parametrize("class_", ["general", "business", "news", "enforcement", ""])
def test_all_others_have_the_twenty_days_alone(class_):
    run = started_by(YUXI.clocks, "item.formed", Kind.PUBLISH, class_)
    assert [clock.id for clock in run] == ["YX2-13-PUBLISH"]


def test_a_change_has_its_three_days_beside_the_twenty_and_of_a_file_all_three():
    run = {clock.id for clock in started_by(YUXI.clocks, "item.changed", Kind.MODIFY, "general")}
    assert run == {"YX2-13-1-UPDATE", "YX2-13-PUBLISH"}
    run = {clock.id for clock in started_by(YUXI.clocks, "item.changed", Kind.MODIFY, "official_file")}
    assert run == {"YX1-03-PUBLISH", "YX2-13-1-UPDATE", "YX2-13-PUBLISH"}


def test_only_the_first_three_classes_of_the_form_take_three_days():
    classes = [choice.key for choice in YUXI.field("class").choices]
    assert classes[:3] == list(AT_ONCE)
    assert len(classes) == 7


def test_three_national_lines_do_not_run_beside_the_citys_own_and_all_others_do():
    here = {clock.id for clock in YUXI.clocks}
    gone = {clock.id for clock in national()} - here
    assert gone == {"CN-26-PUBLISH", "CN-33-ANSWER", "CN-32-THIRD"}


def test_the_answer_keeps_what_the_national_line_gave_it():
    (replaced,) = [clock for clock in national() if clock.id == "CN-33-ANSWER"]
    own = YUXI.clock("YX2-14-1-ANSWER")
    assert (own.terms, own.shape, own.starts, own.stops) == (
        replaced.terms,
        replaced.shape,
        replaced.starts,
        replaced.stops,
    )


def test_asking_a_third_party_stops_the_answer_and_an_extension_lengthens_it():
    answer = YUXI.clock("YX2-14-1-ANSWER")
    asked = Consult("third_party", date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 11))
    found = answer.due(date(2026, 3, 2), CALENDAR, events=Events((asked,)))
    # 3 and 4 March, nothing from 5 to 11, then eighteen more from 12 March; 6 April is 清明
    assert found.on == date(2026, 4, 7)
    assert found.suspended == ((date(2026, 3, 5), date(2026, 3, 11)),)
    longer = answer.due(date(2026, 3, 2), CALENDAR, events=Events(extension=20))
    assert longer.on == date(2026, 4, 28)  # twenty to 30 March, twenty more with 6 April off


def test_a_third_party_and_a_refusal_in_three_days_exclude_each_other():
    refuse = YUXI.clock("YX2-14-2-REFUSE")
    assert refuse.classes == {"withheld"}
    assert refuse.terms.pauses == {}  # a consultation cannot stretch it: whoever must ask is not in its class
    assert (refuse.shape, refuse.remind) == (Within(3, "workdays"), (2, 1, 0))
    assert YUXI.clock("YX2-14-3-THIRD").classes == {"third_party"}


def test_what_the_text_leaves_open_has_no_number_until_the_office_sets_one():
    assert {clock.id for clock in YUXI.clocks if clock.left_open} == OPEN
    for id_ in OPEN:
        assert YUXI.clock(id_).shape is None
        with pytest.raises(NotSet):
            YUXI.clock(id_).due(date(2026, 3, 2), CALENDAR)
    office = load(
        "yuxi",
        overlays=[
            {
                "clocks": [
                    {"id": "YX1-12-2-REPLY", "within": "5 workdays"},
                    {"id": "YX2-13-3-WITHDRAW", "within": "1 workdays"},
                    {"id": "YX2-13-2-REPLACE", "on": "01-31"},
                ]
            }
        ],
    )
    assert office.clock("YX1-12-2-REPLY").due(date(2026, 2, 11), CALENDAR).on == date(2026, 2, 25)
    assert office.clock("YX2-13-3-WITHDRAW").shape == Within(1, "workdays")
    assert office.clock("YX2-13-2-REPLACE").shape == Fixed(1, 31)
    assert office.clock("YX1-12-2-REPLY").figure == "及时"


def test_a_printed_number_is_not_the_offices_to_change():
    with pytest.raises(RegimeError, match="YX1-03-PUBLISH"):
        load("yuxi", overlays=[{"clocks": [{"id": "YX1-03-PUBLISH", "within": "5 workdays"}]}])


# What is looked through --------------------------------------------------------------------------


def test_the_five_marks_of_article_7_hold_a_text_up():
    marks = [rule for rule in YUXI.content if rule.cite == "第七条"]
    assert [rule.key for rule in marks] == ["seal", "signature", "red_head", "telegram_head", "instruction"]
    assert {rule.severity for rule in marks} == {"block"}


def test_the_six_cases_of_article_10_are_forbidden_and_reviewed_one_by_one():
    tenth = [f"《制度》第十条（{n}）" for n in "一二三四五六"]
    assert [line.cite for line in YUXI.forbidden] == tenth
    assert {aspect.cite for aspect in YUXI.secrecy.aspects} >= set(tenth)


def test_major_is_what_articles_6_and_10_name():
    assert [line.cite for line in YUXI.important_triggers] == [
        "第六条（一）",
        "第六条（一）",
        "第十条",
        "第十条",
    ]


def test_the_form_asks_what_the_clocks_and_the_way_depend_on():
    required = {kind: {line.name for line in YUXI.form if kind in line.required} for kind in Kind}
    assert required[Kind.PUBLISH] >= {"title", "body", "column", "class", "formed_on", "importance", "source"}
    assert required[Kind.MODIFY] >= {"title", "column", "formed_on", "importance", "target_url", "reason"}
    assert required[Kind.DELETE] == {"title", "column", "importance", "target_url", "reason"}
    assert [choice.key for choice in YUXI.field("disclosure").choices] == ["proactive", "marked"]
    assert len(YUXI.field("type").choices) == 7  # 第八条
    assert len(YUXI.field("mode").choices) == 7  # 《制度》第十一条
    assert all(line.required <= line.kinds for line in YUXI.form)


def test_the_readings_have_no_number_of_times():
    reading = {duty.key: duty for duty in YUXI.duties}["reading"]
    assert (reading.by, reading.times, reading.always) == ("liaison", None, False)
    assert all(duty.times is None for duty in YUXI.duties)
