"""未配置: a time limit for which the regulation names no figure is asked of the administrators once,
never per item, and it stops none.
"""

from hashlib import sha256
from typing import Any

from rules.clocks import Clock
from rules.regime import Regime
from workflow import live, subjects
from workflow.desk import Desk
from workflow.notices import Notice, notice, tell
from workflow.spread import routine


def lines(regime: Regime, of: str) -> list[Clock]:
    """The lines without a figure for one sort of subject (``item``)."""
    return [clock for clock in regime.clocks if clock.shape is None and clock.of == of]


def ask(desk: Desk, org: int, regime: Regime, *, of: str) -> None:
    """Ask whoever looks after the organisation to set them, all of one sort of subject in one message.

    The same lines are asked of a person once for good; another rule book with others asks anew.
    """
    ids = ",".join(clock.id for clock in lines(regime, of))
    occasion = sha256(ids.encode()).hexdigest()[:16]
    for person in live.keepers(desk, org):
        tell(
            desk,
            Notice(
                "clock.not_set",
                person,
                f"org:{org}",
                occasion,
                {"asked": ids.split(","), "of": of},
                not_before=routine(desk, person),
            ),
        )


def _regime_now(desk: Desk, org: int) -> Regime:
    return desk.regime(subjects.organisation_of(desk, org).regime_hash)


def _still(desk: Desk, said: Notice) -> list[Clock]:
    found = lines(_regime_now(desk, said.id), said.facts["of"])
    return [clock for clock in found if clock.id in said.facts["asked"]]


@notice("clock.not_set", moot=lambda desk, said: None if _still(desk, said) else "set")
def not_set_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Each line with its article, the word it prints instead of a figure, and what it asks."""
    return {
        "lines": [
            {"rule": clock.id, "cite": clock.cite, "figure": clock.figure, "says": clock.says.get(desk.lang)}
            for clock in _still(desk, said)
        ]
    }
