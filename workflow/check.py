"""The published page, fetched and compared; kept as proof."""

import json
from collections.abc import Mapping
from typing import Any

from storage import copies, errands, items
from storage import files as stored_files
from storage import review as seats
from workflow import confirm, publish, subjects, watch
from workflow.desk import Desk
from workflow.notices import Notice, tell
from workflow.subjects import Item

FROM_A_SECTION = "unit"  # the form's choice 股室、处、所提供


def fetch(desk: Desk, item: Item, *, url: str, phase: str, wait_s: float, tries: int = 0) -> None:
    """Have a page fetched: ``before`` to keep what stood there, ``after`` to compare it."""
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


def _source_line(desk: Desk, item: Item) -> str:
    """What the page's 来源 must name: the form's own words; where the form says that a section provided it,
    the organisation. Of other sorts of origin the form does not say how the page prints them: nothing is
    compared.
    """
    field, held = item.regime.field("source"), item.content.source
    if held == FROM_A_SECTION:
        return str(subjects.organisation_of(desk, item.org).name)
    return "" if any(choice.key == held for choice in field.choices) else held


def page_settled(
    desk: Desk, _subject: str, args: Mapping[str, Any], result: Mapping[str, Any] | None
) -> None:
    """The page was fetched (or cannot be): keep it as proof and go on.

    A page that is not there yet is looked for again after 2, 10, 30 minutes and 2 hours before anybody hears.
    """
    item = subjects.hold(desk, int(args["item"]))
    found = dict(result or {"outcome": "cannot_check", "findings": [], "sha256": None})
    file_id = None
    if found.get("sha256"):
        file_id = stored_files.stored(desk.tx, sha256=found["sha256"], size=found["size"], type="text/html")
    phase = str(args["phase"])
    waits = desk.house.policy.site_settles_minutes
    tries = int(args["tries"])
    if phase == "after" and found["outcome"] == "not_yet" and tries < len(waits) and _still_due(item, args):
        fetch(desk, item, url=str(args["url"]), phase=phase, wait_s=waits[tries] * 60, tries=tries + 1)
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
        _tell_web_administrator(desk, item, args)
    if found["outcome"] != "not_yet":
        confirm.ask(desk, item)


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
