"""Bells between the processes of one PostgreSQL: a commit in one is heard at once in another.

procrastinate carries a wake-up and nothing else; the truth is our own rows, and polling goes on beside it, so
whatever happens to a wake-up costs at most ``worker.poll_s``. It is deferred after the commit, not inside it:
a wake-up that waits already stands for a later one only if the later one's rows can be seen (docs/adr/0013).

Its tables lie in a schema of their own, named by its version: two versions never meet in one table.
"""

import asyncio
import logging
from collections.abc import Iterable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import structlog

from scheduler.clock import Clock, later, to_ms
from storage.engine import Store
from storage.errors import StorageError
from storage.jobs import Bell

log = structlog.get_logger()

QUEUE = "wake"
TASK = "duwang:look"
LINGER_S = 0.05  # commits of so long share a wake-up
LAST_S = 2.0  # for a job that is under way when the process goes away
STALLED_S = 30.0
LONGEST_S = 60.0
LOCK = 0x6475_7761_6B65  # one process at a time makes the tables


class Uninstalled(StorageError):
    """The settings ask for procrastinate, and it is not there."""

    code = "storage-wake-uninstalled"


def schema() -> str:
    """Where its tables lie. Raises Uninstalled where procrastinate is not."""
    try:
        found = version("procrastinate")
    except PackageNotFoundError:
        raise Uninstalled("worker.wake: procrastinate is not installed") from None
    return "duwang_wake_" + "".join(one if one.isalnum() else "_" for one in found)


def _address(conninfo: str) -> str:
    from psycopg.conninfo import make_conninfo

    return make_conninfo(conninfo, options=f"-c search_path={schema()}", application_name="duwang-wake")


def prepare(conninfo: str) -> None:
    """Make the schema and its tables where they are missing; several processes may try at once.

    Raises Uninstalled, or the driver's error where the server is away or the role may not make a schema.
    """
    place = schema()
    import procrastinate
    import psycopg
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(conninfo, autocommit=True, connect_timeout=5) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        found = connection.execute("SELECT to_regclass(%s)", (f"{place}.procrastinate_jobs",)).fetchone()
        if found is not None and found[0] is not None:
            return
        connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(place)))
        with procrastinate.App(
            connector=procrastinate.SyncPsycopgConnector(conninfo=_address(conninfo), min_size=1, max_size=1)
        ).open() as app:
            app.schema_manager.apply_schema()


def hearing(conninfo: str) -> int:
    """How many processes hear wake-ups at this moment. Raises as ``prepare`` does, which comes before."""
    import psycopg

    with psycopg.connect(_address(conninfo), connect_timeout=5) as connection:
        row = connection.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'"
        ).fetchone()
    return int(row[0]) if row is not None else 0


def ring(conninfo: str, names: Iterable[str]) -> None:
    """Wake whoever serves this database, for a command that serves nothing itself. Raises as ``prepare``."""
    prepare(conninfo)
    import procrastinate
    from procrastinate.exceptions import AlreadyEnqueued

    connector = procrastinate.SyncPsycopgConnector(conninfo=_address(conninfo), min_size=1, max_size=1)
    with procrastinate.App(connector=connector).open() as app:
        for name in sorted(set(names)):
            if not app.job_manager.list_jobs(queueing_lock=name, status="todo"):
                try:
                    app.configure_task(TASK, queue=QUEUE, queueing_lock=name).defer(name=name)
                except AlreadyEnqueued:
                    continue


class WakeProcrastinate:
    """Of several processes; every one of them both rings and hears.

    Args:
        store: whose commits ring; conninfo: the same database, as psycopg wants it.
        clock: what is for a later instant is told to nobody else: they find it when it is due.
    """

    def __init__(self, store: Store, conninfo: str, *, clock: Clock) -> None:
        self._store = store
        self._conninfo = conninfo
        self._clock = clock
        self._bells: dict[str, list[Bell]] = {}
        self._names: set[str] = set()
        self._told = asyncio.Event()
        self._app: Any = None
        self._tasks: list[asyncio.Task[None]] = []

    def listen(self, name: str, bell: Bell) -> None:
        if name not in self._bells:
            self._store.on_wake(name, partial(self._committed, name))
        self._bells.setdefault(name, []).append(bell)
        self._store.on_wake(name, bell)

    async def start(self) -> None:
        """Raises as ``prepare`` does."""
        await asyncio.to_thread(prepare, self._conninfo)
        import procrastinate

        for noisy in ("procrastinate", "psycopg.pool"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        connector = procrastinate.PsycopgConnector(conninfo=_address(self._conninfo), min_size=2, max_size=4)
        self._app = procrastinate.App(connector=connector)

        @self._app.task(name=TASK, queue=QUEUE)  # type: ignore[untyped-decorator]  # the library leaves it untyped
        async def look(name: str) -> None:
            for bell in self._bells.get(name, ()):
                bell(None)

        await self._app.open_async()
        await self._drop_stalled()
        self._tasks = [
            asyncio.create_task(self._hear(), name="wake hear"),
            asyncio.create_task(self._tell(), name="wake tell"),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if self._app is not None:
            await self._app.close_async()
            self._app = None

    # Telling others ---------------------------------------------------------------------------------

    def _committed(self, name: str, at: int | None) -> None:
        if at is None or at <= to_ms(self._clock.now()):
            self._names.add(name)
            self._told.set()

    async def _tell(self) -> None:
        from procrastinate.exceptions import AlreadyEnqueued

        while True:
            await self._told.wait()
            await self._clock.wait_until(later(self._clock, LINGER_S))
            self._told.clear()
            names, self._names = sorted(self._names), set()
            for name in names:
                try:
                    if not await self._app.job_manager.list_jobs_async(queueing_lock=name, status="todo"):
                        await self._app.configure_task(TASK, queue=QUEUE, queueing_lock=name).defer_async(
                            name=name
                        )
                except AlreadyEnqueued:
                    continue
                except Exception as problem:  # noqa: BLE001 - whatever it was, polling finds it and this goes on
                    log.warning("wake.not_told", name=name, problem=type(problem).__name__)

    # Hearing others ---------------------------------------------------------------------------------

    async def _hear(self) -> None:
        failures = 0
        while True:
            try:
                await self._app.run_worker_async(
                    queues=[QUEUE],
                    install_signal_handlers=False,
                    delete_jobs="always",
                    shutdown_graceful_timeout=LAST_S,
                    stalled_worker_timeout=STALLED_S,
                )
                failures = 0
            except Exception as problem:  # noqa: BLE001 - whatever it was, polling goes on and so does this
                failures += 1
                log.warning("wake.deaf", problem=type(problem).__name__, detail=str(problem)[:200])
            await self._clock.wait_until(later(self._clock, min(LONGEST_S, 2.0**failures)))

    async def _drop_stalled(self) -> None:
        """Wake-ups in the hands of a process that died: newer ones and polling have done their work."""
        from procrastinate.jobs import Status

        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED_S):
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
