import json
from pathlib import Path

import pytest
import yaml

from rules import lines, regime
from rules.lines import Unreadable
from rules.model import Kind, Text
from rules.problems import Problem, RegimeError
from rules.regime import Regime, load
from rules.units import forms

KAIPING = load("kaiping")
NATIONAL = sum(clock["id"].startswith("CN-") for clock in KAIPING.merged["clocks"])
SOURCE = regime.BUILT_IN / "kaiping.yaml"


def refused(path, *, overlays=(), lang="en"):
    with pytest.raises(RegimeError) as caught:
        load(path, overlays=overlays, lang=lang)
    return str(caught.value).splitlines()


def edited(tmp_path, *changes):
    """Kaiping's file with some lines replaced, under its own name; and where each change stands."""
    text = SOURCE.read_text("utf-8")
    places = []
    for old, new in changes:
        assert old in text, old
        places.append(text[: text.index(old)].count("\n") + 1)
        text = text.replace(old, new, 1)
    path = tmp_path / "office.yaml"
    path.write_text(text, "utf-8")
    return path, *places


def overlay(tmp_path, text):
    path = tmp_path / "choices.yaml"
    path.write_text(text, "utf-8")
    return path


# What is loaded ---------------------------------------------------------------------------------------


def test_the_built_in_regimes_are_listed_without_the_base():
    assert "kaiping" in regime.names()
    assert "base" not in regime.names()


def test_a_path_and_a_name_give_the_same_regime():
    assert load(SOURCE) == KAIPING
    assert load(str(SOURCE)).digest == KAIPING.digest


def test_the_canonical_form_brings_back_the_same_regime():
    again = Regime.restore(KAIPING.canonical())
    assert again == KAIPING
    assert again.canonical() == KAIPING.canonical()
    assert again.digest == KAIPING.digest


def test_the_canonical_form_is_sorted_tight_and_readable():
    text = KAIPING.canonical()
    assert json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":")) == text
    assert "第二十一条" in text


def test_a_choice_of_the_office_is_another_regime():
    chosen = load("kaiping", overlays=[{"exemption_mode": "secrecy_only"}])
    assert chosen.digest != KAIPING.digest
    assert Regime.restore(chosen.canonical()) == chosen


def test_parts_are_found_by_name():
    assert KAIPING.clock("KP-21-PROPOSE").figure == "7个工作日"
    assert KAIPING.field("class").choices[0].key == "activities"
    assert KAIPING.routes[Kind.PUBLISH].step("office").acts == ("secrecy",)
    for missing in (KAIPING.clock, KAIPING.field, KAIPING.routes[Kind.PUBLISH].step):
        with pytest.raises(KeyError):
            missing("nothing")


# What an office may set -------------------------------------------------------------------------------


def test_an_office_names_its_people_and_makes_its_choices(tmp_path):
    path = overlay(
        tmp_path,
        """
        number_prefix: SFJ
        exemption_mode: short_route
        roles:
          liaison: {zh_CN: 信息联络员}
        terms:
          group: {zh_CN: 工作群, en: group}
        separation: {may_share: [[webadmin, office]]}
        reminders: {before: [5, 1]}
        office_targets: {publish: {within: 2 workdays}}
        office_hours: {start: 09:00}
        reasons:
          - {key: inaccurate, text: {zh_CN: 请核对数据, en: Please check the data}}
          - key: late
            text: {zh_CN: 已过时效, en: Out of date}
            cite: 第十四条
            says: {zh_CN: 信息已无公开意义, en: The information no longer matters}
        important_triggers:
          - key: leaders
            text: {zh_CN: 涉及局主要领导, en: Concerns the bureau's head}
            cite: 办公室要求
            says: {zh_CN: 主要领导的活动和讲话, en: What the head does and says}
        form:
          - {name: mode, choices: [{key: page, text: {zh_CN: 网页, en: page}}], default: page}
        """,
    )
    office = load("kaiping", overlays=[path])
    assert office.number_prefix == "SFJ"
    assert office.exemption_mode == "short_route"
    assert office.roles["liaison"] == Text("信息联络员", KAIPING.roles["liaison"].en)
    assert office.terms["group"].en == "group"
    assert office.separation.may_share == {frozenset({"office", "webadmin"})}
    assert office.ladders.before == (5, 1)
    assert office.ladders.overdue
    assert str(office.office_targets["publish"].within) == "2 workdays"
    assert office.office_hours.start == 540
    assert [line.key for line in office.reasons] == [*(line.key for line in KAIPING.reasons), "late"]
    assert office.reasons[0].text.en == "Please check the data"
    assert office.reasons[0].cite == KAIPING.reasons[0].cite
    assert office.important_triggers[0].key == "leaders"
    assert office.field("mode").default == "page"
    assert office.field("mode").says == KAIPING.field("mode").says


