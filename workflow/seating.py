"""Who sits where: the planned route of an item, laid over the people the office has today."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any, NamedTuple

from rules import approval, handing
from rules.approval import ForecastStep, Holder, PlannedStep, Sat
from rules.clocks import ahead, publication_limit
from rules.model import ItemFacts, Text
from rules.regime import Route
from rules.route import ADDED, NAMED, OF_UNIT, rule_key
from storage import clocks, orgs, people
from storage import review as seats
from storage.canon import json_value
from workflow import subjects
from workflow.desk import Desk
from workflow.subjects import Item

MOST_PLANS = 256
_PLANS: dict[
    tuple[int, ItemFacts], tuple[Route, tuple[PlannedStep, ...]]
] = {}  # one for items that are alike


HANDED, DEPUTY, ADDED_TO = "handed", "deputy", "added"
VACANT = "step.vacant"  # a timer: nobody has been there to act for a working day


class Sitter(NamedTuple):
    """Who sits, for whom if not in their own right, and by what act if not by their own post."""

    person: int
    sits_for: int | None = None
    came: str = ""


def plan(desk: Desk, item: Item) -> tuple[PlannedStep, ...]:
    """The steps this item takes, as its own regime has them, with what people changed of them since."""
    planned = _regular(desk, item)
    return handing.laid(planned, changes(item)) if item.row.route_changes else planned


def changes(item: Item) -> handing.Changes:
    """What people changed of the item's way in this round."""
    kept = item.row.route_changes
    return handing.read(json_value(kept), round=item.row.round) if kept else handing.Changes(item.row.round)


def _regular(desk: Desk, item: Item) -> tuple[PlannedStep, ...]:
    way, facts = item.way, subjects.route_facts(desk, item)
    held = _PLANS.get((id(way), facts))
    if held is not None and held[0] is way:
        return held[1]
    planned = approval.plan(way, facts)
    if len(_PLANS) >= MOST_PLANS:
        _PLANS.clear()
    _PLANS[id(way), facts] = (way, planned)
    return planned


def roster(desk: Desk, org_id: int, *, roles: Iterable[str] | None = None) -> tuple[Holder, ...]:
    """Everybody's posts today (or those with one of these roles), and whether they can be reached; whoever
    sits for somebody today holds their posts too.
    """
    rows = people.roster(desk.tx, org_id, on=desk.today_on, roles=roles)
    own = tuple(Holder(row.person_id, row.role, row.office_id, bool(row.bound)) for row in rows)
    deputies = tuple(
        Holder(row.deputy_id, row.role, row.office_id, bool(row.deputy_bound), row.person_id)
        for row in rows
        if row.deputy_id is not None
    )
    return own + deputies


def everybody(desk: Desk, item: Item, planned: Iterable[PlannedStep]) -> tuple[Holder, ...]:
    """The whole roster, with whoever is in the item's plan by name."""
    return (*_named(desk, item, planned), *roster(desk, item.org))


def _named(desk: Desk, item: Item, planned: Iterable[PlannedStep]) -> tuple[Holder, ...]:
    """Whom steps name beside those who bear a role, as long as they work here."""
    ids = dict.fromkeys(who for step in planned for who in (*step.people, *step.besides))
    return tuple(
        Holder(who, NAMED, 0, people.reachable(desk.tx, who) is not None)
        for who in ids
        if any(post.org_id == item.org for post in people.memberships(desk.tx, who, on=desk.today_on))
    )


def taken(desk: Desk, item: Item) -> dict[str, Sat]:
    """Who approved which step in this round, and in what the round took over: of a step that several decide,
    all of them.
    """
    rows = [
        row
        for row in seats.steps_of(desk.tx, item.id)
        if row.round == item.row.round and row.state in ("approved", "carried") and row.decided_by is not None
    ]
    last = {row.key: int(row.decided_by) for row in rows}
    found: dict[str, Sat] = dict(last)
    for row in rows:
        if row.decided_for is not None:
            found[row.key] = (int(row.decided_by), int(row.decided_for))
    several = {row.id: row.key for row in rows if row.quorum != "any"}
    if several:
        made = [row for row in seats.decisions_of(desk.tx, item.id) if row.undone_at is None]
        for id_, key in several.items():
            found[key] = tuple(_acted(row for row in made if row.step_id == id_) | {last[key]})
    return found


def _acted(made: Iterable[Any]) -> set[int]:
    """Whoever decided, and for whom."""
    return {who for row in made for who in (row.person_id, row.sits_for) if who is not None}


