"""What the cards of publication and confirmation say: read when they are drawn."""

from typing import Any

from rules.clocks import Limit, publication_limit
from storage import review as seats
from workflow import afterwards, check, confirm, publish, subjects
from workflow.desk import Desk
from workflow.notices import Notice, notice
from workflow.subjects import Item


def limit_of(desk: Desk, item: Item) -> Limit:
    """Until when the web administrator should have published: the approved limit, or the office's wish."""
    step = next(step for step in item.way.steps if step.stage == "publish")
    return publication_limit(
        item.content.limit_days,
        target=item.regime.office_targets["publish"].within,
        cite=step.cite,
        handed_over=desk.at(item.row.approved_at).date(),
        calendar=desk.calendar(item.org),
    )


def _asked_moot(desk: Desk, said: Notice) -> str | None:
    return None if subjects.load(desk, said.id).row.state in ("handover", "confirm") else "not_handed_over"


@notice("publish.asked", live=True, moot=_asked_moot)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What the card asks, and what has become of it."""
    item = subjects.load(desk, said.id)
    state, taken = _state(desk, item, said), None
    publisher = confirm.publisher(desk, item)
    if item.row.published_at is not None and publisher is not None:
        taken = {"name": subjects.name_of(desk, publisher), "at": desk.iso(item.row.published_at)}
    limit = limit_of(desk, item) if item.row.approved_at is not None else None
    return {
        "item": subjects.told(desk, item),
        "form": subjects.form_of(desk, item),
        "body": item.content.body,
        "files": subjects.files_of(desk, item),
        "limit": None
        if limit is None
        else {
            "due_on": limit.due.on.isoformat(),
            "office_target": item.content.limit_days is None,
            "cite": limit.cite,
            "days_left": desk.calendar(item.org).between(desk.today, limit.due.on),
            "provisional": limit.due.provisional,
        },
        "state": state,
        "taken": taken,
        "url": item.row.url,
        "synced": bool(item.row.catalogue_synced),
        "needs_sync": publish.needs_sync(item),
        "page": publish.has_page(item),
        "check": check.newest(desk, item),
        "target_url": item.content.target_url,
    }


def _state(desk: Desk, item: Item, said: Notice) -> str:
    step_id = int(said.occasion.rpartition("step:")[2])
    row = next((row for row in seats.steps_of(desk.tx, item.id) if row.id == step_id), None)
    if row is None or row.state == "void":
        return "void"
    if row.state == "approved" or item.row.state in ("confirm", "closed"):
        return "done"
    if item.row.state != "handover":
        return "void"
    found = check.newest(desk, item)
    waiting = item.row.published_at is not None and (found is None or found["outcome"] == "not_yet")
    return "checking" if waiting else "open"


@notice("publish.checked")
def checked_facts(_desk: Desk, said: Notice) -> dict[str, Any]:
    """What the check found."""
    return dict(said.facts)


@notice("confirm.asked", live=True)
def confirm_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The page, its check, and whether it was confirmed."""
    item = subjects.load(desk, said.id)
    if (left := subjects.left_to(desk, item, said.person)) is not None:
        return left
    asked_then = int(said.occasion.rpartition("r")[2])
    state, confirmed = "open", None
    if item.row.state == "closed":
        state = "confirmed"
        confirmed = {
            "name": subjects.name_of(desk, item.row.submitter_id),
            "at": desk.iso(item.row.changed_at),
        }
    elif item.row.state != "confirm" or item.row.revision > asked_then + 2:
        state = "wrong" if item.row.state == "handover" else "open"
    return {
        "item": subjects.told(desk, item),
        "url": item.row.url or item.content.target_url,
        "check": check.newest(desk, item),
        "page": publish.has_page(item),
        "owed": None if (owed := afterwards.owed(desk, item)) is None else owed.text.data(),
        "state": state,
        "confirmed": confirmed,
    }
