"""Seeing: what waits for me, what I handed in, what matches, one item whole. Reads only."""

from typing import Any

from rules.address import is_address, spellings
from rules.words import ItemNumber
from storage import items, people, readers
from storage import review as seats
from workflow import draft, publish, subjects, watch, watched
from workflow import seat as seat_
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice
from workflow.subjects import EDITABLE, Item

ROWS = 5
EVERYWHERE = ("office", "administrator", "secrecy", "webadmin")  # they see every unit's items
WAITING = ("todo", "bare_decide")
MOST_WAITING = 200  # counted and listed; nobody pages further
OWN_TURN = ("confirm", "returned", "withdrawn", "registered", "draft")  # the submitter's, most urgent first


def visible_to(desk: Desk, item: Item, person: int) -> bool:
    """May this person see the item: they take part in it, or were told of it."""
    if takes_part(desk, item, person):
        return True
    row = readers.reader(desk.tx, item.id, person=person)
    return row is not None and row.told_at is not None


def as_seen(desk: Desk, item: Item) -> Item:
    """The item as others see it: an amendment under way is its writer's own."""
    if item.version.frozen:
        return item
    frozen = [row for row in items.versions_of(desk.tx, item.id) if row.frozen]
    return subjects.as_judged(item, frozen[-1]) if frozen else item


def takes_part(desk: Desk, item: Item, person: int) -> bool:
    """Did they hand it in or sit at it, or do they work in its unit or in the office?"""
    if item.row.submitter_id == person:
        return True
    if any(
        seat.person_id == person
        for row in seats.steps_of(desk.tx, item.id)
        for seat in seats.seats_of(desk.tx, row.id)
    ):
        return True
    return any(
        post.org_id == item.org and (post.office_id == item.row.office_id or post.role in EVERYWHERE)
        for post in people.memberships(desk.tx, person, on=desk.today_on)
    )


def find_one(desk: Desk, text: str, *, by: int) -> Item:
    """The item that a number, its tail or a published address names; of several at one address the newest.

    Raises Refused alike for unknown and for hidden ones.
    """
    for org in person_orgs(desk, by):
        for row in named(desk, org, text):
            item = subjects.load(desk, row.id)
            if visible_to(desk, item, by):
                return item
    raise Refused("item.unknown")


def named(desk: Desk, org: int, text: str) -> list[Any]:
    """The organisation's items that a number, its tail or a published address names, newest change first."""
    wanted = text.strip()
    if is_address(wanted):
        return items.search(desk.tx, org, text=wanted, addresses=spellings(wanted), limit=50)
    found = []
    for row in items.search(desk.tx, org, text=_tail(wanted), limit=50):
        number = ItemNumber.read(row.number or "")
        if number is not None and (ItemNumber.read(wanted) == number or number.has_tail(wanted)):
            found.append(row)
    return found


def _tail(text: str) -> str:
    number = ItemNumber.read(text)
    return f"{number.serial:04d}" if number is not None else text.rpartition("-")[2].zfill(4)


def person_orgs(desk: Desk, person: int) -> list[int]:
    """The organisations that a person works in."""
    return sorted({post.org_id for post in people.memberships(desk.tx, person, on=desk.today_on)})


def listing(desk: Desk, *, by: int, what: str, page: int = 0, query: str = "", occasion: str) -> Notice:
    """A page of at most five rows; ``what`` is todo, mine or found. Raises Refused where nothing matches."""
    rows = _rows(desk, by=by, what=what, page=page, query=query)
    if what == "found" and not rows and page == 0:
        raise Refused("lookup.nothing", query=query[:40])
    return Notice("lookup.list", by, f"list:{by}", occasion, {"what": what, "page": page, "query": query})


def waiting(desk: Desk, person: int, what: str) -> list[int]:
    """The items that wait for a person: 加急 first; at their seats, longest waiting first; then their own.

    ``what`` is todo, or bare_decide for the seats alone.
    """
    found = items.waiting_for(desk.tx, person, limit=MOST_WAITING)
    if what == "todo":
        own = items.of_person(desk.tx, person, states=OWN_TURN, limit=MOST_WAITING)
        found = [*found, *sorted(own, key=lambda row: OWN_TURN.index(row.state))]
    return list(dict.fromkeys(row.id for row in sorted(found, key=lambda row: not row.urgent)))


