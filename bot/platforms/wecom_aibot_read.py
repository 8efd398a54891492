"""What a member says to the AI bot (document 100719): as it is stored, and as the worker reads it.

It goes into the app's own inbox, so a file that came through this door joins the same draft. Stored is the
frame's body as JSON; a callback of the app begins with ``<``, so the two are told apart by one byte.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from bot.platforms.base import Arrival, Incoming, IncomingFile, OtherIn, SaidIn, file_name
from bot.platforms.wecom_envelope import PLATFORM
from bot.platforms.wecom_words import words

SEALED = "ai:"
"""File ids that begin so stand for an address and the key of its bytes."""
KINDS = {
    "image": ("jpg", "image/jpeg", "photo"),
    "video": ("mp4", "video/mp4", "video"),
    "file": ("", "application/octet-stream", "document"),
}
MOST_PARTS = 20
_ID = re.compile(r"[\x21-\x7e]{1,128}")
_ADDRESS = re.compile(r"https?://[\x21-\x7e]{1,4000}")
_KEY = re.compile(r"[A-Za-z0-9+/]{43}=?")
_CONTROL = dict.fromkeys(sorted({*range(32)} - {9, 10}))  # a phone may send them inside of a text


class BadFrame(Exception):
    """This is not what the AI bot's connection carries."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where sealed bytes lie for five minutes, and the key (base64) that opens them."""

    address: str
    key: str

    @property
    def file_id(self) -> str:
        """Both in one text, as an errand carries it."""
        return f"{SEALED}{self.key} {self.address}"

    @classmethod
    def of(cls, file_id: str) -> "Sealed":
        """The inverse of ``file_id``.

        Raises:
            BadFrame: another text.
        """
        key, _, address = file_id.removeprefix(SEALED).partition(" ")
        return cls.checked(address, key)

    @classmethod
    def checked(cls, address: object, key: object) -> "Sealed":
        """Raises BadFrame for what is no address or no key."""
        if not (isinstance(address, str) and _ADDRESS.fullmatch(address)):
            raise BadFrame("address")
        if not (isinstance(key, str) and _KEY.fullmatch(key)):
            raise BadFrame("key")
        return cls(address, key)


def is_ours(raw: bytes) -> bool:
    """Did these stored bytes come through the AI bot?"""
    return raw[:1] == b"{"


def arrival(body: Mapping[str, Any], *, agent: str) -> Arrival:
    """One message of a single chat as it is stored.

    Raises:
        BadFrame: without a sender or a number.
    """
    number, sender = body.get("msgid"), sender_of(body)
    if not (isinstance(number, str) and _ID.fullmatch(number)):
        raise BadFrame("msgid")
    kept = {name: said for name, said in body.items() if name != "response_url"}  # whoever has it may speak
    return Arrival(f"{SEALED}{number}", f"{PLATFORM}:{agent}:u{sender}", orjson.dumps(kept))


def sender_of(body: Mapping[str, Any]) -> str:
    """The sender's userid in lower case.

    Raises:
        BadFrame: there is none.
    """
    sender = _of(body, "from").get("userid")
    if not (isinstance(sender, str) and _ID.fullmatch(sender)):
        raise BadFrame("from")
    return sender.lower()


def parts_of(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The message's parts, each as ``{msgtype, TYPE: …}``: those of a mixed one, or itself."""
    if body.get("msgtype") != "mixed":
        return [dict(body)]
    held = _of(body, "mixed").get("msg_item")
    return [part for part in held if isinstance(part, dict)][:MOST_PARTS] if isinstance(held, list) else []


def sealed_of(part: Mapping[str, Any]) -> Sealed | None:
    """The file of a part; None where it has none that can be fetched."""
    kind = part.get("msgtype")
    held = _of(part, kind) if isinstance(kind, str) and kind in KINDS else {}
    try:
        return Sealed.checked(held.get("url"), held.get("aeskey"))
    except BadFrame:
        return None


def understood(raw: bytes, *, agent: str) -> Incoming:
    """One neutral record of what ``arrival`` stored. A voice message comes as its words.

    Raises:
        BadFrame: these are not such bytes.
    """
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadFrame("json") from error
    user, number = sender_of(body), str(body.get("msgid", ""))
    who: dict[str, Any] = {
        "platform": PLATFORM,
        "bot": agent,
        "user_id": user,
        "chat": user,
        "chat_type": "private",
        "message_id": number,
    }
    parts = parts_of(body)
    text = "\n".join(said for part in parts if (said := _text(part)))
    files = tuple(
        _file(part, sealed, f"{number[:40]}{f'-{at}' if at else ''}")
        for at, part in enumerate(parts)
        if (sealed := sealed_of(part)) is not None
    )
    if files:
        return SaidIn(**who, text=text, files=files)
    return words(text, who) if text else OtherIn(**who, what=str(body.get("msgtype", ""))[:40])


def _text(part: Mapping[str, Any]) -> str:
    kind = part.get("msgtype")
    said = _of(part, kind).get("content") if kind in ("text", "voice") else None
    return said.replace("\r\n", "\n").translate(_CONTROL).strip() if isinstance(said, str) else ""


def _file(part: Mapping[str, Any], sealed: Sealed, number: str) -> IncomingFile:
    """Its name and size are what the address told when the message came (``wecom_aibot_file``), if it did."""
    kind = str(part["msgtype"])
    ending, mime, sort = KINDS[kind]
    held = _of(part, kind)
    named, size = held.get("name"), held.get("size")
    called = file_name(named) if isinstance(named, str) and named else f"{number}.{ending}".rstrip(".")
    size = size if isinstance(size, int) and size > 0 else 0
    return IncomingFile(sealed.file_id, f"{SEALED}{number}", called, size, mime, sort)


def _of(held: Mapping[str, Any], name: object) -> Mapping[str, Any]:
    found = held.get(name) if isinstance(held, Mapping) and isinstance(name, str) else None
    return found if isinstance(found, Mapping) else {}
