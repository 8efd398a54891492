"""误传处置: what should never have come here is erased by the secrecy officer. That it was here stays.

Bytes, previews, texts, what was read out of files, the words of every message and the raw acts of whoever
sent them go; numbers, hashes, instants and names of people stay. What stands in chats is redrawn without
words; whom it reached is listed, so that people recall by hand what cannot be redrawn.
"""

from functools import partial
from typing import Any

from storage import copies, erasing, errands, items, meta, outbox, parcels, people, tokens
from storage import review as seats
from storage.files import Files
from workflow import seat as seat_
from workflow import seating, subjects, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import Item

STATE = "erased"
PURGE = "backups.purge"  # the instant (ms) before which backups hold what was erased
LINE, TELLING = 30, 4  # characters of a first line; what is shorter says too little
BEFORE_HOURS = 72  # words may have lain in an offer before they became a draft
plain("misplaced.done")


def officers(desk: Desk, org: int) -> set[int]:
    """The secrecy officers of an organisation; where there are none, its Office."""
    for role in ("secrecy", "office"):
        if rows := people.holders(desk.tx, org, role=role, on=desk.today_on):
            return {int(row.id) for row in rows}
    return set()


def ask(desk: Desk, item_id: int, *, by: int, occasion: str) -> Notice:
    """误传处置: what would be erased, to be confirmed once. Raises Refused for others than the officer."""
    item = _item(desk, subjects.load(desk, item_id), by=by)
    return Notice("misplaced.ask", by, item.about, occasion)


def _item(desk: Desk, item: Item, *, by: int) -> Item:
    if by not in officers(desk, item.org):
        raise Refused("misplaced.not_yours")
    if item.row.state == STATE:
        raise Refused("misplaced.already", number=item.row.number)
    return item


@notice("misplaced.ask")
def ask_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Without a word of what it says."""
    item = subjects.load(desk, said.id)
    return {"number": item.row.number, "id": item.id, "state": item.row.state, **_extent(desk, item)}


def _extent(desk: Desk, item: Item) -> dict[str, Any]:
    reached = [
        row for row in erasing.messages(desk.tx, _about(desk, item)) if row.state in ("sent", "uncertain")
    ]
    return {
        "files": len({row.sha256 for row in erasing.uploads_of(desk.tx, item.id) if row.sha256}),
        "versions": len(items.versions_of(desk.tx, item.id)),
        "messages": len(reached),
        "people": sorted({row.name for row in reached if row.name}),
        "published": item.row.published_at is not None,
    }


def _about(desk: Desk, item: Item) -> list[str]:
    places = [
        f"seat:{place.id}"
        for step in seats.steps_of(desk.tx, item.id)
        for place in seats.seats_of(desk.tx, step.id)
    ]
    held = [f"upload:{row.id}" for row in erasing.uploads_of(desk.tx, item.id)]
    return [item.about, *places, *held]


def erase(desk: Desk, item_id: int, *, by: int) -> Notice:
    """确认销毁: everything that the item said goes, for good; what people must do by hand is said.

    Raises Refused for others than the secrecy officer, and where it was done before.
    """
    item = _item(desk, subjects.hold(desk, item_id), by=by)
    extent, about, number = _extent(desk, item), _about(desk, item), item.row.number
    if not items.move(
        desk.tx, item.id, from_states=(item.row.state,), to_state=STATE, revision=item.row.revision
    ):
        raise Refused("item.unknown")
    for row in seating.open_steps(desk, item).values():
        seat_.void_step(desk, row.id)
    watch.end_all(desk, item)
    senders = _senders(desk, item)
    for subject in about:
        outbox.supersede(desk.tx, subject=subject)
    said = _said(desk, item)
    _files(desk, item)
    erasing.content(desk.tx, item.id, kind=item.row.kind)
    erasing.words(desk.tx, item.id)
    for row in erasing.messages(desk.tx, about):
        erasing.message(desk.tx, row)
    since = int(item.row.created_at) - BEFORE_HOURS * 3_600_000
    for row in erasing.repeating(desk.tx, said, since=since):
        erasing.message(desk.tx, row)
        about.append(row.subject)
    _raw(desk, item, senders, since=since)
    for subject in dict.fromkeys(about):
        tokens.revoke(desk.tx, subject=subject)
        copies.touch(desk.tx, subject)
    meta.put(desk.tx, PURGE, str(desk.ms))
    desk.tx.erase()
    desk.audit(
        "item.erased",
        item.about,
        person=by,
        org=item.org,
        files=extent["files"],
        versions=extent["versions"],
        messages=extent["messages"],
    )
    for who in sorted({item.row.submitter_id, *officers(desk, item.org)} - {by}):
        facts = {"number": number, "at": desk.iso(desk.ms), "by": subjects.name_of(desk, by)}
        tell(desk, Notice("misplaced.told", who, item.about, "", facts, priority=1))
    return Notice("misplaced.done", by, item.about, facts={"number": number, **extent})


def _said(desk: Desk, item: Item) -> set[str]:
    """What gives a message away that repeats the item: titles, first lines, names of files."""
    found: set[str] = set()
    for row in items.versions_of(desk.tx, item.id):
        here = subjects.as_judged(item, row).content
        found |= {here.title, here.body.strip().partition("\n")[0][:LINE]}
    found |= {row.name for row in erasing.uploads_of(desk.tx, item.id)}
    return {text for text in found if len(text) >= TELLING}


def _files(desk: Desk, item: Item) -> None:
    """The bytes leave the disk once this act is committed; nobody brings the same content again."""
    shelf = desk.house.files
    gone: set[str] = set()
    for row in erasing.uploads_of(desk.tx, item.id):
        gone |= {digest for digest in (row.sha256, row.preview) if digest}
        if row.sha256:
            erasing.never_again(desk.tx, row.sha256)
        errands.cancel(desk.tx, kind="download", subject=f"upload:{row.id}")
        erasing.upload(desk.tx, row.id)
    for digest in erasing.pages_of(desk.tx, item.id):
        erasing.never_again(desk.tx, digest)
        gone.add(digest)
    for digest in sorted(gone):
        desk.tx.after(partial(_gone, shelf, digest))
    store = parcels.Shelf(shelf.folder)
    for person in _senders(desk, item):
        for parcel in parcels.parcels_under_way(desk.tx, item.id, person_id=person):
            parcels.settle_parcel(desk.tx, parcel.id, state="dropped", reason="misplaced")
            desk.tx.after(partial(store.remove, parcel.id))


def _gone(shelf: Files, digest: str) -> None:
    shelf.erase(digest)


def _senders(desk: Desk, item: Item) -> list[int]:
    """Whoever may have sent words or files of it."""
    found = {item.row.submitter_id, *erasing.authors(desk.tx, item.id)}
    found |= {int(row.person_id) for row in erasing.uploads_of(desk.tx, item.id)}
    found |= {int(row.person_id) for row in seats.decisions_of(desk.tx, item.id)}
    return sorted(found)


def _raw(desk: Desk, item: Item, senders: list[int], *, since: int) -> None:
    """What came in from them since the item began, as it came: rather too much than too little."""
    for person in senders:
        for account in people.accounts_of(desk.tx, person):
            erasing.raw(
                desk.tx,
                platform=account.platform,
                account=account.external_id,
                since=since,
            )
    erasing.said(desk.tx, item.about, people=senders)


@notice("misplaced.told")
def told_facts(_desk: Desk, said: Notice) -> dict[str, Any]:
    """That it was done, by whom and when."""
    return dict(said.facts)
