"""Examples of 委派."""

from typing import Any

from bot.cards.examples.cast import BODY, FORM, UNIT, WU, Example, file, item

_PEOPLE = [{"id": 7, "name": "赵明", "posts": [{"office": UNIT, "role": "head"}]}]


def _asked(state: str, opinion: str = "") -> dict[str, Any]:
    return {
        "item": item(),
        "form": FORM,
        "body": BODY,
        "files": [file()],
        "giver": WU,
        "words": "请核对收费依据",
        "opinion": opinion,
        "state": state,
    }


EXAMPLES = (
    Example("delegation.whom", "some", {"item": item(), "code": "K7Q2", "people": _PEOPLE}),
    Example("delegation.ask_words", "open", {"item": item(), "code": "K7Q2", "name": "赵明"}),
    Example("delegation.ask_opinion", "open", {"item": item(), "name": WU}),
    Example("delegation.asked", "open", _asked("open")),
    Example("delegation.asked", "given", _asked("given", "收费依据无误，建议同意。")),
    Example("delegation.asked", "called_back", _asked("called_back")),
    Example("delegation.asked", "over", _asked("over")),
    Example("delegation.done", "asked", {"number": "KP-2026-0042", "name": "赵明"}),
    Example("delegation.done", "given", {"number": "KP-2026-0042", "name": WU, "given": True}),
)
