"""Examples of 指定代办人."""

from bot.cards.examples.cast import UNIT, WU, Example, item, label

_HEAD = label("部门负责人", "head of unit")
_PEOPLE = [{"id": 7, "name": "赵明", "posts": [{"office": UNIT, "role": "head"}]}]

EXAMPLES = (
    Example("vacancy.asked", "unbound", {"item": item(), "step": _HEAD, "absent": [WU], "open": True}),
    Example("vacancy.asked", "empty", {"item": item(), "step": _HEAD, "absent": [], "open": True}),
    Example("vacancy.asked", "filled", {"item": item(), "step": _HEAD, "absent": [], "open": False}),
    Example("vacancy.whom", "some", {"item": item(), "people": _PEOPLE}),
    Example("vacancy.whom", "nobody", {"item": item(), "people": []}),
    Example("vacancy.done", "said", {"number": "KP-2026-0042", "name": "赵明"}),
)
