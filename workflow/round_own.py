"""读网 of one's own accord: the checklist that is open for somebody, else one before it is asked for."""

from workflow import duty, round_open
from workflow.desk import Desk, Refused
from workflow.notices import Notice
from workflow.round import OPEN, mine


def show(desk: Desk, *, by: int, occasion: str) -> Notice:
    """The open checklist, in one's own chat; where a duty counts so many readings, a new one of today.

    Raises Refused where there is none to read.
    """
    try:
        it = mine(desk, by=by)
    except Refused:
        it = None
    if it is not None and it.state == OPEN:
        return Notice("duty.asked", by, it.about, occasion)
    for roster in duty.of_org(desk, duty.org_of(desk, by)):
        if roster.cadence.is_daily or by not in (*roster.rotation.readers, *roster.rotation.stand_ins):
            continue
        made = _begin(desk, roster, by=by)
        if made is not None:
            return Notice("duty.asked", by, f"round:{made}", occasion)
    raise Refused("duty.none_open")


def _begin(desk: Desk, roster: duty.Roster, *, by: int) -> int | None:
    """A reading of today; None where today has one."""
    shift = round_open.as_shift(desk, roster, by=by)
    return round_open.open_round(desk, roster, [shift], reader=by)
