"""One decision per seat and step, whoever taps and how often; steps close once; codes are one's own."""

import asyncio

import pytest

from rules.words import is_code
from storage import review
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.conftest import Clock
from tests.contracts.storage.world import World, build, item, person, step


@pytest.fixture
async def world(store: Store) -> World:
    return await store.act(build)


async def test_a_seat_tells_everything_a_decision_needs(store: Store, world: World) -> None:
    def ask(tx: Tx) -> review.Seat:
        return review.add_seat(tx, step(tx, item(tx, world)), person_id=world.liu)

    seat = await store.act(ask)
    row = await store.read(lambda tx: review.seat_facts(tx, seat.id))
    assert (row.person_id, row.code, row.seat_state, row.step_state, row.item_state) == (
        world.liu,
        seat.code,
        "open",
        "open",
        "review",
    )
    assert (row.content_hash, row.version_hash, row.submitter_id, row.org_id) == (
        "c1",
        "c1",
        world.chen,
        world.org,
    )
    assert await store.read(lambda tx: review.seat_facts(tx, 999_999)) is None


async def test_codes_are_unambiguous_and_unique_among_ones_live_seats(store: Store, world: World) -> None:
    def many(tx: Tx) -> list[review.Seat]:
        return [review.add_seat(tx, step(tx, item(tx, world)), person_id=world.liu) for _ in range(60)]

    seats = await store.act(many)
    assert len({seat.code for seat in seats}) == 60
    assert all(is_code(seat.code) for seat in seats)
    found = await store.read(lambda tx: review.by_code(tx, world.liu, code=seats[7].code))
    assert found.seat_id == seats[7].id
    assert await store.read(lambda tx: review.by_code(tx, world.zhou, code=seats[7].code)) is None


async def test_a_seat_stands_once_per_step_and_person(store: Store, world: World) -> None:
    def twice(tx: Tx) -> tuple[review.Seat, review.Seat]:
        step_id = step(tx, item(tx, world))
        return review.add_seat(tx, step_id, person_id=world.liu), review.add_seat(
            tx, step_id, person_id=world.liu
        )

    first, second = await store.act(twice)
    assert first == second


async def test_a_code_of_a_closed_seat_still_tells_what_it_was(store: Store, world: World) -> None:
    def ask(tx: Tx) -> tuple[int, review.Seat]:
        step_id = step(tx, item(tx, world))
        return step_id, review.add_seat(tx, step_id, person_id=world.liu)

    step_id, seat = await store.act(ask)
    await store.act(lambda tx: review.close_step(tx, step_id, state="returned", by=world.liu))
    row = await store.read(lambda tx: review.by_code(tx, world.liu, code=seat.code))
    assert (row.seat_id, row.seat_state, row.step_state) == (seat.id, "closed", "returned")


async def test_a_hundred_taps_make_one_decision(store: Store, world: World) -> None:
    def ask(tx: Tx) -> tuple[int, list[review.Seat]]:
        step_id = step(tx, item(tx, world))
        other = person(tx, "副", office=world.unit, role="head", account="109")
        return step_id, [review.add_seat(tx, step_id, person_id=who) for who in (world.liu, other)]

    step_id, seats = await store.act(ask)

    class Late(Exception):
        pass

    def tap(tx: Tx, seat: review.Seat, verdict: str) -> str:
        facts = review.seat_facts(tx, seat.id)
        if not review.decide(
            tx, step_id, seat_id=seat.id, person_id=facts.person_id, verdict=verdict, content_hash="c1"
        ):
            raise Late
        if not review.close_step(tx, step_id, state=verdict, by=facts.person_id):
            raise Late
        return verdict

    taps = [
        store.act(lambda tx, n=n: tap(tx, seats[n % 2], "approved" if n % 3 else "returned"))
        for n in range(100)
    ]
    results = await asyncio.gather(*taps, return_exceptions=True)
    won = [result for result in results if isinstance(result, str)]
    assert len(won) == 1
    assert all(isinstance(result, Late) for result in results if not isinstance(result, str))
    item_id = (await store.read(lambda tx: review.step(tx, step_id))).item_id
    kept = await store.read(lambda tx: review.decisions_of(tx, item_id))
    assert [row.verdict for row in kept] == won
    assert (await store.read(lambda tx: review.step(tx, step_id))).state == won[0]
    assert {row.state for row in await store.read(lambda tx: review.seats_of(tx, step_id))} == {"closed"}


async def test_a_decision_is_taken_back_once_and_the_step_opens_anew(
    store: Store, world: World, clock: Clock
) -> None:
    def ask(tx: Tx) -> tuple[int, int, review.Seat]:
        item_id = item(tx, world)
        step_id = step(tx, item_id)
        seat = review.add_seat(tx, step_id, person_id=world.liu)
        review.decide(
            tx, step_id, seat_id=seat.id, person_id=world.liu, verdict="approved", content_hash="c1"
        )
        review.close_step(tx, step_id, state="approved", by=world.liu)
        return item_id, step_id, seat

    item_id, step_id, seat = await store.act(ask)
    row = await store.read(lambda tx: review.decision(tx, step_id, seat_id=seat.id))
    clock.ms += 7
    assert await store.act(lambda tx: review.undo_decision(tx, row.id)) is True
    assert await store.act(lambda tx: review.undo_decision(tx, row.id)) is False
    assert await store.act(lambda tx: review.close_step(tx, step_id, state="void", by=None)) is False
    again = await store.act(lambda tx: step(tx, item_id))
    steps = await store.read(lambda tx: review.steps_of(tx, item_id))
    assert [(s.id, s.attempt, s.state) for s in steps] == [(step_id, 1, "approved"), (again, 2, "open")]
    assert [d.undone_at for d in await store.read(lambda tx: review.decisions_of(tx, item_id))] == [clock.ms]


async def test_a_line_answered_again_keeps_the_newer_answer(store: Store, world: World) -> None:
    def ask(tx: Tx) -> tuple[int, int]:
        step_id = step(tx, item(tx, world))
        return step_id, review.add_seat(tx, step_id, person_id=world.liu).id

    step_id, seat_id = await store.act(ask)
    for value in ("ok", "exception", "ok"):
        await store.act(
            lambda tx, value=value: review.tick(
                tx, f"step:{step_id}", line="aspect1", value=value, step_id=step_id, seat_id=seat_id
            )
        )
        await store.act(lambda tx, value=value: review.tick(tx, "round:1", line="site", value=value))
    ticks = await store.read(lambda tx: review.ticks_of(tx, f"step:{step_id}", step_id=step_id))
    assert [(row.line, row.value) for row in ticks] == [("aspect1", "ok")]
    loose = await store.read(lambda tx: review.ticks_of(tx, "round:1"))
    assert [(row.line, row.value, row.step_id) for row in loose] == [("site", "ok", None)]


async def test_open_seats_of_a_person_who_leaves_are_found_and_closed(store: Store, world: World) -> None:
    def ask(tx: Tx) -> review.Seat:
        return review.add_seat(tx, step(tx, item(tx, world)), person_id=world.liu)

    seat = await store.act(ask)
    assert [row.seat_id for row in await store.read(lambda tx: review.seats_open(tx, world.liu))] == [seat.id]
    assert await store.act(lambda tx: review.close_seat(tx, seat.id)) is True
    assert await store.act(lambda tx: review.close_seat(tx, seat.id)) is False
    assert await store.read(lambda tx: review.seats_open(tx, world.liu)) == []
