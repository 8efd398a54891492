"""A command that changed something wakes the processes that serve: it serves nothing itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("outbox", "inbox", "errands", "timers")


@contextmanager
def ringing(store: Any, settings: Any) -> Iterator[None]:
    """After the block, which closes the store (only then is every bell heard), whoever serves hears at once
    what its acts woke; by polling where that is chosen.
    """
    if store.dialect == "sqlite" or settings.worker.wake == "poll":
        yield
        return
    woken: set[str] = set()
    for name in NAMES:
        store.on_wake(name, lambda _at, name=name: woken.add(name))
    yield
    if woken:
        _ring(settings, woken)


def _ring(settings: Any, woken: set[str]) -> None:
    import structlog

    from bot.founding import address
    from scheduler.wake_procrastinate import ring
    from storage.engine import conninfo

    try:
        ring(conninfo(address(settings.database.url)), woken)
    except Exception as problem:  # noqa: BLE001 - what was done stands, and polling finds it
        structlog.get_logger().warning("wake.not_told", problem=type(problem).__name__)