def test_overlays_lie_over_one_another_in_order(tmp_path):
    path = overlay(tmp_path, "number_prefix: AA\nexemption_mode: secrecy_only\n")
    office = load("kaiping", overlays=[path, {"number_prefix": "BB"}, {}])
    assert (office.number_prefix, office.exemption_mode) == ("BB", "secrecy_only")
    assert load("kaiping", overlays=[path, {"exemption_mode": None}]).exemption_mode is None


def test_settings_may_be_plain_values():
    office = load("kaiping", overlays=[{"reminders": {"before": (2, 0), "overdue": False}}])
    assert (office.ladders.before, office.ladders.overdue) == ((2, 0), False)


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"clocks": [{"id": "KP-21-PUBLISH", "within": "90 workdays"}]}, "clocks[KP-21-PUBLISH].within"),
        ({"clocks": [{"within": "90 workdays"}]}, "clocks[0].within"),
        ({"clocks": "none"}, "clocks"),
        ({"routes": {"publish": {"steps": []}}}, "routes.publish.steps"),
        ({"routes": {"delete": {"resumes": "returner"}}}, "routes.delete.resumes"),
        ({"secrecy": {"aspects": [{"key": "secret", "cite": "办公室要求"}]}}, "secrecy.aspects[secret].cite"),
        ({"separation": {"shareable": [["head", "office"]]}}, "separation.shareable"),
        ({"form": [{"name": "title", "required": []}]}, "form[title].required"),
        ({"regime": "mine"}, "regime"),
        ({"forbidden": None}, "forbidden"),
    ],
)
def test_what_the_regulation_settles_is_not_the_offices_to_set(settings, key):
    assert f"overlay:0: {key}: the regulation sets this; an office cannot" in refused(
        "kaiping", overlays=[settings]
    )


def test_a_role_is_named_in_both_languages():
    (told,) = refused("kaiping", overlays=[{"roles": {"head": "股长"}}])
    assert told == "overlay:0: roles.head: a sentence in both {zh_CN: …, en: …}, found: 股长"


def test_an_empty_list_takes_nothing_away():
    assert load("kaiping", overlays=[{"clocks": [], "reasons": []}]) == KAIPING


def test_a_bare_name_in_a_list_of_lines_is_refused():
    (told,) = refused("kaiping", overlays=[{"clocks": ["KP-21-PUBLISH"]}])
    assert told.endswith("must hold keys and values, found: KP-21-PUBLISH")


@pytest.mark.parametrize("settings", [{"routes": ["publish"]}, {"routes": {"publish": "none"}}])
def test_an_overlay_of_the_wrong_shape_is_refused(settings):
    assert "the regulation sets this; an office cannot" in refused("kaiping", overlays=[settings])[0]


def test_an_overlay_file_must_be_a_mapping(tmp_path):
    path = overlay(tmp_path, "- number_prefix: AA\n")
    told = refused("kaiping", overlays=[path])
    assert told == [f"{path}:1: must hold keys and values, found: [{{number_prefix}}]"]


def test_only_the_pair_that_the_regulation_leaves_open_may_share_a_person():
    told = refused("kaiping", overlays=[{"separation": {"may_share": [["head", "office"]]}}])
    assert told == [
        "overlay:0: separation.may_share[0]: must be one of: office + webadmin, found: [head, office]"
    ]


