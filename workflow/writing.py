"""A draft as the page shows it: every line at once, the missing ones first. The rules are the chat's."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rules.model import Kind
from rules.regime import FormField
from storage import copies
from workflow import content, draft, parcel, seating, subjects, urgency, watch
from workflow.desk import Desk, Forbidden, Refused
from workflow.subjects import Item


def begin(desk: Desk, *, by: int, kind: Kind, matter: str = "") -> int:
    """A draft on the page; nobody hears of it in a chat. Its id."""
    return draft.open_draft(desk, by=by, kind=kind, matter=matter, occasion=None).id


def amend(desk: Desk, item_id: int, *, by: int) -> None:
    """修改: a returned or withdrawn item opens as a draft with the form filled in."""
    item = draft.editable(desk, item_id, by=by)
    if item.version.frozen:
        draft.write(desk, item, {})
    copies.touch(desk.tx, item.about)


def save(desk: Desk, item_id: int, *, by: int, values: Mapping[str, str]) -> dict[str, Refused]:
    """Fill in fields; those that could not be taken, each with its refusal. The others are kept.

    Raises Refused where the draft is not this person's to write.
    """
    item = draft.editable(desk, item_id, by=by)
    wrong: dict[str, Refused] = {}
    for line in item.regime.lines(item.kind, item.content.matter):
        given = values.get(line.name)
        if given is None or line.name == "attachments":
            continue
        held = subjects.load(desk, item_id).held
        if given.strip() == _held(held.get(line.name)).strip():
            continue
        try:
            draft.set_field(desk, item_id, by=by, name=line.name, value=given.replace("\r\n", "\n"))
        except Refused as refusal:
            wrong[line.name] = refusal
            if isinstance(refusal, Forbidden):
                content.report(desk, person=by, digest=sha256(given.encode()).hexdigest())
    copies.touch(desk.tx, item.about)
    return wrong


def take_out(desk: Desk, item_id: int, *, by: int, upload: int) -> None:
    """A file leaves the draft."""
    draft.set_field(desk, item_id, by=by, name="attachments", value=f"f{upload}")
    copies.touch(desk.tx, f"item:{item_id}")


def facts(desk: Desk, item_id: int, *, by: int) -> dict[str, Any]:
    """The draft whole: lines still missing, lines filled in, files, and the way that lies ahead."""
    item = draft.shown(desk, item_id, by=by)
    missing = draft.missing(desk, item)
    gaps = [line.name for line in missing]
    asked = {line.name for line in draft.left_to_write(desk, item, missing)}
    lines = [_line(desk, item, line) for line in _lines(item)]
    forecast, empty = seating.forecast(desk, item) if not gaps else ([], [])
    files = subjects.files_of(desk, item)
    return {
        "item": subjects.told(desk, item),
        "returned": item.row.state == "returned",
        "deadlines": watch.deadlines(desk, item),
        "missing": [line for line in lines if line["key"] in gaps and line["key"] in asked],
        "wants_files": "attachments" in gaps,
        "filled": [line for line in lines if line["key"] not in gaps or line["key"] not in asked],
        "files": files,
        "under_way": [
            {"id": row.id, "name": row.name, "size": row.size, "received": row.received, "key": row.key}
            for row in parcel.under_way(desk, item_id, by=by)
        ],
        "triggers": [line.text.get(desk.lang) for line in item.regime.important_triggers],
        "forecast": forecast,
        "gaps": empty,
        "content": content.facts(desk, item) if not gaps else None,
        "ready": not gaps and not empty and all(row["state"] != "pending" for row in files),
        "subject": item.about,
        "why_urgent": urgency.wants_reason(item),
    }


def _held(value: Any) -> str:
    """A value as it is stored, several of them side by side."""
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def _lines(item: Item) -> list[FormField]:
    return [
        line
        for line in item.lines
        if line.name != "attachments"
        and not (line.name.startswith("exemption") and item.regime.exemption_mode is None)
    ]


def _line(desk: Desk, item: Item, line: FormField) -> dict[str, Any]:
    """One line as a question, with its value as it is stored and as people read it."""
    asked = dict(draft.ask(desk, item, line.name) or {})
    held = item.held.get(line.name)
    shown = subjects.value_text(desk, item, line.name) if line.name in item.held else ""
    return {
        **asked,
        "free": line.free,
        "cite": line.cite,
        "value": shown if isinstance(held, list) else _held(held),
        "shown": shown,
    }
