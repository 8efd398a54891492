"""催办: who may, whom it reaches, and how often."""

from datetime import datetime

import pytest

from rules.model import Refusal
from rules.parts import Hours
from rules.urge import OPEN, UrgeFacts, half_day, urge

HOURS = Hours(8 * 60 + 30, 17 * 60 + 30, (12 * 60, 14 * 60 + 30))
LIAISON, HEAD, OTHER, STRANGER = 1, 2, 3, 9


def facts(**other: object) -> UrgeFacts:
    given = {"state": "review", "submitter": LIAISON, "roles": (), "holders": (HEAD, OTHER), "told": ()}
    return UrgeFacts(**(given | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "half"),
    [
        ("2026-02-09T08:30", "2026-02-09:1"),
        ("2026-02-09T11:59", "2026-02-09:1"),
        ("2026-02-09T14:30", "2026-02-09:2"),
        ("2026-02-09T17:29", "2026-02-09:2"),
    ],
)
def test_the_noon_break_divides_the_day(at: str, half: str) -> None:
    assert half_day(datetime.fromisoformat(at), hours=HOURS) == half
    assert half_day(datetime.fromisoformat(at), hours=Hours(0, 1440)) == half, "noon, where there is no break"


def test_everybody_who_holds_it_is_asked_but_oneself() -> None:
    assert urge(facts(), by=LIAISON) == (HEAD, OTHER)
    assert urge(facts(roles={"head"}), by=HEAD) == (OTHER,)
    assert urge(facts(holders=(HEAD, HEAD)), by=LIAISON) == (HEAD,)


def test_whoever_was_asked_in_this_half_day_is_left_alone() -> None:
    assert urge(facts(told={HEAD}), by=LIAISON) == (OTHER,)
    assert urge(facts(told={HEAD, OTHER}), by=LIAISON) == Refusal("urge.already")


def test_others_than_submitter_head_and_office_ask_nobody() -> None:
    assert urge(facts(roles={"webadmin"}), by=STRANGER) == Refusal("urge.not_yours")
    assert urge(facts(roles={"office"}), by=STRANGER) == (HEAD, OTHER)


def test_what_waits_for_nobody_or_for_oneself() -> None:
    for state in ("draft", "registered", "closed", "dropped"):
        assert state not in OPEN
        assert urge(facts(state=state), by=LIAISON) == Refusal("urge.over")
    assert urge(facts(state="returned", holders=(LIAISON,)), by=LIAISON) == Refusal("urge.own")
