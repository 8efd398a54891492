"""Budgets hold whoever draws on them: one process by memory, several by the rows of one PostgreSQL."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.flood import BURST, EVERY_MS, Flood
from bot.web.visits import PER_MINUTE, Visits
from rules.workdays import Workdays
from scheduler.clock import SHANGHAI, from_ms, to_ms
from scheduler.courier import Courier
from scheduler.pace import BLOCK, Budget, Memory, Pace, Shared, pace_of
from scheduler.ports import Drawn, Mint, Outcome
from storage import pace as rows
from storage import people
from storage.engine import Intent, Store, Tx
from storage.files import Files
from storage.tables import outbox
from storage.tables import pace as table
from tests.office_clock import StoryClock
from workflow.desk import Desk, House
from workflow.notices import find_notices

START = datetime(2026, 2, 9, 9, 1, tzinfo=SHANGHAI)
START_MS = to_ms(START)
WIDE = Budget("telegram:1", 30, 1, ahead=True)
ON_ITS_WAY_MS = 40  # how long a message takes


def of_chat(chat: str) -> tuple[Budget, ...]:
    return (WIDE, Budget(f"telegram:1:{chat}", 1, 1))


def most_within(at: list[int], *, ms: int) -> int:
    """The most messages that left within any window of that length (one that begins with a message)."""
    at = sorted(at)
    found = end = 0
    for n, one in enumerate(at):
        while end < len(at) and at[end] < one + ms:
            end += 1
        found = max(found, end - n)
    return found


async def played(
    paces: list[Pace], chats: Mapping[str, int], budgets: Callable[[str], tuple[Budget, ...]] = of_chat
) -> dict[str, list[int]]:
    """Each chat's messages leave one after the other, each by the next process; the instants (ms)."""
    left = {chat: list[int]() for chat in chats}
    ready = [(START_MS, chat) for chat in chats]
    heapq.heapify(ready)
    turn = 0
    while ready:
        now, chat = heapq.heappop(ready)
        turn += 1
        slot = await paces[turn % len(paces)].slot(budgets(chat), now_ms=now)
        assert slot.at_ms >= now
        if slot.given:
            left[chat].append(slot.at_ms)
        if len(left[chat]) < chats[chat]:
            heapq.heappush(ready, (slot.at_ms + ON_ITS_WAY_MS * slot.given, chat))
    return left


@pytest.fixture
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Store]]:
    """Two processes' stores on one PostgreSQL."""
    url = str(request.getfixturevalue("postgres_url"))
    opened = [Store.open(url, folder=tmp_path / f"p{n}", clock_ms=lambda: START_MS) for n in range(2)]
    yield opened
    for store in opened:
        store.close_now()


@pytest.fixture(params=["memory", pytest.param("rows", marks=pytest.mark.postgres)])
def paces(request: pytest.FixtureRequest) -> list[Pace]:
    """One process's, or those of two that share a database."""
    if request.param == "memory":
        return [Memory()]
    return [pace_of(store) for store in request.getfixturevalue("stores")]


# The rule -----------------------------------------------------------------------------------------------


async def test_all_together_never_exceed_the_limit_and_use_it(paces: list[Pace]) -> None:
    left = await played(paces, {f"c{n}": 2 for n in range(90)})
    at = sorted(one for chat in left.values() for one in chat)
    assert most_within(at, ms=1000) <= 30
    assert (len(at) - 1) * 1000 / (at[-1] - at[0]) >= 0.98 * 30
    assert all(later - earlier >= 1000 for earlier, later in left.values())


async def test_a_chat_that_waits_for_its_own_limit_holds_up_nobody(paces: list[Pace]) -> None:
    left = await played(paces, {"busy": 12, **{f"c{n}": 1 for n in range(60)}})
    others = sorted(one for chat, at in left.items() if chat != "busy" for one in at)
    assert others[-1] - others[0] < 62 * 34
    assert most_within(left["busy"], ms=1000) == 1


@pytest.mark.parametrize("share", [0.985, 1.0])
async def test_a_burst_is_spent_once(paces: list[Pace], share: float) -> None:
    member = Budget("wecom:1:chenxin", 20, 60, share=share, burst=5)
    left = (await played(paces, {"chenxin": 60}, lambda _chat: (member,)))["chenxin"]
    assert left[4] - left[0] == 4 * ON_ITS_WAY_MS, "a conversation is answered at once"
    assert 24 <= most_within(left, ms=60_000) <= 25


