"""Examples of 人员与工作群."""

from bot.cards.examples.cast import CHEN, UNIT, WU, Example, item

POST = {"name": CHEN, "office": UNIT, "role": "liaison"}
TAKEN = [
    {key: item(**other)[key] for key in ("number", "title", "state")}
    for other in ({}, {"number": "KP-2026-0043", "state": "confirm"}, {"number": None, "state": "draft"})
]

EXAMPLES = (
    Example(
        "roster.welcome",
        "open",
        {
            "name": CHEN,
            "posts": [{"office": UNIT, "role": "liaison"}, {"office": "办公室", "role": "webadmin"}],
            "lang": "zh_CN",
        },
    ),
    *(
        Example(
            "roster.invited",
            role,
            {
                "name": CHEN,
                "office": UNIT,
                "role": role,
                "link": "https://t.me/duwang_bot?start=Yk3rV0m2Q9a8bXcDeFgHiJ" if role != "head" else "",
                "code": "K7Q2M9XA",
                "expires": "2026-02-10T09:00:00+08:00",
            },
        )
        for role in ("liaison", "head", "leader", "office", "secrecy", "webadmin", "administrator")
    ),
    Example("roster.stranger", "open", {}),
    *(
        Example("roster.unreachable", why or "other", {"name": CHEN, "office": UNIT, "why": why})
        for why in ("blocked", "invisible", "left", "no_account", "")
    ),
    Example(
        "roster.suspended",
        "with_taps",
        {
            "name": CHEN,
            "taps": [
                {"number": "KP-2026-0042", "verb": "approved", "at": "2026-02-09T09:12:00+08:00"},
                {"number": "KP-2026-0043", "verb": "review.returned", "at": "2026-02-09T09:15:00+08:00"},
            ],
            "seats_moved": ["KP-2026-0044", "KP-2026-0045"],
        },
    ),
    Example("roster.suspended", "quiet", {"name": CHEN, "taps": [], "seats_moved": []}),
    Example("roster.waiting", "open", {}),
    Example("roster.rebind", "open", {"name": CHEN}),
    Example(
        "group.asked",
        "open",
        {
            "title": "公共法律服务股工作群",
            "chat": "-100",
            "offices": [{"key": "pls", "name": UNIT}, {"key": "office", "name": "办公室"}],
        },
    ),
    Example("group.bound", "group", {"office": UNIT}, in_group=True),
    Example("roster.ended", "now", {**POST, "last_on": None}),
    Example("roster.ended", "later", {**POST, "last_on": "2026-02-28"}),
    Example(
        "roster.post_ended",
        "moved",
        {**POST, "last_on": None, "seats": ["KP-2026-0042"], "items": ["KP-2026-0043"], "left": []},
    ),
    Example(
        "roster.post_ended", "later", {**POST, "last_on": "2026-02-28", "seats": [], "items": [], "left": []}
    ),
    Example(
        "roster.post_ended",
        "left",
        {**POST, "last_on": None, "seats": [], "items": [], "left": ["KP-2026-0043"]},
    ),
    Example("roster.handed_on", "open", {"name": CHEN, "items": TAKEN, "n": 3}),
    Example("roster.handed_on", "more", {"name": CHEN, "items": TAKEN, "n": 21}),
    Example("roster.unattended", "open", {"name": CHEN, "office": UNIT, "items": TAKEN[:1], "n": 1}),
    *(
        Example(
            "roster.grant_asked",
            state,
            {"name": CHEN, "office": "办公室", "by": WU, "open": state == "open", "granted_by": by},
        )
        for state, by in (("open", None), ("granted", WU), ("lapsed", None))
    ),
    Example("roster.grant_waiting", "open", {"name": CHEN, "hours": 24}),
    Example("group.left", "open", {"title": "公共法律服务股工作群"}),
)
