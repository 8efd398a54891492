"""Each regime's situations, told in its file under tests/regimes."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from rules import regime
from rules.clocks import Within, outcome, started_by, stopped_by, thresholds
from rules.model import Kind
from rules.workdays import Workdays

FOLDER = Path(__file__).parents[1] / "regimes"
CALENDAR = Workdays()
FILES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FOLDER.glob("*.yaml")}
SITUATIONS = [
    pytest.param(name, told, id=f"{name}: {told['name']}")
    for name, file in FILES.items()
    for told in file["situations"]
]


def play(told, rules):
    """Run the events over the clocks; {clock id: (start, due, state)}."""
    kind, clocks = Kind(told["kind"]), {}
    for event in told["events"]:
        for clock in stopped_by(rules.clocks, event["event"], kind):
            start, found, state = clocks[clock.id]
            if state == "running":
                clocks[clock.id] = (start, found, outcome(found.on, event["day"]))
        for clock in started_by(rules.clocks, event["event"], kind):
            clocks[clock.id] = (event["day"], clock.due(event["day"], CALENDAR), "running")
    return clocks


@pytest.mark.parametrize(("name", "told"), SITUATIONS)
def test_each_clock_runs_as_told(name, told):
    rules = regime.load(name)
    clocks = play(told, rules)
    assert clocks.keys() == told["clocks"].keys()
    for id_, expected in told["clocks"].items():
        start, found, state = clocks[id_]
        assert (id_, found.on, state) == (id_, expected["due"], expected["state"])
        assert found.provisional is expected.get("provisional", False)
        if "counted" in expected:
            days = [date.fromisoformat(f"{start.year}-{day}") for day in expected["counted"]]
            assert rules.clock(id_).shape == Within(len(days), "workdays")
            assert days == sorted(set(days))
            assert days[-1] == expected["due"]
            assert all(start < day and CALENDAR.is_workday(day) for day in days)
        reminders = dict(thresholds(found.on, rules.ladders.of(rules.clock(id_)), CALENDAR))
        assert reminders.items() >= expected.get("reminders", {}).items()


def test_every_regime_has_situations_and_every_clock_is_exercised():
    assert sorted(FILES) == regime.names()
    for name, file in FILES.items():
        assert file["regime"] == name
        told = {id_ for situation in file["situations"] for id_ in situation["clocks"]}
        assert told == {clock.id for clock in regime.load(name).clocks}
