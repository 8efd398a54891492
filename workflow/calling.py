"""Whom a work group's line about what is overdue calls by name: its own people, once they had a whole day.

Nobody is named before the day ends: a promise is told to its holder in private and to the group in numbers
first. On a later day the line calls whoever has held it all that time, in the minute in which their own card
comes, and says that it came.
"""

from datetime import time
from typing import Any

from storage import clocks, orgs, outbox, people
from storage import review as seats
from workflow import subjects
from workflow.desk import Desk
from workflow.subjects import Item

CARD_S, LINE_S = 5, 35  # of one minute: the cards, then the line that says who received one


def overdue_in(desk: Desk, group: Any) -> list[tuple[Any, Item]]:
    """What is overdue today in a group's office, each running clock with its item."""
    room = orgs.office(desk.tx, group.office_id) if group.office_id is not None else None
    found = []
    for row in clocks.overdue(desk.tx, group.org_id, today=desk.today_on):
        item = subjects.load(desk, int(row.subject.rpartition(":")[2]))
        if room is None or room.kind != "unit" or room.id == item.row.office_id:
            found.append((row, item))
    return found


def group_of(desk: Desk, item: Item) -> Any | None:
    """The one group that hears of an item; None where there is none."""
    own = orgs.groups_of(desk.tx, item.org, office_id=item.row.office_id)
    return next(iter(own or orgs.groups_of(desk.tx, item.org)), None)


def calls(desk: Desk, group: Any, clock: Any, item: Item) -> list[int]:
    """Whom the line may call for one overdue promise: of the group's own office, holding the item ever since
    it was told of in private on an earlier day.
    """
    told = _told_before_today(desk, clock)
    if told is None or _since(desk, item) > told:
        return []
    return [person for person in holders(desk, item) if _belongs(desk, person, group)]


def called(desk: Desk, group: Any) -> list[dict[str, str]]:
    """Whom the line calls as it is drawn: their card of today has left. Name, and account in the group's
    platform (empty where they have none).
    """
    since = desk.ms_at(desk.today, time(0))
    found = [person for clock, item in overdue_in(desk, group) for person in calls(desk, group, clock, item)]
    return [
        {"name": subjects.name_of(desk, person), "account": _account(desk, person, group)}
        for person in dict.fromkeys(found)
        if any(
            row.is_sent and row.sending_at >= since
            for row in outbox.drawn_about(desk.tx, subject=f"slot:{person}", kind="clock.reminder")
        )
    ]


def holders(desk: Desk, item: Item) -> list[int]:
    """Whoever the item waits for now."""
    match item.row.state:
        case "review" | "handover":
            rows = [row for row in seats.steps_of(desk.tx, item.id) if row.state == "open"]
            found = [
                seat.person_id
                for row in rows
                for seat in seats.seats_of(desk.tx, row.id)
                if seat.state == "open"
            ]
            if found:
                return found
            return sorted(
                {row.id for row in people.holders(desk.tx, item.org, role="office", on=desk.today_on)}
            )
        case _:
            return [item.row.submitter_id]


def _since(desk: Desk, item: Item) -> int:
    """From when on the item has waited for whoever holds it (ms)."""
    rows = seats.steps_of(desk.tx, item.id)
    opened = [int(row.opened_at) for row in rows if row.state == "open"]
    return (
        min(opened)
        if opened
        else max(int(item.row.created_at), *(int(row.closed_at or 0) for row in rows), 0)
    )


def _told_before_today(desk: Desk, clock: Any) -> int | None:
    """When it was last told of as overdue before today (ms)."""
    today = desk.ms_at(desk.today, time(0))
    rows = clocks.timers_of(desk.tx, f"clock:{clock.id}")
    return max(
        (
            one.fire_at
            for one in rows
            if one.state and one.occasion.startswith("overdue") and one.fire_at < today
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
