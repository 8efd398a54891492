"""What docs/add-a-regime.md and docs/add-a-clock.md tell a newcomer to write is taken as it stands."""

import re
from datetime import date
from pathlib import Path

import pytest

from rules.clocks import UNITS, Within, counts, due, forms
from rules.model import Kind
from rules.problems import RegimeError
from rules.regime import load
from rules.workdays import Workdays

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SENTENCE = "{zh_CN: 句子, en: a sentence}"


def blocks(name, language):
    """The code blocks of a page in one language."""
    return [body for kind, body in BLOCK.findall((DOCS / name).read_text("utf-8")) if kind == language]


def smallest_regime():
    """The page's smallest regime, with a sentence wherever it says that one stands there."""
    return blocks("add-a-regime.md", "yaml")[0].replace("{…}", SENTENCE)


@pytest.fixture
def smallest(tmp_path):
    path = tmp_path / "tryout.yaml"
    path.write_text(smallest_regime(), "utf-8")
    return path


def test_the_smallest_regime_loads(smallest):
    tryout = load(smallest)
    assert list(tryout.routes) == [Kind.PUBLISH]
    assert [step.key for step in tryout.routes[Kind.PUBLISH].steps] == ["head", "webadmin", "confirm"]
    assert tryout.clock("TR-7-PUBLISH").shape == Within(20, "workdays")


def test_an_untaught_unit_is_refused_until_the_pages_function_teaches_it(smallest):
    text = smallest.read_text("utf-8").replace("within: 20 workdays", "within: 2 fortnights")
    smallest.write_text(text, "utf-8")
    with pytest.raises(RegimeError, match=re.escape(", ".join(forms()))):
        load(smallest, lang="en")
    (source,) = blocks("add-a-clock.md", "python")
    try:
        taught = {"counts": lambda _unit: counts("fortnights"), "date": date, "Workdays": Workdays}
        exec(compile(source, "add-a-clock.md", "exec"), taught)  # noqa: S102 - our own page
        within = load(smallest).clock("TR-7-PUBLISH").shape
        assert due(within, date(2026, 2, 9), Workdays()).on == date(2026, 2, 23)
    finally:
        del UNITS["fortnights"]
