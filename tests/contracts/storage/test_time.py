"""Clocks, timers, errands, dialogues and tokens: rows that wait, fire once and end."""

import hashlib

import pytest

from storage import clocks, dialogues, errands, tokens
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.conftest import Clock
from tests.contracts.storage.world import World, build


@pytest.fixture
async def world(store: Store) -> World:
    return await store.act(build)


def start(
    tx: Tx, world: World, *, rule: str = "KP-21-PROPOSE", due_on: str = "2026-02-25"
) -> tuple[int, bool]:
    return clocks.open_clock(
        tx,
        world.org,
        subject="item:1",
        rule=rule,
        start_on="2026-02-09",
        due_on=due_on,
        explain=["一"],
        regime_hash="r1",
    )


async def test_one_clock_per_subject_rule_and_start(store: Store, world: World) -> None:
    first, new = await store.act(lambda tx: start(tx, world))
    assert new
    assert await store.act(lambda tx: start(tx, world)) == (first, False)
    assert [row.explain for row in await store.read(lambda tx: clocks.clocks_of(tx, "item:1"))] == ['["一"]']


async def test_a_clock_that_ends_takes_its_waiting_timers_along(
    store: Store, world: World, clock: Clock
) -> None:
    clock_id, _ = await store.act(lambda tx: start(tx, world))

    def plant(tx: Tx, occasion: str, at: int) -> bool:
        return clocks.plant(
            tx,
            kind="clock.threshold",
            subject=f"clock:{clock_id}",
            occasion=occasion,
            fire_at=at,
            clock_id=clock_id,
        )

    assert await store.act(lambda tx: plant(tx, "T-3", clock.ms))
    assert await store.act(lambda tx: plant(tx, "T", clock.ms + 100))
    due = await store.act(lambda tx: clocks.take_due(tx, now=clock.ms, limit=5))
    assert [row.occasion for row in due] == ["T-3"]
    assert await store.act(lambda tx: clocks.fired(tx, due[0].id)) is True
    assert await store.act(lambda tx: clocks.fired(tx, due[0].id)) is False
    assert await store.act(lambda tx: plant(tx, "T-3", clock.ms + 5)) is False, "what fired stays so"
    assert await store.act(lambda tx: clocks.end_clock(tx, clock_id, state="met")) is True
    assert await store.act(lambda tx: clocks.end_clock(tx, clock_id, state="cancelled")) is False
    assert await store.read(clocks.next_due) is None
    assert [
        (t.occasion, t.state) for t in await store.read(lambda tx: clocks.timers_of(tx, f"clock:{clock_id}"))
    ] == [("T-3", 1)]
    assert (await store.read(lambda tx: clocks.clock(tx, clock_id))).state == "met"


async def test_a_moved_clock_drops_its_timers_and_a_reopened_one_runs(store: Store, world: World) -> None:
    clock_id, _ = await store.act(lambda tx: start(tx, world))
    await store.act(
        lambda tx: clocks.plant(tx, kind="k", subject="s", occasion="T", fire_at=5, clock_id=clock_id)
    )
    assert await store.act(lambda tx: clocks.move_clock(tx, clock_id, due_on="2026-03-01", provisional=True))
    row = await store.read(lambda tx: clocks.clock(tx, clock_id))
    assert (row.due_on, row.provisional) == ("2026-03-01", 1)
    assert await store.read(clocks.next_due) is None
    await store.act(lambda tx: clocks.end_clock(tx, clock_id, state="met"))
    assert not await store.act(lambda tx: clocks.move_clock(tx, clock_id, due_on="2026-04-01"))
    assert await store.act(lambda tx: clocks.reopen_clock(tx, clock_id)) is True
    assert await store.act(lambda tx: clocks.reopen_clock(tx, clock_id)) is False


async def test_timers_come_due_in_order_and_a_waiting_one_can_be_moved(store: Store, clock: Clock) -> None:
    heard: list[int] = []
    store.on_wake("timers", lambda _at: heard.append(1))
    for n in (3, 1, 2):
        await store.act(
            lambda tx, n=n: clocks.plant(tx, kind="k", subject="s", occasion=str(n), fire_at=clock.ms + n)
        )
    assert len(heard) == 3
    assert await store.read(clocks.next_due) == clock.ms + 1
    await store.act(lambda tx: clocks.plant(tx, kind="k", subject="s", occasion="1", fire_at=clock.ms + 9))
    due = await store.read(lambda tx: clocks.due(tx, now=clock.ms + 9, limit=2))
    assert [row.occasion for row in due] == ["2", "3"]
    assert await store.act(lambda tx: clocks.cancel(tx, subject="s", kind="other")) == 0
    assert await store.act(lambda tx: clocks.cancel(tx, subject="s")) == 3


