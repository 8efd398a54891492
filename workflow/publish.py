"""From the last approval to "published and seen": hand-over, the web administrator's act, the check of the
page, the liaison's confirmation. Times are the house's own; nobody enters one.
"""

import json
from collections.abc import Mapping
from typing import Any

from rules.approval import PlannedStep
from rules.clocks import Limit, publication_limit
from rules.hours import told_at
from rules.model import Kind
from storage import copies, errands, items, outbox
from storage import files as stored_files
from storage import review as seats
from workflow import filling, seating, subjects, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import Item

STEP = "webadmin"
plain(
    "publish.recorded",
    "publish.sync_recorded",
    "publish.checking",
    "publish.ask_url",
    "confirm.recorded",
    "confirm.reported",
    "confirm.ask_reason",
)


def hand_over(
    desk: Desk,
    item: Item,
    step: PlannedStep,
    planned: tuple[PlannedStep, ...],
    already: Mapping[str, int],
    *,
    delay_s: float,
) -> None:
    """The last approval is the hand-over: stamped here, so the same-day clock is met at once.

    The web administrator hears now in working hours, else the next working morning.
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
        watch.meet(desk, item, step.rule.opens, on=desk.today)
    watch.start(desk, item, "item.approved", on=desk.today)
    watch.meet(desk, item, "item.handed_over", on=desk.today)
    attempt = seating.next_attempt(desk, item, step)
    step_id = seats.open_step(
        desk.tx,
        item.id,
        round=item.row.round,
        attempt=attempt,
        position=step.position,
        key=step.key,
        role=step.role,
        quorum=step.quorum,
        content_hash=item.version.hash,
    )
    desk.audit(
        "item.handed_over", item.about, person=None, org=item.org, content=item.version.hash, step=step_id
    )
    told = told_at(desk.now, hours=item.regime.office_hours, calendar=desk.house.calendar)
    not_before = round(told.timestamp() * 1000) if told > desk.now else None
    for person in seating.sitters(desk, item, step, planned, already):
        seats.add_seat(desk.tx, step_id, person_id=person)
        tell(
            desk,
            Notice(
                "publish.asked",
                person,
                item.about,
                f"step:{step_id}",
                delay_s=delay_s,
                not_before=not_before,
                priority=2,
            ),
        )
    copies.touch(desk.tx, item.about)
    if item.content.target_url:
        _fetch(desk, item, url=item.content.target_url, phase="before", wait_s=0)


def begun(desk: Desk, item: Item) -> bool:
    """Has the web administrator acted?"""
    return item.row.published_at is not None or bool(item.row.catalogue_synced)


def take_back(desk: Desk, item: Item) -> None:
    """The last approval was undone before anybody acted on it."""
    outbox.supersede(desk.tx, subject=item.about, kinds=("publish.asked",))
    copies.touch(desk.tx, item.about)


def needs_sync(item: Item) -> bool:
    """Does the regime ask that the disclosure catalogue follows?"""
    steps = item.regime.routes[item.kind].steps
    return any("catalogue" in step.acts for step in steps)


def seat(desk: Desk, item_id: int, *, by: int) -> Any:
    """This web administrator's seat at an item that is to be published. Raises Refused otherwise."""
    return _desk_of(desk, item_id, by=by)[1]


def _desk_of(desk: Desk, item_id: int, *, by: int) -> tuple[Item, Any]:
    """The item and this web administrator's seat. Raises Refused for others and for closed items."""
    item = subjects.load(desk, item_id)
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
    if mine is None or row is None:
        raise Refused("review.not_yours")
    if item.row.state not in ("handover", "confirm"):
        raise Refused("publish.closed", number=item.row.number)
    return item, mine


def submit_address(desk: Desk, item_id: int, *, by: int, url: str | None) -> Notice:
    """提交网址 / 已改好 / 已删除: done on the site; the page is fetched and compared.

    ``url`` None means the address stays what it was. Raises Refused for an address outside the site.
    """
    item, mine = _desk_of(desk, item_id, by=by)
    if item.row.state != "handover":
        raise Refused("publish.closed", number=item.row.number)
    if url is None:
        if item.kind is Kind.PUBLISH or not item.content.target_url:
            raise Refused("url.same_required")
        url = item.content.target_url
    url = filling.own_address(desk, item.org, url)
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
    )
    desk.audit("publish.done", item.about, person=by, org=item.org, seat=mine.id, step=mine.step_id)
    fresh = subjects.load(desk, item.id)
    _fetch(desk, fresh, url=url, phase="after", wait_s=0)
    copies.touch(desk.tx, item.about)
    return Notice("publish.recorded", by, item.about, facts={"number": item.row.number})


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
        _ask_confirmation(desk, subjects.load(desk, item.id))
    return Notice("publish.sync_recorded", by, item.about, facts={"number": item.row.number})


