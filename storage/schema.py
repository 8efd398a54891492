"""The tables of a new database, and whether an old one fits this version of the program.

A new database is written from ``tables.py`` at once; only an older one needs the migrations, and only then is
alembic imported. A test proves that both ways end in the same schema.
"""

from pathlib import Path
from typing import Any

from sqlalchemy.schema import CreateIndex, CreateTable

from storage.audit import GENESIS
from storage.errors import SchemaDiffers
from storage.sql import DIALECTS
from storage.tables import metadata

VERSION = "0013"  # the newest file in migrations/versions

MIGRATIONS = Path(__file__).parent / "migrations"

# Who has the file can drop a trigger, and the chain shows it; these stop honest mistakes.
GUARDS = {
    "sqlite": (
        """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
           BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
        """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
           BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
        """CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
           WHEN NEW.n <= (SELECT coalesce(max(n), 0) FROM audit)
           BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$""",
        """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
           FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
           FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    ),
}
UNGUARD = {
    "sqlite": (
        "DROP TRIGGER audit_no_update",
        "DROP TRIGGER audit_no_delete",
        "DROP TRIGGER audit_no_replace",
    ),
    "postgresql": (
        "DROP TRIGGER audit_no_change ON audit",
        "DROP TRIGGER audit_no_truncate ON audit",
        "DROP FUNCTION audit_refuse()",
    ),
}


_VERSION_TABLE = """CREATE TABLE IF NOT EXISTS alembic_version (
    version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""


def statements(dialect: str) -> list[str]:
    """The DDL of a whole new database, in order."""
    sql = []
    for table in metadata.sorted_tables:
        sql.append(str(CreateTable(table).compile(dialect=DIALECTS[dialect])))
        sql += [
            str(CreateIndex(index).compile(dialect=DIALECTS[dialect]))
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
    return [*sql, *GUARDS[dialect]]


def version(connection: Any, dialect: str) -> str | None:
    """The version a database says it has; None when it is new."""
    if dialect == "sqlite":
        exists = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    else:
        exists = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if exists is None or exists[0] is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def prepare(connection: Any, dialect: str, *, any_version: bool = False) -> None:
    """Write the tables of a new database; raise SchemaDiffers for one of another version."""
    found = version(connection, dialect)
    if found is None:
        create(connection, dialect)
    elif found != VERSION and not any_version:
        raise SchemaDiffers(
            f"the database has version {found}, this program needs {VERSION}: run `duwang upgrade`",
            found=found,
            wanted=VERSION,
        )


def create(connection: Any, dialect: str) -> None:
    """Write every table in one transaction; two processes that start at once do it once."""
    connection.execute("BEGIN IMMEDIATE" if dialect == "sqlite" else "BEGIN")
    try:
        if dialect == "postgresql":
            connection.execute("SELECT pg_advisory_xact_lock(7306357456750209)")
        if version(connection, dialect) is None:
            for statement in statements(dialect):
                connection.execute(statement)
            connection.execute(_VERSION_TABLE)
            connection.execute(f"INSERT INTO alembic_version VALUES ('{VERSION}')")  # noqa: S608 - our own word
            first_rows(connection, dialect)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def first_rows(connection: Any, dialect: str) -> None:
    """The rows a new database starts with: the empty audit chain."""
    literal = f"X'{GENESIS.hex()}'" if dialect == "sqlite" else f"'\\x{GENESIS.hex()}'::bytea"
    connection.execute(f"INSERT INTO audit_head (id, n, hash) VALUES (1, 0, {literal})")  # noqa: S608 - zeros
