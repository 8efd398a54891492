"""审批: asking a step, deciding at it, taking a decision back. One decision per seat and step, whoever taps."""

from collections.abc import Mapping
from typing import Any

from rules import approval
from rules.approval import ActFacts, Decision, HandedOver, Next, PlannedStep, StepFacts
from rules.hidden import has_hidden
from rules.model import Refusal, Verdict
from rules.words import code_of
from storage import attempts, copies, items, outbox, tokens
from storage import review as seats
from workflow import filling, publish, reach, seating, subjects, watch
from workflow.desk import Desk, Kept, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import Item

MISSES_PER_MINUTE = 10
plain(
    "review.recorded",
    "review.undone",
    "secrecy.recorded",
    "review.own_reason",
    "review.told",
    "review.nobody",
    "review.ask_wording",
)


# Asking -------------------------------------------------------------------------------------------------


def begin(desk: Desk, item: Item) -> None:
    """A round begins: steps that need no new judgement are taken over, the first of the others is asked."""
    planned = seating.plan(desk, item)
    carry_over(desk, item, planned)
    go_on(desk, item, planned, delay_s=0)
    _tell_earlier(desk, item)


def carry_over(desk: Desk, item: Item, planned: tuple[PlannedStep, ...]) -> None:
    """Where the regime judges again from the returner on, what was approved before him stands."""
    if item.row.round <= 1:
        return
    rows = [row for row in seats.steps_of(desk.tx, item.id) if row.round == item.row.round - 1]
    returned = next((row for row in reversed(rows) if row.state == "returned"), None)
    if returned is None:
        return
    done = {row.key: row for row in rows if row.state in ("approved", "carried")}
    kept = approval.carried(item.regime.routes[item.kind], planned, returned_at=returned.key, done=set(done))
    for key in kept:
        row = done[key]
        carried = seats.open_step(
            desk.tx,
            item.id,
            round=item.row.round,
            attempt=1,
            position=row.position,
            key=key,
            role=row.role,
            content_hash=item.version.hash,
        )
        seats.close_step(desk.tx, carried, state="carried", by=row.decided_by)


def go_on(desk: Desk, item: Item, planned: tuple[PlannedStep, ...], *, delay_s: float) -> None:
    """Open the first step that is not done, or hand over after the last."""
    already = seating.taken(desk, item)
    what = approval.following(planned, set(already))
    if isinstance(what, HandedOver):
        publish.hand_over(desk, item, what.step, planned, already, delay_s=delay_s)
    else:
        open_step(desk, item, what.step, planned, already, delay_s=delay_s)


def open_step(
    desk: Desk,
    item: Item,
    step: PlannedStep,
    planned: tuple[PlannedStep, ...],
    already: Mapping[str, int],
    *,
    delay_s: float,
) -> None:
    """Give every reviewer of the step a seat, a short code and a card."""
    who = seating.sitters(desk, item, step, planned, already)
    attempt = seating.next_attempt(desk, item, step)
    step_id = seats.open_step(
        desk.tx,
        item.id,
        round=item.row.round,
        attempt=attempt,
        position=step.position,
        key=step.key,
        role=step.role,
        quorum=step.quorum,
        content_hash=item.version.hash,
    )
    desk.audit(
        "step.opened",
        item.about,
        person=None,
        org=item.org,
        step=step_id,
        key=step.key,
        round=item.row.round,
        content=item.version.hash,
        seats=list(who),
    )
    if not who:
        _nobody(desk, item, step)
    for person in who:
        seat = seats.add_seat(desk.tx, step_id, person_id=person)
        tell(desk, Notice("review.asked", person, f"seat:{seat.id}", delay_s=delay_s, priority=2))
    if step.rule.opens:
        watch.meet(desk, item, step.rule.opens, on=desk.today)


