"""Examples of 审批."""

from typing import Any

from bot.cards.examples.cast import (
    BODY,
    FORM,
    HEAD_STEP,
    LONG_TITLE,
    OFFICE_STEP,
    SIGN,
    TITLE,
    UNIT,
    URL,
    WU,
    Example,
    deadline,
    file,
    item,
    label,
    secrecy,
    who,
)

AT = "2026-02-10T10:02:00+08:00"
UNTIL = "2026-02-10T10:07:00+08:00"
DIFF = [
    {"label": label("形成日期", "Formed on"), "before": "2026-02-05", "after": "2026-02-06"},
    {"label": label("来源", "Source"), "before": "", "after": "本单位"},
    {"label": label("附件", "Attachments"), "before": "旧附件.docx", "after": ""},
    {"label": label("正文", "Body"), "before": BODY, "after": BODY.replace("3月13日", "3月16日")},
]
REASONS = [
    {"key": "wording", "label": label("文字有误", "wording")},
    {"key": "facts", "label": label("内容与事实不符", "facts are wrong")},
    {"key": "column", "label": label("栏目不当", "wrong column")},
    {"key": "incomplete", "label": label("材料不全", "something is missing")},
]
RISKS = [
    {
        "code": "exempt",
        "ground": label("已生效的规范性文件", "a document in force"),
        "evidence": "开司〔2026〕3号",
    },
    {"code": "exempt", "ground": label("已审批确定需发布", "approved for publication"), "evidence": ""},
    {"code": "hidden_characters", "count": 2},
    {"code": "lookalikes", "count": 1, "shown": "К→K"},
    {"code": "file_active", "name": "统计表.xlsm"},
    {"code": "target_url", "url": URL},
]


def _decided(verdict: str = "approved", *, mine: bool, undo: bool = False) -> dict[str, Any]:
    return {
        "name": WU,
        "at": AT,
        "verdict": verdict,
        "reason": "标题与正文不符。" if verdict == "returned" else "",
        "mine": mine,
        "undo_until": UNTIL if undo else None,
    }


def asked(**other: Any) -> dict[str, Any]:
    """The facts of a reviewer's card."""
    return {
        "item": item(),
        "step": HEAD_STEP,
        "form": FORM,
        "body": BODY,
        "files": [file()],
        "deadline": deadline(),
        "risk": [],
        "diff": None,
        "secrecy": None,
        "sign": SIGN,
        "code": "K7Q2",
        "hash8": "9f2c4e1a",
        "state": "open",
        "decided": None,
        "proof": [],
        "external": None,
        "came": None,
        "sits_for": "",
        "moved_to": "",
        "opinions": [],
        **other,
    }


_OFFICE: dict[str, Any] = {"step": OFFICE_STEP}
_OUTSIDE: dict[str, Any] = {
    "step": {"key": "bureau", "label": label("市政务服务数据局", "city's data bureau"), "cite": "第二十条"},
    "sign": label("已按第二十条请市政务服务数据局处理，并登记回执", "The bureau was asked under Article 20"),
}
_BUREAU = {"body": "市政务服务数据局", "proof": "粤数函〔2026〕3号"}
_BRIEF = {"item": item(), "code": "K7Q2"}
_REASONS: dict[str, Any] = {**_BRIEF, "reasons": REASONS, "state": "open", "decided": None}
_ALL_OK = secrecy(*["ok"] * 8)
_EXCEPTIONS: dict[str, Any] = {
    **_BRIEF,
    "lines": [{"key": line["key"], "label": line["label"]} for line in secrecy()["lines"]],
    "state": "open",
    "decided": None,
    "from": 0,
    "vote": "in:41",
    "ticked": None,
}


def _row(n: int, title: str, days_left: int | None) -> dict[str, Any]:
    return {
        "number": f"KP-2026-{n:04d}",
        "title": title,
        "subject": f"item:{n}",
        "office": UNIT,
        "code": "K7Q2",
        "days_left": days_left,
        "due_on": None if days_left is None else "2026-02-25",
    }


_MORNING = [
    _row(42, TITLE, 7),
    _row(43, LONG_TITLE, 0),
    _row(44, "公证便民服务指南", None),
    _row(45, TITLE, 3),
]

