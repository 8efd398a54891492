"""WeCom's AI bot (智能机器人): a long connection of our own making, by which members hand in files.

The app's chat carries no files, this one does (documents 100719, 101463). What comes goes into the app's
inbox; the AI bot itself only says that it came and where to go on. One connection per bot, the newest wins.
"""

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import orjson
import structlog
from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    TCPConnector,
    WSMsgType,
)
from aiohttp.client_ws import ClientWSTimeout

from bot.guard import certificates
from bot.platforms.base import Receive
from bot.platforms.wecom_aibot_read import BadFrame, Sealed, arrival, parts_of, sealed_of, sender_of
from bot.platforms.wecom_circuit import Circuit, Tell
from bot.platforms.wecom_media import Refused
from bot.platforms.wecom_outcome import PROBE_S, Broken, Undelivered, family
from bot.platforms.wecom_turn import Turn
from scheduler.clock import Clock, later, to_ms

PING_S = 30.0
UNHEARD = 2  # pings without an answer until the line is given up
TAKEN_OVER_S = 60.0
WORST_WAIT_S = 60.0
ANSWER_S = 10.0  # real seconds for the answer to a subscription
LOOK_S = 2.0  # real seconds for a file's name: a message is answered within five
MOST_BYTES = 1 << 20
HOUR_MS = 3_600_000
LATELY_MOST = 100
SCOPE = "aibot"
PASSING = frozenset({"busy", "limited"})
log = structlog.get_logger("wecom")

Speak = Callable[[str, str], Awaitable[str]]
"""(userid, or empty for a group; which sentence: taken, failed, private, welcome) → the words."""
Look = Callable[[Sealed], Awaitable[tuple[str, int]]]
"""What the address of a file tells: its name and size (``SealedFiles.about``)."""


class Lost(Exception):
    """The line broke, or another process of ours has the turn."""


class Replaced(Exception):
    """Another connection subscribed with the same bot."""


