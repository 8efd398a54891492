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
)
