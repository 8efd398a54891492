"""One thing that was looked at, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["ok", "note", "bad", "skipped"]
"""note: works, or cannot be tried from here; bad: something will not work until it is mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``check`` and ``code`` name the sentence; ``where`` names the page of the console that mends it."""

    check: str
    code: str
    state: State
    facts: Mapping[str, str | int] = field(default_factory=dict)
    where: str = ""


def fine(check: str, code: str = "ok", **facts: str | int) -> Finding:
    """It stands as it should."""
    return Finding(check, code, "ok", facts)


def remark(check: str, code: str, where: str = "", **facts: str | int) -> Finding:
    """Worth knowing, and no fault that can be proved from here."""
    return Finding(check, code, "note", facts, where)


def fault(check: str, code: str, where: str = "", **facts: str | int) -> Finding:
    """Something does not work."""
    return Finding(check, code, "bad", facts, where)


def skipped(check: str, code: str = "skipped") -> Finding:
    """It could not be tried because of what was found before."""
    return Finding(check, code, "skipped")
