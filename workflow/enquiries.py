"""来信 and 申请 as their column needs them: loaded, found, and whom each waits for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.clocks import Clock
from rules.enquiry import CLASSES, LETTER, REQUEST, SERIES, WAYS, EnquiryNumber
from rules.model import Text
from rules.parts import Level
from rules.receipt import CHANNELS
from rules.regime import Regime
from rules.suspension import Consult, Events
from storage import enquiries, orgs, people
from storage.canon import json_value
from workflow import lookup, subjects, watched
from workflow.desk import Desk, Refused

DESK = "office"  # whose people have the desk; a regime's or an office's duty of this key may name others
DUTY = "letters"
ANSWERS = ("liaison", "head")
BODY = 20_000


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A letter or an application. ``row`` is its row, ``room`` the office that has it now."""

    row: Any
    regime: Regime
    held: dict[str, Any]  # what happened to its time
    room: tuple[int, str]

    @property
    def id(self) -> int:
        return int(self.row.id)

    @property
    def of(self) -> str:
        return str(self.row.of)

    @property
    def state(self) -> str:
        return str(self.row.state)

    # As its clocks see it: workflow/watched.py.

    @property
    def about(self) -> str:
        return f"enquiry:{self.row.id}"

    @property
    def org(self) -> int:
        return int(self.row.org_id)

    @property
    def regime_hash(self) -> str:
        return str(self.row.regime_hash)

    @property
    def number(self) -> str | None:
        return None if self.row.number is None else str(self.row.number)

    @property
    def title(self) -> str:
        return str(self.row.title)

    @property
    def office(self) -> tuple[int, str]:
        return self.room

    @property
    def urgent(self) -> bool:
        return False

    @property
    def standing(self) -> str:
        return f"enquiry-{self.state.replace('_', '-')}"

    @property
    def events(self) -> Events:
        return events_of(self.held)

    def concerns(self, clock: Clock) -> bool:
        return clock.of == self.row.of and clock.takes(str(self.row.class_))


def events_of(held: dict[str, Any]) -> Events:
    """What suspended, restarted or lengthened the time, from what is kept of it. Raises Impossible."""
    consults = [
        Consult(one["kind"], date.fromisoformat(one["sent"]), _day(one["received"]), _day(one["replied"]))
        for one in held.get("consults", ())
    ]
    return Events(tuple(consults), _day(held.get("corrected")), int(held.get("extension", 0)))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def load(desk: Desk, enquiry_id: int) -> Enquiry:
    """The letter or application as it stands. Raises Refused where there is none."""
    row = enquiries.enquiry(desk.tx, enquiry_id)
    if row is None:
        raise Refused("enquiry.unknown")
    room = _desk_of(desk, row.org_id) if row.office_id is None else (row.office_id, row.office_name)
    return Enquiry(row, desk.regime(row.regime_hash), json_value(row.events), room)


def hold(desk: Desk, subject: str) -> Enquiry:
    """The same, by ``enquiry:12``, for whoever is going to change it."""
    enquiry_id = int(subject.rpartition(":")[2])
    enquiries.hold(desk.tx, enquiry_id)
    return load(desk, enquiry_id)


def _desk_of(desk: Desk, org: int) -> tuple[int, str]:
    rooms = orgs.offices_of(desk.tx, org)
    found = next((room for room in rooms if room.kind == DESK), rooms[0])
    return found.id, found.name


def move(
    desk: Desk, it: Enquiry, to_state: str, *, from_states: tuple[str, ...] = (), **changes: Any
) -> Enquiry:
    """Move it on from where it was seen; as it then stands. Raises Refused when somebody was faster."""
    moved = enquiries.move(
        desk.tx,
        it.id,
        from_states=from_states or (it.state,),
        to_state=to_state,
        revision=it.row.revision,
        **changes,
    )
    if not moved:
        raise Refused("review.superseded", number=it.number)
    return load(desk, it.id)


# Who ------------------------------------------------------------------------------------------------------


def desk_roles(regime: Regime) -> frozenset[str]:
    """Whose roles have the desk: the office's, and those to whom the regime gives the duty of letters."""
    return frozenset({DESK, *(duty.by for duty in regime.duties if duty.key == DUTY)})


def registers(desk: Desk, person: int) -> int | None:
    """The organisation whose letters this person takes in; None for whoever takes in none."""
    for post in people.memberships(desk.tx, person, on=desk.today_on):
        regime = desk.regime(subjects.organisation_of(desk, post.org_id).regime_hash)
        if post.role in desk_roles(regime):
            return int(post.org_id)
    return None


def at_desk(desk: Desk, it: Enquiry, person: int) -> bool:
    """Does this person sit at the desk today?"""
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return any(post.org_id == it.org and post.role in desk_roles(it.regime) for post in posts)


def whole_desk(desk: Desk, it: Enquiry) -> list[int]:
    """Everybody at the desk today."""
    return sorted(
        {
            row.id
            for role in desk_roles(it.regime)
            for row in people.holders(desk.tx, it.org, role=role, on=desk.today_on)
        }
    )


def desk_people(desk: Desk, it: Enquiry) -> list[int]:
    """Whoever assigned it, else whoever registered it, while they sit at the desk; else all of it."""
    for person in (it.row.assigned_by, it.row.registered_by):
        if person is not None and at_desk(desk, it, person):
            return [int(person)]
    return whole_desk(desk, it)


