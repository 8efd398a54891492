"""Sending limits, judged on the twin's clock.

The platform prints: no more than one message a second in one chat (short bursts are let through), 20 a minute
in one group, about 30 a second in all. The twin's rule, fixed so that it can be relied upon:
- a chat has a bucket of 3 messages that refills at one a second;
- a group takes at most 20 messages in any 60 seconds, as well;
- all chats together take at most 30 messages in any second.
Edits count like messages, an album counts each of its items; answers to taps, deletions and chat actions do
not count. A refused call takes nothing; `retry_after` is the whole second at which the same call is accepted.
"""

import math
from collections import deque

from emulator.telegram_judge import Refused

BOT_PER_SECOND = 30
CHAT_PER_SECOND = 1
CHAT_BURST = 3
GROUP_PER_MINUTE = 20


class Rates:
    """The platform's counters for one bot."""

    def __init__(self) -> None:
        self._bot: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._chats: dict[int, float] = {}  # moment at which a chat's bucket is full again

    def take(self, chat: int, *, group: bool, at: float, count: int = 1) -> None:
        """Count `count` messages to a chat at the moment `at` (seconds).

        Raises:
            Refused: 429 with retry_after; nothing was counted.
        """
        full = max(self._chats.get(chat, at), at)
        allowed = max(CHAT_BURST, count)  # an album always fits into a full bucket
        waits = [full + count / CHAT_PER_SECOND - at - allowed / CHAT_PER_SECOND]
        waits.append(_over(self._bot, at, 1.0, BOT_PER_SECOND, count))
        window = self._groups.setdefault(chat, deque()) if group else None
        if window is not None:
            waits.append(_over(window, at, 60.0, GROUP_PER_MINUTE, count))
        wait = max(waits)
        if wait > 1e-9:
            seconds = max(1, math.ceil(wait - 1e-9))
            raise Refused(429, f"retry after {seconds}", retry_after=seconds)
        self._chats[chat] = full + count / CHAT_PER_SECOND
        for _ in range(count):
            self._bot.append(at)
            if window is not None:
                window.append(at)


def _over(times: deque[float], at: float, span: float, limit: int, count: int) -> float:
    """Seconds until `count` more fit into the window."""
    while times and times[0] <= at - span:
        times.popleft()
    excess = len(times) + count - limit
    return times[min(excess, len(times)) - 1] + span - at if excess > 0 and times else 0.0
