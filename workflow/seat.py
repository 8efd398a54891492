"""A reviewer's seat: whose it is, what was decided there, and why it may be closed."""

from typing import Any

from rules.model import Kind, Refusal
from rules.route import PROOF, rule_key
from rules.words import code_of
from storage import attempts, copies, deputies, items, outbox, people, tokens
from storage import review as seats
from storage.sql import must
from workflow import subjects
from workflow.desk import Desk, Kept, Refused
from workflow.subjects import Item

MISSES_PER_MINUTE = 10


def held_by(desk: Desk, subject: str, *, by: int) -> Any:
    """The reviewer's seat behind a subject, if it is this person's. Raises Refused otherwise."""
    seat_id = int(subject.rpartition(":")[2])
    row = seats.seat_facts(desk.tx, seat_id)
    if row is None or row.person_id != by or not may_sit(desk, row, role=row.step_role, org=row.org_id):
        raise Refused("review.not_yours")
    if not reviews(desk, row):
        raise Refused("review.not_yours")
    items.hold(desk.tx, row.item_id)
    return must(seats.seat_facts(desk.tx, seat_id))  # as it stands now that nobody else acts


def reviews(desk: Desk, held: Any) -> bool:
    """Is something judged at this seat? The web administrator's is not: there is nothing to agree to."""
    key = rule_key(held.step_key)
    ways = desk.regime(held.regime_hash).ways(Kind(held.kind))
    return any(step.key == key and step.stage == "review" for way in ways for step in way.steps)


def may_sit(desk: Desk, place: Any, *, role: str, org: int) -> bool:
    """May whoever sits at this seat (its row) act there today: by their post; for somebody, as long as those
    work here and they are the deputy; or, where an act gave them the seat, as long as they work here?
    """
    if place.sits_for is not None:
        return works(desk, place.sits_for, org=org) and deputies.sits_for(
            desk.tx, place.person_id, person_id=place.sits_for, on=desk.today_on
        )
    if place.came:
        return works(desk, place.person_id, org=org)
    return holds(desk, place.person_id, role=role, org=org)


def works(desk: Desk, person: int, *, org: int) -> bool:
    """Has the person any post in this organisation today?"""
    return any(post.org_id == org for post in people.memberships(desk.tx, person, on=desk.today_on))


def holds(desk: Desk, person: int, *, role: str, org: int) -> bool:
    """Does the person bear that role today? A post may have ended since the card was sent."""
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return any(post.role == role and post.org_id == org for post in posts)


def decisions(desk: Desk, held: Any) -> list[Any]:
    """What was decided at the seat's step, undone ones too."""
    return [row for row in seats.decisions_of(desk.tx, held.item_id) if row.step_id == held.step_id]


def ticks(desk: Desk, item: Item, step_id: int) -> dict[str, str]:
    """How each line of a step was answered: what one reviewer found not met, no other can answer away."""
    rows = seats.ticks_of(desk.tx, item.about, step_id=step_id)
    found = {row.line: str(row.value) for row in rows}
    return found | {row.line: "exception" for row in rows if row.value == "exception"}


def version_of(desk: Desk, item: Item, content_hash: str) -> Any:
    """The newest version with this content."""
    return next(row for row in reversed(items.versions_of(desk.tx, item.id)) if row.hash == content_hash)


def named(desk: Desk, subject: str, *, field: str | None = None) -> dict[str, Any]:
    """The item behind a seat, for a question about it."""
    held = must(seats.seat_facts(desk.tx, int(subject.rpartition(":")[2])))
    item = subjects.load(desk, held.item_id)
    facts: dict[str, Any] = {"item": subjects.told(desk, item), "code": held.code}
    if field is not None:
        facts |= {
            "label": item.regime.field(field).text.data(),
            "before": str(item.content.data()[field] or ""),
        }
    return facts


def by_code(desk: Desk, code: str, *, person: int, who: str) -> str:
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


def last_decided(desk: Desk, code: str, *, person: int) -> str:
    """The seat that a short code named when this person decided there."""
    found = code_of(code)
    row = seats.by_code(desk.tx, person, code=found) if found is not None else None
    if row is None:
        raise Refused("code.unknown", found=code[:8])
    return f"seat:{row.seat_id}"


def refused(desk: Desk, refusal: Refusal, item: Item) -> Refused:
    """A rule's refusal with names and times in place of ids."""
    facts = dict(refusal.data)
    if facts.get("why") == "reopened":  # the step stands anew; the content is what it was
        return Refused("review.superseded", number=item.row.number)
    sits_for = facts.pop("sits_for", None)
    for key in ("person", "raised_by"):
        if isinstance(facts.get(key), int):
            facts["name"] = subjects.signed(desk, facts.pop(key), sits_for)
    for key in ("at", "until"):
        if isinstance(facts.get(key), int):
            facts[key] = desk.iso(facts[key])
    if facts.get("lines") == [PROOF]:
        return Refused("review.proof_missing", number=item.row.number)
    if "lines" in facts:
        names = {f"secrecy.{aspect.key}": aspect.text.data() for aspect in item.regime.secrecy.aspects}
        facts["n"] = len(facts["lines"])
        facts["lines"] = [names.get(line, {"zh_CN": line, "en": line}) for line in facts["lines"]]
    return Refused(refusal.code, number=item.row.number, **facts)


def why_closed(desk: Desk, seat_id: int) -> Refused:
    """What to say of a button that was revoked: its step is over, or the item moved on."""
    held = seats.seat_facts(desk.tx, seat_id)
    if held is None:
        return Refused("token.unknown")
    item = subjects.load(desk, held.item_id)
    if item.row.state == "withdrawn":
        return Refused("review.withdrawn", number=item.row.number)
    return Refused("review.superseded", number=item.row.number)


def redraw_step(desk: Desk, held: Any) -> None:
    """Every card of the seat's step shows what is true now."""
    for row in seats.seats_of(desk.tx, held.step_id):
        copies.touch(desk.tx, f"seat:{row.id}")


def void_step(desk: Desk, step_id: int) -> None:
    """The step ends without a decision; its buttons answer no more, and nobody is asked who was not yet."""
    seats.close_step(desk.tx, step_id, state="void", by=None)
    for row in seats.seats_of(desk.tx, step_id):
        tokens.revoke(desk.tx, seat=row.id)
        outbox.supersede(desk.tx, subject=f"seat:{row.id}")
        copies.touch(desk.tx, f"seat:{row.id}")


def redraw_before(desk: Desk, item: Item, *, step: int) -> None:
    """Whoever decided just before, perhaps several, can take nothing back any more: their card says so."""
    since = desk.ms_after(minutes=-desk.house.policy.undo_minutes)
    made = seats.decisions_of(desk.tx, item.id)
    before = [row for row in made if row.step_id < step and row.undone_at is None]
    for row in {row.seat_id: row for row in [*before[-1:], *(row for row in before if row.at >= since)]}:
        copies.touch(desk.tx, f"seat:{row}")
