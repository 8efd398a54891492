"""批量同意: which waiting items are routine, so that one act may approve several of them."""

from dataclasses import dataclass

MOST = 20  # items approved in one act
LEFT_OUT = ("secrecy", "external", "important", "content", "again")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    """`ticks`: lines are to be ticked at this step. `blocks`: the checks of the content found something that
    a reviewer lets pass with a reason.
    """

    ticks: bool
    external: bool
    important: bool
    blocks: bool
    round: int


def left_out(facts: BatchFacts) -> str | None:
    """Return why an item is looked at by itself (a word of ``LEFT_OUT``); None for a routine one."""
    if facts.external:
        return "external"
    if facts.ticks:
        return "secrecy"
    if facts.important:
        return "important"
    if facts.blocks:
        return "content"
    return "again" if facts.round > 1 else None  # what came back is read with its difference
