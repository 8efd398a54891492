"""The way of an item: steps, the seats in them, decisions and ticks. Steps are never opened again."""

import secrets
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from rules.words import ALPHABET, CODE_LENGTH
from storage import lanes
from storage.errors import StorageError
from storage.sql import Row, Sql, insert_into, insert_once, number, word
from storage.tables import decisions, items, people, seats, steps, ticks, versions
from storage.tx import Tx

_CODE_TRIES = 40

# Steps and seats ----------------------------------------------------------------------------------

_attempts = (
    select(func.count())
    .where(
        steps.c.item_id == bindparam("item_id"),
        steps.c.round == bindparam("round"),
        steps.c.position == bindparam("position"),
    )
    .scalar_subquery()
)
_OPEN = Sql(
    insert_into(
        steps, "item_id", "round", "position", "key", "role", "quorum", "state", "content_hash", "opened_at"
    )
    .values(attempt=_attempts + number(1))
    .returning(steps.c.id)
)
_SEAT = Sql(
    insert(seats)
    .values(
        step_id=bindparam("step_id"),
        person_id=bindparam("person_id"),
        code=bindparam("code"),
        sits_for=bindparam("sits_for"),
        came=bindparam("came"),
    )
    .on_conflict_do_nothing()  # a code of another live seat, or this very seat
    .returning(seats.c.id)
)
_SEAT_OF = Sql(
    select(seats.c.id, seats.c.code).where(
        seats.c.step_id == bindparam("step_id"), seats.c.person_id == bindparam("person_id")
    )
)
_facts = select(
    seats.c.id.label("seat_id"),
    seats.c.person_id,
    seats.c.code,
    seats.c.state.label("seat_state"),
    seats.c.sits_for,
    seats.c.came,
    seats.c.delegated,
    steps.c.id.label("step_id"),
    steps.c.key.label("step_key"),
    steps.c.role.label("step_role"),
    steps.c.quorum,
    steps.c.state.label("step_state"),
    steps.c.round,
    steps.c.attempt,
    steps.c.position,
    steps.c.content_hash,
    steps.c.opened_at,
    steps.c.closed_at,
    steps.c.decided_by,
    items.c.id.label("item_id"),
    items.c.org_id,
    items.c.office_id,
    items.c.number,
    items.c.kind,
    items.c.state.label("item_state"),
    items.c.version_id,
    items.c.round.label("item_round"),
    items.c.submitter_id,
    items.c.important,
    items.c.title,
    items.c.regime_hash,
    items.c.revision,
    items.c.submitted_at,
    versions.c.hash.label("version_hash"),
    versions.c.n.label("version_n"),
).select_from(
    seats.join(steps, steps.c.id == seats.c.step_id)
    .join(items, items.c.id == steps.c.item_id)
    .outerjoin(versions, versions.c.id == items.c.version_id)
)
_FACTS = Sql(_facts.where(seats.c.id == bindparam("seat_id")))
_BY_CODE = Sql(
    _facts.where(
        seats.c.person_id == bindparam("person_id"),
        seats.c.code == bindparam("code"),
        seats.c.state == word("open"),
    )
)
_NEWEST_BY_CODE = Sql(
    _facts.where(seats.c.person_id == bindparam("person_id"), seats.c.code == bindparam("code"))
    .order_by(seats.c.id.desc())
    .limit(number(1))
)
_CLOSE = Sql(
    update(steps)
    .where(steps.c.id == bindparam("id"), steps.c.state == word("open"))
    .values(
        state=bindparam("to"),
        closed_at=bindparam("now"),
        decided_by=bindparam("by"),
        decided_for=bindparam("for_"),
    )
)
_CLOSE_SEATS = Sql(
    update(seats)
    .where(seats.c.step_id == bindparam("step_id"), seats.c.state == word("open"))
    .values(state=word("closed"))
)
_CLOSE_SEAT = Sql(
    update(seats)
    .where(seats.c.id == bindparam("id"), seats.c.state == word("open"))
    .values(state=word("closed"))
)
_others = seats.alias("others")
_REOPEN_SEAT = Sql(
    update(seats)
    .where(
        seats.c.id == bindparam("id"),
        seats.c.state == word("closed"),
        ~exists(
            select(_others.c.id).where(
                _others.c.person_id == seats.c.person_id,
                _others.c.code == bindparam("code"),
                _others.c.state == word("open"),
            )
        ),
    )
    .values(
        state=word("open"),
        code=bindparam("code"),
        sits_for=bindparam("sits_for"),
        came=bindparam("came"),
    )
)
_EMPTY = Sql(
    select(steps.c.id, steps.c.item_id, steps.c.key)
    .select_from(steps.join(items, items.c.id == steps.c.item_id))
    .where(
        steps.c.state == word("open"),
        items.c.org_id == bindparam("org_id"),
        ~exists(select(seats.c.id).where(seats.c.step_id == steps.c.id, seats.c.state == word("open"))),
    )
    .order_by(steps.c.id)
)
_STEP = Sql(select(steps).where(steps.c.id == bindparam("id")))
_STEPS = Sql(
    select(steps, people.c.name.label("decided_name"))
    .select_from(steps.outerjoin(people, people.c.id == steps.c.decided_by))
    .where(steps.c.item_id == bindparam("item_id"))
    .order_by(steps.c.round, steps.c.position, steps.c.attempt, steps.c.id)
)
_SEATS = Sql(
    select(seats, people.c.name)
    .select_from(seats.join(people, people.c.id == seats.c.person_id))
    .where(seats.c.step_id == bindparam("step_id"))
    .order_by(seats.c.id)
)
_SEATS_OF_PERSON = Sql(
    _facts.where(
        seats.c.person_id == bindparam("person_id"),
        seats.c.state == word("open"),
        steps.c.state == word("open"),
    ).order_by(seats.c.id)
)


