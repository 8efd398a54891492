"""What a use case works at: one transaction, one instant, and the house's long-lived things."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from rules.notice import Entry, entered, laid
from rules.regime import Regime
from rules.workdays import Workdays
from storage import calendars, orgs
from storage.engine import Intent, Tx
from storage.files import Files
from storage.sql import must

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Refused(Exception):
    """The act is not possible; ``code`` names the sentence that tells the person what to do next."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Kept(Refused):
    """A refusal whose own entry (a counted try) must stay."""


class Forbidden(Refused):
    """A refusal of what may not be kept: whoever carries it out erases what came."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Figures that an installation sets; none of them is law."""

    undo_minutes: int = 5
    hand_on_seconds: int = 20
    slots: tuple[time, ...] = (time(8, 30), time(14, 30))
    jitter_minutes: tuple[int, int] = (2, 8)
    quiet: tuple[time, time] = (time(18, 0), time(8, 30))  # from, to: nothing routine leaves between
    file_max_mb: int = 20
    page_max_mb: int = 200
    quota_mb_per_day: int = 200
    site_settles_minutes: tuple[int, ...] = (2, 10, 30, 120)
    text_max: int = 20_000
    inspect_at: time | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What outlives an act."""

    calendar: Workdays
    files: Files
    policy: Policy = field(default_factory=Policy)
    link: Callable[[str, str], str | None] = lambda _platform, _token: None
    """(platform, invitation) → the deep link that opens this bot there, if it has one."""
    page: str = ""
    """Where phones find our page from outside, without a slash at its end; empty while there is none."""


_CALENDARS: dict[Any, Workdays] = {}  # by house, revision and scopes
MOST_CALENDARS = 64
_REGIMES: dict[str, Regime] = {}  # by digest, which stands for the whole text
MOST_REGIMES = 64


def _regime(digest: str, body: str) -> Regime:
    restored = Regime.restore(body)
    if sha256(body.encode()).hexdigest() == digest:
        if len(_REGIMES) >= MOST_REGIMES:
            _REGIMES.clear()
        _REGIMES[digest] = restored
    return restored


def scopes_of(organisation: Any) -> tuple[str, ...]:
    """Whose days hold for an organisation (its row): the whole country's, its region's, its own."""
    region = [f"region:{organisation.region}"] if organisation.region else []
    return ("", *region, f"org:{organisation.key}")


def lay(rows: Iterable[tuple[str, Entry]], scopes: Sequence[str]) -> Workdays:
    """The calendar that these entries (scope, days) make for whoever has these scopes."""
    held = list(rows)
    return laid(entry for scope in scopes for of, entry in held if of == scope)


class Desk:
    """One act: everything read and written here is one transaction at one instant."""

    def __init__(self, tx: Tx, *, now: datetime, house: House) -> None:
        self.tx = tx
        self.now = now.astimezone(SHANGHAI)
        self.house = house
        self.paper_day: date | None = None  # of a decision on paper that is carried out now
        self.lang = "zh_CN"  # whose language facts are read in; the courier sets the reader's

    @property
    def ms(self) -> int:
        """The instant as it is stored."""
        return round(self.now.timestamp() * 1000)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def counts_on(self) -> date:
        """The day from which what happens now counts: today, but for a decision that bears a paper's day."""
        return self.paper_day or self.today

    @property
    def today_on(self) -> str:
        """Today as it is stored."""
        return self.today.isoformat()

    def at(self, ms: int) -> datetime:
        """A stored instant as people read it."""
        return datetime.fromtimestamp(ms / 1000, SHANGHAI)

    def iso(self, ms: int | None) -> str | None:
        return None if ms is None else self.at(ms).isoformat(timespec="seconds")

    def ms_at(self, day: date, clock_time: time) -> int:
        """That time of that day in Shanghai, as it is stored."""
        return round(datetime.combine(day, clock_time, SHANGHAI).timestamp() * 1000)

    def ms_after(self, **span: float) -> int:
        return round((self.now + timedelta(**span)).timestamp() * 1000)

    def regime(self, digest: str) -> Regime:
        """The regime that a subject started with, whatever has changed since."""
        return _REGIMES.get(digest) or _regime(digest, must(orgs.regime(self.tx, digest)).body)

    def calendar(self, org: int) -> Workdays:
        """The working days of an organisation: known years, later notices, its region's days and its own."""
        revision = calendars.revision(self.tx)
        if not revision:
            return self.house.calendar
        row = must(orgs.organisation(self.tx, org))
        scopes = scopes_of(row)
        key = (id(self.house), revision, scopes)
        found = _CALENDARS.get(key)
        if found is None:
            if len(_CALENDARS) >= MOST_CALENDARS:
                _CALENDARS.clear()
            found = lay(((one.scope, entered(one)) for one in calendars.valid(self.tx)), scopes)
            _CALENDARS[key] = found
        return found

    def post(self, intent: Intent) -> None:
        self.tx.post(intent)

    def audit(self, act: str, subject: str, *, person: int | None, org: int | None, **data: object) -> None:
        """One line of evidence: ids and hashes, never titles or names."""
        self.tx.audit(act, subject, person=person, org=org, **data)