class AiBot:
    """One AI bot's connection.

    Args:
        url, bot_id, secret: as the administrator's console shows them.
        agent: the app into whose inbox everything goes.
        clock: pings and pauses are measured on it.
        receive: stores what came; only then is it answered.
        speak: what to say, in the person's language.
        look: asks a file's address for its name.
        turn: where several processes serve one bot; None: this one alone.
        proxy, ca_file: for the way out.
        tell: administrators hear once that the subscription is refused.
    """

    def __init__(
        self,
        *,
        url: str,
        bot_id: str,
        secret: str,
        agent: str,
        clock: Clock,
        receive: Receive,
        speak: Speak,
        look: Look,
        turn: Turn | None = None,
        proxy: str | None = None,
        ca_file: str | None = None,
        tell: Tell | None = None,
    ) -> None:
        self.state = "starting"
        self._url = url
        self._bot_id = bot_id
        self._secret = secret
        self._agent = agent
        self._clock = clock
        self._receive = receive
        self._speak = speak
        self._look = look
        self._turn = turn
        self._proxy = proxy
        self._ca_file = ca_file
        self._circuit = Circuit(clock, tell)
        self._failures = 0
        self._replaced: deque[int] = deque(maxlen=LATELY_MOST)
        self._unheard = 0
        self._task: asyncio.Task[None] | None = None
        self._taking: set[asyncio.Task[None]] = set()
        self._newest = asyncio.Event()  # set when the newest message may be followed by another
        self._newest.set()

    def __repr__(self) -> str:
        return f"<AiBot {self._bot_id} {self.state}>"

    @property
    def replaced_lately(self) -> int:
        """How often another program took the line within the last hour."""
        since = to_ms(self._clock.now()) - HOUR_MS
        return sum(at > since for at in self._replaced)

    async def start(self) -> None:
        """Connect in the background."""
        self._task = asyncio.create_task(self._serve(), name="aibot")

    async def stop(self) -> None:
        """Let go of the line and of the turn."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        self.state = "stopped"
        if self._turn is not None:
            try:
                await self._turn.give_back()
            except Exception as failure:  # noqa: BLE001 -- it lapses by itself
                log.warning("aibot.turn_kept", error=type(failure).__name__)

    async def _serve(self) -> None:
        secure = certificates(self._ca_file) if self._url.startswith("wss:") else False
        async with ClientSession(
            connector=TCPConnector(ssl=secure), timeout=ClientTimeout(total=None, connect=ANSWER_S)
        ) as session:
            while True:
                pause = await self._attempt(session)
                await self._clock.wait_until(later(self._clock, pause))

    async def _attempt(self, session: ClientSession) -> float:
        """Connect and converse until the line ends; the seconds until the next attempt."""
        try:
            self._circuit.pass_through(SCOPE)
            if self._turn is not None and not await self._turn.take():
                self._changed("waiting")
                return PING_S
            await self._converse(session)
        except Broken as refusal:
            self._changed("refused")
            return refusal.again_in_s
        except Replaced:
            self._replaced.append(to_ms(self._clock.now()))
            self._changed("replaced")
            return TAKEN_OVER_S
        except Exception as failure:  # noqa: BLE001 -- the network's, the frame's or the database's: again
            self._failures += 1
            pause = min(2.0 ** min(self._failures, 6), WORST_WAIT_S)
            self._changed("offline")
            log.warning("aibot.offline", error=type(failure).__name__, again_in_s=pause)
            return pause
        raise AssertionError  # a conversation ends only so

    async def _converse(self, session: ClientSession) -> None:
        async with session.ws_connect(
            self._url,
            proxy=self._proxy,
            max_msg_size=MOST_BYTES,
            timeout=ClientWSTimeout(ws_close=2.0),
        ) as line:
            async with asyncio.timeout(ANSWER_S):
                await self._subscribe(line)
            self._failures = self._unheard = 0
            self._circuit.passed(SCOPE)
            self._changed("connected")
            pings = asyncio.create_task(self._ping(line), name="aibot ping")
            try:
                async for one in line:
                    self._unheard = 0
                    if one.type == WSMsgType.TEXT:
                        self._hear(line, str(one.data))
            finally:
                pings.cancel()
                await asyncio.wait({pings, *self._taking}, timeout=ANSWER_S)
        raise Lost

    async def _subscribe(self, line: ClientWebSocketResponse) -> None:
        """Raises Broken where it is refused for good, Lost where it may be tried again soon."""
        code, told = await subscribed(line, bot_id=self._bot_id, secret=self._secret)
        if family(code) in PASSING:
            raise Lost
        if code != 0:
            await self._circuit.shut(SCOPE, code, told)
            raise Broken(code, told, again_in_s=PROBE_S)

    async def _ping(self, line: ClientWebSocketResponse) -> None:
        """Every 30 seconds: keep the turn and the line; whichever cannot be kept ends the conversation."""
        try:
            while not line.closed:
                await self._clock.wait_until(later(self._clock, PING_S))
                if self._unheard >= UNHEARD:
                    log.warning("aibot.unheard", pings=self._unheard)
                    break
                try:
                    if self._turn is not None and not await self._turn.take():
                        break
                except Exception as failure:  # noqa: BLE001 -- without the database nothing can be taken in
                    log.warning("aibot.turn_unknown", error=type(failure).__name__)
                    break
                self._unheard += 1
                await _send(line, "ping", _number())
        except (ClientError, OSError):
            pass
        finally:
            await line.close()

    # What comes -------------------------------------------------------------------------------------------

    def _hear(self, line: ClientWebSocketResponse, data: str) -> None:
        """Raises Replaced when another connection has the bot now."""
        try:
            frame = _frame(data)
        except BadFrame:
            log.warning("aibot.frame_unreadable", size=len(data))
            return
        body = frame.get("body")
        body = body if isinstance(body, dict) else {}
        match frame.get("cmd"):
            case "aibot_msg_callback":
                self._spawn(self._take(line, _req_id(frame), body))
            case "aibot_event_callback":
                event = body.get("event")
                what = event.get("eventtype") if isinstance(event, dict) else None
                if what == "disconnected_event":
                    log.warning("aibot.replaced")
                    raise Replaced
                if what == "enter_chat":
                    self._spawn(self._welcome(line, _req_id(frame), body))
            case _ if frame.get("errcode", 0) != 0:
                log.warning("aibot.refused", code=frame["errcode"], said=str(frame.get("errmsg", ""))[:300])

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this without keeping the line waiting."""
        task = asyncio.create_task(_guarded(work), name="aibot intake")
        self._taking.add(task)
        task.add_done_callback(self._taking.discard)

    async def _take(self, line: ClientWebSocketResponse, req_id: str, body: dict[str, Any]) -> None:
        """Store a message, then say so; a group is shown the way to the single chat."""
        if body.get("chattype") != "single":
            await self._say(line, req_id, await self._speak("", "private"))
            return
        before, self._newest = self._newest, asyncio.Event()
        mine = self._newest
        try:
            sender = sender_of(body)
            await self._name_files(body)
            came = arrival(body, agent=self._agent)
            await before.wait()  # names are asked for side by side, messages stored in their order
        finally:
            mine.set()
        try:
            await self._receive([came])
            what = "taken"
        except Exception as error:  # noqa: BLE001 -- it comes only once: whoever sent it must know
            log.warning("aibot.intake_failed", error=type(error).__name__, key=came.key)
            what = "failed"
        await self._say(line, req_id, await self._speak(sender, what))

    async def _name_files(self, body: dict[str, Any]) -> None:
        """Write into each part with a file what its address tells; the frame itself names none."""
        parts = [(part, sealed) for part in parts_of(body) if (sealed := sealed_of(part)) is not None]
        told = await asyncio.gather(*(self._about(sealed) for _, sealed in parts))
        for (part, _), (name, size) in zip(parts, told, strict=True):
            part[part["msgtype"]] |= {"name": name, "size": size}

    async def _about(self, sealed: Sealed) -> tuple[str, int]:
        try:
            async with asyncio.timeout(LOOK_S):
                return await self._look(sealed)
        except (Refused, Undelivered, TimeoutError) as failure:
            log.info("aibot.file_unnamed", why=type(failure).__name__)
            return "", 0

    async def _welcome(self, line: ClientWebSocketResponse, req_id: str, body: Mapping[str, Any]) -> None:
        with contextlib.suppress(ConnectionError):
            text = await self._speak(sender_of(body), "welcome")
            said = {"msgtype": "text", "text": {"content": text}}
            await _send(line, "aibot_respond_welcome_msg", req_id, said)

    async def _say(self, line: ClientWebSocketResponse, req_id: str, text: str) -> None:
        stream = {"id": secrets.token_hex(8), "finish": True, "content": text}
        with contextlib.suppress(ConnectionError):  # it is stored: the app's chat goes on from there
            await _send(line, "aibot_respond_msg", req_id, {"msgtype": "stream", "stream": stream})

    def _changed(self, state: str) -> None:
        if self.state != state:
            self.state = state
            log.info("aibot.state", state=state, bot=self._bot_id)