EXAMPLES = (
    Example("review.gathered", "morning", {"rows": _MORNING, "total": 4}),
    Example("review.gathered", "many", {"rows": _MORNING * 2, "total": 12}),
    Example("review.asked", "open", asked()),
    Example("review.asked", "open_secrecy", asked(**_OFFICE, secrecy=secrecy())),
    Example("review.asked", "open_exception", asked(**_OFFICE, secrecy=secrecy("ok", "ok", "exception"))),
    Example("review.asked", "open_secrecy_done", asked(**_OFFICE, secrecy=_ALL_OK)),
    Example(
        "review.asked",
        "open_risks",
        asked(
            item=item(title=f"{LONG_TITLE}\u202e<b>&", kind="modify", important=True),
            risk=RISKS,
            proof=[label("目录同步证明", "proof of the catalogue")],
            deadline=deadline("2026-02-06", -2),
            files=[],
        ),
    ),
    Example("review.asked", "open_external", asked(**_OUTSIDE, external={**_BUREAU, "proof": ""})),
    Example("review.asked", "open_external_proof", asked(**_OUTSIDE, external=_BUREAU)),
    Example(
        "review.asked",
        "approved_external",
        asked(**_OUTSIDE, external=_BUREAU, state="approved", decided=_decided(mine=False)),
    ),
    Example(
        "review.asked", "open_diff", asked(diff=DIFF, deadline=deadline("2026-02-10", 0, provisional=True))
    ),
    Example(
        "review.asked", "open_no_deadline", asked(item=item(kind="delete"), deadline=None, body="", form=[])
    ),
    Example(
        "review.asked", "approved_mine_undo", asked(state="approved", decided=_decided(mine=True, undo=True))
    ),
    Example("review.asked", "approved_mine", asked(state="approved", decided=_decided(mine=True))),
    Example("review.asked", "approved", asked(state="approved", decided=_decided(mine=False))),
    Example(
        "review.asked",
        "returned_mine_undo",
        asked(state="returned", decided=_decided("returned", mine=True, undo=True)),
    ),
    Example("review.asked", "returned", asked(state="returned", decided=_decided("returned", mine=False))),
    Example("review.asked", "void", asked(state="void")),
    Example(
        "review.asked",
        "withheld_mine_undo",
        asked(state="withheld", decided=_decided("withheld", mine=True, undo=True)),
    ),
    Example("review.asked", "moved", asked(state="moved")),
    Example("review.asked", "moved_to", asked(state="moved", moved_to="赵明")),
    Example(
        "review.asked",
        "open_deputy",
        asked(came={"how": "deputy", "by": WU, "why": ""}, sits_for=WU),
    ),
    Example("review.asked", "open_added", asked(came={"how": "added", "by": WU, "why": "涉及贵股职责"})),
    Example(
        "review.asked",
        "open_opinions",
        asked(
            opinions=[
                {"name": WU, "state": "given", "opinion": "收费依据无误，建议同意。", "at": AT},
                {"name": "赵明", "state": "open", "opinion": "", "at": None},
            ]
        ),
    ),
    Example("review.asked", "open_named", asked(came={"how": "named", "by": WU, "why": ""})),
    Example("review.asked", "open_handed", asked(came={"how": "handed", "by": WU, "why": "出差三天"})),
    Example("review.asked", "withdrawn", asked(state="withdrawn")),
    Example("review.reasons", "open", {**_BRIEF, "reasons": REASONS, "state": "open", "decided": None}),
    Example("review.reasons", "open_back", {**_REASONS, "back": [HEAD_STEP], "to": None}),
    Example("review.reasons", "open_to_head", {**_REASONS, "back": [HEAD_STEP], "to": HEAD_STEP}),
    Example(
        "review.asked",
        "open_again",
        asked(again={"by": who(WU), "step": label("办公室", "Office"), "reason": "请核对日期。"}),
    ),
    Example(
        "review.reasons",
        "returned_mine_undo",
        {
            **_BRIEF,
            "reasons": REASONS,
            "state": "returned",
            "decided": _decided("returned", mine=True, undo=True),
        },
    ),
    Example("review.reasons", "void", {**_BRIEF, "reasons": REASONS, "state": "void", "decided": None}),
    Example("review.own_reason", "open", {"item": item()}),
    Example(
        "review.ask_wording",
        "open",
        {"item": item(), "code": "K7Q2", "label": label("标题", "Title"), "before": TITLE},
    ),
    Example("review.exceptions", "open", _EXCEPTIONS),
    Example("review.exceptions", "ticked", {**_EXCEPTIONS, "ticked": [_EXCEPTIONS["lines"][4]["key"]]}),
    Example("review.exceptions", "ticked_none", {**_EXCEPTIONS, "ticked": []}),
    Example(
        "review.exceptions",
        "returned_mine",
        {**_EXCEPTIONS, "state": "returned", "decided": _decided("returned", mine=True)},
    ),
    Example("review.exceptions", "void", {**_EXCEPTIONS, "state": "void"}),
    Example(
        "review.confirm",
        "open",
        {"item": item(important=True), "sign": SIGN, "code": "K7Q2", "state": "open", "decided": None},
    ),
    Example(
        "review.confirm",
        "approved_mine_undo",
        {
            "item": item(important=True),
            "sign": SIGN,
            "state": "approved",
            "decided": _decided(mine=True, undo=True),
        },
    ),
    *(
        Example(
            "review.more",
            state,
            {
                "item": item(important=state == "lower", urgent=state == "urgent"),
                "form": FORM,
                "body": BODY,
                "files": [file()] if state != "nothing" else [],
                "important": state == "lower",
                "can": {
                    "raise": state == "raise",
                    "lower": state == "lower",
                    "propose": state == "propose",
                    "lower_urgent": state == "urgent",
                    "hand_on": state == "hand_on",
                    "add_signers": state == "hand_on",
                    "delegate": state == "hand_on",
                    "inform": state == "nothing",
                    "remark": state == "lower",
                    "withhold": state == "propose",
                },
            },
        )
        for state in ("raise", "lower", "propose", "urgent", "hand_on", "nothing")
    ),
    Example(
        "review.more",
        "everything",
        {
            "item": item(urgent=True),
            "form": FORM,
            "body": BODY,
            "files": [file()],
            "important": False,
            "can": dict.fromkeys(
                ("raise", "propose", "lower_urgent", "hand_on", "delegate", "add_signers"), True
            ),
        },
    ),
    Example("review.told", "open", {"item": item(), "round": 2, "diff": DIFF[:1]}),
    Example(
        "review.files",
        "some",
        {"item": item(), "files": [{**file(), "preview": "ab" * 32}, file("附件.pdf")]},
    ),
    Example("review.files", "none", {"item": item(), "files": []}),
    Example("review.nobody", "open", {"number": "KP-2026-0042", "step": label("办公室", "Office")}),
)
