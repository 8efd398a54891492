"""PostgreSQL: any number of processes; each act in a transaction of its own, on one of a few threads.

An act that lost against another (serialization failure, deadlock) or whose server went away before COMMIT
runs again as a whole; when the connection breaks inside COMMIT, the server is asked what became of it.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

import psycopg
from psycopg import errors
from psycopg.pq import ExecStatus

from storage import audit
from storage.anchor import Anchor
from storage.audit import Head
from storage.errors import OutcomeUnknown, Unreachable
from storage.flush import flush
from storage.jobs import Act, Deliveries, Job
from storage.tx import Tx

WRITERS = 6
READERS = 4
MOST_TRIES = 12
_AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)
_XACT: Final = "SELECT pg_current_xact_id_if_assigned()::text"
_OPTIONS = (
    "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
    " -c client_encoding=UTF8 -c timezone=UTC"
)


def connect(conninfo: str, *, sync: str = "FULL") -> "psycopg.Connection[Any]":
    """A connection in autocommit: BEGIN and COMMIT are written out here. Raises Unreachable."""
    commit = "on" if sync == "FULL" else "off"
    try:
        return psycopg.connect(
            conninfo,
            autocommit=True,
            connect_timeout=5,
            application_name="duwang",
            options=f"{_OPTIONS} -c synchronous_commit={commit}",
        )
    except psycopg.OperationalError as error:
        raise Unreachable(f"the database server cannot be reached: {error}".strip()) from error


def _begin(connection: "psycopg.Connection[Any]") -> None:
    """BEGIN, without the cursor, which costs as much again; where that fails, with it and its error."""
    if connection.pgconn.exec_(b"BEGIN").status != ExecStatus.COMMAND_OK:
        connection.execute("BEGIN")


def _written(connection: "psycopg.Connection[Any]") -> str | None:
    """The transaction's number, if it has written anything; in the same way."""
    result = connection.pgconn.exec_(_XACT.encode())
    if result.status != ExecStatus.TUPLES_OK:
        row = connection.execute(_XACT).fetchone()
        return None if row is None else row[0]
    value = result.get_value(0, 0)
    return None if value is None else value.decode()


class Postgres:
    """A few writing and reading threads, each with its own connection."""

    dialect = "postgresql"

    def __init__(
        self,
        conninfo: str,
        *,
        folder: Path,
        clock_ms: Callable[[], int],
        lease_ms: Callable[[], int],
        sync: str,
        deliveries: Deliveries,
    ) -> None:
        self._conninfo = conninfo
        self._sync = sync
        self._clock_ms = clock_ms
        self._lease_ms = lease_ms
        self._deliveries = deliveries
        self._anchor = Anchor(folder)
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._local = threading.local()
        self._open: list[psycopg.Connection[Any]] = []
        self._opening = threading.Lock()  # threads connect at the same moment, and each must be closed
        self._setup: psycopg.Connection[Any] | None = None
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="duwang-read")
        self._threads = [
            threading.Thread(target=self._work, name=f"duwang-write-{n}", daemon=True) for n in range(WRITERS)
        ]

    def setup(self) -> Any:
        """A connection for the schema, before ``start``."""
        self._setup = self._setup or connect(self._conninfo)
        return self._setup

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> None:
        self._queue.put(job)

    def reading(self) -> ThreadPoolExecutor:
        return self._pool

    def read(self, fn: Act) -> Any:
        """Run a reading act here and now, seeing one moment of the database."""
        for tries in range(MOST_TRIES):
            connection = self._connection()
            try:
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                try:
                    return fn(Tx(connection, "postgresql", self._clock_ms(), self._lease_ms))
                finally:
                    if not connection.closed:
                        connection.execute("ROLLBACK")
            except psycopg.OperationalError as error:
                if tries + 1 == MOST_TRIES or not connection.closed:
                    raise Unreachable(f"the database server went away: {error}".strip()) from error
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Finish what is queued and write the anchor."""
        alive = [thread for thread in self._threads if thread.is_alive()]
        for _ in alive:
            self._queue.put(None)
        for thread in alive:
            thread.join()
        self._deliveries.refuse(self._queue)
        self._pool.shutdown(wait=True)
        self._anchor.close()
        if self._setup is not None:
            self._setup.close()
        for connection in self._open:
            connection.close()

    # The writing threads --------------------------------------------------------------------------

    def _connection(self) -> "psycopg.Connection[Any]":
        connection: psycopg.Connection[Any] | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = self._local.connection = connect(self._conninfo, sync=self._sync)
            with self._opening:
                self._open = [known for known in self._open if not known.closed] + [connection]
        return connection

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            try:
                self._run(job)
            except BaseException as error:  # noqa: BLE001 - whatever it is, its caller gets it
                job.tx, job.error = None, error
            self._deliveries.deliver([job])

    def _run(self, job: Job) -> None:
        for tries in range(MOST_TRIES):
            connection = self._connection()
            tx = Tx(connection, "postgresql", self._clock_ms(), self._lease_ms)
            head = Head()
            try:
                self._attempt(job, tx, head)
            except _AGAIN:
                connection.execute("ROLLBACK")
                if tries + 1 == MOST_TRIES:
                    raise
            except psycopg.OperationalError as error:
                if not connection.closed:
                    connection.execute("ROLLBACK")
                    raise
                if tries + 1 == MOST_TRIES:
                    raise Unreachable(f"the database server went away: {error}".strip()) from error
            except BaseException:
                if not connection.closed:
                    connection.execute("ROLLBACK")
                raise
            else:
                job.tx = tx
                if head.moved:
                    self._anchor.note(head.n, head.hash)
                return

    def _attempt(self, job: Job, tx: Tx, head: Head) -> None:
        connection = tx.connection
        _begin(connection)
        job.value = job.fn(tx)
        flush(tx, head)
        if head.moved:
            audit.write_head(tx, head)
        written = _written(connection)
        if written is None:
            connection.execute("COMMIT")
            return
        try:
            connection.execute("COMMIT")
        except psycopg.OperationalError:
            if not connection.closed or not self._took_place(written):
                raise

    def _took_place(self, xact: str) -> bool:
        """What became of a transaction whose COMMIT was cut off; raises OutcomeUnknown if the server
        cannot say.
        """
        row = self._connection().execute("SELECT pg_xact_status(%s::xid8)", (xact,)).fetchone()
        state = None if row is None else row[0]
        if state not in ("committed", "aborted"):
            raise OutcomeUnknown(f"the server cannot say what became of a change (state: {state})")
        return bool(state == "committed")
