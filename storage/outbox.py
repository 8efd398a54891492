"""Messages that are to leave: each an intent, its lane, and how far it got.

States: pending → sending (committed before the first byte leaves) → sent | uncertain | dead | superseded | moot;
held waits for an operator after a restore. Nothing is lost, and copies of a message stay ≤ 1 + its uncertain
outcomes, because a row in ``sending`` or ``uncertain`` is sent again with the very same bytes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, case, exists, func, null, or_, select, update

from storage import lanes as lanes_
from storage import meta as meta_
from storage.canon import json_text
from storage.sql import Row, Sql, insert_once, number, one_of, word
from storage.tables import accounts, copies, groups, lanes, meta, outbox, tokens
from storage.tx import Intent, Tx

LIVE: set[str] = set()  # kinds whose card stays in the chat and is redrawn when its subject changes


def live(*kinds: str) -> None:
    """Declare kinds that stay as cards (called once, where the notices are defined)."""
    LIVE.update(kinds)


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
_ADD = Sql(
    insert_once(
        outbox,
        "key",
        "kind",
        "person_id",
        "group_id",
        "subject",
        "occasion",
        "hop",
        "parent_id",
        "platform",
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
)


def _place(tx: Tx, intent: Intent) -> tuple[str, str, str] | None:
    if intent.answer_to is not None:
        return intent.answer_to
    if intent.person is not None:
        row = _REACH.first(tx, person=intent.person)
    else:
        row = _GROUP.first(tx, group=intent.group)
    return None if row is None else (row.platform, row.bot, row.chat)


def enqueue(tx: Tx, intents: Sequence[Intent]) -> None:
    """Write intents as rows; one whose key stands already is passed over.

    A receiver who cannot be reached gets a row in state dead (``no_account``, ``no_group``), so that it is seen.
    """
    rows: list[dict[str, Any]] = []
    for intent in intents:
        place = _place(tx, intent)
        if place is None:
            who = "no_account" if intent.person is not None else "no_group"
            platform, lane, chat, state, error = (
                "",
                f"nowhere:{intent.person or intent.group}",
                "",
                "dead",
                who,
            )
        else:
            platform, bot, chat = place
            lane, state, error = f"{platform}:{bot}:{chat}", "pending", None
        rows.append(
            {
                "key": intent.key,
                "kind": intent.kind,
                "person_id": intent.person,
                "group_id": intent.group,
                "subject": intent.subject,
                "occasion": intent.occasion,
                "hop": intent.hop,
                "parent_id": intent.parent,
                "platform": platform,
                "lane": lane,
                "chat": chat,
                "priority": intent.priority,
                "not_before": intent.not_before,
                "expires_at": intent.expires_at,
                "state": state,
                "facts": json_text(intent.facts),
                "error": error,
                "made_at": tx.now,
                "done_at": None if place is not None else tx.now,
            }
        )
    lanes_.lock(tx, (row["lane"] for row in rows))
    _ADD.many(tx, rows)


# Due ----------------------------------------------------------------------------------------------

_open = one_of(outbox.c.state, "pending", "sending", "uncertain")  # as the partial index says it
_other = outbox.alias("other")
_in_flight = exists(
    select(_other.c.id).where(
        _other.c.lane == outbox.c.lane,
        one_of(_other.c.state, "pending", "sending", "uncertain"),
        _other.c.state == word("sending"),
    )
)
_held = exists(select(meta.c.key).where(meta.c.key == word("outbound"), meta.c.value == word("held")))
_first = (
    select(
        outbox.c.id,
        func.row_number()
        .over(partition_by=outbox.c.lane, order_by=(outbox.c.priority, outbox.c.id))
        .label("place"),
    )
    .select_from(outbox.outerjoin(lanes, lanes.c.lane == outbox.c.lane))
    .where(
        _open,
        outbox.c.state != word("sending"),
        func.coalesce(outbox.c.not_before, number(0)) <= bindparam("now"),
        func.coalesce(lanes.c.blocked_until, number(0)) <= bindparam("now"),
        func.coalesce(lanes.c.lease_until, number(0)) <= bindparam("lease_now"),
        ~_in_flight,
        ~_held,
    )
    .subquery("first")
)
_due = (
    select(outbox)
    .select_from(outbox.join(_first, _first.c.id == outbox.c.id))
    .where(_first.c.place == number(1))
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("limit"))
)
_DUE = Sql(_due)
_STILL = Sql(
    select(outbox.c.id)
    .where(outbox.c.id == bindparam("id"), one_of(outbox.c.state, "pending", "uncertain"))
    .with_for_update(skip_locked=True)
)
_OVERDUE_LEASES = Sql(
    update(outbox)
    .where(
        _open,
        outbox.c.state == word("sending"),
        ~exists(
            select(lanes.c.lane).where(
                lanes.c.lane == outbox.c.lane, lanes.c.lease_until > bindparam("lease_now")
            )
        ),
    )
    .values(state=word("uncertain"), uncertain=outbox.c.uncertain + number(1), error="interrupted")
)
_ALL_SENDING = Sql(
    update(outbox)
    .where(_open, outbox.c.state == word("sending"))
    .values(state=word("uncertain"), uncertain=outbox.c.uncertain + number(1), error="interrupted")
)
_NEXT = Sql(
    select(
        func.min(
            case(
                (
                    func.coalesce(outbox.c.not_before, number(0))
                    >= func.coalesce(lanes.c.blocked_until, number(0)),
                    func.coalesce(outbox.c.not_before, number(0)),
                ),
                else_=lanes.c.blocked_until,
            )
        )
    )
    .select_from(outbox.outerjoin(lanes, lanes.c.lane == outbox.c.lane))
    .where(
        _open,
        outbox.c.state != word("sending"),
        func.coalesce(lanes.c.lease_until, number(0)) <= bindparam("lease_now"),
        ~_in_flight,
        ~_held,
    )
)


def due(tx: Tx, *, now: int, limit: int, busy: Iterable[str] = ()) -> list[Row]:
    """What may leave now: the first row of each free lane, most urgent first. Reads only.

    For one process, whose courier knows its ``busy`` lanes; expired rows come too (the courier drops them).
    """
    taken = set(busy)
    rows = _DUE.all(tx, now=now, lease_now=lanes_.lease_now(tx), limit=limit + len(taken))
    return [row for row in rows if row.lane not in taken][:limit]


def claim(tx: Tx, *, owner: str, now: int, lease_ms: int, limit: int) -> list[Row]:
    """The same for several processes: the lanes of the rows are leased to ``owner`` for ``lease_ms``.

    Rows left in ``sending`` by an owner whose lease ended become uncertain first.
    """
    lease_now = lanes_.lease_now(tx)
    _OVERDUE_LEASES.run(tx, lease_now=lease_now)
    rows = []
    for row in _DUE.all(tx, now=now, lease_now=lease_now, limit=limit):
        if tx.dialect == "postgresql" and _STILL.first(tx, id=row.id) is None:
            continue  # another process is at it
        if lanes_.take(tx, row.lane, owner=owner, now=lease_now, until=lease_now + lease_ms):
            rows.append(row)
    return rows


def recover(tx: Tx) -> int:
    """One process, at its start: whatever was being sent when the last one died is uncertain now."""
    return _ALL_SENDING.run(tx)


def next_due(tx: Tx) -> int | None:
    """The instant (ms) at which the next row may leave (0: it could have left already); None when none waits.

    Lanes in flight or leased are left out: their end brings its own wake-up.
    """
    moment = _NEXT.scalar(tx, lease_now=lanes_.lease_now(tx))
    return None if moment is None else int(moment)


# Out ----------------------------------------------------------------------------------------------

_sendable = one_of(outbox.c.state, "pending", "uncertain")
_FREEZE = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), _sendable)
    .values(
        state=word("sending"),
        payload=bindparam("payload"),
        card=bindparam("card"),
        sending_at=bindparam("now"),
        attempts=outbox.c.attempts + number(1),
    )
    .returning(outbox.c.kind, outbox.c.subject, outbox.c.lane, outbox.c.chat)
)
_AGAIN = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), _sendable, outbox.c.payload.is_not(None))
    .values(state=word("sending"), sending_at=bindparam("now"), attempts=outbox.c.attempts + number(1))
    .returning(outbox.c.payload)
)
_COPY = Sql(insert_once(copies, "outbox_id", "subject", "lane", "chat", "drawn", unique=["outbox_id"]))
_STANDS = Sql(
    update(copies).where(copies.c.outbox_id == bindparam("id")).values(message=bindparam("message"))
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
    .returning(outbox.c.kind)
)
_PART = Sql(update(outbox).where(outbox.c.id == bindparam("id")).values(part=bindparam("part")))
_UNCERTAIN = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), outbox.c.state == word("sending"))
    .values(
        state=word("uncertain"),
        uncertain=outbox.c.uncertain + number(1),
        error=bindparam("error"),
        not_before=bindparam("not_before"),
    )
)
_LATER = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), _open)
    .values(state=word("pending"), error=bindparam("error"), not_before=bindparam("not_before"))
)
_END = Sql(
    update(outbox)
    .where(
        outbox.c.id == bindparam("id"),
        one_of(outbox.c.state, "pending", "sending", "uncertain", "held", "dead"),
    )
    .values(state=bindparam("to"), error=bindparam("error"), payload=null(), done_at=bindparam("now"))
    .returning(outbox.c.kind)
)


def freeze(tx: Tx, row_id: int, *, payload: bytes, card: str, drawn: str | None = None) -> bool:
    """Keep the exact bytes and what is shown, and mark the row as being sent; commit before the first byte leaves.

    ``card`` is JSON holding verbs, never tokens; ``drawn`` is the hash of what is shown. A kind that lives gets its
    copy here, so that a change between drawing and sending is drawn afterwards. False: somebody was faster.
    """
    row = _FREEZE.first(tx, id=row_id, payload=payload, card=card, now=tx.now)
    if row is None:
        return False
    if row.kind in LIVE:
        _COPY.run(tx, outbox_id=row_id, subject=row.subject, lane=row.lane, chat=row.chat, drawn=drawn)
    return True


def again(tx: Tx, row_id: int) -> bytes | None:
    """Mark a frozen row as being sent once more; its bytes, or None when it has none or was taken by another."""
    payload = _AGAIN.scalar(tx, id=row_id, now=tx.now)
    return None if payload is None else bytes(payload)


def sent(tx: Tx, row_id: int, *, message: str | None) -> bool:
    """It arrived; the bytes are erased. ``message`` is the platform's id of it (None: it names none)."""
    row = _SENT.first(tx, id=row_id, message=message, now=tx.now)
    if row is None:
        return False
    if row.kind in LIVE:
        _STANDS.run(tx, id=row_id, message=message)
        tx.wake("outbox")
    return True


