"""Several processes on one PostgreSQL: no lane is sent into twice at once, nothing is lost when one is killed."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import clocks, dead_letters, errands, inbox, outbox
from storage.audit_proof import verify
from storage.engine import Store
from storage.tx import Intent, Tx

pytestmark = pytest.mark.postgres
LANES, EACH = 8, 12


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


def fill(tx: Tx) -> None:
    for n in range(LANES * EACH):
        tx.post(Intent("k", subject=str(n), answer_to=("telegram", "1", str(n % LANES))))


def run(url: str, tmp_path: Path, *die_after: int) -> list[list[str]]:
    """Send with one process each; one that is to die does so before the others begin, lest they leave it nothing."""
    log = tmp_path / "sent.log"

    def start(n: int, dies: int) -> subprocess.Popen[bytes]:
        place = [url, str(tmp_path / f"w{n}"), str(log), f"w{n}", str(dies)]
        return subprocess.Popen([sys.executable, "-m", "tests.contracts.storage.sender", *place])

    for n, dies in enumerate(die_after):
        if dies:
            assert start(n, dies).wait(120) == -9
    living = [start(n, dies) for n, dies in enumerate(die_after) if not dies]
    assert [process.wait(120) for process in living] == [0] * len(living)
    return [line.split() for line in log.read_text().splitlines()]


async def test_three_processes_send_each_message_once_and_in_order(
    store: Store, url: str, tmp_path: Path
) -> None:
    await store.act(fill)
    lines = await asyncio.to_thread(run, url, tmp_path, 0, 0, 0)
    begun = [(lane, int(row)) for what, _, lane, row in lines if what == "begin"]
    assert len(begun) == len(set(begun)) == LANES * EACH
    for lane in {lane for lane, _ in begun}:
        rows = [row for name, row in begun if name == lane]
        assert rows == sorted(rows), "a chat hears in order"
    in_flight: Counter[str] = Counter()
    for what, _, lane, _ in lines:
        in_flight[lane] += 1 if what == "begin" else -1
        assert in_flight[lane] <= 1, "one message in flight per chat"
    assert await store.read(dead_letters.listed) == []


async def test_a_killed_process_loses_nothing_and_repeats_only_what_nobody_knew(
    store: Store, url: str, tmp_path: Path
) -> None:
    await store.act(fill)
    lines = await asyncio.to_thread(run, url, tmp_path, 5, 0, 0)
    copies = Counter(int(row) for what, _, _, row in lines if what == "begin")
    assert len(copies) == LANES * EACH, "nothing is lost"
    rows = await store.read(
        lambda tx: {row.id: row for row in dead_letters.listed(tx, state="sent", limit=1000)}
    )
    assert len(rows) == LANES * EACH
    assert all(copies[row_id] <= 1 + row.uncertain for row_id, row in rows.items())
    assert sum(row.uncertain for row in rows.values()) <= 3


async def test_two_stores_never_take_the_same_rows(open_store: Callable[..., Store]) -> None:
    """SKIP LOCKED and leases: inbox, errands and timers, claimed from two stores at once, many times."""
    one, two = open_store(), open_store()

    def arrive(tx: Tx) -> None:
        for n in range(60):
            inbox.receive(tx, [inbox.Envelope(str(n), "t", "1", f"lane{n % 20}", b"x")])
            errands.ask(tx, key=str(n), kind="page", subject=str(n))
            clocks.plant(tx, kind="k", subject=str(n), occasion="o", fire_at=0)

    await one.act(arrive)

    def take(owner: str) -> Callable[[Tx], tuple[list[int], list[int], list[int]]]:
        def act(tx: Tx) -> tuple[list[int], list[int], list[int]]:
            came = [row.id for row in inbox.claim(tx, owner, lease_ms=60_000, limit=7)]
            asked = [row.id for row in errands.claim(tx, owner=owner, lease_ms=60_000, limit=7)]
            due = [row.id for row in clocks.take_due(tx, now=5, limit=7) if clocks.fired(tx, row.id)]
            return came, asked, due

        return act

    results = []
    while not results or any(
        any(taken) for taken in results[-24:]
    ):  # a locked row is left for the next round
        results += await asyncio.gather(*(s.act(take(f"w{n}")) for n in range(12) for s in (one, two)))
    for which, expected in ((0, 20), (1, 60), (2, 60)):
        ids = [row for result in results for row in result[which]]
        assert len(ids) == len(set(ids)), "taken twice"
        assert len(ids) == expected
    await one.close()
    await two.close()


async def test_two_stores_write_one_chain(open_store: Callable[..., Store]) -> None:
    one, two = open_store(), open_store()
    await asyncio.gather(
        *(store.act(lambda tx, n=n: tx.audit("counted", f"s{n}")) for n in range(60) for store in (one, two))
    )
    report = await one.read(verify)
    assert (report.ok, report.n) == (True, 120)
    await one.close()
    await two.close()


async def test_row_order_in_a_lane_is_commit_order(open_store: Callable[..., Store]) -> None:
    """A row with a smaller id never appears after one with a greater id was seen: the lane is locked first."""
    one, two = open_store(), open_store()
    seen: list[int] = []

    def send(row_id: int) -> Callable[[Tx], bool]:
        return lambda tx: (
            outbox.freeze(tx, row_id, payload=b"x", card="{}") and outbox.sent(tx, row_id, message="m")
        )

    async def watch() -> None:
        for _ in range(60):
            rows = await one.act(lambda tx: outbox.claim(tx, "w", limit=1))
            if rows:
                seen.append(rows[0].id)
                await one.act(send(rows[0].id))

    def post(n: int) -> Callable[[Tx], None]:
        return lambda tx: tx.post(Intent("k", subject=str(n), answer_to=("telegram", "1", "5")))

    await asyncio.gather(
        watch(), *(store.act(post(2 * n + i)) for n in range(25) for i, store in enumerate((one, two)))
    )
    assert seen == sorted(seen)
    assert len(seen) > 10
    await one.close()
    await two.close()
