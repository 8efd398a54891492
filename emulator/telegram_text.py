"""Text as Telegram keeps it: parsed, trimmed, with entities whose offsets count UTF-16 code units.

Lengths are judged in code points after parsing: 4096 for a text, 1024 for a caption.
"""

import re
from typing import Any

from emulator.telegram_html import html_entities
from emulator.telegram_judge import Refused

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_BYTES_LIMIT = 32_768
ENTITIES_LIMIT = 100

Entities = list[dict[str, Any]]

# What the server marks by itself. A command is 1-32 of a-z, 0-9 and _, perhaps with the bot's name.
_FOUND = {
    "bot_command": re.compile(
        r"(?<![\w/@<>])/([A-Za-z0-9_]{1,64})(@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w@/])", re.ASCII
    ),
    "mention": re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)", re.ASCII),
    "hashtag": re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,255}"),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", re.ASCII),
    "url": re.compile(
        r"(?:https?|ftp)://[^\s<>\"'，。；：！？、（）《》]+"
        r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:cn|com|net|org|gov|edu|io|me)(?::\d+)?(?:/[^\s<>\"'，。；：！？、（）《》]*)?"
        r"(?![\w@])",
        re.IGNORECASE | re.ASCII,
    ),
}
_CLEANED: dict[int, str | None] = {code: " " for code in range(32) if code != 10}
_CLEANED |= dict.fromkeys([13, *range(0x2028, 0x202F)])
_HARD = {"code", "pre", "text_link", "text_mention", "url", "bot_command", "mention", "custom_emoji"}


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def cut(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def cleaned(text: str) -> str:
    """Without what the platform takes out: control characters become spaces, some marks go."""
    return text.translate(_CLEANED)


def formatted(
    text: str, *, parse_mode: str | None = None, entities: Entities | None = None, caption: bool = False
) -> tuple[str, Entities]:
    """Parse, trim and measure what a bot sends.

    Returns:
        The text and its entities, the server's own marks included, sorted.

    Raises:
        Refused: it cannot be parsed, is empty (a caption may be) or too long.
    """
    text = cleaned(text) if not entities else text
    if len(text.encode()) > RAW_BYTES_LIMIT:
        raise Refused(400, "message caption is too long" if caption else "text is too long")
    if parse_mode == "HTML" and not entities:
        text, marked = html_entities(text)
    elif parse_mode and not entities:
        raise Refused(501, f"parse_mode {parse_mode} is not played by this twin; send HTML or entities")
    else:
        marked = _checked(text, entities or [])
    text, marked = _trimmed(text, marked)
    if not text and not caption:
        raise Refused(400, "message text is empty")
    if len(text) > (CAPTION_LIMIT if caption else TEXT_LIMIT):
        raise Refused(400, "message caption is too long" if caption else "message is too long")
    return text, with_found(text, marked)


def with_found(text: str, marked: Entities) -> Entities:
    """Add what the server finds by itself (links, commands, mentions), where nothing hard stands already."""
    taken = [(one["offset"], one["offset"] + one["length"]) for one in marked if one["type"] in _HARD]
    found: Entities = []
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            at = units(text[: match.start()])
            until = at + units(match.group().rstrip(".,;:!?"))
            if until > at and all(until <= start or at >= end for start, end in taken):
                taken.append((at, until))
                found.append({"type": kind, "offset": at, "length": until - at})
    return sorted_entities(marked + found)[:ENTITIES_LIMIT]


def sorted_entities(entities: Entities) -> Entities:
    """By place, the wider first."""
    return sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def _checked(text: str, entities: Entities) -> Entities:
    """Entities given by the bot: inside the text, links valid; what marks nothing falls away."""
    length = units(text)
    kept: Entities = []
    for one in entities:
        start, size = one["offset"], one["length"]
        if start < 0 or size < 0 or start + size > length:
            raise Refused(
                400,
                f"entity beginning at UTF-16 offset {start} ends after the end of the text "
                f"at UTF-16 offset {start + size}",
            )
        if one["type"] == "text_link" and not one.get("url"):
            raise Refused(400, "can't parse MessageEntity: Can't find field \"url\"")
        if size and one["type"] not in _FOUND:  # the server finds these by itself, whatever the bot says
            kept.append(one)
    return sorted_entities(kept)


def _trimmed(text: str, entities: Entities) -> tuple[str, Entities]:
    """Without white space at both ends; entities move along."""
    stripped = text.strip()
    if stripped == text:
        return text, entities
    shift = units(text[: len(text) - len(text.lstrip())])
    length = units(stripped)
    kept: Entities = []
    for one in entities:
        start = max(one["offset"] - shift, 0)
        end = min(one["offset"] + one["length"] - shift, length)
        if end > start:
            kept.append({**one, "offset": start, "length": end - start})
    return stripped, kept
