"""恢复: the office lets an item that ended, or was taken back, go on. Everybody concerned hears why."""

from typing import Any

from rules import restore as rules
from rules.model import Refusal
from storage import copies, items
from storage import review as seats
from workflow import gathered, publishing_again, route, seating, subjects, verbs, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import Item

plain("restore.ask_reason", "restore.recorded")


def ask(desk: Desk, item_id: int, *, by: int) -> Notice:
    """恢复: the next words are the reason. Raises Refused where it is not theirs, or nothing is over."""
    item = subjects.load(desk, item_id)
    _judged(desk, item, by=by, why="-")
    return Notice("restore.ask_reason", by, item.about, facts={"item": subjects.told(desk, item)})


def may(desk: Desk, item: Item, *, by: int) -> bool:
    """Could this person restore it now?"""
    if not item.regime.allows("restore"):
        return False
    return not isinstance(rules.restore(_facts(desk, item, by=by), why="-"), Refusal)


def restore(desk: Desk, item_id: int, *, by: int, why: str) -> Notice:
    """The item goes on: judged where it stopped, put right on the site, or amended by its submitter.

    Raises Refused for others than the office, without a reason, and where nothing is over.
    """
    item = subjects.hold(desk, item_id)
    why = " ".join(why.split())
    if len(why) > rules.WHY_MAX:
        raise Refused("text.too_long", limit=rules.WHY_MAX, label={"zh_CN": "理由", "en": "reason"})
    to = _judged(desk, item, by=by, why=why)
    before = item.row.state
    new = {"url": None, "published_at": None, "catalogue_synced": 0} if to == "handover" else {}
    if not items.move(
        desk.tx, item.id, from_states=(before,), to_state=to, revision=item.row.revision, **new
    ):
        raise Refused("restore.not_over", number=item.row.number)
    desk.audit("item.restored", item.about, person=by, org=item.org, was=before, to=to)
    _void_ending(desk, item)
    fresh = subjects.load(desk, item.id)
    if before in ("withheld", "dropped"):
        watch.revive(desk, fresh)
    copies.touch(desk.tx, item.about)
    by_whom = {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)}
    who = item.row.submitter_id
    leaves_at = gathered.leaves_at(desk, fresh, who)
    facts = {"by": by_whom, "reason": why, "was": before}
    tell(
        desk, Notice("item.restored", who, item.about, f"{desk.ms}", facts, priority=2, not_before=leaves_at)
    )
    match to:
        case "review":
            route.go_on(desk, fresh, seating.plan(desk, fresh), delay_s=0)
        case "handover":
            publishing_again.ask(desk, fresh, by=by_whom, reason=why)
    return Notice("restore.recorded", by, item.about, facts={"number": item.row.number, "to": to})


def _judged(desk: Desk, item: Item, *, by: int, why: str) -> str:
    verbs.allow(item.regime, "restore")
    found = rules.restore(_facts(desk, item, by=by), why=why)
    if isinstance(found, Refusal):
        raise Refused(found.code, number=item.row.number)
    return found


def _facts(desk: Desk, item: Item, *, by: int) -> rules.RestoreFacts:
    return rules.RestoreFacts(
        state=item.row.state,
        numbered=item.row.number is not None,
        amending=not item.version.frozen,
        roles=verbs.roles_of(desk, item, person=by),
    )


def _void_ending(desk: Desk, item: Item) -> None:
    """The step at which it was withheld counts no longer; its decision stays in the record."""
    for row in seats.steps_of(desk.tx, item.id):
        if row.round == item.row.round and row.state == "withheld":
            seats.set_back(desk.tx, row.id)
            for place in seats.seats_of(desk.tx, row.id):
                copies.touch(desk.tx, f"seat:{place.id}")


@notice("item.restored")
def restored_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Who let it go on, and why."""
    return {**said.facts, "item": subjects.told(desk, subjects.load(desk, said.id))}
