"""The clocks of a subject: started, moved and met by its events. Only workflow changes a clock."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from rules import clocks as rules
from rules.cite import OFFICE
from rules.shapes import Due, day_of
from rules.suspension import StillOpen
from rules.workdays import Workdays
from storage import clocks
from storage.canon import json_text
from storage.sql import must
from workflow import unset
from workflow.desk import Desk
from workflow.watched import Watched

OPEN = ("running", "suspended")
# A clear application has nothing to be corrected; silence is an answer; nobody has to go to court.
LAPSING = frozenset({"request.noticed", "consult.replied", "request.contested"})
OWN_DAYS = (f"{rules.OVERDUE}:", "snooze:")  # mornings that the ladder does not name


def start(desk: Desk, it: Watched, event: str, *, on: date) -> None:
    """An event starts its clocks; ``on`` is its day, or the instant for what is counted in hours.

    One that already runs from another day is replaced by the new one.
    """
    open_now = {row.rule: row for row in running(desk, it)}
    for rule in it.regime.clocks:
        if event not in rule.starts or not it.concerns(rule):
            continue
        old = open_now.get(rule.id)
        if old is not None and old.start_on == _start_of(rule, on):
            continue
        if old is not None:
            _end(desk, it, old, "replaced")
        if rule.shape is None:
            unset.ask(desk, it.org, it.regime, of=rule.of)
        else:
            _open(desk, it, rule, on)


def _start_of(rule: rules.Clock, on: date) -> str:
    """How the start is kept: its day, its instant only where hours are counted."""
    return (on if getattr(rule.shape, "unit", "") == "hours" else day_of(on)).isoformat()


def start_of(start_on: str) -> date:
    """The day or the instant of which ``start_on`` keeps the text."""
    return datetime.fromisoformat(start_on) if "T" in start_on else date.fromisoformat(start_on)


def figured(
    desk: Desk, it: Watched, rule: rules.Clock, start_on: str, *, calendar: Workdays | None = None
) -> Due | None:
    """When the promise runs out, as things stand; None while a consultation holds it without an end."""
    calendar = calendar or desk.calendar(it.org)
    try:
        return rule.due(start_of(start_on), calendar, events=it.events if rule.terms.stops else rules.NOTHING)
    except StillOpen:
        return None


def columns(due: Due | None) -> dict[str, Any]:
    """A due date as it is kept."""
    if due is None:
        return {"due_on": None, "due_at": None, "provisional": False, "explain": [], "state": "suspended"}
    return {
        "due_on": due.on.isoformat(),
        "due_at": None if due.at is None else round(due.at.timestamp() * 1000),
        "provisional": due.provisional,
        "explain": [step.data() for step in due.explain],
        "state": "running",
    }


def _open(desk: Desk, it: Watched, rule: rules.Clock, on: date) -> None:
    start_on = _start_of(rule, on)
    found = figured(desk, it, rule, start_on)
    kept = columns(found)
    clock, new = clocks.open_clock(
        desk.tx,
        it.org,
        subject=it.about,
        rule=rule.id,
        start_on=start_on,
        regime_hash=it.regime_hash,
        **kept,
    )
    if not new and must(clocks.clock(desk.tx, clock)).state != "replaced":
        return  # the same promise from the same day was opened and closed before: it stays as it ended
    if not new:  # the form named another day for a while, and names this one again
        clocks.reopen_clock(desk.tx, clock)
    desk.audit(
        "clock.started" if new else "clock.reopened",
        it.about,
        person=None,
        org=it.org,
        rule=rule.id,
        start_on=start_on,
        due_on=kept["due_on"],
    )
    plant(desk, it, rule, clock, found)


def plant(desk: Desk, it: Watched, rule: rules.Clock, clock: int, due: Due | None) -> None:
    """Each threshold wakes in the first slot of its day that is still ahead; one that is past is silent."""
    if due is None:
        return
    if due.at is not None:
        _plant_hours(desk, clock, due.at)
        return
    calendar = desk.calendar(it.org)
    for wake in rules.thresholds(due, it.regime.ladders.of(rule), calendar, today=desk.today):
        fire_at = slot_ahead(desk, wake.on, nth=wake.slot)
        if fire_at is not None:
            _wake(desk, clock, wake.occasion, fire_at)
        elif wake.occasion == rules.OVERDUE and not _overdue_today(desk, it, clock):
            plant_overdue(desk, it, clock)


def _plant_hours(desk: Desk, clock: int, at: datetime) -> None:
    """A limit in hours is told at once, an hour before it ends and when it has ended, at any time of day."""
    for occasion, moment in (("T-1h", at - timedelta(hours=1)), (rules.OVERDUE, at)):
        fire_at = round(moment.timestamp() * 1000)
        if fire_at > desk.ms:
            _wake(desk, clock, occasion, fire_at)
    _wake(desk, clock, "T-start", desk.ms)


def slot_ahead(desk: Desk, day: date, *, nth: int = 0) -> int | None:
    """The first of that day's slots from the nth on that is still to come (ms)."""
    slots = sorted(desk.house.policy.slots)[nth:] or [max(desk.house.policy.slots)]
    return min((at for slot in slots if (at := desk.ms_at(day, slot)) > desk.ms), default=None)


