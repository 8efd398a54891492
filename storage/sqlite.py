"""SQLite: one process, one writer thread, one commit for up to 64 acts that wait together.

Each act runs in a savepoint of its own, so a refusal undoes only itself; the fsync of the commit is shared,
which makes ``synchronous=FULL`` as cheap as NORMAL under load.
"""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from storage import audit
from storage.anchor import Anchor
from storage.audit import Head
from storage.errors import Damaged, Locked, StorageError, Unreadable
from storage.flush import flush
from storage.jobs import Act, Deliveries, Job, log
from storage.known import Known, Lasting
from storage.place import make_private_file
from storage.tx import Tx

MOST_IN_GROUP = 64
LINGER_S = 0.001
READERS = 4
BUSY_MS = 5000
_BOTH = ("cache_size=-16000", "temp_store=MEMORY")
_READS = ("query_only=ON", *_BOTH)
_WRITES = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is erased leaves the pages too
    *_BOTH,
)


def connect(path: Path, *, sync: str = "FULL", readonly: bool = False) -> sqlite3.Connection:
    """A connection that begins nothing by itself.

    With the driver's own habits a released savepoint would outlive the rollback of its group.
    """
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=BUSY_MS / 1000
    )
    try:
        for pragma in _READS if readonly else _WRITES:
            connection.execute(f"PRAGMA {pragma}")
        if not readonly:
            connection.execute(f"PRAGMA synchronous={'NORMAL' if sync == 'NORMAL' else 'FULL'}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _not_damaged(path: Path, error: sqlite3.DatabaseError) -> StorageError | None:
    """What keeps us out of a database that may be whole."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Locked(f"the database {path} is held by another process", path=str(path))
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return Unreadable(f"the database {path} cannot be opened: {error}", path=str(path), found=str(error))
    return None


def checked(path: Path, *, sync: str) -> sqlite3.Connection:
    """A writing connection to a database that passes SQLite's own quick check.

    Raises Damaged, and Locked or Unreadable for one that may be whole.
    """
    connection: sqlite3.Connection | None = None
    try:
        connection = connect(path, sync=sync)
        found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(5)")]
    except sqlite3.DatabaseError as error:
        if connection is not None:
            connection.close()
        if (other := _not_damaged(path, error)) is not None:
            raise other from error
        connection, found = None, [str(error)]
    if connection is not None and found == ["ok"]:
        return connection
    if connection is not None:
        connection.close()
    what = found[0].splitlines()[-1]
    raise Damaged(
        f"the database {path} is damaged ({what}); nothing was started. Restore the last backup.",
        path=str(path),
        found=what,
    )


class Sqlite:
    """The writer thread and a few read-only connections over one database file."""

    dialect = "sqlite"

    def __init__(
        self,
        path: Path,
        *,
        folder: Path,
        clock_ms: Callable[[], int],
        lease_ms: Callable[[], int],
        sync: str,
        deliveries: Deliveries,
    ) -> None:
        self.path = path
        self._clock_ms = clock_ms
        self._lease_ms = lease_ms
        self._deliveries = deliveries
        make_private_file(path)
        self._writer = checked(path, sync=sync)
        self._lasting = Lasting()
        self._anchor = Anchor(folder)
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="duwang-read")
        self._thread = threading.Thread(target=self._work, name="duwang-writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def setup(self) -> Any:
        """The writer's connection, for the schema, before ``start``."""
        return self._writer

    def submit(self, job: Job) -> None:
        self._queue.put(job)

    def reading(self) -> ThreadPoolExecutor:
        return self._pool

    def read(self, fn: Act) -> Any:
        """Run a reading act here and now, on this thread's own read-only connection."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self.path, readonly=True)
            self._readers.append(connection)
        connection.execute("BEGIN")
        try:
            return fn(Tx(connection, "sqlite", self._clock_ms(), self._lease_ms, known=Known(Lasting())))
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def close(self) -> None:
        """Finish what is queued, write the anchor, checkpoint the log."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
        self._deliveries.refuse(self._queue)
        self._pool.shutdown(wait=True)
        for connection in self._readers:
            connection.close()
        self._anchor.close()
        try:
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            log.warning("the log was not checkpointed: %s", error)
        self._writer.close()

    # The writer thread ----------------------------------------------------------------------------

    def _work(self) -> None:
        crowded = False
        while True:
            job = self._queue.get()
            jobs: list[Job] = []
            linger = crowded  # others act at the same time: a moment later they share this commit
            while job is not None:
                jobs.append(job)
                if len(jobs) == MOST_IN_GROUP:
                    break
                try:
                    job = self._queue.get_nowait()
                except Empty:
                    if not linger:
                        break
                    linger = False
                    try:
                        job = self._queue.get(timeout=LINGER_S)
                    except Empty:
                        break
            crowded = len(jobs) > 1
            if jobs:
                try:
                    self._group(jobs)
                finally:
                    self._deliveries.deliver(jobs)
            if job is None:
                return

    def _group(self, jobs: list[Job]) -> None:
        """One commit for all; if the group is lost, each act again in a transaction of its own."""
        connection = self._writer
        if len(jobs) == 1:
            self._alone(jobs[0])
            return
        head = Head()
        try:
            self._begin()
        except (
            sqlite3.Error
        ) as error:  # another process holds the file: waiting again for each act would stall all
            for job in jobs:
                job.error = error
            return
        try:
            for job in jobs:
                if not self._member(job, head):
                    break
            else:
                self._commit(head, jobs)
                return
        except sqlite3.Error as error:
            log.warning("a group of %d acts was rolled back: %s", len(jobs), error)
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for job in jobs:
            self._alone(job)

    def _begin(self) -> None:
        self._writer.execute("BEGIN IMMEDIATE")
        self._lasting.begin(self._writer.execute("PRAGMA data_version").fetchone()[0])

    def _tx(self) -> Tx:
        return Tx(self._writer, "sqlite", self._clock_ms(), self._lease_ms, known=Known(self._lasting))

    def _member(self, job: Job, head: Head) -> bool:
        """Run one act of a group in its savepoint; False when it took the whole transaction with it."""
        connection = self._writer
        job.tx = job.error = None
        tx = self._tx()
        mark = head.mark()
        connection.execute("SAVEPOINT act")
        try:
            job.value = job.fn(tx)
            flush(tx, head)
            connection.execute("RELEASE act")
            job.tx = tx
        except BaseException as error:  # noqa: BLE001 - whatever it is, its caller gets it
            if not connection.in_transaction:  # a full disk or an I/O error rolls back everything
                return False
            connection.execute("ROLLBACK TO act")
            connection.execute("RELEASE act")
            head.back_to(mark)
            job.error = error
        return True

    def _alone(self, job: Job) -> None:
        connection = self._writer
        job.tx = job.error = None
        tx = self._tx()
        head = Head()
        try:
            self._begin()
            job.value = job.fn(tx)
            flush(tx, head)
            job.tx = tx
            self._commit(head, [job])
        except BaseException as error:  # noqa: BLE001 - whatever it is, its caller gets it
            job.tx, job.error = None, error
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _commit(self, head: Head, jobs: list[Job]) -> None:
        connection = self._writer
        if head.moved:
            audit.write_head(Tx(connection, "sqlite", 0, self._lease_ms), head)
        connection.execute("COMMIT")
        if head.moved:
            self._anchor.note(head.n, head.hash)
        if any(job.tx is not None and job.tx.erases for job in jobs):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # busy readers leave it to the next one
