"""不予公开: a reviewer finds that the item may not be published, on a ground of the law. That is its end.

Its promises end with it; the office may restore it (workflow/restoring.py).
"""

from typing import Any

from rules.parts import Line
from storage import items
from storage import review as seats
from storage.sql import must
from workflow import external, gathered, seat, seating, subjects, verbs, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import Item

plain("withhold.ask_reason")


def may(desk: Desk, item: Item, held: Any) -> bool:
    """Is it this seat's to say? Nobody says it alone where several decide, or for a body outside."""
    return (
        item.regime.allows("withhold")
        and bool(item.regime.withholding)
        and held.quorum == "any"
        and not external.body_of(desk, item, held.step_key)
    )


def grounds(desk: Desk, subject: str, *, by: int) -> Notice:
    """不予公开, first tap: the grounds of the law. Raises Refused where it is not this seat's to say."""
    allowed(desk, seat.held_by(desk, subject, by=by))
    return Notice("withhold.grounds", by, subject)


def allowed(desk: Desk, held: Any) -> Item:
    """The item of a seat that may withhold it. Raises Refused otherwise."""
    item = subjects.load(desk, held.item_id)
    verbs.allow(item.regime, "withhold")
    if not may(desk, item, held):
        raise Refused("withhold.not_here", number=item.row.number)
    return item


def ask_reason(desk: Desk, subject: str, *, by: int, ground: str) -> Notice:
    """The ground was chosen: the next words are the reason."""
    item = allowed(desk, seat.held_by(desk, subject, by=by))
    line = ground_of(item, ground)
    facts = {**seat.named(desk, subject), "ground": line.text.data(), "cite": line.cite}
    return Notice("withhold.ask_reason", by, subject, facts=facts)


def ground_of(item: Item, word: str) -> Line:
    """The ground of this key, name or place in the list. Raises Refused for an unknown one."""
    for n, line in enumerate(item.regime.withholding, 1):
        if word in (line.key, line.text.zh_CN, line.text.en, str(n)):
            return line
    told = [line.text.data() for line in item.regime.withholding]
    raise Refused("withhold.ground_unknown", allowed=told)


def end(desk: Desk, item: Item, held: Any, *, ground: Line, reason: str, by: int) -> None:
    """The decision is made, its step closed: the item ends, its promises with it, and the submitter hears."""
    if not items.move(
        desk.tx, item.id, from_states=("review",), to_state="withheld", revision=item.row.revision
    ):
        raise Refused("review.withdrawn", number=item.row.number)
    for row in seating.open_steps(desk, item).values():  # what others were asked beside it
        seat.void_step(desk, row.id)
    seats.grounded(desk.tx, held.step_id, seat_id=held.seat_id, ground=ground.key)
    watch.end_all(desk, item)
    who = item.row.submitter_id
    tell(
        desk,
        Notice(
            "submit.withheld",
            who,
            item.about,
            f"step:{held.step_id}",
            {
                "by": {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)},
                "step": seating.label(desk, item, key=held.step_key, role=held.step_role).data(),
                "ground": ground.text.data(),
                "cite": ground.cite,
                "reason": reason,
            },
            delay_s=desk.house.policy.hand_on_seconds,
            not_before=gathered.leaves_at(desk, item, who),
            priority=2,
        ),
    )


def _binds(desk: Desk, said: Notice) -> tuple[int | None, str | None]:
    held = seats.seat_facts(desk.tx, said.id)
    return (None, None) if held is None else (held.seat_id, held.content_hash)


@notice("withhold.grounds", binds=_binds)
def grounds_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The grounds, each with its article."""
    held = must(seats.seat_facts(desk.tx, said.id))
    item = subjects.load(desk, held.item_id)
    return {
        "item": subjects.told(desk, item),
        "code": held.code,
        "grounds": [
            {"key": line.key, "label": line.text.data(), "cite": line.cite}
            for line in item.regime.withholding
        ],
    }


def _moot(desk: Desk, said: Notice) -> str | None:
    return None if subjects.load(desk, said.id).row.state == "withheld" else "taken_back"


@notice("submit.withheld", moot=_moot)
def withheld_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Who decided so, on what ground, and why."""
    item = subjects.load(desk, said.id)
    return {**said.facts, "item": subjects.told(desk, item)}
