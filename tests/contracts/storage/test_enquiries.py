"""Letters and applications have numbers of their own and move only from where they were seen."""

import pytest

from storage import enquiries
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.conftest import Clock
from tests.contracts.storage.world import World, build


@pytest.fixture
async def world(store: Store) -> World:
    return await store.act(build)


def letter(tx: Tx, world: World, *, of: str = "letter", title: str = "咨询公证手续") -> int:
    return enquiries.create(
        tx,
        org_id=world.org,
        of=of,
        title=title,
        body="请问如何办理？",
        way="site",
        came_on="2026-02-09",
        received_on=None,
        by=world.zhou,
        regime_hash="r1",
    )


async def test_each_series_counts_for_itself_and_begins_anew_each_year(store: Store, world: World) -> None:
    async def take(series: str, year: int) -> int:
        return await store.act(lambda tx: enquiries.next_serial(tx, world.org, series=series, year=year))

    assert [await take("LX", 2026) for _ in range(3)] == [1, 2, 3]
    assert await take("YSQ", 2026) == 1
    assert await take("LX", 2027) == 1
    assert await take("LX", 2026) == 4


async def test_a_serial_of_an_act_that_fails_is_given_again(store: Store, world: World) -> None:
    def fails(tx: Tx) -> None:
        enquiries.next_serial(tx, world.org, series="LX", year=2026)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.act(fails)
    first = await store.act(lambda tx: enquiries.next_serial(tx, world.org, series="LX", year=2026))
    assert first == 1


async def test_only_the_first_of_two_movers_moves(store: Store, world: World, clock: Clock) -> None:
    found = await store.act(lambda tx: letter(tx, world))
    seen = await store.read(lambda tx: enquiries.enquiry(tx, found))
    assert (seen.state, seen.class_, seen.number, seen.office_name, seen.registrant_name) == (
        "new",
        "",
        None,
        None,
        "周",
    )
    clock.ms += 5

    def move(tx: Tx) -> bool:
        return enquiries.move(
            tx,
            found,
            from_states=("new", "received"),
            to_state="assigned",
            revision=seen.revision,
            office_id=world.unit,
            class_="enquiry",
        )

    assert await store.act(move) is True
    assert await store.act(move) is False
    now = await store.read(lambda tx: enquiries.enquiry(tx, found))
    assert (now.state, now.revision, now.office_name, now.changed_at) == ("assigned", 1, "农业股", clock.ms)


async def test_what_waits_is_what_nobody_has_finished(store: Store, world: World) -> None:
    def fill(tx: Tx) -> list[int]:
        made = []
        for state in ("received", "assigned", "drafted", "answered", "replied", "passed_on"):
            one = letter(tx, world, title=state)
            assert enquiries.move(tx, one, from_states=("new",), to_state=state, revision=0)
            made.append(one)
        letter(tx, world, title="new")
        return made

    made = await store.act(fill)
    rows = await store.read(lambda tx: enquiries.waiting(tx, world.org))
    assert [row.id for row in rows] == made[:4]


async def test_a_number_or_its_tail_finds_it(store: Store, world: World) -> None:
    def fill(tx: Tx) -> list[int]:
        made = []
        for of, number in (
            ("letter", "KP-LX-2025-0003"),
            ("letter", "KP-LX-2026-0003"),
            ("request", "KP-YSQ-2026-0003"),
        ):
            one = letter(tx, world, of=of)
            enquiries.move(tx, one, from_states=("new",), to_state="received", revision=0, number=number)
            made.append(one)
        return made

    older, newer, request = await store.act(fill)

    async def tail(series: str, year: int | None) -> list[int]:
        rows = await store.read(
            lambda tx: enquiries.by_tail(tx, world.org, series=series, year=year, serial=3)
        )
        return [row.id for row in rows]

    assert await tail("LX", None) == [newer, older]
    assert await tail("LX", 2025) == [older]
    assert await tail("YSQ", 2026) == [request]
    assert await tail("YSQ", 2025) == []
    row = await store.read(lambda tx: enquiries.by_number(tx, world.org, number="KP-LX-2026-0003"))
    assert row.id == newer