def part(tx: Tx, row_id: int, *, part: int) -> None:
    """So many of a message's calls (its files, then its card) were accepted; a repetition begins after them."""
    _PART.run(tx, id=row_id, part=part)


def uncertain(tx: Tx, row_id: int, *, error: str, retry_at: int) -> None:
    """Nobody knows whether it arrived: the same bytes go again from ``retry_at`` (ms)."""
    _UNCERTAIN.run(tx, id=row_id, error=error, not_before=retry_at)


def failed(tx: Tx, row_id: int, *, error: str, retry_at: int | None) -> None:
    """It certainly did not arrive: again from ``retry_at``, or dead when that is None."""
    if retry_at is None:
        _end(tx, row_id, to="dead", error=error)
    else:
        _LATER.run(tx, id=row_id, error=error, not_before=retry_at)


def moot(tx: Tx, row_id: int, *, reason: str) -> bool:
    """Nothing to say any more."""
    return _end(tx, row_id, to="moot", error=reason)


def superseded(tx: Tx, row_id: int) -> bool:
    """A newer message takes its place."""
    return _end(tx, row_id, to="superseded", error=None)


def _end(tx: Tx, row_id: int, *, to: str, error: str | None) -> bool:
    row = _END.first(tx, id=row_id, to=to, error=error, now=tx.now)
    if row is not None and row.kind in LIVE:
        _LOST.run(tx, id=row_id)
    return row is not None


