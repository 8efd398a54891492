"""纸质签批 and 补录: what was decided on paper counts from the day it bears. Nothing else is dated back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rules.model import Refusal

ENTERERS = frozenset({"office"})
CONFIRMERS = frozenset({"office", "administrator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """`signer` signed on `on`; `roles` are those of whoever acts, `earliest` the day before which the item
    did not exist (None: unknown).
    """

    signer: int
    submitter: int
    on: date
    today: date
    earliest: date | None
    roles: Collection[str]


def enter(facts: PaperFacts, *, by: int) -> Refusal | None:
    """Return why this person enters no such decision; None where they may."""
    if not ENTERERS & set(facts.roles):
        return Refusal("paper.not_yours")
    if by == facts.signer:
        return Refusal("paper.own")
    if facts.on > facts.today:
        return Refusal("paper.future")
    if facts.earliest is not None and facts.on < facts.earliest:
        return Refusal("paper.too_early")
    return None


def confirm(
    *, by: int, entered_by: int, signer: int, submitter: int, roles: Collection[str]
) -> Refusal | None:
    """Return why this person cannot confirm it; the signer can, and others of the office, but never whoever
    entered it or handed the item in.
    """
    if by in (entered_by, submitter):
        return Refusal("paper.second")
    if by != signer and not CONFIRMERS & set(roles):
        return Refusal("paper.not_yours")
    return None
