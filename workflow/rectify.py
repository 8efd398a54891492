"""整改: a finding is put right on the spot or by an item, looked at again, put off, or is none."""

from datetime import date

from rules.finding import KINDS, rechecker
from rules.model import Kind
from storage import copies, findings, orgs
from workflow import draft, filling, gathered, remind, subjects, watch
from workflow.desk import Desk, Refused
from workflow.finding import WORDS, ask, published_at, recorded
from workflow.findings import FindingAt, at_desk, desk_people, guards, hold, mends, move
from workflow.notices import Notice, tell
from workflow.subjects import Item


def _mine(desk: Desk, subject: str, *, by: int, state: str = "open") -> FindingAt:
    it = hold(desk, subject)
    if not mends(desk, it, by):
        raise Refused("finding.not_yours")
    if it.state != state:
        raise Refused("finding.not_open", number=it.number)
    return it


def by_item(desk: Desk, subject: str, *, by: int, kind: Kind, occasion: str) -> None:
    """修改信息, 删除信息: a draft filled in from the finding, which closes with it. Raises Refused."""
    it = _mine(desk, subject, by=by)
    if it.row.item_id is not None:
        item = subjects.load(desk, it.row.item_id)
        if item.row.state not in ("dropped", "closed"):
            raise Refused("finding.has_item", number=it.number, item=item.row.number or item.title)
    item = draft.open_draft(desk, by=by, kind=kind, occasion=None)
    draft.write(desk, item, _filled(desk, it, item))
    draft.show(desk, item.id, occasion=occasion)
    move(desk, it, "open", item_id=item.id)
    desk.audit("finding.item", it.about, person=by, org=it.org, item=item.id)
    copies.touch(desk.tx, it.about)


def _filled(desk: Desk, it: FindingAt, item: Item) -> dict[str, object]:
    """What the form knows already: the address, why, the title and column of what was published there."""
    page = published_at(desk, it.org, it.row.url) if it.row.url else None
    title = page.content.title if page is not None else ""
    column = page.content.column if page is not None else ""
    if not column and it.row.column_id is not None:
        row = orgs.column(desk.tx, it.row.column_id)
        column = str(row.key) if row is not None else ""
    reason = f"{it.number}：{KINDS[it.kind].zh_CN}，{it.row.words}" if it.row.words else str(it.number)
    if it.row.removed_at is not None:
        removed = desk.at(it.row.removed_at)
        reason = f"先撤后补（{removed:%Y-%m-%d %H:%M}撤下），{reason}"
    known = {
        "target_url": it.row.url,
        "title": title[: filling.TITLE_MAX],
        "column": column,
        "reason": reason[:500],
    }
    names = {line.name for line in item.regime.form if item.kind in line.kinds}
    found: dict[str, object] = {name: value for name, value in known.items() if value and name in names}
    if "column" in found:
        found |= filling.usual_form(desk, item, str(found["column"]))
    return found


def item_closed(desk: Desk, item: Item) -> None:
    """The item that puts a finding right is confirmed on the site: the finding closes with it."""
    for row in findings.of_item(desk.tx, item.id):
        it = hold(desk, f"finding:{row.id}")
        it = move(
            desk, it, "fixed", from_states=("open", "fixed"), fixed_by=item.row.submitter_id, fixed_at=desk.ms
        )
        watch.meet(desk, it, "finding.fixed", on=desk.today)
        _close(desk, it, by=None, how="item")


def fixed(desk: Desk, subject: str, *, by: int) -> Notice:
    """当场已改: put right on the site; whoever found it looks again. Raises Refused."""
    it = _mine(desk, subject, by=by)
    it = move(desk, it, "fixed", fixed_by=by, fixed_at=desk.ms, note="")
    desk.audit("finding.fixed", it.about, person=by, org=it.org)
    watch.meet(desk, it, "finding.fixed", on=desk.today)
    looks = rechecker(
        grave=it.grave,
        reporter=it.row.reported_by,
        fixer=by,
        desk=guards(desk, it.org) if it.secret else desk_people(desk, it.org),
    )
    if not looks:
        _close(desk, it, by=by, how="self")
        return recorded(it, "closed", by=by)
    for person in looks:
        leaves = gathered.leaves_at(desk, it, person)
        tell(
            desk,
            Notice("finding.recheck", person, it.about, str(it.row.revision), priority=2, not_before=leaves),
        )
    copies.touch(desk.tx, it.about)
    return recorded(it, "fixed", by=by)


