"""What `duwang go-live` tells of an office at work: who holds what, which groups would read of it."""

from datetime import date
from pathlib import Path
from random import Random

from bot.rehearsal.conduct import Conduct
from bot.rehearsal.habits import Habits
from bot.rehearsal.house import RehearsalHouse
from bot.rehearsal.year import play
from emulator.people import demo_office
from rules import regime
from storage import clocks
from workflow import live


def test_holders_are_counted_by_name_beside_what_is_overdue_and_the_groups(tmp_path: Path) -> None:
    first, last = date(2026, 3, 2), date(2026, 4, 20)
    house = RehearsalHouse(
        tmp_path,
        regime=regime.load("yuxi"),
        office=demo_office(),
        first=first,
        settings={"live_from": "2026-09-01"},
    )
    try:
        conduct = Conduct(house, Random(3), Habits(at_once=0.2, later=0.2, forgotten_for_good=0.6))
        conduct.burst(date(2026, 3, 3), items=6, evening=False)
        list(play(house, conduct, until=last))
        found = house.store.read_now(lambda tx: live.outlook(house.desk(tx), house.org))
        rows = house.store.read_now(lambda tx: clocks.running(tx, house.org, limit=1000))
    finally:
        house.close()
    assert found.live_from == "2026-09-01"
    assert (found.open, found.overdue) == (
        len(rows),
        sum(1 for row in rows if row.due_on and row.due_on < last.isoformat()),
    )
    assert found.overdue > 0
    assert found.held
    assert set(found.held) <= {one["name"] for one in demo_office()["people"]}
    assert set(found.groups) == {one["title"] for one in demo_office()["groups"]}
    assert found.keepers == ("吴管理",)