def test_an_offices_target_never_cites_an_article():
    settings = {"office_targets": {"publish": {"cite": "第二十一条"}}}
    assert refused("kaiping", overlays=[settings]) == [
        "overlay:0: office_targets.publish.cite: must be one of: 办公室要求, found: 第二十一条"
    ]


# What is wrong, where, and in which words ---------------------------------------------------------------


def test_an_unknown_key_is_refused_with_the_nearest_name_in_both_languages(tmp_path):
    path, line = edited(tmp_path, ("number_prefix: KP", "number_prefxi: KP"))
    assert refused(path)[0].startswith(
        f"{path}:{line}: number_prefxi: no such key, the nearest is number_prefix; known: regime, title,"
    )
    assert refused(path, lang="zh_CN")[0].startswith(
        f"{path}:{line}: number_prefxi: 没有这一项，最接近的是 number_prefix；可写：regime、title、"
    )


def test_an_unknown_key_far_from_all_names_lists_them(tmp_path):
    path = overlay(tmp_path, "# choices\n\nqqqq: 1\n")
    told = refused("kaiping", overlays=[path])
    assert told[0].startswith(f"{path}:3: qqqq: no such key; known: regime, title,")
    assert refused("kaiping", overlays=[path], lang="zh_CN")[0].startswith(
        f"{path}:3: qqqq: 没有这一项；可写："
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        (
            "within: 7 workdays",
            "within: 7 moons",
            "clocks[KP-21-PROPOSE].within",
            f"must be one of: {', '.join(forms())}, found: 7 moons",
        ),
        (
            "scope: unit",
            "scope: street",
            "routes.publish.steps[0].scope",
            "must be one of: unit, organisation, concerned, found: street",
        ),
        (
            "when: important",
            "when: urgent",
            "routes.publish.steps[1].when",
            "must be one of: important, null, found: urgent",
        ),
        (
            "cite: 第十八条（二）",
            "cite: 见办法",
            "routes.publish.steps[0].cite",
            "an article such as 第十八条（二）, or 办公室要求, found: 见办法",
        ),
        (
            "cite: 第十八条\n",
            "cite: 第十八条、\n",
            "routes.publish.cite",
            "an article such as 第十八条（二）, or 办公室要求, found: 第十八条、",
        ),
        ("number_prefix: KP", "number_prefix: kp", "number_prefix", "1 to 8 capital letters, found: kp"),
        ("number_prefix: KP", "number_prefix: ''", "number_prefix", "1 to 8 capital letters, found: ''"),
        (
            "number_prefix: KP",
            "number_prefix: [K, P]",
            "number_prefix",
            "1 to 8 capital letters, found: [K, P]",
        ),
        (
            "regime: kaiping",
            "regime: Kai Ping",
            "regime",
            "small letters, digits and underscores, found: Kai Ping",
        ),
        (
            "kinds: [publish]\n    starts",
            "kinds: []\n    starts",
            "clocks[KP-21-PROPOSE].kinds",
            "must be given for items, and for them only, found: []",
        ),
        (
            "kinds: [publish]\n    starts",
            "kinds: [issue]\n    starts",
            "clocks[KP-21-PROPOSE].kinds[0]",
            "must be one of: publish, modify, delete, found: issue",
        ),
        (
            "starts: item.formed",
            "starts: item.from",
            "clocks[KP-21-PROPOSE].starts",
            "must be one of: item.formed, item.changed,",
        ),
        (
            "stops: item.published",
            "stops: item.formed",
            "clocks[KP-21-PUBLISH].stops",
            "must differ from the start, found: item.formed",
        ),
        (
            "id: KP-21-PUBLISH",
            "id: KP-21-PROPOSE",
            f"clocks[{NATIONAL + 1}].id",
            "must not repeat an earlier one, found: KP-21-PROPOSE",
        ),
        ("    figure: 7个工作日\n", "", "clocks[KP-21-PROPOSE].figure", "is missing"),
        (
            "zh_CN: 目录已同步, en: Catalogue synchronised",
            "zh_CN: 目录已同步",
            "acts.catalogue.text",
            "a sentence in both {zh_CN: …, en: …}, found: {zh_CN}",
        ),
        (
            "zh_CN: 目录已同步, en: Catalogue synchronised",
            "zh_CN: 目录已同步, en: [a]",
            "acts.catalogue.text",
            "a sentence in both",
        ),
        (
            "text: {zh_CN: 目录已同步, en: Catalogue synchronised}",
            "text: 目录已同步",
            "acts.catalogue.text",
            "a sentence in both",
        ),
        (
            "free: true",
            "free: perhaps",
            "form[mode].free",
            "must be one of: true, false, found: perhaps",
        ),
        ("name: title", "name: heading", "form[heading].name", "must be one of: kind, title, body,"),
        (
            "acts: [secrecy]",
            "acts: secrecy",
            "routes.publish.steps[2].acts",
            "must be a list of at least 0, found: secrecy",
        ),
        (
            "secrecy_only: {drops: [secrecy]}",
            "secrecy_all: {drops: [secrecy]}",
            "routes.publish.exempt.secrecy_all",
            "no such key, the nearest is secrecy_only; known: secrecy_only, short_route",
        ),
        (
            "secrecy_only: {drops: [secrecy]}",
            "secrecy_only: 3",
            "routes.publish.exempt.secrecy_only",
            "must hold keys and values, found: 3",
        ),
        (
            "role: head\n",
            "role: heed\n",
            "routes.publish.steps[0].role",
            "no such role, the nearest is head; known: liaison, head,",
        ),
        (
            "role: submitter",
            "role: head",
            "routes.publish.steps[6].role",
            "no such role; known: submitter, found: head",
        ),
        (
            "acts: [catalogue]",
            "acts: [cataloge]",
            "routes.modify.steps[4].acts",
            "no such act, the nearest is catalogue; known: secrecy, catalogue, found: cataloge",
        ),
        (
            "keeps: [head, leader, leader_homepage, bureau]",
            "keeps: [head, chief, bureau]",
            "routes.publish.exempt.short_route.keeps",
            "no such step; known: head, leader, office, leader_homepage, bureau, webadmin, confirm, found: chief",
        ),
        (
            "key: leader\n",
            "key: head\n",
            "routes.publish.steps[1].key",
            "must not repeat an earlier one, found: head",
        ),
        (
            "stage: publish\n",
            "stage: review\n",
            "routes.publish.steps",
            "must be review steps, then one publish step, then one confirm step",
        ),
        (
            "external: {zh_CN: 市政务服务数据局, en: city's data bureau}",
            "after: [webadmin]",  # a step that waits for a later one: the two would wait for each other
            "routes.publish.steps[4].after",
            "no such step above this one, the nearest is head; known: head, leader, office,",
        ),
        (
            "external: {zh_CN: 市政务服务数据局, en: city's data bureau}",
            "after: [bureau]",
            "routes.publish.steps[4].after",
            "no such step above this one; known: head, leader, office, leader_homepage, found: bureau",
        ),
        (
            "unless: {mode: [popup, floating]}",
            "unless: {mood: [popup, floating]}",
            "routes.publish.steps[1].unless",
            "no such field that a condition may name, the nearest is mode; known: column, class,",
        ),
        (
            "unless: {mode: [popup, floating]}",
            "unless: {class: [activites]}",
            "routes.publish.steps[1].unless.class",
            "no such choice, the nearest is activities; known: activities, organisation,",
        ),
        (
            "unless: {mode: [popup, floating]}",
            "unless: {}",
            "routes.publish.steps[1].unless",
            "must be one of: column, class, source, importance,",
        ),
        (
            "unless: {mode: [popup, floating]}",
            "quorum: share",
            "routes.publish.steps[1].quorum",
            "quorum: share, and it alone, names its share, found: share",
        ),
        (
            "unless: {mode: [popup, floating]}",
            "share: 60",
            "routes.publish.steps[1].share",
            "quorum: share, and it alone, names its share, found: 60",
        ),
        (
            "unless: {mode: [popup, floating]}",
            "share: 101",
            "routes.publish.steps[1].share",
            "a whole number from 1 to 100, found: 101",
        ),
        (
            "unless: {mode: [popup, floating]}",
            "quorum: most",
            "routes.publish.steps[1].quorum",
            "must be one of: any, all, in_turn, share, found: most",
        ),
        (
            "role: head\n        scope: unit",
            "role: head\n        scope: concerned",
            "routes.publish.steps[0].scope",
            "needs the form to require the field units, found: concerned",
        ),
        (
            "when: {mode: [popup, floating]}",
            "quorum: all",
            "routes.publish.steps[4].quorum",
            "is for steps that our own people review, found: all",
        ),
        (
            "stage: publish\n        scope: organisation",
            "stage: publish\n        scope: concerned",
            "routes.publish.steps[5].scope",
            "is for review steps only, found: concerned",
        ),
        (
            "stage: publish\n        scope: organisation",
            "stage: publish\n        scope: organisation\n        after: [head]",
            "routes.publish.steps[5].after",
            "is for review steps only",
        ),
        (
            "shareable: [[office, webadmin]]",
            "shareable: [[office, office]]",
            "separation.shareable[0]",
            "two different steps, found: [office, office]",
        ),
        (
            "shareable: [[office, webadmin]]",
            "shareable: [[office, chief]]",
            "separation.shareable[0]",
            "two different steps, found: [office, chief]",
        ),
        (
            "shareable: [[office, webadmin]]",
            "shareable: [[office]]",
            "separation.shareable[0]",
            "must be a list of at least 2, found: [office]",
        ),
        (
            "separation:\n",
            "separation:\n  head_submits: {holds: heads, reviewed_by: leader}\n",
            "separation.head_submits.holds",
            "no such role, the nearest is head; known: liaison,",
        ),
        (
            "default: proactive",
            "default: open",
            "form[disclosure].default",
            "no such choice; known: proactive, found: open",
        ),
        ("routes:\n", "routes: all\nroads:\n", "routes", "must hold keys and values, found: all"),
        (
            "separation:\n  shareable",
            "separation: strict\nseparated:\n  shareable",
            "separation",
            "must hold keys and values, found: strict",
        ),
    ],
)
def test_each_mistake_is_told_at_its_line(tmp_path, old, new, key, told):
    path, line = edited(tmp_path, (old, new))
    found = [text for text in refused(path) if f": {key}: {told}" in text]
    assert found, refused(path)
    at = int(found[0].removeprefix(f"{path}:").split(":")[0])
    shown = path.read_text("utf-8").splitlines()[at - 1]
    assert at == line or key.rpartition(".")[2].partition("[")[0] in shown or told == "is missing"


