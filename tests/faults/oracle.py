"""What a stranger can tell of a run from outside: the twin's transcript and the SQLite file. Imports no room."""

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SENT_METHODS = {"sendMessage", "sendDocument", "sendPhoto", "sendMediaGroup"}
SOON_MS = 60_000
TIMER_MS = 40_000


@dataclass
class Verdict:
    """The figures of one run, and in ``notes`` what each of them means in rows and messages."""

    acts: int = 0
    lost: int = 0
    untold: int = 0  # acted upon, but the toast of the tap was lost with the process
    dup_decisions: int = 0
    copies: int = 0  # messages delivered once more than needed
    uncertain: int = 0  # outcomes that nobody knew
    over: int = 0  # notices with more copies than 1 + their uncertain outcomes
    order_violations: int = 0
    stuck: int = 0
    dead: int = 0
    audit_breaks: int = 0
    unsure: list[tuple[int, int]] = field(default_factory=list)  # (copies, uncertain outcomes) of a notice
    notes: list[str] = field(default_factory=list)


def opened(path: Path) -> sqlite3.Connection:
    """The file, for reading."""
    found = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    found.row_factory = sqlite3.Row
    return found


def open_rows(db: sqlite3.Connection, *, now: int) -> list[str]:
    """What is not settled: rows in hand or due within a minute. ``now`` in civil milliseconds."""
    asked = {
        "inbox": "SELECT id, state FROM inbox WHERE state IN ('new', 'working')",
        "outbox": "SELECT id, state FROM outbox WHERE state IN ('pending', 'sending', 'uncertain') "
        "AND (attempts > 0 OR coalesce(not_before, 0) <= :soon)",
        "copies": "SELECT id, state FROM copies WHERE state = 'open' AND desired_rev > drawn_rev",
        "errands": "SELECT id, state FROM errands WHERE state IN ('waiting', 'working') "
        "AND coalesce(not_before, 0) <= :soon",
        "timers": "SELECT id, state FROM timers WHERE state = 0 AND fire_at <= :timer",
    }
    at = {"soon": now + SOON_MS, "timer": now + TIMER_MS}
    return [f"{table} {row[0]} {row[1]}" for table, sql in asked.items() for row in db.execute(sql, at)]


def unheard(db: sqlite3.Connection, updates: Iterable[int]) -> list[int]:
    """Updates that are not in the inbox."""
    kept = {int(row[0].rpartition(":")[2]) for row in db.execute("SELECT key FROM inbox")}
    return sorted(set(updates) - kept)


def judge(
    db: sqlite3.Connection, *, updates: Sequence[int], calls: Sequence[dict[str, Any]], anchor: Path, now: int
) -> Verdict:
    """All figures. ``updates`` are those that the platform took from people; ``calls`` the transcript."""
    verdict = Verdict(acts=len(updates))
    _acts(db, updates, calls, verdict)
    _decisions(db, verdict)
    _copies(db, calls, verdict)
    _order(db, calls, verdict)
    _chain(db, anchor, verdict)
    left = open_rows(db, now=now)
    verdict.stuck = len(left)
    verdict.notes += [f"stuck: {one}" for one in left]
    asked = {
        "inbox": "SELECT id, error FROM inbox WHERE state = 'dead'",
        "outbox": "SELECT id, error FROM outbox WHERE state = 'dead'",
        "errands": "SELECT id, error FROM errands WHERE state = 'dead'",
    }
    dead = [f"{table} {row[0]} {row[1]}" for table, sql in asked.items() for row in db.execute(sql)]
    verdict.dead = len(dead)
    verdict.notes += [f"dead: {one}" for one in dead]
    return verdict


# Acts ---------------------------------------------------------------------------------------------


def _acts(
    db: sqlite3.Connection, updates: Sequence[int], calls: Sequence[dict[str, Any]], verdict: Verdict
) -> None:
    toasts = {
        str(call["params"].get("callback_query_id")) for call in calls
        if call["method"] == "answerCallbackQuery" and (call["reply"] or {}).get("ok")
    }  # fmt: skip
    people = {
        row["external_id"]: row["person_id"]
        for row in db.execute("SELECT external_id, person_id FROM accounts")
    }
    rows = {int(row["key"].rpartition(":")[2]): row for row in db.execute("SELECT * FROM inbox")}
    tapped: set[str] = set()  # a second tap on what was carried out may go without its toast
    for update in sorted(set(updates), key=lambda one: rows[one]["id"] if one in rows else 0):
        row = rows.get(update)
        if row is None or row["state"] != "done":
            verdict.lost += 1
            verdict.notes.append(f"lost: update {update} is {'nowhere' if row is None else row['state']}")
            continue
        person = people.get(row["lane"].rpartition(":u")[2])
        left = _trace(db, row, person)
        body = json.loads(row["body"]) if row["body"] else {}
        tap = body.get("callback_query")
        if tap is not None and tap["id"] not in toasts:
            verdict.untold += 1
            left = left or _is_redrawn(db, tap) or tap["data"] in tapped or _stands(db, tap, row["done_at"])
        elif tap is not None:
            left = True
        if tap is not None and left:
            tapped.add(tap["data"])
        if not left:
            verdict.lost += 1
            verdict.notes.append(f"lost: update {update} (inbox {row['id']}) left no effect and no answer")


