"""The oracle sees what is planted: a judge that finds nothing in a spoilt run would prove nothing."""

import json
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.faults import oracle
from tests.faults.oracle import Verdict

NOW = 1_770_600_000_000
TABLES = """
CREATE TABLE accounts (external_id TEXT, person_id INTEGER);
CREATE TABLE inbox (id INTEGER PRIMARY KEY, key TEXT, lane TEXT, body BLOB, state TEXT, done_at INTEGER,
    attempts INTEGER, error TEXT);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, person_id INTEGER, occasion TEXT, lane TEXT, chat TEXT, priority INTEGER,
    not_before INTEGER, state TEXT, message TEXT, attempts INTEGER, uncertain INTEGER, error TEXT, made_at INTEGER);
CREATE TABLE copies (id INTEGER PRIMARY KEY, chat TEXT, message TEXT, desired_rev INTEGER, drawn_rev INTEGER, state TEXT);
CREATE TABLE errands (id INTEGER PRIMARY KEY, state TEXT, not_before INTEGER, error TEXT);
CREATE TABLE timers (id INTEGER PRIMARY KEY, state INTEGER, fire_at INTEGER);
CREATE TABLE items (id INTEGER PRIMARY KEY, title TEXT, number TEXT);
CREATE TABLE steps (id INTEGER PRIMARY KEY, quorum TEXT);
CREATE TABLE decisions (id INTEGER PRIMARY KEY, step_id INTEGER, seat_id INTEGER, undone_at INTEGER,
    at INTEGER);
CREATE TABLE tokens (hash BLOB, seat_id INTEGER);
CREATE TABLE audit (n INTEGER PRIMARY KEY, at INTEGER, org_id INTEGER, person_id INTEGER, act TEXT, subject TEXT,
    data TEXT, prev BLOB, hash BLOB);
CREATE TABLE audit_head (id INTEGER, n INTEGER, hash BLOB);
"""


def _entry(db: sqlite3.Connection, n: int, act: str, data: dict[str, Any], *, at: int) -> None:
    found = db.execute("SELECT hash FROM audit WHERE n = ?", (n - 1,)).fetchone()
    prev, text = (found[0] if found else bytes(32)), json.dumps(data, separators=(",", ":"))
    said = [n, at, 1, 7, act, "item:1", text]
    sealed = sha256(prev + json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).digest()
    db.execute(
        "INSERT INTO audit VALUES (?, ?, 1, 7, ?, 'item:1', ?, ?, ?)", (n, at, act, text, prev, sealed)
    )
    db.execute("DELETE FROM audit_head")
    db.execute("INSERT INTO audit_head VALUES (1, ?, ?)", (n, sealed))


def _call(n: int, text: str, message: int) -> dict[str, Any]:
    reply = {"ok": True, "result": {"message_id": message, "chat": {"id": 5}}}
    return {
        "n": n,
        "method": "sendMessage",
        "params": {"chat_id": "5", "text": text},
        "status": 200,
        "reply": reply,
    }


