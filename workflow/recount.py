"""Every open promise of an organisation on other days: reckoned once for all that begin alike, written in few
statements. What it says and does of each is what `watch.refigure` does of one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules import clocks as rules
from rules.clocks import Clock
from rules.shapes import Due
from rules.workdays import Workdays
from storage import clocks
from storage.canon import json_text
from storage.clocks import Timer
from workflow import watch, watched
from workflow.desk import Desk

KIND = "clock.threshold"
Held = dict[int, dict[str, tuple[int, int]]]
"""What waits: clock → occasion → (the timer's id, its instant)."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A due date as it is kept, and when to wake for it: thresholds by their instants (ms)."""

    due: Due | None
    kept: dict[str, Any]
    explain: str
    wakes: dict[str, int]
    is_plain: bool  # days, and nothing of it is overdue yet: no wake-up depends on what was told before


@dataclass(frozen=True, slots=True)
class Changed:
    """An open promise as its row stands, and what it comes to."""

    row: Any
    rule: Clock
    to: Reckoned

    @property
    def due_on(self) -> str | None:
        found: str | None = self.to.kept["due_on"]
        return found


class Reckoner:
    """What promises come to on a calendar; what begins alike is reckoned once."""

    def __init__(self, desk: Desk, calendar: Workdays) -> None:
        self._desk = desk
        self._calendar = calendar
        self._found: dict[tuple[str, str, str], Reckoned] = {}

    def all(self, rows: list[Any]) -> Iterator[Changed]:
        for row in rows:
            rule = self._desk.regime(row.regime_hash).clock(row.rule)
            yield Changed(row, rule, self._of(row, rule))

    def _of(self, row: Any, rule: Clock) -> Reckoned:
        if rule.terms.stops:  # what has happened since to this very one counts
            it = watched.load(self._desk, row.subject)
            due = watch.figured(self._desk, it, rule, row.start_on, calendar=self._calendar)
            return self._reckoned(row, rule, due)
        key = (row.regime_hash, row.rule, row.start_on)
        found = self._found.get(key)
        if found is None:
            due = rule.due(watch.start_of(row.start_on), self._calendar)
            found = self._found[key] = self._reckoned(row, rule, due)
        return found

    def _reckoned(self, row: Any, rule: Clock, due: Due | None) -> Reckoned:
        desk, kept = self._desk, watch.columns(due)
        explain = json_text(kept["explain"])
        if due is None or due.at is not None:
            return Reckoned(due, kept, explain, {}, is_plain=False)
        ladder = desk.regime(row.regime_hash).ladders.of(rule)
        wakes: dict[str, int] = {}
        is_plain = True
        for wake in rules.thresholds(due, ladder, self._calendar, today=desk.today):
            fire_at = watch.slot_ahead(desk, wake.on, nth=wake.slot)
            if fire_at is not None:
                wakes[wake.occasion] = fire_at
            elif wake.occasion == rules.OVERDUE:
                is_plain = False
        return Reckoned(due, kept, explain, wakes, is_plain=is_plain)


def foreseen(desk: Desk, org: int, calendar: Workdays) -> tuple[int, list[tuple[Any, str | None]]]:
    """How many promises run, and which of them another calendar would move: the row, its new due date."""
    rows = clocks.open_clocks(desk.tx, org)
    found = Reckoner(desk, calendar).all(rows)
    return len(rows), [(one.row, one.due_on) for one in found if not watch.stays(one.row, one.to.kept)]


def recount(desk: Desk, org: int, *, why: str, since: int = 0) -> list[Changed]:
    """Let every open promise (opened since an instant, ms) follow the organisation's days: moved, told to the
    audit trail, its reminders planted anew. Those that moved. Closed clocks never change.
    """
    rows = clocks.open_clocks(desk.tx, org, since=since)
    calendar = desk.calendar(org)
    moved: list[Changed] = []
    stayed: list[Changed] = []
    for one in Reckoner(desk, calendar).all(rows):
        (stayed if watch.stays(one.row, one.to.kept) else moved).append(one)
    held: Held = {}
    for row in clocks.waiting_of_clocks(desk.tx, org, kind=KIND):
        held.setdefault(row.clock_id, {})[row.occasion] = (row.id, row.fire_at)
    _move(desk, org, moved, held, why=why)
    _follow(desk, [one for one in stayed if one.to.due is not None and one.to.due.at is None], held, calendar)
    return moved


def _move(desk: Desk, org: int, moved: list[Changed], held: Held, *, why: str) -> None:
    clocks.move_all(desk.tx, [(one.row.id, {**one.to.kept, "explain": one.to.explain}) for one in moved])
    for one in moved:
        desk.audit(
            "clock.moved", one.row.subject, person=None, org=org, rule=one.row.rule, old=one.row.due_on,
            new=one.due_on, why=why,
        )  # fmt: skip
    _replant(desk, [(one.row.id, one.to.wakes if one.to.is_plain else {}) for one in moved], held)
    for one in moved:
        if not one.to.is_plain:
            watch.plant(desk, watched.load(desk, one.row.subject), one.rule, one.row.id, one.to.due)


def _follow(desk: Desk, stayed: list[Changed], held: Held, calendar: Workdays) -> None:
    """Days around a date became others: its arithmetic and its reminders follow. What is due is told."""
    clocks.explain_all(
        desk.tx, [(one.row.id, one.to.explain) for one in stayed if one.to.explain != one.row.explain]
    )
    ahead: Held = {
        one.row.id: {
            occasion: planted
            for occasion, planted in held.get(one.row.id, {}).items()
            if planted[1] > desk.ms
        }
        for one in stayed
    }
    wanted = []
    for one in stayed:
        own = {occasion: fire_at for occasion, (_, fire_at) in ahead[one.row.id].items()}
        wanted.append((one.row.id, one.to.wakes | watch.own_mornings(desk, own, calendar)))
    _replant(desk, wanted, ahead)
    for one in stayed:
        if _is_untold(desk, one, calendar, held.get(one.row.id, {})):
            watch.plant_overdue(desk, watched.load(desk, one.row.subject), one.row.id)


def _replant(desk: Desk, wanted: list[tuple[int, dict[str, int]]], held: Held) -> None:
    """Let each clock wake as is wanted and not as it was held: only what differs is written."""
    retimed: list[tuple[int, int]] = []
    planted: list[Timer] = []
    gone: list[int] = []
    for clock, wakes in wanted:
        old = held.get(clock, {})
        for occasion, fire_at in wakes.items():
            if occasion not in old:
                planted.append(Timer(KIND, f"clock:{clock}", occasion, fire_at, clock))
            elif old[occasion][1] != fire_at:
                retimed.append((old[occasion][0], fire_at))
        gone += [planted_id for occasion, (planted_id, _) in old.items() if occasion not in wakes]
    clocks.cancel_all(desk.tx, gone)
    clocks.retime_all(desk.tx, retimed)
    clocks.plant_all(desk.tx, planted)


def _is_untold(desk: Desk, one: Changed, calendar: Workdays, held: Mapping[str, object]) -> bool:
    """It is over, its ladder says so each morning, and no morning waits for it."""
    due = one.to.due
    if due is None or any(occasion.startswith(rules.OVERDUE) for occasion in (*held, *one.to.wakes)):
        return False
    ladder = desk.regime(one.row.regime_hash).ladders.of(one.rule)
    return ladder.overdue and calendar.next_workday(due.on) <= desk.today


def later_ms(one: Changed) -> int | None:
    """By how many milliseconds an instant moves; None where days are counted."""
    old, new = one.row.due_at, one.to.kept["due_at"]
    return None if old is None or new is None else int(new - old)
