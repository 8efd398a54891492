"""Every test of this suite runs on SQLite and on PostgreSQL alike."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.engine import Store

START = 1_770_598_800_000  # 2026-02-09 09:00 Shanghai


@dataclass
class Clock:
    """Both clocks of a store: civil and lease."""

    ms: int = START
    lease: int = 1_000_000

    def now(self) -> int:
        return self.ms

    def lease_now(self) -> int:
        return self.lease


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return "sqlite:///duwang.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return "sqlite:///duwang.db"
    return str(request.getfixturevalue("postgres_empty_url"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def open_store(url: str, folder: Path, clock: Clock) -> Iterator[Callable[..., Store]]:
    """Opens the test's database, as often as is asked; all are shut at the end."""
    opened: list[Store] = []

    def open_(**options: object) -> Store:
        clocks = {"clock_ms": clock.now, "lease_ms": clock.lease_now}
        store = Store.open(url, folder=folder, **{**clocks, **options})  # type: ignore[arg-type]
        opened.append(store)
        return store

    yield open_
    for store in opened:
        if not store.is_closed:
            store.close_now()


@pytest.fixture
async def store(open_store: Callable[..., Store]) -> AsyncIterator[Store]:
    opened = open_store()
    yield opened
    await asyncio.wait_for(opened.close(), 30)
