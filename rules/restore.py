"""恢复: what has come to its end, or was taken back, goes on; the office says so, with a reason."""

from dataclasses import dataclass

from rules.model import Refusal

RESTORERS = frozenset({"office"})
GOES_ON = {  # from which state to which
    "withheld": "review",
    "withdrawn": "review",
    "closed": "handover",  # the page is put right and its effect confirmed once more
    "dropped": "withdrawn",  # the submitter's to amend again
}
WHY_MAX = 200  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreFacts:
    """`numbered`: it was handed in once. `amending`: the submitter is writing a new version."""

    state: str
    numbered: bool
    amending: bool
    roles: frozenset[str]


def restore(facts: RestoreFacts, *, why: str) -> str | Refusal:
    """Return the state in which the item goes on, or why it does not."""
    if not RESTORERS & facts.roles:
        return Refusal("restore.not_yours")
    if facts.state not in GOES_ON or not facts.numbered:
        return Refusal("restore.not_over")
    if facts.state == "withdrawn" and facts.amending:
        return Refusal("restore.amending")
    if not why.strip():
        return Refusal("restore.reason_missing")
    return GOES_ON[facts.state]
