"""What stops, restarts and lengthens an answer's time, with every counted day written out by hand.

An application received on Monday 2 March 2026 is due on 30 March if nothing happens. 4 to 6 April is 清明.
"""

from datetime import date

import pytest

from rules import regime
from rules.explain import day_list
from rules.shapes import Terms, Within
from rules.suspension import CONSULTED, NOTHING, Consult, Events, Impossible, Pause, StillOpen, pauses, shift
from rules.workdays import Workdays

CALENDAR = Workdays()
ANSWER = regime.find_clock("CN-33-ANSWER")
START = date(2026, 3, 2)
FIFTEEN = (15, "workdays")
THIRD = ("third_party",)
# The working days after the start, each by its place: WORKED[20] is the due date if nothing happens.
MARCH = "02 03 04 05 06 09 10 11 12 13 16 17 18 19 20 23 24 25 26 27 30 31"
APRIL = "01 02 03 07 08 09 10 13 14 15 16 17 20 21 22 23 24 27 28 29 30"
WORKED = [date(2026, 3, int(d)) for d in MARCH.split()] + [date(2026, 4, int(d)) for d in APRIL.split()]


def m(text):
    return date(2026, *(int(part) for part in text.split("-"))) if text else None


def asked(sent, received=None, replied=None, kind="third_party"):
    return Consult(kind, m(sent), m(received), m(replied))


def counted(due, since=START):
    return [one.on for one in day_list(since, due.on, CALENDAR, due.suspended) if one.n]


def held(due):
    return [(f"{a:%m-%d}", f"{b:%m-%d}") for a, b in due.suspended]


def test_undisturbed_the_twentieth_working_day_is_the_last():
    due = ANSWER.due(START, CALENDAR)
    assert due.on == WORKED[20] == date(2026, 3, 30)
    assert counted(due) == WORKED[1:21]


SUSPENDED = [
    ("a reply in time", [asked("03-05", "03-09", "03-20")], [("03-06", "03-20")], "04-15"),
    ("silence ends with the fifteenth day", [asked("03-05", "03-09")], [("03-06", "03-30")], "04-23"),
    ("a late reply ends there too", [asked("03-05", "03-09", "04-03")], [("03-06", "03-30")], "04-23"),
    ("a reply on the fifteenth day", [asked("03-05", "03-09", "03-30")], [("03-06", "03-30")], "04-23"),
    ("a reply on the fourteenth", [asked("03-05", "03-09", "03-27")], [("03-06", "03-27")], "04-22"),
    ("received on a Saturday", [asked("03-05", "03-07")], [("03-06", "03-27")], "04-22"),
    ("a reply on the day it was sent", [asked("03-05", "03-05", "03-05")], [], "03-30"),
    ("a reply whose receipt nobody noted", [asked("03-05", None, "03-20")], [("03-06", "03-20")], "04-15"),
    ("over a weekend alone", [asked("03-06", "03-06", "03-08")], [("03-07", "03-08")], "03-30"),
    (
        "two that overlap",
        [asked("03-05", "03-09", "03-20"), asked("03-12", "03-13", "03-25", "other_organ")],
        [("03-06", "03-25")],
        "04-20",
    ),
    (
        "two that overlap, told in the other order",
        [asked("03-12", "03-13", "03-25", "other_organ"), asked("03-05", "03-09", "03-20")],
        [("03-06", "03-25")],
        "04-20",
    ),
    (
        "one within the other",
        [asked("03-05", "03-09", "03-20"), asked("03-10", "03-10", "03-12", "comaker")],
        [("03-06", "03-20")],
        "04-15",
    ),
    (
        "one after the other without a day between",
        [asked("03-05", "03-05", "03-10"), asked("03-10", "03-10", "03-12")],
        [("03-06", "03-12")],
        "04-07",
    ),
    (
        "with one day between",
        [asked("03-05", "03-05", "03-10"), asked("03-11", "03-11", "03-13")],
        [("03-06", "03-10"), ("03-12", "03-13")],
        "04-07",
    ),
    (
        "two apart",
        [asked("03-05", "03-05", "03-10"), asked("03-17", "03-17", "03-19")],
        [("03-06", "03-10"), ("03-18", "03-19")],
        "04-07",
    ),
    ("sent before the start", [asked("02-26", "02-27", "03-04")], [("03-03", "03-04")], "04-01"),
    ("over before the start", [asked("02-24", "02-24", "02-27")], [], "03-30"),
    ("over on the day of the start", [asked("02-24", "02-24", "03-02")], [], "03-30"),
    ("sent on the last day", [asked("03-30", "03-30", "04-10")], [], "03-30"),
    ("sent after the last day", [asked("04-02", "04-02", "04-10")], [], "03-30"),
    ("sent before the last weekend", [asked("03-27", "03-27", "03-31")], [("03-28", "03-31")], "04-01"),
    ("open, but sent on the last day", [asked("03-30")], [], "03-30"),
    (
        "the second begins only after the day that the first moved",
        [asked("03-05", "03-05", "03-06"), asked("04-01", "04-01", "04-02")],
        [("03-06", "03-06")],
        "03-31",
    ),
    (
        "the second begins before the day that the first moved",
        [asked("03-05", "03-05", "03-09"), asked("03-30", "03-30", "04-02")],
        [("03-06", "03-09"), ("03-31", "04-02")],
        "04-07",
    ),
]


