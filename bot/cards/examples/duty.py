"""Examples of 值班读网."""

from typing import Any

from bot.cards.examples.cast import CHEN, LIU, UNIT, WU, ZHENG, ZHOU, Example, deadline, label

DAY, NEXT = "2026-02-10", "2026-02-11"
AT = "2026-02-10T10:02:00+08:00"
TEXTS = (
    ("reachable", label("本股室栏目打开正常", "The section's columns open")),
    ("valid", label("内容及时有效", "Content is up to date and valid")),
    ("correct", label("内容无错漏", "No mistakes, nothing missing")),
)


def line(n: int, state: str | None = None, **other: Any) -> dict[str, Any]:
    """Return a line's facts."""
    key, text = TEXTS[n - 1]
    return {
        "key": key,
        "n": n,
        "text": text,
        "state": state,
        "machine": None,
        "seen": "",
        "note": "",
        "by": "" if state is None else CHEN,
        **other,
    }


def a_round(state: str = "open", **other: Any) -> dict[str, Any]:
    """Return a round's facts; ``other`` replaces some of them."""
    signed = state == "signed"
    lines = other.pop("lines", [line(n, "ok" if signed else None) for n in (1, 2, 3)])
    return {
        "id": 5,
        "day": DAY,
        "office": UNIT,
        "kind": "work",
        "state": state,
        "late": False,
        "names": [CHEN],
        "stand_ins": [LIU],
        "leader": ZHOU,
        "lines": lines,
        "open": sum(one["state"] is None for one in lines),
        "signed_by": CHEN if signed else "",
        "signed_at": AT if signed else None,
        "outcome": "ok" if signed else "",
        "handover": "",
        "before": None,
        "progress": None,
        **other,
    }


def shift(on: str, *names: str, kind: str = "work", **other: Any) -> dict[str, Any]:
    """Return a shift's facts."""
    return {"on": on, "part": 0, "kind": kind, "names": list(names), "leader": "", "why": "", **other}


OVER = {**deadline("2026-02-05", -2), "number": "KP-2026-0031", "office": UNIT, "days_over": 2}
STATE = {"done": 1, "n": 2, "period": "week", "last": "2026-02-15"}
BAD = line(2, "exception", note="办事指南第2条附件打不开 https://www.kaiping.example/a.html")
RED = line(3, None, machine="exception", seen=label("2条链接打不开", "2 links do not open"))
SEEN = line(1, None, machine="ok")
PROGRESS = ("day", "week", "month", "2 months", "year")


def board(*rounds: dict[str, Any], **other: Any) -> dict[str, Any]:
    """Return the facts of a group's post."""
    return {
        "day": DAY,
        "office": UNIT,
        "rounds": list(rounds),
        "states": [],
        "overdue": [],
        "next": [shift(NEXT, LIU)],
        "week": [],
        **other,
    }


def roster(**other: Any) -> dict[str, Any]:
    """Return a roster's facts as a list shows it."""
    return {
        "office": UNIT,
        "duty": label("读网", "Reading the site"),
        "cadence": "daily",
        "at": "09:03",
        "shifts": [shift(DAY, CHEN, state="signed"), shift("2026-02-15", LIU, kind="festival", state="")],
        "gaps": [],
        "progress": None,
        "shares": [],
        "mine": None,
        **other,
    }