def _nobody(desk: Desk, item: Item, step: PlannedStep) -> None:
    """Somebody left since the forecast: loud, never a silent skip."""
    for keeper in reach.keepers(desk, item.org):
        tell(
            desk,
            Notice(
                "review.nobody",
                keeper,
                item.about,
                f"{item.row.round}:{step.key}",
                {"number": item.row.number, "step": seating.step_label(item, step).data()},
            ),
        )


def _tell_earlier(desk: Desk, item: Item) -> None:
    """Who reviewed an earlier round and is not asked again hears once that it came back."""
    if item.row.round <= 1:
        return
    rows = seats.steps_of(desk.tx, item.id)
    asked = {
        seat.person_id for row in rows if row.state == "open" for seat in seats.seats_of(desk.tx, row.id)
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
                {"item": subjects.told(desk, item), "round": item.row.round, "diff": difference(desk, item)},
            ),
        )


# Deciding -----------------------------------------------------------------------------------------------


def seat_of(desk: Desk, subject: str, *, by: int) -> Any:
    """The seat behind a subject, if it is this person's. Raises Refused otherwise."""
    row = seats.seat_facts(desk.tx, int(subject.rpartition(":")[2]))
    if row is None or row.person_id != by:
        raise Refused("review.not_yours")
    return row


def decisions(desk: Desk, seat: Any) -> list[Any]:
    """What was decided at the seat's step, undone ones too."""
    return [row for row in seats.decisions_of(desk.tx, seat.item_id) if row.step_id == seat.step_id]


def version_of(desk: Desk, item: Item, content_hash: str) -> Any:
    """The newest version with this content."""
    return next(row for row in reversed(items.versions_of(desk.tx, item.id)) if row.hash == content_hash)


def may_decide(desk: Desk, subject: str, *, by: int, content_hash: str | None) -> None:
    """Is this still open and unchanged? Asked before a question is put. Raises Refused as a decision would."""
    seat = seat_of(desk, subject, by=by)
    item = subjects.load(desk, seat.item_id)
    planned = seating.plan(desk, item)
    found = approval.judge(
        _step_facts(desk, seat, item, planned, seating.taken(desk, item)),
        ActFacts(
            person=by,
            verdict=Verdict.RETURNED,
            content_hash=content_hash or seat.content_hash,
            round=seat.round,
            reason="-",
        ),
    )
    if isinstance(found, Refusal):
        raise _refused(desk, found, item)


def ready_reason(desk: Desk, subject: str, *, by: int, key: str) -> str:
    """The words of a ready reason."""
    seat = seat_of(desk, subject, by=by)
    item = subjects.load(desk, seat.item_id)
    found = next((line for line in item.regime.reasons if line.key == key), None)
    if found is None:
        raise Refused("review.reason_missing", number=item.row.number)
    return found.text.get(desk.lang)


def named(desk: Desk, subject: str, *, field: str | None = None) -> dict[str, Any]:
    """The item behind a seat, for a question about it."""
    seat = seats.seat_facts(desk.tx, int(subject.rpartition(":")[2]))
    assert seat is not None
    item = subjects.load(desk, seat.item_id)
    facts: dict[str, Any] = {"item": subjects.told(desk, item), "code": seat.code}
    if field is not None:
        facts |= {
            "label": item.regime.field(field).text.data(),
            "before": str(item.content.data()[field] or ""),
        }
    return facts


def seat_by_code(desk: Desk, code: str, *, person: int, who: str) -> str:
    """The seat that a person's short code names. Ten misses a minute lock."""
    since = desk.ms_after(minutes=-1)
    if attempts.count_attempts(desk.tx, who, what="code", since=since) >= MISSES_PER_MINUTE:
        raise Refused("token.locked")
    found = code_of(code)
    row = seats.by_code(desk.tx, person, code=found) if found is not None else None
    if row is None:
        attempts.note_attempt(desk.tx, who, what="code")
        raise Kept("code.unknown", found=code[:8])
    return f"seat:{row.seat_id}"


