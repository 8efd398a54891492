"""Zhuhai's rules as data: three roles, two quotas, other units' confirmation, and much that is left open."""

from datetime import date

import pytest

from rules.cite import articles
from rules.clocks import NotSet, started_by
from rules.model import ItemFacts, Kind
from rules.regime import load, national
from rules.route import plan
from rules.shapes import Times
from rules.workdays import Workdays

ZHUHAI = load("zhuhai")
CALENDAR = Workdays()
OPEN = {"ZH-06-4-PUBLISH", "ZH-06-4-REPLY"}


def steps(kind, *, important=False, head=False):
    return plan(ZHUHAI.routes[kind], ItemFacts(kind, important=important, submitter_is_head=head))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("important", [False, True])
def test_the_leader_in_charge_reviews_and_the_first_responsible_person_settles(kind, important):
    keys = [step.key for step in steps(kind, important=important)]
    assert keys == ["leader", "head", "webadmin", "confirm"]


def test_the_roles_are_those_that_the_text_names():
    named = {key: ZHUHAI.roles[key].zh_CN for key in ("liaison", "leader", "head", "office")}
    assert named == {"liaison": "信息员", "leader": "分管领导", "head": "单位负责人", "office": "市信息中心"}
    assert ZHUHAI.terms["liaison"].zh_CN == "信息员"
    assert ZHUHAI.number_prefix == "ZH"


@pytest.mark.parametrize("kind", [Kind.PUBLISH, Kind.MODIFY])
@pytest.mark.parametrize("head", [False, True])
def test_the_leader_holds_the_secrecy_review_also_of_what_the_head_hands_in(kind, head):
    planned = steps(kind, head=head)
    assert [step.key for step in planned if "secrecy" in step.acts] == ["leader"]
    assert "head" not in {step.key for step in planned} or not head
    assert ZHUHAI.routes[kind].exempt is None


def test_a_deletion_has_no_secrecy_review():
    assert [step.acts for step in steps(Kind.DELETE)] == [(), (), (), ()]


def test_each_step_signs_a_sentence_that_names_its_article():
    for route in ZHUHAI.routes.values():
        for step in route.steps:
            assert articles(step.sign.zh_CN), step.key
            assert "Article 6" in step.sign.en, step.key


def test_all_answer_for_four_qualities_and_for_what_other_units_confirmed():
    cites = {aspect.key: aspect.cite for aspect in ZHUHAI.secrecy.aspects}
    assert list(cites) == ["secret", "internal", "agreed", "lawful", "accurate", "valid", "standard"]
    assert cites["secret"] == cites["internal"] == "第六条（三）"
    assert cites["agreed"] == "第六条（六）"
    assert all("第六条（七）" in cites[key] for key in ("lawful", "accurate", "valid", "standard"))


def test_what_concerns_other_units_is_held_up_until_they_confirm():
    rules = {rule.key: rule for rule in ZHUHAI.content}
    assert (rules["co_units"].severity, rules["co_units"].cite) == ("block", "第六条（六）")
    assert "co_units" in {reason.key for reason in ZHUHAI.reasons}
    assert "确认" in ZHUHAI.field("attachments").says.zh_CN


def test_nothing_secret_is_taken_at_all():
    stops = [rule.key for rule in ZHUHAI.content if rule.severity == "stop"]
    assert stops == ["secret_mark"]


def test_two_quotas_are_all_that_the_text_counts():
    own = {clock.id: clock for clock in ZHUHAI.clocks if not clock.id.startswith("CN-")}
    assert {id_ for id_, clock in own.items() if clock.left_open} == OPEN
    assert own["ZH-06-4-WEEKLY"].shape == Times(1, "week")
    assert own["ZH-06-4-MONTHLY"].shape == Times(1, "month")
    assert own.keys() == OPEN | {"ZH-06-4-WEEKLY", "ZH-06-4-MONTHLY"}


def test_every_national_line_runs_beside_them():
    assert {clock.id for clock in national()} <= {clock.id for clock in ZHUHAI.clocks}
    run = started_by(ZHUHAI.clocks, "item.formed", Kind.PUBLISH, "news")
    assert {clock.id for clock in run} == {"CN-26-PUBLISH", "ZH-06-4-PUBLISH"}


@pytest.mark.parametrize("id_", sorted(OPEN))
def test_what_is_called_timely_has_no_number_until_the_office_sets_one(id_):
    clock = ZHUHAI.clock(id_)
    assert (clock.shape, clock.figure) == (None, "及时")
    with pytest.raises(NotSet):
        clock.due(date(2026, 3, 2), CALENDAR)
    office = load("zhuhai", overlays=[{"clocks": [{"id": id_, "within": "5 workdays"}]}])
    assert office.clock(id_).due(date(2026, 2, 11), CALENDAR).on == date(2026, 2, 25)


def test_complaints_are_answered_here_like_enquiries_and_suggestions():
    assert ZHUHAI.clock("ZH-06-4-REPLY").classes == {"enquiry", "suggestion", "complaint"}


def test_a_week_without_a_working_day_has_none_to_aim_at():
    weekly = ZHUHAI.clock("ZH-06-4-WEEKLY")
    festival = weekly.due(date(2026, 2, 16), CALENDAR)
    assert (festival.on, festival.advise_by) == (date(2026, 2, 22), None)
    assert [step.kind for step in festival.explain] == ["period", "no_workday"]
    before = weekly.due(date(2026, 2, 15), CALENDAR)  # a Sunday ends its own week
    assert (before.on, before.advise_by) == (date(2026, 2, 15), date(2026, 2, 14))


def test_the_leader_in_charge_hears_of_what_is_overdue_before_the_head_of_the_unit():
    assert [rung.role for rung in sorted(ZHUHAI.ladders.upwards, key=lambda rung: rung.days)] == [
        "leader",
        "head",
        "office",
    ]


def test_there_is_no_reading_of_the_site_here_but_a_monthly_check_of_what_stands_still():
    by = {duty.key: (duty.by, str(duty.times)) for duty in ZHUHAI.duties}
    assert by == {
        "upkeep": ("liaison", "1 per month"),
        "interaction": ("liaison", "None"),
        "monitoring": ("office", "None"),
        "training": ("office", "None"),
        "assessment": ("office", "1 per year"),
    }


def test_the_form_asks_for_the_classes_of_the_annex():
    required = {kind: {line.name for line in ZHUHAI.form if kind in line.required} for kind in Kind}
    assert required[Kind.PUBLISH] >= {"title", "body", "column", "class", "type", "formed_on", "source"}
    assert required[Kind.MODIFY] >= {"target_url", "change", "reason", "formed_on"}
    assert required[Kind.DELETE] == {"title", "column", "importance", "target_url", "reason"}
    texts = [choice.text.zh_CN for choice in ZHUHAI.field("class").choices]
    assert len(texts) == 11
    assert not any("非行政许可" in text for text in texts)  # abolished since
    assert ZHUHAI.reposts.fields == ("来源",)
