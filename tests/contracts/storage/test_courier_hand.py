"""A courier takes up a handful of each bot's messages: what is urgent overtakes the rest, and no bot waits
for another's budget. On both databases.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from rules.workdays import Workdays
from scheduler.clock import SHANGHAI, from_ms, to_ms
from scheduler.courier import BATCH, REFILL, Courier
from scheduler.pace import Budget
from scheduler.ports import Drawn, Mint, Outcome
from storage import people
from storage.engine import Intent, Store, Tx
from storage.files import Files
from storage.tables import outbox
from storage.tables import people as who
from tests.office_clock import StoryClock
from workflow.desk import Desk, House
from workflow.notices import find_notices

START = datetime(2026, 2, 9, 9, 3, tzinfo=SHANGHAI)
HAND = REFILL + BATCH
TO_ALL = 300
GAP = {"from": "2026-02-09T08:00:00+08:00", "to": "2026-02-09T08:30:00+08:00"}


class Drawer:
    """Draws whom it is for."""

    def draw(self, _kind: str, _facts: Mapping[str, Any], *, mint: Mint, **given: Any) -> Drawn:
        chat = str(given["chat"])
        return Drawn((chat.encode(),), "{}", f"said:{chat}")


class Bot:
    """A platform that lets 30 a second through, one a minute into a chat that is worn, and notes when."""

    edits_by_code = False

    def __init__(self, name: str, clock: StoryClock) -> None:
        self.heard: list[tuple[str, float]] = []
        self._wide = Budget(name, 30, 1, ahead=True)
        self._name = name
        self._clock = clock

    async def send(self, part: bytes) -> Outcome:
        self.heard.append((part.decode(), (self._clock.now() - START).total_seconds()))
        return Outcome("sent", message=str(len(self.heard)))

    def weight(self, _part: bytes) -> int:
        return 1

    def plain(self, part: bytes) -> bytes:
        return part

    def budgets(self, chat: str) -> tuple[Budget, ...]:
        if chat.startswith("worn"):
            return self._wide, Budget(f"{self._name}:{chat}", 1, 60)
        return (self._wide,)


class Office:
    """A courier with two bots, and the hand that moves its clock."""

    def __init__(self, store: Store, clock: StoryClock, folder: Path) -> None:
        self.clock, self.store = clock, store
        self.bots = {name: Bot(name, clock) for name in ("telegram", "wecom")}
        house = House(calendar=Workdays(), files=Files(folder))
        drawer: Any = Drawer()
        self.courier = Courier(
            store,
            lambda tx: Desk(tx, now=from_ms(tx.now), house=house),
            drawer=drawer,
            senders={(name, "1"): bot for name, bot in self.bots.items()},
            clock=clock,
            owner="p0",
        )
        store.on_wake(self.courier.hears, self.courier.ring)

    async def at_rest(self) -> None:
        quiet = 0
        while quiet < 3:
            await asyncio.sleep(0.001)
            quiet = quiet + 1 if self.courier.idle else 0

    async def until(self, ready: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            await self.at_rest()
            while not ready():
                self.clock.go_to(self.clock.next() or pytest.fail("nobody waits"))
                await self.at_rest()


@pytest.fixture
async def office(open_store: Callable[..., Store], tmp_path: Path) -> AsyncIterator[Office]:
    find_notices()
    clock = StoryClock(START)
    made = Office(open_store(clock_ms=lambda: to_ms(clock.now()), lease_ms=clock.lease_ms), clock, tmp_path)
    yield made
    await made.courier.stop()
    await made.store.close()


def tell(tx: Tx, chat: str, *, platform: str = "telegram", occasion: str = "0", priority: int = 5) -> None:
    person = people.add_person(tx, name=chat)
    people.bind_account(tx, person, platform=platform, bot="1", external_id=chat, chat=chat)
    tx.post(
        Intent("service.gap", person=person, subject="s", occasion=occasion, facts=GAP, priority=priority)
    )


def tell_all(tx: Tx) -> None:
    for n in range(TO_ALL):
        tell(tx, f"all{n}")


async def test_what_is_urgent_waits_for_a_handful_and_not_for_all(office: Office) -> None:
    await office.store.act(tell_all)
    office.courier.start()
    heard = office.bots["telegram"].heard
    await office.until(lambda: len(heard) >= 20)
    before = len(heard)
    await office.store.act(lambda tx: tell(tx, "urgent", priority=1))
    await office.until(lambda: len(heard) == TO_ALL + 1)
    place = [chat for chat, _ in heard].index("urgent")
    assert place <= before + HAND + 1
    assert place < TO_ALL // 2


async def test_nobody_is_forgotten_and_the_pace_is_full(office: Office) -> None:
    await office.store.act(tell_all)
    office.courier.start()
    heard = office.bots["telegram"].heard
    await office.until(lambda: len(heard) == TO_ALL)
    assert sorted(chat for chat, _ in heard) == sorted(f"all{n}" for n in range(TO_ALL))
    at = [moment for _, moment in heard]
    assert (len(at) - 1) / (at[-1] - at[0]) >= 0.98 * 30
    states = await office.store.read(lambda tx: [row.state for row in tx.core(select(outbox.c.state))])
    assert set(states) == {"sent"}


async def test_one_bot_does_not_wait_for_the_budget_of_another(office: Office) -> None:
    await office.store.act(tell_all)
    office.courier.start()
    await office.until(lambda: len(office.bots["telegram"].heard) >= 5)
    now = (office.clock.now() - START).total_seconds()
    await office.store.act(lambda tx: tell(tx, "member", platform="wecom"))
    await office.until(lambda: bool(office.bots["wecom"].heard))
    [(chat, at)] = office.bots["wecom"].heard
    assert chat == "member"
    assert at - now <= 1.0


async def test_chats_that_are_worn_out_keep_no_other_waiting(office: Office) -> None:
    """A hundred chats, each with a second message that may leave in a minute: others leave meanwhile."""

    def worn(tx: Tx) -> None:
        for n in range(HAND + 36):
            tell(tx, f"worn{n}")

    def again(tx: Tx) -> None:
        for (person,) in tx.core(select(who.c.id)):
            tx.post(Intent("service.gap", person=person, subject="s", occasion="1", facts=GAP, priority=1))

    await office.store.act(worn)
    office.courier.start()
    heard = office.bots["telegram"].heard
    await office.until(lambda: len(heard) == HAND + 36)
    await office.store.act(again)
    await office.at_rest()
    now = (office.clock.now() - START).total_seconds()
    await office.store.act(lambda tx: tell(tx, "fresh"))
    await office.until(lambda: any(chat == "fresh" for chat, _ in heard))
    [at] = [moment for chat, moment in heard if chat == "fresh"]
    assert at - now <= 5.0
    await office.until(lambda: len(heard) == 2 * (HAND + 36) + 1)
    assert office.clock.now() - START >= timedelta(seconds=59)
