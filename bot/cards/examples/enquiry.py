"""Examples of 来信 and 依申请公开."""

from typing import Any

from bot.cards.examples.cast import CHEN, LIU, LONG_TITLE, UNIT, WU, ZHOU, Example, deadline, label, who

NUMBER = "KP-LX-2026-0003"
TITLE = "公证处周末是否受理继承公证"
TEXT = "请问公证处周末是否受理继承公证？需要带哪些材料？"
ANSWER = "您好。公证处周六上午受理继承公证，请携带身份证件、死亡证明和财产权属凭证。联系电话：0750-2212345。"
AT = "2026-02-10T10:02:00+08:00"
DUE = deadline(
    "2026-02-25",
    4,
    rule="JS-19-REPLY",
    cite="第十九条",
    figure="4个工作日",
    says=label(
        "承办处室收到咨询、建议后，在此期限内拿出答复意见", "The division drafts the answer within this time"
    ),
)
CLASSES = [
    {"key": "enquiry", "label": label("咨询", "enquiry")},
    {"key": "complaint", "label": label("投诉举报", "complaint or report")},
    {"key": "valuable_complex", "label": label("有价值的意见（复杂）", "valuable opinion, complex")},
]
OFFICES = [{"id": 2, "name": UNIT}, {"id": 3, "name": "法制股"}]
OUTCOME = {"code": "3.4", "label": label("不予公开：损害第三方权益", "withheld: rights of a third party")}


def letter(state: str = "received", **other: Any) -> dict[str, Any]:
    """Return a letter's facts; ``other`` replaces some of them."""
    return {
        "id": 7,
        "of": "letter",
        "number": NUMBER,
        "title": TITLE,
        "body": TEXT,
        "class": label("咨询", "enquiry"),
        "way": label("信箱", "mailbox"),
        "came_on": "2026-02-09",
        "received_on": "2026-02-09",
        "office": "" if state in ("new", "received") else UNIT,
        "registrant": WU,
        "state": state,
        "note": "",
        **other,
    }


def _desk(state: str = "received", **other: Any) -> dict[str, Any]:
    return {
        "enquiry": letter(state),
        "deadlines": [DUE],
        "clocks": [7],
        "offices": OFFICES,
        "more": True,
        "leaves": "",
        "unconfirmed": False,
        "back": None,
        "at": AT,
        **other,
    }


def _task(state: str = "assigned", **other: Any) -> dict[str, Any]:
    return {
        "enquiry": letter(state),
        "deadlines": [DUE],
        "clocks": [7],
        "at": AT,
        "yours": True,
        "by": WU,
        "drafted_by": CHEN if state == "drafted" else "",
        "answered_at": AT if state == "answered" else None,
        "outcome": None,
        **other,
    }


def _review(state: str, **other: Any) -> dict[str, Any]:
    verdict = state if state in ("approved", "returned") else None
    return {
        "enquiry": letter("drafted"),
        "deadlines": [DUE],
        "clocks": [7],
        "state": state,
        "decided": verdict and {"verdict": verdict, "person": 2, "name": LIU, "at": AT, "mine": False},
        "undo_until": None,
        "answer": ANSWER,
        "outcome": None,
        "drafted_by": CHEN,
        "code": "K7Q2",
        "hash8": "9f2c4e1a",
        **other,
    }


MINE = {"verdict": "approved", "person": 2, "name": LIU, "at": AT, "mine": True}
COMPLAINT = {**letter(), "class": label("投诉举报", "complaint or report")}
GONE = letter("passed_on", note="区信访局")
HISTORY = [
    {"at": AT, "act": "enquiry.registered", "who": WU},
    {"at": AT, "act": "clock.started", "who": ""},
    {"at": AT, "act": "enquiry.assigned", "who": WU},
]
RECORDED: dict[str, dict[str, Any]] = {
    "personal": {"count": 2},
    "assigned": {"office": UNIT},
    "sent_back": {},
    "passed_on_complaint": {},
    "passed_on_not_ours": {},
    "drafted": {"names": [LIU, ZHOU]},
    "drafted_personal": {"names": [LIU]},
    "approved": {"minutes": 5},
    "returned": {},
    "undone": {},
    "redated": {"day": "2026-02-06"},
    "replied_letter": {},
    "replied_request": {},
    **{
        f"request_{what}": {}
        for what in (
            "confirmed",
            "noticed",
            "corrected",
            "consult",
            "consult_received",
            "consult_replied",
            "extended",
        )
    },
}

