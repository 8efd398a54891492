"""Of several processes one has the turn, until it gives it back or its lease lapses."""

import asyncio

from bot.platforms.wecom_turn import LEASE_S, LeasedTurn
from storage.engine import Store
from tests.contracts.storage.conftest import Clock

LEASE_MS = round(LEASE_S * 1000)


def turns(store: Store) -> tuple[LeasedTurn, LeasedTurn]:
    return LeasedTurn(store, bot_id="aib1", owner="mine"), LeasedTurn(store, bot_id="aib1", owner="yours")


async def test_whoever_has_the_turn_keeps_it_while_it_renews(store: Store, clock: Clock):
    mine, yours = turns(store)
    assert await mine.take()
    for _ in range(3):
        clock.ms += LEASE_MS - 1
        assert await mine.take()
        assert not await yours.take()


async def test_a_turn_that_lapsed_is_taken_by_another(store: Store, clock: Clock):
    mine, yours = turns(store)
    assert await mine.take()
    clock.ms += LEASE_MS
    assert await yours.take()
    assert not await mine.take()


async def test_only_who_has_the_turn_gives_it_back(store: Store):
    mine, yours = turns(store)
    assert await mine.take()
    await yours.give_back()
    assert not await yours.take()
    await mine.give_back()
    assert await yours.take()


async def test_of_many_that_ask_at_once_one_gets_it(store: Store):
    asked = [LeasedTurn(store, bot_id="aib1", owner=f"owner {n}").take() for n in range(8)]
    assert sum(await asyncio.gather(*asked)) == 1


async def test_two_bots_have_a_turn_each(store: Store):
    assert await LeasedTurn(store, bot_id="aib1", owner="mine").take()
    assert await LeasedTurn(store, bot_id="aib2", owner="yours").take()
