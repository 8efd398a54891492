"""Acts for tests, and a way to have several taken as one group."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from storage import meta
from storage.engine import Store
from storage.tx import Tx


class Refused(Exception):
    pass


def put(key: str, value: str = "x") -> Callable[[Tx], str]:
    def act(tx: Tx) -> str:
        meta.put(tx, key, value)
        return key

    return act


def refuse(key: str) -> Callable[[Tx], None]:
    def act(tx: Tx) -> None:
        meta.put(tx, key, "half")
        tx.audit("half", key)
        tx.wake("inbox")
        tx.after(lambda: pytest.fail("an act that was refused told of itself"))
        raise Refused(key)

    return act


async def in_one_group(store: Store, *acts: Callable[[Tx], object]) -> list[object]:
    """All acts wait while the writer is busy, so that SQLite takes them as one group."""
    begun, go = threading.Event(), threading.Event()

    def busy(tx: Tx) -> None:
        begun.set()
        assert go.wait(10)

    first = asyncio.ensure_future(store.act(busy))
    await asyncio.to_thread(begun.wait, 10)
    waiting = [asyncio.ensure_future(store.act(act)) for act in acts]
    await asyncio.to_thread(lambda: None)  # every act has been handed over
    go.set()
    await first
    return list(await asyncio.gather(*waiting, return_exceptions=True))
