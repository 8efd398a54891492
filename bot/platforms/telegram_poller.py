"""Fetching updates ourselves: stored first, confirmed afterwards.

Telegram forgets an update once a higher offset is asked for, so the offset moves only after the commit.
"""

from collections.abc import Awaitable, Callable

import orjson
import structlog

from bot.platforms.base import Arrival, Receive
from bot.platforms.telegram_envelope import ALLOWED, Malformed, Self, arrival
from bot.platforms.telegram_line import Line
from bot.platforms.telegram_outcome import Answer, Undelivered, outcome_of

BATCH = 100
WORST_WAIT_S = 60.0
FORGET_OFFSET_S = 6 * 86_400  # after a silent week Telegram may start its numbers anew
Wait = Callable[[float], Awaitable[None]]
log = structlog.get_logger("telegram")


class Poller:
    """Runs until cancelled.

    Args:
        line: the open line.
        me: the bot itself.
        receive: stores a batch in one commit.
        last_update_id: the highest number stored, or None when there is none younger than six days.
        wait: returns after that many seconds of the house's clock.
        poll_s: how long Telegram may hold an empty answer back.
        changed: told "connected", "conflict", "unauthorised" or "offline".
    """

    def __init__(
        self,
        line: Line,
        *,
        me: Self,
        receive: Receive,
        last_update_id: Callable[[], Awaitable[int | None]],
        wait: Wait,
        poll_s: int = 25,
        changed: Callable[[str], None] = lambda _state: None,
    ) -> None:
        self._line = line
        self._me = me
        self._receive = receive
        self._last_update_id = last_update_id
        self._wait = wait
        self._poll_s = poll_s
        self._changed = changed
        self._offset: int | None = None
        self._quiet_s = 0.0
        self._failures = 0
        self._settled = False

    async def run(self) -> None:
        last = await self._last_update_id()
        self._offset = None if last is None else last + 1
        while True:
            pause = await self._round()
            if pause:
                await self._wait(pause)

    async def _round(self) -> float:
        """One getUpdates; how many seconds to wait before the next."""
        hold = (
            self._poll_s if self._settled else 0
        )  # the first answer comes at once and tells that all is well
        params = {"offset": self._offset, "limit": BATCH, "timeout": hold, "allowed_updates": ALLOWED}
        try:
            answer = await self._line.call("getUpdates", params, answer_s=hold + 15)
        except Undelivered as failure:
            return self._failed("offline", str(failure))
        if answer.body is None or not answer.body["ok"]:
            return await self._refused(answer)
        updates = answer.body.get("result")
        if not isinstance(updates, list):
            return self._failed("offline", "an answer without a list")
        return await self._store(updates, hold=hold)

    async def _store(self, updates: list[object], *, hold: int) -> float:
        arrivals: list[Arrival] = []
        highest: int | None = None
        for update in updates:
            try:
                number, arrived = arrival(orjson.dumps(update), me=self._me)
            except Malformed as error:
                log.warning("telegram.malformed", error=str(error))
                number, arrived = _number(update), None
            highest = number if highest is None else max(highest, number)
            if arrived is not None:
                arrivals.append(arrived)
        if arrivals:
            try:
                await self._receive(arrivals)
            except Exception as error:  # noqa: BLE001 -- the offset stays, so Telegram still has them
                return self._failed("connected", type(error).__name__)
        self._changed("connected")
        self._failures, self._settled = 0, True
        if highest is not None and highest >= 0:
            self._offset, self._quiet_s = highest + 1, 0.0
        elif not updates:
            self._quiet_s += hold
            if self._quiet_s > FORGET_OFFSET_S:
                self._offset = None
        return 0.0

    async def _refused(self, answer: Answer) -> float:
        outcome = outcome_of(answer)
        if answer.status == 401:
            return self._failed("unauthorised", outcome.error, outcome.retry_at_s)
        if answer.status != 409:
            return self._failed("offline", outcome.error, outcome.retry_at_s)
        if "webhook" in answer.description.lower():
            log.warning("telegram.webhook_removed")
            try:
                await self._line.call("deleteWebhook", {})
            except Undelivered as failure:
                return self._failed("offline", str(failure))
            return 0.1
        if self._failures == 0:
            log.error(
                "telegram.conflict",
                text="另一个进程正用同一令牌收取消息，请只保留一个；"
                "another process fetches with the same token: keep only one",
            )
        return self._failed("conflict", outcome.error, outcome.retry_at_s, told=True)

    def _failed(self, state: str, error: str, at_least: float | None = None, *, told: bool = False) -> float:
        self._changed(state)
        self._failures, self._settled = self._failures + 1, False
        pause: float = max(min(2.0 ** min(self._failures - 1, 6), WORST_WAIT_S), at_least or 0.0)
        if not told:
            log.warning("telegram.poll_failed", state=state, error=error, again_in_s=pause)
        return pause


def _number(update: object) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int else -1
