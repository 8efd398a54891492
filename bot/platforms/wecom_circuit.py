"""What WeCom refuses for reasons that only an administrator can mend is not asked again and again.

A scope is the whole app, one call (and kind of message), or one robot. While it is shut, one call in five
minutes goes out to see; the administrator is told once each time it shuts.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.platforms.wecom_outcome import LIMITED, LIMITED_S, PROBE_S, WHOLE_APP, Broken
from scheduler.clock import Clock, to_ms

APP = "app"
Tell = Callable[[int, str], Awaitable[None]]
"""(errcode, errmsg) → administrators hear once what is wrong."""
log = structlog.get_logger("wecom")


@dataclass(slots=True)
class _Shut:
    code: int
    said: str
    until: int
    times: int = 1


class Circuit:
    """Which scopes are shut, until when, and why."""

    def __init__(self, clock: Clock, tell: Tell | None = None) -> None:
        self._clock = clock
        self._tell = tell
        self._shut: dict[str, _Shut] = {}

    @property
    def trouble(self) -> int | None:
        """The code for which the whole app is refused; None while it is not."""
        held = self._shut.get(APP)
        return held.code if held is not None else None

    def pass_through(self, *scopes: str) -> None:
        """Let a call go out, or not; the one that goes out in spite of all is the probe.

        Raises:
            Broken: a scope is shut, with the time at which it is tried again.
        """
        now = to_ms(self._clock.now())
        for held in (self._shut[scope] for scope in scopes if scope in self._shut):
            if held.until > now:
                raise Broken(held.code, held.said, again_in_s=(held.until - now) / 1000)
            held.until = now + round(PROBE_S * 1000)

    async def shut(self, scope: str, code: int, said: str) -> None:
        """WeCom refused for a reason that stays: wait, and tell once."""
        known = self._shut.get(scope)
        self._shut[scope] = _Shut(code, said, to_ms(self._clock.now()) + round(PROBE_S * 1000))
        if known is None or known.code != code:
            log.error("wecom.refused", scope=scope, code=code, said=said)
            if self._tell is not None:
                await self._tell(code, said)

    def limited(self, scope: str, said: str) -> float:
        """WeCom says too many: wait for the rest of its minute, then of its hour. The seconds."""
        known = self._shut.get(scope)
        times = known.times + 1 if known is not None and known.code == LIMITED else 1
        wait = LIMITED_S[min(times, len(LIMITED_S)) - 1]
        until = to_ms(self._clock.now()) + round(wait * 1000)
        self._shut[scope] = _Shut(LIMITED, said, until, times)
        log.warning("wecom.limited", scope=scope, wait_s=wait)
        return wait

    def left_s(self, scope: str) -> float:
        """Seconds until a scope is tried again; 0 while it is open."""
        held = self._shut.get(scope)
        return 0.0 if held is None else max(held.until - to_ms(self._clock.now()), 0) / 1000

    def passed(self, *scopes: str) -> None:
        """A call got through: its scopes are open again."""
        for scope in scopes:
            if (held := self._shut.pop(scope, None)) is not None:
                log.info("wecom.accepted_again", scope=scope, code=held.code)

    @staticmethod
    def scope_of(code: int, call: str) -> str:
        """What a code shuts: the app, or only this call."""
        return APP if code in WHOLE_APP else call
