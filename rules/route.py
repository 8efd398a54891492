"""The way of one item: which steps it takes, who may sit at them, and what stands in its way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rules.model import ItemFacts, Refusal, Text
from rules.regime import Route, Step


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as one item takes it.

    `position` is its place in the regime's route, so it stays the same when importance is raised.
    `stands_for` is the role that `role` replaces (a head submitted himself), None for all others.
    `shares` are the steps whose holder may sit here too.
    """

    key: str
    role: str
    stage: str
    scope: str
    quorum: str
    position: int
    acts: tuple[str, ...]
    sign: Text
    rule: Step
    stands_for: str | None = None
    shares: frozenset[str] = frozenset()


def plan(route: Route, facts: ItemFacts) -> tuple[PlannedStep, ...]:
    """Return the steps that this item takes, in order.

    An exempt item loses what the office's chosen mode drops (article 17). When the submitter heads the
    unit, the leader in charge sits in his place; if the leader reviews the item anyway, once is enough,
    and what the head would have ticked falls to him.
    """
    exempt = route.exempt if facts.exemption else None
    keeps = exempt.keeps if exempt else None
    taken = [
        (position, step)
        for position, step in enumerate(route.steps)
        if (step.when is None or facts.important)
        and (keeps is None or step.stage != "review" or step.key in keeps)
    ]
    separation = route.separation
    leaders = [step.key for _, step in taken if step.role == separation.head_reviewed_by]
    heads = [
        step.key
        for _, step in taken
        if facts.submitter_is_head and step.role == separation.head_role and step.stage == "review"
    ]
    owed = [act for _, step in taken if step.key in heads for act in step.acts] if leaders else []
    return tuple(
        _planned(
            route,
            facts,
            step,
            position,
            replaced=step.key in heads,
            owed=owed if step.key in leaders[:1] else (),
        )
        for position, step in taken
        if not (leaders and step.key in heads)
    )


