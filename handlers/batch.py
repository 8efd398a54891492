"""批量同意: routine approvals together, from the merged card or in words."""

from handlers.acts import Tap
from handlers.routing import Answer, button
from workflow import batch, seat
from workflow.desk import Desk
from workflow.notices import Notice


@button("batch.offer")
def offer(tap: Tap, desk: Desk) -> Answer:
    """批量同意: what may be approved together."""
    return batch.offer(desk, by=tap.by.id)


@button("batch.pick")
def pick(tap: Tap, desk: Desk) -> Answer:
    """One of them is looked at by itself first."""
    seat.held_by(desk, f"seat:{tap.args['line']}", by=tap.by.id)
    return Notice("review.asked", tap.by.id, f"seat:{tap.args['line']}", tap.occasion)


@button("batch.approve")
def approve(tap: Tap, desk: Desk) -> Answer:
    """同意以上: all that were offered, or those that were ticked on a list."""
    offered = {id_: digest for id_, digest in tap.args.items() if id_.isdecimal()}
    if "lines" in tap.args:
        ticked = {one.get("line", "") for one in tap.chosen}
        offered = {id_: digest for id_, digest in offered.items() if id_ in ticked}
    return batch.approve(desk, by=tap.by.id, offered=offered)
