"""Examples of answers to taps, and of every refusal."""

from typing import Any

from bot.cards.examples.cast import BASE, WU, Example, label

AT = "2026-02-10T10:02:00+08:00"
NUMBER = "KP-2026-0042"

REFUSED: dict[str, tuple[dict[str, Any], ...]] = {
    "review.decided": (
        {"name": WU, "at": AT, "verdict": "approved", "number": NUMBER},
        {"name": WU, "at": AT, "verdict": "returned"},
    ),
    "review.superseded": ({"number": NUMBER},),
    "review.changed": ({"number": NUMBER, "why": "content"},),
    "review.withdrawn": ({"number": NUMBER},),
    "review.not_yours": ({},),
    "review.ticks_missing": ({"n": 8, "lines": [label("不涉密", "nothing classified")]},),
    "review.exception_stands": ({"n": 1, "lines": [label("不涉密", "nothing classified")]},),
    "review.confirm_needed": ({},),
    "review.reason_missing": ({},),
    "review.separation": ({"why": "own"}, {"why": "second", "step": "head"}),
    "review.undo_late": ({"why": "time", "until": AT}, {"why": "next"}),
    "review.nothing_to_undo": ({},),
    "undo.nothing": ({},),
    "token.unknown": ({},),
    "token.locked": ({},),
    "choice.none": ({},),
    "code.unknown": ({},),
    "code.locked": ({},),
    "item.unknown": ({},),
    "item.not_draft": ({"number": None}, {"number": NUMBER}),
    "item.not_withdrawable": ({"number": NUMBER, "state": "closed"},),
    "draft.incomplete": ({"missing": [label("栏目", "Column"), label("形成日期", "Formed on")]},),
    "draft.pending_file": ({"name": "通知.docx"},),
    "draft.gap": (
        {"steps": [{"code": "no_one", "label": label("分管局领导", "bureau leader"), "people": []}]},
    ),
    "draft.value": ({"label": label("栏目", "Column"), "allowed": "通知公告、工作动态", "found": "首页"},),
    "draft.date_future": ({"label": label("形成日期", "Formed on"), "today": "2026-02-09"},),
    "draft.no_office": ({},),
    "draft.none_open": ({},),
    "draft.field_unknown": ({},),
    "draft.kind_unknown": tuple({"kind": kind} for kind in ("publish", "modify", "delete")),
    "offer.taken": ({},),
    "draft.exists": ({},),
    "exemption.unknown": ({"known": []},),
    "exemption.not_chosen": ({},),
    "exemption.not_for_kind": ({"kind": "delete"},),
    "exemption.evidence_missing": ({},),
    "url.outside": ({"base": BASE},),
    "url.malformed": ({},),
    "url.same_required": ({},),
    "publish.closed": ({},),
    "confirm.closed": ({},),
    "confirm.reason_missing": ({"number": NUMBER},),
    "file.too_big": ({"name": "宣传片.mp4", "mb": 23.5, "limit": 20},),
    "file.refused": tuple(
        {"name": "通知.exe", "why": why}
        for why in ("type", "empty", "encrypted", "damaged", "unreachable", "other")
    ),
    "file.quota": ({"limit": 200},),
    "invite.unknown": ({},),
    "invite.used": ({},),
    "invite.expired": ({},),
    "invite.account_taken": ({},),
    "invite.bound_elsewhere": ({},),
    "invite.locked": ({"minutes": 15},),
    "roster.not_admin": ({},),
    "roster.need_second": ({},),
    "roster.name_unknown": ({"name": "张三"},),
    "roster.name_many": ({"name": "张三"},),
    "roster.role_unknown": ({"role": "boss", "allowed": ["liaison", "head"]},),
    "roster.office_unknown": ({"office": "外事股", "allowed": ["办公室", "律师管理股"]},),
    "roster.usage": ({},),
    "person.suspended": ({},),
    "group.private_only": ({},),
    "intake.paused": ({},),
    "settings.time": ({"from": "08:30", "to": "18:00"},),
    "importance.already": ({"number": NUMBER},),
    "importance.not_yours": ({"why": "role"}, {"why": "raiser", "name": WU}, {"why": "form"}),
    "importance.late": ({"number": NUMBER, "why": "approved"},),
    "importance.not_yet": ({"number": NUMBER},),
    "importance.approved": ({"number": NUMBER},),
    "lookup.nothing": ({"query": "年检"},),
    "lookup.usage": ({},),
    "formed.usage": ({},),
    "text.too_long": ({"limit": 60, "label": label("标题", "Title")},),
    "inner": ({},),
    "group.unknown": ({"title": "普法专班"},),
    "roster.nothing_to_confirm": ({},),
    "roster.nothing_to_grant": ({},),
    "roster.end_usage": ({},),
    "roster.post_unknown": ({"name": "张三", "office": "办公室", "role": "head"},),
    "roster.date_past": ({},),
    "roster.last_administrator": ({},),
    "roster.ends_earlier": ({"name": "张三"},),
}

RECORDED = {"number": NUMBER, "seconds": 20, "undo_minutes": 5}

EXAMPLES = (
    Example("review.recorded", "approved", {"verdict": "approved", **RECORDED}),
    Example("review.recorded", "returned", {"verdict": "returned", **RECORDED}),
    Example("review.undone", "said", {"number": NUMBER}),
    Example("secrecy.recorded", "said", {"number": NUMBER, "n": 8}),
    Example("draft.saved", "said", {"label": label("形成日期", "Formed on"), "value": "2026-02-06"}),
    Example("draft.saved", "plain", {"label": "", "value": "modify"}),
    Example("draft.submitted", "said", {"number": NUMBER}),
    Example("draft.dropped", "said", {}),
    Example("item.withdrawn", "said", {"number": NUMBER}),
    Example("publish.checking", "said", {}),
    Example("publish.recorded", "said", {}),
    Example("publish.sync_recorded", "said", {}),
    Example("confirm.recorded", "said", {"number": NUMBER}),
    Example("confirm.reported", "said", {}),
    Example("settings.saved", "said", {}),
    Example("group.saved", "said", {}),
    Example("done", "said", {}),
    *(
        Example("refused", f"{code}_{n}" if n else code, {"code": code, **facts})
        for code, told in REFUSED.items()
        for n, facts in enumerate(told)
    ),
)