def _step_facts(
    desk: Desk, seat: Any, item: Item, planned: tuple[PlannedStep, ...], already: Mapping[str, int]
) -> StepFacts:
    step = next((step for step in planned if step.key == seat.step_key), None)
    required = item.regime.ticks(step.acts) if step is not None else ()
    return StepFacts(
        state=seat.step_state,
        seats=[row.person_id for row in seats.seats_of(desk.tx, seat.step_id)],
        content_hash=item.version.hash,
        round=item.row.round,
        submitter=item.row.submitter_id,
        withdrawn=item.row.state == "withdrawn",
        decisions=[
            Decision(row.person_id, Verdict(row.verdict), row.at, row.undone_at is not None)
            for row in decisions(desk, seat)
        ],
        taken={key: person for key, person in already.items() if key != seat.step_key},
        shares=step.shares if step is not None else (),
        required=required,
        ticks={row.line: row.value for row in seats.ticks_of(desk.tx, item.about, step_id=seat.step_id)}
        if required
        else {},
        asks_once=step is not None
        and approval.asks_once(step, planned, done=set(already), important=bool(item.row.important)),
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
) -> Notice:
    """同意 or 退回. The first decision of a step counts; everybody later hears who decided and when.

    Raises Refused with a code of ``rules.approval.REFUSALS``; an act that changes nothing leaves nothing.
    """
    seat = seat_of(desk, subject, by=by)
    item = subjects.load(desk, seat.item_id)
    planned = seating.plan(desk, item)
    already = seating.taken(desk, item)
    found = approval.judge(
        _step_facts(desk, seat, item, planned, already),
        ActFacts(
            person=by,
            verdict=verdict,
            content_hash=content_hash or seat.content_hash,
            round=seat.round,
            reason=reason,
            confirmed=confirmed,
        ),
    )
    if isinstance(found, Refusal):
        raise _refused(desk, found, item)
    answer = Notice(
        "review.recorded",
        by,
        subject,
        facts={
            "verdict": verdict.value,
            "number": item.row.number,
            "seconds": desk.house.policy.hand_on_seconds,
            "undo_minutes": desk.house.policy.undo_minutes,
        },
    )
    if found.repeat:
        return answer
    _record(desk, seat, item, planned, verdict=verdict, reason=reason.strip(), by=by)
    return answer


def _record(
    desk: Desk,
    seat: Any,
    item: Item,
    planned: tuple[PlannedStep, ...],
    *,
    verdict: Verdict,
    reason: str,
    by: int,
) -> None:
    if not seats.decide(
        desk.tx,
        seat.step_id,
        seat_id=seat.seat_id,
        person_id=by,
        verdict=verdict.value,
        reason=reason,
        content_hash=seat.content_hash,
    ):
        raise Refused("review.superseded")
    others = seats.seats_of(desk.tx, seat.step_id)
    what = approval.after(
        verdict,
        planned,
        {*seating.taken(desk, item), seat.step_key},
        quorum=seat.quorum,
        seats=[row.person_id for row in others],
        approved=[
            row.person_id
            for row in decisions(desk, seat)
            if row.verdict == "approved" and row.undone_at is None
        ],
    )
    desk.audit(
        f"review.{verdict.value}",
        item.about,
        person=by,
        org=item.org,
        step=seat.step_id,
        seat=seat.seat_id,
        content=seat.content_hash,
    )
    for row in others:
        copies.touch(desk.tx, f"seat:{row.id}")
    if isinstance(what, approval.Waiting):
        seats.close_seat(desk.tx, seat.seat_id)
        return
    if not seats.close_step(desk.tx, seat.step_id, state=verdict.value, by=by):
        raise Refused("review.superseded", number=item.row.number)
    copies.touch(desk.tx, item.about)
    if verdict is Verdict.RETURNED:
        _return(desk, item, seat, reason=reason, by=by)
        return
    delay_s = desk.house.policy.hand_on_seconds
    already = {**seating.taken(desk, item), seat.step_key: by}
    if isinstance(what, Next):
        if not items.move(
            desk.tx, item.id, from_states=("review",), to_state="review", revision=item.row.revision
        ):
            raise Refused("review.withdrawn")
        open_step(desk, item, what.step, planned, already, delay_s=delay_s)
    elif isinstance(what, HandedOver):
        publish.hand_over(desk, item, what.step, planned, already, delay_s=delay_s)


