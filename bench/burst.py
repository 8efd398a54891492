"""R8: 5,000 reminders due at one instant, beside APScheduler as it comes and with its misfire grace lifted.

Rows are fired with a use case that does nothing, as the peer's jobs do nothing; what the whole reminder costs
(who holds it, who hears of it, one message for everything of a slot) is told beside it. Neither waits for
the disk.
"""

import asyncio
import logging
import pickle
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bench.armed import BASE, KIND, Civil, desks, nothing, opened
from bench.arming import peer_store
from bench.row import Row
from bot.founding import found, resolve
from scheduler.clock import SystemClock, from_ms
from scheduler.pump import Pump
from storage import clocks, orgs, people
from storage.engine import Store, Tx
from workflow import submit
from workflow.notices import find_notices
from workflow.timers import TIMERS

DUE = 5_000
PEOPLE = 250
LONGEST_S = 90.0
TICK_S = 0.002
MOST_ROUNDS = 3
AHEAD = 3_600_000
COUNTED: list[int] = []


async def fired() -> None:
    """The peer's job, and all that is done by it."""
    COUNTED.append(1)


async def stalled(work: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """(seconds that the work took, longest time for which the event loop did nothing else)."""
    worst, over = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal worst
        while not over.is_set():
            before = time.perf_counter()
            await asyncio.sleep(TICK_S)
            worst = max(worst, time.perf_counter() - before - TICK_S)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.02)
    started = time.perf_counter()
    await work()
    seconds = time.perf_counter() - started
    over.set()
    await watching
    return seconds, worst


# The peer -----------------------------------------------------------------------------------------


async def _peer(url: str, **options: Any) -> tuple[float, float, int]:
    """Seconds, stall, how many of them ran."""
    from apscheduler.job import Job
    from apscheduler.schedulers.asyncio import AsyncIOScheduler
    from apscheduler.triggers.date import DateTrigger
    from sqlalchemy import insert

    COUNTED.clear()
    store = peer_store(url)
    defaults = {"misfire_grace_time": 1, "coalesce": True, "max_instances": 1, **options}
    scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    at = datetime.now(UTC) + timedelta(seconds=4)
    rows = []
    for n in range(DUE):
        job = Job(
            scheduler, id=str(n), name="fired", func=fired, args=(), kwargs={}, executor="default",
            trigger=DateTrigger(at), next_run_time=at, **defaults,
        )  # fmt: skip
        state = pickle.dumps(job.__getstate__(), pickle.HIGHEST_PROTOCOL)
        rows.append({"id": str(n), "next_run_time": at.timestamp(), "job_state": state})
    with store.engine.begin() as connection:
        connection.execute(insert(store.jobs_t), rows)
    left = (at - datetime.now(UTC)).total_seconds()
    if left < 0:
        raise RuntimeError("the machine is too slow to arm the peer in time")
    scheduler.resume()
    await asyncio.sleep(left - 0.05)

    async def work() -> None:
        end = time.perf_counter() + LONGEST_S
        while len(COUNTED) < DUE and time.perf_counter() < end:
            await asyncio.sleep(TICK_S)
            if datetime.now(UTC) > at and store.get_next_run_time() is None:
                await asyncio.sleep(0.1)  # what was submitted runs now
                break

    seconds, stall = await stalled(work)
    scheduler.shutdown(wait=False)
    return seconds, stall, len(COUNTED)


# Ours ---------------------------------------------------------------------------------------------


