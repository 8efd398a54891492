"""Questions as plain values: what is answered, and what each mistake is told."""

from dataclasses import replace
from datetime import date

import pytest

from rules import regime
from rules.question import Unanswerable, answer
from rules.shapes import SHAPES
from tests.rules.by_hand import RULES

ANSWER = "CN-33-ANSWER"
KEYS = ["advise_by", "provisional", "suspended", "explain"]


def told(rule=ANSWER, start="2026-03-02", *, lang="zh_CN", **more):
    return answer({"id": "1", "rule": rule, "start": start, **more}, regime.find_clock, lang=lang)


def refused(asked, find=regime.find_clock):
    with pytest.raises(Unanswerable) as caught:
        answer(asked, find)
    assert str(caught.value) == caught.value.said.en
    return caught.value.said


def consult(**one):
    return {"rule": ANSWER, "start": "2026-03-02", "events": {"consults": [one]}}


# What is answered -------------------------------------------------------------------------------------


def test_an_answer_has_its_keys_in_order():
    assert list(told()) == ["due_date", *KEYS]
    assert list(told("CN-YQ-5H", "2026-02-16T22:00+08:00")) == ["due_at", *KEYS]
    assert list(told(events={"consults": [{"kind": "comaker", "sent": "2026-03-05"}]})) == ["due_date", *KEYS]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_answers_in_both_languages(rule):
    for start in ("2026-02-11T10:00+08:00", "2026-12-20T10:00+08:00"):
        chinese, english = told(rule, start)["explain"], told(rule, start, lang="en")["explain"]
        assert len(chinese) == len(english) > 0
        assert not any("一" <= sign <= "鿿" for line in english for sign in line.replace("“", ""))
        assert all(any("一" <= sign <= "鿿" for sign in line) for line in chinese)


def test_the_whole_arithmetic_of_a_suspended_and_extended_answer():
    events = {
        "consults": [
            {"kind": "third_party", "sent": "2026-04-29", "received": "2026-04-30", "replied": "2026-05-07"}
        ],
        "extension_workdays": 1,
    }
    found = told(start="2026-04-10", events=events, lang="en")
    assert {key: found[key] for key in ("due_date", *KEYS[:3])} == {
        "due_date": "2026-05-18",
        "advise_by": None,
        "provisional": False,
        "suspended": [["2026-04-30", "2026-05-07"]],
    }
    assert found["explain"] == [
        "starts on 2026-04-10, which is not counted",
        "extended by 1 working days with approval, which is told by 2026-05-15, the date it was first due",
        "2026-04-30 to 2026-05-07: consulting a third party, not counted",
        "2026-05-09: make-up working day, counted",
        "working day 21 is 2026-05-18",
        "2026-04-11: weekend, not counted",
        "2026-04-12: weekend, not counted",
        *[f"2026-04-{13 + i}: working day {1 + i}" for i in range(5)],
        "2026-04-18: weekend, not counted",
        "2026-04-19: weekend, not counted",
        *[f"2026-04-{20 + i}: working day {6 + i}" for i in range(5)],
        "2026-04-25: weekend, not counted",
        "2026-04-26: weekend, not counted",
        *[f"2026-04-{27 + i}: working day {11 + i}" for i in range(3)],
        "2026-04-30: suspended, not counted",
        *[f"2026-05-0{i}: suspended, not counted" for i in range(1, 8)],
        "2026-05-08: working day 14",
        "2026-05-09: working day 15 (make-up)",
        "2026-05-10: weekend, not counted",
        *[f"2026-05-{11 + i}: working day {16 + i}" for i in range(5)],
        "2026-05-16: weekend, not counted",
        "2026-05-17: weekend, not counted",
        "2026-05-18: working day 21",
    ]
    assert told(start="2026-04-10", events=events)["explain"][:5] == [
        "起算日 2026年4月10日，当日不计",
        "已批准延长 1 个工作日，须在原到期日 2026年5月15日 前（含当日）告知",
        "2026年4月30日至2026年5月7日 征求第三方意见，不计",
        "2026年5月9日 调休上班，计入",
        "第 21 个工作日为 2026年5月18日",
    ]


