"""WeCom, outgoing: one self-built app that sends cards, redraws them, carries files, knows its members."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog

from bot.platforms import wecom_payloads
from bot.platforms.base import OpenFile, Payload
from bot.platforms.wecom_aibot_file import SealedFiles
from bot.platforms.wecom_aibot_read import SEALED
from bot.platforms.wecom_api import Wire
from bot.platforms.wecom_circuit import APP, Tell
from bot.platforms.wecom_client import WORST_WAIT_S, Client
from bot.platforms.wecom_groups import APPCHAT, GROUP, ROBOT, WEBHOOK, NoSuchRobot, Robots
from bot.platforms.wecom_media import Downloads, Uploads
from bot.platforms.wecom_members import Member, members_of
from bot.platforms.wecom_outcome import (
    LIMITED,
    MEDIA_GONE,
    Answer,
    Broken,
    Sent,
    Undelivered,
    family,
    outcome_of,
    outcome_of_failure,
    outcome_of_trouble,
)
from bot.platforms.wecom_token import Shared
from bot.web.identity import CodeSpent
from scheduler.clock import Clock, later
from scheduler.pace import Budget
from scheduler.ports import Outcome
from storage.crash import crashpoint

PLATFORM = "wecom"
SENDS = frozenset({wecom_payloads.SEND, wecom_payloads.UPDATE, GROUP, WEBHOOK})
SPENT_CODES = frozenset({40029, 42003, 42022})
CORP_A_MINUTE = 10_000  # calls of one API by one corporation (document 90454)
log = structlog.get_logger("wecom")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the app's menu: a command, a page of ours, or a heading over others."""

    name: str
    command: str = ""
    url: str = ""
    below: tuple["Entry", ...] = ()

    def as_data(self) -> dict[str, Any]:
        """As menu/create takes it; names of at most 16 bytes at the top and 40 below (document 90231)."""
        if self.below:
            return {"name": self.name, "sub_button": [entry.as_data() for entry in self.below]}
        if self.url:
            return {"type": "view", "name": self.name, "url": self.url}
        return {"type": "click", "name": self.name, "key": self.command}


