"""What every platform has in common: its limits, what it sends, and what people do on it.

Platform ids are text everywhere: chats, people, messages, files.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

import orjson

ChatType = Literal["private", "group"]
Standing = Literal["blocked", "unblocked", "added", "kicked", "changed"]
OpenFile = Callable[[str], Path]
"""Content hash (hex SHA-256) → where the bytes lie."""


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
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError("not a frozen payload") from error


# What people do -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it came in: the platform's number, the lane it runs in, its bytes."""

    update_id: int
    lane: str
    raw: bytes


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

    @property
    def token(self) -> str:
        """The opaque token behind our prefix; empty when the prefix is not ours."""
        prefix, _, token = self.data.partition(":")
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


Incoming = SaidIn | TapIn | MemberIn | MigratedIn | VoiceIn | OtherIn


# Text that cannot lie --------------------------------------------------------------------------------

# Invisible, yet not of category Cf: Hangul fillers, braille blank, grapheme joiner, Khmer vowels.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def _hides(char: str) -> bool:
    if char.isascii():
        return (char < " " and char not in "\n\t") or char == "\x7f"
    point = ord(char)
    return (
        char in _UNSEEN
        or 0xFE00 <= point <= 0xFE0F  # variation selectors
        or 0xE0000 <= point <= 0xE0FFF  # tags and the selectors' supplement
        or 0xD800 <= point <= 0xDFFF  # a lone surrogate cannot be sent at all
        or unicodedata.category(char) in {"Cf", "Cc", "Zl", "Zp"}
    )


def visible(text: str) -> str:
    """The text with every invisible or reordering character shown as ⟨U+202E⟩."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(f"⟨U+{ord(char):04X}⟩" if _hides(char) else char for char in text)


def clip(text: str, limit: int) -> str:
    """At most ``limit`` code points, with … where something was cut."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"[:limit]


def file_name(name: str, *, limit: int = 120) -> str:
    """A name that is safe in headers and file dialogs: no paths, quotes or invisible characters."""
    kept = "".join("_" if _hides(char) or char in '/\\"<>|:*?\n\t' else char for char in name)
    kept = kept.strip(" .") or "file"
    if len(kept) <= limit:
        return kept
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        return kept[:limit]
    return stem[: limit - len(ending) - 1] + "." + ending