# The check --------------------------------------------------------------------------------------------------


def _fetch(desk: Desk, item: Item, *, url: str, phase: str, wait_s: float, tries: int = 0) -> None:
    column = subjects.column_of(desk, item)
    args = {
        "item": item.id,
        "url": url,
        "phase": phase,
        "tries": tries,
        "kind": item.row.kind,
        "title": item.content.title,
        "body": item.content.body,
        "source": subjects.value_text(desk, item, "source"),
        "on": desk.today_on,
        "list_url": column.list_url if column is not None else None,
        "base": subjects.site_of(desk, item),
        "revision": item.row.revision,
    }
    errands.ask(
        desk.tx,
        key=f"page:{phase}:{item.id}:{item.row.revision}:{tries}",
        kind="page",
        subject=item.about,
        args=args,
        not_before=desk.ms + round(wait_s * 1000) if wait_s else None,
    )


def page_settled(desk: Desk, subject: str, args: Mapping[str, Any], result: Mapping[str, Any] | None) -> None:
    """The page was fetched (or cannot be): keep it as proof and go on.

    A page that is not there yet is looked for again after 2, 10, 30 minutes and 2 hours before anybody hears.
    """
    item = subjects.load(desk, int(args["item"]))
    found = dict(result or {"outcome": "cannot_check", "findings": [], "sha256": None})
    file_id = None
    if found.get("sha256"):
        file_id = stored_files.stored(desk.tx, sha256=found["sha256"], size=found["size"], type="text/html")
    phase = str(args["phase"])
    waits = desk.house.policy.site_settles_minutes
    tries = int(args["tries"])
    if phase == "after" and found["outcome"] == "not_yet" and tries < len(waits) and _still_due(item, args):
        _fetch(desk, item, url=str(args["url"]), phase=phase, wait_s=waits[tries] * 60, tries=tries + 1)
        return
    items.add_proof(
        desk.tx,
        item.id,
        phase=phase,
        url=str(args["url"]),
        outcome=found["outcome"],
        findings=found["findings"],
        file_id=file_id,
    )
    desk.audit(
        "page.checked",
        item.about,
        person=None,
        org=item.org,
        phase=phase,
        outcome=found["outcome"],
        sha256=found.get("sha256"),
    )
    copies.touch(desk.tx, item.about)
    if phase == "before" or not _still_due(item, args):
        return
    if found["outcome"] == "verified":
        watch.meet(desk, item, "item.published", on=desk.at(item.row.published_at).date())
    else:
        _tell_web_administrator(desk, item, found, args)
    if found["outcome"] != "not_yet":
        _ask_confirmation(desk, item)


def _still_due(item: Item, args: Mapping[str, Any]) -> bool:
    return bool(item.row.state == "handover" and item.row.url == args["url"])


def _tell_web_administrator(
    desk: Desk, item: Item, found: Mapping[str, Any], args: Mapping[str, Any]
) -> None:
    for person in _web_administrators(desk, item):
        tell(
            desk,
            Notice(
                "publish.checked",
                person,
                item.about,
                f"check:{item.row.revision}:{args['tries']}",
                {"item": subjects.told(desk, item), "check": check_of(desk, item)},
            ),
        )


def _web_administrators(desk: Desk, item: Item) -> list[int]:
    rows = [row for row in seats.steps_of(desk.tx, item.id) if row.key == STEP and row.state != "void"]
    return [] if not rows else [seat.person_id for seat in seats.seats_of(desk.tx, rows[-1].id)]


def check_of(desk: Desk, item: Item) -> dict[str, Any] | None:
    """The newest check of the published page, in the facts of a card."""
    row = next((row for row in reversed(items.proofs_of(desk.tx, item.id)) if row.phase == "after"), None)
    if row is None or (item.row.published_at is not None and row.fetched_at < item.row.published_at):
        return None
    return {
        "outcome": row.outcome,
        "findings": json.loads(row.findings),
        "url": row.url,
        "fetched_at": desk.iso(row.fetched_at),
        "sha8": (row.sha256 or "")[:8],
    }


# Confirmation -----------------------------------------------------------------------------------------------