def _trace(db: sqlite3.Connection, row: sqlite3.Row, person: int | None) -> bool:
    """Something stands that was written in the act's own transaction."""
    at = {"at": row["done_at"], "person": person, "occasion": f"in:{row['id']}"}
    asked = (
        "SELECT 1 FROM audit WHERE at = :at AND person_id = :person",
        "SELECT 1 FROM outbox WHERE occasion = :occasion",
        "SELECT 1 FROM outbox WHERE made_at = :at AND person_id = :person",
    )
    return any(db.execute(sql, at).fetchone() for sql in asked)


def _is_redrawn(db: sqlite3.Connection, tap: dict[str, Any]) -> bool:
    """The card that was tapped has been drawn again: that is the answer to a tap that came too late."""
    message = tap["message"]
    found = db.execute(
        "SELECT 1 FROM copies WHERE chat = ? AND message = ? AND desired_rev > 0",
        (str(message["chat"]["id"]), str(message["message_id"])),
    ).fetchone()
    return found is not None


def _stands(db: sqlite3.Connection, tap: dict[str, Any], at: int) -> bool:
    """The seat of the button had been decided before (by text, or on another copy of the card)."""
    digest = hashlib.sha256(tap["data"].partition(":")[2].encode()).digest()
    asked = "SELECT 1 FROM tokens t JOIN decisions d ON d.seat_id = t.seat_id WHERE t.hash = ? AND d.at < ?"
    return db.execute(asked, (digest, at)).fetchone() is not None


def _decisions(db: sqlite3.Connection, verdict: Verdict) -> None:
    asked = {
        "a seat decided twice": "SELECT step_id, seat_id FROM decisions GROUP BY 1, 2 HAVING count(*) > 1",
        "an any-one step decided twice": "SELECT d.step_id, count(*) FROM decisions d JOIN steps s ON s.id = d.step_id "
        "WHERE s.quorum = 'any' AND d.undone_at IS NULL GROUP BY 1 HAVING count(*) > 1",
        "a text became two items": "SELECT title, count(*) FROM items WHERE title <> '' GROUP BY 1 HAVING count(*) > 1",
        "a number given twice": "SELECT number, count(*) FROM items WHERE number IS NOT NULL GROUP BY 1 HAVING count(*) > 1",
    }
    found = [f"dup: {what}: {tuple(row)}" for what, sql in asked.items() for row in db.execute(sql)]
    kept = Counter((row[0], row[1]) for row in db.execute("SELECT step_id, seat_id FROM decisions"))
    told: Counter[tuple[int, int]] = Counter()
    for row in db.execute("SELECT data FROM audit WHERE act IN ('review.approved', 'review.returned')"):
        data = json.loads(row[0])
        told[data["step"], data["seat"]] += 1
    found += [f"dup: the chain tells {told[key]} decisions of {key}, there are {kept[key]}"
              for key in told.keys() | kept.keys() if told[key] != kept[key]]  # fmt: skip
    verdict.dup_decisions = len(found)
    verdict.notes += found


# Messages -----------------------------------------------------------------------------------------


def _accepted(calls: Sequence[dict[str, Any]]) -> list[tuple[int, str, str, str]]:
    """Messages the platform delivered, whatever the bot learned of it: (n, chat, exact params, message id)."""
    found = []
    for call in calls:
        reply = call["reply"] or {}
        if call["method"] in SENT_METHODS and reply.get("ok") and isinstance(reply["result"], dict):
            said = json.dumps(call["params"], sort_keys=True, ensure_ascii=False)
            result = reply["result"]
            found.append((call["n"], str(result["chat"]["id"]), said, str(result["message_id"])))
    return found