def _return(desk: Desk, item: Item, seat: Any, *, reason: str, by: int) -> None:
    if not items.move(
        desk.tx, item.id, from_states=("review",), to_state="returned", revision=item.row.revision
    ):
        raise Refused("review.withdrawn")
    route = item.regime.routes[item.kind]
    first = seating.plan(desk, item)[0]
    resumes = item.regime.roles[first.role if route.resumes == "first" else seat.step_role]
    tell(
        desk,
        Notice(
            "submit.returned",
            item.row.submitter_id,
            item.about,
            f"step:{seat.step_id}",
            {
                "by": {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)},
                "step": item.regime.roles[seat.step_role].data(),
                "reason": reason,
                "round": item.row.round,
                "resumes_at": resumes.data(),
            },
            delay_s=desk.house.policy.hand_on_seconds,
            priority=2,
        ),
    )


def _refused(desk: Desk, refusal: Refusal, item: Item) -> Refused:
    facts = dict(refusal.data)
    for key in ("person", "raised_by"):
        if isinstance(facts.get(key), int):
            facts["name"] = subjects.name_of(desk, facts.pop(key))
    for key in ("at", "until"):
        if isinstance(facts.get(key), int):
            facts[key] = desk.iso(facts[key])
    if "lines" in facts:
        names = {f"secrecy.{aspect.key}": aspect.text.data() for aspect in item.regime.secrecy.aspects}
        facts["n"] = len(facts["lines"])
        facts["lines"] = [names.get(line, {"zh_CN": line, "en": line}) for line in facts["lines"]]
    return Refused(refusal.code, number=item.row.number, **facts)


def why_closed(desk: Desk, seat_id: int) -> Refused:
    """What to say of a button that was revoked: its step is over, or the item moved on."""
    seat = seats.seat_facts(desk.tx, seat_id)
    if seat is None:
        return Refused("token.unknown")
    item = subjects.load(desk, seat.item_id)
    if item.row.state == "withdrawn":
        return Refused("review.withdrawn", number=item.row.number)
    return Refused("review.superseded", number=item.row.number)


# Taking back ----------------------------------------------------------------------------------------------


def undo(desk: Desk, subject: str, *, by: int) -> Notice:
    """撤销: within five minutes and before the next person acts. The step is closed and stands open anew."""
    seat = seat_of(desk, subject, by=by)
    item = subjects.load(desk, seat.item_id)
    row = seats.decision(desk.tx, seat.step_id, seat_id=seat.seat_id)
    if row is None:
        raise Refused("review.nothing_to_undo", number=item.row.number)
    decision = Decision(row.person_id, Verdict(row.verdict), row.at, row.undone_at is not None)
    found = approval.undo(
        decision,
        by=by,
        now=desk.ms,
        window=desk.house.policy.undo_minutes * 60_000,
        next_acted=_next_acted(desk, item, seat),
    )
    if isinstance(found, Refusal):
        raise _refused(desk, found, item)
    _take_back(desk, item, seat, row)
    return Notice("review.undone", by, subject, facts={"number": item.row.number})


def _next_acted(desk: Desk, item: Item, seat: Any) -> bool:
    """Has anybody acted since: decided or ticked at a later step, published, amended, withdrawn?"""
    if item.row.round != seat.round or item.row.state not in ("review", "returned", "handover"):
        return True
    if not item.version.frozen:
        return True
    later = [row for row in seats.steps_of(desk.tx, item.id) if row.id > seat.step_id]
    made = {row.step_id for row in seats.decisions_of(desk.tx, item.id)}
    acted = any(row.id in made or seats.ticks_of(desk.tx, item.about, step_id=row.id) for row in later)
    return acted or publish.begun(desk, item)


