"""The published page, fetched and compared; kept as proof."""

import json
from collections.abc import Mapping
from typing import Any

from storage import copies, errands, items
from storage import files as stored_files
from storage import review as seats
from workflow import confirm, freshness, publish, subjects, watch
from workflow.desk import Desk
from workflow.notices import Notice, tell
from workflow.subjects import Item

FROM_A_SECTION = "unit"  # the form's choice 股室、处、所提供


def fetch(
    desk: Desk,
    item: Item,
    *,
    url: str,
    phase: str,
    wait_s: float,
    tries: int = 0,
    on: str | None = None,
) -> None:
    """Have a page fetched: ``before`` to keep what stood there, ``after`` to compare it.

    ``on`` is the civil date that the page should bear, today's unless another is given.
    """
    column = subjects.column_of(desk, item)
    args = {
        "item": item.id,
        "url": url,
        "phase": phase,
        "tries": tries,
        "kind": item.row.kind,
        "title": item.content.title,
        "body": item.content.body,
        "source": _source_line(desk, item),
        "on": on or desk.today_on,
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


def _source_line(desk: Desk, item: Item) -> str:
    """What the page's 来源 must name: the form's own words; where the form says that a section provided it,
    the organisation. Of other sorts of origin the form does not say how the page prints them: nothing is
    compared.
    """
    held = item.content.source
    if held == FROM_A_SECTION:
        return str(subjects.organisation_of(desk, item.org).name)
    sorts = [choice.key for line in item.regime.form if line.name == "source" for choice in line.choices]
    return "" if held in sorts else held


def page_settled(
    desk: Desk, _subject: str, args: Mapping[str, Any], result: Mapping[str, Any] | None
) -> None:
    """The page was fetched (or cannot be): keep it as proof and go on.

    A page that is not there yet is looked for again after 2, 10, 30 minutes and 2 hours before anybody hears.
    One that is as approved, but that its column's list lacks, goes to the liaison at once; the list is looked
    at again meanwhile, and the web administrator hears at the second miss.
    """
    item = subjects.hold(desk, int(args["item"]))
    found = dict(result or {"outcome": "cannot_check", "findings": [], "sha256": None})
    phase, tries = str(args["phase"]), int(args["tries"])
    again = phase == "after" and tries < len(desk.house.policy.site_settles_minutes)
    before = newest(desk, item) if phase == "after" else None
    if before is not None and _is_unlisted(before) and before["url"] == args["url"]:
        _list_settled(desk, item, args, found, again=again)
        return
    if found["outcome"] == "not_yet" and again and _still_due(item, args):
        _look_again(desk, item, args)
        return
    _keep(desk, item, args, found)
    if phase == "before" or not _still_due(item, args):
        return
    if found["outcome"] == "verified":
        published_on = desk.at(item.row.published_at).date()
        watch.meet(desk, item, "item.published", on=published_on)
        freshness.published(desk, item, on=published_on)
        if _is_unlisted(found) and again:
            _look_again(desk, item, args)
    else:
        _tell_web_administrator(desk, item, args)
    if found["outcome"] != "not_yet":
        confirm.ask(desk, item)


def _list_settled(
    desk: Desk, item: Item, args: Mapping[str, Any], found: Mapping[str, Any], *, again: bool
) -> None:
    """Another look at the list of a page that was verified: only what is new about it is kept and told."""
    if item.row.state not in ("handover", "confirm") or item.row.url != args["url"]:
        return
    if _is_unlisted(found):
        if int(args["tries"]) == 1:
            _tell_web_administrator(desk, item, args)
    elif found["outcome"] in ("verified", "differs"):
        _keep(desk, item, args, found)
        if found["outcome"] == "differs":
            _tell_web_administrator(desk, item, args)
        return
    if again:
        _look_again(desk, item, args)


def _is_unlisted(found: Mapping[str, Any]) -> bool:
    """The page is as approved, but its column's list lacks it."""
    return found["outcome"] == "verified" and bool(found["findings"])


def _look_again(desk: Desk, item: Item, args: Mapping[str, Any]) -> None:
    tries = int(args["tries"])
    wait_s = desk.house.policy.site_settles_minutes[tries] * 60
    on = str(args["on"])  # of the day on which it was published, also after midnight
    fetch(desk, item, url=str(args["url"]), phase="after", wait_s=wait_s, tries=tries + 1, on=on)


def _keep(desk: Desk, item: Item, args: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """The page as it was fetched, and what it was found to be, as proof."""
    file_id = None
    if found.get("sha256"):
        file_id = stored_files.stored(desk.tx, sha256=found["sha256"], size=found["size"], type="text/html")
    items.add_proof(
        desk.tx,
        item.id,
        phase=str(args["phase"]),
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
        phase=str(args["phase"]),
        outcome=found["outcome"],
        sha256=found.get("sha256"),
    )
    copies.touch(desk.tx, item.about)


def _still_due(item: Item, args: Mapping[str, Any]) -> bool:
    return bool(item.row.state == "handover" and item.row.url == args["url"])


def _tell_web_administrator(desk: Desk, item: Item, args: Mapping[str, Any]) -> None:
    for person in _web_administrators(desk, item):
        tell(
            desk,
            Notice(
                "publish.checked",
                person,
                item.about,
                f"check:{item.row.revision}:{args['tries']}",
                {"item": subjects.told(desk, item), "check": newest(desk, item)},
            ),
        )


def _web_administrators(desk: Desk, item: Item) -> list[int]:
    rows = [
        row for row in seats.steps_of(desk.tx, item.id) if row.key == publish.STEP and row.state != "void"
    ]
    return [] if not rows else [seat.person_id for seat in seats.seats_of(desk.tx, rows[-1].id)]


def newest(desk: Desk, item: Item) -> dict[str, Any] | None:
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
