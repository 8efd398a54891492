"""委派: a colleague gives an opinion; it comes back to the reviewer who asked, and who decides."""

from typing import Any

from storage import copies, delegations, people
from storage import review as seats
from storage.sql import must
from workflow import content, gathered, handing, review, seat, subjects, verbs
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import Item

VERB = "delegate"
OPINION_MAX = 500  # characters

plain("delegation.done", "delegation.ask_words", "delegation.ask_opinion")


def may_delegate(desk: Desk, subject: str, *, by: int, content_hash: str | None = None) -> None:
    """Is the seat still this person's to decide? Raises Refused as a decision would, and where it is off."""
    review.may_decide(desk, subject, by=by, content_hash=content_hash)
    held = seat.held_by(desk, subject, by=by)
    verbs.allow(subjects.load(desk, held.item_id).regime, VERB)


def ask_words(desk: Desk, subject: str, *, by: int, to: int) -> Notice:
    """Whoever was chosen may be asked: the next words say what about. Raises Refused otherwise."""
    _judge(desk, subject, by=by, to=to)
    facts = {**seat.named(desk, subject), "name": subjects.name_of(desk, to)}
    return Notice("delegation.ask_words", by, subject, facts=facts)


def delegate(desk: Desk, subject: str, *, by: int, to: int, words: str) -> Notice:
    """Ask a colleague for an opinion. The reviewer may decide without it at any time.

    Raises Refused where 委派 is off, as a decision would, for whoever handed the item in or wrote it, for
    somebody who cannot be reached, and for one who is asked already.
    """
    held, item = _judge(desk, subject, by=by, to=to)
    asked = _tidy(words, limit=handing.WHY_MAX)
    row = delegations.ask(
        desk.tx,
        item.id,
        step_id=held.step_id,
        seat_id=held.seat_id,
        giver_id=by,
        to_id=to,
        words=asked,
    )
    desk.audit(
        "delegation.asked",
        item.about,
        person=by,
        org=item.org,
        step=held.step_id,
        seat=held.seat_id,
        key=held.step_key,
        to=to,
    )
    leaves = gathered.leaves_at(desk, item, to)
    tell(desk, Notice("delegation.asked", to, f"delegation:{row}", "", priority=2, not_before=leaves))
    name = subjects.name_of(desk, to)
    return Notice("delegation.done", by, subject, facts={"number": item.row.number, "name": name})


def ask_instead(desk: Desk, before: Any, held: Any, *, to: int) -> bool:
    """Ask somebody else what was asked of one who left (``before``, its row); False where they may not."""
    item = subjects.load(desk, before.item_id)
    if to in (before.giver_id, item.row.submitter_id, item.version.by_id):
        return False
    row = delegations.ask(
        desk.tx,
        item.id,
        step_id=held.step_id,
        seat_id=held.seat_id,
        giver_id=before.giver_id,
        to_id=to,
        words=before.words,
    )
    leaves = gathered.leaves_at(desk, item, to)
    tell(desk, Notice("delegation.asked", to, f"delegation:{row}", "", priority=2, not_before=leaves))
    return True


def _judge(desk: Desk, subject: str, *, by: int, to: int) -> tuple[Any, Item]:
    may_delegate(desk, subject, by=by)
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    name = subjects.name_of(desk, to)
    if to == by:
        raise Refused("delegation.self")
    if to in (item.row.submitter_id, item.version.by_id):
        raise Refused("delegation.own", name=name)
    if people.reachable(desk.tx, to) is None or not seat.works(desk, to, org=item.org):
        raise Refused("hand_on.unbound", name=name)
    if any(row.to_id == to and row.state == "open" for row in delegations.of_seat(desk.tx, held.seat_id)):
        raise Refused("delegation.asked", name=name)
    return held, item


def give(desk: Desk, subject: str, *, by: int, opinion: str) -> Notice:
    """The opinion goes back to whoever asked, with a fresh card on which to decide.

    Raises Refused for others, where it was answered or called back, and where the step is over.
    """
    row, held = answerable(desk, subject, by=by)
    item = subjects.hold(desk, row.item_id)
    told = _tidy(opinion, limit=OPINION_MAX)
    if not delegations.settle(desk.tx, row.id, state="given", opinion=told):
        raise Refused("delegation.over")
    desk.audit("delegation.given", item.about, person=by, org=item.org, step=row.step_id, seat=row.seat_id)
    copies.touch(desk.tx, subject)
    leaves = gathered.leaves_at(desk, item, row.giver_id)
    again = Notice(
        "review.asked", held.person_id, f"seat:{row.seat_id}", f"back:{row.id}", priority=2, not_before=leaves
    )
    tell(desk, again)
    facts = {"number": item.row.number, "name": row.giver_name, "given": True}
    return Notice("delegation.done", by, subject, facts=facts)