async def test_an_album_counts_each_of_its_files_before_and_after(paces: list[Pace]) -> None:
    group = Budget("telegram:1:-5", 18, 60, share=1.0)
    pace, now = paces[0], START_MS
    left: list[int] = []
    for n in (1, 10, 1, 1, 10, 1):
        while not (slot := await pace.slot((group,), now_ms=now, n=n)).given:
            assert slot.at_ms > now
            now = slot.at_ms
        left += [slot.at_ms] * n
    assert most_within(left, ms=60_000) <= 20


async def test_what_was_not_given_is_not_counted(paces: list[Pace]) -> None:
    robot = (Budget("wecom:robot:bgs", 18, 60), WIDE)
    first = await paces[0].slot(robot, now_ms=START_MS)
    refused = [await paces[n % len(paces)].slot(robot, now_ms=START_MS + 1) for n in range(9)]
    assert first.given
    assert {one.at_ms for one in refused} == {refused[0].at_ms}
    assert not any(one.given for one in refused)
    assert (await paces[0].slot((WIDE,), now_ms=START_MS + 1000)).at_ms == START_MS + 1000


# What comes in ------------------------------------------------------------------------------------------


async def test_one_measure_for_a_sender_whichever_process_hears_them(paces: list[Pace]) -> None:
    doors = [Flood(pace) for pace in paces]

    async def heard(now: int, times: int = 3 * BURST) -> int:
        asked = [doors[n % len(doors)].is_too_fast("telegram:7", now=now) for n in range(times)]
        return [await one for one in asked].count(False)

    assert await heard(START_MS) == BURST
    assert await heard(START_MS + 10 * EVERY_MS) == 10


async def test_one_measure_for_a_visitor_whichever_process_answers(paces: list[Pace]) -> None:
    sites = [Visits(pace, lease_ms=lambda: START_MS, per_minute={"door": 6}) for pace in paces]
    waits = [await sites[n % len(sites)].wait_s("door", "192.0.2.7") for n in range(9)]
    assert waits == [0] * 6 + [10] * 3
    assert await sites[0].wait_s("door", "192.0.2.8") == 0
    looks = [await sites[n % len(sites)].wait_s("look", "a secret") for n in range(PER_MINUTE["look"] + 1)]
    assert looks.count(0) == PER_MINUTE["look"]


# Rows ---------------------------------------------------------------------------------------------------


@pytest.mark.postgres
async def test_whoever_asks_at_once_gets_slots_of_one_row_in_a_row(stores: list[Store]) -> None:
    paces = [Shared(store) for store in stores]
    asked = [paces[n % 2].slot((WIDE,), now_ms=START_MS) for n in range(4 * BLOCK)]
    at = sorted([slot.at_ms for slot in await asyncio.gather(*asked)])
    assert most_within(at, ms=1000) <= 30
    assert at[-1] - at[0] == pytest.approx((4 * BLOCK - 1) * WIDE.interval_us / 1000, abs=1), (
        "no slot is lost"
    )


@pytest.mark.postgres
async def test_a_process_that_dies_leaves_one_block_unused_at_most(stores: list[Store]) -> None:
    dying, living = Shared(stores[0]), Shared(stores[1])
    await asyncio.gather(*(dying.slot((WIDE,), now_ms=START_MS) for _ in range(BLOCK)))
    stores[0].close_now()
    slot = await living.slot((WIDE,), now_ms=START_MS)
    assert slot.at_ms - START_MS <= BLOCK * WIDE.interval_us / 1000 + 1
    stores[0] = stores[1]


@pytest.mark.postgres
async def test_rows_tell_no_secret_and_are_dropped_at_rest(stores: list[Store]) -> None:
    store = stores[0]
    await Visits(Shared(store), lease_ms=lambda: START_MS).wait_s("look", "the secret of a session")
    await Shared(store).slot((WIDE,), now_ms=START_MS + 60_000)
    keys = [row.key for row in await store.read(lambda tx: tx.core(select(table.c.key)))]
    assert len(keys) == 2
    assert not any("secret" in key for key in keys)
    assert await store.act(lambda tx: rows.forget(tx, before=START_MS + 30_000)) == 1
    assert await store.read(lambda tx: [one.key for one in tx.core(select(table.c.key))]) == [WIDE.key]


