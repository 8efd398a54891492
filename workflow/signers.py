"""加签, 减签: others sign too, before one decides, after or beside; who has not signed is taken off again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rules import handing as rules
from rules.handing import Added
from storage import copies, people
from storage import review as seats
from workflow import handing, lookup, review, roster, route, seat, seating, subjects, verbs
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice
from workflow.subjects import Item

VERB = "add_signers"
KEEPERS = ("office", "administrator")  # who may take off whomever somebody else added
MOST_SHOWN = 12


def add(
    desk: Desk,
    subject: str,
    *,
    by: int,
    to: Sequence[int],
    where: str,
    quorum: str,
    why: str = "",
    content_hash: str | None = None,
) -> Notice:
    """These people sign too: ``where`` is before, after or beside the own step, ``quorum`` any, all, in_turn.

    Raises Refused where 加签 is off, as a decision would, and for whoever may not sign
    (``rules.handing.REFUSALS``).
    """
    held, item = _open(desk, subject, by=by, content_hash=content_hash)
    planned, before = seating.plan(desk, item), seating.changes(item)
    wish = Added(
        rules.next_key(before, held.step_key),
        held.step_key,
        where,
        quorum,
        tuple(dict.fromkeys(to)),
        by,
        handing.said(why) if why.strip() else "",
    )
    found = rules.add(
        wish,
        planned,
        seating.everybody(desk, item, planned),
        changes=before,
        unit=item.row.office_id,
        submitter=item.row.submitter_id,
        writer=item.version.by_id,
        decided_here=any(row.undone_at is None for row in seat.decisions(desk, held)),
        already=seating.sat(desk, item, seating.taken(desk, item)),
    )
    if found is not None:
        facts = dict(found.data)
        raise Refused(found.code, **facts, name=subjects.name_of(desk, facts.pop("person", None)))
    handing.keep(desk, item, replace(before, added=(*before.added, wish)))
    desk.audit(
        "step.added",
        item.about,
        person=by,
        org=item.org,
        step=held.step_id,
        key=wish.key,
        where=where,
        quorum=quorum,
        people=list(wish.people),
    )
    fresh = subjects.load(desk, item.id)
    route.go_on(desk, fresh, seating.plan(desk, fresh), delay_s=0)
    seat.redraw_step(desk, held)
    copies.touch(desk.tx, item.about)
    return Notice("signers.added", by, item.about, facts={"key": wish.key})


def _open(desk: Desk, subject: str, *, by: int, content_hash: str | None) -> tuple[Any, Item]:
    review.may_decide(desk, subject, by=by, content_hash=content_hash)
    held = seat.held_by(desk, subject, by=by)
    item = subjects.load(desk, held.item_id)
    verbs.allow(item.regime, VERB)
    return held, item


def may_add(desk: Desk, subject: str, *, by: int, content_hash: str | None = None) -> None:
    """Is the step still open for others to sign? Raises Refused as ``add`` would."""
    _open(desk, subject, by=by, content_hash=content_hash)


def called(desk: Desk, subject: str, names: Sequence[str], *, by: int) -> list[int]:
    """The people of these names where the seat's item is. Raises Refused for a name of none or several."""
    org = seat.held_by(desk, subject, by=by).org_id
    return [handing.one_called(desk, org, name) for name in names]


def take_off(desk: Desk, item_id: int, *, by: int, person: int) -> Notice:
    """减签: somebody who was added and has not decided signs no more.

    By whoever added them, the office or an administrator. Raises Refused for others, and for whoever was not
    added or has decided.
    """
    item = subjects.hold(desk, item_id)
    before = seating.changes(item)
    acts = [one for one in before.added if person in one.people]
    made = [row for row in seats.decisions_of(desk.tx, item.id) if row.undone_at is None]
    ours = {row.id: row for row in seats.steps_of(desk.tx, item.id) if row.round == item.row.round}
    decided = {ours[row.step_id].key for row in made if row.step_id in ours and row.person_id == person}
    left = [one for one in acts if one.key not in decided]
    if item.row.state != "review" or not acts:
        raise Refused("added.unknown", name=subjects.name_of(desk, person))
    if not left:
        raise Refused("added.decided", name=subjects.name_of(desk, person))
    act = left[-1]
    keeps = any(
        post.org_id == item.org and post.role in KEEPERS
        for post in people.memberships(desk.tx, by, on=desk.today_on)
    )
    if by != act.by and not keeps:
        raise Refused("added.not_yours", name=subjects.name_of(desk, act.by))
    handing.keep(desk, item, rules.without(before, act.key, person))
    desk.audit("step.taken_off", item.about, person=by, org=item.org, key=act.key, off=person)
    _go_on(desk, subjects.load(desk, item.id), act.key)
    copies.touch(desk.tx, item.about)
    return Notice(
        "signers.taken_off",
        by,
        item.about,
        facts={"number": item.row.number, "name": subjects.name_of(desk, person)},
    )


