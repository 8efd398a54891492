"""The way of one item: its steps, what each waits for, who may sit there, and what stands in its way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.model import ItemFacts, Refusal, Text
from rules.regime import Route, Step

PROOF = "proof"  # what must be ticked where a body outside decides: its number or a scan
NAMED = ""  # the role of whoever is in a roster only because an act names them
ADDED = "+"  # between the key of a step and the number of one that was added to it (加签)
OF_UNIT = "@"  # between the key of a step and the concerned unit that one of its parts belongs to

Sat = int | Collection[int]
"""Whoever decided at a step: one person, or all of them together with those for whom they sat."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as one item takes it.

    `position` is its place in the regime's route, so it stays the same when importance is raised; the
    parts of a step that each unit concerned decides share it. `needs` are all the steps it waits for, those
    that they wait for among them. `stands_for` is the role that `role` replaces (a head submitted himself),
    None for all others. `shares` are the steps whose holder may sit here too. `office` is the unit concerned
    whose holders sit, None for the item's own unit or any. `people` are the only ones who may sit, where a
    step names them; whatever the role. `besides` may sit too, whatever their role, and `without` not: a seat
    was handed on. `external` is the body outside that decides here.
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
    needs: frozenset[str] = frozenset()
    office: int | None = None
    people: tuple[int, ...] = ()
    external: Text | None = None
    besides: tuple[int, ...] = ()
    without: tuple[int, ...] = ()


def rule_key(key: str) -> str:
    """Return the key under which the regime knows a planned step."""
    return key.partition(OF_UNIT)[0].partition(ADDED)[0]


def anchor_key(key: str) -> str:
    """Return the key of the step that one was added to; of any other its own."""
    return key.partition(ADDED)[0]


def plan(route: Route, facts: ItemFacts) -> tuple[PlannedStep, ...]:
    """Return the steps that this item takes, in the order of the regime's file.

    A step waits for all above it or for those it names, and through them for what they wait for; so no two
    wait for each other, and what a left out step waited for is waited for all the same. A step of the units
    concerned becomes one part for each of them, all at the same time.

    An exempt item loses what the office's chosen mode drops (article 17). When the submitter heads the
    unit, the leader in charge sits in his place; if the leader reviews the item anyway, once is enough,
    and what the head would have ticked falls to him.
    """
    exempt = route.exempt if facts.exemption else None
    keeps = exempt.keeps if exempt else None
    taken = [
        (position, step)
        for position, step in enumerate(route.steps)
        if step.is_taken(facts) and (keeps is None or step.stage != "review" or step.key in keeps)
    ]
    separation = route.separation
    leaders = [
        step.key for _, step in taken if step.role == separation.head_reviewed_by and not step.external
    ]
    heads = [
        step.key
        for _, step in taken
        if facts.submitter_is_head
        and step.role == separation.head_role
        and step.stage == "review"
        and step.scope != "concerned"
        and not step.external
    ]
    owed = [act for _, step in taken if step.key in heads for act in step.acts] if leaders else []
    parts = {step.key: _parts(step, facts) for _, step in taken if not (leaders and step.key in heads)}
    waits = _waits(route.steps)
    return tuple(
        _planned(
            route,
            facts,
            step,
            position,
            part,
            needs=frozenset(key for above in waits[step.key] for key, _ in parts.get(above, ())),
            replaced=step.key in heads,
            owed=owed if step.key in leaders[:1] else (),
        )
        for position, step in taken
        for part in parts.get(step.key, ())
    )


def beside(key: str, planned: Sequence[PlannedStep]) -> frozenset[str]:
    """Return the review steps that may stand open at the same time as the one of this key."""
    needs = next((step.needs for step in planned if step.key == key), frozenset[str]())
    return frozenset(
        step.key
        for step in planned
        if step.stage == "review" and step.key not in needs | {key} and key not in step.needs
    )


def _waits(steps: Sequence[Step]) -> dict[str, frozenset[str]]:
    """What each step of a route waits for, and through it; steps are in an order in which none waits for a
    later one.
    """
    waits: dict[str, frozenset[str]] = {}
    for step in steps:
        direct = tuple(waits) if step.after is None else step.after
        waits[step.key] = frozenset(direct).union(*(waits[key] for key in direct))
    return waits


def _parts(step: Step, facts: ItemFacts) -> tuple[tuple[str, int | None], ...]:
    """The planned keys of a step, each with the unit concerned whose it is."""
    if step.scope != "concerned":
        return ((step.key, None),)
    return tuple((f"{step.key}{OF_UNIT}{unit}", unit) for unit in dict.fromkeys(facts.units))


