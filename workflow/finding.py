"""问题: reported by people, a round, the machine or from above; classed, and given to whoever mends it."""

from datetime import date

from rules.address import spellings
from rules.finding import GRAVE, KINDS, LEAK, SERIES, Written, numbered
from storage import copies, enquiries, findings, items, orgs, outbox
from storage.sql import must
from workflow import filling, gathered, lookup, remind, subjects, watch
from workflow.desk import Desk, Refused
from workflow.findings import FindingAt, at_desk, desk_people, guards, hold, load, menders, move, snapshot
from workflow.notices import Notice, plain, tell
from workflow.subjects import Item

WORDS = 2000
FROM_PEOPLE = ("person", "round")
plain("finding.recorded", "finding.ask")


def recorded(it: FindingAt, what: str, *, by: int, **facts: object) -> Notice:
    """The short answer: what was done with which."""
    return Notice("finding.recorded", by, facts={"what": what, "number": it.number or "", **facts})


# Reported -------------------------------------------------------------------------------------------------


def write_down(desk: Desk, found: Written, *, by: int, upload: int | None, occasion: str) -> list[Notice]:
    """报错: what somebody noticed is kept; without its kind that is asked with buttons.

    Raises Refused where nothing was said, for too long a text, for an address outside the site.
    """
    org = next(iter(lookup.person_orgs(desk, by)), None)
    if org is None:
        raise Refused("finding.not_yours")
    it = _keep(desk, found, org=org, by=by, upload=upload)
    if found.kind is None:
        return [Notice("finding.sort", by, it.about, occasion)]
    return [class_as(desk, it.about, by=by, kind=found.kind)]


def _keep(
    desk: Desk,
    found: Written,
    *,
    org: int,
    by: int | None,
    upload: int | None = None,
    source: str = "person",
    source_ref: str = "",
    office: int | None = None,
    column: int | None = None,
    limit_on: str | None = None,
) -> FindingAt:
    words = found.words.strip()
    if not words and not found.url and upload is None:
        raise Refused("finding.empty")
    if len(words) > WORDS:
        raise Refused("text.too_long", limit=WORDS)
    url = filling.own_address(desk, org, found.url) if found.url else ""
    office, column = _place(desk, org, url, office=office, column=column)
    given = {
        "org_id": org,
        "office_id": office,
        "column_id": column,
        "kind": "",
        "grave": int(found.grave),
        "words": words,
        "url": url,
        "source": source,
        "source_ref": source_ref,
        "upload_id": upload,
        "reported_by": by,
        "limit_on": limit_on,
        "regime_hash": snapshot(desk, org),
    }
    return load(desk, findings.create(desk.tx, **given))


def _place(
    desk: Desk, org: int, url: str, *, office: int | None, column: int | None
) -> tuple[int | None, int | None]:
    """Whose page it is: as the column says, as the item published there says, as the column's list lies."""
    if column is not None and office is None:
        row = orgs.column(desk.tx, column)
        return (None if row is None else row.office_id), column
    if url and office is None:
        item = published_at(desk, org, url)
        if item is not None:
            key = orgs.column_by_key(desk.tx, org, key=item.content.column) if item.content.column else None
            return item.office[0], None if key is None else int(key.id)
        lists = sorted(
            (row for row in orgs.columns_of(desk.tx, org) if row.list_url), key=lambda row: -len(row.list_url)
        )
        for row in lists:
            if url.startswith(str(row.list_url).removesuffix("index.html")) and row.office_id is not None:
                return int(row.office_id), int(row.id)
    return office, column


def published_at(desk: Desk, org: int, url: str) -> Item | None:
    """The newest item that was published at an address."""
    rows = items.search(desk.tx, org, text=url, addresses=spellings(url), office_ids=None, limit=5)
    return next((subjects.load(desk, row.id) for row in rows if row.url), None)


def report(
    desk: Desk,
    *,
    org: int,
    kind: str,
    words: str,
    by: int | None,
    url: str = "",
    grave: bool = False,
    source: str = "round",
    source_ref: str = "",
    office: int | None = None,
    column: int | None = None,
    limit_on: date | None = None,
) -> FindingAt:
    """A finding of a round, of the machine, or from a list from above: numbered and given to whoever puts it
    right; as it then stands. One of this kind about this address that is still open is not taken twice.

    Args:
        desk: the act.
        org: the organisation.
        kind: a key of ``rules.finding.KINDS``.
        words: what is wrong.
        by: who found it; None for the machine.
        url: an address under the site, empty where there is none.
        grave: 严重.
        source: person | round | machine | above.
        source_ref: what it came from, such as ``round:12:links``.
        office: whose it is, where that is known; else the column's or the published item's.
        column: the column (its id), where that is known.
        limit_on: a day that was set for it.

    Raises Refused for an unknown kind, an address outside the site, too long words.
    """
    if kind not in KINDS:
        raise Refused("finding.kind_unknown")
    if url and (same := findings.same(desk.tx, org, kind=kind, url=url)) is not None:
        desk.audit("finding.repeated", f"finding:{same.id}", person=by, org=org, source=source)
        return load(desk, same.id)
    it = _keep(
        desk,
        Written(words, kind, url, grave),
        org=org,
        by=by,
        source=source,
        source_ref=source_ref,
        office=office,
        column=column,
        limit_on=None if limit_on is None else limit_on.isoformat(),
    )
    return _opened(desk, it, kind=kind, by=by)