@pytest.mark.parametrize(
    "stages",
    [
        ["review", "publish"],
        ["review", "confirm"],
        ["publish", "confirm"],
        ["review", "publish", "publish", "confirm"],
        ["review", "publish", "confirm", "confirm"],
        ["publish", "review", "confirm"],
    ],
)
def test_a_route_leads_from_review_over_publication_to_confirmation(tmp_path, stages):
    tree = yaml.safe_load(SOURCE.read_text("utf-8"))
    one = {step.get("stage", "review"): step for step in tree["routes"]["delete"]["steps"]}
    tree["routes"]["delete"]["steps"] = [{**one[stage], "key": f"s{n}"} for n, stage in enumerate(stages)]
    path = tmp_path / "office.yaml"
    path.write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
    (told,) = refused(path)
    assert ": routes.delete.steps: must be review steps, then one publish step, then one confirm step" in told


def test_a_sentence_has_a_length():
    longest = {"terms": {"unit": {"zh_CN": "股" * 2000, "en": "section"}}}
    assert len(load("kaiping", overlays=[longest]).terms["unit"].zh_CN) == 2000
    longest["terms"]["unit"]["zh_CN"] += "股"
    assert len(refused("kaiping", overlays=[longest])) == 1


@pytest.mark.parametrize(
    ("prefix", "fits"), [("ABCDEFGH", True), ("ABCDEFGHI", False), ("K1", False), ("开平", False)]
)
def test_a_number_prefix_is_short_and_plain(prefix, fits):
    if fits:
        assert load("kaiping", overlays=[{"number_prefix": prefix}]).number_prefix == prefix
    else:
        assert len(refused("kaiping", overlays=[{"number_prefix": prefix}])) == 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [(True, "true"), (False, "false"), (None, "null"), (7, "7"), (["A"], "[A]"), ({}, "{}")],
)
def test_a_plain_value_of_the_wrong_kind_is_shown_as_a_file_would_have_it(value, shown):
    told = refused("kaiping", overlays=[{"number_prefix": value}])
    assert told == [f"overlay:0: number_prefix: 1 to 8 capital letters, found: {shown}"]


