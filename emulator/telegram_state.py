"""What the platform remembers: accounts, chats, messages, files, taps. No judgement, no HTTP."""

import base64
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from emulator.people import Office, Person

SUPERGROUP_BASE = -1_000_000_000_000
FIRST_UPDATE = 800_000_001
FIRST_MESSAGE = 1001


@dataclass
class Message:
    """One message of a chat, with the payload the bot would see."""

    payload: dict[str, Any]
    by: str  # "bot", "system" or a person's id
    silent: bool = False
    deleted: bool = False
    seen: bool = True  # whether the bot may see it (privacy mode)
    edited: bool = False
    fixed: bool = False  # it bore a reply keyboard: never editable
    keyboards: list[dict[str, Any]] = field(default_factory=list)  # every keyboard it ever bore

    @property
    def id(self) -> int:
        """Message id within its chat."""
        return int(self.payload["message_id"])


@dataclass
class Chat:
    """One chat of the bot: with a person, or a group."""

    phone: str
    id: int
    kind: str  # private | group | supergroup
    title: str
    members: list[str] = field(default_factory=list)
    bot_status: str = "member"  # member | left | kicked
    started: bool = True  # private: the person has opened the bot
    known: bool = True  # group: the bot is or was in it
    blocked: bool = False
    deactivated: bool = False
    bot_spoke: bool = False
    migrated_to: int | None = None
    next_message: int | None = None  # supergroups count by themselves
    messages: dict[int, Message] = field(default_factory=dict)
    toast: dict[str, Any] | None = None


@dataclass
class StoredFile:
    """One file the platform keeps. `path` is set by getFile; the link lives an hour."""

    id: str
    unique_id: str
    name: str
    type: str
    data: bytes = field(repr=False)
    path: str = ""
    link_until: float = 0.0


@dataclass
class Tap:
    """One callback query, answerable once and for 150 s."""

    id: str
    person: str
    chat: int
    made_at: float
    answered: bool = False


