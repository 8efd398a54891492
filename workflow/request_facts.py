"""What the cards of applications for disclosure say beyond those of letters."""

from typing import Any

from rules.outcomes import OUTCOMES
from rules.receipt import CHANNELS
from workflow import enquiries, request
from workflow.desk import Desk
from workflow.enquiries import told
from workflow.enquiry_facts import common
from workflow.notices import Notice, notice


@notice("request.sort", live=True)
def sort_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What was applied for, and how it may have come in."""
    channels = [{"key": key, "label": one.text.data(), "by": one.by.data()} for key, one in CHANNELS.items()]
    return {"enquiry": told(enquiries.load(desk, said.id)), "channels": channels}


@notice("request.menu")
def menu_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What can be entered now."""
    it = enquiries.load(desk, said.id)
    return {**common(desk, it), "possible": request.possible(desk, it)}


@notice("request.outcomes")
def outcomes_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What an answer may come to: the groups, or the rows of one."""
    it = enquiries.load(desk, said.id)
    group = str(said.facts.get("group", ""))
    rows = [one for one in OUTCOMES.values() if one.code.startswith(f"{group}.")] if group else []
    return {
        "enquiry": told(it),
        "group": group,
        "outcomes": [{"code": one.code, "label": one.text.data()} for one in rows],
        "open": it.state in ("assigned", "drafted"),
    }
