"""The AI bot's subscription, tried once: for commands that ask and end."""

import asyncio

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from aiohttp.client_ws import ClientWSTimeout

from bot.guard import certificates
from bot.platforms.wecom_aibot import ANSWER_S, MOST_BYTES, Lost, subscribed
from bot.platforms.wecom_aibot_read import BadFrame
from bot.platforms.wecom_outcome import Undelivered


async def subscribed_once(
    *, url: str, bot_id: str, secret: str, proxy: str | None = None, ca_file: str | None = None
) -> tuple[int, str]:
    """Subscribe and hang up: errcode and errmsg. Whoever else holds this bot's line loses it by that.

    Raises:
        Undelivered: no answer came; its text is the error's name.
    """
    secure = certificates(ca_file) if url.startswith("wss:") else False
    try:
        async with (
            asyncio.timeout(ANSWER_S),
            ClientSession(
                connector=TCPConnector(ssl=secure), timeout=ClientTimeout(connect=ANSWER_S)
            ) as session,
            session.ws_connect(
                url, proxy=proxy, max_msg_size=MOST_BYTES, timeout=ClientWSTimeout(ws_close=2.0)
            ) as line,
        ):
            return await subscribed(line, bot_id=bot_id, secret=secret)
    except (ClientError, TimeoutError, OSError, Lost, BadFrame) as error:
        raise Undelivered(type(error).__name__, written=False) from None
