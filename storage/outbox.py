"""Messages that are to leave: each an intent, its lane, and how far it got.

States: pending → sending (committed before the first byte leaves) → sent | uncertain | dead | superseded |
moot; held waits for an operator after a restore. Nothing is lost, and copies of a message stay ≤ 1 + its
uncertain outcomes, because a row in ``sending`` or ``uncertain`` is sent again with the very same bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, null, or_, select, union_all, update

from storage import copies as copies_
from storage import lanes as lanes_
from storage.canon import json_text
from storage.sql import Row, Sql, insert_once, number, one_of, word
from storage.tables import accounts, copies, groups, lanes, meta, outbox
from storage.tx import Intent, Tx

LEASE_MS = 60_000

# In -----------------------------------------------------------------------------------------------

_REACH = Sql(
    select(accounts.c.platform, accounts.c.bot, accounts.c.chat)
    .where(accounts.c.person_id == bindparam("person"), accounts.c.state == word("active"))
    .order_by(accounts.c.bound_at.desc(), accounts.c.id.desc())
    .limit(number(1))
)
_GROUP = Sql(
    select(groups.c.platform, groups.c.bot, groups.c.chat).where(
        groups.c.id == bindparam("group"), groups.c.state == word("active")
    )
)
_COLUMNS = (
    "key",
    "kind",
    "person_id",
    "group_id",
    "subject",
    "occasion",
    "hop",
    "parent_id",
    "platform",
    "bot",
    "lane",
    "chat",
    "priority",
    "not_before",
    "expires_at",
    "state",
    "facts",
    "error",
    "made_at",
    "done_at",
)
_ADD = Sql(insert_once(outbox, *_COLUMNS))


def lane_of(platform: str, bot: str, chat: str) -> str:
    """The name of a chat's lane."""
    return f"{platform}:{bot}:{chat}"


def _place(tx: Tx, intent: Intent) -> tuple[str, str, str] | None:
    if intent.answer_to is not None:
        return intent.answer_to
    if intent.person is not None:
        row = _REACH.first(tx, person=intent.person)
    else:
        row = _GROUP.first(tx, group=intent.group)
    return None if row is None else (row.platform, row.bot, row.chat)


def _new_row(tx: Tx, intent: Intent) -> dict[str, Any]:
    place = _place(tx, intent)
    platform, bot, chat = place or ("", "", "")
    return {
        "key": intent.key,
        "kind": intent.kind,
        "person_id": intent.person,
        "group_id": intent.group,
        "subject": intent.subject,
        "occasion": intent.occasion,
        "hop": intent.hop,
        "parent_id": intent.parent,
        "platform": platform,
        "bot": bot,
        "lane": lane_of(platform, bot, chat) if place else f"nowhere:{intent.person or intent.group}",
        "chat": chat,
        "priority": intent.priority,
        "not_before": intent.not_before,
        "expires_at": intent.expires_at,
        "state": "pending" if place else "dead",
        "facts": json_text(intent.facts),
        "error": None if place else ("no_account" if intent.person is not None else "no_group"),
        "made_at": tx.now,
        "done_at": None if place else tx.now,
    }


def enqueue(tx: Tx, intents: Sequence[Intent]) -> None:
    """Write intents as rows; one whose key stands already is passed over.

    A receiver who cannot be reached gets a row in state dead (``no_account``, ``no_group``), so that it is
    seen.
    """
    rows = [_new_row(tx, intent) for intent in intents]
    lanes_.lock(tx, (row["lane"] for row in rows))
    _ADD.many(tx, rows)


# Due ----------------------------------------------------------------------------------------------

