"""Examples of 纸质签批."""

from typing import Any

from bot.cards.examples.cast import LIU, WU, ZHOU, Example, file, item, label, who

HELD: dict[str, Any] = {
    "item": item(),
    "step": label("部门负责人", "section head"),
    "signer": LIU,
    "on": "2026-02-06",
    "verdict": "approved",
    "reason": "",
    "why": "paper",
    "entered": who(WU),
    "files": [file("签批单.pdf")],
    "paper": 7,
}
SAID: dict[str, Any] = {"number": "KP-2026-0042", "names": [], "to": ""}

EXAMPLES = (
    Example("paper.ask_scan", "open", {"item": item()}),
    Example("paper.confirm", "open", HELD),
    Example("paper.confirm", "outage", HELD | {"why": "outage", "verdict": "returned", "reason": "日期有误"}),
    Example("paper.refused", "told", HELD | {"by": who(ZHOU)}),
    Example("paper.recorded", "entered", SAID | {"names": [ZHOU]}),
    *(Example("paper.recorded", to, SAID | {"to": to}) for to in ("approved", "returned", "refused")),
)
