"""The item as every column needs it: loaded, named, and told in plain facts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from rules.clocks import Clock
from rules.matter import asked, words_of
from rules.model import NO_UNITS, Attachment, Content, Importance, ItemFacts, Kind, Text, flat
from rules.regime import FormField, Matter, Regime, Route
from rules.suspension import NOTHING, Events
from storage import items, orgs, people, uploads
from storage.canon import json_value
from storage.sql import must
from workflow.desk import Desk, Refused

NONE_CONCERNED = Text("不涉及", "None")
TICKED = Text("已确认", "Confirmed")
FURTHER = ("disclosure", "mode", "category", "type", "source")  # what a step may depend on, beside the class
DECIDING = ("choice", "tick")
EDITABLE = ("draft", "registered", "returned", "withdrawn")


@dataclass(frozen=True, slots=True)
class Item:
    """An item with the version under way. ``row`` is its row, ``version`` the version's row."""

    row: Any
    version: Any
    content: Content
    regime: Regime
    held: dict[str, Any]  # the fields that were answered, by their JSON names

    @property
    def id(self) -> int:
        return int(self.row.id)

    @property
    def about(self) -> str:
        return f"item:{self.row.id}"

    @property
    def kind(self) -> Kind:
        return Kind(self.row.kind)

    @property
    def matter(self) -> Matter | None:
        """The special matter that it is; None for a plain item."""
        return self.regime.matter(self.content.matter)

    @property
    def way(self) -> Route:
        """The regime's way for it."""
        return self.regime.way(self.kind, self.content.matter, unit=str(self.row.office_key))

    @property
    def lines(self) -> tuple[FormField, ...]:
        """The lines of the form that it is asked, as it is filled in."""
        return asked(self.regime.lines(self.kind, self.content.matter), words_of(self.held))

    def line(self, name: str) -> FormField | None:
        """The line of that name, if it is asked."""
        return next((line for line in self.lines if line.name == name), None)

    @property
    def org(self) -> int:
        return int(self.row.org_id)

    # As its clocks see it: workflow/watched.py.

    @property
    def regime_hash(self) -> str:
        return str(self.row.regime_hash)

    @property
    def number(self) -> str | None:
        return None if self.row.number is None else str(self.row.number)

    @property
    def title(self) -> str:
        return str(self.row.title)

    @property
    def office(self) -> tuple[int, str]:
        return int(self.row.office_id), str(self.row.office_name)

    @property
    def urgent(self) -> bool:
        return bool(self.row.urgent)

    @property
    def standing(self) -> str:
        return str(self.row.state)

    @property
    def events(self) -> Events:
        return NOTHING

    def concerns(self, clock: Clock) -> bool:
        if clock.of == "item":
            return clock.runs_for(self.kind, self.content.class_)
        return clock.of in self._concerned() and clock.takes(self.content.class_)

    def _concerned(self) -> set[str]:
        """What beside itself it brings about: a public consultation, a filing."""
        events = [line.starts for line in self.regime.lines(self.kind, self.content.matter) if line.starts]
        events += () if self.matter is None else self.matter.ends
        return {event.partition(".")[0] for event in events}


def load(desk: Desk, item_id: int) -> Item:
    """The item as it stands. Raises Refused where there is none."""
    row = items.item(desk.tx, item_id)
    if row is None:
        raise Refused("item.unknown")
    version = must(items.version(desk.tx, row.version_id))
    return Item(row, version, _content(version.content), desk.regime(row.regime_hash), _held(version.content))


@lru_cache(maxsize=512)
def _content(text: str) -> Content:
    """One reading serves all cards that are drawn of the same version."""
    return Content.from_json(text)


def _held(text: str) -> dict[str, Any]:
    return flat(json_value(text))


def hold(desk: Desk, item_id: int) -> Item:
    """The same for whoever is going to change it: nobody else acts on it until this act ends."""
    items.hold(desk.tx, item_id)
    return load(desk, item_id)


def as_judged(item: Item, version: Any) -> Item:
    """The same item as it stood in an earlier version."""
    return replace(
        item,
        version=version,
        content=_content(version.content),
        held=_held(version.content),
    )


def with_files(content: Content, files: Sequence[Mapping[str, Any]]) -> Content:
    """The content with these stored files as its attachments, in their order."""
    return content.altered(
        attachments=tuple(Attachment(str(row["sha256"]), str(row["name"])) for row in files)
    )


def route_facts(desk: Desk, item: Item) -> ItemFacts:
    """What the item's route depends on."""
    posts = people.memberships(desk.tx, item.row.submitter_id, on=desk.today_on)
    heads = any(post.role == "head" and post.office_id == item.row.office_id for post in posts)
    data = item.content.data()
    return ItemFacts(
        kind=item.kind,
        important=is_important(item),
        exemption=item.content.exemption,
        column=item.content.column,
        class_=item.content.class_,
        submitter_is_head=heads,
        units=concerned(desk, item),
        fields=(*((name, str(data[name] or "")) for name in FURTHER), *_own_facts(item)),
    )


def _own_facts(item: Item) -> tuple[tuple[str, str], ...]:
    """The regime's own lines that a condition may name, as far as they are filled."""
    if not item.content.fields:  # a plain item is spared the look
        return ()
    words = words_of(item.content.fields)
    return tuple((line.name, words(line.name)) for line in item.lines if line.type in DECIDING)


def concerned(desk: Desk, item: Item) -> tuple[int, ...]:
    """The other units that the item concerns. One that is no more stays in: nobody is found there, aloud."""
    found = []
    for key in item.content.units:
        office = orgs.office_by_key(desk.tx, item.org, key=key)
        if key != NO_UNITS and (office is None or office.id != item.row.office_id):
            found.append(0 if office is None else int(office.id))
    return tuple(found)


