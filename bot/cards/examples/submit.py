"""Examples of 交稿."""

from typing import Any

from bot.cards.examples.cast import (
    BACK,
    CHEN,
    FORM,
    LONG_TITLE,
    PROPOSE,
    ROUTE,
    TITLE,
    WALKED,
    WU,
    ZHENG,
    ZHOU,
    Example,
    deadline,
    file,
    item,
    label,
    who,
)

DRAFT = item(number=None, state="draft")
TITLE_ROW = {"key": "title", "label": label("标题", "Title"), "value": TITLE}
COLUMN_LABEL = label("栏目", "Column")
COLUMN = {"key": "column", "label": COLUMN_LABEL}
FORECAST = [
    {
        "label": label("部门负责人", "section head"),
        "people": ["刘建国"],
        "by": None,
        "cite": "第十八条（二）",
    },
    {
        "label": label("办公室", "Office"),
        "people": [ZHOU, "吴海燕"],
        "by": "2026-02-18",
        "cite": "第二十一条",
        "figure": "7个工作日",
        "reach": True,
    },
    {
        "label": label("网站管理员", "web administrator"),
        "people": [ZHENG],
        "by": "2026-02-10",
        "cite": "",
        "office_target": True,
    },
    {"label": label("经办人", "liaison"), "people": [CHEN], "by": None, "cite": "第十八条（四）"},
]
ABOVE = {
    "label": label("上一级主管部门", "department above"),
    "people": [CHEN],
    "by": None,
    "cite": "第十条",
    "beside": True,
}


def drafted(**other: Any) -> dict[str, Any]:
    """The facts of a draft."""
    return {
        "item": DRAFT,
        "fields": [TITLE_ROW],
        "files": [],
        "missing": [],
        "ask": None,
        "forecast": None,
        "ready": False,
        "open": True,
        "gaps": [],
        "triggers": [],
        **other,
    }


def _ask(key: str, kind: str, words: dict[str, str], choices: list[Any] | None = None, hint: Any = "") -> Any:
    return {"key": key, "kind": kind, "label": words, "hint": hint, "choices": choices or []}


ROUTES = {"returned": BACK, "closed": WALKED}
COLUMNS = [{"value": "tzgg", "label": "通知公告"}, {"value": "gzdt", "label": "工作动态"}]
DAYS = [{"value": day, "label": day} for day in ("2026-02-09", "2026-02-08")]
LEVELS = [
    {"value": "ordinary", "label": label("普通", "ordinary")},
    {"value": "important", "label": label("重要", "important")},
]
TRIGGERS = [label("涉及重大决策", "major decisions"), label("涉及人事任免", "appointments")]
GAP = {
    "code": "no_one",
    "step": label("分管局领导", "bureau leader"),
    "label": label("分管局领导", "bureau leader"),
}