def test_an_open_letter_leaves_the_date_unknown_and_says_since_when():
    consults = [
        {"kind": "third_party", "sent": "2026-03-05", "received": "2026-03-05", "replied": "2026-03-10"},
        {"kind": "comaker", "sent": "2026-03-17"},
    ]
    assert told(events={"consults": consults}, lang="en") == {
        "due_date": None,
        "advise_by": None,
        "provisional": False,
        "suspended": [["2026-03-06", "2026-03-10"], ["2026-03-18", None]],
        "explain": ["being consulted since 2026-03-18, not received yet: the due date is not known"],
    }


def test_hours_are_answered_with_their_instant_in_shanghai():
    found = told("CN-YQ-5H", "2026-02-16T15:00Z")
    assert (found["due_at"], found["advise_by"], found["suspended"]) == (
        "2026-02-17T04:00:00+08:00",
        None,
        [],
    )


def test_a_provisional_date_says_why_and_what_to_work_towards():
    found = told(start="2026-12-01", lang="en")
    assert (found["due_date"], found["advise_by"], found["provisional"]) == ("2026-12-29", "2026-12-28", True)
    assert (
        "no holiday notice settles every day to 2026-12-29 yet; what is open counts Monday to Friday for now"
        in (found["explain"])
    )
    rolled = told("CN-XF-NOTICE", "2026-12-11", lang="en")
    assert (rolled["due_date"], rolled["advise_by"], rolled["provisional"]) == (
        "2026-12-28",
        "2026-12-25",
        True,
    )
    assert rolled["explain"] == [
        "day 15 after 2026-12-11 is 2026-12-26",
        "2026-12-26 is a rest day; rolled to 2026-12-28",
        "no holiday notice settles every day to 2026-12-28 yet; what is open counts Monday to Friday for now",
        "while it is provisional, work towards 2026-12-25",
    ]


@pytest.mark.parametrize(
    "nothing", [None, {}, {"consults": None, "corrected": None, "extension_workdays": None}]
)
def test_null_and_nothing_are_the_same(nothing):
    assert told(events=nothing) == told()
    assert told(events={"consults": [], "extension_workdays": 0}) == told()
    assert told("CN-19H-NEWS", events=nothing) == told("CN-19H-NEWS")


@pytest.mark.parametrize("nothing", [None, {}, {"off": None, "work": None}, {"off": [], "work": []}])
def test_a_calendar_without_days_is_the_nations(nothing):
    assert told(calendar_override=nothing) == told()


def test_an_offices_own_days_are_laid_over_the_notice():
    own = {"off": ["2026-03-30", "2026-03-30"], "work": ["2026-03-07T23:30Z", "2026-03-14"]}
    found = told(calendar_override=own, lang="en")
    assert found["due_date"] == "2026-03-26"  # Sunday the 8th and Saturday the 14th are worked
    assert "2026-03-08: make-up working day, counted" in found["explain"]
    assert told(calendar_override={"off": ["2026-03-30"]})["due_date"] == "2026-03-31"
    assert told(calendar_override={"off": ["2026-03-30"]})["explain"][1] == "2026年3月30日 本地安排放假，不计"
    assert told()["due_date"] == "2026-03-30"


@pytest.mark.parametrize(
    ("start", "same_as"),
    [
        ("2026-03-01T16:00Z", "2026-03-02"),
        ("2026-03-02T15:59:59.999Z", "2026-03-02"),
        ("2026-03-02 10:00", "2026-03-02"),
        ("2026-03-02T23:59:59", "2026-03-02"),
        ("2026-03-02T23:30-05:00", "2026-03-03"),
        ("2026-03-02t10:00+08:00", "2026-03-02"),
    ],
)
def test_an_instant_is_its_date_in_shanghai(start, same_as):
    assert told(start=start) == told(start=same_as)


def test_the_national_rules_are_strict_whatever_an_office_chose():
    assert regime.national()
    assert {clock.terms.receipt for clock in regime.national()} == {"strict"}
    assert {clock.terms.receipt for clock in map(regime.find_clock, RULES)} == {"strict"}


