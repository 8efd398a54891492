"""Random questions, answered by the rules and once more by walking day by day."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import regime
from rules.question import answer
from tests.rules import by_hand

EARLIEST, LATEST = date(2007, 1, 1), date(2028, 6, 30)
STARTS = st.dates(EARLIEST, LATEST) | st.dates(date(2026, 10, 1), date(2027, 2, 28))
OFFSETS = st.sampled_from([-11, -8, -3.5, 0, 5.5, 8, 9, 14])


@st.composite
def instants(draw):
    """A day, or an instant with or without an offset."""
    day = draw(STARTS)
    how = draw(st.sampled_from(["day", "naive", "aware"]))
    if how == "day":
        return day.isoformat()
    at = datetime(day.year, day.month, day.day, draw(st.integers(0, 23)), draw(st.integers(0, 59)))  # noqa: DTZ001 - with and without
    if how == "aware":
        at = at.replace(tzinfo=timezone(timedelta(hours=draw(OFFSETS))))
    return at.isoformat()


@st.composite
def overrides(draw, near):
    """An office's own days around the time that is counted."""
    days = draw(st.sets(st.integers(-10, 130), max_size=12))
    own = {(near + timedelta(days=n)).isoformat(): draw(st.booleans()) for n in days}
    return {
        "off": [day for day, works in own.items() if not works],
        "work": [day for day, works in own.items() if works],
    }


@st.composite
def letters(draw, near):
    sent = near + timedelta(days=draw(st.integers(-25, 60)))
    received = draw(st.none() | st.integers(0, 20).map(lambda n: sent + timedelta(days=n)))
    last = received or sent
    replied = draw(st.none() | st.integers(0, 40).map(lambda n: last + timedelta(days=n)))
    kind = draw(st.sampled_from(by_hand.SUSPENDED_BY))
    told = {"kind": kind, "sent": sent, "received": received, "replied": replied}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in told.items()}


@st.composite
def disturbed(draw):
    """An application for disclosure with all that may happen to it."""
    start = draw(instants())
    near = by_hand.in_shanghai(start)
    events = {
        "consults": draw(st.lists(letters(near), max_size=4)),
        "corrected": draw(
            st.none() | st.integers(0, 50).map(lambda n: (near + timedelta(days=n)).isoformat())
        ),
        "extension_workdays": draw(st.none() | st.integers(0, by_hand.MOST_ADDED)),
    }
    return {
        "id": 1,
        "rule": "CN-33-ANSWER",
        "start": start,
        "events": events,
        "calendar_override": draw(st.none() | overrides(near)),
    }


@st.composite
def plain(draw):
    """Any rule, undisturbed."""
    rule = draw(st.sampled_from([rule for rule in by_hand.RULES if rule not in by_hand.HOURS]))
    start = draw(instants())
    own = draw(st.none() | overrides(by_hand.in_shanghai(start)))
    return {"id": 1, "rule": rule, "start": start, "calendar_override": own}


def agree(asked):
    found, expected = answer(asked, regime.find_clock), by_hand.answer(asked)
    assert found.keys() == {*expected, "suspended", "explain"}
    assert {key: found[key] for key in expected} == expected
    assert found["explain"]


@given(disturbed())
@settings(max_examples=400, deadline=None)
def test_an_answer_with_consultations_correction_and_extension(asked):
    agree(asked)


@given(plain())
@settings(max_examples=300, deadline=None)
def test_every_rule_of_days_and_months(asked):
    agree(asked)


@settings(deadline=None)
@given(st.sampled_from(sorted(by_hand.HOURS)), STARTS, st.integers(0, 86399), OFFSETS)
def test_hours_by_the_seconds_that_pass(rule, day, second, offset):
    zone = timezone(timedelta(hours=offset))
    start = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=second)
    asked = {"rule": rule, "start": start.isoformat()}
    found, expected = answer(asked, regime.find_clock), by_hand.answer(asked)
    due = datetime.fromisoformat(found.pop("due_at"))
    assert due.timestamp() == expected.pop("due_at")
    assert due.utcoffset() == timedelta(hours=8)
    assert {key: found[key] for key in expected} == expected


@given(disturbed())
@settings(max_examples=100, deadline=None)
def test_the_day_list_adds_up(asked):
    """As many days are told as counted as the rule says, and the last of them is the due date."""
    found = answer(asked, regime.find_clock, lang="en")
    if found["due_date"] is None:
        return
    n = 20 + (asked["events"]["extension_workdays"] or 0)
    days = [line.partition(": ") for line in found["explain"] if line[4:5] == "-" and "to" not in line[:15]]
    told = [(day, said) for day, _, said in days if said.startswith("working day ")]
    assert [said.split()[2] for _, said in told] == [str(i) for i in range(1, n + 1)]
    assert told[-1][0] == found["due_date"]
    listed = [day for day, _, said in days if "suspended, not counted" in said]
    spans = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in found["suspended"]]
    assert listed == [
        (first + timedelta(days=i)).isoformat()
        for first, last in spans
        for i in range((last - first).days + 1)
    ]
