"""A draft: what is known, what is still missing, and one question at a time.

While it is open, its version holds only the fields that were answered; at submission it becomes the
canonical content that reviewers judge.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rules import form
from rules.model import Content, Kind, nested
from rules.regime import FormField
from storage import copies, dialogues, items, orgs, people, uploads
from storage.canon import json_text
from storage.sql import must
from workflow import content, filling, seating, subjects, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import EDITABLE, Item

DIALOGUE_HOURS = 72
HAND_IN = ("liaison", "head")
RECENT = 10
plain("submit.edit_menu", "draft.complete")


def open_draft(
    desk: Desk,
    *,
    by: int,
    kind: Kind,
    matter: str = "",
    text: str = "",
    held: Sequence[int] = (),
    occasion: str | None,
) -> Item:
    """Begin a draft from what was handed in: the title from the first line or the file's name, the form
    from the column last used; ``held`` are uploads. Without an ``occasion`` no card is sent: the page
    shows it. A special ``matter`` brings its own kind. Raises Refused where the person hands in for no
    office, or the regime knows no such matter.
    """
    item = _created(desk, by=by, kind=kind, matter=matter, state="draft")
    for upload in held:
        uploads.attach_upload(desk.tx, upload, item_id=item.id)
    first, _, rest = text.strip().partition("\n")
    names = [row.name for row in uploads.uploads_of(desk.tx, item.id)]
    title = first.strip() or (names[0].rpartition(".")[0] or names[0] if names else "")
    body = text.strip() if len(first) > filling.TITLE_MAX else rest.strip()
    changes = {**_usual(desk, item), "title": title[: filling.TITLE_MAX], "body": body}
    if item.line("body") is None:
        del changes["body"]
    write(desk, item, {name: value for name, value in changes.items() if value != ""})
    if occasion is not None:
        show(desk, item.id, occasion=occasion)
    return subjects.load(desk, item.id)


def open_registered(desk: Desk, *, by: int, title: str, column: str | None, formed_on: date) -> Item:
    """A formation that was registered: a draft whose clocks run already."""
    item = _created(desk, by=by, kind=Kind.PUBLISH, state="registered")
    changes: dict[str, Any] = {
        **_usual(desk, item),
        "title": title[: filling.TITLE_MAX],
        "formed_on": formed_on,
    }
    if column is not None:
        changes |= {"column": column, **filling.usual_form(desk, item, column)}
    write(desk, item, changes)
    return subjects.load(desk, item.id)


def _created(desk: Desk, *, by: int, kind: Kind, state: str, matter: str = "") -> Item:
    post = hand_in_post(desk, by)
    organisation = must(orgs.organisation(desk.tx, post.org_id))
    regime = desk.regime(organisation.regime_hash)
    special = regime.matter(matter)
    if matter and special is None:
        raise Refused("draft.field_unknown")
    kind = kind if special is None else special.kind
    if kind not in regime.routes:
        raise Refused("draft.kind_unknown", kind=kind.value)
    begun = {"kind": kind.value} | ({"matter": matter} if matter else {})
    item_id = items.create_item(
        desk.tx,
        org_id=post.org_id,
        office_id=post.office_id,
        kind=kind.value,
        submitter_id=by,
        regime_hash=organisation.regime_hash,
        state=state,
    )
    items.add_version(desk.tx, item_id, content=json_text(begun), content_hash="", by=by)
    desk.audit("draft.opened", f"item:{item_id}", person=by, org=post.org_id, **begun)
    return subjects.load(desk, item_id)


def hand_in_post(desk: Desk, person: int) -> Any:
    """The post for which a person hands in. Raises Refused where they have none."""
    posts = [post for post in people.memberships(desk.tx, person, on=desk.today_on) if post.role in HAND_IN]
    if not posts:
        raise Refused("draft.no_office")
    return min(posts, key=lambda post: HAND_IN.index(post.role))


def may_hand_in(desk: Desk, person: int) -> bool:
    """Has this person a post for which to hand in?"""
    return any(post.role in HAND_IN for post in people.memberships(desk.tx, person, on=desk.today_on))


def _usual(desk: Desk, item: Item) -> dict[str, Any]:
    """Defaults of the regime, and of the column used last or that is the office's only one."""
    found: dict[str, Any] = {
        filling.attribute(line.name): filling.typed(line, line.default)
        for line in item.lines
        if line.default is not None
    }
    own = [row for row in orgs.columns_of(desk.tx, item.org) if row.office_id == item.row.office_id]
    recent = _last_used(desk, item)
    column = recent.get("column") or (own[0].key if len(own) == 1 else None)
    if column is not None and item.line("column") is not None:
        found |= {"column": column, **filling.usual_form(desk, item, column)}
    if recent.get("source") and item.line("source") is not None:
        found["source"] = recent["source"]
    return found


