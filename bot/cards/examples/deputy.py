"""Examples of 代理."""

from typing import Any

from bot.cards.examples.cast import UNIT, WU, Example

_PEOPLE = [{"id": 7, "name": "赵明", "posts": [{"office": UNIT, "role": "head"}]}]


def _facts(**other: Any) -> dict[str, Any]:
    return {
        "person": WU,
        "deputy": "赵明",
        "from_on": "2026-02-10",
        "until_on": "2026-02-12",
        "role": "",
        "why": "",
        "by": WU,
        "own": True,
        "mine": True,
        "n": 2,
        "state": "standing",
        "early": False,
        **other,
    }


_KEEPER: dict[str, Any] = {"own": False, "by": "吴管理", "role": "head", "why": "病假"}
_ENDED: dict[str, Any] = {"state": "ended", "n": 0}

EXAMPLES = (
    Example("deputy.whom", "some", {"people": _PEOPLE}),
    Example("deputy.whom", "nobody", {"people": []}),
    Example(
        "deputy.days",
        "open",
        {
            "id": 7,
            "name": "赵明",
            "days": [{"days": 1, "last": "2026-02-09"}, {"days": 3, "last": "2026-02-11"}],
        },
    ),
    Example("deputy.asked", "standing", _facts()),
    Example("deputy.asked", "ended", _facts(**_ENDED)),
    Example("deputy.standing", "standing", _facts(**_KEEPER)),
    Example("deputy.standing", "ended", _facts(**_ENDED, early=True)),
    Example("deputy.ended", "early", _facts(**_ENDED, early=True)),
    Example("deputy.ended", "by_itself", _facts(**_ENDED)),
)
