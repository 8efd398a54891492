"""Work groups entered on the page: whose they are, in use only when said so, closed on their day."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.doctor.memory import recall
from rules.workdays import Workdays
from scheduler.clock import from_ms
from storage import audit, clocks, orgs, outbox, people
from storage.engine import Store, Tx
from storage.files import Files
from tests.contracts.storage import world
from workflow import group, group_robot
from workflow.desk import Desk, House, Refused
from workflow.notices import find_notices
from workflow.timers import Due

BOT = "1000002"


@pytest.fixture
def house(tmp_path: Any) -> House:
    find_notices()
    return House(calendar=Workdays(), files=Files(tmp_path / "files"))


@pytest.fixture
async def office(store: Store) -> world.World:
    def build(tx: Tx) -> world.World:
        made = world.build(tx)
        join = {"role": "administrator", "from_on": "2026-01-01"}
        people.add_membership(tx, made.zhou, office_id=made.office, **join)
        for person, userid in ((made.chen, "chenxin"), (made.liu, "liugu"), (made.zhou, "zhoufu")):
            people.bind_account(tx, person, platform="wecom", bot=BOT, external_id=userid, chat=userid)
        return made

    return await store.act(build)


async def act(store: Store, house: House, fn: Any) -> Any:
    return await store.act(lambda tx: fn(Desk(tx, now=from_ms(tx.now), house=house)))


async def entered(store: Store, house: House, office: world.World) -> int:
    given = {"robot": "g1", "title": "农业股群", "office": "farm", "fingerprint": "0123abcd"}
    return int(
        await act(store, house, lambda desk: group_robot.enter(desk, by=office.zhou, bot=BOT, **given))
    )


async def test_a_robot_belongs_to_its_organisation_at_once_and_speaks_only_when_it_is_used(
    store, house, office
):
    number = await entered(store, house, office)
    row = await store.read(lambda tx: orgs.group(tx, number))
    assert (row.state, row.org_id, row.office_id, row.chat) == (
        "pending",
        office.org,
        office.unit,
        "robot:g1",
    )
    assert await store.read(lambda tx: orgs.groups_of(tx, office.org)) == []
    assert (await store.read(lambda tx: recall(tx, bot=BOT))).robots == {}
    await act(store, house, lambda desk: group_robot.take_into_use(desk, number, by=office.zhou, bot=BOT))
    assert [one.id for one in await store.read(lambda tx: orgs.groups_of(tx, office.org))] == [number]
    known = await store.read(lambda tx: recall(tx, bot=BOT))
    assert (known.robots, known.heard_at, known.no_callback_at) == ({"g1": "农业股群"}, None, None)
    assert set(known.people) == {"chenxin", "liugu", "zhoufu"}
    assert not await store.act(
        lambda tx: orgs.claim_group(tx, number, org_id=office.org, office_id=office.office)
    )
    with pytest.raises(Refused, match=r"group\.in_use"):
        await act(store, house, lambda desk: group_robot.take_into_use(desk, number, by=office.zhou, bot=BOT))


async def test_nobody_but_an_administrator_of_the_same_organisation_may(store, house, office):
    number = await entered(store, house, office)
    with pytest.raises(Refused, match=r"roster\.not_admin"):
        await act(store, house, lambda desk: group_robot.listed(desk, by=office.chen, bot=BOT))

    def elsewhere(tx: Tx) -> int:
        org = orgs.add_organisation(
            tx, key="x", name="别局", prefix="XX", site_url="https://x.gov.cn/", regime_hash="r1"
        )
        room = orgs.add_office(tx, org, key="o", name="办公室", kind="office")
        return world.person(tx, "外", office=room, role="administrator", account=None)

    other = await store.act(elsewhere)
    assert await act(store, house, lambda desk: group_robot.listed(desk, by=other, bot=BOT)) == []
    for act_ in (group_robot.take_into_use, group_robot.stop):
        with pytest.raises(Refused, match=r"group\.gone"):
            await act(store, house, lambda desk, do=act_: do(desk, number, by=other, bot=BOT))
    with pytest.raises(Refused, match=r"group\.unknown"):
        await act(store, house, lambda desk: group.called(desk, "农业股群", by=other))


async def founded(store: Store, house: House, office: world.World, days: int) -> int:
    def do(desk: Desk) -> int:
        _, members = group_robot.people_of(desk, "farm", owner=str(office.zhou), by=office.zhou, bot=BOT)
        assert members == ["zhoufu", "chenxin", "liugu"]
        return group_robot.founded(
            desk, by=office.zhou, bot=BOT, chat="appchat:wr1", title="值守群", office="farm",
            owner=office.zhou, purpose="值守", closes_on=desk.today + timedelta(days=days),
        )  # fmt: skip

    return int(await act(store, house, do))


async def test_a_group_of_the_apps_own_closes_on_its_day_and_not_before(store, house, office):
    number = await founded(store, house, office, 10)
    about = f"group:{number}"
    last = (from_ms(1_770_598_800_000).date() + timedelta(days=20)).isoformat()
    await act(
        store, house, lambda desk: group_robot.prolong(desk, number, by=office.zhou, bot=BOT, closes_on=last)
    )
    timers = await store.read(lambda tx: clocks.timers_of(tx, about))
    assert [(one.kind, one.occasion) for one in timers] == [(group_robot.CLOSES, last)]
    due = Due(group_robot.CLOSES, about, last, None, timers[0].fire_at)
    await act(store, house, lambda desk: group_robot.closed(desk, due))
    await act(store, house, lambda desk: group_robot.closed(desk, due))
    assert (await store.read(lambda tx: orgs.group(tx, number))).state == "left"
    sent = await store.act(lambda tx: outbox.claim(tx, "test", limit=50, now=tx.now + 8 * 60_000))
    kinds = [row.kind for row in sent]
    assert kinds == ["group.closed"], "what waited for the group leaves no more, and it is told once"
    lines = await store.read(lambda tx: audit.tail(tx, limit=9, subject=about))
    assert [row.act for row in lines] == ["group.founded", "group.prolonged", "group.closed"]
    assert set(json.loads(lines[0].data)) == {"office", "owner", "closes"}, "no words of people"


async def test_a_group_that_was_stopped_is_not_closed_again(store, house, office):
    number = await founded(store, house, office, 10)
    await act(store, house, lambda desk: group_robot.stop(desk, number, by=office.zhou, bot=BOT))
    assert await store.read(lambda tx: clocks.timers_of(tx, f"group:{number}")) == []
    assert await act(store, house, lambda desk: group_robot.listed(desk, by=office.zhou, bot=BOT)) == []