def answerable(desk: Desk, subject: str, *, by: int) -> tuple[Any, Any]:
    """What this person was asked, and the seat it is for. Raises Refused for others and where it is over."""
    row = delegations.one(desk.tx, int(subject.rpartition(":")[2]))
    if row is None or row.to_id != by:
        raise Refused("review.not_yours")
    held = seats.seat_facts(desk.tx, row.seat_id)
    if row.state != "open" or not handing.is_open(held):
        raise Refused("delegation.over")
    return row, held


def call_back(desk: Desk, subject: str, *, by: int) -> Notice:
    """收回委派: nobody is asked any more. Raises Refused where nobody is."""
    held = seat.held_by(desk, subject, by=by)
    rows = [row for row in delegations.of_seat(desk.tx, held.seat_id) if row.state == "open"]
    if not rows:
        raise Refused("delegation.none")
    item = subjects.load(desk, held.item_id)
    for row in rows:
        delegations.settle(desk.tx, row.id, state="called_back")
        desk.audit(
            "delegation.called_back", item.about, person=by, org=item.org, seat=held.seat_id, to=row.to_id
        )
        copies.touch(desk.tx, f"delegation:{row.id}")
    return Notice("done", by, subject)


def numbered(desk: Desk, text: str, *, by: int) -> str:
    """What somebody was asked about the item of this number, or its last digits. Raises Refused for none."""
    for row in delegations.open_for(desk.tx, by):
        number = subjects.load(desk, row.item_id).row.number or ""
        if number == text.upper() or (text.isdecimal() and number.endswith(text.zfill(4))):
            return f"delegation:{row.id}"
    raise Refused("delegation.none")


def _tidy(text: str, *, limit: int) -> str:
    told = " ".join(text.split())
    if not told:
        raise Refused("delegation.words_missing")
    if len(told) > limit:
        raise Refused("text.too_long", limit=limit, label={"zh_CN": "意见", "en": "opinion"})
    content.refuse_marked(told)
    return told


def told_of(desk: Desk, held: Any) -> list[dict[str, Any]]:
    """What was asked at a seat and what came back, in the facts of its card."""
    return [
        {"name": row.to_name, "state": row.state, "opinion": row.opinion, "at": desk.iso(row.answered_at)}
        for row in delegations.of_seat(desk.tx, held.seat_id)
        if row.state != "called_back"
    ]


@notice("delegation.asked", live=True)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What is asked of whom, the item whole, and what became of it."""
    row = must(delegations.one(desk.tx, said.id))
    held = must(seats.seat_facts(desk.tx, row.seat_id))
    item = subjects.load(desk, row.item_id)
    state = str(row.state)
    if state == "open" and not handing.is_open(held):
        state = "over"
    return {
        "item": subjects.told(desk, item),
        "form": subjects.form_of(desk, item),
        "body": item.content.body,
        "files": subjects.files_of(desk, item),
        "giver": row.giver_name,
        "words": row.words,
        "opinion": row.opinion,
        "state": state,
    }


@notice("delegation.whom")
def whom_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Colleagues who may be asked: those of the item's own unit first."""
    held = must(seats.seat_facts(desk.tx, said.id))
    item = subjects.load(desk, held.item_id)
    barred = {said.reader, item.row.submitter_id, item.version.by_id}
    rows = [row for row in people.roster(desk.tx, item.org, on=desk.today_on) if row.bound]
    near = sorted(rows, key=lambda row: row.office_id != item.row.office_id)
    ids = [who for who in dict.fromkeys(row.person_id for row in near) if who not in barred]
    return {
        "item": subjects.told(desk, item),
        "code": held.code,
        "people": [
            {
                "id": who,
                "name": subjects.name_of(desk, who),
                "posts": handing.posts(desk, who, org=item.org),
            }
            for who in ids[: handing.MOST_SHOWN]
        ],
    }
