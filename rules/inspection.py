"""机器检查: what the machine's reading of the site comes to. It accuses nobody wrongly: what a lost route, a
firewall or a robots file kept from it is 未能检查, never a fault.

Figures: 国办秘函〔2019〕19号 counts a site as down when of many tries 5 % or more bring no page within 15 s.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules.model import Text

OK, FAULT, CANNOT = "ok", "fault", "cannot_check"
TRIES = 20
TRY_S = 15
SHARE = 5  # per cent of tries that fail
CERTIFICATE_DAYS = 14
CITE = "国办秘函〔2019〕19号"

ACCESS, UPDATES, LINKS, PUBLISHED, CERTIFICATE = "access", "updates", "links", "published", "certificate"
LINES = (ACCESS, UPDATES, LINKS, PUBLISHED, CERTIFICATE)

_REFUSING = frozenset({401, 403, 405, 406, 407, 412, 418, 429, 444})
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt at a page: its status, or why there was none (the codes of ``bot.fetch``)."""

    status: int | None
    error: str | None = None

    @property
    def answered(self) -> bool:
        return self.status is not None and self.status < 400

    @property
    def refused(self) -> bool:
        """Was it kept from us, by a firewall or by our own rules?"""
        if self.status is not None:
            return self.status in _REFUSING
        return self.error not in ("timeout", "connect", "dns", "tls", "http")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``why`` tells what kept it from being checked: firewall, route, robots, format; else empty."""

    outcome: str
    kind: str = ""  # of ``rules.finding.KINDS``
    why: str = ""
    failed: int = 0
    made: int = 0


def judge_site(tries: Sequence[Try], *, control: bool | None) -> Verdict:
    """Does the site open? ``control``: did an address outside answer then; None: none was tried."""
    counted = [one for one in tries if not one.refused]
    failed = sum(not one.answered for one in counted)
    made = len(counted)
    if not counted:
        return Verdict(CANNOT, why="firewall", made=len(tries))
    if failed * 100 < SHARE * made:
        return Verdict(OK, failed=failed, made=made)
    if not control:
        return Verdict(CANNOT, why="route", failed=failed, made=made)
    return Verdict(FAULT, "unreachable", failed=failed, made=made)


def judge_page(found: Try) -> str:
    """ok, dead, or unknown: of one page below a site that opens."""
    if found.answered:
        return "ok"
    if found.status in _GONE or (found.status is not None and found.status >= 500):
        return "dead"
    return "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a column's list: its title, its address, its date where one stands beside it."""

    title: str
    url: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a column's list shows; ``inside`` counts the links into the column, dated or not."""

    entries: tuple[Entry, ...]
    inside: int

    def newest(self, *, today: date) -> date | None:
        """The newest date that is not to come."""
        return max((one.on for one in self.entries if one.on is not None and one.on <= today), default=None)

    @property
    def count(self) -> int | None:
        """How many entries it has; None where they could not be told from other links."""
        if self.entries:
            return len(self.entries)
        return 0 if not self.inside else None


_DATE = re.compile(r"(?<!\d)(20\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")


def dates_in(text: str) -> list[date]:
    """The dates that stand in a text, in order."""
    found = []
    for year, month, day in _DATE.findall(text):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def judge_certificate(days: int | None) -> Verdict:
    """How long the certificate is good for; None where there is none or it was not seen."""
    if days is None:
        return Verdict(CANNOT, why="route")
    return Verdict(FAULT, "other") if days <= CERTIFICATE_DAYS else Verdict(OK)


def together(outcomes: Iterable[str]) -> str:
    """The worst of several; what could not be checked hides no fault and is none."""
    found = set(outcomes)
    return FAULT if FAULT in found else CANNOT if CANNOT in found or not found else OK


ROUND_LINES = {  # which line of a round's checklist each of them answers, as the regimes call theirs
    ACCESS: ("access", "running", "reachable"),
    UPDATES: ("updated", "columns", "news"),
    LINKS: ("links",),
}
ONLY_FAULTS = {UPDATES: ("valid",), LINKS: ("pages", "correct")}
"""Lines that ask for more than the machine saw: a fault it found stands there, its silence is no answer."""

NAMED = 3  # pieces of evidence that a line tells


def says(names: Sequence[str]) -> Text:
    """What the machine found of a line, in few words."""
    shown, more = list(names[:NAMED]), len(names) > NAMED
    return Text(
        f"需核实：{'、'.join(shown)}{'等' if more else ''}",
        f"to check: {', '.join(shown)}{', …' if more else ''}",
    )


def plain(text: str) -> str:
    """A title as it is compared: without blanks and the dots of what was cut."""
    return re.sub(r"[\s…]+|\.{3,}$", "", text)


def is_same_title(shown: str, wanted: str) -> bool:
    """Is it the title, perhaps cut at its end?"""
    short, whole = plain(shown), plain(wanted)
    return bool(short) and (short == whole or (len(short) >= 8 and whole.startswith(short)))
