"""Lines of a form that are a regime's own, and special matters: what they ask, freeze and refuse."""

import json
from copy import deepcopy
from datetime import date

import pytest
import yaml

from rules.content import Material, check, passages_of
from rules.content_form import stated
from rules.form import missing
from rules.matter import asked, words_of
from rules.model import Content, Kind, flat, nested
from rules.problems import RegimeError
from rules.regime import BUILT_IN, Regime, load

JIANGSU = load("jiangsu")
OWN = {"source_site": "xinhua", "method": ("mail", "phone"), "reposted_on": ""}
TODAY = date(2026, 2, 9)


def content(**fields):
    return Content(kind=Kind.PUBLISH, title="标题", body="正文", fields=fields)


def test_own_fields_are_frozen_with_the_content_and_come_back():
    written = content(**OWN)
    again = Content.from_json(written.canonical())
    assert again.fields == {"source_site": "xinhua", "method": ("mail", "phone")}
    assert again.hash() == written.hash() != content().hash()
    assert {*again.differs_from(content(source_site="gov"))} == {"source_site", "method"}
    assert again.value("method") == ["mail", "phone"]
    assert again.value("title") == "标题"
    assert again.value("nothing") is None


def test_a_content_without_them_has_the_hash_it_always_had():
    assert "fields" not in content().data()
    assert "matter" not in content().data()


def test_a_content_is_laid_flat_and_back():
    data = content(**OWN).data()
    assert flat(data)["source_site"] == "xinhua"
    assert nested(flat(data)) == data
    assert nested({"title": "a"}) == {"title": "a"}


@pytest.mark.parametrize("fields", [{"x": 1}, {"x": ["a", 2]}, {"x": None}])
def test_other_values_are_no_fields(fields):
    with pytest.raises(ValueError, match="own field"):
        Content.from_json(json.dumps({"kind": "publish", "fields": fields}))


# What is asked --------------------------------------------------------------------------------------


def asks(**held):
    return [line.name for line in missing(JIANGSU.lines(Kind.PUBLISH), kind=Kind.PUBLISH, held=held)]


def test_a_line_is_asked_in_its_cases_only():
    assert not {"source_site", "attended", "method", "oa_number"} & {*asks()}
    assert {"source_site", "reposted_on", "source_url"} <= {*asks(source="media")}
    assert "source_site" not in asks(source="own")
    assert "oa_number" in asks(mode="oa")
    assert "signed_sheet" not in asks(mode="oa")
    assert {"signed_sheet", "review_form"} <= {*asks(mode="paper")}
    assert "why_reported" in asks(**{"class": "news"}, attended="heads")
    assert "why_reported" not in asks(**{"class": "news"}, attended="nobody")


def test_a_file_that_was_taken_out_is_asked_for_again():
    held = {"mode": "paper", "signed_sheet": "签字件.pdf", "attachments": ["签字件.pdf"]}
    assert "signed_sheet" not in asks(**held)
    assert "signed_sheet" in asks(**{**held, "attachments": []})


def test_a_policy_without_plan_and_explanation_is_not_whole():
    held = {"class": "policy", "attachments": ["办法.docx"]}
    assert {"interpretation_plan", "interpretation"} <= {*asks(**held)}
    names = {"interpretation_plan": "方案.docx", "interpretation": "解读.docx"}
    whole = {**held, **names, "attachments": ["办法.docx", *names.values()]}
    assert not {"interpretation_plan", "interpretation"} & {*asks(**whole)}


# What is stated -------------------------------------------------------------------------------------


def found_in(**how):
    item = Content(kind=Kind.PUBLISH, title="标题", body="正文如下。", **how)
    found = check(Material(item, [*passages_of(item)]), regime=JIANGSU, today=TODAY)
    return [one.kind for one in found]


MARKS = {"source_site": "xinhua", "reposted_on": "2026-02-08", "source_url": "https://www.news.cn/a.html"}