class Day:
    """A sound day of one person: an approval by text and a list, both answered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = sqlite3.connect(folder / "house.db")
        self.db.row_factory = sqlite3.Row
        self.db.executescript(TABLES)
        self.db.execute("INSERT INTO accounts VALUES ('5', 7)")
        for n, at in ((1, 100), (2, 200)):
            self.db.execute(
                "INSERT INTO inbox VALUES (?, ?, 'telegram:9:u5', NULL, 'done', ?, 0, NULL)",
                (n, f"tg:9:{n}", at),
            )
            self.db.execute(
                "INSERT INTO outbox VALUES (?, 7, ?, 'telegram:9:5', '5', 1, NULL, 'sent', ?, 1, 0, NULL, ?)",
                (n, f"in:{n}", str(30 + n), at),
            )
        self.db.execute("INSERT INTO items VALUES (1, '通知', 'KP-2026-0001')")
        self.db.execute("INSERT INTO steps VALUES (1, 'any')")
        self.db.execute("INSERT INTO decisions VALUES (1, 1, 1, NULL, 100)")
        _entry(self.db, 1, "review.approved", {"step": 1, "seat": 1}, at=100)
        _entry(self.db, 2, "item.raised", {}, at=150)
        self.calls = [_call(1, "已同意", 31), _call(2, "清单", 32)]

    def judged(self) -> Verdict:
        return oracle.judge(
            self.db, updates=[1, 2], calls=self.calls, anchor=self.folder / "audit.anchor", now=NOW
        )

    def anchored(self) -> None:
        found = self.db.execute("SELECT n, hash FROM audit_head").fetchone()
        (self.folder / "audit.anchor").write_text(f"{found['n']} {found['hash'].hex()}\n")


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path)


def _figures(verdict: Verdict) -> dict[str, int]:
    return {
        key: value for key, value in vars(verdict).items() if key not in {"acts", "notes", "unsure"} and value
    }


def test_a_sound_day_has_no_figures(day: Day) -> None:
    day.anchored()
    verdict = day.judged()
    assert (_figures(verdict), verdict.notes, verdict.acts) == ({}, [], 2)


def _sql(text: str) -> Callable[[Day], object]:
    return lambda day: day.db.execute(text)


@pytest.mark.parametrize(
    ("spoil", "figures"),
    [
        (_sql("DELETE FROM inbox WHERE id = 2"), {"lost": 1}),
        (_sql("UPDATE inbox SET state = 'new' WHERE id = 2"), {"lost": 1, "stuck": 1}),
        (_sql("UPDATE inbox SET state = 'dead' WHERE id = 2"), {"lost": 1, "dead": 1}),
        (_sql("UPDATE outbox SET occasion = '', made_at = 1 WHERE id = 2"), {"lost": 1}),
        (lambda day: day.calls.pop(), {"lost": 1}),
        (_sql("INSERT INTO decisions VALUES (2, 1, 1, NULL, 100)"), {"dup_decisions": 3}),
        (_sql("DELETE FROM decisions"), {"dup_decisions": 1}),
        (_sql("INSERT INTO items VALUES (2, '通知', NULL)"), {"dup_decisions": 1}),
        (lambda day: day.calls.append(_call(3, "清单", 33)), {"copies": 1, "over": 1}),
        (_sql("UPDATE outbox SET state = 'sending' WHERE id = 1"), {"stuck": 1}),
        (_sql("INSERT INTO copies VALUES (1, '5', '31', 2, 1, 'open')"), {"stuck": 1}),
        (_sql("INSERT INTO timers VALUES (1, 0, 5)"), {"stuck": 1}),
        (_sql("UPDATE audit SET subject = 'item:2' WHERE n = 2"), {"audit_breaks": 1}),
        (_sql("UPDATE audit SET at = 151 WHERE n = 2"), {"audit_breaks": 1}),
        (_sql("UPDATE inbox SET done_at = 99 WHERE id = 2"), {"order_violations": 1}),
    ],
)
def test_what_is_planted_is_found(day: Day, spoil: Callable[[Day], object], figures: dict[str, int]) -> None:
    spoil(day)
    assert _figures(day.judged()) == figures


def test_a_copy_within_the_uncertain_outcomes_is_allowed(day: Day) -> None:
    day.db.execute("UPDATE outbox SET uncertain = 1, message = '33' WHERE id = 2")
    day.calls.append(_call(3, "清单", 33))
    assert _figures(day.judged()) == {"copies": 1, "uncertain": 1}
    assert day.judged().unsure == [(2, 1)]


def test_a_copy_is_not_excused_by_another_notice_of_the_same_words(day: Day) -> None:
    """The first of two equal messages was uncertain and came once; the second was known and came twice."""
    day.db.execute("UPDATE outbox SET uncertain = 1 WHERE id = 1")
    day.db.execute("UPDATE outbox SET message = '34' WHERE id = 2")
    day.calls = [_call(1, "清单", 31), _call(2, "清单", 33), _call(3, "清单", 34)]
    assert _figures(day.judged()) == {"copies": 1, "over": 1, "uncertain": 1}


def test_a_later_message_that_overtakes_is_found(day: Day) -> None:
    day.calls = [_call(1, "清单", 32), _call(2, "已同意", 31)]
    assert _figures(day.judged()) == {"order_violations": 1}


def test_a_cut_tail_is_found_by_the_anchor(day: Day) -> None:
    day.anchored()
    day.db.execute("DELETE FROM audit WHERE n = 2")
    day.db.execute("UPDATE audit_head SET n = 1, hash = (SELECT hash FROM audit WHERE n = 1)")
    assert _figures(day.judged()) == {"audit_breaks": 1}


def test_the_oracle_imports_no_room() -> None:
    import ast

    rooms = {"bot", "handlers", "scheduler", "workflow", "storage", "rules", "locales", "emulator"}
    tree = ast.parse(Path(oracle.__file__).read_text("utf-8"))
    names = [one.names[0].name for one in ast.walk(tree) if isinstance(one, ast.Import)]
    names += [one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
    assert not rooms & {name.partition(".")[0] for name in names}


def test_an_equal_text_sent_earlier_is_no_copy_of_a_later_one(day: Day) -> None:
    """Two equal answers, each delivered twice with a message of another kind between them: all in order."""
    day.db.execute("UPDATE outbox SET uncertain = 1, message = '31' WHERE id = 1")
    day.db.execute(
        "INSERT INTO outbox VALUES (3, 7, 'in:3', 'telegram:9:5', '5', 1, NULL, 'sent', '35', 2, 1, NULL, 300)"
    )
    day.calls = [
        _call(1, "清单", 30),
        _call(2, "清单", 31),
        _call(3, "已同意", 32),
        _call(4, "清单", 34),
        _call(5, "清单", 35),
    ]
    assert _figures(day.judged()) == {"copies": 2, "uncertain": 2}


def _taps(day: Day) -> None:
    """A third act: a tap that was refused, whose toast never came."""
    message = {"message_id": 31, "chat": {"id": 5}}
    body = json.dumps({"callback_query": {"id": "q", "data": "d1:abc", "message": message}})
    day.db.execute(
        "INSERT INTO inbox VALUES (3, 'tg:9:3', 'telegram:9:u5', ?, 'done', 300, 0, NULL)", (body,)
    )


def _judged(day: Day) -> dict[str, int]:
    anchor = day.folder / "audit.anchor"
    return _figures(oracle.judge(day.db, updates=[1, 2, 3], calls=day.calls, anchor=anchor, now=NOW))


def test_a_tap_without_effect_and_answer_is_lost(day: Day) -> None:
    _taps(day)
    assert _judged(day) == {"lost": 1, "untold": 1}


def test_a_tap_whose_seat_was_decided_before_is_only_untold(day: Day) -> None:
    _taps(day)
    day.db.execute("INSERT INTO tokens VALUES (?, 1)", (sha256(b"abc").digest(),))
    assert _judged(day) == {"untold": 1}
