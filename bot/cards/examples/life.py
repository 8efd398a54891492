"""Examples of what else happens to an item on its way."""

from bot.cards.examples.cast import LIU, ZHOU, Example, deadline, item, who

AT = "2026-02-10T08:30:00+08:00"

EXAMPLES = (
    Example("urge.asked", "open", {"item": item(), "by": who(LIU), "since": AT, "deadline": deadline()}),
    Example("urge.recorded", "now", {"number": "KP-2026-0042", "names": [ZHOU], "at": None}),
    Example("urge.recorded", "later", {"number": "KP-2026-0042", "names": [ZHOU, LIU], "at": AT}),
)
