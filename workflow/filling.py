"""One field of the form: what may be chosen, and what a person's words mean."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from rules.dates import read_date
from rules.model import NO_UNITS, Importance
from rules.regime import FormField
from storage import orgs, uploads
from storage.sql import must
from workflow import own
from workflow.choosing import chosen, several
from workflow.desk import Desk, Refused
from workflow.subjects import NONE_CONCERNED, Item

TITLE_MAX = 60
LIMIT_DAYS_MAX = 60
NO_EXEMPTION = "none"

Choice = dict[str, str]


def choices(desk: Desk, item: Item, line: FormField) -> list[Choice]:
    """What may be chosen for a field, as {value, label}; empty where words of one's own are asked."""
    match line.name:
        case "column":
            return columns(desk, item.org, first=item.row.office_id)
        case "formed_on":
            days = (desk.today, desk.today - timedelta(days=1))
            return [{"value": day.isoformat(), "label": day.isoformat()} for day in days]
        case "exemption":
            rows = [{"value": row.key, "label": row.text.get(desk.lang)} for row in item.regime.exemptions]
            return rows if item.regime.exemption_mode is not None else []
        case "units":
            return _other_units(desk, item)
        case "attachments":
            held = uploads.uploads_of(desk.tx, item.id)
            return [{"value": f"f{row.id}", "label": row.name} for row in held]
    if line.type in own.OFFERED:
        return own.choices(desk, item, line)
    return [{"value": choice.key, "label": choice.text.get(desk.lang)} for choice in line.choices]


def _other_units(desk: Desk, item: Item) -> list[Choice]:
    """Every unit beside the item's own, and that none is concerned."""
    none = {"value": NO_UNITS, "label": NONE_CONCERNED.get(desk.lang)}
    rows = [row for row in orgs.offices_of(desk.tx, item.org) if row.id != item.row.office_id]
    return [none, *({"value": row.key, "label": row.name} for row in rows)]


def columns(desk: Desk, org: int, *, first: int | None = None) -> list[Choice]:
    """The columns of the site, those of one office first."""
    rows = orgs.columns_of(desk.tx, org)
    return [
        {"value": row.key, "label": row.name}
        for row in sorted(rows, key=lambda row: (row.office_id != first, row.serial, row.id))
    ]


def file_named(desk: Desk, item: Item, line: FormField, value: str) -> int:
    """The upload that is to be taken out, by its button, name or number. Raises Refused for any other."""
    wrong = Refused(
        "draft.value", label=line.text.data(), allowed=_allowed(desk, item, line), found=value[:60]
    )
    return int(chosen(value, choices(desk, item, line), wrong)[1:])


def read(desk: Desk, item: Item, line: FormField, value: str) -> dict[str, Any]:
    """What a person wrote for a field, checked, as changes of a Content.

    A choice is named by its key, its label or its number; a date in any usual form.
    Raises Refused with the label, what is allowed and what was found.
    """
    wrong = Refused(
        "draft.value", label=line.text.data(), allowed=_allowed(desk, item, line), found=value[:60]
    )
    if not value:
        raise wrong
    if line.type:
        return {line.name: own.read(desk, item, line, value, options=choices(desk, item, line), wrong=wrong)}
    match line.name:
        case "formed_on":
            found = read_date(value, today=desk.today)
            if found is None:
                raise wrong
            if found > desk.today:
                raise Refused("draft.date_future", label=line.text.data(), today=desk.today_on)
            return {"formed_on": found}
        case "limit_days":
            if not value.isdecimal() or not 1 <= int(value) <= LIMIT_DAYS_MAX:
                raise wrong
            return {"limit_days": int(value)}
        case "target_url":
            return {"target_url": own_address(desk, item.org, value)}
        case "importance":
            return {"importance": Importance(chosen(value, choices(desk, item, line), wrong))}
        case "column":
            key = chosen(value, choices(desk, item, line), wrong)
            return {"column": key, **usual_form(desk, item, key)}
        case "units":
            return {"units": several(value, choices(desk, item, line), wrong)}
        case "exemption":
            none = value in (NO_EXEMPTION, "无", "不适用")
            picked = None if none else chosen(value, choices(desk, item, line), wrong)
            return {"exemption": picked} | ({"exemption_evidence": ""} if none else {})
    return _read_words(desk, item, line, value, wrong)


def _read_words(desk: Desk, item: Item, line: FormField, value: str, wrong: Refused) -> dict[str, Any]:
    options = choices(desk, item, line)
    if options and not line.free:
        return {attribute(line.name): chosen(value, options, wrong)}
    if options:
        value = next((row["value"] for row in options if value in (row["value"], row["label"])), value)
    limit = TITLE_MAX if line.name == "title" else desk.house.policy.text_max
    if len(value) > limit:
        raise Refused("text.too_long", limit=limit, label=line.text.data())
    return {attribute(line.name): value}


def usual_form(desk: Desk, item: Item, column: str) -> dict[str, Any]:
    """What the column proposes for the other lines of the form; what they do not offer is left out."""
    row = orgs.column_by_key(desk.tx, item.org, key=column)
    usual = json.loads(row.form) if row is not None else {}
    return {
        attribute(line.name): typed(line, str(usual[line.name]))
        for line in item.lines
        if line.default_from == "column"
        and usual.get(line.name) not in (None, "")
        and _offered(line, str(usual[line.name]))
    }


def _offered(line: FormField, value: str) -> bool:
    """A column may have been entered under another regime, with classes that this one does not know."""
    return line.free or not line.choices or value in {choice.key for choice in line.choices}


def typed(line: FormField, value: str) -> Any:
    """A stored default as the Content holds it."""
    match line.name:
        case "limit_days":
            return int(value)
        case "importance":
            return Importance(value)
        case _:
            return value


def attribute(name: str) -> str:
    """The Content's own name of a field."""
    return "class_" if name == "class" else name


def own_address(desk: Desk, org: int, value: str) -> str:
    """An address under the organisation's own site. Raises Refused for any other."""
    organisation = must(orgs.organisation(desk.tx, org))
    url, base = value.strip(), str(organisation.site_url)
    try:
        parts, own = urlsplit(url), urlsplit(base)
        port, own_port = parts.port, own.port
    except ValueError:
        raise Refused("url.malformed", base=base) from None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username is not None
        or any(char in url for char in "\\ \t\r\n")
    ):
        raise Refused("url.malformed", base=base)
    path, root = parts.path or "/", (own.path or "").rstrip("/")
    same_site = (parts.hostname.lower(), port) == ((own.hostname or "").lower(), own_port)
    if not same_site or not (path == root or path.startswith(f"{root}/")) or ".." in path:
        raise Refused("url.outside", base=base)
    return url


def _allowed(desk: Desk, item: Item, line: FormField) -> str:
    options = choices(desk, item, line)
    if options and line.name != "formed_on" and line.type != "date":
        return "、".join(option["label"] for option in options)
    return line.says.get(desk.lang)
