"""Kaiping's regulation as data: whole articles 16-19, 21 and 22, each line with its ground."""

import re
from datetime import date

import pytest

from rules.cite import articles
from rules.clocks import NotSet
from rules.model import ItemFacts, Kind
from rules.regime import load
from rules.route import plan
from rules.workdays import Workdays

KAIPING = load("kaiping")


def steps(kind, *, important=False, exemption=None, mode=None, head=False):
    rules = load("kaiping", overlays=[{"exemption_mode": mode}]) if mode else KAIPING
    facts = ItemFacts(kind, important=important, exemption=exemption, submitter_is_head=head)
    return plan(rules.routes[kind], facts)


def keys(kind, **facts):
    return [step.key for step in steps(kind, **facts)]


@pytest.mark.parametrize(
    ("kind", "important", "expected"),
    [
        (Kind.PUBLISH, False, ["head", "office", "webadmin", "confirm"]),
        (Kind.PUBLISH, True, ["head", "leader", "office", "webadmin", "confirm"]),
        (Kind.MODIFY, False, ["head", "office", "webadmin", "confirm"]),
        (Kind.MODIFY, True, ["head", "office", "leader", "webadmin", "confirm"]),
        (Kind.DELETE, False, ["head", "office", "webadmin", "confirm"]),
        (Kind.DELETE, True, ["head", "office", "leader", "webadmin", "confirm"]),
    ],
)
def test_the_leader_comes_before_the_office_for_publishing_and_after_it_otherwise(kind, important, expected):
    assert keys(kind, important=important) == expected


def test_the_secrecy_review_is_the_offices_and_deletion_has_none():
    acts = {kind: {s.key: s.acts for s in steps(kind) if s.acts} for kind in Kind}
    assert acts == {
        Kind.PUBLISH: {"office": ("secrecy",)},
        Kind.MODIFY: {"office": ("secrecy",), "webadmin": ("catalogue",)},
        Kind.DELETE: {"webadmin": ("catalogue",)},
    }


def test_the_secrecy_review_has_the_eight_aspects_of_article_16():
    aspects = [aspect.key for aspect in KAIPING.secrecy.aspects]
    assert aspects == ["nature", "scope", "form", "proactive", "secret", "suitable", "truthful", "accurate"]
    assert KAIPING.ticks(["secrecy", "catalogue"]) == (*(f"secrecy.{key}" for key in aspects), "catalogue")
    assert KAIPING.ticks([]) == ()


@pytest.mark.parametrize("kind", list(Kind))
def test_until_the_office_chooses_an_exemption_changes_nothing(kind):
    assert steps(kind, exemption="law_in_force") == steps(kind)


@pytest.mark.parametrize("kind", [Kind.PUBLISH, Kind.MODIFY])
def test_an_exemption_may_spare_the_secrecy_review_only(kind):
    exempt = steps(kind, exemption="law_in_force", mode="secrecy_only")
    office = next(step for step in exempt if step.key == "office")
    assert [step.key for step in exempt] == keys(kind)
    assert office.acts == ()
    assert "第十七条" in office.sign.zh_CN
    assert "Article 17" in office.sign.en


def test_the_short_way_goes_from_the_head_to_the_web_administrator():
    facts = {"exemption": "law_in_force", "mode": "short_route"}
    assert keys(Kind.PUBLISH, **facts) == ["head", "webadmin", "confirm"]
    assert keys(Kind.PUBLISH, important=True, **facts) == ["head", "leader", "webadmin", "confirm"]
    assert keys(Kind.MODIFY, **facts) == ["head", "office", "webadmin", "confirm"]
    assert keys(Kind.DELETE, **facts) == ["head", "office", "webadmin", "confirm"]


@pytest.mark.parametrize("kind", list(Kind))
def test_on_every_way_the_application_reaches_the_office(kind):
    for mode in ("secrecy_only", "short_route"):
        opening = [s.rule.opens for s in steps(kind, exemption="law_in_force", mode=mode)]
        assert "item.reached_office" in opening


def test_each_step_signs_a_sentence_that_names_its_article():
    for route in KAIPING.routes.values():
        for step in route.steps:
            if step.stage == "confirm":
                continue
            assert articles(step.sign.zh_CN), step.key
            assert re.search(r"Articles? \d", step.sign.en), step.key
    assert (
        KAIPING.routes[Kind.PUBLISH].step("office").sign.zh_CN
        == "已按第十六条、第二十二条审查，未发现问题，同意发布"
    )


def test_what_is_exempt_what_is_forbidden_and_the_ready_reasons():
    assert [line.cite for line in KAIPING.exemptions] == [f"第十七条（{n}）" for n in "一二三四"]
    assert all(line.evidence.zh_CN for line in KAIPING.exemptions)
    assert [line.cite for line in KAIPING.forbidden] == [f"第二十二条（{n}）" for n in "一二三四五六七八九"]
    assert len(KAIPING.reasons) == 4
    assert set(KAIPING.exemption_modes) == {"secrecy_only", "short_route"}
    assert KAIPING.exemption_mode is None


def test_the_form_holds_what_article_18_names():
    required = {kind: {f.name for f in KAIPING.form if kind in f.required} for kind in Kind}
    assert required[Kind.PUBLISH] >= {
        "title",
        "body",
        "column",
        "formed_on",
        "source",
        "importance",
        "secrecy_opinion",
    }
    assert required[Kind.PUBLISH] >= {"category", "type", "mode"}
    assert required[Kind.MODIFY] >= {"target_url", "change", "reason", "formed_on", "secrecy_opinion"}
    assert required[Kind.DELETE] == {"title", "column", "importance", "target_url", "reason"}
    assert KAIPING.field("limit_days").default_from == "column"
    assert len(KAIPING.field("class").choices) == 13
    assert len(KAIPING.field("source").choices) == 5
    assert all(field.required <= field.kinds for field in KAIPING.form)


def test_an_enquiry_has_no_time_until_the_office_sets_what_annex_3_holds():
    reply = KAIPING.clock("KP-24-REPLY")
    assert (reply.left_open, reply.figure) == (True, "附件3")
    assert (reply.starts, reply.stops) == (("letter.received",), "letter.answered")
    with pytest.raises(NotSet):
        reply.due(date(2026, 2, 12), Workdays())
    own = load("kaiping", overlays=[{"clocks": [{"id": "KP-24-REPLY", "within": "5 workdays"}]}])
    assert own.clock("KP-24-REPLY").due(date(2026, 2, 12), Workdays()).on == date(2026, 2, 26)


def test_every_section_reads_its_columns_twice_a_week():
    (duty,) = KAIPING.duties
    assert (duty.by, str(duty.times), duty.always, duty.cite) == (
        "liaison",
        "2 per week",
        False,
        "第七条（五）",
    )
    assert KAIPING.clock("KP-07-5-READ").shape == duty.times
