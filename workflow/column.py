"""栏目 as its clocks see it: loaded, named by people, and whose it is to keep up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rules import column as rules
from rules.clocks import Clock
from rules.regime import Regime
from rules.suspension import NOTHING, Events
from storage import ledger, orgs, people
from storage.canon import json_value
from workflow import lookup, subjects, watched
from workflow.desk import Desk, Refused

KEEPERS = ("liaison", "head")
AHEAD = timedelta(days=100)  # no ladder reminds earlier


@dataclass(frozen=True, slots=True)
class ColumnAt:
    """A column that the ledger has. ``row`` is ``storage.ledger.entry``, ``room`` its office."""

    row: Any
    regime: Regime
    duty: Mapping[str, Any]
    room: tuple[int, str]
    lang: str

    @property
    def id(self) -> int:
        return int(self.row.id)

    @property
    def class_(self) -> str:
        """Which clocks run for it: as the table of duties says, else as items of it are classed."""
        return str(self.duty["class_"] or json_value(self.row.form).get("class") or "")

    @property
    def name(self) -> str:
        return str(self.row.name)

    # As its clocks see it: workflow/watched.py.

    @property
    def about(self) -> str:
        return f"column:{self.row.id}"

    @property
    def org(self) -> int:
        return int(self.row.org_id)

    @property
    def regime_hash(self) -> str:
        return str(self.row.regime_hash)

    @property
    def number(self) -> str | None:
        return self.name

    @property
    def title(self) -> str:
        return rules.TITLE.get(self.lang)

    @property
    def office(self) -> tuple[int, str]:
        return self.room

    @property
    def urgent(self) -> bool:
        return False

    @property
    def standing(self) -> str:
        return "column"

    @property
    def events(self) -> Events:
        return NOTHING

    def concerns(self, clock: Clock) -> bool:
        return clock.of == "column" and clock.takes(self.class_)

    @property
    def clocks(self) -> list[Clock]:
        """The lines of the regime that run for it."""
        return [clock for clock in self.regime.clocks if self.concerns(clock)]


def of_row(desk: Desk, row: Any) -> ColumnAt:
    """The column of a row of the ledger."""
    room = desk_of(desk, row.org_id) if row.office_id is None else (int(row.office_id), str(row.office_name))
    return ColumnAt(row, desk.regime(row.regime_hash), ledger.duty_of(row), room, desk.lang)


def desk_of(desk: Desk, org: int) -> tuple[int, str]:
    """The office in charge of the site."""
    rooms = orgs.offices_of(desk.tx, org)
    found = next((room for room in rooms if room.kind == "office"), rooms[0])
    return int(found.id), str(found.name)


def load(desk: Desk, column_id: int) -> ColumnAt:
    """The column as it stands. Raises Refused where the ledger does not have it."""
    row = ledger.entry(desk.tx, column_id)
    if row is None:
        raise Refused("column.unknown")
    return of_row(desk, row)


def hold(desk: Desk, column_id: int) -> ColumnAt:
    """The same for whoever is going to change it."""
    ledger.hold(desk.tx, column_id)
    return load(desk, column_id)


def snapshot(desk: Desk, org: int, every: list[list[str]]) -> str:
    """The regime under which such a column is watched, kept; its hash: the organisation's, with the intervals
    that the table of duties sets beside it.
    """
    digest = str(subjects.organisation_of(desk, org).regime_hash)
    if not every:
        return digest
    regime = desk.regime(digest)
    merged = rules.with_own(regime.merged, [(key, text) for key, text in every])
    own = regime.with_merged(merged)
    orgs.store_regime(desk.tx, regime_hash=own.digest, name=own.id, body=own.canonical())
    return own.digest


# Whose it is ----------------------------------------------------------------------------------------------


def holders(desk: Desk, it: ColumnAt) -> list[int]:
    """Whoever is named for it, else the liaisons of its office, else its head, else the desk."""
    named = it.row.person_id
    if named is not None and any(
        post.org_id == it.org for post in people.memberships(desk.tx, named, on=desk.today_on)
    ):
        return [int(named)]
    for role in KEEPERS:
        rows = people.holders(desk.tx, it.org, role=role, office_id=it.room[0], on=desk.today_on)
        if rows:
            return sorted(row.id for row in rows)
    return sorted(row.id for row in people.holders(desk.tx, it.org, role="office", on=desk.today_on))


def keeps(desk: Desk, it: ColumnAt, person: int) -> bool:
    """May this person say that it was kept up: of its office, at the desk, or the web administrator."""
    return person in holders(desk, it) or any(
        post.org_id == it.org
        and (post.role in ("office", "webadmin") or (post.office_id == it.room[0] and post.role in KEEPERS))
        for post in people.memberships(desk.tx, person, on=desk.today_on)
    )


def colour(desk: Desk, it: ColumnAt, clock: Any) -> str:
    """How the board shows one running clock of it."""
    rule = it.regime.clock(clock.rule)
    calendar = desk.calendar(it.org)
    found = rule.due(date.fromisoformat(clock.start_on), calendar)
    return rules.shade(found, it.regime.ladders, rule, calendar, today=desk.today)


def held(desk: Desk, person: int) -> list[str]:
    """The columns that a person is to update by now: those of which they were reminded."""
    found: dict[str, None] = {}
    until = (desk.today + AHEAD).isoformat()
    for org in lookup.person_orgs(desk, person):
        for row in ledger.running_until(desk.tx, org, until=until):
            if row.subject in found:
                continue
            it = load(desk, int(row.subject.rpartition(":")[2]))
            if person in holders(desk, it) and colour(desk, it, row) != rules.GREEN:
                found[it.about] = None
    return list(found)


def visible_to(desk: Desk, it: ColumnAt, person: int) -> bool:
    """Everybody of the organisation sees the columns of its site."""
    return any(post.org_id == it.org for post in people.memberships(desk.tx, person, on=desk.today_on))


def named(desk: Desk, text: str, *, by: int) -> tuple[ColumnAt, str]:
    """The column that the text begins with, of one's own offices first, and what follows its name.

    The longest name wins; a key or a path like 政务动态/通知公告 names one too. Raises Refused where none is
    named, or where two offices have one of that name and neither is one's own.
    """
    posts = people.memberships(desk.tx, by, on=desk.today_on)
    own = {post.office_id for post in posts}
    found: list[tuple[int, bool, Any, str]] = []
    for org in lookup.person_orgs(desk, by):
        for row in ledger.entries(desk.tx, org):
            path = "/".join((*json_value(row.path), row.name))
            for name in (
                row.name,
                row.key,
                path,
                f"{row.name}（{row.office_name}）",
                f"{row.name}({row.office_name})",
            ):
                rest = text.strip()[len(name) :]
                if text.strip().startswith(name) and (not rest or not rest[0].isalnum() or name == row.name):
                    found.append((len(name), row.office_id in own, row, rest.strip()))
    if not found:
        raise Refused("column.unknown")
    longest = max(length for length, *_ in found)
    best = [one for one in found if one[0] == longest]
    best = [one for one in best if one[1]] or best
    if len({one[2].id for one in best}) > 1:
        offices = "、".join(str(one[2].office_name or "") for one in best)
        raise Refused("column.several", name=best[0][2].name, offices=offices)
    _, _, row, rest = best[0]
    return of_row(desk, row), rest


def find(desk: Desk, text: str, *, by: int) -> ColumnAt:
    """The one of that name. Raises Refused alike for unknown and hidden ones."""
    it, rest = named(desk, text, by=by)
    if rest:
        raise Refused("column.unknown")
    return it


def waits_since(_desk: Desk, it: ColumnAt) -> int:
    """From when on it has waited for whoever keeps it (ms)."""
    return int(it.row.changed_at)


watched.watched("column", watched.Kind(load, holders, held, find, waits_since))
