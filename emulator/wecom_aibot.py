"""The AI bot's long connection (document 101463): frames in and out, one connection per bot, the newest wins.

A frame is `{cmd, headers: {req_id}, body}`; its answer bears that req_id with errcode and errmsg. Files of
a single chat come as an address that lives five minutes, for bytes sealed with the message's own aeskey.
Codes 846605 (unknown req_id) and 846608 (a stream past its time) are seen in the field; others are guesses.
"""

import asyncio
import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import WSMsgType, web

from emulator.telegram_acts import Impossible
from emulator.telegram_judge import Upload
from emulator.wecom_card import judged
from emulator.wecom_crypt import sealed_file
from emulator.wecom_drawn import drawn
from emulator.wecom_messages import Card, Chat, Message, Room
from emulator.wecom_people import People, kind_of
from emulator.wecom_refusal import Refused
from emulator.wecom_update import replace

PATH = "/aibot"
BOT_ID, SECRET, NAME = "aibDuwangDemoOffice", "DuwangDemoOfficeAiBotSecretNotASecret", "读网智能机器人"
AGENT = -1  # the bot's conversations stand beside those of the apps
ALIVE = 90.0  # seconds without a frame until the platform hangs up; a client pings every 30
LINK_LIFE = 300.0
ANSWER_LIFE = 24 * 3600.0
EVENT_LIFE = 5.0
STREAM_LIFE = 360.0
STREAM_BYTES = 20480
PER_MINUTE, PER_HOUR = 30, 1000
SINGLE, GROUP = 1, 2
OK = (0, "ok")


