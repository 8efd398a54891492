"""抄送: who may tell whom of an item, beside its way. Whoever is told sees it and decides nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from rules.model import Refusal

TELLERS = frozenset({"head", "office"})  # of the item's unit; of the organisation
MOST = 10  # people told in one act


@dataclass(frozen=True, slots=True, kw_only=True)
class InformFacts:
    """`roles` are the teller's own for the item; `seated` has or had a seat there, `told` are those told."""

    state: str
    submitter: int
    roles: Collection[str]
    seated: Collection[int]
    told: Collection[int]


def may_inform(facts: InformFacts, *, by: int) -> Refusal | None:
    """Return why this person tells nobody of the item; None where they may."""
    if facts.state in ("draft", "registered", "dropped"):
        return Refusal("inform.not_handed_in")
    if by != facts.submitter and by not in facts.seated and not TELLERS & set(facts.roles):
        return Refusal("inform.not_yours")
    return None


def inform(facts: InformFacts, *, by: int, to: Collection[int]) -> tuple[int, ...] | Refusal:
    """Return who is to be told, each once; or why nobody is."""
    if (refusal := may_inform(facts, by=by)) is not None:
        return refusal
    if len(to) > MOST:
        return Refusal("inform.many", {"limit": MOST})
    fresh = tuple(person for person in dict.fromkeys(to) if person != by and person not in facts.told)
    return fresh or Refusal("inform.already")
