"""Calls of one app: with its token, which is fetched anew once; what is refused for good is left alone."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.platforms.wecom_api import Wire
from bot.platforms.wecom_circuit import APP, Circuit, Tell
from bot.platforms.wecom_outcome import LIMITED, PROBE_S, TOKEN, Answer, Broken, Undelivered, family
from bot.platforms.wecom_token import Shared, Token, Tokens
from scheduler.clock import Clock, to_ms

WORST_WAIT_S = 60.0
FETCH_AGAIN_S = 10.0  # and twice as long each time: gettoken is asked three times in a minute at the most


class Client:
    """One app of one corporation on the wire.

    Args:
        wire: where the calls go.
        corp_id: of the corporation.
        secret: of the app.
        clock: tokens and waits are judged on it.
        shared: where processes share the token; None keeps it in memory.
        tell: administrators hear once what WeCom refuses.
        changed: told ``connected`` or ``refused``.
    """

    def __init__(
        self,
        wire: Wire,
        *,
        corp_id: str,
        secret: str,
        clock: Clock,
        shared: Shared | None,
        tell: Tell | None,
        changed: Callable[[str], None],
    ) -> None:
        self._wire = wire
        self._corp_id = corp_id
        self._secret = secret
        self._clock = clock
        self._changed = changed
        self.circuit = Circuit(clock, tell)
        self.tokens = Tokens(self._fetch_token, clock=clock, shared=shared)
        self._fetch_failures = 0
        self._fetch_not_before = 0

    async def call(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        kind: str = "",
        after_write: Callable[[], None] | None = None,
    ) -> Answer:
        """Call one API with the app's token: GET without a body, else POST.

        A token that WeCom no longer knows is fetched anew, once. ``kind`` narrows what a refusal shuts.

        Raises:
            Broken: WeCom refuses the app, or this call, until an administrator acts.
            Undelivered: no answer came.
        """
        asked = dict(query or {})

        async def once(token: str) -> Answer:
            with_token = {**asked, "access_token": token}
            if body is None:
                return await self._wire.get(path, with_token)
            return await self._wire.post(path, with_token, body, after_write=after_write)

        return await self.asked(once, path, f"{path}:{kind}")

    async def asked(self, once: Callable[[str], Awaitable[Answer]], path: str, scope: str = "") -> Answer:
        """``path`` is what a limit shuts, ``scope`` what a refusal does."""
        scope = scope or path
        self.circuit.pass_through(APP, path, scope)
        token = await self.tokens.get()
        answer = await once(token)
        if answer.code is not None and family(answer.code) == "token":
            await self.tokens.drop(token)
            answer = await once(await self.tokens.get())
        code = answer.code
        if code is None:
            return answer
        match family(code):
            case "token":  # a token that was fetched this moment: somebody else fetches all the time
                await self.circuit.shut(APP, code, answer.said)
            case "configuration":
                await self.circuit.shut(self.circuit.scope_of(code, scope), code, answer.said)
            case "limited":
                self.circuit.limited(path, answer.said)
            case _:
                self.circuit.passed(APP, path, scope)
                self._changed("connected")
        if self.circuit.trouble is not None:
            self._changed("refused")
        return answer

    async def _fetch_token(self) -> Token:
        now = to_ms(self._clock.now())
        if now < self._fetch_not_before:
            raise Undelivered("the token is not asked for again yet", written=False)
        asked = {"corpid": self._corp_id, "corpsecret": self._secret}
        try:
            answer = await self._wire.get("gettoken", asked)
        except Undelivered as failure:
            self._wait_longer(now)
            raise Undelivered(f"gettoken {failure}", written=False) from None
        text, life = answer.text("access_token"), (answer.body or {}).get("expires_in")
        if answer.code == 0 and text and isinstance(life, int):
            self._fetch_failures, self._fetch_not_before = 0, 0
            if self.circuit.trouble not in TOKEN:  # one that is given out may still be good for nothing
                self.circuit.passed(APP)
            return Token(text, now + life * 1000)
        code = answer.code
        if code is not None and family(code) in {"configuration", "own"}:
            await self.circuit.shut(APP, code, answer.said)
            raise Broken(code, answer.said, again_in_s=PROBE_S)
        if code == LIMITED:
            raise Broken(LIMITED, answer.said, again_in_s=self.circuit.limited(APP, answer.said))
        self._wait_longer(now)
        raise Undelivered(f"gettoken {code if code is not None else answer.status}", written=False)

    def _wait_longer(self, now: int) -> None:
        wait = min(FETCH_AGAIN_S * 2.0 ** min(self._fetch_failures, 6), WORST_WAIT_S)
        self._fetch_failures += 1
        self._fetch_not_before = now + round(wait * 1000)
