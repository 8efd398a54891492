"""The composition: everything that runs in one process, made here and nowhere else."""

import asyncio
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any, Protocol

import structlog
from aiohttp import web
from sqlalchemy import bindparam, select

from bot import doors, gate
from bot.carriers import carriers
from bot.corporation import Corporation, corporation
from bot.draw import Painter, toast
from bot.fetch import Reach
from bot.founding import address, enter
from bot.platforms.base import Arrival, Incoming, TapIn
from bot.platforms.telegram import Commands, Telegram
from bot.platforms.telegram_cards import Caps
from bot.platforms.wecom_outcome import Broken, Undelivered
from bot.policy import policy_of
from bot.settings import Settings
from bot.worker import Ears, Worker, prefix
from handlers.routing import COMMANDS, find_handlers
from locales import say
from rules.workdays import nationwide
from scheduler.clock import Clock, SystemClock, from_ms, later, to_ms, wall_ms
from scheduler.courier import Courier
from scheduler.errands import ErrandBoy
from scheduler.loop import Loop
from scheduler.pump import Pump
from scheduler.ticker import Job, Ticker
from scheduler.wake_local import Wake, WakeLocal
from storage import anchor, audit, backup, lanes, place, restart
from storage.engine import Store, Tx, conninfo
from storage.files import Files
from storage.sql import Sql
from storage.tables import inbox
from workflow import contacts, directory, service, year_ahead
from workflow.desk import Desk, House
from workflow.notices import Notice, find_notices

log = structlog.get_logger()

DRAIN_S = 10
LOOK_AT_DISK_MS = 1000
BACKUPS = 14  # nightly ones that are kept
RECENT = 500
NOTED_SKEW_S, MOST_SKEW_S = 5, 60
SIX_DAYS_MS = 6 * 86_400_000
_NEWEST = Sql(
    select(inbox.c.key, inbox.c.received_at)
    .where(inbox.c.platform == bindparam("platform"), inbox.c.bot == bindparam("bot"))
    .order_by(inbox.c.id.desc())
    .limit(bindparam("limit"))
)


