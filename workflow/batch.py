"""批量同意: several routine approvals in one act, each hashed, decided and recorded by itself.

Never the secrecy step, never an important item, never a return. What was offered is what is approved: an item
whose content has changed since is left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rules import batch as rules
from rules.model import Verdict
from storage import review as seats
from workflow import content, review, seat, seating, subjects, verbs, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain

plain("batch.recorded")


def offer(desk: Desk, *, by: int) -> Notice:
    """批量同意: the routine items that wait for this person. Raises Refused where there are none."""
    held = _waiting(desk, by)
    for row in held:
        verbs.allow(subjects.load(desk, row.item_id).regime, "batch")
    routine = [row for row in held if _why_not(desk, row) is None][: rules.MOST]
    if not routine:
        raise Refused("batch.none")
    facts = {"seats": {str(row.seat_id): row.content_hash for row in routine}}
    return Notice("batch.offer", by, f"batch:{by}", facts=facts)


def approve(desk: Desk, *, by: int, offered: Mapping[str, str]) -> Notice:
    """The seats that were offered (id → content hash), or those of them that were ticked, are approved.

    Raises Refused where none of them waits unchanged any more.
    """
    still = {str(row.seat_id): row for row in _waiting(desk, by)}
    rows = [
        still[id_]
        for id_, digest in offered.items()
        if id_ in still and still[id_].content_hash == digest and _why_not(desk, still[id_]) is None
    ]
    if not rows:
        raise Refused("batch.none")
    verbs.allow(subjects.load(desk, rows[0].item_id).regime, "batch")
    for row in sorted(rows, key=lambda row: int(row.item_id))[: rules.MOST]:  # one order for everybody
        review.decide(
            desk,
            f"seat:{row.seat_id}",
            by=by,
            verdict=Verdict.APPROVED,
            content_hash=row.content_hash,
        )
    return Notice(
        "batch.recorded",
        by,
        f"batch:{by}",
        facts={
            "n": len(rows),
            "left": len(offered) - len(rows),
            "numbers": [row.number for row in rows],
            "minutes": desk.house.policy.undo_minutes,
        },
    )


def coded(desk: Desk, codes: Sequence[str], *, by: int, who: str) -> dict[str, str]:
    """The seats that these short codes name, as ``approve`` takes them. Raises Refused for an unknown one and
    for one that is no routine.
    """
    found: dict[str, str] = {}
    for code in codes:
        subject = seat.by_code(desk, code, person=by, who=who)
        held = seat.held_by(desk, subject, by=by)
        if (why := _why_not(desk, held)) is not None:
            raise Refused("batch.not_routine", number=held.number, why=why)
        found[str(held.seat_id)] = str(held.content_hash)
    return found


def _waiting(desk: Desk, person: int) -> list[Any]:
    return [
        row
        for row in seats.seats_open(desk.tx, person)
        if row.item_state == "review" and seat.reviews(desk, row) and row.content_hash == row.version_hash
    ]


def _why_not(desk: Desk, held: Any) -> str | None:
    """Why this seat's item is looked at by itself."""
    item = subjects.load(desk, held.item_id)
    step = next((one for one in seating.plan(desk, item) if one.key == held.step_key), None)
    if step is None:
        return "again"
    found = content.facts(desk, item)
    return rules.left_out(
        rules.BatchFacts(
            ticks=bool(item.regime.ticks(step.acts)),
            external=step.external is not None,
            important=bool(item.row.important),
            blocks=bool(found["blocks"]) and not found["passed"],
            round=int(item.row.round),
        )
    )


def _offered(desk: Desk, said: Notice) -> list[Any]:
    offered = said.facts["seats"]
    return [
        row
        for row in _waiting(desk, said.reader)
        if offered.get(str(row.seat_id)) == row.content_hash and _why_not(desk, row) is None
    ]


def _moot(desk: Desk, said: Notice) -> str | None:
    return None if _offered(desk, said) else "step_closed"


@notice("batch.offer", moot=_moot)
def offer_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What would be approved together, and how many others are to be looked at one by one."""
    rows = []
    found = _offered(desk, said)
    for held in found:
        item = subjects.load(desk, held.item_id)
        deadlines = watch.deadlines(desk, item)
        rows.append(
            {
                "seat": str(held.seat_id),
                "hash": held.content_hash,
                "code": held.code,
                "number": item.row.number,
                "title": item.content.title or item.row.title,
                "office": item.row.office_name,
                "days_left": deadlines[0]["days_left"] if deadlines else None,
            }
        )
    return {"rows": rows, "others": len(_waiting(desk, said.reader)) - len(found)}
