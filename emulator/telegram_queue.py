"""Updates on their way to the bot: kept until fetched, delivered or too old.

By webhook there is one queue per chat for messages and one per person for taps; in a queue one update is under
way at a time, different queues run side by side up to `max_connections`. An answer other than 2xx is followed by
one more try at once, then after 2, 4, 8 … s up to 60-120 s, or after `Retry-After`; 410 for 23 h ends the webhook.
By getUpdates all queues are one list in order of update_id.
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from emulator.clock import Clock
from emulator.events import Hub
from emulator.faults import Fault, Faults
from emulator.telegram_judge import FACTS, Refused

MESSAGE_LIFE = 24 * 3600.0
TAP_LIFE = 150.0
POLL_LIMIT = 50.0
POLL_GRACE = 10.0  # after a poll the bot counts as connected for so long (real seconds)
GONE_AFTER = 23 * 3600.0
RETRY_AFTER_LIMIT = 3600.0
ANSWER_WITHIN = 60.0  # real seconds for a webhook to answer
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
KINDS = set(FACTS["types"]["Update"]["fields"]) - {"update_id"}


@dataclass
class Pending:
    """One update under way."""

    id: int
    kind: str
    payload: dict[str, Any]
    queue: str
    chat: int
    phone: str
    expires: float
    not_before: float = 0.0
    tries: int = 0
    struck: bool = False  # the fault plan has been asked for the present try
    delivered: asyncio.Event = field(default_factory=asyncio.Event)
    gone: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """The Update."""
        return {"update_id": self.id, self.kind: self.payload}


@dataclass
class Webhook:
    """Where updates are posted to."""

    url: str
    secret: str | None
    max_connections: int
    set_at: float
    slots: asyncio.Semaphore
    last_error: tuple[float, str] | None = None
    unreachable: bool = False
    gone_since: float | None = None


class Conflict(Exception):
    """The poll was ended by another one or by setWebhook."""


class Updates:
    """The queue of one bot.

    Args:
        clock: the twin's clock.
        hub: told when the bot comes or goes.
        faults: asked for each update ("in").
        carry_out: carries out a method that a webhook put into its answer.
    """

    def __init__(
        self, clock: Clock, hub: Hub, faults: Faults, carry_out: Callable[[dict[str, Any]], Awaitable[None]]
    ) -> None:
        self._clock = clock
        self._hub = hub
        self._faults = faults
        self._carry_out = carry_out
        self._pending: dict[int, Pending] = {}
        self._queues: dict[str, deque[Pending]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._bell = asyncio.Event()  # rung with every new update
        self._poll: asyncio.Future[str] | None = None  # ends the open poll with a reason
        self._poll_ended: float | None = None
        self._poll_offset: int | None = None
        self._session: aiohttp.ClientSession | None = None
        self._told: bool | None = None
        self.webhook: Webhook | None = None
        self.allowed: set[str] = KINDS - NOT_BY_DEFAULT
        self.deliveries: deque[dict[str, Any]] = deque(maxlen=10_000)

    def now(self) -> float:
        """Seconds on the twin's clock."""
        return self._clock.now().timestamp()

    # -- coming in

    def put(
        self, number: int, kind: str, payload: dict[str, Any], *, queue: str, chat: int, phone: str, life: float
    ) -> Pending | None:
        """Queue one update; None when the bot did not ask for its kind."""
        if kind not in self.allowed:
            return None
        one = Pending(number, kind, payload, queue, chat, phone, self.now() + life)
        self._pending[one.id] = one
        self._queues.setdefault(queue, deque()).append(one)
        self._bell.set()
        self._bell = asyncio.Event()
        if self.webhook:
            self._work(queue)
        return one

    def allow(self, kinds: list[str] | None) -> None:
        """Remember `allowed_updates`; None keeps what was said before, an empty list is the default."""
        if kinds is None:
            return
        self.allowed = ({one for one in kinds if one in KINDS} if kinds else KINDS - NOT_BY_DEFAULT)

    def waiting(self) -> list[Pending]:
        """What is neither delivered nor too old, in order."""
        now = self.now()
        for one in list(self._pending.values()):
            if one.expires <= now:
                self._drop(one)
        return list(self._pending.values())

    def forget(self) -> None:
        """Drop everything that waits."""
        for one in list(self._pending.values()):
            self._drop(one)

    def _drop(self, one: Pending) -> None:
        one.gone = True
        self._pending.pop(one.id, None)
        queue = self._queues.get(one.queue)
        if queue is not None:
            with suppress(ValueError):
                queue.remove(one)
            if not queue:
                del self._queues[one.queue]

    def _done(self, one: Pending) -> None:
        self._drop(one)
        one.delivered.set()

    # -- getUpdates

    async def poll(self, *, offset: int | None, limit: int, wait: float) -> tuple[list[dict[str, Any]], Fault | None]:
        """Give updates from `offset` on; wait for one at most `wait` seconds (50 at most).

        Raises:
            Refused: 409 while a webhook is set.
            Conflict: another poll or setWebhook ended this one; its text is the reason.
        """
        if self.webhook:
            raise Refused(409, "can't use getUpdates method while webhook is active; "
                               "use deleteWebhook to delete the webhook first")  # fmt: skip
        self._end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._confirm(offset)
        wait = min(max(wait, 0.0), POLL_LIMIT)
        if offset and offset == self._poll_offset and wait < 3 and self._polled_within(3.0):
            wait = 3.0  # the platform slows a hasty poll of the same offset
        self._poll_offset = offset
        mine: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poll = mine
        self.tell_connected()
        try:
            return await self._collected(mine, limit, wait)
        finally:
            if self._poll is mine:
                self._poll = None
            self._poll_ended = asyncio.get_running_loop().time()
            asyncio.get_running_loop().call_later(POLL_GRACE + 0.1, self.tell_connected)

    async def _collected(
        self, mine: asyncio.Future[str], limit: int, wait: float
    ) -> tuple[list[dict[str, Any]], Fault | None]:
        until = self.now() + wait
        while True:
            ready, cut = self._ready(limit)
            if ready or cut:
                return ready, cut
            now = self.now()
            later = min((one.not_before for one in self._pending.values() if one.not_before > now), default=until)
            left = min(until, later) - now
            if until <= now:
                return [], None
            bell = asyncio.ensure_future(self._bell.wait())
            nap = asyncio.ensure_future(self._clock.wait(max(left, 0.0)))
            try:
                await asyncio.wait({bell, nap, mine}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                bell.cancel()
                nap.cancel()
            if mine.done():
                if mine.result():
                    raise Conflict(mine.result())
                return [], None

    def _ready(self, limit: int) -> tuple[list[dict[str, Any]], Fault | None]:
        now = self.now()
        ready: list[dict[str, Any]] = []
        swap: int | None = None
        cut: Fault | None = None
        for one in self.waiting():
            if len(ready) >= limit:
                break
            if one.not_before > now:
                continue
            fault = None if one.struck else self._strike(one)
            one.struck = True
            one.tries += 1
            if fault and fault.do == "delay":
                one.not_before = now + fault.seconds
                continue
            if fault and fault.do == "drop_before":
                one.struck = False
                break
            if fault and fault.do in {"accept_then_drop", "status", "truncate", "html"}:
                cut = fault
            ready.append(one.body)
            if swap is not None:
                ready[swap], ready[-1] = ready[-1], ready[swap]
                swap = None
            if fault and fault.do == "duplicate":
                ready.extend([one.body] * fault.number("copies", 1))
            if fault and fault.do == "reorder":
                swap = len(ready) - 1
        return ready, cut

    def _confirm(self, offset: int | None) -> None:
        waiting = self.waiting()
        if offset is None:
            return
        if offset < 0:
            kept = {one.id for one in waiting[offset:]}
            for one in waiting:
                if one.id not in kept:
                    self._drop(one)
            return
        for one in waiting:
            if one.id < offset:
                self._done(one)

    def _end_poll(self, why: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(why)
        self._poll = None

    def _polled_within(self, seconds: float) -> bool:
        ended = self._poll_ended
        return ended is not None and asyncio.get_running_loop().time() - ended < seconds

    # -- the webhook

    def set_webhook(
        self, url: str, *, secret: str | None, max_connections: int, forget: bool, allowed: list[str] | None
    ) -> None:
        """Deliver to `url` from now on; an empty one deletes the webhook."""
        if forget:
            self.forget()
        self.allow(allowed)
        self._stop_workers()
        if not url:
            self.webhook = None
        else:
            self._end_poll("terminated by setWebhook request")
            self.webhook = Webhook(url, secret, max_connections, self.now(), asyncio.Semaphore(max_connections))
            for queue in list(self._queues):
                self._work(queue)
        self.tell_connected()

    def _work(self, queue: str) -> None:
        worker = self._workers.get(queue)
        if worker is None or worker.done():
            self._workers[queue] = asyncio.ensure_future(self._deliver(queue))

    def _stop_workers(self) -> None:
        for worker in self._workers.values():
            worker.cancel()
        self._workers.clear()

    async def _deliver(self, queue: str) -> None:
        while (hook := self.webhook) and (waiting := self._queues.get(queue)):
            one = waiting[0]
            if one.expires <= self.now():
                self._drop(one)
                continue
            if one.not_before > self.now():
                await self._clock.wait(one.not_before - self.now())
                continue
            fault = self._strike(one)
            if fault and fault.do == "delay":
                await self._clock.wait(fault.seconds)
            elif fault and fault.do == "reorder":
                await self._let_next_pass(one, fault)
                if waiting and waiting[0] is not one:
                    continue
            async with hook.slots:
                accepted, pause = await self._try(hook, one, fault)
            if self.webhook is not hook:
                return
            if accepted:
                self._done(one)
            elif pause > 0:
                one.not_before = self.now() + pause

    async def _let_next_pass(self, one: Pending, fault: Fault) -> None:
        """Wait for the next update; if it is in the same queue it goes first."""
        later = [other for other in self._pending.values() if other.id > one.id]
        if not later:
            nap = asyncio.ensure_future(self._clock.wait(fault.seconds))
            bell = asyncio.ensure_future(self._bell.wait())
            await asyncio.wait({nap, bell}, return_when=asyncio.FIRST_COMPLETED)
            nap.cancel()
            bell.cancel()
            later = [other for other in self._pending.values() if other.id > one.id]
        if not later:
            return
        queue = self._queues[one.queue]
        if later[0].queue == one.queue:
            queue[0], queue[1] = queue[1], queue[0]
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(later[0].delivered.wait(), fault.seconds)

    async def _try(self, hook: Webhook, one: Pending, fault: Fault | None) -> tuple[bool, float]:
        """One delivery. Returns whether it was taken, and how long to wait when not."""
        one.tries += 1
        do = fault.do if fault else ""
        status, retry_after, answer = 0, None, b""
        if do != "drop_before":
            body = json.dumps(one.body, ensure_ascii=False).encode()
            if do == "truncate":
                body = body[: len(body) // 2]
            elif do == "html":
                body = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
            status, retry_after, answer = await self._post(hook, body)
            for _ in range(fault.number("copies", 1) if fault and do == "duplicate" else 0):
                await self._post(hook, body)
        if do == "accept_then_drop":
            status = 0
        elif fault and do == "status":
            status = fault.number("status", 500)
        self.deliveries.append({
            "update_id": one.id, "kind": one.kind, "at": self._clock.now().isoformat(), "try": one.tries,
            "status": status, "fault": do or None,
        })  # fmt: skip
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
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        try:
            async with self._session.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer:
                said = await answer.content.read(1 << 20)
                if answer.status >= 300:
                    hook.last_error = (
                        self.now(), f"Wrong response from the webhook: {answer.status} {answer.reason}"
                    )
                self._reached(hook, reached=True)
                after = answer.headers.get("Retry-After", "")
                return answer.status, float(after) if after.isdecimal() else None, said
        except (aiohttp.ClientError, OSError, TimeoutError) as broken:
            timed_out = isinstance(broken, TimeoutError)
            hook.last_error = (self.now(), "Read timeout expired" if timed_out else "Connection refused")
            self._reached(hook, reached=timed_out)
            return 0, None, b""

    def _reached(self, hook: Webhook, *, reached: bool) -> None:
        if hook.unreachable == reached:
            hook.unreachable = not reached
            self.tell_connected()

    def _gone(self, hook: Webhook, status: int) -> bool:
        if status != 410:
            hook.gone_since = None
            return False
        if hook.gone_since is None:
            hook.gone_since = self.now()
        if self.now() - hook.gone_since <= GONE_AFTER:
            return False
        self.webhook = None
        self.tell_connected()
        return True

    async def _reply(self, answer: bytes) -> None:
        """Carry out a method that came as the webhook's answer."""
        if not answer.lstrip().startswith(b"{"):
            return
        with suppress(ValueError):
            said = json.loads(answer)
            if isinstance(said, dict) and said.get("method"):
                await self._carry_out(said)

    # -- both

    def _strike(self, one: Pending) -> Fault | None:
        return self._faults.strike(direction="in", method=one.kind, chat=one.chat, phone=one.phone)

    @property
    def connected(self) -> bool:
        """Whether the bot polled lately or can be reached at its webhook."""
        if self.webhook:
            return not self.webhook.unreachable
        return self._poll is not None or self._polled_within(POLL_GRACE)

    def tell_connected(self) -> None:
        """Tell the pages when the bot has come or gone."""
        if self._told != self.connected:
            self._told = self.connected
            self._hub.tell("bot", {"connected": self.connected})

    async def stop(self) -> None:
        """End the open poll and all deliveries."""
        self._end_poll("")
        workers = list(self._workers.values())
        self._stop_workers()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None
