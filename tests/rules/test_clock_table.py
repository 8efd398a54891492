"""The table of promises, read once from the regulations by a person: each stands in one file, with its figure.

A clock's id never changes once it is used, so neither does a line here.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest
import yaml

from rules.regime import BUILT_IN, find_clock, names

SHARED = Path(__file__).parents[3] / "shared" / "clocks.csv"
TABLE = {
    "kaiping": {
        "KP-21-PROPOSE": "within 7 workdays",
        "KP-21-PUBLISH": "within 20 workdays",
        "KP-21-UPD-PROPOSE": "within 7 workdays",
        "KP-21-UPD-PUBLISH": "within 20 workdays",
        "KP-08-ADMIN-CHANGE": "within 3 workdays",
        "KP-18-3-HANDOVER": "within same day",
        "KP-19-3-HANDOVER": "within same day",
        "KP-07-5-READ": "times 2 per week",
    },
    "yuxi": {
        "YX1-03-PUBLISH": "within 3 workdays",
        "YX2-13-PUBLISH": "within 20 workdays",
        "YX2-13-1-UPDATE": "within 3 workdays",
        "YX2-13-2-MONTHLY": "times 1 per month",
        "YX2-13-2-BIMONTHLY": "times 1 per 2 months",
        "YX2-14-1-ANSWER": "within 20 workdays",
        "YX2-14-2-REFUSE": "within 3 workdays",
        "YX2-14-3-THIRD": "within 15 workdays",
    },
    "zhuhai": {
        "ZH-06-4-WEEKLY": "times 1 per week",
        "ZH-06-4-MONTHLY": "times 1 per month",
    },
    "jiangsu": {
        "JS-10-PUBLISH": "within 20 workdays",
        "JS-17-FEEDBACK": "within 1 months",
        "JS-19-REPLY": "within 4 workdays",
        "JS-25-DAILY": "times 1 per day",
    },
    "chongqing": {
        "CQ-18-NEWS": "every 10 days",
        "CQ-18-NOTICE": "every 3 months",
        "CQ-18-INTERACT": "every 2 months",
        "CQ-18-SURVEY": "every 12 months",
        "CQ-19-FOI": "within 20 workdays",
    },
    "national": {
        "CN-26-PUBLISH": "within 20 workdays",
        "CN-30-CORRECT-NOTICE": "within 7 workdays",
        "CN-33-ANSWER": "within 20 workdays",
        "CN-32-THIRD": "within 15 workdays",
        "CN-34-COMAKER": "within 15 workdays",
        "CN-49-DEPT-REPORT": "on 01-31",
        "CN-49-GOV-REPORT": "on 03-31",
        "CN-57-OPINION": "within 7 workdays",
        "CN-57-OPINION-COMPLEX": "within 15 workdays",
        "CN-XF-NOTICE": "within 15 days",
        "CN-XF-CLOSE": "within 60 days",
        "CN-XF-OBJECT": "within 5 workdays",
        "CN-CFFA48-WITHDRAW": "within 3 workdays",
        "CN-19H-NEWS": "every 14 days",
        "CN-19H-NOTICE": "every 6 months",
        "CN-19H-MESSAGE": "every 3 months",
        "CN-YQ-5H": "within 5 hours",
        "CN-YQ-24H": "within 24 hours",
        "CN-YQ-48H": "within 48 hours",
        "CN-DEC15-CONSULT": "at_least 30 days",
        "CN-FUYI-60": "within 60 days",
        "CN-SUSONG-6M": "within 6 months",
    },
}
PRESENT = [name for name in TABLE if name in {*names(), "national"}]
LINES = [(name, id_, figure) for name in PRESENT for id_, figure in TABLE[name].items()]


def ids_in(name):
    """The ids of the clocks that one file gives, in its order."""
    return [clock["id"] for clock in yaml.safe_load((BUILT_IN / f"{name}.yaml").read_text("utf-8"))["clocks"]]


def test_the_table_has_49_promises():
    ids = [id_ for lines in TABLE.values() for id_ in lines]
    assert len(ids) == len(set(ids)) == 49
    assert set(names()) <= TABLE.keys()


@pytest.mark.parametrize(("name", "id_", "figure"), LINES)
def test_each_promise_stands_in_its_regime_with_its_figure(name, id_, figure):
    assert id_ in ids_in(name)
    shape = find_clock(id_).shape
    assert f"{shape.key} {shape}" == figure


def test_no_id_stands_in_two_files_or_twice_in_one():
    times = Counter(id_ for path in BUILT_IN.glob("*.yaml") for id_ in ids_in(path.stem))
    assert [id_ for id_, n in times.items() if n > 1] == []


def test_the_table_is_the_agreed_one():
    if not SHARED.exists():
        pytest.skip("the agreed table of clocks is not at hand")
    rows = list(csv.DictReader(SHARED.read_text("utf-8").splitlines()))
    assert {(row["regime"], row["id"]) for row in rows} == {
        (name, id_) for name, lines in TABLE.items() for id_ in lines
    }
    for row in rows:
        figure = TABLE[row["regime"]][row["id"]]
        if row["kind"] not in {"sameday", "fixed"}:
            assert row["n"] in figure.split(), row["id"]
