"""Cards that stand in chats: each copy knows which state it should show and which it shows.

An edit raises ``desired_rev``, never a second row, so changes are coalesced and the newest wins. A copy whose
first sending has not ended has no message yet; its edit waits.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import bindparam, case, exists, func, null, select, update

from storage import lanes as lanes_
from storage.sql import Row, Sql, number, word
from storage.tables import copies, lanes, meta, outbox
from storage.tx import Tx

LEASE_MS = 60_000

_open = copies.c.state == word("open")
_wants = (_open, copies.c.desired_rev > copies.c.drawn_rev, copies.c.message.is_not(None))
_TOUCH = Sql(
    update(copies)
    .where(copies.c.subject == bindparam("subject"), _open)
    .values(desired_rev=copies.c.desired_rev + number(1))
)
_LOOK_AGAIN = Sql(
    update(copies)
    .where(copies.c.outbox_id == bindparam("outbox_id"), _open)
    .values(desired_rev=copies.c.desired_rev + number(1))
)
_wide = select(
    outbox.c.id,
    outbox.c.kind,
    outbox.c.person_id,
    outbox.c.group_id,
    outbox.c.subject,
    outbox.c.occasion,
    outbox.c.hop,
    outbox.c.priority,
    outbox.c.expires_at,
    outbox.c.platform,
    outbox.c.bot,
    outbox.c.facts,
    outbox.c.card,
    outbox.c.numbered,
    outbox.c.made_at,
    outbox.c.done_at,
    copies.c.id.label("copy_id"),
    copies.c.state.label("copy_state"),
    copies.c.attempts.label("copy_attempts"),
    copies.c.lane,
    copies.c.chat,
    copies.c.message,
    copies.c.spare,
    copies.c.click,
    copies.c.desired_rev,
    copies.c.drawn_rev,
    copies.c.drawn,
).select_from(copies.join(outbox, outbox.c.id == copies.c.outbox_id))
_free = copies.c.lane.not_in(lanes_.OCCUPIED)
_held = exists(select(meta.c.key).where(meta.c.key == word("outbound"), meta.c.value == word("held")))
_STALE = Sql(
    _wide.outerjoin(lanes, lanes.c.lane == copies.c.lane)
    .where(
        *_wants,
        func.coalesce(copies.c.not_before, number(0)) <= bindparam("now"),
        func.coalesce(lanes.c.blocked_until, number(0)) <= bindparam("now"),
        func.coalesce(lanes.c.lease_until, number(0)) <= bindparam("lease_now"),
        _free,
        ~_held,
    )
    .order_by(copies.c.id + number(0))  # by a plain id SQLite would walk the table, not the partial index
    .limit(bindparam("limit"))
)
_ONE = Sql(_wide.where(copies.c.id == bindparam("id")))
_OF = Sql(_wide.where(copies.c.subject == bindparam("subject")).order_by(copies.c.id))
_BY_MESSAGE = Sql(
    _wide.where(copies.c.lane == bindparam("lane"), copies.c.message == bindparam("message"))
    .order_by(copies.c.id.desc())
    .limit(number(1))
)
_KNOWN = Sql(
    select(copies.c.id)
    .where(copies.c.lane == bindparam("lane"), copies.c.message == bindparam("message"))
    .limit(number(1))
)
_DRAWN = Sql(
    update(copies)
    .where(copies.c.id == bindparam("id"), copies.c.drawn_rev < bindparam("rev"))
    .values(drawn_rev=bindparam("rev"), drawn=bindparam("digest"), attempts=number(0), not_before=null())
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
_LOSE = Sql(update(copies).where(copies.c.lane == bindparam("lane"), _open).values(state=word("lost")))
_CLICKED = Sql(
    update(copies)
    .where(copies.c.lane == bindparam("lane"), copies.c.message == bindparam("message"), _open)
    .values(click=bindparam("code"), desired_rev=copies.c.desired_rev + number(1))
)
_SPEND = Sql(
    update(copies)
    .where(copies.c.id == bindparam("id"))
    .values(
        spare=case((copies.c.spare == bindparam("code"), null()), else_=copies.c.spare),
        click=case((copies.c.click == bindparam("code"), null()), else_=copies.c.click),
    )
)
_LANE = Sql(select(copies.c.lane).where(copies.c.id == bindparam("id")))
_not_before = func.coalesce(copies.c.not_before, number(0))
_blocked_until = func.coalesce(lanes.c.blocked_until, number(0))
_waits_until = case((_blocked_until > _not_before, _blocked_until), else_=_not_before)
_NEXT = Sql(
    select(copies.c.lane, func.min(_waits_until).label("at"))
    .select_from(copies.outerjoin(lanes, lanes.c.lane == copies.c.lane))
    .where(*_wants, func.coalesce(lanes.c.lease_until, number(0)) <= bindparam("lease_now"), _free, ~_held)
    .group_by(copies.c.lane)
    .order_by(func.min(_waits_until))
    .limit(bindparam("limit"))
)


def touch(tx: Tx, subject: str) -> int:
    """What this subject's cards show has changed; every open copy is drawn again. How many copies."""
    touched = _TOUCH.run(tx, subject=subject)
    if touched:
        tx.wake("outbox")
    return touched


def touch_all(tx: Tx, subjects: Iterable[str]) -> None:
    """The same for many subjects at once."""
    if _TOUCH.many(tx, [{"subject": one} for one in sorted(subjects)]):
        tx.wake("outbox")


def look_again(tx: Tx, outbox_id: int) -> None:
    """The copy of this row is drawn once more: its subject may have changed while it was first drawn."""
    if _LOOK_AGAIN.run(tx, outbox_id=outbox_id):
        tx.wake("outbox")


