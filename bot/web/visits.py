"""How often somebody may ask: so many a minute, by session and by address."""

from collections.abc import Callable, Mapping
from hashlib import sha256

from scheduler.pace import Budget, Pace

PER_MINUTE = {
    "look": 240,  # pages and downloads of one session
    "act": 60,  # forms of one session
    "piece": 1200,  # pieces of files of one session
    "door": 30,  # tries to come in from one address
    "address": 3000,  # everything from one address: a whole office may stand behind it
}


class Visits:
    """One minute's worth at once, and then evenly. ``lease_ms`` never runs backwards."""

    def __init__(
        self, pace: Pace, *, lease_ms: Callable[[], int], per_minute: Mapping[str, int] | None = None
    ) -> None:
        self._pace = pace
        self._lease_ms = lease_ms
        self._per_minute = {**PER_MINUTE, **(per_minute or {})}

    async def wait_s(self, what: str, who: str) -> int:
        """0 when the asking is in order, and counted; otherwise after how many seconds to ask again."""
        now, most = self._lease_ms(), self._per_minute[what]
        name = sha256(who.encode()).hexdigest()[:32]  # a session's secret is kept nowhere
        budget = Budget(f"page:{what}:{name}", most, 60, share=1.0, burst=most)
        slot = await self._pace.slot((budget,), now_ms=now)
        return 0 if slot.given else max(1, round((slot.at_ms - now) / 1000))