def _take_back(desk: Desk, item: Item, seat: Any, decision: Any) -> None:
    seats.undo_decision(desk.tx, decision.id)
    for row in seats.steps_of(desk.tx, item.id):
        if row.id > seat.step_id and row.state == "open":
            seats.close_step(desk.tx, row.id, state="void", by=None)
            for other in seats.seats_of(desk.tx, row.id):
                tokens.revoke(desk.tx, seat=other.id)
                outbox.supersede(desk.tx, subject=f"seat:{other.id}")
                copies.touch(desk.tx, f"seat:{other.id}")
    publish.take_back(desk, item)
    outbox.supersede(desk.tx, subject=item.about, kinds=("submit.returned",))
    items.move(
        desk.tx,
        item.id,
        from_states=("review", "returned", "handover"),
        to_state="review",
        revision=None,
        approved_at=None,
    )
    seats.void_step(desk.tx, seat.step_id)
    tokens.revoke(desk.tx, seat=seat.seat_id)
    desk.audit("review.undone", item.about, person=decision.person_id, org=item.org, step=seat.step_id)
    fresh = subjects.load(desk, item.id)
    planned = seating.plan(desk, fresh)
    for row in seats.seats_of(desk.tx, seat.step_id):
        copies.touch(desk.tx, f"seat:{row.id}")
    copies.touch(desk.tx, item.about)
    go_on(desk, fresh, planned, delay_s=0)


# Secrecy, importance, wording -------------------------------------------------------------------------------


def tick_all(desk: Desk, subject: str, *, by: int) -> Notice:
    """全部符合: the secrecy review as an act of its own, every aspect with its name and time."""
    seat, item, lines = _ticking(desk, subject, by=by)
    for line in lines:
        seats.tick(desk.tx, item.about, line=line, value="ok", step_id=seat.step_id, seat_id=seat.seat_id)
    desk.audit(
        "secrecy.passed",
        item.about,
        person=by,
        org=item.org,
        step=seat.step_id,
        lines=list(lines),
        content=seat.content_hash,
    )
    _redraw_step(desk, seat)
    return Notice("secrecy.recorded", by, subject, facts={"number": item.row.number, "n": len(lines)})


def tick_exception(desk: Desk, subject: str, *, by: int, line: str) -> Notice:
    """有例外: the aspect that is not met is ticked, and the item is returned with it as the reason."""
    seat, item, lines = _ticking(desk, subject, by=by)
    if line not in lines:
        raise Refused("review.superseded", number=item.row.number)
    seats.tick(desk.tx, item.about, line=line, value="exception", step_id=seat.step_id, seat_id=seat.seat_id)
    aspect = next(aspect for aspect in item.regime.secrecy.aspects if f"secrecy.{aspect.key}" == line)
    reason = f"{item.regime.secrecy.text.get(desk.lang)}：{aspect.text.get(desk.lang)}（{aspect.cite}）"
    return decide(desk, subject, by=by, verdict=Verdict.RETURNED, reason=reason)


def _ticking(desk: Desk, subject: str, *, by: int) -> tuple[Any, Item, tuple[str, ...]]:
    seat = seat_of(desk, subject, by=by)
    item = subjects.load(desk, seat.item_id)
    if seat.step_state != "open" or item.row.state != "review":
        # Judged as a decision would be, so that the answer is the true one.
        decide(desk, subject, by=by, verdict=Verdict.APPROVED)
        raise Refused("review.superseded", number=item.row.number)
    step = next(step for step in seating.plan(desk, item) if step.key == seat.step_key)
    lines = item.regime.ticks([act for act in step.acts if act == "secrecy"])
    if not lines:
        raise Refused("review.superseded", number=item.row.number)
    return seat, item, lines


