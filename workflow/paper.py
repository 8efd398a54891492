"""纸质签批 and 补录: what a seat decided on paper is entered by the office with its scan; a second confirms.

Then it is a decision like any other, but for the day that its clocks count: that of the paper.
"""

from datetime import date
from typing import Any

from rules import paper as rules
from rules.model import Refusal, Verdict
from storage import papers, people, uploads
from storage import review as seats
from workflow import gathered, review, seating, subjects, verbs
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import Item

FETCHED_S = 60  # by then the scan has been fetched
WHY = ("paper", "outage")
plain("paper.ask_scan", "paper.recorded")


def enter(
    desk: Desk, item_id: int, *, by: int, signer: str, on: date, returned: str | None, why: str = "paper"
) -> tuple[int, Notice]:
    """What somebody signed on that day, agreed unless ``returned`` gives the reason; the paper's id, and the
    question for its scan.

    Raises Refused for others than the office, an impossible day, and for somebody who is not asked now.
    """
    item = subjects.hold(desk, item_id)
    verbs.allow(item.regime, "paper")
    place, step = _seat(desk, item, signer)
    facts = rules.PaperFacts(
        signer=place.person_id,
        submitter=item.row.submitter_id,
        on=on,
        today=desk.today,
        earliest=item.content.formed_on,
        roles=verbs.roles_of(desk, item, person=by),
    )
    if (refusal := rules.enter(facts, by=by)) is not None:
        raise Refused(refusal.code, number=item.row.number, **refusal.data)
    if returned is not None and not returned.strip():
        raise Refused("review.reason_missing")
    verdict = Verdict.APPROVED if returned is None else Verdict.RETURNED
    id_ = papers.enter(
        desk.tx,
        item.id,
        seat=place.id,
        signer=place.person_id,
        verdict=verdict.value,
        reason=(returned or "").strip(),
        on=on.isoformat(),
        why=why,
        by=by,
    )
    desk.audit(
        "paper.entered",
        item.about,
        person=by,
        org=item.org,
        paper=id_,
        seat=place.id,
        step=step.id,
        signer=place.person_id,
        on=on.isoformat(),
        why=why,
    )
    return id_, Notice("paper.ask_scan", by, f"paper:{id_}", facts={"item": subjects.told(desk, item)})


def _seat(desk: Desk, item: Item, name: str) -> tuple[Any, Any]:
    """The open seat of the person of that name. Raises Refused where they are not asked now."""
    if item.row.state == "review":
        for step in seating.open_steps(desk, item).values():
            for place in seats.seats_of(desk.tx, step.id):
                if place.name == name and place.state == "open":
                    return place, step
    raise Refused("paper.not_asked", number=item.row.number, name=name)


def scanned(desk: Desk, paper_id: int, *, by: int, upload: int) -> Notice:
    """The scan came: a second person is asked to compare it. Raises Refused for a paper that is over."""
    row = papers.paper(desk.tx, paper_id)
    if row is None or row.entered_by != by or not papers.scanned(desk.tx, paper_id, upload=upload):
        raise Refused("paper.over")
    item = subjects.load(desk, row.item_id)
    asked = _confirmers(desk, item, row)
    if not asked:
        raise Refused("paper.nobody")
    for person in asked:
        leaves_at = gathered.leaves_at(desk, item, person)
        tell(
            desk,
            Notice(
                "paper.confirm",
                person,
                f"paper:{paper_id}",
                delay_s=FETCHED_S,
                not_before=leaves_at,
                priority=2,
            ),
        )
    names = [subjects.name_of(desk, person) for person in asked]
    return Notice(
        "paper.recorded", by, item.about, facts={"number": item.row.number, "names": names, "to": ""}
    )


def _confirmers(desk: Desk, item: Item, row: Any) -> list[int]:
    """Whoever may confirm it and can be reached: the signer, others of the office, else administrators."""
    for role in ("office", "administrator"):
        found = {
            held.id for held in people.holders(desk.tx, item.org, role=role, on=desk.today_on) if held.bound
        }
        if people.reachable(desk.tx, row.signer_id) is not None:
            found.add(row.signer_id)
        found -= {row.entered_by, item.row.submitter_id}
        if found:
            return sorted(found)
    return []


