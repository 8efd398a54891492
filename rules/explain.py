"""Why just that day: each step of the arithmetic as a value, and as one short sentence."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.model import Text
from rules.workdays import WEEKDAYS, Workdays


@dataclass(frozen=True, slots=True)
class Explained:
    """One step of the arithmetic; `kind` is a key of SENTENCES."""

    kind: str
    on: date
    until: date | None = None
    n: int = 0
    name: Text | None = None

    def data(self) -> dict[str, Any]:
        """Return the step as JSON values, for the record."""
        plain: dict[str, Any] = {"kind": self.kind, "on": self.on.isoformat()}
        if self.until is not None:
            plain["until"] = self.until.isoformat()
        if self.n:
            plain["n"] = self.n
        if self.name is not None:
            plain["name"] = self.name.data()
        return plain

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Explained":
        """Read a step back from the record."""
        until, name = data.get("until"), data.get("name")
        return cls(
            data["kind"],
            date.fromisoformat(data["on"]),
            date.fromisoformat(until) if until else None,
            data.get("n", 0),
            Text(**name) if name else None,
        )

    @property
    def text(self) -> Text:
        """Say the step in one short sentence."""
        return SENTENCES[self.kind](self)

    def __str__(self) -> str:
        return self.text.zh_CN


def _day(day: date) -> Text:
    return Text(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def _span(step: Explained) -> Text:
    first = _day(step.on)
    if step.until in {None, step.on}:
        return first
    last = _day(step.until or step.on)
    return Text(f"{first.zh_CN}至{last.zh_CN}", f"{first.en} to {last.en}")


def _said(zh: str, en: str) -> Callable[[Explained], Text]:
    """A sentence with {day}, {last}, {span}, {n} and {name} filled in."""

    def say(step: Explained) -> Text:
        day, last, span = _day(step.on), _day(step.until or step.on), _span(step)
        name = step.name or Text("", "")
        return Text(
            zh.format(day=day.zh_CN, last=last.zh_CN, span=span.zh_CN, n=step.n, name=name.zh_CN),
            en.format(day=day.en, last=last.en, span=span.en, n=step.n, name=name.en),
        )

    return say


SENTENCES: dict[str, Callable[[Explained], Text]] = {
    "start": _said("起算日 {day}，当日不计", "starts on {day}, which is not counted"),
    "same_day": _said("起算日 {day}，当日 24:00 前", "starts on {day}, due by 24:00 that day"),
    "deemed": _said(
        "{day} 为休息日，视为次一工作日 {last} 收到",
        "{day} is a rest day; received, as this office counts, on the next working day {last}",
    ),
    "rest_start": _said(
        "起算日为休息日，自次一工作日 {last} 起计",
        "that is a rest day, so the next working day {last} is the first that counts",
    ),
    "corrected": _said(
        "{day} 收到补正，自该日起重新计算", "corrected on {day}; the time starts again from then"
    ),
    "extended": _said(
        "已批准延长 {n} 个工作日，须在原到期日 {day} 前（含当日）告知",
        "extended by {n} working days with approval, which is told by {day}, the date it was first due",
    ),
    "suspended": _said("{span} {name}，不计", "{span}: {name}, not counted"),
    "rest": _said("{span} {name}放假，不计", "{span}: {name}, not counted"),
    "makeup": _said("{span} 调休上班，计入", "{span}: make-up working day, counted"),
    "counted": _said("第 {n} 个工作日为 {day}", "working day {n} is {day}"),
    "reached": _said("自 {day} 起，至 {last} 24:00", "from {day} to 24:00 on {last}"),
    "days": _said("自 {day} 起第 {n} 日为 {last}", "day {n} after {day} is {last}"),
    "months": _said("自 {day} 起满 {n} 个月为 {last}", "{n} months after {day} is {last}"),
    "clamped": _said(
        "该月没有对应日，以月末 {day} 为准", "that month has no such day, so its last day {day} stands"
    ),
    "rolled": _said("{day} 为休息日，顺延至 {last}", "{day} is a rest day; rolled to {last}"),
    "not_rolled": _said("{day} 为休息日，更新间隔不顺延", "{day} is a rest day; an interval is not rolled"),
    "hours": _said(
        "自起算时刻起 {n} 小时整，不分工作日和休息日", "{n} hours exactly, on working and rest days"
    ),
    "period": _said("{span} 内 {n} 次", "{n} times within {span}"),
    "fixed": _said("每年的固定日期，最近一次为 {day}", "a fixed date every year, next on {day}"),
    "minimum": _said(
        "期限不得短于 {n} 日，最早可于 {day} 截止",
        "at least {n} days, so it may end on {day} at the earliest",
    ),
    "advise": _said(
        "宜在 {day} 前办结（其间最后一个工作日）", "better done by {day}, the last working day within"
    ),
    "no_workday": _said(
        "{span} 没有工作日，由值班人员办理", "{span} has no working day; for whoever is on duty"
    ),
    "target": _said("暂定期间按 {day} 办结掌握", "while it is provisional, work towards {day}"),
    "held": _said(
        "{day} 起征求意见，对方尚未收到，暂无法确定到期日",
        "being consulted since {day}, not received yet: the due date is not known",
    ),
    "day.counted": _said("{day} 第 {n} 个工作日", "{day}: working day {n}"),
    "day.makeup": _said("{day} 第 {n} 个工作日（调休上班）", "{day}: working day {n} (make-up)"),
    "day.weekend": _said("{day} 周末，不计", "{day}: weekend, not counted"),
    "day.holiday": _said("{day} {name}，不计", "{day}: {name}, not counted"),
    "day.suspended": _said("{day} 征求意见期间，不计", "{day}: suspended, not counted"),
    "provisional": _said(
        "至 {day} 尚有放假安排未公布，其间暂按周一至周五计",
        "no holiday notice settles every day to {day} yet; what is open counts Monday to Friday for now",
    ),
}


def festivals(
    start: date, end: date, calendar: Workdays, suspended: Collection[tuple[date, date]] = ()
) -> list[Explained]:
    """Return the holidays and make-up days between, adjoining days of one name as one step.

    A festival that lies on a weekend only changes nothing and is left out, as is one that is suspended.
    """
    steps: list[Explained] = []
    for day, name in calendar.marked(start, end):
        if any(first <= day <= last for first, last in suspended):
            continue
        kind = "rest" if name.mark == "休" else "makeup"
        last = steps[-1] if steps else None
        if (
            last
            and last.until
            and (last.kind, last.name) == (kind, name.name)
            and (day - last.until).days == 1
        ):
            steps[-1] = Explained(kind, last.on, day, name=name.name)
        else:
            steps.append(Explained(kind, day, day, name=name.name))
    return [step for step in steps if _breaks_a_week(step)]


def _breaks_a_week(step: Explained) -> bool:
    days = ((step.until or step.on) - step.on).days + 1
    weekdays = sum(date.fromordinal(step.on.toordinal() + i).weekday() < WEEKDAYS for i in range(days))
    return weekdays > 0 if step.kind == "rest" else weekdays < days


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the arithmetic: counted, makeup (counted too), weekend, holiday or suspended.

    `n` is which working day it is, 0 where it is not counted; `name` the festival's.
    """

    on: date
    what: str
    n: int = 0
    name: Text | None = None


def day_list(
    start: date, end: date, calendar: Workdays, suspended: Iterable[tuple[date, date]] = ()
) -> tuple[Day, ...]:
    """Return every day after `start` up to `end` and how a count of working days takes it."""
    found, n = [], 0
    still = tuple(suspended)
    for ordinal in range(start.toordinal() + 1, end.toordinal() + 1):
        on = date.fromordinal(ordinal)
        name = calendar.name(on)
        if any(first <= on <= last for first, last in still):
            found.append(Day(on, "suspended"))
        elif calendar.is_workday(on):
            n += 1
            found.append(Day(on, "makeup", n, name.name) if name else Day(on, "counted", n))
        else:
            found.append(Day(on, "holiday", name=name.name) if name else Day(on, "weekend"))
    return tuple(found)
