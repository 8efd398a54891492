"""The control API: what the page and the tests use. Loopback only; no other web page may call it.

| | |
|---|---|
| GET /emulator/info | addresses and names |
| GET /emulator/phones[?only=ID][&platform=P] | what every phone shows; who has both has two of one id |
| POST /emulator/phones/ID/say | text, reply_to? |
| POST /emulator/phones/ID/send | multipart: file*, caption?, album?, as? (document, photo), reply_to? |
| POST /emulator/phones/ID/tap | message_id, button (label or place), stale?, data? |
| POST /emulator/phones/ID/forward | message_id and to, or text, origin? and to |
| POST /emulator/phones/ID/block | on |
| POST /emulator/phones/ID/join, leave | person ("bot" for the bot); groups only |
| POST /emulator/phones/ID/migrate | groups only |
| GET /emulator/calls[?since=N][&platform=P], /emulator/deliveries | JSON lines |
| GET, PUT, DELETE /emulator/faults | the plan (faults.py) |
| GET, POST /emulator/clock | advance_s, to, or next: "workday", "event" |
| GET /emulator/why, POST /emulator/bot/restart, POST /emulator/reset | |
| GET /emulator/events | server-sent: phones, clock, calls, bot |
| /emulator/site/pages, /emulator/site/faults | site_control.py |

`platform: "wecom"` in an act's body (or its query) means the person's WeCom phone; without it the Telegram
one. What can be done there, and /emulator/wecom/…: control_wecom.py.

On a group's phone every act may name who acts (`by`; else the first member). An act waits up to 0.25 s
(`wait` overrides) for its updates to reach the bot and answers {accepted, update_id, delivered, update_ids,
message_ids, opened?, opened_here?}; the latter is where the link leads on this machine.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from emulator import telegram_members as members
from emulator import telegram_people as people
from emulator.bodies import dumped, read_files, read_json, read_object, refused
from emulator.control_wecom import WecomControl
from emulator.events import Hub
from emulator.faults import Faults
from emulator.phones import phones
from emulator.record import Transcript
from emulator.steps import BotAway, Steps
from emulator.telegram_acts import Impossible, Outcome
from emulator.telegram_judge import Upload
from emulator.telegram_twin import Telegram
from emulator.wecom_acts import Outcome as WecomOutcome
from emulator.wecom_phones import wecom_phones

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WEB_ORIGIN = "https://duwang.test"
DELIVERED_WITHIN = 0.25  # real seconds an act waits for its updates to arrive; `wait` in the body overrides
MOST_WAIT = 30.0
SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif"}

Restart = Callable[[], Awaitable[None]]


@web.middleware
async def loopback_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse other machines, other Host names (DNS rebinding) and other pages (Origin)."""
    host = urlsplit(f"//{request.host}").hostname
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if request.remote not in LOOPBACK or host not in LOOPBACK or foreign:
        return web.json_response({"error": "this address answers its own machine only"}, status=403)
    return await handler(request)


