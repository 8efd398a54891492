"""Back to a backup, with outbound held: an old database would send again what went out since.

What stood before is put aside, never deleted.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from storage import anchor, backup, dead_letters, schema
from storage.audit_proof import verify
from storage.backup import SQLITE, BadBackup
from storage.engine import Store, conninfo, database_file
from storage.errors import StorageError
from storage.files import CHUNK_BYTES, Files
from storage.place import make_private_folder


class Occupied(StorageError):
    """There is a database where the backup should go."""

    code = "storage-occupied"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: audit entries read, messages held, files put back, and where the old state went."""

    entries: int
    held: int
    files: int
    aside: str | None


def restore(
    source: Path,
    *,
    url: str,
    folder: Path,
    clock_ms: Callable[[], int],
    name: str,
    replace: bool = False,
    migrated: bool = True,
) -> Restored:
    """Put the backup in the place of the database and the files. The service must not run.

    ``name`` is a printed time for what is put aside. Raises BadBackup for one that is damaged or of the other
    kind of database, Occupied unless ``replace``. An older backup is brought up to this program's version
    unless ``migrated`` is False: then it is left as it was, for the older program.
    """
    manifest = backup.check(source)
    backend = make_url(url).get_backend_name()
    if manifest["backend"] != backend:
        raise BadBackup(
            f"the backup is of {manifest['backend']}, the settings say {backend}",
            found=manifest["backend"],
            wanted=backend,
            why="kind",
        )
    make_private_folder(folder)
    if backend == "sqlite":
        aside = _put_back_sqlite(source, database_file(url, folder), name, replace=replace)
    else:
        aside = _put_back_postgres(source, manifest, url, folder, name, replace=replace)
    files = _put_back_files(source, manifest, Files(folder / "files"))
    before = _put_anchor_aside(folder, name)
    if migrated and manifest["schema"] != schema.VERSION:
        from storage.migrate import migrate

        migrate(url, folder=folder)
    store = Store.open(url, folder=folder, clock_ms=clock_ms, any_version=not migrated)
    try:
        report = store.read_now(verify)
        if not report.ok:
            raise BadBackup(
                f"the audit chain in the backup is broken: {report.problems[0]}",
                found=report.problems[0],
                why="chain",
            )

        def hold(tx: Any) -> int:
            tx.audit(
                "backup.restored", f"backup:{manifest['made_at']}", audit=manifest["audit"], before=before
            )
            return dead_letters.hold(tx)

        held = store.act_now(hold)
    finally:
        store.close_now()
    return Restored(report.n, held, files, aside)


def _free(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """The name, or the next that is free: what two restores of one second set aside are two things."""
    names = (wanted if n == 1 else f"{wanted}_{n}" for n in count(1))
    return next(name for name in names if not is_taken(name))


def _has_schema(connection: Any, name: str) -> bool:
    sql = "SELECT 1 FROM information_schema.schemata WHERE schema_name = %s"
    return connection.execute(sql, (name,)).fetchone() is not None


def _put_anchor_aside(folder: Path, name: str) -> dict[str, Any] | None:
    """The anchor vouched for the newer chain; its last line is kept in the audit, the file under another
    name.
    """
    path = folder / anchor.NAME
    known = list(anchor.read_anchor(path))
    for file in (path, path.with_suffix(".anchor.1"), folder / anchor.DAYS):
        if file.exists():
            wanted = str(file.with_name(f"{file.name}.before-{name}"))
            file.rename(_free(wanted, lambda found: Path(found).exists()))
    if not known:
        return None
    n, digest = max(known)
    return {"n": n, "hash": digest.hex()}


def _put_back_files(source: Path, manifest: dict[str, Any], shelf: Files) -> int:
    back = 0
    for entry in manifest["content"]:
        parts = Path(entry["path"]).parts
        if parts[0] != "files" or shelf.has(parts[-1]):
            continue
        sink = shelf.begin(limit=entry["size"])
        with (source / entry["path"]).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                sink.write(chunk)
        sealed = sink.seal()
        if sealed.sha256 != parts[-1]:
            shelf.refuse(sealed)
            raise BadBackup(f"{entry['path']} is not what its name says", path=entry["path"], why="changed")
        shelf.keep(sealed)
        back += 1
    return back


# SQLite -------------------------------------------------------------------------------------------


def _put_back_sqlite(source: Path, path: Path, name: str, *, replace: bool) -> str | None:
    aside = None
    if path.exists() and path.stat().st_size:
        if not replace:
            raise Occupied(f"{path} holds a database; say that it is to be replaced", path=str(path))
        wanted = str(path.with_name(f"{path.name}.before-{name}"))
        aside = _free(wanted, lambda found: Path(found).exists())
        for tail in ("", "-wal", "-shm"):
            old = path.with_name(path.name + tail)
            if old.exists():
                old.rename(f"{aside}{tail}")
    fresh = path.with_name(f"{path.name}.restoring")
    shutil.copyfile(source / SQLITE, fresh)
    fresh.chmod(0o600)
    handle = os.open(fresh, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.rename(path)
    return aside


# PostgreSQL ---------------------------------------------------------------------------------------


def _put_back_postgres(
    source: Path, manifest: dict[str, Any], url: str, folder: Path, name: str, *, replace: bool
) -> str | None:
    from storage import postgres
    from storage.migrate import migrate

    info = conninfo(url)
    aside = None
    with postgres.connect(info) as connection:
        if schema.version(connection, "postgresql") is not None:
            if not replace:
                raise Occupied("the database holds tables; say that they are to be replaced")
            wanted = f"before_{''.join(letter for letter in name if letter.isalnum())}"
            aside = _free(wanted, lambda found: _has_schema(connection, found))
            connection.execute(f'ALTER SCHEMA public RENAME TO "{aside}"')
            connection.execute("CREATE SCHEMA public")
    migrate(url, folder=folder, to=str(manifest["schema"]))
    with postgres.connect(info) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute("BEGIN")
        connection.execute("DELETE FROM audit_head")
        for table, columns in manifest["columns"]:
            sql = backup.copy_sql(table, columns, "FROM STDIN")
            with (
                (source / "tables" / f"{table}.copy").open("rb") as file,
                connection.cursor().copy(sql) as rows,
            ):
                while chunk := file.read(CHUNK_BYTES):
                    rows.write(chunk)
            _number_on(connection, table, columns)
        connection.execute("COMMIT")
    return aside


def _number_on(connection: Any, table: str, columns: list[str]) -> None:
    """New rows are numbered after the restored ones."""
    if "id" in columns and table != "audit_head":
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false)"  # noqa: S608 - our own names
            f' FROM "{table}"'
        )
