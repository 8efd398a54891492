"""A backup: a folder holding one moment of the database, the files it names, and a manifest with digests.

It is written beside its name and moved there when it is whole, so a backup that bears its name is complete.
Quarantined uploads and secrets are never in it. Copying the database file itself would lose what still stands
in its log.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy.engine import make_url

from storage import schema, sqlite
from storage.crash import crashpoint
from storage.engine import conninfo, database_file
from storage.errors import StorageError
from storage.files import CHUNK_BYTES, Files
from storage.place import make_private_folder
from storage.tables import metadata

MANIFEST = "manifest.json"
SQLITE = "database.sqlite"
PREFIX = "duwang-"
_PARTIAL = ".partial"


class BadBackup(StorageError):
    """A backup that is not whole, or not one of ours."""

    code = "storage-bad-backup"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup: its folder, how many files and bytes, and digests of files that were missing."""

    folder: Path
    files: int
    size: int
    missing: tuple[str, ...]


def make(url: str, *, folder: Path, to: Path, name: str, made_at: int) -> Made:
    """Write the backup ``to/duwang-NAME`` of the database and of ``folder/files``; the service may run on.

    ``name`` is a printed time, ``made_at`` the same in ms. Files that the newest older backup holds are
    linked, not copied again.
    """
    make_private_folder(to)
    for left in to.glob(f"*{_PARTIAL}"):  # a process died over it
        shutil.rmtree(left)
    done = to / f"{PREFIX}{name}"
    if done.exists():
        raise BadBackup(f"{done} exists already", path=str(done), why="exists")
    older = newest(to)
    work = make_private_folder(to / f"{PREFIX}{name}{_PARTIAL}")
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        facts = _snapshot_sqlite(database_file(url, folder), work)
    else:
        facts = _snapshot_postgres(conninfo(url), work)
    crashpoint("K14.backup.mid")
    wanted = facts.pop("wanted")
    missing = _copy_files(Files(folder / "files"), wanted, work / "files", older)
    content = [_entry(path, work) for path in sorted(work.rglob("*")) if path.is_file()]
    manifest = {"made_at": made_at, "backend": backend, "missing": missing, "content": content, **facts}
    _write(work / MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
    _sync(work)
    work.rename(done)
    _sync(to)
    size = sum(entry["size"] for entry in content)
    return Made(done, len(wanted) - len(missing), size, tuple(missing))


def newest(place: Path) -> Path | None:
    """The newest whole backup in a folder."""
    found = sorted(path for path in place.glob(f"{PREFIX}*") if (path / MANIFEST).is_file())
    return found[-1] if found else None


def prune(place: Path, *, keep: int) -> list[Path]:
    """Remove all whole backups but the newest ``keep``; which were removed."""
    found = sorted(path for path in place.glob(f"{PREFIX}*") if (path / MANIFEST).is_file())
    old = found[:-keep] if keep > 0 else []
    for path in old:
        shutil.rmtree(path)
    return old


def before(place: Path, at: int) -> list[Path]:
    """The whole backups made before an instant (ms): what was erased then still lies in them."""
    found = sorted(path for path in place.glob(f"{PREFIX}*") if (path / MANIFEST).is_file())
    return [path for path in found if int(orjson.loads((path / MANIFEST).read_bytes())["made_at"]) < at]


def purge(place: Path, *, at: int) -> list[Path]:
    """Remove them; which were removed."""
    old = before(place, at)
    for path in old:
        shutil.rmtree(path)
    return old


def check(backup: Path) -> dict[str, Any]:
    """The manifest of a backup whose every file is there and has its digest. Raises BadBackup."""
    try:
        manifest: dict[str, Any] = orjson.loads((backup / MANIFEST).read_bytes())
        content = manifest["content"]
    except (OSError, ValueError, KeyError) as error:
        raise BadBackup(f"{backup} is no backup: {error}", path=str(backup), why="none") from error
    named = set()
    for entry in content:
        path = backup / entry["path"]
        named.add(path)
        if (
            path.is_symlink()
            or ".." in Path(entry["path"]).parts
            or path.resolve().parent != path.parent.resolve()
        ):
            raise BadBackup(f"{entry['path']} leads out of the backup", path=entry["path"], why="outside")
        if not path.is_file() or digest_of(path) != entry["sha256"]:
            raise BadBackup(f"{entry['path']} is missing or was changed", path=entry["path"], why="changed")
    strangers = {path for path in backup.rglob("*") if not path.is_dir()} - named - {backup / MANIFEST}
    if strangers:
        first = str(min(strangers))
        raise BadBackup(f"{first} does not belong to the backup", path=first, why="stranger")
    return manifest


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            found.update(chunk)
    return found.hexdigest()


def _entry(path: Path, work: Path) -> dict[str, Any]:
    return {"path": str(path.relative_to(work)), "size": path.stat().st_size, "sha256": digest_of(path)}


# The database -------------------------------------------------------------------------------------

_STORED = "SELECT sha256 FROM files WHERE state = 'stored' ORDER BY sha256"
_HEAD = "SELECT n, hash FROM audit_head"


def _facts(connection: Any, dialect: str) -> dict[str, Any]:
    n, digest = connection.execute(_HEAD).fetchone()
    return {
        "schema": schema.version(connection, dialect),
        "audit": {"n": n, "hash": bytes(digest).hex()},
        "wanted": [row[0] for row in connection.execute(_STORED).fetchall()],
    }


def _snapshot_sqlite(path: Path, work: Path) -> dict[str, Any]:
    target = work / SQLITE
    source = sqlite.connect(path)
    try:
        source.execute("VACUUM INTO ?", (str(target),))
    finally:
        source.close()
    target.chmod(0o600)
    copy = sqlite.checked(target, sync="FULL")
    try:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        return _facts(copy, "sqlite")
    finally:
        copy.close()


def _snapshot_postgres(info: str, work: Path) -> dict[str, Any]:
    from storage import postgres

    tables = make_private_folder(work / "tables")
    with postgres.connect(info) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        columns = []  # in the order in which they must be written back
        for table in metadata.sorted_tables:
            names = [str(column.name) for column in table.columns]
            columns.append([str(table.name), names])
            with connection.cursor().copy(copy_sql(table.name, names, "TO STDOUT")) as rows:
                _write(tables / f"{table.name}.copy", rows)
        facts = _facts(connection, "postgresql")
        connection.execute("COMMIT")
    return {"columns": columns, **facts}


def copy_sql(table: str, columns: list[str], direction: str) -> str:
    """COPY of a table's columns, all names our own."""
    listed = ", ".join(f'"{name}"' for name in columns)
    return f'COPY "{table}" ({listed}) {direction}'


# Files --------------------------------------------------------------------------------------------


def _copy_files(shelf: Files, wanted: list[str], to: Path, older: Path | None) -> list[str]:
    missing = []
    make_private_folder(to)
    for digest in wanted:
        place = make_private_folder(to / digest[:2]) / digest
        known = older / "files" / digest[:2] / digest if older is not None else None
        if known is not None and known.is_file() and digest_of(known) == digest:
            os.link(known, place)
        elif shelf.has(digest):
            with shelf.open(digest) as file:
                _write(place, _portions(file))
        else:
            missing.append(digest)
    return missing


def _portions(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def _write(path: Path, content: Any) -> None:
    """Bytes, or portions of bytes, into a new file of our own, on the disk when this returns."""
    portions: Iterator[bytes] = iter((content,)) if isinstance(content, bytes) else iter(content)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        for portion in portions:
            file.write(portion)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
