"""Clocks are legal promises; timers are the wake-ups that a clock plants. Only the due part of timers is
read.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select, update

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, insert_once, number, one_of, word
from storage.tables import clocks, nudges, timers
from storage.tx import Tx

# Clocks -------------------------------------------------------------------------------------------

_OPEN = Sql(
    insert_once(
        clocks,
        "org_id",
        "subject",
        "rule",
        "start_on",
        "due_on",
        "due_at",
        "state",
        "provisional",
        "explain",
        "regime_hash",
        "opened_at",
        unique=("subject", "rule", "start_on"),
    ).returning(clocks.c.id)
)
_SAME = Sql(
    select(clocks.c.id).where(
        clocks.c.subject == bindparam("subject"),
        clocks.c.rule == bindparam("rule"),
        clocks.c.start_on == bindparam("start_on"),
    )
)
_ONE = Sql(select(clocks).where(clocks.c.id == bindparam("id")))
_OF = Sql(
    select(clocks).where(clocks.c.subject == bindparam("subject")).order_by(clocks.c.due_on, clocks.c.id)
)
_live = one_of(clocks.c.state, "running", "suspended")
_RUNNING = Sql(
    select(clocks)
    .where(clocks.c.org_id == bindparam("org_id"), _live)
    .order_by(clocks.c.due_on, clocks.c.due_at, clocks.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_OPEN_CLOCKS = Sql(
    select(clocks)
    .where(clocks.c.org_id == bindparam("org_id"), _live, clocks.c.opened_at >= bindparam("since"))
    .order_by(clocks.c.subject, clocks.c.due_on, clocks.c.id)
)
_PROVISIONAL = Sql(
    select(func.count()).where(
        clocks.c.org_id == bindparam("org_id"), _live, clocks.c.provisional == number(1)
    )
)
_EXPLAIN = Sql(
    update(clocks).where(clocks.c.id == bindparam("id"), _live).values(explain=bindparam("explain"))
)
_END = Sql(
    update(clocks)
    .where(clocks.c.id == bindparam("id"), _live)
    .values(state=bindparam("to"), closed_at=bindparam("now"))
)
_MOVE = Sql(
    update(clocks)
    .where(clocks.c.id == bindparam("id"), _live)
    .values(
        due_on=bindparam("due_on"),
        due_at=bindparam("due_at"),
        provisional=bindparam("provisional"),
        explain=bindparam("explain"),
        state=bindparam("to"),
    )
)
_REOPEN = Sql(
    update(clocks).where(clocks.c.id == bindparam("id"), ~_live).values(state=word("running"), closed_at=None)
)


def open_clock(
    tx: Tx,
    org_id: int,
    *,
    subject: str,
    rule: str,
    start_on: str,
    due_on: str | None = None,
    due_at: int | None = None,
    provisional: bool = False,
    explain: Sequence[Any] = (),
    regime_hash: str,
    state: str = "running",
) -> tuple[int, bool]:
    """Start a clock; (its id, True), or (the standing one's id, False): one per subject, rule and start."""
    row_id = _OPEN.scalar(
        tx,
        org_id=org_id,
        subject=subject,
        rule=rule,
        start_on=start_on,
        due_on=due_on,
        due_at=due_at,
        state=state,
        provisional=int(provisional),
        explain=json_text(list(explain)),
        regime_hash=regime_hash,
        opened_at=tx.now,
    )
    if row_id is not None:
        return int(row_id), True
    return int(_SAME.one(tx, subject=subject, rule=rule, start_on=start_on).id), False


def clock(tx: Tx, clock_id: int) -> Row | None:
    """All columns of a clock."""
    return _ONE.first(tx, id=clock_id)


def clocks_of(tx: Tx, subject: str) -> list[Row]:
    """All clocks of a subject, earliest due first."""
    return _OF.all(tx, subject=subject)


def running(tx: Tx, org_id: int, *, limit: int = 100, offset: int = 0) -> list[Row]:
    """Clocks of an organisation that have not ended, earliest due first."""
    return _RUNNING.all(tx, org_id=org_id, limit=limit, offset=offset)


def open_clocks(tx: Tx, org_id: int, *, since: int = 0) -> list[Row]:
    """All columns of an organisation's open clocks, those of one subject together; of those opened since an
    instant (ms).
    """
    return _OPEN_CLOCKS.all(tx, org_id=org_id, since=since)


def provisional(tx: Tx, org_id: int) -> int:
    """How many open clocks of an organisation lean on days that no notice settles."""
    return int(_PROVISIONAL.scalar(tx, org_id=org_id))


def explain(tx: Tx, clock_id: int, steps: Sequence[Any]) -> None:
    """The same due date for other reasons."""
    _EXPLAIN.run(tx, id=clock_id, explain=json_text(list(steps)))


def end_clock(tx: Tx, clock_id: int, *, state: str) -> bool:
    """Met | met_late | cancelled | replaced, and its timers go; False when it had ended."""
    if _END.run(tx, id=clock_id, to=state, now=tx.now) != 1:
        return False
    cancel(tx, clock_id=clock_id)
    return True


def reopen_clock(tx: Tx, clock_id: int) -> bool:
    """An ended clock runs again (what ended it was undone); plant its timers anew. False when it runs."""
    return _REOPEN.run(tx, id=clock_id) == 1


def move_clock(
    tx: Tx,
    clock_id: int,
    *,
    due_on: str | None,
    due_at: int | None = None,
    provisional: bool = False,
    explain: Sequence[Any] = (),
    state: str = "running",
) -> bool:
    """Another due date (or suspended); its unfired timers go, plant them anew. False when it had ended."""
    moved = _MOVE.run(
        tx,
        id=clock_id,
        due_on=due_on,
        due_at=due_at,
        provisional=int(provisional),
        explain=json_text(list(explain)),
        to=state,
    )
    if moved:
        cancel(tx, clock_id=clock_id)
    return moved == 1


def move_all(tx: Tx, moved: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """As ``move_clock``, many at once, but their timers stay for the caller to see to: (id, {due_on, due_at,
    provisional, explain as its JSON, state}).
    """
    rows = [
        {
            "id": id_,
            "due_on": to["due_on"],
            "due_at": to["due_at"],
            "provisional": int(to["provisional"]),
            "explain": to["explain"],
            "to": to["state"],
        }
        for id_, to in moved
    ]
    _MOVE.many(tx, rows)


def explain_all(tx: Tx, steps: Sequence[tuple[int, str]]) -> None:
    """As ``explain``, many at once: (id, its JSON)."""
    _EXPLAIN.many(tx, [{"id": id_, "explain": text} for id_, text in steps])


# Timers -------------------------------------------------------------------------------------------

_waits = timers.c.state == number(0)  # as the partial index says it
_plant = insert_into(timers, "kind", "subject", "occasion", "clock_id", "fire_at")
_PLANT = Sql(
    _plant.on_conflict_do_update(
        index_elements=["kind", "subject", "occasion"],
        set_={"fire_at": _plant.excluded.fire_at, "clock_id": _plant.excluded.clock_id},
        where=_waits,
    )
)
_ARM = Sql(
    insert_once(
        timers, "kind", "subject", "occasion", "clock_id", "fire_at", unique=("kind", "subject", "occasion")
    )
)
_CANCEL_CLOCK = Sql(delete(timers).where(timers.c.clock_id == bindparam("clock_id"), _waits))
_CANCEL_AHEAD = Sql(
    delete(timers).where(
        timers.c.clock_id == bindparam("clock_id"), _waits, timers.c.fire_at > bindparam("after")
    )
)
_CANCEL_ID = Sql(delete(timers).where(timers.c.id == bindparam("id"), _waits))
_RETIME = Sql(
    update(timers).where(timers.c.id == bindparam("id"), _waits).values(fire_at=bindparam("fire_at"))
)
_CANCEL_SUBJECT = Sql(delete(timers).where(timers.c.subject == bindparam("subject"), _waits))
_CANCEL_KIND = Sql(
    delete(timers).where(timers.c.kind == bindparam("kind"), timers.c.subject == bindparam("subject"), _waits)
)
_due = (
    select(timers)
    .where(_waits, timers.c.fire_at <= bindparam("now"))
    .order_by(timers.c.fire_at, timers.c.id)
    .limit(bindparam("limit"))
)
_DUE = Sql(_due)
_TAKE = Sql(_due.with_for_update(skip_locked=True))
_FIRED = Sql(update(timers).where(timers.c.id == bindparam("id"), _waits).values(state=number(1)))
_NEXT = Sql(select(func.min(timers.c.fire_at)).where(_waits))
_OF_SUBJECT = Sql(
    select(timers).where(timers.c.subject == bindparam("subject")).order_by(timers.c.fire_at, timers.c.id)
)
_WAITING = Sql(
    select(timers)
    .where(timers.c.kind == bindparam("kind"), timers.c.subject == bindparam("subject"), _waits)
    .order_by(timers.c.fire_at, timers.c.id)
)
_WAITING_OF = Sql(
    select(timers.c.id, timers.c.clock_id, timers.c.occasion, timers.c.fire_at)
    .select_from(timers.join(clocks, clocks.c.id == timers.c.clock_id))
    .where(
        clocks.c.org_id == bindparam("org_id"),
        one_of(clocks.c.state, "running", "suspended"),
        timers.c.kind == bindparam("kind"),
        _waits,
    )
)
_PURGE = Sql(delete(timers).where(timers.c.state == number(1), timers.c.fire_at < bindparam("before")))


class Timer(NamedTuple):
    """A wake-up to be: for what, and when (ms)."""

    kind: str
    subject: str
    occasion: str
    fire_at: int
    clock_id: int | None = None


def plant(
    tx: Tx, *, kind: str, subject: str, occasion: str, fire_at: int, clock_id: int | None = None
) -> bool:
    """Wake up for this at ``fire_at`` (ms); one that waits is moved, one that has fired stays so (False)."""
    planted = _PLANT.run(
        tx, kind=kind, subject=subject, occasion=occasion, clock_id=clock_id, fire_at=fire_at
    )
    tx.wake("timers", at=fire_at)
    return planted == 1


def plant_all(tx: Tx, wanted: Sequence[Timer]) -> None:
    """The same for many at once, in their order."""
    rows = [
        {"kind": kind, "subject": subject, "occasion": occasion, "clock_id": clock, "fire_at": fire_at}
        for kind, subject, occasion, fire_at, clock in wanted
    ]
    if _ARM.many(tx, rows) < len(rows):  # mostly none stands yet, and that costs half
        _PLANT.many(tx, rows)
    if wanted:
        tx.wake("timers", at=min(one.fire_at for one in wanted))


def cancel(
    tx: Tx, *, clock_id: int | None = None, subject: str | None = None, kind: str | None = None
) -> int:
    """Take back what waits: of a clock, or of a subject (of one kind, if given); how many."""
    if clock_id is not None:
        return _CANCEL_CLOCK.run(tx, clock_id=clock_id)
    if kind is not None:
        return _CANCEL_KIND.run(tx, kind=kind, subject=subject)
    return _CANCEL_SUBJECT.run(tx, subject=subject)


def cancel_ahead(tx: Tx, clock_id: int, *, after: int) -> int:
    """Take back what a clock has planted for later than this instant (ms); how many."""
    return _CANCEL_AHEAD.run(tx, clock_id=clock_id, after=after)


def cancel_all(tx: Tx, ids: Sequence[int]) -> None:
    """Take back these timers, where they wait."""
    _CANCEL_ID.many(tx, [{"id": one} for one in ids])


def retime_all(tx: Tx, wanted: Sequence[tuple[int, int]]) -> None:
    """Let these timers wait for another moment: (id, ms); one that has fired stays so."""
    _RETIME.many(tx, [{"id": one, "fire_at": fire_at} for one, fire_at in wanted])
    if wanted:
        tx.wake("timers", at=min(fire_at for _, fire_at in wanted))


def due(tx: Tx, *, now: int, limit: int) -> list[Row]:
    """Timers whose moment has come, in its order. Reads only."""
    return _DUE.all(tx, now=now, limit=limit)


def take_due(tx: Tx, *, now: int, limit: int) -> list[Row]:
    """The same inside an act, leaving out those that another process is carrying out."""
    return _TAKE.all(tx, now=now, limit=limit)


def fired(tx: Tx, timer_id: int) -> bool:
    """It has been carried out, in this very transaction; False when it was before."""
    return _FIRED.run(tx, id=timer_id) == 1


def fired_all(tx: Tx, ids: Sequence[int]) -> int:
    """The same for rows that ``take_due`` gave to this very act; how many."""
    _FIRED.many(tx, [{"id": one} for one in ids])
    return len(ids)


def next_due(tx: Tx) -> int | None:
    """The moment (ms) of the earliest waiting timer."""
    moment = _NEXT.scalar(tx)
    return None if moment is None else int(moment)


def timers_of(tx: Tx, subject: str) -> list[Row]:
    """Every timer of a subject, fired ones too (state 1)."""
    return _OF_SUBJECT.all(tx, subject=subject)


def waiting(tx: Tx, kind: str, subject: str) -> list[Row]:
    """A subject's timers of one kind that have not fired, earliest first."""
    return _WAITING.all(tx, kind=kind, subject=subject)


def waiting_of_clocks(tx: Tx, org_id: int, *, kind: str) -> list[Row]:
    """id, clock_id, occasion, fire_at of whatever an organisation's open clocks still wait for."""
    return _WAITING_OF.all(tx, org_id=org_id, kind=kind)


def purge(tx: Tx, *, before: int) -> int:
    """Forget timers fired before this instant, and who was to hear of them."""
    _PURGE_NUDGES.run(tx, before=before)
    return _PURGE.run(tx, before=before)


# Reminders ----------------------------------------------------------------------------------------

_NUDGE = Sql(
    insert_once(
        nudges, "person_id", "clock_id", "occasion", "role", "fire_at",
        unique=("clock_id", "occasion", "person_id"),
    )
)  # fmt: skip
_NUDGED = Sql(
    select(clocks, nudges.c.role, nudges.c.occasion)
    .select_from(nudges.join(clocks, clocks.c.id == nudges.c.clock_id))
    .where(
        nudges.c.person_id == bindparam("person_id"),
        nudges.c.fire_at >= bindparam("start"),
        nudges.c.fire_at <= bindparam("end"),
        one_of(clocks.c.state, "running", "suspended"),
    )
    .order_by(clocks.c.due_on, clocks.c.id, nudges.c.id)
)
_PURGE_NUDGES = Sql(delete(nudges).where(nudges.c.fire_at < bindparam("before")))
_OVERDUE = Sql(
    select(clocks)
    .where(
        clocks.c.org_id == bindparam("org_id"),
        clocks.c.state == word("running"),
        clocks.c.due_on < bindparam("today"),
    )
    .order_by(clocks.c.due_on, clocks.c.id)
)


def nudge(tx: Tx, *, person: int, clock_id: int, occasion: str, role: str, fire_at: int) -> bool:
    """This person is to hear of this threshold; once, however often it is said (False the second time)."""
    return _NUDGE.run(
        tx, person_id=person, clock_id=clock_id, occasion=occasion, role=role, fire_at=fire_at
    ) == 1  # fmt: skip


def nudged(tx: Tx, person: int, *, start: int, end: int) -> list[Row]:
    """Open clocks, with role and occasion, of which this person was to hear between two instants (ms, both
    included), earliest due first.
    """
    return _NUDGED.all(tx, person_id=person, start=start, end=end)


def overdue(tx: Tx, org_id: int, *, today: str) -> list[Row]:
    """Running clocks of an organisation whose last day is before this civil date."""
    return _OVERDUE.all(tx, org_id=org_id, today=today)
