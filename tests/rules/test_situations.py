"""Each regime's situations, told in its file under tests/regimes; those of the national rules in national.yaml.

A situation is of one subject: an item of a kind (and class), or another subject of a class. `events` happen
on days, or at instants for what is counted in hours; `day` is from when the calendar starts a clock.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from rules import regime
from rules.clocks import outcome, thresholds
from rules.shapes import Within, day_of
from rules.workdays import Workdays

FOLDER = Path(__file__).parents[1] / "regimes"
CALENDAR = Workdays()
FILES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FOLDER.glob("*.yaml")}
SITUATIONS = [
    pytest.param(name, told, id=f"{name}: {told['name']}")
    for name, file in FILES.items()
    for told in file["situations"]
]
NATIONAL = {clock.id for clock in regime.national()}


def concerned(told, clocks):
    """The clocks that may run in this situation."""
    of, class_ = told.get("of", "item"), told.get("class", "")
    fits = [clock for clock in clocks if clock.of == of and clock.takes(class_)]
    return [clock for clock in fits if of != "item" or told["kind"] in {kind.value for kind in clock.kinds}]


def play(told, clocks):
    """Run the events over the clocks; {clock id: (start, due, state)}."""
    found = {}
    for clock in concerned(told, clocks):
        if not clock.starts and clock.shape is not None and "day" in told:
            found[clock.id] = (told["day"], clock.due(told["day"], CALENDAR), "running")
    for event in told.get("events", ()):
        at = event.get("at") or event["day"]
        for clock in concerned(told, clocks):
            if clock.stops == event["event"] and clock.id in found:
                start, due, state = found[clock.id]
                if state == "running":
                    found[clock.id] = (start, due, outcome(due.on, day_of(at)))
            if event["event"] in clock.starts and clock.shape is not None:
                found[clock.id] = (at, clock.due(at, CALENDAR), "running")
    return found


def of(name):
    return regime.national() if name == "national" else regime.load(name).clocks


@pytest.mark.parametrize(("name", "told"), SITUATIONS)
def test_each_clock_runs_as_told(name, told):
    found = play(told, of(name))
    own = {id_ for id_ in found if name == "national" or id_ not in NATIONAL}
    assert own | told["clocks"].keys() == told["clocks"].keys()
    for id_, expected in told["clocks"].items():
        start, due, state = found[id_]
        clock = next(clock for clock in of(name) if clock.id == id_)
        if "due_at" in expected:
            assert due.at == expected["due_at"].astimezone(due.at.tzinfo)
            assert due.at - start == timedelta(hours=clock.shape.n)
        else:
            assert (id_, due.on, state) == (id_, expected["due"], expected["state"])
        assert due.provisional is expected.get("provisional", False)
        assert due.advise_by == expected.get("advise_by")
        if "counted" in expected:
            days = [date.fromisoformat(f"{day_of(start).year}-{day}") for day in expected["counted"]]
            assert clock.shape == Within(len(days), "workdays")
            assert days == sorted(set(days))
            assert days[-1] == expected["due"]
            assert all(day_of(start) < day and CALENDAR.is_workday(day) for day in days)
        if "reminders" in expected:
            ladder = regime.load("kaiping" if name == "national" else name).ladders.of(clock)
            wakes = thresholds(due, ladder, CALENDAR, today=day_of(start))
            assert {wake.occasion: wake.on for wake in wakes}.items() >= expected["reminders"].items()


def test_every_regime_has_situations_and_every_clock_of_its_own_is_exercised():
    assert sorted(FILES) == sorted([*regime.names(), "national"])
    for name, file in FILES.items():
        assert file["regime"] == name
        told = {id_ for situation in file["situations"] for id_ in situation["clocks"]}
        own = {clock.id for clock in of(name) if clock.shape is not None}
        assert told <= own
        assert own - told <= (NATIONAL if name != "national" else set())


def test_instants_in_situations_are_aware():
    for file in FILES.values():
        for situation in file["situations"]:
            for event in situation.get("events", ()):
                if isinstance(event.get("at"), datetime):
                    assert event["at"].tzinfo is not None
