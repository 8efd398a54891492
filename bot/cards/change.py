"""How a change reads: which part, from what, to what."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.cards import parts
from locales import Say

WHOLE = 40  # characters: up to here both texts are shown whole
AROUND = 12  # characters kept on each side of what differs in longer ones


def excerpt(before: str, after: str) -> tuple[str, str]:
    """Return only the parts that differ, with a little around them, when the texts are long."""
    if max(len(before), len(after)) <= WHOLE and "\n" not in before + after:
        return before, after
    start = _shared(before, after)
    end = min(_shared(before[::-1], after[::-1]), min(len(before), len(after)) - start)
    return _around(before, start, end), _around(after, start, end)


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _around(text: str, start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(text), len(text) - end + AROUND)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def told(say: Say, changes: Iterable[Mapping[str, Any]] | None) -> str:
    """Return the changes, a line each, under their heading; empty when there are none."""
    found = []
    for change in changes or ():
        label = say.pick(change["label"])
        before, after = excerpt(parts.value(say, change.get("before")), parts.value(say, change.get("after")))
        if not before:
            found.append(say("diff-added", label=label, after=after))
        elif not after:
            found.append(say("diff-removed", label=label, before=before))
        else:
            found.append(say("diff-changed", label=label, before=before, after=after))
    return "\n".join([say("diff-heading"), *found]) if found else ""