def listed(span: str, *rosters: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of 值班."""
    first, last = {"today": (DAY, DAY), "week": ("2026-02-09", "2026-02-15")}.get(
        span, ("2026-02-01", "2026-02-28")
    )
    return {"span": span, "first": first, "last": last, "rosters": list(rosters), "keeps": True}


def entered(cadence: str, **other: Any) -> dict[str, Any]:
    """Return the facts of a roster as it was entered."""
    return {
        "office": UNIT,
        "duty": label("读网", "Reading the site"),
        "cadence": cadence,
        "at": "09:03",
        "by": "day",
        "stand_ins": [],
        "shifts": [shift(DAY, CHEN, LIU), shift(NEXT)],
        **other,
    }


STATES = ("signed", "unfinished", "missed", "vacant", "open")
MANY = [shift(f"2026-02-{day:02}", CHEN, kind="rest" if day in (7, 8) else "work") for day in range(1, 16)]
SWAP = {"day": NEXT, "office": UNIT, "giver": CHEN, "state": "open", "taker": "", "mine": False}
UNREAD = [
    {"round": 5, "office": UNIT, "day": DAY, "state": "unfinished", "reason": ""},
    {"round": 6, "office": "法制股", "day": DAY, "state": "missed", "reason": "全天停电"},
    {"round": 7, "office": "办公室", "day": NEXT, "state": "vacant", "reason": ""},
]
REMINDER = {"round": 5, "office": UNIT, "open": 2, "lines": 3, "stands_in": False, "names": [CHEN]}
STANDS_IN = {**REMINDER, "round": 6, "office": "法制股", "stands_in": True}

EXAMPLES = (
    Example("duty.board", "open", board(a_round()), in_group=True),
    Example(
        "duty.board",
        "open-with-everything",
        board(
            a_round(lines=[SEEN, BAD, RED], before={"name": LIU, "text": "法律援助栏目附件待修复"}),
            overdue=[OVER],
            states=[STATE],
            week=[shift("2026-02-16", ZHENG, kind="festival"), shift("2026-02-22", kind="festival")],
        ),
        in_group=True,
    ),
    Example("duty.board", "open-all-answered", board(a_round(lines=[line(1, "ok"), BAD])), in_group=True),
    Example("duty.board", "signed", board(a_round("signed")), in_group=True),
    Example(
        "duty.board",
        "signed-with-an-exception",
        board(a_round("signed", lines=[line(1, "ok"), BAD], outcome="exception")),
        in_group=True,
    ),
    *(
        Example("duty.board", state, board(a_round(state, names=[], stand_ins=[], leader="")), in_group=True)
        for state in ("unfinished", "missed", "vacant")
    ),
    Example("duty.board", "overdue-alone", board(overdue=[OVER], states=[STATE], next=[]), in_group=True),
    Example("duty.post", "open", board(a_round()), in_group=True),
    Example("duty.asked", "open", {"round": a_round(), "mine": True}),
    *(
        Example(
            "duty.asked",
            f"open-{period.replace(' ', '-')}",
            {"round": a_round(progress={**STATE, "period": period}), "mine": True},
        )
        for period in PROGRESS
    ),
    Example("duty.asked", "open-red", {"round": a_round(lines=[SEEN, BAD, RED]), "mine": True}),
    Example("duty.asked", "open-stand-in", {"round": a_round(lines=[line(1, "ok"), BAD]), "mine": False}),
    Example("duty.asked", "signed", {"round": a_round("signed"), "mine": True}),
    Example("duty.asked", "unfinished", {"round": a_round("unfinished"), "mine": True}),
    Example("duty.which", "open", {"round": a_round(), "offered": [line(1), line(2), RED]}),
    Example("duty.which", "over", {"round": a_round("signed"), "offered": [line(1, "ok")]}),
    Example("duty.tell", "one", {"line": line(2, "exception"), "office": UNIT, "day": DAY}),
    Example("duty.reminder", "reader", {"rounds": [REMINDER]}),
    Example("duty.reminder", "stand-in", {"rounds": [STANDS_IN]}),
    Example("duty.reminder", "several", {"rounds": [REMINDER, {**REMINDER, "office": "办公室"}, STANDS_IN]}),
    *(
        Example("duty.recorded", f"{what}-{value}", {"what": what, "day": DAY, "n": 2, "value": value})
        for what, value in (("answered", "ok"), ("answered", "exception"), ("handed_over", ""))
    ),
    *(
        Example("duty.recorded", what, {"what": what, "day": DAY, "count": 1})
        for what in ("signed_ok", "signed_exception")
    ),
    *(
        Example("duty.entered", cadence.replace(" ", "-"), entered(cadence, stand_ins=[WU]))
        for cadence in (
            "daily",
            "workdays",
            "always",
            "2 per week",
            "1 per month",
            "1 per 2 months",
            "1 per year",
        )
    ),
    Example("duty.entered", "by-the-week", entered("daily", by="week", shifts=[])),
    Example("duty.ended", "one", {"office": UNIT}),
    Example("duty.list", "none", listed("today")),
    Example("duty.list", "today", listed("today", roster(mine=NEXT))),
    Example("duty.list", "week", listed("week", roster(progress=STATE, gaps=["2026-02-12"]))),
    Example(
        "duty.list",
        "states",
        listed("week", roster(shifts=[shift(DAY, CHEN, state=state) for state in STATES])),
    ),
    Example(
        "duty.list",
        "month",
        listed(
            "month", roster(shifts=MANY, shares=[{"name": CHEN, "days": 8, "heavy": 3}]), roster(shifts=[])
        ),
    ),
    Example("duty.swap", "open", SWAP),
    Example("duty.swap", "taken", {**SWAP, "state": "taken", "taker": LIU}),
    Example("duty.swap", "taken-by-me", {**SWAP, "state": "taken", "taker": LIU, "mine": True}),
    Example("duty.swap", "withdrawn", {**SWAP, "state": "withdrawn"}),
    Example("duty.swapped", "one", {"day": NEXT, "office": UNIT, "givers": [CHEN], "takers": [LIU]}),
    Example(
        "duty.away", "some", {"name": CHEN, "first": DAY, "last": "2026-02-14", "shifts": [shift(NEXT, LIU)]}
    ),
    Example("duty.away", "none", {"name": CHEN, "first": DAY, "last": DAY, "shifts": []}),
    *(
        Example("duty.changed", what, {"what": what, "day": NEXT, "count": 2})
        for what in ("offered", "taken", "withdrawn", "back", "settled")
    ),
    Example("duty.vacancy", "two", {"office": UNIT, "days": [NEXT, "2026-02-12"]}),
    Example("duty.unread", "three", {"lines": UNREAD}),
)

REFUSED: dict[str, tuple[dict[str, Any], ...]] = {
    "duty.no_post": ({},),
    "duty.not_keeper": ({"office": UNIT},),
    "duty.office_missing": ({"allowed": [UNIT, "法制股"]},),
    "duty.usage": ({},),
    "duty.none_here": ({},),
    "duty.cadence_missing": ({},),
    "duty.too_seldom": (
        {"cite": "第七条（五）", "says": label("各股室每周至少读网两次", "Every section reads twice a week")},
    ),
    "duty.time": ({"found": "13:00", "first": "08:30", "last": "12:00"},),
    "duty.name_unknown": ({"name": ZHENG},),
    "duty.no_roster": ({"office": UNIT},),
    "duty.list_usage": ({},),
    "duty.round_unknown": ({},),
    "duty.none_open": ({},),
    "duty.not_reader": ({"names": [CHEN, LIU]},),
    "duty.over": ({"day": DAY},),
    "duty.line_unknown": ({"last": 6},),
    "duty.line_usage": ({},),
    "duty.lines_open": ({"count": 2},),
    "duty.note_missing": ({"n": 2},),
    "duty.red": ({"count": 1, "names": [TEXTS[2][1]]},),
    "duty.handover_missing": ({},),
    "duty.swap_usage": ({},),
    "duty.take_usage": ({},),
    "duty.away_usage": ({},),
    "duty.settle_usage": ({},),
    "duty.day_past": ({"day": DAY},),
    "duty.not_yours": ({"day": DAY},),
    "duty.offered_already": ({"day": DAY},),
    "duty.gone": ({},),
    "duty.not_for_you": ({},),
    "duty.taker_has_it": ({"name": LIU, "day": DAY},),
    "duty.taker_away": ({"name": LIU, "day": DAY},),
    "duty.not_away": ({"name": LIU},),
    "duty.no_duty": ({"day": DAY},),
    "duty.office_twice": ({"office": UNIT},),
    "duty.day_unread": ({"found": "下周"},),
    "duty.list_wrong": ({"count": 2},),
    "duty.list_none": ({},),
    "duty.list_changed": ({},),
}
