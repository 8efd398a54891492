"""Is what somebody wants to do about an item switched on here, and which posts give them a say in it?"""

from rules import verbs
from rules.regime import Regime
from storage import people
from workflow.desk import Desk, Refused
from workflow.subjects import Item


def allow(regime: Regime, verb: str) -> None:
    """Raises Refused (``verb.off``) where this regime has the verb switched off."""
    found = verbs.refused(regime, verb)
    if found is not None:
        raise Refused(found.code, **found.data)


def roles_of(desk: Desk, item: Item, *, person: int) -> frozenset[str]:
    """A person's roles as they concern the item: head and liaison of its own unit, all others anywhere."""
    own = ("head", "liaison")
    return frozenset(
        post.role
        for post in people.memberships(desk.tx, person, on=desk.today_on)
        if post.org_id == item.org and (post.role not in own or post.office_id == item.row.office_id)
    )
