"""The route that Telegram posts to: authenticate, measure, store, then say 200.

Everything is refused before its body is read, except what is wrong with the body itself.
"""

import hmac
import re
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.platforms.base import Receive
from bot.platforms.telegram_envelope import Malformed, Self, arrival

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name
SECRET = re.compile(r"[A-Za-z0-9_-]{32,256}", re.ASCII)
MOST_BODY = 1 << 20
RETRY_AFTER_S = 5
log = structlog.get_logger("telegram")


def webhook(
    *, secret: str, me: Callable[[], Self | None], receive: Receive
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The aiohttp handler.

    Args:
        secret: what setWebhook was told, 32 to 256 letters, digits, _ or -.
        me: the bot itself, or None while getMe has not answered yet.
        receive: stores the update.

    Raises:
        ValueError: the secret is too short or holds other characters.
    """
    if not SECRET.fullmatch(secret):
        raise ValueError("the webhook secret is 32 to 256 letters, digits, _ or -")
    expected = secret.encode()

    async def handle(request: web.Request) -> web.Response:
        if (refused := _refusal(request, expected)) is not None:
            return _final(refused)
        who = me()
        if who is None:
            return _later()
        body = await _body(request)
        if body is None:
            return _final(413)
        try:
            _, arrived = arrival(body, me=who)
        except Malformed:
            return _final(400)
        if arrived is None:
            return web.Response()
        try:
            await receive([arrived])
        except Exception as error:  # noqa: BLE001 -- whatever failed, Telegram keeps the update for us
            log.warning("telegram.intake_failed", error=type(error).__name__, update=arrived.key)
            return _later()
        return web.Response()

    return handle


def _refusal(request: web.Request, expected: bytes) -> int | None:
    given = request.headers.getall(SECRET_HEADER, [])
    # Compared as bytes: header text may hold surrogates, which compare_digest does not take.
    if len(given) != 1 or not hmac.compare_digest(given[0].encode("utf-8", "surrogateescape"), expected):
        return 401
    if request.headers.get("Content-Encoding") is not None:
        return 415
    if request.content_type != "application/json":
        return 415
    if request.content_length is not None and request.content_length > MOST_BODY:
        return 413
    return None


async def _body(request: web.Request) -> bytes | None:
    body = await request.content.readany()
    while not request.content.at_eof():  # nearly every update comes in one piece
        if len(body) > MOST_BODY:
            return None
        body += await request.content.readany()
    return body if len(body) <= MOST_BODY else None


def _final(status: int) -> web.Response:
    response = web.Response(status=status)
    response.force_close()  # what is left of the body is not worth reading
    return response


def _later() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER_S)})
