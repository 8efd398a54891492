"""建议改写: the office proposes wording; one tap of the liaison takes it."""

from typing import Any

from storage import audit, copies
from storage.canon import json_value
from workflow import draft, filling, review, seat, subjects, submit
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import EDITABLE, Item

plain("review.ask_wording", "proposal.declined")


def propose(desk: Desk, subject: str, *, by: int, field: str, text: str, occasion: str) -> Notice:
    """建议改写: the office proposes wording; one tap of the liaison accepts it."""
    review.may_decide(desk, subject, by=by, content_hash=None)
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    line = item.line(field)
    if line is None:  # a special matter may have no text
        raise Refused("draft.field_unknown")
    filling.read(desk, item, line, text)  # refused here, where the office can mend it
    tell(
        desk,
        Notice(
            "submit.proposal",
            item.row.submitter_id,
            item.about,
            occasion,
            {
                "by": {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)},
                "field": field,
                "person": by,
                "version": item.version.id,
                "label": line.text.data(),
                "before": str(item.content.data()[field] or ""),
                "after": text,
            },
        ),
    )
    desk.audit("review.proposed", item.about, person=by, org=item.org, field=field)
    return Notice("done", by, subject)


def accept(desk: Desk, subject: str, *, by: int, proposal: str) -> str:
    """采用: the proposed wording becomes a new version, judged again as the regime has it. The number."""
    item_id = int(subject.rpartition(":")[2])
    item = subjects.hold(desk, item_id)
    offer = _offer(desk, item, proposal, by=by)
    if item.row.state == "review":
        submit.withdraw(desk, item_id, by=by)
    draft.set_field(desk, item_id, by=by, name=str(offer["field"]), value=str(offer["after"]))
    desk.audit("proposal.accepted", subject, person=by, org=item.org, proposal=proposal)
    return submit.submit(desk, item_id, by=by)


def decline(desk: Desk, subject: str, *, by: int, proposal: str) -> None:
    """不采用: the office is told."""
    item = subjects.hold(desk, int(subject.rpartition(":")[2]))
    offer = _offer(desk, item, proposal, by=by)
    desk.audit("proposal.declined", subject, person=by, org=item.org, proposal=proposal)
    copies.touch(desk.tx, subject)
    tell(
        desk,
        Notice(
            "proposal.declined",
            int(offer["person"]),
            subject,
            proposal,
            {"item": subjects.told(desk, item), "label": offer["label"]},
        ),
    )


def newest(desk: Desk, item_id: int) -> str:
    """The proposal that a liaison answers in words: the latest that was made about the item."""
    item = subjects.load(desk, item_id)
    made = [row.occasion for row in copies.of(desk.tx, item.about) if row.kind == "submit.proposal"]
    if not made:
        raise Refused("review.superseded", number=item.row.number)
    return str(made[-1])


def _offer(desk: Desk, item: Item, proposal: str, *, by: int) -> dict[str, Any]:
    """What was proposed to this liaison. Raises Refused once it is answered or the text has moved on."""
    offer = _proposal(desk, item.about, proposal)
    if item.row.submitter_id != by:
        raise Refused("item.unknown")
    if item.version.id != offer["version"] or proposal in _answers(desk, item.about):
        raise Refused("review.superseded", number=item.row.number)
    return offer


def _answers(desk: Desk, about: str) -> dict[str, str]:
    """What became of each proposal about an item."""
    return {
        json_value(row.data)["proposal"]: row.act
        for row in audit.tail(desk.tx, limit=50, subject=about)
        if row.act in ("proposal.accepted", "proposal.declined")
    }


def _proposal(desk: Desk, subject: str, occasion: str) -> dict[str, Any]:
    for row in copies.of(desk.tx, subject):
        if row.kind == "submit.proposal" and row.occasion == occasion:
            return dict(json_value(row.facts))
    raise Refused("token.unknown")


@notice("submit.proposal", live=True)
def proposal_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The proposed wording beside the present one."""
    item = subjects.load(desk, said.id)
    if (left := subjects.left_to(desk, item, said.person)) is not None:
        return left
    facts = dict(said.facts)
    still = item.row.state in (*EDITABLE, "review") and item.version.id == facts["version"]
    outcome = {"proposal.accepted": "accepted", "proposal.declined": "declined"}.get(
        _answers(desk, said.about).get(said.occasion, "")
    )
    return {
        "item": subjects.told(desk, item),
        "by": facts["by"],
        "label": subjects.text_of(facts["label"], desk.lang),
        "field": facts["field"],
        "before": facts["before"],
        "after": facts["after"],
        "proposal": said.occasion,
        "outcome": outcome,
        "open": still and outcome is None,
    }
