"""审批: deciding. One decision per seat and step, whoever taps; the first that counts is the step's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rules import approval
from rules.approval import ActFacts, Decision, Next, PlannedStep, Sat, StepFacts
from rules.model import Refusal, Text, Verdict
from rules.parts import Line
from storage import copies, delegations, items
from storage import review as seats
from workflow import gathered, passing, route, seat, seating, setting_back, subjects, undo, withholding
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain, tell
from workflow.subjects import Item

plain("review.recorded", "review.own_reason")


def may_decide(desk: Desk, subject: str, *, by: int, content_hash: str | None) -> None:
    """Is this still open and unchanged? Raises Refused as a decision would."""
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    planned = seating.plan(desk, item)
    found = approval.judge(
        _step_facts(desk, held, item, planned, seating.taken(desk, item)),
        ActFacts(
            person=by,
            verdict=Verdict.RETURNED,
            content_hash=content_hash or held.content_hash,
            round=held.round,
            reason="-",
        ),
    )
    if isinstance(found, Refusal):
        raise seat.refused(desk, found, item)
    if found.repeat:  # returned already: the question would be put for nothing
        mine = next(row for row in reversed(seat.decisions(desk, held)) if row.person_id == by)
        facts = {"person": by, "at": mine.at, "verdict": mine.verdict}
        raise seat.refused(desk, Refusal("review.decided", facts), item)


def ready_reason(desk: Desk, subject: str, *, by: int, key: str) -> str:
    """The words of a ready reason."""
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    found = next((line for line in item.regime.reasons if line.key == key), None)
    if found is None:
        raise Refused("review.reason_missing", number=item.row.number)
    return found.text.get(desk.lang)


def ways_back(desk: Desk, subject: str, *, by: int, text: str) -> tuple[str, str]:
    """The earlier step that a return's words begin with, and its reason; "" where they name none."""
    held = seat.held_by(desk, subject, by=by)
    return setting_back.named(desk, subjects.load(desk, held.item_id), held, text)


def _step_facts(
    desk: Desk, held: Any, item: Item, planned: tuple[PlannedStep, ...], already: Mapping[str, Sat]
) -> StepFacts:
    step = next((step for step in planned if step.key == held.step_key), None)
    required = item.regime.ticks(step.acts) if step is not None else ()
    places = seats.seats_of(desk.tx, held.step_id)
    return StepFacts(
        state=held.step_state,
        seats=[row.person_id for row in places],
        gone=[row.person_id for row in places if row.state == "closed" and held.step_state == "open"],
        content_hash=item.version.hash,
        round=item.row.round,
        submitter=item.row.submitter_id,
        withdrawn=item.row.state == "withdrawn",
        decisions=[
            Decision(row.person_id, Verdict(row.verdict), row.at, row.undone_at is not None, row.sits_for)
            for row in seat.decisions(desk, held)
        ],
        taken={key: who for key, who in seating.sat(desk, item, already).items() if key != held.step_key},
        shares=step.shares if step is not None else (),
        required=required,
        ticks=seat.ticks(desk, item, held.step_id) if required else {},
        asks_once=step is not None
        and held.step_state == "open"
        and step.external is None
        and approval.asks_once(step, planned, done=set(already), important=bool(item.row.important)),
        external=step is not None and step.external is not None,
    )


