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
    label,
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


_GROUNDS: list[dict[str, Any]] = [
    {
        "key": "state_secret",
        "label": label("国家秘密", "state secret"),
        "cite": "《政府信息公开条例》第十四条",
    },
    {
        "key": "third_party",
        "label": label("商业秘密、个人隐私", "secrets of third parties"),
        "cite": "《政府信息公开条例》第十五条",
    },
]

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
    Example("withhold.grounds", "open", {"item": item(), "code": "K7Q2", "grounds": _GROUNDS}),
    Example(
        "withhold.ask_reason",
        "open",
        {"item": item(), "code": "K7Q2", "ground": _GROUNDS[1]["label"], "cite": _GROUNDS[1]["cite"]},
    ),
    Example(
        "submit.withheld",
        "told",
        {
            "item": item(state="withheld"),
            "by": who(ZHOU),
            "step": label("办公室", "Office"),
            "ground": _GROUNDS[1]["label"],
            "cite": _GROUNDS[1]["cite"],
            "reason": "附件含当事人住址。",
        },
    ),
    Example("restore.ask_reason", "open", {"item": item(state="withheld")}),
    *(
        Example("restore.recorded", to, {"number": "KP-2026-0042", "to": to})
        for to in ("review", "handover", "withdrawn")
    ),
    Example(
        "item.restored",
        "told",
        {"item": item(), "by": who(ZHOU), "reason": "住址已遮盖。", "was": "withheld"},
    ),
    Example("item.recalled", "told", {"item": item(state="withdrawn"), "by": who(LIU)}),
)
