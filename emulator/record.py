"""The transcript: every call the twin judged, in order, as JSON lines."""

import json
from collections import deque
from itertools import islice
from typing import Any

from emulator.clock import Clock, printed

KEPT = 50_000  # calls; older ones fall away


class Transcript:
    """Calls with their outcome. Polls that end well are left out, so that two runs agree line by line."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.n = 0

    def add(
        self,
        *,
        platform: str,
        method: str,
        params: dict[str, Any],
        files: list[dict[str, Any]],
        status: int,
        reply: Any,
        fault: str | None = None,
    ) -> int:
        """Write one call down; `status` is 0 when no answer was given. Returns its number."""
        self.n += 1
        line = {
            "n": self.n, "at": printed(self._clock.now()), "platform": platform, "method": method,
            "params": params, "files": files, "status": status, "reply": reply,
        }  # fmt: skip
        self._calls.append(line | ({"fault": fault} if fault else {}))
        return self.n

    def since(self, number: int = 0) -> list[dict[str, Any]]:
        """Calls after the given number."""
        first = self.n - len(self._calls) + 1
        return list(islice(self._calls, max(number - first + 1, 0), None))

    def lines(self, number: int = 0, platform: str | None = None) -> str:
        """The same as JSON lines, of one platform or of all."""
        calls = (one for one in self.since(number) if platform in {None, one["platform"]})
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in calls)

    def clear(self) -> None:
        """Forget all; numbers go on."""
        self._calls.clear()