_UNSENT_ABOUT = Sql(
    update(outbox)
    .where(
        outbox.c.subject == bindparam("subject"),
        _sendable,
        or_(bindparam("kind", type_=outbox.c.kind.type).is_(None), outbox.c.kind == bindparam("kind")),
    )
    .values(state=word("superseded"), payload=null(), done_at=bindparam("now"))
)


def withdraw(tx: Tx, subject: str, *, kind: str | None = None) -> int:
    """Whatever about this subject has not left yet does not leave any more; how many rows."""
    return _UNSENT_ABOUT.run(tx, subject=subject, kind=kind, now=tx.now)


# For operators ------------------------------------------------------------------------------------

_ONE = Sql(select(outbox).where(outbox.c.id == bindparam("id")))
_IN_STATE = Sql(
    select(outbox)
    .where(outbox.c.state == bindparam("state"), outbox.c.id > bindparam("after"))
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)
_WAITING = Sql(
    select(outbox)
    .where(_open, outbox.c.id > bindparam("after"))
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)
_REVIVE = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), one_of(outbox.c.state, "dead", "held"), outbox.c.platform != "")
    .values(state=word("pending"), attempts=number(0), error=null(), not_before=null(), done_at=null())
)
_HOLD_ALL = Sql(update(outbox).where(_open).values(state=word("held"), payload=null(), error="maybe_sent"))
_COUNTS = Sql(
    select(outbox.c.state, func.count().label("n"), func.min(outbox.c.made_at).label("oldest"))
    .where(one_of(outbox.c.state, "pending", "sending", "uncertain", "held", "dead"))
    .group_by(outbox.c.state)
)