def answerers_in(desk: Desk, org: int, office: int) -> list[int]:
    """Who answers in an office: its liaisons and heads."""
    return sorted(
        {
            row.id
            for role in ANSWERS
            for row in people.holders(desk.tx, org, role=role, office_id=office, on=desk.today_on)
        }
    )


def answers(desk: Desk, it: Enquiry, person: int) -> bool:
    """Is it this person's office that answers, and theirs to do so?"""
    return it.row.office_id is not None and person in answerers_in(desk, it.org, it.row.office_id)


def passed(it: Enquiry) -> list[dict[str, Any]]:
    """Who has approved the draft so far, level by level: by, at (ms)."""
    return list(it.held.get("passed", ()))


def levels(it: Enquiry) -> tuple[Level, ...]:
    """Who approves after the unit; of an application nobody but the unit does."""
    return it.regime.reply_levels if it.of == LETTER else ()


def level(it: Enquiry) -> Level | None:
    """The level at which the draft lies; None while it lies with its unit."""
    beyond = len(passed(it))
    return levels(it)[min(beyond, len(levels(it))) - 1] if beyond and levels(it) else None


def level_people(desk: Desk, it: Enquiry, at: Level) -> list[int]:
    """Who approves at a level: of a leader the one in charge of the unit first; nobody approves twice."""
    before = {it.row.answer_by, *(one["by"] for one in passed(it))}
    for office in (it.room[0], None) if at.by == "leader" else (None,):
        found = people.holders(desk.tx, it.org, role=at.by, office_id=office, on=desk.today_on)
        if ids := sorted({row.id for row in found} - before):
            return ids
    return []


def approvers(desk: Desk, it: Enquiry, *, drafted_by: int | None) -> list[int]:
    """Who approves a draft: a head of its office, else the leader in charge of it, else the desk; never
    whoever wrote it. After the unit, whoever the regime names.
    """
    if (at := level(it)) is not None:
        return level_people(desk, it, at)
    for role, office in (("head", it.room[0]), ("leader", it.room[0]), ("leader", None), (DESK, None)):
        found = people.holders(desk.tx, it.org, role=role, office_id=office, on=desk.today_on)
        ids = sorted({row.id for row in found if row.id != drafted_by})
        if ids:
            return ids
    return []


def visible_to(desk: Desk, it: Enquiry, person: int) -> bool:
    """May this person see it: at the desk, where every item is seen, or in the office that has it."""
    return any(
        post.org_id == it.org and (post.office_id == it.row.office_id or post.role in lookup.EVERYWHERE)
        for post in people.memberships(desk.tx, person, on=desk.today_on)
    )


def open_to(desk: Desk, subject: str, *, by: int) -> Enquiry:
    """The one behind a button, for whoever may see it. Raises Refused alike for unknown and hidden ones."""
    it = load(desk, int(subject.rpartition(":")[2]))
    if not visible_to(desk, it, by):
        raise Refused("enquiry.unknown")
    return it


def find(desk: Desk, text: str, *, by: int) -> Enquiry:
    """The one that a number or its tail names. Raises Refused alike for unknown and hidden ones."""
    wanted = EnquiryNumber.read(text)
    tail = text.strip().rpartition("-")[2]
    if wanted is not None:
        meant = [wanted]
    else:
        meant = [EnquiryNumber(of, int(tail)) for of in SERIES] if tail.isdecimal() else []
    for org in lookup.person_orgs(desk, by):
        for one in meant:
            series = SERIES[one.of]
            for row in enquiries.by_tail(desk.tx, org, series=series, year=one.year, serial=one.serial):
                if one.prefix is not None and not str(row.number).startswith(f"{one.prefix}-"):
                    continue
                it = load(desk, row.id)
                if visible_to(desk, it, by):
                    return it
    raise Refused("enquiry.unknown")


def holders(desk: Desk, it: Enquiry) -> list[int]:
    """Whom it waits for now."""
    match it.state:
        case "received" | "answered":
            return desk_people(desk, it)
        case "assigned":
            return answerers_in(desk, it.org, it.room[0]) or desk_people(desk, it)
        case "drafted":
            return approvers(desk, it, drafted_by=it.row.answer_by)
        case _:
            return []


def held(desk: Desk, person: int) -> list[str]:
    """Those that wait for a person, the oldest first."""
    return [
        it.about
        for org in lookup.person_orgs(desk, person)
        for row in enquiries.waiting(desk.tx, org)
        if person in holders(desk, it := load(desk, row.id))
    ]


def waits_since(_desk: Desk, it: Enquiry) -> int:
    """From when on it has waited for whoever has it (ms)."""
    return int(it.row.changed_at)


watched.watched("enquiry", watched.Kind(load, holders, held, find, waits_since))


# What cards say of it ---------------------------------------------------------------------------------------


def told(it: Enquiry) -> dict[str, Any]:
    """The letter or application in the facts of a card."""
    row = it.row
    class_: Text | None = CLASSES.get(row.class_)
    way = WAYS.get(row.way) if it.of == LETTER else None
    if it.of == REQUEST and row.way in CHANNELS:
        way = CHANNELS[row.way].text
    return {
        "id": it.id,
        "of": it.of,
        "number": it.number,
        "title": it.title,
        "body": row.body,
        "class": "" if class_ is None else class_.data(),
        "way": "" if way is None else way.data(),
        "came_on": row.came_on,
        "received_on": row.received_on,
        "office": "" if row.office_id is None else row.office_name,
        "registrant": row.registrant_name,
        "state": it.state,
        "note": row.note,
    }