@pytest.mark.parametrize(
    ("consults", "spans", "on"), [pytest.param(*case[1:], id=case[0]) for case in SUSPENDED]
)
def test_the_days_of_a_consultation_are_not_counted(consults, spans, on):
    due = ANSWER.due(START, CALENDAR, events=Events(tuple(consults)))
    assert (due.on, held(due)) == (m(on), spans)
    off = [day for day in WORKED if any(first <= f"{day:%m-%d}" <= last for first, last in spans)]
    assert counted(due) == [day for day in WORKED[1:] if day not in off][:20]
    told = [step for step in due.explain if step.kind == "suspended"]
    assert [(step.on, step.until) for step in told] == list(due.suspended)
    assert (due.provisional, due.advise_by) == (False, None)


def test_who_was_consulted_is_told_of_every_span():
    def names(*consults):
        told = ANSWER.due(START, CALENDAR, events=Events(consults)).explain
        return [step.name.get("en") for step in told if step.kind == "suspended"]

    third, other = CONSULTED["third_party"].en, CONSULTED["other_organ"].en
    one, two = asked("03-05", "03-09", "03-20"), asked("03-12", "03-13", "03-25", "other_organ")
    assert names(two, one) == [f"{third}, {other}"]
    assert names(one, asked("03-10", "03-10", "03-11")) == [third]
    assert names(one, asked("03-23", "03-23", "03-25", "other_organ")) == [third, other]


def test_a_letter_that_nobody_received_yet_leaves_the_due_date_unknown():
    with pytest.raises(StillOpen) as caught:
        ANSWER.due(START, CALENDAR, events=Events((asked("03-05"),)))
    assert caught.value.pauses == (Pause(m("03-06"), None, THIRD),)
    assert str(caught.value) == "a consultation is open"
    several = (asked("03-17"), asked("03-05", "03-05", "03-10"), asked("03-18", "03-18", "03-20", "comaker"))
    third, with_comaker = THIRD, ("third_party", "comaker")
    with pytest.raises(StillOpen) as caught:
        ANSWER.due(START, CALENDAR, events=Events(several))
    assert caught.value.pauses == (
        Pause(m("03-06"), m("03-10"), third),
        Pause(m("03-18"), None, with_comaker),
    )
    with pytest.raises(StillOpen):  # one day before the last
        ANSWER.due(START, CALENDAR, events=Events((asked("03-27"),)))


def test_an_open_letter_swallows_what_touches_it():
    longest = {"third_party": FIFTEEN}
    met = pauses([asked("03-04", "03-04", "03-10"), asked("03-10")], longest, after=START, calendar=CALENDAR)
    assert met == (Pause(m("03-05"), None, THIRD),)
    same = pauses([asked("03-04"), asked("03-04", "03-04", "03-06")], longest, after=START, calendar=CALENDAR)
    assert same == (Pause(m("03-05"), None, THIRD),)


def test_a_festival_within_a_consultation_is_told_once():
    due = ANSWER.due(date(2026, 3, 23), CALENDAR, events=Events((asked("03-27", "03-30", "04-08"),)))
    assert [step.kind for step in due.explain] == ["start", "suspended", "counted"]
    assert due.on == date(2026, 4, 30)  # 4 days to 27 March, then from 9 April
    part = ANSWER.due(date(2026, 3, 23), CALENDAR, events=Events((asked("03-27", "03-30", "04-04"),)))
    assert [(step.kind, step.on.day) for step in part.explain] == [
        ("start", 23), ("suspended", 28), ("rest", 5), ("counted", 28),
    ]  # fmt: skip


