"""Delivery by webhook.

In a lane one update is under way at a time; different lanes run side by side, up to `max_connections`. An
answer other than 2xx is followed by another try at once, then after 2, 4, 8 … s up to 60-120 s (which of them
follows from the update's id), or after `Retry-After` (3600 s at most). 410 for 23 h ends the webhook.
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp

from emulator.clock import printed
from emulator.faults import Fault
from emulator.telegram_queue import Pending, Queue

GONE_AFTER = 23 * 3600.0
RETRY_AFTER_LIMIT = 3600.0
ANSWER_WITHIN = 60.0  # real seconds
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the header's name)
BAD_GATEWAY = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass
class Webhook:
    """Where updates are posted to, and how that went."""

    url: str
    secret: str | None
    max_connections: int
    slots: asyncio.Semaphore
    last_error: tuple[float, str] | None = None
    unreachable: bool = False
    gone_since: float | None = None


class Delivery:
    """Posts updates to the webhook.

    Args:
        queue: where they wait.
        changed: called when the bot can no longer, or again, be reached.
        carry_out: carries out a method that the webhook put into its answer.
    """

    def __init__(
        self,
        queue: Queue,
        changed: Callable[[], None],
        carry_out: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        self._queue = queue
        self._changed = changed
        self._carry_out = carry_out
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None
        self.hook: Webhook | None = None
        self.log: deque[dict[str, Any]] = deque(maxlen=10_000)

    def set(self, url: str, *, secret: str | None, max_connections: int) -> None:
        """Deliver to `url` from now on, what waits at once; an empty one ends delivery."""
        self._stop_workers()
        self.hook = None
        if url:
            self.hook = Webhook(url, secret, max_connections, asyncio.Semaphore(max_connections))
            for one in self._queue.waiting():
                one.not_before, one.tries = 0.0, 0
            for lane in list(self._queue.lanes):
                self.work(lane)
        self._changed()

    def work(self, lane: str) -> None:
        """See to it that somebody empties a lane."""
        worker = self._workers.get(lane)
        if self.hook and (worker is None or worker.done()):
            self._workers[lane] = asyncio.ensure_future(self._empty(lane))

    def _stop_workers(self) -> None:
        for worker in self._workers.values():
            worker.cancel()
        self._workers.clear()

    async def _empty(self, lane: str) -> None:
        queue = self._queue
        while (hook := self.hook) and (waiting := queue.lanes.get(lane)):
            one = waiting[0]
            if one.expires <= queue.now():
                queue.drop(one)
                continue
            if one.not_before > queue.now():
                await queue.clock.wait(one.not_before - queue.now())
                continue
            fault = queue.strike(one)
            if fault and fault.do == "delay":
                await queue.clock.wait(fault.seconds)
            elif fault and fault.do == "reorder":
                await self._let_next_pass(one, fault)
                if waiting and waiting[0] is not one:
                    continue
            async with hook.slots:
                accepted, pause = await self._try(hook, one, fault)
            if accepted:
                queue.done(one)
            elif pause > 0:
                one.not_before = queue.now() + pause

    async def _let_next_pass(self, one: Pending, fault: Fault) -> None:
        """Wait for the update that comes next; in the same lane it takes this one's place."""
        queue = self._queue
        if queue.after(one) is None:
            waits = [
                asyncio.ensure_future(queue.bell.wait()),
                asyncio.ensure_future(queue.clock.wait(fault.seconds)),
            ]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
        following = queue.after(one)
        if following is None:
            return
        lane = queue.lanes[one.queue]
        if following.queue == one.queue:
            lane[0], lane[1] = lane[1], lane[0]
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(following.delivered.wait(), fault.seconds)

    async def _try(self, hook: Webhook, one: Pending, fault: Fault | None) -> tuple[bool, float]:
        """One delivery. Gives whether it was taken, and how long to wait when not."""
        one.tries += 1
        do = fault.do if fault else ""
        status, retry_after, answer = 0, None, b""
        if do != "drop_before":
            body = json.dumps(one.body, ensure_ascii=False).encode()
            body = body[: len(body) // 2] if do == "truncate" else BAD_GATEWAY if do == "html" else body
            status, retry_after, answer = await self._post(hook, body)
            for _ in range(fault.number("copies", 1) if fault and do == "duplicate" else 0):
                await self._post(hook, body)
        if do == "accept_then_drop":
            status = 0
        elif fault and do == "status":
            status = fault.number("status", 500)
        at = printed(self._queue.clock.now())
        line = {"update_id": one.id, "kind": one.kind, "at": at, "try": one.tries, "status": status}
        self.log.append(line | {"fault": do or None})
        if 200 <= status < 300:
            hook.gone_since = None
            await self._reply(answer)
            return True, 0.0
        if self._gone(hook, status):
            return False, 0.0
        if retry_after is not None:
            return False, min(retry_after, RETRY_AFTER_LIMIT)
        if one.tries == 1:
            return False, 0.0
        return False, min(2.0 ** min(one.tries - 1, 10), 60.0 + one.id * 7919 % 61)

    async def _post(self, hook: Webhook, body: bytes) -> tuple[int, float | None, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN)
            )
        headers = {"Content-Type": "application/json"} | ({SECRET: hook.secret} if hook.secret else {})
        try:
            async with self._session.post(
                hook.url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                said = await answer.content.read(1 << 20)
                if answer.status >= 300:
                    wrong = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                    hook.last_error = (self._queue.now(), wrong)
                self._reached(hook, reached=True)
                after = answer.headers.get("Retry-After", "")
                return answer.status, float(after) if after.isdecimal() else None, said
        except (aiohttp.ClientError, OSError, TimeoutError) as broken:
            slow = isinstance(broken, TimeoutError)
            hook.last_error = (self._queue.now(), "Read timeout expired" if slow else "Connection refused")
            self._reached(hook, reached=slow)
            return 0, None, b""

    def _reached(self, hook: Webhook, *, reached: bool) -> None:
        if hook.unreachable == reached:
            hook.unreachable = not reached
            self._changed()

    def _gone(self, hook: Webhook, status: int) -> bool:
        """Whether the bot has said 410 for so long that the webhook ends."""
        if status != 410:
            hook.gone_since = None
            return False
        if hook.gone_since is None:
            hook.gone_since = self._queue.now()
        if self._queue.now() - hook.gone_since <= GONE_AFTER:
            return False
        self.hook = None
        self._changed()
        return True

    async def _reply(self, answer: bytes) -> None:
        """Carry out a method that came as the webhook's answer."""
        if not answer.lstrip().startswith(b"{"):
            return
        with suppress(ValueError):
            said = json.loads(answer)
            if isinstance(said, dict) and said.get("method"):
                await self._carry_out(said)

    async def stop(self) -> None:
        """End all deliveries under way."""
        workers = list(self._workers.values())
        self._stop_workers()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None
