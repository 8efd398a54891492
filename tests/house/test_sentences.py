"""The sentences of the house: complete in both languages, none missing, none unused, office words replaceable."""

import textwrap
import timeit

import pytest

import locales
from locales import (
    BadTerms,
    MissingSentence,
    MissingVariable,
    Say,
    lint,
    pick,
    read_terms,
    say,
    sentence_ids,
    variables,
)


def test_the_sentences_are_in_order():
    assert lint() == []


def test_there_are_sentences_of_every_column():
    assert len(sentence_ids()) > 300
    assert {
        "review-asked-publish",
        "submit-filed-review",
        "clock-reminder-title",
        "refused-inner",
    } <= sentence_ids()


def test_every_sentence_needs_the_same_variables_in_both_languages():
    assert variables("zh_CN") == {name: variables("en")[name] for name in variables("zh_CN")}


@pytest.fixture
def house(tmp_path):
    """A house of one room; what it says is linted against the true sentences."""

    def build(source: str, room: str = "handlers"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "example.py").write_text(textwrap.dedent(source), "utf-8")
        return [line for line in lint(tmp_path) if "not used" not in line]

    return build


def test_a_sentence_that_does_not_exist_is_named_with_its_place(house):
    assert house("x = say('no-such-sentence')") == ["handlers/example.py:1: no sentence no-such-sentence"]


def test_a_call_without_a_variable_is_named(house):
    assert house("say('review-undone')") == ["handlers/example.py:1: review-undone needs ['number']"]


def test_a_refusal_without_its_sentence_is_named(house):
    source = """
        from workflow.desk import Refused
        raise Refused("item.exploded", number=1)
    """
    assert house(source) == ["handlers/example.py:3: no sentence refused-item-exploded"]


def test_a_refusal_without_its_facts_is_named(house):
    source = """
        from workflow.desk import Refused
        raise Refused("lookup.nothing")
    """
    assert house(source) == ["handlers/example.py:3: refused-lookup-nothing needs ['query']"]


def test_both_codes_of_a_choice_are_looked_up(house):
    source = """
        from workflow.desk import Refused
        raise Refused("item.unknown" if late else "item.exploded")
    """
    assert house(source) == ["handlers/example.py:3: no sentence refused-item-exploded"]


def test_a_command_without_its_line_of_help_is_named(house):
    assert house('@command("explode", "炸")\ndef explode(): ...') == [
        "handlers/example.py:1: no sentence command-explode"
    ]


def test_a_rules_own_refusal_is_looked_up(house):
    assert house('Refusal("review.exploded", {"n": 1})', room="rules") == [
        "rules/example.py:1: no sentence refused-review-exploded"
    ]


def test_another_modules_own_refusal_is_not_ours(house):
    assert house("raise Refused('scheme')") == []


def test_a_sentence_that_nobody_says_is_named(tmp_path):
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "example.py").write_text("say('review-undone', number=1)", "utf-8")
    found = lint(tmp_path)
    assert "zh_CN: refused-inner is not used" in found
    assert "zh_CN: review-undone is not used" not in found


def test_a_family_of_ids_counts_as_used(tmp_path):
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "example.py").write_text("say(f'refused-{code}')", "utf-8")
    assert not any("refused-" in line for line in lint(tmp_path))


# Speaking -------------------------------------------------------------------------------------------------


def test_a_sentence_is_said_in_each_language():
    assert (
        say("zh_CN", strict=True)("review-undone", number="KP-2026-0042")
        == "已撤销对KP-2026-0042的办理，请重新审批。"
    )
    assert say("en", strict=True)("done") == "Received."


def test_figures_are_not_grouped_and_nothing_is_isolated():
    text = say("zh_CN", strict=True)("refused-text-too-long", limit=20000)
    assert text == "文字过长，最多20000字。请缩短或改用附件。"


@pytest.mark.parametrize(
    ("on", "zh", "en"),
    [("2026-12-18", "2026年12月18日", "18 December 2026"), ("2026-02-09", "2026年2月9日", "9 February 2026")],
)
def test_dates_read_as_in_official_papers(on, zh, en):
    assert (say("zh_CN").day(on), say("en").day(on)) == (zh, en)