_open = one_of(outbox.c.state, "pending", "sending", "uncertain")  # this and the next as the indexes say it
_sendable = one_of(outbox.c.state, "pending", "uncertain")
_held = exists(select(meta.c.key).where(meta.c.key == word("outbound"), meta.c.value == word("held")))
_wanted = select(outbox.c.id, outbox.c.lane, outbox.c.priority)
_due = union_all(  # two ranges of one index: what waits for a later moment is not read
    _wanted.where(_sendable, outbox.c.not_before.is_(None)),
    _wanted.where(_sendable, outbox.c.not_before <= bindparam("now")),
).subquery("due")
_free = (
    func.coalesce(lanes.c.lease_until, number(0)) <= bindparam("lease_now"),
    _due.c.lane.not_in(lanes_.OCCUPIED),
    ~_held,
)
_first = (
    select(
        _due.c.id,
        func.row_number()
        .over(partition_by=_due.c.lane, order_by=(_due.c.priority, _due.c.id))
        .label("place"),
    )
    .select_from(_due.outerjoin(lanes, lanes.c.lane == _due.c.lane))
    .where(*_free, func.coalesce(lanes.c.blocked_until, number(0)) <= bindparam("now"))
    .subquery("first")
)
_leading = (
    select(outbox)
    .select_from(outbox.join(_first, _first.c.id == outbox.c.id))
    .where(_first.c.place == number(1))
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("limit"))
)
_DUE = Sql(_leading)
_DUE_OF = Sql(_leading.where(outbox.c.platform == bindparam("platform"), outbox.c.bot == bindparam("bot")))
_STILL = Sql(
    select(outbox.c.id)
    .where(outbox.c.id == bindparam("id"), one_of(outbox.c.state, "pending", "uncertain"))
    .with_for_update(skip_locked=True)
)
_interrupted = {
    "state": word("uncertain"),
    "uncertain": outbox.c.uncertain + number(1),
    "error": word("interrupted"),
}
_LEASE_ENDED = Sql(
    update(outbox)
    .where(
        _open,
        outbox.c.attempts > number(0),
        outbox.c.state == word("sending"),
        ~exists(
            select(lanes.c.lane).where(
                lanes.c.lane == outbox.c.lane, lanes.c.lease_until > bindparam("lease_now")
            )
        ),
    )
    .values(_interrupted)
)
_ALL_SENDING = Sql(
    update(outbox)
    .where(_open, outbox.c.attempts > number(0), outbox.c.state == word("sending"))
    .values(_interrupted)
)
_blocked_until = func.min(func.coalesce(lanes.c.blocked_until, number(0)))
_NEXT = Sql(
    select(_due.c.lane, _blocked_until.label("at"))
    .select_from(_due.outerjoin(lanes, lanes.c.lane == _due.c.lane))
    .where(*_free)
    .group_by(_due.c.lane)
    .order_by(_blocked_until)
    .limit(bindparam("limit"))
)
_LATER_AT = Sql(
    select(outbox.c.lane, outbox.c.not_before.label("at"))
    .where(_sendable, outbox.c.not_before > bindparam("now"), ~_held)
    .order_by(outbox.c.not_before)
    .limit(bindparam("limit"))
)


def claim(
    tx: Tx,
    owner: str,
    *,
    limit: int,
    now: int | None = None,
    lease_now: int | None = None,
    lease_ms: int = LEASE_MS,
    busy: Iterable[str] = (),
    place: tuple[str, str] | None = None,
) -> list[Row]:
    """What may leave now: the first row of each free lane, most urgent first; expired rows come too.

    ``busy`` are lanes that the caller has in hand, ``place`` the one platform and bot that is asked for. On
    PostgreSQL, where other processes work, the lanes are leased to ``owner`` for ``lease_ms`` until the row's
    fate is told; rows that an owner left in ``sending`` beyond the lease become uncertain first.
    """
    leased = lanes_.lease_now(tx, lease_now)
    taken = set(busy)
    several = tx.dialect == "postgresql"
    if several:
        _LEASE_ENDED.run(tx, lease_now=leased)
    rows: list[Row] = []
    wanted: dict[str, Any] = {"now": tx.moment(now), "lease_now": leased, "limit": limit + len(taken)}
    if place is None:
        due = _DUE.all(tx, **wanted)
    else:
        due = _DUE_OF.all(tx, **wanted, platform=place[0], bot=place[1])
    for row in due:
        if row.lane in taken or len(rows) == limit:
            continue
        if several and _STILL.first(tx, id=row.id) is None:
            continue  # another process is at it
        if not several or lanes_.take(tx, row.lane, owner=owner, now=leased, until=leased + lease_ms):
            rows.append(row)
    return rows


def recover(tx: Tx) -> int:
    """One process, at its start: whatever was being sent when the last one died is uncertain now."""
    return _ALL_SENDING.run(tx)


