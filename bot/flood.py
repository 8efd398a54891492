"""How fast one person may act. More than a person does is answered in a word; nobody else waits for it."""

BURST = 60  # acts at once: a dozen albums forwarded, a card tapped in anger
EVERY_MS = 1000  # one a second for good: as fast as answers may leave into one chat
MOST = 10_000  # senders remembered; whoever has been quiet is forgotten first


class Flood:
    """A leaky bucket for each sender, kept in the process: it only spares work, and may be forgotten."""

    def __init__(self, *, burst: int = BURST, every_ms: int = EVERY_MS) -> None:
        self._room_ms = burst * every_ms
        self._every_ms = every_ms
        self._full_until: dict[str, int] = {}  # when the sender's bucket is empty again

    def is_too_fast(self, who: str, *, now: int) -> bool:
        """Count one act of a sender at this instant (ms); True when it is beyond their measure."""
        until = max(self._full_until.get(who, now), now) + self._every_ms
        if until - now > self._room_ms:
            return True
        if len(self._full_until) >= MOST and who not in self._full_until:
            self._forget(now)
        self._full_until[who] = until
        return False

    def _forget(self, now: int) -> None:
        kept = sorted((until, who) for who, until in self._full_until.items() if until > now)
        self._full_until = {who: until for until, who in kept[-MOST // 2 :]}
