"""Notices of holidays: read in three forms alike, and every slip told where it stands."""

import json
from datetime import date, timedelta
from itertools import groupby
from types import SimpleNamespace

import pytest
from chinese_calendar import constants
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import notice_file, notice_words
from rules.model import Text
from rules.notice import Entry, NoticeError, entered, entered_from, laid
from rules.workdays import Workdays, known

NAMES = {day.value: day.chinese for day in constants.Holiday}
WEEK = "一二三四五六日"
YEARS = tuple(range(2020, 2027))


def days_of(year: int) -> Entry:
    """A known year's days as chinesecalendar has them; of its December the days up to the 23rd."""

    def mine(days: dict[date, str]) -> dict[date, str]:
        kept = {day: NAMES[name] for day, name in days.items() if day.year == year}
        return {day: name for day, name in kept.items() if (day.month, day.day) < (12, 24)}

    return Entry(year, mine(constants.holidays), mine(constants.workdays))


def as_public(entry: Entry, *, papers: list[str]) -> str:
    """The public form of one year."""
    marked = sorted(
        (day, name, off)
        for off, days in ((True, entry.off), (False, entry.work))
        for day, name in days.items()
    )
    days = [{"name": name, "date": day.isoformat(), "isOffDay": off} for day, name, off in marked]
    return json.dumps({"year": entry.year, "papers": papers, "days": days}, ensure_ascii=False, indent=1)


def as_ours(entry: Entry, *, ranges: bool) -> str:
    """Our form, days one by one or as ranges."""
    lines = [f"year: {entry.year}", "source: 国办发明电〔2026〕8号"]
    for key, days in (("off", entry.off), ("work", entry.work)):
        lines.append(f"{key}:")
        for name, first, last in runs(days):
            if ranges and first != last:
                lines.append(f"  {first}..{last}: {name}")
            else:
                lines += [f"  {first + timedelta(days=n)}: {name}" for n in range((last - first).days + 1)]
    return "\n".join(lines) + "\n"


def runs(days) -> list[tuple[str, date, date]]:
    """Neighbours of one name: (name, first, last)."""
    ordered = sorted(days)
    found = []
    for _, group in groupby(enumerate(ordered), key=lambda one: (one[1].toordinal() - one[0], days[one[1]])):
        block = [day for _, day in group]
        found.append((days[block[0]], block[0], block[-1]))
    return found


def as_words(entry: Entry, *, weekday: str, dash: str, wide: bool) -> str:
    """The notice as the State Council's office words it, with its weekdays in brackets."""

    def on(day: date, *, month: bool) -> str:
        named = f"（{weekday}{WEEK[day.weekday()]}）" if weekday else ""
        return f"{f'{day.month}月' if month else ''}{day.day}日{named}"

    festivals = ["元旦", "春节", "清明", "劳动节", "端午节", "中秋", "国庆节"]
    by_name: dict[str, list[str]] = {}
    for name, first, last in runs(entry.off):
        span = on(first, month=True)
        if first != last:
            span += dash + on(last, month=last.month != first.month)
        by_name.setdefault(name, []).append(f"{span}放假调休，共{(last - first).days + 1}天。")
    for name in sorted({*entry.work.values()}):
        days = "、".join(on(day, month=True) for day in sorted(entry.work) if entry.work[day] == name)
        by_name.setdefault(name, []).append(f"{days}上班。")
    lacking = "、".join(one for one in festivals if not any(one[:2] in name for name in by_name))
    items = []
    for n, (name, told) in enumerate(by_name.items()):
        called = f"{name}、{lacking}" if lacking and "国庆" in name else name
        items.append(f"{'一二三四五六七八九'[n]}、{called}：{''.join(told)}")
    text = "\n".join(
        [
            f"国务院办公厅关于{entry.year}年",
            "部分节假日安排的通知",
            f"国办发明电〔{entry.year - 1}〕7号",
            "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：",
            f"　　经国务院批准，现将{entry.year}年元旦、春节等放假调休日期的具体安排通知如下。",
            *items,
            "　　节假日期间，各地区、各部门要妥善安排好值班工作。鼓励职工在除夕（2月9日）休息。",
            "国务院办公厅",
            f"{entry.year - 1}年11月4日",
        ]
    )
    return text.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if wide else text


