"""What one act has read of the office the next need not ask again, and still nobody sees anything stale."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage import people
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.acting import Refused, in_one_group
from tests.contracts.storage.world import World, build


@pytest.fixture
def world(store: Store) -> World:
    return store.act_now(build)


def name_of(tx: Tx, person: int) -> str:
    found = people.person(tx, person)
    assert found is not None
    return str(found.name)


def read(person: int) -> Callable[[Tx], str]:
    return lambda tx: name_of(tx, person)


def renamed(person: int, name: str, *, refused: bool = False) -> Callable[[Tx], str]:
    def act(tx: Tx) -> str:
        people.rename(tx, person, name=name)
        seen = name_of(tx, person)
        assert seen == name
        if refused:
            raise Refused
        return seen

    return act


def test_a_second_act_asks_nothing_that_stands(store: Store, world: World) -> None:
    if store.dialect != "sqlite":
        pytest.skip("several processes write there: each act asks for itself")
    asked: list[str] = []

    def watched(tx: Tx) -> str:
        tx.connection.set_trace_callback(asked.append)
        try:
            return name_of(tx, world.chen)
        finally:
            tx.connection.set_trace_callback(None)

    for _ in range(2):  # what a statement gives the very first time, while it is compiled, is not kept
        assert store.act_now(read(world.chen)) == "陈"
    assert [store.act_now(watched) for _ in range(2)] == ["陈", "陈"]
    assert asked == []


def test_what_was_written_is_read_anew(store: Store, world: World) -> None:
    assert store.act_now(read(world.chen)) == "陈"
    store.act_now(renamed(world.chen, "陈新"))
    assert store.act_now(read(world.chen)) == "陈新"


def test_what_was_refused_was_never_written(store: Store, world: World) -> None:
    with pytest.raises(Refused):
        store.act_now(renamed(world.chen, "陈新", refused=True))
    assert store.act_now(read(world.chen)) == "陈"


async def test_acts_of_one_group_see_each_other_and_not_the_refused(store: Store) -> None:
    world = await store.act(build)
    acts: list[Callable[[Tx], Any]] = [
        read(world.chen),
        renamed(world.chen, "陈一", refused=True),
        read(world.chen),
        renamed(world.chen, "陈二"),
        read(world.chen),
    ]
    first, refused, second, _, third = await in_one_group(store, *acts)
    assert isinstance(refused, Refused)
    if store.dialect == "sqlite":
        assert [first, second, third] == ["陈", "陈", "陈二"]
    assert await store.act(read(world.chen)) == "陈二"


def test_what_another_process_wrote_is_read(store: Store, world: World, folder: Path) -> None:
    if store.dialect != "sqlite":
        pytest.skip("each act asks for itself there")
    assert store.act_now(read(world.chen)) == "陈"
    with closing(sqlite3.connect(folder / "duwang.db")) as other:
        other.execute("UPDATE people SET name = '陈外' WHERE id = ?", (world.chen,))
        other.commit()
    assert store.act_now(read(world.chen)) == "陈外"
