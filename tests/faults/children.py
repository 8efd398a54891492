"""What the forked children are: the real house, the twin, the seeding, and aiogram as it comes."""

import asyncio
import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults import keepers
from tests.faults.quick import HouseClock, TwinClock

SECRET = "fault-webhook-secret-0123456789abcdef"
ITEMS = 16
WARM = (
    "aiogram.client.session.aiohttp",
    "aiogram.methods",
    "aiogram.types",
    "alembic.command",
    "bot.app",
    "bot.platforms.telegram_read",
    "emulator.app",
)
Tell = Callable[[dict[str, Any]], None]


def warm(only: str = "") -> None:
    """Import what the children need, once (aiogram alone takes seconds); ``duty`` needs no platform."""
    for name in keepers.WARM if only == "duty" else WARM:
        importlib.import_module(name)
    from workflow.notices import find_notices

    find_notices()
    if only == "duty":
        return
    from handlers.routing import find_handlers

    find_handlers()


def office() -> dict[str, Any]:
    """The demo office without its groups: eight people, two sections."""
    from emulator.people import demo_office

    return demo_office() | {"groups": []}


def twin(job: dict[str, Any], tell: Tell) -> None:
    """The emulator, until it is killed."""
    from emulator import telegram_people
    from emulator.app import Emulator

    # 150 s of the platform are 15 s here, and a busy machine may need as long to start a house: what the
    # platform itself lets go must not look like our loss.
    telegram_people.TAP_LIFE = 86_400.0

    async def serve() -> None:
        emulator = Emulator(office(), clock=TwinClock(job["origin"]), local=True)
        await emulator.start()
        tell({"url": emulator.url, "site": emulator.site_url})
        await asyncio.Event().wait()

    asyncio.run(serve())


def _app(job: dict[str, Any]) -> Any:
    from bot import config
    from bot.app import App

    folder, file = Path(job["folder"]), office()
    hook = (
        {
            "platforms.telegram.mode": "webhook",
            "platforms.telegram.webhook_url": f"http://127.0.0.1:{job['port']}/telegram/webhook",
        }
        if job["mode"] == "webhook"
        else {"platforms.telegram.mode": "polling"}
    )
    settings = config.load(
        None,
        {
            "DUWANG_PLATFORMS__TELEGRAM__TOKEN": str(file["bot"]["token"]),
            "DUWANG_PLATFORMS__TELEGRAM__WEBHOOK_SECRET": SECRET,
        },
        overrides={
            "profile": "test",
            "data_dir": str(folder),
            "database.url": f"sqlite:///{folder / 'house.db'}",
            "organisation.key": "demo",
            "organisation.name": str(file["name"]),
            "organisation.prefix": str(file["prefix"]),
            "organisation.site_url": f"{job['site']}{file['site']['path']}",
            "files.disk_reserve_mb": 64,
            "web.port": job["port"],
            "platforms.telegram.enabled": True,
            "platforms.telegram.api_base": job["api"],
            **hook,
            **({"web.public_url": f"http://127.0.0.1:{job['port']}"} if job.get("page") else {}),
            **job.get("settings", {}),
        },
    )
    return App(settings, HouseClock(job["origin"]))


def house(job: dict[str, Any], tell: Tell) -> None:
    """The bot, armed or not, until it is killed."""
    from storage import crash

    os.environ["DUWANG_PROFILE"] = "test"
    os.environ["DUWANG_CRASH_AT"] = job.get("crash_at", "")
    crash.rearm()

    async def serve() -> None:
        app = _app(job)
        await app.start()
        while app.telegram is None or app.telegram.state != "connected":  # noqa: ASYNC110 - it rings no bell
            await asyncio.sleep(0.005)
        tell({"url": app.url})
        await asyncio.Event().wait()

    asyncio.run(serve())


def seed(job: dict[str, Any], tell: Tell) -> None:
    """An office with items waiting at their first reviewer; none of their messages has left yet."""
    from bot.founding import settle
    from rules.model import Kind
    from storage.engine import Tx
    from workflow import draft, filling, subjects, submit

    app = _app(job)
    bot = str(office()["bot"]["id"])

    def enter(tx: Tx) -> dict[str, int]:
        org = app.founded(tx)
        return settle(tx, org, office(), site_url=job["site"], on="2026-01-01", bots={"telegram": bot})

    people = app.store.act_now(enter)

    def hand_in(tx: Tx, n: int) -> None:
        desk, by = app.desk(tx), people["chen" if n % 2 else "sun"]
        text = f"关于第{n}号事项的通知\n各有关单位：现将有关事项通知如下。\n请遵照执行。"
        item = draft.open_draft(desk, by=by, kind=Kind.PUBLISH, text=text, occasion=f"seed:{n}")
        while gaps := draft.missing(desk, subjects.load(desk, item.id)):
            options = filling.choices(desk, item, gaps[0])
            value = options[0]["value"] if options else "本股室"
            draft.set_field(desk, item.id, by=by, name=gaps[0].name, value=value)
        submit.submit(desk, item.id, by=by)

    for n in range(ITEMS):
        app.store.act_now(lambda tx, n=n: hand_in(tx, n))
    app.store.act_now(
        lambda tx: tx.connection.execute(  # the liaisons have had their answers long ago
            "UPDATE outbox SET state = 'sent', done_at = made_at WHERE kind LIKE 'submit.%'"
        )
    )
    asyncio.run(app.store.close())
    tell({"items": ITEMS})


def draft(job: dict[str, Any], tell: Tell) -> None:
    """An office in which a liaison has begun a draft, and the secret of the link that lets them in."""
    from bot.founding import settle
    from rules.model import Kind
    from workflow import draft as drafts
    from workflow import page

    app = _app(job)
    bot = str(office()["bot"]["id"])
    people = app.store.act_now(
        lambda tx: settle(
            tx, app.founded(tx), office(), site_url=job["site"], on="2026-01-01", bots={"telegram": bot}
        )
    )

    def begin(tx: Any) -> tuple[int, str]:
        desk, by = app.desk(tx), people["chen"]
        item = drafts.open_draft(desk, by=by, kind=Kind.PUBLISH, text="关于年检的通知", occasion="seed")
        return item.id, page.make_link(desk, by)

    item, secret = app.store.act_now(begin)
    asyncio.run(app.store.close())
    tell({"item": item, "secret": secret, "person": people["chen"]})


def peer(job: dict[str, Any], tell: Tell) -> None:
    """aiogram's default polling (handle_as_tasks=True) with a handler that takes its time.

    A line in ``job["done"]`` says that the handler of an update has ended.
    """
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message, Update

    file = os.open(job["done"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    async def serve() -> None:
        api = TelegramAPIServer.from_base(job["api"])
        dispatcher = Dispatcher()

        @dispatcher.message()
        async def _heard(_message: Message, event_update: Update) -> None:
            await asyncio.sleep(job["handler_s"])
            os.write(file, f"{event_update.update_id}\n".encode())

        @dispatcher.startup()
        async def _up() -> None:
            tell({"up": True})

        await dispatcher.start_polling(
            Bot(str(office()["bot"]["token"]), session=AiohttpSession(api=api)), handle_signals=False
        )

    asyncio.run(serve())


ROLES: dict[str, Callable[[dict[str, Any], Tell], None]] = {
    "twin": twin,
    "house": house,
    "seed": seed,
    "draft": draft,
    "peer": peer,
    "office": keepers.office,
    "clerk": keepers.clerk,
    "keeper": keepers.keeper,
}
