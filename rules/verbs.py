"""What people may do about an item beside deciding; which of it is on, the regime says."""

from rules.model import Refusal, Text

VERBS = {
    "urge": Text("催办", "urging"),
}


def refused(verb: str, on: frozenset[str]) -> Refusal | None:
    """Return why a verb of ``VERBS`` is not to be had here, None where it is switched on."""
    return None if verb in on else Refusal("verb.off", {"verb": VERBS[verb].data()})