def _ask_confirmation(desk: Desk, item: Item) -> None:
    """Published, checked, and where asked synchronised: the liaison looks at the effect."""
    if item.row.state != "handover" or item.row.published_at is None:
        return
    if needs_sync(item) and not item.row.catalogue_synced:
        return
    check = check_of(desk, item)
    if check is None or check["outcome"] == "not_yet":
        return
    if not items.move(
        desk.tx, item.id, from_states=("handover",), to_state="confirm", revision=item.row.revision
    ):
        return
    rows = [row for row in seats.steps_of(desk.tx, item.id) if row.key == STEP and row.state == "open"]
    for row in rows:
        seats.close_step(desk.tx, row.id, state="approved", by=_publisher(desk, item))
    desk.audit("item.published", item.about, person=None, org=item.org, outcome=check["outcome"])
    tell(
        desk, Notice("confirm.asked", item.row.submitter_id, item.about, f"r{item.row.revision}", priority=2)
    )
    copies.touch(desk.tx, item.about)


def _publisher(desk: Desk, item: Item) -> int | None:
    rows = [
        row for row in seats.decisions_of(desk.tx, item.id) if row.step_key == STEP and row.undone_at is None
    ]
    return rows[-1].person_id if rows else None


def confirm(desk: Desk, item_id: int, *, by: int) -> Notice:
    """确认效果: the item is closed."""
    item = _confirming(desk, item_id, by=by)
    if not items.move(
        desk.tx, item.id, from_states=("confirm",), to_state="closed", revision=item.row.revision
    ):
        raise Refused("confirm.closed", number=item.row.number)
    watch.meet(desk, item, "item.published", on=desk.at(item.row.published_at).date())
    watch.end_all(desk, item)
    desk.audit("item.confirmed", item.about, person=by, org=item.org, content=item.version.hash)
    copies.touch(desk.tx, item.about)
    return Notice("confirm.recorded", by, item.about, facts={"number": item.row.number})


def report_wrong(desk: Desk, item_id: int, *, by: int, reason: str) -> Notice:
    """有问题: back to the web administrator with what is wrong."""
    item = _confirming(desk, item_id, by=by)
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
    fresh = subjects.load(desk, item.id)
    planned = seating.plan(desk, fresh)
    step = next(step for step in planned if step.stage == "publish")
    step_id = seats.open_step(
        desk.tx,
        item.id,
        round=item.row.round,
        attempt=seating.next_attempt(desk, fresh, step),
        position=step.position,
        key=step.key,
        role=step.role,
        quorum=step.quorum,
        content_hash=item.version.hash,
    )
    facts = {
        "item": subjects.told(desk, fresh),
        "by": {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)},
        "reason": reason,
    }
    for person in seating.sitters(desk, fresh, step, planned, seating.taken(desk, fresh)):
        seats.add_seat(desk.tx, step_id, person_id=person)
        tell(desk, Notice("publish.wrong", person, item.about, f"step:{step_id}", facts))
        tell(desk, Notice("publish.asked", person, item.about, f"step:{step_id}", priority=2))
    copies.touch(desk.tx, item.about)
    return Notice("confirm.reported", by, item.about, facts={"number": item.row.number})


def _confirming(desk: Desk, item_id: int, *, by: int) -> Item:
    item = subjects.load(desk, item_id)
    if item.row.submitter_id != by:
        raise Refused("review.not_yours")
    if item.row.state != "confirm":
        raise Refused("confirm.closed", number=item.row.number)
    return item


# Cards ------------------------------------------------------------------------------------------------------


def limit_of(desk: Desk, item: Item) -> Limit:
    """Until when the web administrator should have published: the approved limit, or the office's wish."""
    step = next(step for step in item.regime.routes[item.kind].steps if step.stage == "publish")
    return publication_limit(
        item.content.limit_days,
        target=item.regime.office_targets["publish"].within,
        cite=step.cite,
        handed_over=desk.at(item.row.approved_at).date(),
        calendar=desk.house.calendar,
    )


def _asked_moot(desk: Desk, said: Notice) -> str | None:
    return None if subjects.load(desk, said.id).row.state in ("handover", "confirm") else "not_handed_over"


@notice("publish.asked", live=True, moot=_asked_moot)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    item = subjects.load(desk, said.id)
    state, taken = _state(desk, item, said), None
    publisher = _publisher(desk, item)
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
            "days_left": desk.house.calendar.between(desk.today, limit.due.on),
            "provisional": limit.due.provisional,
        },
        "state": state,
        "taken": taken,
        "url": item.row.url,
        "synced": bool(item.row.catalogue_synced),
        "needs_sync": needs_sync(item),
        "check": check_of(desk, item),
        "target_url": item.content.target_url,
        "urgent": False,
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
    check = check_of(desk, item)
    waiting = item.row.published_at is not None and (check is None or check["outcome"] == "not_yet")
    return "checking" if waiting else "open"


@notice("publish.checked")
def checked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    return dict(said.facts)


plain("publish.wrong")


@notice("confirm.asked", live=True)
def confirm_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    item = subjects.load(desk, said.id)
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
        "check": check_of(desk, item),
        "state": state,
        "confirmed": confirmed,
    }
