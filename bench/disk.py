"""R4: with an fsync of 5 ms, durable taps whose acts share commits (FULL) beside acts that commit alone.

Alone and NORMAL is what a power cut may lose; alone and FULL is what durability costs without sharing. A tap
is two commits everywhere, its keeping and its decision, and is answered.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.child import Child
from bench.row import Row
from bench.taps import CROWD, house

WHAT = "decided taps per second with a 5 ms fsync, 32 at once: shared commits, FULL ÷ each alone, NORMAL"
ALONE = "the same ÷ each alone, FULL"
SERVERS = {"shared": ("FULL",), "normal": ("NORMAL", "alone"), "alone": ("FULL", "alone")}
TAPS = 320  # a round and server


def slow_library(folder: Path) -> Path:
    """Compile the library that slows fsync. Raises OSError or CalledProcessError where that cannot be."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise OSError("there is no C compiler")
    target = folder / "slowsync.so"
    source = Path(__file__).with_name("slowsync.c")
    subprocess.run(  # noqa: S603 - our own source, the machine's compiler
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(target), str(source)], check=True, capture_output=True
    )
    return target


def measure(rounds: int) -> list[Row]:
    """Wall time, since waiting for the disk is what is asked about."""
    if not sys.platform.startswith("linux"):
        return [Row("R4", WHAT, None, 0.9, skipped="LD_PRELOAD is Linux's")]
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        root = Path(place)
        try:
            env = {"LD_PRELOAD": str(slow_library(root))}
        except (OSError, subprocess.CalledProcessError) as why:
            return [Row("R4", WHAT, None, 0.9, skipped=str(why))]
        load = stack.enter_context(Child("bench.load"))
        api = f"http://127.0.0.1:{load.ready['port']}"
        items = TAPS * (rounds + 1)
        servers = {
            name: stack.enter_context(house(root / name, api, items, *how, sync=sync, env=env))
            for name, (sync, *how) in SERVERS.items()
        }
        for server in servers.values():
            server.take(load, TAPS, CROWD)
            server.per_s.clear()
        for _ in range(rounds):
            for server in servers.values():
                server.take(load, TAPS, CROWD)
        per_s = {name: statistics.median(server.per_s) for name, server in servers.items()}
    shared = per_s["shared"]
    return [
        Row(
            "R4", WHAT, shared / per_s["normal"], 0.9, data={"per_s": per_s},
            seen=f"{shared:.0f}/s against {per_s['normal']:.0f}/s",
        ),
        Row(
            "R4g", ALONE, shared / per_s["alone"], 5.0, seen=f"{shared:.0f}/s against {per_s['alone']:.0f}/s"
        ),
    ]  # fmt: skip
