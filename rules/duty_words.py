"""A roster in one sentence: 排班 法制股 每天 张三 李四+王五 带班 周局 替补 钱某 从2月10日."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from rules.dates import read_coming
from rules.duty import ALWAYS, DAILY, MOST_PARTS, WORKDAYS

_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_OFTEN = {
    **dict.fromkeys(("每天", "每日", "天天", "daily"), DAILY),
    **dict.fromkeys(("工作日", "每个工作日", "每工作日", "workdays"), WORKDAYS),
    **dict.fromkeys(("昼夜", "24小时", "二十四小时", "全天候", "always"), ALWAYS),
}
_PERIODS = {
    "周": "week",
    "星期": "week",
    "月": "month",
    "两月": "2 months",
    "两个月": "2 months",
    "年": "year",
}
_TIMES = re.compile(r"每(个?(?:周|星期|月|年)|两个?月)(\d|[一两二三四五])次")
_ENGLISH = re.compile(r"(\d)/(week|month|year)")
_PARTS = re.compile(r"([1-3一两二三])班")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAY = re.compile(r"(?:从|自|from:?)(.+?)(?:起|开始)?")
_BY = {"按天轮换": "day", "按周轮换": "week", "按天": "day", "按周": "week", "weekly": "week"}
LEADERS, STAND_INS, REST = "leaders", "stand_ins", "rest"
_SECTIONS = {
    **dict.fromkeys(("带班", "带班领导", "lead"), LEADERS),
    **dict.fromkeys(("替补", "候补", "stand-in"), STAND_INS),
    **dict.fromkeys(("节假日", "休息日", "节日", "rest"), REST),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What such a sentence says. Names that belong together are one turn; what is not said is None."""

    cadence: str | None
    turns: tuple[tuple[str, ...], ...]
    rest: tuple[tuple[str, ...], ...]
    leaders: tuple[str, ...]
    stand_ins: tuple[str, ...]
    parts: int | None
    by: str | None
    at: str | None
    from_on: date | None


def written(text: str, *, today: date) -> Written:
    """Read a roster; every word that means nothing else is a name."""
    said: dict[str, str] = {}
    from_on: date | None = None
    section = ""
    names: dict[str, list[tuple[str, ...]]] = {"": [], LEADERS: [], STAND_INS: [], REST: []}
    for word in re.split(r"[\s,，、；;]+", unicodedata.normalize("NFKC", text).strip()):
        if not word:
            continue
        if word in _SECTIONS:
            section = _SECTIONS[word]
        elif (day := _first_day(word, today)) is not None:
            from_on = day
        elif (meant := _said(word)) is not None:
            said.setdefault(*meant)
        else:
            names[section].append(tuple(one for one in re.split(r"[+＋&]", word) if one))
    return Written(
        said.get("cadence"),
        tuple(names[""]),
        tuple(names[REST]),
        tuple(one for turn in names[LEADERS] for one in turn),
        tuple(one for turn in names[STAND_INS] for one in turn),
        int(said["parts"]) if "parts" in said else None,
        said.get("by"),
        said.get("at"),
        from_on,
    )


def _first_day(word: str, today: date) -> date | None:
    found = _DAY.fullmatch(word)
    return read_coming(found[1], today=today) if found else None


def _said(word: str) -> tuple[str, str] | None:
    """What a word settles: (cadence, 2 per week), (at, 09:03), (parts, 2), (by, week)."""
    if word in _OFTEN:
        return "cadence", _OFTEN[word]
    if word in _BY:
        return "by", _BY[word]
    if found := _TIMES.fullmatch(word):
        period = _PERIODS[found[1].removeprefix("个")]
        return "cadence", f"{_NUMBERS.get(found[2]) or found[2]} per {period}"
    if found := _ENGLISH.fullmatch(word):
        return "cadence", f"{found[1]} per {found[2]}"
    if found := _PARTS.fullmatch(word):
        return "parts", str(min(int(_NUMBERS.get(found[1]) or found[1]), MOST_PARTS))
    if found := _TIME.fullmatch(word):
        return "at", f"{int(found[1]):02d}:{found[2]}"
    return None


_SPAN = re.compile(r"(.+?)\s*(?:至|到|—|~|to| - )\s*(.+)")


def read_span(text: str, *, today: date) -> tuple[date, date] | None:
    """Read one day or two, both included: 2月12日, 2月12日至2月15日. None where it names none."""
    text = text.strip()
    day = read_coming(text, today=today)
    if day is not None:
        return day, day
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    first = read_coming(found[1], today=today)
    last = None if first is None else read_coming(found[2], today=first)
    return None if first is None or last is None or last < first else (first, last)
