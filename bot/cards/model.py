"""How a notice reads, before any platform has drawn it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import orjson

Style = Literal["primary", "success", "danger"]
Tone = Literal["ask", "info", "done", "alert"]


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled fact, as 「栏目：通知公告」."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Button:
    """What a person may do next: a verb and what it needs, never words of state.

    ``action`` is the verb that a handler registered. ``copy`` puts text on the clipboard, ``url`` opens
    any page, ``page`` one of ours by its path (``/m/item/KP-2026-0042``); these need no token.
    """

    action: str
    label: str
    style: Style | None = None
    args: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    url: str | None = None
    copy: str | None = None
    page: str | None = None
    disabled: bool = False

    @property
    def is_an_act(self) -> bool:
        """Does pressing it change something?"""
        return not (self.disabled or self.url or self.copy or self.page)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a checklist; ``state`` is None until somebody answers it."""

    key: str
    text: str
    state: Literal["ok", "exception"] | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """Buttons that are one question, for a platform with lists to tick: those of ``verb`` are its options,
    ``submit`` takes what was ticked, ``note`` says how, and the other buttons are left out.

    The platform adds to ``submit``'s args as ``lines`` the ``line`` of each option it had room for.
    """

    verb: str
    submit: Button
    note: str


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored file by its content hash (hex SHA-256) and the name people gave it."""

    sha256: str
    name: str
    type: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that is said in one message, in the order in which it is drawn.

    ``summary`` says the same in one line, for notifications and screen readers.
    """

    kind: str
    title: str
    summary: str
    number: str = ""
    fields: tuple[Field, ...] = ()
    deadline: str = ""
    body: str = ""
    risk: str = ""
    checklist: tuple[Line, ...] = ()
    citation: str = ""
    note: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    ballot: Ballot | None = None
    files: tuple[FileRef, ...] = ()
    tone: Tone = "info"
    wants_reply: bool = False  # the person is asked to answer in words
    gives_way: bool = False  # a newer card about the same stands in its place
    private: bool = False  # links inside are not previewed

    def as_data(self) -> dict[str, object]:
        """The card as plain data, kept as evidence of what was shown: verbs, never tokens.

        Through bytes, since ``asdict`` copies every value deeply and takes most of a drawing's time.
        """
        plain: dict[str, object] = orjson.loads(orjson.dumps(self, default=dict))
        return plain
