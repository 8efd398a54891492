"""A message leaves once, in its chat's order, with the same bytes each time, and is never lost."""

from collections.abc import Callable
from typing import Any

import pytest

from storage import copies, dead_letters, lanes, outbox, people
from storage.engine import Store
from storage.tx import Intent, Tx
from tests.contracts.storage.conftest import Clock
from tests.contracts.storage.world import BOT, World, build


@pytest.fixture
async def world(store: Store) -> World:
    return await store.act(build)


def say(*intents: Intent) -> Callable[[Tx], None]:
    def act(tx: Tx) -> None:
        for intent in intents:
            tx.post(intent)

    return act


def claim(owner: str = "w1", **more: Any) -> Callable[[Tx], list[Any]]:
    return lambda tx: outbox.claim(tx, owner, limit=10, **more)


async def send(store: Store, row: Any, *, message: str = "m1", live: bool = False) -> None:
    await store.act(lambda tx: outbox.freeze(tx, row.id, payload=b"bytes", card="{}", live=live))
    await store.act(lambda tx: outbox.sent(tx, row.id, message=message, live=live))


async def test_the_same_intent_is_one_message(store: Store, world: World) -> None:
    await store.act(say(*[Intent("review.asked", person=world.liu, subject="seat:1")] * 2))
    await store.act(say(Intent("review.asked", person=world.liu, subject="seat:1")))
    await store.act(say(Intent("review.asked", person=world.liu, subject="seat:1", occasion="round:2")))
    rows = await store.act(dead_letters.listed)
    assert [row.key for row in rows] == [
        f"review.asked|p{world.liu}|seat:1||0",
        f"review.asked|p{world.liu}|seat:1|round:2|0",
    ]
    assert {(row.platform, row.bot, row.lane, row.chat) for row in rows} == {
        ("telegram", BOT, f"telegram:{BOT}:102", "102")
    }


async def test_whoever_cannot_be_reached_leaves_a_dead_letter_that_revives(
    store: Store, world: World
) -> None:
    await store.act(lambda tx: people.revoke_accounts(tx, world.liu))
    await store.act(say(Intent("review.asked", person=world.liu, subject="seat:1")))
    assert [
        (row.state, row.error) for row in await store.read(lambda tx: dead_letters.listed(tx, state="dead"))
    ] == [("dead", "no_account")]
    await store.act(
        lambda tx: people.bind_account(
            tx, world.liu, platform="telegram", bot=BOT, external_id="999", chat="999"
        )
    )
    assert await store.act(lambda tx: outbox.revive(tx, person=world.liu)) == 1
    assert [row.chat for row in await store.act(claim())] == ["999"]


async def test_an_answer_goes_to_the_chat_of_the_act(store: Store, world: World) -> None:
    await store.act(say(Intent("done", person=world.liu, subject="x", answer_to=("telegram", "9", "-55"))))
    assert [row.lane for row in await store.act(claim())] == ["telegram:9:-55"]


async def test_one_message_per_chat_at_a_time_urgent_first_then_in_order(store: Store, world: World) -> None:
    await store.act(
        say(
            Intent("a", person=world.liu, subject="1"),
            Intent("b", person=world.liu, subject="2"),
            Intent("c", person=world.liu, subject="3", priority=1),
            Intent("d", person=world.zhou, subject="4"),
        )
    )
    order = []
    for _ in range(4):
        rows = await store.act(claim())
        order.append([row.kind for row in rows])
        for row in rows:
            await send(store, row)
    assert order == [["c", "d"], ["a"], ["b"], []]


async def test_a_lane_in_hand_is_left_alone(store: Store, world: World, clock: Clock) -> None:
    await store.act(
        say(Intent("a", person=world.liu, subject="1"), Intent("b", person=world.liu, subject="2"))
    )
    row = (await store.act(claim()))[0]
    assert await store.act(claim(busy={row.lane})) == []
    await store.act(lambda tx: outbox.freeze(tx, row.id, payload=b"x", card="{}"))
    assert await store.act(claim(owner="w2")) == [], "a message is on the wire in this chat"
    await store.act(lambda tx: outbox.sent(tx, row.id, message="1", owner="w1"))
    assert [row.kind for row in await store.act(claim(owner="w2"))] == ["b"]


