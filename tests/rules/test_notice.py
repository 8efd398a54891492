"""What is entered over the known years: a year's notice, single days, and which of them lies on top."""

import json
from datetime import date
from types import SimpleNamespace

from rules.notice import Entry, entered, laid

OCT1, OCT2, OCT10 = date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 10)
SPRING = date(2027, 2, 8)


def test_an_entry_comes_back_from_its_row():
    entry = Entry(2027, {SPRING: "春节", date(2027, 1, 1): "元旦"}, {date(2027, 2, 14): "春节"})
    assert list(entry.data()["off"]) == ["2027-01-01", "2027-02-08"]
    assert entered(SimpleNamespace(year=2027, days=json.dumps(entry.data()))) == entry
    assert Entry(None).data() == {"off": {}, "work": {}}


def test_nothing_entered_is_the_known_years():
    calendar = laid([])
    assert not calendar.is_workday(OCT1)
    assert not calendar.is_known(SPRING)


def test_a_notice_settles_its_year_and_the_december_before_it():
    calendar = laid([Entry(2027, {SPRING: "春节"}, {date(2027, 2, 14): "春节"})])
    assert (calendar.is_workday(SPRING), calendar.is_workday(date(2027, 2, 14))) == (False, True)
    assert calendar.name(SPRING).name.zh_CN == "春节"
    assert calendar.settles(date(2026, 12, 1), date(2027, 12, 23))
    assert not calendar.settles(date(2026, 12, 1), date(2027, 12, 24))


def test_single_days_settle_nothing_but_themselves():
    calendar = laid([Entry(None, {SPRING: "州庆"}, {})])
    assert calendar.is_known(SPRING)
    assert not calendar.is_workday(SPRING)
    assert not calendar.is_known(date(2027, 2, 9))
    assert not calendar.settles(SPRING, SPRING)


def test_a_later_entry_lies_over_an_earlier_one():
    off, work = Entry(None, {OCT10: "州庆"}, {}), Entry(None, {}, {OCT10: "上班", OCT2: "值班"})
    assert laid([off, work]).is_workday(OCT10)
    assert not laid([work, off]).is_workday(OCT10)
    assert laid([work, off]).is_workday(OCT2)


def test_a_new_notice_of_a_year_takes_all_its_earlier_days_away():
    earlier = Entry(None, {date(2026, 9, 3): "一", date(2027, 9, 3): "二"}, {OCT2: "三"})
    calendar = laid([earlier, Entry(2026, {OCT1: "国庆节"}, {})])
    assert not calendar.is_workday(OCT1)
    assert calendar.is_workday(OCT2)
    assert calendar.name(OCT2) is None
    assert calendar.is_workday(date(2026, 9, 3))
    assert not calendar.is_workday(date(2027, 9, 3))
    assert not calendar.is_workday(OCT10)
    again = laid([Entry(2026, {OCT1: "国庆节"}, {}), earlier])
    assert not again.is_workday(date(2026, 9, 3))
    assert again.name(OCT2).mark == "班"


def test_a_year_does_not_take_back_what_the_next_years_notice_moved():
    """The notice of 2019 made 29 December 2018 a worked Saturday and the 31st a day off."""
    worked, off = date(2018, 12, 29), date(2018, 12, 31)
    next_year = Entry(2019, {off: "元旦", date(2019, 1, 1): "元旦"}, {worked: "元旦"})
    this_year = Entry(
        2018, {date(2018, 12, 30): "元旦", worked: "元旦"}, {date(2018, 9, 30): "国庆节", off: "元旦"}
    )
    for entries in ([this_year, next_year], [next_year, this_year]):
        calendar = laid(entries)
        assert calendar.is_workday(worked)
        assert not calendar.is_workday(off)
        assert calendar.name(date(2018, 12, 30)).mark == "休"
        assert calendar.is_workday(date(2018, 9, 30))
    own = laid([next_year, Entry(None, {}, {off: "值班"})])
    assert own.is_workday(off)
    assert laid([next_year, Entry(None, {}, {off: "值班"}), this_year]).name(off).mark == "班"