def _go_on(desk: Desk, item: Item, key: str) -> None:
    """Whoever is left signs; where all of them have, the step is done with the last."""
    planned = seating.plan(desk, item)
    row = seating.open_steps(desk, item).get(key)
    step = next((step for step in planned if step.key == key), None)
    if row is not None and step is not None:
        made = [
            one
            for one in seats.decisions_of(desk.tx, item.id)
            if one.step_id == row.id and one.undone_at is None
        ]
        if made and {one.person_id for one in made} >= set(step.people):
            for place in seats.seats_of(desk.tx, row.id):
                if place.state == "open":
                    route.leave(desk, place.id)
            last = made[-1]
            seats.close_step(desk.tx, row.id, state="approved", by=last.person_id, for_=last.sits_for)
        else:
            route.settle(desk, item, key)
    route.go_on(desk, item, planned, delay_s=0)


def item_called(desk: Desk, text: str, *, by: int) -> Item:
    """The item that a number names, for whoever may see it. Raises Refused otherwise."""
    return lookup.find_one(desk, text, by=by)


def person_called(desk: Desk, item: Item, name: str) -> int:
    """The one person of that name where the item is."""
    return roster.only_one(desk, {item.org}, name)


# What is said of it ------------------------------------------------------------------------------------


@notice("signers.where")
def where_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Before, after or beside the own step."""
    held = seats.seat_facts(desk.tx, said.id)
    item = subjects.load(desk, 0 if held is None else held.item_id)
    return {"item": subjects.told(desk, item), "code": "" if held is None else held.code}


@notice("signers.whom")
def whom_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Everybody who may be asked to sign too."""
    held = seats.seat_facts(desk.tx, said.id)
    item = subjects.load(desk, 0 if held is None else held.item_id)
    key = "" if held is None else held.step_key
    planned, before = seating.plan(desk, item), seating.changes(item)
    every = seating.everybody(desk, item, planned)
    already = seating.sat(desk, item, seating.taken(desk, item))
    where = str(said.facts["where"])
    able = [
        who
        for who in dict.fromkeys(one.person for one in every if one.bound and one.role != "liaison")
        if rules.add(
            Added(rules.next_key(before, key), key, where, "all", (who,), said.reader),
            planned,
            every,
            changes=before,
            unit=item.row.office_id,
            submitter=item.row.submitter_id,
            writer=item.version.by_id,
            decided_here=False,
            already=already,
        )
        is None
    ]
    return {
        "item": subjects.told(desk, item),
        "code": "" if held is None else held.code,
        "where": where,
        "people": [
            {
                "id": who,
                "name": subjects.name_of(desk, who),
                "posts": handing.posts(desk, who, org=item.org),
            }
            for who in able[:MOST_SHOWN]
        ],
    }


@notice("signers.added", live=True)
def added_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Who was added, where, and who of them has decided."""
    item = subjects.load(desk, said.id)
    act = seating.changes(item).added_at(str(said.facts["key"]))
    made = [row for row in seats.decisions_of(desk.tx, item.id) if row.undone_at is None]
    key = None if act is None else act.key
    done = {row.person_id: row.verdict for row in made if row.step_key == key and row.round == item.row.round}
    under = item.row.state == "review"
    return {
        "item": subjects.told(desk, item),
        "where": "" if act is None else act.where,
        "quorum": "" if act is None else act.quorum,
        "open": under and act is not None and bool(act.people),
        "people": [
            {"id": who, "name": subjects.name_of(desk, who), "verdict": done.get(who, "")}
            for who in (() if act is None else act.people)
        ],
    }


notice("signers.taken_off")(lambda _desk, said: dict(said.facts))