class Seat(NamedTuple):
    """A seat's id and its short code."""

    id: int
    code: str


def open_step(
    tx: Tx,
    item_id: int,
    *,
    round: int,  # noqa: A002 - the word of the table and of the regulation
    position: int,
    key: str,
    role: str,
    quorum: str = "any",
    content_hash: str,
) -> int:
    """Open a step of an item; its id. A step is never opened twice: the same place in the same round is its
    next attempt, and (item, round, attempt, position) is unique.
    """
    return int(
        _OPEN.scalar(
            tx,
            item_id=item_id,
            round=round,
            position=position,
            key=key,
            role=role,
            quorum=quorum,
            state="open",
            content_hash=content_hash,
            opened_at=tx.now,
        )
    )


def _fresh_code() -> str:
    """Four letters by one throw of the dice."""
    thrown, code = int.from_bytes(secrets.token_bytes(8)), ""
    for _ in range(CODE_LENGTH):
        thrown, place = divmod(thrown, len(ALPHABET))
        code += ALPHABET[place]
    return code


def add_seat(tx: Tx, step_id: int, *, person_id: int, sits_for: int | None = None, came: str = "") -> Seat:
    """Give a person a seat in a step, with a code no other live seat of theirs has; the same seat if it
    stands. ``sits_for`` is the person for whom, ``came`` by what act, where not by a post of their own.
    """
    for _ in range(_CODE_TRIES):
        code = _fresh_code()
        row_id = _SEAT.scalar(
            tx, step_id=step_id, person_id=person_id, code=code, sits_for=sits_for, came=came
        )
        if row_id is not None:
            return Seat(int(row_id), code)
        standing = _SEAT_OF.first(tx, step_id=step_id, person_id=person_id)
        if standing is not None:
            return Seat(int(standing.id), str(standing.code))
    raise StorageError("no free short code was found", person=person_id)


def seat_facts(tx: Tx, seat_id: int) -> Row | None:
    """Everything a decision needs to know, in one row: seat, step, item, and the version under way.

    seat_id, person_id, code, seat_state, sits_for, came, delegated; step_id, step_key, step_role, quorum,
    step_state, round, attempt, position, content_hash, opened_at, closed_at, decided_by; item_id, org_id,
    office_id, number, kind, item_state, version_id, item_round, submitter_id, important, title, regime_hash,
    revision, submitted_at; version_hash, version_n.
    """
    return _FACTS.first(tx, seat_id=seat_id)