def _redraw_step(desk: Desk, seat: Any) -> None:
    for row in seats.seats_of(desk.tx, seat.step_id):
        copies.touch(desk.tx, f"seat:{row.id}")


def _importance(desk: Desk, item: Item) -> approval.ImportanceFacts:
    proposed = item.content.importance.value == "important"
    done = seating.taken(desk, item)
    when = [step.key for step in item.regime.routes[item.kind].steps if step.when == "important"]
    return approval.ImportanceFacts(
        proposed=proposed,
        raised_by=None if proposed else item.row.important_by,
        under_review=item.row.state == "review",
        leader_decided=any(key in done for key in when),
    )


def change_importance(desk: Desk, subject: str, *, by: int, important: bool) -> Notice:
    """标为重要 / 取消重要: the leader's step is put in, or left out, where the article has it."""
    seat = seat_of(desk, subject, by=by)
    item = subjects.load(desk, seat.item_id)
    if seat.step_state != "open":
        raise Refused("importance.approved", number=item.row.number)
    facts = _importance(desk, item)
    found = (
        approval.raise_importance(facts, by=by, roles={seat.step_role})
        if important
        else approval.lower_importance(facts, by=by)
    )
    if isinstance(found, Refusal):
        raise _refused(desk, found, item)
    if found.repeat:
        return Notice("done", by, subject)
    if not items.move(
        desk.tx,
        item.id,
        from_states=("review",),
        to_state="review",
        revision=item.row.revision,
        important=int(important),
        important_by=by if important else None,
    ):
        raise Refused("review.withdrawn", number=item.row.number)
    desk.audit("item.raised" if important else "item.lowered", item.about, person=by, org=item.org)
    fresh = subjects.load(desk, item.id)
    planned = seating.plan(desk, fresh)
    what = approval.following(planned, set(seating.taken(desk, fresh)))
    if isinstance(what, Next) and what.step.key != seat.step_key:
        _void_open(desk, seat)
        go_on(desk, fresh, planned, delay_s=0)
    else:
        _redraw_step(desk, seat)
    copies.touch(desk.tx, item.about)
    return Notice("done", by, subject)


def _void_open(desk: Desk, seat: Any) -> None:
    seats.close_step(desk.tx, seat.step_id, state="void", by=None)
    for row in seats.seats_of(desk.tx, seat.step_id):
        tokens.revoke(desk.tx, seat=row.id)
        copies.touch(desk.tx, f"seat:{row.id}")


def propose(desk: Desk, subject: str, *, by: int, field: str, text: str, occasion: str) -> Notice:
    """建议改写: the office proposes wording; one tap of the liaison accepts it."""
    may_decide(desk, subject, by=by, content_hash=None)
    seat = seat_of(desk, subject, by=by)
    item = subjects.load(desk, seat.item_id)
    line = item.regime.field(field)
    filling.read(desk, item, line, text)  # refused here, where the office can mend it
    tell(
        desk,
        Notice(
            "submit.proposal",
            item.row.submitter_id,
            item.about,
            occasion,
            {
                "by": {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)},
                "field": field,
                "person": by,
                "version": item.version.id,
                "label": line.text.data(),
                "before": str(item.content.data()[field] or ""),
                "after": text,
            },
        ),
    )
    desk.audit("review.proposed", item.about, person=by, org=item.org, field=field)
    return Notice("done", by, subject)


# Cards ----------------------------------------------------------------------------------------------------


def _seat(desk: Desk, said: Notice) -> Any:
    return seats.seat_facts(desk.tx, said.id)


def _binds(desk: Desk, said: Notice) -> tuple[int | None, str | None]:
    seat = _seat(desk, said)
    return seat.seat_id, seat.content_hash


