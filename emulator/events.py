"""What has changed, told to every page that listens. Changes of phones between two writes are told as one."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any


class _Listener:
    def __init__(self) -> None:
        self.bell = asyncio.Event()
        self.changed: dict[str, None] = {}
        self.latest: dict[str, dict[str, Any]] = {}  # newest of each other event


class Hub:
    """Collects changes and wakes listeners. `rev` rises with every change of a phone."""

    def __init__(self) -> None:
        self.rev = 0
        self._listeners: set[_Listener] = set()
        self._closed = False

    def phones(self, ids: Iterable[str]) -> None:
        """Tell that these phones show something else now."""
        self.rev += 1
        for one in self._listeners:
            one.changed.update(dict.fromkeys(ids))
            one.bell.set()

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Tell any other event; of several untold ones of a kind only the newest is told."""
        for one in self._listeners:
            one.latest[event] = data
            one.bell.set()

    def open(self) -> None:
        """Listen again after a close."""
        self._closed = False

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        for one in self._listeners:
            one.bell.set()

    async def listen(self) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Yield (event, data) until closed."""
        me = _Listener()
        self._listeners.add(me)
        try:
            while not self._closed:
                await me.bell.wait()
                me.bell.clear()
                if me.changed:
                    changed, me.changed = list(me.changed), {}
                    yield "phones", {"rev": self.rev, "changed": changed}
                told, me.latest = me.latest, {}
                for event, data in told.items():
                    yield event, data
        finally:
            self._listeners.discard(me)
