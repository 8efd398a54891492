"""Bodies outside the house: whoever sits has them decide, and records it with a number or a scan as proof."""

import json
from typing import Any

from rules.model import Verdict
from rules.route import PROOF
from storage import review as seats
from storage.canon import json_text
from workflow import review, seat, seating, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain
from workflow.subjects import Item

PROOF_MAX = 200  # characters
plain("external.ask_proof", "external.scan_coming")


def body_of(desk: Desk, item: Item, key: str) -> str:
    """The body outside that decides at this step; "" where the house itself does."""
    step = next((step for step in seating.plan(desk, item) if step.key == key), None)
    return "" if step is None or step.external is None else step.external.get(desk.lang)


def proof_of(desk: Desk, item: Item, step_id: int) -> str:
    """The number that was recorded, or the scan's name; "" while there is neither."""
    rows = seats.ticks_of(desk.tx, item.about, step_id=step_id)
    found = [json.loads(row.evidence) for row in rows if row.line == PROOF and row.evidence]
    return str(found[-1].get("number") or found[-1].get("name", "")) if found else ""


def is_asked(desk: Desk, subject: str, *, by: int) -> bool:
    """Does this seat record what a body outside decides? Raises Refused for somebody else's."""
    held = seat.held_by(desk, subject, by=by)
    return bool(body_of(desk, subjects.load(desk, held.item_id), held.step_key))


def ask(desk: Desk, subject: str, *, by: int, content_hash: str | None) -> Notice:
    """登记结果: the next words are the number, or the next file is the scan."""
    review.may_decide(desk, subject, by=by, content_hash=content_hash)
    held, item = _recording(desk, subject, by=by)
    facts = {**seat.named(desk, subject), "body": body_of(desk, item, held.step_key)}
    return Notice("external.ask_proof", by, subject, facts=facts)


def record(desk: Desk, subject: str, *, by: int, number: str, content_hash: str | None = None) -> Notice:
    """The body agreed: its number is the proof, and the step is approved with it.

    Raises Refused without a number, for one that is too long, and as a decision would.
    """
    held, item = _recording(desk, subject, by=by)
    number = number.strip()
    if not number:
        raise Refused("review.proof_missing", number=item.row.number)
    if len(number) > PROOF_MAX:
        raise Refused("text.too_long", limit=PROOF_MAX, label={"zh_CN": "凭证", "en": "proof"})
    if held.step_state == "open" and item.row.state == "review":
        _tick(desk, held, item, by=by, evidence={"number": number})
    return review.decide(desk, subject, by=by, verdict=Verdict.APPROVED, content_hash=content_hash)


def scanned(desk: Desk, subject: str, *, by: int, upload: int, name: str) -> None:
    """A scan has arrived as proof: the card offers 同意 now. Nothing where the step is over by then."""
    held = seats.seat_facts(desk.tx, int(subject.rpartition(":")[2]))
    if held is None or held.person_id != by or held.step_state != "open" or held.item_state != "review":
        return
    _tick(desk, held, subjects.hold(desk, held.item_id), by=by, evidence={"upload": upload, "name": name})


def _recording(desk: Desk, subject: str, *, by: int) -> tuple[Any, Item]:
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    if not body_of(desk, item, held.step_key):
        raise Refused("review.superseded", number=item.row.number)
    return held, item


def _tick(desk: Desk, held: Any, item: Item, *, by: int, evidence: dict[str, Any]) -> None:
    seats.tick(
        desk.tx,
        item.about,
        line=PROOF,
        value="ok",
        step_id=held.step_id,
        seat_id=held.seat_id,
        evidence=json_text(evidence),
    )
    desk.audit(
        "external.recorded",
        item.about,
        person=by,
        org=item.org,
        step=held.step_id,
        key=held.step_key,
        by_scan="upload" in evidence,
        content=held.content_hash,
    )
    seat.redraw_step(desk, held)
    seat.redraw_before(desk, item, step=held.step_id)
