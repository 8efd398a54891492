"""A draft: what is known, what is still missing, and one question at a time."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from rules.dates import read_date
from rules.model import Content, Importance, Kind
from rules.regime import FormField
from storage import copies, dialogues, errands, items, orgs, people
from workflow import seating, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import EDITABLE, Item

DIALOGUE_HOURS = 72
TITLE_MAX = 60
ALBUM_WAIT_S = 1.5  # an album has no end mark: its parts arrive within about a second
plain("submit.offer", "submit.edit_menu")


def open_draft(
    desk: Desk, *, by: int, kind: Kind, text: str = "", uploads: Sequence[int] = (), occasion: str
) -> Item:
    """Begin a draft from what was handed in: the title from the first line or the file's name, the form
    from the column last used. Raises Refused where the person hands in for no office.
    """
    posts = [post for post in people.memberships(desk.tx, by, on=desk.today_on) if post.role in ("liaison", "head")]
    if not posts:
        raise Refused("draft.no_office")
    post = min(posts, key=lambda row: row.role != "liaison")
    organisation = orgs.organisation(desk.tx, post.org_id)
    content = Content(kind=kind, importance=Importance.ORDINARY)
    item_id = items.create_item(
        desk.tx, org_id=post.org_id, office_id=post.office_id, kind=kind.value, submitter_id=by,
        regime_hash=organisation.regime_hash, now=desk.ms, state="draft",
        content=content.canonical().decode(), content_hash=content.hash(),
    )
    for upload in uploads:
        items.attach_upload(desk.tx, upload, item_id=item_id)
    item = subjects.load(desk, item_id)
    first, _, rest = text.strip().partition("\n")
    names = [row.name for row in items.uploads_of(desk.tx, item_id)]
    title = first.strip() or (names[0].rsplit(".", 1)[0] if names else "")
    body = text.strip() if rest.strip() or len(first) > TITLE_MAX else ""
    changes: dict[str, Any] = {"title": title[:TITLE_MAX], "body": body}
    changes |= _defaults(desk, item)
    _write(desk, item, changes)
    desk.audit("draft.opened", item.about, person=by, org=post.org_id, kind=kind.value)
    show(desk, item_id, occasion=occasion)
    return subjects.load(desk, item_id)


def _defaults(desk: Desk, item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in item.regime.form:
        if item.kind in line.kinds and line.default is not None:
            found[_attribute(line.name)] = _typed(line, line.default)
    columns = orgs.columns(desk.tx, item.org)
    own = [column for column in columns if column.office_id == item.row.office_id]
    last = items.last_column(desk.tx, item.row.submitter_id)
    usual = next((column for column in columns if column.key == last), None)
    if usual is None and len(own) == 1:
        usual = own[0]
    if usual is not None:
        found |= {"column": usual.key} | _from_column(item, usual)
    return found


def _from_column(item: Item, column: Any) -> dict[str, Any]:
    usual = json.loads(column.form)
    return {
        _attribute(line.name): _typed(line, str(usual[line.name]))
        for line in item.regime.form
        if line.default_from == "column" and item.kind in line.kinds and usual.get(line.name) not in (None, "")
    }


def _attribute(name: str) -> str:
    return "class_" if name == "class" else name


def _typed(line: FormField, value: str) -> Any:
    match line.name:
        case "limit_days":
            return int(value)
        case "importance":
            return Importance(value)
        case "formed_on":
            return date.fromisoformat(value)
        case _:
            return value


# Filling in -----------------------------------------------------------------------------------------------


def editable(desk: Desk, item_id: int, *, by: int) -> Item:
    """The draft, for the one who may write in it. Raises Refused otherwise."""
    item = subjects.load(desk, item_id)
    if item.row.submitter_id != by:
        raise Refused("item.unknown")
    if item.row.state not in EDITABLE:
        raise Refused("item.not_draft", number=item.row.number)
    return item


def set_field(desk: Desk, item_id: int, *, by: int, name: str, value: str) -> tuple[str, str]:
    """Fill in one field of the form; the label and the value as people read them.

    Raises Refused with the label, what is allowed and what was found.
    """
    item = editable(desk, item_id, by=by)
    if name == "kind":
        return _set_kind(desk, item, value)
    line = _line(item, name)
    change = _read(desk, item, line, value.strip())
    if name == "column":
        change |= {key: held for key, held in _column_form(desk, item, change["column"]).items()}
    _write(desk, item, change)
    fresh = subjects.load(desk, item_id)
    return line.text.get(desk.lang), subjects.value_text(desk, fresh, name)


def _line(item: Item, name: str) -> FormField:
    for line in item.regime.form:
        if line.name == name and item.kind in line.kinds:
            return line
    raise Refused("draft.field_unknown")


def _set_kind(desk: Desk, item: Item, value: str) -> tuple[str, str]:
    kind = Kind(value)
    items.set_kind(desk.tx, item.id, kind=kind.value)
    changed = item.content.altered(kind=kind)
    items.write_draft(desk.tx, _open_version(desk, item), content=changed.canonical().decode(),
                      content_hash=changed.hash())
    return "", value


def _column_form(desk: Desk, item: Item, key: str) -> dict[str, Any]:
    column = orgs.column(desk.tx, item.org, key=key)
    return {} if column is None else _from_column(item, column)


def _read(desk: Desk, item: Item, line: FormField, value: str) -> dict[str, Any]:
    """What a person wrote, checked: a choice by its label or number, a date in any usual form."""
    wrong = Refused("draft.value", label=line.text.data(), allowed=_allowed(desk, item, line), found=value[:60])
    if not value:
        raise wrong
    match line.name:
        case "formed_on":
            found = read_date(value, today=desk.today)
            if found is None:
                raise wrong
            if found > desk.today:
                raise Refused("draft.date_future", label=line.text.data(), today=desk.today_on)
            return {"formed_on": found}
        case "limit_days":
            if not value.isdecimal() or not 1 <= int(value) <= 60:
                raise wrong
            return {"limit_days": int(value)}
        case "target_url":
            return {"target_url": own_address(desk, item.org, value)}
        case "column":
            return {"column": _choice(value, _columns(desk, item), wrong)}
        case "importance":
            return {"importance": Importance(_choice(value, choices(desk, item, line), wrong))}
        case "exemption":
            picked = _choice(value, choices(desk, item, line), wrong)
            return {"exemption": None if picked == "none" else picked}
    options = choices(desk, item, line)
    if options:
        return {_attribute(line.name): _choice(value, options, wrong)}
    limit = TITLE_MAX if line.name == "title" else desk.house.policy.text_max
    if len(value) > limit:
        raise Refused("text.too_long", limit=limit, label=line.text.data())
    return {_attribute(line.name): value}


def own_address(desk: Desk, org: int, value: str) -> str:
    """An address under the organisation's own site. Raises Refused for any other."""
    base = orgs.organisation(desk.tx, org).site_url
    url = value.strip()
    try:
        parts, own = urlsplit(url), urlsplit(base)
        port, own_port = parts.port, own.port
    except ValueError:
        raise Refused("url.malformed") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or "\\" in url or " " in url:
        raise Refused("url.malformed")
    path = parts.path or "/"
    if (
        (parts.hostname.lower(), port) != ((own.hostname or "").lower(), own_port)
        or not path.startswith(own.path or "/")
        or ".." in path
    ):
        raise Refused("url.outside", base=base)
    return url


