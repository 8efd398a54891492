"""Both forms of Wake keep one contract; the second also carries a commit of one process to another."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from bot.commands.ringing import ringing
from scheduler import wake_procrastinate
from scheduler.clock import SystemClock, to_ms
from scheduler.wake_local import Wake, WakeLocal
from scheduler.wake_procrastinate import WakeProcrastinate
from storage import clocks, errands, inbox
from storage.engine import Store, conninfo
from storage.tx import Intent, Tx

pytest.importorskip("procrastinate")

SOON_S = 20.0  # a busy machine; what is heard is heard after a few milliseconds
CLOCK = SystemClock()


class Ears:
    """What was heard, by name."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.bell = asyncio.Event()

    def listen(self, wake: Wake, *names: str) -> "Ears":
        for name in names:
            wake.listen(name, lambda _at, name=name: self._ring(name))
        return self

    def _ring(self, name: str) -> None:
        self.heard.append(name)
        self.bell.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(SOON_S):
            while not holds():
                await self.bell.wait()
                self.bell.clear()


Make = Callable[[Store], Awaitable[Wake]]


@pytest.fixture(
    params=[
        "local on sqlite",
        pytest.param("local on postgresql", marks=pytest.mark.postgres),
        pytest.param("procrastinate", marks=pytest.mark.postgres),
    ]
)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(form: str, request: pytest.FixtureRequest) -> str:
    return "sqlite:///duwang.db" if form.endswith("sqlite") else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def make(form: str, url: str) -> AsyncIterator[Make]:
    made: list[Wake] = []

    async def one(store: Store) -> Wake:
        local = form.startswith("local")
        wake = WakeLocal(store) if local else WakeProcrastinate(store, conninfo(url), clock=CLOCK)
        await wake.start()
        made.append(wake)
        return wake

    yield one
    for wake in made:
        await wake.stop()


@pytest.fixture
def real_store(open_store: Callable[..., Store]) -> Callable[[], Store]:
    return lambda: open_store(clock_ms=lambda: to_ms(CLOCK.now()))


def asks(tx: Tx) -> None:
    errands.ask(tx, key=str(tx.now), kind="page", subject="s")


async def test_a_commit_rings_its_own_bell_and_no_other(real_store: Any, make: Make) -> None:
    store = real_store()
    ears = Ears().listen(await make(store), "errands", "inbox", "outbox", "timers")
    await store.act(asks)
    await ears.until(lambda: "errands" in ears.heard)
    assert set(ears.heard) == {"errands"}


async def test_each_kind_of_work_rings(real_store: Any, make: Make) -> None:
    store = real_store()
    ears = Ears().listen(await make(store), "errands", "inbox", "outbox", "timers")

    def everything(tx: Tx) -> None:
        asks(tx)
        inbox.receive(tx, [inbox.Envelope("1", "t", "1", "lane", b"x")])
        tx.post(Intent("k", subject="1", answer_to=("telegram", "1", "5")))
        clocks.plant(tx, kind="k", subject="s", occasion="o", fire_at=tx.now)

    await store.act(everything)
    await ears.until(lambda: set(ears.heard) == {"errands", "inbox", "outbox", "timers"})


async def test_what_is_rolled_back_rings_nobody(real_store: Any, make: Make) -> None:
    store = real_store()
    ears = Ears().listen(await make(store), "errands", "inbox")

    def fails(tx: Tx) -> None:
        asks(tx)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await store.act(fails)
    await store.act(lambda tx: inbox.receive(tx, [inbox.Envelope("1", "t", "1", "lane", b"x")]))
    await ears.until(lambda: "inbox" in ears.heard)
    assert "errands" not in ears.heard


async def test_of_many_commits_the_last_is_heard(real_store: Any, make: Make) -> None:
    """However many wake-ups become one: whoever looks after the last bell sees every row."""
    store = real_store()
    ears, seen = Ears(), list[int]()
    ears.listen(await make(store), "errands")
    await asyncio.gather(
        *(
            store.act(lambda tx, n=n: errands.ask(tx, key=str(n), kind="page", subject=str(n)))
            for n in range(40)
        )
    )

    def all_seen() -> bool:
        return bool(seen) and seen[-1] == 40

    async with asyncio.timeout(SOON_S):
        while not all_seen():
            await ears.bell.wait()
            ears.bell.clear()
            seen.append(
                len(await store.read(lambda tx: tx.connection.execute("SELECT id FROM errands").fetchall()))
            )


# What only the second form does ---------------------------------------------------------------------


beside = pytest.mark.parametrize("form", [pytest.param("procrastinate", marks=pytest.mark.postgres)])