async def test_a_retry_sends_the_same_bytes_and_counts_what_nobody_knows(
    store: Store, world: World, clock: Clock
) -> None:
    await store.act(say(Intent("a", person=world.liu, subject="1")))
    row = (await store.act(claim()))[0]
    assert await store.act(lambda tx: outbox.freeze(tx, row.id, payload=b"exact", card='{"verbs":[]}'))
    await store.act(
        lambda tx: outbox.uncertain(tx, row.id, error="timeout", retry_at=clock.ms + 1000, part=1)
    )
    assert await store.act(claim()) == []
    assert await store.act(outbox.next_due) == clock.ms + 1000
    clock.ms += 1000
    again = (await store.act(claim()))[0]
    assert (bytes(again.payload), again.part, again.uncertain, again.attempts) == (b"exact", 1, 1, 1)
    assert await store.act(lambda tx: outbox.resume(tx, row.id)) == b"exact"
    await store.act(lambda tx: outbox.sent(tx, row.id, message="77"))
    kept = await store.read(lambda tx: outbox.row(tx, row.id))
    assert (kept.state, kept.payload, kept.message, kept.card) == ("sent", None, "77", '{"verbs":[]}')


async def test_a_process_that_died_while_sending_leaves_an_uncertain_row(store: Store, world: World) -> None:
    await store.act(say(Intent("a", person=world.liu, subject="1")))
    row = (await store.act(claim(lease_ms=0)))[0]
    await store.act(lambda tx: outbox.freeze(tx, row.id, payload=b"x", card="{}"))
    if store.dialect == "sqlite":
        assert await store.act(outbox.recover) == 1
    found = await store.act(claim(owner="w2"))
    assert [(row.state, row.uncertain, row.error) for row in found] == [("uncertain", 1, "interrupted")]


async def test_a_blocked_lane_waits_and_says_until_when(store: Store, world: World, clock: Clock) -> None:
    await store.act(say(Intent("a", person=world.liu, subject="1")))
    lane = f"telegram:{BOT}:102"
    await store.act(lambda tx: outbox.block_lane(tx, lane, until=clock.ms + 3000))
    await store.act(lambda tx: outbox.block_lane(tx, lane, until=clock.ms + 1000))
    assert await store.act(claim()) == []
    assert await store.read(outbox.next_due) == clock.ms + 3000
    clock.ms += 3000
    assert len(await store.act(claim())) == 1


async def test_a_message_waits_for_its_time(store: Store, world: World, clock: Clock) -> None:
    await store.act(say(Intent("a", person=world.liu, subject="1", not_before=clock.ms + 20_000)))
    assert await store.act(claim()) == []
    assert await store.read(outbox.next_due) == clock.ms + 20_000
    assert await store.read(lambda tx: outbox.next_due(tx, busy={f"telegram:{BOT}:102"})) is None


async def test_a_definite_no_goes_again_until_it_is_given_up(
    store: Store, world: World, clock: Clock
) -> None:
    await store.act(say(Intent("a", person=world.liu, subject="1")))
    row = (await store.act(claim()))[0]
    await store.act(lambda tx: outbox.freeze(tx, row.id, payload=b"x", card="{}"))
    await store.act(lambda tx: outbox.failed(tx, row.id, error="429", retry_at=clock.ms))
    assert (await store.act(claim()))[0].state == "pending"
    await store.act(lambda tx: outbox.failed(tx, row.id, error="blocked", retry_at=None))
    dead = await store.read(lambda tx: dead_letters.listed(tx, state="dead"))
    assert [(row.error, row.payload) for row in dead] == [("blocked", None)]
    assert await store.act(lambda tx: dead_letters.retry(tx, row.id)) is True
    assert len(await store.act(claim())) == 1