EXAMPLES = (
    Example("submit.filed", "closed_left", {"item": item(), "left_to": WU}),
    Example("submit.offer", "text", {"preview": f"{TITLE}\n各律师事务所：", "files": []}),
    Example("submit.offer", "letter", {"preview": TITLE, "files": [], "letter": True}),
    Example("submit.offer", "letter_only", {"preview": TITLE, "files": [], "letter": True, "draft": False}),
    Example("submit.offer", "closed", {"preview": TITLE, "files": [], "open": False}),
    Example("draft.complete", "open", {}),
    Example("submit.offer", "files", {"preview": "", "files": ["年度检查考核通知.docx", "考核表.xlsx"]}),
    Example(
        "submit.draft",
        "asks_choice",
        drafted(
            missing=[COLUMN, {"key": "formed_on", "label": label("形成日期", "Formed on")}],
            ask=_ask("column", "choice", COLUMN_LABEL, COLUMNS),
        ),
    ),
    Example(
        "submit.draft",
        "asks_date",
        drafted(
            fields=[TITLE_ROW, FORM[0]],
            missing=[{"key": "formed_on", "label": label("形成日期", "Formed on")}],
            ask=_ask(
                "formed_on",
                "date",
                label("形成日期", "Formed on"),
                DAYS,
                label(
                    "以文件印发或事项办结之日为准。", "The day the document was issued or the matter ended."
                ),
            ),
        ),
    ),
    Example(
        "submit.draft",
        "asks_text",
        drafted(
            item=item(number=None, state="draft", title="", column="", kind="modify"),
            fields=[],
            missing=[TITLE_ROW],
            ask=_ask("title", "text", label("标题", "Title")),
        ),
    ),
    Example(
        "submit.draft",
        "asks_importance",
        drafted(
            missing=[{"key": "importance", "label": label("重要程度", "Importance")}],
            ask=_ask("importance", "choice", label("重要程度", "Importance"), LEVELS),
            triggers=TRIGGERS,
        ),
    ),
    Example(
        "submit.draft",
        "asks_file",
        drafted(
            ask=_ask("attachments", "file", label("附件", "Attachments")), files=[file("附件.pdf", "pending")]
        ),
    ),
    Example(
        "submit.draft",
        "ready",
        drafted(fields=[TITLE_ROW, *FORM], files=[file()], forecast=FORECAST, ready=True),
    ),
    Example(
        "submit.draft",
        "ready_beside",
        drafted(fields=[TITLE_ROW, *FORM], forecast=[*FORECAST[:2], ABOVE, *FORECAST[2:]], ready=True),
    ),
    Example(
        "submit.draft",
        "gap",
        drafted(
            item=item(number=None, state="draft", important=True, title=LONG_TITLE),
            fields=[{**TITLE_ROW, "value": LONG_TITLE}, *FORM],
            files=[file("扫描件.exe", "refused")],
            gaps=[GAP],
            forecast=FORECAST,
        ),
    ),
    Example("submit.draft", "moved", drafted(open=False)),
    Example("submit.draft", "submitted", drafted(item=item(), open=False)),
    Example("submit.draft", "dropped", drafted(item=item(number=None, state="dropped"), open=False)),
    Example("submit.edit_menu", "open", {"item": DRAFT, "fields": [TITLE_ROW, *FORM]}),
    *(
        Example(
            "submit.filed",
            state,
            {
                "item": item(state=state),
                "state": state,
                "route": ROUTES.get(state, ROUTE),
                "deadlines": [PROPOSE, deadline()],
            },
        )
        for state in ("review", "returned", "handover", "confirm", "closed", "withdrawn", "dropped")
    ),
    Example(
        "submit.filed",
        "review_older",
        {"item": item(), "state": "review", "route": ROUTE, "deadlines": [deadline()], "newest": False},
    ),
    Example("proposal.declined", "open", {"item": item(), "label": label("标题", "Title")}),
    *(
        Example(
            "submit.returned",
            state,
            {
                "item": item(state="returned" if state == "open" else "review"),
                "by": who(ZHOU),
                "step": label("办公室", "Office"),
                "reason": "正文第二段日期与附件不一致，请核对后再报。",
                "resumes_at": label("办公室", "Office"),
                "open": state == "open",
            },
        )
        for state in ("open", "closed")
    ),
    Example(
        "submit.draft",
        "urgent",
        drafted(
            item={**DRAFT, "urgent": True},
            fields=[TITLE_ROW, {"key": "urgent", "label": label("加急", "Urgent"), "value": "今晚须发布"}],
            forecast=FORECAST,
            ready=True,
        ),
    ),
    Example("urgent.ask_reason", "open", {"item": DRAFT}),
    Example(
        "submit.matters",
        "open",
        {
            "matters": [
                {
                    "key": "column",
                    "label": label("栏目调整", "Change of a column"),
                    "says": label("新设、调整栏目须报批", "A column is set up or changed with approval"),
                    "cite": "第十二条",
                }
            ]
        },
    ),
    Example(
        "submit.registered",
        "open",
        {"item": item(number=None, state="registered"), "deadlines": [PROPOSE, deadline(provisional=True)]},
    ),
    *(
        Example(
            "submit.proposal",
            state,
            {
                "item": item(),
                "by": who(ZHOU),
                "field": "title",
                "label": label("标题", "Title"),
                "proposal": "m:17",
                "before": TITLE,
                "after": "关于开展2026年度律师事务所检查考核的通知",
                "open": state == "open",
                "outcome": None if state in {"open", "closed"} else state,
            },
        )
        for state in ("open", "accepted", "declined", "closed")
    ),
)
