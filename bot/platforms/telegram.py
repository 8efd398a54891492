"""Telegram: starts, listens, reads, sends. aiogram costs seconds, so it is imported when the bot starts."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import orjson
import structlog
from aiohttp import FormData, web

from bot.platforms.base import Attached, Incoming, OpenFile, Payload, Receive, TapIn, file_name
from bot.platforms.telegram_cards import LIMITS, Caps, plain, plain_buttons
from bot.platforms.telegram_envelope import ALLOWED, PLATFORM, Self, fast_tap
from bot.platforms.telegram_line import ANSWER_S, Line, Written, written
from bot.platforms.telegram_outcome import (
    Answer,
    Undelivered,
    is_old_keyboard,
    outcome_of,
    outcome_of_failure,
)
from bot.platforms.telegram_poller import Poller, Wait
from bot.platforms.telegram_read import Reader, reader
from bot.platforms.telegram_webhook import webhook
from scheduler.pace import Budget
from scheduler.ports import Outcome
from storage.crash import crashpoint

SENT_METHODS = frozenset(
    {
        "sendMessage",
        "sendDocument",
        "sendPhoto",
        "sendMediaGroup",
        "editMessageText",
        "editMessageReplyMarkup",
    }
)
FILE_PARAMS = frozenset({"document", "photo", "media"})
WORST_WAIT_S = 60.0
TAP_ANSWER_S = 5.0  # the next tap of the same person waits for it
log = structlog.get_logger("telegram")


class Refused(Exception):
    """A download that will never succeed: ``reason`` is too_big or gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Commands:
    """The command list of one scope in one language; "" is what everybody sees whose language has none."""

    scope: str  # default | all_private_chats | all_group_chats
    language: str  # "" or two letters
    entries: tuple[tuple[str, str], ...]  # (name, description)