async def subscribed(line: ClientWebSocketResponse, *, bot_id: str, secret: str) -> tuple[int, str]:
    """Ask for the bot's messages on this line; errcode and errmsg. Raises Lost, BadFrame."""
    number = _number()
    await _send(line, "aibot_subscribe", number, {"bot_id": bot_id, "secret": secret})
    while True:
        one = await line.receive()
        if one.type != WSMsgType.TEXT:
            raise Lost
        frame = _frame(str(one.data))
        if "errcode" in frame and _req_id(frame) == number:
            break
    if not isinstance(frame["errcode"], int):
        raise Lost
    return frame["errcode"], str(frame.get("errmsg", ""))[:300]


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    """One message that cannot be read or answered must not end the others' line."""
    try:
        await work
    except BadFrame as error:
        log.warning("aibot.message_refused", reason=str(error))
    except Exception as error:  # noqa: BLE001 -- the database, for the person's language
        log.warning("aibot.not_answered", error=type(error).__name__)


async def _send(
    line: ClientWebSocketResponse, cmd: str, req_id: str, body: Mapping[str, Any] | None = None
) -> None:
    frame = {"cmd": cmd, "headers": {"req_id": req_id}} | ({} if body is None else {"body": body})
    await line.send_str(orjson.dumps(frame).decode())


def _frame(data: str) -> dict[str, Any]:
    try:
        frame = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadFrame("json") from error
    if not isinstance(frame, dict):
        raise BadFrame("no object")
    return frame


def _req_id(frame: Mapping[str, Any]) -> str:
    headers = frame.get("headers")
    return str(headers.get("req_id", "")) if isinstance(headers, dict) else ""


def _number() -> str:
    return secrets.token_hex(16)
