"""R10: one message to everybody, as fast as a platform allows and never faster, on a clock of its own.

The real outbox, courier and adapters speak over loopback to the strict twins, which count as the platforms
do: Telegram refuses the 31st message of a second, WeCom drops a member's 31st of a minute without a word.
"""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.row import Row
from bot import logs
from bot.draw import Painter
from bot.platforms.telegram import Telegram
from bot.platforms.wecom import CORP_A_MINUTE, WeCom
from bot.platforms.wecom_groups import Robots
from emulator.app import Emulator
from emulator.clock import DEMO_START
from emulator.people import demo_office
from rules.workdays import Workdays
from scheduler.clock import SHANGHAI, from_ms, to_ms
from scheduler.courier import Courier
from storage import people
from storage.engine import Intent, Store, Tx
from storage.files import Files
from storage.sql import run_core
from storage.tables import outbox
from workflow.desk import Desk, House
from workflow.notices import find_notices

TELEGRAM_A_SECOND = 30
FLOOR, AIM = 0.98, 0.985
KIND = "service.gap"
SECRET = "bench-webhook-secret-0123456789abcdef"  # noqa: S105 (of a server that is a twin)
STUCK_S = 120.0
WAITING = {"pending", "sending", "uncertain"}
QUIET = 4  # looks in a row at which nothing moves


class Time:
    """A clock that goes to the next moment somebody waits for, once nobody has anything to do."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._waiting: dict[asyncio.Future[None], datetime] = {}

    def now(self) -> datetime:
        return self._now

    def lease_ms(self) -> int:
        return to_ms(self._now)

    async def wait(self, *, until: datetime | None, bell: asyncio.Event | None = None) -> None:
        while not (bell is not None and bell.is_set()) and (until is None or until > self._now):
            passed = self._enter(until)
            rung = asyncio.ensure_future(bell.wait()) if bell is not None else None
            try:
                await asyncio.wait({passed, *([rung] if rung else ())}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._waiting.pop(passed, None)
                if rung is not None:
                    rung.cancel()

    def _enter(self, until: datetime | None) -> "asyncio.Future[None]":
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if until is not None:
            self._waiting[waiter] = until
        return waiter

    async def wait_until(self, instant: datetime) -> None:
        await self.wait(until=instant)

    def go_to(self, moment: datetime) -> None:
        """Nobody waits yet: it is that late already."""
        self._now = moment

    def next(self) -> bool:
        """Go to the earliest moment that is waited for; False when there is none."""
        if not self._waiting:
            return False
        self._now = max(self._now, min(self._waiting.values()))
        for waiter, until in list(self._waiting.items()):
            if until <= self._now and not waiter.done():
                waiter.set_result(None)
        return True


class Hands:
    """The same clock as a twin asks it."""

    def __init__(self, time: Time) -> None:
        self._time = time

    def now(self) -> datetime:
        return self._time.now()

    async def wait(self, seconds: float) -> None:
        await self._time.wait_until(self._time.now() + timedelta(seconds=seconds))


@dataclass(frozen=True, slots=True)
class Sent:
    """What the twin saw: moments (s) of accepted messages, refusals for speed, messages nobody was shown."""

    at: Sequence[float]
    refused: int
    dropped: int

    @property
    def a_second(self) -> float:
        """Messages a second, from the first to the last."""
        span = self.at[-1] - self.at[0]
        return (len(self.at) - 1) / span if span else float("inf")


def measure(_rounds: int) -> list[Row]:
    """The clock is not the machine's, so one round says all."""
    logs.configure(level="error", form="json")
    telegram = asyncio.run(fan_out("telegram", receivers=450))
    wecom = asyncio.run(fan_out("wecom", receivers=1500))
    crowded = asyncio.run(fan_out("wecom", receivers=6, each=60))
    corp = CORP_A_MINUTE / 60
    return [
        _row("Telegram", telegram, TELEGRAM_A_SECOND, "429"),
        _row("WeCom", wecom, corp, "45009"),
        Row(
            "R10",
            "60 messages to each of six members of WeCom: shown ÷ sent",
            (len(crowded.at) - crowded.dropped) / 360,
            1.0,
            seen=f"{crowded.dropped} dropped, {crowded.refused} refused, over "
            f"{crowded.at[-1] - crowded.at[0]:.0f} s",
        ),
    ]


def _row(name: str, sent: Sent, limit: float, refusal: str) -> Row:
    clean = not (sent.refused or sent.dropped)
    return Row(
        "R10",
        f"fan-out on {name}: pace ÷ the platform's limit, nothing refused or dropped",
        sent.a_second / limit if clean else 0.0,
        FLOOR,
        aim=AIM,
        seen=f"{sent.a_second:.2f}/s of {limit:.2f}/s; {len(sent.at)} sent, {sent.refused} × {refusal}, "
        f"{sent.dropped} dropped",
    )


