"""The platform's directory beside the roster: differences are told once, and nothing is changed."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from rules.workdays import Workdays
from scheduler.clock import from_ms
from storage import people
from storage.engine import Store, Tx
from storage.files import Files
from storage.sql import run_core
from storage.tables import accounts, outbox
from storage.tables import people as persons
from tests.contracts.storage import world
from workflow import directory
from workflow.desk import Desk, House
from workflow.notices import find_notices

BOT = "1000002"
ALL = {"chenxin": "陈", "liugu": "刘", "zhoufu": "周"}


@pytest.fixture
def house(tmp_path):
    find_notices()
    return House(calendar=Workdays(), files=Files(tmp_path / "files"))


@pytest.fixture
async def office(store: Store) -> world.World:
    def build(tx: Tx) -> world.World:
        made = world.build(tx)
        people.add_membership(
            tx, made.zhou, office_id=made.office, role="administrator", from_on="2026-01-01"
        )
        for person, userid in ((made.chen, "chenxin"), (made.liu, "liugu"), (made.zhou, "zhoufu")):
            people.bind_account(tx, person, platform="wecom", bot=BOT, external_id=userid, chat=userid)
        return made

    return await store.act(build)


async def compared(store: Store, house: House, names: dict[str, str]) -> int:
    return await store.act(
        lambda tx: directory.compare(
            Desk(tx, now=from_ms(tx.now), house=house), platform="wecom", bot=BOT, names=names
        )
    )


async def told(store: Store) -> list[dict[str, Any]]:
    rows = await store.read(
        lambda tx: run_core(
            tx,
            select(outbox.c.person_id, outbox.c.facts)
            .where(outbox.c.kind == "contact.directory")
            .order_by(outbox.c.id),
        )
    )
    return [{"to": row.person_id, **json.loads(row.facts)} for row in rows]


async def test_when_all_agrees_nothing_is_told(store, house, office):
    assert await compared(store, house, {**ALL, "somebody": "新同事"}) == 0
    assert await told(store) == []


async def test_who_left_and_who_is_called_otherwise_is_told_to_the_keeper_and_changed_nowhere(
    store, house, office
):
    def state(tx: Tx) -> Any:
        return (
            run_core(tx, select(persons.c.id, persons.c.name, persons.c.state).order_by(persons.c.id)),
            run_core(
                tx, select(accounts.c.id, accounts.c.state, accounts.c.external_id).order_by(accounts.c.id)
            ),
        )

    before = await store.read(state)
    assert await compared(store, house, {"chenxin": "陈小明", "zhoufu": "周"}) == 2
    assert await told(store) == [
        {"to": office.zhou, "missing": ["刘"], "renamed": [{"name": "陈", "now": "陈小明"}], "nobody": False}
    ]
    assert await store.read(state) == before


async def test_the_same_is_not_told_again_before_another_month(store, house, office, clock):
    gone = {"chenxin": "陈", "zhoufu": "周"}
    for _ in range(3):
        await compared(store, house, gone)
        clock.ms += 86_400_000
    assert len(await told(store)) == 1
    clock.ms += 31 * 86_400_000
    await compared(store, house, gone)
    assert len(await told(store)) == 2
    await compared(store, house, {"zhoufu": "周"})
    assert (await told(store))[-1]["missing"] == ["刘", "陈"]


async def test_a_wrong_visible_range_is_told_as_one(store, house, office):
    await compared(store, house, {"somebody": "新同事"})
    (said,) = await told(store)
    assert said["nobody"] is True


async def test_who_is_in_range_again_is_reachable_again(store, house, office):
    await store.act(
        lambda tx: people.set_reachable(tx, "wecom", bot=BOT, external_id="liugu", reachable=False)
    )
    assert await compared(store, house, ALL) == 0
    row = await store.read(lambda tx: people.by_account(tx, "wecom", bot=BOT, external_id="liugu"))
    assert row is not None
    assert row.account_state == "active"
