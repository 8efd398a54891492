import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cite import OFFICE
from rules.clocks import (
    EVENTS,
    UNITS,
    Due,
    Explained,
    Ladder,
    Rung,
    UntaughtUnit,
    Within,
    ahead,
    counts,
    due,
    forms,
    outcome,
    publication_limit,
    started_by,
    stopped_by,
    thresholds,
)
from rules.model import Kind, Text
from rules.regime import load
from rules.workdays import Workdays

CALENDAR = Workdays()
KAIPING = load("kaiping")
SEVEN, TWENTY, SAME = Within(7, "workdays"), Within(20, "workdays"), Within(0, "same day")


@pytest.mark.parametrize(
    ("text", "rule"),
    [("7 workdays", SEVEN), ("20 workdays", TWENTY), ("same day", SAME), (" 7  workdays ", SEVEN)],
)
def test_a_taught_length_is_read_and_printed_alike(text, rule):
    assert Within.parse(text) == rule
    assert Within.parse(str(rule)) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "workdays",
        "7 moons",
        "-1 workdays",
        "7.5 workdays",
        "七 workdays",
        "7 same day",
        "12345 workdays",
        "² workdays",
    ],
)
def test_an_untaught_length_is_refused_with_those_that_are_known(text):
    with pytest.raises(UntaughtUnit, match=re.escape(", ".join(forms()))):
        Within.parse(text)


def test_a_new_unit_is_one_function():
    try:

        @counts("leap days")
        def leap(start, n, calendar):
            return start.replace(year=start.year + 4 * n)

        assert Within.parse("2 leap days") == Within(2, "leap days")
        assert "N leap days" in forms()
        found = due(Within(2, "leap days"), date(2024, 2, 29), CALENDAR)
        assert found.on == date(2032, 2, 29)
        assert said(found) == ["自 2024年2月29日 起，至 2032年2月29日 24:00"]
        assert said(found, "en") == ["from 2024-02-29 to 24:00 on 2032-02-29"]
        assert [Explained.of(step.data()) for step in found.explain] == list(found.explain)
    finally:
        del UNITS["leap days"]


@given(st.dates(date(2010, 1, 1), date(2026, 6, 30)), st.integers(1, 60))
def test_the_day_of_the_event_is_not_counted_and_the_last_day_is_worked(start, n):
    found = due(Within(n, "workdays"), start, CALENDAR)
    assert CALENDAR.between(start, found.on) == n
    assert CALENDAR.is_workday(found.on)
    assert not found.provisional


@given(st.dates(date(2010, 1, 1), date(2030, 6, 30)))
def test_the_same_day_is_the_same_date_worked_or_not(start):
    found = due(SAME, start, CALENDAR)
    assert (found.on, found.provisional) == (start, False)
    assert [step.kind for step in found.explain] == ["same_day"]


def said(found: Due, lang="zh_CN"):
    return [step.text.get(lang) for step in found.explain]


def test_the_arithmetic_over_spring_festival_is_told_step_by_step():
    found = due(TWENTY, date(2026, 2, 9), CALENDAR)
    assert found.on == date(2026, 3, 13)
    assert [str(step) for step in found.explain] == [
        "起算日 2026年2月9日，当日不计",
        "2026年2月14日 调休上班，计入",
        "2026年2月15日至2026年2月23日 春节放假，不计",
        "2026年2月28日 调休上班，计入",
        "第 20 个工作日为 2026年3月13日",
    ]
    assert said(found, "en") == [
        "starts on 2026-02-09, which is not counted",
        "2026-02-14: make-up working day, counted",
        "2026-02-15 to 2026-02-23: Spring Festival, not counted",
        "2026-02-28: make-up working day, counted",
        "working day 20 is 2026-03-13",
    ]


def test_a_single_rest_day_and_the_same_day_are_told_plainly():
    found = due(SEVEN, date(2013, 9, 16), CALENDAR)
    assert said(found)[1] == "2013年9月19日至2013年9月21日 中秋放假，不计"
    assert said(due(SEVEN, date(2014, 9, 5), CALENDAR))[1] == "2014年9月8日 中秋放假，不计"
    assert said(due(SAME, date(2026, 2, 14), CALENDAR)) == ["起算日 2026年2月14日，当日 24:00 前"]
    assert said(due(SAME, date(2026, 2, 14), CALENDAR), "en") == [
        "starts on 2026-02-14, due by 24:00 that day"
    ]


