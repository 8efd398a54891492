"""Examples of 加签 and 减签."""

from typing import Any

from bot.cards.examples.cast import UNIT, WU, Example, item

_PEOPLE = [{"id": 7, "name": "赵明", "posts": [{"office": UNIT, "role": "head"}]}]
_SIGNING: list[dict[str, Any]] = [
    {"id": 7, "name": "赵明", "verdict": ""},
    {"id": 8, "name": WU, "verdict": "approved"},
    {"id": 9, "name": "李华", "verdict": "returned"},
]


def _added(where: str, quorum: str, **other: Any) -> dict[str, Any]:
    return {"item": item(), "where": where, "quorum": quorum, "open": True, "people": _SIGNING, **other}


EXAMPLES = (
    Example("signers.where", "open", {"item": item(), "code": "K7Q2"}),
    Example("signers.whom", "some", {"item": item(), "code": "K7Q2", "where": "before", "people": _PEOPLE}),
    Example("signers.whom", "nobody", {"item": item(), "code": "K7Q2", "where": "after", "people": []}),
    Example("signers.added", "before", _added("before", "all")),
    Example("signers.added", "beside", _added("beside", "any")),
    Example("signers.added", "after", _added("after", "in_turn")),
    Example("signers.added", "over", _added("before", "all", open=False, people=_SIGNING[1:2])),
    Example("signers.added", "none", _added("", "", open=False, people=[])),
    Example("signers.taken_off", "said", {"number": "KP-2026-0042", "name": "赵明"}),
)
