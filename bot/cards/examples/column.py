"""Examples of 栏目."""

from typing import Any

from bot.cards.examples.cast import CHEN, LIU, UNIT, Example, deadline, label

DUE = deadline("2026-02-05", -2, rule="CN-19H-NEWS", cite="国办秘函〔2019〕19号", figure="2周")
SOON = deadline("2026-02-12", 3, rule="CQ-18-NEWS", cite="第十八条", figure="10个自然日")


def _line(name: str, shade: str, due: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "subject": "column:3",
        "name": name,
        "office": UNIT,
        "updated_on": "2026-01-22",
        "deadline": due,
        "shade": shade,
    }


VETOES = [
    {
        "key": "stale",
        "count": 1,
        "limit": 5,
        "cite": "国办秘函〔2019〕19号",
        "text": label("动态要闻和一级通知公告、政策文件类未更新", "news, notices and policies not updated"),
    },
    {
        "key": "blank",
        "count": 1,
        "limit": 5,
        "cite": "国办秘函〔2019〕19号",
        "text": label("空白栏目", "blank columns"),
    },
]
MAY = {"update": True, "check": False, "replace": False, "state": False}
WHOLE: dict[str, Any] = {
    "name": "工作动态",
    "path": ["信息服务", "政务动态"],
    "office": UNIT,
    "keepers": [CHEN, LIU],
    "contents": "本部门重要动态信息，每条信息都具有标题、发布日期和正文。",
    "required": ["标题", "发布日期", "正文"],
    "catalogue": "工作动态类",
    "every": [label("间隔不超过10个自然日", "at least every 10 days")],
    "url": "https://www.kaiping.example/kpssfzww/gzdt/",
    "updated_on": "2026-01-22",
    "how": "publication",
    "shade": "red",
    "blank": False,
    "deadlines": [DUE],
    "clocks": [7],
    "history": [
        {"event": "updated", "on": "2026-01-22", "how": "publication", "who": "", "note": ""},
        {"event": "stated", "on": "2025-12-30", "how": "hand", "who": CHEN, "note": "本期没有新的执法结果。"},
        {"event": "checked", "on": "2025-12-05", "how": "hand", "who": CHEN, "note": ""},
        {"event": "replaced", "on": "2025-01-06", "how": "hand", "who": CHEN, "note": ""},
    ],
    "may": MAY,
}

EXAMPLES = (
    Example(
        "column.board",
        "needed",
        {
            "counts": {"red": 1, "yellow": 1, "green": 12, "grey": 4},
            "offices": [
                {"office": UNIT, "lines": [_line("工作动态", "red", DUE), _line("通知公告", "yellow", SOON)]}
            ],
            "more": 3,
            "blank": ["法律援助"],
            "vetoes": VETOES,
        },
    ),
    Example(
        "column.board",
        "calm",
        {
            "counts": {"red": 0, "yellow": 0, "green": 12, "grey": 0},
            "offices": [],
            "more": 0,
            "blank": [],
            "vetoes": [],
        },
    ),
    Example("column.whole", "overdue", WHOLE),
    Example(
        "column.whole",
        "unknown",
        {
            **WHOLE,
            "updated_on": None,
            "how": "",
            "shade": "grey",
            "blank": True,
            "deadlines": [],
            "clocks": [],
            "history": [],
            "may": dict.fromkeys(MAY, False),
        },
    ),
    Example(
        "column.whole",
        "enforcement",
        {**WHOLE, "shade": "yellow", "how": "hand", "deadlines": [SOON], "may": dict.fromkeys(MAY, True)},
    ),
    *(
        Example("column.recorded", what, {"what": what, "name": "工作动态", "on": "2026-02-09"})
        for what in ("updated", "checked", "replaced", "stated", "known")
    ),
    Example("column.ask", "statement", {"name": "执法结果"}),
)
