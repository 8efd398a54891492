"""What the checks of a content find, as plain values."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Severity(IntEnum):
    """How much a finding weighs: INFO is kept, WARN is confirmed by whoever submits, BLOCK needs a change or
    a reason by whoever may, STOP is nobody's to pass and nothing of it is stored.
    """

    INFO = 0
    WARN = 1
    BLOCK = 2
    STOP = 3

    @classmethod
    def named(cls, word: str) -> "Severity":
        """Return the severity of that name in a regime's file."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: a field of the form by its name, or ``file`` with the file's name.

    `part` says which part of a file: "" its text, name, comment, change, hidden, author, gps,
    mark (what colour tells).
    """

    field: str
    file: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to be looked through."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What one check found in one text, before the regime has its say.

    `start` and `end` are places in the text as it was written; both 0 for what is missing from it. `shown`
    may be shown to whoever may read the item: personal numbers are masked. `want` is what should stand there
    instead. `sure` tells that it is what the regime's rule means, and not only a hint at it.
    """

    kind: str
    start: int = 0
    end: int = 0
    shown: str = ""
    want: str = ""
    sure: bool = True
    weight: Severity | None = None  # the word list's own


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what, where (line from 1, 0 for the whole), how heavy, by which article."""

    kind: str
    severity: Severity
    place: Place
    line: int
    start: int
    end: int
    shown: str
    want: str
    cite: str
    digest: str  # of kind, place and the words themselves: the same finding in another version is the same

    def data(self) -> dict[str, Any]:
        """Return the finding as the facts of a card."""
        return {
            "kind": self.kind,
            "severity": self.severity.name.lower(),
            "field": self.place.field,
            "file": self.place.file,
            "part": self.place.part,
            "line": self.line,
            "shown": self.shown,
            "want": self.want,
            "cite": self.cite,
        }


def worst(findings: Iterable[Finding]) -> Severity:
    """Return the heaviest severity found; INFO when there is nothing."""
    return max((found.severity for found in findings), default=Severity.INFO)


def of(findings: Iterable[Finding], severity: Severity) -> tuple[Finding, ...]:
    """Return the findings of one severity."""
    return tuple(found for found in findings if found.severity is severity)


def seal(findings: Iterable[Finding]) -> str:
    """Return one short name for what blocks: a reason is given for exactly these findings and no others."""
    told = "\n".join(sorted(found.digest for found in of(findings, Severity.BLOCK)))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def masked(text: str, *, head: int = 3, tail: int = 2) -> str:
    """Return a number with its middle covered: 440***********21."""
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
