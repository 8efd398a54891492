"""An act takes place whole or not at all, alone or in a group, and nothing is told before it is committed."""

import asyncio
from collections.abc import Callable

import pytest

from storage import audit, meta
from storage.engine import Store
from storage.errors import Closed
from storage.tx import Intent, Tx
from tests.contracts.storage.acting import Refused, in_one_group, put, refuse


async def test_a_refusal_undoes_only_itself(store: Store) -> None:
    results = await in_one_group(store, put("a"), refuse("b"), put("c"))
    assert results[0] == "a"
    assert isinstance(results[1], Refused)
    assert results[2] == "c"
    kept = await store.read(lambda tx: [meta.get(tx, key) for key in "abc"])
    assert kept == ["x", None, "x"]
    assert await store.read(lambda tx: audit.head(tx).n) == 0


async def test_a_broken_statement_leaves_the_others_standing(store: Store) -> None:
    def breaks(tx: Tx) -> None:
        tx.connection.execute("INSERT INTO meta (key, value) VALUES ('d', NULL)")

    results = await in_one_group(store, put("a"), breaks, put("c"))
    assert isinstance(results[1], Exception)
    assert await store.read(lambda tx: [meta.get(tx, key) for key in "adc"]) == ["x", None, "x"]


async def test_wakes_and_afterwards_come_only_after_the_commit(store: Store) -> None:
    heard: list[str] = []
    store.on_wake("errands", lambda _at: heard.append("wake"))

    def act(tx: Tx) -> str:
        meta.put(tx, "a", "x")
        tx.wake("errands")
        tx.after(lambda: heard.append("after"))
        assert not heard
        return "done"

    assert await store.act(act) == "done"
    assert sorted(heard) == ["after", "wake"]


async def test_a_reader_sees_committed_rows_and_can_change_nothing(store: Store) -> None:
    await store.act(put("a"))
    with pytest.raises(Exception, match=r"read.?only"):
        await store.read(put("b"))
    assert await store.read(lambda tx: meta.get(tx, "a")) == "x"
    assert await store.read(lambda tx: meta.get(tx, "b")) is None


async def test_many_acts_at_once_all_count(store: Store) -> None:
    await store.act(put("n", "0"))

    def add(tx: Tx) -> None:
        sql = "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'n'"
        tx.connection.execute(sql)
        tx.audit("counted", "n")

    await asyncio.gather(*(store.act(add) for _ in range(150)))
    assert await store.read(lambda tx: meta.get(tx, "n")) == "150"
    assert await store.read(lambda tx: audit.head(tx).n) == 150


async def test_a_closed_store_takes_nothing(open_store: Callable[..., Store]) -> None:
    store = open_store()
    await store.close()
    with pytest.raises(Closed):
        await store.act(put("a"))
    with pytest.raises(Closed):
        await store.read(lambda tx: None)


async def test_what_was_accepted_is_finished_before_closing(open_store: Callable[..., Store]) -> None:
    store = open_store()
    acts = [asyncio.ensure_future(store.act(put(f"k{n}"))) for n in range(40)]
    await asyncio.to_thread(lambda: None)
    await store.close()
    assert len(await asyncio.gather(*acts)) == 40
    again = open_store()
    assert await again.read(lambda tx: sum(meta.get(tx, f"k{n}") == "x" for n in range(40))) == 40


def test_the_command_line_needs_no_event_loop(open_store: Callable[..., Store]) -> None:
    store = open_store()
    assert store.act_now(put("a")) == "a"
    assert store.read_now(lambda tx: meta.get(tx, "a")) == "x"
    with pytest.raises(Refused):
        store.act_now(refuse("b"))


async def test_posting_wakes_the_outbox_by_itself(store: Store) -> None:
    heard: list[int] = []
    store.on_wake("outbox", lambda _at: heard.append(1))
    await store.act(lambda tx: tx.post(Intent("hello", subject="s", answer_to=("telegram", "1", "5"))))
    assert heard == [1]


async def test_an_act_that_comes_while_the_store_is_shut_is_told_so(open_store: Callable[..., Store]) -> None:
    store = open_store()
    await store.close()
    store._closed = False  # it had passed the door before the door was shut
    waiting = asyncio.ensure_future(store.act(put("late")))
    await asyncio.to_thread(lambda: None)
    store._deliveries.refuse(store._backend._queue)  # type: ignore[attr-defined]
    with pytest.raises(Closed):
        await waiting
    store._closed = True
