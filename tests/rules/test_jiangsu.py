"""Jiangsu's regulation as data: who reviews, what leaders' rank changes, which clocks run for which class."""

from datetime import date

import pytest

from rules.clocks import NotSet, started_by
from rules.model import ItemFacts, Kind
from rules.problems import RegimeError
from rules.regime import load
from rules.route import plan
from rules.workdays import Workdays

JIANGSU = load("jiangsu")
CALENDAR = Workdays()
GOVERNMENT = ("document", "policy", "notice", "solicitation")


def keys(kind, **facts):
    return [step.key for step in plan(JIANGSU.routes[kind], ItemFacts(kind, **facts))]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_publicity_division_reviews_first_and_the_head_of_department_settles_what_is_important(kind):
    assert keys(kind) == ["head", "office", "webadmin", "confirm"]
    assert keys(kind, important=True) == ["head", "office", "leader", "webadmin", "confirm"]


def test_the_divisions_own_review_is_the_secrecy_review_and_deletion_has_none():
    acts = {kind: {s.key: s.acts for s in JIANGSU.routes[kind].steps if s.acts} for kind in Kind}
    assert acts == {
        Kind.PUBLISH: {"head": ("secrecy",)},
        Kind.MODIFY: {"head": ("secrecy",)},
        Kind.DELETE: {},
    }
    assert [aspect.key for aspect in JIANGSU.secrecy.aspects] == ["secret", "timing", "wording"]


def test_what_a_head_hands_in_himself_the_head_of_department_reviews():
    steps = plan(JIANGSU.routes[Kind.PUBLISH], ItemFacts(Kind.PUBLISH, submitter_is_head=True))
    assert [(step.key, step.role) for step in steps][:2] == [("head", "leader"), ("office", "office")]
    assert steps[0].acts == ("secrecy",)


def test_what_is_important_and_the_heads_own_keeps_its_secrecy_review():
    facts = ItemFacts(Kind.PUBLISH, important=True, submitter_is_head=True)
    steps = plan(JIANGSU.routes[Kind.PUBLISH], facts)
    assert [(step.key, step.acts) for step in steps if step.stage == "review"] == [
        ("office", ()),
        ("leader", ("secrecy",)),
    ]


def test_the_site_is_in_the_hands_of_the_publicity_division():
    assert JIANGSU.terms["office"].zh_CN == JIANGSU.roles["office"].zh_CN == "新闻宣传处"
    assert JIANGSU.routes[Kind.PUBLISH].step("office").opens == "item.reached_office"


def test_the_leaders_rank_makes_an_item_important():
    assert [line.key for line in JIANGSU.important_triggers] == ["decisions", "principal"]
    assert {line.cite for line in JIANGSU.important_triggers} == {"第十八条"}


def test_the_form_asks_for_class_source_and_the_papers_of_the_review():
    required = {kind: {f.name for f in JIANGSU.form if kind in f.required} for kind in Kind}
    assert required[Kind.PUBLISH] >= {
        "title", "body", "column", "class", "formed_on", "source", "importance", "mode", "secrecy_opinion",
    }  # fmt: skip
    assert required[Kind.MODIFY] >= {"target_url", "change", "reason", "formed_on", "secrecy_opinion"}
    assert required[Kind.DELETE] == {"title", "column", "importance", "target_url", "reason"}
    assert [choice.key for choice in JIANGSU.field("source").choices] == [
        "superior",
        "reported",
        "media",
        "own",
    ]
    assert [choice.key for choice in JIANGSU.field("mode").choices] == ["oa", "paper"]


@pytest.mark.parametrize("class_", GOVERNMENT)
def test_government_information_has_the_outer_bound_of_article_10_instead_of_the_national_one(class_):
    started = {clock.id for clock in started_by(JIANGSU.clocks, "item.formed", Kind.PUBLISH, class_)}
    assert started == {"JS-10-TIMELY", "JS-10-PUBLISH"}


@pytest.mark.parametrize("class_", ["news", "news_leaders", "news_principal"])
def test_news_has_the_national_bound_and_reaches_the_site_in_good_time(class_):
    started = {clock.id for clock in started_by(JIANGSU.clocks, "item.formed", Kind.PUBLISH, class_)}
    assert started == {"JS-11-NEWS", "CN-26-PUBLISH"}


def test_what_has_no_class_yet_has_the_national_bound():
    started = {clock.id for clock in started_by(JIANGSU.clocks, "item.formed", Kind.PUBLISH)}
    assert started == {"CN-26-PUBLISH"}


@pytest.mark.parametrize("id_", ["JS-10-TIMELY", "JS-11-NEWS"])
def test_good_time_is_for_the_office_to_set(id_):
    clock = JIANGSU.clock(id_)
    assert (clock.left_open, clock.shape, clock.figure) == (True, None, "及时")
    with pytest.raises(NotSet):
        clock.due(date(2026, 2, 12), CALENDAR)
    own = load("jiangsu", overlays=[{"clocks": [{"id": id_, "within": "3 workdays"}]}]).clock(id_)
    assert own.due(date(2026, 2, 12), CALENDAR).on == date(
        2026, 2, 24
    )  # 13 and 14 February, then the festival


def test_the_outer_bound_is_not_for_the_office_to_set():
    with pytest.raises(RegimeError):
        load("jiangsu", overlays=[{"clocks": [{"id": "JS-10-PUBLISH", "within": "30 workdays"}]}])


def test_its_missing_measures_on_disclosure_leave_the_national_clocks():
    ids = {clock.id for clock in JIANGSU.clocks}
    assert ids >= {"CN-30-CORRECT-NOTICE", "CN-33-ANSWER", "CN-32-THIRD", "CN-34-COMAKER"}
    assert ids >= {"CN-DEC15-CONSULT", "CN-XF-NOTICE", "CN-XF-CLOSE", "CN-YQ-5H"}


def test_the_four_days_run_for_enquiries_and_suggestions_beside_the_national_yardstick():
    reply = JIANGSU.clock("JS-19-REPLY")
    assert [reply.takes(class_) for class_ in ("enquiry", "suggestion", "complaint", "report")] == [
        True, True, False, False,
    ]  # fmt: skip
    yardstick = JIANGSU.clock("CN-19H-MESSAGE")
    start = date(2026, 2, 12)
    assert reply.due(start, CALENDAR).on < yardstick.due(start, CALENDAR).on


def test_one_reader_a_day_rest_days_included():
    duty = next(duty for duty in JIANGSU.duties if duty.key == "round")
    assert (duty.by, str(duty.times), duty.always) == ("webadmin", "1 per day", False)
    assert JIANGSU.clock("JS-25-DAILY").shape == duty.times
    assert duty.times.span(date(2026, 2, 17)) == (date(2026, 2, 17), date(2026, 2, 17))
    assert {duty.key for duty in JIANGSU.duties if duty.times is None} == {"content_check", "evaluation"}


def test_reposts_come_from_the_listed_sources_with_three_marks():
    assert JIANGSU.reposts.fields == ("来源网站", "转载时间", "转载链接")
    assert len(JIANGSU.reposts.sources) == 8
    assert {"人民日报", "新华社", "新华日报", "中国政府网"} < set(JIANGSU.reposts.sources)


def test_what_a_text_is_looked_through_for():
    severities = {rule.key: rule.severity for rule in JIANGSU.content}
    assert severities["secret"] == "stop"
    assert {key for key, severity in severities.items() if severity == "block"} == {
        "interpretation", "solicitation", "repost", "marks", "evidence", "heads_activities",
    }  # fmt: skip
    assert severities["leaders_activities"] == severities["two_columns"] == "warn"
