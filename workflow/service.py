"""The service itself: its heartbeat, a gap in it, and what is forgotten after its time."""

from storage import attempts, clocks, dialogues, errands, inbox, meta, people, tokens
from storage import review as seats
from workflow import page, subjects
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
    """After a gap, whoever has an open card hears once that a tap may be lost; the card stands."""
    last = meta.get(desk.tx, BEAT)
    beat(desk)
    if last is None or desk.ms - int(last) < GAP_S * 1000:
        return
    desk.audit("service.gap", "service", person=None, org=None, since=int(last))
    facts = {"from": desk.iso(int(last)), "to": desk.iso(desk.ms)}
    for person in waiting(desk):
        tell(desk, Notice("service.gap", person, "service", last, facts, priority=3))


def waiting(desk: Desk) -> list[int]:
    """Everybody who has an open seat."""
    found: set[int] = set()
    for org in subjects.organisations(desk):
        for post in people.roster(desk.tx, org.id, on=desk.today_on):
            if post.bound and seats.seats_open(desk.tx, post.person_id):
                found.add(post.person_id)
    return sorted(found)


def tidy(desk: Desk) -> None:
    """Raw messages after 30 days, spent tokens and counted tries: gone. Evidence stays."""
    inbox.purge(desk.tx, before=desk.ms_after(days=-BODIES_DAYS))
    tokens.purge(desk.tx, before=desk.ms_after(days=-BODIES_DAYS))
    errands.purge(desk.tx, before=desk.ms_after(days=-BODIES_DAYS))
    clocks.purge(desk.tx, before=desk.ms_after(days=-BODIES_DAYS))
    dialogues.purge(desk.tx, before=desk.ms)
    attempts.purge(desk.tx, before=desk.ms_after(days=-TRIES_DAYS))
    page.tidy(desk)