@beside
async def test_a_commit_elsewhere_is_heard_here(real_store: Any, make: Make) -> None:
    here, there = real_store(), real_store()
    ears = Ears().listen(await make(here), "errands")
    there_ears = Ears().listen(wake := await make(there), "errands")
    for n in range(12):  # either of them may be given the wake-up; both are, in time
        await there.act(lambda tx, n=n: errands.ask(tx, key=str(n), kind="page", subject=str(n)))
        before = len(ears.heard) + len(there_ears.heard)
        async with asyncio.timeout(SOON_S):
            while len(ears.heard) + len(there_ears.heard) <= before:  # noqa: ASYNC110 - two bells
                await asyncio.sleep(0.005)
    await wake.stop()  # the one that commits hears nothing more: the other must
    count = len(ears.heard)
    await asyncio.to_thread(wake_procrastinate.ring, conninfo_of(here), ["errands"])
    await ears.until(lambda: len(ears.heard) > count)


def conninfo_of(store: Store) -> str:
    return str(store._backend._conninfo)


@beside
async def test_what_is_for_later_is_told_to_nobody_else(real_store: Any, make: Make) -> None:
    """A limit runs for weeks: far-future work stands in our rows and never in procrastinate."""
    store = real_store()
    wake = await make(store)
    ears = Ears().listen(wake, "timers", "errands")
    await store.act(
        lambda tx: clocks.plant(tx, kind="k", subject="s", occasion="o", fire_at=tx.now + 3_600_000)
    )
    assert wake._names == set()
    await store.act(asks)
    await ears.until(lambda: "errands" in ears.heard)


@beside
async def test_a_command_that_serves_nothing_wakes_who_does(real_store: Any, make: Make, url: str) -> None:
    store = real_store()
    ears = Ears().listen(await make(store), "outbox")
    code = "import sys; from scheduler.wake_procrastinate import ring; ring(sys.argv[1], ['outbox'])"
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code, conninfo(url)], check=True)
    await ears.until(lambda: ears.heard == ["outbox"])


@beside
async def test_what_a_command_changes_wakes_who_serves(
    real_store: Any, make: Make, url: str, tmp_path: Path
) -> None:
    store = real_store()
    ears = Ears().listen(await make(store), "errands")
    settings = SimpleNamespace(
        worker=SimpleNamespace(wake="procrastinate"), database=SimpleNamespace(url=url)
    )

    def command() -> None:
        opened = Store.open(url, folder=tmp_path / "command", clock_ms=lambda: 5)
        with ringing(opened, settings):
            try:
                opened.act_now(asks)
            finally:
                opened.close_now()

    await asyncio.to_thread(command)
    await ears.until(lambda: ears.heard == ["errands"])


@pytest.mark.postgres
async def test_eight_processes_that_start_together_make_the_tables_once(postgres_empty_url: str) -> None:
    address = conninfo(postgres_empty_url)
    await asyncio.gather(*(asyncio.to_thread(wake_procrastinate.prepare, address) for _ in range(8)))
    with psycopg.connect(address) as connection:
        rows = connection.execute(
            "SELECT schemaname, count(*) FROM pg_tables WHERE tablename LIKE 'procrastinate%' GROUP BY 1"
        ).fetchall()
    assert [name for name, _ in rows] == [wake_procrastinate.schema()]


@beside
async def test_a_killed_hearer_holds_up_nobody(real_store: Any, make: Make, url: str, tmp_path: Path) -> None:
    """The wake-up in its hands is lost with it; the next one is heard by somebody else, and its rows are gone
    once a process starts after it was given up.
    """
    code = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from scheduler.clock import SystemClock\n"
        "from scheduler.wake_procrastinate import WakeProcrastinate\n"
        "from storage.engine import Store, conninfo\n"
        "async def main():\n"
        "    store = Store.open(sys.argv[1], folder=Path(sys.argv[2]), clock_ms=lambda: 0)\n"
        "    wake = WakeProcrastinate(store, conninfo(sys.argv[1]), clock=SystemClock())\n"
        "    wake.listen('errands', lambda at: __import__('os').kill(__import__('os').getpid(), 9))\n"
        "    await wake.start()\n"
        "    print('hears', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    child = subprocess.Popen(  # noqa: ASYNC220 - it is started, and waited for in a thread
        [sys.executable, "-c", code, url, str(tmp_path / "child")],
        stdout=subprocess.PIPE,
        env=dict(os.environ),
    )
    assert child.stdout is not None
    try:
        assert await asyncio.to_thread(child.stdout.readline) == b"hears\n"
        await asyncio.to_thread(wake_procrastinate.ring, conninfo(url), ["errands"])
        assert await asyncio.to_thread(child.wait, SOON_S) == -signal.SIGKILL
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    store = real_store()
    ears = Ears().listen(await make(store), "errands")
    await store.act(asks)
    await ears.until(lambda: "errands" in ears.heard)
