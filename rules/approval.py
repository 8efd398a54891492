"""Deciding at a step: who may, on what, just once; which steps open next; and what may be taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.model import Refusal, Verdict
from rules.regime import Route
from rules.route import (
    Forecast,
    ForecastStep,
    Gap,
    Holder,
    PlannedStep,
    Sat,
    beside,
    candidates,
    forecast,
    holders,
    plan,
    seated,
)

REFUSALS = frozenset(
    {
        "review.moved",  # the seat is somebody else's by now
        "review.not_yours",  # nobody gave this person a seat at this step
        "review.withdrawn",  # the item is no longer under review
        "review.decided",  # person, at, verdict
        "review.changed",  # why: content | round | reopened; a fresh card shows what stands now
        "review.separation",  # why: own (the submitter) | second (step: where this person sat already)
        "review.ticks_missing",  # n, lines
        "review.exception_stands",  # lines found not to be met: only a return is possible
        "review.confirm_needed",  # the last approval of an important item asks once
        "review.reason_missing",  # a return needs its reason
        "review.no_such_step",  # nobody returns to that step from here
        "review.nothing_to_undo",  # not this person's decision, or taken back already
        "review.undo_late",  # why: time (until) | next (somebody acted on it)
        "importance.not_yours",  # why: role | raiser (person) | form (only an amendment changes it)
        "importance.already",
        "importance.late",  # why: approved (the item has left review) | decided (the leader has decided)
        "draft.gap",  # steps: [{code, step, role, people}]
    }
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided at a step; `at` in milliseconds UTC, `sits_for` whom for."""

    person: int
    verdict: Verdict
    at: int
    undone: bool = False
    sits_for: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFacts:
    """A step as it stands when somebody acts on it.

    `gone` are those whose seat was closed while the step stands open: it moved to others.
    `state` is open, approved, returned or void; `withdrawn` is about the item;
    `content_hash` and `round` are those of the item now. `taken` maps the other steps decided in this
    round to whoever decided, `shares` are those whose holder may sit here too. `required` are the lines
    to be ticked before an approval, `ticks` those that are, as ``ok`` or ``exception``. `external`: a body
    outside decides and its decision is only recorded here, so nobody is in his own way.
    """

    state: str
    seats: Collection[int]
    content_hash: str
    round: int
    submitter: int
    withdrawn: bool = False
    decisions: Sequence[Decision] = ()
    taken: Mapping[str, Sat] = field(default_factory=dict)
    shares: Collection[str] = ()
    required: Sequence[str] = ()
    ticks: Mapping[str, str] = field(default_factory=dict)
    asks_once: bool = False
    external: bool = False
    gone: Collection[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFacts:
    """A tap or its text twin: what the person saw (hash, round) and said; `sits_for` is whoever a delegate
    stands in for.
    """

    person: int
    verdict: Verdict
    content_hash: str
    round: int
    reason: str = ""
    confirmed: bool = False
    sits_for: int | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The decision counts; `repeat` tells that it already did and only the answer is said again."""

    repeat: bool = False


def judge(step: StepFacts, act: ActFacts) -> Accepted | Refusal:
    """Decide whether an act counts. Age plays no part: an open, unchanged step of any age decides."""
    if act.person not in step.seats:
        return Refusal("review.not_yours")
    if step.withdrawn:
        return Refusal("review.withdrawn")
    return _standing(step, act) or _separated(step, act) or _complete(step, act) or Accepted()


def _standing(step: StepFacts, act: ActFacts) -> Accepted | Refusal | None:
    """Tell what became of the step since the card was drawn; None while it is open and the same."""
    valid = [decision for decision in step.decisions if not decision.undone]
    mine = next((decision for decision in valid if decision.person == act.person), None)
    if mine and mine.verdict is act.verdict:
        return Accepted(repeat=True)
    closing = mine or (valid[-1] if valid and step.state in {"approved", "returned"} else None)
    if closing:
        return Refusal("review.decided", _who(closing))
    if act.person in step.gone:
        return Refusal("review.moved")
    if act.round != step.round:
        return Refusal("review.changed", {"why": "round"})
    if act.content_hash != step.content_hash:
        return Refusal("review.changed", {"why": "content"})
    if step.state != "open":
        return Refusal("review.changed", {"why": "reopened"})
    return None


def _who(decision: Decision) -> dict[str, Any]:
    told = {"person": decision.person, "at": decision.at, "verdict": decision.verdict.value}
    return told if decision.sits_for is None else {**told, "sits_for": decision.sits_for}


def _separated(step: StepFacts, act: ActFacts) -> Refusal | None:
    if step.external:
        return None
    acting = {act.person} if act.sits_for is None else {act.person, act.sits_for}
    if step.submitter in acting:
        return Refusal("review.separation", {"why": "own"})
    for key, sat in step.taken.items():
        if key not in step.shares and not acting.isdisjoint({sat} if isinstance(sat, int) else sat):
            return Refusal("review.separation", {"why": "second", "step": key})
    return None


def _complete(step: StepFacts, act: ActFacts) -> Refusal | None:
    if act.verdict is not Verdict.APPROVED:
        return None if act.reason.strip() else Refusal("review.reason_missing")
    exceptions = [line for line, value in step.ticks.items() if value == "exception"]
    if exceptions:
        return Refusal("review.exception_stands", {"lines": exceptions})
    missing = [line for line in step.required if step.ticks.get(line) != "ok"]
    if missing:
        return Refusal("review.ticks_missing", {"n": len(missing), "lines": missing})
    if step.asks_once and not act.confirmed:
        return Refusal("review.confirm_needed")
    return None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Others at the same step still have to decide; `left` are their seats, in their order."""

    left: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """These are the review steps that stand open now: those that were open before, and new ones."""

    steps: tuple[PlannedStep, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """That was the last approval, and thereby the hand-over; `step` is the web administrator's."""

    step: PlannedStep


@dataclass(frozen=True, slots=True)
class Returned:
    """The item goes back to the submitter."""


def after(
    verdict: Verdict,
    planned: Sequence[PlannedStep],
    done: Collection[str],
    *,
    quorum: str = "any",
    seats: Sequence[int] = (),
    approved: Collection[int] = (),
    against: Collection[int] = (),
) -> Waiting | Next | HandedOver | Returned:
    """Tell what follows an accepted decision.

    `done` are the keys of the steps approved in this round, the one just decided among them. At a step
    that more than one decides give its `seats` and who of them has `approved` there and who was `against`
    it, the person just now included.
    """
    found = tally(verdict, quorum=quorum, seats=seats, approved=approved, against=against)
    if isinstance(found, Waiting):
        return found
    return Returned() if found is Verdict.RETURNED else opening(planned, done)


def tally(
    verdict: Verdict,
    *,
    quorum: str,
    seats: Sequence[int],
    approved: Collection[int],
    against: Collection[int] = (),
) -> Waiting | Verdict:
    """Count a step's decisions, the newest being `verdict`: its outcome, or whose are still waited for.

    ``any``: the first decision is the step's. ``all`` and ``in_turn``: everybody approves; the first return
    returns the item, whoever is left. ``share:N``: approved as soon as at least N per cent of the seats
    have approved; a single return only counts against, and the item is returned as soon as those left
    could not make up the share any more.
    """
    rule, _, percent = quorum.partition(":")
    left = tuple(seat for seat in seats if seat not in approved and seat not in against)
    if rule == "share":
        needed = -(-len(seats) * int(percent) // 100)  # rounded up: a share is reached, never nearly
        have = sum(1 for seat in seats if seat in approved)
        if have >= needed:
            return Verdict.APPROVED
        return Waiting(left) if have + len(left) >= needed else Verdict.RETURNED
    if verdict is Verdict.RETURNED or rule == "any" or not left:
        return verdict
    return Waiting(left)


def turn(quorum: str, left: Sequence[int]) -> tuple[int, ...]:
    """Return who of those left at a step may decide now: ``in_turn`` the first of them, else everybody."""
    return tuple(left[:1] if quorum == "in_turn" else left)


def opening(planned: Sequence[PlannedStep], done: Collection[str]) -> Next | HandedOver:
    """Return the steps that stand open once `done` are approved: each that waits for nothing else.

    The publication waits for every review step, so it is never among others: then it is the hand-over.
    """
    ready = tuple(
        step
        for step in planned
        if step.key not in done and step.stage != "confirm" and step.needs <= frozenset(done)
    )
    reviews = tuple(step for step in ready if step.stage == "review")
    return Next(reviews) if reviews else HandedOver(ready[0])


def asks_once(
    step: PlannedStep, planned: Sequence[PlannedStep], *, done: Collection[str], important: bool
) -> bool:
    """Tell whether 同意 here would be the last approval of an important item: then it asks once more."""
    return important and isinstance(opening(planned, {*done, step.key}), HandedOver)


def carried(
    route: Route, planned: Sequence[PlannedStep], *, returned_at: str, done: Collection[str]
) -> frozenset[str]:
    """Return the steps that need no new judgement when a returned item comes back.

    None where the regime judges again from the first step; else those that the returner had waited for.
    The secrecy review is always held again: what comes back is other content.
    """
    if route.resumes == "first":
        return frozenset()
    before = next((step.needs for step in planned if step.key == returned_at), frozenset[str]())
    again = {step.key for step in planned if "secrecy" in step.acts}
    return frozenset(done) & before - again


def earlier(planned: Sequence[PlannedStep], *, at: str, done: Collection[str]) -> tuple[PlannedStep, ...]:
    """Return the steps to which whoever sits at a step may return instead of to the submitter: those it
    waited for, where somebody of the house decided. At a share of votes one return is only a vote.
    """
    here = next((step for step in planned if step.key == at), None)
    if here is None or here.quorum.startswith("share"):
        return ()
    return tuple(
        step
        for step in planned
        if step.stage == "review" and step.key in here.needs and step.key in done and step.external is None
    )


def falling(
    route: Route, planned: Sequence[PlannedStep], *, to: str, done: Collection[str]
) -> frozenset[str]:
    """Return the approvals that fall when a step is returned to an earlier one: that one's, and where the
    regime judges a returned item again from the first step, those of all that waited for it.
    """
    if route.resumes == "returner":
        return frozenset({to})
    return frozenset({to, *(step.key for step in planned if step.key in done and to in step.needs)})


def undo(
    decision: Decision, *, by: int, now: int, window: int | None, next_acted: bool
) -> Accepted | Refusal:
    """Decide whether a decision may be taken back: by whoever made it, within `window` milliseconds
    (撤销; None: however long ago, 拿回), and only until the next person acts (a tick and the web
    administrator's work are acts too).
    """
    if decision.person != by:
        return Refusal("review.nothing_to_undo")
    if decision.undone:
        return Refusal("review.nothing_to_undo")
    if next_acted:
        return Refusal("review.undo_late", {"why": "next"})
    if window is not None and now - decision.at > window:
        return Refusal("review.undo_late", {"why": "time", "until": decision.at + window})
    return Accepted()


def may_undo(decision: Decision, now: int, next_acted: bool, *, window: int = 300_000) -> bool:  # noqa: FBT001 -- plain facts
    """Tell whether 撤销 still stands on the card of whoever decided; `window` is five minutes unless set."""
    return undo(decision, by=decision.person, now=now, window=window, next_acted=next_acted) == Accepted()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportanceFacts:
    """`proposed`: the form says 重要. `raised_by`: who raised it since, None if nobody.

    `under_review`: the item waits at a review step. `leader_decided`: the step that only important items
    take has been decided in this round.
    """

    proposed: bool
    raised_by: int | None
    under_review: bool
    leader_decided: bool = False

    @property
    def important(self) -> bool:
        return self.proposed or self.raised_by is not None


RAISERS = frozenset({"head", "office"})  # who may raise, beside the form's own proposal


def raise_importance(item: ImportanceFacts, *, by: int, roles: Collection[str]) -> Accepted | Refusal:
    """Decide whether a seat holder with these `roles` for the item may raise it to 重要.

    When accepted, plan the route again with the item important: the leader's step stands where the
    regulation puts it (before the Office in 18(2), after it in 19(2)), and `opening` finds it.
    """
    if not RAISERS & set(roles):
        return Refusal("importance.not_yours", {"why": "role"})
    if not item.under_review:
        return Refusal("importance.late", {"why": "approved"})
    if item.important:
        return Accepted(repeat=True) if item.raised_by == by else Refusal("importance.already")
    return Accepted()


def lower_importance(item: ImportanceFacts, *, by: int) -> Accepted | Refusal:
    """Decide whether a person may lower it again: only who raised it, and before the leader decided."""
    if item.raised_by is None:
        return Refusal("importance.not_yours", {"why": "form"})
    if item.raised_by != by:
        return Refusal("importance.not_yours", {"why": "raiser", "person": item.raised_by})
    if not item.under_review:
        return Refusal("importance.late", {"why": "approved"})
    if item.leader_decided:
        return Refusal("importance.late", {"why": "decided"})
    return Accepted()


__all__ = [
    "RAISERS",
    "REFUSALS",
    "Accepted",
    "ActFacts",
    "Decision",
    "Forecast",
    "ForecastStep",
    "Gap",
    "HandedOver",
    "Holder",
    "ImportanceFacts",
    "Next",
    "PlannedStep",
    "Returned",
    "Sat",
    "StepFacts",
    "Waiting",
    "after",
    "asks_once",
    "beside",
    "candidates",
    "carried",
    "earlier",
    "falling",
    "forecast",
    "holders",
    "judge",
    "lower_importance",
    "may_undo",
    "opening",
    "plan",
    "raise_importance",
    "seated",
    "tally",
    "turn",
    "undo",
]
