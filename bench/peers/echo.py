"""aiogram's own webhook doing nothing: one router, one handler, no reply.

python -m bench.peers.echo FOLDER API
"""

import asyncio
import sys

from aiogram import Dispatcher
from aiogram.types import Message

from bench.child import answer_in_background, say
from bench.peers.bare import bot_at, listen


async def main(api: str) -> None:
    """Serve until the bench hangs up."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def _heard(_message: Message) -> None:
        return None

    port = await listen(dispatcher, bot_at(api), background=True)
    answer_in_background()
    say(port=port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[2]))