class WeCom:
    """One app of one corporation. What comes in is heard elsewhere (``wecom_callback``).

    Args:
        corp_id, agent_id, secret: as the administrator's console shows them.
        clock: tokens and waits are judged on it.
        open_file: content hash → path of the stored bytes.
        robots: the keys of the robots in groups.
        shared: where processes share the access token; None keeps it in memory.
        api_base, proxy, ca_file: a private deployment has its own.
        menu: the app's menu, entered at the start; None leaves it as it is.
        tell: administrators hear once what WeCom refuses, by its code.
    """

    platform = PLATFORM
    edits_by_code = True

    def __init__(
        self,
        *,
        corp_id: str,
        agent_id: int,
        secret: str,
        clock: Clock,
        open_file: OpenFile,
        robots: Robots,
        shared: Shared | None = None,
        api_base: str = "https://qyapi.weixin.qq.com",
        proxy: str | None = None,
        ca_file: str | None = None,
        menu: Sequence[Entry] | None = None,
        tell: Tell | None = None,
    ) -> None:
        self.bot = str(agent_id)
        self.state = "starting"
        self.robots = robots
        self._agent_id = agent_id
        self._clock = clock
        self._menu = menu
        self._wire = Wire(base=api_base, proxy=proxy, ca_file=ca_file)
        self._client = Client(
            self._wire,
            corp_id=corp_id,
            secret=secret,
            clock=clock,
            shared=shared,
            tell=tell,
            changed=self._changed,
        )
        self._circuit = self._client.circuit
        self._uploads = Uploads(self._upload, open_file=open_file, clock=clock)
        self._downloads = Downloads(self._wire, token=self._client.tokens)
        self.sealed = SealedFiles(self._wire)
        self._task: asyncio.Task[None] | None = None

    # Life ---------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open the line, and connect in the background."""
        await self._wire.open()
        self._task = asyncio.create_task(self._serve(), name="wecom")

    async def stop_listening(self) -> None:
        """Begin nothing more by itself; sending goes on."""
        self.state = "stopping"
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def stop(self) -> None:
        """Close the line."""
        await self.stop_listening()
        await self._wire.close()
        self.state = "stopped"

    async def _serve(self) -> None:
        """Get a first token and enter the menu; what fails is tried again, slowly where WeCom refuses."""
        failures = 0
        while True:
            try:
                await self._client.tokens.get()
                self._changed("connected")
                await self._enter_menu()
                return
            except Broken as trouble:
                self._changed("refused")
                pause = trouble.again_in_s
            except Undelivered as failure:
                self._changed("offline")
                pause = min(2.0 ** min(failures, 6), WORST_WAIT_S)
                log.warning("wecom.offline", error=str(failure), again_in_s=pause)
            failures += 1
            await self._clock.wait_until(later(self._clock, max(pause, 1.0)))

    async def _enter_menu(self) -> None:
        if self._menu is None:
            return
        body = {"button": [entry.as_data() for entry in self._menu]}
        answer = await self.call("menu/create", body, query={"agentid": self.bot})
        if answer.code != 0:
            log.error("wecom.menu_refused", code=answer.code, said=answer.said)

    def _changed(self, state: str) -> None:
        if self.state not in {state, "stopping"}:
            self.state = state
            log.info("wecom.state", state=state, bot=self.bot)

    async def call(
        self, path: str, body: Mapping[str, Any] | None = None, *, query: Mapping[str, str] | None = None
    ) -> Answer:
        """Call any API of the app; see ``Client.call``."""
        return await self._client.call(path, body, query=query)

    # Out ----------------------------------------------------------------------------------------------

    def budgets(self, chat: str) -> tuple[Budget, ...]:
        """At most 25 a minute to a member and 950 an hour, 18 a minute by a robot, all of the app's calls.

        WeCom drops a member's 31st message of a minute without a word, so the bucket of five that refills
        at twenty a minute stays below it in any minute.
        """
        if chat.startswith(ROBOT):
            return (Budget(f"{PLATFORM}:{chat}", 18, 60),)
        key = f"{PLATFORM}:{self.bot}"
        everywhere = Budget(key, CORP_A_MINUTE, 60, ahead=True)
        if chat.startswith(APPCHAT):
            return (everywhere, Budget(f"{key}:{chat}", 18, 60))
        return (
            everywhere,
            Budget(f"{key}:{chat}", 20, 60, share=1.0, burst=5),
            Budget(f"{key}:{chat}:hour", 800, 3600, share=1.0, burst=150),
        )

    def weight(self, part: bytes) -> int:
        """Every call is one message."""
        return 1

    def plain(self, part: bytes) -> bytes:
        """The same words as a text."""
        return wecom_payloads.plain(Payload.from_bytes(part)).to_bytes()

    async def send(self, part: bytes) -> Outcome:
        """Carry out one frozen payload; never raises for what WeCom or the network does."""
        payload = Payload.from_bytes(part)
        if payload.method not in SENDS:
            return Outcome("bad", error=f"{payload.method} is not a method that sends")
        try:
            if payload.method == WEBHOOK:
                return await self._by_robot(payload)
            return await self._by_app(payload)
        except OSError as error:
            return Outcome("bad", error=f"a stored file cannot be read: {type(error).__name__}")
        except Broken as trouble:
            return outcome_of_trouble(trouble)
        except Undelivered as failure:
            return outcome_of_failure(failure)

    async def _by_app(self, payload: Payload) -> Outcome:
        for fresh in (False, True):
            body = dict(payload.params)
            for key, file in payload.files.items():
                media = await self._uploads.media_of(str(body["msgtype"]), file, fresh=fresh)
                if isinstance(media, Outcome):
                    return media
                body = _put(body, f"attach://{key}", media)
            if payload.method != GROUP:
                body["agentid"] = self._agent_id
            kind = str(body.get("msgtype", ""))
            answer = await self._client.call(
                payload.method, body, kind=kind, after_write=partial(_written, payload)
            )
            if answer.code != MEDIA_GONE or not payload.files:
                break
        outcome = outcome_of(answer, _known(payload))
        if answer.code == LIMITED:
            return replace(outcome, retry_at_s=self._circuit.left_s(payload.method))
        return outcome

    async def _by_robot(self, payload: Payload) -> Outcome:
        body = dict(payload.params)
        name = str(body.pop("robot", ""))
        try:
            key = self.robots.key(name)
        except NoSuchRobot:
            return Outcome("gone", error=f"no robot {name}")
        scope = f"{ROBOT}{name}"
        self._circuit.pass_through(scope)
        answer = await self._wire.post(WEBHOOK, {"key": key}, body, after_write=partial(_written, payload))
        outcome = outcome_of(answer, Sent())
        if answer.code == LIMITED:
            return replace(outcome, retry_at_s=self._circuit.limited(scope, answer.said))
        if outcome.state == "sent":
            self._circuit.passed(scope)
        return outcome

    async def leave(self, chat: str) -> Outcome:
        """Go from a group: a robot entered on the page is forgotten; the app's own group falls silent."""
        if chat.startswith(ROBOT):
            self.robots.forget(chat[len(ROBOT) :])
        return Outcome("sent")

    # Files --------------------------------------------------------------------------------------------

    async def _upload(self, kind: str, file: Any, name: str) -> Answer:
        async def once(token: str) -> Answer:
            return await self._wire.upload(
                "media/upload", {"access_token": token, "type": kind}, file, name=name
            )

        return await self._client.asked(once, "media/upload")

    async def download(self, file_id: str, sink: Callable[[bytes], object], *, limit: int) -> int:
        """Write what a member sent to ``sink`` piece by piece; its size in bytes. It lives for three days,
        and for five minutes where it came through the AI bot.

        Raises:
            Refused: too_big, gone or damaged.
            Undelivered, Broken: try again later.
        """
        if file_id.startswith(SEALED):
            return await self.sealed.fetch(file_id, sink, limit=limit)
        self._circuit.pass_through(APP)
        return await self._downloads.fetch(file_id, sink, limit=limit)

    # People and groups ----------------------------------------------------------------------------------

    async def members(self) -> list[Member]:
        """Everybody in the app's visible range.

        Raises:
            Broken, Undelivered: nothing is known.
        """
        return await members_of(self.call, agent=self.bot)

    async def identify(self, code: str) -> str | None:
        """Whose OAuth2 code this is: a userid in lower case, None for somebody who is no member.

        Raises:
            CodeSpent: it was used, is too old, or never was.
            Broken, Undelivered: nobody can say now.
        """
        answer = await self.call("auth/getuserinfo", query={"code": code})
        if answer.code in SPENT_CODES:
            raise CodeSpent
        if answer.code != 0:
            raise Undelivered(f"auth/getuserinfo {answer.code}", written=True)
        return (answer.text("userid") or answer.text("UserId")).lower() or None

    async def found_group(self, *, name: str, owner: str, members: Sequence[str]) -> str:
        """Make a group that the app owns; its chat. Nobody sees it before its first message.

        Raises:
            Broken: the app does not see the root department (48002).
            Undelivered: no answer, or a refusal by its code.
        """
        userlist = list(dict.fromkeys([owner, *members]))
        body = {"name": name[:50], "owner": owner, "userlist": userlist}
        answer = await self.call("appchat/create", body)
        chatid = answer.text("chatid")
        if answer.code is not None and family(answer.code) == "configuration":
            raise Broken(answer.code, answer.said, again_in_s=self._circuit.left_s("appchat/create:"))
        if answer.code != 0 or not chatid:
            raise Undelivered(f"appchat/create {answer.code} {answer.said}", written=True)
        return f"{APPCHAT}{chatid}"


def _known(payload: Payload) -> Sent:
    """What is known of a message before its answer comes."""
    card = payload.params.get("template_card") or {}
    is_edit = payload.method == wecom_payloads.UPDATE
    to = (payload.params.get("userids") or [""])[0] if is_edit else payload.params.get("touser", "")
    return Sent(str(to), card.get("task_id"), is_edit)


def _put(body: Mapping[str, Any], name: str, media: str) -> dict[str, Any]:
    """The media id for the file's name."""
    return {
        key: {**held, "media_id": media} if isinstance(held, dict) and held.get("media_id") == name else held
        for key, held in body.items()
    }


def _written(payload: Payload) -> None:
    way = "edit" if payload.method == wecom_payloads.UPDATE else "out"
    crashpoint(f"K7.{way}.after_socket_write")
