"""Everything of WeCom put together: the API, the callback, the hands on the phones, the AI bot, control."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from emulator.control_wecom import WecomControl
from emulator.wecom_aibot import PATH, AiBot
from emulator.wecom_api import WecomApi
from emulator.wecom_callback import Callback, Pending
from emulator.wecom_people import People
from emulator.wecom_replies import apply
from emulator.wecom_twin import Wecom

CALLBACK = "/wecom/callback"  # where the house listens


class WecomSide:
    """The people's side of a twin.

    Args:
        twin: the WeCom twin.
        said: the office file's `wecom` block; `aibot` of it names the AI bot.
        base: gives the emulator's own address.
        told: called when the bot can no longer, or again, be reached.
    """

    def __init__(
        self, twin: Wecom, said: dict[str, Any], *, base: Callable[[], str], told: Callable[[], None]
    ) -> None:
        self.twin = twin
        self.api = WecomApi(twin)
        self.callback = Callback(
            twin.clock, twin.faults, twin.corp.id, next_id=twin.state.serial, changed=self._changed
        )
        self.callback.replied = self._replied
        self.people = People(twin, self.callback, base)
        self.aibot = AiBot(self.people, said.get("aibot"))
        self.control = WecomControl(self.people, self.aibot)
        self._told = told

    def _replied(self, one: Pending, said: dict[str, Any]) -> str:
        return apply(self.twin, one, said)

    def _changed(self) -> None:
        self.twin.hub.phones(one.person for one in self.twin.state.members.values())
        self._told()

    async def keep_saving(self, bot_url: str) -> None:
        """Enter the bot's callback as the administrator does, every second until the console takes it."""
        while await self.callback.save(self.twin.state.app, bot_url.rstrip("/") + CALLBACK):
            await self.twin.clock.wait(1.0)

    def routes(self, app: web.Application) -> None:
        """Add what the bot calls."""
        self.api.routes(app)
        self.aibot.routes(app)

    def info(self) -> dict[str, Any]:
        """What `GET /emulator/info` tells of WeCom."""
        app = self.twin.state.app.set_up
        return {
            "corp_id": self.twin.corp.id, "agent_id": app.agent_id, "app": app.name,
            "callback_url": app.callback_url, "callback_path": CALLBACK, "aibot": PATH,
        }  # fmt: skip

    def reset(self) -> None:
        """As at the start; what the administrator entered stays."""
        self.callback.forget()
        self.aibot.reset()
        self.twin.reset()

    async def stop(self) -> None:
        """End deliveries and connections."""
        await self.aibot.stop()
        await self.callback.stop()
