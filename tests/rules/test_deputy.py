"""代理: the days that words name, and who can sit for whom."""

from datetime import date

import pytest

from rules.deputy import LONGEST_DAYS, Span, Standing, judge, read_span

TODAY = date(2026, 2, 9)
LIU, MA, ZHOU = 2, 4, 3


def days(first, last):
    return Span(date(2026, 2, first), date(2026, 2, last))


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("1天", days(9, 9)),
        ("3天", days(9, 11)),
        ("３ 天", days(9, 11)),
        ("3 days", days(9, 11)),
        ("1周", days(9, 15)),
        ("2个星期", days(9, 22)),
        ("到2月13日", days(9, 13)),
        ("至2026-02-13", days(9, 13)),
        ("until 2026-02-13", days(9, 13)),
        ("2月11日到2月12日", days(11, 12)),
        ("从2月11日至2月12日", days(11, 12)),
        ("今天", days(9, 9)),
        ("2月10日", days(10, 10)),
        ("0天", None),
        ("0周", None),
        ("到什么时候", None),
        ("从何时到何时", None),
        ("2月11日到何时", None),
        ("几天", None),
    ],
)
def test_the_days_that_words_name(words, span):
    assert read_span(words, today=TODAY) == span


def code(wish, standing=(), *, bound=True, seats=True, alike=()):
    found = judge(wish, standing, today=TODAY, bound=bound, seats=seats, alike=alike)
    return None if found is None else found.code


def test_who_can_sit_for_whom():
    wish = Standing(LIU, MA, days(9, 11))
    assert code(wish) is None
    assert code(Standing(LIU, LIU, days(9, 11))) == "deputy.self"
    assert code(wish, seats=False) == "deputy.no_seat"
    assert code(wish, bound=False) == "deputy.unbound"
    assert code(Standing(LIU, MA, days(8, 11))) == "deputy.past"
    assert code(Standing(LIU, MA, days(12, 11))) == "deputy.past"
    assert (
        code(Standing(LIU, MA, Span(TODAY, date.fromordinal(TODAY.toordinal() + LONGEST_DAYS - 1)))) is None
    )
    assert (
        code(Standing(LIU, MA, Span(TODAY, date.fromordinal(TODAY.toordinal() + LONGEST_DAYS))))
        == "deputy.too_long"
    )


def test_one_deputy_at_a_time_for_a_post():
    wish = Standing(LIU, MA, days(9, 11), "head")
    assert code(wish, [Standing(LIU, ZHOU, days(11, 12))]) == "deputy.overlaps"
    assert code(wish, [Standing(LIU, ZHOU, days(11, 12), "head")]) == "deputy.overlaps"
    assert code(wish, [Standing(LIU, ZHOU, days(9, 12), "office")]) is None
    assert code(wish, [Standing(LIU, ZHOU, days(12, 13))]) is None


def test_nobody_signs_once_for_two():
    wish = Standing(LIU, MA, days(9, 11))
    assert code(wish, [Standing(ZHOU, MA, days(10, 10))], alike={ZHOU}) == "deputy.busy"
    assert code(wish, [Standing(ZHOU, MA, days(10, 10))]) is None
    assert code(wish, [Standing(ZHOU, MA, days(12, 12))], alike={ZHOU}) is None


def test_a_deputy_is_there_and_sits_for_nobody_through_another():
    wish = Standing(LIU, MA, days(9, 11))
    assert code(wish, [Standing(MA, ZHOU, days(10, 10))]) == "deputy.away"
    assert code(wish, [Standing(ZHOU, LIU, days(10, 10))]) == "deputy.stands_in"
    assert code(wish, [Standing(MA, ZHOU, days(12, 12)), Standing(ZHOU, LIU, days(13, 13))]) is None
