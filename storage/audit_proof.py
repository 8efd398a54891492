"""Does the chain still say what it said? Finds every edit, reorder, insertion and cut, also of the tail."""

from dataclasses import dataclass
from pathlib import Path

from storage import audit
from storage.anchor import read_anchor
from storage.tx import Tx

MOST_PROBLEMS = 20  # enough to see the pattern; a broken chain breaks everywhere after


@dataclass(frozen=True, slots=True)
class Report:
    """Outcome of a check: ``n`` entries read; ``problems`` are plain sentences, each with the entry's
    number.
    """

    ok: bool
    n: int
    problems: tuple[str, ...]


def verify(tx: Tx, *, anchor: Path | None = None) -> Report:
    """Read the whole chain and compare it with its head row and with the anchor file.

    The anchor (a line per committed group, kept beside the data) is what shows a tail cut together with the
    head, or a database put back from an older copy.
    """
    problems: list[str] = []
    anchored = dict(read_anchor(anchor)) if anchor is not None else {}
    prev, n = audit.GENESIS, 0
    for row in audit.walk(tx):
        if row.n != n + 1:
            problems.append(f"entry {n + 1} is missing: entry {row.n} follows entry {n}")
        if bytes(row.prev) != prev:
            problems.append(f"entry {row.n} does not follow the entry before it")
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
            problems.append(f"entry {row.n} was edited")
        if (kept := anchored.pop(row.n, None)) is not None and kept != bytes(row.hash):
            problems.append(f"entry {row.n} differs from the anchor file")
        prev, n = bytes(row.hash), row.n
        if len(problems) >= MOST_PROBLEMS:
            break
    else:
        end = audit.head(tx)
        if (end.n, bytes(end.hash)) != (n, prev):
            problems.append(f"the chain ends at entry {n}, but its head says {end.n}")
        if anchored:
            problems.append(f"the anchor file knows entry {max(anchored)}, but the chain ends at entry {n}")
    return Report(ok=not problems, n=n, problems=tuple(problems))
