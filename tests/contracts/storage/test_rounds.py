"""One round a roster and day, rosters in place of one another, shifts taken once."""

import asyncio
from typing import Any

import pytest

from storage import rosters, rounds
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.conftest import Clock
from tests.contracts.storage.world import World, build

PLAN = {"turns": [[1], [2]], "from_on": "2026-02-09"}
LINE = {"line": "valid", "text": "{}", "cite": "第七条", "evidence": 1, "must": 0}


@pytest.fixture
async def world(store: Store) -> World:
    return await store.act(build)


def roster(tx: Tx, world: World, cadence: str = "daily") -> int:
    return rosters.put(
        tx,
        org_id=world.org,
        office_id=world.unit,
        duty="round",
        cadence=cadence,
        plan=PLAN,
        at="09:03",
        by=world.zhou,
    )


def given(world: World, roster_id: int, on: str = "2026-02-09") -> dict[str, Any]:
    return {
        "org_id": world.org,
        "office_id": world.unit,
        "roster_id": roster_id,
        "duty": "round",
        "duty_on": on,
        "kind": "work",
        "state": "open",
        "readers": [world.chen],
        "stand_ins": [world.liu],
        "leader_id": None,
        "regime_hash": "r1",
        "late": 0,
    }


async def test_however_many_open_it_there_is_one_round_a_day(store: Store, world: World) -> None:
    roster_id = await store.act(lambda tx: roster(tx, world))

    def open_(tx: Tx) -> int | None:
        return rounds.open_round(tx, given(world, roster_id), lines=[LINE])

    found = await asyncio.gather(*(store.act(open_) for _ in range(8)))
    assert sum(one is not None for one in found) == 1
    rows = await store.read(lambda tx: rounds.of_office(tx, world.unit, on="2026-02-09"))
    assert [row.office_name for row in rows] == ["农业股"]
    lines = await store.read(lambda tx: rounds.lines_of(tx, rows[0].id))
    assert [(line.position, line.line, line.value) for line in lines] == [(1, "valid", None)]


async def test_a_round_is_signed_once_and_then_stands(store: Store, world: World, clock: Clock) -> None:
    roster_id = await store.act(lambda tx: roster(tx, world))
    one = await store.act(lambda tx: rounds.open_round(tx, given(world, roster_id), lines=[LINE]))
    assert one is not None
    assert await store.act(lambda tx: rounds.answer(tx, one, line="valid", value="exception", by=world.chen))
    assert await store.act(lambda tx: rounds.say(tx, one, line="valid", note="过期", url="https://a.cn"))
    assert await store.act(lambda tx: rounds.prefill(tx, one, line="valid", machine="ok", told={"tries": 20}))
    assert not await store.act(lambda tx: rounds.answer(tx, one, line="none", value="ok", by=world.chen))
    assert await store.act(lambda tx: rounds.sign(tx, one, by=world.chen, outcome="exception"))
    assert not await store.act(lambda tx: rounds.sign(tx, one, by=world.liu, outcome="ok"))
    assert not await store.act(lambda tx: rounds.close(tx, one, state="unfinished"))
    assert not await store.act(lambda tx: rounds.set_readers(tx, one, readers=[world.liu]))
    row = await store.read(lambda tx: rounds.round_(tx, one))
    assert (row.state, row.signed_name, row.signed_at, row.outcome) == ("signed", "陈", clock.ms, "exception")
    last = await store.read(lambda tx: rounds.last_signed(tx, roster_id, before="2026-02-10"))
    assert last.id == one
    (line,) = await store.read(lambda tx: rounds.lines_of(tx, one))
    assert (line.value, line.note, line.machine, line.by_name) == ("exception", "过期", "ok", "陈")


