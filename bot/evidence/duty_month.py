"""One picture of a month for the group: how each unit kept its duty. Units in their order; no persons."""

from collections.abc import Mapping
from typing import Any

from bot.evidence import duty_log
from locales import Say


def picture(log: Mapping[str, Any], say: Say) -> bytes:
    """The bytes of a PNG. Raises forms.Mistake where it cannot be set. Needs the extra ``reports``."""
    return duty_log.typeset("duty_month.typ", told(log, say), form="png")


def told(log: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """What stands on the picture; the figures are those of the log."""
    return {
        "title": say("duty-month-title", name=log["organisation"]),
        "span": say("calendar-range", first=say.day(log["first"]), last=say.day(log["last"])),
        "offices": [
            {
                "name": one["office"],
                "share": one["signed"] / one["days"],
                "told": say("duty-month-done", done=one["signed"], days=one["days"]),
            }
            for one in log["offices"]
        ],
        "kinds_title": say("duty-log-findings"),
        "kinds": [
            {"name": one["kind"], "told": say("duty-month-fixed", count=one["count"], fixed=one["fixed"])}
            for one in log["kinds"]
        ],
        "foot": say("duty-month-foot"),
    }
