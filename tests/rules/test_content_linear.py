"""No text and no word makes the checks slow: every pattern is bounded, and the moves are counted."""

import re
import time
from collections.abc import Iterator
from datetime import date
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import pytest

from rules import content, content_dates, content_form, content_identity, content_marks
from rules.content_plain import plain
from rules.model import Content, Kind
from rules.regime import load

MODULES = (content_dates, content_form, content_identity, content_marks)
UNBOUNDED = {"_RUN", "_GROUP"}  # one loop each, every turn of which begins with another sign than it ends on
MOST_WITHIN = 400  # turns of a repeat, times those of one inside it
TODAY = date(2026, 2, 9)


def patterns(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern):
            yield name, value
        elif isinstance(value, dict):
            yield from ((f"{name}.{key}", one) for key, one in value.items() if isinstance(one, re.Pattern))
        elif isinstance(value, tuple):
            yield from (
                (f"{name}.{one[0]}", one[1]) for one in value if isinstance(one, tuple) and len(one) == 2
            )


ALL = [
    pytest.param(name, pattern, id=f"{module.__name__}:{name}")
    for module in MODULES
    for name, pattern in patterns(module)
    if isinstance(pattern, re.Pattern)
]


def within(tree: Any) -> int:
    """The most turns that repeats inside each other take; one without an end is none that we write."""
    most_turns = 1
    for kind, held in tree:
        inner = 1
        if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT}:
            least, most, repeated = held
            assert most is not sre.MAXREPEAT, "a repeat without an end"
            inner = (most - least + 1) * within(repeated)
        elif kind is sre.BRANCH:
            inner = max(within(one) for one in held[1])
        elif kind in {sre.SUBPATTERN, sre.ASSERT, sre.ASSERT_NOT}:
            inner = within(held[-1])
        most_turns = max(most_turns, inner)
    return most_turns


def test_there_are_at_least_twenty_patterns():
    assert len(ALL) >= 20


@pytest.mark.parametrize(("name", "pattern"), ALL)
def test_a_pattern_takes_a_bounded_number_of_steps_from_each_place(name: str, pattern: re.Pattern[str]):
    """A43: no repeat without an end, and none of many inside another."""
    if name in UNBOUNDED:
        loops = [kind for kind, _ in parser.parse(pattern.pattern) if kind is sre.MAX_REPEAT]
        assert len(loops) <= 2
        return
    assert within(parser.parse(pattern.pattern, pattern.flags)) <= MOST_WITHIN


HARD = [
    "1", "1 ", "1-", "-", " ", "a", "a@", "@", "%", "机", "机 ", "密 ", "秘密 ", "机密", "密级", "住址", "住址路",
    "姓名:", "姓名 ", "张", "张三", "张,", "附件", "来源", "来源:", "(内部", "内部资料", "批示", "签发人:", "京A", "E1",
    "X", "×", "月", "1月", "1月1日", "2026年", "2026年1月1日", "\u200b", "\u202e", "ﷺ", "\n", "\n ", " \n", "62", "0750-",
    "政府", "人民政", "贯", "扫码", "卡号6", "国务完", ".", "a.", "〔2026〕", "号", "领导", "长", "“", "★", "*", "6222 ",
]  # fmt: skip


def test_hard_texts_take_no_longer_than_they_are_long():
    """A43: seventy texts of 10,000 characters: a pattern that backtracks would not end in this test's time."""
    regime = load("kaiping")
    started = time.process_time()
    for unit in HARD:
        text = (unit * 10_000)[:10_000]
        item = Content(kind=Kind.PUBLISH, title="关于年检的通知", body=text)
        content.check(content.Material(item, list(content.passages_of(item))), regime=regime, today=TODAY)
    assert (time.process_time() - started) / len(HARD) < 1.0


def test_no_text_makes_more_of_itself_than_eighteen_times():
    assert len(plain("ﷺ" * 1000).text) == 18_000