class State:
    """The whole memory of the twin. Ids only rise, also over `reset`, as they do on the platform.

    Args:
        office: who is there.
        ids_from: added to every first id, so that a bot that remembers an earlier run meets no id again.
    """

    def __init__(self, office: Office, *, ids_from: int = 0) -> None:
        self.office = office
        self.people: dict[str, Person] = {one.id: one for one in office.people}
        self.next_update = FIRST_UPDATE + ids_from
        self._next_message = FIRST_MESSAGE + ids_from
        self._next_tap = 1 + ids_from
        self._next_file = 1 + ids_from
        self._next_album = 1 + ids_from
        self._next_supergroup = 1 + ids_from
        self.next_link = 0
        self.reset()

    def reset(self) -> None:
        """Forget every chat, file and tap; the office is as its file says."""
        office = self.office
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.taps: dict[str, Tap] = {}
        self.profile: dict[str, dict[str, str]] = {"name": {}, "description": {}, "short_description": {}}
        self.commands: dict[str, list[dict[str, Any]]] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        for person in office.people:
            self.chats[person.telegram_id] = Chat(
                person.id, person.telegram_id, "private", person.name,
                started=person.started, deactivated=person.deactivated,
            )  # fmt: skip
        for group in office.groups:
            self.chats[group.telegram_id] = Chat(
                group.id, group.telegram_id, "group", group.title, members=list(group.members),
                bot_status="member" if group.has_bot else "left", known=group.has_bot,
            )  # fmt: skip

    # -- accounts and chats

    def bot_user(self) -> dict[str, Any]:
        """The bot as a User."""
        bot = self.office.bot
        name = self.profile["name"].get("") or bot.name
        return {"id": bot.id, "is_bot": True, "first_name": name, "username": bot.username}

    def user(self, person: str) -> dict[str, Any]:
        """A person as a User."""
        one = self.people[person]
        made: dict[str, Any] = {"id": one.telegram_id, "is_bot": False, "first_name": one.name}
        if one.username:
            made["username"] = one.username
        return made | {"language_code": one.language}

    def chat_object(self, chat: Chat) -> dict[str, Any]:
        """A chat as a Chat."""
        if chat.kind != "private":
            return {"id": chat.id, "type": chat.kind, "title": chat.title}
        one = self.people[chat.phone]
        made: dict[str, Any] = {"id": chat.id, "type": "private", "first_name": one.name}
        return made | ({"username": one.username} if one.username else {})

    def phone(self, phone: str) -> Chat | None:
        """The living chat of a phone (after a migration: the supergroup)."""
        for chat in self.chats.values():
            if chat.phone == phone and chat.migrated_to is None:
                return chat
        return None

    def phones(self) -> Iterator[Chat]:
        """Living chats in the order of the office file."""
        return (chat for chat in self.chats.values() if chat.migrated_to is None)

    # -- ids

    def update_id(self) -> int:
        """The next update id."""
        self.next_update += 1
        return self.next_update - 1

    def message_id(self, chat: Chat) -> int:
        """The next message id: a supergroup counts its own, all other chats share the bot's count."""
        if chat.next_message is not None:
            chat.next_message += 1
            return chat.next_message - 1
        self._next_message += 1
        return self._next_message - 1

    def album_id(self) -> str:
        """The next media_group_id."""
        self._next_album += 1
        return str(13_900_000_000_000_000 + self._next_album)

    def supergroup_id(self) -> int:
        """The next id a migrated group gets."""
        self._next_supergroup += 1
        return SUPERGROUP_BASE - 2_100_000_000 - self._next_supergroup

    # -- taps and files

    def tap(self, person: str, chat: Chat, made_at: float) -> Tap:
        """Open a callback query."""
        self._next_tap += 1
        made = Tap(str(4_382_000_000_000_000_000 + self._next_tap), person, chat.id, made_at)
        self.taps[made.id] = made
        return made

    def keep(self, name: str, kind: str, data: bytes, *, mark: str = "BQAC") -> StoredFile:
        """Keep a file under a new file id; equal bytes have equal unique ids."""
        self._next_file += 1
        number = struct.pack(">Q", self._next_file)
        digest = sha256(data).digest()
        stored = StoredFile(
            id=mark + base64.urlsafe_b64encode(digest[:33] + number).decode().rstrip("="),
            unique_id="AgAD" + base64.urlsafe_b64encode(digest[:9]).decode().rstrip("="),
            name=name, type=kind, data=data,
        )  # fmt: skip
        self.files[stored.id] = stored
        return stored

    def photo_sizes(self, name: str, kind: str, data: bytes, width: int, height: int) -> list[dict[str, Any]]:
        """A photo as the platform offers it: smaller pictures first, the full one last.

        The smaller ones are plain grey pictures of true dimensions: whoever takes the wrong size sees it.
        """
        sizes: list[dict[str, Any]] = []
        for longest in (90, 320):
            scale = longest / max(width, height)
            if scale < 1:
                w, h = max(1, round(width * scale)), max(1, round(height * scale))
                stored = self.keep(f"thumb{longest}.png", "image/png", grey_png(w, h), mark="AgAC")
                sizes.append(_photo_size(stored, w, h))
        sizes.append(_photo_size(self.keep(name, kind, data, mark="AgAC"), width, height))
        return sizes


def _photo_size(stored: StoredFile, width: int, height: int) -> dict[str, Any]:
    return {
        "file_id": stored.id, "file_unique_id": stored.unique_id,
        "width": width, "height": height, "file_size": len(stored.data),
    }  # fmt: skip


def grey_png(width: int, height: int) -> bytes:
    """A grey PNG of that size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = (b"\x00" + b"\xb0" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, JPEG, GIF or BMP, read from its header; None when it is none of them."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data.startswith(b"BM") and len(data) >= 26:
        width, height = struct.unpack("<ii", data[18:26])
        return width, abs(height)
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None
