"""R15: what a 20 MB attachment adds to the memory of the process that takes it in."""

import sys
import tempfile
from pathlib import Path

from bench.child import Child
from bench.row import Row

WHAT = "memory growth for a 20 MB attachment ÷ its size"
SIZE = 20_000_000


def measure(rounds: int) -> list[Row]:
    """Message, errand, download, look inside, keep: the real way, in a fresh process each time."""
    if not Path("/proc/self/clear_refs").exists():
        return [
            Row("R15", WHAT, None, 0.1, at_least=False, skipped=f"{sys.platform} does not tell peak memory")
        ]
    grown = []
    for _ in range(max(1, min(rounds, 3))):
        with tempfile.TemporaryDirectory() as place, Child("bench.load") as load:
            api = f"http://127.0.0.1:{load.ready['port']}"
            with Child("bench.taker", place, api, str(SIZE)) as taker:
                grown.append(int(taker.ready["grown"]))
    worst = max(grown)
    seen = f"worst of {len(grown)}: {worst / 1e6:.2f} MB for {SIZE / 1e6:.0f} MB"
    return [Row("R15", WHAT, worst / SIZE, 0.1, at_least=False, seen=seen, data={"grown_bytes": grown})]
