"""The route of an item as it is walked: which steps stand open, who is asked, what a new round takes over."""

from collections.abc import Mapping
from typing import Any

from rules import approval
from rules.approval import HandedOver, PlannedStep, Sat
from rules.route import anchor_key
from storage import copies, outbox, people, tokens
from storage import review as seats
from workflow import difference, gathered, publish, reach, seat, seating, subjects, watch
from workflow.desk import Desk
from workflow.notices import Notice, plain, tell
from workflow.seating import Sitter
from workflow.subjects import Item

plain("review.told", "review.nobody")


def begin(desk: Desk, item: Item) -> None:
    """A round begins: steps that need no new judgement are taken over, the first of the others are asked."""
    planned = seating.plan(desk, item)
    carry_over(desk, item, planned)
    go_on(desk, item, planned, delay_s=0)
    _tell_earlier(desk, item)


def carry_over(desk: Desk, item: Item, planned: tuple[PlannedStep, ...]) -> None:
    """Where the regime judges again from the returner on, what was approved before him stands."""
    if item.row.round <= 1:
        return
    rows = [row for row in seats.steps_of(desk.tx, item.id) if row.round == item.row.round - 1]
    returned = next((row for row in reversed(rows) if row.state == "returned" and not row.back_to), None)
    if returned is None:
        return
    done = {row.key: row for row in rows if row.state in ("approved", "carried")}
    kept = approval.carried(item.way, planned, returned_at=anchor_key(returned.key), done=set(done))
    for key in kept:
        row = done[key]
        carried = seats.open_step(
            desk.tx,
            item.id,
            round=item.row.round,
            position=row.position,
            key=key,
            role=row.role,
            content_hash=item.version.hash,
        )
        seats.close_step(desk.tx, carried, state="carried", by=row.decided_by, for_=row.decided_for)


def go_on(
    desk: Desk, item: Item, planned: tuple[PlannedStep, ...], *, delay_s: float, by: int | None = None
) -> None:
    """Bring what stands open into line with what is decided: open each step that waits for nothing else,
    close what should stand open no longer, or hand over after the last. ``by`` asks for it and hears now.
    """
    already = seating.taken(desk, item)
    what = approval.opening(planned, set(already))
    wanted = (what.step,) if isinstance(what, HandedOver) else what.steps
    standing = seating.open_steps(desk, item)
    for key, row in standing.items():
        if key not in {step.key for step in wanted}:
            seat.void_step(desk, row.id)
    if isinstance(what, HandedOver):
        publish.hand_over(desk, item, what.step, planned, already, delay_s=delay_s)
        return
    for step in wanted:
        if step.key not in standing:
            open_step(desk, item, step, planned, already, delay_s=delay_s, by=by)
        elif approval.beside(step.key, planned):
            _reseat(desk, item, step, planned, already, step_id=standing[step.key].id)


def open_step(
    desk: Desk,
    item: Item,
    step: PlannedStep,
    planned: tuple[PlannedStep, ...],
    already: Mapping[str, Sat],
    *,
    delay_s: float,
    by: int | None = None,
) -> None:
    """Give every reviewer of the step a seat, a short code and a card; in turn, the first of them."""
    every = seating.sitting(desk, item, step, planned, already)
    who = every[:1] if step.quorum == "in_turn" else every
    step_id = seating.opened(desk, item, step)
    desk.audit(
        "step.opened",
        item.about,
        person=None,
        org=item.org,
        step=step_id,
        key=step.key,
        round=item.row.round,
        content=item.version.hash,
        seats=[one.person for one in who],
    )
    if not who:
        _nobody(desk, item, step, step_id)
    for person, sits_for, came in who:
        place = seats.add_seat(desk.tx, step_id, person_id=person, sits_for=sits_for, came=came)
        gathered.ask(desk, item, seat=place.id, person=person, delay_s=delay_s, at_once=person == by)
    if step.rule.opens:
        watch.meet(desk, item, step.rule.opens, on=desk.counts_on)


def _reseat(
    desk: Desk,
    item: Item,
    step: PlannedStep,
    planned: tuple[PlannedStep, ...],
    already: Mapping[str, Sat],
    *,
    step_id: int,
) -> None:
    """A step beside this one was decided or taken back: whoever decided there, or is needed elsewhere now,
    sits here no longer.
    """
    decided = {row.person_id for row in seats.decisions_of(desk.tx, item.id) if row.step_id == step_id}
    every = seating.sitting(desk, item, step, planned, already)
    who = {one.person: one for one in every if one.person not in decided}
    held = [row for row in seats.seats_of(desk.tx, step_id) if row.state == "open"]
    for row in held:
        if row.person_id not in who:
            seats.close_seat(desk.tx, row.id)
            tokens.revoke(desk.tx, seat=row.id)
            copies.touch(desk.tx, f"seat:{row.id}")
    if any(row.person_id in who for row in held):
        return
    for person in approval.turn(step.quorum, tuple(who)):
        seat_late(desk, item, step, step_id, who[person])
    if not who:
        _nobody(desk, item, step, step_id)