@pytest.mark.postgres
async def test_whoever_asks_hears_that_the_database_is_gone(stores: list[Store]) -> None:
    pace = Shared(stores[0])
    await stores[0].close()
    with pytest.raises(Exception, match="closed"):
        await pace.slot((WIDE,), now_ms=START_MS)
    stores[0] = stores[1]


# Two couriers -------------------------------------------------------------------------------------------


Couriers = tuple[StoryClock, list[Any], list[tuple[int, int]]]


class Drawer:
    """Draws nothing but a mark."""

    def draw(self, _kind: str, _facts: Mapping[str, Any], *, mint: Mint, **_given: Any) -> Drawn:
        return Drawn((b"x",), "{}", "said:x")


class Line:
    """A platform that notes when it heard something."""

    edits_by_code = False

    def __init__(self, clock: StoryClock, process: int, heard: list[tuple[int, int]]) -> None:
        self._clock = clock
        self._process = process
        self._heard = heard

    async def send(self, _part: bytes) -> Outcome:
        self._heard.append((self._process, to_ms(self._clock.now())))
        return Outcome("sent", message=str(len(self._heard)))

    def weight(self, _part: bytes) -> int:
        return 1

    def plain(self, part: bytes) -> bytes:
        return part

    def budgets(self, chat: str) -> tuple[Budget, ...]:
        return of_chat(chat)


def everybody(tx: Tx, *, receivers: int, each: int) -> None:
    facts = {"from": "2026-02-09T08:00:00+08:00", "to": "2026-02-09T08:30:00+08:00"}
    for n in range(receivers):
        person = people.add_person(tx, name=f"同志{n}")
        people.bind_account(tx, person, platform="telegram", bot="1", external_id=str(n), chat=str(n))
        for occasion in range(each):
            tx.post(Intent("service.gap", person=person, subject="s", occasion=str(occasion), facts=facts))


@pytest.fixture
async def couriers(postgres_url: str, tmp_path: Path) -> AsyncIterator[Couriers]:
    """Two processes' couriers on one clock and one PostgreSQL, and when the platform heard them."""
    find_notices()
    clock, heard = StoryClock(START), list[tuple[int, int]]()
    made: list[Any] = []
    for n in range(2):
        store = Store.open(
            postgres_url,
            folder=tmp_path / f"p{n}",
            clock_ms=lambda: to_ms(clock.now()),
            lease_ms=clock.lease_ms,
        )
        house = House(calendar=Workdays(), files=Files(tmp_path / f"p{n}" / "files"))
        courier = Courier(
            store,
            lambda tx, house=house: Desk(tx, now=from_ms(tx.now), house=house),
            drawer=Drawer(),
            senders={("telegram", "1"): Line(clock, n, heard)},
            clock=clock,
            owner=f"p{n}",
        )
        courier.poll_s = 1
        store.on_wake(courier.hears, courier.ring)
        made.append(courier)
    yield clock, made, heard
    for courier in made:
        await courier.stop()
        await courier.store.close()


async def at_rest(couriers: list[Any]) -> None:
    quiet = 0
    while quiet < 3:
        await asyncio.sleep(0.001)
        quiet = quiet + 1 if all(courier.idle for courier in couriers) else 0


@pytest.mark.postgres
async def test_two_couriers_together_keep_the_pace_of_one(
    couriers: Couriers,
) -> None:
    clock, made, heard = couriers
    await made[0].store.act(lambda tx: everybody(tx, receivers=120, each=2))
    for courier in made:
        courier.start()
    async with asyncio.timeout(60):
        while len(heard) < 240:
            await at_rest(made)
            clock.go_to(clock.next() or pytest.fail("nobody waits"))
        await at_rest(made)
    at = sorted(one for _, one in heard)
    assert most_within(at, ms=1000) <= 30
    assert (len(at) - 1) * 1000 / (at[-1] - at[0]) >= 0.98 * 30
    assert {who for who, _ in heard} == {0, 1}, "both had their part in it"
    states = await made[0].store.read(lambda tx: [row.state for row in tx.core(select(outbox.c.state))])
    assert states == ["sent"] * 240
