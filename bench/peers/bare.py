"""The least that a durable aiogram bot can cost: its webhook, one handler, one INSERT, one COMMIT (FULL).

    python -m bench.peers.bare FOLDER API [toast]

The row is written on the event loop's own thread, which is the cheapest way there is. With ``toast`` the tap
is answered as well.
"""

import asyncio
import sqlite3
import sys
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bench import updates
from bench.child import answer_in_background, say

PATH = "/telegram/webhook"


def bot_at(api: str) -> Bot:
    """A bot that speaks to the stub."""
    return Bot(updates.TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))


async def listen(dispatcher: Dispatcher, bot: Bot, *, background: bool = False) -> int:
    """Serve the dispatcher's webhook; the port."""
    app = web.Application()
    handler = SimpleRequestHandler(
        dispatcher, bot, handle_in_background=background, secret_token=updates.SECRET
    )
    handler.register(app, path=PATH)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return int(runner.addresses[0][1])


async def main(folder: Path, api: str, *, toast: bool) -> None:
    """Serve until the bench hangs up."""
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE taps (id TEXT PRIMARY KEY, person INTEGER, data TEXT)")
    dispatcher = Dispatcher()

    @dispatcher.callback_query()
    async def _tap(query: CallbackQuery) -> None:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO taps VALUES (?, ?, ?)", (query.id, query.from_user.id, query.data))
        database.execute("COMMIT")
        if toast:
            await query.answer("已同意")

    port = await listen(dispatcher, bot_at(api))
    answer_in_background()
    say(port=port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], toast="toast" in sys.argv[3:]))