def _moot(desk: Desk, said: Notice) -> str | None:
    seat = _seat(desk, said)
    return None if seat is not None and seat.step_state == "open" else "step_closed"


def _decided(desk: Desk, seat: Any) -> dict[str, Any] | None:
    rows = decisions(desk, seat)
    mine = next((row for row in rows if row.seat_id == seat.seat_id), None)
    row = mine or next((row for row in reversed(rows) if row.undone_at is None), None)
    if row is None or row.undone_at is not None:
        return None
    item = subjects.load(desk, seat.item_id)
    until = row.at + desk.house.policy.undo_minutes * 60_000
    may = row.seat_id == seat.seat_id and desk.ms < until and not _next_acted(desk, item, seat)
    return {
        "name": subjects.name_of(desk, row.person_id),
        "at": desk.iso(row.at),
        "verdict": row.verdict,
        "reason": row.reason,
        "mine": row.seat_id == seat.seat_id,
        "undo_until": desk.iso(until) if may else None,
    }


def _state(item: Item, seat: Any, decided: Mapping[str, Any] | None) -> str:
    if decided is not None:
        return str(decided["verdict"])
    if seat.step_state == "open":
        return "open"
    return "withdrawn" if item.row.state == "withdrawn" else "void"


@notice("review.asked", live=True, moot=_moot, binds=_binds)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    seat = _seat(desk, said)
    item = subjects.load(desk, seat.item_id)
    shown = _shown_content(desk, item, seat.content_hash)
    planned = seating.plan(desk, item)
    step = next((step for step in planned if step.key == seat.step_key), None)
    decided = _decided(desk, seat)
    deadlines = watch.deadlines(desk, item)
    secrecy = _secrecy(desk, item, seat, step)
    return {
        "item": subjects.told(desk, item) | {"title": shown.content.title},
        "step": {
            "key": seat.step_key,
            "label": item.regime.roles[seat.step_role].get(desk.lang),
            "cite": step.rule.cite if step is not None else "",
        },
        "form": subjects.form_of(desk, shown),
        "body": shown.content.body,
        "files": subjects.files_of(desk, item),
        "deadline": deadlines[0] if deadlines else None,
        "risk": _risks(desk, item),
        "diff": difference(desk, item) if item.row.round > 1 and _sees_difference(desk, item, seat) else None,
        "secrecy": secrecy,
        "sign": step.sign.get(desk.lang) if step is not None else "",
        "code": seat.code,
        "hash8": seat.content_hash[:8],
        "state": _state(item, seat, decided),
        "decided": decided,
        "proof": [],
    }


def _shown_content(desk: Desk, item: Item, content_hash: str) -> Item:
    """The item as it was when this card was drawn: an amendment under way shows on nobody's old card."""
    if item.version.hash == content_hash:
        return item
    row = version_of(desk, item, content_hash)
    return subjects.as_judged(item, row)


def _sees_difference(desk: Desk, item: Item, seat: Any) -> bool:
    rows = [row for row in seats.steps_of(desk.tx, item.id) if row.round == item.row.round - 1]
    return any(row.decided_by == seat.person_id or row.key == seat.step_key for row in rows)


def _secrecy(desk: Desk, item: Item, seat: Any, step: PlannedStep | None) -> dict[str, Any] | None:
    if step is None or "secrecy" not in step.acts:
        return None
    ticks = {row.line: row.value for row in seats.ticks_of(desk.tx, item.about, step_id=seat.step_id)}
    lines = [
        {
            "key": f"secrecy.{aspect.key}",
            "label": aspect.text.get(desk.lang),
            "state": ticks.get(f"secrecy.{aspect.key}"),
        }
        for aspect in item.regime.secrecy.aspects
    ]
    return {
        "label": item.regime.secrecy.text.get(desk.lang),
        "cite": item.regime.secrecy.cite,
        "lines": lines,
        "done": all(line["state"] == "ok" for line in lines),
    }


