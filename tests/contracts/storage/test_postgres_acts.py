"""What only PostgreSQL does: acts beside each other, deadlocks, a server that goes away."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from storage import audit, meta
from storage.engine import Store
from storage.errors import Unreachable
from storage.postgres import Postgres
from storage.tx import Tx

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


async def test_two_acts_that_wait_for_each_other_both_take_place(store: Store) -> None:
    await store.act(lambda tx: [meta.put(tx, "a", "0"), meta.put(tx, "b", "0")])
    meeting = threading.Barrier(2)
    runs: list[str] = []

    def crossing(first: str, second: str) -> Callable[[Tx], None]:
        def act(tx: Tx) -> None:
            runs.append(first)
            meta.put(tx, first, f"by {first}")
            if len(runs) <= 2:
                meeting.wait(10)
            meta.put(tx, second, f"by {first}")
            tx.audit("crossed", first)

        return act

    await asyncio.gather(store.act(crossing("a", "b")), store.act(crossing("b", "a")))
    assert len(runs) >= 3, "one of them was undone and ran again"
    assert await store.read(lambda tx: audit.head(tx).n) == 2
    values = await store.read(lambda tx: {meta.get(tx, "a"), meta.get(tx, "b")})
    assert len(values) == 1


async def test_an_act_whose_connection_is_cut_runs_again(store: Store) -> None:
    runs: list[int] = []

    def cut(tx: Tx) -> str:
        runs.append(1)
        if len(runs) == 1:
            pid = tx.connection.execute("SELECT pg_backend_pid()").fetchone()[0]
            tx.connection.execute(f"SELECT pg_terminate_backend({pid})")
        meta.put(tx, "a", "x")
        return "done"

    assert await store.act(cut) == "done"
    assert len(runs) == 2


async def test_a_commit_that_was_cut_off_is_asked_after(store: Store) -> None:
    """The server is asked what became of the transaction; an act that took place does not run twice."""
    backend = store._backend
    runs: list[int] = []
    connection = backend._connection  # type: ignore[attr-defined]

    class CutAtCommit:
        def __init__(self, real: object) -> None:
            self.real = real

        def __getattr__(self, name: str) -> object:
            return getattr(self.real, name)

        def execute(self, sql: str, *args: object) -> object:
            import psycopg

            done = self.real.execute(sql, *args)  # type: ignore[attr-defined]
            if sql == "COMMIT" and len(runs) == 1:
                self.real.close()  # type: ignore[attr-defined]
                raise psycopg.OperationalError("the connection is lost")
            return done

    backend._connection = lambda: connection() if runs else CutAtCommit(connection())  # type: ignore[attr-defined]

    def act(tx: Tx) -> str:
        runs.append(1)
        tx.audit("paid", "once")
        return "done"

    assert await store.act(act) == "done"
    assert len(runs) == 1
    assert await store.read(lambda tx: audit.head(tx).n) == 1


def test_a_server_that_is_not_there_is_said_plainly(tmp_path: object) -> None:
    from pathlib import Path

    with pytest.raises(Unreachable, match="cannot be reached"):
        Store.open("postgresql://x@127.0.0.1:1/none", folder=Path(str(tmp_path)) / "d", clock_ms=lambda: 0)


def test_threads_that_connect_at_the_same_moment_are_all_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that is not remembered would stay open on the server."""
    meeting = threading.Barrier(2)
    made: list[Any] = []

    class Line:
        is_open = True

        @property
        def closed(self) -> bool:
            if self is made[0] and self.is_open:
                with contextlib.suppress(threading.BrokenBarrierError):
                    meeting.wait(0.2)  # both threads look through the list at once, if they may
            return not self.is_open

        def close(self) -> None:
            self.is_open = False

    def connect(_conninfo: str, *, sync: str) -> Line:
        made.append(Line())
        return made[-1]

    monkeypatch.setattr("storage.postgres.connect", connect)
    deliveries: Any = SimpleNamespace(refuse=lambda _queue: None)
    backend = Postgres(
        "", folder=tmp_path, clock_ms=lambda: 0, lease_ms=lambda: 0, sync="FULL", deliveries=deliveries
    )
    backend._connection()
    threads = [threading.Thread(target=backend._connection) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    backend.close()
    assert [one.is_open for one in made] == [False, False, False]
