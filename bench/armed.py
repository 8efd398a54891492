"""A store with armed timers, in a file or on a server, made quickly; and an R16 process that pumps over one.

python -m bench.armed URL FOLDER
"""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal

import structlog

from bench.child import say
from rules.workdays import nationwide
from scheduler.clock import SystemClock, from_ms, to_ms
from scheduler.pump import Pump
from storage import orgs
from storage.engine import Store, Tx
from storage.files import Files
from workflow.desk import Desk, House
from workflow.timers import TIMERS

BASE = 1_770_598_800_000  # 2026-02-09 09:00 Shanghai
KIND = "bench.fire"
FAR = BASE + 10 * 86_400_000
PAGE = os.sysconf("SC_PAGE_SIZE")
_COUNTED = {
    "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {n}) ",
    "postgresql": "WITH c AS (SELECT generate_series(1, {n}) AS n) ",
}


class Civil:
    """A store's civil instant, moved by hand."""

    def __init__(self) -> None:
        self.ms = BASE

    def __call__(self) -> int:
        return self.ms


def opened(
    url: str, folder: Path, civil: Callable[[], int], *, sync: Literal["FULL", "NORMAL"] = "FULL"
) -> Store:
    """Our store, durable as the house opens it."""
    return Store.open(url, folder=folder, clock_ms=civil, sync=sync)


def desks(store: Store) -> Callable[[Tx], Desk]:
    """A desk for each act, as the house makes it."""
    house = House(calendar=nationwide(), files=Files(store.folder / "files"))
    return lambda tx: Desk(tx, now=from_ms(tx.now), house=house)


def fill(store: Store, n: int) -> None:
    """So many open clocks, each with a timer: one a millisecond from ten days on."""

    def enter(tx: Tx) -> None:
        orgs.store_regime(tx, regime_hash="r1", name="bench", body="{}")
        org = orgs.add_organisation(
            tx, key="b", name="b", prefix="B", site_url="https://b.invalid/", regime_hash="r1"
        )
        counted = _COUNTED[tx.dialect].format(n=n)
        run = tx.connection.execute
        insert = "" if tx.dialect == "sqlite" else counted
        before = counted if tx.dialect == "sqlite" else ""
        columns = (
            "org_id, subject, rule, start_on, due_on, state, provisional, explain, regime_hash, opened_at"
        )
        values = f"{org}, 'item:' || n, 'R', '2026-02-09', '2026-03-13', 'running', 0, '[]', 'r1', {BASE}"
        run(f"{before}INSERT INTO clocks ({columns}) {insert}SELECT {values} FROM c")  # noqa: S608 - ours
        columns = "kind, subject, occasion, clock_id, fire_at"
        values = f"'{KIND}', 'clock:' || n, 'T', n, {FAR} + n"
        run(f"{before}INSERT INTO timers ({columns}) {insert}SELECT {values} FROM c")  # noqa: S608 - ours

    store.act_now(enter)


def nothing(_desk: Desk, _due: Any) -> None:
    """The use case of a timer that is only to be counted."""


def resident() -> float:
    """MB of this process now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


@contextmanager
def postgres() -> Iterator[Callable[[str], str] | str]:
    """Makes a database and gives its URL; or the reason why there is none."""
    try:
        from tests.postgres import DoesNotStart, started
    except ImportError as why:
        yield str(why)
        return
    try:
        place: AbstractContextManager[Any] = started()
        server = place.__enter__()
    except DoesNotStart as why:
        yield str(why)
        return

    def make(name: str) -> str:
        server.run(f"CREATE DATABASE {name}")
        return str(server.url(name))

    try:
        yield make
    finally:
        place.__exit__(None, None, None)


async def main(url: str, folder: Path) -> None:
    """Pump over it for a while, some of it due, and tell how much memory that takes."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    TIMERS[KIND] = nothing
    civil = Civil()
    store = opened(url, folder, civil)
    clock = SystemClock(from_ms(FAR))
    pump = Pump(store, desks(store), clock=clock)
    civil.ms = to_ms(clock.now())
    pump.start()
    for n in range(1, 51):
        civil.ms = FAR + n * 20
        pump.ring()
        await asyncio.sleep(0.02)
    say(mb=resident())
    await asyncio.to_thread(sys.stdin.readline)
    await pump.stop()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
