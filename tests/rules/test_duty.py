"""Whose turn it is: hand tables, and what must hold on every day of every roster."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import regime
from rules.duty import (
    Away,
    Cadence,
    Changes,
    Rotation,
    announced_on,
    gaps,
    handed_over,
    kind_of,
    may_take,
    on_day,
    planned,
    progress,
    reminded_on,
    shares,
    shifts,
)
from rules.shapes import Times, UntaughtUnit
from rules.workdays import nationwide

CALENDAR = nationwide()
CHEN, LI, WANG, ZHAO, ZHOU = range(1, 6)
THREE = ((CHEN,), (LI,), (WANG,))
SOME_DAY = st.dates(date(2025, 1, 1), date(2026, 12, 1))
DAILY, WORKDAYS, TWICE = (Cadence.parse(text) for text in ("daily", "workdays", "2 per week"))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


# How often ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["daily", "workdays", "always", "2 per week", "1 per month", "1 per 2 months"]
)
def test_a_cadence_reads_as_it_is_written(text: str):
    assert str(Cadence.parse(text)) == text


@pytest.mark.parametrize("text", ["", "sometimes", "2 per day", "0 per week"])
def test_what_is_no_cadence_is_refused_with_the_known_ones(text: str):
    with pytest.raises(UntaughtUnit):
        Cadence.parse(text)


def test_less_often_is_less_whatever_the_words():
    order = [Cadence.parse(text) for text in ("1 per year", "1 per 2 months", "1 per month", "2 per week")]
    order += [WORKDAYS, DAILY]
    for less, more in pairwise(order):
        assert less.is_less_than(more), (str(less), str(more))
        assert not more.is_less_than(less)
    assert DAILY.is_less_than(Cadence.parse("always"))
    assert not Cadence.parse("always").is_less_than(DAILY)
    assert not DAILY.is_less_than(DAILY)


@pytest.mark.parametrize(
    ("times", "around", "expected"),
    [
        ("2 per week", "03-04", ["03-03", "03-06"]),  # an ordinary week: second and last working day
        ("2 per week", "02-11", ["02-10", "02-14"]),  # its Saturday is worked before the festival
        ("2 per week", "02-18", ["02-16", "02-22"]),  # Spring Festival: no working day, so two rest days
        ("2 per week", "10-02", ["09-29", "09-30"]),  # three working days before National Day
        ("3 per week", "03-04", ["03-03", "03-04", "03-06"]),
        ("5 per week", "03-04", ["03-02", "03-03", "03-04", "03-05", "03-06"]),
        ("6 per week", "03-04", ["03-02", "03-03", "03-04", "03-05", "03-06", "03-07"]),
        ("1 per month", "03-15", ["03-03"]),
        ("2 per month", "02-10", ["02-03", "02-28"]),
    ],
)
def test_the_readings_of_a_period_by_hand(times: str, around: str, expected: list[str]):
    assert [one.isoformat()[5:] for one in planned(Times.parse(times), day(around), CALENDAR)] == expected


def test_a_week_of_too_few_working_days_is_announced_on_the_last_one_before():
    assert announced_on(TWICE.times, day("02-18"), CALENDAR) == day("02-14"), "a worked Saturday"
    assert announced_on(TWICE.times, day("03-04"), CALENDAR) is None
    assert announced_on(Times.parse("1 per month"), day("02-18"), CALENDAR) is None


def test_whoever_is_behind_is_reminded_on_the_second_and_the_last_working_day():
    assert reminded_on(TWICE.times, day("03-04"), CALENDAR) == (day("03-03"), day("03-06"))
    assert reminded_on(TWICE.times, day("02-18"), CALENDAR) == ()


@settings(deadline=None)  # a machine may be busy
@given(SOME_DAY, st.integers(1, 7), st.sampled_from(["week", "month", "2 months", "year"]))
def test_as_many_readings_as_are_asked_each_on_a_day_of_its_own(around: date, n: int, period: str):
    times = Times(n, period)
    first, last = times.span(around)
    found = planned(times, around, CALENDAR)
    assert len(found) == n == len(set(found))
    assert all(first <= one <= last for one in found)
    worked = CALENDAR.between(first - timedelta(days=1), last)
    assert sum(CALENDAR.is_workday(one) for one in found) == min(n, worked), (
        "a rest day only for want of others"
    )


def test_two_readings_on_one_day_are_one():
    found = progress(TWICE.times, day("03-04"), [day("03-03"), day("03-03"), day("02-27")])
    assert (found.done, found.n, found.is_met) == (1, 2, False)
    assert progress(TWICE.times, day("03-04"), [day("03-03"), day("03-08")]).is_met


# Whose turn -----------------------------------------------------------------------------------------------


def test_the_rotation_over_spring_festival_by_hand():
    found = shifts(DAILY, Rotation(THREE, day("02-09")), CALENDAR, start=day("02-11"), end=day("02-24"))
    assert [(one.on.day, one.kind, one.readers[0]) for one in found] == [
        (11, "work", WANG), (12, "work", CHEN), (13, "work", LI), (14, "work", WANG),
        (15, "festival", CHEN), (16, "festival", LI), (17, "festival", WANG), (18, "festival", CHEN),
        (19, "festival", LI), (20, "festival", WANG), (21, "festival", CHEN), (22, "festival", LI),
        (23, "festival", WANG), (24, "work", CHEN),
    ]  # fmt: skip


def test_working_days_alone():
    found = shifts(WORKDAYS, Rotation(THREE, day("02-09")), CALENDAR, start=day("02-13"), end=day("02-25"))
    assert [(one.on.day, one.readers[0]) for one in found] == [(13, LI), (14, WANG), (24, CHEN), (25, LI)]


def test_rest_days_have_turns_of_their_own_where_the_office_says_so():
    rotation = Rotation(THREE, day("02-09"), rest=((ZHAO,), (ZHOU,)))
    found = shifts(DAILY, rotation, CALENDAR, start=day("02-14"), end=day("02-24"))
    assert [one.readers[0] for one in found] == [WANG, *([ZHAO, ZHOU] * 4 + [ZHAO]), CHEN]


def test_a_week_each_from_monday_on():
    rotation = Rotation(THREE, day("02-11"), by="week", leaders=(ZHAO, ZHOU))
    found = shifts(DAILY, rotation, CALENDAR, start=day("02-11"), end=day("03-01"))
    assert {one.readers[0] for one in found if one.on <= day("02-15")} == {CHEN}
    assert {one.readers[0] for one in found if day("02-16") <= one.on <= day("02-22")} == {LI}
    assert {one.readers[0] for one in found if one.on >= day("02-23")} == {WANG}
    assert [found[0].leader, found[6].leader, found[13].leader] == [ZHAO, ZHOU, ZHAO]


def test_two_at_a_time_and_shifts_of_one_day():
    pairs = Rotation(((CHEN, LI), (WANG, ZHAO)), day("02-09"))
    assert [one.readers for one in shifts(DAILY, pairs, CALENDAR, start=day("02-09"), end=day("02-10"))] == [
        (CHEN, LI),
        (WANG, ZHAO),
    ]
    round_the_clock = Rotation(THREE, day("02-09"), parts=2)
    found = shifts(Cadence.parse("always"), round_the_clock, CALENDAR, start=day("02-09"), end=day("02-10"))
    assert [(one.on.day, one.part, one.readers[0]) for one in found] == [
        (9, 0, CHEN), (9, 1, LI), (10, 0, WANG), (10, 1, CHEN),
    ]  # fmt: skip


def test_on_leave_somebody_steps_in_and_nobody_else_moves():
    rotation = Rotation(THREE, day("03-02"), stand_ins=(ZHAO,))
    before = shifts(WORKDAYS, rotation, CALENDAR, start=day("03-02"), end=day("03-31"))
    away = Changes(away=(Away(CHEN, day("03-05"), day("03-12")),))
    after = shifts(WORKDAYS, rotation, CALENDAR, start=day("03-02"), end=day("03-31"), changes=away)
    for one, other in zip(before, after, strict=True):
        if CHEN in one.readers and day("03-05") <= one.on <= day("03-12"):
            assert (other.why, CHEN in other.readers) == ("leave", False)
            assert other.readers
        else:
            assert other.readers == one.readers
    stepped_in = [
        other.readers[0] for one, other in zip(before, after, strict=True) if one.readers != other.readers
    ]
    assert stepped_in == [WANG, LI], "5 and 10 March: not the same one each time"


def test_where_everybody_is_away_the_stand_in_reads_and_then_nobody():
    rotation = Rotation(((CHEN,), (LI,)), day("03-02"), stand_ins=(ZHAO,))
    both = (Away(CHEN, day("03-03"), day("03-04")), Away(LI, day("03-03"), day("03-04")))
    found = on_day(WORKDAYS, rotation, CALENDAR, day("03-03"), Changes(away=both))
    assert [(one.readers, one.why) for one in found] == [((ZHAO,), "leave")]
    none = Changes(away=(*both, Away(ZHAO, day("03-04"), day("03-04"))))
    found = shifts(WORKDAYS, rotation, CALENDAR, start=day("03-02"), end=day("03-05"), changes=none)
    assert [(one.on.day, one.why) for one in gaps(found)] == [(4, "vacant")]


def test_a_swap_moves_one_shift_alone():
    rotation = Rotation(((CHEN, LI), (WANG, ZHAO)), day("03-02"))
    shift = on_day(WORKDAYS, rotation, CALENDAR, day("03-02"))[0]
    assert may_take(shift, LI) == "has_it"
    assert may_take(shift, WANG, Changes(away=(Away(WANG, day("03-01"), day("03-02")),))) == "away"
    assert may_take(shift, WANG) is None
    instead = {(day("03-02"), 0): handed_over(shift, CHEN, WANG)}
    found = shifts(
        WORKDAYS, rotation, CALENDAR, start=day("03-02"), end=day("03-04"), changes=Changes(instead=instead)
    )
    assert [(one.readers, one.why) for one in found] == [
        ((WANG, LI), "instead"), ((WANG, ZHAO), ""), ((CHEN, LI), ""),
    ]  # fmt: skip


def test_whoever_takes_a_swapped_day_and_falls_ill_leaves_it_vacant_aloud():
    rotation = Rotation(THREE, day("03-02"))
    changes = Changes(instead={(day("03-02"), 0): (WANG,)}, away=(Away(WANG, day("03-02"), day("03-02")),))
    found = on_day(WORKDAYS, rotation, CALENDAR, day("03-02"), changes)
    assert [one.why for one in found] == ["vacant"]


def test_before_its_first_day_a_roster_has_no_shifts():
    assert on_day(DAILY, Rotation(THREE, day("03-02")), CALENDAR, day("03-01")) == []
    assert on_day(WORKDAYS, Rotation(THREE, day("03-02")), CALENDAR, day("03-07")) == []
    assert on_day(WORKDAYS, Rotation((), day("03-02")), CALENDAR, day("03-03"))[0].is_vacant


def test_rest_days_weigh_more():
    found = shifts(DAILY, Rotation(THREE, day("02-09")), CALENDAR, start=day("02-09"), end=day("02-28"))
    held = shares(found, people=(CHEN, LI, WANG, ZHAO))
    assert held[ZHAO].weight == 0
    assert [(held[one].days, held[one].festival, held[one].weight) for one in (CHEN, LI, WANG)] == [
        (7, 3, 13), (7, 3, 13), (6, 3, 12),
    ]  # fmt: skip


ROTATIONS = st.builds(
    Rotation,
    st.lists(
        st.lists(st.integers(1, 9), min_size=1, max_size=2, unique=True).map(tuple), min_size=1, max_size=6
    ).map(tuple),
    SOME_DAY,
    by=st.sampled_from(["day", "week"]),
    parts=st.integers(1, 3),
)
CADENCES = st.sampled_from([DAILY, WORKDAYS, TWICE, Cadence.parse("always"), Cadence.parse("1 per month")])


@settings(deadline=None)  # a machine may be busy
@given(CADENCES, ROTATIONS, st.integers(0, 300), st.integers(1, 40))
def test_a_day_looked_at_alone_is_the_same_day_in_a_list(
    cadence: Cadence, rotation: Rotation, ahead: int, length: int
):
    start = rotation.from_on + timedelta(days=ahead)
    end = start + timedelta(days=length)
    together = shifts(cadence, rotation, CALENDAR, start=start, end=end)
    days = [start + timedelta(days=n) for n in range(length + 1)]
    alone = [shift for one in days for shift in on_day(cadence, rotation, CALENDAR, one)]
    assert alone == together
    assert len(together) == rotation.parts * sum(cadence.falls_on(one, CALENDAR) for one in days)
    assert not gaps(together)


@settings(deadline=None)  # a machine may be busy
@given(st.integers(2, 7), SOME_DAY, st.integers(60, 400))
def test_by_the_day_nobody_has_two_more_of_any_kind_than_another(people: int, first: date, length: int):
    rotation = Rotation(tuple((one,) for one in range(people)), first)
    found = shifts(DAILY, rotation, CALENDAR, start=first, end=first + timedelta(days=length))
    held = shares(found, people=range(people)).values()
    for kind in ("work", "rest", "festival"):
        counts = [getattr(one, kind) for one in held]
        assert max(counts) - min(counts) <= 1, kind


@settings(deadline=None)  # a machine may be busy
@given(ROTATIONS, st.lists(st.tuples(st.integers(1, 9), st.integers(0, 60), st.integers(0, 20)), max_size=6))
def test_whoever_is_away_never_reads_and_a_gap_is_told_as_one(
    rotation: Rotation, leaves: list[tuple[int, int, int]]
):
    first = rotation.from_on
    away = tuple(
        Away(one, first + timedelta(days=begins), first + timedelta(days=begins + length))
        for one, begins, length in leaves
    )
    changes = Changes(away=away)
    plain = shifts(DAILY, rotation, CALENDAR, start=first, end=first + timedelta(days=80))
    found = shifts(DAILY, rotation, CALENDAR, start=first, end=first + timedelta(days=80), changes=changes)
    assert [(one.on, one.part) for one in found] == [(one.on, one.part) for one in plain]
    for one, other in zip(found, plain, strict=True):
        assert not any(changes.is_away(person, one.on) for person in one.readers)
        assert (one.why == "vacant") == (not one.readers)
        if one.why == "":
            assert one.readers == other.readers


@settings(deadline=None)  # a machine may be busy
@given(ROTATIONS, st.data())
def test_after_any_swaps_every_shift_has_as_many_readers(rotation: Rotation, data: st.DataObject):
    end = rotation.from_on + timedelta(days=30)
    instead: dict[tuple[date, int], tuple[int, ...]] = {}
    for _ in range(data.draw(st.integers(0, 8))):
        found = shifts(
            DAILY, rotation, CALENDAR, start=rotation.from_on, end=end, changes=Changes(instead=instead)
        )
        shift = data.draw(st.sampled_from(found))
        taker = data.draw(st.integers(1, 9))
        if may_take(shift, taker) is None:
            instead[shift.on, shift.part] = handed_over(shift, shift.readers[0], taker)
    plain = shifts(DAILY, rotation, CALENDAR, start=rotation.from_on, end=end)
    swapped = shifts(
        DAILY, rotation, CALENDAR, start=rotation.from_on, end=end, changes=Changes(instead=instead)
    )
    assert [len(one.readers) for one in swapped] == [len(one.readers) for one in plain]
    assert {(one.on, one.part) for one in swapped if one.why} == set(instead)


# A year under every regime --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", regime.names())
def test_every_regime_has_one_duty_with_a_checklist(name: str):
    found = [duty for duty in regime.load(name).duties if duty.lines]
    assert len(found) == 1
    assert len(found[0].lines) >= 4
    assert any(line.each == "important" for line in found[0].lines)


@pytest.mark.parametrize("name", regime.names())
def test_a_year_of_duty_days_each_with_one_turn(name: str):
    """Spring Festival and National Day included: 2026 as its holiday notice has it."""
    duty = next(duty for duty in regime.load(name).duties if duty.lines)
    cadence = Cadence.of(duty) or DAILY  # where the regime leaves it open the office settles it
    rotation = Rotation(THREE, date(2026, 1, 1))
    found = shifts(cadence, rotation, CALENDAR, start=date(2026, 1, 1), end=date(2026, 12, 31))
    days = [one.on for one in found]
    assert days == sorted(set(days)), "one turn a day"
    assert not gaps(found)
    expected = {"kaiping": 104, "jiangsu": 365, "chongqing": 365, "yuxi": 365, "zhuhai": 12}
    assert len(days) == expected[name]
    if name == "kaiping":
        weeks = {one.isocalendar()[:2] for one in days}
        assert all(
            sum(one.isocalendar()[:2] == week for one in days) == 2 for week in weeks if 1 < week[1] < 53
        )


def test_festivals_are_told_from_ordinary_rest_days():
    assert kind_of(day("02-17"), CALENDAR) == "festival"
    assert kind_of(day("03-07"), CALENDAR) == "rest"
    assert kind_of(day("02-14"), CALENDAR) == "work", "a worked Saturday"