def test_the_marks_of_a_repost_may_stand_in_the_form():
    assert "repost_fields" in found_in(source="media")
    assert not {"repost_fields", "repost_source"} & {*found_in(source="media", fields=MARKS)}
    other = {**MARKS, "source_site": "某某资讯网"}
    assert "repost_source" in found_in(source="media", fields=other)


def test_method_and_closing_date_of_a_consultation_may_stand_in_the_form():
    own = {"method": ("mail",), "closes_on": "2026-03-20"}
    assert "consultation_incomplete" in found_in(class_="solicitation")
    assert "consultation_incomplete" not in found_in(class_="solicitation", fields=own)
    told = stated(Content(kind=Kind.PUBLISH, fields=own), JIANGSU)
    assert told.splitlines() == ["征集方式:电子邮件", "征集截止日期:2026-03-20"]


@pytest.mark.parametrize(("closes", "is_short"), [("2026-03-10", True), ("2026-03-11", False)])
def test_a_consultation_of_less_than_thirty_days_is_pointed_out(closes, is_short):
    own = {"method": ("mail",), "closes_on": closes}
    assert ("consultation_short" in found_in(class_="solicitation", fields=own)) is is_short


def test_what_is_written_in_an_own_line_is_looked_through():
    assert "mobile" in found_in(fields={"why_reported": "联系人电话13800138000。"})


# Special matters ------------------------------------------------------------------------------------


def test_a_matter_keeps_some_common_lines_and_asks_its_own_after_the_title():
    names = [line.name for line in JIANGSU.lines(Kind.PUBLISH, "topic")]
    assert names[:4] == ["title", "purpose", "keeper", "ends_on"]
    assert "body" not in names
    assert [step.key for step in JIANGSU.way(Kind.PUBLISH, "topic").steps] == [
        "head",
        "office",
        "webadmin",
        "confirm",
    ]
    assert JIANGSU.way(Kind.PUBLISH, "feedback") is JIANGSU.routes[Kind.PUBLISH]
    assert JIANGSU.lines(Kind.PUBLISH) is JIANGSU.lines(Kind.PUBLISH)


def test_a_regime_that_was_stored_before_reads_as_it_did():
    merged = json.loads(load("kaiping").canonical())
    del merged["matters"]
    merged["form"] = [
        {
            key: held
            for key, held in line.items()
            if key not in ("type", "when", "starts", "at", "range", "most")
        }
        for line in merged["form"]
        if not line["type"]
    ]
    old = Regime.restore(json.dumps(merged))
    assert old.matters == ()
    assert all(not line.type and line.when == () for line in old.form)


# Mistakes -------------------------------------------------------------------------------------------

LINE = {
    "name": "own_one",
    "type": "text",
    "text": {"zh_CN": "一项", "en": "One"},
    "kinds": ["publish"],
    "cite": "第七条",
    "says": {"zh_CN": "写明", "en": "Stated"},
}
MATTER = {
    "key": "try",
    "text": {"zh_CN": "试", "en": "Try"},
    "cite": "第七条",
    "says": {"zh_CN": "试", "en": "Try"},
}
OWN_LINE = {key: value for key, value in LINE.items() if key != "kinds"}


@pytest.mark.parametrize(
    ("line", "key", "told"),
    [
        ({"type": None}, "form[own_one].name", "a line of your own names its type"),
        ({"type": "texts"}, "form[own_one].type", "must be one of: text, long, date, choice"),
        ({"name": "body"}, "form[15].name", "must not repeat an earlier one"),
        ({"name": "matter"}, "form[matter].type", "is a field that there is; it takes no type"),
        ({"type": "choice"}, "form[own_one].choices", "choice and several have choices"),
        ({"starts": "solicitation.closed"}, "form[own_one].starts", "is for dates only"),
        ({"type": "date", "starts": "solicitation.over"}, "form[own_one].starts", "must be one of"),
        ({"range": "past"}, "form[own_one].range", "is for dates only"),
        ({"type": "tick", "most": 3}, "form[own_one].most", "is for words and numbers only"),
        ({"unless": "boddy"}, "form[own_one].unless", "no such line of the form, the nearest is body"),
        ({"when": {"clazz": "news"}}, "form[own_one].when", "the nearest is class"),
        ({"when": {"class": "newz"}}, "form[own_one].when.class", "the nearest is news"),
        ({"at": "later"}, "form[own_one].at", "must be one of: submitted, published, found: later"),
    ],
)
def test_a_mistake_in_a_line_is_told_with_its_place(tmp_path, line, key, told):
    found = yaml.safe_load((BUILT_IN / "jiangsu.yaml").read_text("utf-8"))
    found["form"].insert(15, {**LINE, **line})
    assert told in wrong(tmp_path, found)[key]


