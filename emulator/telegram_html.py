"""The HTML that Telegram reads (a small, strict subset) and a safe HTML drawing of text with entities.

Error texts and byte offsets are those of the platform.
"""

import html
import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from emulator.telegram_judge import Refused

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}  # the only named entities the platform knows
_CHARACTER = re.compile(r"&(?:#(\d{1,7});?|#[xX]([0-9a-fA-F]{1,6});?|(lt|gt|amp|quot);?)")
_RUN = re.compile(r"[^<&]*")
_SPACE = re.compile(r"\s*")
_START = re.compile(r"[^\s>]*")
_KEY = re.compile(r"[^\s=>]*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_DRAWN = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "expandable_blockquote": "blockquote",
}  # fmt: skip
_USER_LINK = re.compile(r"tg://user\?id=(\d+)", re.IGNORECASE)


class _Reader:
    """Walks over one marked-up text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.length = 0  # of the text so far, in UTF-16 units
        self.open: list[
            tuple[str, int, int, dict[str, str]]
        ] = []  # tag, place in text, UTF-16 place, attributes
        self.entities: list[dict[str, Any]] = []

    def bytes_to(self, at: int) -> int:
        return len(self.source[:at].encode())

    def refuse(self, said: str) -> Refused:
        return Refused(400, f"can't parse entities: {said}")

    def put(self, char: str) -> None:
        self.text.append(char)
        self.length += 2 if ord(char) > 0xFFFF else 1

    def read(self) -> None:
        source = self.source
        while self.at < len(source):
            char = source[self.at]
            if char == "&" and (match := _CHARACTER.match(source, self.at)):
                code = int(match[1]) if match[1] else int(match[2], 16) if match[2] else ord(_NAMED[match[3]])
                if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000:
                    self.put(chr(code))
                    self.at = match.end()
                    continue
            if char != "<":
                run = _RUN.match(source, self.at + 1)
                piece = char + (run.group() if run else "")
                self.text.append(piece)
                self.length += len(piece.encode("utf-16-le")) // 2
                self.at += len(piece)
            elif source.startswith("</", self.at):
                self.end()
            else:
                self.start()
        if self.open:
            raise self.refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')

    def start(self) -> None:
        begin, source = self.at, self.source
        match = _START.match(source, begin + 1)
        assert match  # the pattern matches the empty string  # noqa: S101
        name, self.at = match.group().lower(), match.end()
        if self.at >= len(source):
            raise self.refuse(f"Unclosed start tag at byte offset {self.bytes_to(begin)}")
        if name not in _TAGS:
            raise self.refuse(f'Unsupported start tag "{name}" at byte offset {self.bytes_to(begin)}')
        attributes: dict[str, str] = {}
        while True:
            self.at = _end(_SPACE, source, self.at)
            if self.at >= len(source):
                raise self.refuse(f"Unclosed start tag at byte offset {self.bytes_to(begin)}")
            if source[self.at] == ">":
                break
            key, value = self.attribute(name, begin)
            attributes[key] = value
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self.refuse(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self.bytes_to(begin)}'
            )
        self.open.append((name, len(self.text), self.length, attributes))

    def attribute(self, tag: str, begin: int) -> tuple[str, str]:
        source = self.source
        found = _KEY.match(source, self.at)
        key = found.group().lower() if found else ""
        if not key:
            raise self.refuse(
                f'Empty attribute name in the tag "{tag}" at byte offset {self.bytes_to(begin)}'
            )
        self.at = _end(_SPACE, source, self.at + len(key))
        if not source.startswith("=", self.at):
            return key, ""
        self.at = _end(_SPACE, source, self.at + 1)
        quote = source[self.at : self.at + 1]
        if quote in {'"', "'"}:
            close = source.find(quote, self.at + 1)
            if close < 0:
                raise self.refuse(f"Unclosed start tag at byte offset {self.bytes_to(begin)}")
            raw, self.at = source[self.at + 1 : close], close + 1
            return key, _CHARACTER.sub(_decoded, raw)
        until = _end(_TOKEN, source, self.at)
        raw, self.at = source[self.at : until], until
        if source[self.at : self.at + 1] not in {">", " ", "\n", "\t"}:
            raise self.refuse(f"Unexpected end of name token at byte offset {self.bytes_to(self.at)}")
        return key, raw.lower()

    def end(self) -> None:
        begin, source = self.at, self.source
        if not self.open:
            raise self.refuse(f"Unexpected end tag at byte offset {self.bytes_to(begin)}")
        match = _START.match(source, begin + 2)
        assert match  # the pattern matches the empty string  # noqa: S101
        name = match.group().lower()
        self.at = _end(_SPACE, source, match.end())
        if not source.startswith(">", self.at):
            raise self.refuse(f"Unclosed end tag at byte offset {self.bytes_to(begin)}")
        self.at += 1
        tag, place, offset, attributes = self.open.pop()
        if name and name != tag:
            raise self.refuse(
                f"Unmatched end tag at byte offset {self.bytes_to(begin)}, "
                f'expected "</{tag}>", found "</{name}>"'
            )
        if self.length > offset:
            self.mark(tag, offset, attributes, "".join(self.text[place:]))

    def mark(self, tag: str, offset: int, attributes: dict[str, str], covered: str) -> None:
        one: dict[str, Any] = {"type": _TAGS[tag], "offset": offset, "length": self.length - offset}
        if tag == "a":
            url = attributes.get("href") or covered
            if user := _USER_LINK.match(url):
                one |= {"type": "text_mention", "user": {"id": int(user[1])}}
            elif (checked := checked_link(url)) is None:
                return
            else:
                one["url"] = checked
        elif tag == "blockquote" and "expandable" in attributes:
            one["type"] = "expandable_blockquote"
        elif tag == "code" and attributes.get("class", "").startswith("language-"):
            one["language"] = attributes["class"].removeprefix("language-")
        elif tag == "pre":
            self.take_language(one)
        elif tag == "tg-emoji":
            one["custom_emoji_id"] = attributes.get("emoji-id", "")
        elif tag == "tg-time":
            unix = attributes.get("unix", "")
            if not re.fullmatch(r"\d+", unix):
                raise self.refuse('Tag "tg-time" must have a valid attribute "unix"')
            one["unix_time"] = int(unix)
            if attributes.get("format"):
                one["date_time_format"] = attributes["format"]
        self.entities.append(one)

    def take_language(self, pre: dict[str, Any]) -> None:
        """<pre><code class="language-x"> over the same text is one block with a language."""
        for inner in self.entities:
            if inner["type"] == "code" and (inner["offset"], inner["length"]) == (
                pre["offset"],
                pre["length"],
            ):
                if "language" in inner:
                    pre["language"] = inner["language"]
                self.entities.remove(inner)
                return


def html_entities(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Parse Telegram's HTML.

    Returns:
        The bare text and its entities (offsets and lengths in UTF-16 units), sorted.

    Raises:
        Refused: "can't parse entities: …" with the byte offset.
    """
    reader = _Reader(source)
    reader.read()
    for one in reader.entities:
        if one["type"] == "code":
            one.pop("language", None)
    blocks = [one for one in reader.entities if one["type"] in {"pre", "code"}]
    kept = [one for one in reader.entities if not any(_inside(one, block) for block in blocks)]
    kept.sort(key=lambda one: (one["offset"], -one["length"]))
    return "".join(reader.text), kept