class Control:
    """Routes under /emulator."""

    def __init__(
        self,
        twin: Telegram,
        *,
        hub: Hub,
        faults: Faults,
        transcript: Transcript,
        steps: Steps,
        restart: Restart | None,
        reset: Callable[[], None],
        info: Callable[[], dict[str, Any]],
        wecom: WecomControl | None = None,
    ) -> None:
        self.twin = twin
        self.hub = hub
        self.faults = faults
        self.transcript = transcript
        self.steps = steps
        self._restart = restart
        self._reset = reset
        self._info = info
        self.wecom = wecom

    def routes(self, app: web.Application) -> None:
        """Add the routes to an application."""
        app.router.add_get("/emulator/info", self.info)
        app.router.add_get("/emulator/phones", self.phones)
        app.router.add_post("/emulator/phones/{id}/{act}", self.act)
        app.router.add_get("/emulator/files/{id}", self.file)
        app.router.add_get("/emulator/calls", self.calls)
        app.router.add_get("/emulator/deliveries", self.deliveries)
        app.router.add_get("/emulator/faults", self.faults_now)
        app.router.add_put("/emulator/faults", self.set_faults)
        app.router.add_delete("/emulator/faults", self.clear_faults)
        app.router.add_get("/emulator/clock", self.clock)
        app.router.add_post("/emulator/clock", self.move_clock)
        app.router.add_get("/emulator/why", self.why)
        app.router.add_get("/emulator/events", self.events)
        app.router.add_post("/emulator/bot/restart", self.restart)
        app.router.add_post("/emulator/reset", self.reset)
        if self.wecom:
            self.wecom.routes(app)

    # -- phones

    async def info(self, request: web.Request) -> web.Response:
        """Addresses and names."""
        return web.json_response(self._info())

    async def phones(self, request: web.Request) -> web.Response:
        """What every phone shows."""
        only, platform = request.query.get("only"), request.query.get("platform")
        if only is not None and not self._has(only):
            return refused(f"no phone {only!r}", 404)
        report = phones(self.twin, only)
        if self.wecom:
            report["phones"] += wecom_phones(self.wecom.people, self.wecom.aibot, only)
        if platform:
            report["phones"] = [one for one in report["phones"] if one["platform"] == platform]
        return web.json_response(report, dumps=dumped)

    def _has(self, phone: str) -> bool:
        return self.twin.state.phone(phone) is not None or (self.wecom is not None and self.wecom.has(phone))

    async def act(self, request: web.Request) -> web.Response:
        """A person does something on a phone."""
        phone, act = request.match_info["id"], request.match_info["act"]
        if not self._has(phone):
            return refused(f"no phone {phone!r}", 404)
        files: list[Upload] = []
        try:
            said: dict[str, Any]
            if act == "send":
                said, files = await read_files(request)
            else:
                said = await read_object(request)
            on_wecom = self._on_wecom(phone, said.get("platform") or request.query.get("platform"))
            outcome: Outcome | WecomOutcome
            if on_wecom is not None:
                outcome = await on_wecom.act(phone, act, said, files)
            elif act == "send":
                outcome = _send(self.twin, phone, said, files)
            else:
                outcome = _act(self.twin, phone, act, said)
        except Impossible as impossible:
            return refused(str(impossible), 409)
        except (KeyError, ValueError, TypeError) as wrong:
            return refused(f"the body is not understood: {wrong}")
        connected = self.twin.updates.connected or on_wecom is not None
        answer = await self._outcome(outcome, said.get("wait"), connected=connected)
        return web.json_response(answer, dumps=dumped)

    def _on_wecom(self, phone: str, platform: str | None) -> WecomControl | None:
        """Where WeCom is meant, its control; a group that is nowhere else needs no word."""
        if platform == "telegram" or (platform is None and self.twin.state.phone(phone) is not None):
            return None
        if self.wecom is None or not self.wecom.has(phone):
            raise Impossible("this phone is not on WeCom")
        return self.wecom

    async def _outcome(
        self, outcome: Outcome | WecomOutcome, wait: Any, *, connected: bool
    ) -> dict[str, Any]:
        updates = outcome.updates
        patience = DELIVERED_WITHIN if wait is None else min(float(wait), MOST_WAIT)
        if updates and patience > 0 and connected:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.gather(*(one.delivered.wait() for one in updates)), patience)
        answer: dict[str, Any] = {
            "accepted": True,
            "update_id": updates[-1].id if updates else None,
            "delivered": bool(updates) and all(one.delivered.is_set() for one in updates),
            "update_ids": [one.id for one in updates],
            "message_ids": outcome.messages,
        }
        if isinstance(outcome, WecomOutcome) and outcome.reached is not None:
            answer["delivered"] = outcome.reached
        if not outcome.opened:
            return answer
        return answer | {"opened": outcome.opened, "opened_here": self.here(outcome.opened)}

    def here(self, url: str) -> str:
        """Where a link leads on this machine: the house's printed origin is the bot's address."""
        printed, bot_url = urlsplit(WEB_ORIGIN), self._info().get("bot_url")
        asked = urlsplit(url)
        if not bot_url or (asked.scheme, asked.netloc) != (printed.scheme, printed.netloc):
            return url
        return str(bot_url).rstrip("/") + asked._replace(scheme="", netloc="").geturl()

    async def file(self, request: web.Request) -> web.Response:
        """A file that a phone shows; anything but a plain picture is handed over, never rendered."""
        name = request.match_info["id"]
        stored: Any = self.twin.state.files.get(name)
        if stored is None and self.wecom:
            stored = self.wecom.twin.state.media.get(name)
        if stored is None:
            return refused("no such file", 404)
        shown = stored.type in SHOWN_INLINE
        headers = {
            "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox",
            "Content-Disposition": "inline" if shown else "attachment",
        }  # fmt: skip
        return web.Response(
            body=stored.data,
            content_type=stored.type if shown else "application/octet-stream",
            headers=headers,
        )

    @property
    def connected(self) -> bool:
        """Whether the bot is there on any platform."""
        return self.twin.updates.connected or (self.wecom is not None and self.wecom.callback.reachable)

    # -- transcript and faults

    async def calls(self, request: web.Request) -> web.Response:
        """Every call of the bot, as JSON lines."""
        since = request.query.get("since", "0")
        if not since.isdecimal():
            return refused("since is a number")
        text = self.transcript.lines(int(since), request.query.get("platform"))
        return web.Response(text=text, content_type="application/jsonl")

    async def deliveries(self, request: web.Request) -> web.Response:
        """Every try to deliver an update to the webhook or the callback, as JSON lines."""
        log = [*self.twin.updates.delivery.log, *(self.wecom.callback.log if self.wecom else ())]
        lines = "".join(dumped(one) + "\n" for one in log)
        return web.Response(text=lines, content_type="application/jsonl")

    async def faults_now(self, request: web.Request) -> web.Response:
        """The plan in force."""
        return web.json_response(self.faults.listing(), dumps=dumped)

    async def set_faults(self, request: web.Request) -> web.Response:
        """A new plan instead of the old one."""
        try:
            self.faults.replace(await read_json(request))
        except (ValueError, TypeError) as wrong:
            return refused(str(wrong))
        return web.json_response({"accepted": True})

    async def clear_faults(self, request: web.Request) -> web.Response:
        """No more faults."""
        self.faults.clear()
        return web.json_response({"accepted": True})

    # -- clock and bot

    async def clock(self, request: web.Request) -> web.Response:
        """The twin's clock."""
        return web.json_response(await self.steps.told())

    async def move_clock(self, request: web.Request) -> web.Response:
        """Put the clock forward."""
        try:
            return web.json_response(await self.steps.move(await read_object(request)))
        except (ValueError, TypeError, OverflowError) as wrong:
            return refused(str(wrong))
        except BotAway as away:
            return refused(str(away), 502)

    async def why(self, request: web.Request) -> web.Response:
        """What the bot says about its last decision."""
        query = f"?{request.query_string}" if request.query_string else ""
        try:
            return web.json_response(await self.steps.ask("GET", f"/demo/why{query}"), dumps=dumped)
        except BotAway as away:
            return refused(str(away), 502)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: phones, clock, calls, bot."""
        answer = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await answer.prepare(request)
        start = {"rev": self.hub.rev, "changed": [chat.phone for chat in self.twin.state.phones()]}
        first = [
            ("phones", start), ("clock", self.steps.shown()), ("calls", {"n": self.transcript.n}),
            ("bot", {"connected": self.connected, "ended": self._info()["bot_ended"]}),
        ]  # fmt: skip
        with suppress(ConnectionError):
            for event, data in first:
                await answer.write(_event(event, data))
            async for event, data in self.hub.listen():
                await answer.write(_event(event, data))
        return answer

    async def restart(self, request: web.Request) -> web.Response:
        """Stop and start the bot's process."""
        if self._restart is None:
            return refused("whoever started this emulator cannot restart the bot", 501)
        await self._restart()
        return web.json_response({"accepted": True})

    async def reset(self, request: web.Request) -> web.Response:
        """Phones, site, faults and transcript as at the start."""
        self._reset()
        return web.json_response({"accepted": True})


