"""Whatever people do in whatever order, on the real workflow and storage: the oracle's promises hold."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import postgres
from tests.state.house import Place, postgres_place, sqlite_place
from tests.state.machine import Approval

CALM = {
    "deadline": None,
    "database": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}
QUICK = settings(**CALM, max_examples=70, stateful_step_count=30, derandomize=True)
SOAK = settings(**CALM, max_examples=1000, stateful_step_count=40)


def played(place: Place, how: settings) -> dict[str, int]:
    """Play on this place; how often what came about."""
    machine = type("Played", (Approval,), {"place": place, "figures": {}})
    run_state_machine_as_test(machine, settings=how)
    return machine.figures


def test_the_approval_keeps_its_promises(tmp_path):
    figures = played(sqlite_place(tmp_path), QUICK)
    # Nothing would be proved by items that never leave their first step. What any source of chance reaches
    # dozens of times stands here; each rarer act has its own test in test_found.py.
    assert figures["done"] > 300, figures
    often = {
        "draft.opened",
        "item.submitted",
        "secrecy.passed",
        "review.approved",
        "item.handed_over",
        "page.checked",
        "item.published",
        "item.confirmed",
        "pressed",
        "deputy.made",
        "step.added",
    }
    assert sorted(often - set(figures)) == []


@pytest.mark.soak
def test_the_approval_keeps_its_promises_for_long(tmp_path):
    figures = played(sqlite_place(tmp_path), SOAK)
    assert figures["closed"] > 50, figures


@pytest.mark.soak
@pytest.mark.postgres
def test_the_approval_keeps_its_promises_on_postgresql(tmp_path, postgres_server, postgres_url):
    place = postgres_place(
        tmp_path,
        postgres_url,
        lambda: postgres_server.run(postgres._emptying("duwang_shared"), "duwang_shared"),
    )
    figures = played(place, SOAK)
    assert figures["closed"] > 50, figures