# What each mistake is told ----------------------------------------------------------------------------

NO_DATE = ["20260302", "2026-W10-1", "2026-3-2", "2026-02-30", "2026-03-02T25:00", "2026-03-02x10:00", "", "今天",
           "1899-12-31", "2200-01-01", "２０２６-03-02", "2026-03-02T10:00+99:00", "2026-03-02\n", "\ud800",
           20260302, 2026.5, True, None, ["2026-03-02"], {"date": "2026-03-02"}]  # fmt: skip
BAD = [
    ("not an object", [], "must be a JSON object"),
    ("a text", "x", "must be a JSON object"),
    ("nothing", None, "must be a JSON object"),
    ("an unknown key", {"rule": ANSWER, "begin": "x"}, "begin no such key"),
    ("no rule", {"start": "2026-03-02"}, "rule must be"),
    ("a rule that is a number", {"rule": 33}, "rule must be"),
    ("an empty rule", {"rule": ""}, "rule must be"),
    ("an unknown rule", {"rule": "CN-33-ANSWERS", "start": "x"}, "rule CN-33-ANSWERS: no such clock, the nearest is"),
    *[(f"start {value!r}", {"rule": ANSWER, "start": value}, "start must be a date") for value in NO_DATE],
    ("no start", {"rule": ANSWER}, "start must be a date"),
    ("events as a list", {"rule": ANSWER, "start": "2026-03-02", "events": []}, "events must be a JSON object"),
    ("events as 0", {"rule": ANSWER, "start": "2026-03-02", "events": 0}, "events must be a JSON object"),
    (
        "an unknown event",
        {"rule": ANSWER, "start": "2026-03-02", "events": {"extension": 1}},
        "events.extension no such key, the nearest is extension_workdays",
    ),
    *[
        (f"extension {value!r}", {"rule": ANSWER, "start": "2026-03-02", "events": {"extension_workdays": value}}, says)
        for value, says in [
            ("5", "extension_workdays must be a whole number"),
            (5.0, "extension_workdays must be a whole number"),
            (True, "extension_workdays must be a whole number"),
            ([], "extension_workdays must be a whole number"),
            (-1, "cannot be negative"),
            (21, "20 working days at most"),
            (10**4000, "20 working days at most"),
        ]
    ],
    *[
        (f"corrected {value!r}", {"rule": ANSWER, "start": "2026-03-02", "events": {"corrected": value}}, says)
        for value, says in [
            (1, "corrected must be a date"),
            ("soon", "corrected must be a date"),
            (False, "corrected must be a date"),
            ("2026-03-01", "the correction is earlier than the start"),
        ]
    ],
    *[
        (f"consults {value!r}", {"rule": ANSWER, "start": "2026-03-02", "events": {"consults": value}}, says)
        for value, says in [
            ({}, "consults must be a list"),
            ("x", "consults must be a list"),
            (0, "consults must be a list"),
            ([None], "consults must be a JSON object"),
            ([[]], "consults must be a JSON object"),
        ]
    ],
    ("a letter with an unknown key", consult(kind="comaker", send="x"), "consults.send no such key, the nearest is sent"),
    ("a letter never sent", consult(kind="comaker"), "consults.sent must be"),
    ("a letter without its kind", consult(sent="2026-03-05"), "consults.kind must be one of"),
    ("a letter of an unknown kind", consult(kind="neighbour", sent="2026-03-05"), "consults.kind must be one of"),
    ("a kind that is a list", consult(kind=["comaker"], sent="2026-03-05"), "consults.kind must be one of"),
    ("received is no date", consult(kind="comaker", sent="2026-03-05", received=5), "consults.received must be a date"),
    ("replied is no date", consult(kind="comaker", sent="2026-03-05", replied="x"), "consults.replied must be a date"),
    (
        "received before it was sent",
        consult(kind="comaker", sent="2026-03-05", received="2026-03-04"),
        "sent, then received, then replied",
    ),
    *[
        (f"calendar {value!r}", {"rule": ANSWER, "start": "2026-03-02", "calendar_override": value}, says)
        for value, says in [
            ([], "calendar_override must be a JSON object"),
            (False, "calendar_override must be a JSON object"),
            ("", "calendar_override must be a JSON object"),
            ({"holiday": []}, "calendar_override.holiday no such key"),
            ({"off": "2026-03-30"}, "calendar_override.off must be a list"),
            ({"work": {}}, "calendar_override.work must be a list"),
            ({"off": [None]}, "calendar_override.off must be a date"),
            ({"work": [20260330]}, "calendar_override.work must be a date"),
            ({"off": ["2026-03-30"], "work": ["2026-03-30"]}, "both off and worked"),
        ]
    ],
    ("hours from a date", {"rule": "CN-YQ-5H", "start": "2026-02-16"}, "needs the instant"),
    (
        "events where none are known",
        {"rule": "CN-19H-NEWS", "start": "2026-03-02", "events": {"extension_workdays": 1}},
        "never suspended",
    ),
    (
        "a consultation where none is known",
        {**consult(kind="comaker", sent="2026-03-05"), "rule": "CN-26-PUBLISH"},
        "consulting the co-making organ does not suspend",
    ),
    (
        "a correction where none is known",
        {"rule": "CN-26-PUBLISH", "start": "2026-03-02", "events": {"corrected": "2026-03-09"}},
        "does not restart",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "says"), [pytest.param(*case[1:], id=case[0]) for case in BAD])