def class_as(desk: Desk, subject: str, *, by: int, kind: str) -> Notice:
    """Its kind was told: it gets its number and goes to whoever puts it right. Raises Refused."""
    it = hold(desk, subject)
    if it.row.reported_by != by:
        raise Refused("finding.unknown")
    if it.state != "new":
        raise Refused("review.superseded", number=it.number)
    if kind not in KINDS:
        raise Refused("finding.kind_unknown")
    it = _opened(desk, it, kind=kind, by=by)
    return recorded(it, "leak" if it.secret else "reported", by=by, office=it.room[1])


def drop_new(desk: Desk, subject: str, *, by: int) -> None:
    """不登记: what was written down is none. Raises Refused."""
    it = hold(desk, subject)
    if it.row.reported_by != by or it.state != "new":
        raise Refused("finding.unknown")
    move(desk, it, "dropped")
    copies.touch(desk.tx, it.about)
    desk.audit("finding.dropped", it.about, person=by, org=it.org)


def _opened(desk: Desk, it: FindingAt, *, kind: str, by: int | None) -> FindingAt:
    organisation = must(orgs.organisation(desk.tx, it.org))
    year = desk.today.year
    serial = enquiries.next_serial(desk.tx, it.org, series=SERIES, year=year)
    number = numbered(organisation.prefix, year=year, serial=serial)
    grave = int(it.grave or kind in GRAVE)
    office = None if kind == LEAK else it.row.office_id
    it = move(desk, it, "open", number=number, kind=kind, grave=grave, office_id=office)
    desk.audit("finding.reported", it.about, person=by, org=it.org, kind=kind, source=it.row.source)
    if it.row.limit_on is not None:
        watch.start(desk, it, "finding.limited", on=date.fromisoformat(it.row.limit_on))
    else:
        watch.start(desk, it, "finding.reported", on=desk.today)
    ask(desk, it)
    if not it.secret:
        _tell_desk(desk, it, by=by)
    copies.touch(desk.tx, it.about)
    return it


def ask(desk: Desk, it: FindingAt) -> None:
    """Whoever is to put it right: of a leak at once at any hour, else while the office works."""
    if it.secret:
        for person in guards(desk, it.org):
            tell(desk, Notice("finding.leak", person, it.about, str(it.row.revision), priority=1))
        return
    kind = "finding.desk" if it.row.office_id is None else "finding.asked"
    for person in menders(desk, it):
        leaves = None if person == it.row.reported_by else gathered.leaves_at(desk, it, person)
        tell(desk, Notice(kind, person, it.about, str(it.row.revision), priority=2, not_before=leaves))


def _tell_desk(desk: Desk, it: FindingAt, *, by: int | None) -> None:
    """The office hears once a slot what was found, in one message."""
    asked = set(menders(desk, it))
    for person in desk_people(desk, it.org):
        if person == by or person in asked:
            continue
        leaves = remind.next_slot(desk, it.org, person)
        on = desk.at(leaves).isoformat(timespec="hours")
        tell(
            desk,
            Notice(
                "finding.told",
                person,
                f"findings:{it.org}",
                on,
                {"since": desk.ms - 1},
                priority=6,
                not_before=leaves,
                expires_at=remind.end_of_day(desk, leaves),
            ),
        )


def assign(desk: Desk, subject: str, *, by: int, office: int) -> Notice:
    """转给科室: the desk says who is to put it right. Raises Refused."""
    it = hold(desk, subject)
    if not at_desk(desk, it, by) or it.secret:
        raise Refused("finding.not_yours")
    if it.state != "open":
        raise Refused("finding.not_open", number=it.number)
    room = orgs.office(desk.tx, office)
    if room is None or room.org_id != it.org:
        raise Refused("finding.unknown")
    outbox.supersede(desk.tx, subject=it.about, kinds=("finding.asked", "finding.desk"))
    it = move(desk, it, "open", office_id=office, column_id=None)
    desk.audit("finding.assigned", it.about, person=by, org=it.org, office=office)
    ask(desk, it)
    copies.touch(desk.tx, it.about)
    return recorded(it, "assigned", by=by, office=room.name)


def office_named(desk: Desk, it: FindingAt, name: str) -> int:
    """The office of that name or key. Raises Refused where there is none."""
    rooms = orgs.offices_of(desk.tx, it.org)
    found = next((room for room in rooms if name.strip() in (room.name, room.key)), None)
    if found is None:
        raise Refused("roster.office_unknown", office=name[:20], allowed=[room.name for room in rooms])
    return int(found.id)
