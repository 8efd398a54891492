"""Examples of 误传处置."""

from typing import Any

from bot.cards.examples.cast import CHEN, LIU, WU, Example

EXTENT: dict[str, Any] = {
    "number": "KP-2026-0042",
    "id": 42,
    "state": "review",
    "files": 2,
    "versions": 1,
    "messages": 5,
    "people": [CHEN, LIU],
    "published": False,
}

EXAMPLES = (
    Example("misplaced.ask", "review", EXTENT),
    Example("misplaced.ask", "published", EXTENT | {"published": True}),
    Example("misplaced.done", "review", EXTENT),
    Example("misplaced.done", "nobody", EXTENT | {"people": []}),
    Example(
        "misplaced.told",
        "told",
        {"number": "KP-2026-0042", "by": WU, "at": "2026-02-10T10:02:00+08:00"},
    ),
)
