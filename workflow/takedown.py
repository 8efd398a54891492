"""紧急撤下: a page goes at once, at any hour; the approval follows by the next working day."""

from rules.finding import Written
from storage import copies, outbox, people
from workflow import gathered, watch
from workflow.desk import Desk, Refused
from workflow.finding import recorded, report
from workflow.findings import FindingAt, hold, menders, mends, move
from workflow.notices import Notice, tell

ORDERS = ("office", "leader", "secrecy")  # who may order it
REMOVES = ("webadmin", "office")  # who carries it out: the first of these that somebody holds
OPEN = ("open", "fixed")


def may_order(desk: Desk, org: int, person: int) -> bool:
    """May this person order it: the office, a leader in charge, a secrecy officer?"""
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return any(post.org_id == org and post.role in ORDERS for post in posts)


def removers(desk: Desk, org: int) -> list[int]:
    """Who carries it out."""
    for role in REMOVES:
        rows = people.holders(desk.tx, org, role=role, on=desk.today_on)
        if rows:
            return sorted({int(row.id) for row in rows})
    return []


def order_new(desk: Desk, found: Written, *, org: int, by: int) -> Notice:
    """紧急撤下 网址 理由: what nobody has reported yet. Raises Refused."""
    if not may_order(desk, org, by):
        raise Refused("takedown.not_yours")
    if not found.url or not found.words:
        raise Refused("takedown.usage")
    kind = found.kind or "error"
    it = report(
        desk, org=org, kind=kind, words=found.words, by=by, url=found.url, grave=True, source="person"
    )
    return order(desk, it.about, by=by)


def order(desk: Desk, subject: str, *, by: int) -> Notice:
    """紧急撤下: whoever runs the site is asked at once, at any hour. Raises Refused."""
    it = hold(desk, subject)
    if not may_order(desk, it.org, by):
        raise Refused("takedown.not_yours")
    if not it.row.url:
        raise Refused("takedown.no_address", number=it.number)
    if it.state not in OPEN:
        raise Refused("finding.not_open", number=it.number)
    if it.row.takedown_at is not None:
        raise Refused("takedown.ordered", number=it.number)
    it = move(desk, it, "open", takedown_by=by, takedown_at=desk.ms, grave=1)
    desk.audit("takedown.ordered", it.about, person=by, org=it.org)
    for person in removers(desk, it.org):
        tell(desk, Notice("takedown.asked", person, it.about, str(it.row.revision), priority=1))
    copies.touch(desk.tx, it.about)
    return recorded(it, "takedown", by=by)


def removed(desk: Desk, subject: str, *, by: int) -> Notice:
    """已撤下: the page is gone; its unit brings the approval by the next working day. Raises Refused."""
    it = hold(desk, subject)
    if by not in removers(desk, it.org) and not mends(desk, it, by):
        raise Refused("finding.not_yours")
    if it.row.takedown_at is None or it.row.removed_at is not None:
        raise Refused("takedown.none", number=it.number)
    it = move(desk, it, "open", removed_by=by, removed_at=desk.ms)
    desk.audit("takedown.done", it.about, person=by, org=it.org, ordered=it.row.takedown_at)
    for row in watch.running(desk, it):
        watch.let_go(desk, it, row)
    watch.start(desk, it, "finding.removed", on=desk.today)
    outbox.supersede(desk.tx, subject=it.about, kinds=("takedown.asked", "finding.asked"))
    _ask_approval(desk, it)
    copies.touch(desk.tx, it.about)
    return recorded(it, "removed", by=by)


def _ask_approval(desk: Desk, it: FindingAt) -> None:
    """Its unit hears when it works that the approval is to follow; of a leak only its guards do."""
    kind = "finding.leak" if it.secret else "finding.desk" if it.row.office_id is None else "finding.asked"
    for person in menders(desk, it):
        leaves = gathered.leaves_at(desk, it, person)
        tell(desk, Notice(kind, person, it.about, str(it.row.revision), priority=2, not_before=leaves))
