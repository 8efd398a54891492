"""Our WeCom callback as a server of the bench: the real handler, inbox and SQLite, with synchronous=FULL.

python -m bench.ours_wecom FOLDER

What came in stays in the inbox: what is done with it is measured elsewhere.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from bench import sealed
from bench.child import answer_in_background, say
from bot import logs
from bot.commands.run import settle_memory
from bot.platforms.base import Arrival
from bot.platforms.wecom_callback import Callback
from bot.platforms.wecom_cipher import CallbackCipher
from bot.platforms.wecom_read import Ears
from bot.worker import Worker
from rules.workdays import Workdays
from scheduler.clock import SystemClock, from_ms, to_ms
from storage.engine import Store, Tx
from storage.files import Files
from workflow.desk import Desk, House


async def main(folder: Path) -> None:
    """Serve until the bench hangs up."""
    logs.configure(level="warning", form="json")
    clock, agent = SystemClock(sealed.NOW), str(sealed.AGENT)
    store = Store.open(
        f"sqlite:///{folder}/duwang.db", folder=folder, clock_ms=lambda: to_ms(clock.now()), sync="FULL"
    )
    house = House(calendar=Workdays(), files=Files(folder / "files"))

    def desk(tx: Tx) -> Desk:
        return Desk(tx, now=from_ms(tx.now), house=house)

    worker = Worker(store, desk, ears={("wecom", agent): Ears(agent)}, clock=clock, owner="bench")
    await worker.round()
    worker._put = lambda row: None  # type: ignore[method-assign] # noqa: SLF001, ARG005

    async def receive(arrivals: Sequence[Arrival]) -> None:
        await worker.receive("wecom", agent, arrivals)

    handle = Callback(
        cipher=CallbackCipher(token=sealed.TOKEN, aes_key=sealed.KEY, receiver=sealed.CORP),
        agent=agent,
        receive=receive,
        now=lambda: sealed.NOW,
    )

    async def route(request: web.Request) -> web.StreamResponse:
        return await handle(request)

    app = web.Application(client_max_size=1 << 20)
    app.router.add_post(sealed.PATH, route)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    settle_memory()
    answer_in_background()
    say(port=runner.addresses[0][1])
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
