"""Examples of 离职移交."""

from typing import Any

from bot.cards.examples.cast import UNIT, WU, Example, deadline

_MOVED: dict[str, Any] = {
    "name": WU,
    "to": "赵明",
    "posts": [{"office": UNIT, "role": "liaison"}],
    "kept": [],
    "seats": ["KP-2026-0042"],
    "items": ["KP-2026-0043", "KP-2026-0044"],
    "letters": [],
    "opinions": [],
    "left": [],
}
_CHANGE: dict[str, Any] = {"office": UNIT, "name": WU, "to": "赵明", "on": "2026-02-09"}

EXAMPLES = (
    Example("departure.receipt", "whole", _MOVED),
    Example(
        "departure.receipt",
        "left",
        {**_MOVED, "left": ["KP-2026-0045"], "kept": [{"office": UNIT, "role": "administrator"}]},
    ),
    Example("departure.taken", "open", _MOVED),
    Example("departure.asked", "open", {**_CHANGE, "deadline": deadline(), "filed_at": None}),
    Example("departure.asked", "unset", {**_CHANGE, "deadline": None, "filed_at": None}),
    Example(
        "departure.asked", "filed", {**_CHANGE, "deadline": None, "filed_at": "2026-02-10T10:02:00+08:00"}
    ),
    Example("departure.told", "open", _CHANGE),
)