def by_code(tx: Tx, person_id: int, *, code: str) -> Row | None:
    """The same for a person's seat by its short code: the live one, else the newest that bore it."""
    row = _BY_CODE.first(tx, person_id=person_id, code=code)
    return row if row is not None else _NEWEST_BY_CODE.first(tx, person_id=person_id, code=code)


def seats_open(tx: Tx, person_id: int) -> list[Row]:
    """The same for every open seat of a person."""
    return _SEATS_OF_PERSON.all(tx, person_id=person_id)


def close_step(tx: Tx, step_id: int, *, state: str, by: int | None, for_: int | None = None) -> bool:
    """Close an open step (approved | returned | void) and its seats; False when it was closed already.

    ``for_`` is the person for whom ``by`` sat.
    """
    if _CLOSE.run(tx, id=step_id, to=state, now=tx.now, by=by, for_=for_) != 1:
        return False
    _CLOSE_SEATS.run(tx, step_id=step_id)
    return True


def close_seat(tx: Tx, seat_id: int) -> bool:
    """Nobody decides from this seat any more (the person left or was suspended)."""
    return _CLOSE_SEAT.run(tx, id=seat_id) == 1


def reopen_seat(tx: Tx, seat_id: int, *, sits_for: int | None = None, came: str = "") -> bool:
    """The person decides from a closed seat again, under a fresh code, for whom and by what act as given;
    False when it is open already.
    """
    for _ in range(_CODE_TRIES):
        code = _fresh_code()
        if _REOPEN_SEAT.run(tx, id=seat_id, code=code, sits_for=sits_for, came=came) == 1:
            return True
    return False


def steps_empty(tx: Tx, org_id: int) -> list[Row]:
    """Open steps of an organisation in which nobody sits: id, item_id, key."""
    return _EMPTY.all(tx, org_id=org_id)


def step(tx: Tx, step_id: int) -> Row | None:
    """All columns of a step."""
    return _STEP.first(tx, id=step_id)


def steps_of(tx: Tx, item_id: int) -> list[Row]:
    """All steps of an item in their order, with decided_name."""
    return _STEPS.all(tx, item_id=item_id)


def seats_of(tx: Tx, step_id: int) -> list[Row]:
    """The seats of a step, with the persons' names."""
    return _SEATS.all(tx, step_id=step_id)


# Decisions ----------------------------------------------------------------------------------------

_DECIDE = Sql(
    insert_once(
        decisions,
        "step_id",
        "seat_id",
        "person_id",
        "verdict",
        "reason",
        "content_hash",
        "at",
        "sits_for",
        unique=("step_id", "seat_id"),
    )
)
_decided = select(
    decisions, people.c.name, steps.c.key.label("step_key"), steps.c.round, steps.c.position, steps.c.item_id
).select_from(
    decisions.join(steps, steps.c.id == decisions.c.step_id).join(
        people, people.c.id == decisions.c.person_id
    )
)
_DECISIONS = Sql(_decided.where(steps.c.item_id == bindparam("item_id")).order_by(decisions.c.id))
_DECISION = Sql(
    _decided.where(decisions.c.step_id == bindparam("step_id"), decisions.c.seat_id == bindparam("seat_id"))
)
_UNDO = Sql(
    update(decisions)
    .where(decisions.c.id == bindparam("id"), decisions.c.undone_at.is_(None))
    .values(undone_at=bindparam("now"))
)
_BY_PERSON = Sql(
    _decided.add_columns(items.c.number)
    .join(items, items.c.id == steps.c.item_id)
    .where(decisions.c.person_id == bindparam("person_id"), decisions.c.at >= bindparam("since"))
    .order_by(decisions.c.id)
)


def decide(
    tx: Tx,
    step_id: int,
    *,
    seat_id: int,
    person_id: int,
    verdict: str,
    reason: str = "",
    content_hash: str,
    sits_for: int | None = None,
) -> bool:
    """Record a verdict (approved | returned) from a seat; False when this seat has decided already."""
    return (
        _DECIDE.run(
            tx,
            step_id=step_id,
            seat_id=seat_id,
            person_id=person_id,
            verdict=verdict,
            reason=reason,
            content_hash=content_hash,
            at=tx.now,
            sits_for=sits_for,
        )
        == 1
    )