def _copies(db: sqlite3.Connection, calls: Sequence[dict[str, Any]], verdict: Verdict) -> None:
    by_text: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for _, chat, said, message in _accepted(calls):
        by_text[chat, said].append(message)
    rows = list(db.execute("SELECT id, chat, message, uncertain FROM outbox"))
    verdict.uncertain = sum(row["uncertain"] for row in rows)
    of = {(row["chat"], row["message"]): row for row in rows if row["message"]}
    for (chat, said), messages in by_text.items():
        for delivered, unknown in _shared_out([of.get((chat, message)) for message in messages]):
            verdict.copies += delivered - 1
            if unknown:
                verdict.unsure.append((delivered, unknown))
            if delivered > 1 + unknown:
                verdict.over += 1
                verdict.notes.append(
                    f"over: {delivered} copies in {chat}, {1 + unknown} allowed: {said[:120]}"
                )
    for row in rows:  # told to be sent, but the platform never took it
        if row["message"] and not any(
            row["message"] in found for (chat, _), found in by_text.items() if chat == row["chat"]
        ):
            verdict.lost += 1
            verdict.notes.append(
                f"lost: outbox {row['id']} says message {row['message']}, which was never delivered"
            )


def _shared_out(rows: Sequence[sqlite3.Row | None]) -> list[tuple[int, int]]:
    """Equal messages of a chat, notice by notice: (copies, outcomes that nobody knew), from whose each was.

    One message of a chat is on its way at a time, so the copies of a notice end with the one that it knows.
    """
    found: list[tuple[int, int]] = []
    delivered = 0
    for row in rows:
        delivered += 1
        if row is not None:
            found.append((delivered, row["uncertain"]))
            delivered = 0
    if delivered and found:  # a copy after the one that was known
        last, unknown = found.pop()
        return [*found, (last + delivered, unknown)]
    return found or [(delivered, 0)]


def _order(db: sqlite3.Connection, calls: Sequence[dict[str, Any]], verdict: Verdict) -> None:
    """In a chat: rows of one urgency arrive (the first copy counts) as they were made. A sender: acts in turn."""
    told = _accepted(calls)
    at_of = {(chat, message): (n, said) for n, chat, said, message in told}
    rows = list(db.execute("SELECT * FROM outbox WHERE state = 'sent' AND not_before IS NULL ORDER BY id"))
    owned = {(row["chat"], row["message"]) for row in db.execute("SELECT chat, message FROM outbox")}
    latest: dict[tuple[str, int], tuple[int, int]] = {}
    for row in rows:
        found = at_of.get((row["chat"], row["message"]))
        if found is None:
            continue
        at, said = found
        if row[
            "uncertain"
        ]:  # earlier copies of which the bot never learned; those before an equal text are its
            same = [
                (n, (chat, message)) for n, chat, text, message in told if (chat, text) == (row["chat"], said)
            ]
            before = max((n for n, key in same if n < at and key in owned), default=0)
            at = min([at, *(n for n, key in same if before < n and key not in owned)])
        lane = (row["lane"], row["priority"])
        if at < latest.get(lane, (0, 0))[0]:
            verdict.order_violations += 1
            verdict.notes.append(f"order: outbox {row['id']} overtook {latest[lane][1]} in {row['chat']}")
        latest[lane] = max(latest.get(lane, (0, 0)), (at, row["id"]))
    done: dict[str, tuple[int, int]] = {}
    for row in db.execute(
        "SELECT id, lane, done_at FROM inbox WHERE state = 'done' AND attempts = 0 ORDER BY id"
    ):
        if row["done_at"] < done.get(row["lane"], (0, 0))[0]:
            verdict.order_violations += 1
            verdict.notes.append(f"order: act {row['id']} was done before act {done[row['lane']][1]}")
        done[row["lane"]] = (row["done_at"], row["id"])


# The chain ----------------------------------------------------------------------------------------


def _chain(db: sqlite3.Connection, anchor: Path, verdict: Verdict) -> None:
    """Each entry: SHA-256 over the digest before it and [n, at, org, person, act, subject, data] as plain JSON."""
    found: list[str] = []
    prev, n, hashes = bytes(32), 0, {}
    for row in db.execute("SELECT * FROM audit ORDER BY n"):
        said = [row["n"], row["at"], row["org_id"], row["person_id"], row["act"], row["subject"], row["data"]]
        sealed = hashlib.sha256(
            prev + json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        ).digest()
        if row["n"] != n + 1 or row["prev"] != prev or row["hash"] != sealed:
            found.append(f"audit: entry {row['n']} after {n}")
        prev, n = row["hash"], row["n"]
        hashes[n] = prev.hex()
    head = db.execute("SELECT n, hash FROM audit_head WHERE id = 1").fetchone()
    if (head["n"], head["hash"]) != (n, prev if n else head["hash"]):
        found.append(f"audit: the head says {head['n']}, the chain ends at {n}")
    for line in anchor.read_text("ascii").splitlines() if anchor.exists() else ():
        at, _, digest = line.partition(" ")
        if len(digest) == 64 and hashes.get(int(at)) != digest:
            found.append(f"audit: the anchor knows entry {at} otherwise")
    verdict.audit_breaks = len(found)
    verdict.notes += found
