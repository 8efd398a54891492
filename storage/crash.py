"""Named places at which a test may kill the process, to prove what survives.

Active only with ``DUWANG_CRASH_AT=name:n`` (the n-th passage, from 1) and ``DUWANG_PROFILE=test``.
"""

import os
import signal
import threading

_counting = threading.Lock()


def _armed() -> tuple[str, int] | None:
    name, _, nth = os.environ.get("DUWANG_CRASH_AT", "").partition(":")
    if not name or os.environ.get("DUWANG_PROFILE") != "test":
        return None
    return name, int(nth or "1")


class _Trap:
    """Which passage kills, and how often each place was passed."""

    def __init__(self) -> None:
        self.target = _armed()
        self.passages: dict[str, int] = {}


_trap = _Trap()


def crashpoint(name: str) -> None:
    """Kill this process here and now (SIGKILL) if the environment armed this passage; else do nothing."""
    if _trap.target is None or _trap.target[0] != name:
        return
    with _counting:
        _trap.passages[name] = _trap.passages.get(name, 0) + 1
        if _trap.passages[name] == _trap.target[1]:
            os.kill(os.getpid(), signal.SIGKILL)


def rearm() -> None:
    """Read the environment again (for a child that was forked from a warm parent)."""
    _trap.target, _trap.passages = _armed(), {}