class Wrong(Exception):
    """A command that is refused: errcode and errmsg."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code
        self.said = said


@dataclass
class Asked:
    """A callback that may be answered: until when, where, and with what."""

    cmd: str  # what may answer it
    place: Chat | Room
    until: float
    streams: dict[str, Message] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    began: float = 0.0
    message: Message | None = None  # the card that was clicked


@dataclass
class Kept:
    """A sealed file behind an address."""

    name: str
    data: bytes
    until: float


class AiBot:
    """One AI bot.

    Args:
        people: the hands on the phones; the bot's conversations are on the same ones.
        said: `wecom.aibot` of the office file: bot_id, secret, name.
    """

    def __init__(self, people: People, said: dict[str, Any] | None = None) -> None:
        said = said or {}
        self.people = people
        self.twin = people.twin
        self.bot_id = str(said.get("bot_id", BOT_ID))
        self.secret = str(said.get("secret", SECRET))
        self.name = str(said.get("name", NAME))
        self._line: web.WebSocketResponse | None = None
        self._asked: dict[str, Asked] = {}
        self._files: dict[str, Kept] = {}
        self._sent: dict[str, deque[float]] = {}
        self._open: set[web.WebSocketResponse] = set()

    @property
    def connected(self) -> bool:
        """Whether a subscribed connection stands."""
        return self._line is not None

    def routes(self, app: web.Application) -> None:
        """Add the WebSocket and the files."""
        app.router.add_get(PATH, self.connect)
        app.router.add_get(PATH + "/file/{id}", self.file)

    # -- the connection

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends or falls silent."""
        line = web.WebSocketResponse()
        await line.prepare(request)
        self._open.add(line)
        heard = asyncio.Event()
        watch = asyncio.ensure_future(self._watch(line, heard))
        try:
            async for one in line:
                heard.set()
                if one.type == WSMsgType.TEXT:
                    await self._frame(line, str(one.data))
        finally:
            watch.cancel()
            self._open.discard(line)
            if self._line is line:
                self._line = None
                self._tell()
        return line

    async def _watch(self, line: web.WebSocketResponse, heard: asyncio.Event) -> None:
        while True:
            heard.clear()
            quiet = asyncio.ensure_future(self.twin.clock.wait(ALIVE))
            sound = asyncio.ensure_future(heard.wait())
            try:
                await asyncio.wait({quiet, sound}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                quiet.cancel()
                sound.cancel()
            if not heard.is_set():
                await line.close(code=1000, message=b"no ping")
                return

    async def _frame(self, line: web.WebSocketResponse, text: str) -> None:
        try:
            frame = json.loads(text)
            cmd, req_id = str(frame["cmd"]), str(frame["headers"]["req_id"])
            body = frame.get("body") or {}
        except (ValueError, KeyError, TypeError):
            await line.send_json({"headers": {"req_id": ""}, "errcode": 40058, "errmsg": "invalid frame"})
            return
        code, said = OK
        try:
            await self._do(line, cmd, req_id, body)
        except Wrong as wrong:
            code, said = wrong.code, wrong.said
        except (KeyError, TypeError, ValueError) as missing:
            code, said = 40058, f"invalid parameter: {missing}"
        answer = {"headers": {"req_id": req_id}, "errcode": code, "errmsg": said}
        if cmd != "ping":
            shown = body | ({"secret": "…"} if "secret" in body else {})
            self.twin.transcript.add(
                platform="wecom", method=cmd, params=shown, files=[], status=200, reply=answer
            )
            self.twin.hub.tell("calls", {"n": self.twin.transcript.n})
        with suppress(ConnectionError):
            await line.send_json(answer)

    async def _do(self, line: web.WebSocketResponse, cmd: str, req_id: str, body: dict[str, Any]) -> None:
        if cmd == "aibot_subscribe":
            await self._subscribe(line, body)
            return
        if self._line is not line:
            raise Wrong(846609, "aibot is not subscribed on this connection")
        if cmd == "ping":
            return
        if cmd == "aibot_respond_msg":
            self._respond(self._known(cmd, req_id), body)
        elif cmd == "aibot_respond_welcome_msg":
            self._post(self._known(cmd, req_id).place, body, welcome=True)
        elif cmd == "aibot_respond_update_msg":
            self._update(self._known(cmd, req_id), body)
        elif cmd == "aibot_send_msg":
            self._send(body)
        else:
            raise Wrong(40058, f"unknown cmd {cmd}")

    async def _subscribe(self, line: web.WebSocketResponse, body: dict[str, Any]) -> None:
        if body.get("bot_id") != self.bot_id or body.get("secret") != self.secret:
            raise Wrong(40001, "invalid bot_id or secret")
        old, self._line = self._line, line
        if old is not None and old is not line:
            with suppress(ConnectionError):
                await old.send_json(self._event("", {"eventtype": "disconnected_event"}))
            await old.close(code=1000, message=b"replaced")
        self._tell()

    def _tell(self) -> None:
        self.twin.hub.phones(one.person for one in self.twin.state.members.values())

    def _known(self, cmd: str, req_id: str) -> Asked:
        asked = self._asked.get(req_id)
        if asked is None or asked.cmd != cmd or self.twin.now() > asked.until:
            raise Wrong(846605, "invalid req_id")
        return asked

    # -- what the bot says

    def _respond(self, asked: Asked, body: dict[str, Any]) -> None:
        kind = str(body["msgtype"])
        if kind not in {"stream", "stream_with_template_card"}:
            self._post(asked.place, body)
            return
        stream = body["stream"]
        name, content = str(stream["id"]), str(stream.get("content", ""))
        if len(content.encode()) > STREAM_BYTES:
            raise Wrong(40058, "stream.content exceed max length")
        if name in asked.finished or (asked.streams and self.twin.now() > asked.began + STREAM_LIFE):
            raise Wrong(846608, "stream message update expired")
        if name in asked.streams:
            message = asked.streams[name]
            message.body["content"] = message.visible["text"] = content
            self.twin.changed(asked.place)
        else:
            asked.began = asked.began or self.twin.now()
            asked.streams[name] = self._show(asked.place, "markdown", {"content": content}, {"text": content})
        if stream.get("finish"):
            asked.finished.add(name)
        if kind == "stream_with_template_card" and body.get("template_card"):
            self._post(asked.place, {"msgtype": "template_card", "template_card": body["template_card"]})

    def _post(self, place: Chat | Room, body: dict[str, Any], *, welcome: bool = False) -> Message:
        kind = str(body["msgtype"])
        if kind == "template_card":
            if isinstance(place, Room):
                raise Wrong(40058, "template_card is for single chats only")
            card = dict(body["template_card"])
            visible, _ = drawn(self._judged(card))
            made = Card(str(card["card_type"]), str(card.get("task_id", "")), card)
            return self._show(place, kind, card, visible, card=made)
        if kind in {"text", "markdown"} and (kind == "markdown" or welcome):
            content = str(body[kind]["content"])
            return self._show(place, kind, {"content": content}, {"text": content})
        raise Wrong(40058, f"invalid msgtype {kind}")

    def _judged(self, card: dict[str, Any]) -> dict[str, Any]:
        try:
            judged(
                self.twin, card, update=True
            )  # the bot's own limits are the app's; replace_text is no fault
        except Refused as refused:
            raise Wrong(refused.code, str(refused)) from refused
        return card

    def _show(
        self, place: Chat | Room, kind: str, body: dict[str, Any], visible: dict[str, Any],
        *, card: Card | None = None,
    ) -> Message:  # fmt: skip
        serial = self.twin.state.opaque("aibot message", 32)
        return self.twin.post(
            place, by="aibot", msgtype=kind, body=body, visible=visible, msgid=serial, card=card
        )

    def _send(self, body: dict[str, Any]) -> None:
        chatid, kind = str(body["chatid"]), int(body.get("chat_type", 0))
        if kind not in {SINGLE, GROUP, 0}:
            raise Wrong(40058, "invalid chat_type")
        room = self.twin.state.rooms.get(chatid) or self.twin.state.room(chatid)
        if kind == GROUP or (kind == 0 and room):
            if room is None:
                raise Wrong(40058, "invalid chatid")
            place: Chat | Room = room
        else:
            if self.twin.state.member(chatid) is None:
                raise Wrong(40058, "invalid chatid")
            place = self.twin.state.chat(chatid, AGENT)
        self._count(chatid)
        self._post(place, body)

    def _count(self, chatid: str) -> None:
        now, sent = self.twin.now(), self._sent.setdefault(chatid, deque())
        while sent and sent[0] <= now - 3600:
            sent.popleft()
        if len(sent) >= PER_HOUR or sum(1 for one in sent if one > now - 60) >= PER_MINUTE:
            raise Wrong(45009, "api freq out of limit")
        sent.append(now)

    def _update(self, asked: Asked, body: dict[str, Any]) -> None:
        card, message = dict(body["template_card"]), asked.message
        if message is None or message.card is None or card.get("task_id") != message.card.task_id:
            raise Wrong(42014, "invalid task_id")
        if isinstance(asked.place, Chat):
            replace(self.twin, asked.place, message, self._judged(card))

    # -- what people do

    def _event(self, req_id: str, event: dict[str, Any], userid: str = "") -> dict[str, Any]:
        body: dict[str, Any] = {
            "msgid": self.twin.state.opaque("aibot event", 32), "create_time": int(self.twin.now()),
            "aibotid": self.bot_id, "msgtype": "event", "event": event,
        }  # fmt: skip
        if userid:
            body |= {"chattype": "single", "from": {"userid": userid}}
        return {"cmd": "aibot_event_callback", "headers": {"req_id": req_id}, "body": body}

    async def _push(self, frame: dict[str, Any]) -> bool:
        if self._line is None:
            return False
        try:
            await self._line.send_json(frame)
        except ConnectionError:
            return False
        return True

    def _req(self, cmd: str, place: Chat | Room, life: float, message: Message | None = None) -> str:
        req_id = self.twin.state.opaque("aibot request", 32)
        self._asked[req_id] = Asked(cmd, place, self.twin.now() + life, message=message)
        return req_id

    def chat(self, person: str) -> Chat:
        """A person's conversation with the bot."""
        return self.twin.state.chat(self.people.member(person).userid, AGENT)

    async def say(self, phone: str, text: str, *, by: str | None = None) -> bool:
        """Write to the bot; in a group it hears what begins with its name. Whether the bot got it.

        Raises:
            Impossible: the phone would not send it.
        """
        if not text.strip():
            raise Impossible("there is nothing to send")
        if self.people.is_room(phone):
            room, userid = self.people.room(phone, by)
            place: Chat | Room = room
            self.twin.post(place, by=userid, msgtype="text", body={"content": text}, visible={"text": text})
            if f"@{self.name}" not in text:
                return False
            where = {"chattype": "group", "chatid": room.chatid or room.phone}
        else:
            place = chat = self.chat(phone)
            userid, where = chat.userid, {"chattype": "single"}
            self.twin.post(place, by=userid, msgtype="text", body={"content": text}, visible={"text": text})
        return await self._told(place, userid, where, {"msgtype": "text", "text": {"content": text}})

    async def send(self, phone: str, files: list[Upload]) -> bool:
        """Hand files to the bot: single chat alone. Whether the bot got all."""
        if self.people.is_room(phone):
            raise Impossible("in a group the bot gets no files")
        chat, reached = self.chat(phone), True
        for one in files:
            kind = kind_of(one, as_photo=None)
            if kind == "voice":
                raise Impossible("a voice message reaches the bot as its text: say it")
            kept = self.people.kept(one, kind)
            self.twin.post(chat, by=chat.userid, msgtype=kind, body=kept, visible={"text": "", "file": kept})
            data, aeskey = sealed_file(one.data)
            name = self.twin.state.opaque("aibot file", 40)
            self._files[name] = Kept(one.name, data, self.twin.now() + LINK_LIFE)
            link = {"url": f"{self.people.base()}{PATH}/file/{name}", "aeskey": aeskey}
            reached &= await self._told(
                chat, chat.userid, {"chattype": "single"}, {"msgtype": kind, kind: link}
            )
        return reached

    async def _told(
        self, place: Chat | Room, userid: str, where: dict[str, Any], content: dict[str, Any]
    ) -> bool:
        req_id = self._req("aibot_respond_msg", place, ANSWER_LIFE)
        body = {
            "msgid": self.twin.state.opaque("aibot message", 32), "aibotid": self.bot_id, **where,
            "from": {"userid": userid}, "create_time": int(self.twin.now()), **content,
        }  # fmt: skip
        return await self._push({"cmd": "aibot_msg_callback", "headers": {"req_id": req_id}, "body": body})

    async def enter(self, phone: str) -> bool:
        """Open the bot's conversation, for the first time today."""
        chat = self.chat(phone)
        req_id = self._req("aibot_respond_welcome_msg", chat, EVENT_LIFE)
        return await self._push(self._event(req_id, {"eventtype": "enter_chat"}, chat.userid))

    async def press(self, phone: str, number: int, button: str | int) -> bool:
        """Press a button of one of the bot's cards."""
        chat = self.chat(phone)
        message = chat.message(number)
        if message is None or message.card is None:
            raise Impossible(f"no card {number} on this phone")
        if message.card.greyed is not None:
            raise Impossible("the card is greyed out")
        buttons = message.card.body.get("button_list", [])
        key = next((one["key"] for n, one in enumerate(buttons) if button in {n, one["text"]}), None)
        if key is None:
            raise Impossible(f"the card has no {button!r}")
        req_id = self._req("aibot_respond_update_msg", chat, EVENT_LIFE, message)
        click = {"event_key": key, "task_id": message.card.task_id, "card_type": message.card.card_type}
        event = {"eventtype": "template_card_event", "template_card_event": click}
        return await self._push(self._event(req_id, event, chat.userid))

    async def file(self, request: web.Request) -> web.Response:
        """The sealed bytes of a file, for five minutes."""
        kept = self._files.get(request.match_info["id"])
        if kept is None or self.twin.now() > kept.until:
            return web.Response(status=403, text="expired")
        named = f"attachment; filename*=UTF-8''{quote(kept.name)}"
        return web.Response(
            body=kept.data, content_type="application/octet-stream", headers={"Content-Disposition": named}
        )

    def reset(self) -> None:
        """Forget what may be answered and every file; the connection stays."""
        self._asked.clear()
        self._files.clear()
        self._sent.clear()

    async def stop(self) -> None:
        """End every connection."""
        for line in tuple(self._open):
            await line.close()
