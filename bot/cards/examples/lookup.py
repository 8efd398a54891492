"""Examples of 查询."""

from typing import Any

from bot.cards.examples.cast import (
    BACK,
    BODY,
    CHEN,
    FORM,
    LONG_TITLE,
    ROUTE,
    TITLE,
    URL,
    WALKED,
    Example,
    deadline,
    file,
    item,
    label,
)
from bot.cards.examples.publish import CHECKS

STATES = (
    "draft",
    "registered",
    "review",
    "returned",
    "handover",
    "confirm",
    "closed",
    "withdrawn",
    "dropped",
    "withheld",
    "erased",
)


def _row(state: str, **other: Any) -> dict[str, Any]:
    return {
        "number": "KP-2026-0042",
        "title": TITLE,
        "line": state,
        "state": state,
        "subject": "item:42",
        "days_left": None,
        **other,
    }


ROWS = [
    _row("review", days_left=3, step=label("办公室", "Office")),
    _row("returned", title=LONG_TITLE),
    _row("draft", number=None),
]
HISTORY = [
    {"at": "2026-02-09T10:00:00+08:00", "act": "item.submitted", "who": CHEN, "note": "KP-2026-0042"},
    {"at": "2026-02-10T10:00:00+08:00", "act": "review.returned", "who": "周敏", "note": "日期有误"},
    {"at": "2026-02-10T10:01:00+08:00", "act": "machine.only", "who": "", "note": ""},
]

EXAMPLES = (
    *(
        Example(
            "lookup.list",
            f"todo_{state}",
            {"what": "todo", "query": None, "rows": [_row(state)], "page": 0, "more": False},
        )
        for state in STATES
    ),
    Example("lookup.list", "todo", {"what": "todo", "query": None, "rows": ROWS, "page": 0, "more": True}),
    Example("lookup.list", "mine", {"what": "mine", "query": None, "rows": ROWS, "page": 1, "more": False}),
    Example(
        "lookup.list", "found", {"what": "found", "query": "年检", "rows": ROWS, "page": 0, "more": True}
    ),
    Example(
        "lookup.list",
        "bare_decide",
        {
            "what": "bare_decide",
            "query": None,
            "rows": [_row("review", code="K7Q2")],
            "page": 0,
            "more": False,
        },
    ),
    *(
        Example(
            "lookup.list",
            f"{what}_none",
            {"what": what, "query": "年检", "rows": [], "page": 0, "more": False},
        )
        for what in ("todo", "mine", "found", "bare_decide")
    ),
    Example(
        "lookup.item",
        "review",
        {
            "item": item(),
            "form": FORM,
            "body_gist": BODY,
            "files": [file()],
            "route": ROUTE,
            "deadlines": [deadline()],
            "history": HISTORY,
            "url": None,
            "check": None,
            "may": {"withdraw": True, "amend": False, "urge": True, "inform": True, "progress": True},
        },
    ),
    Example(
        "lookup.item",
        "closed",
        {
            "item": item(state="closed"),
            "form": [],
            "body_gist": "",
            "files": [],
            "route": WALKED,
            "deadlines": [],
            "history": [],
            "url": URL,
            "check": CHECKS[0],
            "may": {"restore": True, "reclaim": True},
        },
    ),
    Example(
        "lookup.item",
        "returned",
        {"item": item(state="returned"), "route": BACK, "may": {"withdraw": False, "amend": True}},
    ),
)
