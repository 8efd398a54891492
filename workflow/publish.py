"""From the last approval to the site: hand-over, and what the web administrator does."""

from collections.abc import Mapping
from typing import Any

from rules.approval import PlannedStep, Sat
from rules.model import Kind
from storage import copies, items, outbox
from storage import review as seats
from workflow import check, confirm, filling, gathered, seating, subjects, watch
from workflow import seat as seat_
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain, tell
from workflow.published import published
from workflow.subjects import Item

STEP = "webadmin"
plain(
    "publish.recorded",
    "publish.done_recorded",
    "publish.sync_recorded",
    "publish.checking",
    "publish.ask_url",
    "publish.wrong",
)


def hand_over(
    desk: Desk,
    item: Item,
    step: PlannedStep,
    planned: tuple[PlannedStep, ...],
    already: Mapping[str, Sat],
    *,
    delay_s: float,
) -> None:
    """The last approval is the hand-over: stamped here, so the same-day clock is met at once.

    The web administrator hears now in working hours or when it is urgent, else the next working morning.
    """
    if not items.move(
        desk.tx,
        item.id,
        from_states=("review",),
        to_state="handover",
        revision=item.row.revision,
        approved_at=desk.ms,
    ):
        raise Refused("review.withdrawn", number=item.row.number)
    if step.rule.opens:
        watch.meet(desk, item, step.rule.opens, on=desk.counts_on)
    watch.start(desk, item, "item.approved", on=desk.counts_on)
    watch.meet(desk, item, "item.handed_over", on=desk.counts_on)
    step_id = seating.opened(desk, item, step)
    desk.audit(
        "item.handed_over", item.about, person=None, org=item.org, content=item.version.hash, step=step_id
    )
    found = seating.sitting(desk, item, step, planned, already)
    if not found:
        seating.note_vacant(desk, item.org, step_id)
    for person, sits_for, came in found:
        seats.add_seat(desk.tx, step_id, person_id=person, sits_for=sits_for, came=came)
        tell(
            desk,
            Notice(
                "publish.asked",
                person,
                item.about,
                f"step:{step_id}",
                delay_s=delay_s,
                not_before=gathered.leaves_at(desk, item, person),
                priority=2,
            ),
        )
    copies.touch(desk.tx, item.about)
    if item.content.target_url:
        check.fetch(desk, item, url=item.content.target_url, phase="before", wait_s=0)


def begun(item: Item) -> bool:
    """Has the web administrator acted?"""
    return item.row.published_at is not None or bool(item.row.catalogue_synced)


def take_back(desk: Desk, item: Item) -> None:
    """The last approval was undone before anybody acted on it."""
    outbox.supersede(desk.tx, subject=item.about, kinds=("publish.asked",))
    copies.touch(desk.tx, item.about)


def needs_sync(item: Item) -> bool:
    """Does the regime ask that the disclosure catalogue follows?"""
    steps = item.way.steps
    return any("catalogue" in step.acts for step in steps)


def has_page(item: Item) -> bool:
    """Does a page prove it? What a special matter asks may have none of its own."""
    return item.matter is None or item.matter.page


def seat(desk: Desk, item_id: int, *, by: int) -> Any:
    """This web administrator's seat at an item that is to be published. Raises Refused otherwise."""
    item, mine = _desk_of(desk, item_id, by=by)
    if item.row.state != "handover":
        raise Refused("publish.closed", number=item.row.number)
    return mine


def _desk_of(desk: Desk, item_id: int, *, by: int) -> tuple[Item, Any]:
    """The item and this web administrator's seat. Raises Refused for others and for closed items."""
    item = subjects.hold(desk, item_id)
    row = next(
        (
            row
            for row in reversed(seats.steps_of(desk.tx, item.id))
            if row.key == STEP and row.state != "void"
        ),
        None,
    )
    mine = (
        None if row is None else next((s for s in seats.seats_of(desk.tx, row.id) if s.person_id == by), None)
    )
    if mine is None or row is None or not seat_.may_sit(desk, mine, role=row.role, org=item.org):
        raise Refused("review.not_yours")
    if item.row.state not in ("handover", "confirm"):
        raise Refused("publish.closed", number=item.row.number)
    return item, mine


def submit_address(desk: Desk, item_id: int, *, by: int, url: str | None) -> Notice:
    """提交网址 / 已改好 / 已删除 / 已办好: done on the site; the page, if any, is fetched and compared.

    ``url`` None means the address stays what it was. Raises Refused for an address outside the site.
    """
    item, mine = _desk_of(desk, item_id, by=by)
    if item.row.state != "handover":
        raise Refused("publish.closed", number=item.row.number)
    if url is None and has_page(item):
        if item.kind is Kind.PUBLISH or not item.content.target_url:
            raise Refused("url.same_required")
        url = item.content.target_url
    url = None if url is None else filling.own_address(desk, item.org, url)
    if not items.move(
        desk.tx,
        item.id,
        from_states=("handover",),
        to_state="handover",
        revision=item.row.revision,
        url=url,
        published_at=desk.ms,
    ):
        raise Refused("publish.closed", number=item.row.number)
    seats.decide(
        desk.tx,
        mine.step_id,
        seat_id=mine.id,
        person_id=by,
        verdict="approved",
        content_hash=item.version.hash,
        sits_for=mine.sits_for,
    )
    desk.audit("publish.done", item.about, person=by, org=item.org, seat=mine.id, step=mine.step_id, key=STEP)
    seat_.redraw_before(desk, item, step=mine.step_id)
    fresh = subjects.load(desk, item.id)
    if url is not None and has_page(item):
        check.fetch(desk, fresh, url=url, phase="after", wait_s=0)
    else:
        published(desk, fresh, on=desk.today)
        confirm.ask(desk, fresh)
    copies.touch(desk.tx, item.about)
    sentence = "publish.recorded" if has_page(item) else "publish.done_recorded"
    return Notice(sentence, by, item.about, facts={"number": item.row.number})


def synced(desk: Desk, item_id: int, *, by: int) -> Notice:
    """目录已同步: the same was done in the disclosure catalogue."""
    item, mine = _desk_of(desk, item_id, by=by)
    if not item.row.catalogue_synced:
        if not items.move(
            desk.tx,
            item.id,
            from_states=("handover", "confirm"),
            to_state=item.row.state,
            revision=item.row.revision,
            catalogue_synced=1,
        ):
            raise Refused("publish.closed", number=item.row.number)
        desk.audit("publish.synced", item.about, person=by, org=item.org, seat=mine.id)
        copies.touch(desk.tx, item.about)
        confirm.ask(desk, subjects.load(desk, item.id))
    return Notice("publish.sync_recorded", by, item.about, facts={"number": item.row.number})


def awaits_address(desk: Desk, text: str, *, by: int) -> int | None:
    """The one item for which this web administrator owes an address, if the text is nothing else."""
    words = text.split()
    if len(words) != 1 or not words[0].startswith(("http://", "https://")):
        return None
    waiting = [
        row.item_id
        for row in seats.seats_open(desk.tx, by)
        if row.step_key == STEP and row.item_state == "handover"
    ]
    return int(waiting[0]) if len(waiting) == 1 else None
