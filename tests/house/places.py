"""Where the project lies, what it ships, and how its own commands are started in tests."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "scheduler", "workflow", "storage", "rules", "locales", "emulator")


@cache
def project() -> Mapping[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def room_files(*rooms: str, suffix: str = ".py") -> Iterator[Path]:
    """Every file of the rooms with that suffix ("" for all)."""
    for room in rooms or ROOMS:
        for path in sorted((ROOT / room).rglob(f"*{suffix}")):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".pyc", ".db"}:
                yield path


def run(
    *command: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Runs this Python with `command`, captured; `env` lies over a small clean environment."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=clean | {"LANG": "C.UTF-8"} | dict(env or {}),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
