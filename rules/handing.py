"""What people changed of an item's way while it is walked: seats handed on (转交), or filled (指定代办人).

The way itself is the regime's. These are the acts on top of it, kept with the item for one round and laid
over its plan each time; an act about a step that the item does not take says nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.model import Refusal
from rules.regime import Separation
from rules.route import Forecast, Holder, PlannedStep, Sat, forecast

REFUSALS = frozenset(
    {
        "hand_on.self",
        "hand_on.external",  # who records what a body outside decides hands nothing on
        "hand_on.not_able",  # names: who may
        "hand_on.unbound",
        "hand_on.seated",  # sits there already
        "hand_on.separation",  # why: own | second
        "hand_on.needed",  # another step would stand empty
        "vacancy.filled",  # somebody sits there who can be reached
    }
)


@dataclass(frozen=True, slots=True)
class Handed:
    """A seat at the step `key` went from one person to another; `why` is the giver's own reason.

    `by` is whoever named the taker, where the giver cannot be reached or nobody sat there (`giver` is 0).
    """

    key: str
    giver: int
    taker: int
    why: str = ""
    by: int | None = None

    def data(self) -> dict[str, Any]:
        """As it is kept."""
        told = {"key": self.key, "giver": self.giver, "taker": self.taker, "why": self.why}
        return told if self.by is None else {**told, "by": self.by}


@dataclass(frozen=True, slots=True)
class Changes:
    """The acts of one round, in their order."""

    round: int = 0
    handed: tuple[Handed, ...] = ()

    def data(self) -> dict[str, Any]:
        """As it is kept; `read` takes it back."""
        return {"round": self.round, "handed": [one.data() for one in self.handed]}

    def newest(self, key: str, taker: int) -> Handed | None:
        """The act by which somebody came to a seat; None where nobody handed them one."""
        return next((one for one in reversed(self.handed) if (one.key, one.taker) == (key, taker)), None)


NONE = Changes()


def read(kept: Mapping[str, Any], *, round: int) -> Changes:  # noqa: A002 - the word of the table
    """Return the acts that hold in this round; those of an earlier one are over."""
    if kept.get("round") != round:
        return Changes(round)
    return Changes(round, tuple(Handed(**one) for one in kept.get("handed", ())))


def laid(planned: Sequence[PlannedStep], changes: Changes) -> tuple[PlannedStep, ...]:
    """Return the plan with these acts laid over it: whoever took a seat may sit there, the giver not."""
    return tuple(_handed(step, changes) for step in planned)


def _handed(step: PlannedStep, changes: Changes) -> PlannedStep:
    came, went = dict[int, None](), dict[int, None]()
    for one in changes.handed:
        if one.key == step.key:
            came.pop(one.giver, None)
            went.pop(one.taker, None)
            came[one.taker] = went[one.giver] = None
    return replace(step, besides=tuple(came), without=tuple(went)) if came or went else step


def takers(step: PlannedStep, roster: Iterable[Holder], separation: Separation) -> tuple[int, ...]:
    """Return everybody who bears the step's role wherever in the organisation, or the role that sits in its
    place by the regime: no other may decide there, whoever wishes it.
    """
    able = {step.role}
    if step.role == separation.head_role:
        able.add(separation.head_reviewed_by)
    return tuple(dict.fromkeys(h.person for h in roster if h.role in able and h.sits_for is None))


def hand_on(
    step: PlannedStep,
    planned: Sequence[PlannedStep],
    roster: Iterable[Holder],
    *,
    giver: int,
    taker: int,
    separation: Separation,
    unit: int,
    submitter: int,
    writer: int,
    seated: Iterable[int],
    already: Mapping[str, Sat],
) -> Refusal | None:
    """Tell why a seat at an open step cannot go to this person; None when it can.

    `seated` are those who sit at the step now, `writer` is whoever wrote what is judged, `already` the steps
    decided in this round with whoever decided.
    """
    roster = tuple(roster)
    if taker == giver:
        return Refusal("hand_on.self")
    if step.external:
        return Refusal("hand_on.external")
    if taker in seated:
        return Refusal("hand_on.seated")
    if taker not in takers(step, roster, separation):
        return Refusal("hand_on.not_able")
    return _fit(
        step,
        planned,
        roster,
        taker=taker,
        unit=unit,
        submitter=submitter,
        writer=writer,
        already=already,
    )


def fill(
    step: PlannedStep,
    planned: Sequence[PlannedStep],
    roster: Iterable[Holder],
    *,
    taker: int,
    unit: int,
    submitter: int,
    writer: int,
    seated: Mapping[int, bool],
    already: Mapping[str, Sat],
) -> Refusal | None:
    """Tell why somebody cannot be named for a step at which nobody is there to act; None when they can.

    Whoever has a post will do, for the office answers for it; separation holds all the same. `seated` maps
    those who sit there now to whether they can be reached.
    """
    if any(seated.values()):
        return Refusal("vacancy.filled")
    return _fit(
        step,
        planned,
        tuple(roster),
        taker=taker,
        unit=unit,
        submitter=submitter,
        writer=writer,
        already=already,
    )


def _fit(
    step: PlannedStep,
    planned: Sequence[PlannedStep],
    roster: tuple[Holder, ...],
    *,
    taker: int,
    unit: int,
    submitter: int,
    writer: int,
    already: Mapping[str, Sat],
) -> Refusal | None:
    if not any(h.bound for h in roster if h.person == taker):
        return Refusal("hand_on.unbound")
    if taker in (submitter, writer):
        return Refusal("hand_on.separation", {"why": "own"})
    for key, sat in already.items():
        if key not in step.shares | {step.key} and taker in ({sat} if isinstance(sat, int) else sat):
            return Refusal("hand_on.separation", {"why": "second", "step": key})
    without = {key: sat for key, sat in already.items() if key != step.key}

    def look(decided: Mapping[str, Sat]) -> Forecast:
        return forecast(planned, roster, unit=unit, submitter=submitter, already=decided)

    before = {gap.step.key for gap in look(without).gaps}
    if any(gap.step.key not in before for gap in look({**without, step.key: taker}).gaps):
        return Refusal("hand_on.needed")
    return None
