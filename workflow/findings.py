"""问题 as its feature needs it: loaded, found, and whom each waits for."""

from dataclasses import dataclass
from typing import Any

from rules.clocks import Clock
from rules.finding import LEAK, SERIES, FindingNumber, title_of, with_targets
from rules.regime import Regime
from rules.suspension import NOTHING, Events
from storage import findings, ledger, orgs, people
from workflow import column, lookup, subjects, watched
from workflow.desk import Desk, Refused

DESK = ("office",)
ANSWERS = ("liaison", "head")
GUARDS = ("secrecy", "office")  # who hears of a leak: the first of these that somebody holds


@dataclass(frozen=True, slots=True)
class FindingAt:
    """A finding. ``row`` is its row, ``room`` the office that is to put it right, or the desk."""

    row: Any
    regime: Regime
    room: tuple[int, str]
    lang: str

    @property
    def id(self) -> int:
        return int(self.row.id)

    @property
    def state(self) -> str:
        return str(self.row.state)

    @property
    def kind(self) -> str:
        return str(self.row.kind)

    @property
    def grave(self) -> bool:
        return bool(self.row.grave)

    @property
    def secret(self) -> bool:
        """Only those who guard secrets, and whoever found it, may see it."""
        return self.kind == LEAK

    # As its clocks see it: workflow/watched.py.

    @property
    def about(self) -> str:
        return f"finding:{self.row.id}"

    @property
    def org(self) -> int:
        return int(self.row.org_id)

    @property
    def regime_hash(self) -> str:
        return str(self.row.regime_hash)

    @property
    def number(self) -> str | None:
        return None if self.row.number is None else str(self.row.number)

    @property
    def title(self) -> str:
        return title_of(self.kind, str(self.row.words), self.lang)

    @property
    def office(self) -> tuple[int, str]:
        return self.room

    @property
    def urgent(self) -> bool:
        return False  # a leak and a takedown are told at once all the same

    @property
    def standing(self) -> str:
        return f"finding-{self.state}"

    @property
    def events(self) -> Events:
        return NOTHING

    def concerns(self, clock: Clock) -> bool:
        """A leak has no clock: it is seen to at once, and no line of a group may count it."""
        return clock.of == "finding" and not self.secret and clock.takes("grave" if self.grave else "plain")


def load(desk: Desk, finding_id: int) -> FindingAt:
    """The finding as it stands. Raises Refused where there is none."""
    row = findings.finding(desk.tx, finding_id)
    if row is None:
        raise Refused("finding.unknown")
    room = column.desk_of(desk, row.org_id) if row.office_id is None else (row.office_id, row.office_name)
    return FindingAt(row, desk.regime(row.regime_hash), room, desk.lang)


def hold(desk: Desk, subject: str) -> FindingAt:
    """The same, by ``finding:12``, for whoever is going to change it."""
    finding_id = int(subject.rpartition(":")[2])
    findings.hold(desk.tx, finding_id)
    return load(desk, finding_id)


def move(
    desk: Desk, it: FindingAt, to_state: str, *, from_states: tuple[str, ...] = (), **changes: Any
) -> FindingAt:
    """Move it on from where it was seen; as it then stands. Raises Refused when somebody was faster."""
    moved = findings.move(
        desk.tx,
        it.id,
        from_states=from_states or (it.state,),
        to_state=to_state,
        revision=it.row.revision,
        **changes,
    )
    if not moved:
        raise Refused("review.superseded", number=it.number)
    return load(desk, it.id)


def snapshot(desk: Desk, org: int) -> str:
    """The regime under which a finding is put right, kept; its hash: the organisation's, with the office's
    own limits for findings.
    """
    regime = desk.regime(str(subjects.organisation_of(desk, org).regime_hash))
    own = regime.with_merged(with_targets(regime.merged))
    orgs.store_regime(desk.tx, regime_hash=own.digest, name=own.id, body=own.canonical())
    return own.digest


# Whose it is ----------------------------------------------------------------------------------------------


def at_desk(desk: Desk, it: FindingAt, person: int) -> bool:
    """Does this person sit at the desk today?"""
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return any(post.org_id == it.org and post.role in DESK for post in posts)


def desk_people(desk: Desk, org: int) -> list[int]:
    """Everybody at the desk today."""
    rows = (row for role in DESK for row in people.holders(desk.tx, org, role=role, on=desk.today_on))
    return sorted({int(row.id) for row in rows})


