"""Whom an item waits for now."""

from storage import items, people
from storage import review as seats
from workflow import lookup, subjects, watched
from workflow.desk import Desk
from workflow.subjects import Item


def holders(desk: Desk, item: Item) -> list[int]:
    """Whoever sits where it is judged or published (the office where nobody does), else the submitter."""
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


def held(desk: Desk, person: int) -> list[str]:
    """The items that wait for a person, and those that are closed while what they began still runs: a month
    of feedback after a public consultation.
    """
    found = [*lookup.waiting(desk, person, "todo"), *items.outlived(desk.tx, person)]
    return [f"item:{id_}" for id_ in found]


def waits_since(desk: Desk, item: Item) -> int:
    """From when on it has waited for whoever holds it (ms)."""
    rows = seats.steps_of(desk.tx, item.id)
    opened = [int(row.opened_at) for row in rows if row.state == "open"]
    return (
        min(opened)
        if opened
        else max(int(item.row.created_at), *(int(row.closed_at or 0) for row in rows), 0)
    )


watched.watched("item", watched.Kind(subjects.load, holders, held, lookup.find_one, waits_since))
