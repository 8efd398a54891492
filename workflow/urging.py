"""催办: whoever holds an item is asked to see to it, not too often and never outside office hours."""

from datetime import datetime
from typing import Any

from rules import urge as rules
from rules.hours import told_at
from rules.model import Refusal
from storage import outbox
from workflow import subjects, verbs, watch, watched
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.spread import spread
from workflow.subjects import Item

KIND = "urge.asked"
plain("urge.recorded")


def urge(desk: Desk, item_id: int, *, by: int) -> Notice:
    """催办: each holder hears of it once in a working half-day, now or when the office next works.

    Raises Refused for others than the submitter, the head of the unit and the office, where nobody else
    holds the item, and where all who do were asked already.
    """
    item = subjects.hold(desk, item_id)
    verbs.allow(item.regime, "urge")
    at = _told(desk, item)
    half = rules.half_day(at, hours=item.regime.office_hours)
    found = rules.urge(_facts(desk, item, by=by, half=half), by=by)
    if isinstance(found, Refusal):
        raise Refused(found.code, number=item.row.number)
    later = at > desk.now
    facts = {"by": {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)}}
    for person in found:
        leaves_at = spread(desk, person, at) if later else None
        tell(desk, Notice(KIND, person, item.about, half, facts, priority=2, not_before=leaves_at))
    desk.audit("item.urged", item.about, person=by, org=item.org, of=list(found), half=half)
    names = [subjects.name_of(desk, person) for person in found]
    until = at.isoformat(timespec="minutes") if later else None
    return Notice(
        "urge.recorded", by, item.about, facts={"number": item.row.number, "names": names, "at": until}
    )


def may(desk: Desk, item: Item, *, by: int) -> bool:
    """Would 催办 by this person reach anybody now?"""
    if not item.regime.allows("urge"):
        return False
    half = rules.half_day(_told(desk, item), hours=item.regime.office_hours)
    return not isinstance(rules.urge(_facts(desk, item, by=by, half=half), by=by), Refusal)


def _told(desk: Desk, item: Item) -> datetime:
    """When the holders hear of it: 加急 too waits for office hours."""
    return told_at(desk.now, hours=item.regime.office_hours, calendar=desk.calendar(item.org))


def _facts(desk: Desk, item: Item, *, by: int, half: str) -> rules.UrgeFacts:
    return rules.UrgeFacts(
        state=item.row.state,
        submitter=item.row.submitter_id,
        roles=verbs.roles_of(desk, item, person=by),
        holders=watched.holders(desk, item),
        told=outbox.told(desk.tx, subject=item.about, kind=KIND, occasion=half),
    )


def _moot(desk: Desk, said: Notice) -> str | None:
    item = subjects.load(desk, said.id)
    is_held = item.row.state in rules.OPEN and said.reader in watched.holders(desk, item)
    return None if is_held else "moved_on"


@notice(KIND, moot=_moot)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Which item, since when it has waited, and until when it must be done."""
    item = subjects.load(desk, said.id)
    deadlines = watch.deadlines(desk, item)
    return {
        "item": subjects.told(desk, item),
        "by": said.facts["by"],
        "since": desk.iso(watched.waits_since(desk, item)),
        "deadline": deadlines[0] if deadlines else None,
    }
