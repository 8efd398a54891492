"""R10: the morning's checklists to 60 and 600 groups, all due at once, on a clock of its own.

The service comes back at six past nine: real timers, pump, outbox, courier and adapter, and the strict twin,
which refuses the 31st message of a second.
"""

import asyncio
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import fanout
from bench.fanout import AIM, FLOOR, TELEGRAM_A_SECOND, Hands, Sent, Time
from bench.row import Row
from bot import logs
from bot.draw import Painter
from bot.founding import found, settle
from emulator.app import Emulator
from emulator.people import demo_office
from rules import regime
from rules.duty_words import written
from rules.workdays import nationwide
from scheduler.clock import SHANGHAI, from_ms, to_ms
from scheduler.courier import Courier
from scheduler.pump import Pump
from storage import orgs
from storage.engine import Store, Tx
from storage.files import Files
from workflow import duty
from workflow.desk import Desk, House
from workflow.notices import find_notices

ENTERED = datetime(2026, 2, 9, 8, 0, tzinfo=SHANGHAI)
BACK = datetime(2026, 2, 9, 9, 6, tzinfo=SHANGHAI)
GROUPS = (60, 600)
STUCK_S = 900.0


def measure(_rounds: int) -> list[Row]:
    """The clock is not the machine's, so one round says all."""
    logs.configure(level="critical", form="json")
    return [_row(groups, asyncio.run(morning("telegram", groups))) for groups in GROUPS]


def _row(groups: int, sent: Sent) -> Row:
    clean = not (sent.refused or sent.dropped) and len(sent.at) == groups
    return Row(
        "R10",
        f"the 9:03 checklist to {groups} groups on Telegram: pace ÷ the platform's limit",
        sent.a_second / TELEGRAM_A_SECOND if clean else 0.0,
        FLOOR,
        aim=AIM,
        seen=f"{len(sent.at)} sent in {sent.at[-1] - sent.at[0]:.1f} s, {sent.refused} × 429,"
        f" {sent.dropped} dropped",
    )


async def morning(platform: str, groups: int) -> Sent:
    """Enter so many rosters, come back late, and see what the twin makes of what leaves."""
    find_notices()
    time = Time(ENTERED)
    office = _office(groups)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        emulator = Emulator(office, clock=Hands(time))
        await emulator.start()
        store = Store.open(
            f"sqlite:///{folder / 'bench.db'}",
            folder=folder,
            clock_ms=lambda: to_ms(time.now()),
            lease_ms=time.lease_ms,
            sync="NORMAL",
        )
        sender = fanout.sender_of(platform, emulator, time, folder)
        await sender.start()
        try:
            async with asyncio.timeout(STUCK_S):
                while sender.state != "connected":  # noqa: ASYNC110 - what is waited for has no bell
                    await asyncio.sleep(0.01)
                return await _run(platform, store, sender, time, emulator, office)
        finally:
            await sender.stop()
            await store.close()
            await emulator.stop()


async def _run(  # noqa: PLR0917 - the parts of one bench
    platform: str, store: Store, sender: Any, time: Time, emulator: Emulator, office: dict[str, Any]
) -> Sent:
    house = House(calendar=nationwide(), files=Files(store.folder / "files"))

    def desk(tx: Tx) -> Desk:
        return Desk(tx, now=from_ms(tx.now), house=house)

    await store.act(lambda tx: _enter(tx, desk(tx), platform, sender.bot, office))
    time.go_to(BACK)
    owner = f"bench-{os.getpid()}"
    senders = {(platform, sender.bot): sender}
    courier = Courier(store, desk, drawer=Painter(), senders=senders, clock=time, owner=owner)
    pump = Pump(store, desk, clock=time)
    for loop in (pump, courier):
        store.on_wake(loop.hears, loop.ring)
    before = emulator.transcript.n
    pump.start()
    await fanout.rest(pump)  # every round stands before the first message leaves
    courier.start()
    try:
        while await store.read(fanout.waits):
            await fanout.rest(courier)
            if not time.next():
                break
    finally:
        await courier.stop()
        await pump.stop()
    return fanout.seen_by(emulator, platform, before)


def _office(groups: int) -> dict[str, Any]:
    """So many units with one reader and one group each."""
    units = [f"u{n}" for n in range(groups)]
    office = dict(demo_office())
    office["offices"] = [{"key": key, "name": f"处室{key}", "kind": "unit"} for key in units]
    office["people"] = [
        {
            "id": f"p{key}",
            "name": f"同志{key}",
            "telegram_id": 5_300_000_000 + n,
            "wecom_userid": f"Member{n}",
            "roles": [{"office": key, "role": "webadmin"}],
        }
        for n, key in enumerate(units)
    ]
    office["groups"] = [
        {
            "id": key,
            "title": f"{key}群",
            "telegram_id": -4_000_000_000 - n,
            "office": key,
            "members": [f"p{key}"],
        }
        for n, key in enumerate(units)
    ]
    office["wecom"] = {**office["wecom"], "departments": office["wecom"]["departments"][:1]}
    return office


def _enter(tx: Tx, desk: Desk, platform: str, bot: str, office: dict[str, Any]) -> None:
    rules = regime.load("jiangsu")
    org = found(tx, key="bench", name="演示机关", prefix="JS", site_url="", regime=rules, settings={})
    entered = {**office, "site": {"columns": []}}
    settle(tx, org, entered, site_url="", on="2026-01-01", bots={platform: bot})
    for room in orgs.offices_of(tx, org):
        duty.put(desk, written(f"每天 同志{room.key}", today=desk.today), org=org, office=room, by=None)
