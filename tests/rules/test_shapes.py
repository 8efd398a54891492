"""Each way in which a regulation sets a time, with days counted by hand on the wall calendar.

2026: 4 January is a worked Sunday; 14 and 28 February are worked Saturdays, 15 to 23 February is the Spring
Festival; 4 to 6 April 清明; 1 to 5 May 劳动节, 9 May a worked Saturday; 1 to 7 October 国庆节, 20 September
and 10 October worked.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from rules.explain import day_list
from rules.model import Text
from rules.shapes import SHANGHAI, SHAPES, AtLeast, Every, Fixed, Terms, Times, UntaughtUnit, Within, day_of
from rules.suspension import Events, Impossible
from rules.units import UNITS, counts
from rules.workdays import Workdays

CALENDAR = Workdays()
LOCAL = Text("本地安排", "local arrangement")


def day(text):
    return date.fromisoformat(text)


def kinds(due):
    return [step.kind for step in due.explain]


# C0: the civil date of an instant ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 2, 11, 23, 59, tzinfo=SHANGHAI), "2026-02-11"),
        (datetime(2026, 2, 11, 15, 59, 59, tzinfo=UTC), "2026-02-11"),
        (datetime(2026, 2, 11, 16, 0, tzinfo=UTC), "2026-02-12"),
        (datetime(2026, 2, 11, 0, 30, tzinfo=timezone(timedelta(hours=14))), "2026-02-10"),
        (datetime(2026, 2, 11, 23, 30, tzinfo=ZoneInfo("America/Los_Angeles")), "2026-02-12"),
        (datetime.fromisoformat("2026-02-11T23:59"), "2026-02-11"),  # without a zone it is Shanghai's already
        (date(2026, 2, 11), "2026-02-11"),
    ],
)
def test_an_instant_counts_from_its_date_in_shanghai(instant, expected):
    assert day_of(instant) == day(expected)
    assert Within(7, "workdays").due(instant, CALENDAR) == Within(7, "workdays").due(day(expected), CALENDAR)
    assert Every(10, "days").due(instant, CALENDAR).on == day(expected) + timedelta(days=10)
    assert Within(0, "same day").due(instant, CALENDAR).on == day(expected)


# C1, C2: working days ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "counted"),
    [
        ("2026-02-11", "02-12 02-13 02-14 02-24 02-25 02-26 02-27"),
        ("2026-04-30", "05-06 05-07 05-08 05-09 05-11"),
        ("2025-09-28", "09-29 09-30 10-09 10-10 10-11 10-13"),  # a worked Sunday; 1 to 8 October off
        ("2020-01-23", "02-03 02-04"),  # the festival that was lengthened three days before its end
        ("2026-02-14", "02-24 02-25"),  # a worked Saturday is not counted when it is the start
        ("2026-02-21", "02-24 02-25 02-26"),  # a rest day: the next working day is the first
        ("2026-03-07", "03-09 03-10"),
        ("2025-12-31", "01-04 01-05 01-06"),  # 1 to 3 January off, Sunday 4 January worked
    ],
)
def test_working_days_are_counted_from_the_day_after_the_start(start, counted):
    days = [day(f"{int(start[:4]) + (d < start[5:])}-{d}") for d in counted.split()]
    due = Within(len(days), "workdays").due(day(start), CALENDAR)
    assert due.on == days[-1]
    assert (due.provisional, due.advise_by, due.at, due.suspended) == (False, None, None, ())
    assert [one.on for one in day_list(day(start), due.on, CALENDAR) if one.n] == days
    assert ("rest_start" in kinds(due)) is not CALENDAR.is_workday(day(start))


def test_the_day_list_tells_of_every_day_what_it_is():
    listed = [
        (one.on.day, one.what, one.n) for one in day_list(day("2026-02-12"), day("2026-03-02"), CALENDAR)
    ]
    assert listed == [
        (13, "counted", 1),
        (14, "makeup", 2),
        *[(d, "holiday", 0) for d in range(15, 24)],
        *[(d, "counted", d - 21) for d in range(24, 28)],
        (28, "makeup", 7),
        (1, "weekend", 0),
        (2, "counted", 8),
    ]
    span = [(day("2026-02-24"), day("2026-02-25")), (day("2026-02-27"), day("2026-02-27"))]
    held = day_list(day("2026-02-23"), day("2026-02-28"), CALENDAR, span)
    assert [(one.what, one.n) for one in held] == [
        ("suspended", 0), ("suspended", 0), ("counted", 1), ("suspended", 0), ("makeup", 2),
    ]  # fmt: skip


# C3, C4: days and months that roll --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "start", "raw", "on"),
    [
        (15, "2026-03-02", "2026-03-17", "2026-03-17"),
        (1, "2026-03-06", "2026-03-07", "2026-03-09"),  # a Saturday
        (15, "2026-02-01", "2026-02-16", "2026-02-24"),  # into the festival
        (15, "2026-01-30", "2026-02-14", "2026-02-14"),  # a worked Saturday does not roll
        (15, "2026-04-24", "2026-05-09", "2026-05-09"),
        (5, "2026-09-15", "2026-09-20", "2026-09-20"),  # nor does a worked Sunday
        (60, "2026-03-17", "2026-05-16", "2026-05-18"),
        (15, "2026-09-16", "2026-10-01", "2026-10-08"),
    ],
)
def test_days_end_on_their_day_or_roll_from_a_rest_day(n, start, raw, on):
    due = Within(n, "days").due(day(start), CALENDAR)
    assert (due.on, due.provisional, due.advise_by) == (day(on), False, None)
    assert [(step.kind, step.until) for step in due.explain] == [
        ("days", day(raw)),
        *([("rolled", day(on))] if raw != on else []),
    ]


@pytest.mark.parametrize(
    ("n", "start", "raw", "on"),
    [
        (1, "2026-03-17", "2026-04-17", "2026-04-17"),
        (1, "2026-01-31", "2026-02-28", "2026-02-28"),  # clamped to a worked Saturday
        (1, "2025-01-31", "2025-02-28", "2025-02-28"),
        (1, "2024-01-31", "2024-02-29", "2024-02-29"),
        (6, "2024-08-31", "2025-02-28", "2025-02-28"),
        (6, "2025-08-31", "2026-02-28", "2026-02-28"),
        (6, "2026-03-17", "2026-09-17", "2026-09-17"),
        (1, "2026-03-31", "2026-04-30", "2026-04-30"),
        (1, "2025-09-01", "2025-10-01", "2025-10-09"),  # rolled over the holiday
        (1, "2025-07-31", "2025-08-31", "2025-09-01"),  # a Sunday
        (3, "2024-08-31", "2024-11-30", "2024-12-02"),  # clamped to a Saturday, then rolled
        (12, "2024-02-29", "2025-02-28", "2025-02-28"),
        (2, "2025-11-15", "2026-01-15", "2026-01-15"),
    ],
)
def test_months_end_on_the_same_number_clamp_and_roll(n, start, raw, on):
    due = Within(n, "months").due(day(start), CALENDAR)
    assert (due.on, due.provisional, due.advise_by) == (day(on), False, None)
    told = ["months", *(["clamped"] if start[-2:] != raw[-2:] else []), *(["rolled"] if raw != on else [])]
    assert kinds(due) == told
    assert due.explain[0].until == day(raw)


# C5: intervals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "start", "on", "advise"),
    [
        ("10 days", "2026-03-02", "2026-03-12", "2026-03-12"),
        ("10 days", "2026-02-09", "2026-02-19", "2026-02-14"),  # in the festival; the worked Saturday before
        ("14 days", "2026-09-18", "2026-10-02", "2026-09-30"),
        ("14 days", "2026-01-31", "2026-02-14", "2026-02-14"),  # a worked Saturday
        ("2 months", "2025-12-17", "2026-02-17", "2026-02-14"),
        ("3 months", "2025-11-30", "2026-02-28", "2026-02-28"),
        ("6 months", "2025-08-31", "2026-02-28", "2026-02-28"),
        ("3 months", "2024-08-31", "2024-11-30", "2024-11-29"),
        ("12 months", "2024-02-29", "2025-02-28", "2025-02-28"),
    ],
)
def test_an_interval_is_never_rolled_and_says_by_which_working_day(length, start, on, advise):
    due = Every.parse(length).due(day(start), CALENDAR)
    assert (due.on, due.advise_by, due.provisional) == (day(on), day(advise), False)
    assert ("not_rolled" in kinds(due)) is (advise != on)
    assert ("advise" in kinds(due)) is (advise != on)
    assert ("clamped" in kinds(due)) is ("months" in length and start[-2:] != on[-2:])


def test_an_interval_without_a_working_day_names_none():
    due = Every(2, "days").due(day("2026-02-15"), CALENDAR)
    assert (due.on, due.advise_by) == (day("2026-02-17"), None)
    assert kinds(due) == ["days", "not_rolled", "no_workday"]
    assert (due.explain[-1].on, due.explain[-1].until) == (day("2026-02-15"), day("2026-02-17"))
    assert Every(3, "days").due(day("2026-02-14"), CALENDAR).advise_by == day("2026-02-14")


# C6: quotas -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quota", "start", "first", "on", "advise"),
    [
        ("2 per week", "2026-03-02", "2026-03-02", "2026-03-08", "2026-03-06"),
        ("2 per week", "2026-03-08", "2026-03-02", "2026-03-08", "2026-03-06"),
        ("2 per week", "2026-02-11", "2026-02-09", "2026-02-15", "2026-02-14"),  # ends with a worked Saturday
        ("2 per week", "2024-02-12", "2024-02-12", "2024-02-18", "2024-02-18"),  # only a worked Sunday
        ("2 per week", "2026-02-18", "2026-02-16", "2026-02-22", None),  # no working day at all
        ("1 per week", "2025-12-31", "2025-12-29", "2026-01-04", "2026-01-04"),
        ("1 per month", "2026-02-01", "2026-02-01", "2026-02-28", "2026-02-28"),
        ("1 per month", "2024-02-29", "2024-02-01", "2024-02-29", "2024-02-29"),
        ("1 per month", "2026-10-31", "2026-10-01", "2026-10-31", "2026-10-30"),
        ("1 per month", "2025-12-31", "2025-12-01", "2025-12-31", "2025-12-31"),
        ("1 per 2 months", "2026-01-10", "2026-01-01", "2026-02-28", "2026-02-28"),
        ("1 per 2 months", "2024-02-10", "2024-01-01", "2024-02-29", "2024-02-29"),
        ("1 per 2 months", "2026-03-01", "2026-03-01", "2026-04-30", "2026-04-30"),
        ("1 per 2 months", "2025-12-05", "2025-11-01", "2025-12-31", "2025-12-31"),
        ("3 per year", "2025-07-01", "2025-01-01", "2025-12-31", "2025-12-31"),
        ("3 per year", "2023-01-01", "2023-01-01", "2023-12-31", "2023-12-29"),
        ("1 per day", "2026-03-03", "2026-03-03", "2026-03-03", "2026-03-03"),
        ("1 per day", "2026-02-17", "2026-02-17", "2026-02-17", None),
    ],
)
def test_a_quota_ends_with_its_period_and_says_by_which_working_day(quota, start, first, on, advise):
    shape = Times.parse(quota)
    due = shape.due(day(start), CALENDAR)
    assert shape.span(day(start)) == (day(first), day(on))
    assert (due.on, due.advise_by, due.provisional) == (day(on), advise and day(advise), False)
    told = "no_workday" if advise is None else "advise" if advise != on else None
    assert kinds(due) == ["period", *([told] if told else [])]
    assert (due.explain[0].on, due.explain[0].until, due.explain[0].n) == (day(first), day(on), shape.n)


# C7 and minimum periods -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fixed", "start", "on", "advise"),
    [
        ("01-31", "2026-01-05", "2026-01-31", "2026-01-30"),  # a Saturday: not rolled
        ("01-31", "2025-01-31", "2025-01-31", None),  # the day itself, in the festival: nothing to aim at
        ("01-31", "2025-02-01", "2026-01-31", "2026-01-30"),
        ("03-31", "2026-03-31", "2026-03-31", "2026-03-31"),
        ("03-31", "2026-01-31", "2026-03-31", "2026-03-31"),
        ("12-31", "2025-12-31", "2025-12-31", "2025-12-31"),
        ("01-01", "2025-01-02", "2026-01-01", "2025-12-31"),
    ],
)
def test_a_fixed_date_includes_itself_and_is_not_rolled(fixed, start, on, advise):
    due = Fixed.parse(fixed).due(day(start), CALENDAR)
    assert (due.on, due.advise_by, due.provisional) == (day(on), advise and day(advise), False)
    told = "no_workday" if advise is None else "advise" if advise != on else None
    assert kinds(due) == ["fixed", *([told] if told else [])]


@pytest.mark.parametrize(
    ("start", "on"),
    [("2026-02-01", "2026-03-03"), ("2026-01-16", "2026-02-15"), ("2024-02-01", "2024-03-02")],
)
def test_a_least_period_ends_on_its_day_and_is_not_rolled(start, on):
    due = AtLeast(30).due(day(start), CALENDAR)
    assert (due.on, due.advise_by, due.provisional, kinds(due)) == (day(on), None, False, ["minimum"])


# C11, C12: hours, and the same day --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "start", "at"),
    [
        (5, "2026-02-16T22:00+08:00", "2026-02-17T03:00+08:00"),  # over midnight, in the festival
        (24, "2026-02-14T10:30+08:00", "2026-02-15T10:30+08:00"),
        (48, "2026-03-06T17:00+08:00", "2026-03-08T17:00+08:00"),  # over a weekend
        (5, "2026-02-16T15:00:30+00:00", "2026-02-17T04:00:30+08:00"),
        (24, "2026-12-31T23:59+08:00", "2027-01-01T23:59+08:00"),  # nothing provisional about it
        (5, "2026-02-16T22:00", "2026-02-17T03:00+08:00"),  # without a zone: Shanghai's
    ],
)
def test_hours_are_exact_over_rest_days_and_midnight(n, start, at):
    due = Within(n, "hours").due(datetime.fromisoformat(start), CALENDAR)
    assert due.at == datetime.fromisoformat(at)
    assert due.at.isoformat(timespec="minutes")[-6:] == "+08:00"
    assert (due.on, due.provisional, due.advise_by, kinds(due)) == (day(at[:10]), False, None, ["hours"])


def test_hours_are_exact_where_clocks_are_changed():
    before = datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/New_York"))  # at 2:00 it became 3:00
    due = Within(5, "hours").due(before, CALENDAR)
    assert due.at - before.astimezone(UTC) == timedelta(hours=5)
    summer = datetime.fromisoformat("1986-05-03T23:30")  # China had summer time from the fourth of May
    assert Within(5, "hours").due(summer, CALENDAR).at.isoformat() == "1986-05-04T05:30:00+09:00"


def test_hours_need_an_instant():
    with pytest.raises(Impossible, match="instant"):
        Within(5, "hours").due(day("2026-02-16"), CALENDAR)


@pytest.mark.parametrize("start", ["2026-03-03", "2026-02-14", "2026-02-17", "2027-02-08"])
def test_the_same_day_is_that_date_worked_or_not(start):
    due = Within(0, "same day").due(datetime.fromisoformat(f"{start}T23:59+08:00"), CALENDAR)
    assert (due.on, due.provisional, due.advise_by, kinds(due)) == (day(start), False, None, ["same_day"])


@pytest.mark.parametrize("unit", ["workdays", "days", "months"])
def test_nothing_to_count_is_the_day_itself(unit):
    for start in ("2026-03-03", "2027-03-03"):
        due = Within(0, unit).due(day(start), CALENDAR)
        assert (due.on, kinds(due)[0]) == (day(start), "same_day")
        assert (due.provisional, due.advise_by, due.suspended) == (False, None, ())


def test_a_taught_unit_counts_for_itself():
    try:

        @counts("fortnights")
        def fortnights(start, n, calendar):
            return start + timedelta(days=14 * n)

        due = Within.parse("2 fortnights").due(day("2027-03-06"), CALENDAR)
        assert (due.on, due.provisional, due.advise_by, kinds(due)) == (
            day("2027-04-03"),
            False,
            None,
            ["reached"],
        )
        with pytest.raises(Impossible, match="never suspended"):
            Within(2, "fortnights").due(day("2027-03-06"), CALENDAR, events=Events(extension=1))
    finally:
        del UNITS["fortnights"]


@pytest.mark.parametrize(
    "more", [{"pauses": {"comaker": (15, "workdays")}}, {"restarts": True}, {"extends": 1}]
)
def test_what_happens_later_matters_only_to_a_line_that_says_so(more):
    assert not Terms({}).stops
    assert not Terms({}, receipt="next_workday").stops
    assert Terms(**{"pauses": {}, **more}).stops


# Beyond the published notices -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "start", "on", "advise"),
    [
        ("20 workdays", "2026-11-25", "2026-12-23", None),
        ("20 workdays", "2026-11-26", "2026-12-24", "2026-12-23"),
        ("20 workdays", "2026-12-03", "2026-12-31", "2026-12-30"),
        ("20 workdays", "2026-12-04", "2027-01-01", "2026-12-31"),
        ("1 workdays", "2027-03-01", "2027-03-02", "2027-03-01"),
        ("7 workdays", "2027-03-06", "2027-03-16", "2027-03-15"),
        ("15 days", "2026-12-08", "2026-12-23", None),
        ("15 days", "2026-12-09", "2026-12-24", "2026-12-23"),
        ("15 days", "2026-12-11", "2026-12-28", "2026-12-25"),  # a Saturday, rolled
        ("15 days", "2026-12-04", "2026-12-21", None),  # rolled, and settled
        ("1 months", "2026-11-24", "2026-12-24", "2026-12-23"),
        ("6 months", "2026-08-31", "2027-03-01", "2027-02-26"),
    ],
)
def test_what_no_notice_settles_is_provisional_and_aimed_at_a_working_day_earlier(length, start, on, advise):
    due = Within.parse(length).due(day(start), CALENDAR)
    assert (due.on, due.provisional) == (day(on), advise is not None)
    assert due.advise_by == (advise and day(advise))
    assert kinds(due)[-2:] == ["provisional", "target"] or advise is None
    if advise:
        assert "暂按周一至周五" in due.explain[-2].text.zh_CN
        assert "no holiday notice" in due.explain[-2].text.en
        settled = Within.parse(length).due(day(start), Workdays(noticed=[2027]))
        assert (settled.on, settled.provisional, settled.advise_by) == (day(on), False, None)


def test_an_aim_before_the_start_is_no_aim():
    due = Within(1, "workdays").due(day("2027-03-06"), CALENDAR)  # a Saturday; the aim would be Friday
    assert (due.on, due.provisional, due.advise_by) == (day("2027-03-08"), True, None)
    assert kinds(due)[-1] == "provisional"


def test_a_rolled_day_is_settled_by_the_offices_own_word():
    own = Workdays(work={day("2026-12-26"): LOCAL})
    due = Within(15, "days").due(day("2026-12-11"), own)
    assert (due.on, due.provisional) == (day("2026-12-26"), False)
    off = Workdays(off={day("2026-12-24"): LOCAL})
    due = Within(15, "days").due(day("2026-12-09"), off)  # 24 is settled, 25 is not
    assert (due.on, due.provisional, due.advise_by) == (day("2026-12-25"), True, day("2026-12-23"))


# How they are written ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("within", "7 workdays"),
        ("within", "15 days"),
        ("within", "6 months"),
        ("within", "48 hours"),
        ("within", "9999 days"),
        ("within", "same day"),
        ("every", "10 days"),
        ("every", "3 months"),
        ("times", "2 per week"),
        ("times", "1 per 2 months"),
        ("times", "999 per year"),
        ("on", "01-31"),
        ("on", "12-05"),
        ("at_least", "30 days"),
    ],
)
def test_a_shape_is_printed_as_it_is_read(key, text):
    shape = SHAPES[key].parse(f" {text} ")
    assert str(shape) == text
    assert SHAPES[key].parse(str(shape)) == shape


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("within", ["", "7", "7 weeks", "same", "0 same day", "-1 days", "12345 days"]),
        ("every", ["", "0 days", "10 workdays", "5 hours", "same day", "10", "3 month"]),
        (
            "times",
            ["", "0 per week", "1000 per week", "2 per fortnight", "per week", "2 week", "² per week", "2"],
        ),
        ("on", ["", "1-31", "01-1", "13-01", "02-29", "02-30", "0131", "01-31-01", "aa-bb", "00-01"]),
        ("at_least", ["", "0 days", "1 months", "30", "30 workdays"]),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_can(key, texts):
    for text in texts:
        with pytest.raises(UntaughtUnit, match=re.escape(f"{text}: {', '.join(SHAPES[key].forms())}")):
            SHAPES[key].parse(text)


@pytest.mark.parametrize(
    "shape",
    [
        Within(5, "hours"),
        Within(15, "days"),
        Within(6, "months"),
        Within(0, "same day"),
        Every(10, "days"),
        Times(2, "week"),
        Fixed(1, 31),
        AtLeast(30),
    ],
)
@pytest.mark.parametrize(
    "events", [Events(corrected=date(2026, 3, 9)), Events(extension=1), Events(extension=-1)]
)
def test_only_working_days_are_suspended_restarted_or_extended(shape, events):
    with pytest.raises(Impossible, match="never suspended"):
        shape.due(datetime(2026, 3, 2, 9, tzinfo=SHANGHAI), CALENDAR, events=events)
