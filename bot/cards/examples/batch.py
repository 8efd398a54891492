"""Examples of 批量同意."""

from typing import Any

from bot.cards.examples.cast import HASH, LONG_TITLE, TITLE, UNIT, Example


def _row(n: int, title: str, days_left: int | None) -> dict[str, Any]:
    return {
        "seat": str(n),
        "hash": HASH,
        "code": "K7Q2",
        "number": f"KP-2026-{n:04d}",
        "title": title,
        "office": UNIT,
        "days_left": days_left,
    }


ROWS = [_row(42, TITLE, 7), _row(43, LONG_TITLE, 0), _row(44, "公证便民服务指南", None)]
DONE: dict[str, Any] = {"n": 2, "left": 0, "numbers": ["KP-2026-0042", "KP-2026-0043"], "minutes": 5}

EXAMPLES = (
    Example("batch.offer", "some", {"rows": ROWS, "others": 2}),
    Example("batch.offer", "all", {"rows": ROWS, "others": 0}),
    Example("batch.recorded", "all", DONE),
    Example("batch.recorded", "some", DONE | {"left": 1}),
)
