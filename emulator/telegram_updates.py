"""The two ways to the bot over one queue: getUpdates and the webhook, never both."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from emulator.events import Hub
from emulator.faults import Fault
from emulator.telegram_judge import Refused
from emulator.telegram_polling import GRACE, Polling
from emulator.telegram_queue import Pending, Queue
from emulator.telegram_webhook import Delivery, Webhook

WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Updates:
    """What goes to the bot.

    Args:
        queue: where it waits.
        hub: told when the bot comes or goes.
        carry_out: carries out a method that a webhook put into its answer.
    """

    def __init__(
        self, queue: Queue, hub: Hub, carry_out: Callable[[dict[str, Any]], Awaitable[None]]
    ) -> None:
        self.queue = queue
        self._hub = hub
        self._polling = Polling(queue)
        self.delivery = Delivery(queue, self.tell_connected, carry_out)
        self._told: bool | None = None
        self.elsewhere: Callable[[], bool] = lambda: False  # whether the bot is there on another platform

    @property
    def webhook(self) -> Webhook | None:
        """The webhook, if there is one."""
        return self.delivery.hook

    @property
    def connected(self) -> bool:
        """Whether the bot polled lately, or has a webhook that answers."""
        return not self.webhook.unreachable if self.webhook else self._polling.lately

    def tell_connected(self) -> None:
        """Tell the pages when the bot has come or gone."""
        if self._told != self.connected:
            self._told = self.connected
            self._hub.tell("bot", {"connected": self.connected or self.elsewhere()})

    def put(
        self, kind: str, payload: dict[str, Any], *, lane: str, chat: int, phone: str, life: float
    ) -> Pending | None:
        """Send one update on its way; None when the bot did not ask for its kind."""
        one = self.queue.put(kind, payload, lane=lane, chat=chat, phone=phone, life=life)
        if one is not None:
            self.delivery.work(lane)
        return one

    async def poll(
        self, *, offset: int | None, limit: int, wait: float
    ) -> tuple[list[dict[str, Any]], Fault | None]:
        """One getUpdates.

        Raises:
            Refused: 409 while a webhook is set.
            Conflict: something ended this poll.
        """
        if self.webhook:
            raise Refused(409, WEBHOOK_ACTIVE)
        loop = asyncio.get_running_loop()
        loop.call_soon(self.tell_connected)
        try:
            return await self._polling.poll(offset=offset, limit=limit, wait=wait)
        finally:
            loop.call_later(GRACE + 0.1, self.tell_connected)

    def set_webhook(self, url: str, *, secret: str | None, max_connections: int, forget: bool) -> None:
        """Deliver to `url` from now on; an empty one goes back to getUpdates."""
        if forget:
            self.queue.forget()
        if url:
            self._polling.end("terminated by setWebhook request")
        self.delivery.set(url, secret=secret, max_connections=max_connections)

    async def stop(self) -> None:
        """End the open poll and all deliveries."""
        self._polling.end("")
        await self.delivery.stop()
