"""Processes of the bench: servers that say on which port they stand and how much processor they have used."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[1]


class Child:
    """One process that talks in JSON lines: a line in, a line out."""

    def __init__(self, module: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            env=clean(env or {}),
        )
        self.pid = self._process.pid
        self.ready = self._line()

    def ask(self, **what: Any) -> dict[str, Any]:
        """One question, one answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._line()

    def cpu(self) -> float:
        """Seconds of processor the process has used, all its threads together."""
        return float(self.ask(do="cpu")["cpu"])

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a process of the bench ended ({self._process.wait()})")
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()


def clean(more: Mapping[str, str]) -> dict[str, str]:
    """The environment without settings of the house."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUWANG_")}
    return {**kept, **more}


def say(**what: Any) -> None:
    """One line to the bench."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def answer_in_background(at_end: Sequence[Any] = (), *, at_rest: Callable[[], bool] = lambda: True) -> None:
    """A server's side: a thread answers ``cpu``, once the server is at rest, and ends the process when the
    bench hangs up.
    """

    def serve() -> None:
        for line in sys.stdin:
            if json.loads(line)["do"] == "cpu":
                while not at_rest():
                    time.sleep(0.002)
                say(cpu=time.process_time())
        for call in at_end:
            call()
        os._exit(0)

    threading.Thread(target=serve, daemon=True).start()