async def test_what_is_open_from_before_today_is_found(store: Store, world: World) -> None:
    roster_id = await store.act(lambda tx: roster(tx, world))
    one = await store.act(lambda tx: rounds.open_round(tx, given(world, roster_id)))
    await store.act(lambda tx: rounds.open_round(tx, given(world, roster_id, "2026-02-10")))
    assert await store.read(lambda tx: rounds.stale(tx, world.org, today="2026-02-10")) == [one]
    assert await store.read(lambda tx: rounds.newest_on(tx, roster_id)) == "2026-02-10"
    span = {"start": "2026-02-01", "end": "2026-02-28"}
    assert len(await store.read(lambda tx: rounds.between(tx, world.org, **span))) == 2
    assert await store.read(lambda tx: rounds.between(tx, world.org, office_id=world.office, **span)) == []


async def test_a_roster_takes_the_place_of_the_one_that_stood(store: Store, world: World) -> None:
    first = await store.act(lambda tx: roster(tx, world))
    again = await store.act(lambda tx: roster(tx, world, "workdays"))
    assert first == again
    row = await store.read(lambda tx: rosters.roster(tx, first))
    assert (row.cadence, row.revision, row.state) == ("workdays", 1, "active")
    assert await store.act(lambda tx: rosters.end(tx, first))
    assert not await store.act(lambda tx: rosters.end(tx, first))
    assert await store.read(lambda tx: rosters.of_org(tx, world.org)) == []


async def test_a_shift_on_offer_is_taken_by_the_first(store: Store, world: World) -> None:
    roster_id = await store.act(lambda tx: roster(tx, world))

    def offer(tx: Tx) -> int | None:
        return rosters.offer(tx, roster_id=roster_id, on="2026-02-11", part=0, giver=world.chen, asked=None)

    made = await store.act(offer)
    assert made is not None
    assert await store.act(offer) is None, "on offer already"
    takers = [world.liu, world.zhou]
    found = await asyncio.gather(
        *(store.act(lambda tx, who=one: rosters.take(tx, made, taker=who)) for one in takers)
    )
    assert sorted(found) == [False, True]
    assert await store.act(offer) is not None, "it may be offered again once it is over"
    open_ = await store.read(lambda tx: rosters.swaps_open(tx, world.org, on="2026-02-09"))
    assert [(row.giver_name, row.state) for row in open_] == [("陈", "open")]
    assert await store.act(lambda tx: rosters.withdraw(tx, open_[0].id))
    assert not await store.act(lambda tx: rosters.withdraw(tx, open_[0].id))


async def test_whoever_is_back_earlier_is_away_no_longer(store: Store, world: World) -> None:
    def away(tx: Tx, first: str, last: str) -> int:
        return rosters.be_away(
            tx, org_id=world.org, person_id=world.chen, from_on=first, until_on=last, by=world.chen
        )

    await store.act(lambda tx: away(tx, "2026-02-09", "2026-02-13"))
    await store.act(lambda tx: away(tx, "2026-03-02", "2026-03-03"))
    span = {"start": "2026-02-01", "end": "2026-03-31"}
    assert len(await store.read(lambda tx: rosters.absences_of(tx, world.org, **span))) == 2
    back = {"org_id": world.org, "person_id": world.chen, "on": "2026-02-11", "before": "2026-02-10"}
    assert await store.act(lambda tx: rosters.be_back(tx, **back)) == 2
    (left,) = await store.read(lambda tx: rosters.absences_of(tx, world.org, **span))
    assert (left.from_on, left.until_on) == ("2026-02-09", "2026-02-10")


async def test_a_day_otherwise_than_by_turns_is_kept_once(store: Store, world: World) -> None:
    roster_id = await store.act(lambda tx: roster(tx, world))
    for reader in (world.liu, world.zhou):
        await store.act(
            lambda tx, who=reader: rosters.set_shift(
                tx, roster_id, on="2026-02-11", part=0, readers=[who], why="set", by=world.zhou
            )
        )
    rows = await store.read(lambda tx: rosters.shifts_of(tx, roster_id, start="2026-02-11", end="2026-02-11"))
    assert [row.readers for row in rows] == [f"[{world.zhou}]"]