def all_waiting(desk: Desk, person: int, what: str) -> list[str]:
    """The same as subjects, with what else waits beside items: letters, applications."""
    found = [f"item:{id_}" for id_ in waiting(desk, person, what)]
    if what != "todo":
        return found
    others = [kind.held(desk, person) for of, kind in watched.KINDS.items() if of != "item"]
    return [*found, *(about for held in others for about in held)]


def _rows(desk: Desk, *, by: int, what: str, page: int, query: str) -> list[Any]:
    limit, offset = ROWS + 1, page * ROWS
    if what in WAITING:
        return [watched.load(desk, about) for about in all_waiting(desk, by, what)[offset : offset + limit]]
    if what == "mine":
        found = items.of_person(desk.tx, by, limit=limit, offset=offset)
        return [subjects.load(desk, row.id) for row in found]
    shown: list[Item] = []
    text, year = _sought(query)
    for org in person_orgs(desk, by):
        for row in _found(desk, org, by=by, text=text, limit=limit + offset + 40):
            if year and f"-{year}-" not in (row.number or ""):
                continue
            item = subjects.load(desk, row.id)
            if visible_to(desk, item, by):
                shown.append(item)
    return shown[offset : offset + limit]


def _sought(query: str) -> tuple[str, str]:
    """What to search for, and the year that 2026-0042 names; a whole number in its usual form."""
    number = ItemNumber.read(query)
    if number is not None:
        return str(number), ""
    year, _, serial = query.partition("-")
    if len(year) == 4 and year.isdecimal() and serial.isdecimal():
        return serial, year
    return query, ""


def _found(desk: Desk, org: int, *, by: int, text: str, limit: int) -> list[Any]:
    """What matches in the offices this person may look into, and among what they handed in, drafts too."""
    posts = [post for post in people.memberships(desk.tx, by, on=desk.today_on) if post.org_id == org]
    rooms = (
        None if any(post.role in EVERYWHERE for post in posts) else sorted({post.office_id for post in posts})
    )
    at = spellings(text) if is_address(text) else ()
    rows = items.search(desk.tx, org, text=text, addresses=at, office_ids=rooms, limit=limit)
    own = items.search(desk.tx, org, text=text, addresses=at, person_id=by, limit=limit)
    return list({row.id: row for row in [*rows, *own]}.values())


@notice("lookup.list")
def list_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """One page of rows."""
    what, page, query = said.facts["what"], int(said.facts["page"]), said.facts["query"]
    person = said.reader
    found = _rows(desk, by=person, what=what, page=page, query=query)
    held = seats.seats_open(desk.tx, person) if what == "bare_decide" else []
    codes = {f"item:{row.item_id}": row.code for row in held if seat_.reviews(desk, row)}
    rows = []
    for it in found[:ROWS]:
        deadlines = watch.deadlines(desk, it)
        rows.append(
            {
                "number": it.number,
                "title": (it.content.title if isinstance(it, Item) else "") or it.title,
                "urgent": it.urgent,
                "state": it.standing,
                "line": it.standing,
                "subject": it.about,
                "code": codes.get(it.about),
                "days_left": deadlines[0]["days_left"] if deadlines else None,
                "due_on": deadlines[0]["due_on"] if deadlines else None,
            }
        )
    total = {"total": len(all_waiting(desk, person, what))} if what in WAITING else {}
    return {
        "what": what,
        "query": query or None,
        "rows": rows,
        "page": page,
        "more": len(found) > ROWS,
        **total,
    }


def open_item(desk: Desk, subject: str, *, by: int, occasion: str) -> Notice:
    """What an item's row opens: the card on which this person acts, else the item whole."""
    item = subjects.load(desk, int(subject.rpartition(":")[2]))
    if not visible_to(desk, item, by):
        raise Refused("item.unknown")
    for row in seats.steps_of(desk.tx, item.id):
        if row.state != "open":
            continue
        for seat in seats.seats_of(desk.tx, row.id):
            if seat.person_id == by:
                if row.key == publish.STEP:
                    return Notice("publish.asked", by, item.about, f"{occasion}:step:{row.id}")
                return Notice("review.asked", by, f"seat:{seat.id}", occasion)
    writing = item.row.state in ("draft", "registered") or not item.version.frozen
    if item.row.submitter_id == by and item.row.state in EDITABLE and writing:
        draft.show(desk, item.id, occasion=occasion)
        return Notice("done", by)
    if item.row.submitter_id == by and item.row.state == "confirm":
        return Notice("confirm.asked", by, item.about, f"{occasion}:r{item.row.revision}")
    return Notice("lookup.item", by, item.about, occasion)