def _planned(
    route: Route,
    facts: ItemFacts,
    step: Step,
    position: int,
    part: tuple[str, int | None],
    *,
    needs: frozenset[str],
    replaced: bool,
    owed: Iterable[str],
) -> PlannedStep:
    exempt = route.exempt if facts.exemption else None
    separation = route.separation
    shares = {other for pair in separation.may_share if step.key in pair for other in pair - {step.key}}
    if facts.submitter_is_head and step.role == separation.head_reviewed_by:
        # He may have sat for the head before the item was raised to important: he looks again, as leader.
        shares |= {other.key for other in route.steps if other.role == separation.head_role}
    shares |= {other.key for other in route.steps if other.external}  # to record is not to judge
    key, office = part
    if office is not None:  # whoever heads two units concerned speaks for both
        shares.add(step.key)
    shares = {name for other in route.steps if other.key in shares for name, _ in _parts(other, facts)} - {
        key
    }
    acts = dict.fromkeys((*step.acts, *owed, *((PROOF,) if step.external else ())))
    return PlannedStep(
        key=key,
        role=separation.head_reviewed_by if replaced else step.role,
        stage=step.stage,
        scope=step.scope,
        quorum=step.quorum if step.share is None else f"{step.quorum}:{step.share}",
        position=position,
        acts=tuple(act for act in acts if exempt is None or act not in exempt.drops),
        sign=step.sign_exempt if exempt and step.sign_exempt else step.sign,
        rule=step,
        stands_for=step.role if replaced else None,
        shares=frozenset(shares),
        needs=needs,
        office=office,
        external=step.external,
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody's membership: a role in an office. `bound` tells that he can be reached in a chat.

    `sits_for` is whoever a delegate stands in for: at a step the two count as one and the same person.
    """

    person: int
    role: str
    office: int
    bound: bool = True
    sits_for: int | None = None

    @property
    def acting(self) -> frozenset[int]:
        """Everybody who acts when this holder acts."""
        return frozenset({self.person} if self.sits_for is None else {self.person, self.sits_for})


def holders(step: PlannedStep, roster: Iterable[Holder], *, unit: int) -> tuple[Holder, ...]:
    """Return who holds the step's role: in the item's own unit, in the unit concerned, or anywhere in the
    organisation; or whom the step names.
    """
    office = {"unit": unit, "concerned": step.office}.get(step.scope)
    return tuple(h for h in roster if _holds(step, h, office))


def _holds(step: PlannedStep, holder: Holder, office: int | None) -> bool:
    """Somebody who stands in holds what those hold for whom they sit."""
    seat = holder.person if holder.sits_for is None else holder.sits_for
    if holder.person in step.without or seat in step.without:
        return False
    if step.people or holder.role == NAMED:
        return not {holder.person, seat}.isdisjoint({*step.people, *step.besides})
    named = not {holder.person, seat}.isdisjoint(step.besides)
    return named or (holder.role == step.role and office in (None, holder.office))


def candidates(
    step: PlannedStep,
    roster: Iterable[Holder],
    *,
    unit: int,
    submitter: int,
    already: Mapping[str, Sat],
    later: Sequence[PlannedStep] = (),
) -> tuple[int, ...]:
    """Return who may sit at a step, in the order of the roster; for a confirmation the submitter alone.

    `seated` tells it, with those for whom they sit.
    """
    if step.stage == "confirm":
        return (submitter,)
    found = seated(step, roster, unit=unit, submitter=submitter, already=already, later=later)
    return tuple(holder.person for holder in found)


def seated(
    step: PlannedStep,
    roster: Iterable[Holder],
    *,
    unit: int,
    submitter: int,
    already: Mapping[str, Sat],
    later: Sequence[PlannedStep] = (),
) -> tuple[Holder, ...]:
    """Return who may sit at a step, each as the holder as whom they do, in the order of the roster.

    `already` maps the keys of decided steps to whoever decided. The submitter never sits, and nobody
    sits twice, not through a delegate either, except where the steps may share a person; who records what
    a body outside decided judges nothing and may be anybody. With `later` (the steps that are still to be
    decided), people without whom one of them would stand empty are kept for it, unless nobody else is there.
    Where somebody sits for another, the other does not. When nobody is left of those to whom seats were
    handed on, they are again whose they were.
    """
    roster = tuple(roster)
    taken = _acting(already)
    free = _free(step, roster, unit=unit, submitter=submitter, taken=taken)
    options = {s.key: _free(s, roster, unit=unit, submitter=submitter, taken=taken) for s in later}
    steps = [s for s in later if s.stage != "confirm" and not s.external and options[s.key]]
    spared: dict[int, frozenset[int]] = {}
    for person, acting in free.items():
        together = acting.union(*spared.values()) if step.quorum != "any" else acting
        if step.external or _fillable(steps, options, {**taken, step.key: together}):
            spared[person] = acting
    found = _as_whom(step, roster, spared or free, unit=unit)
    if not found and step.without:
        return seated(
            replace(step, without=()),
            roster,
            unit=unit,
            submitter=submitter,
            already=already,
            later=later,
        )
    away = {holder.sits_for for holder in found}
    return tuple(holder for holder in found if holder.person not in away)


def _as_whom(
    step: PlannedStep, roster: Sequence[Holder], free: Mapping[int, frozenset[int]], *, unit: int
) -> tuple[Holder, ...]:
    held: dict[int, Holder] = {}
    for holder in holders(step, roster, unit=unit):
        if holder.bound and free.get(holder.person) == holder.acting:
            held.setdefault(holder.person, holder)
    return tuple(held.values())


Options = dict[int, frozenset[int]]
"""Who may sit, each with everybody who acts when they act."""


def _acting(already: Mapping[str, Sat]) -> dict[str, frozenset[int]]:
    return {key: frozenset({sat} if isinstance(sat, int) else sat) for key, sat in already.items()}


def _free(
    step: PlannedStep,
    roster: Iterable[Holder],
    *,
    unit: int,
    submitter: int,
    taken: Mapping[str, frozenset[int]],
) -> Options:
    used: frozenset[int] = frozenset({submitter}).union(
        *(people for key, people in taken.items() if key not in step.shares | {step.key})
    )
    found: Options = {}
    for holder in holders(step, roster, unit=unit):
        if holder.bound and (step.external or not holder.acting & used):
            found.setdefault(holder.person, holder.acting)
    return found


def _fillable(
    steps: Sequence[PlannedStep], options: Mapping[str, Options], taken: Mapping[str, frozenset[int]]
) -> bool:
    """Tell whether every step can be given a person so that nobody sits twice but where it is allowed."""
    if not steps:
        return True
    # A step with more people than there can be in the way can always be filled last.
    crowd = 2 * len(steps) + sum(len(people) for people in taken.values())
    return _assigned([s for s in steps if _is_tight(options[s.key], crowd)], options, taken)


def _is_tight(people: Options, crowd: int) -> bool:
    """Delegates of one and the same person fall away together, so their number tells nothing."""
    return len(people) <= crowd or any(len(acting) > 1 for acting in people.values())


def _assigned(
    steps: Sequence[PlannedStep], options: Mapping[str, Options], taken: Mapping[str, frozenset[int]]
) -> bool:
    if not steps:
        return True
    step, rest = steps[0], steps[1:]
    used: frozenset[int] = frozenset().union(
        *(people for key, people in taken.items() if key not in step.shares)
    )
    return any(
        _assigned(rest, options, {**taken, step.key: acting})
        for acting in options[step.key].values()
        if not acting & used
    )


@dataclass(frozen=True, slots=True)
class ForecastStep:
    """A planned step and who may sit there, as things stand; `sits_for` tells for whom deputies sit."""

    step: PlannedStep
    people: tuple[int, ...]
    sits_for: Mapping[int, int] = field(default_factory=dict)


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
    already: Mapping[str, Sat] | None = None,
) -> Forecast:
    """Return who may sit at each step that is not decided yet, and every gap by name.

    `already` are the steps decided in this round, with whoever decided.
    """
    roster, taken = tuple(roster), _acting(already or {})
    open_steps = [s for s in planned if s.key not in taken]
    rows = []
    gaps: list[Gap] = []
    placed: list[PlannedStep] = []
    options: dict[str, Options] = {}
    for step in open_steps:
        if step.stage == "confirm":
            rows.append(ForecastStep(step, (submitter,)))
            continue
        free = _free(step, roster, unit=unit, submitter=submitter, taken=taken)
        rows.append(_forecast_step(step, roster, free, unit=unit))
        options[step.key] = free
        if gap := _gap(step, holders(step, roster, unit=unit), free):
            gaps.append(gap)
        elif step.external or _fillable([*placed, step], options, taken):
            placed += [] if step.external else [step]
        else:
            gaps.append(Gap("route.separation", step, tuple(free)))
    return Forecast(tuple(rows), tuple(gaps))


def _forecast_step(step: PlannedStep, roster: Sequence[Holder], free: Options, *, unit: int) -> ForecastStep:
    found = _as_whom(step, roster, free, unit=unit)
    sits_for = {holder.person: holder.sits_for for holder in found if holder.sits_for is not None}
    away = set(sits_for.values())
    return ForecastStep(step, tuple(h.person for h in found if h.person not in away), sits_for)


def _gap(step: PlannedStep, held: Collection[Holder], free: Options) -> Gap | None:
    people = tuple(dict.fromkeys(h.person for h in held))
    if free:
        return None
    if not people:
        return Gap("route.empty", step)
    if not any(h.bound for h in held):
        return Gap("route.unbound", step, people)
    return Gap("route.separation", step, people)