def checked_link(url: str) -> str | None:
    """The link as the platform keeps it, or None where it would drop it."""
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme in {"tg", "ton", "tonsite"}:
        return url
    if scheme not in {"http", "https"} or not host or ("." not in host and ":" not in host):
        return None
    return url if parts.path else url.replace(parts.netloc, f"{parts.netloc}/", 1)


def drawn(text: str, entities: list[dict[str, Any]]) -> str:
    """Draw text with entities as HTML that is safe to put into a page."""
    flat = text.encode("utf-16-le")
    cuts = sorted(
        {
            0,
            len(flat) // 2,
            *(one["offset"] for one in entities),
            *(one["offset"] + one["length"] for one in entities),
        }
    )
    out: list[str] = []
    for start, end in pairwise(cuts):
        piece = html.escape(flat[2 * start : 2 * end].decode("utf-16-le", "replace"))
        over = [one for one in entities if one["offset"] <= start and one["offset"] + one["length"] >= end]
        for one in reversed(over):
            piece = _wrapped(one, piece, flat)
        out.append(piece)
    return "".join(out)


def _wrapped(one: dict[str, Any], piece: str, flat: bytes) -> str:
    kind = one["type"]
    if kind in _DRAWN:
        return f"<{_DRAWN[kind]}>{piece}</{_DRAWN[kind]}>"
    if kind == "spoiler":
        return f'<span class="spoiler">{piece}</span>'
    if kind in {"text_link", "url"}:
        covered = flat[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le", "replace")
        url = checked_link(one.get("url") or covered)
        if url and urlsplit(url).scheme.lower() in {"http", "https"}:
            return f'<a href="{html.escape(url)}" rel="noopener noreferrer" target="_blank">{piece}</a>'
        return piece
    if kind in {"bot_command", "mention", "hashtag", "email", "text_mention"}:
        return f'<span class="{kind}">{piece}</span>'
    return piece


def _inside(one: dict[str, Any], block: dict[str, Any]) -> bool:
    if one is block:
        return False
    start, end = block["offset"], block["offset"] + block["length"]
    return (
        start <= one["offset"]
        and one["offset"] + one["length"] <= end
        and one["type"] != "pre"
        and one["type"] not in {"blockquote", "expandable_blockquote"}
    )


def _end(pattern: re.Pattern[str], source: str, at: int) -> int:
    match = pattern.match(source, at)
    return match.end() if match else at


def _decoded(match: re.Match[str]) -> str:
    code = int(match[1]) if match[1] else int(match[2], 16) if match[2] else ord(_NAMED[match[3]])
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else match.group()