def test_a_mistake_is_named_in_both_languages(asked, says):
    said = refused(asked)
    assert says in said.en
    assert any("一" <= sign <= "鿿" for sign in said.zh_CN)
    key = says.partition(" ")[0]
    if "_" in key or "." in key or key in {"rule", "start", "events", "consults", "corrected"}:
        assert key in said.zh_CN


def test_a_long_name_is_not_given_back_whole():
    assert len(refused({"k" * 900_000: 1}).en) < 300
    assert len(refused({"rule": "R" * 900_000, "start": "2026-03-02"}).zh_CN) < 5000
    assert refused({"rule": "R" * 61}).en.startswith(f"rule {'R' * 60}…: no such clock")
    assert refused({"rule": "R" * 60}).en.startswith(f"rule {'R' * 60}: no such clock")


def test_a_finder_that_knows_no_neighbours_is_enough():
    def find(id_):
        raise KeyError(id_)

    assert refused({"rule": "X"}, find).en == "rule X: no such clock"
    assert refused({"rule": "X"}, find).zh_CN == "rule X：没有这个时限"


def test_what_the_regulation_leaves_open_is_said_and_not_invented():
    left_open = [
        clock for name in regime.names() for clock in regime.load(name).clocks if clock.shape is None
    ]
    assert left_open
    for clock in left_open:
        for find in (regime.find_clock, {clock.id: clock}.__getitem__):
            said = refused({"rule": clock.id, "start": "2026-03-02T10:00+08:00"}, find)
            assert said.zh_CN.startswith(f"{clock.id} 未配置")
            assert said.en.startswith(f"{clock.id} is not set")


@pytest.mark.parametrize("length", ["9999 workdays", "9999 days", "9999 months", "9999 hours"])
@pytest.mark.parametrize("start", ["1900-01-01T00:00+14:00", "2199-12-31T23:59-12:00"])
def test_the_longest_length_from_the_farthest_day_is_a_date(length, start):
    clock = replace(regime.find_clock("CN-YQ-5H"), shape=SHAPES["within"].parse(length))
    found = answer({"rule": "X", "start": start}, lambda _: clock)
    assert (found.get("due_at") or found["due_date"]) > start[:4]


@pytest.mark.parametrize("edge", ["1900-01-01", "2199-12-31T23:59:59-12:00"])
def test_the_farthest_days_are_counted(edge):
    for rule in RULES:
        found = told(rule, edge) if "T" in edge or not rule.startswith("CN-YQ") else None
        assert found is None or found["explain"]
    assert date.fromisoformat(told(start=edge)["due_date"]).weekday() < 5
    own = {"off": [edge], "work": []}
    assert told(start=edge, calendar_override=own)["provisional"]