def is_important(item: Item) -> bool:
    """重要: as submitted and raised since; while it is written, as the form or a reviewer says."""
    if item.row.state not in EDITABLE:
        return bool(item.row.important)
    return item.content.importance is Importance.IMPORTANT or raised_by_reviewer(item) is not None


def raised_by_reviewer(item: Item) -> int | None:
    """Who raised it, when that was not the submitter."""
    by = item.row.important_by if item.row.important else None
    return None if by == item.row.submitter_id else by


def told(desk: Desk, item: Item) -> dict[str, Any]:
    """The item in the facts of a card."""
    column = column_of(desk, item)
    return {
        "id": item.id,
        "number": item.row.number,
        "title": item.content.title or item.row.title,
        "kind": item.row.kind,
        **matter_of(item),
        "office": item.row.office_name,
        "submitter": item.row.submitter_name,
        "column": column.name if column else item.content.column,
        "important": is_important(item),
        "urgent": bool(item.row.urgent),
        "state": item.row.state,
    }


def matter_of(item: Item) -> dict[str, Any]:
    """The special matter that it is, as facts; nothing of a plain item."""
    return {} if item.matter is None else {"matter": item.matter.text.data()}


def left_to(desk: Desk, item: Item, person: int | None) -> dict[str, Any] | None:
    """What an older card says to somebody who handed the item on: who has it now. None for whoever has it."""
    if person is None or person == item.row.submitter_id:
        return None
    return {"item": told(desk, item), "left_to": item.row.submitter_name}


def files_of(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """The item's attachments in the facts of a card, in their order."""
    return [
        {
            "name": row.name,
            "size": row.size,
            "type": row.type or "",
            "sha256": row.sha256 or "",
            "state": row.state,
            "reason": row.reason,
            "id": row.id,
            "preview": row.preview,
        }
        for row in uploads.uploads_of(desk.tx, item.id)
    ]


def form_of(desk: Desk, item: Item) -> list[dict[str, str]]:
    """The form as it was filled in, in its own order; empty lines are left out."""
    shown = []
    for line in item.lines:
        if line.name not in ("title", "body", "attachments"):
            value = value_text(desk, item, line.name)
            if value:
                shown.append({"key": line.name, "label": line.text.get(desk.lang), "value": value})
    return [*shown, *urgency_of(desk, item)]


def urgency_of(desk: Desk, item: Item) -> list[dict[str, str]]:
    """Why the item is 加急, where that was said, as a row of the form."""
    if not item.row.urgent or not item.row.urgent_why:
        return []
    label = item.regime.urgent.text.get(desk.lang)
    return [{"key": "urgent", "label": label, "value": item.row.urgent_why}]


def value_text(desk: Desk, item: Item, name: str) -> str:
    """One field as people read it: the label of a choice, the name of a column, a date in ISO form."""
    if name == "attachments":
        return "、".join(one.name for one in item.content.attachments)
    value = item.content.value(name)
    if value in (None, "", []):
        return ""
    values = value if isinstance(value, list) else [str(value)]
    return "、".join(_one_text(desk, item, name, one) for one in values)


def _one_text(desk: Desk, item: Item, name: str, value: str) -> str:
    line = item.regime.field(name, matter=item.content.matter)
    if name == "units" or line.type == "unit":
        return _unit_name(desk, item, value)
    if name == "column" or line.type == "column":
        column = orgs.column_by_key(desk.tx, item.org, key=value)
        return column.name if column else value
    if line.type == "tick":
        return TICKED.get(desk.lang)
    for choice in line.choices:
        if choice.key == value:
            return choice.text.get(desk.lang)
    if name == "exemption":
        return next((one.text.get(desk.lang) for one in item.regime.exemptions if one.key == value), value)
    return value


def _unit_name(desk: Desk, item: Item, key: str) -> str:
    if key == NO_UNITS:
        return NONE_CONCERNED.get(desk.lang)
    office = orgs.office_by_key(desk.tx, item.org, key=key)
    return key if office is None else str(office.name)


def settings_of(desk: Desk, org_id: int) -> dict[str, Any]:
    """What the organisation has set for itself."""
    found: dict[str, Any] = json.loads(organisation_of(desk, org_id).settings)
    return found


def column_of(desk: Desk, item: Item) -> Any:
    """The column's row, None while none is chosen."""
    return orgs.column_by_key(desk.tx, item.org, key=item.content.column) if item.content.column else None


def site_of(desk: Desk, item: Item) -> str:
    """The organisation's own site; addresses elsewhere are never fetched."""
    return str(organisation_of(desk, item.org).site_url)


def text_of(value: Any, lang: str) -> str:
    """A text kept in both languages, in one of them."""
    return str(value.get(lang) or value.get("zh_CN", "")) if isinstance(value, Mapping) else str(value)


def name_of(desk: Desk, person: int | None) -> str:
    """A person's name; empty where nobody is meant."""
    row = None if person is None else people.person(desk.tx, person)
    return "" if row is None else str(row.name)


def signed(desk: Desk, person: int | None, sits_for: int | None) -> str:
    """A name as it is signed: with whom the person sits for, where they do."""
    name = name_of(desk, person)
    if sits_for is None:
        return name
    other = name_of(desk, sits_for)
    return Text(f"{name}（代{other}）", f"{name} (for {other})").get(desk.lang)


def organisation_of(desk: Desk, org_id: int) -> Any:
    """The organisation's row."""
    return orgs.organisation(desk.tx, org_id)


def organisations(desk: Desk) -> list[Any]:
    """Every organisation of this installation."""
    return orgs.organisations_all(desk.tx)
