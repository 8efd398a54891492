"""Every chain of the five regulations, walked step by step: who is asked after whom, and what together."""

import pytest
import yaml

from rules.approval import Next, opening
from rules.form import missing
from rules.model import ItemFacts, Kind
from rules.problems import RegimeError
from rules.regime import BUILT_IN, load, names
from rules.route import plan

REGIMES = {name: load(name) for name in names()}
SHORT = load("kaiping", overlays=[{"exemption_mode": "short_route"}])


def walked(rules, kind=Kind.PUBLISH, **facts):
    """What stands open one after the other, side by side joined with +; the hand-over last."""
    planned, done, told = plan(rules.routes[kind], ItemFacts(kind, **facts)), set(), []
    while isinstance(found := opening(planned, done), Next):
        told.append("+".join(step.key for step in found.steps))
        done |= {step.key for step in found.steps}
    return " > ".join([*told, found.step.key])


def fields(**held):
    return tuple(held.items())


CHAINS = {
    "Kaiping 18: head, Office": ("kaiping", {}, "head > office > webadmin"),
    "Kaiping 18(2): what is important, the leader before the Office": (
        "kaiping",
        {"important": True},
        "head > leader > office > webadmin",
    ),
    "Kaiping 19(2): modified, the leader after the Office": (
        "kaiping",
        {"kind": Kind.MODIFY, "important": True},
        "head > office > leader > webadmin",
    ),
    "Kaiping 19: deleted": ("kaiping", {"kind": Kind.DELETE}, "head > office > webadmin"),
    "Kaiping 20: a pop-up goes through the city's bureau": (
        "kaiping",
        {"fields": fields(mode="popup")},
        "head > office > bureau > webadmin",
    ),
    "Kaiping 20 after 19: an important floating notice, the leader after the Office": (
        "kaiping",
        {"fields": fields(mode="floating"), "important": True},
        "head > office > leader_homepage > bureau > webadmin",
    ),
    "Kaiping 20: a pop-up is taken down by the bureau too": (
        "kaiping",
        {"kind": Kind.DELETE, "fields": fields(mode="popup")},
        "head > office > bureau > webadmin",
    ),
    "Yuxi 6(1), 6(2): general and business information": (
        "yuxi",
        {"class_": "business"},
        "head > secrecy > leader > webadmin",
    ),
    "Yuxi 6(1): major information of the whole city": (
        "yuxi",
        {"class_": "general", "important": True},
        "head > secrecy > leader > office > webadmin",
    ),
    "Yuxi 6(3): marked for publication when issued": (
        "yuxi",
        {"class_": "official_file", "fields": fields(disclosure="marked")},
        "head > secrecy > webadmin",
    ),
    "Yuxi 6(3): not so marked": (
        "yuxi",
        {"class_": "official_file", "fields": fields(disclosure="proactive")},
        "head > secrecy > leader > webadmin",
    ),
    "Yuxi 10: major news, the department above beside the Government Office": (
        "yuxi",
        {"class_": "news", "important": True},
        "head > secrecy > leader > office+superior > webadmin",
    ),
    "Yuxi 10: other news": ("yuxi", {"class_": "news"}, "head > secrecy > leader > webadmin"),
    "Zhuhai 6: nobody else concerned": ("zhuhai", {}, "leader > head > webadmin"),
    "Zhuhai 6(6): three units confirm together, then the first responsible person": (
        "zhuhai",
        {"units": (5, 7, 8)},
        "leader > co_units@5+co_units@7+co_units@8 > head > webadmin",
    ),
    "Zhuhai 6(6): a modification as well": (
        "zhuhai",
        {"kind": Kind.MODIFY, "units": (5, 7)},
        "leader > co_units@5+co_units@7 > head > webadmin",
    ),
    "Jiangsu 15, 16: reviewed by oneself, then sent for review": (
        "jiangsu",
        {"class_": "document"},
        "head > office > webadmin",
    ),
    "Jiangsu 17: a notice outside the office system": (
        "jiangsu",
        {"class_": "notice"},
        "head > office > disclosure > webadmin",
    ),
    "Jiangsu 18: major decisions and what the head of department attends": (
        "jiangsu",
        {"class_": "news_principal"},
        "head > office > leader > webadmin",
    ),
    "Jiangsu 18: leaders of deputy department rank and up": (
        "jiangsu",
        {"class_": "news_leaders"},
        "head > office > webadmin",
    ),
    "Jiangsu 18: anything important": (
        "jiangsu",
        {"class_": "notice", "important": True},
        "head > office > disclosure > leader > webadmin",
    ),
    "Qijiang 15: the second and the third review": ("chongqing", {}, "head > leader > webadmin"),
    "Qijiang 15: deleted": ("chongqing", {"kind": Kind.DELETE}, "head > leader > webadmin"),
}