def _last_used(desk: Desk, item: Item) -> dict[str, Any]:
    for row in items.of_person(desk.tx, item.row.submitter_id, limit=RECENT):
        if row.id != item.id and row.number is not None:
            return subjects.load(desk, row.id).held
    return {}


# Filling in ---------------------------------------------------------------------------------------


def editable(desk: Desk, item_id: int, *, by: int) -> Item:
    """The draft, for the one who is going to write in it. Raises Refused where they may not."""
    return _writable(subjects.hold(desk, item_id), by=by)


def shown(desk: Desk, item_id: int, *, by: int) -> Item:
    """The same, only to be looked at: nobody has to wait for it."""
    return _writable(subjects.load(desk, item_id), by=by)


def _writable(item: Item, *, by: int) -> Item:
    if item.row.submitter_id != by:
        raise Refused("item.unknown")
    if item.row.state not in EDITABLE:
        raise Refused("item.not_draft", number=item.row.number)
    return item


def set_field(desk: Desk, item_id: int, *, by: int, name: str, value: str) -> tuple[dict[str, str], str]:
    """Fill in one field of the form, or change the kind; its label and the value as people read it.

    Raises Refused with the label, what is allowed and what was found.
    """
    item = editable(desk, item_id, by=by)
    if name == "kind" and value in tuple(Kind):
        return _change_kind(desk, item, Kind(value))
    line = item.line(name)
    if line is None:
        raise Refused("draft.field_unknown")
    if name == "attachments":
        return _take_out(desk, item, filling.file_named(desk, item, line, value.strip()))
    write(desk, item, filling.read(desk, item, line, value.strip()))
    return line.text.data(), subjects.value_text(desk, subjects.load(desk, item_id), name)


def _take_out(desk: Desk, item: Item, upload: int) -> tuple[dict[str, str], str]:
    """A file goes again; its bytes stay as long as an earlier version was judged with them."""
    if item.version.frozen:
        write(desk, item, {})
    uploads.remove_upload(desk.tx, upload)
    desk.audit("draft.file_removed", item.about, person=item.row.submitter_id, org=item.org, upload=upload)
    return {}, ""


def _change_kind(desk: Desk, item: Item, kind: Kind) -> tuple[dict[str, str], str]:
    """发布, 修改 or 删除 after all; what only the other form has falls away. Never once handed in."""
    if item.row.state != "draft" or item.row.number is not None:
        raise Refused("draft.field_unknown")
    if kind not in item.regime.routes:
        raise Refused("draft.kind_unknown", kind=kind.value)
    known = {"title", *(line.name for line in item.regime.lines(kind))}
    held = {key: value for key, value in item.held.items() if key in known} | {"kind": kind.value}
    items.change(desk.tx, item.id, revision=item.row.revision, kind=kind.value)
    items.write_version(desk.tx, item.version.id, content=json_text(nested(held)), content_hash="")
    changed = subjects.load(desk, item.id)
    write(desk, changed, {key: value for key, value in _usual(desk, changed).items() if key not in held})
    return {}, ""


def write(desk: Desk, item: Item, changes: Mapping[str, Any]) -> None:
    """Write answered fields into the open version; a frozen one is followed by a new one.

    Raises Forbidden for a text that bears a mark of secrecy: nothing of it is written.
    """
    for name, value in changes.items():
        if isinstance(value, str):
            content.refuse_marked(value, title=name == "title")
    held = {**item.held, **_as_held(item, changes)}
    told = json_text(nested(held))
    if item.version.frozen:
        items.add_version(desk.tx, item.id, content=told, content_hash="", by=item.row.submitter_id)
    else:
        items.write_version(desk.tx, item.version.id, content=told, content_hash="")
    items.set_title(desk.tx, item.id, title=str(held.get("title", "")))


