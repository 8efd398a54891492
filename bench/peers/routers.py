"""A bot with twenty commands as aiogram's documentation lays it out: a router each, with magic filters."""

from collections.abc import Awaitable, Callable, Sequence

import orjson
from aiogram import Bot, Dispatcher, F, Router
from aiogram.types import Message, Update


def dispatcher(names: Sequence[str], bot: Bot, heard: list[str]) -> Callable[[bytes], Awaitable[None]]:
    """A function that takes an update's bytes to the handler of its command, which notes that it ran."""
    root = Dispatcher()

    def add(name: str) -> None:
        router = Router(name=name)

        @router.message(F.text.startswith(f"/{name}"))
        async def _run(_message: Message) -> None:
            heard.append(name)

        root.include_router(router)

    for name in names:
        add(name)

    async def feed(raw: bytes) -> None:
        await root.feed_update(bot, Update.model_validate(orjson.loads(raw), context={"bot": bot}))

    return feed