def next_due(tx: Tx, *, now: int | None = None, busy: Iterable[str] = ()) -> int | None:
    """The instant (ms) at which a row or an edit may leave (now, if one already may); None when none waits.

    Lanes in flight, leased or ``busy`` are left out: their end brings its own wake-up.
    """
    taken, moment = set(busy), tx.moment(now)
    limit = len(taken) + 1
    rows = _NEXT.all(tx, now=moment, lease_now=lanes_.lease_now(tx), limit=limit)
    moments = [row.at for row in rows if row.lane not in taken][:1]
    later = _LATER_AT.all(tx, now=moment, limit=limit)
    moments += [row.at for row in later if row.lane not in taken][:1]
    if len(later) == limit:  # all of busy lanes, perhaps: then look again rather early than late
        moments.append(later[-1].at)
    edit = copies_.next_due(tx, now=moment, busy=taken)
    if edit is not None:
        moments.append(edit)
    return max(min(moments), moment) if moments else None


def block_lane(tx: Tx, lane: str, *, until: int) -> None:
    """Nothing leaves into this chat before ``until`` (civil ms): the platform asked for a pause."""
    lanes_.block_lane(tx, lane, until=until)


# Out ----------------------------------------------------------------------------------------------

_sending = {
    "state": word("sending"),
    "sending_at": bindparam("now"),
    "attempts": outbox.c.attempts + number(1),
}
_FREEZE = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), _sendable)
    .values(_sending | {"payload": bindparam("payload"), "card": bindparam("card")})
    .returning(outbox.c.subject, outbox.c.lane, outbox.c.chat)
)
_RESUME = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), _sendable, outbox.c.payload.is_not(None))
    .values(_sending)
    .returning(outbox.c.payload)
)
_COPY = Sql(insert_once(copies, "outbox_id", "subject", "lane", "chat", "drawn", unique=["outbox_id"]))
_STANDS = Sql(
    update(copies)
    .where(copies.c.outbox_id == bindparam("id"))
    .values(message=bindparam("message"), spare=bindparam("spare"))
    .returning((copies.c.desired_rev > copies.c.drawn_rev).label("stale"))
)
_LOST = Sql(
    update(copies)
    .where(copies.c.outbox_id == bindparam("id"), copies.c.state == word("open"), copies.c.message.is_(None))
    .values(state=word("lost"))
)
_SENT = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), one_of(outbox.c.state, "sending", "uncertain"))
    .values(
        state=word("sent"),
        message=bindparam("message"),
        payload=null(),
        error=null(),
        done_at=bindparam("now"),
    )
    .returning(outbox.c.lane)
)
_UNCERTAIN = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), outbox.c.state == word("sending"))
    .values(
        state=word("uncertain"),
        uncertain=outbox.c.uncertain + number(1),
        error=bindparam("error"),
        not_before=bindparam("not_before"),
        part=func.coalesce(bindparam("part"), outbox.c.part),
    )
    .returning(outbox.c.lane)
)
_LATER = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), _open)
    .values(
        state=word("pending"),
        error=bindparam("error"),
        not_before=bindparam("not_before"),
        part=func.coalesce(bindparam("part"), outbox.c.part),
    )
    .returning(outbox.c.lane)
)
_END = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), one_of(outbox.c.state, "pending", "sending", "uncertain"))
    .values(state=bindparam("to"), error=bindparam("error"), payload=null(), done_at=bindparam("now"))
    .returning(outbox.c.lane)
)
_UNSENT_ABOUT = Sql(
    select(outbox.c.id, outbox.c.kind, outbox.c.person_id).where(
        outbox.c.subject == bindparam("subject"), _sendable
    )
)
_ONE = Sql(select(outbox).where(outbox.c.id == bindparam("id")))


def row(tx: Tx, row_id: int) -> Row | None:
    """One row, all columns."""
    return _ONE.first(tx, id=row_id)


