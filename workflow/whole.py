"""One item whole: where it stands, what happened to it, and what this person may do about it."""

import json
from typing import Any

from storage import audit
from workflow import (
    check,
    informing,
    lookup,
    publish,
    remarking,
    restoring,
    seating,
    subjects,
    undo,
    urging,
    watch,
)
from workflow.desk import Desk
from workflow.notices import Notice, notice
from workflow.subjects import Item

HISTORY = 30


@notice("lookup.item")
def item_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """One item whole."""
    item = subjects.load(desk, said.id)
    mine = item.row.submitter_id == said.person
    return {
        "item": subjects.told(desk, item),
        "form": subjects.form_of(desk, item),
        "body_gist": item.content.body[:200],
        "files": subjects.files_of(desk, item),
        "route": seating.progress(desk, item) if item.row.number else [],
        "deadlines": watch.deadlines(desk, item),
        "history": [
            {
                "at": desk.iso(row.at),
                "act": row.act,
                "who": subjects.name_of(desk, row.person_id) if row.person_id is not None else "",
                "note": json.loads(row.data).get("number", "") or "",
            }
            for row in audit.tail(desk.tx, limit=HISTORY, subject=item.about)
        ],
        "remarks": remarking.told(desk, item),
        "url": item.row.url,
        "check": check.newest(desk, item),
        "may": {
            "withdraw": mine and (item.row.state == "review" or _recallable(item)),
            "amend": mine and item.row.state in ("returned", "withdrawn"),
            **_more(desk, item, said.person),
        },
    }


def _more(desk: Desk, item: Item, person: int | None) -> dict[str, bool]:
    """What they may do beside deciding and changing."""
    if person is None or item.row.number is None:
        return {}
    return {
        "reclaim": undo.may_reclaim(desk, item, by=person),
        "restore": restoring.may(desk, item, by=person),
        "urge": urging.may(desk, item, by=person),
        "remark": remarking.may(desk, item, by=person),
        "inform": informing.may(desk, item, by=person),
        "progress": lookup.takes_part(desk, item, person),
    }


def _recallable(item: Item) -> bool:
    """Passed, and nothing done on the site yet."""
    return item.row.state == "handover" and not publish.begun(item) and item.regime.allows("recall")
