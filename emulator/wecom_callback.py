"""Delivery to the app's callback URL.

A delivery that is not answered 200 within 5 s is made again, 5 s after it began, three times in all; then
it is lost. Each time it is sealed anew: other random bytes, nonce, timestamp, signature; MsgId, ResponseCode
stay. What one member does arrives in order the first time; later tries hold nobody up and may be overtaken.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from emulator.clock import Clock, printed
from emulator.faults import Fault, Faults
from emulator.wecom_crypt import Crypt, Unreadable
from emulator.wecom_forge import HOSTILE, ODD, Forge, Parcel
from emulator.wecom_state import App
from emulator.wecom_wire import Told, Wire
from emulator.wecom_xml import Node, changed, drawn, read

TRIES = 3
ANSWER_WITHIN = 5.0  # seconds on the twin's clock
ECHO_WITHIN = 1.0
BAD_GATEWAY = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass
class Pending:
    """One message or event on its way."""

    id: int
    kind: str  # the msgtype, or the event's name in lower case
    children: list[Node]
    app: App
    userid: str
    phone: str
    takes: frozenset[str]  # kinds of passive reply
    message: int | None = None  # number of the message on the phone it belongs to
    tries: int = 0
    not_before: float = 0.0
    held: bool = False  # it waits for time to pass, or for another one to go first
    lost: bool = False
    tried: asyncio.Event = field(default_factory=asyncio.Event)  # the first try has ended
    delivered: asyncio.Event = field(default_factory=asyncio.Event)  # taken by the bot
    ended: asyncio.Event = field(default_factory=asyncio.Event)  # taken or lost

    @property
    def xml(self) -> str:
        """The plaintext."""
        return drawn(self.children)


Replied = Callable[[Pending, dict[str, Any]], str]


class Callback:
    """Posts to the apps' callback URLs.

    Args:
        clock: limits and tries run on it.
        faults: asked for each try ("in", method = the kind).
        corp: the corporation's id.
        next_id: gives the next delivery's number.
        changed: called when the bot can no longer, or again, be reached.
    """

    def __init__(
        self,
        clock: Clock,
        faults: Faults,
        corp: str,
        *,
        next_id: Callable[[], int],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.clock = clock
        self._faults = faults
        self._corp = corp
        self._next_id = next_id
        self._changed = changed
        self._pending: dict[int, Pending] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._lanes: dict[str, asyncio.Lock] = {}
        self._forges: dict[tuple[str, ...], Forge] = {}
        self._last_time: dict[str, int] = {}  # CreateTime of each member's last event
        self._bell = asyncio.Event()
        self._wire = Wire(clock)
        self.replied: Replied = lambda _, __: "not applied"
        self.reachable = False
        self.log: deque[dict[str, Any]] = deque(maxlen=10_000)

    def now(self) -> float:
        """Seconds on the twin's clock."""
        return self.clock.now().timestamp()

    # -- what is on its way

    def put(
        self,
        app: App,
        kind: str,
        children: list[Node],
        *,
        userid: str,
        phone: str,
        takes: frozenset[str] = frozenset(),
        message: int | None = None,
    ) -> Pending | None:
        """Send one message or event on its way; None when the app has no callback."""
        if not app.has_callback:
            return None
        one = Pending(self._next_id(), kind, children, app, userid, phone, takes, message)
        self._pending[one.id] = one
        task = asyncio.ensure_future(self._carry(one))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._bell.set()
        self._bell = asyncio.Event()
        return one

    def waiting(self) -> list[Pending]:
        """What is neither taken nor lost."""
        return list(self._pending.values())

    def under_way(self) -> list[Pending]:
        """What is being delivered now; the rest waits for time to pass."""
        now = self.now()
        return [one for one in self._pending.values() if not one.held and one.not_before <= now]

    def of(self, message: int) -> list[dict[str, Any]]:
        """Every delivery that belongs to a message of a phone."""
        return [line for line in self.log if line["message"] == message]

    def forget(self) -> None:
        """Drop everything that is on its way."""
        for task in tuple(self._tasks):
            task.cancel()
        for one in tuple(self._pending.values()):
            self._end(one, taken=False)

    async def _carry(self, one: Pending) -> None:
        fault = self._strike(one)
        if fault and fault.do == "reorder":
            await self._let_next_pass(one, fault)
        try:
            async with self._lanes.setdefault(one.userid.lower(), asyncio.Lock()):
                began = self.now()
                taken = await self._try(one, fault)
            one.tried.set()
            while not taken and one.tries < TRIES:
                await self._wait(one, began + ANSWER_WITHIN)
                began = self.now()
                taken = await self._try(one, self._strike(one))
            self._end(one, taken=taken)
        finally:
            self._end(one, taken=False)

    def _end(self, one: Pending, *, taken: bool) -> None:
        if one.ended.is_set():
            return
        self._pending.pop(one.id, None)
        one.lost = not taken
        if taken:
            one.delivered.set()
        one.tried.set()
        one.ended.set()

    async def _wait(self, one: Pending, until: float) -> None:
        one.held, one.not_before = True, until
        try:
            while (left := until - self.now()) > 0:
                await self.clock.wait(left)
        finally:
            one.held, one.not_before = False, 0.0

    def _strike(self, one: Pending) -> Fault | None:
        return self._faults.strike(
            direction="in", method=one.kind, chat=one.userid, phone=one.phone, platform="wecom"
        )

    async def _let_next_pass(self, one: Pending, fault: Fault) -> None:
        """Wait until the next delivery has been tried, or the fault's seconds are over."""
        one.held = True
        if not self._after(one):
            await self._first(self._bell.wait(), self.clock.wait(fault.seconds))
        if following := self._after(one):
            await self._first(following.tried.wait(), self.clock.wait(fault.seconds))
        one.held = False

    def _after(self, one: Pending) -> Pending | None:
        later = [other for other in self._pending.values() if other.id > one.id]
        return next((other for other in later if other.userid == one.userid), later[0] if later else None)

    async def _first(self, *waits: Awaitable[Any]) -> None:
        tasks = [asyncio.ensure_future(one) for one in waits]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    # -- one try

    async def _try(self, one: Pending, fault: Fault | None) -> bool:
        """Deliver once; whether the bot took it."""
        one.tries += 1
        do = fault.do if fault else ""
        if fault and do == "delay":
            await self._wait(one, self.now() + fault.seconds)
        if do == "same_second":
            before = self._last_time.get(one.userid, int(self.now()))
            one.children = changed(one.children, "CreateTime", before)
        self._remember_time(one)
        forge = self.forge(one.app)
        if do in HOSTILE:
            told = await self.post(one.app, forge.forged(one.children, do))
            self._write(one, told, fault=do)
        if do == "drop_before":
            self._write(one, Told(0, problem="cut before it went out"), fault=do)
            return False
        odd = "agent_empty" if one.kind == "change_contact" else ""
        parcel = forge.sealed(one.children, odd=do if do in ODD else odd)
        told = await self.post(one.app, _spoiled(parcel, do))
        if do == "accept_then_drop":
            told = Told(0, problem="the answer was lost")
        elif fault and do == "status":
            told = Told(fault.number("status", 500), problem="taken for this status")
        note = self._heard(one, told) if told.status == 200 else ""
        self._write(one, told, fault=do, reply=note)
        for _ in range(fault.number("copies", 1) if fault and do == "duplicate" else 0):
            self._write(one, await self.post(one.app, forge.sealed(one.children)), fault=do)
        return told.status == 200

    def _remember_time(self, one: Pending) -> None:
        at = next((held for name, held in one.children if name == "CreateTime"), None)
        if isinstance(at, int):
            self._last_time[one.userid] = at

    def _heard(self, one: Pending, told: Told) -> str:
        """Verify, decrypt and apply a passive reply; what became of it."""
        if told.body.strip() in {b"", b"success"}:
            return ""
        try:
            outer = read(told.body.decode())
            crypt = self.forge(one.app).crypt
            inner = read(
                crypt.verified(
                    str(outer.get("MsgSignature", "")), str(outer.get("TimeStamp", "")),
                    str(outer.get("Nonce", "")), str(outer.get("Encrypt", "")),
                ).decode()
            )  # fmt: skip
        except (ValueError, Unreadable) as wrong:
            return f"refused: {wrong}"
        kind = str(inner.get("MsgType", ""))
        if kind not in one.takes:
            return f"ignored: {one.kind} takes no {kind or 'reply'}"
        if str(inner.get("ToUserName", "")).lower() != one.userid.lower():
            return "ignored: ToUserName is not who acted"
        return self.replied(one, inner)

    def _write(self, one: Pending, told: Told, *, fault: str = "", reply: str = "") -> None:
        line: dict[str, Any] = {
            "platform": "wecom", "n": one.id, "at": printed(self.clock.now()), "kind": one.kind,
            "userid": one.userid, "message": one.message, "try": one.tries, "status": told.status,
            "fault": fault or None, "xml": one.xml,
        }  # fmt: skip
        if told.problem:
            line["problem"] = told.problem
        if told.body.strip() not in {b"", b"success"}:
            line["answer"] = told.body[:2000].decode(errors="replace")
        self.log.append(line | ({"reply": reply} if reply else {}))

    # -- HTTP

    def forge(self, app: App) -> Forge:
        """What seals an app's deliveries."""
        key = (str(app.id), app.set_up.token, app.set_up.aes_key)
        if key not in self._forges:
            crypt = Crypt(app.set_up.token, app.set_up.aes_key, self._corp)
            self._forges[key] = Forge(crypt, app.id, self.now)
        return self._forges[key]

    async def post(self, app: App, parcel: Parcel) -> Told:
        """One POST, with the platform's limit of time."""
        headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"}
        told = await self._wire.ask(
            ANSWER_WITHIN, "POST", app.set_up.callback_url,
            params=parcel.query, data=BytesIO(parcel.body), headers=headers,
        )  # fmt: skip
        self._reached(reached=told.status != 0 or told.problem == "slow")
        return told

    async def verify(self, app: App, url: str) -> Told:
        """What the console does on saving: GET with an encrypted echo; status 0 unless all is right."""
        echo = str(secrets.randbelow(9 * 10**18) + 10**18)
        told = await self._wire.ask(ECHO_WITHIN, "GET", url, params=self.forge(app).echo(echo))
        problem = ""
        if told.status == 0:
            problem = told.problem
        elif told.status != 200:
            problem = f"HTTP {told.status}"
        elif told.body != echo.encode():
            problem = "the answer is not the decrypted echo, byte for byte"
        if not problem:
            self._reached(reached=True)
        return Told(0, told.body, problem) if problem else told

    async def save(self, app: App, url: str, *, token: str | None = None, aes_key: str | None = None) -> str:
        """Enter a callback as the administrator does; empty when saved, else what the console would say.

        Raises:
            ValueError: the key is no EncodingAESKey.
        """
        before = app.set_up
        keys = {"token": token or before.token, "aes_key": aes_key or before.aes_key}
        Crypt(keys["token"], keys["aes_key"], self._corp)
        app.change(**keys)
        told = await self.verify(app, url)
        if told.problem:
            app.change(token=before.token, aes_key=before.aes_key)
            return f"40057: {told.problem}"
        app.change(callback_url=url)
        return ""

    def _reached(self, *, reached: bool) -> None:
        if self.reachable != reached:
            self.reachable = reached
            self._changed()

    async def stop(self) -> None:
        """End all deliveries."""
        tasks = tuple(self._tasks)
        self.forget()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._wire.stop()


def _spoiled(parcel: Parcel, do: str) -> Parcel:
    if do == "truncate":
        return Parcel(parcel.query, parcel.body[: len(parcel.body) // 2])
    if do == "html":
        return Parcel(parcel.query, BAD_GATEWAY)
    return parcel
