"""The WeCom API over HTTP: reads a call, lets the fault plan strike, judges, carries out, records."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from emulator import (
    wecom_access,
    wecom_agent,
    wecom_appchat,
    wecom_login,
    wecom_media,
    wecom_robot,
    wecom_roster,
    wecom_send,
    wecom_update,
)
from emulator.bodies import HTML, JSON, broken_body, cut_off, dumped
from emulator.faults import Fault
from emulator.wecom_call import Call, read_call
from emulator.wecom_refusal import Refused
from emulator.wecom_twin import Wecom

HIDDEN = {"access_token", "ticket", "user_ticket"}  # of answers, in the transcript

Handler = Callable[[Wecom, Call], dict[str, Any] | wecom_media.File]
OPEN: dict[str, Handler] = {
    "gettoken": wecom_access.get_token,
    "webhook/send": wecom_robot.send,
    "webhook/upload_media": wecom_robot.upload,
}
PLAYED: dict[str, Handler] = {
    "getcallbackip": wecom_access.get_callback_ip,
    "get_api_domain_ip": wecom_access.get_api_domain_ip,
    "message/send": wecom_send.send,
    "message/update_template_card": wecom_update.update,
    "message/recall": wecom_update.recall,
    "appchat/create": wecom_appchat.create,
    "appchat/update": wecom_appchat.update,
    "appchat/get": wecom_appchat.get,
    "appchat/send": wecom_appchat.send,
    "media/upload": wecom_media.upload,
    "media/get": wecom_media.get,
    "media/uploadimg": wecom_media.upload_picture,
    "auth/getuserinfo": wecom_login.get_user_info,
    "user/getuserinfo": wecom_login.get_user_info_of_old,
    "auth/getuserdetail": wecom_login.get_user_detail,
    "user/get": wecom_roster.get_user,
    "user/simplelist": wecom_roster.simple_list,
    "user/list": wecom_roster.full_list,
    "user/list_id": wecom_roster.list_ids,
    "department/list": wecom_roster.departments,
    "department/simplelist": wecom_roster.department_ids,
    "department/get": wecom_roster.get_department,
    "agent/get": wecom_agent.get,
    "agent/list": wecom_agent.listing,
    "menu/create": wecom_agent.create_menu,
    "menu/get": wecom_agent.get_menu,
    "menu/delete": wecom_agent.delete_menu,
    "get_jsapi_ticket": wecom_login.get_jsapi_ticket,
    "ticket/get": wecom_login.get_ticket,
}
EXEMPT = {"message/send", "appchat/send", "message/update_template_card", "auth/getuserinfo"}


@dataclass
class Answer:
    """What a call is answered with; `file` instead of JSON."""

    body: dict[str, Any] | None
    file: wecom_media.File | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """WeCom says 200 to everything but a part of a file."""
        return self.file.status if self.file else 200

    @property
    def data(self) -> bytes:
        """The bytes of the answer."""
        return self.file.data if self.file else dumped(self.body).encode()

    def printed(self) -> Any:
        """For the transcript: secrets masked, a file as its size."""
        if self.file or self.body is None:
            return {"size": len(self.data)}
        return {name: "…" if name in HIDDEN else value for name, value in self.body.items()}

    def response(self) -> web.Response:
        """As HTTP."""
        if self.file:
            return web.Response(
                status=self.file.status, body=self.file.data, headers=self.file.headers(),
                content_type=self.file.type,
            )  # fmt: skip
        return web.Response(body=self.data, content_type=JSON, charset="UTF-8")


class WecomApi:
    """Routes /cgi-bin/… , the login page, and pictures that stay."""

    def __init__(self, twin: Wecom) -> None:
        self.twin = twin
        self._next: asyncio.Event = asyncio.Event()  # rung when a call has been judged
        self._asking = 0  # gettoken calls under way

    def routes(self, app: web.Application) -> None:
        """Add the routes to an application."""
        app.router.add_route("*", "/cgi-bin/{api:.+}", self.handle)
        app.router.add_get("/connect/oauth2/authorize", self.authorize)
        app.router.add_get("/wecom/picture/{id}", self.picture)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, judged, carried out, recorded."""
        call = await read_call(request, request.match_info["api"].strip("/"))
        fault = self._strike(call)
        if call.api != "gettoken":
            return await self._under(fault, request, call)
        self._asking += 1
        try:
            return await self._under(fault, request, call)
        finally:
            self._asking -= 1

    # -- carrying out

    def perform(self, call: Call) -> Answer:
        """Judge and carry out."""
        try:
            found = self._judged(call)
        except Refused as refused:
            return Answer(self._refusal(refused, call))
        finally:
            self._next.set()
            self._next = asyncio.Event()
        return Answer(None, found) if isinstance(found, wecom_media.File) else Answer(found)

    def _judged(self, call: Call) -> dict[str, Any] | wecom_media.File:
        twin = self.twin
        if twin.switches.busy > 0:
            twin.switches.busy -= 1
            raise Refused(-1)
        if call.api == "gettoken" and twin.switches.one_gettoken and self._asking > 1:
            raise Refused(45033)
        if call.api in OPEN:
            wecom_access.readable(twin, call)
            return OPEN[call.api](twin, call)
        call.app = wecom_access.authorised(twin, call)
        handler = PLAYED.get(call.api)
        if handler is None:
            raise Refused(48002, f"{call.api} is not played by this twin")
        if call.api not in EXEMPT:
            wecom_access.within_frequency(twin, call)
        wecom_access.readable(twin, call)
        return handler(twin, call)

    def _refusal(self, refused: Refused, call: Call) -> dict[str, Any]:
        hint = f"{int(self.twin.now() * 1000)}{self.twin.transcript.n + 1:08d}"
        return refused.body(hint=hint, ip=call.ip)

    async def _under(self, fault: Fault | None, request: web.Request, call: Call) -> web.StreamResponse:
        """Carry out a call while a fault strikes it."""
        do = fault.do if fault else ""
        if fault is None or do in {"delay", "reorder", "duplicate"}:
            if fault and do == "delay":
                await self.twin.clock.wait(fault.seconds)
            elif fault and do == "reorder":
                await self._after_next(fault.seconds)
            if fault and do == "duplicate":
                self._record(call, self.perform(call), fault)
            return self._answered(call, self.perform(call), fault)
        if do in {"429", "errcode"}:
            refused = Refused(45009 if do == "429" else fault.number("errcode", -1))
            return self._answered(call, Answer(self._refusal(refused, call)), fault)
        if do == "hang":
            self._record(call, None, fault)
            await asyncio.Event().wait()
        if do == "drop_before":
            self._record(call, None, fault)
            return cut_off(request)
        if do == "status":
            status = fault.number("status", 500)
            self._record(call, None, fault, status)
            return web.Response(status=status)
        if do == "html":
            return self._page(fault, call)
        answer = self.perform(call)
        if do == "accept_then_drop":
            self._record(call, answer, fault, 0)
            return cut_off(request)
        self._record(call, answer, fault)
        return await broken_body(request, answer.data, answer.status, fault, self.twin.clock.wait)

    def _page(self, fault: Fault, call: Call) -> web.Response:
        """What a proxy on the way answers instead."""
        status = fault.number("status", 502)
        self._record(call, self.perform(call) if fault.rule.get("accept") else None, fault, status)
        return web.Response(
            status=status, text=HTML.format(f"{status} Bad Gateway"), content_type="text/html"
        )

    async def _after_next(self, seconds: float) -> None:
        nap = asyncio.ensure_future(self.twin.clock.wait(seconds))
        bell = asyncio.ensure_future(self._next.wait())
        await asyncio.wait({nap, bell}, return_when=asyncio.FIRST_COMPLETED)
        nap.cancel()
        bell.cancel()

    # -- the phone's browser

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        """The login page: sends whoever opened it back with a code, at once."""
        call = Call("connect/oauth2/authorize", "GET", request.remote or "", dict(request.query))
        fault = self._strike(call)
        if fault and fault.do == "delay":
            await self.twin.clock.wait(fault.seconds)
        elif fault and fault.do == "drop_before":
            self._record(call, None, fault)
            return cut_off(request)
        elif fault and fault.do == "status":
            status = fault.number("status", 500)
            self._record(call, None, fault, status)
            return web.Response(status=status)
        response = wecom_login.authorize(self.twin, request)
        self._record(call, Answer({"location": response.headers.get("Location")}), fault, response.status)
        return response

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """A picture of media/uploadimg, which anybody may see."""
        kept = self.twin.state.media.get(request.match_info["id"])
        if kept is None or not kept.permanent:
            return web.Response(status=404)
        return web.Response(body=kept.data, content_type=kept.type)

    # -- records

    def _strike(self, call: Call) -> Fault | None:
        state, named = self.twin.state, call.addressee()
        member = state.member(named) if named else None
        room = state.room(named) if named else None
        phone = member.person if member else room.phone if room else None
        if call.api.startswith("webhook/"):
            robot = state.robots.get(call.query.get("key", ""))
            named, phone = (robot.name, robot.phone) if robot else (None, None)
        return self.twin.faults.strike(
            direction="out", method=call.api, platform="wecom",
            chat=member.userid if member else named, phone=phone,
        )  # fmt: skip

    def _record(
        self, call: Call, answer: Answer | None, fault: Fault | None, status: int | None = None
    ) -> None:
        params = call.printed()
        if robot := self.twin.state.robots.get(call.query.get("key", "")):
            params["robot"] = robot.name
        n = self.twin.transcript.add(
            platform="wecom", method=call.api, params=params,
            files=[{"name": one.name, "sha256": one.sha256, "size": len(one.data)} for one in call.parts],
            status=status if status is not None else answer.status if answer else 0,
            reply=answer.printed() if answer else None, fault=fault.do if fault else None,
        )  # fmt: skip
        self.twin.hub.tell("calls", {"n": n})

    def _answered(self, call: Call, answer: Answer, fault: Fault | None) -> web.Response:
        self._record(call, answer, fault)
        return answer.response()
