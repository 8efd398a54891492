"""The calendar that people enter: what would change, then days, open promises and owners in one transaction.

A notice of the whole country, days of a region, days of one organisation: scope "", region:NAME, org:KEY.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from rules.notice import Entry, entered
from rules.workdays import Workdays
from storage import calendars, clocks, copies, orgs
from storage.canon import json_text, json_value
from storage.sql import must
from workflow import recount, remind, watch, watched, year_ahead
from workflow.desk import Desk, Refused, lay, scopes_of
from workflow.notices import Notice, notice, tell
from workflow.recount import Changed
from workflow.timers import Due, timer

KEPT = 50  # clocks that are remembered with a notice to their owner
LINES = 10
DAY_MS = 86_400_000
OVERLAP_MS = 60_000  # acts that began before an entry was committed have ended by then


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be entered: for whom, which days, where they were published."""

    scope: str
    entry: Entry
    source: str

    @property
    def digest(self) -> str:
        """SHA-256 of scope, year and days."""
        year = self.entry.year
        return sha256(
            json_text({"scope": self.scope, "year": year, **self.entry.data()}).encode()
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that would all change alike; `name` is what they are called then, or were."""

    first: date
    last: date
    work: bool
    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """An open promise that would be due on another day (None: suspended), or no longer provisional."""

    about: str
    number: str | None
    rule: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What entering or ending something would do; `looked_at` counts the open promises recounted for it."""

    days: tuple[Run, ...] = ()
    year_known: int | None = None
    year_unknown: int | None = None
    looked_at: int = 0
    moves: tuple[Move, ...] = ()
    settled: int = 0  # stay on their day and are provisional no longer, or become so

    @property
    def changes_nothing(self) -> bool:
        return not (self.days or self.year_known or self.year_unknown or self.moves or self.settled)

    def told(self) -> dict[str, Any]:
        """In the facts of a card: runs of days, and promises by where they would go, most first."""
        groups: dict[tuple[str | None, str | None], int] = {}
        for move in self.moves:
            groups[move.old, move.new] = groups.get((move.old, move.new), 0) + 1
        ranked = sorted(groups.items(), key=lambda one: (-one[1], one[0][0] or "", one[0][1] or ""))
        return {
            "days": [
                {
                    "from": run.first.isoformat(),
                    "to": run.last.isoformat(),
                    "work": run.work,
                    "name": run.name,
                }
                for run in self.days
            ],
            "known": self.year_known,
            "unknown": self.year_unknown,
            "clocks": self.looked_at,
            "moves": len(self.moves),
            "settled": self.settled,
            "groups": [{"old": old, "new": new, "n": n} for (old, new), n in ranked[:LINES]],
            "more": sum(n for _, n in ranked[LINES:]),
        }


@dataclass(slots=True)
class _Moved:
    """One owner's promises that moved: the row as it was, with its new due date."""

    org: int
    rows: list[tuple[Any, str | None]] = field(default_factory=list)


# Looking ahead ------------------------------------------------------------------------------------------


def concerned(desk: Desk, scope: str) -> list[Any]:
    """The organisations for which a scope holds. Raises Refused where there is none such."""
    every = orgs.organisations_all(desk.tx)
    found = [row for row in every if scope in scopes_of(row)]
    if not found:
        known = sorted({one for row in every for one in scopes_of(row) if one})
        raise Refused("calendar.scope_unknown", scope=scope, allowed=known)
    return found


def plan(desk: Desk, given: Given) -> Plan:
    """What entering this would change. Reads only. Raises Refused for a scope that there is not."""
    now = _valid(desk)
    year = given.entry.year
    after = [
        (scope, entry) for scope, entry in now if year is None or (scope, entry.year) != (given.scope, year)
    ]
    return _compared(desk, given.scope, now, [*after, (given.scope, given.entry)])


def plan_end(desk: Desk, id_: int) -> Plan:
    """What it would change if this held no longer. Reads only. Raises Refused where it does not hold."""
    row = _standing(desk, id_)
    left = [(one.scope, entered(one)) for one in calendars.valid(desk.tx) if one.id != id_]
    return _compared(desk, row.scope, _valid(desk), left)


def _valid(desk: Desk) -> list[tuple[str, Entry]]:
    return [(row.scope, entered(row)) for row in calendars.valid(desk.tx)]


def _standing(desk: Desk, id_: int) -> Any:
    row = calendars.one(desk.tx, id_)
    if row is None or row.state != "valid":
        raise Refused("calendar.not_standing", id=id_)
    return row


def _compared(
    desk: Desk, scope: str, now: Sequence[tuple[str, Entry]], after: Sequence[tuple[str, Entry]]
) -> Plan:
    of = concerned(desk, scope)
    scopes = scopes_of(of[0]) if scope.startswith("org:") else ("", scope) if scope else ("",)
    old, new = lay(now, scopes), lay(after, scopes)
    years = _years([entry for held in (now, after) for _, entry in held])
    moves, settled, looked_at = [], 0, 0
    for organisation in of:
        calendar = lay(after, scopes_of(organisation))
        n, found = recount.foreseen(desk, organisation.id, calendar)
        looked_at += n
        for row, due_on in found:
            if due_on == row.due_on and row.due_at is None:
                settled += 1
            else:
                number = watched.load(desk, row.subject).number
                moves.append(Move(row.subject, number, row.rule, row.due_on, due_on))
    return Plan(
        days=tuple(_runs(old, new, years)),
        year_known=next((year for year in years if new.knows(year) and not old.knows(year)), None),
        year_unknown=next((year for year in years if old.knows(year) and not new.knows(year)), None),
        looked_at=looked_at,
        moves=tuple(moves),
        settled=settled,
    )


def _years(entries: Sequence[Entry]) -> list[int]:
    of_days = {day.year for entry in entries for day in (*entry.off, *entry.work)}
    return sorted(of_days | {entry.year for entry in entries if entry.year is not None})


def _runs(old: Workdays, new: Workdays, years: Sequence[int]) -> Iterator[Run]:
    """Days that would be worked or free and were not, neighbours of one name together."""
    run: Run | None = None
    for year in years:
        for n in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            day = date.fromordinal(n)
            work = new.is_workday(day)
            if work == old.is_workday(day):
                continue
            mark = new.name(day) or old.name(day)
            name = "" if mark is None else mark.name.zh_CN
            if run is not None and (run.last + timedelta(days=1), run.work, run.name) == (day, work, name):
                run = Run(run.first, day, work, name)
                continue
            if run is not None:
                yield run
            run = Run(day, day, work, name)
    if run is not None:
        yield run


# Entering and ending --------------------------------------------------------------------------------------


def enter(desk: Desk, given: Given, *, by: str, person: int | None = None) -> int:
    """Let these days hold: every open promise they concern is counted anew, each owner is told once. Its id.

    `by` is the name of who entered it, `person` their id where they did so in chat. Raises Refused for a
    scope that there is not, and where the very same holds already.
    """
    of = concerned(desk, given.scope)
    digest = given.digest
    if any(row.hash == digest for row in calendars.valid(desk.tx)):
        raise Refused("calendar.same")
    id_ = calendars.enter(
        desk.tx,
        scope=given.scope,
        year=given.entry.year,
        days=given.entry.data(),
        source=given.source,
        digest=digest,
        by=by,
    )
    desk.audit(
        "calendar.entered", f"calendar:{id_}", person=person, org=None, scope=given.scope,
        year=given.entry.year, hash=digest,
    )  # fmt: skip
    _recount(desk, of, f"calendar:{id_}")
    # Elsewhere a promise may have begun on the old days at this very moment.
    clocks.plant(
        desk.tx,
        kind="calendar.overlap",
        subject=f"calendar:{id_}",
        occasion="entered",
        fire_at=desk.ms + OVERLAP_MS,
    )
    return id_


def end(desk: Desk, id_: int) -> None:
    """What was entered holds no longer: promises and owners as with `enter`. Raises Refused."""
    row = _standing(desk, id_)
    of = concerned(desk, row.scope)
    calendars.end(desk.tx, id_)
    desk.audit("calendar.ended", f"calendar:{id_}", person=None, org=None, scope=row.scope, hash=row.hash)
    _recount(desk, of, f"calendar:{id_}:ended")


def _recount(desk: Desk, of: Sequence[Any], why: str, *, since: int = 0) -> None:
    moved: dict[int, _Moved] = {}
    for organisation in of:
        changed = recount.recount(desk, organisation.id, why=why, since=since)
        copies.touch_all(desk.tx, {one.row.subject for one in changed})
        worth: dict[str, list[tuple[Any, str | None]]] = {}
        for one in filter(_is_worth_telling, changed):
            worth.setdefault(one.row.subject, []).append((one.row, one.due_on))
        for about, rows in worth.items():
            for person in watched.holders(desk, watched.load(desk, about)):
                moved.setdefault(person, _Moved(organisation.id)).rows.extend(rows)
        year_ahead.plant(desk, organisation.id)
    for person, mine in moved.items():
        _tell(desk, person, mine, why)


def _is_worth_telling(one: Changed) -> bool:
    """Earlier, or another day; minutes later on the same day are no news."""
    later = recount.later_ms(one)
    if later is not None:
        return later < 0 or later >= DAY_MS
    return one.due_on is not None and one.due_on != one.row.due_on


def _tell(desk: Desk, person: int, mine: _Moved, why: str) -> None:
    """All that moved for one person in one message, in working hours."""
    rows = sorted(mine.rows, key=lambda one: (one[1] or "", one[0].id))
    tell(
        desk,
        Notice(
            "calendar.moved",
            person,
            f"person:{person}",
            why,
            {
                "entry": int(why.split(":")[1]),
                "ended": why.endswith(":ended"),
                "was": [[row.id, row.due_on] for row, _ in rows[:KEPT]],
                "n": len(rows),
            },
            priority=6,
            not_before=remind.next_slot(desk, mine.org, person),
        ),
    )


@timer("calendar.overlap")
def overlap(desk: Desk, due: Due) -> None:
    """Promises that began beside an entry, on the days as they were before it."""
    row = calendars.one(desk.tx, int(due.subject.rpartition(":")[2]))
    if row is not None and row.state == "valid":
        since = row.entered_at - OVERLAP_MS
        _recount(desk, concerned(desk, row.scope), f"calendar:{row.id}", since=since)


# Told ---------------------------------------------------------------------------------------------------


def _lines(desk: Desk, said: Notice) -> list[dict[str, Any]]:
    """Of the promises that moved, those that are open and still the reader's."""
    lines = []
    for id_, old in said.facts["was"]:
        row = clocks.clock(desk.tx, id_)
        if row is None or row.state not in watch.OPEN:
            continue
        it = watched.load(desk, row.subject)
        if said.reader in watched.holders(desk, it):
            named = {"number": it.number, "title": it.title, "subject": it.about, "urgent": it.urgent}
            lines.append({**named, "old": old, **watch.deadline(desk, it, row)})
    return lines


@notice("calendar.moved", moot=lambda desk, said: None if _lines(desk, said) else "all_met")
def moved_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Old and new dates, and whose notice moved them."""
    lines = _lines(desk, said)
    row = must(calendars.one(desk.tx, said.facts["entry"]))
    gone = len(said.facts["was"]) - len(lines)
    return {
        "lines": lines[:LINES],
        "more": max(0, said.facts["n"] - gone - min(LINES, len(lines))),
        "year": row.year,
        "source": row.source,
        "ended": said.facts["ended"],
    }


def standing(desk: Desk) -> list[dict[str, Any]]:
    """Everything that was entered, newest first, with its days."""
    return [
        {
            "id": row.id,
            "scope": row.scope,
            "year": row.year,
            "days": sum(len(days) for days in json_value(row.days).values()),
            "source": row.source,
            "by": row.entered_by,
            "at": desk.iso(row.entered_at),
            "state": row.state,
        }
        for row in calendars.listed(desk.tx, limit=1000)
    ]
