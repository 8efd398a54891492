"""The parts of a regime: steps, routes, lines, fields and limits, as plain values."""

from dataclasses import dataclass

from rules.model import Kind, Text
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
class Step:
    """One step of a route.

    `stage` is review, publish (after the hand-over) or confirm. `scope` tells whose holders of `role`
    sit: those of the item's own unit, or any of the organisation. `acts` must be ticked before 同意.
    `sign` is the sentence that one tap signs, `sign_exempt` the one for an item without secrecy review.
    `opens` is the event that has happened once this step stands open.
    """

    key: str
    role: str
    stage: str
    scope: str
    when: str | None
    quorum: str
    acts: tuple[str, ...]
    sign: Text
    sign_exempt: Text | None
    opens: str | None
    cite: str
    says: Text


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
    when the field `unless` is filled, and, given `only_with`, only when that one is. `free` choices are
    proposals beside one's own words. `default_from` is ``column`` when the column proposes a value.
    """

    name: str
    text: Text
    kinds: frozenset[Kind]
    required: frozenset[Kind]
    unless: str | None
    only_with: str | None
    free: bool
    choices: tuple[Choice, ...]
    default: str | None
    default_from: str | None
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Target:
    """An office's own limit, never an article."""

    within: Within
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office works on working days, as minutes from midnight."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Urgent:
    """加急: how it is called, and whether it takes a reason in one line."""

    text: Text
    reason: bool


@dataclass(frozen=True, slots=True)
class Duty(Line):
    """A standing duty: the role it falls to and how often; `times` is None while that is not set.

    `always` is a duty round the clock.
    """

    by: str
    times: Times | None
    always: bool


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