def _risks(desk: Desk, item: Item) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    content = item.content
    if content.exemption:
        ground = subjects.value_text(desk, item, "exemption")
        found.append({"code": "exempt", "ground": ground, "evidence": content.exemption_evidence})
    text = " ".join((content.title, content.body, content.source))
    if has_hidden(text):
        found.append({"code": "hidden_characters", "count": sum(1 for char in text if has_hidden(char))})
    for row in subjects.files_of(desk, item):
        if row["reason"]:
            found.append({"code": "file_active", "name": row["name"]})
    if content.target_url:
        found.append({"code": "target_url", "url": content.target_url})
    return found


def difference(desk: Desk, item: Item) -> list[dict[str, str]]:
    """What changed since the round before, line by line of the form."""
    rows = [row for row in seats.steps_of(desk.tx, item.id) if row.round == item.row.round - 1]
    if not rows:
        return []
    before_row = version_of(desk, item, rows[-1].content_hash)
    before = subjects.as_judged(item, before_row)
    changed = item.content.differs_from(before.content)
    found = []
    for line in item.regime.form:
        if line.name in changed and line.name != "attachments":
            found.append(
                {
                    "label": line.text.get(desk.lang),
                    "before": subjects.value_text(desk, before, line.name),
                    "after": subjects.value_text(desk, item, line.name),
                }
            )
    if "attachments" in changed:
        label = item.regime.field("attachments").text.get(desk.lang)
        found.append(
            {
                "label": label,
                "before": "、".join(a.name for a in before.content.attachments),
                "after": "、".join(a.name for a in item.content.attachments),
            }
        )
    return found


@notice("review.reasons", live=True, moot=_moot, binds=_binds)
def reasons_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    seat = _seat(desk, said)
    item = subjects.load(desk, seat.item_id)
    decided = _decided(desk, seat)
    return {
        "item": subjects.told(desk, item),
        "state": _state(item, seat, decided),
        "decided": decided,
        "code": seat.code,
        "reasons": [{"key": line.key, "label": line.text.get(desk.lang)} for line in item.regime.reasons],
    }


@notice("review.exceptions", binds=_binds, moot=_moot)
def exceptions_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    seat = _seat(desk, said)
    item = subjects.load(desk, seat.item_id)
    lines = [
        {"key": f"secrecy.{aspect.key}", "label": aspect.text.get(desk.lang)}
        for aspect in item.regime.secrecy.aspects
    ]
    return {"item": subjects.told(desk, item), "lines": lines}


@notice("review.confirm", live=True, moot=_moot, binds=_binds)
def confirm_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    facts = asked_facts(desk, said)
    return {key: facts[key] for key in ("item", "sign", "code", "state", "decided")}


@notice("review.more", moot=_moot, binds=_binds)
def more_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    seat = _seat(desk, said)
    item = subjects.load(desk, seat.item_id)
    importance = _importance(desk, item)
    may_raise = not importance.important and seat.step_role in approval.RAISERS
    return {
        "item": subjects.told(desk, item),
        "form": subjects.form_of(desk, item),
        "body": item.content.body,
        "files": subjects.files_of(desk, item),
        "important": importance.important,
        "subject": said.about,
        "can": {
            "raise": may_raise,
            "lower": importance.raised_by == seat.person_id,
            "propose": seat.step_role == "office",
        },
    }


@notice("review.files", binds=_binds)
def files_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    seat = _seat(desk, said)
    item = subjects.load(desk, seat.item_id)
    return {"item": subjects.told(desk, item), "files": subjects.files_of(desk, item)}


def seat_last_decided(desk: Desk, code: str, *, person: int) -> str:
    """The seat that a short code named when this person decided there."""
    found = code_of(code)
    row = seats.by_code(desk.tx, person, code=found) if found is not None else None
    if row is None:
        raise Refused("code.unknown", found=code[:8])
    return f"seat:{row.seat_id}"
