"""R7: a wake-up armed, a commit each and in a batch, beside APScheduler's `add_job` on the same database.

Processor time on one processor, so that handing over to the writer's thread costs the same on any machine; on
SQLite both with a log and without waiting for the disk, which is the same for both.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.armed import BASE, Civil, opened, postgres
from bench.row import Row
from storage import clocks
from storage.engine import Store, Tx

ONE_BY_ONE = 400
BATCH = 10_000
RAM = Path("/dev/shm")  # noqa: S108 - where the disk has no say, if there is such a place
FLOORS = {"SQLite": (3.0, 40.0), "PostgreSQL": (1.5, 15.0)}


async def fired() -> None:
    """The peer's job."""


def peer_store(url: str) -> Any:
    """APScheduler 3's SQLAlchemyJobStore; on SQLite with a log and without waiting for the disk."""
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from sqlalchemy import create_engine, event

    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _fast(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")

    return SQLAlchemyJobStore(engine=engine)


def peer(url: str) -> Any:
    """A scheduler that arms and fires nothing."""
    from apscheduler.schedulers.background import BackgroundScheduler

    scheduler = BackgroundScheduler(jobstores={"default": peer_store(url)}, timezone=UTC)
    scheduler.start(paused=True)
    return scheduler


def _cost(count: int, work: Callable[[], None]) -> tuple[float, float]:
    """(µs of processor, µs of wall) for each."""
    started, used = time.perf_counter(), time.process_time()
    work()
    used = time.process_time() - used
    return 1e6 * used / count, 1e6 * (time.perf_counter() - started) / count


def _add_jobs(scheduler: Any, turn: int) -> None:
    at = datetime.now(UTC) + timedelta(days=10)
    for n in range(ONE_BY_ONE):
        scheduler.add_job(fired, "date", run_date=at, id=f"{turn}-{n}")


def _one_by_one(store: Store, turn: int) -> None:
    async def whole() -> None:
        for n in range(ONE_BY_ONE):
            await store.act(
                lambda tx, n=n: clocks.plant(
                    tx, kind="k", subject=f"{turn}-{n}", occasion="T", fire_at=BASE + n
                )
            )

    asyncio.run(whole())


def _batch(store: Store, turn: int) -> None:
    def arm(tx: Tx) -> None:
        clocks.plant_all(
            tx,
            [clocks.Timer("k", f"b{turn}-{n}", "T", fire_at=BASE + n) for n in range(BATCH)],
        )

    store.act_now(arm)


def compared(name: str, store: Store, url: str, rounds: int) -> list[Row]:
    """Interleaved."""
    scheduler = peer(url)
    anywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(anywhere)})
    spent: dict[str, list[tuple[float, float]]] = {"peer": [], "one": [], "batch": []}
    try:
        for turn in range(rounds + 1):
            found = (
                _cost(ONE_BY_ONE, lambda: _add_jobs(scheduler, turn)),  # noqa: B023 - called at once
                _cost(ONE_BY_ONE, lambda: _one_by_one(store, turn)),  # noqa: B023 - called at once
                _cost(BATCH, lambda: _batch(store, turn)),  # noqa: B023 - called at once
            )
            if turn:  # the first round warms up
                for kind, figure in zip(spent, found, strict=True):
                    spent[kind].append(figure)
    finally:
        os.sched_setaffinity(0, anywhere)
        scheduler.shutdown(wait=False)
    cpu = {kind: statistics.median(one[0] for one in figures) for kind, figures in spent.items()}
    wall = {kind: statistics.median(one[1] for one in figures) for kind, figures in spent.items()}
    told = f"{cpu['one']:.0f} µs, in a batch {cpu['batch']:.1f} µs, add_job {cpu['peer']:.0f} µs"
    waited = f"wall {wall['one']:.0f}, {wall['batch']:.1f}, {wall['peer']:.0f} µs"
    mark = "" if name == "SQLite" else "p"
    one, batch = FLOORS[name]
    return [
        Row(
            f"R7{mark}", f"arming, a commit each ÷ APScheduler add_job, {name}", cpu["peer"] / cpu["one"],
            one, data={"cpu_us": cpu, "wall_us": wall}, seen=f"{told}; {waited}",
        ),
        Row(
            f"R7b{mark}", f"arming in a batch ÷ APScheduler add_job, {name}", cpu["peer"] / cpu["batch"],
            batch,
        ),
    ]  # fmt: skip


def measure(rounds: int) -> list[Row]:
    """On a file, and on a server where one starts."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(dir=RAM if RAM.is_dir() else None) as place, ExitStack() as stack:
        folder = Path(place)
        store = opened("sqlite:///ours.db", folder / "sqlite", Civil(), sync="NORMAL")
        rows += compared("SQLite", store, f"sqlite:///{folder / 'peer.db'}", rounds)
        store.close_now()
        make = stack.enter_context(postgres())
        if isinstance(make, str):
            one, _ = FLOORS["PostgreSQL"]
            return [*rows, Row("R7p", "arming on PostgreSQL", None, one, skipped=make)]
        ours, theirs = make("ours"), make("theirs")
        store = opened(ours, folder / "pg", Civil())
        rows += compared("PostgreSQL", store, theirs, rounds)
        store.close_now()
    return rows
