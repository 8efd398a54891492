"""Putting the clock forward with the bot: event by event, each at its own time, the twin's clock leading."""

from datetime import datetime, timedelta
from typing import Any

import aiohttp

from emulator.clock import Clock, Movable, offset_of, printed
from emulator.events import Hub

MOST_STEPS = 100_000
STUCK_AFTER = 3  # times the bot may name the same moment again
ANSWER_WITHIN = 60.0  # real seconds for a step
ASIDE_WITHIN = 1.0  # real seconds for what is only nice to know


class BotAway(Exception):
    """The bot is not there, or does not answer as it should."""


class Steps:
    """Moves the twin's clock, and the bot with it when there is one.

    Args:
        clock: the twin's clock; only one with `advance` can be moved.
        hub: told of every step.
        bot_url: base address of the bot, or None.
        key: what the bot asks for in `X-Duwang-Demo-Key`.
    """

    def __init__(self, clock: Clock, hub: Hub, bot_url: str | None, key: str | None) -> None:
        self._clock = clock
        self._hub = hub
        self._bot = bot_url.rstrip("/") if bot_url else None
        self._key = key or ""
        self._session: aiohttp.ClientSession | None = None
        self.stepping = False

    def shown(self) -> dict[str, Any]:
        """The clock by itself; `offset_s` is against the machine's own clock."""
        now = printed(self._clock.now())
        return {
            "at": now, "now": now, "offset_s": round(offset_of(self._clock), 3),
            "stepping": self.stepping, "movable": isinstance(self._clock, Movable),
        }  # fmt: skip

    async def told(self) -> dict[str, Any]:
        """The clock, with what the bot says of the day (`rest_day`, `name`) and of the next event."""
        if self._bot is None or self.stepping:
            return self.shown()
        try:
            said = await self.ask("GET", "/demo/next", within=ASIDE_WITHIN)
        except BotAway:
            return self.shown()
        return self.shown() | {key: said[key] for key in ("next", "rest_day", "name") if key in said}

    async def move(self, body: dict[str, Any]) -> dict[str, Any]:
        """Carry out `{advance_s | to | next}`; gives the clock and the moments stepped through.

        Raises:
            ValueError: the body is not understood, or would go back.
            TypeError: whoever handed the clock in moves it.
            BotAway: the bot is needed and does not answer.
        """
        clock = self._clock
        if not isinstance(clock, Movable):
            raise TypeError("this clock is moved by whoever handed it in")
        if self.stepping:
            raise ValueError("the clock is being moved already")
        self.stepping = True
        try:
            target = await self._target(body)
            passed = await self._through(clock, target)
        finally:
            self.stepping = False
            self._tell()
        return {"accepted": True, **self.shown(), "passed": passed}

    async def _target(self, body: dict[str, Any]) -> datetime:
        now = self._clock.now()
        if len(body) != 1:
            raise ValueError('say one of {"advance_s": n}, {"to": time}, {"next": "workday" or "event"}')
        if "advance_s" in body:
            target = now + timedelta(seconds=float(body["advance_s"]))
        elif "to" in body:
            target = datetime.fromisoformat(str(body["to"]))
            if target.tzinfo is None:
                raise ValueError("`to` needs its offset, such as +08:00")
        elif body.get("next") in {"workday", "event"}:
            kind = "?kind=workday" if body["next"] == "workday" else ""
            found = await self._next(kind)
            if found is None:
                raise ValueError("the bot expects nothing more")
            target = max(found, now)
        else:
            raise ValueError("`next` is workday or event")
        if target < now:
            raise ValueError("the clock does not go back")
        return target

    async def _through(self, clock: Movable, target: datetime) -> list[str]:
        passed: list[str] = []
        last: datetime | None = None
        again = 0
        for _ in range(MOST_STEPS if self._bot else 0):
            due = await self._next("")
            if due is None or due > target:
                break
            again = again + 1 if due == last else 0
            if again >= STUCK_AFTER:
                raise BotAway(f"the bot does not get past {printed(due)}")
            last = due
            await self._step(clock, max(due, clock.now()))
            passed.append(printed(due))
        await self._step(clock, max(target, clock.now()))
        return passed

    async def _step(self, clock: Movable, to: datetime) -> None:
        clock.advance(max((to - clock.now()).total_seconds(), 0.0))
        self._tell()
        if self._bot:
            await self.ask("POST", "/demo/step", {"to": printed(to)})

    def _tell(self) -> None:
        self._hub.tell("clock", self.shown())

    async def _next(self, query: str) -> datetime | None:
        said = await self.ask("GET", f"/demo/next{query}")
        found = said.get("next") if isinstance(said, dict) else None
        return datetime.fromisoformat(found) if found else None

    async def ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, within: float = ANSWER_WITHIN
    ) -> Any:
        """Ask the bot's demo door.

        Raises:
            BotAway: no bot, no answer, or not JSON.
        """
        if self._bot is None:
            raise BotAway("no bot is attached to this emulator")
        if self._session is None:
            self._session = aiohttp.ClientSession()
        headers = {"X-Duwang-Demo-Key": self._key}
        limit = aiohttp.ClientTimeout(total=within)
        try:
            async with self._session.request(
                method, self._bot + path, json=body, headers=headers, timeout=limit
            ) as answer:
                if answer.status >= 300:
                    raise BotAway(f"the bot answers {answer.status} to {method} {path}")
                return await answer.json()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as broken:
            raise BotAway(f"the bot does not answer: {type(broken).__name__}") from broken

    async def stop(self) -> None:
        """Close the connection to the bot."""
        if self._session:
            await self._session.close()
            self._session = None
