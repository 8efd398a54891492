"""代理: somebody sits for an absent colleague on certain days; what waits goes over, and comes back."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from rules import deputy as rules
from rules.deputy import Span, Standing
from storage import clocks, copies, deputies, orgs, people
from storage import review as seats
from storage.sql import must
from workflow import handing, lookup, roster, route, subjects, verbs
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, tell
from workflow.timers import Due, timer

VERB = "deputise"
SEATED = (
    "head",
    "leader",
    "office",
    "secrecy",
    "webadmin",
)  # posts at which something is judged or published
KEEPERS = ("office", "administrator")  # who may do it for somebody absent
MOST_SHOWN = 12
BEGINS, OVER = "deputy.begins", "deputy.over"
MIDNIGHT = time()


def posts_of(desk: Desk, person: int) -> list[Any]:
    """The posts by which somebody sits anywhere."""
    return [row for row in people.memberships(desk.tx, person, on=desk.today_on) if row.role in SEATED]


def sits_anywhere(desk: Desk, person: int) -> bool | None:
    """For whom 代理 is in the menu; None for whom it is not."""
    return True if posts_of(desk, person) else None


def make(desk: Desk, *, person: int, to: int, span: Span, by: int, role: str = "", why: str = "") -> Notice:
    """``to`` sits for ``person`` on these days, with all their posts or one; what waits goes over then.

    ``by`` is the absent one, or whoever keeps the roster. Both hear it. Raises Refused where that may not be
    (``rules.deputy.REFUSALS``), where it is switched off, or where ``by`` is neither.
    """
    org = _org(desk, person, by=by)
    organisation = must(orgs.organisation(desk.tx, org))
    verbs.allow(desk.regime(organisation.regime_hash), VERB)
    wish = Standing(person, to, span, role)
    own = [row for row in posts_of(desk, person) if row.org_id == org and role in ("", row.role)]
    works = any(row.org_id == org for row in people.memberships(desk.tx, to, on=desk.today_on))
    found = rules.judge(
        wish,
        [*_standing(desk, person), *_standing(desk, to)],
        today=desk.today,
        bound=works and people.reachable(desk.tx, to) is not None,
        seats=bool(own),
        alike={
            row.person_id
            for row in people.roster(desk.tx, org, on=desk.today_on, roles={row.role for row in own})
            if row.person_id != person
        },
    )
    if found is not None:
        facts = {"name": subjects.name_of(desk, to), **found.data}
        if "other" in found.data:
            facts["other"] = subjects.name_of(desk, found.data["other"])
        raise Refused(found.code, **facts)
    row = deputies.add(
        desk.tx,
        org,
        person_id=person,
        deputy_id=to,
        role=role or deputies.ALL,
        from_on=span.first.isoformat(),
        until_on=span.last.isoformat(),
        why=why,
        by=by,
    )
    subject = f"deputy:{row}"
    desk.audit(
        "deputy.made",
        subject,
        person=by,
        org=org,
        absent=person,
        deputy=to,
        role=role or deputies.ALL,
        from_on=span.first.isoformat(),
        until_on=span.last.isoformat(),
    )
    if span.first <= desk.today:
        _begin(desk, row)
    else:
        _wake(desk, BEGINS, subject, span.first)
    _wake(desk, OVER, subject, span.last + timedelta(days=1))
    tell(desk, Notice("deputy.asked", to, subject, "made", priority=2))
    if by != person:
        tell(desk, Notice("deputy.standing", person, subject, "made", priority=2))
    return Notice("deputy.standing", by, subject)


def _org(desk: Desk, person: int, *, by: int) -> int:
    """The organisation in which one may do this for the other. Raises Refused."""
    mine = [row.org_id for row in people.memberships(desk.tx, person, on=desk.today_on)]
    if by == person:
        if not mine:
            raise Refused("deputy.no_seat")
        return int(mine[0])
    keeps = [row.org_id for row in people.memberships(desk.tx, by, on=desk.today_on) if row.role in KEEPERS]
    for org in mine:
        if org in keeps:
            return int(org)
    raise Refused("deputy.not_yours")


def _standing(desk: Desk, person: int) -> list[Standing]:
    return [
        Standing(
            row.person_id,
            row.deputy_id,
            Span(date.fromisoformat(row.from_on), date.fromisoformat(row.until_on)),
            "" if row.role == deputies.ALL else row.role,
        )
        for row in deputies.about(desk.tx, person, on=desk.today_on)
    ]


def _wake(desk: Desk, kind: str, subject: str, on: date) -> None:
    clocks.plant(desk.tx, kind=kind, subject=subject, occasion="", fire_at=desk.ms_at(on, MIDNIGHT))


# It begins and ends ------------------------------------------------------------------------------------


@timer(BEGINS)
def begins(desk: Desk, due: Due) -> None:
    """Its first day has come."""
    row = deputies.one(desk.tx, int(due.subject.rpartition(":")[2]))
    if row is not None and row.ended_at is None:
        _begin(desk, int(row.id))


@timer(OVER)
def over(desk: Desk, due: Due) -> None:
    """Its last day is over: what waits comes back, and both hear it."""
    end(desk, int(due.subject.rpartition(":")[2]), by=None)


def take_back(desk: Desk, subject: str, *, by: int) -> Notice:
    """收回代理, by the absent one or whoever keeps the roster. Raises Refused otherwise, and once over."""
    row = deputies.one(desk.tx, int(subject.rpartition(":")[2]))
    if row is None:
        raise Refused("deputy.none")
    _org(desk, row.person_id, by=by)
    if not end(desk, int(row.id), by=by):
        raise Refused("deputy.none")
    return Notice("done", by)


def called(desk: Desk, person: int) -> str:
    """The deputy who sits, or will sit, for somebody; the newest. Raises Refused where there is none."""
    rows = [row for row in deputies.about(desk.tx, person, on=desk.today_on) if row.person_id == person]
    if not rows:
        raise Refused("deputy.none")
    return f"deputy:{rows[-1].id}"


def _begin(desk: Desk, row_id: int) -> None:
    row = must(deputies.one(desk.tx, row_id))
    waiting = seats.seats_open(desk.tx, row.person_id)
    held = [one for one in waiting if one.org_id == row.org_id and row.role in (deputies.ALL, one.step_role)]
    _settle(desk, held)
    desk.audit(
        "deputy.began", f"deputy:{row.id}", person=None, org=row.org_id, items=[one.item_id for one in held]
    )
    copies.touch(desk.tx, f"deputy:{row.id}")


def end(desk: Desk, row_id: int, *, by: int | None) -> bool:
    """It is over: what is left comes back, and both hear it. False when it was over already."""
    if not deputies.end(desk.tx, row_id, by=by):
        return False
    row = must(deputies.one(desk.tx, row_id))
    held = [one for one in seats.seats_open(desk.tx, row.deputy_id) if one.sits_for == row.person_id]
    _settle(desk, held)
    subject = f"deputy:{row.id}"
    clocks.cancel(desk.tx, subject=subject)
    desk.audit("deputy.ended", subject, person=by, org=row.org_id, items=[one.item_id for one in held])
    copies.touch(desk.tx, subject)
    for person in (row.person_id, row.deputy_id):
        if person != by:
            tell(desk, Notice("deputy.ended", person, subject, "ended", priority=3))
    return True


def _settle(desk: Desk, held: Iterable[Any]) -> None:
    for one in held:
        route.settle(desk, subjects.hold(desk, one.item_id), one.step_key)


# What is said of it ------------------------------------------------------------------------------------


def _facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Who for whom, which days, with what; whether it stands; how much waits at the deputy's for it."""
    row = must(deputies.one(desk.tx, said.id))
    held = [one for one in seats.seats_open(desk.tx, row.deputy_id) if one.sits_for == row.person_id]
    return {
        "person": row.person_name,
        "deputy": row.deputy_name,
        "from_on": row.from_on,
        "until_on": row.until_on,
        "role": "" if row.role == deputies.ALL else row.role,
        "why": row.why,
        "by": subjects.name_of(desk, row.made_by),
        "own": row.made_by == row.person_id,
        "mine": said.person == row.person_id,
        "n": len(held),
        "state": "ended" if row.ended_at is not None else "standing",
        "early": row.ended_at is not None and row.ended_by is not None,
    }


