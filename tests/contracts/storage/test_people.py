"""Persons, accounts, posts and invitations."""

import asyncio

import pytest

from storage import attempts, people
from storage.engine import Store
from tests.contracts.storage.conftest import Clock
from tests.contracts.storage.world import BOT, World, build, person


@pytest.fixture
async def world(store: Store) -> World:
    return await store.act(build)


async def test_who_speaks_is_found_by_the_platforms_id(store: Store, world: World) -> None:
    row = await store.read(lambda tx: people.by_account(tx, "telegram", bot=BOT, external_id="102"))
    assert (row.id, row.name, row.lang, row.state, row.account_state) == (
        world.liu,
        "刘",
        "zh_CN",
        "active",
        "active",
    )
    assert (
        await store.read(lambda tx: people.by_account(tx, "telegram", bot="other", external_id="102")) is None
    )


async def test_an_account_speaks_for_one_person_until_it_is_revoked(store: Store, world: World) -> None:
    def take(person_id: int) -> int | None:
        return store.act_now(
            lambda tx: people.bind_account(
                tx, person_id, platform="telegram", bot=BOT, external_id="102", chat="102"
            )
        )

    assert await asyncio.to_thread(take, world.zhou) is None
    assert await asyncio.to_thread(take, world.liu) is not None
    assert await store.act(lambda tx: people.revoke_accounts(tx, world.liu)) == 1
    assert await store.read(lambda tx: people.by_account(tx, "telegram", bot=BOT, external_id="102")) is None
    assert await asyncio.to_thread(take, world.zhou) is not None


async def test_a_blocked_account_is_out_of_reach_until_it_comes_back(store: Store, world: World) -> None:
    def reach(*, can: bool) -> int | None:
        return store.act_now(
            lambda tx: people.set_reachable(tx, "telegram", bot=BOT, external_id="102", reachable=can)
        )

    assert await asyncio.to_thread(lambda: reach(can=False)) == world.liu
    assert await asyncio.to_thread(lambda: reach(can=False)) is None
    heads = await store.read(lambda tx: people.holders(tx, world.org, role="head", on="2026-02-09"))
    assert [(row.id, row.bound) for row in heads] == [(world.liu, 0)]
    assert await store.read(lambda tx: people.reachable(tx, world.liu)) is None
    assert await asyncio.to_thread(lambda: reach(can=True)) == world.liu


async def test_posts_hold_between_their_dates(store: Store, world: World) -> None:
    post = (await store.read(lambda tx: people.memberships(tx, world.liu, on="2026-02-09")))[0]
    assert (post.role, post.office_name, post.org_id) == ("head", "农业股", world.org)
    assert await store.read(lambda tx: people.memberships(tx, world.liu, on="2025-12-31")) == []
    assert await store.act(lambda tx: people.end_membership(tx, post.id, until_on="2026-02-08"))
    assert not await store.act(lambda tx: people.end_membership(tx, post.id, until_on="2026-03-01"))
    assert await store.read(lambda tx: people.memberships(tx, world.liu, on="2026-02-08")) == [
        post._replace(until_on="2026-02-08")
    ]
    assert await store.read(lambda tx: people.holders(tx, world.org, role="head", on="2026-02-09")) == []


async def test_holders_are_people_once_active_and_of_the_office_asked(store: Store, world: World) -> None:
    await store.act(
        lambda tx: people.add_membership(
            tx, world.zhou, office_id=world.unit, role="office", from_on="2026-01-01"
        )
    )
    await store.act(lambda tx: person(tx, "未绑", office=world.office, role="office", account=None))
    found = await store.read(lambda tx: people.holders(tx, world.org, role="office", on="2026-02-09"))
    assert [(row.name, row.bound) for row in found] == [("周", 1), ("未绑", 0)]
    in_unit = await store.read(
        lambda tx: people.holders(tx, world.org, role="office", office_id=world.unit, on="2026-02-09")
    )
    assert [row.name for row in in_unit] == ["周"]
    assert await store.act(lambda tx: people.suspend(tx, world.zhou)) is True
    assert await store.act(lambda tx: people.suspend(tx, world.zhou)) is False
    left = await store.read(lambda tx: people.holders(tx, world.org, role="office", on="2026-02-09"))
    assert [row.name for row in left] == ["未绑"]


async def test_settings_change_one_by_one(store: Store, world: World) -> None:
    await store.act(lambda tx: people.set_setting(tx, world.liu, lang="en"))
    await store.act(lambda tx: people.set_setting(tx, world.liu, digest_at="14:30"))
    row = await store.read(lambda tx: people.person(tx, world.liu))
    assert (row.lang, row.digest_at) == ("en", "14:30")


async def test_an_invitation_is_used_once_and_in_time(store: Store, world: World, clock: Clock) -> None:
    def invite(link: str, code: str) -> int:
        return store.act_now(
            lambda tx: people.invite(
                tx, world.liu, link_hash=link, code_hash=code, expires_at=clock.ms + 1000, by=world.zhou
            )
        )

    first = await asyncio.to_thread(invite, "l1", "c1")
    second = await asyncio.to_thread(invite, "l2", "c2")
    row = await store.read(lambda tx: people.invitation_by_hash(tx, "c1"))
    assert (row.id, row.state, row.name) == (first, "revoked", "刘"), "a newer one ends the older"
    assert await store.act(lambda tx: people.use_invitation(tx, first)) is False
    assert (await store.read(lambda tx: people.invitation_by_hash(tx, "l2"))).id == second
    clock.ms += 999
    assert await store.act(lambda tx: people.use_invitation(tx, second)) is True
    assert await store.act(lambda tx: people.use_invitation(tx, second)) is False
    third = await asyncio.to_thread(invite, "l3", "c3")
    clock.ms += 1000
    assert await store.act(lambda tx: people.use_invitation(tx, third)) is False


async def test_wrong_tries_are_counted_forgiven_and_forgotten(store: Store, clock: Clock) -> None:
    for _ in range(3):
        await store.act(lambda tx: attempts.note_attempt(tx, "telegram:1:5", what="code"))
    await store.act(lambda tx: attempts.note_attempt(tx, "telegram:1:5", what="press"))

    def count(tx: object, *, since: int = clock.ms - 1) -> int:
        return attempts.count_attempts(tx, "telegram:1:5", what="code", since=since)  # type: ignore[arg-type]

    assert await store.read(count) == 3
    assert await store.read(lambda tx: count(tx, since=clock.ms)) == 0
    await store.act(lambda tx: attempts.forgive(tx, "telegram:1:5", what="code"))
    assert await store.read(count) == 0
    assert await store.act(lambda tx: attempts.purge(tx, before=clock.ms + 1)) == 1
