"""Lines of the form that are a regime's own: what may be chosen there, and what a person's words mean."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from rules.dates import read_date
from rules.model import Own
from rules.regime import FormField
from storage import items, orgs, uploads
from workflow.choosing import chosen, several
from workflow.desk import Desk, Refused
from workflow.subjects import TICKED, Item

YES = "yes"
OFFERED = frozenset({"tick", "date", "column", "unit", "file"})
NUMBER_MAX = 1_000_000_000
URL_MAX = 2_000

Choice = dict[str, str]


def choices(desk: Desk, item: Item, line: FormField) -> list[Choice]:
    """What may be chosen for such a line beside the regime's own choices, as {value, label}."""
    match line.type:
        case "tick":
            return [{"value": YES, "label": TICKED.get(desk.lang)}]
        case "date":
            near = [0, -1] if line.range == "past" else []
            days = [desk.today + timedelta(days=n) for n in near]
            return [{"value": day.isoformat(), "label": day.isoformat()} for day in days]
        case "column":
            rows = orgs.columns_of(desk.tx, item.org)
            return [{"value": row.key, "label": row.name} for row in rows]
        case "unit":
            return [{"value": row.key, "label": row.name} for row in orgs.offices_of(desk.tx, item.org)]
        case _:
            held = uploads.uploads_of(desk.tx, item.id)
            names = [row.name for row in held if row.state in ("stored", "pending")]
            return [{"value": name, "label": name} for name in dict.fromkeys(names)]


def read(
    desk: Desk, item: Item, line: FormField, value: str, *, options: list[Choice], wrong: Refused
) -> Own:
    """What a person wrote for such a line, checked. Raises Refused with the label and what is allowed."""
    match line.type:
        case "date":
            return _day(desk, line, value, wrong)
        case "number":
            if not (value.isascii() and value.isdecimal() and int(value) <= (line.most or NUMBER_MAX)):
                raise wrong
            return str(int(value))
        case "url":
            return _address(value, wrong)
        case "item":
            row = items.by_number(desk.tx, item.org, number=value.strip().upper())
            if row is None or row.id == item.id:
                raise wrong
            return str(row.number)
        case "several":
            return several(value, options, wrong)
        case "text" | "long":
            most = min(line.most or desk.house.policy.text_max, desk.house.policy.text_max)
            if len(value) > most:
                raise Refused("text.too_long", limit=most, label=line.text.data())
            return value
        case "file" if not options:
            raise Refused("draft.file_first", label=line.text.data())
    if line.free:
        return next((one["value"] for one in options if value in one.values()), value)
    return chosen(value, options, wrong)


def _day(desk: Desk, line: FormField, value: str, wrong: Refused) -> str:
    found = read_date(value, today=desk.today)
    if found is None:
        raise wrong
    label = line.text.data()
    if line.range == "past" and found > desk.today:
        raise Refused("draft.day_ahead", label=label)
    if line.range == "future" and found < desk.today:
        raise Refused("draft.day_over", label=label)
    return found.isoformat()


def _address(value: str, wrong: Refused) -> str:
    """An address of any site: it is never fetched, only shown."""
    url = value.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        raise wrong from None
    plain = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    if not plain or len(url) > URL_MAX or any(char in url for char in "\\ \t\r\n"):
        raise wrong
    return url


def days_of(item: Item, *, at: str) -> list[tuple[str, date]]:
    """The events whose days the form names, and that happen as `at` says: submitted or published."""
    found: list[tuple[str, Any]] = [
        (line.starts, item.content.fields.get(line.name))
        for line in item.lines
        if line.starts is not None and line.at == at
    ]
    return [(event, date.fromisoformat(day)) for event, day in found if isinstance(day, str) and day]


def columns_of(item: Item) -> list[str]:
    """The columns in which it stands once it is published: its own, and those that the form names beside."""
    if item.matter is not None and not item.matter.page:
        return []
    named = [item.content.fields.get(line.name) for line in item.lines if line.type == "column"]
    return [key for key in dict.fromkeys([item.content.column, *named]) if isinstance(key, str) and key]
