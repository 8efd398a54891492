"""R15: what a big attachment adds to the memory of the process that takes it in: 20 MB from a chat, 50 MB
through the page.
"""

import sys
import tempfile
from pathlib import Path

from bench.child import Child
from bench.row import Row

WAYS = (
    ("bench.taker", 20_000_000, "memory growth for a 20 MB attachment ÷ its size"),
    ("bench.uploader", 50_000_000, "memory growth for a 50 MB upload through the page ÷ its size"),
)


def measure(rounds: int) -> list[Row]:
    """Message or pieces, errand, look inside, keep: the real way, in a fresh process each time."""
    return [_measured(rounds, module, size, what) for module, size, what in WAYS]


def _measured(rounds: int, module: str, size: int, what: str) -> Row:
    if not Path("/proc/self/clear_refs").exists():
        return Row(
            "R15", what, None, 0.1, at_least=False, skipped=f"{sys.platform} does not tell peak memory"
        )
    grown = []
    for _ in range(max(1, min(rounds, 3))):
        with tempfile.TemporaryDirectory() as place, Child("bench.load") as load:
            api = f"http://127.0.0.1:{load.ready['port']}"
            with Child(module, place, api, str(size)) as child:
                grown.append(int(child.ready["grown"]))
    worst = max(grown)
    seen = f"worst of {len(grown)}: {worst / 1e6:.2f} MB for {size / 1e6:.0f} MB"
    return Row("R15", what, worst / size, 0.1, at_least=False, seen=seen, data={"grown_bytes": grown})