def confirm(desk: Desk, paper_id: int, *, by: int) -> Notice:
    """核对无误: the decision counts, its clocks from the day of the paper.

    Raises Refused for whoever entered it, for others, and as a decision would.
    """
    row, item = _open(desk, paper_id, by=by)
    held = seats.seat_facts(desk.tx, row.seat_id)
    if held is None or held.step_state != "open" or held.seat_state != "open":
        raise Refused("paper.over")
    papers.settle(desk.tx, paper_id, to="confirmed", by=by)
    desk.audit("paper.confirmed", item.about, person=by, org=item.org, paper=paper_id, seat=row.seat_id)
    if row.verdict == Verdict.APPROVED.value:
        _tick(desk, item, held)
    desk.paper_day = date.fromisoformat(row.paper_on)
    try:
        review.decide(
            desk,
            f"seat:{row.seat_id}",
            by=row.signer_id,
            verdict=Verdict(row.verdict),
            reason=row.reason,
            confirmed=True,
        )
    finally:
        desk.paper_day = None
    papers.dated(desk.tx, row.seat_id, on=row.paper_on)
    return Notice(
        "paper.recorded", by, item.about, facts={"number": item.row.number, "names": [], "to": row.verdict}
    )


def _tick(desk: Desk, item: Item, held: Any) -> None:
    """What is ticked at the step was signed with it."""
    step = next((one for one in seating.plan(desk, item) if one.key == held.step_key), None)
    for line in () if step is None else item.regime.ticks(step.acts):
        seats.tick(
            desk.tx,
            item.about,
            line=line,
            value="ok",
            step_id=held.step_id,
            seat_id=held.seat_id,
            evidence='{"paper":true}',
        )


def refuse(desk: Desk, paper_id: int, *, by: int) -> Notice:
    """不符: the paper does not say so; nothing was decided, and whoever entered it hears."""
    row, item = _open(desk, paper_id, by=by)
    papers.settle(desk.tx, paper_id, to="refused", by=by)
    desk.audit("paper.refused", item.about, person=by, org=item.org, paper=paper_id)
    facts = {"by": {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)}}
    tell(desk, Notice("paper.refused", row.entered_by, f"paper:{paper_id}", "", facts, priority=2))
    return Notice(
        "paper.recorded", by, item.about, facts={"number": item.row.number, "names": [], "to": "refused"}
    )


def _open(desk: Desk, paper_id: int, *, by: int) -> tuple[Any, Item]:
    row = papers.paper(desk.tx, paper_id)
    if row is None or row.state != "waiting":
        raise Refused("paper.over")
    item = subjects.hold(desk, row.item_id)
    found = rules.confirm(
        by=by,
        entered_by=row.entered_by,
        signer=row.signer_id,
        submitter=item.row.submitter_id,
        roles=verbs.roles_of(desk, item, person=by),
    )
    if isinstance(found, Refusal):
        raise Refused(found.code, number=item.row.number)
    return row, item


def _facts(desk: Desk, paper_id: int) -> dict[str, Any]:
    row = papers.paper(desk.tx, paper_id)
    if row is None:
        raise Refused("paper.over")
    item = subjects.load(desk, row.item_id)
    held = seats.seat_facts(desk.tx, row.seat_id)
    scan = None if row.upload_id is None else uploads.upload(desk.tx, row.upload_id)
    label = "" if held is None else seating.label(desk, item, key=held.step_key, role=held.step_role).data()
    files = [] if scan is None else [scan]
    return {
        "item": subjects.told(desk, item),
        "step": label,
        "signer": subjects.name_of(desk, row.signer_id),
        "on": row.paper_on,
        "verdict": row.verdict,
        "reason": row.reason,
        "why": row.why,
        "entered": {"name": subjects.name_of(desk, row.entered_by), "at": desk.iso(row.entered_at)},
        "files": [
            {
                "name": one.name,
                "size": one.size,
                "type": one.type or "",
                "sha256": one.sha256 or "",
                "state": one.state,
                "preview": one.preview,
            }
            for one in files
        ],
    }


def _moot(desk: Desk, said: Notice) -> str | None:
    row = papers.paper(desk.tx, said.id)
    return None if row is not None and row.state == "waiting" else "settled"


@notice("paper.confirm", moot=_moot)
def confirm_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What was entered, with the scan to compare."""
    return {**_facts(desk, said.id), "paper": said.id}


@notice("paper.refused")
def refused_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Who found that the paper says something else."""
    return {**_facts(desk, said.id), **said.facts}


def told(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Every paper of the item for its record."""
    return [
        {
            "seat": row.seat_id,
            "signer": subjects.name_of(desk, row.signer_id),
            "on": row.paper_on,
            "verdict": row.verdict,
            "why": row.why,
            "state": row.state,
            "entered_by": subjects.name_of(desk, row.entered_by),
            "entered_at": desk.iso(row.entered_at),
            "confirmed_by": subjects.name_of(desk, row.confirmed_by),
            "confirmed_at": desk.iso(row.confirmed_at),
            "scan": scan.sha256 if (scan := _scan(desk, row)) is not None else None,
        }
        for row in papers.papers_of(desk.tx, item.id)
    ]


def _scan(desk: Desk, row: Any) -> Any:
    return None if row.upload_id is None else uploads.upload(desk.tx, row.upload_id)
