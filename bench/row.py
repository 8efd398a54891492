"""One line of the result: a ratio with its goal, and what stands behind it."""

import json
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A measured ratio; ``at_least`` tells which direction is good. Without a ratio it was skipped."""

    name: str
    what: str
    ratio: float | None
    floor: float
    aim: float | None = None
    at_least: bool = True
    seen: str = ""  # the figures behind the ratio
    skipped: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Does the ratio keep its floor?"""
        return self.ratio is not None and (
            self.ratio >= self.floor if self.at_least else self.ratio <= self.floor
        )

    def line(self) -> str:
        """As JSON."""
        return json.dumps(
            {
                "name": self.name, "what": self.what, "ratio": self.ratio, "floor": self.floor,
                "aim": self.aim, "at_least": self.at_least,
                "holds": self.holds if self.ratio is not None else None,
                "seen": self.seen, "skipped": self.skipped or None, **self.data,
            },
            ensure_ascii=False,
        )  # fmt: skip


def table(rows: Iterable[Row]) -> str:
    """For people."""
    lines = [f"{'':5} {'ratio':>8}  {'goal':<18} {'':6} what"]
    for row in rows:
        sign = "≥" if row.at_least else "≤"
        goal = f"{sign} {row.floor:g}" + (f" (aim {row.aim:g})" if row.aim is not None else "")
        if row.ratio is None:
            lines.append(f"{row.name:5} {'-':>8}  {goal:<18} {'skip':6} {row.what}: {row.skipped}")
            continue
        mark = "ok" if row.holds else "MISSED"
        lines.append(f"{row.name:5} {row.ratio:8.2f}  {goal:<18} {mark:6} {row.what}")
        if row.seen:
            lines.append(f"{'':43}{row.seen}")
    return "\n".join(lines)


def medians(rounds: Iterable[dict[str, float]]) -> dict[str, float]:
    """The median of each figure over all rounds."""
    kept = list(rounds)
    return {name: statistics.median(one[name] for one in kept) for name in kept[0]}


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which that share of all lies."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


Measure = Callable[[int], list[Row]]
"""Rounds → rows."""
