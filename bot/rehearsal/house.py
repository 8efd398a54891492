"""The rehearsal's house: the real use cases on a database of its own, a clock that is moved, no wire."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.founding import found, settle
from rules.regime import Regime
from rules.workdays import Workdays, nationwide
from storage import clocks, errands, findings, outbox, people
from storage import review as seats
from storage.engine import Store, Tx
from storage.files import Files
from workflow import check, ledger_enter, ledger_list, subjects, year_ahead
from workflow.desk import SHANGHAI, Desk, House, Policy, Refused
from workflow.notices import KINDS, find_notices, from_row
from workflow.office_list import Line
from workflow.timers import TIMERS, Due

T = TypeVar("T")
SITE = "https://www.example.gov.cn/"
BOT = "1"
ROUND = 256


@dataclass(frozen=True, slots=True)
class Message:
    """One message that would have reached somebody: when, whom, of what kind, and what its facts were.

    ``facts`` are those of its card for what clocks and a group's daily post say, frozen ones for all else;
    ``urgent`` is whether it is about an item that is 加急; ``called`` are those whom a group's line calls.
    """

    at: datetime
    kind: str
    person: int | None
    group: int | None
    about: str
    priority: int
    urgent: bool
    called: tuple[int, ...]
    facts: Mapping[str, Any]
    own: bool = False  # it answers an act of its reader: what they found on the site themselves


class RehearsalHouse:
    """One organisation in a folder of its own.

    Args:
        folder: for the database; the caller removes it.
        regime: the rule book, with the office's own choices in it.
        office: who is there, in the shape of the demonstration's office file.
        first: the civil date from which everybody holds their posts.
    """

    def __init__(
        self,
        folder: Path,
        *,
        regime: Regime,
        office: Mapping[str, Any],
        first: date,
        policy: Policy | None = None,
        calendar: Workdays | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        find_notices()
        self.ms = round(datetime(first.year, first.month, first.day, tzinfo=SHANGHAI).timestamp() * 1000)
        self.house = House(
            calendar=calendar or nationwide(), files=Files(folder / "files"), policy=policy or Policy()
        )
        self.store = Store.open(
            "sqlite:///rehearsal.db", folder=folder, clock_ms=lambda: self.ms, sync="NORMAL"
        )

        def enter(tx: Tx) -> tuple[int, dict[str, int]]:
            org = found(
                tx,
                key="rehearsal",
                name=str(office["name"]),
                prefix=str(office.get("prefix", "DW")),
                site_url=SITE,
                regime=regime,
                settings=settings,
            )
            on = first.isoformat()
            ids = settle(tx, org, office, site_url=SITE, on=on, bots={"telegram": BOT})
            year_ahead.watch(self.desk(tx))
            _owed(self.desk(tx), org, office)
            return org, ids

        self.org, self.ids = self.store.act_now(enter)

    def desk(self, tx: Tx) -> Desk:
        return Desk(tx, now=datetime.fromtimestamp(tx.now / 1000, SHANGHAI), house=self.house)

    def close(self) -> None:
        self.store.close_now()

    def act(self, fn: Callable[[Desk], T]) -> T | Refused:
        """One act of a person: its result, or the refusal, which left nothing."""
        try:
            return self.store.act_now(lambda tx: fn(self.desk(tx)))
        except Refused as refusal:
            return refusal

    def settle_down(self, *, page: Callable[[], str]) -> tuple[list[Message], int | None]:
        """Do all that is due by itself; the messages that left, and the next instant (ms) of something due.

        ``page`` gives the outcome of each look at a published page.
        """
        left: list[Message] = []

        def step(tx: Tx) -> tuple[bool, int | None]:
            desk = self.desk(tx)
            if self._fire(desk) + self._look(desk, page) + self._carry(desk, left):
                return True, None  # what this posted is seen after the commit
            moments = (clocks.next_due(tx), errands.next_due(tx), outbox.next_due(tx, now=self.ms))
            return False, min((at for at in moments if at is not None), default=None)

        while True:
            busy, next_at = self.store.act_now(step)
            if not busy:
                return left, next_at

    def _fire(self, desk: Desk) -> int:
        rows = clocks.take_due(desk.tx, now=desk.ms, limit=ROUND)
        for row in rows:
            if clocks.fired(desk.tx, row.id):
                TIMERS[row.kind](desk, Due(row.kind, row.subject, row.occasion, row.clock_id, row.fire_at))
        return len(rows)

    def _look(self, desk: Desk, page: Callable[[], str]) -> int:
        """Pages that are to be looked at, looked at."""
        rows = errands.claim(desk.tx, owner="rehearsal", lease_ms=1000, limit=ROUND)
        for row in rows:
            if errands.done(desk.tx, row.id) and row.kind == "page":
                result: dict[str, Any] = {"outcome": page(), "findings": [], "sha256": None}
                check.page_settled(desk, row.subject, json.loads(row.args), result)
        return len(rows)

    def _carry(self, desk: Desk, left: list[Message]) -> int:
        """What may leave now leaves, as the courier has it: past its time or moot it does not."""
        rows = outbox.claim(desk.tx, "rehearsal", limit=ROUND, now=desk.ms)
        for row in rows:
            said = from_row(row)
            kind = KINDS[said.kind]
            reason = "expired" if row.expires_at is not None and row.expires_at < desk.ms else None
            reason = reason or (kind.moot(desk, said) if kind.moot else None)
            if reason is not None:
                outbox.moot(desk.tx, row.id, reason=reason, owner="rehearsal")
                continue
            read = said.kind.startswith("clock.") or said.kind == "duty.board"
            facts = kind.facts(desk, said) if read else said.facts
            outbox.freeze(desk.tx, row.id, payload=b"[]", card="{}", now=desk.ms)
            outbox.sent(desk.tx, row.id, message=str(row.id), now=desk.ms, owner="rehearsal")
            left.append(
                Message(
                    desk.now,
                    said.kind,
                    row.person_id,
                    row.group_id,
                    said.about,
                    row.priority,
                    _is_urgent(desk, said.about),
                    tuple(_called(desk, facts)),
                    dict(facts),
                    _is_own(desk, said.about, row.person_id),
                )
            )
        return len(rows)


def _owed(desk: Desk, org: int, office: Mapping[str, Any]) -> None:
    """The table of duties of an office file, where it has one: ``duties``, rows as the table's columns."""
    rows = [Line(f"duties!{n}", row) for n, row in enumerate(office.get("duties", ()), 1)]
    if rows:
        ledger_enter.enter(desk, org, ledger_list.plan(desk, org, rows), file_hash="")


def _called(desk: Desk, facts: Mapping[str, Any]) -> Iterator[int]:
    for one in facts.get("_called", ()):
        row = people.by_account(desk.tx, "telegram", bot=BOT, external_id=one["account"])
        if row is not None:
            yield int(row.id)


def _is_own(desk: Desk, about: str, person: int | None) -> bool:
    of, _, id_ = about.partition(":")
    row = findings.finding(desk.tx, int(id_)) if of == "finding" else None
    return row is not None and row.reported_by == person


def _is_urgent(desk: Desk, about: str) -> bool:
    of, _, id_ = about.partition(":")
    if of == "seat":
        held = seats.seat_facts(desk.tx, int(id_))
        return held is not None and bool(subjects.load(desk, held.item_id).urgent)
    return of == "item" and bool(subjects.load(desk, int(id_)).urgent)