def test_the_very_next_day_is_told_when_it_is_worked_or_off_out_of_turn():
    assert said(due(SEVEN, date(2026, 2, 13), CALENDAR))[1] == "2026年2月14日 调休上班，计入"


def test_a_festival_on_a_weekend_changes_nothing_and_is_not_told():
    found = due(SEVEN, date(2006, 4, 28), CALENDAR)  # 29 and 30 April were make-up days, 1-7 May off
    assert [step.kind for step in found.explain] == ["start", "makeup", "rest", "counted"]
    quiet = due(SEVEN, date(2005, 9, 15), CALENDAR)
    assert [step.kind for step in quiet.explain] == ["start", "counted"]


def test_a_weekend_with_a_name_but_no_weekday_is_left_out():
    local = Workdays(
        off={date(2026, 3, 7): Text("活动日", "event"), date(2026, 3, 8): Text("活动日", "event")}
    )
    assert [step.kind for step in due(SEVEN, date(2026, 3, 2), local).explain] == ["start", "counted"]
    weekday = Workdays(work={date(2026, 3, 4): Text("上班", "work")})
    assert [step.kind for step in due(SEVEN, date(2026, 3, 2), weekday).explain] == ["start", "counted"]


@pytest.mark.parametrize(
    ("start", "provisional"),
    [
        (date(2026, 11, 25), False),
        (date(2026, 11, 26), True),
        (date(2027, 3, 1), True),
        (date(2003, 12, 1), True),
    ],
)
def test_a_date_that_leans_on_an_unknown_year_says_so(start, provisional):
    found = due(TWENTY, start, CALENDAR)
    assert found.provisional is provisional
    assert any("未公布" in text for text in said(found)) is provisional
    assert any("no holiday notice" in text for text in said(found, "en")) is provisional


def test_zero_working_days_mean_the_day_itself():
    assert due(Within(0, "workdays"), date(2026, 2, 17), CALENDAR).on == date(2026, 2, 17)


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(1, 30))
def test_the_arithmetic_survives_the_record(start, n):
    for step in due(Within(n, "workdays"), start, CALENDAR).explain:
        assert Explained.of(step.data()) == step


def ends(on, *, aim=None):
    return Due(on, aim is not None, (), advise_by=aim)


def told(due, ladder, *, today=date(2026, 2, 9)):
    return [(wake.occasion, wake.on, wake.slot) for wake in thresholds(due, ladder, CALENDAR, today=today)]


def test_reminders_count_working_days_back_from_the_last_day():
    assert told(ends(date(2026, 2, 25)), Ladder((3, 1, 0), overdue=True)) == [
        ("T-3", date(2026, 2, 13), 0),
        ("T-1", date(2026, 2, 24), 0),
        ("T", date(2026, 2, 25), 0),
        ("overdue", date(2026, 2, 26), 0),
    ]


def test_reminders_of_a_rest_day_stand_before_it_and_overdue_after_it():
    assert told(ends(date(2026, 2, 17)), Ladder((0, 1), overdue=True)) == [
        ("T-1", date(2026, 2, 14), 0),
        ("T", date(2026, 2, 17), 0),
        ("overdue", date(2026, 2, 24), 0),
    ]


def test_a_ladder_may_keep_silent_about_what_is_overdue():
    rung = Rung("head", 1, 1)
    assert told(ends(date(2026, 3, 3)), Ladder((2,), overdue=False, upwards=(rung,))) == [
        ("T-2", date(2026, 2, 28), 0)
    ]


def test_reminders_aim_at_the_earlier_date_and_what_is_over_at_the_date_itself():
    due = ends(date(2026, 2, 22), aim=date(2026, 2, 14))
    assert told(due, Ladder((1, 0), overdue=True)) == [
        ("T-1", date(2026, 2, 13), 0),
        ("T", date(2026, 2, 14), 0),
        ("overdue", date(2026, 2, 24), 0),
    ]


def test_what_is_over_comes_up_on_the_ladders_days_and_never_before_its_holder_could_act():
    ladder = Ladder(
        (), overdue=True, upwards=(Rung("head", 1, 1), Rung("office", 2, 0), Rung("leader", 4, 0))
    )
    assert told(ends(date(2026, 2, 13)), ladder)[1:] == [
        ("up:head", date(2026, 2, 14), 1),
        ("up:office", date(2026, 2, 24), 0),
        ("up:leader", date(2026, 2, 26), 0),
    ]
    late = told(ends(date(2026, 2, 13)), ladder, today=date(2026, 3, 10))
    assert [on for _, on, _ in late[1:]] == [date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 16)]


