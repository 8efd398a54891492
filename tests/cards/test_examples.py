"""Every kind and state has an example, and every example reads well in both languages."""

import importlib
import pkgutil
import re
import unicodedata

import pytest

from bot.cards import registry
from bot.cards.actions import ACTIONS
from bot.cards.answers import TOAST
from bot.cards.examples import EXAMPLES
from bot.cards.examples.answers import REFUSED
from bot.cards.registry import ClaimedTwice, UnknownKind, build, card, kinds
from bot.cards.width import TITLE, width
from locales import sentence_ids
from tests.cards.built import actions, every, texts, voice

HAN = r"[\u4e00-\u9fff]"
STATES = {
    "review.asked": {"open", "approved", "returned", "void", "withdrawn", "moved"},
    "publish.asked": {"open", "checking", "done", "void"},
    "confirm.asked": {"open", "confirmed", "wrong"},
    "submit.filed": {"review", "returned", "handover", "confirm", "closed", "withdrawn", "dropped"},
    "publish.checked": {"verified", "differs", "not_yet", "cannot_check"},
    "submit.returned": {"open", "closed"},
    "enquiry.review": {"open", "approved", "returned", "void"},
    "enquiry.task": {"assigned", "drafted", "answered", "replied", "passed_on"},
    "duty.asked": {"open", "signed", "unfinished"},
    "duty.board": {"open", "signed"},
    "duty.swap": {"open", "taken", "withdrawn"},
    "submit.proposal": {"open", "accepted", "declined"},
}


def test_every_kind_of_card_has_an_example_and_every_example_a_card():
    assert {example.kind for example in EXAMPLES} == kinds()


