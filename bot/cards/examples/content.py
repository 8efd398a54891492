"""Examples of 送审前检查: findings on the draft's and the reviewer's card, and the questions for a reason."""

from typing import Any

from bot.cards.examples.cast import CHEN, Example, item
from bot.cards.examples.review import asked
from bot.cards.examples.submit import DRAFT, FORECAST, TITLE_ROW, drafted


def found(kind: str, severity: str = "warn", **other: Any) -> dict[str, Any]:
    """One finding as the workflow tells it."""
    return {
        "kind": kind,
        "severity": severity,
        "field": "body",
        "file": "",
        "part": "",
        "line": 3,
        "shown": "",
        "want": "",
        "cite": "第二十二条（八）",
        **other,
    }


BLOCKED = [
    found("citizen_id", "block", shown="440*************21"),
    found("mobile", "block", field="file", file="获奖名单.xlsx", part="hidden", shown="138******00"),
]
POINTED_OUT = [
    found("typo", shown="贯砌", want="贯彻", cite="办公室要求"),
    found(
        "weekday_wrong",
        field="title",
        shown="2026年2月9日（星期二）",
        want="星期一",
        cite="《政府信息公开条例》第六条",
    ),
    found("author", field="file", file="通知.docx", part="author", shown="张三", line=1),
    found("secret_level", "block", field="secrecy_opinion", shown="（机密）"),
    found("attachment_missing", line=0),
    found("signed_ahead", shown="2026-03-01"),
]


def held(findings: list[dict[str, Any]], **other: Any) -> dict[str, Any]:
    """The facts of a check."""
    blocks = sum(1 for one in findings if one["severity"] == "block")
    return {
        "findings": findings,
        "unread": [],
        "blocks": blocks,
        "why": "",
        "passed": "",
        "stopped": False,
        "to_pass": bool(blocks) and not other.get("passed"),
        **other,
    }


UNREAD = [{"name": "扫描件.pdf", "state": "unread"}, {"name": "汇总表.xls", "state": "partly"}]
WHY = "办事服务电话，经本人同意公开"


def _draft(found_: dict[str, Any]) -> dict[str, Any]:
    return drafted(fields=[TITLE_ROW], forecast=FORECAST, ready=True, content=found_)


EXAMPLES = (
    Example("submit.draft", "blocked", _draft(held(BLOCKED + POINTED_OUT, unread=UNREAD))),
    Example("submit.draft", "explained", _draft(held(BLOCKED, why=WHY))),
    Example("submit.draft", "pointed_out", _draft(held(POINTED_OUT[:2]))),
    Example("review.asked", "blocked", asked(content=held(BLOCKED, why=WHY, unread=UNREAD))),
    Example("review.asked", "let_pass", asked(content=held(BLOCKED, why=WHY, passed="已核实，予以保留"))),
    Example("review.asked", "pointed_out", asked(content=held(POINTED_OUT))),
    Example("content.ask_reason", "open", {"item": DRAFT}),
    Example("content.ask_pass", "open", {"item": item(), "code": "K7Q2"}),
    Example("content.explained", "said", {}),
    Example("content.marked", "told", {"name": CHEN, "at": "2026-02-09T09:30:00+08:00"}),
)
