"""When a redraw costs a code: every case of the rule, and what it must never do."""

import itertools

import pytest

from scheduler.codes import way

FACTS = ("pressed", "spare", "asked", "asks", "closes", "replaced")
CASES = [
    dict(zip(FACTS, row, strict=True))
    for row in itertools.product((False, True), repeat=len(FACTS))
    if not (row[3] and row[4])  # what can still be decided is not closed
]


@pytest.mark.parametrize(
    ("facts", "becomes"),
    [
        ({"pressed": True, "spare": True, "asked": True}, "draw"),  # 同意: the pressed card says so
        ({"spare": True, "asked": True, "closes": True}, "draw"),  # the colleague's card: decided by another
        ({"spare": True, "asked": True}, "draw"),  # decided in words: only 撤销 is left on it
        ({"spare": True, "asked": True, "asks": True}, "afresh"),  # ticked by the other reviewer
        ({"spare": True, "asked": True, "asks": True, "replaced": True}, "moved"),  # the fresh one has come
        ({"asked": True, "closes": True}, "say"),  # the codes are 72 hours old
        ({"asked": True, "closes": True, "replaced": True}, "end"),
        ({"spare": True}, "leave"),  # a step further: news, which stands on the page
        ({"spare": True, "closes": True}, "draw"),  # 办结
        ({"closes": True}, "end"),  # 撤销 has gone from what was closed before
        ({}, "leave"),
    ],
)
def test_each_case(facts: dict[str, bool], becomes: str):
    assert way(**{name: facts.get(name, False) for name in FACTS}) == becomes


def test_a_code_is_never_spent_that_is_not_there():
    for case in CASES:
        if way(**case) in {"draw", "moved"}:
            assert case["pressed"] or case["spare"], case


def test_nobody_keeps_a_card_to_press_that_means_nothing_any_more_without_hearing_of_it():
    for case in CASES:
        if case["asked"] and not case["asks"] and not case["replaced"]:
            assert way(**case) in {"draw", "say"}, case


def test_what_asks_for_something_new_always_reaches_its_reader():
    for case in CASES:
        if case["asks"] and not case["replaced"]:
            assert way(**case) in {"draw", "afresh"}, case


def test_the_spare_is_not_spent_on_news():
    for case in CASES:
        if case["spare"] and not (case["pressed"] or case["asked"] or case["closes"] or case["replaced"]):
            assert way(**case) in {"leave", "afresh"}, case