def freeze(
    tx: Tx,
    row_id: int,
    *,
    payload: bytes,
    card: str,
    digest: str | None = None,
    live: bool = False,
    now: int | None = None,
) -> bool:
    """Keep the exact bytes and what is shown, and mark the row as being sent; commit before anything leaves.

    ``card`` is JSON holding verbs, never tokens; ``digest`` is of what is shown. A message that stays as a
    ``live`` card gets its copy here, so that a change while it is on the wire is drawn afterwards.
    False: somebody was faster.
    """
    found = _FREEZE.first(tx, id=row_id, payload=payload, card=card, now=tx.moment(now))
    if found is None:
        return False
    if live:
        _COPY.run(tx, outbox_id=row_id, subject=found.subject, lane=found.lane, chat=found.chat, drawn=digest)
    return True


def resume(tx: Tx, row_id: int, *, now: int | None = None) -> bytes | None:
    """Mark a frozen row as being sent once more; its bytes, None when it has none or another was faster."""
    payload = _RESUME.scalar(tx, id=row_id, now=tx.moment(now))
    return None if payload is None else bytes(payload)


def _told(tx: Tx, found: Row | None, owner: str | None) -> bool:
    """The row's fate is known: its lane is free for the next one."""
    if found is not None and tx.dialect == "postgresql":
        lanes_.release(tx, found.lane, owner=owner)
    return found is not None


def sent(
    tx: Tx,
    row_id: int,
    *,
    message: str | None,
    spare: str | None = None,
    live: bool = False,
    now: int | None = None,
    owner: str | None = None,
) -> bool:
    """It arrived; the bytes are erased. ``message`` is the platform's id of it (None: it names none).

    ``spare`` is the code with which the platform lets it be edited once, where it wants one.
    Here and below ``owner`` is who claimed the row: only their own lease is given back.
    """
    found = _SENT.first(tx, id=row_id, message=message, now=tx.moment(now))
    if found is not None and live:
        stands = _STANDS.first(tx, id=row_id, message=message, spare=spare)
        if stands is not None and stands.stale:
            tx.wake("outbox")
    return _told(tx, found, owner)


def uncertain(
    tx: Tx, row_id: int, *, error: str, retry_at: int, part: int | None = None, owner: str | None = None
) -> None:
    """Nobody knows whether it arrived: the same bytes go again from ``retry_at`` (ms).

    ``part``: so many of the message's calls (its files, then its card) were accepted; it goes on after them.
    """
    _told(tx, _UNCERTAIN.first(tx, id=row_id, error=error, not_before=retry_at, part=part), owner)


def failed(
    tx: Tx,
    row_id: int,
    *,
    error: str,
    retry_at: int | None,
    part: int | None = None,
    owner: str | None = None,
) -> None:
    """It certainly did not arrive: again from ``retry_at`` (ms), or dead when that is None."""
    if retry_at is None:
        _end(tx, row_id, to="dead", error=error, owner=owner)
    else:
        _told(tx, _LATER.first(tx, id=row_id, error=error, not_before=retry_at, part=part), owner)


def moot(tx: Tx, row_id: int, *, reason: str, owner: str | None = None) -> bool:
    """Nothing to say any more."""
    return _end(tx, row_id, to="moot", error=reason, owner=owner)


def _end(tx: Tx, row_id: int, *, to: str, error: str | None, owner: str | None = None) -> bool:
    found = _END.first(tx, id=row_id, to=to, error=error, now=tx.now)
    if found is not None:
        _LOST.run(tx, id=row_id)
    return _told(tx, found, owner)


def supersede(tx: Tx, *, subject: str, kinds: Iterable[str] | None = None) -> int:
    """Whatever about this subject (of these kinds) has not left yet does not leave any more; how many
    rows.
    """
    wanted = None if kinds is None else set(kinds)
    rows = [
        found for found in _UNSENT_ABOUT.all(tx, subject=subject) if wanted is None or found.kind in wanted
    ]
    return sum(_end(tx, found.id, to="superseded", error=None) for found in rows)


_RETIME = Sql(
    update(outbox)
    .where(
        outbox.c.subject == bindparam("about"),
        outbox.c.person_id == bindparam("person"),
        outbox.c.occasion == bindparam("on"),
        outbox.c.state == word("pending"),
        outbox.c.attempts == number(0),
    )
    .values(not_before=bindparam("at"))
)


