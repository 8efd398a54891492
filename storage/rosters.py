"""Rosters of duty, what was changed for a day, who is away, and shifts on offer."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, case, or_, select, update

from storage.canon import json_text
from storage.sql import Row, Sql, insert_into, number, word
from storage.tables import absences, offices, people, roster_lists, rosters, shifts, swaps
from storage.tx import Tx

_put = insert_into(rosters, "org_id", "office_id", "duty", "cadence", "plan", "at", "made_by", "changed_at")
_PUT = Sql(
    _put.on_conflict_do_update(
        index_elements=["office_id", "duty"],
        set_={
            **{name: _put.excluded[name] for name in ("cadence", "plan", "at", "made_by", "changed_at")},
            "state": word("active"),
            "revision": rosters.c.revision + number(1),
        },
    ).returning(rosters.c.id)
)
_wide = select(
    rosters,
    offices.c.name.label("office_name"),
    offices.c.key.label("office_key"),
    offices.c.kind.label("office_kind"),
).select_from(rosters.join(offices, offices.c.id == rosters.c.office_id))
_ONE = Sql(_wide.where(rosters.c.id == bindparam("id")))
_active = rosters.c.state == word("active")
_OF_ORG = Sql(
    _wide.where(rosters.c.org_id == bindparam("org_id"), _active).order_by(rosters.c.office_id, rosters.c.id)
)
_OF_OFFICE = Sql(_wide.where(rosters.c.office_id == bindparam("office_id"), _active).order_by(rosters.c.id))
_END = Sql(
    update(rosters)
    .where(rosters.c.id == bindparam("id"), _active)
    .values(state=word("ended"), revision=rosters.c.revision + number(1), changed_at=bindparam("now"))
)


def put(
    tx: Tx,
    *,
    org_id: int,
    office_id: int,
    duty: str,
    cadence: str,
    plan: Mapping[str, Any],
    at: str,
    by: int | None,
) -> int:
    """The roster of an office's duty, new or in place of the one that stands; its id."""
    return int(
        _PUT.scalar(
            tx,
            org_id=org_id,
            office_id=office_id,
            duty=duty,
            cadence=cadence,
            plan=json_text(plan),
            at=at,
            made_by=by,
            changed_at=tx.now,
        )
    )


def roster(tx: Tx, roster_id: int) -> Row | None:
    """All columns, with office_name, office_key, office_kind; ended ones too."""
    return _ONE.first(tx, id=roster_id)


def of_org(tx: Tx, org_id: int) -> list[Row]:
    """The rosters in force of an organisation, office by office."""
    return _OF_ORG.all(tx, org_id=org_id)


def of_office(tx: Tx, office_id: int) -> list[Row]:
    """The rosters in force of one office."""
    return _OF_OFFICE.all(tx, office_id=office_id)


def end(tx: Tx, roster_id: int) -> bool:
    """Nobody reads by it any more; False when it had ended."""
    return _END.run(tx, id=roster_id, now=tx.now) == 1


# A day otherwise than by turns ----------------------------------------------------------------------------

_set = insert_into(shifts, "roster_id", "duty_on", "part", "readers", "why", "by_person", "at")
_SET = Sql(
    _set.on_conflict_do_update(
        index_elements=["roster_id", "duty_on", "part"],
        set_={name: _set.excluded[name] for name in ("readers", "why", "by_person", "at")},
    )
)
_SHIFTS = Sql(
    select(shifts)
    .where(
        shifts.c.roster_id == bindparam("roster_id"),
        shifts.c.duty_on >= bindparam("start"),
        shifts.c.duty_on <= bindparam("end"),
    )
    .order_by(shifts.c.duty_on, shifts.c.part)
)


def set_shift(
    tx: Tx, roster_id: int, *, on: str, part: int, readers: Sequence[int], why: str, by: int | None
) -> None:
    """These people read this shift of this civil date, whoever's turn it is."""
    _SET.run(
        tx,
        roster_id=roster_id,
        duty_on=on,
        part=part,
        readers=json_text(list(readers)),
        why=why,
        by_person=by,
        at=tx.now,
    )


def shifts_of(tx: Tx, roster_id: int, *, start: str, end: str) -> list[Row]:
    """What was changed between two civil dates, both included: duty_on, part, readers (JSON), why."""
    return _SHIFTS.all(tx, roster_id=roster_id, start=start, end=end)


# Away -----------------------------------------------------------------------------------------------------

_AWAY = Sql(
    insert_into(absences, "org_id", "person_id", "from_on", "until_on", "by_id", "at").returning(
        absences.c.id
    )
)
_ABSENCES = Sql(
    select(absences, people.c.name)
    .select_from(absences.join(people, people.c.id == absences.c.person_id))
    .where(
        absences.c.org_id == bindparam("org_id"),
        absences.c.state == word("active"),
        absences.c.until_on >= bindparam("start"),
        absences.c.from_on <= bindparam("end"),
    )
    .order_by(absences.c.id)
)
_BACK = Sql(
    update(absences)
    .where(
        absences.c.org_id == bindparam("org_id"),
        absences.c.person_id == bindparam("person_id"),
        absences.c.state == word("active"),
        absences.c.until_on >= bindparam("on"),
    )
    .values(
        state=case((absences.c.from_on >= bindparam("on"), word("ended")), else_=word("active")),
        until_on=case((absences.c.from_on < bindparam("on"), bindparam("before")), else_=absences.c.until_on),
    )
)


