"""F28: however many processes look, each group has one checklist a day of duty: none extra, none missing."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.founding import found, settle
from rules import regime
from rules.duty_words import written
from rules.workdays import nationwide
from storage import orgs, people
from storage.engine import Store, Tx
from storage.files import Files
from storage.tables import outbox, rounds
from workflow import duty
from workflow.desk import SHANGHAI, Desk, House
from workflow.notices import find_notices

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("faults")]
FIRST = date(2026, 2, 9)  # Spring Festival is on the way
CALENDAR = nationwide()
Record = Callable[[str, object], None]


def office_file(groups: int) -> dict[str, Any]:
    """So many units, each with two readers and a group of its own."""
    units = [f"u{n}" for n in range(groups)]
    return {
        "name": "演示机关",
        "prefix": "JS",
        "offices": [{"key": key, "name": f"处室{key}", "kind": "unit"} for key in units],
        "site": {"columns": []},
        "people": [
            {
                "id": f"{key}-{who}",
                "name": f"{key}{who}",
                "telegram_id": 1_000_000 + 2 * n + (who == "乙"),
                "roles": [{"office": key, "role": "webadmin"}],
            }
            for n, key in enumerate(units)
            for who in ("甲", "乙")
        ],
        "groups": [
            {"id": key, "title": f"{key}群", "telegram_id": -(2_000_000 + n), "office": key, "members": []}
            for n, key in enumerate(units)
        ],
    }


def at(day: date, clock_time: str) -> int:
    return round(datetime.combine(day, time.fromisoformat(clock_time), SHANGHAI).timestamp() * 1000)


def enter(store: Store, folder: Path, groups: int) -> None:
    """The organisation, its people, groups and rosters, on the morning of the first day."""
    find_notices()
    house = House(calendar=CALENDAR, files=Files(folder / "files"))

    def entered(tx: Tx) -> None:
        desk = Desk(tx, now=datetime.fromtimestamp(tx.now / 1000, SHANGHAI), house=house)
        org = found(
            tx,
            key="js",
            name="演示机关",
            prefix="JS",
            site_url="https://www.example.gov.cn/",
            regime=regime.load("jiangsu"),
            settings={},
        )
        ids = settle(tx, org, office_file(groups), site_url="", on="2026-01-01", bots={"telegram": "1"})
        assert len(ids) == 2 * groups
        for room in orgs.offices_of(tx, org):
            names = " ".join(
                row.name
                for row in people.holders(tx, org, role="webadmin", office_id=room.id, on="2026-02-09")
            )
            duty.put(desk, written(f"每天 {names}", today=desk.today), org=org, office=room, by=None)

    store.act_now(entered)


def play(url: str, folder: Path, *, processes: int, groups: int, days: int) -> tuple[list[Any], list[Any]]:
    """Go through the days with so many processes; every round, and every post in a group."""
    store = Store.open(url, folder=folder / "parent", clock_ms=lambda: at(FIRST, "08:00"))
    try:
        enter(store, folder, groups)
        command = [sys.executable, "-m", "tests.faults.rounds_child", url]
        children = [
            subprocess.Popen(
                [*command, str(folder / f"p{n}")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for n in range(processes)
        ]
        try:
            for n in range(days):
                for moment in ("08:31", "09:06", "16:31", "17:16"):
                    for child in children:
                        assert child.stdin is not None
                        child.stdin.write(f"{at(FIRST + timedelta(days=n), moment)}\n")
                        child.stdin.flush()
                    for child in children:
                        assert child.stdout is not None
                        assert child.stdout.readline().startswith("done "), "a process died"
        finally:
            for child in children:
                child.communicate(timeout=60)
        found_rounds = store.read_now(lambda tx: tx.core(select(rounds)))
        posts = store.read_now(
            lambda tx: tx.core(
                select(outbox.c.group_id, outbox.c.subject, outbox.c.key).where(outbox.c.kind == "duty.board")
            )
        )
        return found_rounds, posts
    finally:
        store.close_now()


def judge(found_rounds: list[Any], posts: list[Any], *, groups: int, days: int) -> None:
    """One round an office and day; one post a group and working day, none on rest days."""
    per_day = Counter((row.office_id, row.duty_on) for row in found_rounds)
    assert len(per_day) == groups * days == len(found_rounds)
    worked = sum(CALENDAR.is_workday(FIRST + timedelta(days=n)) for n in range(days))
    assert len(posts) == groups * worked == len({row.subject for row in posts})
    today = (FIRST + timedelta(days=days - 1)).isoformat()
    states = Counter(row.state for row in found_rounds if row.duty_on < today)
    assert set(states) <= {"open", "unfinished"}, "nobody read: what is over is unfinished"
    assert all(row.late == 0 for row in found_rounds)


def test_three_processes_twelve_groups_a_week(postgres_url: str, tmp_path: Path) -> None:
    found_rounds, posts = play(postgres_url, tmp_path, processes=3, groups=12, days=7)
    judge(found_rounds, posts, groups=12, days=7)


@pytest.mark.soak
@pytest.mark.parametrize("processes", [1, 4, 8])
def test_sixty_groups_thirty_days(
    postgres_url: str, tmp_path: Path, processes: int, record_property: Record
) -> None:
    found_rounds, posts = play(postgres_url, tmp_path, processes=processes, groups=60, days=30)
    record_property("figures", f"{len(found_rounds)} rounds, {len(posts)} posts, {processes} processes")
    judge(found_rounds, posts, groups=60, days=30)
    assert len(found_rounds) == 1_800