def _planned(
    route: Route, facts: ItemFacts, step: Step, position: int, *, replaced: bool, owed: Iterable[str]
) -> PlannedStep:
    exempt = route.exempt if facts.exemption else None
    separation = route.separation
    shares = {other for pair in separation.may_share if step.key in pair for other in pair - {step.key}}
    if facts.submitter_is_head and step.role == separation.head_reviewed_by:
        # He may have sat for the head before the item was raised to important: he looks again, as leader.
        shares |= {other.key for other in route.steps if other.role == separation.head_role}
    return PlannedStep(
        key=step.key,
        role=separation.head_reviewed_by if replaced else step.role,
        stage=step.stage,
        scope=step.scope,
        quorum=step.quorum,
        position=position,
        acts=tuple(
            act for act in dict.fromkeys((*step.acts, *owed)) if exempt is None or act not in exempt.drops
        ),
        sign=step.sign_exempt if exempt and step.sign_exempt else step.sign,
        rule=step,
        stands_for=step.role if replaced else None,
        shares=frozenset(shares),
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody's membership: a role in an office. `bound` tells that he can be reached in a chat."""

    person: int
    role: str
    office: int
    bound: bool = True


def holders(step: PlannedStep, roster: Iterable[Holder], *, unit: int) -> tuple[Holder, ...]:
    """Return who holds the step's role: in the item's own unit, or anywhere in the organisation."""
    return tuple(h for h in roster if h.role == step.role and (step.scope != "unit" or h.office == unit))


def candidates(
    step: PlannedStep,
    roster: Iterable[Holder],
    *,
    unit: int,
    submitter: int,
    already: Mapping[str, int],
    later: Sequence[PlannedStep] = (),
) -> tuple[int, ...]:
    """Return who may sit at a step, in the order of the roster; for a confirmation the submitter alone.

    `already` maps the keys of decided steps to whoever decided. The submitter never sits, and nobody
    sits twice, except where the steps may share a person. With `later` (the steps that follow), people
    without whom a later step would stand empty are kept for it, unless nobody else is there.
    """
    roster = tuple(roster)
    if step.stage == "confirm":
        return (submitter,)
    free = _free(step, roster, unit=unit, submitter=submitter, already=already)
    options = {s.key: _free(s, roster, unit=unit, submitter=submitter, already=already) for s in later}
    steps = [s for s in later if s.stage != "confirm" and options[s.key]]
    spared = tuple(p for p in free if _fillable(steps, options, {**already, step.key: p}))
    return spared or free


def _free(
    step: PlannedStep, roster: Iterable[Holder], *, unit: int, submitter: int, already: Mapping[str, int]
) -> tuple[int, ...]:
    used = {submitter} | {person for key, person in already.items() if key not in step.shares | {step.key}}
    people = (h.person for h in holders(step, roster, unit=unit) if h.bound)
    return tuple(dict.fromkeys(person for person in people if person not in used))


def _fillable(
    steps: Sequence[PlannedStep], options: Mapping[str, tuple[int, ...]], taken: Mapping[str, int]
) -> bool:
    """Tell whether every step can be given a person so that nobody sits twice but where it is allowed."""
    if not steps:
        return True
    # A step with more people than there are steps in all can always be filled last.
    tight = [s for s in steps if len(options[s.key]) <= len(steps) + len(taken)]
    return _assigned(tight, options, taken)


def _assigned(
    steps: Sequence[PlannedStep], options: Mapping[str, tuple[int, ...]], taken: Mapping[str, int]
) -> bool:
    if not steps:
        return True
    step, rest = steps[0], steps[1:]
    used = {person for key, person in taken.items() if key not in step.shares}
    return any(
        _assigned(rest, options, {**taken, step.key: person})
        for person in options[step.key]
        if person not in used
    )


@dataclass(frozen=True, slots=True)
class ForecastStep:
    """A planned step and who may sit there, as things stand."""

    step: PlannedStep
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A step that nobody can fill.

    `code` is ``route.empty`` (nobody holds the role), ``route.unbound`` (`people` hold it but none can be
    reached) or ``route.separation`` (`people` hold it, but each is the submitter or needed elsewhere).
    """

    code: str
    step: PlannedStep
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """The whole way before it is walked; with gaps the item is not accepted."""

    steps: tuple[ForecastStep, ...]
    gaps: tuple[Gap, ...] = field(default=())

    @property
    def refusal(self) -> Refusal | None:
        """Why the item cannot be submitted, None when it can: each gap with step, role and people."""
        if not self.gaps:
            return None
        gaps = [
            {"code": gap.code, "step": gap.step.key, "role": gap.step.role, "people": list(gap.people)}
            for gap in self.gaps
        ]
        return Refusal("draft.gap", {"steps": gaps})


def forecast(
    planned: Sequence[PlannedStep],
    roster: Iterable[Holder],
    *,
    unit: int,
    submitter: int,
    already: Mapping[str, int] | None = None,
) -> Forecast:
    """Return who may sit at each step that is not decided yet, and every gap by name.

    `already` are the steps decided in this round, with whoever decided.
    """
    roster, already = tuple(roster), dict(already or {})
    open_steps = [s for s in planned if s.key not in already]
    rows = []
    gaps: list[Gap] = []
    placed: list[PlannedStep] = []
    options: dict[str, tuple[int, ...]] = {}
    for step in open_steps:
        if step.stage == "confirm":
            rows.append(ForecastStep(step, (submitter,)))
            continue
        free = _free(step, roster, unit=unit, submitter=submitter, already=already)
        rows.append(ForecastStep(step, free))
        options[step.key] = free
        if gap := _gap(step, holders(step, roster, unit=unit), free):
            gaps.append(gap)
        elif _fillable([*placed, step], options, already):
            placed.append(step)
        else:
            gaps.append(Gap("route.separation", step, free))
    return Forecast(tuple(rows), tuple(gaps))


def _gap(step: PlannedStep, held: Collection[Holder], free: tuple[int, ...]) -> Gap | None:
    people = tuple(dict.fromkeys(h.person for h in held))
    if free:
        return None
    if not people:
        return Gap("route.empty", step)
    if not any(h.bound for h in held):
        return Gap("route.unbound", step, people)
    return Gap("route.separation", step, people)