def read(text: str) -> notice_file.Handed:
    return notice_file.read(text.encode(), name="n")


def told(text: str, lang: str = "zh_CN") -> str:
    with pytest.raises(NoticeError) as wrong:
        read(text)
    return wrong.value.say(lang)


@settings(deadline=None)
@given(
    year=st.sampled_from(YEARS),
    ranges=st.booleans(),
    weekday=st.sampled_from(("", "周", "星期")),
    dash=st.sampled_from(("至", "—", "-", "～", "——")),
    wide=st.booleans(),
)
def test_a_known_year_written_in_any_form_is_read_back(year, ranges, weekday, dash, wide):
    entry = days_of(year)
    public = read(as_public(entry, papers=["https://www.gov.cn/a.htm", "b"]))
    assert (public.entry, public.source, public.scope) == (entry, "https://www.gov.cn/a.htm; b", None)
    ours = read(as_ours(entry, ranges=ranges))
    assert (ours.entry, ours.source) == (entry, "国办发明电〔2026〕8号")
    words = read(as_words(entry, weekday=weekday, dash=dash, wide=wide))
    assert (words.entry.off.keys(), words.entry.work.keys()) == (entry.off.keys(), entry.work.keys())
    assert entered_from(year, words.entry.data()) == words.entry


@pytest.mark.parametrize("year", YEARS)
def test_a_known_year_entered_again_changes_no_working_day(year):
    plain, entered = Workdays(), laid([read(as_public(days_of(year), papers=["x"])).entry])
    for n in range(366):
        day = date(year, 1, 1) + timedelta(days=n)
        assert entered.is_workday(day) == plain.is_workday(day), day
    assert entered.knows(year)


# Words ----------------------------------------------------------------------------------------------------

PLAIN = as_words(days_of(2026), weekday="周", dash="至", wide=False)


def altered(*pairs: tuple[str, str]) -> str:
    text = PLAIN
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_a_holiday_may_begin_in_the_year_before_and_a_single_day_stand_alone():
    """Words of the notices for 2023, 2024 and 2007."""
    text = altered(
        (
            "1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。",
            "2025年12月31日至2026年1月2日放假调休，共3天。1月4日（周日）上班。",
        ),
        ("4月4日（周六）至6日（周一）放假调休，共3天。", "4月4日（周六）放假1天，不调休。"),
        ("9月25日（周五）至27日（周日）放假调休，共3天。", "9月25日放假，与周末连休。"),
        ("5月9日（周六）上班", "其中，5月1日为法定节假日。5月9日（周六）、10日（周日）照常上班"),
    )
    with pytest.raises(NoticeError, match="其中，5月1日为法定节假日"):
        read(text)
    entry = read(text.replace("其中，5月1日为法定节假日。", "")).entry
    assert [day for day in entry.off if day.month in (12, 1)] == [
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2026, 1, 2),
    ]
    assert {day for day in entry.off if day.month in (4, 9)} == {date(2026, 4, 4), date(2026, 9, 25)}
    assert {date(2026, 5, 9), date(2026, 5, 10)} <= entry.work.keys()


