"""栏目: intervals in an office's own words, the clocks they come to, how a board colours a column."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.cite import OFFICE, number
from rules.clocks import Clock, Ladders, thresholds
from rules.model import Text
from rules.shapes import Due, Every, Times
from rules.units import UntaughtUnit
from rules.workdays import Workdays

UPDATED, CHECKED, REPLACED, STATED = "updated", "checked", "replaced", "stated"
TITLE = Text("栏目更新", "Update of a column")

WITHOUT_FIGURE = frozenset({"及时", "及时发布", "及时更新", "实时", "随时", "不定期", "按需", "随时更新"})
"""Words of a table of duties that name no figure: nothing is counted from them."""

_PERIODS = {
    "周": "week",
    "星期": "week",
    "月": "month",
    "两月": "2 months",
    "年": "year",
    "日": "day",
    "天": "day",
}
_UNITS = {"自然日": (1, "days"), "日": (1, "days"), "天": (1, "days"), "周": (7, "days"), "月": (1, "months"),
          "季度": (3, "months"), "年": (12, "months")}  # fmt: skip
_N = r"\d+|[一二两三四五六七八九十]+"
_PER = re.compile(
    rf"每个?(?P<period>两个?月|季度|半年|周|星期|月|年|日|天)(?:至少|不少于|更新)*(?:(?P<n>{_N})次)?"
)
_EVERY = re.compile(rf"(?P<n>{_N})个?(?P<unit>自然日|日|天|周|月|季度|年)(?:内|以内)?")
_LEAST = re.compile(rf"(?:每年)?(?:不少于|至少)(?P<n>{_N})次")
_JOINED = re.compile(r"[且、,;，；]|并且")


def read_interval(text: str) -> tuple[tuple[str, str], ...] | None:
    """Read how often a column is updated: ``10个自然日``, ``每周``, ``每两月``, ``1年且不少于3次``.

    Each part as a line of a regime has it: ("every", "10 days"), ("times", "1 per week"). Empty for words
    without a figure such as 及时发布, None for what is none of it.
    """
    plain = (
        re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).removesuffix("更新一次").removesuffix("更新")
    )
    if not plain or plain in WITHOUT_FIGURE or f"{plain}更新" in WITHOUT_FIGURE:
        return ()
    own = _house_form(text.strip())
    if own is not None:
        return (own,)
    found = [_part(part) for part in _JOINED.split(plain) if part]
    return tuple(one for one in found if one is not None) if all(found) else None


def _house_form(text: str) -> tuple[str, str] | None:
    for shape in (Every, Times):
        try:
            return shape.key, str(shape.parse(text))
        except UntaughtUnit:
            continue
    return None


def _part(part: str) -> tuple[str, str] | None:
    if found := _LEAST.fullmatch(part):
        return Times.key, f"{_count(found['n'])} per year"
    if found := _PER.fullmatch(part):
        period = found["period"].replace("两个月", "两月")
        if period in ("季度", "半年"):
            return (Every.key, "3 months" if period == "季度" else "6 months") if not found["n"] else None
        return Times.key, f"{_count(found['n'] or '1')} per {_PERIODS[period]}"
    if found := _EVERY.fullmatch(part):
        n, unit = _UNITS[found["unit"]]
        return (Every.key, f"{n * _count(found['n'])} {unit}") if _count(found["n"]) else None
    return None


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else number(text.replace("两", "二"))


def say_interval(part: tuple[str, str] | list[str]) -> Text:
    """The same in words: 每10个自然日, 每周1次."""
    key, text = part
    if key == Every.key:
        every = Every.parse(text)
        unit = {"days": "个自然日", "months": "个月"}[every.unit]
        return Text(f"间隔不超过{every.n}{unit}", f"at least every {every}")
    times = Times.parse(text)
    period = {"day": "每日", "week": "每周", "month": "每月", "2 months": "每两月", "year": "每年"}[
        times.period
    ]
    return Text(f"{period}{times.n}次", f"{times.n} per {times.period}")


def interval_text(part: tuple[str, str] | list[str]) -> str:
    """The same as the table of duties has it and as it is read again."""
    key, text = part
    if key == Every.key:
        every = Every.parse(text)
        return f"{every.n}{'个自然日' if every.unit == 'days' else '个月'}"
    times = Times.parse(text)
    period = {"day": "每日", "week": "每周", "month": "每月", "2 months": "每两月", "year": "每年"}[
        times.period
    ]
    return f"{period}{times.n}次"


CLASS_WORDS = {  # of the classes that clocks of columns are for, the first is how it is written
    "news": ("动态要闻", "动态", "要闻", "新闻"),
    "notice": ("通知公告", "公告", "通知"),
    "policy": ("政策文件", "文件"),
    "interview": ("政务访谈", "访谈"),
    "survey": ("调查征集", "意见征集", "征集"),
    "static": ("静态信息", "基本情况"),
    "enforcement": ("执法结果", "行政执法结果"),
    "enforcement_rare": ("执法结果（低频）", "执法结果(低频)", "执法较少"),
}


def own_clocks(parts: Iterable[tuple[str, str] | list[str]]) -> list[dict[str, Any]]:
    """The intervals that an office set for a column itself, as lines of a regime: never an article."""
    found = []
    for key, text in parts:
        said = say_interval((key, text))
        starts = ["column.updated"] if key == Every.key else []
        found.append(
            {
                "id": f"OF-COLUMN-{text.upper().replace(' ', '-')}",
                "of": "column",
                "kinds": [],
                "starts": starts,
                "stops": "column.updated",
                key: text,
                "cite": OFFICE,
                "figure": said.zh_CN,
                "says": {
                    "zh_CN": "责任分解表所定的更新间隔",
                    "en": "How often the table of duties has this column updated",
                },
            }
        )
    return found


def with_own(merged: Mapping[str, Any], parts: Iterable[tuple[str, str] | list[str]]) -> dict[str, Any]:
    """A merged regime with these intervals beside its own clocks."""
    own = own_clocks(parts)
    ids = {one["id"] for one in own}
    return {**merged, "clocks": [*(one for one in merged["clocks"] if one["id"] not in ids), *own]}


def periodic(rule: Clock) -> bool:
    """Does the calendar start it, rather than an event?"""
    return not rule.starts and rule.shape is not None


def span(rule: Clock, day: date) -> tuple[date, date]:
    """First and last day of the period of a periodic clock that ``day`` lies in; of a fixed date its year."""
    if isinstance(rule.shape, Times):
        return rule.shape.span(day)
    return date(day.year, 1, 1), date(day.year, 12, 31)


def wanted(rule: Clock) -> int:
    """How often in a period it must happen."""
    return rule.shape.n if isinstance(rule.shape, Times) else 1


_ELEMENTS = re.compile(r"具有(?:完整的新闻要素[,，]?包括)?(?P<listed>[^。;；]+)")
_BESIDE = re.compile(r"[、,，]|和(?=\S)|及(?=\S)")


def elements(contents: str) -> tuple[str, ...]:
    """What each piece of information must have, as the table of duties says: 具有标题、正文和来源."""
    found: dict[str, None] = {}
    for match in _ELEMENTS.finditer(unicodedata.normalize("NFKC", contents)):
        for part in _BESIDE.split(match["listed"]):
            name = re.sub(r"\(.*?\)", "", part).strip()
            if name and len(name) <= 8:
                found[name] = None
    return tuple(found)


# The board -----------------------------------------------------------------------------------------------

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"


def shade(due: Due, ladders: Ladders, rule: Clock, calendar: Workdays, *, today: date) -> str:
    """Red once the date is over, yellow from the first day on which its keeper is reminded, else green."""
    if due.on < today:
        return RED
    first = min((one.on for one in thresholds(due, ladders.of(rule), calendar, today=today)), default=due.on)
    return YELLOW if today >= first else GREEN


@dataclass(frozen=True, slots=True)
class Veto:
    """单项否决: so many columns of a sort, and the whole inspection has failed."""

    key: str
    limit: int
    cite: str
    text: Text


_GROUND = "国办秘函〔2019〕19号"
VETOES = (
    Veto(
        "stale",
        5,
        _GROUND,
        Text("动态要闻和一级通知公告、政策文件类未更新", "news, notices and policies not updated"),
    ),
    Veto("neglected", 10, _GROUND, Text("应更新栏目长期未更新", "columns long not updated")),
    Veto("blank", 5, _GROUND, Text("空白栏目", "blank columns")),
)
STALE_RULES = frozenset({"CN-19H-NEWS", "CN-19H-NOTICE"})  # whose date counts for the first of them
