"""What stops an answer's time for a while, starts it again, or lengthens it.

条例 第三十条 (correction), 第三十二条 and 第三十四条 (consulting a third party, a co-making organ),
第三十三条 (extension; the time of consulting is not counted).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.model import Text
from rules.problems import one_of
from rules.units import UNITS
from rules.workdays import Workdays

CONSULTED = {
    "third_party": Text("征求第三方意见", "consulting a third party"),
    "comaker": Text("征求共同制作机关意见", "consulting the co-making organ"),
    "other_organ": Text("征求其他机关意见", "consulting another organ"),
}


class Impossible(ValueError):
    """Events that cannot have happened so; `said` tells why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.said = Text(zh, en)


@dataclass(frozen=True, slots=True)
class Consult:
    """One consultation: when the letter was sent, when the consultee received it, when it replied."""

    kind: str
    sent: date
    received: date | None = None
    replied: date | None = None

    def __post_init__(self) -> None:
        """Raises Impossible for dates out of order and for a kind that is not in CONSULTED."""
        if self.kind not in CONSULTED:
            said = one_of(CONSULTED)
            raise Impossible(f"consults.kind {said.zh_CN}", f"consults.kind {said.en}")
        dates = [day for day in (self.sent, self.received, self.replied) if day is not None]
        if dates != sorted(dates):
            raise Impossible(
                "征求意见的发出、送达、回复日期应先后相接",
                "a consultation is sent, then received, then replied to",
            )


@dataclass(frozen=True, slots=True)
class Events:
    """What happened after the start. `extension` is in working days, granted once."""

    consults: tuple[Consult, ...] = ()
    corrected: date | None = None
    extension: int = 0

    def __bool__(self) -> bool:
        return bool(self.consults or self.corrected or self.extension)


NOTHING = Events()


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that are not counted, first and last, and who was consulted.

    `until` is None while nobody knows when it ends.
    """

    since: date
    until: date | None
    kinds: tuple[str, ...]


class StillOpen(Exception):
    """The due date is not known: a consultation that has not been received yet goes on."""

    def __init__(self, pauses: tuple[Pause, ...]) -> None:
        super().__init__("a consultation is open")
        self.pauses = pauses


def pauses(
    consults: Iterable[Consult], longest: Mapping[str, tuple[int, str]], *, after: date, calendar: Workdays
) -> tuple[Pause, ...]:
    """Return the union of the consultations' days that are not counted, in order, from after `after`.

    A consultation stops the time from the day after it was sent to the day of the reply, but no longer
    than `longest` (kind → number and unit) after the consultee received it; silence ends there too.
    Raises Impossible for a kind that does not stop this clock.
    """
    found: list[Pause] = []
    for one in consults:
        if one.kind not in longest:
            said = CONSULTED[one.kind]
            raise Impossible(f"此时限不因{said.zh_CN}中止", f"{said.en} does not suspend this clock")
        n, unit = longest[one.kind]
        cap = one.received and UNITS[unit].count(one.received, n, calendar)
        ends = min((day for day in (one.replied, cap) if day is not None), default=None)
        first = date.fromordinal(max(one.sent, after).toordinal() + 1)
        if ends is None or first <= ends:
            found.append(Pause(first, ends, (one.kind,)))
    return _union(found)


def _union(found: list[Pause]) -> tuple[Pause, ...]:
    joined: list[Pause] = []
    for one in sorted(found, key=lambda pause: (pause.since, pause.until or date.max)):
        last = joined[-1] if joined else None
        if last and (last.until is None or one.since.toordinal() <= last.until.toordinal() + 1):
            later = None if None in (last.until, one.until) else max(last.until, one.until)  # type: ignore[type-var]  # neither is None here
            joined[-1] = Pause(last.since, later, tuple(dict.fromkeys(last.kinds + one.kinds)))
        else:
            joined.append(one)
    return tuple(joined)


def shift(start: date, n: int, calendar: Workdays, paused: Iterable[Pause]) -> date:
    """Return the n-th working day after `start` that no pause holds; pauses are apart and in order.

    Raises StillOpen when a pause without an end begins before that day.
    """
    at, left = start, n
    paused = tuple(paused)
    for pause in paused:
        before = date.fromordinal(pause.since.toordinal() - 1)
        worked = calendar.between(at, before)
        if worked >= left:
            break
        if pause.until is None:
            raise StillOpen(paused)
        at, left = pause.until, left - worked
    return calendar.shift(at, left)
