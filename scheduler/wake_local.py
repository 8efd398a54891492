"""How a process hears that there is work, and the plain form of it: its own commits.

What other processes commit is then found by looking for it (``worker.poll_s``).
"""

from typing import Protocol

from storage.engine import Store
from storage.jobs import Bell


class Wake(Protocol):
    """The bells of one process. They only ever say "look": what is due stands in the rows."""

    def listen(self, name: str, bell: Bell) -> None:
        """Ring this after commits that woke ``name`` (outbox, inbox, errands, timers), on this loop."""

    async def start(self) -> None:
        """Hear from now on what this form hears besides the process's own commits."""

    async def stop(self) -> None:
        """Hear nothing more of others."""


class WakeLocal:
    """Of one process by itself, or of several that poll."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def listen(self, name: str, bell: Bell) -> None:
        self._store.on_wake(name, bell)

    async def start(self) -> None:
        """There is nothing else to hear."""

    async def stop(self) -> None:
        """The store rings nobody once it is closed."""