def retime(tx: Tx, *, person: int, subject: str, occasion: str, not_before: int) -> None:
    """What was to leave for somebody at another time, also by this act, leaves from this instant on (ms)."""
    wanted = (person, subject, occasion)
    tx.intents[:] = [
        replace(one, not_before=not_before) if (one.person, one.subject, one.occasion) == wanted else one
        for one in tx.intents
    ]
    if _RETIME.run(tx, about=subject, person=person, on=occasion, at=not_before):
        tx.wake("outbox", at=not_before)


_UNSENT_HOP = Sql(
    select(func.max(outbox.c.hop)).where(
        outbox.c.parent_id == bindparam("parent"), one_of(outbox.c.state, "moot", "superseded", "dead")
    )
)


def last_unsent_hop(tx: Tx, *, parent: int) -> int | None:
    """The newest row that was to take this one's place and never left; None when there is none."""
    found = _UNSENT_HOP.scalar(tx, parent=parent)
    return None if found is None else int(found)


_DRAWN_ABOUT = Sql(
    select(
        outbox.c.id,
        outbox.c.occasion,
        outbox.c.sending_at,
        outbox.c.attempts,
        (outbox.c.state == word("sent")).label("is_sent"),
    )
    .where(
        outbox.c.subject == bindparam("subject"),
        outbox.c.kind == bindparam("kind"),
        or_(outbox.c.state == word("sent"), and_(_open, outbox.c.payload.is_not(None))),
    )
    .order_by(outbox.c.id.desc())
    .limit(number(10))
)


def drawn_about(tx: Tx, *, subject: str, kind: str) -> list[Row]:
    """The newest rows about a subject that left or are leaving: id, occasion, sending_at (ms), attempts,
    is_sent.
    """
    return _DRAWN_ABOUT.all(tx, subject=subject, kind=kind)


_TOLD = Sql(
    select(outbox.c.person_id).where(
        outbox.c.subject == bindparam("subject"),
        outbox.c.kind == bindparam("kind"),
        outbox.c.occasion == bindparam("on"),
        outbox.c.person_id.is_not(None),
    )
)


def told(tx: Tx, *, subject: str, kind: str, occasion: str) -> set[int]:
    """Who was told this about a subject on this occasion, whatever has become of the message."""
    return {int(row.person_id) for row in _TOLD.all(tx, subject=subject, kind=kind, on=occasion)}


def is_waiting(tx: Tx, *, person: int, subject: str, kind: str | None = None) -> bool:
    """Does something about this subject (of this kind, if given) still have to leave for this person?"""
    rows = _UNSENT_ABOUT.all(tx, subject=subject)
    return any(found.person_id == person and kind in (None, found.kind) for found in rows)


def withdraw(tx: Tx, subject: str, *, kind: str | None = None) -> int:
    """The same for one kind, or for all."""
    return supersede(tx, subject=subject, kinds=None if kind is None else (kind,))


# Buttons that are answered by their number --------------------------------------------------------

_NUMBER = Sql(update(outbox).where(outbox.c.id == bindparam("id")).values(numbered=bindparam("numbered")))
_NUMBERED = Sql(
    select(outbox.c.id, outbox.c.person_id, outbox.c.subject, outbox.c.message, outbox.c.numbered)
    .where(outbox.c.lane == bindparam("lane"), outbox.c.numbered.is_not(None), outbox.c.message.is_not(None))
    .order_by(outbox.c.id.desc())
    .limit(number(20))
)


def keep_numbers(tx: Tx, row_id: int, numbered: str | None) -> None:
    """What the numbers on this card press (JSON); None when every button found room."""
    _NUMBER.run(tx, id=row_id, numbered=numbered)


def numbered_in(tx: Tx, *, platform: str, bot: str, chat: str) -> list[Row]:
    """The cards in this chat that have numbers to answer with, newest first."""
    return _NUMBERED.all(tx, lane=lane_of(platform, bot, chat))


# A second copy ------------------------------------------------------------------------------------

_MET = Sql(insert_once(outbox, *_COLUMNS, "card", "message"))
_MET_ID = Sql(select(outbox.c.id).where(outbox.c.key == bindparam("key")))
_MET_COPY = Sql(
    insert_once(
        copies, "outbox_id", "subject", "lane", "chat", "message", "desired_rev", unique=["outbox_id"]
    )
)


