"""A question put to the clocks as plain values: which rule, from when, what happened since; and its answer.

The form is that of `duwang due --jsonl`: {"id", "rule", "start", "events": {"consults": [{"kind", "sent",
"received", "replied"}], "corrected", "extension_workdays"}, "calendar_override": {"off": [], "work": []}}.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from rules.clocks import Clock, NotSet
from rules.explain import Explained, day_list
from rules.model import Text
from rules.problems import SHOWN, unknown_key
from rules.shapes import Due, day_of
from rules.suspension import Consult, Events, Impossible, Pause, StillOpen
from rules.workdays import Workdays, nationwide

KEYS = ("id", "rule", "start", "events", "calendar_override")
EVENT_KEYS = ("consults", "corrected", "extension_workdays")
CONSULT_KEYS = ("kind", "sent", "received", "replied")
OVERRIDE_KEYS = ("off", "work")
OWN_DAY = Text("本地安排", "local arrangement")
FARTHEST = range(1900, 2200)  # years; the longest length from there is still a date
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?P<time>[Tt ].+)?", re.ASCII)


class Unanswerable(ValueError):
    """The question cannot be answered; `said` tells what to put right, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.said = Text(zh, en)


def answer(
    asked: Any, find: Callable[[str], Clock], *, lang: str = "zh_CN", calendar: Workdays | None = None
) -> dict[str, Any]:
    """Return the due date and its arithmetic; `find` gives a rule by its id and raises KeyError, `calendar`
    is the whole country's unless given, under the question's own days.

    The answer bears `due_date` (YYYY-MM-DD; None while a consultation without an end holds the clock) or
    `due_at` for hours, `advise_by`, `provisional`, `suspended` (pairs of first and last day, the last None
    while it goes on) and `explain` (sentences in `lang`). Raises Unanswerable.
    """
    said = _mapping(asked, KEYS, "")
    clock = _clock(said.get("rule"), find)
    start = _moment(said.get("start"), "start")
    calendar = _calendar(said.get("calendar_override"), calendar or nationwide())
    try:
        events = _events(said.get("events"))
        due = clock.due(start, calendar, events=events)
    except Impossible as wrong:
        raise Unanswerable(wrong.said.zh_CN, wrong.said.en) from None
    except NotSet:
        raise Unanswerable(
            f"{clock.id} 未配置：办法未定数字，请先由办公室设定",
            f"{clock.id} is not set: the regulation names no figure, the office sets it first",
        ) from None
    except StillOpen as still:
        return _open(still.pauses, lang)
    told = explained(due, calendar)
    when = {"due_at": due.at.isoformat()} if due.at else {"due_date": due.on.isoformat()}
    return {
        **when,
        "advise_by": due.advise_by and due.advise_by.isoformat(),
        "provisional": due.provisional,
        "suspended": [[first.isoformat(), last.isoformat()] for first, last in due.suspended],
        "explain": [step.get(lang) for step in told],
    }


def explained(due: Due, calendar: Workdays) -> list[Text]:
    """Return the arithmetic in sentences, a count of working days with each of its days."""
    told = [step.text for step in due.explain]
    begins = [step.on for step in due.explain if step.kind == "start"]
    days = day_list(begins[0], due.on, calendar, due.suspended) if begins else ()
    return [*told, *(Explained(f"day.{day.what}", day.on, n=day.n, name=day.name).text for day in days)]


def _open(pauses: Iterable[Pause], lang: str) -> dict[str, Any]:
    spans = [[one.since.isoformat(), one.until and one.until.isoformat()] for one in pauses]
    still = [one for one in pauses if one.until is None]
    return {
        "due_date": None,
        "advise_by": None,
        "provisional": False,
        "suspended": spans,
        "explain": [Explained("held", one.since).text.get(lang) for one in still],
    }


def _clock(id_: Any, find: Callable[[str], Clock]) -> Clock:
    if not isinstance(id_, str) or not id_:
        raise Unanswerable(
            "rule 应为时限编号，如 KP-21-PUBLISH", "rule must be a clock's id, such as KP-21-PUBLISH"
        )
    try:
        return find(id_)
    except KeyError as unknown:
        near = unknown.args[0] if isinstance(unknown.args[0], Text) else Text("没有这个时限", "no such clock")
        raise Unanswerable(f"rule {_shown(id_)}：{near.zh_CN}", f"rule {_shown(id_)}: {near.en}") from None


def _shown(text: str) -> str:
    """Enough of what was written to find it again."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _mapping(value: Any, known: Iterable[str], key: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        name = f"{key} " if key else ""
        raise Unanswerable(f"{name}应为 JSON 对象", f"{name}must be a JSON object")
    for name in value:
        if name not in known:
            shown = _shown(str(name))
            text = unknown_key(shown, known)
            at = f"{key}.{shown}" if key else shown
            raise Unanswerable(f"{at} {text.zh_CN}", f"{at} {text.en}")
    return value


def _moment(value: Any, key: str) -> date:
    """A date, or an instant with its offset (without one in Asia/Shanghai)."""
    found: date | None = None
    if isinstance(value, str) and (written := MOMENT.fullmatch(value)):
        try:
            found = (datetime if written["time"] else date).fromisoformat(value)
        except ValueError:
            found = None
    if found is None or found.year not in FARTHEST:
        raise Unanswerable(
            f"{key} 应为日期或带时区的时刻，如 2026-02-11T10:00+08:00",
            f"{key} must be a date or an instant such as 2026-02-11T10:00+08:00",
        )
    return found


def _day(value: Any, key: str) -> date | None:
    return None if value is None else day_of(_moment(value, key))


def _events(value: Any) -> Events:
    said = _mapping({} if value is None else value, EVENT_KEYS, "events")
    extension = said.get("extension_workdays")
    extension = 0 if extension is None else extension
    if not isinstance(extension, int) or isinstance(extension, bool):
        raise Unanswerable("extension_workdays 应为整数", "extension_workdays must be a whole number")
    return Events(
        tuple(_consult(one) for one in _list(said.get("consults"), "consults")),
        _day(said.get("corrected"), "corrected"),
        extension,
    )


def _consult(value: Any) -> Consult:
    said = _mapping(value, CONSULT_KEYS, "consults")
    sent = _day(said.get("sent"), "consults.sent")
    if sent is None:
        raise Unanswerable("consults.sent 应为发出日期", "consults.sent must be the day it was sent")
    received = _day(said.get("received"), "consults.received")
    return Consult(str(said.get("kind")), sent, received, _day(said.get("replied"), "consults.replied"))


def _list(value: Any, key: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unanswerable(f"{key} 应为清单", f"{key} must be a list")
    return value


def _calendar(value: Any, under: Workdays) -> Workdays:
    said = _mapping({} if value is None else value, OVERRIDE_KEYS, "calendar_override")
    off, work = (_days(said.get(key), f"calendar_override.{key}") for key in OVERRIDE_KEYS)
    return _laid_over(under, off, work) if off or work else under


def _days(value: Any, key: str) -> tuple[date, ...]:
    return tuple(sorted({day_of(_moment(day, key)) for day in _list(value, key)}))


@lru_cache(maxsize=16)
def _laid_over(under: Workdays, off: tuple[date, ...], work: tuple[date, ...]) -> Workdays:
    try:
        return under.over(off=dict.fromkeys(off, OWN_DAY), work=dict.fromkeys(work, OWN_DAY))
    except ValueError:
        raise Unanswerable(
            "calendar_override 中同一天不能既放假又上班", "calendar_override has a day both off and worked"
        ) from None