class Telegram:
    """One bot.

    Args:
        token: as BotFather gave it.
        api_base: the Bot API server.
        mode: "polling" or "webhook".
        webhook_url, webhook_secret: for the webhook only.
        proxy, ca_file: for the way out.
        caps: which newer buttons may be used; lowered by itself when the server refuses them.
        commands: the command lists to announce.
        receive: stores updates in one commit (the inbox).
        last_update_id: the highest stored number, None when the newest is older than six days.
        open_file: content hash → path of the stored bytes.
        wait: seconds of the house's clock.

    Raises:
        ValueError: the token has no bot id, or the webhook's secret is weak or missing.
    """

    platform = PLATFORM
    edits_by_code = False

    def __init__(
        self,
        *,
        token: str,
        receive: Receive,
        last_update_id: Callable[[], Awaitable[int | None]],
        open_file: OpenFile,
        wait: Wait,
        api_base: str = "https://api.telegram.org",
        mode: str = "polling",
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        proxy: str | None = None,
        ca_file: str | None = None,
        caps: Caps | None = None,
        commands: Sequence[Commands] = (),
        poll_s: int = 25,
    ) -> None:
        bot_id = token.partition(":")[0]
        if not bot_id.isdigit():
            raise ValueError("a bot token is NUMBER:LETTERS")
        self.bot = bot_id
        self.state = "starting"
        self.caps = caps or Caps()
        self.me: Self | None = None
        self._token = token
        self._mode = mode
        self._webhook_url = webhook_url
        self._webhook_secret = webhook_secret or ""
        self._receive = receive
        self._last_update_id = last_update_id
        self._open_file = open_file
        self._wait = wait
        self._poll_s = poll_s
        self._commands = commands
        self._line = Line(token=token, api_base=api_base, proxy=proxy, ca_file=ca_file)
        self._aiogram_bot: Any = None
        self._aiogram_session: Any = None
        self._reader: Reader | None = None
        self._task: asyncio.Task[None] | None = None
        self.handle: Callable[[web.Request], Awaitable[web.Response]] | None = None
        if mode == "webhook":
            self.handle = webhook(secret=self._webhook_secret, me=self._listener, receive=receive)

    # Life ---------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Import aiogram (blocks for seconds), open the line, and connect in the background."""
        from aiogram import Bot

        self._aiogram_session = _forms()
        self._aiogram_bot = Bot(self._token, session=self._aiogram_session)
        await self._line.open()
        self._task = asyncio.create_task(self._serve(), name="telegram")

    async def stop_listening(self) -> None:
        """Take in nothing more; what was received is stored, and sending goes on."""
        self.state = "stopping"
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def stop(self) -> None:
        """Stop listening and close the line."""
        await self.stop_listening()
        await self._line.close()
        self.state = "stopped"

    async def _serve(self) -> None:
        self.me = await self._introduce()
        for commands in self._commands:
            await self._insist("setMyCommands", _announcement(commands))
        if self._mode == "webhook":
            await self._insist(
                "setWebhook",
                {
                    "url": self._webhook_url,
                    "secret_token": self._webhook_secret,
                    "allowed_updates": ALLOWED,
                    "max_connections": 40,
                },
            )
            self._changed("connected")
            return
        await self._insist("deleteWebhook", {})
        poller = Poller(
            self._line,
            me=self.me,
            receive=self._receive,
            last_update_id=self._last_update_id,
            wait=self._wait,
            poll_s=self._poll_s,
            changed=self._changed,
        )
        await poller.run()

    def _changed(self, state: str) -> None:
        if state != self.state:
            self.state = state
            log.info("telegram.state", state=state, bot=self.bot)

    async def _introduce(self) -> Self:
        answer = await self._insist("getMe", {})
        result = (answer.body or {}).get("result", {})
        return Self(int(result["id"]), str(result.get("username", "")))

    async def _insist(self, method: str, params: Mapping[str, Any]) -> Answer:
        """Call until it succeeds; what Telegram refuses for good (a bad command list) is logged and left."""
        failures = 0
        while True:
            try:
                answer = await self._line.call(method, params)
                outcome = outcome_of(answer)
            except Undelivered as failure:
                outcome = outcome_of_failure(failure)
            else:
                if outcome.state == "sent" or (outcome.state == "bad" and method != "getMe"):
                    if outcome.state == "bad":
                        log.error("telegram.refused", method=method, error=outcome.error)
                    return answer
                self._changed("unauthorised" if answer.status in {401, 404} else "offline")
            failures += 1
            pause = max(min(2.0 ** min(failures - 1, 6), WORST_WAIT_S), outcome.retry_at_s or 0.0)
            log.warning("telegram.call_failed", method=method, error=outcome.error, again_in_s=pause)
            await self._wait(pause)

    # In -------------------------------------------------------------------------------------------------

    def _listener(self) -> Self | None:
        return None if self.state in {"stopping", "stopped"} else self.me

    @property
    def _known(self) -> Self:
        return self.me or Self(int(self.bot), "")

    def fast_tap(self, raw: bytes) -> TapIn | None:
        """A tap on one of our buttons, without aiogram."""
        return fast_tap(raw, me=self._known)

    async def parse(self, raw: bytes) -> Incoming | None:
        """What a person did; None when nobody did anything for us.

        Raises:
            Unreadable: see ``telegram_read``.
        """
        if (tap := self.fast_tap(raw)) is not None:
            return tap
        if self._reader is None:
            self._reader = reader(self._aiogram_bot, me=self._known)
        return await self._reader(raw)

    # Out ------------------------------------------------------------------------------------------------

    def budgets(self, chat: str) -> tuple[Budget, ...]:
        """30 a second over all, one a second in a chat, 18 a minute in a group."""
        everywhere = Budget(f"{PLATFORM}:{self.bot}", 30, 1, ahead=True)
        key = f"{PLATFORM}:{self.bot}:{chat}"
        here = Budget(key, 18, 60, share=1.0) if chat.startswith("-") else Budget(key, 1, 1)
        return (everywhere, here)

    def plain(self, part: bytes) -> bytes:
        """The same words without mark-up."""
        return plain(Payload.from_bytes(part)).to_bytes()

    def readdressed(self, part: bytes, chat: str) -> bytes:
        """The same payload for a group that has a new id."""
        payload = Payload.from_bytes(part)
        return replace(payload, params={**payload.params, "chat_id": int(chat)}).to_bytes()

    def weight(self, part: bytes) -> int:
        """How many messages Telegram counts for a payload: an album counts each of its files."""
        media = Payload.from_bytes(part).params.get("media")
        return len(media) if isinstance(media, list) else 1

    async def send(self, part: bytes) -> Outcome:
        """Carry out one frozen payload; never raises for what Telegram or the network does."""
        payload = Payload.from_bytes(part)
        outcome = await self._carry_out(payload)
        if not is_old_keyboard(outcome):
            return outcome
        simpler = plain_buttons(payload)
        if simpler == payload:
            return outcome
        again = await self._carry_out(simpler)
        if again.state in {"sent", "same"}:  # so it was the newer buttons
            self.caps = Caps(styled_buttons=False, disabled_buttons=False, reply_prompt=False)
            log.warning("telegram.plain_buttons_from_now_on", error=outcome.error)
        return again

    async def _carry_out(self, payload: Payload) -> Outcome:
        try:
            form, upload = self._form(payload)
        except OSError as error:
            return Outcome("bad", error=f"a stored file cannot be read: {type(error).__name__}")
        except ValueError as error:
            return Outcome(
                "bad", error=f"{payload.method}: {error if type(error) is ValueError else 'malformed'}"
            )
        try:
            answer = await self._line.call(
                payload.method, form, upload=upload, after_write=partial(_written, payload)
            )
        except Undelivered as failure:
            return outcome_of_failure(failure)
        return outcome_of(answer)

    def _form(self, payload: Payload) -> tuple[FormData | Written, int]:
        """The call as aiogram writes it, and the bytes of its files."""
        import aiogram.methods

        if payload.method not in SENT_METHODS:
            raise ValueError("not a method that sends")
        upload = 0
        params = dict(payload.params)
        for key, file in payload.files.items():
            stands, size = self._input(file, photo=payload.method == "sendPhoto")
            upload += size
            params |= {
                name: _put(params[name], f"attach://{key}", stands) for name in FILE_PARAMS & params.keys()
            }
        kind = getattr(aiogram.methods, payload.method[0].upper() + payload.method[1:])
        call = kind.model_validate(params)
        session, bot = self._aiogram_session, self._aiogram_bot
        if payload.files:
            return session.build_form_data(bot, call), upload
        values = call.model_dump(warnings=False).items()
        fields = {key: session.prepare_value(value, bot=bot, files={}) for key, value in values}
        return written({key: value for key, value in fields.items() if value}), 0

    def _input(self, file: Attached, *, photo: bool) -> tuple[Any, int]:
        from aiogram.types import BufferedInputFile, FSInputFile

        if not file.sha256:
            carried = file.text.encode()
            return BufferedInputFile(carried, filename=file_name(file.name)), len(carried)
        path: Path = self._open_file(file.sha256)
        size = path.stat().st_size
        if size > (LIMITS.photo_bytes if photo else LIMITS.document_bytes):
            raise ValueError("the file is too big for Telegram")
        return FSInputFile(path, filename=file_name(file.name)), size

    async def answer_tap(self, callback_id: str, text: str = "", *, alert: bool = False) -> bool:
        """Answer a tap (at most 200 characters); False when it came too late or did not get through."""
        params: dict[str, Any] = {
            "callback_query_id": callback_id,
            "text": text[: LIMITS.toast] or None,
        }
        if alert:
            params["show_alert"] = True
        return (await self._simple("answerCallbackQuery", params, answer_s=TAP_ANSWER_S)).state == "sent"

    async def leave(self, chat: str) -> Outcome:
        """Leave a group."""
        return await self._simple("leaveChat", {"chat_id": chat})

    async def _simple(self, method: str, params: Mapping[str, Any], *, answer_s: float = ANSWER_S) -> Outcome:
        try:
            return outcome_of(await self._line.call(method, params, answer_s=answer_s))
        except Undelivered as failure:
            return outcome_of_failure(failure)

    async def download(
        self, file_id: str, sink: Callable[[bytes], object], *, limit: int = LIMITS.download_bytes
    ) -> int:
        """Write a file to ``sink`` piece by piece; its size in bytes. Asks for a fresh address each time.

        Raises:
            Refused: too_big or gone.
            Undelivered: try again later.
        """
        answer = await self._line.call("getFile", {"file_id": file_id})
        outcome = outcome_of(answer)
        if outcome.state in {"bad", "gone"}:
            raise Refused("too_big" if "too big" in outcome.error.lower() else "gone")
        result = (answer.body or {}).get("result")
        if outcome.state != "sent" or not isinstance(result, dict):
            raise Undelivered(outcome.error or "getFile", written=True)
        size = int(result.get("file_size") or 0)
        if size > limit:
            raise Refused("too_big")
        if not result.get("file_path"):
            raise Undelivered("getFile gave no path", written=True)
        got = 0
        async with contextlib.aclosing(self._line.pieces(result["file_path"], size=size)) as pieces:
            async for piece in pieces:
                got += len(piece)
                if got > limit:
                    raise Refused("too_big")
                sink(piece)
                crashpoint("K11.attach.mid_download")
        if size and got != size:
            raise Undelivered(f"{got} of {size} bytes came", written=True)
        return got


@cache
def _forms() -> Any:
    """The session of aiogram: it builds forms for every bot, and opens no connection.

    One is enough, since each reads all certificates when it is made.
    """
    from aiogram.client.session.aiohttp import AiohttpSession

    return AiohttpSession(json_dumps=lambda value: orjson.dumps(value).decode(), json_loads=orjson.loads)


def _written(payload: Payload) -> None:
    way = "edit" if payload.method.startswith("edit") else "out"
    crashpoint(f"K7.{way}.after_socket_write")


def _put(value: Any, name: str, stands: Any) -> Any:
    """The file for its name, be it a parameter of its own or the medium of an album."""
    if value == name:
        return stands
    if isinstance(value, list):
        return [
            {**item, "media": stands} if isinstance(item, dict) and item.get("media") == name else item
            for item in value
        ]
    return value


def _announcement(commands: Commands) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "commands": [{"command": name, "description": text[:256]} for name, text in commands.entries],
        "scope": {"type": commands.scope},
    }
    return shape | ({"language_code": commands.language} if commands.language else {})
