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


def _places(story: str) -> list[tuple[str, str]]:
    """Telegram on one database and WeCom on the other; which is which goes by the story's name, so that
    half of all stories meet each pair and none changes its own from run to run.
    """
    turn = zlib.crc32(story.encode()) % 2
    return [("telegram", DATABASES[turn]), ("wecom", DATABASES[1 - turn])]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every story on both platforms and on both databases; ``--everywhere`` plays all six pairs, as the mark of
    that name does for one story.
    """
    if "database" not in metafunc.fixturenames:
        return
    marked = metafunc.definition.get_closest_marker
    more = metafunc.config.getoption("--everywhere") or marked("everywhere") is not None
    places = []
    for platform, database in (
        itertools.product(PLATFORMS, DATABASES) if more else _places(metafunc.function.__name__)
    ):
        if marked("on_wecom") is not None and platform != "wecom":
            continue
        if marked("on_telegram") is not None and platform != "telegram":
            continue
        marks = [pytest.mark.postgres] if database == "postgresql" else []
        name = database if platform == "telegram" else f"{platform}-{database}"
        places.append(pytest.param(platform, database, marks=marks, id=name))
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