def _overdue_today(desk: Desk, it: Watched, clock: int) -> bool:
    """What was overdue from its first day on is told in today's next slot, where today has one left."""
    fire_at = slot_ahead(desk, desk.today) if desk.calendar(it.org).is_workday(desk.today) else None
    return fire_at is not None and _wake(desk, clock, f"{rules.OVERDUE}:{desk.today_on}", fire_at)


def plant_overdue(desk: Desk, it: Watched, clock: int) -> None:
    """An overdue promise is told once each working day while it stays open."""
    day = desk.calendar(it.org).next_workday(desk.today)
    fire_at = desk.ms_at(day, min(desk.house.policy.slots))
    _wake(desk, clock, f"{rules.OVERDUE}:{day.isoformat()}", fire_at)


def _wake(desk: Desk, clock: int, occasion: str, fire_at: int) -> bool:
    return clocks.plant(
        desk.tx,
        kind="clock.threshold",
        subject=f"clock:{clock}",
        occasion=occasion,
        fire_at=fire_at,
        clock_id=clock,
    )


def running(desk: Desk, it: Watched) -> list[Any]:
    """The subject's promises that are still open."""
    return [row for row in clocks.clocks_of(desk.tx, it.about) if row.state in OPEN]


def _stopped_by(it: Watched, event: str) -> set[str]:
    return {rule.id for rule in it.regime.clocks if rule.stops == event and it.concerns(rule)}


def meet(desk: Desk, it: Watched, event: str, *, on: date) -> None:
    """An event keeps its promises, in time or late; ``on`` is its day, or its instant."""
    rule_ids = _stopped_by(it, event)
    for row in running(desk, it):
        if row.rule in rule_ids:
            _end(desk, it, row, _outcome(row, on))


def _outcome(row: Any, on: date) -> str:
    if row.due_at is not None and isinstance(on, datetime):
        return "met" if on.timestamp() * 1000 <= row.due_at else "met_late"
    if row.due_on is None:  # suspended: it could not run out
        return "met"
    return rules.outcome(date.fromisoformat(row.due_on), day_of(on))


def begin(desk: Desk, it: Watched, rule: rules.Clock, *, on: date) -> None:
    """One clock of a subject starts: of a period that the calendar began, or of a subject like a column whose
    event starts and stops it at once. The same promise from the same day is not opened twice.
    """
    _open(desk, it, rule, on)


def keep(desk: Desk, it: Watched, row: Any, *, on: date) -> None:
    """One promise was kept, in time or late."""
    _end(desk, it, row, _outcome(row, on))


def let_go(desk: Desk, it: Watched, row: Any) -> None:
    """One promise gives way to another of its kind."""
    _end(desk, it, row, "replaced")