def sat(desk: Desk, item: Item, already: Mapping[str, Sat]) -> dict[str, Sat]:
    """The same with whoever decided at a step of several that still stands open: they sit nowhere else."""
    several = {row.id: row.key for row in open_steps(desk, item).values() if row.quorum != "any"}
    found: dict[str, Sat] = dict(already)
    if several:
        made = [row for row in seats.decisions_of(desk.tx, item.id) if row.undone_at is None]
        for id_, key in several.items():
            if people_ := tuple(_acted(row for row in made if row.step_id == id_)):
                found[key] = people_
    return found


def open_steps(desk: Desk, item: Item) -> dict[str, Any]:
    """The steps that stand open in this round, by their keys."""
    rows = seats.steps_of(desk.tx, item.id)
    return {row.key: row for row in rows if row.round == item.row.round and row.state == "open"}


def sitters(
    desk: Desk, item: Item, step: PlannedStep, planned: tuple[PlannedStep, ...], already: Mapping[str, Sat]
) -> tuple[int, ...]:
    """Who may sit at this step, sparing people without whom another would stand empty that is still owed."""
    return tuple(who.person for who in sitting(desk, item, step, planned, already))


def sitting(
    desk: Desk, item: Item, step: PlannedStep, planned: tuple[PlannedStep, ...], already: Mapping[str, Sat]
) -> tuple[Sitter, ...]:
    """The same, with for whom and by what act they sit."""
    if step.stage == "confirm":
        return (Sitter(item.row.submitter_id),)
    others = [other for other in planned if other.key != step.key and other.key not in already]
    holders = (
        *_named(desk, item, (step, *others)),
        *roster(desk, item.org, roles={step.role, *(other.role for other in others)}),
    )
    found = approval.seated(
        step,
        _besides_the_writer(item, step, holders),
        unit=item.row.office_id,
        submitter=item.row.submitter_id,
        already=sat(desk, item, already),
        later=others,
    )
    return tuple(Sitter(one.person, one.sits_for, _came(step, one)) for one in found)


def _came(step: PlannedStep, holder: Holder) -> str:
    if holder.sits_for is not None:
        return DEPUTY
    if holder.person in step.besides:
        return HANDED
    return ADDED_TO if step.people else ""


def _besides_the_writer(item: Item, step: PlannedStep, holders: tuple[Holder, ...]) -> tuple[Holder, ...]:
    """Whoever wrote what is judged does not judge it, also when another liaison answers for it by now."""
    writer = item.version.by_id
    if writer == item.row.submitter_id or step.external:
        return holders
    return tuple(holder for holder in holders if writer not in holder.acting)


