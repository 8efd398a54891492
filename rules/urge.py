"""催办: who may ask whoever holds an item to see to it, and how often."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.model import Refusal
from rules.parts import Hours

URGERS = frozenset({"head", "office"})  # of the item's unit; of the organisation
OPEN = frozenset({"review", "returned", "withdrawn", "handover", "confirm"})
NOON = 12 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgeFacts:
    """`holders` are those for whom the item waits now, `told` who of them was urged in this half-day.

    `roles` are the person's own for this item: head of its unit, office.
    """

    state: str
    submitter: int
    roles: Collection[str]
    holders: Sequence[int]
    told: Collection[int]


def half_day(at: datetime, *, hours: Hours) -> str:
    """Return the working half-day of an instant at which the office works: 2026-02-09:1 or :2."""
    minute = at.hour * 60 + at.minute
    return f"{at.date().isoformat()}:{1 if minute < (hours.noon[0] or NOON) else 2}"


def urge(facts: UrgeFacts, *, by: int) -> tuple[int, ...] | Refusal:
    """Return whom to ask, each once in a working half-day, or why nobody is asked."""
    if by != facts.submitter and not URGERS & set(facts.roles):
        return Refusal("urge.not_yours")
    if facts.state not in OPEN:
        return Refusal("urge.over")
    others = [person for person in dict.fromkeys(facts.holders) if person != by]
    if not others:
        return Refusal("urge.own")
    fresh = tuple(person for person in others if person not in facts.told)
    return fresh or Refusal("urge.already")
