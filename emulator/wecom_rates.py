"""Limits of WeCom, judged on the twin's clock.

Message limits are silent: what is over them is accepted with errcode 0 and never shown (`State.dropped`).
Call limits are loud: 45009 until the window is over. The figures are in data/wecom.json with their pages.
"""

from collections import deque
from collections.abc import Hashable

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


class Rates:
    """The platform's counters. A key is whatever is counted: (agent, userid), a robot's key, an address."""

    def __init__(self) -> None:
        self._windows: dict[tuple[Hashable, float], deque[float]] = {}
        self._shut: dict[Hashable, float] = {}

    def count(self, key: Hashable, span: float, at: float) -> int:
        """How many were counted under a key in the last `span` seconds."""
        times = self._windows.get((key, span))
        if times is None:
            return 0
        while times and times[0] <= at - span:
            times.popleft()
        return len(times)

    def add(self, key: Hashable, span: float, at: float, count: int = 1) -> None:
        """Count so many more."""
        self._windows.setdefault((key, span), deque()).extend([at] * count)

    def take(self, key: Hashable, span: float, limit: int, at: float, count: int = 1) -> bool:
        """Count so many more if they fit into the window; whether they did."""
        if self.count(key, span, at) + count > limit:
            return False
        self.add(key, span, at, count)
        return True

    def shut(self, key: Hashable, until: float) -> None:
        """Shut a key out until that moment."""
        self._shut[key] = until

    def is_shut(self, key: Hashable, at: float) -> bool:
        """Whether a key is shut out now."""
        return at < self._shut.get(key, 0.0)