def _choice(value: str, options: Sequence[Mapping[str, str]], wrong: Refused) -> str:
    for index, option in enumerate(options, 1):
        if value in (option["value"], option["label"], str(index)):
            return option["value"]
    raise wrong


def _columns(desk: Desk, item: Item) -> list[dict[str, str]]:
    rows = orgs.columns(desk.tx, item.org)
    mine = sorted(rows, key=lambda row: (row.office_id != item.row.office_id, row.serial))
    return [{"value": row.key, "label": row.name} for row in mine]


def choices(desk: Desk, item: Item, line: FormField) -> list[dict[str, str]]:
    """What may be chosen for a field; empty where words of one's own are asked."""
    match line.name:
        case "column":
            return _columns(desk, item)
        case "formed_on":
            yesterday = desk.today - timedelta(days=1)
            return [{"value": day.isoformat(), "label": day.isoformat()} for day in (desk.today, yesterday)]
        case "exemption":
            none = {"value": "none", "label": "不适用" if desk.lang == "zh_CN" else "none"}
            return [none, *({"value": row.key, "label": row.text.get(desk.lang)} for row in item.regime.exemptions)]
    return [{"value": choice.key, "label": choice.text.get(desk.lang)} for choice in line.choices]


def _allowed(desk: Desk, item: Item, line: FormField) -> str:
    options = choices(desk, item, line)
    if options:
        return "、".join(option["label"] for option in options)
    return line.says.get(desk.lang)