def test_instants_are_shown_as_the_clock_in_shanghai():
    assert say("zh_CN").moment("2026-11-20T02:02:00+00:00") == "11月20日 10:02"
    assert say("en").moment("2026-11-20T10:02:00+08:00") == "20 November, 10:02"
    assert say("zh_CN").moment("2026-11-20T10:02:00+08:00", with_year=True) == "2026年11月20日 10:02"


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (3, "剩3个工作日", "3 working days left"),
        (1, "剩1个工作日", "1 working day left"),
        (0, "今天到期", "due today"),
        (-2, "逾期2个工作日", "overdue by 2 working days"),
    ],
)
def test_what_is_left_is_counted_in_working_days(days, zh, en):
    assert (say("zh_CN").left(days), say("en").left(days)) == (zh, en)


@pytest.mark.parametrize(("size", "shown"), [(12, "1 KB"), (48_213, "48 KB"), (20_971_520, "21.0 MB")])
def test_sizes_are_short(size, shown):
    assert say("zh_CN").size(size) == shown


def test_a_text_of_a_data_file_is_picked_by_language():
    text = {"zh_CN": "第二十一条", "en": "Article 21"}
    assert (pick(text, "en"), pick(text, "zh_CN"), pick(text, "fr")) == (
        "Article 21",
        "第二十一条",
        "第二十一条",
    )
    assert (pick("原样", "en"), pick(None, "en")) == ("原样", "")


@pytest.mark.parametrize(
    ("code", "lang"),
    [("zh-hans", "zh_CN"), ("zh", "zh_CN"), ("en-GB", "en"), ("fr", "zh_CN"), (None, "zh_CN")],
)
def test_a_platforms_language_is_understood(code, lang):
    assert locales.language(code) == lang


def test_in_tests_a_missing_sentence_or_variable_raises():
    voice = say("en", strict=True)
    with pytest.raises(MissingSentence, match="no-such"):
        voice("no-such")
    with pytest.raises(MissingVariable, match="review-undone"):
        voice("review-undone")
    with pytest.raises(MissingVariable, match="review-undone"):
        voice("review-undone", number=None)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("value", ["100%s 甲", 3, 2026, 1.5, "长" * 3000])
def test_what_is_said_again_reads_the_same(lang, value):
    for name, needed in variables(lang).items():
        voice = Say(lang, strict=True)
        given = dict.fromkeys(needed, value)
        first = voice(name, **given)  # by Fluent
        assert voice(name, **given) == first  # cut at its variables, where it chooses between no forms
        assert not needed or voice(name, **{**given, "more": "x"}) == first


def test_in_service_the_best_text_is_shown_and_the_gap_is_logged(caplog):
    voice = say("en", strict=False)
    assert voice("no-such-in-service") == "no-such-in-service"
    assert "undone" in voice("review-undone", nothing="here")
    assert "no-such-in-service" in caplog.text


def test_a_sentence_missing_in_english_is_said_in_chinese(monkeypatch):
    from locales import sentences

    english, chinese = sentences._bundle("en", ()), sentences._bundle("zh_CN", ())
    only = {"done": chinese._messages["done"]}
    monkeypatch.setattr(english, "_messages", {k: v for k, v in english._messages.items() if k not in only})
    sentences._say.cache_clear()
    assert say("en", strict=False)("done") == "已收到。"
    with pytest.raises(MissingSentence, match=r"done \(en\)"):
        say("en", strict=True)("done")
    sentences._say.cache_clear()


def test_strictness_may_be_set_for_a_whole_process():
    try:
        locales.be_strict()
        with pytest.raises(MissingSentence):
            say("zh_CN")("no-such")
    finally:
        locales.be_strict(on=False)
    assert say("zh_CN")("no-such") == "no-such"


def test_values_of_any_length_and_kind_pass_literally():
    voice = say("zh_CN", strict=True)
    long = "长{ $x }" * 2000
    assert voice("item-named", title=long) == f"「{long}」"
    assert voice("diff-changed", label="a" * 3000, before="b" * 3000, after="c") == (
        f"{'a' * 3000}：由「{'b' * 3000}」改为「c」"
    )


def test_speaking_is_quick():
    voice = say("zh_CN", strict=True)
    facts = {"name": "吴海燕", "at": "2月10日 10:02", "verdict": "approved", "number": "KP-2026-0042"}
    best = min(timeit.repeat(lambda: voice("refused-review-decided", **facts), number=200, repeat=7)) / 200
    assert best < 100e-6, f"{best * 1e6:.0f} µs"


