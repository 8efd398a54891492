"""How fast one person may act. More than a person does is answered in a word; nobody else waits for it."""

from scheduler.pace import Budget, Pace

BURST = 60  # acts at once: a dozen albums forwarded, a card tapped in anger
EVERY_MS = 1000  # one a second for good: as fast as answers may leave into one chat


class Flood:
    """The measure of each sender, over all processes that share the pace."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def is_too_fast(self, who: str, *, now: int) -> bool:
        """Count one act of a sender at this instant (ms); True when it is beyond their measure."""
        budget = Budget(f"flood:{who}", 1, EVERY_MS / 1000, share=1.0, burst=BURST)
        return not (await self._pace.slot((budget,), now_ms=now)).given
