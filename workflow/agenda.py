"""What is due: mine, my week, and what is overdue by office. Reads only."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from storage import clocks, orgs, people
from workflow import watch, watched
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice

ROWS = 10
ABOVE = ("office", "administrator", "leader", "head", "secrecy")
EVERYWHERE = ("office", "administrator", "secrecy")


@notice("clock.list")
def list_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What this person holds and until when, the nearest first; ``week`` for this week's and what is over."""
    week = bool(said.facts["week"])
    last = desk.today + timedelta(days=6 - desk.today.weekday())
    found: list[dict[str, Any]] = []
    for about in _held(desk, said.reader):
        it = watched.load(desk, about)
        found += [
            {"number": it.number, "title": it.title, "subject": about, **told}
            for told in watch.deadlines(desk, it)
            if not week or (told["due_on"] is not None and told["due_on"] <= last.isoformat())
        ]
    found.sort(key=lambda line: (line["due_on"] is None, line["due_on"] or "", line["number"] or ""))
    return {"week": week, "total": len(found), "lines": found[:ROWS], "until": last.isoformat()}


def _held(desk: Desk, person: int) -> list[str]:
    """Whatever waits for this person, of every kind."""
    return list(dict.fromkeys(about for kind in watched.KINDS.values() for about in kind.held(desk, person)))


def board(desk: Desk, *, by: int, occasion: str) -> Notice:
    """What is overdue by office. Raises Refused for those who look after no office."""
    if not _offices_seen(desk, by):
        raise Refused("clock.board_not_yours")
    return Notice("clock.board", by, f"board:{by}", occasion)


def _offices_seen(desk: Desk, person: int) -> dict[int, set[int] | None]:
    """Of each organisation the offices this person looks after; None for all of them."""
    seen: dict[int, set[int] | None] = {}
    for post in people.memberships(desk.tx, person, on=desk.today_on):
        if post.role in EVERYWHERE:
            seen[post.org_id] = None
        elif post.role in ABOVE and seen.get(post.org_id, set()) is not None:
            seen[post.org_id] = (seen.get(post.org_id) or set()) | {post.office_id}
    return seen


@notice("clock.board")
def board_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Each office with what is overdue there and under which article; no persons, no ranking."""
    rooms: dict[str, list[dict[str, Any]]] = {}
    for org, offices in _offices_seen(desk, said.reader).items():
        for row in clocks.overdue(desk.tx, org, today=desk.today_on):
            it = watched.load(desk, row.subject)
            office, name = it.office
            if offices is not None and office not in offices:
                continue
            told = {"number": it.number, "title": it.title, "subject": it.about}
            rooms.setdefault(name, []).append({**told, **watch.deadline(desk, it, row)})
    return {"offices": [{"office": name, "lines": lines} for name, lines in _in_order(desk, said, rooms)]}


def _in_order(
    desk: Desk, said: Notice, rooms: dict[str, list[dict[str, Any]]]
) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    """Offices in the order in which the organisation lists them: the board ranks nobody."""
    listed = [room.name for org in _offices_seen(desk, said.reader) for room in orgs.offices_of(desk.tx, org)]
    return sorted(rooms.items(), key=lambda room: listed.index(room[0]) if room[0] in listed else len(listed))
