"""Real processes on a real PostgreSQL keep simulated promises, some killed in the middle: 0 missed, 0 twice."""

import asyncio
import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import duty, duty_oracle
from tests.faults.duty import Figures
from tests.faults.duty_plan import DAYS, Formed, Plan, plan
from tests.faults.ward import ward

Record = Callable[[str, object], None]
WAKE = "procrastinate" if importlib.util.find_spec("procrastinate") else "poll"


def run(url: str, folder: Path, *, people: int, each: int, processes: int, kills: int) -> Figures:
    async def whole() -> Figures:
        async with ward("duty") as found:
            return await duty.carried_out(
                found, url, folder, people=people, each=each, processes=processes, kills=kills, wake=WAKE
            )

    return asyncio.run(whole())


def _holds(found: Figures, *, at_least: int) -> None:
    assert found.duty.obligations >= at_least
    assert duty_oracle.holds(found.duty), (found, found.duty.notes)


@pytest.mark.postgres
@pytest.mark.xdist_group("faults")
def test_two_processes_keep_six_hundred_obligations(
    postgres_empty_url: str, tmp_path: Path, record_property: Record
) -> None:
    found = run(postgres_empty_url, tmp_path, people=12, each=10, processes=2, kills=2)
    record_property("figures", duty.told(found))
    _holds(found, at_least=600)
    assert found.kills == 2


@pytest.mark.soak
@pytest.mark.postgres
@pytest.mark.xdist_group("duty")
@pytest.mark.parametrize(("processes", "kills"), [(1, 4), (4, 12), (8, 24)])
def test_twenty_thousand_obligations(
    postgres_empty_url: str, tmp_path: Path, record_property: Record, processes: int, kills: int
) -> None:
    found = run(postgres_empty_url, tmp_path, people=170, each=25, processes=processes, kills=kills)
    record_property("figures", duty.told(found))
    _holds(found, at_least=20_000)
    assert found.kills == kills


# The oracle itself --------------------------------------------------------------------------------------


ONE = Plan(1, 1, 0, (Formed("甲", 0, 0, 9, 9),))


def perfect(it: Plan) -> list[dict]:
    """Deliveries just as the plan wants them."""
    slots: dict[tuple[str, str, str], list[list[object]]] = {}
    for day, chat, title, rule, up in sorted(it.obligations):
        slots.setdefault((day, chat, "14:30" if up else "08:30"), []).append([title, rule, up])
    from datetime import datetime

    return [
        {"chat": chat, "slot": f"{day}T{at}", "lines": lines,
         "at": datetime.fromisoformat(f"{day}T{at}:00+08:00").timestamp() * 1000 + 240_000}
        for (day, chat, at), lines in slots.items()
    ]  # fmt: skip


def test_what_is_owed_is_reckoned_by_hand() -> None:
    """Formed on 9 February: T-3 of 7 is 13 February, then the Saturday that is worked, over the festival."""
    days = [(day, rule, up) for day, _, _, rule, up in sorted(ONE.obligations)]
    assert [str(day) for day in DAYS[:6]] == [
        "2026-02-09", "2026-02-10", "2026-02-11", "2026-02-12", "2026-02-13", "2026-02-14",
    ]  # fmt: skip
    assert days == [
        ("2026-02-13", "KP-21-PROPOSE", False),
        ("2026-02-24", "KP-21-PROPOSE", False),
        ("2026-02-25", "KP-21-PROPOSE", False),
        ("2026-02-26", "KP-21-PROPOSE", False),
        ("2026-02-26", "KP-21-PROPOSE", True),
        ("2026-02-27", "KP-21-PROPOSE", False),
    ]


def test_the_oracle_lets_the_perfect_pass_and_finds_each_fault() -> None:
    it = plan(people=3, each=4, seed=5)
    good = perfect(it)
    assert duty_oracle.holds(duty_oracle.judge(it, good, uncertain=0))
    without = duty_oracle.judge(it, good[1:], uncertain=0)
    assert without.missed >= 1
    assert not duty_oracle.holds(without)
    again = duty_oracle.judge(it, [*good, good[0]], uncertain=0)
    assert (again.copies, again.over, again.twice) == (1, 1, 0)
    assert not duty_oracle.holds(again)
    assert duty_oracle.holds(duty_oracle.judge(it, [*good, good[0]], uncertain=1))
    anew = duty_oracle.judge(it, [*good, {**good[0], "slot": "another"}], uncertain=9)
    assert anew.twice == len(good[0]["lines"])
    late = duty_oracle.judge(it, [{**good[0], "at": good[0]["at"] + 3_600_000}, *good[1:]], uncertain=0)
    assert (late.untimely, late.missed) == (1, 0)
    other = duty_oracle.judge(it, [{**good[0], "chat": "1"}, *good[1:]], uncertain=0)
    assert other.missed >= 1
    assert other.extra >= 1
