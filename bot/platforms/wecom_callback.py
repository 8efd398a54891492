"""The address that WeCom calls: open the seal, store what was in it, then say 200.

Whatever is wrong with a call, the answer is one and the same 400, after about the same work: who has no keys
learns nothing, not even how far they came. Only what could not be stored is answered 500, so that WeCom
comes again (three times in all, within half a minute).
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import structlog
from aiohttp import web

from bot.platforms.base import Arrival, Receive
from bot.platforms.wecom_cipher import BadCallback, CallbackCipher
from bot.platforms.wecom_envelope import (
    Malformed,
    Sealed,
    arrival,
    is_echo,
    is_now,
    sealed_body,
    sealed_echo,
)
from bot.platforms.wecom_xml import MOST_BYTES

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

BODY_S = 5  # WeCom itself hangs up then
REFUSED = b"bad request"
log = structlog.get_logger("wecom")


class Callback:
    """The aiohttp handler of GET and POST.

    Args:
        cipher: of this callback.
        agent: the app's AgentId.
        receive: stores what came.
        now: the house's clock.
        callers: networks from which WeCom calls; none: from everywhere, the seal decides.
        proxies: networks of proxies whose X-Forwarded-For is believed.
    """

    def __init__(
        self,
        *,
        cipher: CallbackCipher,
        agent: str,
        receive: Receive,
        now: Callable[[], datetime],
        callers: Sequence[Network] = (),
        proxies: Sequence[Network] = (),
    ) -> None:
        self._cipher = cipher
        self._agent = agent
        self._receive = receive
        self._now = now
        self._callers = tuple(callers)
        self._proxies = tuple(proxies)

    async def __call__(self, request: web.Request) -> web.Response:
        """200 when it is stored or to be forgotten, 400 for garbage, 500 when it could not be stored."""
        query = request.raw_path.partition("?")[2]
        try:
            if not self._may_call(request):
                raise BadCallback("caller")
            if request.method == "GET":
                return web.Response(body=self._echo(query), content_type="text/plain")
            arrived = self._arrived(query, await _body(request))
        except (BadCallback, Malformed) as error:
            return self._refusal(request, error)
        if arrived is None:
            return web.Response()
        try:
            await self._receive([arrived])
        except Exception as error:  # noqa: BLE001 -- whatever failed, WeCom keeps it a moment for us
            log.warning("wecom.intake_failed", error=type(error).__name__, key=arrived.key)
            return web.Response(status=500)
        return web.Response()

    def _echo(self, query: str) -> bytes:
        """The word with which an administrator's console tries the address."""
        opened = self._opened(sealed_echo(query), self._seconds())
        if not is_echo(opened):
            raise Malformed("echo")
        return opened

    def _arrived(self, query: str, body: bytes | None) -> Arrival | None:
        now_s = self._seconds()
        opened = self._opened(None if body is None else sealed_body(query, body), now_s)
        return arrival(opened, agent=self._agent, now_s=now_s)

    def _opened(self, came: Sealed | None, now_s: int) -> bytes:
        if came is None:
            self._cipher.refuse()
            raise BadCallback("form")
        opened = self._cipher.open(
            signature=came.signature, timestamp=came.timestamp, nonce=came.nonce, sealed=came.sealed
        )
        if not is_now(came.timestamp, now_s=now_s):
            raise Malformed("timestamp")
        return opened

    def _seconds(self) -> int:
        return int(self._now().timestamp())

    def _refusal(self, request: web.Request, error: BadCallback | Malformed) -> web.Response:
        if isinstance(error, Malformed) or error.signed:
            # Sealed with our keys: a replay, a wrong setting or a wrong clock, which somebody should see.
            log.warning("wecom.callback_refused", reason=str(error), caller=str(self._caller(request)))
        response = web.Response(status=400, body=REFUSED, content_type="text/plain")
        response.force_close()  # what is left of the body is not worth reading
        return response

    # Who calls ----------------------------------------------------------------------------------------------

    def _may_call(self, request: web.Request) -> bool:
        if not self._callers:
            return True
        caller = self._caller(request)
        return caller is not None and _is_in(caller, self._callers)

    def _caller(self, request: web.Request) -> Address | None:
        """The nearest address that is not a proxy of ours; what stands before it anybody may have written."""
        told = ",".join(request.headers.getall("X-Forwarded-For", ()))
        hops = [hop.strip() for hop in told.split(",")] if told else []
        nearest = _address(request.remote or "")
        while nearest is not None and hops and _is_in(nearest, self._proxies):
            nearest = _address(hops.pop())
        return nearest


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


async def _body(request: web.Request) -> bytes | None:
    """The whole body; None when it is encoded, too large or too slow."""
    if request.headers.get("Content-Encoding") is not None:
        return None
    if request.content_length is not None and request.content_length > MOST_BYTES:
        return None
    content = request.content
    try:
        if content.is_eof():  # nearly every call has come in one piece
            body = content.read_nowait()
            return body if len(body) <= MOST_BYTES else None
        async with asyncio.timeout(BODY_S):
            body = await content.readany()
            while not content.at_eof():
                if len(body) > MOST_BYTES:
                    return None
                body += await content.readany()
    except Exception:  # noqa: BLE001 -- broken off, badly chunked, too slow: garbage like any other
        return None
    return body if len(body) <= MOST_BYTES else None