def _act(twin: Telegram, phone: str, act: str, said: dict[str, Any]) -> Outcome:
    by = said.get("by")
    if act == "say":
        return people.say(twin, phone, str(said["text"]), reply_to=_number(said, "reply_to"), by=by)
    if act == "tap":
        return people.tap(
            twin, phone, int(said["message_id"]), said.get("button"),
            by=by, stale=bool(said.get("stale")), data=said.get("data"),
        )  # fmt: skip
    if act == "forward":
        return people.forward(
            twin, phone, _number(said, "message_id"), str(said.get("to", phone)),
            by=by, text=str(said.get("text", "")), origin=str(said.get("origin", "")),
        )  # fmt: skip
    if act == "block":
        return members.block(twin, phone, on=bool(said["on"]))
    if act == "join":
        return members.join(twin, phone, str(said["person"]), by=by)
    if act == "leave":
        return members.leave(twin, phone, str(said.get("person", "bot")), by=by)
    if act == "migrate":
        return members.migrate(twin, phone)
    raise Impossible(f"nobody can {act!r}")


def _send(twin: Telegram, phone: str, said: dict[str, str], files: list[Upload]) -> Outcome:
    wanted = {"document": False, "photo": True, "": None}
    return people.send(
        twin, phone, files, caption=said.get("caption", ""),
        album=said.get("album", "").lower() in {"1", "true", "on", "yes"},
        as_photo=wanted[said.get("as", "")], reply_to=_number(said, "reply_to"), by=said.get("by") or None,
    )  # fmt: skip


def _number(said: dict[str, Any], key: str) -> int | None:
    return int(said[key]) if said.get(key) not in {None, ""} else None


def _event(event: str, data: dict[str, Any]) -> bytes:
    return f"event: {event}\ndata: {dumped(data)}\n\n".encode()
