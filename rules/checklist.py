"""The lines of one round: a duty's own, those that a condition brings, and what may be said of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.model import Text
from rules.parts import Duty

OK, EXCEPTION = "ok", "exception"
ANSWERS = (OK, EXCEPTION)
MOST_EACH = 10  # lines that one condition may bring


@dataclass(frozen=True, slots=True)
class Asked:
    """One line as it is asked: `key` is its own in this round (``recheck:KP-2026-0042``)."""

    key: str
    text: Text
    cite: str
    evidence: bool
    must: bool


def asked(duty: Duty, *, each: Mapping[str, Sequence[tuple[str, str]]]) -> tuple[Asked, ...]:
    """Return the lines of a round. `each` holds (key, name) of what a line is asked for one by one:
    ``important`` items published since the last round, ``accounts`` of new media; of none there is no line.
    """
    found = []
    for line in duty.lines:
        if line.each is None:
            found.append(Asked(line.key, line.text, line.cite, line.evidence, line.must))
            continue
        for key, name in list(each.get(line.each, ()))[:MOST_EACH]:
            text = Text(f"{line.text.zh_CN}：{name}", f"{line.text.en}: {name}")
            found.append(Asked(f"{line.key}:{key}", text, line.cite, line.evidence, line.must))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Held:
    """A line as it stands: what the machine found (None: it did not look), what a person said of it."""

    key: str
    must: bool
    machine: str | None
    value: str | None


def open_lines(held: Iterable[Held]) -> list[str]:
    """Return what nobody has answered."""
    return [one.key for one in held if one.value is None]


def needs_a_person(held: Iterable[Held]) -> list[str]:
    """Return what 全部正常 cannot answer: lines where the machine found something wrong."""
    return [one.key for one in held if one.value is None and one.machine == EXCEPTION]


def outcome(held: Iterable[Held]) -> str | None:
    """Return what a round comes to: ok, or exception where one line is; None while a line is open."""
    values = [one.value for one in held]
    if None in values:
        return None
    return EXCEPTION if EXCEPTION in values else OK