@pytest.mark.parametrize(
    ("matter", "key", "told"),
    [
        ({"leaves": ["boddy"]}, "matters[try].leaves[0]", "no such line of the form, the nearest is body"),
        ({"leaves": ["title"]}, "matters[try].leaves[0]", "no such line of the form"),
        ({"kind": "ask"}, "matters[try].kind", "must be one of: publish, modify, delete"),
        ({"ends": ["liaison.filed"]}, "matters[try].ends[0]", "needs a date in the form that starts it"),
        ({"ends": ["item.published"]}, "matters[try].ends[0]", "its way brings about"),
        ({"form": [{**OWN_LINE, "type": None}]}, "matters[try].form[own_one].name", "names its type"),
        ({"route": {"steps": []}}, "matters[try].route.steps", "must be a list of at least 1"),
        ({"pages": False}, "matters[try].pages", "no such key, the nearest is page"),
    ],
)
def test_a_mistake_in_a_matter_is_told_with_its_place(tmp_path, matter, key, told):
    found = yaml.safe_load((BUILT_IN / "jiangsu.yaml").read_text("utf-8"))
    found["matters"].append({**MATTER, **matter})
    assert told in wrong(tmp_path, found)[key]


def test_a_condition_may_name_a_column_and_an_own_tick(tmp_path):
    found = yaml.safe_load((BUILT_IN / "jiangsu.yaml").read_text("utf-8"))
    tick = {**LINE, "name": "sure", "type": "tick"}
    more = {**LINE, "when": [{"column": "tzgg"}, {"sure": "yes"}]}
    found["form"] += deepcopy([tick]) + deepcopy([more])
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), "utf-8")
    lines = load(path).lines(Kind.PUBLISH)
    for held in ({"column": "tzgg"}, {"sure": "yes"}):
        assert "own_one" in {line.name for line in asked(lines, words_of({**held, "method": ["mail"]}))}
    assert "own_one" not in {line.name for line in asked(lines, words_of({"column": "gzdt"}))}
    found["form"][-1]["when"] = {"sure": "no"}
    assert "no such choice, the nearest is" not in (told := wrong(tmp_path, found))["form[own_one].when.sure"]
    assert "known: yes" in told["form[own_one].when.sure"]


def test_the_way_of_a_matter_is_checked_like_any_other(tmp_path):
    found = yaml.safe_load((BUILT_IN / "jiangsu.yaml").read_text("utf-8"))
    route = found["matters"][0]["route"]
    route["steps"][0]["role"] = "heads"
    route["steps"][1]["when"] = {"class": "news"}
    told = wrong(tmp_path, found)
    assert "the nearest is head" in told["matters[topic].route.steps[0].role"]
    assert "no such field that a condition may name" in told["matters[topic].route.steps[1].when"]


def wrong(tmp_path, found):
    """What is told of a file, by the place it is told of; each place has its line."""
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), "utf-8")
    with pytest.raises(RegimeError) as error:
        load(path, lang="en")
    assert all(problem.line > 0 and problem.file.endswith("own.yaml") for problem in error.value.problems)
    return {problem.key: problem.allowed.en + f", found: {problem.found}" for problem in error.value.problems}