def _write(desk: Desk, item: Item, changes: Mapping[str, Any]) -> None:
    changed = item.content.altered(**changes)
    version = _open_version(desk, item)
    items.write_draft(desk.tx, version, content=changed.canonical().decode(), content_hash=changed.hash())
    items.set_title(desk.tx, item.id, title=changed.title, now=desk.ms)


def _open_version(desk: Desk, item: Item) -> int:
    """The version that may still be written: a frozen one is followed by a new one."""
    if not item.version.frozen:
        return int(item.version.id)
    return items.add_version(
        desk.tx, item.id, n=item.version.n + 1, content=item.version.content, content_hash=item.version.hash,
        by=item.row.submitter_id, now=desk.ms,
    )


# What is missing ------------------------------------------------------------------------------------------


def missing(desk: Desk, item: Item) -> list[FormField]:
    """The lines that must still be filled, in the form's order; a body is words or a file."""
    held = item.content.data()
    files = [row for row in subjects.files_of(desk, item) if row["state"] in ("stored", "pending")]
    gaps = []
    for line in item.regime.form:
        if item.kind not in line.required or item.kind not in line.kinds:
            continue
        if line.name in ("body", "attachments") and (held.get("body") or files):
            continue
        if held.get(line.name) in (None, "", []):
            gaps.append(line)
    return gaps


def ask(desk: Desk, item: Item, name: str | None) -> dict[str, Any] | None:
    """The question that is open: a field that was picked, else the first that is missing."""
    gaps = missing(desk, item)
    line = next((line for line in item.regime.form if line.name == name and item.kind in line.kinds), None)
    line = line or (gaps[0] if gaps else None)
    if line is None:
        return None
    options = choices(desk, item, line)
    kind = "date" if line.name == "formed_on" else "file" if line.name == "attachments" else "text"
    if options and kind == "text":
        kind = "choice"
    return {
        "key": line.name, "label": line.text.get(desk.lang), "hint": line.says.get(desk.lang), "kind": kind,
        "choices": options,
    }


# The card -------------------------------------------------------------------------------------------------


def show(desk: Desk, item_id: int, *, occasion: str, field: str = "") -> None:
    """Put the draft's card at the end of the chat, with the question that is open."""
    item = subjects.load(desk, item_id)
    submitter = item.row.submitter_id
    account = people.reachable(desk.tx, submitter)
    if account is not None:
        dialogues.open_dialogue(
            desk.tx, submitter, chat=account.chat, kind="draft", subject=item.about, field=field,
            data=json.dumps({"card": occasion}), expires_at=desk.ms_after(hours=DIALOGUE_HOURS),
        )
    copies.touch(desk.tx, item.about)
    tell(desk, Notice("submit.draft", submitter, item.about, occasion, priority=1))


def refresh(desk: Desk, item: Item, *, field: str = "") -> None:
    """Redraw the card where it stands: an answer by button moves on to the next question."""
    dialogues.set_field(desk.tx, item.row.submitter_id, subject=item.about, field=field)
    copies.touch(desk.tx, item.about)


@notice("submit.draft", live=True)
def draft_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    item = subjects.load(desk, said.id)
    talk = dialogues.about(desk.tx, item.row.submitter_id, subject=item.about)
    newest = talk is not None and json.loads(talk.data).get("card") == said.occasion
    open_ = item.row.state in EDITABLE and not (item.version.frozen and item.row.state != "draft") and newest
    gaps = missing(desk, item) if open_ else []
    pending = [row for row in subjects.files_of(desk, item) if row["state"] == "pending"]
    forecast, empty = seating.forecast(desk, item) if open_ and not gaps else (None, [])
    return {
        "item": subjects.told(desk, item),
        "fields": _fields(desk, item),
        "files": subjects.files_of(desk, item),
        "missing": [{"key": line.name, "label": line.text.get(desk.lang)} for line in gaps],
        "ask": ask(desk, item, talk.field if talk is not None and open_ else None) if open_ else None,
        "forecast": forecast,
        "gaps": empty,
        "triggers": [line.text.get(desk.lang) for line in item.regime.important_triggers],
        "ready": open_ and not gaps and not empty and not pending,
        "open": open_,
        "superseded": item.row.state in EDITABLE and not newest,
    }


