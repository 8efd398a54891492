"""确认效果: the liaison looks at the site and closes the item, or sends it back."""

from storage import copies, items
from storage import review as seats
from workflow import afterwards, check, gathered, publish, publishing_again, rectify, subjects, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain, tell
from workflow.published import published
from workflow.subjects import Item

plain("confirm.recorded", "confirm.reported", "confirm.ask_reason", "confirm.ask_number")


def ask(desk: Desk, item: Item) -> None:
    """Published, checked, and where asked synchronised: the liaison looks at the effect."""
    if item.row.state != "handover" or item.row.published_at is None:
        return
    if publish.needs_sync(item) and not item.row.catalogue_synced:
        return
    found = check.newest(desk, item) if publish.has_page(item) else {"outcome": "done"}
    if found is None or found["outcome"] == "not_yet":
        return
    if not items.move(
        desk.tx, item.id, from_states=("handover",), to_state="confirm", revision=item.row.revision
    ):
        return
    rows = [
        row for row in seats.steps_of(desk.tx, item.id) if row.key == publish.STEP and row.state == "open"
    ]
    for row in rows:
        seats.close_step(desk.tx, row.id, state="approved", by=publisher(desk, item))
    desk.audit("item.published", item.about, person=None, org=item.org, outcome=found["outcome"])
    who = item.row.submitter_id
    leaves_at = gathered.leaves_at(desk, item, who)
    tell(
        desk,
        Notice("confirm.asked", who, item.about, f"r{item.row.revision}", priority=2, not_before=leaves_at),
    )
    copies.touch(desk.tx, item.about)


def publisher(desk: Desk, item: Item) -> int | None:
    """Who published it."""
    rows = [
        row
        for row in seats.decisions_of(desk.tx, item.id)
        if row.step_key == publish.STEP and row.undone_at is None
    ]
    return rows[-1].person_id if rows else None


def confirm(desk: Desk, item_id: int, *, by: int, number: str = "") -> Notice:
    """确认效果: the item is closed. Where something is to be done after publication (报备案), ``number``
    proves it; Refused is raised without.
    """
    item = answerable(desk, item_id, by=by)
    afterwards.state(desk, item, by=by, number=number)
    if not items.move(
        desk.tx, item.id, from_states=("confirm",), to_state="closed", revision=item.row.revision
    ):
        raise Refused("confirm.closed", number=item.row.number)
    published(desk, item, on=desk.at(item.row.published_at).date())
    watch.end_all(desk, item, of="item")
    desk.audit(
        "item.confirmed", item.about, person=by, org=item.org, key="confirm", content=item.version.hash
    )
    rectify.item_closed(desk, item)
    copies.touch(desk.tx, item.about)
    return Notice("confirm.recorded", by, item.about, facts={"number": item.row.number})


def report_wrong(desk: Desk, item_id: int, *, by: int, reason: str) -> Notice:
    """有问题: back to the web administrator with what is wrong. Raises Refused where that is not said."""
    item = answerable(desk, item_id, by=by)
    if not reason.strip():
        raise Refused("confirm.reason_missing", number=item.row.number)
    if not items.move(
        desk.tx,
        item.id,
        from_states=("confirm",),
        to_state="handover",
        revision=item.row.revision,
        published_at=None,
        url=None,
    ):
        raise Refused("confirm.closed", number=item.row.number)
    desk.audit("item.effect_wrong", item.about, person=by, org=item.org)
    by_whom = {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)}
    publishing_again.ask(desk, subjects.load(desk, item.id), by=by_whom, reason=reason)
    return Notice("confirm.reported", by, item.about, facts={"number": item.row.number})


def answerable(desk: Desk, item_id: int, *, by: int) -> Item:
    """The item whose effect this liaison is asked about. Raises Refused otherwise."""
    item = subjects.hold(desk, item_id)
    if item.row.submitter_id != by:
        raise Refused("review.not_yours")
    if item.row.state != "confirm":
        raise Refused("confirm.closed", number=item.row.number)
    return item