def test_december_in_the_item_of_new_year_is_that_of_the_year_before():
    text = altered(("1月4日（周日）上班", "12月28日（周日）上班"))
    assert date(2025, 12, 28) in read(text).entry.work
    text = altered(("1月1日（周四）至3日（周六）放假调休，共3天", "12月31日至1月3日放假，共4天"))
    assert min(read(text).entry.off) == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("5月1日（周五）", "5月1日（周四）", "n:9: 劳动节: 2026年5月1日是周五，现为：5月1日（周四）"),
        ("28日（周六）上班", "30日（周六）上班", "n:7: 春节: 应为历书上有的日期，现为：2月30日（周六）"),
        ("7日（周三）放假调休，共7天", "7日（周三）放假调休，共8天", "n:12: 国庆节: 合计应为 7 天，现为：8"),
        ("端午：", "端阳：", "n:1: 缺少“端午”一项"),
        ("6月19日（周五）", "19日（周五）", "n:10: 端午: 应写明月份，现为：19日（周五）"),
        ("5月9日（周六）上班", "5月9日（周六）当差", "n:9: 劳动节: 应写成"),
        ("5月9日（周六）上班", "5月9日（周六）", "n:9: 劳动节: 应写成"),
        ("5月9日（周六）上班", "上班，5月9日（周六）上班", "现为：上班"),
        ("5月9日（周六）上班", "5月11日（周一）上班", "n:9: 补班日应为星期六或星期日，现为：2026年5月11日"),
        ("5月9日（周六）上班", "5月2日（周六）上班", "n:9: 一天不可又放假又上班，现为：2026年5月2日"),
        ("6月19日（周五）至21日（周日）", "6月21日至6月19日", "起止日期应由前到后"),
        (
            "6月19日（周五）至21日（周日）放假调休，共3天",
            "2028年6月19日放假",
            "应在 2026 年内，或 2025 年 12 月 24 日至 31 日",
        ),
        ("5月1日（周五）至5日（周二）放假调休，共5天", "5月2日放假", "5 月 1 日依法放假，应列入"),
    ],
)
def test_a_slip_in_the_words_is_told_with_its_line(old, new, expected):
    assert expected in told(altered((old, new)))


def test_every_slip_is_told_in_both_languages():
    text = altered(("5月1日（周五）", "5月1日（周四）"), ("端午：", "端阳："))
    assert len(told(text).splitlines()) == 2
    english = told(text, "en")
    assert "1 May 2026 is a Friday" in english
    assert "the item of 端午 is missing" in english


def test_words_without_a_year_or_without_end_are_no_notice():
    with pytest.raises(NoticeError, match="name its year"):
        notice_words.read("一、元旦：1月1日放假。", name="n")
    with pytest.raises(NoticeError, match="at most"):
        notice_words.read("2026年部分节假日" + "天" * 20_000, name="n")


def test_without_the_paper_the_title_is_the_source():
    assert read(altered(("国办发明电〔2025〕7号", ""))).source == "国务院办公厅关于2026年部分节假日安排的通知"


# Files ----------------------------------------------------------------------------------------------------


def public(**other: object) -> str:
    form = json.loads(as_public(days_of(2026), papers=["x"]))
    return json.dumps({**form, **other}, ensure_ascii=False, indent="\t")