# C9: a correction starts the time again ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("corrected", "consults", "spans", "on"),
    [
        ("03-16", [], [], "04-14"),
        ("03-02", [], [], "03-30"),  # on the day of receipt
        ("03-15", [], [], "04-13"),  # a Sunday: 16 March is the first
        ("04-20", [], [], "05-20"),  # even after the first due date: 1 to 5 May off, 9 May worked
        ("03-16", [asked("03-04", "03-04", "03-06")], [], "04-14"),
        ("03-16", [asked("03-12", "03-12", "03-18")], [("03-17", "03-18")], "04-16"),
        ("03-16", [asked("03-23", "03-23", "03-25")], [("03-24", "03-25")], "04-16"),
        (
            "03-16",
            [
                asked("03-12", "03-12", "03-18"),
                asked("03-23", "03-23", "03-25"),
                asked("03-03", "03-03", "03-05"),
            ],
            [("03-17", "03-18"), ("03-24", "03-25")],
            "04-20",
        ),
    ],
)
def test_a_correction_starts_the_time_again(corrected, consults, spans, on):
    due = ANSWER.due(START, CALENDAR, events=Events(tuple(consults), corrected=m(corrected)))
    assert (due.on, held(due)) == (m(on), spans)
    assert due.explain[0].kind == "corrected"
    assert next(step.on for step in due.explain if step.kind == "start") == m(corrected)
    days = counted(due, since=m(corrected))
    assert len(days) == 20
    assert days[-1] == due.on


def test_an_open_letter_from_before_the_correction_still_holds():
    with pytest.raises(StillOpen) as caught:
        ANSWER.due(START, CALENDAR, events=Events((asked("03-04"),), corrected=m("03-16")))
    assert caught.value.pauses == (Pause(m("03-17"), None, THIRD),)


# C10: an extension, once ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extension", "consults", "corrected", "spans", "told_by", "on"),
    [
        (1, [], None, [], "03-30", "03-31"),
        (5, [], None, [], "03-30", "04-07"),
        (20, [], None, [], "03-30", "04-28"),
        (5, [asked("03-05", "03-09", "03-20")], None, [("03-06", "03-20")], "04-15", "04-22"),
        (
            5,
            [asked("04-01", "04-01", "04-02")],
            None,
            [("04-02", "04-02")],
            "03-30",
            "04-08",
        ),  # in the added days
        (5, [], "03-16", [], "04-14", "04-21"),
    ],
)
def test_an_extension_adds_its_working_days_and_is_told_before_them(
    extension, consults, corrected, spans, told_by, on
):
    events = Events(tuple(consults), corrected=m(corrected), extension=extension)
    due = ANSWER.due(START, CALENDAR, events=events)
    assert (due.on, held(due)) == (m(on), spans)
    assert [(step.n, step.on) for step in due.explain if step.kind == "extended"] == [(extension, m(told_by))]
    assert len(counted(due, since=m(corrected) or START)) == 20 + extension == due.explain[-1].n


def test_an_extension_has_its_limit():
    with pytest.raises(Impossible, match="20 working days at most"):
        ANSWER.due(START, CALENDAR, events=Events(extension=21))
    with pytest.raises(Impossible, match="negative"):
        ANSWER.due(START, CALENDAR, events=Events(extension=-1))


# What cannot have happened so -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "events", "told"),
    [
        (Terms({}), Events((asked("03-05", "03-09"),)), "consulting a third party does not suspend"),
        (Terms({"comaker": FIFTEEN}), Events((asked("03-05"),)), "consulting a third party does not suspend"),
        (Terms({}), Events(corrected=m("03-09")), "does not restart"),
        (Terms({}), Events(extension=1), "cannot be extended"),
        (Terms({}, extends=5), Events(extension=6), "5 working days at most"),
        (Terms({}, restarts=True), Events(corrected=m("03-01")), "earlier than the start"),
    ],
)
def test_a_clock_knows_only_the_events_of_its_line(terms, events, told):
    with pytest.raises(Impossible, match=told) as caught:
        Within(20, "workdays").due(START, CALENDAR, events=events, terms=terms)
    assert caught.value.said.en == str(caught.value)
    assert caught.value.said.zh_CN
    assert not any("a" <= sign <= "z" for sign in caught.value.said.zh_CN)


