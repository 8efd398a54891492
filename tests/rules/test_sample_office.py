"""The sample office of the demonstration can play every regime: each step of each way has somebody."""

import pytest

from emulator.people import demo_office
from rules.approval import Holder
from rules.model import ItemFacts, Kind
from rules.regime import load, names
from rules.route import forecast, plan

OFFICE = demo_office()
UNITS = {row["key"]: place for place, row in enumerate(OFFICE["offices"])}
PEOPLE = {row["id"]: place for place, row in enumerate(OFFICE["people"])}
ROSTER = tuple(
    Holder(PEOPLE[row["id"]], post["role"], UNITS[post["office"]])
    for row in OFFICE["people"]
    for post in row["roles"]
)
LIAISONS = [holder for holder in ROSTER if holder.role == "liaison"]


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("important", [False, True])
def test_each_step_of_each_way_has_somebody(name, important):
    assert len(LIAISONS) > 1
    for kind, route in load(name).routes.items():
        planned = plan(route, ItemFacts(kind, important=important))
        for liaison in LIAISONS:
            found = forecast(planned, ROSTER, unit=liaison.office, submitter=liaison.person)
            assert found.gaps == (), (kind, [(gap.code, gap.step.role) for gap in found.gaps])
            assert all(row.people for row in found.steps)


@pytest.mark.parametrize("name", names())
def test_all_three_kinds_of_item_have_a_way(name):
    assert set(load(name).routes) == set(Kind)