def test_a_year_without_papers_or_days_is_not_in_yet():
    for form in (public(papers=[]), public(days=[])):
        assert "该年放假通知尚未公布" in told(form)
        assert "the notice is not in yet" in told(form, "en")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (public(year=26), "n:2: year: 应为 2027 这样的年份，现为：26"),
        (public(papers="x"), "papers: 应为列表，现为：x"),
        (public(extra=1), "extra: 没有这一项"),
        (public(days=[{"name": "a", "date": "2026-01-01"}]), "days.isOffDay: 必填"),
        (public(days=[{"name": "a", "date": "2026-01-01", "isOffDay": "no"}]), "days.isOffDay: 只可填：true、false，现为：no"),
        (public(days=[{"name": "a", "date": "1月1日", "isOffDay": True}]), "days.date: 应为 2027-02-05 这样的日期，现为：1月1日"),
        (public(days=[{"name": "", "date": "2026-13-01", "isOffDay": True}]), "现为：2026-13-01"),
        (public(days=[{"name": "a", "date": "2026-01-01", "isOffDay": True}] * 2), "同一天不可写两次，现为：2026-01-01"),
        (public(days=["2026-01-01"]), "days: 应有：name、date、isOffDay，现为：2026-01-01"),
        (public(days=[{"name": "a", "date": "2026-01-01", "isOffDay": True}]), "5 月 1 日依法放假，应列入"),
        ('{"papers": ["x"], "days": [1]}', "year: 应为 2027 这样的年份"),
        ("[1]", "应有：year、source、scope，现为：[1]"),
        ("year: 2027\n", "off: off、work 至少填一项"),
        ("off:\n  2027-02-05: 春节\nwrok: {}\n", "n:3: wrok: 没有这一项，最接近的是 work"),
        ("off: [2027-02-05]\n", "n:1: off: 应为“日期: 名称”的列表"),
        ("off:\n  2027-02-05..2027-02-01: 春节\n", "n:2: off: 应为 2027-02-05 或"),
        ("off:\n  2月5日: 春节\n", "n:2: off: 应为 2027-02-05 或"),
        ("off:\n  2027-02-05:\n", "n:2: off.2027-02-05: 应为文字，不可为空，现为：null"),
        ("scope: 楚雄\noff:\n  2027-02-05: 火把节\n", "n:1: scope: 应为 region:地区 或 org:机构代号"),
        ("off: {a: b\n", "应为合法的 YAML"),
        ("off:\n  2027-02-05: 节\nwork:\n  2027-02-05: 节\n", "n:4: 一天不可又放假又上班，现为：2027-02-05"),
    ],
)  # fmt: skip
def test_a_slip_in_a_file_is_told_with_its_line(form, expected):
    assert expected in told(form)


def test_bytes_that_are_no_text_are_told():
    with pytest.raises(NoticeError, match="must be UTF-8"):
        notice_file.read(b"\xff\xfe\xff", name="n")


def test_single_days_of_a_place_have_no_year():
    handed = read(
        "scope: region:楚雄州\nsource: 州政府通知\noff:\n  2026-08-05..2026-08-07: 火把节\nwork:\n  2026-08-08: 调休\n"
    )
    assert (handed.scope, handed.source, handed.entry.year) == ("region:楚雄州", "州政府通知", None)
    assert [day.day for day in handed.entry.off] == [5, 6, 7]
    assert list(handed.entry.work) == [date(2026, 8, 8)]
    assert read("scope: ''\noff:\n  2026-08-05: 节\n").scope == ""


# Counting many --------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.dates(date(2004, 1, 1), date(2030, 1, 1)), st.integers(-60, 60)), max_size=60))
def test_many_shifts_are_those_of_each(asked):
    calendar = Workdays()
    assert list(calendar.shift_all(asked)) == [calendar.shift(day, n) for day, n in asked]


def test_a_batch_remembers_no_more_than_it_may(monkeypatch):
    monkeypatch.setattr("rules.workdays.MOST_SHIFTS", 3)
    calendar, asked = Workdays(), [(date(2026, 2, 1) + timedelta(days=n % 7), 5) for n in range(40)]
    assert list(calendar.shift_all(asked)) == [calendar.shift(day, n) for day, n in asked]


def test_the_years_that_are_known_are_named():
    assert Workdays().knows(max(known().years))
    assert not Workdays().knows(max(known().years) + 1)


# One over another ----------------------------------------------------------------------------------------


def test_later_entries_lie_over_earlier_ones_and_a_notice_over_all_of_its_year():
    """A local rest day that is worked after all; the year's notice takes single days of its year back."""
    day, other = date(2026, 8, 5), date(2027, 8, 5)
    rest = Entry(None, off={day: "火把节", other: "火把节"})
    worked = entered(SimpleNamespace(year=None, days=json.dumps(Entry(None, work={day: "调休"}).data())))
    assert not laid([rest]).is_workday(day)
    both = laid([rest, worked])
    assert both.is_workday(day)
    assert both.name(day).name == Text("调休", "调休")
    notice = Entry(2027, off={date(2027, 1, 1): "元旦"}, work={date(2027, 1, 2): "元旦"})
    whole = laid([rest, notice])
    assert not whole.is_workday(day)
    assert whole.is_workday(other)
    assert whole.is_workday(date(2027, 1, 2))
    assert whole.knows(2027)
