"""What people changed of an item's way while it is walked: seats handed on (转交), filled (指定代办人), and
steps that were added (加签).

The way itself is the regime's. These are the acts on top of it, kept with the item for one round and laid
over its plan each time; an act about a step that the item does not take says nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.model import Refusal
from rules.regime import Separation
from rules.route import ADDED, Forecast, Holder, PlannedStep, Sat, forecast

REFUSALS = frozenset(
    {
        "hand_on.self",
        "hand_on.external",  # who records what a body outside decides hands nothing on
        "hand_on.not_able",  # names: who may
        "hand_on.unbound",
        "hand_on.seated",  # sits there already
        "hand_on.in_turn",  # they sign there one after the other
        "hand_on.separation",  # why: own | second
        "hand_on.needed",  # another step would stand empty
        "added.external",
        "added.nobody",
        "added.many",  # limit
        "added.self",
        "added.late",  # somebody at the step has decided
        "added.again",  # it was added itself
        "added.decided",  # who was added has decided
        "added.unknown",  # nobody of that name was added
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
class Added:
    """A step that somebody added to another: `where` it stands (before, after or beside that one), who signs
    there and how many of them (any, all, in_turn). Nobody is left of it once all were taken off again.
    """

    key: str
    anchor: str
    where: str
    quorum: str
    people: tuple[int, ...]
    by: int
    why: str = ""

    def data(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "key": self.key,
            "anchor": self.anchor,
            "where": self.where,
            "quorum": self.quorum,
            "people": list(self.people),
            "by": self.by,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """The acts of one round, in their order."""

    round: int = 0
    handed: tuple[Handed, ...] = ()
    added: tuple[Added, ...] = ()

    def data(self) -> dict[str, Any]:
        """As it is kept; `read` takes it back."""
        told: dict[str, Any] = {"round": self.round, "handed": [one.data() for one in self.handed]}
        return told | ({"added": [one.data() for one in self.added]} if self.added else {})

    def added_at(self, key: str) -> Added | None:
        """The act by which this step was added; None for a step of the regime."""
        return next((one for one in self.added if one.key == key), None)

    def newest(self, key: str, taker: int) -> Handed | None:
        """The act by which somebody came to a seat; None where nobody handed them one."""
        return next((one for one in reversed(self.handed) if (one.key, one.taker) == (key, taker)), None)


NONE = Changes()


def read(kept: Mapping[str, Any], *, round: int) -> Changes:  # noqa: A002 - the word of the table
    """Return the acts that hold in this round; those of an earlier one are over."""
    if kept.get("round") != round:
        return Changes(round)
    added = ({**one, "people": tuple(one["people"])} for one in kept.get("added", ()))
    return Changes(
        round,
        tuple(Handed(**one) for one in kept.get("handed", ())),
        tuple(Added(**one) for one in added),
    )


def laid(planned: Sequence[PlannedStep], changes: Changes) -> tuple[PlannedStep, ...]:
    """Return the plan with these acts laid over it: steps that were added, each waiting and waited for as it
    was asked; whoever took a seat may sit there, the giver not.
    """
    steps = list(planned)
    for one in changes.added:
        at = next((n for n, step in enumerate(steps) if step.key == one.anchor), None)
        if at is not None and one.people:
            steps = _joined(steps, one, at)
    return tuple(_handed(step, changes) for step in steps)


def _joined(steps: Sequence[PlannedStep], one: Added, at: int) -> list[PlannedStep]:
    anchor = steps[at]
    fresh = replace(
        anchor,
        key=one.key,
        quorum=one.quorum,
        people=one.people,
        acts=(),
        rule=replace(anchor.rule, opens=None),
        needs=anchor.needs | ({anchor.key} if one.where == "after" else set()),
        shares=frozenset(),
        stands_for=None,
    )
    waits = [
        replace(step, needs=step.needs | {one.key})
        if anchor.key in step.needs or (one.where == "before" and step.key == anchor.key)
        else step
        for step in steps
    ]
    place = at if one.where == "before" else at + 1
    return [*waits[:place], fresh, *waits[place:]]


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
    if step.quorum == "in_turn":
        return Refusal("hand_on.in_turn")  # a place in the order is nobody's to give
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
    base: Sequence[PlannedStep] = (),
) -> Refusal | None:
    """`base` is the plan as it was before the step was added, where it was."""
    if not any(h.bound for h in roster if h.person == taker):
        return Refusal("hand_on.unbound")
    if taker in (submitter, writer):
        return Refusal("hand_on.separation", {"why": "own"})
    for key, sat in already.items():
        if key not in step.shares | {step.key} and taker in ({sat} if isinstance(sat, int) else sat):
            return Refusal("hand_on.separation", {"why": "second", "step": key})
    without = {key: sat for key, sat in already.items() if key != step.key}

    def look(way: Sequence[PlannedStep], decided: Mapping[str, Sat]) -> Forecast:
        return forecast(way, roster, unit=unit, submitter=submitter, already=decided)

    before = {gap.step.key for gap in look(base or planned, without).gaps}
    if any(gap.step.key not in before for gap in look(planned, {**without, step.key: taker}).gaps):
        return Refusal("hand_on.needed")
    return None


WHERE = ("before", "after", "beside")
QUORUMS = ("any", "all", "in_turn")
MOST_ADDED = 5  # people in one act


def next_key(changes: Changes, anchor: str) -> str:
    """Return the key of the next step that is added to this one."""
    return f"{anchor}{ADDED}{len(changes.added) + 1}"


def add(
    wish: Added,
    planned: Sequence[PlannedStep],
    roster: Iterable[Holder],
    *,
    changes: Changes,
    unit: int,
    submitter: int,
    writer: int,
    decided_here: bool,
    already: Mapping[str, Sat],
) -> Refusal | None:
    """Tell why these people cannot be asked to sign too; None when they can. `person` is the one it is about.

    `decided_here` tells that somebody at the step itself has decided already: what stands before it or beside
    it comes too late then. Separation of duties holds for everybody who is added.
    """
    roster = tuple(roster)
    anchor = next(step for step in planned if step.key == wish.anchor)
    if ADDED in wish.anchor:
        return Refusal("added.again")
    if anchor.external:
        return Refusal("added.external")
    if not wish.people:
        return Refusal("added.nobody")
    if len(wish.people) > MOST_ADDED:
        return Refusal("added.many", {"limit": MOST_ADDED})
    if wish.by in wish.people:
        return Refusal("added.self")
    if decided_here and wish.where != "after":
        return Refusal("added.late")
    after = laid(planned, Changes(changes.round, (), (wish,)))
    step = next(step for step in after if step.key == wish.key)
    gaps = forecast(planned, roster, unit=unit, submitter=submitter, already=already).gaps
    before = {gap.step.key for gap in gaps}
    for person in wish.people:
        found = _fit(
            step,
            after,
            roster,
            taker=person,
            unit=unit,
            submitter=submitter,
            writer=writer,
            already=already,
            base=planned,
        )
        if found is not None:
            return Refusal(found.code, {**found.data, "person": person})
    together = forecast(
        after, roster, unit=unit, submitter=submitter, already={**already, wish.key: wish.people}
    )
    if wish.quorum != "any" and any(gap.step.key not in before for gap in together.gaps):
        return Refusal("hand_on.needed", {"person": wish.people[-1]})
    return None


def without(changes: Changes, key: str, person: int) -> Changes:
    """Return the acts after somebody who was added to this step was taken off again (减签)."""
    added = tuple(
        replace(one, people=tuple(who for who in one.people if who != person)) if one.key == key else one
        for one in changes.added
    )
    return replace(changes, added=added)