def settle(desk: Desk, item: Item, key: str) -> None:
    """Who may sit at this open step has changed: seats that are nobody's any more close, and whoever may sit
    there now is asked. Whoever decided there stays.
    """
    row = seating.open_steps(desk, item).get(key)
    planned = seating.plan(desk, item)
    step = next((step for step in planned if step.key == key), None)
    if row is None or step is None:
        return
    decided = {made.person_id for made in seats.decisions_of(desk.tx, item.id) if made.step_id == row.id}
    every = seating.sitting(desk, item, step, planned, seating.taken(desk, item))
    left = tuple(one for one in every if one.person not in decided)
    who = {one.person: one for one in (left[:1] if step.quorum == "in_turn" else left)}
    for held in seats.seats_of(desk.tx, row.id):
        if held.state == "open" and held.person_id not in who:
            leave(desk, held.id)
    for one in who.values():
        seat_late(desk, item, step, row.id, one)
    if not who:
        _nobody(desk, item, step, row.id)
    copies.touch(desk.tx, item.about)


def leave(desk: Desk, seat_id: int) -> None:
    """Nobody decides from this seat any more: its card closes, its buttons answer no more."""
    seats.close_seat(desk.tx, seat_id)
    tokens.revoke(desk.tx, seat=seat_id)
    outbox.supersede(desk.tx, subject=f"seat:{seat_id}")
    copies.touch(desk.tx, f"seat:{seat_id}")


def _nobody(desk: Desk, item: Item, step: PlannedStep, step_id: int) -> None:
    """Somebody left since the forecast: loud, to administrators and office, never a silent skip."""
    seating.note_vacant(desk, item.org, step_id)
    told = [row.id for row in people.holders(desk.tx, item.org, role="office", on=desk.today_on) if row.bound]
    for keeper in dict.fromkeys([*reach.keepers(desk, item.org), *sorted(told)]):
        tell(
            desk,
            Notice(
                "review.nobody",
                keeper,
                item.about,
                f"{item.row.round}:{step.key}:{desk.ms}",
                {"number": item.row.number, "step": seating.step_label(desk, item, step).data()},
            ),
        )


def _tell_earlier(desk: Desk, item: Item) -> None:
    """Who reviewed an earlier round and is not asked again hears once that it came back."""
    if item.row.round <= 1:
        return
    rows = seats.steps_of(desk.tx, item.id)
    asked = {
        place.person_id for row in rows if row.state == "open" for place in seats.seats_of(desk.tx, row.id)
    }
    earlier = {row.decided_by for row in rows if row.round == item.row.round - 1 and row.state == "approved"}
    for person in sorted(earlier - asked - {None}):
        tell(
            desk,
            Notice(
                "review.told",
                person,
                item.about,
                f"round:{item.row.round}",
                {
                    "item": subjects.told(desk, item),
                    "round": item.row.round,
                    "diff": difference.since_last_round(desk, item),
                },
                not_before=gathered.leaves_at(desk, item, person),
            ),
        )


def move_seat(desk: Desk, held: Any) -> None:
    """Somebody can sit no longer: the seat is closed, and whoever else may sit there is asked.

    ``held`` is the seat's row. Where nobody is left, those who look after the people hear it.
    """
    item = subjects.hold(desk, held.item_id)
    seats.close_seat(desk.tx, held.seat_id)
    copies.touch(desk.tx, f"seat:{held.seat_id}")
    planned = seating.plan(desk, item)
    step = next((step for step in planned if step.key == held.step_key), None)
    if step is None:
        return
    others = [
        who
        for who in seating.sitting(desk, item, step, planned, seating.taken(desk, item))
        if who.person != held.person_id
    ]
    for who in others:
        seat_late(desk, item, step, held.step_id, who)
    if not others:
        _nobody(desk, item, step, held.step_id)


def seat_late(desk: Desk, item: Item, step: PlannedStep, step_id: int, who: Sitter) -> None:
    """Seat somebody in a step that is under way, with a card; nothing where they sit already."""
    person, sits_for, came = who
    held = next((row for row in seats.seats_of(desk.tx, step_id) if row.person_id == person), None)
    if held is None:
        place = seats.add_seat(desk.tx, step_id, person_id=person, sits_for=sits_for, came=came).id
    elif held.state == "closed" and seats.reopen_seat(desk.tx, held.id, sits_for=sits_for, came=came):
        place = held.id
    else:
        return
    kind, about = (
        ("review.asked", f"seat:{place}") if step.stage == "review" else ("publish.asked", item.about)
    )
    occasion, leaves_at = f"moved:{desk.ms}:step:{step_id}", gathered.leaves_at(desk, item, person)
    tell(desk, Notice(kind, person, about, occasion, priority=2, not_before=leaves_at))


def fill_empty(desk: Desk, org_id: int) -> None:
    """Somebody can be reached who could not before: steps in which nobody sits are asked of whoever may."""
    for row in seats.steps_empty(desk.tx, org_id):
        item = subjects.hold(desk, row.item_id)
        planned = seating.plan(desk, item)
        step = next((step for step in planned if step.key == row.key), None)
        if step is None or item.row.state not in ("review", "handover"):
            continue
        for who in seating.sitting(desk, item, step, planned, seating.taken(desk, item)):
            seat_late(desk, item, step, row.id, who)
            copies.touch(desk.tx, item.about)
