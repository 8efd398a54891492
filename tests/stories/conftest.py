"""The office of a story, on SQLite and on PostgreSQL."""

import itertools
import logging
import shutil
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from storage.engine import Store
from tests.office import Office
from tests.office_log import Log

OpenOffice = Callable[..., Awaitable[Office]]


@pytest.fixture(scope="session", autouse=True)
def _imported_once() -> None:
    """aiogram costs seconds: paid once for all stories."""
    import aiogram
    import aiogram.methods

    assert aiogram.methods


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with our empty tables, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    Store.open("sqlite:///duwang.db", folder=folder, clock_ms=lambda: 0).close_now()
    return folder / "duwang.db"


PLATFORMS = ("telegram", "wecom", "mixed")
DATABASES = ("sqlite", "postgresql")


def _places(story: str, platforms: tuple[str, ...]) -> list[tuple[str, str]]:
    """One platform on one database; which goes by the story's name, so that each pair meets its share of all
    stories and none changes its own from run to run.
    """
    turn = zlib.crc32(story.encode())
    if not platforms:
        return []
    return [(platforms[turn // 2 % len(platforms)], DATABASES[turn % 2])]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every story on a platform and a database by turns; ``--everywhere`` plays all six pairs, as the mark of that
    name does for one story.
    """
    if "database" not in metafunc.fixturenames:
        return
    marked = metafunc.definition.get_closest_marker
    everywhere = metafunc.config.getoption("--everywhere") or marked("everywhere") is not None
    platforms = PLATFORMS if everywhere else PLATFORMS[:2]
    for mark in ("wecom", "telegram"):
        if marked(f"on_{mark}") is not None:
            platforms = tuple(one for one in platforms if one == mark)
    pairs = (
        list(itertools.product(platforms, DATABASES))
        if everywhere
        else _places(metafunc.function.__name__, platforms)
    )
    places = [
        pytest.param(
            platform,
            database,
            marks=[pytest.mark.postgres] if database == "postgresql" else [],
            id=database if platform == "telegram" else f"{platform}-{database}",
        )
        for platform, database in pairs
    ]
    metafunc.parametrize(("platform", "database"), places, indirect=True)


@pytest.fixture
def platform(request: pytest.FixtureRequest) -> str:
    """telegram | wecom | mixed"""
    return str(request.param)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, empty_sqlite: Path) -> str:
    """The address of a database of the test's own."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    shutil.copyfile(empty_sqlite, tmp_path / "duwang.db")
    return f"sqlite:///{tmp_path / 'duwang.db'}"


@pytest.fixture
def log() -> Iterator[Log]:
    """Everything that is logged as an error while the story plays."""
    held = Log()
    root = logging.getLogger()
    root.addHandler(held)
    structlog.configure(processors=[held.ours])
    yield held
    root.removeHandler(held)
    structlog.reset_defaults()


@pytest.fixture
async def open_office(
    tmp_path: Path, platform: str, database: str, log: Log, request: pytest.FixtureRequest
) -> AsyncIterator[OpenOffice]:
    """Opens the story's office as the story wants it."""
    opened: list[Office] = []

    async def open_(**how: Any) -> Office:
        office = Office(tmp_path / "data", database, **{"platform": platform, **how})
        office.logged = log.errors
        opened.append(office)
        await office.open()
        office.is_open = True
        return office

    yield open_
    for office in opened:
        try:
            if office.is_open and not getattr(request.node, "story_failed", False):
                await office.leave()
        finally:
            await office.close()


@pytest.fixture
async def office(open_office: OpenOffice) -> Office:
    """The demo office on 9 February 2026, 09:00."""
    return await open_office()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A story that has failed is not judged a second time when it is left."""
    report = yield
    if call.when == "call" and report.failed:
        item.story_failed = True  # type: ignore[attr-defined]
    return report