@pytest.mark.parametrize(("name", "facts", "chain"), CHAINS.values(), ids=CHAINS)
def test_who_is_asked_after_whom(name, facts, chain):
    assert walked(REGIMES[name], **facts) == chain


def test_an_exempt_pop_up_still_goes_through_the_bureau():
    facts = {"exemption": "law_in_force", "fields": fields(mode="popup"), "important": True}
    assert walked(SHORT, **facts) == "head > leader_homepage > bureau > webadmin"


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("kind", list(Kind))
def test_every_body_outside_is_recorded_by_its_proof_and_by_nobody_without_one(name, kind):
    for step in REGIMES[name].routes[kind].steps:
        if step.external:
            facts = ItemFacts(kind, True, class_="", units=())
            ways = [facts, *(ItemFacts(kind, True, class_=c, fields=f) for c, f in _cases(step))]
            found = [
                one for way in ways for one in plan(REGIMES[name].routes[kind], way) if one.key == step.key
            ]
            assert found
            assert all("proof" in one.acts for one in found)


def _cases(step):
    for case in step.when:
        held = {name: min(values) for name, values in case.fields if name != "importance"}
        yield held.pop("class", ""), tuple(held.items())


def test_the_six_aspects_are_signed_on_both_levels_of_qijiang_and_named_in_one_sentence():
    steps = plan(REGIMES["chongqing"].routes[Kind.PUBLISH], ItemFacts(Kind.PUBLISH))
    for step in steps[:2]:
        assert step.acts == ("secrecy",)
        assert "六个方面" in step.sign.zh_CN
    assert len(REGIMES["chongqing"].secrecy.aspects) == 6


@pytest.mark.parametrize(("class_", "wanted"), [("policy", True), ("document", False), ("news", False)])
def test_in_jiangsu_a_policy_is_not_handed_in_without_its_explanation(class_, wanted):
    held = {"class": class_, "body": "正文"}
    gaps = [line.name for line in missing(REGIMES["jiangsu"].form, kind=Kind.PUBLISH, held=held)]
    assert ("attachments" in gaps) is wanted
    held |= {"attachments": ["解读.docx"]}
    gaps = [line.name for line in missing(REGIMES["jiangsu"].form, kind=Kind.PUBLISH, held=held)]
    assert "attachments" not in gaps


def test_a_condition_may_name_an_exemption_that_there_is(tmp_path):
    found = yaml.safe_load((BUILT_IN / "kaiping.yaml").read_text("utf-8"))
    leader = found["routes"]["publish"]["steps"][1]
    leader["unless"] = [{"exemption": "law_in_force"}, {"exemption": "law_in_farce"}]
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(found, allow_unicode=True), "utf-8")
    with pytest.raises(RegimeError) as wrong:
        load(path, lang="en")
    (told,) = wrong.value.problems
    assert told.key == "routes.publish.steps[1].unless.exemption"
    assert "the nearest is law_in_force" in told.allowed.en


def test_an_office_sets_no_condition_of_the_form():
    overlay = {"form": [{"name": "attachments", "required_when": {"class": "notice"}}]}
    with pytest.raises(RegimeError) as wrong:
        load("jiangsu", overlays=[overlay])
    assert [problem.key for problem in wrong.value.problems] == ["form[attachments].required_when"]