async def test_an_errand_is_carried_out_once(store: Store, clock: Clock) -> None:
    def ask(tx: Tx) -> int:
        return errands.ask(tx, key="download:1", kind="download", subject="upload:1", args={"file_id": "x"})

    first = await store.act(ask)
    assert first
    assert await store.act(ask) == 0
    taken = await store.act(lambda tx: errands.claim(tx, owner="w1", lease_ms=0, limit=5))
    assert [(row.id, row.args, row.attempts) for row in taken] == [(first, '{"file_id":"x"}', 1)]
    other = await store.act(lambda tx: errands.claim(tx, owner="w2", lease_ms=30_000, limit=5))
    assert [row.attempts for row in other] == [2], "its worker is thought dead"
    assert await store.act(lambda tx: errands.claim(tx, owner="w3", lease_ms=1, limit=5)) == []
    assert await store.act(lambda tx: errands.done(tx, first, owner="w1")) is False
    assert await store.act(lambda tx: errands.done(tx, first, owner="w2")) is True
    assert await store.act(lambda tx: errands.done(tx, first)) is False


async def test_an_errand_that_fails_waits_dies_and_can_be_revived(store: Store, clock: Clock) -> None:
    errand = await store.act(lambda tx: errands.ask(tx, key="k", kind="page", subject="item:1"))
    await store.act(lambda tx: errands.claim(tx, owner="w", lease_ms=1000, limit=1))
    await store.act(lambda tx: errands.failed(tx, errand, error="timeout", retry_at=clock.ms + 50))
    assert await store.act(lambda tx: errands.claim(tx, owner="w", lease_ms=1000, limit=1)) == []
    assert await store.read(errands.next_due) == clock.ms + 50
    await store.act(lambda tx: errands.failed(tx, errand, error="gone", retry_at=None))
    assert not await store.read(lambda tx: errands.is_open(tx, kind="page", subject="item:1"))
    assert [row.error for row in await store.read(lambda tx: errands.listed(tx, state="dead"))] == ["gone"]
    assert await store.act(lambda tx: errands.retry(tx, errand)) is True
    assert await store.read(lambda tx: errands.is_open(tx, kind="page", subject="item:1"))
    assert await store.act(lambda tx: errands.cancel(tx, kind="page", subject="item:1")) == 1


async def test_one_question_at_a_time_and_only_for_its_hour(store: Store, world: World, clock: Clock) -> None:
    async def ask(kind: str, chat: str = "102") -> None:
        await store.act(
            lambda tx: dialogues.open_dialogue(
                tx,
                world.liu,
                chat=chat,
                kind=kind,
                subject="item:1",
                data={"n": 1},
                expires_at=clock.ms + 100,
            )
        )

    await ask("reason")
    await ask("url")
    await ask("other", chat="-5")
    row = await store.read(lambda tx: dialogues.dialogue(tx, world.liu, chat="102"))
    assert (row.kind, row.data) == ("url", '{"n":1}')
    clock.ms += 100
    assert await store.read(lambda tx: dialogues.dialogue(tx, world.liu, chat="102")) is None
    assert await store.act(lambda tx: dialogues.close_dialogue(tx, world.liu, chat="102")) is True
    assert await store.act(lambda tx: dialogues.close_about(tx, "item:1")) == 1
    await ask("late")
    assert await store.act(lambda tx: dialogues.purge(tx, before=clock.ms + 101)) == 1


async def test_a_token_is_known_by_its_hash_alone_and_ends_with_its_seat(store: Store) -> None:
    token = "x" * 22
    digest = hashlib.sha256(token.encode()).digest()

    def mint(tx: Tx) -> None:
        tokens.mint(
            tx,
            token_hash=digest,
            verb="approve",
            subject="seat:4",
            seat=4,
            person=2,
            chat="5",
            content_hash="c",
        )

    await store.act(mint)
    row = await store.read(lambda tx: tokens.find(tx, token))
    assert (row.verb, row.seat_id, row.chat, row.content_hash, row.state) == ("approve", 4, "5", "c", "live")
    assert await store.read(lambda tx: tokens.find(tx, "y" * 22)) is None
    assert await store.act(lambda tx: tokens.revoke(tx, seat=4)) == 1
    assert (await store.read(lambda tx: tokens.find(tx, token))).state == "revoked"
    assert await store.act(lambda tx: tokens.revoke(tx, person=2)) == 0
    assert token.encode() not in b"".join(
        path.read_bytes() for path in store.folder.iterdir() if path.is_file()
    )
