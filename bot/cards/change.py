"""How a change reads: which part, from what, to what."""

from collections.abc import Iterable, Mapping
from os.path import commonprefix
from typing import Any

from locales import Say

WHOLE = 120  # characters: up to here both texts are shown whole
AROUND = 12  # characters kept on each side of what differs in longer ones


def excerpt(before: str, after: str) -> tuple[str, str]:
    """Return only the parts that differ, with a little around them, when the texts are long."""
    if max(len(before), len(after)) <= WHOLE:
        return before, after
    start = len(commonprefix([before, after]))
    shortest = min(len(before), len(after)) - start
    end = min(len(commonprefix([before[::-1], after[::-1]])), shortest)
    return _around(before, start, end), _around(after, start, end)


def _around(text: str, start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(text), len(text) - end + AROUND)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def told(say: Say, changes: Iterable[Mapping[str, Any]] | None) -> str:
    """Return the changes, a line each, under their heading; empty when there are none."""
    found = []
    for change in changes or ():
        label = say.pick(change["label"])
        before, after = excerpt(say.pick(change.get("before")), say.pick(change.get("after")))
        if not before:
            found.append(say("diff-added", label=label, after=after))
        elif not after:
            found.append(say("diff-removed", label=label, before=before))
        else:
            found.append(say("diff-changed", label=label, before=before, after=after))
    return "\n".join([say("diff-heading"), *found]) if found else ""
