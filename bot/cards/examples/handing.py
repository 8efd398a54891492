"""Examples of 转交."""

from bot.cards.examples.cast import LONG_TITLE, UNIT, WU, Example, item

_PEOPLE = [
    {"id": 7, "name": "赵明", "posts": [{"office": "办公室", "role": "office"}]},
    {"id": 8, "name": WU, "posts": [{"office": UNIT, "role": "head"}, {"office": UNIT, "role": "liaison"}]},
]

EXAMPLES = (
    Example("hand.whom", "some", {"item": item(), "code": "K7Q2", "people": _PEOPLE}),
    Example("hand.whom", "nobody", {"item": item(title=LONG_TITLE), "code": "K7Q2", "people": []}),
    Example("hand.ask_why", "open", {"item": item(), "code": "K7Q2", "name": "赵明"}),
    Example("hand.done", "said", {"number": "KP-2026-0042", "name": "赵明"}),
)
