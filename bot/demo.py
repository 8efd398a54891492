"""The demonstration: strict local twins of the platforms with a page of phones, and a real bot beside them.

Two processes: the emulator here, and a child ``duwang run`` that knows nothing of it but its addresses. So
the bot can be restarted, or killed, while the phones stay.
"""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.founding import settle
from emulator.app import Emulator
from emulator.clock import DEMO_START, RunningClock
from emulator.control import WEB_ORIGIN
from emulator.people import demo_office
from scheduler.clock import SHANGHAI, SystemClock
from storage import meta
from storage.engine import Tx

OFFICE_VARIABLE = "DUWANG_DEMO_OFFICE"
SEEDED = "demo.seeded"
STOP_S = 15
LAST_LINES, MOST_WORDS = 8, 2000  # of the bot, when it ends unasked
FIRST_DAY = datetime(2026, 1, 1, tzinfo=SHANGHAI)


async def seed(app: Any) -> None:
    """Enter the demo office into an empty database, once."""
    if os.environ.get(OFFICE_VARIABLE):
        office: Mapping[str, Any] = json.loads(os.environ[OFFICE_VARIABLE])
    else:
        office = demo_office()

    def enter(tx: Tx) -> None:
        if meta.get(tx, SEEDED) is not None:
            return
        org = app.founded(tx)
        today = app.clock.now().date().replace(month=1, day=1)
        settle(
            tx,
            org,
            office,
            site_url=app.settings.organisation.site_url,
            on=today.isoformat(),
            bots=app.bots,
        )
        meta.put(tx, SEEDED, "1")

    await app.store.act(enter)


