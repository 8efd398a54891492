"""How long a text is, where it is cut, and what of it a phone shows.

Hard limits count bytes of UTF-8. Advised limits count characters as wide as a Chinese one; narrow ones are
half.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unicodedata import east_asian_width

from emulator.wecom_refusal import Refused

ANCHOR = re.compile(r"""<a\s+href\s*=\s*(["'])(.*?)\1[^>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
MENTION = re.compile(r"<@([^<>\s]+)>")
TAG = re.compile(r"<(/?)(div|br|font)\b[^>]*>", re.IGNORECASE)
LINK = re.compile(r"(?<!!)\[([^\]\n]*)\]\(([^)\s]+)\)")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
# What the app's markdown does not know, and shows as typed.
UNKNOWN = {
    "list": re.compile(r"^[ \t]*([-*+]|\d+\.)[ \t]+\S", re.MULTILINE),
    "table": re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE),
    "image": re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"),
}


@dataclass(frozen=True)
class Over:
    """A text that went over a limit that is not refused."""

    field: str
    text: str
    limit: int


@dataclass
class Content:
    """A message's content, judged: what was sent, what a phone shows, what was cut."""

    msgtype: str
    body: dict[str, Any]
    visible: dict[str, Any]
    over: list[Over] = field(default_factory=list)


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def cut(text: str, limit: int) -> str:
    """The text cut to so many bytes, never inside a character."""
    return text.encode()[:limit].decode("utf-8", "ignore")


def width(text: str) -> float:
    """How many Chinese characters wide a text is."""
    return sum(1.0 if east_asian_width(one) in "WFA" else 0.5 for one in text)


def shortened(text: str, limit: float) -> str:
    """The text as a phone shows it where `limit` characters fit: the rest is …"""
    if width(text) <= limit:
        return text
    kept = ""
    for one in text:
        if width(kept + one) > limit - 1:
            break
        kept += one
    return kept + "…"


def web_address(text: str, *, limit: int, name: str) -> str:
    """An address that is opened from a message.

    Raises:
        Refused: 40039 too long, 45034 without a scheme.
    """
    if size(text) > limit:
        raise Refused(40039, name)
    if not SCHEME.match(text):
        raise Refused(45034, name)
    return text


def shown_text(content: str, name_of: Callable[[str], str | None]) -> dict[str, Any]:
    """A text as a phone shows it: anchors as their words, mentions as names."""
    links = [{"text": _bare(found[3]), "url": found[2]} for found in ANCHOR.finditer(content)]
    mentioned = [one for one in MENTION.findall(content) if name_of(one)]
    text = ANCHOR.sub(lambda found: _bare(found[3]), content)
    text = MENTION.sub(lambda found: f"@{name_of(found[1])}" if name_of(found[1]) else found[0], text)
    return {"text": text, "content": content, "links": links, "mentioned": mentioned}


def shown_markdown(content: str, name_of: Callable[[str], str | None], *, newer: bool) -> dict[str, Any]:
    """Markdown as a phone shows it, its signs left out; `newer` is markdown_v2, which mentions nobody."""
    links = [{"text": found[1], "url": found[2]} for found in LINK.finditer(content)]
    mentioned = [] if newer else [one for one in MENTION.findall(content) if name_of(one)]
    text = LINK.sub(r"\1", content)
    if not newer:
        text = re.sub(r"</?font[^>]*>", "", text)
        text = MENTION.sub(lambda found: f"@{name_of(found[1])}" if name_of(found[1]) else found[0], text)
    text = re.sub(r"^[ \t]*#{1,6}[ \t]+|^[ \t]*>[ \t]?", "", text, flags=re.MULTILINE)
    text = re.sub(r"\*\*(.+?)\*\*|`([^`\n]+)`", lambda found: found[1] or found[2], text)
    return {"text": text, "markdown": content, "links": links, "mentioned": mentioned}


def shown_html(text: str) -> str:
    """A text card's description as a phone shows it."""
    return TAG.sub(lambda found: "\n" if found[2].lower() == "br" or found[1] else "", text).strip("\n")


def unknown_markdown(content: str) -> list[str]:
    """What of a markdown text this kind of message shows as typed."""
    return [name for name, pattern in UNKNOWN.items() if pattern.search(content)]


def _bare(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)
