"""What else happens to an item on its way: 催办."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from handlers.submit import item_of
from workflow import lookup, urging
from workflow.desk import Desk, Refused


def named(said: Said, desk: Desk) -> tuple[int, str]:
    """The item that a number or its tail names, and what follows it."""
    number, _, rest = said.rest.partition(" ")
    if not number:
        raise Refused("lookup.usage")
    return lookup.find_one(desk, number, by=said.by.id).id, rest.strip()


@button("item.urge")
def urge(tap: Tap, desk: Desk) -> Answer:
    """催办."""
    return urging.urge(desk, item_of(tap.subject), by=tap.by.id)


@command("urge", "催", "催办", listed=False)
def urge_by_number(said: Said, desk: Desk) -> Answer:
    """催 编号."""
    item, _ = named(said, desk)
    return urging.urge(desk, item, by=said.by.id)
