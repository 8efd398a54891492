"""How fast messages may leave: one even pace per budget, with bursts only where a budget has some.

The generic cell rate algorithm (ITU-T I.371), as a rule with a burst of one: each message moves the
theoretical arrival time on by one interval. Rates stay at 98.5 % of what a platform allows, so that its own
clock never sees one too many.
"""

from dataclasses import dataclass

SHARE = 0.985


@dataclass(frozen=True, slots=True)
class Budget:
    """``limit`` messages in ``per_s`` seconds, drawn by everything that shares ``key``.

    After a rest, ``burst`` messages may leave at once: at most ``limit + burst`` in any ``per_s`` seconds.
    """

    key: str
    limit: float
    per_s: float
    share: float = SHARE
    burst: int = 1

    @property
    def interval_ms(self) -> float:
        return self.per_s * 1000 / (self.limit * self.share)

    @property
    def slack_ms(self) -> float:
        """How far ahead of an even pace messages may run."""
        return (self.burst - 1) * self.interval_ms


class Pace:
    """The budgets of one process: asks once, answers when the message may leave."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}

    def slot(self, budgets: tuple[Budget, ...], *, now_ms: float) -> float:
        """The instant (milliseconds) at which all budgets allow the next message; it is then taken."""
        at = max([now_ms, *(self._free_at.get(one.key, now_ms) - one.slack_ms for one in budgets)])
        for budget in budgets:
            self._free_at[budget.key] = max(self._free_at.get(budget.key, at), at) + budget.interval_ms
        if len(self._free_at) > 4096:
            self._free_at = {key: free for key, free in self._free_at.items() if free > now_ms}
        return at

    def pause(self, key: str, *, until_ms: float) -> None:
        """A platform said wait: nothing of this budget leaves before ``until_ms``."""
        self._free_at[key] = max(self._free_at.get(key, 0.0), until_ms)
