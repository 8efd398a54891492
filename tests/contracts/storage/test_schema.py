"""A new database, one brought up step by step, and the tables in the code are the same; versions are checked."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from storage import audit, meta, schema
from storage.audit_proof import verify
from storage.engine import Store
from storage.errors import Damaged, SchemaDiffers, Unsafe
from storage.migrate import engine_for, migrate
from storage.tables import metadata
from tests.contracts.storage.world import build, item


def shape(url: str, folder: Path) -> dict[str, Any]:
    """Everything the database says about its tables, in one order."""
    engine = engine_for(url, folder=folder)
    with engine.connect() as connection:
        look = inspect(connection)
        found: dict[str, Any] = {}
        for table in sorted(look.get_table_names()):
            found[table] = {
                "columns": [
                    (c["name"], str(c["type"]), c["nullable"], c["default"]) for c in look.get_columns(table)
                ],
                "key": look.get_pk_constraint(table),
                "references": sorted(
                    str(sorted(key.items(), key=str)) for key in look.get_foreign_keys(table)
                ),
                "unique": sorted(str(key) for key in look.get_unique_constraints(table)),
                "indexes": sorted(_plain(index) for index in look.get_indexes(table)),
            }
        guards = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            if engine.dialect.name == "sqlite"
            else "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        )
        found["guards"] = [
            " ".join(str(part) for part in row).split() for row in connection.execute(text(guards))
        ]
        found["head"] = [
            tuple(map(str, row)) for row in connection.execute(text("SELECT id, n FROM audit_head"))
        ]
    engine.dispose()
    return found


def _plain(index: Any) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str(sorted({**index, "dialect_options": options}.items()))


def open_now(url: str, folder: Path, **more: Any) -> Store:
    return Store.open(url, folder=folder, clock_ms=lambda: 5, **more)


@pytest.fixture
def second_url(request: pytest.FixtureRequest, empty_url: str) -> str:
    """Another empty database beside the first."""
    if empty_url.startswith("sqlite"):
        return "sqlite:///second.db"
    return str(request.getfixturevalue("postgres_url"))


def test_a_migrated_database_equals_a_new_one(empty_url: str, second_url: str, folder: Path) -> None:
    open_now(second_url, folder).close_now()
    assert migrate(empty_url, folder=folder) == (None, schema.VERSION)
    assert shape(empty_url, folder) == shape(second_url, folder)
    open_now(empty_url, folder).close_now()


def test_the_migrations_say_what_the_tables_in_the_code_say(empty_url: str, folder: Path) -> None:
    migrate(empty_url, folder=folder)
    engine = engine_for(empty_url, folder=folder)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_version_in_the_code_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_heads() == [schema.VERSION]


def test_up_down_up_leaves_the_same_tables(empty_url: str, folder: Path) -> None:
    migrate(empty_url, folder=folder)
    first = shape(empty_url, folder)
    assert migrate(empty_url, folder=folder, to="base") == (schema.VERSION, None)
    engine = engine_for(empty_url, folder=folder)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()
    assert migrate(empty_url, folder=folder) == (None, schema.VERSION)
    assert shape(empty_url, folder) == first


def test_rows_survive_a_migration_that_has_nothing_to_do(empty_url: str, folder: Path) -> None:
    store = open_now(empty_url, folder)
    store.act_now(lambda tx: item(tx, build(tx)))
    store.act_now(lambda tx: tx.audit("x", "y"))
    store.close_now()
    assert migrate(empty_url, folder=folder) == (schema.VERSION, schema.VERSION)
    store = open_now(empty_url, folder)
    assert store.read_now(verify).n == 1
    store.close_now()


@pytest.mark.parametrize("dialect", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_kill_inside_a_migration_leaves_the_version_before(
    dialect: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = "sqlite:///d.db" if dialect == "sqlite" else str(request.getfixturevalue("postgres_empty_url"))
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    script = "import sys; from pathlib import Path; from storage.migrate import migrate; migrate(sys.argv[1], folder=Path(sys.argv[2]))"
    env = {**os.environ, "DUWANG_CRASH_AT": "K13.migrate.mid:1", "DUWANG_PROFILE": "test"}
    ended = subprocess.run([sys.executable, "-c", script, url, str(folder)], env=env, check=False)
    assert ended.returncode == -9
    assert migrate(url, folder=folder) == (None, schema.VERSION)


def test_a_database_of_another_version_is_refused_in_words(empty_url: str, folder: Path) -> None:
    store = open_now(empty_url, folder)
    store.act_now(lambda tx: tx.connection.execute("UPDATE alembic_version SET version_num = '0000'"))
    store.close_now()
    with pytest.raises(SchemaDiffers, match=rf"version 0000, this program needs {schema.VERSION}.*upgrade"):
        open_now(empty_url, folder)
    open_now(empty_url, folder, any_version=True).close_now()


def test_opening_a_database_that_fits_does_not_load_alembic(tmp_path: Path) -> None:
    open_now("sqlite:///d.db", tmp_path / "data").close_now()
    script = (
        "import sys; from pathlib import Path; from storage.engine import Store\n"
        "Store.open('sqlite:///d.db', folder=Path(sys.argv[1]), clock_ms=lambda: 0).close_now()\n"
        "assert not {'alembic', 'psycopg'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "data")], check=True)


def test_flipped_bytes_are_found_at_the_start_and_nothing_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = open_now("sqlite:///d.db", folder)

    def fill(tx: Any) -> None:
        for n in range(3000):
            meta.put(tx, f"key{n}", "v" * 200)

    store.act_now(fill)
    store.close_now()
    path = folder / "d.db"
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 200] = bytes(200)
    path.write_bytes(raw)
    with pytest.raises(Damaged, match=r"damaged.*Restore"):
        open_now("sqlite:///d.db", folder)


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "d.db").write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(Damaged):
        open_now("sqlite:///d.db", folder)


def test_what_the_database_writes_is_for_us_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = open_now("sqlite:///d.db", folder)
    store.act_now(lambda tx: tx.audit("x", "y"))
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}
    store.close_now()
    assert modes
    assert set(modes.values()) == {"0o600"}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_database_behind_a_link_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (tmp_path / "elsewhere.db").touch()
    (folder / "d.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(Unsafe, match="safely"):
        open_now("sqlite:///d.db", folder)


def test_a_database_in_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unsafe, match="must be a file"):
        open_now("sqlite://", tmp_path / "data")


def test_two_processes_that_start_at_once_write_the_tables_once(empty_url: str, folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from storage.engine import Store\n"
        "s = Store.open(sys.argv[1], folder=Path(sys.argv[2]), clock_ms=lambda: 0)\n"
        "s.act_now(lambda tx: tx.audit('started', 'process')); s.close_now()"
    )
    folder.mkdir(mode=0o700)
    both = [subprocess.Popen([sys.executable, "-c", script, empty_url, str(folder)]) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    store = open_now(empty_url, folder)
    assert store.read_now(lambda tx: audit.head(tx).n) == 2
    assert store.read_now(lambda tx: verify(tx, anchor=folder / "audit.anchor")).ok
    store.close_now()
