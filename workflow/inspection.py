"""机器检查: the machine reads the site before people do; what it read is judged, kept with its evidence, and
moves the columns' intervals. What it cannot tell for sure it says so, and accuses nobody.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from rules import inspection as rules
from rules.address import spellings
from rules.inspection import Entry, Listed, Try
from storage import clocks, errands, inspections, items, ledger, people
from workflow import column, freshness, live, lookup, remind, subjects
from workflow.column import ColumnAt
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain, tell
from workflow.timers import Due, timer

KIND = "inspection"
LISTENERS: list[Callable[[Desk, int], None]] = []  # (desk, org): told when something more was read
DAILY = "inspection.daily"
APART_MS = 2_000  # between two pages of one site
LOOKS_BACK = timedelta(days=30)
ITEMS = 5  # of a column, that were published of late
EVIDENCE = 10
SEES = ("office", "webadmin", "administrator", "secrecy")
plain("inspection.begun")


# Begun ----------------------------------------------------------------------------------------------------


def plan_next(desk: Desk, org: int) -> None:
    """The machine reads the site on the next working morning, where the installation wants it to."""
    at = desk.house.policy.inspect_at
    if at is None:
        return
    calendar = desk.calendar(org)
    day = desk.today
    if not calendar.is_workday(day) or desk.ms_at(day, at) <= desk.ms:
        day = calendar.next_workday(day)
    clocks.plant(
        desk.tx,
        kind=DAILY,
        subject=f"org:{org}",
        occasion=day.isoformat(),
        fire_at=desk.ms_at(day, at),
    )


@timer(DAILY)
def morning(desk: Desk, due: Due) -> None:
    """A working morning: the site is read, and tomorrow again."""
    org = int(due.subject.rpartition(":")[2])
    begin(desk, org, occasion="daily")
    plan_next(desk, org)


def begin(desk: Desk, org: int, *, occasion: str) -> int:
    """Have the home page and the columns' lists read, one page at a time; how many pages.

    The same occasion of a day asks for nothing twice.
    """
    base = str(subjects.organisation_of(desk, org).site_url)
    on = desk.today_on
    lists = [row for row in ledger.entries(desk.tx, org) if row.list_url]
    pages: list[tuple[str, dict[str, Any]]] = [("home", {"what": "home"})]
    for row in lists:
        args = {
            "what": "column",
            "column": row.id,
            "url": row.list_url,
            "items": _published(desk, org, row.key),
        }
        pages.append((f"column:{row.id}", args))
    for n, (name, args) in enumerate(pages):
        errands.ask(
            desk.tx,
            key=f"{KIND}:{org}:{on}:{occasion}:{name}",
            kind=KIND,
            subject=f"org:{org}",
            args={**args, "org": org, "base": base, "on": on},
            not_before=desk.ms + n * APART_MS if n else None,
        )
    return len(pages)


def _published(desk: Desk, org: int, key: str) -> list[dict[str, str]]:
    """What was published in a column of late: looked at again."""
    since = desk.ms_at(desk.today - LOOKS_BACK, datetime.min.time())
    found: list[dict[str, str]] = []
    for row in ledger.published_since(desk.tx, org, since=since):
        if len(found) < ITEMS and subjects.load(desk, row.id).content.column == key:
            found.append({"number": row.number, "title": row.title, "url": row.url})
    return found


def asked(desk: Desk, *, by: int, now: bool, occasion: str) -> Notice:
    """机器检查: what the machine read last; 机器检查 立即: it reads now. Raises Refused."""
    org = next((org for org in lookup.person_orgs(desk, by) if _sees(desk, org, by)), None)
    if org is None:
        raise Refused("inspection.not_yours")
    if now:
        pages = begin(desk, org, occasion=occasion)
        desk.audit("inspection.begun", f"org:{org}", person=by, org=org, pages=pages)
        return Notice("inspection.begun", by, f"org:{org}", occasion, {"pages": pages})
    if inspections.newest_day(desk.tx, org) is None:
        raise Refused("inspection.nothing")
    return Notice("inspection.board", by, f"org:{org}", occasion)


def _sees(desk: Desk, org: int, person: int) -> bool:
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return any(post.org_id == org and post.role in SEES for post in posts)


# Read -----------------------------------------------------------------------------------------------------


def settled(desk: Desk, _subject: str, args: Mapping[str, Any], result: Mapping[str, Any] | None) -> None:
    """A page was read, or could not be: judged, kept, and told to the desk where it matches no approval."""
    org, on = int(args["org"]), str(args["on"])
    if args["what"] == "home":
        outcome, details = _home(desk, result)
        inspections.keep(desk.tx, org, on=on, what="home", column=None, outcome=outcome, details=details)
        _was_read(desk, org)
        return
    row = ledger.entry(desk.tx, int(args["column"]))
    if row is None:
        return
    it = column.of_row(desk, row)
    outcome, details = _column(desk, it, result)
    inspections.keep(desk.tx, org, on=on, what="column", column=it.id, outcome=outcome, details=details)
    if details["unapproved"] or details["changed"]:
        _tell_desk(desk, org, on)
    _was_read(desk, org)


def _was_read(desk: Desk, org: int) -> None:
    for listener in LISTENERS:
        listener(desk, org)


def _home(desk: Desk, result: Mapping[str, Any] | None) -> tuple[str, dict[str, Any]]:
    if result is None or result["robots"]:
        why = "route" if result is None else "robots"
        return rules.CANNOT, {"why": why, "failed": 0, "made": 0, "kind": "", "certificate": None}
    tries = [Try(one["status"], one["error"]) for one in result["tries"]]
    verdict = rules.judge_site(tries, control=result["control"])
    ends = result["certificate"]
    days = None if ends is None else (datetime.fromisoformat(ends) - desk.now).days
    return verdict.outcome, {
        "kind": verdict.kind,
        "why": verdict.why,
        "failed": verdict.failed,
        "made": verdict.made,
        "certificate": days,
    }


def _column(desk: Desk, it: ColumnAt, result: Mapping[str, Any] | None) -> tuple[str, dict[str, Any]]:
    details: dict[str, Any] = {
        "kind": "",
        "why": "",
        "dead": [],
        "missing": [],
        "unapproved": [],
        "changed": [],
    }
    if result is None or result["robots"]:
        return rules.CANNOT, {**details, "why": "route" if result is None else "robots"}
    if "entries" not in result:
        found = rules.judge_page(Try(result["status"], result["error"]))
        if found == "dead":
            return rules.FAULT, {**details, "kind": "dead_link", "status": result["status"]}
        return rules.CANNOT, {**details, "why": str(result["error"] or result["status"])}
    listed = _listed(result)
    newest = listed.newest(today=desk.today)
    freshness.read_on(desk, it, newest=newest, entries=listed.count)
    dead, unsure = _dead(result["pages"])
    missing, lost = _dead(result["items"])
    details |= {
        "newest": None if newest is None else newest.isoformat(),
        "count": listed.count,
        "sha256": result["sha256"],
        "dead": dead,
        "missing": missing,
        "unsure": unsure + lost,
        "found": [one["number"] for one in result["items"] if one["titled"]],
        "unapproved": _unapproved(desk, it, listed),
        "changed": [
            {"url": one["url"], "number": one["number"], "title": one["title"]}
            for one in result["items"]
            if one["titled"] is False
        ],
    }
    if listed.count == 0:
        return rules.FAULT, {**details, "kind": "blank"}
    return (rules.FAULT, {**details, "kind": "dead_link"}) if dead or missing else (rules.OK, details)


def _listed(result: Mapping[str, Any]) -> Listed:
    entries = tuple(
        Entry(one["title"], one["url"], None if one["on"] is None else date.fromisoformat(one["on"]))
        for one in result["entries"]
    )
    return Listed(entries, inside=0 if result["count"] == 0 else 1)


def _dead(pages: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """The pages that are gone, and how many could not be told."""
    dead, unsure = [], 0
    for one in pages:
        found = rules.judge_page(Try(one["status"], one["error"]))
        unsure += found == "unknown"
        if found == "dead":
            named = {"title": one.get("title") or "", "number": one.get("number") or ""}
            dead.append({"url": one["url"], "status": one["status"], **named})
    return dead, unsure


def _unapproved(desk: Desk, it: ColumnAt, listed: Listed) -> list[dict[str, Any]]:
    """What the list shows since the day of use and no item of ours accounts for."""
    since = live.live_from(desk, it.org) or desk.at(it.row.changed_at).date().isoformat()
    found: list[dict[str, Any]] = []
    for entry in listed.entries:
        if entry.on is None or entry.on.isoformat() < since or len(found) >= EVIDENCE:
            continue
        rows = items.search(
            desk.tx, it.org, text=entry.url, addresses=spellings(entry.url), office_ids=None, limit=1
        )
        rows = rows or items.search(desk.tx, it.org, text=entry.title[:40], office_ids=None, limit=1)
        if not rows:
            found.append({"url": entry.url, "title": entry.title, "on": entry.on.isoformat()})
    return found


def _tell_desk(desk: Desk, org: int, on: str) -> None:
    """The office alone hears, once a day: what matches no approval, and what has changed."""
    for row in people.holders(desk.tx, org, role="office", on=desk.today_on):
        person = int(row.id)
        leaves = remind.next_slot(desk, org, person)
        tell(
            desk,
            Notice(
                "inspection.told",
                person,
                f"org:{org}",
                on,
                {"on": on},
                priority=6,
                not_before=leaves,
                expires_at=remind.end_of_day(desk, leaves),
            ),
        )