def met(tx: Tx, row_id: int, *, message: str) -> None:
    """A send of which nobody knew the outcome did arrive, also as this message: from now on it is known.

    It is a row of its own beside the one that was sent; its copy is drawn at once as things stand.
    """
    first = _ONE.one(tx, id=row_id)
    key = f"{first.key}#{message}"
    known = {name: getattr(first, name) for name in (*_COLUMNS, "card")}
    arrived = {"key": key, "state": "sent", "message": message, "error": None}
    _MET.run(tx, **{**known, **arrived, "not_before": first.sending_at, "done_at": tx.now})
    found = int(_MET_ID.scalar(tx, key=key))
    _MET_COPY.run(
        tx,
        outbox_id=found,
        subject=first.subject,
        lane=first.lane,
        chat=first.chat,
        message=message,
        desired_rev=1,
    )
    tx.wake("outbox")


# Other chats --------------------------------------------------------------------------------------

_STRANDED = Sql(
    select(outbox.c.id)
    .where(
        outbox.c.person_id == bindparam("person"),
        outbox.c.state == word("dead"),
        outbox.c.made_at > bindparam("since"),
        func.coalesce(outbox.c.expires_at, bindparam("now", type_=outbox.c.made_at.type)) >= bindparam("now"),
    )
    .order_by(outbox.c.id)
)
_STRANDED_PEOPLE = Sql(
    select(outbox.c.person_id)
    .where(
        outbox.c.person_id.is_not(None),
        outbox.c.state == word("dead"),
        outbox.c.made_at > bindparam("since"),
        func.coalesce(outbox.c.expires_at, bindparam("now", type_=outbox.c.made_at.type)) >= bindparam("now"),
    )
    .group_by(outbox.c.person_id)
    .order_by(outbox.c.person_id)
)
_REVIVE = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), outbox.c.state == word("dead"))
    .values(
        state=word("pending"),
        platform=bindparam("platform"),
        bot=bindparam("bot"),
        lane=bindparam("lane"),
        chat=bindparam("chat"),
        attempts=number(0),
        part=number(0),
        error=null(),
        not_before=null(),
        done_at=null(),
    )
)
_FORGET_COPY = Sql(copies.delete().where(copies.c.outbox_id == bindparam("id"), copies.c.message.is_(None)))
_MOVE = Sql(
    update(outbox)
    .where(_open, outbox.c.lane == bindparam("old_lane"))
    .values(lane=bindparam("new_lane"), chat=bindparam("chat"), payload=null(), part=number(0))
)
REVIVE_MS = 7 * 24 * 3600 * 1000


def stranded(tx: Tx, *, since: int | None = None) -> list[int]:
    """People for whom something died that may still be of use: what ``revive`` would send again."""
    found = _STRANDED_PEOPLE.all(tx, since=tx.now - REVIVE_MS if since is None else since, now=tx.now)
    return [int(row.person_id) for row in found]


def revive(tx: Tx, *, person: int, since: int | None = None) -> int:
    """A person can be reached (again): what died meanwhile goes to their newest account, drawn afresh.

    Only rows made after ``since`` (ms; a week ago when not given) and not expired. How many.
    """
    place = _REACH.first(tx, person=person)
    if place is None:
        return 0
    lane = lane_of(place.platform, place.bot, place.chat)
    lanes_.lock(tx, [lane])
    rows = _STRANDED.all(tx, person=person, since=tx.now - REVIVE_MS if since is None else since, now=tx.now)
    for found in rows:
        _FORGET_COPY.run(tx, id=found.id)
        _REVIVE.run(tx, id=found.id, platform=place.platform, bot=place.bot, lane=lane, chat=place.chat)
    if rows:
        tx.wake("outbox")
    return len(rows)


def migrate_chat(tx: Tx, *, platform: str, bot: str, old: str, new: str) -> int:
    """The platform gave a chat another id: what waits for it goes there, drawn afresh. How many rows."""
    old_lane, new_lane = lane_of(platform, bot, old), lane_of(platform, bot, new)
    lanes_.lock(tx, (old_lane, new_lane))
    tx.wake("outbox")
    return _MOVE.run(tx, old_lane=old_lane, new_lane=new_lane, chat=new)
