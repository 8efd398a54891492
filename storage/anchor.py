"""The end of the audit chain, written again to a file beside the data, so that a cut tail shows.

A thread of its own appends and fsyncs; the writer never waits for it. After a crash the file may be behind
the database by the groups of that moment, never ahead.
"""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger("duwang.storage")

NAME = "audit.anchor"
DAYS = "audit.days"
_ROTATE_BYTES = 4 * 1024 * 1024  # one line vouches for all entries before it; one older file is kept


class Anchor:
    """Appends ``n hash`` lines to ``folder/audit.anchor`` (0600), newest state only when it falls behind."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._pending: tuple[int, bytes] | None = None
        self._written = 0
        self._closing = False
        self._turn = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="duwang-anchor", daemon=True)
        self._thread.start()

    def note(self, n: int, digest: bytes) -> None:
        """The chain now ends here (committed). Returns at once."""
        with self._turn:
            if self._pending is None or n > self._pending[0]:
                self._pending = (n, digest)
            self._turn.notify_all()

    def close(self) -> None:
        """Write what is pending and stop."""
        with self._turn:
            self._closing = True
            self._turn.notify_all()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._turn:
                while self._pending is None and not self._closing:
                    self._turn.wait()
                if self._pending is None:
                    return
                (n, digest), self._pending = self._pending, None
            try:
                self._append(f"{n} {digest.hex()}\n".encode())
            except OSError as error:  # a later line vouches for this entry too
                log.warning("the audit anchor was not written: %s", error)

    def _append(self, line: bytes) -> None:
        if self._written > _ROTATE_BYTES:
            self.path.replace(self.path.with_suffix(".anchor.1"))
            self._written = 0
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            self._written = max(self._written, os.fstat(handle).st_size)
            os.write(handle, line)
            os.fdatasync(handle)
            self._written += len(line)
        finally:
            os.close(handle)


def note_day(folder: Path, *, on: str, n: int, digest: bytes) -> bool:
    """Add ``on n hash`` to ``folder/audit.days`` (0600, fsynced); it is never cut. False when its last line
    knows as much already. Raises OSError.

    One line a day is little enough to keep for ever, and to be copied to where nobody of the house can write.
    """
    path = folder / DAYS
    if any(known >= n for _, known, _ in read_days(path)[-1:]):
        return False
    is_cut = path.exists() and not path.read_bytes().endswith(b"\n")  # by a crash, within its last line
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        start = "\n" if is_cut else ""
        os.write(handle, f"{start}{on} {n} {digest.hex()}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    return True


def read_days(path: Path) -> list[tuple[str, int, bytes]]:
    """(civil date, n, digest) of every whole line; none where there is no file."""
    if not path.exists():
        return []
    found = []
    for line in path.read_text("ascii", errors="replace").splitlines():
        on, _, rest = line.partition(" ")
        n, _, digest = rest.partition(" ")
        if n.isdigit() and len(digest) == 64 and set(digest) <= set("0123456789abcdef"):
            found.append((on, int(n), bytes.fromhex(digest)))
    return found


def read_anchor(path: Path) -> Iterator[tuple[int, bytes]]:
    """(n, digest) of every whole line; a line that a crash cut short is passed over."""
    for file in (path.with_suffix(".anchor.1"), path):
        if not file.exists():
            continue
        for line in file.read_text("ascii", errors="replace").splitlines():
            n, _, digest = line.partition(" ")
            if n.isdigit() and len(digest) == 64:
                try:
                    yield int(n), bytes.fromhex(digest)
                except ValueError:
                    continue