def decide(
    desk: Desk,
    subject: str,
    *,
    by: int,
    verdict: Verdict,
    reason: str = "",
    content_hash: str | None = None,
    confirmed: bool = False,
    why: str = "",
    to: str = "",
    ground: str = "",
) -> Notice:
    """同意, 退回 or 不予公开. The first decision of a step counts; later ones hear who decided and when.

    ``why`` lets pass what the checks of the content block, by whoever may do so. ``to`` is the key of the
    earlier step to which it is returned, empty for the submitter; ``ground`` the legal ground of 不予公开.

    Raises Refused with a code of ``rules.approval.REFUSALS``; an act that changes nothing leaves nothing.
    """
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    planned = seating.plan(desk, item)
    already = seating.taken(desk, item)
    found = approval.judge(
        _step_facts(desk, held, item, planned, already),
        ActFacts(
            person=by,
            sits_for=held.sits_for,
            verdict=verdict,
            content_hash=content_hash or held.content_hash,
            round=held.round,
            reason=reason,
            confirmed=confirmed,
        ),
    )
    if isinstance(found, Refusal):
        raise seat.refused(desk, found, item)
    if to and not found.repeat:
        back = seating.step_label(desk, item, setting_back.chosen(desk, item, held, to)).data()
    else:
        back = None
    answer = Notice(
        "review.recorded",
        by,
        subject,
        facts={
            "verdict": verdict.value,
            "number": item.row.number,
            "seconds": desk.house.policy.hand_on_seconds,
            "undo_minutes": desk.house.policy.undo_minutes,
            "waits": gathered.waits_until(desk, item) is not None,
            "to": back,
        },
    )
    if found.repeat:
        return answer
    line = None
    if verdict is Verdict.WITHHELD:
        line = withholding.ground_of(withholding.allowed(desk, held), ground)
    if verdict is Verdict.APPROVED:
        passing.judge_review(desk, held, item, by=by, why=why)
    if _record(
        desk, held, item, planned, already, verdict=verdict, reason=reason.strip(), by=by, to=to, ground=line
    ):
        return answer
    return replace(answer, facts={**answer.facts, "verdict": "waiting"})


def _record(
    desk: Desk,
    held: Any,
    item: Item,
    planned: tuple[PlannedStep, ...],
    already: Mapping[str, Sat],
    *,
    verdict: Verdict,
    reason: str,
    by: int,
    to: str,
    ground: Line | None,
) -> bool:
    """Whether the step is decided by it; others still have to decide otherwise."""
    seat.redraw_before(desk, item, step=held.step_id)
    before = seat.decisions(desk, held)
    if not seats.decide(
        desk.tx,
        held.step_id,
        seat_id=held.seat_id,
        person_id=by,
        verdict=verdict.value,
        reason=reason,
        content_hash=held.content_hash,
        sits_for=held.sits_for,
    ):
        raise _overtaken(desk, held, item)
    others = seats.seats_of(desk.tx, held.step_id)
    made = {row.person_id: row.verdict for row in before if row.undone_at is None} | {by: verdict.value}
    step = next(step for step in planned if step.key == held.step_key)
    what = approval.after(
        verdict,
        planned,
        {*already, held.step_key},
        quorum=held.quorum,
        seats=_voters(desk, item, step, others, made, to_come=(planned, already)),
        approved=[person for person, said in made.items() if said == Verdict.APPROVED.value],
        against=[person for person, said in made.items() if said == Verdict.RETURNED.value],
    )
    desk.audit(
        f"review.{verdict.value}",
        item.about,
        person=by,
        org=item.org,
        step=held.step_id,
        seat=held.seat_id,
        key=held.step_key,
        content=held.content_hash,
        **({} if held.sits_for is None else {"sits_for": held.sits_for}),
    )
    for row in others:
        copies.touch(desk.tx, f"seat:{row.id}")
    undo.plant_end(desk, held.seat_id)
    for row in delegations.of_seat(desk.tx, held.seat_id) if held.delegated else ():
        copies.touch(desk.tx, f"delegation:{row.id}")
    if isinstance(what, approval.Waiting):
        seats.close_seat(desk.tx, held.seat_id)
        if held.quorum == "in_turn":
            every = seating.sitting(desk, item, step, planned, already)
            route.seat_late(
                desk, item, step, held.step_id, next(who for who in every if who.person == what.left[0])
            )
        return False
    if not seats.close_step(desk.tx, held.step_id, state=verdict.value, by=by, for_=held.sits_for):
        raise _overtaken(desk, held, item)
    copies.touch(desk.tx, item.about)
    if to:
        setting_back.set_back(desk, item, held, planned, already, to=to, by=by)
        return True
    if ground is not None:
        withholding.end(desk, item, held, ground=ground, reason=reason, by=by)
        return True
    if verdict is Verdict.RETURNED:
        reasons = [row.reason for row in before if row.undone_at is None and row.verdict == verdict.value]
        _return(desk, item, held, reason="；".join([*reasons, reason]), by=by)
        return True
    if isinstance(what, Next) and not items.move(
        desk.tx, item.id, from_states=("review",), to_state="review", revision=item.row.revision
    ):
        raise Refused("review.withdrawn", number=item.row.number)
    route.go_on(desk, item, planned, delay_s=desk.house.policy.hand_on_seconds)
    return True