EXAMPLES = (
    Example(
        "enquiry.sort",
        "open",
        {"enquiry": {**letter("new", number=None), "class": ""}, "classes": CLASSES},
    ),
    Example(
        "enquiry.sort",
        "dropped",
        {"enquiry": {**letter("dropped", number=None, title=""), "class": ""}, "classes": CLASSES},
    ),
    Example("enquiry.sort", "over", {"enquiry": letter(), "classes": CLASSES}),
    Example("enquiry.desk", "open", _desk()),
    Example("enquiry.desk", "back", _desk(back={"office": UNIT, "by": CHEN, "reason": "属法制股职责"})),
    Example("enquiry.desk", "complaint", _desk(enquiry=COMPLAINT, leaves="complaint", more=False)),
    Example("enquiry.desk", "not_ours", _desk(leaves="not_ours", deadlines=[])),
    Example("enquiry.desk", "assigned", _desk("assigned")),
    Example("enquiry.desk", "passed_on", _desk(enquiry=GONE, deadlines=[])),
    Example("enquiry.offices", "open", {"enquiry": letter(), "offices": OFFICES, "more": True, "page": 0}),
    Example(
        "enquiry.offices",
        "assigned",
        {
            "enquiry": letter("assigned"),
            "offices": OFFICES,
            "more": False,
            "page": 1,
            "deadlines": [],
            "at": AT,
        },
    ),
    Example("enquiry.task", "assigned", _task()),
    Example("enquiry.task", "returned", _task(enquiry=letter("assigned", note="请补充办理地点"))),
    Example("enquiry.task", "drafted", _task("drafted")),
    *(
        Example("enquiry.task", state, _task(state, deadlines=[]))
        for state in ("received", "answered", "replied", "passed_on")
    ),
    *(Example("enquiry.ask", what, {"what": what}) for what in ("letter", "request")),
    *(
        Example("enquiry.ask", what, {"what": what, "number": NUMBER, "title": TITLE})
        for what in ("draft", "not_ours", "return", "extend")
    ),
    *(Example("enquiry.review", state, _review(state)) for state in ("open", "approved", "returned", "void")),
    Example("enquiry.review", "approved_mine", _review("approved", decided=MINE, undo_until=AT)),
    Example(
        "enquiry.review",
        "open_level",
        _review("open", passed=[who(LIU)], may_raise={"zh_CN": "分管局领导", "en": "leader in charge"}),
    ),
    Example("enquiry.review", "open_outcome", _review("open", outcome=OUTCOME)),
    Example(
        "enquiry.returned",
        "open",
        {
            "enquiry": letter("assigned"),
            "deadlines": [DUE],
            "by": LIU,
            "at": AT,
            "reason": "请补充办理地点",
            "answer": ANSWER,
            "open": True,
        },
    ),
    Example(
        "enquiry.returned",
        "over",
        {
            "enquiry": letter("drafted"),
            "deadlines": [DUE],
            "by": LIU,
            "at": AT,
            "reason": "请补充办理地点",
            "answer": ANSWER,
            "open": False,
        },
    ),
    Example(
        "enquiry.answer",
        "open",
        {"enquiry": letter("answered"), "answer": ANSWER, "outcome": None, "approved": who(LIU)},
    ),
    Example(
        "enquiry.answer",
        "long",
        {"enquiry": letter("answered"), "answer": ANSWER * 6, "outcome": None, "approved": who(LIU)},
    ),
    Example(
        "enquiry.answer",
        "replied",
        {"enquiry": letter("replied"), "answer": ANSWER, "approved": who(LIU), "replied_at": AT},
    ),
    Example(
        "enquiry.answer",
        "undone",
        {"enquiry": letter("drafted"), "answer": ANSWER, "approved": None, "replied_at": None},
    ),
    *(
        Example(
            "enquiry.whole",
            state,
            {
                "enquiry": letter(state, title=LONG_TITLE),
                "deadlines": [DUE] if state == "assigned" else [],
                "clocks": [7] if state == "assigned" else [],
                "answer": ANSWER if state == "replied" else "",
                "outcome": None,
                "history": HISTORY if state == "assigned" else [],
            },
        )
        for state in ("new", "received", "assigned", "drafted", "answered", "replied", "passed_on", "dropped")
    ),
    *(
        Example("enquiry.recorded", what, {"what": what, "number": NUMBER, **facts})
        for what, facts in RECORDED.items()
    ),
)
