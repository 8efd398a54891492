"""The one way into the database: acts that write, acts that read, and wake-ups after a commit.

An act is a plain function of a ``Tx``. It is one transaction: it takes place whole or not at all. It may run
twice (its first run then left nothing), so it touches nothing but the database.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy.engine import URL, make_url

from storage import schema
from storage.errors import Absent, Closed, Unsafe
from storage.jobs import Act, Bell, Deliveries, Job
from storage.place import make_private_folder, refuse_network_disk
from storage.tx import Intent, Tx

__all__ = ["Intent", "Store", "Tx"]

T = TypeVar("T")


class _Backend(Protocol):
    dialect: str

    def setup(self) -> Any: ...
    def start(self) -> None: ...
    def submit(self, job: Job) -> None: ...
    def reading(self) -> Any: ...
    def read(self, fn: Act) -> Any: ...
    def close(self) -> None: ...


def database_file(url: str | URL, folder: Path) -> Path:
    """The file that an SQLite URL means; a relative one lies in ``folder``."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise Unsafe(
            "the database must be a file: what is only in memory is lost with the process", why="memory"
        )
    return folder / name


def require(url: str, *, folder: Path) -> None:
    """Raise Absent where there is no SQLite database to be looked into: opening would make a new one."""
    if make_url(url).get_backend_name() == "sqlite":
        path = database_file(url, folder)
        if not path.exists():
            raise Absent(f"there is no database {path}", path=str(path))


def conninfo(url: str | URL) -> str:
    """What psycopg wants, from a postgresql:// URL."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Store:
    """An open database. Made by ``Store.open``; close it."""

    def __init__(
        self, backend: _Backend, deliveries: Deliveries, folder: Path, lease_ms: Callable[[], int]
    ) -> None:
        self.lease_ms = lease_ms
        self._backend = backend
        self._deliveries = deliveries
        self._closed = False
        self.folder = folder
        self.dialect = backend.dialect

    @classmethod
    def open(
        cls,
        url: str,
        *,
        folder: Path,
        clock_ms: Callable[[], int],
        lease_ms: Callable[[], int] | None = None,
        sync: Literal["FULL", "NORMAL"] = "FULL",
        any_version: bool = False,
    ) -> "Store":
        """Open ``sqlite:///FILE`` (relative to ``folder``) or ``postgresql://…``; a new database gets its
        tables.

        ``clock_ms`` gives the civil instant, ``lease_ms`` the one leases go by (PostgreSQL uses its own
        clock). ``any_version`` leaves the version check to the caller (upgrade). Raises Damaged,
        SchemaDiffers, Unsafe, Unreachable.
        """
        make_private_folder(folder)
        deliveries = Deliveries()
        lease = lease_ms or clock_ms
        backend: _Backend
        if make_url(url).get_backend_name() == "sqlite":
            from storage.sqlite import Sqlite

            refuse_network_disk(folder)
            path = database_file(url, folder)
            backend = Sqlite(
                path, folder=folder, clock_ms=clock_ms, lease_ms=lease, sync=sync, deliveries=deliveries
            )
        else:
            from storage.postgres import Postgres  # the driver is loaded only where it is used

            backend = Postgres(
                conninfo(url),
                folder=folder,
                clock_ms=clock_ms,
                lease_ms=lease,
                sync=sync,
                deliveries=deliveries,
            )
        try:
            schema.prepare(backend.setup(), backend.dialect, any_version=any_version)
        except BaseException:
            backend.close()
            raise
        backend.start()
        return cls(backend, deliveries, folder, lease)

    async def act(self, fn: Callable[[Tx], T]) -> T:
        """Run one act; its result once it is committed, or the exception it raised (then nothing stands)."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._submit(Job(fn, future, loop))
        return await future

    def act_now(self, fn: Callable[[Tx], T]) -> T:
        """The same for a caller without an event loop; it waits."""
        future: Future[T] = Future()
        self._submit(Job(fn, future, None))
        return future.result()

    def _submit(self, job: Job) -> None:
        if self._closed:
            raise Closed("the database is closed")
        self._backend.submit(job)

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Run a reading act beside the writer; it sees one moment of the database and can change nothing."""
        if self._closed:
            raise Closed("the database is closed")
        loop = asyncio.get_running_loop()
        result: T = await loop.run_in_executor(self._backend.reading(), self._backend.read, fn)
        return result

    def read_now(self, fn: Callable[[Tx], T]) -> T:
        """The same for a caller without an event loop; it waits."""
        if self._closed:
            raise Closed("the database is closed")
        result: T = self._backend.reading().submit(self._backend.read, fn).result()
        return result

    @property
    def is_closed(self) -> bool:
        return self._closed

    def on_wake(self, name: str, callback: Bell) -> None:
        """After every commit that woke ``name`` (outbox, inbox, errands, timers), call this on the loop that
        is running now; commits of other processes are not heard (poll for them).
        """
        self._deliveries.listen(name, callback)

    async def close(self) -> None:
        """Finish what was accepted, then shut."""
        self._closed = True
        await asyncio.to_thread(self._backend.close)

    def close_now(self) -> None:
        """The same for a caller without an event loop."""
        self._closed = True
        self._backend.close()
