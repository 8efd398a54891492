"""To this program's version of the tables: backup, migrate, check; and one way back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy.engine import make_url

from storage import anchor, backup, schema, sqlite
from storage.audit_proof import Problem, verify
from storage.backup import BadBackup
from storage.engine import Store, conninfo, database_file
from storage.errors import Absent
from storage.restore import Restored, restore

NOTE = "upgrade.json"  # which backup the last upgrade made


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The versions before and after, the backup made in between (None: nothing was to be done), and what the
    check found: entries of the audit chain and its problems.
    """

    before: str | None
    after: str | None
    backup: Path | None
    entries: int
    problems: tuple[Problem, ...]


def version_of(url: str, *, folder: Path) -> str | None:
    """The version that a database says it has; None where there is none yet."""
    if make_url(url).get_backend_name() == "sqlite":
        path = database_file(url, folder)
        if not path.exists():
            return None
        file = sqlite.connect(path, readonly=True)
        try:
            return schema.version(file, "sqlite")
        finally:
            file.close()
    from storage import postgres

    with postgres.connect(conninfo(url)) as connection:
        return schema.version(connection, "postgresql")


def upgrade(url: str, *, folder: Path, backups: Path, name: str, clock_ms: Callable[[], int]) -> Upgraded:
    """Bring the database up to date after a backup, then check it whole. The service must not run.

    A migration that fails leaves the version before. Raises Absent when there is nothing to upgrade.
    """
    before = version_of(url, folder=folder)
    if before is None:
        raise Absent("there is no database yet; `duwang run` makes one", path=str(folder))
    made = None
    if before != schema.VERSION:
        from storage.migrate import migrate

        made = backup.make(url, folder=folder, to=backups, name=name, made_at=clock_ms()).folder
        note = {"backup": str(made), "before": before, "after": schema.VERSION}
        (folder / NOTE).write_bytes(orjson.dumps(note))
        (folder / NOTE).chmod(0o600)
        migrate(url, folder=folder)
    store = Store.open(url, folder=folder, clock_ms=clock_ms)
    try:
        report = store.read_now(lambda tx: verify(tx, anchor=folder / anchor.NAME))
    finally:
        store.close_now()
    return Upgraded(before, schema.VERSION, made, report.n, report.problems)


def back(url: str, *, folder: Path, clock_ms: Callable[[], int], name: str) -> Restored:
    """Undo the last upgrade: its backup is put back as it was, outbound held; for the program before it.

    Raises BadBackup when no upgrade is noted.
    """
    try:
        note = orjson.loads((folder / NOTE).read_bytes())
    except (OSError, ValueError) as error:
        raise BadBackup("no upgrade is noted here; use `duwang restore FOLDER`", why="no-note") from error
    return restore(
        Path(note["backup"]),
        url=url,
        folder=folder,
        clock_ms=clock_ms,
        name=name,
        replace=True,
        migrated=False,
    )
