"""Cards that stand in chats: each copy knows which state it should show and which it shows.

An edit raises ``desired_rev``, never a second row, so changes are coalesced and the newest wins. A copy whose
first sending has not ended has no message yet; its edit waits.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, exists, func, select, text, update

from storage import lanes as lanes_
from storage.sql import Row, Sql, number, word
from storage.tables import copies, lanes, meta, outbox
from storage.tx import Tx

_open = copies.c.state == word("open")
_TOUCH = Sql(
    update(copies)
    .where(copies.c.subject == bindparam("subject"), _open)
    .values(desired_rev=copies.c.desired_rev + number(1))
)
_wide = select(
    copies,
    outbox.c.kind,
    outbox.c.platform,
    outbox.c.person_id,
    outbox.c.group_id,
    outbox.c.facts,
    outbox.c.occasion,
    outbox.c.card,
    outbox.c.made_at,
    outbox.c.done_at.label("sent_at"),
).select_from(
    copies.join(outbox, outbox.c.id == copies.c.outbox_id).outerjoin(lanes, lanes.c.lane == copies.c.lane)
)
_held = exists(select(meta.c.key).where(meta.c.key == word("outbound"), meta.c.value == word("held")))
_in_flight = exists(
    select(text("1"))
    .select_from(outbox.alias("o"))
    .where(
        text(
            "o.lane = copies.lane and o.state in ('pending', 'sending', 'uncertain') and o.state = 'sending'"
        )
    )
)
_STALE = Sql(
    _wide.where(
        _open,
        copies.c.desired_rev > copies.c.drawn_rev,
        copies.c.message.is_not(None),
        func.coalesce(copies.c.not_before, number(0)) <= bindparam("now"),
        func.coalesce(lanes.c.blocked_until, number(0)) <= bindparam("now"),
        func.coalesce(lanes.c.lease_until, number(0)) <= bindparam("lease_now"),
        ~_in_flight,
        ~_held,
    )
    .order_by(copies.c.id)
    .limit(bindparam("limit"))
)
_ONE = Sql(_wide.where(copies.c.id == bindparam("id")))
_OF = Sql(_wide.where(copies.c.subject == bindparam("subject")).order_by(copies.c.id))
_BY_MESSAGE = Sql(
    _wide.where(copies.c.lane == bindparam("lane"), copies.c.message == bindparam("message"))
    .order_by(copies.c.id.desc())
    .limit(number(1))
)
_DRAWN = Sql(
    update(copies)
    .where(copies.c.id == bindparam("id"), copies.c.drawn_rev < bindparam("rev"))
    .values(drawn_rev=bindparam("rev"), drawn=bindparam("drawn"), attempts=number(0), not_before=None)
)
_LATER = Sql(
    update(copies)
    .where(copies.c.id == bindparam("id"))
    .values(attempts=copies.c.attempts + number(1), not_before=bindparam("not_before"))
)
_END = Sql(update(copies).where(copies.c.id == bindparam("id"), _open).values(state=bindparam("to")))
_SUPERSEDE = Sql(
    update(copies).where(copies.c.subject == bindparam("subject"), _open).values(state=word("superseded"))
)
_SPARE = Sql(update(copies).where(copies.c.id == bindparam("id")).values(spare=bindparam("spare")))
_NEXT = Sql(
    select(func.min(func.coalesce(copies.c.not_before, number(0)))).where(
        _open, copies.c.desired_rev > copies.c.drawn_rev, copies.c.message.is_not(None), ~_held
    )
)


def touch(tx: Tx, subject: str) -> int:
    """What this subject's cards show has changed; every open copy is drawn again. How many copies."""
    touched = _TOUCH.run(tx, subject=subject)
    if touched:
        tx.wake("outbox")
    return touched


def stale(tx: Tx, *, limit: int, busy: Iterable[str] = ()) -> list[Row]:
    """Copies to draw again, each lane once, whose lanes are free; with kind, facts and receiver of their row."""
    seen = set(busy)
    rows = []
    for row in _STALE.all(tx, now=tx.now, lease_now=lanes_.lease_now(tx), limit=limit + 4 * len(seen) + 64):
        if row.lane not in seen:
            seen.add(row.lane)
            rows.append(row)
    return rows[:limit]


def claim(tx: Tx, *, owner: str, lease_ms: int, limit: int) -> list[Row]:
    """The same where several processes work: lanes are leased, and rows drawn meanwhile are left out."""
    lease_now = lanes_.lease_now(tx)
    rows = []
    for row in stale(tx, limit=limit):
        if lanes_.take(tx, row.lane, owner=owner, now=lease_now, until=lease_now + lease_ms):
            fresh = _ONE.one(tx, id=row.id)
            if fresh.state == "open" and fresh.desired_rev > fresh.drawn_rev:
                rows.append(fresh)
            else:
                lanes_.free(tx, row.lane, owner=owner)
    return rows


def next_due(tx: Tx) -> int | None:
    """The instant (ms) at which the next copy may be drawn again (0: now); None when all are up to date."""
    moment = _NEXT.scalar(tx)
    return None if moment is None else int(moment)


def drawn(tx: Tx, copy_id: int, *, rev: int, drawn_hash: str | None) -> None:
    """The copy now shows revision ``rev``; a newer wish stays open."""
    _DRAWN.run(tx, id=copy_id, rev=rev, drawn=drawn_hash)


def later(tx: Tx, copy_id: int, *, retry_at: int) -> None:
    """The edit did not get through; again from ``retry_at`` (ms)."""
    _LATER.run(tx, id=copy_id, not_before=retry_at)


def close(tx: Tx, copy_id: int) -> bool:
    """It has shown its last state and is never edited again."""
    return _END.run(tx, id=copy_id, to="closed") == 1


def lost(tx: Tx, copy_id: int) -> bool:
    """It can no longer be edited (deleted, too old)."""
    return _END.run(tx, id=copy_id, to="lost") == 1


def supersede(tx: Tx, subject: str) -> int:
    """Fresh cards take the place of every open copy of this subject. How many copies."""
    return _SUPERSEDE.run(tx, subject=subject)


def spare(tx: Tx, copy_id: int, code: str | None) -> None:
    """Keep, or spend, the platform's unused response code of this copy."""
    _SPARE.run(tx, id=copy_id, spare=code)


def copy(tx: Tx, copy_id: int) -> Row | None:
    """One copy with its row's kind, facts and receiver."""
    return _ONE.first(tx, id=copy_id)


def of(tx: Tx, subject: str) -> list[Row]:
    """Every copy of a subject, oldest first."""
    return _OF.all(tx, subject=subject)


def by_message(tx: Tx, platform: str, bot: str, chat: str, message: str) -> Row | None:
    """The copy that stands under this message id in this chat."""
    return _BY_MESSAGE.first(tx, lane=f"{platform}:{bot}:{chat}", message=message)