class Child:
    """The bot's process. ``ended`` hears its last words when it ends unasked, and "" when it starts."""

    def __init__(self, env: Mapping[str, str], now: Any, *, ended: Callable[[str], None]) -> None:
        self._env = dict(env)
        self._now = now
        self._ended = ended
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None
        self._wanted = False

    async def start(self) -> None:
        env = {**self._env, "DUWANG_DEMO_NOW": self._now().isoformat()}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "bot",
            "run",
            env=env,
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._wanted = True
        self._ended("")
        self._listening = asyncio.create_task(self._listen(self._process))

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Pass on what it writes to the terminal, and tell its last words."""
        last: deque[str] = deque(maxlen=LAST_LINES)
        while process.stderr is not None and (portion := await process.stderr.read(65536)):
            text = portion.decode(errors="replace")
            sys.stderr.write(text)
            sys.stderr.flush()
            last.extend(line for line in text.splitlines() if line.strip())
        code = await process.wait()
        if self._wanted and process is self._process:
            self._ended("\n".join(last)[-MOST_WORDS:] or f"exit {code}")

    async def stop(self) -> None:
        self._wanted = False
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), STOP_S)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        if self._listening is not None:
            await self._listening

    async def restart(self) -> None:
        await self.stop()
        await self.start()


async def play(
    *,
    port: int,
    regime: str,
    database: str | None,
    now: datetime | None,
    folder: Path,
    kept: bool,
    show: Any,
    lang: str,
    on_wecom: bool = True,
) -> None:
    """Run both processes until stopped. ``show`` gets the three addresses once the page answers.

    ``on_wecom``: half the office is on WeCom; else everybody is on Telegram.
    """
    start = (now or DEMO_START).astimezone(SHANGHAI)
    clock = RunningClock(start)
    key = secrets.token_urlsafe(18)
    office = demo_office()
    if not on_wecom:
        everybody = [{**person, "platform": "telegram"} for person in office["people"]]
        office = {name: held for name, held in office.items() if name != "wecom"} | {"people": everybody}
    bot_port = port + 1 if port else await _free_port()
    bot_url = f"http://127.0.0.1:{bot_port}"
    holder: list[Child] = []

    async def restart() -> None:
        await holder[0].restart()

    emulator = Emulator(
        office,
        clock=clock,
        bot_url=bot_url,
        key=key,
        restart=restart,
        local=True,
        ids_from=_fresh_ids() if kept or database else 0,
    )
    await emulator.start(port, port + 2 if port else 0)
    child = Child(
        _environment(
            emulator,
            office=office,
            bot_port=bot_port,
            key=key,
            regime=regime,
            database=database,
            folder=folder,
            lang=lang,
        ),
        clock.now,
        ended=emulator.bot_ended,
    )
    holder.append(child)
    await child.start()
    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    side = emulator.wecom_side
    entering = asyncio.create_task(side.keep_saving(bot_url), name="callback") if side else None
    show({"emulator": emulator.url, "bot": bot_url, "site": emulator.site_url})
    await stopped.wait()
    if entering is not None:
        entering.cancel()
    await child.stop()
    await emulator.stop()


def _environment(
    emulator: Emulator,
    *,
    office: Mapping[str, Any],
    bot_port: int,
    key: str,
    regime: str,
    database: str | None,
    folder: Path,
    lang: str,
) -> dict[str, str]:
    """The child's settings: everything by environment, nothing of the deployer's own."""
    host, _, site_port = emulator.site_url.removeprefix("http://").rstrip("/").partition(":")
    site_port = site_port.partition("/")[0]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUWANG_")}
    site = f"http://{host}:{site_port}{office['site']['path']}"
    return kept | {
        "DUWANG_PROFILE": "demo",
        "DUWANG_LANGUAGE": lang,
        "DUWANG_DATA_DIR": str(folder),
        "DUWANG_DATABASE__URL": database or f"sqlite:///{folder / 'demo.db'}",
        "DUWANG_REGIME": regime,
        "DUWANG_ORGANISATION__KEY": "demo",
        "DUWANG_ORGANISATION__NAME": str(office["name"]),
        "DUWANG_ORGANISATION__PREFIX": str(office["prefix"]),
        "DUWANG_ORGANISATION__SITE_URL": site,
        "DUWANG_SITE__PERMITS": json.dumps([{"host": host, "cidr": f"{host}/32", "ports": [int(site_port)]}]),
        "DUWANG_WEB__PORT": str(bot_port),
        "DUWANG_PLATFORMS__TELEGRAM__ENABLED": "true",
        "DUWANG_PLATFORMS__TELEGRAM__TOKEN": str(office["bot"]["token"]),
        "DUWANG_PLATFORMS__TELEGRAM__API_BASE": emulator.url,
        **_wecom(emulator, office, folder),
        "DUWANG_WEB__PUBLIC_URL": WEB_ORIGIN,
        "DUWANG_LOG__FORMAT": "console",
        "DUWANG_LOG__LEVEL": "warning",
        "DUWANG_DEMO_KEY": key,
        OFFICE_VARIABLE: json.dumps(office, ensure_ascii=False),
    }


def _wecom(emulator: Emulator, office: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """The office's app on WeCom, and the robots of its groups; nothing where the office file has none."""
    corporation = office.get("wecom")
    if corporation is None:
        return {}
    app = corporation["apps"][0]
    keys = folder / "robots"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    robots = {}
    for group in office["groups"]:
        if robot := group.get("robot"):
            (keys / robot["name"]).write_text(robot["key"], "utf-8")
            robots[robot["name"]] = {"key_file": str(keys / robot["name"])}
    return {
        "DUWANG_PLATFORMS__WECOM__ENABLED": "true",
        "DUWANG_PLATFORMS__WECOM__CORP_ID": str(corporation["corp_id"]),
        "DUWANG_PLATFORMS__WECOM__AGENT_ID": str(app["agent_id"]),
        "DUWANG_PLATFORMS__WECOM__SECRET": str(app["secret"]),
        "DUWANG_PLATFORMS__WECOM__CALLBACK_TOKEN": str(app["token"]),
        "DUWANG_PLATFORMS__WECOM__CALLBACK_AES_KEY": str(app["aes_key"]),
        "DUWANG_PLATFORMS__WECOM__API_BASE": emulator.url,
        "DUWANG_PLATFORMS__WECOM__OAUTH_BASE": emulator.url,
        "DUWANG_PLATFORMS__WECOM__ROBOTS": json.dumps(robots),
    }


def _fresh_ids() -> int:
    """Ids that rise from run to run: a database that is kept has seen those of the last one."""
    return int((SystemClock().now() - FIRST_DAY).total_seconds()) * 10


async def _free_port() -> int:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


def sample_office() -> dict[str, Any]:
    """The demonstration's office, as a rehearsal takes it."""
    return demo_office()


def temporary_folder() -> Path:
    """A new folder for one demonstration."""
    return Path(tempfile.mkdtemp(prefix="duwang-demo-"))
