"""The lines of a round: what conditions bring, and what it comes to."""

from dataclasses import replace

from rules import regime
from rules.checklist import MOST_EACH, Held, asked, needs_a_person, open_lines, outcome

CHONGQING = next(duty for duty in regime.load("chongqing").duties if duty.lines)


def test_conditional_lines_are_asked_for_each():
    found = asked(
        CHONGQING,
        each={"important": [("QJ-2026-0007", "年报")], "accounts": [("a1", "微信公众号"), ("a2", "微博")]},
    )
    keys = [one.key for one in found]
    assert keys[:3] == ["access", "accounts:a1", "accounts:a2"]
    assert keys[-1] == "recheck:QJ-2026-0007"
    assert found[-1].text.zh_CN.endswith("：年报")
    assert len(asked(CHONGQING, each={})) == len(CHONGQING.lines) - 2, "of none there is no line"
    many = [(f"N{n}", "名") for n in range(50)]
    assert len(asked(CHONGQING, each={"important": many})) == len(CHONGQING.lines) - 2 + MOST_EACH


def test_a_round_comes_to_what_its_lines_say():
    ok = Held("a", must=False, machine="ok", value="ok")
    red = Held("b", must=False, machine="exception", value=None)
    bare = Held("c", must=True, machine=None, value=None)
    assert outcome([ok, red]) is None
    assert open_lines([ok, red, bare]) == ["b", "c"]
    assert needs_a_person([ok, red, bare]) == ["b"], "what the machine found wrong is never signed unseen"
    assert outcome([ok, replace(red, value="exception")]) == "exception"
    assert outcome([ok, replace(red, value="ok")]) == "ok"
