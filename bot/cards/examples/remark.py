"""Examples of 意见."""

from typing import Any

from bot.cards.examples.cast import LIU, Example, file, item, who

SAID: dict[str, Any] = {
    "id": 1,
    "by": who(LIU),
    "person": 2,
    "text": "附件二表格格式需统一。",
    "hash": "ab" * 32,
    "files": [],
}

EXAMPLES = (
    Example("remark.told", "words", {"item": item(), **SAID}),
    Example("remark.told", "files", {"item": item(), **SAID, "text": "", "files": [file("修改稿.docx")]}),
    Example("remark.ask", "open", {"item": item()}),
    Example("remark.recorded", "said", {"number": "KP-2026-0042"}),
)
