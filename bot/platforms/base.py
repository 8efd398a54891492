"""What every platform has in common: its limits, what it sends, and what people do on it.

Platform ids are text everywhere: chats, people, messages, files.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

import orjson

from rules.hidden import reveal, without_hidden

ChatType = Literal["private", "group"]
Standing = Literal["blocked", "unblocked", "added", "kicked", "changed"]
OpenFile = Callable[[str], Path]
"""Content hash (hex SHA-256) → where the bytes lie."""

_IN_NAMES = re.compile(r'[/\\"<>|:*?\n\t]+')
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one platform takes. Texts are counted in code points, callback data in bytes."""

    text: int
    caption: int
    buttons_in_row: int
    buttons: int
    keyboard_bytes: int
    callback_bytes: int
    copy: int
    toast: int
    album: int
    document_bytes: int
    photo_bytes: int
    download_bytes: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a payload: stored under its hash, or a short text carried along."""

    name: str
    sha256: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody whom a group's message calls: the name, and the account there (empty where there is none)."""

    name: str
    account: str


@dataclass(frozen=True, slots=True)
class Payload:
    """One call to a platform, exactly as it will be made.

    Parameters name a file as ``attach://KEY``; ``files`` says which bytes stand behind the key.
    """

    method: str
    params: Mapping[str, Any]
    files: Mapping[str, Attached] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Canonical JSON: the same payload is always the same bytes."""
        files = {
            key: {"name": file.name, "sha256": file.sha256} | ({"text": file.text} if file.text else {})
            for key, file in self.files.items()
        }
        shape = {"method": self.method, "params": self.params, "files": files}
        return orjson.dumps(shape, option=orjson.OPT_SORT_KEYS)

    @classmethod
    def from_bytes(cls, frozen: bytes) -> Self:
        """The inverse of ``to_bytes``.

        Raises:
            ValueError: these bytes were not made by ``to_bytes``.
        """
        try:
            shape = orjson.loads(frozen)
            files = {key: Attached(**file) for key, file in shape["files"].items()}
            return cls(shape["method"], shape["params"], files)
        except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
            raise ValueError("not a frozen payload") from error


# What people do -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it came in: what tells it from all others, the lane it runs in, its bytes."""

    key: int | str
    lane: str
    raw: bytes


Receive = Callable[[Sequence[Arrival]], Awaitable[None]]
"""Stores all of them in one commit, or raises and has stored none."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file somebody sent; ``size`` in bytes, 0 when the platform does not say."""

    file_id: str
    unique_id: str
    name: str
    size: int
    mime: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidIn:
    """Words, a command, files, or any of these together.

    ``command`` is in lower case without its slash, ``arguments`` what follows it; forwarded words and
    captions never command. ``album`` joins files that were sent together.
    """

    platform: str
    bot: str
    user_id: str
    chat: str
    chat_type: ChatType
    message_id: str
    text: str = ""
    command: str | None = None
    arguments: str = ""
    start_payload: str | None = None
    reply_to: str | None = None
    forward: bool = False
    files: tuple[IncomingFile, ...] = ()
    album: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TapIn:
    """A button pressed. ``data`` is what the button carried: never to be believed, only looked up."""

    platform: str
    bot: str
    user_id: str
    chat: str
    chat_type: ChatType
    message_id: str
    data: str
    callback_id: str
    lang: str | None = None
    code: str | None = None  # with it the pressed card can be redrawn once (WeCom)
    choices: tuple[str, ...] = ()  # what was ticked or selected on it, by option id

    @property
    def token(self) -> str:
        """The opaque token of what was pressed: the button's own or, where that only submits, that of the
        first choice that acts. Empty when none is ours.
        """
        return _token(self.data) or next((token for token in self.chosen if token), "")

    @property
    def is_idle(self) -> bool:
        """Does the button itself do nothing: what counts was chosen beside it?"""
        return self.data.startswith("d0:")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The tokens of what was chosen; empty texts where an option is not ours."""
        return tuple(_token(choice) for choice in self.choices)


def _token(data: str) -> str:
    prefix, _, token = data.partition(":")
    return token if prefix == "d1" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberIn:
    """The bot's own standing changed; ``by`` is None when a person without a name did it."""

    platform: str
    bot: str
    status: Standing
    chat: str
    chat_type: ChatType
    title: str
    by: str | None
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MigratedIn:
    """A group has a new id; messages under the old one cannot be edited any more."""

    platform: str
    bot: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceIn:
    """A voice message: nobody here listens to it."""

    platform: str
    bot: str
    user_id: str
    chat: str
    chat_type: ChatType
    message_id: str
    seconds: int
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherIn:
    """Something a person sent that the product has no use for: a sticker, a place, a poll."""

    platform: str
    bot: str
    user_id: str
    chat: str
    chat_type: ChatType
    message_id: str
    what: str
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredIn:
    """A person opened the chat with the app, and has said nothing yet."""

    platform: str
    bot: str
    user_id: str
    chat: str
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamedIn:
    """The platform gave the same person another id."""

    platform: str
    bot: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneIn:
    """The platform deleted a person's account; the id may be given to somebody else."""

    platform: str
    bot: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertIn:
    """The platform says something about the app itself; ``at_s`` is when it takes effect, unix seconds."""

    platform: str
    bot: str
    what: str
    at_s: int | None


Incoming = (
    SaidIn | TapIn | MemberIn | MigratedIn | VoiceIn | OtherIn | EnteredIn | RenamedIn | GoneIn | AlertIn
)

NO_ALBUMS = frozenset({"wecom"})
"""Platforms that send pictures one by one, also those that were picked together."""
NO_TOASTS = frozenset({"wecom"})
"""Platforms where a tap is answered by the redrawn card alone."""


# Text that cannot lie --------------------------------------------------------------------------------


def visible(text: str) -> str:
    """The text with a mark in place of every invisible or reordering character; lines end in one way."""
    return reveal(text.replace("\r\n", "\n").replace("\r", "\n"))


def clip(text: str, limit: int) -> str:
    """At most ``limit`` code points, with … where something was cut."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"[:limit]


def file_name(name: str, *, limit: int = 120) -> str:
    """A name that is safe in headers and file dialogs: no paths, quotes or invisible characters."""
    kept = _IN_NAMES.sub("_", without_hidden(name)).strip(" ._") or "file"
    if _DEVICE.fullmatch(kept.partition(".")[0].strip()):
        kept = f"_{kept}"
    if len(kept) <= limit:
        return kept
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        return kept[:limit]
    return stem[: limit - len(ending) - 1] + "." + ending