def test_an_office_may_work_to_the_end_of_the_day():
    assert load("kaiping", overlays=[{"office_hours": {"end": "24:00"}}]).office_hours.end == 1440


def test_every_mistake_is_told_at_once(tmp_path):
    path, first, second = edited(
        tmp_path, ("number_prefix: KP", "number_prefix: kp"), ("within: 20 workdays", "within: 20 moons")
    )
    told = refused(path)
    assert [text.split(": ")[0] for text in told] == [f"{path}:{first}", f"{path}:{second}"]


def test_a_long_wrong_value_is_cut(tmp_path):
    path, _ = edited(tmp_path, ("number_prefix: KP", f"number_prefix: {'K' * 200}"))
    assert refused(path) == [f"{path}:8: number_prefix: 1 to 8 capital letters, found: {'K' * 60}…"]


@pytest.mark.parametrize("time", ["25:00", "8.30", "08:5", "08:60", "aa:bb", "24:01"])
def test_office_hours_are_times(time):
    told = refused("kaiping", overlays=[{"office_hours": {"start": time}}])
    assert told == [f"overlay:0: office_hours.start: a time such as 08:30, found: {time}"]


def test_the_noon_break_lies_within_the_hours():
    assert load("kaiping").office_hours.noon == (720, 870)
    none = load("kaiping", overlays=[{"office_hours": {"noon": {"to": "12:00"}}}]).office_hours
    assert none.noon == (720, 720)
    for given, found in (
        ({"from": "08:00"}, "14:30"),
        ({"to": "18:00"}, "18:00"),
        ({"to": "11:00"}, "11:00"),
    ):
        (told,) = refused("kaiping", overlays=[{"office_hours": {"noon": given}}])
        assert "office_hours.noon.to: must lie within the hours" in told
        assert told.endswith(f"found: {found}")