def _fields(desk: Desk, item: Item) -> list[dict[str, str]]:
    lines = subjects.form_of(desk, item)
    title = item.regime.field("title").text.get(desk.lang)
    return [{"key": "title", "label": title, "value": item.content.title}, *lines]


def edit_menu(desk: Desk, item_id: int, *, by: int) -> Notice:
    """Every line of the form, to pick one."""
    item = editable(desk, item_id, by=by)
    rows = [
        {"key": line.name, "label": line.text.get(desk.lang), "value": subjects.value_text(desk, item, line.name)[:40]}
        for line in item.regime.form
        if item.kind in line.kinds and line.name != "attachments"
    ]
    return Notice("submit.edit_menu", by, item.about, facts={"item": subjects.told(desk, item), "fields": rows})


def drop(desk: Desk, item_id: int, *, by: int) -> str | None:
    """放弃: a draft that was never submitted ends; a registered formation goes on."""
    item = editable(desk, item_id, by=by)
    moved = items.move(desk.tx, item.id, from_states=EDITABLE, to_state="dropped", revision=item.row.revision,
                       now=desk.ms)
    if not moved:
        raise Refused("item.not_draft", number=item.row.number)
    dialogues.close(desk.tx, by, subject=item.about)
    copies.touch(desk.tx, item.about)
    desk.audit("draft.dropped", item.about, person=by, org=item.org)
    number: str | None = item.row.number
    return number


# Files ----------------------------------------------------------------------------------------------------


def take_file(
    desk: Desk, *, by: int, source: Mapping[str, str], name: str, size: int, album: str | None, item: int | None
) -> int:
    """Note a file that stands at the platform and have it fetched at once.

    ``source`` names platform, bot and the platform's file id. Raises Refused for one that is too large or
    that passes the person's quota of the day.
    """
    limit = desk.house.policy.file_max_mb
    if size > limit * 1024 * 1024:
        raise Refused("file.too_big", name=name, mb=round(size / 1024 / 1024, 1), limit=limit)
    used = items.uploaded_since(desk.tx, by, since=desk.ms_after(hours=-24))
    if used + size > desk.house.policy.quota_mb_per_day * 1024 * 1024:
        raise Refused("file.quota", limit=desk.house.policy.quota_mb_per_day)
    upload = items.add_upload(desk.tx, person_id=by, item_id=item, source=json.dumps(dict(source)), name=name,
                              size=size, album=album, now=desk.ms)
    errands.add(desk.tx, key=f"download:{upload}", kind="download", subject=f"upload:{upload}",
                args=json.dumps({"upload": upload, "name": name, **source}), now=desk.ms)
    return upload


def file_settled(desk: Desk, subject: str, args: Mapping[str, Any], result: Mapping[str, Any] | None) -> None:
    """The bytes are on disk, or never will be; the draft's card says so."""
    upload = items.upload(desk.tx, int(args["upload"]))
    if upload is None or upload.state != "pending":
        return
    if result is None or result.get("refused"):
        why = "unreachable" if result is None else str(result["refused"])
        items.settle_upload(desk.tx, upload.id, state="refused", file_id=None, size=upload.size, reason=why)
        tell(desk, Notice("refused", upload.person_id, subject, "file",
                          {"code": "file.refused", "name": upload.name, "why": why}))
    else:
        file_id = items.add_file(desk.tx, sha256=str(result["sha256"]), size=int(result["size"]),
                                 type_=str(result["type"]), now=desk.ms)
        items.settle_upload(desk.tx, upload.id, state="stored", file_id=file_id, size=int(result["size"]),
                            reason=",".join(result.get("warnings", [])) or None)
    desk.audit("file.settled", subject, person=upload.person_id, org=None,
               sha256=None if result is None else result.get("sha256"))
    if upload.item_id is not None:
        copies.touch(desk.tx, f"item:{upload.item_id}")


def add_files(desk: Desk, item_id: int, *, by: int, uploads: Sequence[int]) -> None:
    """Put files into a draft."""
    item = editable(desk, item_id, by=by)
    _open_version(desk, item)
    for upload in uploads:
        items.attach_upload(desk.tx, upload, item_id=item_id)
