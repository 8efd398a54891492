"""Examples of 时限."""

from typing import Any

from bot.cards.examples.cast import LONG_TITLE, PROPOSE, TITLE, UNIT, Example, deadline


def _line(number: str | None, title: str, due: dict[str, Any]) -> dict[str, Any]:
    return {**due, "number": number, "title": title, "subject": "item:42"}


NEAR = _line("KP-2026-0042", TITLE, PROPOSE)
TODAY = _line("KP-2026-0043", "公证便民服务指南", deadline("2026-02-09", 0))
LATE = _line("KP-2026-0031", LONG_TITLE, deadline("2026-02-05", -2))
NEW = _line(None, "法律援助案件统计", deadline("2027-01-08", 3, provisional=True))

EXAMPLES = (
    Example("clock.reminder", "one", {"lines": [NEAR], "slot": "08:30"}),
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