# Office words -----------------------------------------------------------------------------------------------


def test_an_organisation_uses_its_own_words():
    own = say("zh_CN", {"liaison": "信息联络员"}, strict=True)
    assert own("role-liaison") == "信息联络员"
    assert say("zh_CN", strict=True)("role-liaison") == "信息员"


def test_a_word_for_one_language_leaves_the_other():
    terms = {"-office": {"zh_CN": "电子政务中心", "en": "e-government centre"}, "unit": "处室"}
    assert say("zh_CN", terms)("deadline-office") == "电子政务中心要求"
    assert say("en", terms)("deadline-office") == "required by the e-government centre"
    assert "section" in say("en", terms)("refused-roster-usage")


def test_words_may_stand_in_a_file_of_their_own(tmp_path):
    file = tmp_path / "words.ftl"
    file.write_text("# 本单位用语\n-liaison = 信息联络员\n    .en = information contact\n", "utf-8")
    assert say("zh_CN", file)("role-liaison") == "信息联络员"
    assert say("en", file)("role-liaison") == "information contact"
    assert read_terms(file) == (("en", "liaison", "information contact"), ("zh_CN", "liaison", "信息联络员"))


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("-liaison = 联络员\n-laison = 联络员\n", 2, "-laison"),
        ("# 用语\n\nliaison = 联络员\n", 3, "liaison"),
        ("-liaison = { $name }\n", 1, "{ … }"),
        ("-liaison = 联络员\n    .fr = contact\n", 1, "-liaison.fr"),
        ("-liaison = 联络员\n这不是Fluent\n", 2, "这不是Fluent"),
    ],
)
def test_a_wrong_word_is_refused_with_its_line(tmp_path, text, line, found):
    file = tmp_path / "words.ftl"
    file.write_text(text, "utf-8")
    with pytest.raises(BadTerms) as refusal:
        read_terms(file)
    assert (refusal.value.file, refusal.value.line, refusal.value.found) == (str(file), line, found)
    assert refusal.value.allowed


def test_an_unknown_word_in_settings_names_the_known_ones():
    with pytest.raises(BadTerms, match=r"-liaison.*found: boss"):
        locales.check_terms({"boss": "局长"})
    with pytest.raises(BadTerms, match="one line"):
        say("zh_CN", {"office": "办公\n室"}, strict=True)
    with pytest.raises(BadTerms, match=r"zh_CN, en; found: office\.fr"):
        locales.check_terms({"office": {"fr": "bureau"}})


def test_in_service_a_wrong_word_is_left_out_and_the_others_are_used(caplog):
    voice = say("zh_CN", {"boss": "局长", "liaison": "联络员"}, strict=False)
    assert voice("role-liaison") == "联络员"
    assert "boss" in caplog.text


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(BadTerms, match="readable"):
        read_terms(tmp_path / "nowhere.ftl")
    (tmp_path / "gbk.ftl").write_bytes("-liaison = 联络员".encode("gbk"))
    with pytest.raises(BadTerms, match="UTF-8"):
        read_terms(tmp_path / "gbk.ftl")


def test_the_regimes_words_are_known_terms():
    from pathlib import Path

    import yaml

    import rules

    known = set(locales.term_ids())
    for path in (Path(rules.__file__).parent / "regimes").glob("*.yaml"):
        terms = (yaml.safe_load(path.read_text("utf-8")) or {}).get("terms") or {}
        assert set(terms) <= known, path.name
        assert say("en", terms, strict=True)("role-liaison")


def test_every_office_word_is_in_the_glossary():
    from pathlib import Path

    from fluent.syntax import ast

    from locales.source import resources

    glossary = Path(locales.__file__).parents[1] / "docs" / "glossary.md"
    rows = glossary.read_text("utf-8").splitlines()
    words = {}
    for lang in locales.LANGUAGES:
        for entry in resources(lang)["terms.ftl"].body:
            if isinstance(entry, ast.Term):
                words.setdefault(entry.id.name, []).append(entry.value.elements[0].value)
    assert len(words) == len(locales.term_ids())
    assert [
        pair for pair in words.values() if not any("◆" in row and all(w in row for w in pair) for row in rows)
    ] == []
