"""Examples of 发布 and 确认."""

from typing import Any

from bot.cards.examples.cast import (
    BASE,
    BODY,
    CHEN,
    FORM,
    TITLE,
    URL,
    ZHENG,
    Example,
    file,
    item,
    label,
    who,
)

FILED = label("已报备案", "Filed")
MATTER = label("栏目调整", "Change of a column")
LIMIT = {"due_on": "2026-02-11", "office_target": True, "cite": "", "days_left": 1, "provisional": False}
BY_FORM = {**LIMIT, "due_on": "2026-02-13", "office_target": False, "cite": "第十八条（三）", "days_left": 3}


def _check(outcome: str, *findings: dict[str, Any]) -> dict[str, Any]:
    is_read = outcome in {"verified", "differs"}
    return {
        "outcome": outcome,
        "findings": list(findings),
        "url": URL,
        "fetched_at": "2026-02-11T09:31:00+08:00" if is_read else None,
        "sha8": "7be0c11d" if is_read else None,
    }


DIFFERS = _check(
    "differs",
    {"code": "title", "expected": TITLE, "found": "关于2026年律师事务所年度检查的通知"},
    {"code": "date", "expected": "2026年2月10日", "found": ""},
    {"code": "source", "expected": "本单位", "found": "开平市司法局"},
    {"code": "body", "expected": "3月13日前", "found": "3月31日前"},
    {"code": "status", "expected": "200", "found": "404"},
    {"code": "list", "expected": TITLE, "found": ""},
    {"code": "old_address", "expected": "404", "found": "200"},
)
UNLISTED = _check("verified", {"code": "list", "expected": TITLE, "found": ""})
CHECKS = (_check("verified"), DIFFERS, _check("not_yet"), _check("cannot_check"))


def _asked(kind: str = "publish", **other: Any) -> dict[str, Any]:
    return {
        "item": item(kind=kind, state="handover"),
        "form": FORM,
        "body": BODY,
        "files": [file()],
        "limit": LIMIT,
        "state": "open",
        "taken": None,
        "url": None,
        "target_url": None if kind == "publish" else URL,
        "synced": False,
        "needs_sync": kind != "publish",
        "check": None,
        **other,
    }


EXAMPLES = (
    Example("publish.asked", "open_publish", _asked()),
    Example("publish.asked", "open_modify", _asked("modify", limit=BY_FORM)),
    Example("publish.asked", "open_delete", _asked("delete", limit=None, body="", files=[])),
    Example("publish.asked", "open_urgent", _asked(item=item(state="handover", urgent=True))),
    Example("publish.asked", "open_differs", _asked(url=URL, check=DIFFERS, taken=who(ZHENG))),
    Example("publish.asked", "open_synced", _asked("modify", synced=True)),
    Example("publish.asked", "checking", _asked(state="checking", url=URL, taken=who(ZHENG))),
    Example("publish.asked", "checking_modify", _asked("modify", state="checking", taken=who(ZHENG))),
    Example("publish.asked", "done", _asked(state="done", url=URL, taken=who(ZHENG), check=CHECKS[0])),
    Example("publish.asked", "done_modify", _asked("modify", state="done", taken=who(ZHENG), synced=True)),
    Example("publish.asked", "void", _asked(state="void")),
    Example("publish.asked", "open_matter", _asked(item=item(state="handover", matter=MATTER), page=False)),
    Example("publish.ask_url", "open", {"item": item(), "base": BASE}),
    *(Example("publish.checked", check["outcome"], {"item": item(), "check": check}) for check in CHECKS),
    Example("publish.checked", "verified_unlisted", {"item": item(), "check": UNLISTED}),
    Example(
        "confirm.asked",
        "open_unlisted",
        {"item": item(state="confirm"), "url": URL, "check": UNLISTED, "state": "open", "confirmed": None},
    ),
    Example("publish.wrong", "open", {"item": item(), "by": who(CHEN), "reason": "附件打不开。"}),
    Example(
        "confirm.asked",
        "open",
        {"item": item(state="confirm"), "url": URL, "check": CHECKS[0], "state": "open", "confirmed": None},
    ),
    Example(
        "confirm.asked",
        "open_matter",
        {
            "item": item(state="confirm", matter=MATTER),
            "url": None,
            "check": None,
            "page": False,
            "state": "open",
            "confirmed": None,
        },
    ),
    Example(
        "confirm.asked",
        "open_delete",
        {
            "item": item(state="confirm", kind="delete"),
            "url": URL,
            "check": CHECKS[3],
            "state": "open",
            "confirmed": None,
        },
    ),
    *(
        Example(
            "confirm.asked",
            f"{state}{suffix}",
            {"item": item(), "url": URL, "check": CHECKS[0], "state": state, "confirmed": by},
        )
        for state in ("confirmed", "wrong")
        for suffix, by in (("", who(CHEN)), ("_unnamed", None))
    ),
    Example("confirm.ask_reason", "open", {"item": item()}),
    Example("confirm.ask_number", "open", {"item": item(), "label": FILED}),
    Example(
        "confirm.asked",
        "open_owed",
        {
            "item": item(state="confirm"),
            "url": URL,
            "check": CHECKS[0],
            "owed": FILED,
            "state": "open",
            "confirmed": None,
        },
    ),
)
