"""What only SQLite's writer thread does: groups of acts that share a commit, and what breaks them."""

import asyncio
import sqlite3
from collections.abc import Callable

import pytest

from storage import audit, meta
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.acting import in_one_group, put


@pytest.fixture
def url() -> str:
    return "sqlite:///duwang.db"


async def test_an_act_released_in_a_group_that_is_rolled_back_leaves_nothing(store: Store) -> None:
    """The group's own commit fails: both acts run again alone, and each stands exactly once."""
    runs: list[str] = []
    failures = iter([sqlite3.OperationalError("disk I/O error")])
    writer = store._backend.setup()  # type: ignore[attr-defined]

    class Breaking:
        def __getattr__(self, name: str) -> object:
            return getattr(writer, name)

        def execute(self, sql: str, *args: object) -> object:
            if sql == "COMMIT" and len(runs) >= 2:
                for error in failures:
                    seen = writer.execute("SELECT count(*) FROM meta").fetchone()[0]
                    assert seen == 2, "both acts had been released"
                    writer.execute("ROLLBACK")
                    assert writer.execute("SELECT count(*) FROM meta").fetchone()[0] == 0
                    raise error
            return writer.execute(sql, *args)

    def noted(key: str) -> Callable[[Tx], str]:
        def act(tx: Tx) -> str:
            runs.append(key)
            tx.audit("noted", key)
            return put(key)(tx)

        return act

    store._backend._writer = Breaking()  # type: ignore[attr-defined]
    assert await in_one_group(store, noted("a"), noted("b")) == ["a", "b"]
    assert runs == ["a", "b", "a", "b"]
    assert await store.read(lambda tx: [row.subject for row in audit.walk(tx)]) == ["a", "b"]


async def test_a_full_disk_fails_one_act_and_not_its_neighbours(store: Store) -> None:
    """SQLITE_FULL rolls the whole group back; the small acts are then carried out one by one."""
    writer = store._backend.setup()  # type: ignore[attr-defined]
    await store.act(put("first"))
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count={pages + 20}")

    def huge(tx: Tx) -> None:
        meta.put(tx, "huge", "x" * 400_000)

    results = await in_one_group(store, put("a"), huge, put("c"))
    assert results[0] == "a"
    assert isinstance(results[1], sqlite3.OperationalError)
    assert "full" in str(results[1])
    assert results[2] == "c"
    assert await store.read(lambda tx: [meta.get(tx, key) for key in ("a", "huge", "c")]) == ["x", None, "x"]


async def test_a_group_shares_one_commit(store: Store) -> None:
    commits: list[str] = []
    store._backend.setup().set_trace_callback(  # type: ignore[attr-defined]
        lambda sql: commits.append(sql) if sql == "COMMIT" else None
    )
    await in_one_group(store, *(put(f"k{n}") for n in range(64)))
    assert len(commits) == 2  # the one that kept the writer busy, and the group


async def test_a_file_that_another_process_holds_fails_the_whole_group_at_once(store: Store) -> None:
    store._backend.setup().execute("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]
    other = sqlite3.connect(store.folder / "duwang.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    results = await asyncio.gather(*(store.act(put(f"k{n}")) for n in range(5)), return_exceptions=True)
    assert [type(result) for result in results] == [sqlite3.OperationalError] * 5
    other.execute("ROLLBACK")
    other.close()
    assert await store.act(put("later")) == "later"