async def _pumped(store: Store, civil: Civil, *, at: int) -> tuple[float, float]:
    """Seconds and stall until nothing is due any more."""
    clock = SystemClock(from_ms(at - AHEAD // 2))
    civil.ms = at - AHEAD // 2
    pump = Pump(store, desks(store), clock=clock)
    store.on_wake(pump.hears, pump.ring)
    pump.start()
    while not pump.idle:  # noqa: ASYNC110 - it rings no bell
        await asyncio.sleep(TICK_S)

    async def work() -> None:
        civil.ms = at
        clock.set(from_ms(at))
        await asyncio.sleep(0)
        while not pump.idle:  # noqa: ASYNC110 - it rings no bell
            await asyncio.sleep(TICK_S)

    found = await stalled(work)
    await pump.stop()
    return found


def _left(tx: Tx) -> int:
    at = BASE + AHEAD
    row = tx.connection.execute(f"SELECT count(*) FROM timers WHERE state = 0 AND fire_at <= {at}").fetchone()  # noqa: S608 - our own number
    return int(row[0])


async def _rows(folder: Path) -> tuple[float, float, int]:
    """5,000 wake-ups whose use case does nothing."""
    civil = Civil()
    store = opened("sqlite:///ours.db", folder, civil, sync="NORMAL")
    armed = [clocks.Timer(KIND, f"s{n}", "T", fire_at=BASE + AHEAD) for n in range(DUE)]
    await store.act(lambda tx: clocks.plant_all(tx, armed))
    seconds, stall = await _pumped(store, civil, at=BASE + AHEAD)
    left = await store.read(_left)
    await store.close()
    return seconds, stall, DUE - left


async def _reminders(folder: Path) -> tuple[float, float, int, int]:
    """5,000 promises of 250 people, all at T-3 on one morning: seconds, stall, told, messages."""
    civil = Civil()
    store = opened("sqlite:///whole.db", folder, civil, sync="NORMAL")
    desk = desks(store)
    regime = resolve("kaiping", overlay=None, own={}, lang="zh_CN")

    def office(tx: Tx) -> list[int]:
        org = found(tx, key="b", name="b", prefix="B", site_url="https://b.invalid/", regime=regime)
        made = []
        for n in range(PEOPLE):
            room = orgs.add_office(tx, org, key=f"u{n}", name=f"u{n}", kind="unit")
            made.append(people.add_person(tx, name=f"p{n}"))
            people.add_membership(tx, made[-1], office_id=room, role="liaison", from_on="2026-01-01")
            people.bind_account(tx, made[-1], platform="telegram", bot="1", external_id=str(n), chat=str(n))
        return made

    everybody = await store.act(office)

    def form(tx: Tx, by: int) -> None:
        for n in range(DUE // PEOPLE):
            submit.register(desk(tx), by=by, title=f"t{n}", column=None, formed_on=desk(tx).today)

    for by in everybody:
        await store.act(lambda tx, by=by: form(tx, by))
    first = await store.read(clocks.next_due)
    assert first is not None
    seconds, stall = await _pumped(store, civil, at=first)
    told, messages = await store.read(
        lambda tx: tx.connection.execute(
            "SELECT (SELECT count(*) FROM nudges),"
            " (SELECT count(*) FROM outbox WHERE kind = 'clock.reminder')"
        ).fetchone()
    )
    await store.close()
    return seconds, stall, int(told), int(messages)


def measure(rounds: int) -> list[Row]:
    """Interleaved, wall time; the longest stall is the median over the rounds."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it prints a line for each it missed
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    find_notices()
    TIMERS[KIND] = nothing
    ours: list[tuple[float, float, int]] = []
    theirs: list[tuple[float, float, int]] = []
    whole: list[tuple[float, float, int, int]] = []
    with tempfile.TemporaryDirectory() as place:
        for turn in range(min(rounds, MOST_ROUNDS)):
            folder = Path(place) / str(turn)
            folder.mkdir()
            ours.append(asyncio.run(_rows(folder / "rows")))
            theirs.append(asyncio.run(_peer(f"sqlite:///{folder / 'peer.db'}", misfire_grace_time=None)))
            whole.append(asyncio.run(_reminders(folder / "whole")))
        usual = asyncio.run(_peer(f"sqlite:///{Path(place) / 'usual.db'}"))
    seconds, stall = (statistics.median(one[n] for one in ours) for n in (0, 1))
    peer_s, peer_stall = (statistics.median(one[n] for one in theirs) for n in (0, 1))
    whole_s, whole_stall = (statistics.median(one[n] for one in whole) for n in (0, 1))
    told, messages = whole[0][2:]
    return [
        Row(
            "R8", f"{DUE:,} due at one instant: APScheduler without misfire grace ÷ ours",
            peer_s / seconds, 5.0,
            seen=f"{seconds:.2f} s against {peer_s:.2f} s (wall); whole reminders {whole_s:.2f} s: "
            f"{told:,} told in {messages} messages",
            data={"s": seconds, "peer_s": peer_s, "whole_s": whole_s, "usual_fired": usual[2]},
        ),
        Row(
            "R8f", "share of them that fires; APScheduler as it comes in brackets",
            min(*(one[2] for one in ours), *(one[2] for one in whole)) / DUE, 1.0,
            seen=f"({usual[2] / DUE:.2f}; without misfire grace {theirs[0][2] / DUE:.2f})",
        ),
        Row(
            "R8s", "longest stall of the event loop meanwhile, ms", 1e3 * max(stall, whole_stall), 50.0,
            at_least=False,
            seen=f"{1e3 * stall:.0f} ms, with whole reminders {1e3 * whole_stall:.0f} ms; "
            f"APScheduler {1e3 * peer_stall:,.0f} ms",
        ),
        Row("R8t", "the peer's stall ÷ ours", peer_stall / max(stall, whole_stall), 20.0),
    ]  # fmt: skip
