"""Does the chain still say what it said? Finds every edit, reorder, insertion and cut, also of the tail."""

from dataclasses import dataclass
from pathlib import Path

from storage import audit
from storage.anchor import DAYS, read_anchor, read_days
from storage.tx import Tx

MOST_PROBLEMS = 20  # enough to see the pattern; a broken chain breaks everywhere after


_SAID = {
    "missing": "entry {entry} is missing: entry {other} follows entry {before}",
    "order": "entry {entry} does not follow the entry before it",
    "edited": "entry {entry} was edited",
    "anchor": "entry {entry} differs from the anchor file",
    "head": "the chain ends at entry {entry}, but its head says {other}",
    "cut": "the anchor file knows entry {other}, but the chain ends at entry {entry}",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at an entry: ``code`` names the sentence, ``other`` is a second number it may need."""

    code: str
    entry: int
    other: int = 0

    def __str__(self) -> str:
        return _SAID[self.code].format(entry=self.entry, other=self.other, before=self.entry - 1)


@dataclass(frozen=True, slots=True)
class Report:
    """Outcome of a check: ``n`` entries read, and what is wrong."""

    ok: bool
    n: int
    problems: tuple[Problem, ...]


def verify(tx: Tx, *, anchor: Path | None = None) -> Report:
    """Read the whole chain and compare it with its head row and with the anchor file.

    The anchor (a line per committed group, kept with the data, and one a day beside it) is what shows a tail
    cut together with the head, or a database put back from an older copy.
    """
    problems: list[Problem] = []
    anchored: dict[int, bytes] = {}
    if anchor is not None:
        anchored = {n: digest for _, n, digest in read_days(anchor.with_name(DAYS))}
        anchored |= dict(read_anchor(anchor))
    prev, n = audit.GENESIS, 0
    for row in audit.walk(tx):
        if row.n != n + 1:
            problems.append(Problem("missing", n + 1, row.n))
        if bytes(row.prev) != prev:
            problems.append(Problem("order", row.n))
        sealed = audit.seal(
            bytes(row.prev),
            n=row.n,
            at=row.at,
            org=row.org_id,
            person=row.person_id,
            act=row.act,
            subject=row.subject,
            data=row.data,
        )
        if sealed != bytes(row.hash):
            problems.append(Problem("edited", row.n))
        if (kept := anchored.pop(row.n, None)) is not None and kept != bytes(row.hash):
            problems.append(Problem("anchor", row.n))
        prev, n = bytes(row.hash), row.n
        if len(problems) >= MOST_PROBLEMS:
            break
    else:
        end = audit.head(tx)
        if (end.n, bytes(end.hash)) != (n, prev):
            problems.append(Problem("head", n, end.n))
        if anchored:
            problems.append(Problem("cut", n, max(anchored)))
    return Report(ok=not problems, n=n, problems=tuple(problems))
