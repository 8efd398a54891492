"""aiogram's default long polling in the same harness: same twin, same number of updates, same kills."""

import asyncio
import random
import time
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from tests.faults.players import PEOPLE
from tests.faults.ward import Child, Ward

HANDLER_S = 0.25
BREATH_S = 0.1
QUIET_S = 2.5


@dataclass
class Loss:
    """How many updates the peer's handler never finished."""

    updates: int
    kills: int
    lost: int
    handled_twice: int


async def lose(ward: Ward, folder: Path, *, updates: int, kills: int, seed: int = 5) -> Loss:
    """Post so many texts while the peer is killed so often at random; restart it at once; wait; count."""
    origin, done = time.monotonic(), folder / "peer.done"
    done.touch()
    twin = await ward.fork("twin", log=folder / "peer-twin.log", origin=origin)
    told = await twin.ready()
    assert told is not None
    posted: list[int] = []
    count = 0

    async def post() -> None:
        chance = random.Random(seed)
        async with ClientSession() as http:
            for n in range(updates):
                where = f"{told['url']}/emulator/phones/{chance.choice(PEOPLE)}/say"
                async with http.post(where, json={"text": f"第{n}条", "wait": 0}) as answer:
                    posted.extend((await answer.json())["update_ids"])
                await asyncio.sleep(BREATH_S * chance.uniform(0.5, 1.5))

    posting = asyncio.create_task(post())
    chance = random.Random(seed)
    span = updates * BREATH_S / (kills + 1)  # a life is longer than a handler takes
    child: Child | None = None
    try:
        while True:
            child = await ward.fork(
                "peer", log=folder / "peer.log", api=told["url"], done=str(done), handler_s=HANDLER_S
            )
            if await child.ready() is None:
                raise RuntimeError((folder / "peer.log").read_text()[-2000:])
            if count == kills:
                break
            await asyncio.sleep(max(span, 2 * HANDLER_S) * chance.uniform(0.5, 1.2))
            await child.kill()
            count += 1
        await posting
        await _quiet(done)
    finally:
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
        for one in (child, twin):
            if one is not None:
                await one.kill()
    handled = [int(line) for line in done.read_text().splitlines()]
    return Loss(len(posted), count, len(set(posted) - set(handled)), len(handled) - len(set(handled)))


async def _quiet(done: Path) -> None:
    """Nothing more has been handled for a good while."""
    size, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET_S:
        await asyncio.sleep(0.05)
        if done.stat().st_size != size:
            size, since = done.stat().st_size, time.monotonic()
