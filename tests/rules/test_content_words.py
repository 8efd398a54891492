"""Lists of words: found in one pass, dated, excused, and laid over by an office."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import content_lists, lines
from rules.content_lists import Entry, WordList, built_in, entry, office_file, overlaid, read
from rules.content_plain import plain
from rules.content_words import LONGEST, Automaton
from rules.problems import RegimeError

TODAY = date(2026, 2, 9)
WORDS = st.lists(st.text("甲乙丙", min_size=1, max_size=5), min_size=1, max_size=8, unique=True)


@given(WORDS, st.text("甲乙丙丁", max_size=60))
def test_it_finds_what_a_simple_search_finds(words: list[str], text: str):
    slow = {
        (place + len(word), word)
        for word in words
        for place in range(len(text))
        if text.startswith(word, place)
    }
    automaton = Automaton(words)
    assert {(end, words[number]) for end, number in automaton.ends(text)} == slow


@given(WORDS, st.text("甲乙丙丁", max_size=60))
def test_leftmost_longest_and_none_overlapping(words: list[str], text: str):
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    expected = [(one.start(), one.end()) for one in re.finditer(longest_first, text)]
    assert [(start, end) for start, end, _ in Automaton(words).find(text)] == expected


class Counting(dict[str, int]):
    """A state's ways on, which counts how often it is asked."""

    asked = 0

    def get(self, char: str, default: Any = None) -> Any:
        Counting.asked += 1
        return super().get(char, default)


@pytest.mark.parametrize(
    "words",
    [
        ["a" * n + "b" for n in range(1, LONGEST)],
        ["ab" * 19, "b" * 39, "a" * 20],
        ["政府" * 10, "府政" * 10, "政" * 20],
    ],
)
@pytest.mark.parametrize("text", ["a" * 20_000, "ab" * 10_000, "政府" * 10_000, "b" * 20_000])
def test_moves_are_at_most_two_a_character(words: list[str], text: str):
    """A43: counted, not timed: no list of words makes a text slow."""
    automaton = Automaton(words)
    automaton._go = [Counting(one) for one in automaton._go]
    Counting.asked = 0
    automaton.find(text)
    assert Counting.asked <= 2 * len(text)


@pytest.mark.parametrize("word", ["", "长" * (LONGEST + 1)])
def test_a_word_has_a_length(word: str):
    with pytest.raises(ValueError, match="characters"):
        Automaton([word])


def found(words: WordList, text: str, *, today: date = TODAY) -> list[tuple[str, str]]:
    return [(hit.shown, hit.want) for hit in words.find(plain(text), today=today)]


def test_an_entry_counts_on_its_days():
    dated = built_in()["severe"].laid_over(
        [Entry("张三局长", "李四局长", (), date(2026, 1, 1), date(2026, 3, 31))]
    )
    assert found(dated, "张三局长讲话", today=date(2025, 12, 31)) == []
    assert found(dated, "张三局长讲话", today=date(2026, 1, 1)) == [("张三局长", "李四局长")]
    assert found(dated, "张三局长讲话", today=date(2026, 3, 31)) == [("张三局长", "李四局长")]
    assert found(dated, "张三局长讲话", today=date(2026, 4, 1)) == []


def test_a_longer_word_excuses():
    assert found(built_in()["severe"], "国务完成") == []
    assert found(built_in()["severe"], "国务完批准") == [("国务完", "国务院")]


def test_an_office_lays_its_own_over():
    own = {
        "typo": {"add": [{"word": "读网记", "right": "读网纪"}], "drop": ["贯砌"]},
        "nonsense": {"add": []},
    }
    lists = overlaid(own)
    assert found(lists["typo"], "读网记，贯砌") == [("读网记", "读网纪")]
    assert lists["severe"] is built_in()["severe"]


def test_words_are_compared_in_their_plain_form():
    mine = built_in()["sensitive"].laid_over([Entry("ＡＢ案")])
    assert found(mine, "关于A\u200bB案的说明") == [("A\u200bB案", "")]


def every_entry() -> Iterator[tuple[str, Entry]]:
    for key, words in built_in().items():
        for one in words.entries:
            yield key, one


def test_the_lists_of_the_house_are_sound():
    assert set(built_in()) == {"advertising", "illness", "sensitive", "severe", "stability", "typo"}
    for key, one in every_entry():
        assert found(built_in()[key], one.word), one
        assert one.right not in {one.word, *one.unless}, one
        for excused in one.unless:
            assert one.word in excused, one
            assert found(built_in()[key], excused) == [], one
        if one.right:
            assert not found(built_in()["severe"], one.right), one
            assert not found(built_in()["typo"], one.right), one


def test_an_entry_goes_out_as_it_came_in():
    for _, one in every_entry():
        assert entry(one.data()) == one


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "key: x\nseverity: stop\ntext: {zh_CN: 一, en: a}\ncite: 第一条\nsays: {zh_CN: 一, en: a}\n",
            "severity",
        ),
        ("key: x\n", "缺少此项"),
    ],
)
def test_a_wrong_list_is_told_by_its_line(text: str, told: str):
    with pytest.raises(RegimeError, match=told):
        read(lines.parse(text.encode(), name="own.yaml"))


def test_a_wrong_entry_is_told_by_its_line():
    text = "wording:\n  typo:\n    add:\n    - {word: a}\n    - {word: b, since: 明天}\n    - {word: a}\n  typos: {}\n"
    tree = lines.parse(text.encode(), name="own.yaml")
    with pytest.raises(RegimeError, match=r"own\.yaml:5.*since") as caught:
        office_file(tree, lang="zh_CN")
    assert len(caught.value.problems) == 3  # the day, the word given twice, and a list that is none


def test_an_offices_file_is_plain_values():
    text = "cleared_numbers: [0750-2212345, 138 0013 8000]\nwording:\n  sensitive:\n    add: [{word: 某案, since: 2026-01-01}]\n"
    held = office_file(lines.parse(text.encode(), name="own.yaml"), lang="zh_CN")
    assert held == {
        "cleared_numbers": ["07502212345", "13800138000"],
        "wording": {"sensitive": {"add": [{"word": "某案", "since": "2026-01-01"}], "drop": []}},
    }
    assert found(overlaid(held["wording"])["sensitive"], "关于某案") == [("某案", "")]


@pytest.mark.parametrize(
    "text", ["cleared_numbers: [12345]\n", "wordings: {}\n", "wording: {typo: {add: [{word: ''}]}}\n"]
)
def test_a_file_that_is_wrong_is_refused(text: str):
    with pytest.raises(RegimeError):
        office_file(lines.parse(text.encode(), name="own.yaml"), lang="en")


def test_a_list_has_its_bound(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(content_lists, "MOST_WORDS", 2)
    text = "wording: {typo: {add: [{word: a}, {word: b}]}, severe: {add: [{word: c}]}}\n"
    with pytest.raises(RegimeError, match="at most 2 entries"):
        office_file(lines.parse(text.encode(), name="own.yaml"), lang="en")


def test_the_first_word_in_a_stretch():
    ill, text = built_in()["illness"], plain("患者张三，高血压，糖尿病")
    assert ill.first_in(text, 0, len(text.text), today=TODAY) == "高血压"
    assert ill.first_in(text, 0, 4, today=TODAY) == ""
    dated = ill.laid_over([Entry("高血压", since=date(2027, 1, 1))])
    assert dated.first_in(text, 0, len(text.text), today=TODAY) == "糖尿病"