def forecast(desk: Desk, item: Item) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The whole way before it is walked: each step with people and date; and every gap by name."""
    planned = plan(desk, item)
    found = approval.forecast(
        planned, everybody(desk, item, planned), unit=item.row.office_id, submitter=item.row.submitter_id
    )
    before = [None, *(row.step for row in found.steps)]
    steps = [
        _step_shown(desk, item, row, beside=_is_beside(last, row.step, planned))
        for last, row in zip(before, found.steps, strict=False)
    ]
    gaps = [
        {
            "code": gap.code,
            "step": item.regime.roles[gap.step.role].data(),
            "label": step_label(desk, item, gap.step).data(),
            "people": [subjects.name_of(desk, person) for person in gap.people],
        }
        for gap in found.gaps
    ]
    return steps, gaps


def _is_beside(last: PlannedStep | None, step: PlannedStep, planned: tuple[PlannedStep, ...]) -> bool:
    """Does it stand open together with the one before?"""
    return last is not None and last.key in approval.beside(step.key, planned)


def step_label(desk: Desk, item: Item, step: PlannedStep) -> Text:
    """The step by the name of the role that sits there, with the unit concerned; or by the body outside."""
    return label(desk, item, key=step.key, role=step.role)


def label(desk: Desk, item: Item, *, key: str, role: str) -> Text:
    """The same for a step of any round, by its key and role."""
    rule = next((s for s in item.way.steps if s.key == rule_key(key)), None)
    if rule is not None and rule.external is not None:
        return rule.external
    named = item.regime.roles[role]
    unit, plus, _ = key.partition(OF_UNIT)[2].partition(ADDED)
    office = orgs.office(desk.tx, int(unit)) if unit else None
    if office is not None:
        named = Text(f"{office.name}{named.zh_CN}", f"{named.en} ({office.name})")
    return Text(f"{named.zh_CN}（加签）", f"{named.en}, added") if plus or ADDED in key else named


def _step_shown(desk: Desk, item: Item, row: ForecastStep, *, beside: bool) -> dict[str, Any]:
    step = row.step
    shown = {
        "label": step_label(desk, item, step).get(desk.lang),
        "people": _people(desk, row),
        "by": None,
        "cite": step.rule.cite,
        "figure": "",
        "office_target": False,
        "reach": False,
        "beside": beside,
    }
    promise = None
    if item.content.formed_on is not None:
        promise = ahead(
            item.regime.clocks,
            "item.published" if step.stage == "publish" else step.rule.opens or "",
            kind=item.kind,
            class_=item.content.class_,
            started=item.content.formed_on,
            calendar=desk.calendar(item.org),
        )
    if step.stage == "publish":
        limit = publication_limit(
            item.content.limit_days,
            target=item.regime.office_targets["publish"].within,
            cite=step.rule.cite,
            handed_over=desk.today,
            calendar=desk.calendar(item.org),
        )
        own = item.content.limit_days is None
        shown |= {"by": limit.due.on.isoformat(), "office_target": own, "cite": "" if own else limit.cite}
        if promise is not None and promise[1].on >= limit.due.on:
            promise = None
    if promise is not None:
        clock, due = promise
        shown |= {
            "by": due.on.isoformat(),
            "cite": clock.cite,
            "figure": clock.figure,
            "office_target": False,
            "reach": step.stage == "review",
        }
    return shown


def progress(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """The route as it has been walked so far, for the liaison's own card."""
    planned = plan(desk, item)
    rows = [
        row for row in seats.steps_of(desk.tx, item.id) if row.round == item.row.round and row.state != "void"
    ]
    newest = {row.key: row for row in rows}
    expected = _expected(desk, item, planned)
    shown = []
    for step in planned:
        row = newest.get(step.key)
        state, by, who = "next", None, expected.get(step.key, [])
        if row is not None and row.state in ("approved", "carried", "returned", "withheld"):
            state = row.state if row.state in ("returned", "withheld") else "done"
            name = subjects.signed(desk, row.decided_by, row.decided_for)
            by = {"name": name, "at": desk.iso(row.closed_at)}
        elif row is not None and row.state == "open":
            state = "now"
            sitting = [seat for seat in seats.seats_of(desk.tx, row.id) if seat.state == "open"]
            who = [subjects.signed(desk, seat.person_id, seat.sits_for) for seat in sitting]
        elif step.stage == "publish":
            state = {"handover": "now", "confirm": "done", "closed": "done"}.get(item.row.state, "next")
            if item.row.published_at is not None and state == "done":
                by = {"name": "", "at": desk.iso(item.row.published_at)}
        elif step.stage == "confirm":
            state = {"confirm": "now", "closed": "done"}.get(item.row.state, "next")
            who = [subjects.name_of(desk, item.row.submitter_id)]
        shown.append(
            {"label": step_label(desk, item, step).get(desk.lang), "state": state, "people": who, "by": by}
        )
    return shown


def _expected(desk: Desk, item: Item, planned: tuple[PlannedStep, ...]) -> dict[str, list[str]]:
    """Who may sit at the steps to come, as things stand."""
    if item.row.state not in ("review", "handover"):
        return {}
    found = approval.forecast(
        planned,
        everybody(desk, item, planned),
        unit=item.row.office_id,
        submitter=item.row.submitter_id,
        already=taken(desk, item),
    )
    return {row.step.key: _people(desk, row) for row in found.steps}


def _people(desk: Desk, row: ForecastStep) -> list[str]:
    """Who may sit at a step, each with for whom."""
    return [subjects.signed(desk, person, row.sits_for.get(person)) for person in row.people]


def note_vacant(desk: Desk, org: int, step_id: int) -> None:
    """Nobody is there to act at this step: the office is asked in a working day, if it lasts."""
    calendar = desk.calendar(org)
    day = calendar.next_workday(desk.today)
    if not calendar.is_workday(desk.today):
        day = calendar.next_workday(day)
    first, last = desk.house.policy.slots[0], time(17, 30)
    at = min(max(desk.now.time().replace(tzinfo=None), first), last)
    clocks.plant(
        desk.tx, kind=VACANT, subject=f"step:{step_id}", occasion=desk.today_on, fire_at=desk.ms_at(day, at)
    )


def opened(desk: Desk, item: Item, step: PlannedStep) -> int:
    """A new row for the step, bound to the content that is judged; its id."""
    return seats.open_step(
        desk.tx,
        item.id,
        round=item.row.round,
        position=step.position,
        key=step.key,
        role=step.role,
        quorum=step.quorum,
        content_hash=item.version.hash,
    )
