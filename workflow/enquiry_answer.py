"""答复: drafted by the office, approved or returned by somebody else of it, then by whoever the regime names,
taken back within minutes.
"""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from rules.enquiry import LETTER, REQUEST, without_personal
from rules.model import Verdict
from rules.outcomes import OUTCOMES, outcome_of
from rules.parts import Level
from rules.words import ALPHABET, CODE_LENGTH, code_of, spelled
from storage import clocks, copies, dialogues, outbox
from storage.canon import json_text
from workflow import request_clocks, subjects, watch
from workflow.desk import Desk, Refused
from workflow.enquiries import BODY, Enquiry, approvers, desk_people, hold, level_people, levels, move, passed
from workflow.enquiry import call, may_answer, recorded
from workflow.notices import Notice
from workflow.timers import Due, timer


def code(answer_hash: str) -> str:
    """The check code of a draft, by which it is approved in words: four characters of its hash."""
    return spelled(int(answer_hash[:8], 16) % len(ALPHABET) ** CODE_LENGTH)


def draft(desk: Desk, subject: str, *, by: int, text: str, outcome: str = "") -> Notice:
    """拟答复: the office's draft goes to whoever approves it; buttons under an older one answer no more.

    ``outcome`` is the code of an application's outcome. Raises Refused where nobody else could approve.
    """
    it = may_answer(desk, subject, by=by)
    text = text.strip()
    if not text:
        raise Refused("enquiry.answer_missing")
    if len(text) > BODY:
        raise Refused("text.too_long", limit=BODY)
    outcome = outcome_of(outcome) or "" if it.of != LETTER else ""
    if it.of != LETTER and not outcome:
        raise Refused("enquiry.outcome_missing")
    if it.of != LETTER and it.row.received_on is None:
        raise Refused("request.not_received", number=it.number)
    it = replace(it, held={**it.held, "passed": []})
    who = approvers(desk, it, drafted_by=by)
    if not who or any(not at.raised and not level_people(desk, it, at) for at in levels(it)):
        raise Refused("enquiry.no_approver")
    found = _hash(it, text, outcome)
    it = move(
        desk,
        it,
        "drafted",
        from_states=("assigned", "drafted"),
        answer=text,
        answer_hash=found,
        answer_by=by,
        outcome=outcome,
        note="",
        **_with(it, []),
    )
    desk.audit("enquiry.drafted", it.about, person=by, org=it.org, content=found)
    outbox.supersede(desk.tx, subject=it.about, kinds=("enquiry.review",))
    copies.touch(desk.tx, it.about)
    _ask(desk, it, who, by=by)
    _, personal = without_personal(text)
    names = [subjects.name_of(desk, person) for person in who]
    return recorded(it, "drafted_personal" if personal else "drafted", by=by, names=names)


def _with(it: Enquiry, approved: list[dict[str, Any]]) -> dict[str, Any]:
    """Who has approved so far, as it is kept."""
    return {"events": json_text({**it.held, "passed": approved})} if levels(it) else {}


def _hash(it: Enquiry, text: str, outcome: str) -> str:
    """What an approval is given to: the same words put forward anew are another draft."""
    whole = {"v": 1, "number": it.number, "n": it.row.revision, "answer": text, "outcome": outcome}
    return sha256(json_text(whole).encode()).hexdigest()


def _ask(desk: Desk, it: Enquiry, who: list[int], *, by: int, delay_s: float = 0) -> None:
    for person in who:
        facts = {"hash": it.row.answer_hash}
        said = Notice("enquiry.review", person, it.about, it.row.answer_hash[:16], facts, delay_s=delay_s)
        call(desk, it, said, by=by)


def judged(desk: Desk, subject: str, *, by: int, content_hash: str | None, sign: str = "") -> Enquiry:
    """The draft that this person is to judge, as they saw it: by its hash, or by its check code in words.

    Raises Refused for others, for whoever wrote it, and once it was judged or changed.
    """
    it = hold(desk, subject)
    if it.state == "drafted" and it.row.answer_by == by:
        raise Refused("enquiry.own_draft")
    if by not in approvers(desk, it, drafted_by=it.row.answer_by):
        if it.state == "drafted" and passed(it):
            last = passed(it)[-1]
            name, at = subjects.name_of(desk, last["by"]), desk.iso(last["at"])
            raise Refused("review.decided", number=it.number, name=name, at=at, verdict="approved")
        raise Refused("enquiry.not_yours")
    if it.state in ("answered", "replied"):
        name, at = subjects.name_of(desk, it.row.decided_by), desk.iso(it.row.answered_at)
        raise Refused("review.decided", number=it.number, name=name, at=at, verdict="approved")
    if it.state != "drafted":
        raise Refused("review.superseded", number=it.number)
    seen = it.row.answer_hash if content_hash is None else content_hash
    if content_hash is None and code_of(sign) != code(seen):
        raise Refused("enquiry.sign_wrong", number=it.number)
    if seen != it.row.answer_hash:
        raise Refused("review.changed", number=it.number, why="content")
    return it


