"""The steps of an item in its record: who sat, what they signed, ticked and decided. Reads only."""

from typing import Any

from rules.approval import PlannedStep
from storage import delegations, people
from storage import review as seats
from workflow import external, seat, seating, subjects
from workflow.desk import Desk
from workflow.subjects import Item

SECRECY = "secrecy."


def steps(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Every step that was opened, void and repeated ones too, in the order of round and route."""
    decided: dict[int, list[Any]] = {}
    for row in seats.decisions_of(desk.tx, item.id):
        decided.setdefault(row.step_id, []).append(row)
    asked = delegations.of_item(desk.tx, item.id)
    told = []
    for row in seats.steps_of(desk.tx, item.id):
        step = _planned(desk, item, row)
        role = item.regime.roles.get(row.role)
        label = seating.step_label(desk, item, step) if step is not None else role
        sitting = seats.seats_of(desk.tx, row.id)
        told.append(
            {
                "id": row.id,
                "round": row.round,
                "attempt": row.attempt,
                "position": row.position,
                "key": row.key,
                "role": row.role,
                "label": label.zh_CN if label is not None else row.role,
                "external": step.external.zh_CN if step is not None and step.external is not None else "",
                "proof": external.proof_of(desk, item, row.id),
                "stage": step.stage if step is not None else "",
                "cite": step.rule.cite if step is not None else "",
                "says": step.rule.says.zh_CN if step is not None else "",
                "signed": step.sign.zh_CN if step is not None else "",
                "quorum": row.quorum,
                "state": row.state,
                "content_hash": row.content_hash,
                "opened_at": desk.iso(row.opened_at),
                "closed_at": desk.iso(row.closed_at),
                "decided_by": None
                if row.decided_by is None
                else {"id": row.decided_by, "name": subjects.signed(desk, row.decided_by, row.decided_for)},
                "seats": [
                    {
                        "id": one.id,
                        "person": one.person_id,
                        "sits_for": one.sits_for,
                        "name": subjects.signed(desk, one.person_id, one.sits_for),
                        "state": one.state,
                    }
                    for one in sitting
                ],
                "decisions": [_decision(desk, item, one) for one in decided.get(row.id, [])],
                "opinions": [
                    {
                        "seat": one.seat_id,
                        "person": one.to_id,
                        "name": one.to_name,
                        "asked_by": one.giver_name,
                        "words": one.words,
                        "opinion": one.opinion,
                        "at": desk.iso(one.answered_at),
                    }
                    for one in asked
                    if one.step_id == row.id and one.state == "given"
                ],
                "ticks": _ticks(desk, item, row.id, {one.id: one for one in sitting}),
            }
        )
    return told


def _planned(desk: Desk, item: Item, row: Any) -> PlannedStep | None:
    """The step as the item took it: by the content that was judged there, and the role that sat there."""
    judged = item
    if row.content_hash != item.version.hash:
        judged = subjects.as_judged(item, seat.version_of(desk, item, row.content_hash))
    planned = [step for step in seating.plan(desk, judged) if step.key == row.key]
    return planned[0] if planned else None


def _decision(desk: Desk, item: Item, row: Any) -> dict[str, Any]:
    ground = next((line for line in item.regime.withholding if line.key == row.ground), None)
    posts = people.memberships(desk.tx, row.person_id, on=desk.at(row.at).date().isoformat())
    return {
        "seat": row.seat_id,
        "person": row.person_id,
        "sits_for": row.sits_for,
        "name": subjects.signed(desk, row.person_id, row.sits_for),
        "posts": [{"office": post.office_name, "role": post.role} for post in posts],
        "verdict": row.verdict,
        "reason": row.reason,
        "paper_on": row.paper_on,
        "ground": "" if ground is None else ground.text.zh_CN,
        "ground_cite": "" if ground is None else ground.cite,
        "content_hash": row.content_hash,
        "at": desk.iso(row.at),
        "undone_at": desk.iso(row.undone_at),
    }


def _ticks(desk: Desk, item: Item, step_id: int, sitting: dict[int, Any]) -> list[dict[str, Any]]:
    """Each line that was answered at the step, with its article, by whom and when."""
    lines = {f"{SECRECY}{aspect.key}": aspect for aspect in item.regime.secrecy.aspects}
    lines |= item.regime.acts
    told = []
    for row in seats.ticks_of(desk.tx, item.about, step_id=step_id):
        line = lines.get(row.line)
        by = sitting.get(row.seat_id)
        told.append(
            {
                "line": row.line,
                "label": line.text.zh_CN if line is not None else row.line,
                "cite": line.cite if line is not None else "",
                "value": row.value,
                "seat": row.seat_id,
                "person": None if by is None else by.person_id,
                "name": "" if by is None else by.name,
                "evidence": row.evidence,
                "at": desk.iso(row.at),
            }
        )
    return told