notice("deputy.asked", live=True)(_facts)
notice("deputy.standing", live=True)(_facts)
notice("deputy.ended")(_facts)


@notice("deputy.whom")
def whom_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Colleagues who could sit for the reader: those of the own unit and of the same posts first."""
    me = said.reader
    mine = posts_of(desk, me)
    rooms, roles = {row.office_id for row in mine}, {row.role for row in mine}
    found: dict[int, int] = {}
    for org in lookup.person_orgs(desk, me):
        for row in people.roster(desk.tx, org, on=desk.today_on):
            if row.person_id != me and row.bound:
                near = 0 if row.role in roles else 1 if row.office_id in rooms else 2
                found[row.person_id] = min(near, found.get(row.person_id, near))
    first = sorted(found, key=lambda who: (found[who], who))[:MOST_SHOWN]
    org = mine[0].org_id if mine else 0
    return {
        "people": [
            {"id": who, "name": subjects.name_of(desk, who), "posts": handing.posts(desk, who, org=org)}
            for who in first
        ]
    }


@notice("deputy.days")
def days_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """For how long: today, or until which day."""
    spans = {n: desk.today + timedelta(days=n - 1) for n in (1, 3, 7, 14)}
    return {
        "id": said.id,
        "name": subjects.name_of(desk, said.id),
        "days": [{"days": n, "last": last.isoformat()} for n, last in spans.items()],
    }


def absent(desk: Desk, name: str, *, by: int) -> int:
    """The one person of that name whose roster ``by`` keeps. Raises Refused otherwise."""
    posts = people.memberships(desk.tx, by, on=desk.today_on)
    found = {row.org_id for row in posts if row.role in KEEPERS}
    if not found:
        raise Refused("deputy.not_yours")
    return roster.only_one(desk, found, name)


def colleague(desk: Desk, name: str, *, by: int) -> int:
    """The one person of that name where ``by`` works. Raises Refused for none or several."""
    return roster.only_one(desk, set(lookup.person_orgs(desk, by)), name)


def part(desk: Desk, word: str, *, by: int) -> str:
    """The role that a word means where ``by`` works; "" for no word. Raises Refused for an unknown one."""
    if not word:
        return ""
    for org in lookup.person_orgs(desk, by):
        role = roster.role_called(desk, org, word)
        if role in SEATED:
            return role
    raise Refused("roster.role_unknown", role=word, allowed=list(SEATED))