def be_away(tx: Tx, *, org_id: int, person_id: int, from_on: str, until_on: str, by: int) -> int:
    """Somebody reads nothing from one civil date to another, both included; the row's id."""
    return int(
        _AWAY.scalar(
            tx, org_id=org_id, person_id=person_id, from_on=from_on, until_on=until_on, by_id=by, at=tx.now
        )
    )


def absences_of(tx: Tx, org_id: int, *, start: str, end: str) -> list[Row]:
    """Who is away on some day between two civil dates: person_id, name, from_on, until_on."""
    return _ABSENCES.all(tx, org_id=org_id, start=start, end=end)


def be_back(tx: Tx, *, org_id: int, person_id: int, on: str, before: str) -> int:
    """Somebody reads again from this civil date on (``before``: the day before it); how many absences end."""
    return _BACK.run(tx, org_id=org_id, person_id=person_id, on=on, before=before)


# On offer -------------------------------------------------------------------------------------------------

_OFFER = Sql(
    insert_into(swaps, "roster_id", "duty_on", "part", "giver_id", "asked_id", "made_at")
    .on_conflict_do_nothing()
    .returning(swaps.c.id)
)
_giver = people.alias("giver")
_swaps_wide = select(
    swaps, _giver.c.name.label("giver_name"), rosters.c.org_id, rosters.c.office_id
).select_from(
    swaps.join(rosters, rosters.c.id == swaps.c.roster_id).join(_giver, _giver.c.id == swaps.c.giver_id)
)
_SWAP = Sql(_swaps_wide.where(swaps.c.id == bindparam("id")))
_OPEN = Sql(
    _swaps_wide.where(
        swaps.c.state == word("open"),
        rosters.c.org_id == bindparam("org_id"),
        swaps.c.duty_on >= bindparam("on"),
        or_(
            bindparam("giver_id", type_=swaps.c.id.type).is_(None),
            swaps.c.giver_id == bindparam("giver_id"),
        ),
    ).order_by(swaps.c.duty_on, swaps.c.id)
)
_TAKE = Sql(
    update(swaps)
    .where(swaps.c.id == bindparam("id"), swaps.c.state == word("open"))
    .values(state=word("taken"), taker_id=bindparam("taker_id"), ended_at=bindparam("now"))
)
_WITHDRAW = Sql(
    update(swaps)
    .where(swaps.c.id == bindparam("id"), swaps.c.state == word("open"))
    .values(state=word("withdrawn"), ended_at=bindparam("now"))
)


def offer(tx: Tx, *, roster_id: int, on: str, part: int, giver: int, asked: int | None) -> int | None:
    """Put a shift on offer, to one person or to all; the offer's id, None where it is on offer already."""
    found = _OFFER.scalar(
        tx, roster_id=roster_id, duty_on=on, part=part, giver_id=giver, asked_id=asked, made_at=tx.now
    )
    return None if found is None else int(found)


def swap(tx: Tx, swap_id: int) -> Row | None:
    """One offer in whatever state: its columns, giver_name, org_id, office_id."""
    return _SWAP.first(tx, id=swap_id)


def swaps_open(tx: Tx, org_id: int, *, on: str, giver: int | None = None) -> list[Row]:
    """What is on offer from a civil date on, of everybody or of one giver."""
    return _OPEN.all(tx, org_id=org_id, on=on, giver_id=giver)


def take(tx: Tx, swap_id: int, *, taker: int) -> bool:
    """Somebody takes it; False when it is gone."""
    return _TAKE.run(tx, id=swap_id, taker_id=taker, now=tx.now) == 1


def withdraw(tx: Tx, swap_id: int) -> bool:
    """It is on offer no longer; False when it was gone."""
    return _WITHDRAW.run(tx, id=swap_id, now=tx.now) == 1


# Lists ----------------------------------------------------------------------------------------------------

_LIST = Sql(
    insert_into(roster_lists, "org_id", "by_person", "file_hash", "before", "after", "at").returning(
        roster_lists.c.id
    )
)
_NEWEST = Sql(
    select(roster_lists)
    .where(roster_lists.c.org_id == bindparam("org_id"), roster_lists.c.state == word("applied"))
    .order_by(roster_lists.c.id.desc())
    .limit(number(1))
)
_UNDONE = Sql(
    update(roster_lists)
    .where(roster_lists.c.id == bindparam("id"), roster_lists.c.state == word("applied"))
    .values(state=word("undone"), undone_at=bindparam("now"))
)


def keep_list(
    tx: Tx, *, org_id: int, by: int | None, file_hash: str, before: Sequence[Any], after: Sequence[Any]
) -> int:
    """Remember a list that was entered, and what stood before it; its id."""
    return int(
        _LIST.scalar(
            tx,
            org_id=org_id,
            by_person=by,
            file_hash=file_hash,
            before=json_text(list(before)),
            after=json_text(list(after)),
            at=tx.now,
        )
    )


def newest_list(tx: Tx, org_id: int) -> Row | None:
    """The list entered last that was not taken back."""
    return _NEWEST.first(tx, org_id=org_id)


def list_undone(tx: Tx, list_id: int) -> bool:
    """It was taken back; False when it had been."""
    return _UNDONE.run(tx, id=list_id, now=tx.now) == 1
