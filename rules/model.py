"""What an item is and what may be decided about it: plain values, shared by every rule.

Person and office ids are ints, instants ints in milliseconds UTC, civil dates ``datetime.date``
in Asia/Shanghai.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Self

CONTENT_FORMAT = 1  # `v` of the canonical form; a new format gets a new number, never a new meaning
LANGUAGES = ("zh_CN", "en")
NO_UNITS = "none"  # said of an item: it concerns no other unit
Own = str | tuple[str, ...]
"""A value of a regime's own field: words, a key, a day in ISO form, a file's name; or several of them."""


class Kind(StrEnum):
    """What is asked for: 发布, 修改 or 删除."""

    PUBLISH = "publish"
    MODIFY = "modify"
    DELETE = "delete"


class Verdict(StrEnum):
    """What a reviewer says: 同意, 退回, or 不予公开."""

    APPROVED = "approved"
    RETURNED = "returned"
    WITHHELD = "withheld"


class Importance(StrEnum):
    """普通 or 重要, as the form proposes it; raising it later is a fact about the item, not its content."""

    ORDINARY = "ordinary"
    IMPORTANT = "important"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence for people, complete in both languages."""

    zh_CN: str  # noqa: N815 -- the language's own name
    en: str

    def get(self, lang: str) -> str:
        """Return the sentence in `lang`; a language we do not have reads Chinese."""
        return self.en if lang == "en" else self.zh_CN

    def data(self) -> dict[str, str]:
        return {"zh_CN": self.zh_CN, "en": self.en}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act changes nothing: a dotted code and plain facts; the words are elsewhere."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the route of an item depends on.

    `important` is true when the liaison proposed it or somebody raised it. `submitter_is_head` tells
    that the submitter heads the item's own unit. `units` are the other units that the item concerns.
    `fields` are further fields of the form, by their JSON names.
    """

    kind: Kind
    important: bool = False
    exemption: str | None = None
    column: str = ""
    class_: str = ""
    submitter_is_head: bool = False
    units: tuple[int, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """Return a field of the form as a condition reads it; "" where it is not filled."""
        match name:
            case "importance":
                return "important" if self.important else "ordinary"
            case "class":
                return self.class_
            case "column":
                return self.column
            case "exemption":
                return self.exemption or ""
        return dict(self.fields).get(name, "")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of an item: its bytes by hash, and the name people see."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that reviewers judge; changing any of it is a new version and voids approvals.

    `formed_on` is the day the information was formed, for a modification the day it changed.
    `limit_days` is the approved 时限 in working days from the hand-over.
    """

    kind: Kind
    title: str = ""
    body: str = ""
    column: str = ""
    class_: str = ""  # `class` in JSON
    importance: Importance = Importance.ORDINARY
    formed_on: date | None = None
    source: str = ""
    target_url: str | None = None  # the page to be modified or deleted
    disclosure: str = ""  # 公开属性
    exemption: str | None = None
    exemption_evidence: str = ""
    attachments: tuple[Attachment, ...] = ()
    category: str = ""  # 类别
    type: str = ""  # 类型
    mode: str = ""  # 方式
    limit_days: int | None = None  # 时限
    secrecy_opinion: str = ""  # 保密审查初审意见
    change: str = ""  # what changes
    reason: str = ""
    units: tuple[str, ...] = ()  # the other units it concerns, by their keys; NO_UNITS where there are none
    matter: str = ""  # 专门事项, by its key; "" for a plain 发布, 修改 or 删除
    fields: Mapping[str, Own] = field(default_factory=dict, hash=False)  # of the regime's own, by name
    v: int = CONTENT_FORMAT

    def data(self) -> dict[str, Any]:
        """Return the fields as JSON values, `class_` under its own name ``class``. What came to the form
        later is in it only where it is filled, so that older hashes stand.
        """
        data: dict[str, Any] = {
            "v": self.v,
            "kind": self.kind.value,
            "title": self.title,
            "body": self.body,
            "column": self.column,
            "class": self.class_,
            "importance": self.importance.value,
            "formed_on": self.formed_on.isoformat() if self.formed_on else None,
            "source": self.source,
            "target_url": self.target_url,
            "disclosure": self.disclosure,
            "exemption": self.exemption,
            "exemption_evidence": self.exemption_evidence,
            "attachments": [{"sha256": a.sha256, "name": a.name} for a in self.attachments],
            "category": self.category,
            "type": self.type,
            "mode": self.mode,
            "limit_days": self.limit_days,
            "secrecy_opinion": self.secrecy_opinion,
            "change": self.change,
            "reason": self.reason,
        }
        filled = {
            name: value if isinstance(value, str) else list(value)
            for name, value in self.fields.items()
            if value
        }
        later = {"units": list(self.units), "matter": self.matter, "fields": filled}
        return data | {name: value for name, value in later.items() if value}

    def value(self, name: str) -> Any:
        """Return a field as a JSON value by its name, one of the regime's own as well; None where there is
        none.
        """
        return flat(self.data()).get(name)

    def canonical(self) -> bytes:
        """Return the one byte form that is hashed: sorted keys, UTF-8, no spaces."""
        return json.dumps(self.data(), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    def hash(self) -> str:
        """Return the SHA-256 of the canonical form, in hex: what an approval is given to."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def altered(self, **changes: Any) -> Self:
        """Return a copy with some fields changed."""
        return replace(self, **changes)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a content back; fields that are absent keep their defaults.

        Raises ValueError for a form or a field that this version does not know.
        """
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("v", CONTENT_FORMAT) != CONTENT_FORMAT:
            raise ValueError("not a content of a known form")
        values: dict[str, Any] = {("class_" if key == "class" else key): value for key, value in data.items()}
        unknown = values.keys() - _names()
        if unknown or "kind" not in values:
            raise ValueError(f"fields of a content: unknown {sorted(unknown)}")
        values["kind"] = Kind(values["kind"])
        values["importance"] = Importance(values.get("importance", Importance.ORDINARY))
        if values.get("formed_on") is not None:
            values["formed_on"] = date.fromisoformat(values["formed_on"])
        values["units"] = tuple(values.get("units", ()))
        values["fields"] = {name: _own(name, value) for name, value in values.get("fields", {}).items()}
        files = values.get("attachments", ())
        values["attachments"] = tuple(Attachment(file["sha256"], file["name"]) for file in files)
        return cls(**values)

    def differs_from(self, other: Self) -> tuple[str, ...]:
        """Return the names of the fields that are not the same, in the order of the form."""
        mine, theirs = flat(self.data()), flat(other.data())
        return tuple(name for name in mine | theirs if mine.get(name) != theirs.get(name))


@cache
def _names() -> frozenset[str]:
    return frozenset(field_.name for field_ in fields(Content))


def _own(name: str, value: Any) -> Own:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise ValueError(f"own field of a content: {name}")


def flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a content's JSON with the regime's own fields beside the others."""
    return {name: value for name, value in data.items() if name != "fields"} | dict(data.get("fields", {}))


def nested(held: Mapping[str, Any]) -> dict[str, Any]:
    """Return such values as a content's JSON again: the regime's own under ``fields``."""
    known = (_names() - {"class_", "fields"}) | {"class"}
    data = {name: value for name, value in held.items() if name in known}
    own = {name: value for name, value in held.items() if name not in known}
    return data | ({"fields": own} if own else {})