def test_office_hours_end_after_they_start():
    told = refused("kaiping", overlays=[{"office_hours": {"end": "08:30"}}])
    assert told == ["overlay:0: office_hours.end: must be later than the start, found: 08:30"]


@pytest.mark.parametrize("n", ["-1", "61", "1.5", "三", "１", "²"])
def test_reminders_stand_within_bounds(n):
    told = refused("kaiping", overlays=[{"reminders": {"before": [n]}}])
    assert told == [f"overlay:0: reminders.before[0]: a whole number from 0 to 60, found: {n}"]


@pytest.mark.parametrize(
    ("raw", "line", "told"),
    [
        (b"regime: kaiping\nroles: {a: b\nx: [", 3, "YAML: must be valid YAML"),
        (b"regime: kaiping\nregime: other\n", 2, "YAML: must not be given twice, found: regime"),
        (b"regime: kaiping\n? [a, b]\n: c\n", 2, "YAML: a key must be one word"),
        (b"terms: &t {a: 1}\nroles: *t\n", 1, "YAML: aliases (*) are not allowed"),
        (b"a: &a [*a]\n", 1, "YAML: aliases (*) are not allowed"),
        ("regime: 开平".encode("gb18030"), 1, "YAML: must be UTF-8"),
        (b"a: \x01", 1, "YAML: must be valid YAML"),
        (b"[" * 20_000, 1, "YAML: must be valid YAML"),
        (b"# " + b"x" * lines.LIMIT, 1, f"YAML: at most {lines.LIMIT} bytes, found: {lines.LIMIT + 2}"),
        (b"a: b\n...\nc: d\n--- e", 3, "YAML: must be valid YAML"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_at_its_line(tmp_path, raw, line, told):
    path = tmp_path / "broken.yaml"
    path.write_bytes(raw)
    found = refused(path)
    assert len(found) == 1
    assert found[0].startswith(f"{path}:{line}: {told}")


def test_words_that_yaml_would_twist_stay_words(tmp_path):
    path = tmp_path / "plain.yaml"
    path.write_text("off: no\nat: 08:30\nn: 010\nnone: ~\nquoted: 'null'\nday: 2026-02-09\n", "utf-8")
    node = lines.read(path)
    assert {key: value.value for key, value in node.value.items()} == {
        "off": "no",
        "at": "08:30",
        "n": "010",
        "none": None,
        "quoted": "null",
        "day": "2026-02-09",
    }


def test_an_empty_file_says_what_is_missing(tmp_path):
    path = tmp_path / "empty.yaml"
    path.write_text("", "utf-8")
    told = refused(path)
    assert f"{path}:1: regime: is missing" in told
    assert f"{path}:1: 'clocks'" not in told


def test_a_file_that_is_not_there_is_told(tmp_path):
    path = tmp_path / "nowhere.yaml"
    assert refused(path) == [f"{path}:1: YAML: must be a readable file, found: No such file or directory"]


def test_an_unknown_regime_is_told_with_the_nearest():
    assert refused("kaipin") == [
        "kaipin:1: YAML: no such regime, the nearest is kaiping; known: " + ", ".join(regime.names())
    ]
    assert refused("北京", lang="zh_CN")[0].startswith("北京:1: YAML: 没有这个办法；已有：")


def test_a_file_without_suffix_is_read(tmp_path):
    path = tmp_path / "office"
    path.write_bytes(SOURCE.read_bytes())
    assert load(path) == KAIPING


def test_a_refusal_holds_its_problems(tmp_path):
    path, line = edited(tmp_path, ("number_prefix: KP", "number_prefix: kp"))
    with pytest.raises(RegimeError) as caught:
        load(path)
    assert caught.value.problems == (
        Problem(str(path), line, "number_prefix", Text("1 至 8 个大写字母", "1 to 8 capital letters"), "kp"),
    )
    assert str(caught.value) == f"{path}:{line}: number_prefix: 1 至 8 个大写字母，现为：kp"


def test_an_unreadable_file_says_why_by_itself(tmp_path):
    with pytest.raises(Unreadable, match="must be a readable file"):
        lines.read(tmp_path)


def test_built_in_files_hold_no_twisted_scalars():
    for path in Path(regime.BUILT_IN).glob("*.yaml"):
        assert yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("classes", "runs_for"),
    [("[]", ()), ("[activities, finance]", ("", "guides")), ("[guides]", ("", "activities", "finance"))],
)
def test_a_line_that_another_replaces_runs_for_the_classes_that_one_leaves(tmp_path, classes, runs_for):
    path, said = tmp_path / "office.yaml", "    replaces: [CN-26-PUBLISH]\n"
    text = SOURCE.read_text("utf-8").replace(said, f"    classes: {classes}\n{said}")
    path.write_text(text, "utf-8")
    found = load(path)
    national = [clock for clock in found.clocks if clock.id == "CN-26-PUBLISH"]
    asked = ("", "activities", "finance", "guides")
    runs = [class_ for class_ in asked for clock in national if clock.runs_for(Kind.PUBLISH, class_)]
    assert tuple(runs) == runs_for
    assert Regime.restore(found.canonical()) == found


def test_a_replaced_line_of_the_same_classes_is_gone(tmp_path):
    path, *_ = edited(
        tmp_path,
        ("    classes: [enquiry]", "    classes: [enquiry, suggestion]\n    replaces: [CN-19H-MESSAGE]"),
    )
    assert "CN-19H-MESSAGE" not in {clock.id for clock in load(path).clocks}
