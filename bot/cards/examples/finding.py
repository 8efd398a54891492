"""Examples of 问题 and 整改."""

from typing import Any

from bot.cards.examples.cast import CHEN, LIU, UNIT, URL, WU, Example, deadline, file, label, who

NUMBER = "KP-WT-2026-0003"
AT = "2026-02-10T10:02:00+08:00"
DUE = deadline("2026-02-12", 3, rule="OF-FINDING-FIX", cite="办公室要求", figure="3个工作日") | {
    "office_target": True
}
MAY = dict.fromkeys(("modify", "delete", "fix", "put_off", "take_down", "removed", "none", "recheck"), False)


def finding(state: str = "open", **other: Any) -> dict[str, Any]:
    """Return a finding's facts; ``other`` replaces some of them."""
    return {
        "id": 3,
        "number": NUMBER,
        "title": "错字：第二段“公正处”应为“公证处”",
        "kind": label("错字", "misprint"),
        "words": "第二段“公正处”应为“公证处”",
        "url": URL,
        "office": UNIT,
        "column": "通知公告",
        "reporter": CHEN,
        "source": "person",
        "state": state,
        "grave": False,
        "secret": False,
        "note": "",
        "item": "",
        **other,
    }


def _whole(state: str = "open", may: tuple[str, ...] = (), **other: Any) -> dict[str, Any]:
    it = other.pop("finding", finding(state))
    is_open = state == "open"
    return {
        "finding": it,
        "deadlines": [DUE] if is_open else [],
        "clocks": [9] if is_open else [],
        "files": [],
        "takedown": None,
        "fixed": who(LIU, AT) if state in ("fixed", "closed") else None,
        "closed": who(CHEN, AT) if state in ("closed", "dropped") else None,
        "offices": [],
        "may": {**MAY, **dict.fromkeys(may, True)},
        **other,
    }


LEAK = finding(
    title="泄密：附件中有内部名单",
    kind=label("泄密", "leak"),
    words="附件中有内部名单",
    office="",
    grave=True,
    secret=True,
)
GRAVE = finding(title="错误：领导职务有误", kind=label("错误", "error"), words="领导职务有误", grave=True)
MEND = ("modify", "delete", "fix", "put_off")
OFFICES = [{"id": 2, "name": UNIT}, {"id": 3, "name": "法制股"}]
KINDS = [
    {"key": "typo", "label": label("错字", "misprint")},
    {"key": "leak", "label": label("泄密", "leak")},
]
ORDERED = {"ordered": who(WU, AT), "removed": None}
REMOVED = {"ordered": who(WU, AT), "removed": who("郑强", AT)}
HISTORY = [
    {"at": AT, "act": "finding.reported", "who": CHEN},
    {"at": AT, "act": "finding.fixed", "who": LIU},
    {"at": AT, "act": "finding.closed", "who": ""},
]
RECORDED: dict[str, dict[str, Any]] = {
    "reported": {"office": UNIT},
    "leak": {"office": "办公室"},
    "assigned": {"office": UNIT},
    "fixed": {},
    "closed": {},
    "reopened": {},
    "put_off": {"day": "2026-02-28"},
    "none": {},
    "takedown": {},
    "removed": {},
}

EXAMPLES = (
    Example("finding.sort", "open", {"finding": finding("new", number=""), "kinds": KINDS}),
    Example("finding.sort", "over", {"finding": finding(), "kinds": []}),
    Example("finding.asked", "open", _whole(may=MEND, files=[file("截图.png")])),
    Example(
        "finding.asked",
        "back",
        _whole(may=("fix",), finding=finding(note="附件仍打不开", reporter="", source="machine")),
    ),
    Example("finding.asked", "approve", _whole(may=("delete", "fix"), finding=GRAVE, takedown=REMOVED)),
    Example("finding.asked", "closed", _whole("closed")),
    Example("finding.desk", "open", _whole(may=("fix", "none"), finding=finding(office=""), offices=OFFICES)),
    Example(
        "finding.leak",
        "open",
        _whole(may=("fix", "take_down", "none"), finding=LEAK, deadlines=[], clocks=[]),
    ),
    Example(
        "finding.leak", "ordered", _whole(may=("fix", "none"), finding=LEAK, deadlines=[], takedown=ORDERED)
    ),
    Example("takedown.asked", "open", _whole(may=("removed",), finding=GRAVE, takedown=ORDERED)),
    Example("finding.recheck", "open", _whole("fixed", may=("recheck", "none"))),
    Example("finding.recheck", "over", _whole("dropped", finding=finding("dropped", note="网址有误"))),
    Example(
        "finding.whole",
        "closed",
        _whole("closed", finding=finding("closed", item="KP-2026-0042"), history=HISTORY),
    ),
    Example(
        "finding.told",
        "two",
        {"count": 2, "lines": [finding(), finding(office="", number="KP-WT-2026-0004")]},
    ),
    Example(
        "finding.put_off", "told", {"finding": finding(note="栏目改版中"), "until": "2026-02-28", "by": LIU}
    ),
    *(
        Example("finding.recorded", what, {"what": what, "number": NUMBER, **more})
        for what, more in RECORDED.items()
    ),
    *(
        Example("finding.ask", what, {"what": what, "number": NUMBER, "title": finding()["title"]})
        for what in ("not_right", "put_off", "none")
    ),
    Example("finding.ask", "new", {"what": "new"}),
)
