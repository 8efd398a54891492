"""The other end of the nursery: fork a child, hear what it tells, kill it, learn when it died."""

import asyncio
import itertools
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WARM_S = 180.0  # on however busy a machine
TELL_S = 90.0


class Child:
    """One forked process."""

    def __init__(self, ward: "Ward", pid: int) -> None:
        self._ward = ward
        self.pid = pid
        loop = asyncio.get_running_loop()
        self.told: asyncio.Future[dict[str, Any]] = loop.create_future()
        self.ended: asyncio.Future[tuple[int, float]] = loop.create_future()

    async def ready(self) -> dict[str, Any] | None:
        """What it told first; None when it died before. Raises TimeoutError."""
        await asyncio.wait({self.told, self.ended}, timeout=TELL_S, return_when=asyncio.FIRST_COMPLETED)
        if self.told.done():
            return self.told.result()
        if self.ended.done():
            return None
        raise TimeoutError("a child says nothing")

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if not self.ended.done():
            self._ward.say(kill=self.pid)
        await asyncio.shield(self.ended)


class Ward:
    """Talks to one nursery."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = itertools.count(1)
        self._born: dict[int, asyncio.Future[Child]] = {}
        self._children: dict[int, Child] = {}
        self.warm = asyncio.Event()

    def say(self, **what: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")

    async def fork(self, role: str, *, log: Path, **job: Any) -> Child:
        """A new child in that role (``children.ROLES``)."""
        number = next(self._numbers)
        self._born[number] = asyncio.get_running_loop().create_future()
        self.say(fork=role, id=number, log=str(log), **job)
        return await self._born[number]

    async def hear(self) -> None:
        """Read until the nursery ends."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            said = json.loads(line)
            if "warm" in said:
                self.warm.set()
                continue
            child = self._children.setdefault(said["pid"], Child(self, said["pid"]))
            if "id" in said:
                self._born.pop(said["id"]).set_result(child)
            elif "told" in said:
                if not child.told.done():
                    child.told.set_result(said["told"])
            else:
                child.ended.set_result((said["ended"], said["at"]))
                del self._children[said["pid"]]


@asynccontextmanager
async def ward(only: str = "") -> AsyncIterator[Ward]:
    """A warm nursery, or one for these roles only (duty); leaving ends it and every child."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUWANG_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.nursery", only, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, cwd=ROOT, env=kept,
    )  # fmt: skip
    found = Ward(process)
    hearing = asyncio.create_task(found.hear())
    try:
        async with asyncio.timeout(WARM_S):
            await found.warm.wait()
        yield found
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()
        hearing.cancel()
        with suppress(asyncio.CancelledError):
            await hearing
