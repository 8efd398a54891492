"""Organisations, offices, columns, groups; numbers without gaps."""

import asyncio

import pytest

from storage import orgs
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.world import World, build


@pytest.fixture
async def world(store: Store) -> World:
    return await store.act(build)


async def test_what_is_added_twice_is_brought_up_to_date(store: Store, world: World) -> None:
    again = await store.act(
        lambda tx: orgs.add_organisation(
            tx, key="kp", name="新名", prefix="KP", site_url="https://new.example/", regime_hash="r1"
        )
    )
    assert again == world.org
    assert (await store.read(lambda tx: orgs.organisation_by_key(tx, "kp"))).name == "新名"
    office = await store.act(
        lambda tx: orgs.add_office(tx, world.org, key="farm", name="农村股", kind="unit")
    )
    assert office == world.unit
    assert [row.name for row in await store.read(lambda tx: orgs.offices_of(tx, world.org))] == [
        "农村股",
        "办公室",
    ]


async def test_columns_keep_their_order_and_usual_form(store: Store, world: World) -> None:
    def add(tx: Tx) -> None:
        orgs.add_column(tx, world.org, key="b", name="通知公告", serial=2, form={"category": "公告"})
        orgs.add_column(tx, world.org, key="a", name="动态", serial=1, office_id=world.unit)

    await store.act(add)
    await store.act(add)
    rows = await store.read(lambda tx: orgs.columns_of(tx, world.org))
    assert [(row.key, row.form) for row in rows] == [("a", "{}"), ("b", '{"category":"公告"}')]
    assert (await store.read(lambda tx: orgs.column_by_key(tx, world.org, key="a"))).office_id == world.unit


async def test_a_regime_is_kept_once_by_its_digest(store: Store) -> None:
    for _ in range(2):
        await store.act(lambda tx: orgs.store_regime(tx, regime_hash="h", name="n", body='{"a":1}'))
    assert (await store.read(lambda tx: orgs.regime(tx, "h"))).body == '{"a":1}'


async def test_numbers_run_through_and_begin_anew_each_year(store: Store, world: World) -> None:
    async def take(year: int) -> str:
        return await store.act(lambda tx: orgs.next_number(tx, world.org, year=year))

    def refused(tx: Tx) -> None:
        orgs.next_number(tx, world.org, year=2026)
        raise ValueError("changed my mind")

    assert await take(2026) == "KP-2026-0001"
    with pytest.raises(ValueError, match="changed my mind"):
        await store.act(refused)
    taken = await asyncio.gather(*(take(2026) for _ in range(20)))
    assert sorted(taken) == [f"KP-2026-{n:04d}" for n in range(2, 22)]
    assert await take(2027) == "KP-2027-0001"


async def test_a_group_speaks_only_once_it_is_bound(store: Store, world: World) -> None:
    where = {"platform": "telegram", "bot": "1", "chat": "-100"}
    seen = await store.act(lambda tx: orgs.group_seen(tx, **where, title="工作群"))
    assert (seen.state, seen.org_id) == ("pending", None)
    assert await store.read(lambda tx: orgs.groups_of(tx, world.org)) == []
    await store.act(
        lambda tx: orgs.bind_group(tx, seen.id, org_id=world.org, office_id=world.unit, by=world.zhou)
    )
    assert [row.id for row in await store.read(lambda tx: orgs.groups_of(tx, world.org))] == [seen.id]
    assert await store.read(lambda tx: orgs.groups_of(tx, world.org, office_id=world.office)) == []
    assert await store.act(lambda tx: orgs.leave_group(tx, seen.id)) is True
    assert await store.act(lambda tx: orgs.leave_group(tx, seen.id)) is False
    again = await store.act(lambda tx: orgs.group_seen(tx, **where, title="新名"))
    assert (again.id, again.state, again.title) == (seen.id, "pending", "新名")
