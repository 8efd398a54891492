"""栏目: the board of a site's columns, and one column whole. Read when they are drawn."""

from collections.abc import Iterable
from typing import Any

from rules import column as rules
from rules.column import GREEN, GREY, RED, YELLOW
from storage import ledger, people
from workflow import column, lookup, subjects, watch
from workflow.column import ColumnAt
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice

EVERYWHERE = ("office", "administrator", "secrecy", "webadmin")
LINES = 20
HISTORY = 5


def board(desk: Desk, *, by: int, occasion: str) -> Notice:
    """栏目. Raises Refused where no table of duties was entered, or one has no office."""
    seen = _seen(desk, by)
    if not seen:
        raise Refused("column.nothing")
    return Notice("column.board", by, f"columns:{by}", occasion)


def whole(desk: Desk, text: str, *, by: int, occasion: str) -> Notice:
    """栏目 名称. Raises Refused where none is meant."""
    it = column.find(desk, text, by=by)
    return Notice("column.whole", by, it.about, occasion)


def opened(desk: Desk, subject: str, *, by: int, occasion: str) -> Notice:
    """What a row about a column opens. Raises Refused for others."""
    it = column.load(desk, int(subject.rpartition(":")[2]))
    if not column.visible_to(desk, it, by):
        raise Refused("column.unknown")
    return Notice("column.whole", by, it.about, occasion)


def _seen(desk: Desk, person: int) -> list[ColumnAt]:
    """The columns whose board this person sees: of the whole site at the desk, else of their own offices."""
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    found = []
    for org in lookup.person_orgs(desk, person):
        own = [post for post in posts if post.org_id == org]
        everywhere = any(post.role in EVERYWHERE for post in own)
        rooms = {post.office_id for post in own}
        columns = (column.of_row(desk, row) for row in ledger.entries(desk.tx, org))
        found += [it for it in columns if everywhere or it.room[0] in rooms]
    return found


def shade_of(desk: Desk, it: ColumnAt) -> str:
    """The worst of its clocks; grey while nothing is known of it or nothing is owed."""
    rows = [row for row in watch.running(desk, it) if row.due_on is not None]
    shades = {column.colour(desk, it, row) for row in rows}
    return next((shade for shade in (RED, YELLOW, GREEN) if shade in shades), GREY)


@notice("column.board")
def board_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """How many stand how; those that need somebody, by office, in the order of the site; what is blank; how
    far the site is from failing an inspection.
    """
    seen = _seen(desk, said.reader)
    shades = {it.id: shade_of(desk, it) for it in seen}
    needed = [it for it in seen if shades[it.id] in (RED, YELLOW)]
    rooms: dict[str, list[dict[str, Any]]] = {}
    for it in needed[:LINES]:
        rooms.setdefault(it.room[1], []).append({**line(desk, it), "shade": shades[it.id]})
    return {
        "counts": {
            shade: sum(one == shade for one in shades.values()) for shade in (RED, YELLOW, GREEN, GREY)
        },
        "offices": [{"office": name, "lines": lines} for name, lines in rooms.items()],
        "more": max(len(needed) - LINES, 0),
        "blank": [it.name for it in seen if it.row.entries == 0][:LINES],
        "vetoes": vetoes(desk, seen) if _is_whole(desk, said.reader) else [],
    }


def _is_whole(desk: Desk, person: int) -> bool:
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return any(post.role in EVERYWHERE for post in posts)


def line(desk: Desk, it: ColumnAt) -> dict[str, Any]:
    """One column in a list: its nearest date."""
    nearest = next(iter(watch.deadlines(desk, it)), None)
    return {
        "subject": it.about,
        "name": it.name,
        "office": it.room[1],
        "updated_on": it.row.updated_on,
        "deadline": nearest,
    }


def vetoes(desk: Desk, seen: Iterable[ColumnAt]) -> list[dict[str, Any]]:
    """How many columns of each sort there are against the number at which an inspection fails."""
    counts = dict.fromkeys(("stale", "neglected", "blank"), 0)
    for it in seen:
        over = [row for row in watch.running(desk, it) if (row.due_on or "9999") < desk.today_on]
        counts["stale"] += any(row.rule in rules.STALE_RULES for row in over)
        counts["neglected"] += bool(over)
        counts["blank"] += it.row.entries == 0
    return [
        {
            "key": veto.key,
            "count": counts[veto.key],
            "limit": veto.limit,
            "cite": veto.cite,
            "text": veto.text.data(),
        }
        for veto in rules.VETOES
    ]


@notice("column.whole", live=True)
def whole_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """One column: what it owes, until when, when it was kept up; what this reader may say of it."""
    it = column.load(desk, said.id)
    keeps = column.keeps(desk, it, said.reader)
    owed = {rule.stops.partition(".")[2] for rule in it.clocks}
    return {
        "name": it.name,
        "path": list(it.duty["path"]),
        "office": it.room[1],
        "keepers": [subjects.name_of(desk, person) for person in column.holders(desk, it)],
        "contents": it.duty["contents"],
        "required": list(it.duty["required"]),
        "catalogue": it.duty["catalogue"],
        "every": [rules.say_interval(part).data() for part in it.duty["every"]],
        "url": it.row.list_url or "",
        "updated_on": it.row.updated_on,
        "how": it.row.updated_how,
        "shade": shade_of(desk, it),
        "blank": it.row.entries == 0,
        "deadlines": watch.deadlines(desk, it),
        "clocks": [row.id for row in watch.running(desk, it)],
        "history": [
            {
                "event": row.event,
                "on": row.on,
                "how": row.how,
                "who": subjects.name_of(desk, row.person_id),
                "note": row.note,
            }
            for row in ledger.history(desk.tx, it.id, limit=HISTORY)
        ],
        "may": {
            "update": keeps,
            "check": keeps and rules.CHECKED in owed,
            "replace": keeps and rules.REPLACED in owed,
            "state": keeps and any(rule.statement for rule in it.clocks),
        },
    }