async def test_what_is_moot_or_superseded_never_leaves(store: Store, world: World) -> None:
    await store.act(
        say(
            Intent("a", person=world.liu, subject="item:1"),
            Intent("b", person=world.zhou, subject="item:1"),
            Intent("a", person=world.chen, subject="item:2"),
        )
    )
    assert await store.act(lambda tx: outbox.withdraw(tx, "item:1", kind="b")) == 1
    assert await store.act(lambda tx: outbox.withdraw(tx, "item:1")) == 1
    rows = await store.act(claim())
    assert [row.subject for row in rows] == ["item:2"]
    assert await store.act(lambda tx: outbox.moot(tx, rows[0].id, reason="closed")) is True
    assert await store.act(claim()) == []


async def test_a_card_that_was_to_take_anothers_place_and_never_left_stands_in_no_later_ones_way(
    store: Store, world: World
) -> None:
    await store.act(say(Intent("a", person=world.liu, subject="item:1")))
    (first,) = await store.act(claim())
    assert await store.act(lambda tx: outbox.last_unsent_hop(tx, parent=first.id)) is None
    await store.act(say(Intent("a", person=world.liu, subject="item:1", hop=1, parent=first.id)))
    await store.act(lambda tx: outbox.moot(tx, first.id, reason="closed"))
    (second,) = await store.act(claim())
    assert await store.act(lambda tx: outbox.last_unsent_hop(tx, parent=first.id)) is None, "it may leave yet"
    await store.act(lambda tx: outbox.moot(tx, second.id, reason="settled"))
    assert await store.act(lambda tx: outbox.last_unsent_hop(tx, parent=first.id)) == 1
    await store.act(say(Intent("a", person=world.liu, subject="item:1", hop=2, parent=first.id)))
    (third,) = await store.act(claim())
    assert third.hop == 2


async def test_after_a_restore_nothing_leaves_until_released(
    store: Store, world: World, clock: Clock
) -> None:
    await store.act(say(Intent("a", person=world.liu, subject="1")))
    assert await store.act(dead_letters.hold) == 1
    await store.act(say(Intent("b", person=world.zhou, subject="2")))
    assert await store.act(claim()) == []
    assert await store.read(outbox.next_due) is None
    held = await store.read(lambda tx: dead_letters.listed(tx, state="held"))
    assert [(row.kind, row.error) for row in held] == [("a", "maybe_sent")]
    await store.act(dead_letters.release)
    assert [row.kind for row in await store.act(claim())] == ["b"]
    assert await store.act(lambda tx: dead_letters.drop(tx, held[0].id)) is True


async def test_a_card_that_lives_is_drawn_again_also_when_it_changed_on_the_wire(
    store: Store, world: World, clock: Clock
) -> None:
    await store.act(say(Intent("card", person=world.liu, subject="seat:1")))
    row = (await store.act(claim()))[0]
    await store.act(lambda tx: outbox.freeze(tx, row.id, payload=b"x", card="{}", digest="d0", live=True))
    assert await store.act(lambda tx: copies.touch(tx, "seat:1")) == 1
    assert await store.act(lambda tx: copies.stale(tx, limit=5)) == [], "the edit waits for its send"
    await store.act(lambda tx: outbox.sent(tx, row.id, message="55", live=True))
    stale = await store.act(lambda tx: copies.stale(tx, limit=5, owner="w1"))
    assert [(c.id, c.message, c.desired_rev, c.drawn, c.kind, c.bot) for c in stale] == [
        (row.id, "55", 1, "d0", "card", BOT)
    ]
    copy = stale[0]
    await store.act(lambda tx: copies.touch(tx, "seat:1"))
    await store.act(lambda tx: copies.drawn(tx, copy.copy_id, rev=1, digest="d1"))
    again = await store.act(lambda tx: copies.stale(tx, limit=5))
    assert [(c.desired_rev, c.drawn_rev) for c in again] == [(2, 1)], "a change during the edit is not lost"
    await store.act(lambda tx: copies.again(tx, copy.copy_id, not_before=clock.ms + 500))
    assert await store.act(lambda tx: copies.stale(tx, limit=5)) == []
    assert await store.read(outbox.next_due) == clock.ms + 500
    found = await store.read(
        lambda tx: copies.by_message(tx, platform="telegram", bot=BOT, chat="102", message="55")
    )
    assert found.subject == "seat:1"
    assert await store.act(lambda tx: copies.close(tx, copy.copy_id)) is True
    assert await store.act(lambda tx: copies.touch(tx, "seat:1")) == 0


