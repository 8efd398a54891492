"""R6: from an update's bytes to the handler of its command, twenty commands, beside aiogram's routers."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

from bench import updates
from bench.row import Row

COMMANDS = 20
EACH = 10  # updates of each command a round


def measure(rounds: int) -> list[Row]:
    """Interleaved, processor time of all threads: aiogram runs such filters in threads."""
    return asyncio.run(_measure(rounds))


async def _measure(rounds: int) -> list[Row]:
    from aiogram import Bot

    from bench.peers import routers
    from bot.platforms.telegram_envelope import Self, fast_tap
    from bot.platforms.telegram_read import reader
    from handlers import routing

    routing.find_handlers()
    names = [entry.name for entry in routing.COMMANDS.values()][:COMMANDS]
    names += [f"more{n}" for n in range(COMMANDS - len(names))]
    for name in names:
        if name not in routing.COMMANDS:  # so that both sides have twenty
            routing.command(name)(lambda _said, _desk: None)
    me, bot = Self(updates.BOT_ID, updates.USERNAME), Bot(updates.TOKEN)
    heard: list[str] = []
    theirs = routers.dispatcher(names, bot, heard)
    read = reader(bot, me=me)

    async def ours(raw: bytes) -> None:
        said = await read(raw)
        found = routing.hear(f"/{said.command} {said.arguments}")  # type: ignore[union-attr]
        assert found is not None
        heard.append(found[0].name)

    async def tap(raw: bytes) -> None:
        pressed = fast_tap(raw, me=me)
        assert pressed is not None
        heard.append(pressed.token)

    said = [updates.text(number, user=1000, said=f"/{name}") for number, name in enumerate(names * EACH, 1)]
    taps = [updates.tap(number, user=1000, data="d1:" + "a" * 22) for number in range(1, len(said) + 1)]
    figures = await _take(rounds, [(ours, said), (theirs, said), (tap, taps)])
    assert set(names) <= set(heard)
    mine, peer, fast = figures
    return [
        Row(
            "R6", "dispatch with 20 commands ÷ aiogram's 20 routers with F filters", peer / mine, 5.0,
            seen=f"{mine:.0f} µs against {peer:.0f} µs; a tap on the fast lane {fast:.0f} µs",
            data={"cpu_us": {"ours": mine, "routers": peer, "fast_tap": fast}},
        )
    ]  # fmt: skip


async def _take(
    rounds: int, plan: Sequence[tuple[Callable[[bytes], Awaitable[None]], Sequence[bytes]]]
) -> list[float]:
    spent: list[list[float]] = [[] for _ in plan]
    for turn in range(rounds + 1):
        for place, (feed, bodies) in enumerate(plan):
            started = time.process_time()
            for body in bodies:
                await feed(body)
            if turn:  # the first round warms up
                spent[place].append(1e6 * (time.process_time() - started) / len(bodies))
    return [statistics.median(one) for one in spent]
