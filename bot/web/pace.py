"""How often somebody may ask: so many a minute, by session and by address, in this process's memory."""

from collections import OrderedDict
from collections.abc import Callable

MOST_KEYS = 20_000
PER_MINUTE = {
    "look": 240,  # pages and downloads of one session
    "act": 60,  # forms of one session
    "piece": 1200,  # pieces of files of one session
    "door": 30,  # tries to come in from one address
    "address": 3000,  # everything from one address: a whole office may stand behind it
}


class Pace:
    """Token buckets that fill evenly and hold one minute's worth. ``lease_ms`` never runs backwards."""

    def __init__(self, lease_ms: Callable[[], int], per_minute: dict[str, int] | None = None) -> None:
        self._lease_ms = lease_ms
        self._per_minute = PER_MINUTE | (per_minute or {})
        self._empty_at: OrderedDict[tuple[str, str], float] = OrderedDict()

    def wait_s(self, what: str, who: str) -> int:
        """0 when the asking is in order, and counted; otherwise after how many seconds to ask again."""
        now = float(self._lease_ms())
        each = 60_000 / self._per_minute[what]
        used = max(self._empty_at.get((what, who), now), now) + each
        if used - now > 60_000 + each / 2:
            return max(1, round((used - now - 60_000) / 1000))
        self._empty_at[what, who] = used
        self._empty_at.move_to_end((what, who))
        while len(self._empty_at) > MOST_KEYS:
            self._empty_at.popitem(last=False)
        return 0