def end_all(desk: Desk, it: Watched, state: str = "cancelled", *, of: str = "") -> None:
    """The subject is over: its open promises end with it; given ``of``, only those that run for that."""
    for row in running(desk, it):
        if not of or it.regime.clock(row.rule).of == of:
            _end(desk, it, row, state)


def give_up(desk: Desk, it: Watched, *, stops: Collection[str]) -> None:
    """Promises that these events would meet have lost their ground; should it come back, they run on."""
    for row in running(desk, it):
        if it.regime.clock(row.rule).stops in stops:
            _end(desk, it, row, "replaced")


def lapse(desk: Desk, it: Watched, row: Any) -> bool:
    """What is due only where something is amiss ends with its date: nobody is late who had nothing to do."""
    lapses = it.regime.clock(row.rule).stops in LAPSING
    if lapses:
        _end(desk, it, row, "cancelled")
    return lapses


def _end(desk: Desk, it: Watched, row: Any, state: str) -> None:
    if clocks.end_clock(desk.tx, row.id, state=state):
        desk.audit("clock.ended", it.about, person=None, org=it.org, rule=row.rule, state=state)


def refigure(desk: Desk, it: Watched, *, why: str) -> list[tuple[Any, str | None]]:
    """Compute the open promises anew: an extension, a consultation, a correction, a holiday notice.

    What moved is moved, told to the audit trail with its reason, and gets its reminders planted anew, all in
    this transaction; each row as it was, with its new due date. Closed clocks never change.
    """
    moved = []
    for row, rule, found in _anew(desk, it, desk.calendar(it.org)):
        kept = columns(found)
        if stays(row, kept):
            _replant(desk, it, rule, row, found)
            continue
        clocks.move_clock(desk.tx, row.id, **kept)
        desk.audit(
            "clock.moved",
            it.about,
            person=None,
            org=it.org,
            rule=row.rule,
            old=row.due_on,
            new=kept["due_on"],
            why=why,
        )
        plant(desk, it, rule, row.id, found)
        moved.append((row, kept["due_on"]))
    return moved


def _anew(desk: Desk, it: Watched, calendar: Workdays) -> Iterator[tuple[Any, rules.Clock, Due | None]]:
    for row in running(desk, it):
        rule = it.regime.clock(row.rule)
        yield row, rule, figured(desk, it, rule, row.start_on, calendar=calendar)


def stays(row: Any, kept: dict[str, Any]) -> bool:
    """Is what is kept of it just what its row holds?"""
    same = all(kept[name] == getattr(row, name) for name in ("due_on", "due_at", "state"))
    return same and bool(row.provisional) == bool(kept["provisional"])


def _replant(desk: Desk, it: Watched, rule: rules.Clock, row: Any, due: Due | None) -> None:
    """A promise stays where it was while days around it became others: so do its arithmetic and reminders.

    What is due to be told already is told.
    """
    if due is None or due.at is not None:
        return
    why = [step.data() for step in due.explain]
    if json_text(why) != row.explain:
        clocks.explain(desk.tx, row.id, why)
    ladder, calendar = it.regime.ladders.of(rule), desk.calendar(it.org)
    ahead = {one.occasion: one.fire_at for one in _waiting(desk, row.id) if one.fire_at > desk.ms}
    wanted = {
        wake.occasion: fire_at
        for wake in rules.thresholds(due, ladder, calendar, today=desk.today)
        if (fire_at := slot_ahead(desk, wake.on, nth=wake.slot)) is not None
    }
    wanted |= own_mornings(desk, ahead, calendar)
    if wanted != ahead:
        clocks.cancel_ahead(desk.tx, row.id, after=desk.ms)
        for occasion, fire_at in wanted.items():
            _wake(desk, row.id, occasion, fire_at)
    is_over = ladder.overdue and calendar.next_workday(due.on) <= desk.today
    if is_over and not any(one.occasion.startswith(rules.OVERDUE) for one in _waiting(desk, row.id)):
        plant_overdue(desk, it, row.id)


