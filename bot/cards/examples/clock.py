"""Examples of 时限."""

from typing import Any

from bot.cards.examples.cast import LONG_TITLE, PROPOSE, TITLE, UNIT, Example, deadline


def _line(number: str | None, title: str, due: dict[str, Any]) -> dict[str, Any]:
    return {
        **due,
        "number": number,
        "title": title,
        "subject": "item:42",
        "clock": 7,
        "office": UNIT,
        "up": "",
    }


NEAR = _line("KP-2026-0042", TITLE, PROPOSE)
TODAY = _line("KP-2026-0043", "公证便民服务指南", deadline("2026-02-09", 0))
LATE = _line("KP-2026-0031", LONG_TITLE, deadline("2026-02-05", -2))
NEW = _line(None, "法律援助案件统计", deadline("2027-01-08", 3, provisional=True))

UP = {**LATE, "up": "head"}
HELD = {**NEAR, "due_on": None, "days_left": None, "state": "suspended"}
STEPS = [
    {"zh_CN": "起算日 2026年2月9日，当日不计", "en": "starts on 2026-02-09, which is not counted"},
    {"zh_CN": "第 7 个工作日为 2026年2月25日", "en": "working day 7 is 2026-02-25"},
]

EXAMPLES = (
    Example("clock.reminder", "from-below", {"lines": [UP], "slot": "14:30"}),
    Example(
        "clock.reminder",
        "trial",
        {
            "lines": [{**NEAR, "up": "administrator"}, {**LATE, "up": "administrator"}],
            "slot": "08:30",
            "trial": True,
        },
    ),
    Example(
        "clock.not_set",
        "two",
        {
            "lines": [
                {
                    "rule": "KP-24-REPLY",
                    "cite": "第二十四条",
                    "figure": "按附件3",
                    "says": "网上咨询在此期限内答复",
                },
                {
                    "rule": "ZH-06-4-PUBLISH",
                    "cite": "第六条（四）",
                    "figure": "及时",
                    "says": "信息形成后在此期限内发布",
                },
            ]
        },
    ),
    Example("clock.why", "two", {"lines": [{**NEAR, "steps": STEPS}, {**HELD, "steps": []}], "more": True}),
    Example(
        "clock.list", "mine", {"week": False, "total": 12, "lines": [LATE, NEAR, NEW, HELD], "until": ""}
    ),
    Example("clock.list", "none", {"week": True, "total": 0, "lines": [], "until": "2026-02-15"}),
    Example(
        "clock.board",
        "two",
        {"offices": [{"office": UNIT, "lines": [LATE]}, {"office": UNIT, "lines": [LATE]}]},
    ),
    Example("clock.board", "none", {"offices": []}),
    Example("clock.snoozed", "one", {"day": "2026-02-10", "count": 2}),
    Example("clock.reminder", "one", {"lines": [NEAR], "slot": "08:30"}),
    Example("clock.reminder", "year", {"lines": [NEAR], "slot": "08:30", "year": 2027}),
    Example("clock.reminder", "several", {"lines": [NEAR, TODAY, NEW], "slot": "08:30"}),
    Example("clock.reminder", "overdue", {"lines": [NEAR, TODAY, LATE, NEW, NEAR, NEAR], "slot": "14:30"}),
    Example(
        "clock.overdue",
        "group",
        {
            "lines": [
                {
                    "number": "KP-2026-0031",
                    "office": UNIT,
                    "due_on": "2026-02-05",
                    "days_over": 2,
                    "cite": "第二十一条",
                    "figure": "20个工作日",
                },
                {
                    "number": "KP-2026-0028",
                    "office": "律师管理股",
                    "due_on": "2026-02-06",
                    "days_over": 1,
                    "cite": "",
                },
            ]
        },
        in_group=True,
    ),
)
