"""The chain shows every edit, every reorder, every cut, and says where."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import audit, inbox
from storage.anchor import NAME, read_anchor
from storage.audit_proof import Problem, verify
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.conftest import Clock

ENTRIES = 30


def enter(n: int) -> Callable[[Tx], None]:
    def act(tx: Tx) -> None:
        tx.audit("item.moved", f"item:{n}", person=n, org=1, to="review", n=n)
        if n % 3 == 0:
            tx.audit("step.opened", f"step:{n}", seats=[1, 2])

    return act


async def test_a_chain_is_whole_as_it_was_written(store: Store, clock: Clock) -> None:
    for n in range(ENTRIES):
        clock.ms += 1
        await store.act(enter(n))
    report = await store.read(verify)
    assert (report.ok, report.n, report.problems) == (True, 40, ())
    newest = await store.read(lambda tx: audit.tail(tx, limit=3))
    assert [row.n for row in newest] == [38, 39, 40]
    about = await store.read(lambda tx: audit.about(tx, "item:6"))
    assert [(row.act, row.person_id, row.data) for row in about] == [
        ("item.moved", 6, '{"n":6,"to":"review"}')
    ]
    assert await store.read(lambda tx: audit.actor(tx, "item:6", act="item.moved")) == 6
    assert audit.plain(newest[-1])["prev"] == bytes(newest[-2].hash).hex()


async def test_the_database_itself_refuses_to_change_an_entry(store: Store) -> None:
    await store.act(enter(0))
    for sql in ("UPDATE audit SET act = 'x'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="append-only"):
            await store.act(lambda tx, sql=sql: tx.connection.execute(sql))
    if store.dialect == "sqlite":
        replace = "INSERT OR REPLACE INTO audit SELECT n, at, org_id, person_id, 'x', subject, data, prev, hash FROM audit"
        with pytest.raises(Exception, match="append-only"):
            await store.act(lambda tx: tx.connection.execute(replace))
    assert (await store.read(verify)).ok


async def test_erasing_content_never_touches_the_chain(store: Store) -> None:
    came = inbox.Envelope("1", "t", "1", "l", b"forbidden words")
    (row_id,) = await store.act(lambda tx: inbox.receive(tx, [came]))
    await store.act(lambda tx: tx.audit("upload.refused", f"inbox:{row_id}", sha256="ab" * 32))
    await store.act(lambda tx: inbox.done(tx, row_id or 0, erase=True))
    assert (await store.read(verify)).ok
    left = b"".join(path.read_bytes() for path in store.folder.iterdir() if path.is_file())
    assert b"forbidden words" not in left


async def test_the_anchor_tells_of_a_cut_tail_and_of_an_older_copy(
    open_store: Callable[..., Store], folder: Path
) -> None:
    store = open_store()
    for n in range(4):
        await store.act(enter(n))
    await store.close()
    anchored = dict(read_anchor(folder / NAME))
    assert max(anchored) == 6
    store = open_store()
    assert (await store.read(lambda tx: verify(tx, anchor=folder / NAME))).ok

    def cut(tx: Tx) -> None:
        lift(tx)
        tx.connection.execute("DELETE FROM audit WHERE n > 4")
        row = tx.connection.execute("SELECT hash FROM audit WHERE n = 4").fetchone()
        mark = "?" if tx.dialect == "sqlite" else "%s"
        tx.connection.execute(f"UPDATE audit_head SET n = 4, hash = {mark}", (bytes(row[0]),))  # noqa: S608 - no input

    await store.act(cut)
    assert (await store.read(verify)).ok, "by itself the shorter chain is whole"
    report = await store.read(lambda tx: verify(tx, anchor=folder / NAME))
    assert report.problems == (Problem("cut", 4, 6),)
    assert str(report.problems[0]) == "the anchor file knows entry 6, but the chain ends at entry 4"


async def test_a_line_that_a_crash_cut_short_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(f"1 {'ab' * 32}\n2 {'cd' * 20}")
    assert dict(read_anchor(tmp_path / NAME)) == {1: b"\xab" * 32}


def lift(tx: Tx) -> None:
    """What somebody with the database in hand can do: take the guards away."""
    if tx.dialect == "sqlite":
        for name in ("audit_no_update", "audit_no_delete", "audit_no_replace"):
            tx.connection.execute(f"DROP TRIGGER {name}")
    else:
        tx.connection.execute("SET LOCAL session_replication_role = replica")


# Two hundred random changes, each found -----------------------------------------------------------

COLUMNS = ("at", "org_id", "person_id", "act", "subject", "data", "prev", "hash", "n")


class _Look:
    """Enough of a transaction to verify a database in memory."""

    dialect = "sqlite"
    known = None

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chain")
    store = Store.open("sqlite:///duwang.db", folder=folder, clock_ms=Clock().now)
    for n in range(ENTRIES):
        store.act_now(enter(n))
    store.act_now(lift)
    store.close_now()
    return folder / "duwang.db"


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, Any]:
    kind = draw(st.sampled_from(["edit", "delete", "swap", "cut", "insert", "rewrite_hash"]))
    row = draw(st.integers(1, 40))
    match kind:
        case "edit":
            column = draw(st.sampled_from(COLUMNS))
            value: Any = draw(
                st.binary(min_size=1, max_size=40)
                if column in {"prev", "hash"}
                else st.integers(41, 10**12)
                if column in {"at", "org_id", "person_id", "n"}
                else st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
            )
            return kind, (row, column, value)
        case "swap":
            return kind, (row, draw(st.integers(1, 40).filter(lambda other: other != row)))
        case _:
            return kind, row


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=changes())
def test_every_change_is_found(chain: Path, change: tuple[str, Any]) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    whole = sqlite3.connect(chain)
    whole.backup(connection)
    whole.close()
    if not _apply(connection, *change):
        connection.close()
        return
    report = verify(_Look(connection))  # type: ignore[arg-type]
    connection.close()
    assert not report.ok
    assert report.problems


def _apply(connection: sqlite3.Connection, kind: str, what: Any) -> bool:
    """Make the change; False when it changed nothing."""
    before = connection.execute("SELECT * FROM audit ORDER BY n").fetchall()
    match kind:
        case "edit":
            row, column, value = what
            connection.execute(f"UPDATE audit SET {column} = ? WHERE n = ?", (value, row))  # noqa: S608 - our columns
        case "delete":
            connection.execute("DELETE FROM audit WHERE n = ?", (what,))
        case "cut":
            connection.execute("DELETE FROM audit WHERE n >= ?", (what,))
        case "swap":
            one, other = what
            connection.execute("UPDATE audit SET n = -1 WHERE n = ?", (one,))
            connection.execute("UPDATE audit SET n = ? WHERE n = ?", (one, other))
            connection.execute("UPDATE audit SET n = ? WHERE n = -1", (other,))
        case "insert":
            connection.execute(
                "INSERT INTO audit SELECT max(n) + 1, at, org_id, person_id, act, subject, data, hash, hash FROM audit"
            )
        case "rewrite_hash":  # an editor who seals his own entry again, and not all after it
            row = connection.execute("SELECT * FROM audit WHERE n = ?", (what,)).fetchone()
            sealed = audit.seal(
                row[7],
                n=row[0],
                at=row[1] + 1,
                org=row[2],
                person=row[3],
                act=row[4],
                subject=row[5],
                data=row[6],
            )
            connection.execute("UPDATE audit SET at = at + 1, hash = ? WHERE n = ?", (sealed, what))
    return connection.execute("SELECT * FROM audit ORDER BY n").fetchall() != before
