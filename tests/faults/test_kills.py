"""Killed at every named point under load: nothing is lost, decided twice, out of order, stuck or unproven."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults import matrix
from tests.faults.run import RANDOM

Record = Callable[[str, object], None]
pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Each point once."""
    folder: Path = tmp_path_factory.mktemp("faults")
    found = matrix.merged(asyncio.run(matrix.carried_out(matrix.subset(), folder=folder)))
    return {line["point"]: line for line in found}


def _holds(line: dict[str, Any]) -> None:
    assert not line["failed"], line
    assert {key: line[key] for key in matrix.ALWAYS_ZERO} == dict.fromkeys(matrix.ALWAYS_ZERO, 0), line[
        "notes"
    ]
    assert all(1 <= copies <= 1 + unknown for copies, unknown in line["unsure"]), line
    assert line["copies"] <= line["uncertain"], line


@pytest.mark.parametrize("point", matrix.POINTS)
def test_killed_once(lines: dict[str, dict[str, Any]], point: str) -> None:
    line = lines[point]
    assert line["kills"] == 1, f"{point} was never passed"
    _holds(line)
    assert line["acts"] >= 30


def test_the_table(lines: dict[str, dict[str, Any]], record_property: Record) -> None:
    record_property("figures", "kill -9 at every point, once\n" + matrix.table(list(lines.values())))
    assert set(lines) == set(matrix.POINTS)


def test_what_was_marked_but_never_left_has_no_second_copy(lines: dict[str, dict[str, Any]]) -> None:
    """Other chats' messages may have been on the wire at the same moment; this one was not."""
    assert (1, 1) in lines["K6.out.after_mark_sending"]["unsure"]


def test_what_was_written_comes_once_or_twice(lines: dict[str, dict[str, Any]]) -> None:
    """Whether the platform still reads what somebody wrote and then hung up on is its own affair."""
    unsure = lines["K7.out.after_socket_write"]["unsure"]
    assert {unknown for _, unknown in unsure} == {1}
    assert {copies for copies, _ in unsure} <= {1, 2}


def test_what_the_platform_had_answered_comes_exactly_once_more(lines: dict[str, dict[str, Any]]) -> None:
    unsure = lines["K8.out.after_response_before_mark"]["unsure"]
    assert (2, 1) in unsure
    assert {copies for copies, _ in unsure} <= {1, 2}


@pytest.mark.soak
def test_killed_many_times(tmp_path: Path, record_property: Record) -> None:
    plans = matrix.soak()
    figures = asyncio.run(matrix.carried_out(plans, folder=tmp_path))
    found = matrix.merged(figures)
    record_property("figures", "kill -9 at every point, and out of the blue\n" + matrix.table(found))
    assert [one.kills for one in figures] == [plan.kills for plan in plans]
    assert any(line["point"] == RANDOM and line["kills"] >= 60 for line in found)
    notes = [f"{one.point} {plan.mode} {plan.seed}: {note}" for one, plan in zip(figures, plans, strict=True)
             for note in one.verdict.notes + one.failed]  # fmt: skip
    assert not notes, "\n".join(notes)
    for line in found:
        _holds(line)


@pytest.mark.soak
def test_beside_it_the_usual_way_of_polling(tmp_path: Path, record_property: Record) -> None:
    """Printed for comparison; only that it was measured is asserted."""
    loss = asyncio.run(matrix.peer(tmp_path, updates=120, kills=10))
    record_property("figures", f"aiogram's default polling, same harness: {loss}")
    assert (loss.updates, loss.kills) == (120, 10)