@pytest.mark.parametrize(
    "dates", [("03-05", "03-04", None), ("03-05", "03-06", "03-05"), ("03-05", None, "03-04")]
)
def test_a_reply_does_not_come_before_its_letter(dates):
    with pytest.raises(Impossible, match="sent, then received, then replied"):
        asked(*dates)


def test_only_known_kinds_are_consulted():
    with pytest.raises(Impossible, match="third_party, comaker, other_organ"):
        asked("03-05", kind="neighbour")


def test_events_are_something_only_if_something_happened():
    assert not Events()
    assert Events(extension=-1)
    assert Events(corrected=START)
    assert Events((asked("03-05"),))


def test_the_longest_pause_is_counted_in_its_own_unit():
    days = pauses([asked("03-05", "03-06")], {"third_party": (15, "days")}, after=START, calendar=CALENDAR)
    assert days == (Pause(m("03-06"), m("03-23"), THIRD),)  # day 15 is Saturday the 21st
    assert shift(START, 4, CALENDAR, days) == m("03-24")
    assert shift(START, 3, CALENDAR, days) == m("03-05")
    assert shift(START, 20, CALENDAR, ()) == m("03-30")


# C2: a receipt on a rest day, as the office counts it -------------------------------------------------

DEEMED = Terms({"third_party": FIFTEEN}, restarts=True, extends=20, receipt="next_workday")
STRICT = Terms({"third_party": FIFTEEN}, restarts=True, extends=20)


def both(start, events=NOTHING):
    due = Within(20, "workdays")
    return [due.due(start, CALENDAR, events=events, terms=terms) for terms in (STRICT, DEEMED)]


def test_a_receipt_on_a_rest_day_strictly_or_as_on_the_next_working_day():
    strict, deemed = both(date(2026, 3, 7))
    assert (strict.on, deemed.on) == (m("04-03"), m("04-07"))
    assert [step.kind for step in strict.explain][:2] == ["start", "rest_start"]
    assert [step.kind for step in deemed.explain][:2] == ["deemed", "start"]
    assert (deemed.explain[0].on, deemed.explain[0].until) == (m("03-07"), m("03-09"))
    assert strict.explain[1].until == m("03-09")


def test_the_case_that_turned_on_it():
    """An e-mail of a Sunday, 18 June 2017; fifteen working days; answered on 10 July."""
    fifteen = Within(15, "workdays")
    assert fifteen.due(date(2017, 6, 18), CALENDAR, terms=STRICT).on == date(2017, 7, 7)
    assert fifteen.due(date(2017, 6, 18), CALENDAR, terms=DEEMED).on == date(2017, 7, 10)


def test_a_receipt_on_a_working_day_is_the_same_either_way():
    assert both(date(2026, 2, 28))[0] == both(date(2026, 2, 28))[1]  # a worked Saturday
    assert both(date(2026, 3, 9))[0] == both(date(2026, 3, 9))[1]


def test_a_correction_on_a_rest_day_counts_as_its_office_counts_receipts():
    strict, deemed = both(date(2026, 3, 2), Events(corrected=date(2026, 3, 7)))
    assert (strict.on, deemed.on) == (m("04-03"), m("04-07"))
    # Received on Saturday, corrected on Sunday: both as on Monday, and nothing is out of order.
    strict, deemed = both(date(2026, 3, 7), Events(corrected=date(2026, 3, 8)))
    assert (strict.on, deemed.on) == (m("04-03"), m("04-07"))
    assert both(date(2026, 3, 7), Events(corrected=date(2026, 3, 7)))[1].on == m("04-07")
    with pytest.raises(Impossible, match="earlier than the start"):
        both(date(2026, 3, 7), Events(corrected=date(2026, 3, 6)))


def test_a_consultation_before_the_deemed_receipt_holds_nothing():
    _, deemed = both(date(2026, 3, 7), Events((asked("03-07", "03-07", "03-09"),)))
    assert (deemed.on, deemed.suspended) == (m("04-07"), ())
    strict, _ = both(date(2026, 3, 7), Events((asked("03-07", "03-07", "03-09"),)))
    assert (strict.on, held(strict)) == (m("04-07"), [("03-08", "03-09")])
