"""委派: a reviewer asks a colleague for an opinion on an item; the decision stays with the reviewer."""

from sqlalchemy import bindparam, select, update

from storage.sql import Row, Sql, insert_into, word
from storage.tables import delegations, people, seats
from storage.tx import Tx

_ADD = Sql(
    insert_into(
        delegations, "item_id", "step_id", "seat_id", "giver_id", "to_id", "words", "asked_at"
    ).returning(delegations.c.id)
)
_COUNT = Sql(update(seats).where(seats.c.id == bindparam("id")).values(delegated=seats.c.delegated + 1))
_giver = people.alias("giver")
_wide = select(delegations, people.c.name.label("to_name"), _giver.c.name.label("giver_name")).select_from(
    delegations.join(people, people.c.id == delegations.c.to_id).join(
        _giver, _giver.c.id == delegations.c.giver_id
    )
)
_ONE = Sql(_wide.where(delegations.c.id == bindparam("id")))
_OF_SEAT = Sql(_wide.where(delegations.c.seat_id == bindparam("seat_id")).order_by(delegations.c.id))
_OF_ITEM = Sql(_wide.where(delegations.c.item_id == bindparam("item_id")).order_by(delegations.c.id))
_OPEN_FOR = Sql(
    _wide.where(delegations.c.to_id == bindparam("to_id"), delegations.c.state == word("open")).order_by(
        delegations.c.id.desc()
    )
)
_SETTLE = Sql(
    update(delegations)
    .where(delegations.c.id == bindparam("id"), delegations.c.state == word("open"))
    .values(state=bindparam("to_state"), opinion=bindparam("opinion"), answered_at=bindparam("now"))
)


def ask(tx: Tx, item_id: int, *, step_id: int, seat_id: int, giver_id: int, to_id: int, words: str) -> int:
    """A colleague is asked for an opinion on what is judged at a seat; the id."""
    _COUNT.run(tx, id=seat_id)
    return int(
        _ADD.scalar(
            tx,
            item_id=item_id,
            step_id=step_id,
            seat_id=seat_id,
            giver_id=giver_id,
            to_id=to_id,
            words=words,
            asked_at=tx.now,
        )
    )


def one(tx: Tx, delegation: int) -> Row | None:
    """All columns, with to_name and giver_name."""
    return _ONE.first(tx, id=delegation)


def of_seat(tx: Tx, seat_id: int) -> list[Row]:
    """The same for every one that a seat's holder asked, in their order."""
    return _OF_SEAT.all(tx, seat_id=seat_id)


def of_item(tx: Tx, item_id: int) -> list[Row]:
    """The same for an item."""
    return _OF_ITEM.all(tx, item_id=item_id)


def open_for(tx: Tx, person_id: int) -> list[Row]:
    """The same for whatever somebody has not answered, newest first."""
    return _OPEN_FOR.all(tx, to_id=person_id)


def settle(tx: Tx, delegation: int, *, state: str, opinion: str = "") -> bool:
    """It is answered (given), or asked no more (called_back); False when it was settled already."""
    return _SETTLE.run(tx, id=delegation, to_state=state, opinion=opinion, now=tx.now) == 1
