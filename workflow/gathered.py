"""Work that comes up while nobody works waits for the next working morning; of approvals more than three in
one morning go out as one card, 加急 apart.
"""

from datetime import datetime
from typing import Any

from rules.hours import told_at
from storage import outbox
from storage import review as seats
from workflow import seat as seat_
from workflow import subjects, watch
from workflow.desk import Desk
from workflow.notices import Notice, notice, tell
from workflow.spread import spread
from workflow.subjects import Item
from workflow.watched import Watched

KIND = "review.gathered"
APART = 3  # so many come one by one
ROWS = 10


def waits_until(desk: Desk, it: Watched, *, since: datetime | None = None) -> datetime | None:
    """The instant at which people hear of what comes up now (or then); None for at once."""
    at = since or desk.now
    calendar = desk.calendar(it.org)
    told = told_at(at, hours=it.regime.office_hours, calendar=calendar, urgent=it.urgent)
    return told if told > at else None


def leaves_at(desk: Desk, it: Watched, who: int) -> int | None:
    """When somebody is asked to do something about it (ms); None for at once."""
    told = waits_until(desk, it)
    return None if told is None else spread(desk, who, told)


def ask(desk: Desk, item: Item, *, seat: int, person: int, delay_s: float = 0, at_once: bool = False) -> None:
    """请审批: at once while the office works, for what is 加急, or where their own act asks for it."""
    priority = 1 if item.row.urgent else 2
    told = None if at_once else waits_until(desk, item)
    if told is None:
        tell(desk, Notice("review.asked", person, f"seat:{seat}", delay_s=delay_s, priority=priority))
        return
    slot, leaves = told.isoformat(timespec="minutes"), spread(desk, person, told)
    facts = {"slot": slot}
    about = f"gathered:{person}"
    tell(desk, Notice(KIND, person, about, slot, facts, priority=1, not_before=leaves))  # it goes first
    tell(desk, Notice("review.asked", person, f"seat:{seat}", "", facts, priority=2, not_before=leaves))


def send_waiting(desk: Desk, person: int, held: list[Any]) -> None:
    """Cards for open seats (their rows) that are to stand in somebody's chat once more."""
    urgent = {row.seat_id: bool(subjects.load(desk, row.item_id).row.urgent) for row in held}
    calm = [row.seat_id for row in held if not urgent[row.seat_id]]
    together = len(calm) > APART
    if together:
        about = f"gathered:{person}"
        tell(desk, Notice(KIND, person, about, f"{desk.ms}:again", {"seats": calm}, priority=3))
    for row in held:
        if not together or urgent[row.seat_id]:
            about = f"seat:{row.seat_id}"
            tell(desk, Notice("review.asked", person, about, f"{desk.ms}:again", priority=3))


def went(desk: Desk, said: Notice) -> bool:
    """Has the slot for which this approval waited gone out as one card?"""
    slot = said.facts.get("slot")
    return slot is not None and _is_drawn(desk, said.reader, slot)


def stands(desk: Desk, held: Any) -> bool:
    """Is this open seat (its row) in a card of its slot that went out?"""
    item = subjects.load(desk, held.item_id)
    told = waits_until(desk, item, since=desk.at(held.opened_at))
    return told is not None and _is_drawn(desk, held.person_id, told.isoformat(timespec="minutes"))


def _is_drawn(desk: Desk, person: int, slot: str) -> bool:
    rows = outbox.drawn_about(desk.tx, subject=f"gathered:{person}", kind=KIND)
    return any(row.occasion == slot for row in rows)


def _waiting(desk: Desk, said: Notice) -> list[tuple[Any, Item]]:
    """The open seats of this slot (or those named) that are not 加急, in the order in which they came."""
    found = []
    for row in seats.seats_open(desk.tx, said.reader):
        if not seat_.reviews(desk, row):
            continue
        item = subjects.load(desk, row.item_id)
        if item.row.urgent:
            continue
        if "seats" in said.facts:
            belongs = row.seat_id in said.facts["seats"]
        else:
            told = waits_until(desk, item, since=desk.at(row.opened_at))
            belongs = told is not None and told.isoformat(timespec="minutes") == said.facts["slot"]
        if belongs:
            found.append((row, item))
    return found


def _moot(desk: Desk, said: Notice) -> str | None:
    """The few come one by one; of those named here nobody sends cards of their own."""
    found = _waiting(desk, said)
    if "seats" in said.facts:
        return None if found else "step_closed"
    return None if len(found) > APART else "few"


@notice(KIND, moot=_moot)
def gathered_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What waits, each with its nearest date."""
    found = _waiting(desk, said)
    rows = []
    for held, item in found[:ROWS]:
        deadlines = watch.deadlines(desk, item)
        rows.append(
            {
                "number": item.row.number,
                "title": item.content.title or item.row.title,
                "subject": item.about,
                "office": item.row.office_name,
                "code": held.code,
                "days_left": deadlines[0]["days_left"] if deadlines else None,
                "due_on": deadlines[0]["due_on"] if deadlines else None,
            }
        )
    return {"total": len(found), "rows": rows}
