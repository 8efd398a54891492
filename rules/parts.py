"""The parts of a regime: steps, routes, lines, fields and limits, as plain values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rules.model import ItemFacts, Kind, Text
from rules.shapes import Times, Within


@dataclass(frozen=True, slots=True)
class Line:
    """A named line of a regulation: its words, its article, what it asks in our own words."""

    key: str
    text: Text
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Exemption(Line):
    """A case in which no new secrecy review is held, and the evidence that is asked for it."""

    evidence: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """Fields of the form with the values that meet it: every field must have one of its values."""

    fields: tuple[tuple[str, frozenset[str]], ...]

    def holds(self, value: Callable[[str], str]) -> bool:
        """Tell whether it is met; `value` gives a field by its JSON name."""
        return all(value(name) in values for name, values in self.fields)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route.

    `stage` is review, publish (after the hand-over) or confirm. `scope` tells whose holders of `role`
    sit: those of the item's own unit, of each other unit concerned (one seat of its own for every such
    unit), or any of the organisation. `after` are the steps it waits for, None: all above it.
    `when` are the cases in which it is taken (one is enough, none: always), `unless` those in which not.
    `quorum` is any, all, in_turn or share; of a share, `share` is the least percentage of the seats.
    `external` names a body outside the house that decides here; whoever sits records its decision.
    `acts` must be ticked before 同意. `sign` is the sentence that one tap signs, `sign_exempt` the one for
    an item without secrecy review. `opens` is the event that has happened once this step stands open.
    """

    key: str
    role: str
    stage: str
    scope: str
    after: tuple[str, ...] | None
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    quorum: str
    share: int | None
    external: Text | None
    acts: tuple[str, ...]
    sign: Text
    sign_exempt: Text | None
    opens: str | None
    cite: str
    says: Text

    def is_taken(self, facts: ItemFacts) -> bool:
        """Tell whether an item takes this step."""
        return (not self.when or any_holds(self.when, facts.value)) and not any_holds(
            self.unless, facts.value
        )

    @property
    def weighs(self) -> bool:
        """Does it depend on how important the item is?"""
        return any(name == "importance" for case in (*self.when, *self.unless) for name, _ in case.fields)


def any_holds(cases: Iterable[Condition], value: Callable[[str], str]) -> bool:
    """Tell whether one of the cases is met."""
    return any(case.holds(value) for case in cases)


@dataclass(frozen=True, slots=True)
class Exempt:
    """What falls away for an exempt item: some acts, and every review step but `keeps` (None: none)."""

    drops: tuple[str, ...]
    keeps: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Separation:
    """Who may not sit twice. `may_share` are the pairs of steps that one person may hold here."""

    head_role: str
    head_reviewed_by: str
    shareable: frozenset[frozenset[str]]
    may_share: frozenset[frozenset[str]]
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one kind of item, with what the office's choices make of it.

    `exempt` is None while the office has not chosen how exemptions work: then nothing falls away.
    `resumes` tells where a returned item is judged again: at the first step, or at the returner.
    """

    kind: Kind
    steps: tuple[Step, ...]
    exempt: Exempt | None
    resumes: str
    separation: Separation
    cite: str
    says: Text

    def step(self, key: str) -> Step:
        """Return the step of that name; raises KeyError."""
        return {step.key: step for step in self.steps}[key]


@dataclass(frozen=True, slots=True)
class UnitWay(Line):
    """The way that some units' items of these kinds take, where the regulation leaves it to them."""

    units: frozenset[str]
    kinds: frozenset[Kind]
    routes: tuple[Route, ...]

    def route(self, kind: Kind) -> Route:
        """Return the way of items of this kind; raises KeyError."""
        return {route.kind: route for route in self.routes}[kind]


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The secrecy review: its aspects, ticked one by one or all at once."""

    text: Text
    aspects: tuple[Line, ...]
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field may take."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the application form.

    `name` is the field of ``Content`` (its JSON name). `required` are the kinds that must fill it, but not
    when the field `unless` is filled, and, given `only_with`, only when that one is; in the cases of
    `required_when` it must be filled whatever else is. `free` choices are proposals beside one's own words.
    `default_from` is ``column`` when the column proposes a value. A line of the regime's own has a `type`
    (see ``rules.checks.TYPES``) and is asked only in the cases `when` (none: always). Its date may be the day
    of the event `starts`, which happens as `at` says: submitted or published. `range` is past or future where
    not every day will do; `most` the longest text or the greatest number.
    """

    name: str
    text: Text
    kinds: frozenset[Kind]
    required: frozenset[Kind]
    required_when: tuple[Condition, ...]
    unless: str | None
    only_with: str | None
    free: bool
    choices: tuple[Choice, ...]
    default: str | None
    default_from: str | None
    cite: str
    says: Text
    type: str = ""
    when: tuple[Condition, ...] = ()
    starts: str | None = None
    at: str = "submitted"
    range: str | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """An office's own limit, never an article."""

    within: Within
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office works on working days, as minutes from midnight; `noon` is its break, from and to."""

    start: int
    end: int
    noon: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Urgent:
    """加急: how it is called, and whether it takes a reason in one line."""

    text: Text
    reason: bool


@dataclass(frozen=True, slots=True)
class Verb:
    """Something people may do with a step or a seat beside deciding, and whether this regime has it."""

    on: bool
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Check(Line):
    """One line of a checklist.

    `each` asks it once for every one of a kind: ``important`` items published since the last round, or
    ``accounts`` of new media. Where it is not in order, `evidence` asks for an address or a photo; `must`
    lines are answered by a person even where everything else is in order.
    """

    each: str | None
    evidence: bool
    must: bool


@dataclass(frozen=True, slots=True)
class Duty(Line):
    """A standing duty: the role it falls to and how often; `times` is None while that is not set.

    `always` is a duty round the clock; `rest_days` tells whether a daily one goes on over rest days. What
    has `lines` is done by a checklist.
    """

    by: str
    times: Times | None
    always: bool
    rest_days: bool = True
    lines: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Level(Line):
    """Whose role approves a reply after the unit that wrote it; `raised` only where it is sent up to them."""

    by: str
    raised: bool


@dataclass(frozen=True, slots=True)
class ContentRule(Line):
    """What a text is looked through for; `severity` is info, warn, block (a reason overrides) or stop."""

    severity: str


@dataclass(frozen=True, slots=True)
class Reposts:
    """From where may be reposted (nothing listed: from anywhere) and what a repost must state."""

    sources: tuple[str, ...]
    fields: tuple[str, ...]
    cite: str
    says: Text
