"""撤回 after the last approval and before anything is done on the site: the hand-over is void.

The item is its submitter's again, and when it comes back it is judged from the first step.
"""

from typing import Any

from storage import copies, items, outbox
from storage import review as seats
from workflow import publish, seat, seating, subjects, verbs, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, tell
from workflow.subjects import Item

ASKED = "publish.asked"


def recall(desk: Desk, item: Item, *, by: int) -> None:
    """``by`` is the submitter. Whoever was asked to publish hears at once not to, at any hour.

    Raises Refused once the web administrator has done something about it.
    """
    verbs.allow(item.regime, "recall")
    if publish.begun(item):
        raise Refused("item.begun", number=item.row.number)
    if not items.move(
        desk.tx,
        item.id,
        from_states=("handover",),
        to_state="withdrawn",
        revision=item.row.revision,
        approved_at=None,
    ):
        raise Refused("item.not_withdrawable", number=item.row.number, state=item.row.state)
    desk.audit("item.recalled", item.about, person=by, org=item.org, content=item.version.hash)
    for step in seating.open_steps(desk, item).values():
        _stop(desk, item, step.id)
        seat.void_step(desk, step.id)
    watch.void(desk, item, "item.approved")
    copies.touch(desk.tx, item.about)


def _stop(desk: Desk, item: Item, step_id: int) -> None:
    """Who has not heard of it yet never does; who has is told not to publish."""
    waiting = [
        place.person_id
        for place in seats.seats_of(desk.tx, step_id)
        if outbox.is_waiting(desk.tx, person=place.person_id, subject=item.about, kind=ASKED)
    ]
    outbox.supersede(desk.tx, subject=item.about, kinds=(ASKED,))
    facts = {"by": {"name": item.row.submitter_name, "at": desk.iso(desk.ms)}}
    for place in seats.seats_of(desk.tx, step_id):
        if place.state == "open" and place.person_id not in waiting:
            tell(
                desk,
                Notice("item.recalled", place.person_id, item.about, f"step:{step_id}", facts, priority=1),
            )


@notice("item.recalled")
def recalled_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is not to be published, and who took it back."""
    return {**said.facts, "item": subjects.told(desk, subjects.load(desk, said.id))}