def row(tx: Tx, row_id: int) -> Row | None:
    """One row, all columns."""
    return _ONE.first(tx, id=row_id)


def listed(tx: Tx, *, state: str | None = None, after: int = 0, limit: int = 100) -> list[Row]:
    """Rows in one state, or all that have not ended, by id."""
    if state is None:
        return _WAITING.all(tx, after=after, limit=limit)
    return _IN_STATE.all(tx, state=state, after=after, limit=limit)


def counts(tx: Tx) -> list[Row]:
    """state, n, oldest (ms made) of what has not ended well."""
    return _COUNTS.all(tx)


def retry(tx: Tx, row_id: int) -> bool:
    """A dead or held row goes again; False when it is neither, or has nowhere to go."""
    tx.wake("outbox")
    return _REVIVE.run(tx, id=row_id) == 1


def drop(tx: Tx, row_id: int) -> bool:
    """A dead or held row is given up for good."""
    return _end(tx, row_id, to="moot", error="dropped")


def hold(tx: Tx) -> int:
    """After a restore: nothing leaves before ``release``; rows that may have left already wait for an operator."""
    meta_.put(tx, "outbound", "held")
    return _HOLD_ALL.run(tx)


def release(tx: Tx) -> None:
    """Messages leave again; rows in ``held`` still wait for ``retry`` or ``drop``, one by one."""
    meta_.put(tx, "outbound", "open")
    tx.wake("outbox")


# A group that became a supergroup -----------------------------------------------------------------

_G_NEW = Sql(
    select(groups.c.id).where(
        groups.c.platform == bindparam("platform"),
        groups.c.bot == bindparam("bot"),
        groups.c.chat == bindparam("chat"),
    )
)
_G_ASIDE = Sql(
    update(groups).where(groups.c.id == bindparam("id")).values(chat=bindparam("aside"), state=word("left"))
)
_G_MOVE = Sql(
    update(groups)
    .where(
        groups.c.platform == bindparam("platform"),
        groups.c.bot == bindparam("bot"),
        groups.c.chat == bindparam("old"),
    )
    .values(chat=bindparam("new"))
)
_O_MOVE = Sql(
    update(outbox)
    .where(_open, outbox.c.lane == bindparam("old_lane"))
    .values(lane=bindparam("new_lane"), chat=bindparam("new"), payload=null())
)
_C_MOVE = Sql(
    update(copies)
    .where(copies.c.lane == bindparam("old_lane"), copies.c.state == word("open"))
    .values(lane=bindparam("new_lane"), chat=bindparam("new"))
)
_T_MOVE = Sql(update(tokens).where(tokens.c.chat == bindparam("old")).values(chat=bindparam("new")))


def migrate_chat(tx: Tx, platform: str, bot: str, old: str, new: str) -> bool:
    """The platform gave a group another id: the group, what waits for it, its cards and tokens follow.

    Frozen bytes name the old chat and are drawn afresh. False when no group bore the old id.
    """
    old_lane, new_lane = f"{platform}:{bot}:{old}", f"{platform}:{bot}:{new}"
    lanes_.lock(tx, (old_lane, new_lane))
    standing = _G_NEW.scalar(tx, platform=platform, bot=bot, chat=new)
    if standing is not None and _G_NEW.scalar(tx, platform=platform, bot=bot, chat=old) is not None:
        _G_ASIDE.run(
            tx, id=standing, aside=f"{new}~{standing}"
        )  # it announced itself anew before we heard why
    moved = _G_MOVE.run(tx, platform=platform, bot=bot, old=old, new=new)
    _O_MOVE.run(tx, old_lane=old_lane, new_lane=new_lane, new=new)
    _C_MOVE.run(tx, old_lane=old_lane, new_lane=new_lane, new=new)
    _T_MOVE.run(tx, old=old, new=new)
    tx.wake("outbox")
    return moved == 1