def decision(tx: Tx, step_id: int, *, seat_id: int) -> Row | None:
    """The decision from a seat, with name, step_key, round, position, item_id."""
    return _DECISION.first(tx, step_id=step_id, seat_id=seat_id)


def decisions_of(tx: Tx, item_id: int) -> list[Row]:
    """All decisions about an item in order, undone ones too (``undone_at``)."""
    return _DECISIONS.all(tx, item_id=item_id)


def decisions_by(tx: Tx, person_id: int, *, since: int) -> list[Row]:
    """What a person decided from this instant on (ms), wherever."""
    return _BY_PERSON.all(tx, person_id=person_id, since=since)


def undo_decision(tx: Tx, decision_id: int) -> bool:
    """Take a decision back; False when it was taken back already."""
    return _UNDO.run(tx, id=decision_id, now=tx.now) == 1


# Ticks --------------------------------------------------------------------------------------------

_same_tick = (
    ticks.c.subject == bindparam("subject"),
    ticks.c.line == bindparam("line"),
    func.coalesce(ticks.c.step_id, number(0))
    == func.coalesce(bindparam("step_id", type_=ticks.c.step_id.type), number(0)),
    func.coalesce(ticks.c.seat_id, number(0))
    == func.coalesce(bindparam("seat_id", type_=ticks.c.seat_id.type), number(0)),
)
_RETICK = Sql(
    update(ticks)
    .where(*_same_tick)
    .values(value=bindparam("value"), evidence=bindparam("evidence"), at=bindparam("at"))
)
_TICK = Sql(insert_into(ticks, "subject", "step_id", "line", "seat_id", "value", "evidence", "at"))
_TICKS = Sql(
    select(ticks)
    .where(
        ticks.c.subject == bindparam("subject"),
        or_(
            bindparam("step_id", type_=ticks.c.step_id.type).is_(None),
            ticks.c.step_id == bindparam("step_id"),
        ),
    )
    .order_by(ticks.c.id)
)


def tick(
    tx: Tx,
    subject: str,
    *,
    line: str,
    value: str,
    step_id: int | None = None,
    seat_id: int | None = None,
    evidence: str | None = None,
) -> None:
    """Answer one line (ok | exception); a second answer from the same seat replaces the first."""
    lanes.lock(tx, [f"tick:{subject}"])  # NULLs are never equal to a unique index, so two could meet here
    given = {"subject": subject, "line": line, "step_id": step_id, "seat_id": seat_id}
    if _RETICK.run(tx, **given, value=value, evidence=evidence, at=tx.now) == 0:
        _TICK.run(tx, **given, value=value, evidence=evidence, at=tx.now)


def ticks_of(tx: Tx, subject: str, *, step_id: int | None = None) -> list[Row]:
    """The answered lines of a subject, or of one step of it."""
    return _TICKS.all(tx, subject=subject, step_id=step_id)


_VOID = Sql(update(steps).where(steps.c.id == bindparam("id")).values(state=word("void"), decided_by=None))


def void_step(tx: Tx, step_id: int) -> None:
    """A closed step counts no longer: its decision was taken back. A new row takes its place."""
    _VOID.run(tx, id=step_id)


_SET_BACK = Sql(update(steps).where(steps.c.id == bindparam("id")).values(state=word("void")))
_BACK_TO = Sql(update(steps).where(steps.c.id == bindparam("id")).values(back_to=bindparam("back_to")))


def set_back(tx: Tx, step_id: int) -> None:
    """An approved step is to be judged again: it counts no longer, though nobody took the decision back."""
    _SET_BACK.run(tx, id=step_id)


def returned_to(tx: Tx, step_id: int, *, back_to: str) -> None:
    """A returned step went to an earlier one (JSON: its key, and the rows that fell with it)."""
    _BACK_TO.run(tx, id=step_id, back_to=back_to)


_GROUND = Sql(
    update(decisions)
    .where(decisions.c.step_id == bindparam("step_id"), decisions.c.seat_id == bindparam("seat_id"))
    .values(ground=bindparam("ground"))
)


def grounded(tx: Tx, step_id: int, *, seat_id: int, ground: str) -> None:
    """On which ground of the law the seat withheld the item (its key)."""
    _GROUND.run(tx, step_id=step_id, seat_id=seat_id, ground=ground)
