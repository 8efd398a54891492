"""The Bot API over HTTP: reads a call, lets the fault plan strike, judges, carries out, records."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from emulator import telegram_account, telegram_edit, telegram_files, telegram_send
from emulator.bodies import HTML, broken_body, cut_off, dumped
from emulator.faults import Fault
from emulator.telegram_call import Call, as_text, read_call
from emulator.telegram_judge import METHODS, Refused, judge
from emulator.telegram_polling import Conflict
from emulator.telegram_twin import Telegram

TOKEN_LIMIT = 80
NOT_IN_ANSWERS = re.compile(r"(get.*|setwebhook|deletewebhook|close|logout)", re.IGNORECASE)

Handler = Callable[[Telegram, dict[str, Any]], Any]
PLAYED: dict[str, Handler] = {
    "getMe": telegram_account.get_me,
    "setWebhook": telegram_account.set_webhook,
    "deleteWebhook": telegram_account.delete_webhook,
    "getWebhookInfo": telegram_account.get_webhook_info,
    "sendMessage": telegram_send.send_message,
    "sendDocument": telegram_send.send_document,
    "sendPhoto": telegram_send.send_photo,
    "sendMediaGroup": telegram_send.send_media_group,
    "sendChatAction": telegram_send.send_chat_action,
    "editMessageText": telegram_edit.edit_message_text,
    "editMessageCaption": telegram_edit.edit_message_caption,
    "editMessageReplyMarkup": telegram_edit.edit_message_reply_markup,
    "deleteMessage": telegram_edit.delete_message,
    "answerCallbackQuery": telegram_edit.answer_callback_query,
    "getFile": telegram_account.get_file,
    "setMyCommands": telegram_account.set_my_commands,
    "getMyCommands": telegram_account.get_my_commands,
    "deleteMyCommands": telegram_account.delete_my_commands,
    "setMyName": telegram_account.set_my_name,
    "setMyDescription": telegram_account.set_my_description,
    "setMyShortDescription": telegram_account.set_my_short_description,
    "getMyName": telegram_account.get_my_name,
    "getMyDescription": telegram_account.get_my_description,
    "getMyShortDescription": telegram_account.get_my_short_description,
    "setChatMenuButton": telegram_account.set_chat_menu_button,
    "getChatMenuButton": telegram_account.get_chat_menu_button,
    "getChat": telegram_account.get_chat,
    "getChatMember": telegram_account.get_chat_member,
    "leaveChat": telegram_account.leave_chat,
    "logOut": telegram_account.log_out,
    "close": telegram_account.close,
}


class TelegramApi:
    """Routes /bot<token>/<method> and /file/bot<token>/<path>."""

    def __init__(self, twin: Telegram) -> None:
        self.twin = twin
        self._next: asyncio.Event = asyncio.Event()  # rung when a call has been judged

    def routes(self, app: web.Application) -> None:
        """Add the routes to an application."""
        app.router.add_route("*", "/bot{token:[^/]+}/{method:[^/]*}", self.handle)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self.download)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, judged, carried out, recorded."""
        said = request.match_info["method"]
        try:
            self._authorised(request.match_info["token"])
            call = await read_call(request, METHODS.get(said.lower(), said))
        except Refused as refused:
            return self._recorded(Call(said), refused.code, refused.envelope, None, None)
        if call.method not in METHODS.values():
            refusal = Refused(404, ": method not found")
            return self._recorded(call, 404, refusal.envelope, None, None)
        fault = self._strike(call)
        if fault is None and call.method == "getUpdates":
            return await self._get_updates(request, call)
        return await self._under(fault, request, call)

    async def carry_out(self, said: dict[str, Any]) -> None:
        """Carry out a method that a webhook put into its answer; the result goes nowhere."""
        method = METHODS.get(str(said.get("method", "")).lower())
        if method is None or NOT_IN_ANSWERS.fullmatch(method):
            return
        given = {
            name: as_text(value) for name, value in said.items() if name != "method" and value is not None
        }
        call = Call(method, given)
        status, reply = self.perform(call)
        self._record(call, status, reply, None)

    # -- carrying out

    def perform(self, call: Call) -> tuple[int, dict[str, Any]]:
        """Judge and carry out; gives HTTP status and envelope."""
        twin = self.twin
        try:
            if call.too_big:
                raise Refused(413)
            if twin.logged_out:
                raise Refused(400, "Logged out")
            args = judge(call.method, call.given, call.files)
            handler = PLAYED.get(call.method)
            if handler is None:
                raise Refused(501, f"{call.method} is not played by this twin")
            result = handler(twin, args)
        except Refused as refused:
            return refused.code, refused.envelope
        finally:
            self._next.set()
            self._next = asyncio.Event()
        if call.method in {"setWebhook", "deleteWebhook"}:
            return 200, {"ok": True, "result": True, **result}
        return 200, {"ok": True, "result": result}

    async def _under(self, fault: Fault | None, request: web.Request, call: Call) -> web.StreamResponse:
        """Carry out a call while a fault strikes it."""
        do = fault.do if fault else ""
        if fault is None or do in {"delay", "reorder", "duplicate"}:
            if fault and do == "delay":
                await self.twin.clock.wait(fault.seconds)
            elif fault and do == "reorder":
                await self._after_next(fault.seconds)
            if fault and do == "duplicate":
                self._record(call, *self.perform(call), fault)
            if call.method == "getUpdates":
                return await self._get_updates(request, call)
            return self._recorded(call, *self.perform(call), fault, None)
        if do == "429":
            seconds = fault.number("retry_after", 1)
            refused = Refused(429, f"retry after {seconds}", retry_after=seconds)
            return self._recorded(call, 429, refused.envelope, fault, None)
        if do == "status":
            status = fault.number("status", 500)
            refused = Refused(status)
            envelope = refused.envelope | {"description": refused.description or "Internal Server Error"}
            return self._recorded(call, status, envelope, fault, None)
        if do == "hang":
            self._record(call, 0, None, fault)
            await asyncio.Event().wait()
        if do == "drop_before":
            self._record(call, 0, None, fault)
            return cut_off(request)
        if do == "html" and not fault.rule.get("accept"):
            status = fault.number("status", 502)
            self._record(call, status, None, fault)
            return web.Response(
                status=status, text=HTML.format(f"{status} Bad Gateway"), content_type="text/html"
            )
        status, reply = (
            self.perform(call) if call.method != "getUpdates" else (200, {"ok": True, "result": []})
        )
        if do == "accept_then_drop":
            self._record(call, 0, reply, fault)
            return cut_off(request)
        if do == "html":
            self._record(call, fault.number("status", 502), reply, fault)
            return web.Response(
                status=fault.number("status", 502),
                text=HTML.format("502 Bad Gateway"),
                content_type="text/html",
            )
        self._record(call, status, reply, fault)
        return await broken_body(request, json.dumps(reply).encode(), status, fault, self.twin.clock.wait)

    async def _after_next(self, seconds: float) -> None:
        nap = asyncio.ensure_future(self.twin.clock.wait(seconds))
        bell = asyncio.ensure_future(self._next.wait())
        await asyncio.wait({nap, bell}, return_when=asyncio.FIRST_COMPLETED)
        nap.cancel()
        bell.cancel()

    async def _get_updates(self, request: web.Request, call: Call) -> web.StreamResponse:
        updates = self.twin.updates
        try:
            if self.twin.logged_out:
                raise Refused(400, "Logged out")
            args = judge(call.method, call.given, call.files)
            updates.queue.allow(args.get("allowed_updates"))
            found, cut = await updates.poll(
                offset=args.get("offset"), limit=args.get("limit", 100), wait=float(args.get("timeout", 0))
            )
        except Refused as refused:
            return self._recorded(call, refused.code, refused.envelope, None, None)
        except Conflict as ended:
            return self._recorded(call, 409, Refused(409, str(ended)).envelope, None, None)
        if cut:
            return cut_off(request)
        return web.json_response({"ok": True, "result": found}, dumps=dumped)

    # -- files

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file behind a living link."""
        twin, path = self.twin, request.match_info["path"]
        call = Call("file", {"path": path})
        try:
            self._authorised(request.match_info["token"])
            stored = telegram_files.by_path(twin, path)
            if stored is None:
                raise Refused(404)
        except Refused as refused:
            return self._recorded(call, refused.code, refused.envelope, None, None)
        fault = self._strike(call)
        if fault and fault.do == "delay":
            await twin.clock.wait(fault.seconds)
        elif fault and fault.do == "drop_before":
            self._record(call, 0, None, fault)
            return cut_off(request)
        elif fault and fault.do == "status":
            status = fault.number("status", 500)
            return self._recorded(call, status, Refused(status).envelope, fault, None)
        elif fault and fault.do in {"truncate", "slow"}:
            self._record(call, 200, {"size": len(stored.data)}, fault)
            return await broken_body(request, stored.data, 200, fault, twin.clock.wait)
        self._record(call, 200, {"size": len(stored.data)}, fault)
        return web.Response(body=stored.data, content_type="application/octet-stream")

    # -- checks and records

    def _authorised(self, token: str) -> None:
        """Refuse a token that is not the bot's.

        Raises:
            Refused: 401.
        """
        shaped = ":" in token and not token.startswith("0") and len(token) <= TOKEN_LIMIT
        if not shaped or token != self.twin.office.bot.token:
            raise Refused(401)

    def _strike(self, call: Call) -> Fault | None:
        chat = call.chat_id()
        known = self.twin.state.chats.get(chat) if chat is not None else None
        return self.twin.faults.strike(
            direction="out", method=call.method, chat=chat, phone=known.phone if known else None
        )

    def _record(self, call: Call, status: int, reply: Any, fault: Fault | None) -> None:
        files = [
            {"name": one.name, "sha256": one.sha256, "size": len(one.data)} for one in call.files.values()
        ]
        n = self.twin.transcript.add(
            platform="telegram", method=call.method, params=call.printed(), files=files, status=status,
            reply=reply, fault=fault.do if fault else None,
        )  # fmt: skip
        self.twin.hub.tell("calls", {"n": n})

    def _recorded(
        self, call: Call, status: int, reply: dict[str, Any], fault: Fault | None, _: None = None
    ) -> web.Response:
        self._record(call, status, reply, fault)
        headers = {}
        if status == 429:
            headers["Retry-After"] = str(reply.get("parameters", {}).get("retry_after", 1))
        return web.json_response(reply, status=status, headers=headers, dumps=dumped)
