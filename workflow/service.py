"""The service itself: its heartbeat, a gap in it, and what is forgotten after its time."""

from storage import attempts, clocks, dialogues, errands, inbox, meta, pace, tokens
from workflow import page, reach
from workflow.desk import Desk
from workflow.notices import Notice, plain, tell

BEAT = "service.beat"
GAP_S = 120  # a tap lives 150 seconds at Telegram: beyond this one may be lost
BODIES_DAYS = 30
TRIES_DAYS = 2
plain("service.gap")


def beat(desk: Desk) -> None:
    """Note that the service runs."""
    meta.put(desk.tx, BEAT, str(desk.ms))


def came_back(desk: Desk) -> None:
    """After a gap, whoever has an open card hears once that a tap may be lost; a card that stands, stands.

    What was given up meanwhile is sent after all, and an open card of which no copy is known stands anew.
    """
    last = meta.get(desk.tx, BEAT)
    beat(desk)
    if last is None or desk.ms - int(last) < GAP_S * 1000:
        return
    desk.audit("service.gap", "service", person=None, org=None, since=int(last))
    facts = {"from": desk.iso(int(last)), "to": desk.iso(desk.ms)}
    for person in reach.whoever_waits(desk):
        tell(desk, Notice("service.gap", person, "service", last, facts, priority=2))
    reach.make_up(desk)


def tidy(desk: Desk) -> None:
    """Raw messages after 30 days, spent tokens and counted tries: gone. Evidence stays."""
    inbox.purge(desk.tx, before=desk.ms_after(days=-BODIES_DAYS))
    tokens.purge(desk.tx, before=desk.ms_after(days=-BODIES_DAYS))
    errands.purge(desk.tx, before=desk.ms_after(days=-BODIES_DAYS))
    clocks.purge(desk.tx, before=desk.ms_after(days=-BODIES_DAYS))
    dialogues.purge(desk.tx, before=desk.ms)
    attempts.purge(desk.tx, before=desk.ms_after(days=-TRIES_DAYS))
    pace.forget(desk.tx, before=desk.ms_after(days=-TRIES_DAYS))
    page.tidy(desk)
