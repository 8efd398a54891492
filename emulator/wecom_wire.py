"""HTTP as the platform speaks it to a callback: no redirects, and an answer within its seconds or none."""

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from emulator.clock import Clock

GRACE = 0.25  # real seconds an answer may take in any case, when the clock leaps meanwhile
AT_MOST = 60.0  # real seconds
MOST_REPLY = 1 << 20


@dataclass(frozen=True)
class Told:
    """How the bot answered one POST or GET; status 0 is no answer in time, `problem` says why."""

    status: int
    body: bytes = b""
    problem: str = ""


class Wire:
    """Asks, with limits on the twin's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, within: float, method: str, url: str, **more: Any) -> Told:
        """One request; `more` goes to aiohttp. `within` counts on the twin's clock."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=AT_MOST)
            )
        asking = asyncio.ensure_future(self._request(self._session, method, url, more))
        limit = asyncio.ensure_future(self._clock.wait(within))
        try:
            await asyncio.wait({asking, limit}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                await asyncio.wait({asking}, timeout=GRACE)
            if not asking.done():
                return Told(0, problem="slow")
            return asking.result()
        finally:
            asking.cancel()
            limit.cancel()

    async def _request(
        self, session: aiohttp.ClientSession, method: str, url: str, more: dict[str, Any]
    ) -> Told:
        try:
            async with session.request(method, url, allow_redirects=False, **more) as answer:
                return Told(answer.status, (await answer.read())[:MOST_REPLY])
        except TimeoutError:
            return Told(0, problem="slow")
        except (aiohttp.ClientError, OSError) as broken:
            return Told(0, problem=type(broken).__name__)

    async def stop(self) -> None:
        """Close what is open."""
        if self._session:
            await self._session.close()
            self._session = None
