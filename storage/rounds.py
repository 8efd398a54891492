"""The daily rounds: one row a roster and duty day, whatever the number of processes, and its lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, insert_once, number, one_of, word
from storage.tables import items, offices, people, round_lines, rounds
from storage.tx import Tx

_OPEN = Sql(
    insert_once(
        rounds,
        "org_id",
        "office_id",
        "roster_id",
        "duty",
        "duty_on",
        "kind",
        "state",
        "readers",
        "stand_ins",
        "leader_id",
        "regime_hash",
        "late",
        "opened_at",
        unique=("roster_id", "duty_on"),
    ).returning(rounds.c.id)
)
_LINE = Sql(insert_into(round_lines, "round_id", "position", "line", "text", "cite", "evidence", "must"))
_wide = select(
    rounds,
    offices.c.name.label("office_name"),
    offices.c.key.label("office_key"),
    people.c.name.label("signed_name"),
).select_from(
    rounds.join(offices, offices.c.id == rounds.c.office_id).outerjoin(
        people, people.c.id == rounds.c.signed_by
    )
)
_ONE = Sql(_wide.where(rounds.c.id == bindparam("id")))
_AT = Sql(_wide.where(rounds.c.roster_id == bindparam("roster_id"), rounds.c.duty_on == bindparam("duty_on")))
_OF_OFFICE = Sql(
    _wide.where(
        rounds.c.office_id == bindparam("office_id"), rounds.c.duty_on == bindparam("duty_on")
    ).order_by(rounds.c.id)
)
_BETWEEN = Sql(
    _wide.where(
        rounds.c.org_id == bindparam("org_id"),
        rounds.c.duty_on >= bindparam("start"),
        rounds.c.duty_on <= bindparam("end"),
        or_(
            bindparam("office_id", type_=rounds.c.id.type).is_(None),
            rounds.c.office_id == bindparam("office_id"),
        ),
    ).order_by(rounds.c.duty_on, rounds.c.office_id, rounds.c.id)
)
_LAST = Sql(
    _wide.where(
        rounds.c.roster_id == bindparam("roster_id"),
        rounds.c.duty_on < bindparam("duty_on"),
        rounds.c.state == word("signed"),
    )
    .order_by(rounds.c.duty_on.desc())
    .limit(number(1))
)
_NEWEST = Sql(
    select(rounds.c.duty_on)
    .where(rounds.c.roster_id == bindparam("roster_id"))
    .order_by(rounds.c.duty_on.desc())
    .limit(number(1))
)
_HOLD = Sql(select(rounds.c.id).where(rounds.c.id == bindparam("id")).with_for_update(key_share=True))
_STALE = Sql(
    select(rounds.c.id)
    .where(
        rounds.c.org_id == bindparam("org_id"),
        rounds.c.state == word("open"),
        rounds.c.duty_on < bindparam("today"),
    )
    .order_by(rounds.c.id)
)
_SIGN = Sql(
    update(rounds)
    .where(rounds.c.id == bindparam("id"), rounds.c.state == word("open"))
    .values(
        state=word("signed"),
        signed_by=bindparam("by"),
        signed_at=bindparam("now"),
        outcome=bindparam("outcome"),
        revision=rounds.c.revision + number(1),
    )
)
_CLOSE = Sql(
    update(rounds)
    .where(rounds.c.id == bindparam("id"), rounds.c.state == word("open"))
    .values(state=bindparam("state"), revision=rounds.c.revision + number(1))
)
_READERS = Sql(
    update(rounds)
    .where(rounds.c.id == bindparam("id"), one_of(rounds.c.state, "open", "vacant"))
    .values(state=word("open"), readers=bindparam("readers"), revision=rounds.c.revision + number(1))
)
_HANDOVER = Sql(
    update(rounds)
    .where(rounds.c.id == bindparam("id"), one_of(rounds.c.state, "open", "signed"))
    .values(handover=bindparam("handover"), revision=rounds.c.revision + number(1))
)
_LINES = Sql(
    select(round_lines, people.c.name.label("by_name"))
    .select_from(round_lines.outerjoin(people, people.c.id == round_lines.c.by_id))
    .where(round_lines.c.round_id == bindparam("round_id"))
    .order_by(round_lines.c.position)
)
_ANSWER = Sql(
    update(round_lines)
    .where(round_lines.c.round_id == bindparam("round_id"), round_lines.c.line == bindparam("line"))
    .values(value=bindparam("value"), by_id=bindparam("by"), at=bindparam("now"))
)
_SAY = Sql(
    update(round_lines)
    .where(round_lines.c.round_id == bindparam("round_id"), round_lines.c.line == bindparam("line"))
    .values(note=bindparam("note"), url=bindparam("url"), file_id=bindparam("file_id"))
)
_PREFILL = Sql(
    update(round_lines)
    .where(round_lines.c.round_id == bindparam("round_id"), round_lines.c.line == bindparam("line"))
    .values(machine=bindparam("machine"), machine_told=bindparam("told"))
)
_IMPORTANT = Sql(
    select(items.c.number, items.c.title)
    .where(
        items.c.org_id == bindparam("org_id"),
        items.c.important == number(1),
        items.c.published_at >= bindparam("since"),
        items.c.published_at < bindparam("until"),
        or_(
            bindparam("office_id", type_=items.c.id.type).is_(None),
            items.c.office_id == bindparam("office_id"),
        ),
    )
    .order_by(items.c.published_at, items.c.id)
    .limit(bindparam("limit"))
)


def open_round(tx: Tx, given: Mapping[str, Any], *, lines: Sequence[Mapping[str, Any]] = ()) -> int | None:
    """The round of a roster on a civil date with its lines; its id, None where it stands already.

    ``given`` holds org_id, office_id, roster_id, duty, duty_on, kind, state, readers and stand_ins (ids),
    leader_id, regime_hash, late; each line holds line, text (JSON), cite, evidence, must.
    """
    row = {
        **given,
        "readers": json_text(list(given["readers"])),
        "stand_ins": json_text(list(given["stand_ins"])),
        "opened_at": tx.now,
    }
    found = _OPEN.scalar(tx, **row)
    if found is None:
        return None
    _LINE.many(tx, [{"round_id": int(found), "position": n, **line} for n, line in enumerate(lines, 1)])
    return int(found)


def round_(tx: Tx, round_id: int) -> Row | None:
    """All columns, with office_name, office_key and signed_name."""
    return _ONE.first(tx, id=round_id)


def at(tx: Tx, roster_id: int, *, on: str) -> Row | None:
    """The round of a roster on a civil date."""
    return _AT.first(tx, roster_id=roster_id, duty_on=on)


def of_office(tx: Tx, office_id: int, *, on: str) -> list[Row]:
    """Every round of an office on a civil date."""
    return _OF_OFFICE.all(tx, office_id=office_id, duty_on=on)


def between(tx: Tx, org_id: int, *, start: str, end: str, office_id: int | None = None) -> list[Row]:
    """The rounds between two civil dates, both included, day by day."""
    return _BETWEEN.all(tx, org_id=org_id, start=start, end=end, office_id=office_id)


def last_signed(tx: Tx, roster_id: int, *, before: str) -> Row | None:
    """The newest signed round of a roster before a civil date."""
    return _LAST.first(tx, roster_id=roster_id, duty_on=before)


def newest_on(tx: Tx, roster_id: int) -> str | None:
    """The newest civil date of which a roster has a round."""
    found = _NEWEST.first(tx, roster_id=roster_id)
    return None if found is None else str(found.duty_on)


def hold(tx: Tx, round_id: int) -> None:
    """PostgreSQL: until this act ends nobody else acts on it. SQLite has one writer."""
    if tx.dialect == "postgresql":
        _HOLD.scalar(tx, id=round_id)


def stale(tx: Tx, org_id: int, *, today: str) -> list[int]:
    """Open rounds of days before a civil date."""
    return [int(row.id) for row in _STALE.all(tx, org_id=org_id, today=today)]


def sign(tx: Tx, round_id: int, *, by: int, outcome: str) -> bool:
    """Somebody signs it (outcome ok | exception); False when it is not open."""
    return _SIGN.run(tx, id=round_id, by=by, now=tx.now, outcome=outcome) == 1


def close(tx: Tx, round_id: int, *, state: str) -> bool:
    """It ends without a signature; False when it is not open."""
    return _CLOSE.run(tx, id=round_id, state=state) == 1


def set_readers(tx: Tx, round_id: int, *, readers: Sequence[int]) -> bool:
    """Somebody else reads it; a vacant one is open from now on. False when it has ended."""
    return _READERS.run(tx, id=round_id, readers=json_text(list(readers))) == 1


def hand_over(tx: Tx, round_id: int, *, note: str) -> bool:
    """What the next reader should know; False when the round is past that."""
    return _HANDOVER.run(tx, id=round_id, handover=note) == 1


def lines_of(tx: Tx, round_id: int) -> list[Row]:
    """The lines of a round in order: line, text (JSON), machine, value, note, url, file_id, by_name, at."""
    return _LINES.all(tx, round_id=round_id)


def answer(tx: Tx, round_id: int, *, line: str, value: str, by: int) -> bool:
    """Somebody answers a line (ok | exception), once more perhaps; False where there is no such line."""
    return _ANSWER.run(tx, round_id=round_id, line=line, value=value, by=by, now=tx.now) == 1


def say(tx: Tx, round_id: int, *, line: str, note: str, url: str = "", file_id: int | None = None) -> bool:
    """What is the matter with a line; False where there is no such line."""
    return _SAY.run(tx, round_id=round_id, line=line, note=note, url=url, file_id=file_id) == 1


def prefill(tx: Tx, round_id: int, *, line: str, machine: str, told: Mapping[str, Any]) -> bool:
    """What the machine found of a line (ok | exception); False where there is no such line."""
    return _PREFILL.run(tx, round_id=round_id, line=line, machine=machine, told=json_text(dict(told))) == 1


def important(tx: Tx, org_id: int, *, office_id: int | None, since: int, until: int, limit: int) -> list[Row]:
    """Important items published between two instants (ms), of an office or of all: number, title."""
    return _IMPORTANT.all(tx, org_id=org_id, office_id=office_id, since=since, until=until, limit=limit)