async def fan_out(platform: str, *, receivers: int, each: int = 1) -> Sent:
    """Tell everybody something, and see what the twin makes of it."""
    find_notices()
    time = Time(DEMO_START.astimezone(SHANGHAI))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        emulator = Emulator(_office(receivers), clock=Hands(time))
        await emulator.start()
        store = Store.open(
            f"sqlite:///{folder / 'bench.db'}",
            folder=folder,
            clock_ms=lambda: to_ms(time.now()),
            lease_ms=time.lease_ms,
            sync="NORMAL",
        )
        sender = sender_of(platform, emulator, time, folder)
        await sender.start()
        try:
            return await _run(platform, store, sender, time, emulator, receivers=receivers, each=each)
        finally:
            await sender.stop()
            await store.close()
            await emulator.stop()


async def _run(
    platform: str, store: Store, sender: Any, time: Time, emulator: Emulator, *, receivers: int, each: int
) -> Sent:
    async with asyncio.timeout(STUCK_S):
        while sender.state != "connected":  # noqa: ASYNC110 - what is waited for has no bell
            await asyncio.sleep(0.01)
        await store.act(lambda tx: _everybody(tx, platform, sender.bot, receivers, each))
    house = House(calendar=Workdays(), files=Files(store.folder / "files"))
    courier = Courier(
        store,
        lambda tx: Desk(tx, now=from_ms(tx.now), house=house),
        drawer=Painter(),
        senders={(platform, sender.bot): sender},
        clock=time,
        owner=f"bench-{os.getpid()}",
    )
    store.on_wake(courier.hears, courier.ring)
    before = emulator.transcript.n
    courier.start()
    try:
        while await store.read(waits):
            await rest(courier)
            if not time.next() and (states := await store.read(states_of)).keys() & WAITING:
                raise RuntimeError(f"messages wait, and nobody waits for a moment to come: {states}")
    finally:
        await courier.stop()
    return seen_by(emulator, platform, before)


async def rest(*loops: Any) -> None:
    """Return when all that flies waits for its slot."""
    quiet = 0
    while quiet < QUIET:
        await asyncio.sleep(0)
        quiet = quiet + 1 if all(loop.idle for loop in loops) else 0


def states_of(tx: Tx) -> dict[str, int]:
    """How many messages stand in which state."""
    rows = run_core(tx, select(outbox.c.state, func.count().label("n")).group_by(outbox.c.state))
    return {row.state: row.n for row in rows}


def waits(tx: Tx) -> bool:
    """Is there anything that has not left?"""
    return bool(states_of(tx).keys() & WAITING)


def seen_by(emulator: Emulator, platform: str, since: int) -> Sent:
    """What the twin has of it."""
    method = "sendMessage" if platform == "telegram" else "message/send"
    calls = [one for one in emulator.transcript.since(since) if one["method"] == method]
    good = [one for one in calls if one["reply"].get("ok") or one["reply"].get("errcode") == 0]
    dropped = 0 if emulator.wecom is None else len(emulator.wecom.state.dropped)
    at = [datetime.fromisoformat(one["at"]).timestamp() for one in good]
    return Sent(at, len(calls) - len(good), dropped)


# The office ---------------------------------------------------------------------------------------------


def _account(n: int) -> int:
    return 5_300_000_000 + n


def _office(receivers: int) -> dict[str, Any]:
    found = dict(demo_office())
    found["people"] = [
        {
            "id": f"p{n}",
            "name": f"同志{n}",
            "telegram_id": _account(n),
            "wecom_userid": f"Member{n}",
            "roles": [],
        }
        for n in range(receivers)
    ]
    found["groups"] = []
    return found


def _everybody(tx: Tx, platform: str, bot: str, receivers: int, each: int) -> None:
    facts = {"from": "2026-02-09T08:00:00+08:00", "to": "2026-02-09T08:30:00+08:00"}
    for n in range(receivers):
        person = people.add_person(tx, name=f"同志{n}")
        chat = str(_account(n)) if platform == "telegram" else f"member{n}"
        people.bind_account(tx, person, platform=platform, bot=bot, external_id=chat, chat=chat)
        for occasion in range(each):
            tx.post(Intent(KIND, person=person, subject="service", occasion=str(occasion), facts=facts))


def sender_of(platform: str, emulator: Emulator, time: Time, folder: Path) -> Any:
    """The real adapter, speaking to the twin."""
    if platform == "telegram":
        return Telegram(
            token=emulator.office.bot.token,
            receive=_nothing,
            last_update_id=_nobody,
            open_file=lambda sha256: folder / sha256,
            wait=lambda seconds: time.wait_until(time.now() + timedelta(seconds=seconds)),
            api_base=emulator.url,
            mode="webhook",
            webhook_url="http://127.0.0.1:9/telegram/webhook",
            webhook_secret=SECRET,
        )
    assert emulator.wecom is not None
    emulator.wecom.switches.accounts = 100_000
    app = emulator.wecom.corp.apps[0]
    return WeCom(
        corp_id=emulator.wecom.corp.id,
        agent_id=app.agent_id,
        secret=app.secret,
        clock=time,
        open_file=lambda sha256: folder / sha256,
        robots=Robots({}, secrets=folder / "robots.json"),
        api_base=emulator.url,
    )


async def _nothing(_arrivals: object) -> None:
    return None


async def _nobody() -> None:
    return None