def _as_held(item: Item, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes under their JSON names: of fields of a Content, and of the regime's own lines."""
    own = {line.name for line in item.regime.lines(item.kind, item.content.matter) if line.type}
    told = item.content.altered(**{name: value for name, value in changes.items() if name not in own}).data()
    names = {name: "class" if name == "class_" else name for name in changes}
    return {json: changes[name] if name in own else told[json] for name, json in names.items()}


def missing(desk: Desk, item: Item) -> tuple[FormField, ...]:
    """The lines that must still be filled, in the order in which they are asked; files count as they come."""
    files = [row["name"] for row in subjects.files_of(desk, item) if row["state"] in ("stored", "pending")]
    return form.missing(item.lines, kind=item.kind, held={**item.held, "attachments": files})


def ask(desk: Desk, item: Item, name: str | None) -> dict[str, Any] | None:
    """The question that is open: a field that was picked, else the first that is missing."""
    gaps = missing(desk, item)
    line = (item.line(name) if name else None) or (gaps[0] if gaps else None)
    if line is None:
        return None
    options = filling.choices(desk, item, line)
    kind = "choice" if options else "text"
    if line.name == "formed_on" or line.type == "date":
        kind = "date"
    elif line.name == "attachments":
        kind = "file"
    return {
        "key": line.name,
        "label": line.text.get(desk.lang),
        "hint": line.says.get(desk.lang),
        "kind": kind,
        "choices": options,
        "type": line.type,
    }


# The card -----------------------------------------------------------------------------------------


def show(desk: Desk, item_id: int, *, occasion: str, field: str = "") -> None:
    """Put the draft's card at the end of the chat, with its open question; an older one steps back."""
    item = subjects.load(desk, item_id)
    person = item.row.submitter_id
    for account in people.accounts_of(desk.tx, person):
        if account.state == "active":
            dialogues.open_dialogue(
                desk.tx,
                person,
                chat=account.chat,
                kind="draft",
                subject=item.about,
                field=field,
                expires_at=desk.ms_after(hours=DIALOGUE_HOURS),
            )
            break
    copies.touch(desk.tx, item.about)
    tell(desk, Notice("submit.draft", person, item.about, occasion, priority=1))


def refresh(desk: Desk, item_id: int, *, chat: str) -> None:
    """Redraw the card where it stands: an answer by button moves on to the next question."""
    item = subjects.load(desk, item_id)
    dialogues.open_dialogue(
        desk.tx,
        item.row.submitter_id,
        chat=chat,
        kind="draft",
        subject=item.about,
        expires_at=desk.ms_after(hours=DIALOGUE_HOURS),
    )
    copies.touch(desk.tx, item.about)


@notice("submit.draft", live=True)
def draft_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is filled in, what is asked, and the way that lies ahead."""
    item = subjects.load(desk, said.id)
    if (left := subjects.left_to(desk, item, said.person)) is not None:
        return left
    newest = _is_newest(desk, said)
    writing = item.row.state in EDITABLE and not (item.version.frozen and item.row.state != "draft")
    open_ = writing and newest
    gaps = missing(desk, item) if open_ else ()
    files = subjects.files_of(desk, item)
    forecast, empty = seating.forecast(desk, item) if open_ and not gaps else (None, [])
    found = content.facts(desk, item) if open_ and not gaps else None
    return {
        "item": subjects.told(desk, item),
        "fields": [*_fields(desk, item), *subjects.urgency_of(desk, item)],
        "files": files,
        "missing": [
            {"key": line.name, "label": line.text.get(desk.lang)} for line in left_to_write(desk, item, gaps)
        ],
        "ask": ask(desk, item, _picked(desk, item)) if open_ else None,
        "forecast": forecast,
        "gaps": empty,
        "triggers": [line.text.get(desk.lang) for line in item.regime.important_triggers],
        "content": found,
        "ready": open_ and not gaps and not empty and all(row["state"] != "pending" for row in files),
        "open": open_,
        "superseded": writing and not newest,
    }


def left_to_write(desk: Desk, item: Item, gaps: Sequence[FormField]) -> list[FormField]:
    """The missing lines, without those that fill themselves whichever column is chosen."""
    if not any(line.name == "column" for line in gaps):
        return list(gaps)
    found = [json.loads(row.form) for row in orgs.columns_of(desk.tx, item.org)]
    return [
        line
        for line in gaps
        if line.default_from != "column"
        or not found
        or any(usual.get(line.name) in (None, "") for usual in found)
    ]


def _is_newest(desk: Desk, said: Notice) -> bool:
    rows = sorted(copies.of(desk.tx, said.about), key=lambda row: (row.made_at, row.id))
    cards = [row.occasion for row in rows if row.kind == said.kind]
    return not cards or said.occasion == cards[-1] or said.occasion not in cards


def _picked(desk: Desk, item: Item) -> str | None:
    for account in people.accounts_of(desk.tx, item.row.submitter_id):
        talk = dialogues.dialogue(desk.tx, item.row.submitter_id, chat=account.chat)
        if talk is not None and talk.subject == item.about and talk.kind == "draft":
            return talk.field or None
    return None


def _fields(desk: Desk, item: Item) -> list[dict[str, str]]:
    shown = []
    for line in item.lines:
        if line.name not in ("body", "attachments") and line.name in item.held:
            value = subjects.value_text(desk, item, line.name)
            if value:
                shown.append({"key": line.name, "label": line.text.get(desk.lang), "value": value})
    return shown


def edit_menu(desk: Desk, item_id: int, *, by: int) -> Notice:
    """Every line of the form, to pick one."""
    item = editable(desk, item_id, by=by)
    rows = [
        {
            "key": line.name,
            "label": line.text.data(),
            "value": subjects.value_text(desk, item, line.name)[:40] if line.name in item.held else "",
        }
        for line in item.lines
        if not (line.name.startswith("exemption") and item.regime.exemption_mode is None)
    ]
    return Notice(
        "submit.edit_menu", by, item.about, facts={"item": subjects.told(desk, item), "fields": rows}
    )


def drop(desk: Desk, item_id: int, *, by: int) -> str | None:
    """放弃: a draft ends, with the promises that hang on it. Its number, if it had one."""
    item = editable(desk, item_id, by=by)
    if not items.move(desk.tx, item.id, from_states=EDITABLE, to_state="dropped", revision=item.row.revision):
        raise Refused("item.not_draft", number=item.row.number)
    watch.end_all(desk, item)
    dialogues.close_about(desk.tx, item.about)
    copies.touch(desk.tx, item.about)
    desk.audit("draft.dropped", item.about, person=by, org=item.org)
    number: str | None = item.row.number
    return number


def freeze(desk: Desk, item: Item) -> Item:
    """The answered fields become the content that is judged: canonical, hashed, never written again."""
    files = [row for row in subjects.files_of(desk, item) if row["state"] == "stored"]
    judged = subjects.with_files(as_asked(item), files)
    if item.version.frozen and item.version.hash == judged.hash():
        return item
    if item.version.frozen:
        items.add_version(
            desk.tx,
            item.id,
            content=judged.canonical().decode(),
            content_hash=judged.hash(),
            by=item.row.submitter_id,
        )
    else:
        items.write_version(
            desk.tx, item.version.id, content=judged.canonical().decode(), content_hash=judged.hash()
        )
    fresh = subjects.load(desk, item.id)
    items.freeze_version(desk.tx, fresh.version.id)
    return subjects.load(desk, item.id)


def as_asked(item: Item) -> Content:
    """The content without what was filled in for cases that the item is no more."""
    asked = {line.name for line in item.lines}
    own = {name: value for name, value in item.content.fields.items() if name in asked}
    return item.content if own == item.content.fields else item.content.altered(fields=own)


def open_here(desk: Desk, person: int, *, chat: str) -> str | None:
    """The draft whose question is open in this chat, as a subject."""
    talk = dialogues.dialogue(desk.tx, person, chat=chat)
    return str(talk.subject) if talk is not None and talk.kind == "draft" else None