def decide(
    desk: Desk,
    subject: str,
    *,
    by: int,
    verdict: Verdict,
    reason: str = "",
    content_hash: str | None = None,
    sign: str = "",
    raised: bool = False,
) -> Notice:
    """同意 or 退回. What its unit has approved has left it: that meets its promises.

    ``raised``: it is sent up to whoever approves only what is sent up to them.
    """
    it = judged(desk, subject, by=by, content_hash=content_hash, sign=sign)
    if verdict is Verdict.RETURNED:
        return _return(desk, it, by=by, reason=reason)
    onward = next_level(it)
    if raised and (onward is None or not onward.raised):
        raise Refused("enquiry.not_raised", number=it.number)
    if onward is not None and (raised or not onward.raised):
        return _pass(desk, it, by=by)
    it = move(desk, it, "answered", decided_by=by, answered_at=desk.ms)
    for event in _events(it):
        watch.meet(desk, it, event, on=desk.today)
    if it.of == REQUEST:
        request_clocks.answered(desk, it)
    for row in watch.running(desk, it):
        watch.lapse(desk, it, row)
    desk.audit("enquiry.answered", it.about, person=by, org=it.org, content=it.row.answer_hash)
    copies.touch(desk.tx, it.about)
    minutes, seconds = desk.house.policy.undo_minutes, desk.house.policy.hand_on_seconds
    _plant_undo(desk, it)
    for person in desk_people(desk, it):
        occasion = f"r{it.row.revision}"
        call(desk, it, Notice("enquiry.answer", person, it.about, occasion, delay_s=seconds))
    return recorded(it, "approved", by=by, minutes=minutes)


def next_level(it: Enquiry) -> Level | None:
    """Where the draft goes from where it lies; None where this approval is the last."""
    return next(iter(levels(it)[len(passed(it)) :]), None)


def _pass(desk: Desk, it: Enquiry, *, by: int) -> Notice:
    """Approved at this level: the next one is asked. The first time it leaves its unit."""
    if not passed(it):
        for event in _events(it):
            watch.meet(desk, it, event, on=desk.today)
    it = move(desk, it, "drafted", **_with(it, [*passed(it), {"by": by, "at": desk.ms}]))
    who = approvers(desk, it, drafted_by=it.row.answer_by)
    if not who:
        raise Refused("enquiry.no_approver")
    desk.audit("enquiry.passed", it.about, person=by, org=it.org, content=it.row.answer_hash)
    copies.touch(desk.tx, it.about)
    _plant_undo(desk, it)
    _ask(desk, it, who, by=by, delay_s=desk.house.policy.hand_on_seconds)
    names = [subjects.name_of(desk, person) for person in who]
    return recorded(it, "passed", by=by, names=names, minutes=desk.house.policy.undo_minutes)


def _plant_undo(desk: Desk, it: Enquiry) -> None:
    if minutes := desk.house.policy.undo_minutes:
        clocks.plant(
            desk.tx,
            kind="enquiry.undo_over",
            subject=it.about,
            occasion=f"r{it.row.revision}",
            fire_at=desk.ms_after(minutes=minutes),
        )


def _events(it: Enquiry) -> list[str]:
    refused = it.of != LETTER and OUTCOMES[it.row.outcome].refuses
    return [f"{it.of}.answered", *(["request.refused"] if refused else [])]


def _return(desk: Desk, it: Enquiry, *, by: int, reason: str) -> Notice:
    if not reason.strip():
        raise Refused("enquiry.reason_missing")
    if before := passed(it):
        for event in _events(it):
            watch.reopen(desk, it, event, since=before[0]["at"])
    it = move(desk, it, "assigned", note=reason.strip()[:500], **_with(it, []))
    desk.audit("enquiry.returned", it.about, person=by, org=it.org, content=it.row.answer_hash)
    dialogues.close_about(desk.tx, it.about)
    copies.touch(desk.tx, it.about)
    facts = {"by": subjects.name_of(desk, by), "at": desk.iso(desk.ms), "reason": it.row.note}
    occasion = f"r{it.row.revision}"
    call(desk, it, Notice("enquiry.returned", it.row.answer_by, it.about, occasion, facts))
    return recorded(it, "returned", by=by)


def may_undo(desk: Desk, it: Enquiry, person: int | None) -> int | None:
    """Until when this person may take the approval back (ms); None where they may not."""
    last = passed(it)[-1:] if it.state == "drafted" else []
    if it.state == "answered" and it.row.decided_by == person:
        since = int(it.row.answered_at)
    elif last and last[0]["by"] == person:
        since = int(last[0]["at"])
    else:
        return None
    until = since + desk.house.policy.undo_minutes * 60_000
    return until if desk.ms < until else None


def undo(desk: Desk, subject: str, *, by: int) -> Notice:
    """撤销: within minutes and before the desk has replied. The promises it met run on."""
    it = hold(desk, subject)
    if it.row.decided_by != by and by not in [one["by"] for one in passed(it)]:
        raise Refused("enquiry.not_yours")
    if may_undo(desk, it, by) is None:
        raise Refused("undo.nothing")
    before, undone = passed(it), it.row.answer_hash
    afresh = _hash(it, it.row.answer, it.row.outcome)
    if it.state == "answered":
        since = it.row.answered_at
        it = move(desk, it, "drafted", decided_by=None, answered_at=None, answer_hash=afresh)
    else:
        since = before[-1]["at"]
        it = move(desk, it, "drafted", answer_hash=afresh, **_with(it, before[:-1]))
    for event in () if passed(it) else _events(it):
        watch.reopen(desk, it, event, since=since)
    if it.of == REQUEST:
        request_clocks.follow(desk, it)
    desk.audit("enquiry.undone", it.about, person=by, org=it.org, content=undone)
    outbox.supersede(desk.tx, subject=it.about, kinds=("enquiry.answer", "enquiry.review"))
    copies.touch(desk.tx, it.about)
    _ask(desk, it, approvers(desk, it, drafted_by=it.row.answer_by), by=by)
    return recorded(it, "undone", by=by)


@timer("enquiry.undo_over")
def undo_over(desk: Desk, due: Due) -> None:
    """The minutes are over: the card is drawn without the button."""
    copies.touch(desk.tx, due.subject)