async def test_a_card_that_never_arrived_is_lost(store: Store, world: World) -> None:
    await store.act(say(Intent("card", person=world.liu, subject="seat:1")))
    row = (await store.act(claim()))[0]
    await store.act(lambda tx: outbox.freeze(tx, row.id, payload=b"x", card="{}", live=True))
    await store.act(lambda tx: outbox.failed(tx, row.id, error="blocked", retry_at=None))
    assert [c.copy_state for c in await store.read(lambda tx: copies.of(tx, "seat:1"))] == ["lost"]


async def test_a_chat_that_moved_takes_its_messages_along(store: Store, world: World) -> None:
    await store.act(say(Intent("a", person=world.liu, subject="1")))
    row = (await store.act(claim(lease_ms=0)))[0]
    await store.act(lambda tx: outbox.freeze(tx, row.id, payload=b"old chat", card="{}"))
    await store.act(lambda tx: outbox.failed(tx, row.id, error="migrated", retry_at=0))
    moved = await store.act(
        lambda tx: outbox.migrate_chat(tx, platform="telegram", bot=BOT, old="102", new="-1002")
    )
    assert moved == 1
    found = (await store.act(claim()))[0]
    assert (found.chat, found.lane, found.payload) == ("-1002", f"telegram:{BOT}:-1002", None)


async def test_a_lane_is_leased_to_one(store: Store) -> None:
    lane = "telegram:1:1"
    assert await store.act(lambda tx: lanes.take(tx, lane, owner="w1", now=100, until=200))
    assert not await store.act(lambda tx: lanes.take(tx, lane, owner="w2", now=150, until=250))
    assert await store.act(lambda tx: lanes.take(tx, lane, owner="w1", now=150, until=300))
    await store.act(lambda tx: lanes.release(tx, lane, owner="w2"))
    assert not await store.act(lambda tx: lanes.take(tx, lane, owner="w2", now=150, until=250))
    assert await store.act(lambda tx: lanes.take(tx, lane, owner="w2", now=300, until=400))
    assert await store.act(lambda tx: lanes.free_all(tx, owner="w2")) == 1


async def test_a_message_that_failed_keeps_its_place_for_two_minutes(
    store: Store, world: World, clock: Clock
) -> None:
    await store.act(
        say(Intent("a", person=world.liu, subject="1"), Intent("b", person=world.liu, subject="2"))
    )
    (first,) = await store.act(claim())
    await store.act(lambda tx: outbox.freeze(tx, first.id, payload=b"x", card="{}"))
    await store.act(lambda tx: outbox.failed(tx, first.id, error="reset", retry_at=clock.ms + 25_000))
    assert await store.act(claim()) == []
    assert await store.read(outbox.next_due) == clock.ms + 25_000
    clock.ms += 25_000
    (again,) = await store.act(claim())
    assert again.id == first.id
    await store.act(lambda tx: outbox.resume(tx, first.id))
    await store.act(lambda tx: outbox.failed(tx, first.id, error="reset", retry_at=clock.ms + 125_000))
    (other,) = await store.act(claim())
    assert other.kind == "b"