_IS_REPLACED = Sql(
    select(copies.c.id)
    .select_from(copies.join(outbox, outbox.c.id == copies.c.outbox_id))
    .where(outbox.c.parent_id == bindparam("outbox_id"), copies.c.message.is_not(None))
    .limit(number(1))
)
_REPLACES = Sql(select(outbox.c.parent_id).where(outbox.c.id == bindparam("id")))


def is_replaced(tx: Tx, outbox_id: int) -> bool:
    """Has a newer card arrived that takes the place of this row's?"""
    return _IS_REPLACED.first(tx, outbox_id=outbox_id) is not None


def replace(tx: Tx, outbox_id: int) -> None:
    """This row's card has arrived: the one whose place it takes, if any, is drawn once more."""
    parent = _REPLACES.scalar(tx, id=outbox_id)
    if parent is not None:
        look_again(tx, int(parent))


def stale(
    tx: Tx,
    *,
    limit: int,
    now: int | None = None,
    busy: Iterable[str] = (),
    full: Collection[tuple[str, str]] = (),
    owner: str = "",
    lease_ms: int = LEASE_MS,
) -> list[Row]:
    """Copies to draw again, each free lane once; ``id`` is the message's row, ``copy_id`` the copy.

    ``busy`` are lanes, ``full`` platforms and bots whose copies wait. On PostgreSQL the lanes are leased to
    ``owner`` until ``drawn``, ``again`` or ``close``.
    """
    leased = lanes_.lease_now(tx)
    seen = set(busy)
    rows: list[Row] = []
    for row in _STALE.all(tx, now=tx.moment(now), lease_now=leased, limit=4 * limit + len(seen)):
        if row.lane in seen or len(rows) == limit or (row.platform, row.bot) in full:
            continue
        seen.add(row.lane)
        if tx.dialect != "postgresql":
            rows.append(row)
        elif lanes_.take(tx, row.lane, owner=owner, now=leased, until=leased + lease_ms):
            fresh = _ONE.one(tx, id=row.copy_id)  # another process may have drawn it before we had the lane
            if fresh.copy_state == "open" and fresh.desired_rev > fresh.drawn_rev:
                rows.append(fresh)
            else:
                lanes_.release(tx, row.lane, owner=owner)
    return rows


def next_due(tx: Tx, *, now: int | None = None, busy: Collection[str] = ()) -> int | None:
    """The instant (ms) at which the next copy may be drawn again (0: now); None when none waits.

    Lanes that are ``busy`` or leased to somebody are left out: their end brings its own wake-up.
    """
    rows = _NEXT.all(tx, now=tx.moment(now), lease_now=lanes_.lease_now(tx), limit=len(busy) + 1)
    return next((int(row.at) for row in rows if row.lane not in busy), None)


def _told(tx: Tx, copy_id: int, owner: str | None) -> None:
    if tx.dialect == "postgresql":
        lanes_.release(tx, str(_LANE.scalar(tx, id=copy_id)), owner=owner)


def drawn(tx: Tx, copy_id: int, *, rev: int, digest: str | None, owner: str | None = None) -> None:
    """The copy now shows revision ``rev``; a newer wish stays open. ``digest`` is of what is shown."""
    _DRAWN.run(tx, id=copy_id, rev=rev, digest=digest)
    _told(tx, copy_id, owner)


def again(tx: Tx, copy_id: int, *, not_before: int, owner: str | None = None) -> None:
    """The edit did not get through; once more from ``not_before`` (ms)."""
    _LATER.run(tx, id=copy_id, not_before=not_before)
    _told(tx, copy_id, owner)


def close(tx: Tx, copy_id: int, *, state: str = "closed", owner: str | None = None) -> bool:
    """It is never edited again: it shows its last state (closed), or cannot be edited (lost)."""
    _told(tx, copy_id, owner)
    return _END.run(tx, id=copy_id, to=state) == 1


def supersede(tx: Tx, subject: str) -> int:
    """Fresh cards take the place of every open copy of this subject. How many copies."""
    return _SUPERSEDE.run(tx, subject=subject)


def lose_chat(tx: Tx, *, platform: str, bot: str, chat: str) -> int:
    """Nothing in this chat can be edited any more. How many copies."""
    return _LOSE.run(tx, lane=f"{platform}:{bot}:{chat}")


def clicked(tx: Tx, *, platform: str, bot: str, chat: str, message: str, code: str) -> bool:
    """Somebody pressed this copy: keep the fresh code that came with it, and have it redrawn."""
    kept = _CLICKED.run(tx, lane=f"{platform}:{bot}:{chat}", message=message, code=code) == 1
    if kept:
        tx.wake("outbox")
    return kept


def spend(tx: Tx, copy_id: int, code: str) -> None:
    """This code of a copy is used up."""
    _SPEND.run(tx, id=copy_id, code=code)


def copy(tx: Tx, copy_id: int) -> Row | None:
    """One copy with its message's kind, facts and receiver."""
    return _ONE.first(tx, id=copy_id)


def of(tx: Tx, subject: str) -> list[Row]:
    """Every copy of a subject, oldest first."""
    return _OF.all(tx, subject=subject)


def by_message(tx: Tx, *, platform: str, bot: str, chat: str, message: str) -> Row | None:
    """The copy that stands under this message id in this chat."""
    return _BY_MESSAGE.first(tx, lane=f"{platform}:{bot}:{chat}", message=message)


def is_known(tx: Tx, *, platform: str, bot: str, chat: str, message: str) -> bool:
    """Does a copy stand under this message id in this chat? After an uncertain send one may be unknown."""
    return _KNOWN.first(tx, lane=f"{platform}:{bot}:{chat}", message=message) is not None
