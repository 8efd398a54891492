"""Text on WeCom: shown literally, and cut by ourselves where WeCom would cut without a word.

Limits: 2048 bytes of UTF-8 a text (documents 90236, 90248, 99110); what is longer would be shown cut.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.cards.model import Card, Line
from bot.platforms.base import visible

TEXT_BYTES = 2048
MARKS = {"ok": "✓", "exception": "×", None: "○"}
_TAG = re.compile(r"<(?=[A-Za-z/@!])")


@dataclass(frozen=True, slots=True)
class Words:
    """The few words of our own that a card needs, in its reader's language."""

    more: str = "更多"
    do: str = "处理"
    which: str = "请选择"
    submit: str = "确定"
    for_reason: str = "按下列理由退回"
    moved: str = "已更新，请看新卡片"
    over: str = "已结束"


def literal(text: str) -> str:
    """The text as people wrote it: hidden characters marked, and nothing in it a link or a mention."""
    return _TAG.sub("＜", visible(text)).strip()


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def pages(text: str, limit: int = TEXT_BYTES) -> Iterator[str]:
    """The text in pieces of at most ``limit`` bytes, parted between lines or at least between characters."""
    while size(text) > limit:
        cut = len(text.encode()[:limit].decode(errors="ignore"))
        line = text.rfind("\n", cut // 2, cut + 1)
        cut = cut if line < 0 else line
        yield text[:cut].rstrip("\n") or "…"
        text = text[cut:].lstrip("\n")
    if text:
        yield text


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` bytes, with … where something was cut."""
    if size(text) <= limit:
        return text
    return text.encode()[: limit - size("…")].decode(errors="ignore").rstrip() + "…"


def told(card: Card, more: Iterable[str] = ()) -> str:
    """The whole card in words, in the house's order; ``more`` are lines for what a text cannot offer."""
    blocks = [
        _joined([card.title, card.number, *(labelled(f.label, f.value) for f in card.fields), card.deadline]),
        literal(card.body),
        literal(card.risk),
        _joined([marked(line) for line in card.checklist]),
        _joined([card.citation, card.note]),
        _joined(list(more)),
    ]
    return "\n\n".join(block for block in blocks if block) or literal(card.summary) or card.kind


def labelled(label: str, value: str) -> str:
    """「栏目：通知公告」 on a line of its own."""
    colon = ": " if label.isascii() else "："
    return f"{label}{colon}{value}"


def marked(line: Line) -> str:
    """One line of a checklist behind its mark."""
    return f"{MARKS[line.state]} {line.text}"


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(kept for line in lines if (kept := literal(line)))