@pytest.mark.parametrize(
    ("event", "kind", "ids"),
    [
        ("item.formed", Kind.PUBLISH, ["KP-21-PROPOSE", "KP-21-PUBLISH"]),
        ("item.changed", Kind.MODIFY, ["KP-21-UPD-PROPOSE", "KP-21-UPD-PUBLISH"]),
        ("item.formed", Kind.MODIFY, []),
        ("item.formed", Kind.DELETE, []),
        ("item.changed", Kind.DELETE, []),
        ("item.approved", Kind.PUBLISH, ["KP-18-3-HANDOVER"]),
        ("item.approved", Kind.DELETE, ["KP-19-3-HANDOVER"]),
    ],
)
def test_events_start_the_clocks_of_their_kind(event, kind, ids):
    assert [clock.id for clock in started_by(KAIPING.clocks, event, kind)] == ids


@pytest.mark.parametrize(
    ("event", "kind", "ids"),
    [
        ("item.reached_office", Kind.PUBLISH, ["KP-21-PROPOSE"]),
        ("item.published", Kind.MODIFY, ["KP-21-UPD-PUBLISH"]),
        ("item.handed_over", Kind.MODIFY, ["KP-19-3-HANDOVER"]),
        ("item.published", Kind.DELETE, []),
    ],
)
def test_events_stop_the_clocks_of_their_kind(event, kind, ids):
    assert [clock.id for clock in stopped_by(KAIPING.clocks, event, kind)] == ids


def test_every_event_has_words():
    assert all(text.zh_CN and text.en for text in EVENTS.values())


@pytest.mark.parametrize(
    ("stopped", "state"),
    [(date(2026, 3, 12), "met"), (date(2026, 3, 13), "met"), (date(2026, 3, 14), "met_late")],
)
def test_a_clock_is_met_through_its_last_day(stopped, state):
    assert outcome(date(2026, 3, 13), stopped) == state


def limit(days, handed_over=date(2026, 2, 13)):
    target = KAIPING.office_targets["publish"]
    return publication_limit(
        days, target=target.within, cite="第十八条（三）", handed_over=handed_over, calendar=CALENDAR
    )


def test_the_approved_limit_binds_under_its_article():
    found = limit(3)
    assert (found.due.on, found.cite, str(found.within)) == (
        date(2026, 2, 25),
        "第十八条（三）",
        "3 workdays",
    )
    assert limit(0).due.on == date(2026, 2, 13)


def test_without_an_approved_limit_the_office_wishes_and_cites_no_article():
    found = limit(None)
    assert (found.due.on, found.cite) == (date(2026, 2, 14), OFFICE)
    assert limit(None, date(2026, 2, 14)).due.on == date(2026, 2, 24)


KAIPING_CLOCKS = load("kaiping").clocks
YUXI_CLOCKS = load("yuxi").clocks


@pytest.mark.parametrize(
    ("clocks", "event", "kind", "class_", "found"),
    [
        (KAIPING_CLOCKS, "item.reached_office", Kind.PUBLISH, "", ("KP-21-PROPOSE", date(2026, 2, 25))),
        (KAIPING_CLOCKS, "item.reached_office", Kind.MODIFY, "", ("KP-21-UPD-PROPOSE", date(2026, 2, 25))),
        (KAIPING_CLOCKS, "item.reached_office", Kind.DELETE, "", None),
        (KAIPING_CLOCKS, "item.handed_over", Kind.PUBLISH, "", None),  # runs from the approval, not before
        (KAIPING_CLOCKS, "", Kind.PUBLISH, "", None),
        (YUXI_CLOCKS, "item.published", Kind.PUBLISH, "official_file", ("YX1-03-PUBLISH", date(2026, 2, 12))),
    ],
)
def test_the_nearest_promise_that_an_event_will_meet(clocks, event, kind, class_, found):
    started = date(2026, 2, 9)
    told = ahead(clocks, event, kind=kind, class_=class_, started=started, calendar=Workdays())
    assert (None if told is None else (told[0].id, told[1].on)) == found
