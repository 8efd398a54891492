"""Examples of what else happens to an item on its way."""

from typing import Any

from bot.cards.examples.cast import (
    BODY,
    FORM,
    LIU,
    ROUTE,
    WU,
    ZHENG,
    ZHOU,
    Example,
    deadline,
    file,
    item,
    who,
)

AT = "2026-02-10T08:30:00+08:00"

_TOLD = {
    "item": item(),
    "by": who(LIU),
    "form": FORM,
    "body": BODY,
    "files": [file()],
    "read_at": None,
}


def _reader(name: str, state: str, **other: str) -> dict[str, Any]:
    return {"name": name, "state": state, "at": None if state == "unopened" else AT, **other}


EXAMPLES = (
    Example("urge.asked", "open", {"item": item(), "by": who(LIU), "since": AT, "deadline": deadline()}),
    Example("urge.recorded", "now", {"number": "KP-2026-0042", "names": [ZHOU], "at": None}),
    Example("urge.recorded", "later", {"number": "KP-2026-0042", "names": [ZHOU, LIU], "at": AT}),
    Example("inform.told", "open", _TOLD),
    Example("inform.told", "read", _TOLD | {"read_at": AT}),
    Example("inform.ask", "open", {"item": item()}),
    Example("inform.recorded", "said", {"number": "KP-2026-0042", "names": [ZHOU, LIU]}),
    Example("read.recorded", "said", {"number": "KP-2026-0042"}),
    Example(
        "progress.told",
        "review",
        {
            "item": item(),
            "route": ROUTE,
            "asked": [_reader(ZHOU, "opened"), _reader(WU, "unopened")],
            "told": [_reader(ZHENG, "read", by=LIU)],
        },
    ),
    Example("progress.told", "plain", {"item": item(), "route": ROUTE, "asked": [], "told": []}),
)
