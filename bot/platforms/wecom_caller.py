"""One app's calls to WeCom without the service around them: for commands that ask once and end."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from bot.platforms.wecom_api import Wire
from bot.platforms.wecom_members import Member, members_of
from bot.platforms.wecom_outcome import Answer, Undelivered


class Caller:
    """An open line to one app's API, with a token of its own.

    Args:
        named: the settings ``platforms.wecom``.
    """

    def __init__(self, named: Any) -> None:
        self.agent = str(named.agent_id)
        self._named = named
        self._token = ""
        self.wire = Wire(base=named.api_base, proxy=named.proxy, ca_file=named.ca_file)

    async def __aenter__(self) -> Self:
        await self.wire.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.wire.close()

    async def login(self) -> Answer:
        """Ask for an access token, once (a wrong secret that is asked again and again shuts the address out).

        Raises:
            Undelivered: no answer came.
        """
        secret = self._named.secret.get_secret_value() if self._named.secret is not None else ""
        answer = await self.wire.get("gettoken", {"corpid": str(self._named.corp_id), "corpsecret": secret})
        self._token = answer.text("access_token")
        return answer

    async def call(
        self, path: str, body: Mapping[str, Any] | None = None, *, query: Mapping[str, str] | None = None
    ) -> Answer:
        """Call one API: GET without a body, else POST.

        Raises:
            Undelivered: no answer came.
        """
        asked = {**(query or {}), "access_token": self._token}
        if body is None:
            return await self.wire.get(path, asked)
        return await self.wire.post(path, asked, body)

    async def members(self) -> list[Member]:
        """Everybody in the app's visible range.

        Raises:
            Undelivered: an answer was missing or a refusal.
        """
        return await members_of(self.call, agent=self.agent)


async def members_seen(named: Any) -> list[Member]:
    """Everybody whom the app of these settings sees.

    Raises:
        Undelivered: nothing is known; its text tells the code.
    """
    async with Caller(named) as caller:
        answer = await caller.login()
        if answer.code != 0:
            raise Undelivered(f"gettoken {answer.code} {answer.said}".strip(), written=True)
        return await caller.members()
