"""An office to play stories in: the real bot on a real adapter, the strict twin, people with phones, one clock.

    item = await office.chen.submits("关于年检的通知", files=["通知.docx"], important=True)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")

Nothing sleeps. ``rest`` lets everybody do what is due now; time passes only when somebody waits for a message
or the story moves the clock. Leaving the office fails the test if anybody heard what the story did not expect,
if a message died, if the twin refused a call, if the audit chain is broken or if an error was logged.
"""

import asyncio
import contextlib
import copy
import json
import re
import secrets
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot import config
from bot.app import App
from bot.founding import settle
from emulator.app import Emulator
from emulator.clock import DEMO_START
from emulator.people import demo_office
from emulator.wecom_press import links_of
from emulator.wecom_side import WecomSide
from scheduler.clock import SHANGHAI
from storage import audit_proof, dead_letters, meta
from storage import inbox as inbox_rows
from storage.engine import Tx
from storage.sql import run_core
from storage.tables import outbox
from tests.office_clock import StoryClock, TwinClock
from tests.office_page import DRAFT, browsing
from tests.office_people import PATIENCE_S, Person, Phone
from tests.office_site import Site
from tests.office_wecom import WecomGroup, WecomPerson, words_of

SECRET = "story-webhook-secret-0123456789abcdef"
AFTERWARDS_S = 120  # of the story's clock: what was set going must be heard before the story ends
QUIET_ROUNDS = 3
GLANCES, GLANCE_S, LOOK_S = 6, 0.0005, 0.002  # real seconds between two looks whether everybody rests
STUCK_S = 90.0  # real seconds without rest, on however busy a machine
UNDER_WAY = ("pending", "sending", "uncertain")
ENDED_BADLY = ("dead", "uncertain")
SEEDED = "demo.seeded"


@cache
def _as_shipped() -> dict[str, Any]:
    return demo_office()


def office_file() -> dict[str, Any]:
    """The demo office, with two people beside it whom nobody has entered."""
    found = copy.deepcopy(_as_shipped())
    found["people"] += [
        {
            "id": "lin",
            "name": "林同志",
            "telegram_id": 5100000190,
            "wecom_userid": "LinTong",
            "roles": [],
            "stranger": True,
            "started": False,
        },
        {
            "id": "he",
            "name": "何同志",
            "telegram_id": 5100000191,
            "wecom_userid": "HeTong",
            "roles": [],
            "stranger": True,
            "started": False,
            "language": "en",
        },
    ]
    return found


