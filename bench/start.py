"""R14: how long a role without Telegram takes to serve, beside the mere import of aiogram."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.child import ROOT, clean
from bench.row import Row

PATIENCE_S = 60


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _house(env: dict[str, str], folder: Path) -> tuple[float, int]:
    """Seconds until `duwang run` serves, and its resident bytes then."""
    more = {
        "DUWANG_DATA_DIR": str(folder),
        "DUWANG_DATABASE__URL": f"sqlite:///{folder / 'start.db'}",
        "DUWANG_LOG__FORMAT": "json",
    }
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", "run", "--port", str(_free_port())],
        cwd=ROOT, env=env | more, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if "house.started" in line:
                return time.perf_counter() - started, _resident(process.pid)
        raise RuntimeError(f"the house did not start ({process.wait()})")
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        process.stderr.close()


def _aiogram(env: dict[str, str]) -> tuple[float, int]:
    """Seconds until `import aiogram` is done, and the resident bytes then."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", "import aiogram, sys; print(1, flush=True); sys.stdin.read()"],
        cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    found = time.perf_counter() - started, _resident(process.pid)
    process.communicate()
    return found


def _resident(pid: int) -> int:
    """Resident bytes of a process; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def measure(rounds: int) -> list[Row]:
    """Interleaved starts of an installed house (its database stands, its bytecode is cached), wall time."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        env = clean({"PYTHONPYCACHEPREFIX": str(root / "bytecode")})
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        times: dict[str, list[float]] = {"house": [], "aiogram": []}
        sizes: dict[str, list[int]] = {"house": [], "aiogram": []}
        folder = root / "data"
        folder.mkdir()
        for turn in range(rounds + 1):
            for name, (seconds, size) in (("house", _house(env, folder)), ("aiogram", _aiogram(env))):
                if turn:  # the first start writes bytecode and tables
                    times[name].append(seconds)
                    sizes[name].append(size)
    wall = {name: statistics.median(found) for name, found in times.items()}
    memory = {name: statistics.median(found) for name, found in sizes.items()}
    rows = [
        Row(
            "R14", "cold start of a role without Telegram ÷ `import aiogram`, wall",
            wall["house"] / wall["aiogram"], 0.3, at_least=False, data={"wall_s": wall},
            seen=f"{wall['house']:.2f} s against {wall['aiogram']:.2f} s",
        )
    ]  # fmt: skip
    if memory["house"]:
        seen = f"{memory['house'] / 2**20:.0f} MB against {memory['aiogram'] / 2**20:.0f} MB"
        ratio = memory["house"] / memory["aiogram"]
        rows.append(Row("R14m", "its memory ÷ `import aiogram`", ratio, 0.45, at_least=False, seen=seen))
    return rows