def own_mornings(desk: Desk, ahead: dict[str, int], calendar: Workdays) -> dict[str, int]:
    """Of these wake-ups (occasion → ms) those that no ladder names, on mornings on which offices work."""
    first = min(desk.house.policy.slots)
    return {
        occasion: fire_at if calendar.is_workday(day) else desk.ms_at(calendar.next_workday(day), first)
        for occasion, fire_at in ahead.items()
        if occasion.startswith(OWN_DAYS) and (day := desk.at(fire_at).date())
    }


def _waiting(desk: Desk, clock: int) -> list[Any]:
    return clocks.waiting(desk.tx, "clock.threshold", f"clock:{clock}")


def deadline(desk: Desk, it: Watched, row: Any) -> dict[str, Any]:
    """A clock in the facts of a card; the days left are None while nobody knows the date."""
    rule = it.regime.clock(row.rule)
    calendar = desk.calendar(it.org)
    on = None if row.due_on is None else date.fromisoformat(row.due_on)
    return {
        "rule": rule.id,
        "due_on": row.due_on,
        "due_at": desk.iso(row.due_at),
        "days_left": None if on is None else calendar.between(desk.today, on),
        "rest_days_left": 0 if on is None else (on - desk.today).days,
        "aim_on": calendar.shift(on, -1).isoformat() if on is not None and row.provisional else None,
        "cite": rule.cite,
        "figure": rule.figure,
        "says": rule.says.get(desk.lang),
        "provisional": bool(row.provisional),
        "office_target": rule.cite == OFFICE,
        "state": row.state,
    }


def in_order(desk: Desk, it: Watched) -> list[Any]:
    """Its open promises: our own by their date, one that is suspended last; then what others owe us."""

    def key(row: Any) -> tuple[bool, bool, str, str]:
        theirs = it.regime.clock(row.rule).of == "consult"
        return theirs, row.due_on is None, row.due_on or "", row.rule

    return sorted(running(desk, it), key=key)


def deadlines(desk: Desk, it: Watched) -> list[dict[str, Any]]:
    """The subject's open promises, in their order."""
    return [deadline(desk, it, row) for row in in_order(desk, it)]


def reopen(desk: Desk, it: Watched, event: str, *, since: int) -> None:
    """An act that met promises was taken back: those it met (ended at or after ``since``, ms) run on."""
    rule_ids = _stopped_by(it, event)
    for row in clocks.clocks_of(desk.tx, it.about):
        if row.rule in rule_ids and row.state in ("met", "met_late") and row.closed_at >= since:
            clocks.reopen_clock(desk.tx, row.id)
            desk.audit("clock.reopened", it.about, person=None, org=it.org, rule=row.rule)
            rule = it.regime.clock(row.rule)
            plant(desk, it, rule, row.id, figured(desk, it, rule, row.start_on))


def revive(desk: Desk, it: Watched, *, since: int = 0) -> None:
    """The subject goes on after its end: the promises that were cancelled with it (at or after ``since``, ms)
    run on, each from its own day.
    """
    open_now = {row.rule for row in running(desk, it)}
    rows = [row for row in clocks.clocks_of(desk.tx, it.about) if row.state == "cancelled"]
    for row in {
        row.rule: row for row in rows if row.closed_at >= since and row.rule not in open_now
    }.values():
        clocks.reopen_clock(desk.tx, row.id)
        desk.audit("clock.reopened", it.about, person=None, org=it.org, rule=row.rule)
        rule = it.regime.clock(row.rule)
        plant(desk, it, rule, row.id, figured(desk, it, rule, row.start_on))


def void(desk: Desk, it: Watched, event: str) -> None:
    """What an event started was taken back with it: those promises may start again from the same day."""
    started = {rule.id for rule in it.regime.clocks if event in rule.starts}
    for row in running(desk, it):
        if row.rule in started:
            _end(desk, it, row, "replaced")