class Hands:
    """The office's clock, as a story moves it."""

    def __init__(self, office: "Office") -> None:
        self._office = office

    def now(self) -> datetime:
        return self._office.time.now()

    async def forward(self, **span: float) -> None:
        """Let that much time pass, everything in it at its own moment."""
        await self.to(self.now() + timedelta(**span))

    async def to(self, moment: "datetime | str") -> None:
        """Let time pass until then; a text such as 2026-02-10 09:00 is Shanghai time."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
        await self._office.pass_until(moment)


class Office:
    """One story's office. ``settings`` are settings by dotted key."""

    def __init__(
        self,
        folder: Path,
        database: str,
        *,
        platform: str = "telegram",
        mode: str = "webhook",
        settings: Mapping[str, Any] | None = None,
        file: dict[str, Any] | None = None,
        start: datetime = DEMO_START,
    ) -> None:
        self.folder = folder
        self.database = database
        self.platform = platform  # telegram | wecom | mixed: as the office file has it
        self.mode = mode
        self.settings = dict(settings or {})
        self.file = file or office_file()
        self.time = StoryClock(start.astimezone(SHANGHAI))
        self.clock = Hands(self)
        self.emulator = Emulator(self.file, clock=TwinClock(self.time), local=True)
        self.twin = self.emulator.telegram
        self.people: dict[str, int] = {}
        self._phones: dict[str, Phone] = {}
        self._port = _free_port()
        self._app: App | None = None
        self.is_open = False
        self._calls = 0
        self._pauses = 0
        self.logged: list[Mapping[str, Any]] = []
        self._forgiven_calls: list[tuple[str, int]] = []
        self._forgiven_events: set[str] = set()
        self._forgiven_drops: set[str] = set()
        self._forgiven_rows = 0

    # People and places ------------------------------------------------------------------------------

    @property
    def app(self) -> App:
        assert self._app is not None
        return self._app

    @property
    def wecom(self) -> WecomSide:
        """The WeCom twin and the hands on its phones."""
        found = self.emulator.wecom_side
        assert found is not None, "this office file has no WeCom"
        return found

    def person(self, id_: str) -> Person:
        if id_ not in self._phones:
            self._phones[id_] = WecomPerson(self, id_) if self.is_on_wecom(id_) else Person(self, id_)
        found = self._phones[id_]
        assert isinstance(found, Person)
        return found

    def group(self, id_: str) -> Phone:
        if id_ not in self._phones:
            self._phones[id_] = WecomGroup(self, id_) if self.is_on_wecom(id_) else Phone(self, id_)
        return self._phones[id_]

    @property
    def groups(self) -> list[Phone]:
        """Every group of the office file that there is in this story."""
        rooms = self.wecom.twin.state.rooms
        ids = [str(row["id"]) for row in self.file["groups"]]
        return [self.group(id_) for id_ in ids if not self.is_on_wecom(id_) or id_ in rooms]

    def is_on_wecom(self, id_: str) -> bool:
        """Where somebody, or a group, is in this story."""
        if self.platform != "mixed":
            return self.platform == "wecom"
        rows = [*self.file["people"], *self.file["groups"]]
        return any(row["id"] == id_ and row.get("platform") == "wecom" for row in rows)

    def __getattr__(self, name: str) -> Person:
        if name.startswith("_") or not any(one["id"] == name for one in self.file["people"]):
            raise AttributeError(name)
        return self.person(name)

    @property
    def site(self) -> Site:
        return Site(self.emulator.site)

    # Life ---------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Start twin, site and bot; return when the bot listens."""
        self.emulator.api.handle = self._counted(self.emulator.api.handle)  # type: ignore[method-assign]
        api = self.wecom.api
        api.handle = self._counted(api.handle)  # type: ignore[method-assign]
        await self.emulator.start()
        await self._start(seed=True)

    async def _start(self, *, seed: bool) -> None:
        self._app = App(self._load(), self.time)
        self.app._wait = self._pausing(self.app._wait)  # type: ignore[method-assign]
        if seed:
            await self.app.store.act(self._enter)
        await self.app.start()
        # One process hears all its own commits; looking by itself would only tear long stretches of time
        # into seconds.
        for loop in self.app.loops:
            loop.poll_s = None
            loop.ring()
        await self._listens()
        await self.rest()

    async def _listens(self) -> None:
        """Return when the bot has introduced itself and takes in updates."""
        loop = asyncio.get_running_loop()
        limit = loop.time() + STUCK_S
        while not self.app.platforms or any(one.state != "connected" for one in self.app.platforms):
            await asyncio.sleep(0.001)
            assert loop.time() < limit, "the bot never came up"
            away = any(one.state in {"offline", "conflict"} for one in self.app.platforms)
            if away and not self._calls and (ahead := self.time.next()) is not None:
                self.time.go_to(max(ahead, self.time.now()))
        if self.platform != "telegram":
            url = f"{self.app.url}/wecom/callback"
            problem = await self.wecom.callback.save(self.wecom.twin.state.app, url)
            assert not problem, problem

    async def stop(self) -> None:
        """Stop the bot; phones and site stay."""
        if self._app is not None:
            await self._app.stop()
            self._app = None

    async def restart(self, *, after: timedelta = timedelta(seconds=1)) -> None:
        """Stop the bot and start it again on the same database."""
        await self.stop()
        self.time.go_to(self.time.now() + after)
        await self._start(seed=False)

    def _load(self) -> Any:
        host, _, port = self.emulator.site_url.removeprefix("http://").partition(":")
        webhook = {
            "platforms.telegram.webhook_url": f"http://127.0.0.1:{self._port}/telegram/webhook",
            "platforms.telegram.mode": "webhook",
        }
        wecom = self._wecom_settings() if self.platform != "telegram" else {}
        app = self.file["wecom"]["apps"][0]
        return config.load(
            None,
            {
                "DUWANG_PLATFORMS__TELEGRAM__TOKEN": str(self.file["bot"]["token"]),
                "DUWANG_PLATFORMS__TELEGRAM__WEBHOOK_SECRET": SECRET,
                "DUWANG_PLATFORMS__WECOM__SECRET": str(app["secret"]),
                "DUWANG_PLATFORMS__WECOM__CALLBACK_TOKEN": str(app["token"]),
                "DUWANG_PLATFORMS__WECOM__CALLBACK_AES_KEY": str(app["aes_key"]),
            },
            overrides={
                "profile": "test",
                "data_dir": str(self.folder),
                "database.url": self.database,
                "organisation.key": "demo",
                "organisation.name": str(self.file["name"]),
                "organisation.prefix": str(self.file["prefix"]),
                "organisation.site_url": self._site_url(),
                "files.disk_reserve_mb": 64,
                "publish.fetch.timeout_s": 60,  # real time, on however busy a machine
                "site.inspect_at": None,
                "site.control": None,
                "site.permits": [{"host": host, "cidr": f"{host}/32", "ports": [int(port)]}],
                "web.port": self._port,
                "platforms.telegram.enabled": self.platform != "wecom",
                "platforms.telegram.api_base": self.emulator.url,
                **(webhook if self.mode == "webhook" else {}),
                **wecom,
                **self.settings,
            },
        )

    def _wecom_settings(self) -> dict[str, Any]:
        app = self.file["wecom"]["apps"][0]
        secrets_ = self.folder / "robots"
        secrets_.mkdir(parents=True, exist_ok=True)
        robots = {}
        for group in self.file["groups"]:
            if robot := group.get("robot"):
                (secrets_ / robot["name"]).write_text(robot["key"])
                robots[robot["name"]] = {"key_file": str(secrets_ / robot["name"])}
        return {
            "platforms.wecom.enabled": True,
            "platforms.wecom.corp_id": str(self.file["wecom"]["corp_id"]),
            "platforms.wecom.agent_id": int(app["agent_id"]),
            "platforms.wecom.api_base": self.emulator.url,
            "platforms.wecom.oauth_base": self.emulator.url,
            "platforms.wecom.robots": robots,
            "web.public_url": f"http://127.0.0.1:{self._port}",
        }

    def _site_url(self) -> str:
        return f"{self.emulator.site_url}{self.file['site']['path']}"

    def _enter(self, tx: Tx) -> None:
        """Everybody of the office file but strangers, as the demonstration enters them."""
        known = {
            **self.file,
            "people": [one for one in self.file["people"] if not one.get("stranger")],
            "groups": [one for one in self.file["groups"] if one.get("has_bot", True)],
        }
        first = self.time.now().date().replace(month=1, day=1)
        self.people = settle(
            tx,
            self.app.founded(tx),
            known,
            site_url=self._site_url(),
            on=first.isoformat(),
            bots=self.app.bots,
        )
        meta.put(tx, SEEDED, "1")

    # Time ---------------------------------------------------------------------------------------------

    async def rest(self) -> None:
        """Return when everything due at this moment is done."""
        loop = asyncio.get_running_loop()
        limit, quiet, looks = loop.time() + STUCK_S, 0, 0
        while quiet < QUIET_ROUNDS:
            looks += 1
            await asyncio.sleep(0 if quiet else GLANCE_S if looks < GLANCES else LOOK_S)
            quiet = quiet + 1 if self._is_idle() else 0
            assert loop.time() < limit, f"no rest: {self._unrest()}"

    def _is_idle(self) -> bool:
        return not any(self._unrest().values())

    def _unrest(self) -> dict[str, Any]:
        """What keeps the office from resting."""
        app = self._app
        return {
            "loops": [] if app is None else [loop.name for loop in app.loops if not loop.idle],
            "calls": self._calls,
            "updates": 0 if app is None else self._deliverable(),
            "callbacks": 0 if app is None else len(self.wecom.callback.under_way()),
        }

    def _deliverable(self) -> int:
        """Updates that are on their way to the bot, but for those that wait for a moment to come."""
        if self._pauses and self.mode == "polling":
            return 0
        queue = self.twin.updates.queue
        heads = [lane[0] for lane in queue.lanes.values() if lane]
        now = queue.now()
        return sum(1 for one in heads if one.not_before <= now < one.expires)

    def _pausing(self, wait: Any) -> Any:
        """Know when the adapter waits for time to pass before it calls again."""

        async def pausing(seconds: float) -> None:
            self._pauses += 1
            try:
                await wait(seconds)
            finally:
                self._pauses -= 1

        return pausing

    def _counted(self, handle: Any) -> Any:
        async def counted(request: Any) -> Any:
            if request.match_info.get("method", "").lower() == "getupdates":
                return await handle(request)
            self._calls += 1
            try:
                return await handle(request)
            finally:
                self._calls -= 1

        return counted

    async def pass_until(self, moment: datetime) -> None:
        await self.rest()
        while (ahead := self.time.next()) is not None and ahead <= moment:
            self.time.go_to(max(ahead, self.time.now()))
            await self.rest()
        self.time.go_to(max(moment, self.time.now()))
        for loop in self.app.loops if self._app is not None else ():
            loop.ring()
        await self.rest()

    async def until(self, is_so: Callable[[], bool], *, within: float = PATIENCE_S) -> bool:
        """Let as little time pass as makes it so; False when it never becomes so."""
        latest = self.time.now() + timedelta(seconds=within)
        while True:
            await self.rest()
            if is_so():
                return True
            ahead = self.time.next()
            if ahead is None or ahead > latest:
                return False
            self.time.go_to(max(ahead, self.time.now()))

    async def answers(self) -> None:
        """Wait until everybody who pressed something sees what came of it."""
        people = [phone for phone in self._phones.values() if isinstance(phone, Person)]
        await self.until(lambda: all(one.is_answered for one in people), within=10)

    # Judgement ------------------------------------------------------------------------------------------

    def unheard(self) -> list[Any]:
        """Every message on every phone that nobody expected."""
        for chat in self.twin.state.phones():
            if not self.is_on_wecom(chat.phone):
                self.person(chat.phone) if chat.kind == "private" else self.group(chat.phone)
        if self.platform != "telegram":
            for one in [*self.file["people"], *self.file["groups"]]:
                if self.is_on_wecom(one["id"]) and (one.get("wecom_userid") or one.get("robot")):
                    self.person(one["id"]) if "roles" in one else self.group(one["id"])
        return [card for phone in self._phones.values() for card in phone.unexpected()]

    def nobody_heard_more(self) -> None:
        """So far everything that was said was expected."""
        assert not self.unheard(), "\n".join(["heard, but not expected:", *map(repr, self.unheard())])

    def forgive_call(self, method: str, status: int) -> None:
        """The story makes the twin refuse this call."""
        self._forgiven_calls.append((method, status))

    def forgive_drop(self, reason: str) -> None:
        """The story makes WeCom swallow a message for this reason."""
        self._forgiven_drops.add(reason)

    def sending(self, id_: str) -> str:
        """The method that carries messages to somebody."""
        return "message/send" if self.is_on_wecom(id_) else "sendMessage"

    def forgive_error(self, event: str) -> None:
        """The story makes the bot log this error."""
        self._forgiven_events.add(event)

    def forgive_dead_rows(self, count: int) -> None:
        """The story leaves so many messages undelivered."""
        self._forgiven_rows = count

    async def audit_is_whole(self) -> int:
        """Verify the chain against head and anchor; the number of entries."""
        report = await self.app.store.read(
            lambda tx: audit_proof.verify(tx, anchor=self.folder.absolute() / "audit.anchor")
        )
        assert report.ok, report.problems
        return report.n

    def sent_to(self, chat: str) -> dict[str, str]:
        """What was wholly sent to this chat on WeCom: message → kind."""
        query = select(outbox.c.message, outbox.c.kind)
        return {row.message: row.kind for row in self._outbox(query, chat) if row.message}

    def owes(self, chat: str, kinds: frozenset[str]) -> bool:
        """Is a message of these kinds on its way to this chat on WeCom?"""
        query = select(outbox.c.id).where(outbox.c.kind.in_(kinds), outbox.c.state.in_(UNDER_WAY))
        return bool(self._outbox(query, chat))

    def successor(self, chat: str, message: str) -> str | None:
        """The newest card that took the place of this one on WeCom."""
        mine = select(outbox.c.id).where(outbox.c.message == message).scalar_subquery()
        query = select(outbox.c.message).where(outbox.c.parent_id == mine).order_by(outbox.c.id)
        found = [row.message for row in self._outbox(query, chat) if row.message]
        return found[-1] if found else None

    def whole_card(self, chat: str, message: str) -> str:
        """All words of the card as it was first drawn, which its page shows."""
        rows = self._outbox(select(outbox.c.card).where(outbox.c.message == message), chat)
        return words_of(rows[-1].card) if rows and rows[-1].card else ""

    def tone(self, chat: str, message: str) -> str:
        """The tone of the card under a WeCom message as it was first drawn."""
        rows = self._outbox(select(outbox.c.card).where(outbox.c.message == message), chat)
        return json.loads(rows[-1].card)["tone"] if rows and rows[-1].card else ""

    async def page_says(
        self, person: Any, url: str, words: Any, *, lacking: Any = (), beside: str = ""
    ) -> None:
        """The page behind a card reads so; the words may also stand on the card ``beside`` it."""
        async with browsing(person) as browser:
            text = unescape(re.sub(r"<[^>]+>", " ", await browser.opens(url)))
        unwanted = [lacking] if isinstance(lacking, str) else list(lacking)
        assert not any(word in text for word in unwanted), f"on {url}: {unwanted} in {text[:2000]}"
        text = f"{beside}\n{text}"
        wanted = [words] if isinstance(words, str) else list(words)
        assert all(word in text for word in wanted), f"not on {url}: {wanted} in {text[:2000]}"

    def _outbox(self, query: Any, chat: str) -> list[Any]:
        lane = f"wecom:{self.app.bots['wecom']}:{chat}"
        return self.app.store.read_now(lambda tx: run_core(tx, query.where(outbox.c.lane == lane)))

    @property
    def has_page(self) -> bool:
        return self.platform != "telegram"

    async def hands_over(self, person: Any, file: Any) -> None:
        """Hand a file in on the page that the person's newest draft card leads to."""
        url = next(
            url
            for card in reversed(person.all_cards())
            for url in links_of(card.message).values()
            if DRAFT.search(url)
        )
        async with browsing(person) as browser:
            await browser.opens(url)
            await browser.uploads(file)
        await self.rest()

    def item_pages(self, person: Any) -> list[str]:
        """The pages of items to which the person's cards lead, the newest card's first."""
        return [
            url
            for card in reversed(person.all_cards())
            for url in links_of(card.message).values()
            if "/m/item/" in url
        ]

    async def file_of_page(self, person: Any, name: str) -> bytes:
        """The bytes behind the link of that name on the page that the person's newest item card leads to."""
        urls = self.item_pages(person)
        assert urls, f"{person.id} never got {name}, and no card leads to a page"
        async with browsing(person) as browser:
            await browser.opens(urls[0])
            return await browser.fetches(browser.download(name))

    async def read(self, fn: Callable[[Tx], Any]) -> Any:
        """Look into the database."""
        return await self.app.store.read(fn)

    async def act(self, fn: Callable[[Any], Any]) -> Any:
        """A use case called from outside the chat, as the command line does; ``fn`` gets the desk."""
        found = await self.app.store.act(lambda tx: fn(self.app.desk(tx)))
        await self.rest()
        return found

    async def leave(self) -> None:
        """The end of a story: nothing unexpected may have happened."""
        if self._app is None:
            await self._start(seed=False)
        await self.pass_until(self.time.now() + timedelta(seconds=AFTERWARDS_S))
        self.nobody_heard_more()
        counts = {row[0]: row[1] for row in await self.read(dead_letters.counts)}
        bad = sum(counts.get(state, 0) for state in ENDED_BADLY)
        assert bad == self._forgiven_rows, f"messages that ended badly: {counts}"
        dead = await self.read(lambda tx: inbox_rows.dead(tx, limit=10))
        assert not dead, f"updates put aside: {dead}"
        self._judge_calls()
        errors = [one for one in self.logged if one["event"] not in self._forgiven_events]
        assert not errors, f"errors were logged: {errors}"
        await self.audit_is_whole()

    def _judge_calls(self) -> None:
        refused = [
            (call["method"], call["status"], call["reply"], call["params"])
            for call in self.twin.transcript.since()
            if (call["status"] >= 400 or call["status"] == 0 or _errcode(call["reply"]))
            and (call["method"], call["status"]) not in self._forgiven_calls
        ]
        assert not refused, f"the twin refused: {refused}"
        memory = self.wecom.twin.state
        dropped = [one for one in memory.dropped if one.reason not in self._forgiven_drops]
        assert not dropped, f"dropped without a word: {dropped}"
        assert not memory.advice, f"over an advised limit: {memory.advice}"

    async def close(self) -> None:
        """Shut everything, whatever the story came to."""
        try:
            await self.stop()
        finally:
            await self.emulator.stop()


def _errcode(reply: Any) -> int:
    """What a WeCom answer says of itself."""
    return int(reply.get("errcode") or 0) if isinstance(reply, dict) else 0


def _free_port() -> int:
    """A port below those that outgoing connections take, so that it is still free when the bot listens."""
    while True:
        port = 12_000 + secrets.randbelow(20_000)
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
