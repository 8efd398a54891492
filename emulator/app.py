"""The emulator as one thing: twins of Telegram and WeCom, control API, page, demo web site."""

from pathlib import Path
from typing import Any

from aiohttp import web

from emulator.clock import Clock
from emulator.control import WEB_ORIGIN, Control, Restart, loopback_only
from emulator.events import Hub
from emulator.faults import Faults
from emulator.people import understand
from emulator.record import Transcript
from emulator.site import Site
from emulator.site_admin import SiteAdmin
from emulator.site_control import SiteControl
from emulator.steps import Steps
from emulator.telegram_api import TelegramApi
from emulator.telegram_twin import Telegram
from emulator.wecom_side import WecomSide
from emulator.wecom_twin import Wecom

UI = Path(__file__).parent / "ui"
TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2",
    ".ico": "image/x-icon", ".txt": "text/plain", ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
MOST_BODY = 2**31  # the twin judges sizes itself; 0 would refuse every part of a multipart body
STOP_WITHIN = 0.3  # seconds that open requests have to end


class Emulator:
    """Strict twins with phones to play on.

    Args:
        office: the office file as a mapping (`people.read`, `people.demo_office`).
        clock: everything is judged on it.
        bot_url: where the bot's demo door is, or None.
        key: the per-run key of that door.
        restart: restarts the bot's process, or None.
        local: plays a self-hosted Bot API server: webhooks may be plain http on loopback.
        ids_from: added to every first id, for a bot whose database remembers an earlier run.

    Raises:
        ValueError: the office file is wrong.
    """

    def __init__(
        self,
        office: dict[str, Any],
        *,
        clock: Clock,
        bot_url: str | None = None,
        key: str | None = None,
        restart: Restart | None = None,
        local: bool = True,
        ids_from: int = 0,
    ) -> None:
        self.office = understand(office)
        self.clock = clock
        self.hub = Hub()
        self.faults = Faults()
        self.transcript = Transcript(clock)
        self.telegram = Telegram(
            self.office,
            clock=clock,
            hub=self.hub,
            faults=self.faults,
            transcript=self.transcript,
            local=local,
            ids_from=ids_from,
            carry_out=self._carry_out,
        )
        self.api = TelegramApi(self.telegram)
        self.wecom = self._corporation(ids_from)
        self.wecom_side = (
            WecomSide(self.wecom, office["wecom"], base=lambda: self.url, told=self._tell_bot)
            if self.wecom
            else None
        )
        self.steps = Steps(clock, self.hub, bot_url, key)
        self.site = Site(self.office, clock)
        self._bot_url = bot_url
        self._runners: list[web.AppRunner] = []
        self.url = ""
        self.site_url = ""
        self.last_words = ""
        self.control = Control(
            self.telegram, hub=self.hub, faults=self.faults, transcript=self.transcript, steps=self.steps,
            restart=restart, reset=self.reset, info=self.info,
            wecom=self.wecom_side.control if self.wecom_side else None,
        )  # fmt: skip
        self.telegram.updates.elsewhere = self._is_on_wecom

    def _corporation(self, ids_from: int) -> Wecom | None:
        """The WeCom twin, when the office file has a `wecom` block."""
        if self.office.wecom is None:
            return None
        return Wecom(
            self.office, self.office.wecom, clock=self.clock, hub=self.hub, faults=self.faults,
            transcript=self.transcript, ids_from=ids_from,
        )  # fmt: skip

    def _is_on_wecom(self) -> bool:
        return self.wecom_side is not None and self.wecom_side.callback.reachable

    def _tell_bot(self) -> None:
        self.hub.tell("bot", {"connected": self.control.connected})

    async def _carry_out(self, said: dict[str, Any]) -> None:
        await self.api.carry_out(said)

    async def start(self, port: int = 0, site_port: int = 0) -> None:
        """Listen on loopback; port 0 takes a free one. Afterwards `url` and `site_url` are known."""
        self.hub.open()
        app = web.Application(middlewares=[loopback_only], client_max_size=MOST_BODY)
        self.api.routes(app)
        if self.wecom_side:
            self.wecom_side.routes(app)
        self.control.routes(app)
        SiteControl(self.site).routes(app)
        app.router.add_get("/", _page)
        app.router.add_get("/ui/{path:.+}", _page_file)
        self.url = await self._listen(app, port)
        site = web.Application(middlewares=[loopback_only], client_max_size=64 * 2**20)
        SiteAdmin(self.site).routes(site)
        self.site.routes(site)
        self.site_url = await self._listen(site, site_port)
        self.site.base = self.site_url

    async def _listen(self, app: web.Application, port: int) -> str:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN, handler_cancellation=True)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def stop(self) -> None:
        """End streams, polls and deliveries, then the servers. Takes well under a second."""
        self.hub.close()
        self.site.stop()
        await self.telegram.updates.stop()
        if self.wecom_side:
            await self.wecom_side.stop()
        await self.steps.stop()
        for runner in self._runners:
            await runner.cleanup()
        self._runners.clear()

    def bot_ended(self, words: str) -> None:
        """The bot's process ended unasked, with these last words; "" when it starts again."""
        self.last_words = words
        self.hub.tell("bot", {"connected": self.control.connected and not words, "ended": words})

    def reset(self) -> None:
        """Phones, site, faults and transcript as at the start; ids, clock and webhook go on."""
        self.telegram.reset()
        if self.wecom_side:
            self.wecom_side.reset()
        self.faults.clear()
        self.transcript.clear()
        self.site.reset()

    def info(self) -> dict[str, Any]:
        """What `GET /emulator/info` gives."""
        bot = self.office.bot
        return {
            "bot_url": self._bot_url, "site_url": self.site_url, "web_origin": WEB_ORIGIN,
            "site_path": self.site.path, "office": self.office.name,
            "platforms": ["telegram", "wecom"] if self.wecom else ["telegram"],
            "columns": [{"key": one.key, "name": one.name} for one in self.site.columns.values()],
            "bot_ended": self.last_words,
            "bot": {"id": bot.id, "username": bot.username, "name": bot.name},
            "version": "Bot API 10.3", "wecom": self.wecom_side.info() if self.wecom_side else None,
        }  # fmt: skip


async def _page(_: web.Request) -> web.StreamResponse:
    return _static("index.html")


async def _page_file(request: web.Request) -> web.StreamResponse:
    return _static(request.match_info["path"])


def _static(path: str) -> web.StreamResponse:
    found = (UI / path).resolve()
    kind = TYPES.get(found.suffix)
    if UI.resolve() not in found.parents or not found.is_file() or kind is None:
        return web.Response(status=404, text="not found")
    body = found.read_bytes()
    charset = "utf-8" if kind.startswith("text/") or kind.endswith(("json", "xml")) else None
    return web.Response(body=body, content_type=kind, charset=charset, headers={"Cache-Control": "no-cache"})
