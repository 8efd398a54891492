"""Examples of 机器检查."""

from typing import Any

from bot.cards.examples.cast import TITLE, URL, Example


def _line(key: str, outcome: str, *evidence: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "outcome": outcome, "evidence": list(evidence), "count": len(evidence)}


def _seen(name: str, why: str, url: str = "") -> dict[str, Any]:
    return {"name": name, "url": url, "why": why}


BOARD: dict[str, Any] = {
    "on": "2026-02-10",
    "pages": 7,
    "site": "https://www.kaiping.example/kpssfzww/",
    "unapproved": 1,
    "changed": 1,
}
FAULTS = [
    _line("access", "fault", _seen("", "2/20"), _seen("法律援助", "404")),
    _line(
        "updates", "fault", _seen("工作动态", "2026-01-22"), _seen("法律援助", "blank"), _seen("通知公告", "")
    ),
    _line("links", "fault", _seen(TITLE, "404", URL)),
    _line("published", "ok"),
    _line("certificate", "fault", _seen("", "9")),
]
CALM = [
    _line(
        "access",
        "cannot_check",
        _seen("", "route"),
        _seen("通知公告", "firewall"),
        _seen("政策文件", "robots"),
    ),
    _line("updates", "ok"),
    _line("links", "ok"),
    _line("published", "ok"),
    _line("certificate", "cannot_check"),
]
PAGE = {"url": URL, "title": TITLE, "on": "2026-02-10", "column": "通知公告"}

EXAMPLES = (
    Example("inspection.board", "faults", {**BOARD, "lines": FAULTS}),
    Example("inspection.board", "calm", {**BOARD, "lines": CALM, "unapproved": 0, "changed": 0}),
    Example(
        "inspection.told",
        "both",
        {"on": "2026-02-10", "unapproved": [PAGE], "changed": [{**PAGE, "number": "KP-2026-0042"}]},
    ),
    Example("inspection.begun", "seven", {"pages": 7}),
)
