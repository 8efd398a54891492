"""A text as a machine should read it, with the way back to what was written.

Full-width letters and figures, radicals and letters of another script become what they pass for, and
characters that nobody sees fall away, so that neither typing nor trickery hides a number or a word. Every
character that is left knows which one it comes from. One pass; a character becomes at most eighteen.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rules.hidden import has_hidden, without_hidden
from rules.lookalike import skeleton

MOST_CHARS = 1 << 14  # that are remembered: more than a language uses


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` as it is searched; `at[i]` is the place in the original that `text[i]` comes from."""

    text: str
    at: Sequence[int]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the original, hidden characters between included."""
        if start >= end:
            return (self.at[start], self.at[start]) if start < len(self.at) else (len(self.original),) * 2
        return self.at[start], self.at[end - 1] + 1

    def written(self, start: int, end: int) -> str:
        """Return what was written there."""
        first, last = self.span(start, end)
        return self.original[first:last]


def plain(text: str) -> Plain:
    """Return the text in its plain form."""
    if unicodedata.is_normalized("NFKC", text) and not has_hidden(text) and skeleton(text) == text:
        return Plain(text, range(len(text)), text)
    found: list[str] = []
    at: list[int] = []
    for place, char in enumerate(text):
        for one in as_read(char):
            found.append(one)
            at.append(place)
    return Plain("".join(found), at, text)


@lru_cache(maxsize=MOST_CHARS)
def as_read(char: str) -> str:
    """Return what one character stands for: itself, another, several, or nothing."""
    return without_hidden(skeleton(unicodedata.normalize("NFKC", without_hidden(char))))


def lines_of(text: str) -> list[int]:
    """Return where each line begins, to tell a place as a line."""
    return [0, *(place + 1 for place, char in enumerate(text) if char == "\n")]


def line_at(starts: Sequence[int], place: int) -> int:
    """Return the line of a place, from 1."""
    return bisect_right(starts, place)