def guards(desk: Desk, org: int) -> list[int]:
    """Who sees to a leak: the secrecy officers, else the desk."""
    for role in GUARDS:
        rows = people.holders(desk.tx, org, role=role, on=desk.today_on)
        if rows:
            return sorted({int(row.id) for row in rows})
    return []


def menders(desk: Desk, it: FindingAt) -> list[int]:
    """Who is to put it right: whoever keeps its column, else the liaisons of its office, else its head; while
    no office is known, the desk.
    """
    if it.secret:
        return guards(desk, it.org)
    if it.row.office_id is None:
        return desk_people(desk, it.org)
    row = None if it.row.column_id is None else ledger.entry(desk.tx, it.row.column_id)
    if row is not None and row.office_id == it.row.office_id:
        return column.holders(desk, column.of_row(desk, row))
    for role in ANSWERS:
        rows = people.holders(desk.tx, it.org, role=role, office_id=it.room[0], on=desk.today_on)
        if rows:
            return sorted({int(one.id) for one in rows})
    return desk_people(desk, it.org)


def mends(desk: Desk, it: FindingAt, person: int) -> bool:
    """May this person put it right: of its office, the web administrator, or the desk?"""
    if it.secret:
        return person in guards(desk, it.org)
    return person in menders(desk, it) or any(
        post.org_id == it.org
        and (post.role in (*DESK, "webadmin") or (post.office_id == it.room[0] and post.role in ANSWERS))
        for post in people.memberships(desk.tx, person, on=desk.today_on)
    )


def visible_to(desk: Desk, it: FindingAt, person: int) -> bool:
    """May this person see it: whoever found it, its office, the desk; a leak only those who guard secrets."""
    if person == it.row.reported_by or person in menders(desk, it):
        return True
    return not it.secret and any(
        post.org_id == it.org and (post.office_id == it.row.office_id or post.role in lookup.EVERYWHERE)
        for post in people.memberships(desk.tx, person, on=desk.today_on)
    )


def open_to(desk: Desk, subject: str, *, by: int) -> FindingAt:
    """The one behind a button, for whoever may see it. Raises Refused alike for unknown and hidden ones."""
    it = load(desk, int(subject.rpartition(":")[2]))
    if not visible_to(desk, it, by):
        raise Refused("finding.unknown")
    return it


def find(desk: Desk, text: str, *, by: int) -> FindingAt:
    """The one that a number or its tail names. Raises Refused alike for unknown and hidden ones."""
    tail = text.strip().rpartition("-")[2]
    wanted = FindingNumber.read(text) or (FindingNumber(int(tail)) if tail.isdecimal() else None)
    if wanted is None:
        raise Refused("finding.unknown")
    for org in lookup.person_orgs(desk, by):
        for row in findings.by_tail(desk.tx, org, series=SERIES, year=wanted.year, serial=wanted.serial):
            if wanted.prefix is not None and not str(row.number).startswith(f"{wanted.prefix}-"):
                continue
            it = load(desk, row.id)
            if visible_to(desk, it, by):
                return it
    raise Refused("finding.unknown")


def holders(desk: Desk, it: FindingAt) -> list[int]:
    """Whom it waits for now."""
    match it.state:
        case "open":
            return menders(desk, it)
        case "fixed":
            return rechecking(desk, it)
        case _:
            return []


def rechecking(desk: Desk, it: FindingAt) -> list[int]:
    """Who looks whether it is right: whoever found it; of what is grave another than who put it right."""
    fixer, finder = it.row.fixed_by, it.row.reported_by
    if finder is not None and finder != fixer:
        return [int(finder)]
    rows = guards(desk, it.org) if it.secret else desk_people(desk, it.org)
    return [person for person in rows if person != fixer] or rows


def held(desk: Desk, person: int) -> list[str]:
    """Those that wait for a person, the oldest first."""
    return [
        it.about
        for org in lookup.person_orgs(desk, person)
        for row in findings.waiting(desk.tx, org)
        if person in holders(desk, it := load(desk, row.id))
    ]


def waits_since(_desk: Desk, it: FindingAt) -> int:
    """From when on it has waited for whoever has it (ms)."""
    return int(it.row.changed_at)


watched.watched("finding", watched.Kind(load, holders, held, find, waits_since))
