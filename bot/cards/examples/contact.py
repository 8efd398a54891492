"""Examples of 往来."""

from bot.cards.examples.cast import CHEN, LIU, WU, Example

ALERTS = (
    "inactive_alert",
    "close_inactive_agent",
    "reopen_inactive_agent",
    "low_active_alert",
    "low_active",
    "active_restored",
)
REFUSED = (
    "40001", "40013", "40014", "40056", "42001", "43012", "48002", "48009", "50001", "50003", "60020",
    "301002", "99999",
)  # fmt: skip

EXAMPLES = (
    Example("contact.greeting", "waiting", {"name": CHEN, "n": 3}),
    Example("contact.greeting", "nothing", {"name": CHEN, "n": 0}),
    Example("contact.stranger", "named", {"asks": [{"org": "开平市司法局", "names": [LIU, WU]}]}),
    Example("contact.stranger", "nobody", {"asks": [{"org": "开平市司法局", "names": []}]}),
    Example("contact.gone", "moved", {"name": CHEN, "other": False, "seats": ["KP-2026-0042"]}),
    Example("contact.gone", "other", {"name": CHEN, "other": True, "seats": []}),
    *(
        Example(
            "contact.alert",
            what,
            {"what": what, "at": "2026-02-28T00:00:00+08:00" if what == "inactive_alert" else None},
        )
        for what in ALERTS
    ),
    *(
        Example("contact.alert", f"refused_{code}", {"what": f"refused:{code}", "at": None})
        for code in REFUSED
    ),
    Example(
        "contact.directory",
        "changed",
        {"missing": [LIU], "renamed": [{"name": CHEN, "now": "陈小明"}], "nobody": False},
    ),
    Example("contact.directory", "nobody", {"missing": [LIU, CHEN], "renamed": [], "nobody": True}),
)