def _voters(
    desk: Desk,
    item: Item,
    step: PlannedStep,
    sitting: Sequence[Any],
    made: Mapping[int, str],
    *,
    to_come: tuple[tuple[PlannedStep, ...], Mapping[str, Sat]],
) -> list[int]:
    """Whose decisions count at the step: whoever decided and still may decide; in turn, those to come too."""
    left = [row.person_id for row in sitting if row.state == "open"]
    if step.quorum == "in_turn":
        left = list(seating.sitters(desk, item, step, *to_come))
    return list(dict.fromkeys([*made, *left]))


def _overtaken(desk: Desk, held: Any, item: Item) -> Refused:
    """Somebody was faster by a moment: who and when, or what became of the item."""
    rows = [
        row for row in seat.decisions(desk, held) if row.seat_id != held.seat_id and row.undone_at is None
    ]
    if rows:
        last = rows[-1]
        facts = {"person": last.person_id, "at": last.at, "verdict": last.verdict, "sits_for": last.sits_for}
        return seat.refused(desk, Refusal("review.decided", facts), item)
    return seat.why_closed(desk, held.seat_id)


def _return(desk: Desk, item: Item, held: Any, *, reason: str, by: int) -> None:
    if not items.move(
        desk.tx, item.id, from_states=("review",), to_state="returned", revision=item.row.revision
    ):
        raise Refused("review.withdrawn", number=item.row.number)
    for row in seating.open_steps(desk, item).values():  # what others were asked beside it
        seat.void_step(desk, row.id)
    _tell_returned(
        desk,
        item,
        to=item.row.submitter_id,
        step=held.step_id,
        at=seating.label(desk, item, key=held.step_key, role=held.step_role),
        reason=reason,
        by={"name": subjects.signed(desk, by, held.sits_for), "at": desk.iso(desk.ms)},
        delay_s=desk.house.policy.hand_on_seconds,
    )


def tell_returned_again(desk: Desk, item: Item, *, to: int) -> None:
    """A returned item has got another liaison: the same card as the one before had."""
    row = next(
        (
            row
            for row in reversed(seats.decisions_of(desk.tx, item.id))
            if row.verdict == Verdict.RETURNED.value and row.undone_at is None
        ),
        None,
    )
    step = None if row is None else seats.step(desk.tx, row.step_id)
    if row is None or step is None:
        return
    _tell_returned(
        desk,
        item,
        to=to,
        step=step.id,
        at=seating.label(desk, item, key=step.key, role=step.role),
        reason=row.reason,
        by={"name": subjects.signed(desk, row.person_id, row.sits_for), "at": desk.iso(row.at)},
        delay_s=0,
    )


def _tell_returned(
    desk: Desk,
    item: Item,
    *,
    to: int,
    step: int,
    at: Text,
    reason: str,
    by: Mapping[str, Any],
    delay_s: float,
) -> None:
    way = item.way
    first = seating.step_label(desk, item, seating.plan(desk, item)[0])
    resumes = first if way.resumes == "first" else at
    tell(
        desk,
        Notice(
            "submit.returned",
            to,
            item.about,
            f"step:{step}",
            {
                "by": dict(by),
                "step": at.data(),
                "reason": reason,
                "round": item.row.round,
                "resumes_at": resumes.data(),
            },
            delay_s=delay_s,
            not_before=gathered.leaves_at(desk, item, to),
            priority=2,
        ),
    )
