"""Whom a work group's line about what is overdue calls by name: its own people, once they had a whole day.

Nobody is named before the day ends: a promise is told to its holder in private and to the group in numbers
first. On a later day the line calls whoever has held it all that time, in the minute in which their own card
comes, and says that it came.
"""

from datetime import time
from typing import Any

from storage import clocks, orgs, outbox, people
from workflow import live, subjects, watched
from workflow.desk import Desk
from workflow.watched import Watched

CARD_S, LINE_S = 5, 35  # of one minute: the cards, then the line that says who received one


def overdue_in(desk: Desk, group: Any) -> list[tuple[Any, Watched]]:
    """What is overdue today in a group's office, each running clock with its subject."""
    room = orgs.office(desk.tx, group.office_id) if group.office_id is not None else None
    found = []
    for row in clocks.overdue(desk.tx, group.org_id, today=desk.today_on):
        it = watched.load(desk, row.subject)
        if room is None or room.kind != "unit" or room.id == it.office[0]:
            found.append((row, it))
    return found


def group_of(desk: Desk, it: Watched) -> Any | None:
    """The one group that hears of it; None where there is none."""
    own = orgs.groups_of(desk.tx, it.org, office_id=it.office[0])
    return next(iter(own or orgs.groups_of(desk.tx, it.org)), None)


def calls(desk: Desk, group: Any, clock: Any, it: Watched) -> list[int]:
    """Whom the line may call for one overdue promise: of the group's own office, holding it ever since
    it was told of in private on an earlier day.
    """
    told = _told_before_today(desk, clock)
    if told is None or watched.waits_since(desk, it) > told:
        return []
    return [person for person in watched.holders(desk, it) if _belongs(desk, person, group)]


def called(desk: Desk, group: Any) -> list[dict[str, str]]:
    """Whom the line calls as it is drawn: their card of today has left. Name, and account in the group's
    platform (empty where they have none).
    """
    since = desk.ms_at(desk.today, time(0))
    found = [person for clock, it in overdue_in(desk, group) for person in calls(desk, group, clock, it)]
    return [
        {"name": subjects.name_of(desk, person), "account": _account(desk, person, group)}
        for person in dict.fromkeys(found)
        if any(
            row.is_sent and row.sending_at >= since
            for row in outbox.drawn_about(desk.tx, subject=f"slot:{person}", kind="clock.reminder")
        )
    ]


def _told_before_today(desk: Desk, clock: Any) -> int | None:
    """When its holder was last told of it as overdue before today (ms)."""
    today, since = desk.ms_at(desk.today, time(0)), live.since(desk, clock.org_id)
    rows = clocks.timers_of(desk.tx, f"clock:{clock.id}")
    return max(
        (
            one.fire_at
            for one in rows
            if one.state and one.occasion.startswith("overdue") and since <= one.fire_at < today
        ),
        default=None,
    )


def _belongs(desk: Desk, person: int, group: Any) -> bool:
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return group.office_id is None or any(post.office_id == group.office_id for post in posts)


def _account(desk: Desk, person: int, group: Any) -> str:
    rows = people.accounts_of(desk.tx, person)
    return next(
        (
            row.external_id
            for row in rows
            if (row.platform, row.bot, row.state) == (group.platform, group.bot, "active")
        ),
        "",
    )
