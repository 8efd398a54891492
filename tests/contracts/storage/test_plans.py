"""The sweeps read their partial index and never the whole table."""

from collections.abc import Callable
from typing import Any

import pytest

from storage import clocks, copies, errands, inbox, outbox, review
from storage.engine import Store
from storage.sql import Sql
from storage.tx import Tx

SWEEPS: list[tuple[Sql, dict[str, Any], str]] = [
    (clocks._DUE, {"now": 5, "limit": 9}, "ix_timers_due"),
    (clocks._NEXT, {}, "ix_timers_due"),
    (inbox._FIRST, {"now": 5, "lease_now": 5, "limit": 9}, "ix_inbox_open"),
    (inbox._EVERY, {"now": 5, "lease_now": 5, "limit": 9}, "ix_inbox_open"),
    (inbox._NEXT, {}, "ix_inbox_open"),
    (errands._DUE, {"now": 5, "lease_now": 5, "limit": 9}, "ix_errands_open"),
    (errands._NEXT, {}, "ix_errands_open"),
    (outbox._DUE, {"now": 5, "lease_now": 5, "limit": 9}, "ix_outbox_due"),
    (outbox._NEXT, {"now": 5, "lease_now": 5, "limit": 9}, "ix_outbox_due"),
    (outbox._LATER_AT, {"now": 5, "limit": 9}, "ix_outbox_due"),
    (outbox._ALL_SENDING, {}, "ix_outbox_tried"),
    (copies._STALE, {"now": 5, "lease_now": 5, "limit": 9}, "ix_copies_stale"),
    (copies._NEXT, {"now": 5, "lease_now": 5, "limit": 9}, "ix_copies_stale"),
    (review._BY_CODE, {"person_id": 1, "code": "K7Q2"}, "ix_seats_live_code"),
]


def plan(tx: Tx, sweep: Sql, given: dict[str, Any]) -> str:
    if tx.dialect == "sqlite":
        rows = tx.connection.execute(
            f"EXPLAIN QUERY PLAN {sweep.text('sqlite')}", {**given, "param_1": 0}
        ).fetchall()
        return "\n".join(row[3] for row in rows)
    tx.connection.execute("SET LOCAL enable_seqscan = off")  # a small table is read whole, rightly
    tx.connection.execute("SET LOCAL enable_bitmapscan = off")
    rows = tx.connection.execute(f"EXPLAIN {sweep.text('postgresql')}", given).fetchall()
    return "\n".join(row[0] for row in rows)


@pytest.mark.parametrize(
    ("sweep", "given", "index"), SWEEPS, ids=[f"{index}-{n}" for n, (*_, index) in enumerate(SWEEPS)]
)
async def test_a_sweep_reads_its_partial_index(
    store: Store, sweep: Sql, given: dict[str, Any], index: str
) -> None:
    explained = await store.act(lambda tx: plan(tx, sweep, given))
    assert index in explained, explained
    table = index.split("_")[1]
    if store.dialect == "sqlite":
        assert f"SCAN {table}\n" not in f"{explained}\n", explained


async def test_a_due_sweep_costs_the_same_with_many_far_timers(store: Store) -> None:
    """R9 in small: what is not due is not read."""

    def plant(n: int) -> Callable[[Tx], None]:
        def act(tx: Tx) -> None:
            for i in range(n):
                clocks.plant(tx, kind="k", subject=f"s{i}", occasion="o", fire_at=10_000 + i)

        return act

    await store.act(plant(2000))
    explained = await store.act(lambda tx: plan(tx, clocks._DUE, {"now": 5, "limit": 9}))
    assert "ix_timers_due" in explained
    assert await store.read(lambda tx: clocks.due(tx, now=5, limit=9)) == []
