"""From one version of the tables to another, whole or not at all. Alembic is loaded only for this."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import NullPool

from storage import schema, sqlite
from storage.crash import crashpoint
from storage.engine import conninfo, database_file
from storage.place import make_private_folder

LOCK = 7306357456750209  # any number, the same for all processes


def engine_for(url: str, *, folder: Path) -> Engine:
    """A SQLAlchemy engine over the database: for migrations and for looking at its tables, not for acts."""
    if make_url(url).get_backend_name() == "sqlite":
        path = database_file(url, folder)
        engine = create_engine("sqlite://", creator=lambda: _unchecked(path), poolclass=NullPool)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    return create_engine(make_url(conninfo(url)).set(drivername="postgresql+psycopg"), poolclass=NullPool)


def _unchecked(path: Path) -> Any:
    """References are checked once at the end: writing a table anew breaks them for a moment."""
    connection = sqlite.connect(path)
    connection.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
    return connection


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def migrate(url: str, *, folder: Path, to: str = "head") -> tuple[str | None, str | None]:
    """Bring the tables up (or down) to a version; (the version before, the version after).

    One transaction: a process that dies inside leaves the version before. Two at once wait for each other.
    """
    make_private_folder(folder)
    engine = engine_for(url, folder=folder)
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        before = _version(connection)
        _run(connection, to, down=_is_down(before, to))
        crashpoint("K13.migrate.mid")
        if engine.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise ValueError(f"the migration broke references: {broken[:5]}")
        after = _version(connection)
    return before, after


def _is_down(before: str | None, to: str) -> bool:
    return to == "base" or (to not in ("head", "heads") and before is not None and to < before)


def _run(connection: Connection, to: str, *, down: bool) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, to)


def _version(connection: Connection) -> str | None:
    driver: Any = connection.connection.driver_connection
    return schema.version(driver, connection.dialect.name)
