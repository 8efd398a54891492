"""`duwang doctor database`: is it there, and how does this process hear what others commit to it?"""

from collections.abc import Iterator
from typing import Any

from bot.doctor.findings import Finding, fault, fine, skipped
from bot.founding import address
from storage.engine import conninfo


def examine(settings: Any) -> Iterator[Finding]:
    """Each finding as soon as it is known; makes nothing but the tables that wake-ups need."""
    url = address(settings.database.url)
    if url.startswith("sqlite"):
        yield fine("database", "file")
        yield fine("wake", "alone") if settings.worker.wake == "poll" else fault("wake", "sqlite")
        return
    import psycopg

    try:
        with psycopg.connect(conninfo(url), connect_timeout=5) as connection:
            yield fine("database", "server", version=str(connection.info.server_version // 10_000))
    except psycopg.Error as error:
        yield fault(
            "database", "away", why=str(error).splitlines()[0] if str(error) else type(error).__name__
        )
        yield skipped("wake")
        return
    yield _wake(settings, conninfo(url))


def _wake(settings: Any, server: str) -> Finding:
    if settings.worker.wake == "poll":
        return fine("wake", "poll", seconds=f"{settings.worker.poll_s:g}")
    import psycopg

    from scheduler import wake_procrastinate as wake

    try:
        wake.prepare(server)
        return fine("wake", "ok", n=wake.hearing(server))
    except wake.Uninstalled:
        return fault("wake", "uninstalled")
    except psycopg.Error as error:
        return fault("wake", "denied", why=str(error).splitlines()[0] if str(error) else type(error).__name__)
