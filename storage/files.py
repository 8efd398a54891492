"""Files by their content: quarantined first, named by their SHA-256, on the disk before anyone says 已收到.

A name that somebody gave a file is data and never a path. Nothing here is readable by others (0600 in 0700).
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import bindparam, func, select, update

from storage.crash import crashpoint
from storage.errors import StorageError, Unsafe
from storage.place import make_private_folder
from storage.sql import Row, Sql, insert_into, number, one_of, word
from storage.tables import files
from storage.tx import Tx

CHUNK_BYTES = 256 * 1024


class TooBig(StorageError):
    """More bytes came than are allowed; what had come is gone."""

    code = "storage-too-big"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file complete and fsynced in quarantine: where it lies, its digest in hex, its size in bytes."""

    path: Path
    sha256: str
    size: int


class Sink:
    """Takes the bytes of one file into quarantine. Call ``write`` and then ``seal``, or ``discard``."""

    def __init__(self, path: Path, limit: int) -> None:
        self._path = path
        self._limit = limit
        self._size = 0
        self._digest = sha256()
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)

    def write(self, chunk: bytes) -> None:
        """Add bytes; raises TooBig (and discards) once there are more than allowed."""
        self._size += len(chunk)
        if self._size > self._limit:
            self.discard()
            raise TooBig(f"more than {self._limit} bytes", limit=self._limit)
        self._digest.update(chunk)
        view = memoryview(chunk)
        while view:
            view = view[os.write(self._handle, view) :]

    def seal(self) -> Sealed:
        """All bytes are there and on the disk."""
        os.fsync(self._handle)
        os.close(self._handle)
        self._handle = -1
        return Sealed(self._path, self._digest.hexdigest(), self._size)

    def discard(self) -> None:
        """Drop what has come."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        self._path.unlink(missing_ok=True)


class Files:
    """The folder of contents: ``quarantine/``, ``kept/ab/abcd…`` and, by the same names, what was read out of
    them in ``words/``: it can be read again and goes with them. Safe to use from several threads.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = make_private_folder(folder)
        self._quarantine = make_private_folder(folder / "quarantine")
        self._kept = make_private_folder(folder / "kept")
        self._words = make_private_folder(folder / "words")

    def begin(self, *, limit: int) -> Sink:
        """Somewhere to write a file of at most ``limit`` bytes."""
        return Sink(self._quarantine / secrets.token_hex(16), limit)

    def keep(self, sealed: Sealed) -> Path:
        """Move a file that was judged harmless to its place; both folders are fsynced before this returns."""
        place = self.path(sealed.sha256)
        shelf = place.parent
        fresh = not shelf.exists()
        make_private_folder(shelf)
        sealed.path.replace(place)  # equal content replaces itself
        _sync_folder(shelf)
        if fresh:
            _sync_folder(self._kept)
        crashpoint("K12.attach.after_file_before_row")
        return place

    def refuse(self, sealed: Sealed) -> None:
        """Overwrite and remove a file from quarantine; it never was in the store."""
        _wipe(sealed.path)

    def path(self, digest: str) -> Path:
        """Where the content of this SHA-256 lies, or would lie. Raises Unsafe for anything but 64 hex
        digits.
        """
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise Unsafe("not a SHA-256 digest")
        return self._kept / digest[:2] / digest

    def open(self, digest: str) -> BinaryIO:
        """Read a kept file. Raises FileNotFoundError when it was erased."""
        handle = os.open(self.path(digest), os.O_RDONLY | os.O_NOFOLLOW)
        return os.fdopen(handle, "rb")

    def read(self, digest: str) -> bytes:
        """The whole content, for what is small."""
        with self.open(digest) as file:
            return file.read()

    def has(self, digest: str) -> bool:
        """Its bytes are here."""
        return self.path(digest).is_file()

    def keep_words(self, digest: str, words: bytes) -> None:
        """Keep what was read out of the content of this digest."""
        place = self._words_path(digest)
        make_private_folder(place.parent)
        sink = Sink(self._quarantine / secrets.token_hex(16), len(words))
        sink.write(words)
        sink.seal().path.replace(place)

    def words(self, digest: str) -> bytes | None:
        """What was read out of it; None when nothing was."""
        try:
            handle = os.open(self._words_path(digest), os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return None
        with os.fdopen(handle, "rb") as file:
            return file.read()

    def has_words(self, digest: str) -> bool:
        """Tell whether something was read out of it."""
        return self._words_path(digest).exists()

    def _words_path(self, digest: str) -> Path:
        name = self.path(digest).name  # raises for what is no digest
        return self._words / name[:2] / name

    def erase(self, digest: str) -> bool:
        """Overwrite and remove a kept file and what was read out of it; False when it is not here."""
        _wipe(self._words_path(digest))
        path = self.path(digest)
        if not path.is_file():
            return False
        _wipe(path)
        _sync_folder(path.parent)
        return True

    def intact(self, digest: str) -> bool:
        """Its bytes still have this digest."""
        found = sha256()
        with self.open(digest) as file:
            while chunk := file.read(CHUNK_BYTES):
                found.update(chunk)
        return found.hexdigest() == digest

    def all(self) -> Iterator[str]:
        """The digests of everything kept, in order."""
        for shelf in sorted(self._kept.iterdir()):
            yield from sorted(path.name for path in shelf.iterdir() if len(path.name) == 64)

    def clear_quarantine(self) -> int:
        """At the start: whatever a dead process left half-way is wiped; how many files."""
        left = list(self._quarantine.iterdir())
        for path in left:
            _wipe(path)
        return len(left)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _wipe(path: Path) -> None:
    """Zeros over the bytes (of use where the disk writes in place), then away."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    try:
        left = os.fstat(handle).st_size
        while left > 0:
            left -= os.write(handle, bytes(min(left, CHUNK_BYTES)))
        os.fsync(handle)
    finally:
        os.close(handle)
    path.unlink(missing_ok=True)


# Rows ---------------------------------------------------------------------------------------------

_note = insert_into(files, "sha256", "size", "type", "state", "reason", "stored_at")
_NOTE = Sql(
    _note.on_conflict_do_update(
        index_elements=["sha256"],
        set_={name: _note.excluded[name] for name in ("type", "state", "reason", "stored_at")},
        where=one_of(files.c.state, "stored", "erased"),
    ).returning(files.c.id)
)
_ONE = Sql(select(files).where(files.c.id == bindparam("id")))
_BY_HASH = Sql(select(files).where(files.c.sha256 == bindparam("sha256")))
_ERASED = Sql(
    update(files)
    .where(files.c.sha256 == bindparam("sha256"), files.c.state == word("stored"))
    .values(state=word("erased"), reason=bindparam("reason"))
)
_TOTAL = Sql(select(func.coalesce(func.sum(files.c.size), number(0))).where(files.c.state == word("stored")))


def stored(tx: Tx, *, sha256: str, size: int, type: str) -> int | None:  # noqa: A002 - the column's word
    """The bytes are kept; the row's id, or None when this very content was refused before."""
    row_id = _NOTE.scalar(
        tx, sha256=sha256, size=size, type=type, state="stored", reason=None, stored_at=tx.now
    )
    return None if row_id is None else int(row_id)


def refused(tx: Tx, *, sha256: str, size: int, type: str, reason: str) -> None:  # noqa: A002 - the column's word
    """This content is not taken, now or ever again; only its digest stays, and why (a code)."""
    _NOTE.scalar(tx, sha256=sha256, size=size, type=type, state="refused", reason=reason, stored_at=tx.now)


def erased(tx: Tx, sha256: str, *, reason: str) -> bool:
    """The bytes are gone; digest and reason stay. Erase them from the disk only after the commit
    (``tx.after``).
    """
    return _ERASED.run(tx, sha256=sha256, reason=reason) == 1


def file(tx: Tx, file_id: int) -> Row | None:
    """id, sha256, size, type, state (stored | refused | erased), reason, stored_at."""
    return _ONE.first(tx, id=file_id)


def by_hash(tx: Tx, sha256: str) -> Row | None:
    """The same, by its digest."""
    return _BY_HASH.first(tx, sha256=sha256)


def total_bytes(tx: Tx) -> int:
    """What all kept files weigh together."""
    return int(_TOTAL.scalar(tx))
