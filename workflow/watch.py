"""The legal promises of an item: clocks that its events start, meet and end, and their wake-ups.

Only this file changes a clock, and it replants the clock's timers in the same transaction.
"""

from datetime import date
from typing import Any

from rules import clocks as rules
from rules.model import Kind
from storage import clocks
from storage.sql import must
from workflow.desk import Desk
from workflow.subjects import Item


def start(desk: Desk, item: Item, event: str, *, on: date, kind: Kind | None = None) -> None:
    """An event starts its clocks. One that already runs from another day is replaced by the new one."""
    open_now = {row.rule: row for row in running(desk, item)}
    for rule in rules.started_by(item.regime.clocks, event, kind or item.kind, item.content.class_):
        old = open_now.get(rule.id)
        if old is not None and old.start_on == on.isoformat():
            continue
        if old is not None:
            _end(desk, item, old, "replaced")
        if rule.shape is not None:  # 未配置: there is nothing to be due
            _open(desk, item, rule, on)


def _open(desk: Desk, item: Item, rule: rules.Clock, on: date) -> None:
    found = rule.due(on, desk.house.calendar)
    clock, new = clocks.open_clock(
        desk.tx,
        item.org,
        subject=item.about,
        rule=rule.id,
        start_on=on.isoformat(),
        due_on=found.on.isoformat(),
        provisional=found.provisional,
        explain=[step.data() for step in found.explain],
        regime_hash=item.row.regime_hash,
    )
    if not new and must(clocks.clock(desk.tx, clock)).state != "replaced":
        return  # the same promise from the same day was opened and closed before: it stays as it ended
    if not new:  # the form named another day for a while, and names this one again
        clocks.reopen_clock(desk.tx, clock)
    desk.audit(
        "clock.started" if new else "clock.reopened",
        item.about,
        person=None,
        org=item.org,
        rule=rule.id,
        start_on=on.isoformat(),
        due_on=found.on.isoformat(),
    )
    _plant(desk, clock, found.on, item.regime.ladders.of(rule))


def _plant(desk: Desk, clock: int, on: date, ladder: rules.Ladder) -> None:
    """Each threshold wakes in the first slot of its day that is still ahead; one that is past is silent."""
    for occasion, day in rules.thresholds(on, ladder, desk.house.calendar):
        fire_at = _slot_ahead(desk, day)
        if fire_at is not None:
            _wake(desk, clock, occasion, fire_at)
        elif occasion == "overdue" and not _overdue_today(desk, clock):
            plant_overdue(desk, clock)


def _slot_ahead(desk: Desk, day: date) -> int | None:
    slots = (desk.ms_at(day, slot) for slot in desk.house.policy.slots)
    return min((at for at in slots if at > desk.ms), default=None)


def _overdue_today(desk: Desk, clock: int) -> bool:
    """What was overdue from its first day on is told in today's next slot, where today has one left."""
    fire_at = _slot_ahead(desk, desk.today) if desk.house.calendar.is_workday(desk.today) else None
    if fire_at is not None:
        _wake(desk, clock, f"overdue:{desk.today_on}", fire_at)
    return fire_at is not None


def plant_overdue(desk: Desk, clock: int) -> None:
    """An overdue promise is told once each working day while it stays open."""
    day = desk.house.calendar.next_workday(desk.today)
    fire_at = desk.ms_at(day, min(desk.house.policy.slots))
    _wake(desk, clock, f"overdue:{day.isoformat()}", fire_at)


def _wake(desk: Desk, clock: int, occasion: str, fire_at: int) -> None:
    clocks.plant(
        desk.tx,
        kind="clock.threshold",
        subject=f"clock:{clock}",
        occasion=occasion,
        fire_at=fire_at,
        clock_id=clock,
    )


def running(desk: Desk, item: Item) -> list[Any]:
    """The item's promises that are still open."""
    rows = clocks.clocks_of(desk.tx, item.about)
    return [row for row in rows if row.state in ("running", "suspended")]


def meet(desk: Desk, item: Item, event: str, *, on: date) -> None:
    """An event keeps its promises, in time or late."""
    rule_ids = {
        rule.id for rule in rules.stopped_by(item.regime.clocks, event, item.kind, item.content.class_)
    }
    for row in running(desk, item):
        if row.rule in rule_ids:
            _end(desk, item, row, rules.outcome(date.fromisoformat(row.due_on), on))


def end_all(desk: Desk, item: Item, state: str = "cancelled") -> None:
    """The subject is over: its open promises end with it."""
    for row in running(desk, item):
        _end(desk, item, row, state)


def _end(desk: Desk, item: Item, row: Any, state: str) -> None:
    if clocks.end_clock(desk.tx, row.id, state=state):
        desk.audit("clock.ended", item.about, person=None, org=item.org, rule=row.rule, state=state)


def deadline(desk: Desk, item: Item, row: Any) -> dict[str, Any]:
    """A clock in the facts of a card."""
    rule = item.regime.clock(row.rule)
    on = date.fromisoformat(row.due_on)
    return {
        "rule": rule.id,
        "due_on": row.due_on,
        "days_left": desk.house.calendar.between(desk.today, on),
        "cite": rule.cite,
        "figure": rule.figure,
        "says": rule.says.get(desk.lang),
        "provisional": bool(row.provisional),
        "office_target": False,
        "state": row.state,
    }


def deadlines(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """The item's open promises, the nearest first."""
    rows = sorted(running(desk, item), key=lambda row: (row.due_on, row.rule))
    return [deadline(desk, item, row) for row in rows]


def reopen(desk: Desk, item: Item, event: str, *, since: int) -> None:
    """An act that met promises was taken back: those it met (ended at or after ``since``, ms) run on."""
    rule_ids = {
        rule.id for rule in rules.stopped_by(item.regime.clocks, event, item.kind, item.content.class_)
    }
    for row in clocks.clocks_of(desk.tx, item.about):
        if row.rule in rule_ids and row.state in ("met", "met_late") and row.closed_at >= since:
            clocks.reopen_clock(desk.tx, row.id)
            desk.audit("clock.reopened", item.about, person=None, org=item.org, rule=row.rule)
            _plant(
                desk,
                row.id,
                date.fromisoformat(row.due_on),
                item.regime.ladders.of(item.regime.clock(row.rule)),
            )
