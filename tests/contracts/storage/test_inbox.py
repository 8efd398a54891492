"""What came in is kept once, worked on in each sender's order, and put aside when it cannot be done."""

from collections.abc import Callable

from storage import inbox
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.conftest import Clock


def envelope(key: str, lane: str = "ann") -> inbox.Envelope:
    return inbox.Envelope(key, "telegram", "1", lane, key.encode())


def arrive(key: str, lane: str = "ann") -> Callable[[Tx], int | None]:
    return lambda tx: inbox.receive(tx, [envelope(key, lane)])[0]


def claimed(limit: int = 10, owner: str = "w1", lease_ms: int = 30_000) -> Callable[[Tx], list[str]]:
    return lambda tx: [row.key for row in inbox.claim(tx, owner, lease_ms=lease_ms, limit=limit)]


async def test_a_redelivery_lands_on_the_same_row(store: Store) -> None:
    heard: list[int] = []
    store.on_wake("inbox", lambda _at: heard.append(1))
    first = await store.act(arrive("tg:1:1"))
    assert first is not None
    assert await store.act(arrive("tg:1:1")) is None
    assert heard == [1]
    rows = await store.read(inbox.listed)
    assert [(row.key, bytes(row.body), row.state) for row in rows] == [("tg:1:1", b"tg:1:1", "new")]


async def test_what_came_together_is_kept_in_its_order_and_each_once(store: Store) -> None:
    held = await store.act(arrive("3"))
    keys = [str(n) for n in range(inbox.MOST_AT_ONCE + 6)]
    came = [envelope(key) for key in (*keys, "5")]
    ids = await store.act(lambda tx: inbox.receive(tx, came))
    assert ids[3] is None, "came before"
    assert ids[-1] is None, "came twice at once"
    new = [one for one in ids if one is not None]
    assert len(new) == len(keys) - 1
    assert new == sorted(new)
    rows = {row.id: row for row in await store.read(lambda tx: inbox.listed(tx, limit=200))}
    assert held in rows
    told = [(key, rows[id_].key, bytes(rows[id_].body)) for key, id_ in zip(keys, ids, strict=False) if id_]
    assert [key for key, *_ in told] == [key for key in keys if key != "3"]
    assert all(key == kept and body == key.encode() for key, kept, body in told)


async def test_one_sender_is_worked_on_in_order_and_others_beside(store: Store) -> None:
    for key, lane in (("1", "ann"), ("2", "ann"), ("3", "bob"), ("4", "ann"), ("5", "bob")):
        await store.act(arrive(key, lane))
    expected = ["1", "3"] if store.dialect == "postgresql" else ["1", "2", "3", "4", "5"]
    assert await store.act(claimed()) == expected
    if store.dialect == "postgresql":
        assert await store.act(claimed(owner="w2")) == []
        first = (await store.read(inbox.listed))[0].id
        assert await store.act(lambda tx: inbox.done(tx, first, owner="w1"))
        assert await store.act(claimed(owner="w2")) == ["2"]


async def test_done_counts_once_whoever_says_it(store: Store) -> None:
    row_id = await store.act(arrive("1"))
    assert row_id is not None
    assert await store.act(lambda tx: inbox.done(tx, row_id)) is True
    assert await store.act(lambda tx: inbox.done(tx, row_id)) is False
    assert await store.read(inbox.listed) == []


async def test_a_lease_that_ended_goes_to_another_and_the_late_one_changes_nothing(
    store: Store, clock: Clock
) -> None:
    row_id = await store.act(arrive("1"))
    assert row_id is not None
    assert await store.act(claimed(owner="w1", lease_ms=0)) == ["1"]
    assert await store.act(claimed(owner="w2", lease_ms=30_000)) == ["1"]
    assert await store.act(lambda tx: inbox.done(tx, row_id, owner="w1")) is False
    assert await store.act(lambda tx: inbox.done(tx, row_id, owner="w2")) is True


async def test_a_failure_waits_its_time_and_lets_the_senders_next_act_pass(
    store: Store, clock: Clock
) -> None:
    row_id = await store.act(arrive("1"))
    await store.act(arrive("2"))
    assert row_id is not None
    await store.act(claimed(limit=1))
    later = clock.ms + 5_000
    await store.act(lambda tx: inbox.failed(tx, row_id, error="ValueError", retry_at=later))
    assert await store.read(inbox.next_due) == later
    assert await store.act(claimed()) == ["2"]
    clock.ms = later
    assert await store.act(lambda tx: [r.attempts for r in inbox.waiting(tx, lease_ms=30_000)]) == [1]
    assert await store.act(lambda tx: inbox.waiting(tx, lease_ms=30_000)) == [], "given out once"


async def test_a_given_up_act_is_seen_tried_again_or_dropped(store: Store) -> None:
    ids = [await store.act(arrive(str(n))) for n in range(2)]
    for row_id in ids:
        assert row_id is not None
        await store.act(lambda tx, row_id=row_id: inbox.failed(tx, row_id, error="boom", retry_at=None))
    assert [row.error for row in await store.read(inbox.dead)] == ["boom", "boom"]
    assert await store.act(lambda tx: inbox.retry(tx, ids[0])) is True
    assert await store.act(lambda tx: inbox.retry(tx, ids[0])) is False
    assert await store.act(lambda tx: inbox.drop(tx, ids[1])) is True
    assert await store.read(inbox.dead) == []
    assert await store.act(claimed()) == ["0"]


async def test_a_body_can_be_erased_and_the_fact_stays(store: Store) -> None:
    row_id = await store.act(arrive("secret"))
    assert row_id is not None
    await store.act(lambda tx: inbox.done(tx, row_id, erase=True))
    row = await store.read(lambda tx: inbox.row(tx, row_id))
    assert row.body is None
    assert row.key == "secret"
    assert row.state == "done"


async def test_after_a_restart_nobody_is_at_work(store: Store) -> None:
    await store.act(arrive("1"))
    await store.act(claimed())
    assert await store.act(inbox.recover) == 1
    assert await store.act(claimed(owner="w2")) == ["1"]


async def test_old_done_acts_are_purged_and_nothing_else(store: Store, clock: Clock) -> None:
    first = await store.act(arrive("1"))
    await store.act(arrive("2"))
    assert first is not None
    await store.act(lambda tx: inbox.done(tx, first))
    assert await store.act(lambda tx: inbox.purge(tx, before=clock.ms)) == 0
    assert await store.act(lambda tx: inbox.purge(tx, before=clock.ms + 1)) == 1
    assert [row.key for row in await store.read(inbox.listed)] == ["2"]
    assert await store.read(inbox.oldest) == clock.ms