def test_no_two_examples_bear_the_same_name():
    names = [(example.kind, example.state) for example in EXAMPLES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", STATES)
def test_every_state_of_a_living_card_has_an_example(kind):
    shown = {example.state for example in EXAMPLES if example.kind == kind}
    assert {state for state in STATES[kind] if not any(name.startswith(state) for name in shown)} == set()


def test_every_notice_that_the_use_cases_send_has_a_card():
    for room in ("workflow", "handlers"):
        package = importlib.import_module(room)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{room}.{module.name}")
    notices = importlib.import_module("workflow.notices")
    routing = importlib.import_module("handlers.routing")
    assert set(notices.KINDS) - kinds() == set()
    assert ACTIONS - set(routing.BUTTONS) == set(), "every action has a handler"


def test_the_examples_use_every_action_and_no_other():
    used = {action for _, _, drawn in every() for action in actions(drawn) if action}
    assert used | {card.ballot.submit.action for _, _, card in every() if card.ballot} == ACTIONS


def test_a_button_without_action_opens_a_page_or_copies():
    plain = [b for _, _, drawn in every() for row in drawn.buttons for b in row if not b.action]
    assert plain
    assert all([bool(b.url), bool(b.copy), bool(b.page)].count(True) == 1 for b in plain)


def test_every_fixed_label_of_a_button_belongs_to_an_action():
    ids = {name.removeprefix("button-") for name in sentence_ids() if name.startswith("button-")}
    own = {action.replace(".", "-").replace("_", "-") for action in ACTIONS}
    others = {"copy-code", "copy-link", "open-page", "review-approve-sure", "enquiry-copy"}
    others |= {"page-files", "page-open", "page-whole"}
    others |= {"enquiry-pass-on-complaint", "enquiry-pass-on-not-ours"}
    others |= {"enquiry-replied-letter", "enquiry-replied-request", "duty-rest-ok"}
    drafts = {f"draft-{how}-{kind}" for how in ("new", "kind") for kind in ("publish", "modify", "delete")}
    assert ids - own - others - drafts == set()


def test_every_refusal_has_an_example():
    refused = {name.removeprefix("refused-") for name in sentence_ids() if name.startswith("refused-")}
    assert {code.replace(".", "-").replace("_", "-") for code in REFUSED} == refused


def test_two_claims_of_one_kind_are_refused():
    kinds()
    with pytest.raises(ClaimedTwice):
        card("review.asked")(lambda _facts, _say: None)
    assert registry._DRAWN["review.asked"].__module__ == "bot.cards.review"


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(UnknownKind, match=r"no\.such"):
        build("no.such", {}, voice())


def test_the_kind_on_the_card_is_the_kind_that_was_asked_for():
    assert all(drawn.kind == example.kind for example, _, drawn in every())


def test_titles_fit_the_strictest_platform():
    wide = [(e.kind, e.state, lang, drawn.title) for e, lang, drawn in every() if width(drawn.title) > TITLE]
    assert wide == []


def test_labels_of_our_own_fields_are_short():
    labels = {name for name in sentence_ids() if name.startswith("label-")}
    assert labels
    assert all(width(voice()(name)) <= 10 for name in labels), "五字以内"


def test_a_row_has_at_most_three_buttons():
    assert max(len(row) for _, _, drawn in every() for row in drawn.buttons) <= 3


def test_no_emoji_anywhere():
    def odd(char: str) -> bool:
        return unicodedata.category(char) in {"So", "Cs", "Co"} or "\U0001f000" <= char <= "\U0001faff"

    assert [t for _, _, drawn in every() for t in texts(drawn) if any(map(odd, t))] == []


def test_chinese_sentences_have_full_width_punctuation():
    half = re.compile(rf"{HAN}[,;:!?()]|[,;:!?()]{HAN}|{HAN}\.(?:\s|$)|\.\.\.")
    wrong = [
        (e.kind, e.state, t) for e, lang, d in every() if lang == "zh_CN" for t in texts(d) if half.search(t)
    ]
    assert wrong == []


def test_english_sentences_have_no_full_width_punctuation_of_ours():
    ids = sorted(sentence_ids())
    assert ids
    ours = re.compile(r"[，。；：！？（）、「」]")
    trees = importlib.import_module("locales.source").resources("en")
    from fluent.syntax import serialize

    assert [name for name, tree in trees.items() if ours.search(serialize(tree))] == []


def test_dates_are_written_out():
    iso = re.compile(r"\d{4}-\d{2}-\d{2}")
    shown = [(e.kind, e.state, t) for e, _, d in every() for t in texts(d) if iso.search(t)]
    allowed = {
        ("submit.draft", "asks_date"),
        ("refused", "formed.usage"),
        ("refused", "roster.end_usage"),
    }
    assert {(kind, state) for kind, state, _ in shown} <= allowed, "only as what a person may type"


def test_dates_read_as_officials_write_them():
    chinese = [t for _, lang, d in every() if lang == "zh_CN" for t in texts(d)]
    english = [t for _, lang, d in every() if lang == "en" for t in texts(d)]
    assert any("2026年2月25日" in text for text in chinese)
    assert any("25 February 2026" in text for text in english)
    assert not any(re.search(r"\d年0\d月|\d月0\d日|2,0\d\d", text) for text in chinese + english)


def test_nothing_is_left_unfilled():
    marks = re.compile(r"\{\s*\$|\$[a-z]|\?\?\?|None\b|\u2068|\u2069")
    left = [(e.kind, e.state, t) for e, _, d in every() for t in texts(d) if marks.search(t)]
    assert left == []


def test_the_summary_is_one_line_and_says_which_item():
    for example, lang, drawn in every():
        assert drawn.summary.strip(), (example.kind, lang)
        assert "\n" not in drawn.summary
        if drawn.number:
            assert drawn.number in drawn.summary, (example.kind, example.state, lang)


def test_the_summary_begins_as_the_card_does():
    for _, _, drawn in every():
        head = drawn.title or drawn.note
        start = head.split("\n")[0].rstrip("。.…").rstrip()
        assert drawn.summary.startswith(start), (drawn.kind, drawn.title, drawn.summary)


def test_answers_to_taps_are_short():
    toasts = [d for _, _, d in every() if not d.title]
    assert len(toasts) > 50
    assert max(len(d.summary) for d in toasts) <= TOAST


def test_closed_cards_have_no_button_but_undo():
    for example, _, drawn in every():
        if drawn.tone == "done":
            assert set(actions(drawn)) <= {"review.undo", "enquiry.undo"}, (example.kind, example.state)


def test_a_group_reads_no_title_and_no_name():
    private = {"陈晓", "刘建国", "周敏", "吴海燕", "郑强", "律师事务所"}
    heard = [(e, d) for e, _, d in every() if e.in_group]
    duty = {"duty.board", "duty.post"}  # who reads today is named, and ticks in place
    assert {e.kind for e, _ in heard} == {"clock.overdue", "group.bound", "group.opened", *duty}
    for example, drawn in heard:
        said = " ".join(texts(drawn))
        assert example.kind in duty or not any(name in said for name in private), example.kind
        assert "律师事务所" not in said
        assert all(line.text.count("：") == 0 for line in drawn.checklist), "what is the matter stays private"
        assert drawn.buttons == () or example.kind == "duty.board"


def test_both_languages_show_the_same_buttons_and_rows():
    by_name = {(e.kind, e.state, lang): d for e, lang, d in every()}
    for (kind, state, lang), drawn in by_name.items():
        other = by_name[kind, state, "en" if lang == "zh_CN" else "zh_CN"]
        assert sorted(actions(drawn)) == sorted(actions(other)), (kind, state)
        assert drawn.tone == other.tone
        assert drawn.wants_reply == other.wants_reply
        assert [line.state for line in drawn.checklist] == [line.state for line in other.checklist]


def test_cards_are_plain_data_without_tokens():
    for _, _, drawn in every():
        data = drawn.as_data()
        assert data["kind"] == drawn.kind
        assert "token" not in str(data).lower()


def test_the_office_words_of_an_organisation_are_used():
    say = voice(terms={"liaison": "信息联络员", "-office": "秘书科"})
    facts = {"name": "陈晓", "posts": [{"office": "人事科", "role": "liaison"}]}
    assert "人事科（信息联络员）" in build("roster.welcome", facts, say).note
    assert "秘书科" in build("roster.stranger", {}, say).note
