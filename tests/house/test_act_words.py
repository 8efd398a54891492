"""Whatever a use case writes into the record has words on the demonstration's page, in both languages."""

import ast
import re

from tests.house.places import ROOT

ACT = re.compile(r'^  "act: ([^"]+)": "([^"]+)",$', re.MULTILINE)


def _recorded() -> set[str]:
    """The acts that the workflow's own lines name: ``desk.audit("item.submitted", …)``."""
    calls = (
        node
        for path in sorted((ROOT / "workflow").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "audit" and node.args
    )
    firsts = (call.args[0] for call in calls)
    return {act.value for act in firsts if isinstance(act, ast.Constant) and isinstance(act.value, str)}


def _words(language: str) -> dict[str, str]:
    return dict(ACT.findall((ROOT / "emulator" / "ui" / f"{language}.js").read_text("utf-8")))


def test_every_act_has_words_on_the_page():
    recorded = _recorded()
    assert {"item.submitted", "enquiry.assigned", "calendar.entered"} <= recorded
    for language in ("zh", "en"):
        assert recorded - _words(language).keys() == set(), language


def test_both_languages_tell_the_same_acts():
    zh, en = _words("zh"), _words("en")
    assert zh.keys() == en.keys()
    assert [act for act, said in en.items() if re.search(r"[\u4e00-\u9fff]", said)] == []