def recheck(desk: Desk, subject: str, *, by: int, passed: bool, reason: str = "") -> Notice:
    """复核通过, 复核未过: right, or back to whoever mends it with what is still wrong. Raises Refused."""
    it = hold(desk, subject)
    if it.state != "fixed":
        raise Refused("finding.not_fixed", number=it.number)
    may = by == it.row.reported_by or (at_desk(desk, it, by) and not it.secret) or by in guards(desk, it.org)
    if not may:
        raise Refused("finding.not_yours")
    if it.grave and by == it.row.fixed_by:
        raise Refused("finding.own_fix", number=it.number)
    if passed:
        _close(desk, it, by=by, how="recheck")
        return recorded(it, "closed", by=by)
    if not reason.strip():
        raise Refused("finding.reason_missing")
    fixed_at = it.row.fixed_at
    it = move(desk, it, "open", note=reason.strip()[:WORDS], fixed_by=None, fixed_at=None)
    desk.audit("finding.not_right", it.about, person=by, org=it.org)
    watch.reopen(desk, it, "finding.fixed", since=fixed_at)
    ask(desk, it)
    copies.touch(desk.tx, it.about)
    return recorded(it, "reopened", by=by)


def _close(desk: Desk, it: FindingAt, *, by: int | None, how: str) -> None:
    it = move(desk, it, "closed", closed_by=by, closed_at=desk.ms)
    watch.end_all(desk, it)
    desk.audit("finding.closed", it.about, person=by, org=it.org, how=how)
    copies.touch(desk.tx, it.about)


def put_off(desk: Desk, subject: str, *, by: int, until: date | None, reason: str) -> Notice:
    """延期整改: another day, with the reason; the desk hears of it. Raises Refused."""
    it = _mine(desk, subject, by=by)
    if it.secret:
        raise Refused("finding.not_yours")
    if until is None or until <= desk.today:
        raise Refused("finding.date")
    if not reason.strip():
        raise Refused("finding.reason_missing")
    old = it.row.limit_on
    it = move(desk, it, "open", limit_on=until.isoformat(), note=reason.strip()[:WORDS])
    for row in watch.running(desk, it):
        watch.let_go(desk, it, row)
    watch.start(desk, it, "finding.limited", on=until)
    desk.audit("finding.put_off", it.about, person=by, org=it.org, old=old, new=it.row.limit_on)
    for person in desk_people(desk, it.org):
        if person != by:
            tell(
                desk,
                Notice(
                    "finding.put_off",
                    person,
                    it.about,
                    str(it.row.revision),
                    {"until": until.isoformat(), "by": subjects.name_of(desk, by)},
                    priority=6,
                    not_before=remind.next_slot(desk, it.org, person),
                ),
            )
    copies.touch(desk.tx, it.about)
    return recorded(it, "put_off", by=by, day=until.isoformat())


def none(desk: Desk, subject: str, *, by: int, reason: str) -> Notice:
    """不属实: the desk, or of a leak its guards, say that it is none; its unit may not. Raises Refused."""
    it = hold(desk, subject)
    if not (by in guards(desk, it.org) if it.secret else at_desk(desk, it, by)):
        raise Refused("finding.not_at_desk")
    if it.state not in findings.OPEN:
        raise Refused("finding.not_open", number=it.number)
    if not reason.strip():
        raise Refused("finding.reason_missing")
    it = move(desk, it, "dropped", note=reason.strip()[:WORDS], closed_by=by, closed_at=desk.ms)
    watch.end_all(desk, it)
    desk.audit("finding.dropped", it.about, person=by, org=it.org)
    copies.touch(desk.tx, it.about)
    return recorded(it, "none", by=by)
