"""Examples of 依申请公开 beside those that letters share."""

from typing import Any

from bot.cards.examples.cast import LIU, UNIT, WU, Example, deadline, label
from bot.cards.examples.enquiry import OUTCOME

NUMBER = "KP-YSQ-2026-0001"
TITLE = "2025年度行政复议案件统计数据"
DUE = deadline(
    "2026-03-13",
    20,
    rule="CN-33-ANSWER",
    cite="《政府信息公开条例》第三十三条",
    figure="20个工作日",
    says=label(
        "不能当场答复的，收到申请后在此期限内答复",
        "What cannot be answered at once is answered within this time",
    ),
)
HELD = {**DUE, "due_on": None, "days_left": None, "state": "suspended", "projected_on": "2026-04-03"}
THIRD = label("征求第三方意见", "consulting a third party")
STORY = [
    {"what": "noticed", "on": "2026-02-10"},
    {"what": "corrected", "on": "2026-02-12"},
    {"what": "consult", "on": "2026-02-13", "name": THIRD},
    {"what": "received", "on": "2026-02-14", "name": THIRD},
    {"what": "replied", "on": "2026-02-24", "name": THIRD},
    {"what": "extended", "on": "2026-03-02", "days": 20, "by": "张局长"},
]
CHANNELS = [
    {
        "key": "person",
        "label": label("当面", "in person"),
        "by": label("提交之日", "the day it was handed in"),
    },
    {
        "key": "online",
        "label": label("网上或传真", "online or fax"),
        "by": label("双方确认之日", "the day both sides confirmed"),
    },
]
POSSIBLE: list[dict[str, str]] = [
    {"what": "noticed"},
    {"what": "corrected"},
    *(
        {"what": what, "kind": kind}
        for what in ("consult", "consult_received", "consult_replied")
        for kind in ("third_party", "comaker", "other_organ")
    ),
    {"what": "extended"},
]


def request(state: str = "received", **other: Any) -> dict[str, Any]:
    """Return an application's facts; ``other`` replaces some of them."""
    return {
        "id": 8,
        "of": "request",
        "number": NUMBER,
        "title": TITLE,
        "body": "请提供2025年度行政复议案件的统计数据。",
        "class": "",
        "way": label("网上或传真", "online or fax"),
        "came_on": "2026-02-06",
        "received_on": "2026-02-09",
        "office": "" if state in ("new", "received") else UNIT,
        "registrant": WU,
        "state": state,
        "note": "",
        **other,
    }


def _common(it: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {
        "enquiry": it,
        "deadlines": [DUE],
        "clocks": [8],
        "story": [],
        "at": "2026-02-10T10:02:00+08:00",
    } | other


DESK = {"offices": [{"id": 2, "name": UNIT}], "more": False, "leaves": "", "back": None}

EXAMPLES = (
    Example("request.sort", "open", {"enquiry": request("new", number=None, way=""), "channels": CHANNELS}),
    Example("request.sort", "over", {"enquiry": request(), "channels": CHANNELS}),
    Example("request.sort", "dropped", {"enquiry": request("dropped", number=None), "channels": CHANNELS}),
    Example("enquiry.desk", "request", _common(request(), **DESK, unconfirmed=False)),
    Example(
        "enquiry.desk",
        "unconfirmed",
        _common(request(received_on=None), **DESK, unconfirmed=True) | {"deadlines": [], "clocks": []},
    ),
    Example(
        "enquiry.task",
        "request",
        _common(request("assigned"), deadlines=[HELD], story=STORY[2:3], yours=True, by=WU, drafted_by=""),
    ),
    Example("request.menu", "some", _common(request("assigned"), story=STORY, possible=POSSIBLE)),
    Example("request.menu", "none", _common(request("answered"), deadlines=[], possible=[])),
    Example(
        "request.outcomes",
        "groups",
        {"enquiry": request("assigned"), "group": "", "outcomes": [], "open": True},
    ),
    Example(
        "request.outcomes",
        "rows",
        {"enquiry": request("assigned"), "group": "3", "outcomes": [OUTCOME] * 8, "open": True},
    ),
    Example(
        "request.outcomes",
        "over",
        {"enquiry": request("answered"), "group": "", "outcomes": [], "open": False},
    ),
    Example(
        "enquiry.answer",
        "request",
        {
            "enquiry": request("answered"),
            "answer": "经检索，您申请的信息予以公开。",
            "outcome": {"code": "1", "label": label("予以公开", "disclosed")},
            "approved": {"name": LIU, "at": "2026-02-10T10:02:00+08:00"},
        },
    ),
)