class Platform(Protocol):
    """One bot on one platform, as the house runs it; the courier and the worker see more of it."""

    platform: str
    bot: str
    state: str

    async def start(self) -> None: ...

    async def stop_listening(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(slots=True)
class Voice:
    """Telegram as the worker hears it: parsing, and toasts in words."""

    telegram: Telegram

    def fast_tap(self, raw: bytes) -> TapIn | None:
        return self.telegram.fast_tap(raw)

    async def parse(self, raw: bytes) -> Incoming | None:
        return await self.telegram.parse(raw)

    async def answer_tap(self, callback_id: str, said: Notice | None) -> None:
        text, alert = ("", False) if said is None else toast(said.kind, said.facts)
        await self.telegram.answer_tap(callback_id, text, alert=alert)


class App:
    """One running house.

    Args:
        settings: as loaded; the clock: everything waits on it.
        demo_key: opens the demonstration's doors, under ``profile: demo`` or ``test`` only.
    """

    def __init__(self, settings: Settings, clock: Clock, *, demo_key: str | None = None) -> None:
        find_handlers()
        find_notices()
        self.settings = settings
        self.clock = clock
        self.demo_key = demo_key
        self.owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.folder = Path(settings.data_dir)
        self.files = Files(self.folder / "files")
        self.occupancy: place.Occupancy | None = None
        self.store: Store = self._open()
        self.house = House(
            calendar=nationwide(),
            files=self.files,
            policy=policy_of(settings),
            link=self._link,
            page=page_of(settings),
        )
        self.telegram: Telegram | None = None
        self.wecom: Corporation | None = None
        self.platforms: list[Platform] = []
        self.runner: web.AppRunner | None = None
        self.url = ""
        self.ready = False
        self._room_until = 0
        self.loops: list[Loop] = []
        self.wake: Wake = WakeLocal(self.store)
        self.worker: Worker | None = None
        self.ticker: Ticker | None = None
        self.courier: Courier | None = None
        self.skew_s = 0  # by how much this machine is ahead of the database's

    def _open(self) -> Store:
        """Open the database; one with SQLite is served by one process alone, which others are told."""
        if self.settings.database.url.startswith("sqlite"):
            place.make_private_folder(self.folder)
            self.occupancy = place.occupy(self.folder)
        return Store.open(
            address(self.settings.database.url),
            folder=self.folder.absolute(),
            clock_ms=lambda: to_ms(self.clock.now()),
            lease_ms=self.clock.lease_ms,
        )

    @property
    def bots(self) -> dict[str, str]:
        """Our bot's id on each platform that is on."""
        named = self.settings.platforms
        found: dict[str, str] = {}
        if named.telegram.enabled and named.telegram.token is not None:
            found["telegram"] = named.telegram.token.get_secret_value().partition(":")[0]
        if named.wecom.enabled:
            found["wecom"] = str(named.wecom.agent_id)
        return found

    def desk(self, tx: Tx) -> Desk:
        """What a use case works at, at this instant."""
        return Desk(tx, now=from_ms(tx.now), house=self.house)

    # Life ---------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Bring the organisation up to date, recover what a stop left open, and begin."""
        await self.store.act(self.founded)
        if self.store.dialect == "sqlite":
            await self.store.act(restart.recover)
        await asyncio.to_thread(self.files.clear_quarantine)
        ears = self._connect()
        voices: dict[tuple[str, str], Any] = {(one.platform, one.bot): one for one in self.platforms}
        self.worker = Worker(self.store, self.desk, ears=ears, clock=self.clock, owner=self.owner)
        self.courier = Courier(
            self.store,
            self.desk,
            drawer=Painter(self._caps_now, page=self._page),
            senders=voices,
            clock=self.clock,
            owner=self.owner,
        )
        self.loops = [
            self.worker,
            self.courier,
            Pump(self.store, self.desk, clock=self.clock),
            ErrandBoy(
                self.store,
                self.desk,
                carriers=carriers(
                    self.files,
                    platforms=voices,
                    permits=self.settings.site.permits,
                    reach=reach_of(self.settings),
                    control=self.settings.site.control or "",
                ),
                clock=self.clock,
                owner=self.owner,
            ),
        ]
        if self.store.dialect != "sqlite":
            for loop in self.loops:
                loop.poll_s = self.settings.worker.poll_s
        self.wake = self._wake()
        for loop in self.loops:
            if loop.hears:
                self.wake.listen(loop.hears, loop.ring)
        await self.wake.start()
        await self._listen()
        await self.store.act(lambda tx: service.came_back(self.desk(tx)))
        await self.store.act(lambda tx: year_ahead.watch(self.desk(tx)))
        for loop in self.loops:
            loop.start()
        if self.settings.profile != "test":
            self.ticker = Ticker(self._jobs())
            self.ticker.start()
            await asyncio.to_thread(self._anchor_day)
        self.ready = True
        for platform in self.platforms:
            await platform.start()
        if self.wecom is not None and self.wecom.aibot is not None:
            await self.wecom.aibot.start()
        log.info("house.started", profile=self.settings.profile, database=self.store.dialect)

    async def stop(self) -> None:
        """Stop taking in, finish what is in hand (10 s at most), close the books."""
        self.ready = False
        if self.ticker is not None:
            self.ticker.stop()
        if self.wecom is not None and self.wecom.aibot is not None:
            await self.wecom.aibot.stop()
        for platform in self.platforms:
            await platform.stop_listening()
        if self.worker is not None:
            await self.worker.drain(DRAIN_S)
        for loop in self.loops:
            await loop.stop()
        await self.wake.stop()
        await self.store.act(lambda tx: restart.give_back(tx, owner=self.owner))
        for platform in self.platforms:
            await platform.stop()
        if self.runner is not None:
            await self.runner.cleanup()
        await self.store.close()
        if self.occupancy is not None:
            self.occupancy.release()
        log.info("house.stopped")

    @property
    def clock_trouble(self) -> str | None:
        """What is wrong with this machine's time: it jumped and is not believed yet (clock_set), or it is far
        from the database's (clock_off).
        """
        if isinstance(self.clock, SystemClock) and self.clock.wall.doubt_s:
            return "clock_set"
        return "clock_off" if abs(self.skew_s) > MOST_SKEW_S else None

    @property
    def idle(self) -> bool:
        """Is everything that is due done? What waits for its time does not count."""
        return all(loop.idle for loop in self.loops)

    async def settle(self) -> None:
        """Return once everything due is done."""
        quiet = 0
        while quiet < 3:
            await doors.breathe()
            quiet = quiet + 1 if self.idle else 0

    def ring(self) -> None:
        """Everybody looks whether something is due: the clock was moved."""
        for loop in self.loops:
            loop.ring()

    def _jobs(self) -> list[Job]:
        """The few fixed recurrences; each only writes rows or rings a bell."""

        async def beat() -> None:
            await self.store.act(lambda tx: service.beat(self.desk(tx)))

        async def tidy() -> None:
            await self.store.act(lambda tx: service.tidy(self.desk(tx)))

        async def ring() -> None:
            self.ring()

        async def keep() -> None:
            await asyncio.to_thread(self._back_up)

        async def compare() -> None:
            await self.compare_clocks()

        async def anchor_day() -> None:
            await asyncio.to_thread(self._anchor_day)

        jobs = [
            Job("clocks", compare, every_s=30),
            Job("heartbeat", beat, every_s=10),
            Job("anchor", anchor_day, at=time(23, 55)),
            Job("backup", keep, at=time(2, 10)),
            Job("sweep", ring, every_s=5),
            Job("tidy", tidy, at=time(3, 10)),
        ]
        return [*jobs, Job("directory", self._compare_directory, at=time(2, 40))] if self.wecom else jobs

    async def compare_clocks(self) -> None:
        """Several processes live by one calendar: a machine whose time is a minute off the database's wakes
        nobody until it is right again.
        """
        theirs = await self.store.read(lanes.server_ms)
        self.skew_s = 0 if theirs is None else round((wall_ms() - theirs) / 1000)
        is_off = abs(self.skew_s) > MOST_SKEW_S
        for loop in self.loops:
            if isinstance(loop, Pump):
                loop.held = is_off
        if is_off:
            log.error("clock.off", ahead_s=self.skew_s)
        elif abs(self.skew_s) > NOTED_SKEW_S:
            log.warning("clock.off", ahead_s=self.skew_s)

    async def _compare_directory(self) -> None:
        """Who is in WeCom's directory, beside who is in ours; a night without an answer is left out."""
        if self.wecom is None:
            return
        platform = self.wecom.platform
        try:
            names = {member.userid: member.name for member in await platform.members()}
        except (Broken, Undelivered) as problem:
            log.warning("directory.not_compared", problem=type(problem).__name__)
            return
        await self.store.act(
            lambda tx: directory.compare(
                self.desk(tx), platform=platform.platform, bot=platform.bot, names=names
            )
        )

    def _anchor_day(self) -> None:
        """The day's end of the audit chain, outside the database: by the data, and where the office says."""
        head = self.store.read_now(audit.head)
        if not head.n:
            return
        on = self.clock.now().date().isoformat()
        elsewhere = self.settings.evidence.anchor_dir
        for folder in (self.folder.absolute(), *([Path(elsewhere)] if elsewhere is not None else [])):
            try:
                anchor.note_day(folder, on=on, n=int(head.n), digest=bytes(head.hash))
            except OSError as problem:
                log.warning(
                    "audit.not_anchored", folder=str(folder), problem=problem.strerror or str(problem)
                )

    def _back_up(self) -> None:
        """The nightly backup, beside the running service."""
        now = self.clock.now()
        shelf = self.folder.absolute() / "backups"
        made = backup.make(
            address(self.settings.database.url),
            folder=self.folder.absolute(),
            to=shelf,
            name=now.strftime("%Y%m%dT%H%M%S"),
            made_at=to_ms(now),
        )
        removed = backup.prune(shelf, keep=BACKUPS)
        log.info(
            "backup.made", files=made.files, size=made.size, missing=len(made.missing), removed=len(removed)
        )

    # Parts --------------------------------------------------------------------------------------------

    def _wake(self) -> Wake:
        """How this process hears of commits: by itself, or of other processes' as well."""
        if self.store.dialect == "sqlite" or self.settings.worker.wake == "poll":
            return WakeLocal(self.store)
        from scheduler.wake_procrastinate import WakeProcrastinate

        url = conninfo(address(self.settings.database.url))
        return WakeProcrastinate(self.store, url, clock=self.clock)

    def founded(self, tx: Tx) -> int:
        """Enter the organisation of the settings, or bring it up to date; its id."""
        return enter(tx, self.settings)

    def _caps_now(self) -> Caps:
        """What the server understands; the adapter lowers it when it refuses newer buttons."""
        return self._caps() if self.telegram is None else self.telegram.caps

    def _caps(self) -> Caps:
        named = self.settings.platforms.telegram.capabilities
        return Caps(styled_buttons=named.styled_buttons, disabled_buttons=named.disabled_buttons)

    def _connect(self) -> dict[tuple[str, str], Ears]:
        """Make the platforms that the settings enable; how each of them is heard."""
        ears: dict[tuple[str, str], Ears] = {}
        if self.settings.platforms.telegram.enabled:
            self.telegram = self._telegram()
            self.platforms.append(self.telegram)
            ears["telegram", self.telegram.bot] = Voice(self.telegram)
        if self.settings.platforms.wecom.enabled:
            self.wecom = corporation(
                self.settings,
                store=self.store,
                clock=self.clock,
                owner=self.owner,
                open_file=self.files.path,
                receive=self._receive,
                tell=self._refused_by_wecom,
                tell_of_aibot=self._aibot_refused,
            )
            self.platforms.append(self.wecom.platform)
            ears["wecom", self.wecom.platform.bot] = self.wecom.ears
        return ears

    async def _refused_by_wecom(self, code: int, said: str) -> None:
        """Whoever looks after the organisation hears in words what only they can mend."""
        await self.store.act(
            lambda tx: contacts.alerted(self.desk(tx), platform="wecom", what=f"refused:{code}", at_s=None)
        )
        log.error("wecom.needs_an_administrator", code=code, said=said)

    async def _aibot_refused(self, code: int, said: str) -> None:
        await self.store.act(
            lambda tx: contacts.alerted(self.desk(tx), platform="wecom", what=f"aibot:{code}", at_s=None)
        )
        log.error("aibot.needs_an_administrator", code=code, said=said)

    def _page(self, path: str) -> str | None:
        """One of our pages as a phone opens it; None while there is no public address."""
        web_ = self.settings.web
        return f"{web_.public_url}{web_.path_prefix}{path}" if web_.public_url else None

    def _telegram(self) -> Telegram:
        config = self.settings.platforms.telegram
        return Telegram(
            token=config.token.get_secret_value() if config.token is not None else "",
            receive=lambda arrivals: self._receive("telegram", self.settings_bot(), arrivals),
            last_update_id=self._last_update_id,
            open_file=self.files.path,
            wait=self._wait,
            api_base=config.api_base,
            mode=config.mode,
            webhook_url=config.webhook_url,
            webhook_secret=config.webhook_secret.get_secret_value() if config.webhook_secret else None,
            proxy=config.proxy,
            ca_file=str(config.ca_file) if config.ca_file else None,
            caps=self._caps(),
            commands=command_lists(),
        )

    async def _wait(self, seconds: float) -> None:
        await self.clock.wait_until(later(self.clock, seconds))

    async def _receive(self, platform: str, bot: str, arrivals: Sequence[Arrival]) -> None:
        self._check_room()
        if self.worker is None:
            raise ConnectionError("not ready yet")
        await self.worker.receive(platform, bot, arrivals)

    def _check_room(self) -> None:
        """Below the reserve nothing is taken in: the platform keeps it, and what we have stays safe."""
        if self.clock.lease_ms() < self._room_until:
            return
        reserve_mb = self.settings.files.disk_reserve_mb
        room = place.room(self.folder, reserve_mb=reserve_mb)
        if not room.is_enough:
            log.error("intake.paused", free_mb=room.free_mb, reserve_mb=reserve_mb)
            raise OSError("the disk is nearly full")
        self._room_until = self.clock.lease_ms() + LOOK_AT_DISK_MS

    async def _last_update_id(self) -> int | None:
        rows = await self.store.read(
            lambda tx: _NEWEST.all(tx, platform="telegram", bot=self.settings_bot(), limit=RECENT)
        )
        young = to_ms(self.clock.now()) - SIX_DAYS_MS
        lead = len(f"{prefix('telegram')}:{self.settings_bot()}:")
        return max((int(row.key[lead:]) for row in rows if row.received_at > young), default=None)

    def settings_bot(self) -> str:
        """The id of the Telegram bot; empty while it is off."""
        return "" if self.telegram is None else self.telegram.bot

    def _link(self, platform: str, token: str) -> str | None:
        if platform != "telegram" or self.telegram is None or self.telegram.me is None:
            return None
        return f"https://t.me/{self.telegram.me.username}?start={token}"

    async def _listen(self) -> None:
        app = doors.routes(self)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self.runner.setup()
        web_ = self.settings.web
        proxies = (*gate.LOOPBACK, *web_.trusted_proxies)
        await gate.Site(self.runner, web_.host, web_.port, proxies=proxies).start()
        host, port = self.runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"


def page_of(settings: Settings) -> str:
    """Where phones find the mobile page, without a slash at its end; empty while it is off."""
    found = settings.web
    return "" if found.public_url is None else f"{found.public_url.rstrip('/')}{found.path_prefix}"


def reach_of(settings: Settings) -> Reach:
    """How far one fetch goes."""
    fetch = settings.publish.fetch
    return Reach(
        timeout_s=fetch.timeout_s,
        max_bytes=fetch.max_mb << 20,
        proxy=fetch.proxy,
        ca_file=str(fetch.ca_file) if fetch.ca_file else None,
    )


def command_lists() -> list[Commands]:
    """What Telegram shows behind its menu button, in Chinese and in English."""
    lists = []
    for lang, language in (("zh_CN", ""), ("en", "en")):
        words = say(lang)
        entries = tuple(
            (entry.name, words(f"command-{entry.name}")) for entry in COMMANDS.values() if entry.listed
        )
        lists.append(Commands("all_private_chats", language, entries))
        lists.append(Commands("all_group_chats", language, (("help", words("command-help")),)))
    return lists
