"""来信: taken in and classed, given to an office, back from it, passed on, and replied to on the site."""

from dataclasses import replace
from datetime import date

from rules.enquiry import CLASSES, LEAVES, LETTER, SERIES, WAYS, Written, numbered, without_personal, written
from rules.model import Text
from storage import copies, dialogues, enquiries, inbox, orgs
from storage.sql import must
from workflow import gathered, request_clocks, subjects, watch
from workflow.desk import Desk, Refused
from workflow.enquiries import (
    BODY,
    Enquiry,
    answerers_in,
    answers,
    at_desk,
    desk_people,
    hold,
    load,
    move,
    registers,
)
from workflow.notices import Notice, plain, tell

plain("enquiry.recorded", "enquiry.ask")
BEFORE_ANSWER = ("received", "assigned", "drafted")
CAME_ON = Text("收到日期", "date received")


def recorded(it: Enquiry, what: str, *, by: int, **facts: object) -> Notice:
    """The short answer: what was done with which."""
    return Notice("enquiry.recorded", by, facts={"what": what, "number": it.number or "", **facts})


def call(desk: Desk, it: Enquiry, said: Notice, *, by: int | None = None) -> None:
    """Ask somebody to do something about it: at once, after hours when the office opens; whoever asks for it
    ``by`` an act of their own, at once at any hour.
    """
    leaves = None if said.reader == by else gathered.leaves_at(desk, it, said.reader)
    tell(desk, replace(said, priority=2, not_before=leaves))


# Taken in -------------------------------------------------------------------------------------------------


def post_of(desk: Desk, person: int) -> int:
    """The organisation whose letters this person takes in. Raises Refused for others."""
    org = registers(desk, person)
    if org is None:
        raise Refused("enquiry.not_at_desk")
    return org


def take_in(desk: Desk, text: str, *, by: int, occasion: str) -> list[Notice]:
    """来信: what came in is kept without the numbers of whoever wrote, and classed, at once or when asked.

    Raises Refused for whoever takes in none, for a day to come and for too long a text.
    """
    org = post_of(desk, by)
    found = written(text, LETTER, today=desk.today)
    came_on = found.days[0] if found.days else desk.today
    it, left_out = keep(desk, found, of=LETTER, org=org, by=by, came_on=came_on, received_on=came_on)
    hint = said_of(desk, it, left_out, by=by, occasion=occasion)
    if found.class_ is None:
        return [*hint, Notice("enquiry.sort", by, it.about, occasion)]
    return [*hint, *class_as(desk, it.about, by=by, class_=found.class_)]


def keep(
    desk: Desk, found: Written, *, of: str, org: int, by: int, came_on: date, received_on: date | None
) -> tuple[Enquiry, int]:
    """Keep what came in, still without class and number; with how many personal numbers were left out."""
    if not found.title:
        raise Refused("enquiry.empty")
    if max((came_on, *((received_on,) if received_on else ()))) > desk.today:
        raise Refused("enquiry.date_future")
    if len(found.body) > BODY:
        raise Refused("text.too_long", limit=BODY)
    title, in_title = without_personal(found.title)
    body, in_body = without_personal(found.body)
    way = found.way or (next(iter(WAYS)) if of == LETTER else "")
    organisation = subjects.organisation_of(desk, org)
    enquiry_id = enquiries.create(
        desk.tx,
        org_id=org,
        of=of,
        title=title,
        body=body,
        way=way,
        came_on=came_on.isoformat(),
        received_on=None if received_on is None else received_on.isoformat(),
        by=by,
        regime_hash=organisation.regime_hash,
    )
    return load(desk, enquiry_id), in_title + in_body


def said_of(desk: Desk, it: Enquiry, left_out: int, *, by: int, occasion: str) -> list[Notice]:
    """Where numbers of persons were left out, that is said, and the message itself is not kept either."""
    if not left_out:
        return []
    of, _, row = occasion.partition(":")
    if of == "in" and row.isdecimal():
        inbox.forget(desk.tx, int(row))
    return [recorded(it, "personal", by=by, count=left_out)]


def class_as(desk: Desk, subject: str, *, by: int, class_: str) -> list[Notice]:
    """What it is was told: it gets its number, and its clocks run from the day it came in."""
    it = hold(desk, subject)
    if it.row.registered_by != by or it.of != LETTER:
        raise Refused("enquiry.unknown")
    if it.state != "new":
        raise Refused("review.superseded", number=it.number)
    if class_ not in CLASSES:
        raise Refused("enquiry.class_unknown", allowed=[text.data() for text in CLASSES.values()])
    it = enter(desk, it, by=by, class_=class_)
    _came(desk, it)
    return [to_desk(it, by=by)]


def _came(desk: Desk, it: Enquiry) -> None:
    """The clocks that its coming in starts, and those of the office that has it by now."""
    day = date.fromisoformat(it.row.came_on)
    watch.start(desk, it, "letter.received", on=day)
    if it.row.class_.startswith("valuable"):
        watch.start(desk, it, "letter.adopted", on=day)
    if it.row.office_id is not None:
        watch.start(desk, it, "letter.assigned", on=desk.at(it.row.assigned_at).date())


def redate(desk: Desk, subject: str, *, by: int, on: date) -> Notice:
    """收到日期: it came in on another day than was written; its clocks run from that one.

    Of an application this is the day of receipt, as long as nothing else happened to its time.
    """
    it = _desks_own(desk, subject, by=by)
    if it.state not in BEFORE_ANSWER:
        raise Refused("review.superseded", number=it.number)
    if on > desk.today:
        raise Refused("enquiry.date_future")
    if it.of == LETTER:
        it = move(desk, it, it.state, came_on=on.isoformat())
        _came(desk, it)
    else:
        if it.row.received_on is None:
            raise Refused("request.not_received", number=it.number)
        if it.held or on < date.fromisoformat(it.row.came_on):
            raise Refused("request.dates")
        it = move(desk, it, it.state, received_on=on.isoformat())
        watch.start(desk, it, "request.received", on=on)
    desk.audit("enquiry.redated", it.about, person=by, org=it.org, on=on.isoformat())
    copies.touch(desk.tx, it.about)
    return recorded(it, "redated", by=by, day=on.isoformat())


def enter(desk: Desk, it: Enquiry, *, by: int, class_: str) -> Enquiry:
    """Give it its number; it waits at the desk."""
    year = desk.today.year
    serial = enquiries.next_serial(desk.tx, it.org, series=SERIES[it.of], year=year)
    prefix = subjects.organisation_of(desk, it.org).prefix
    number = numbered(prefix, it.of, year=year, serial=serial)
    it = move(desk, it, "received", from_states=("new",), class_=class_, number=number)
    desk.audit(
        "enquiry.registered", it.about, person=by, org=it.org, number=number, of=it.of, came_on=it.row.came_on
    )
    copies.touch(desk.tx, it.about)
    return it


def to_desk(it: Enquiry, *, by: int) -> Notice:
    """The card on which whoever took it in gives it to an office."""
    return Notice("enquiry.desk", by, it.about, f"r{it.row.revision}")


def drop(desk: Desk, subject: str, *, by: int) -> None:
    """不登记: what was sent was none. It has no number yet, and none is lost."""
    it = hold(desk, subject)
    if it.row.registered_by != by:
        raise Refused("enquiry.unknown")
    if it.state != "new":
        raise Refused("review.superseded", number=it.number)
    it = move(desk, it, "dropped", title="", body="")
    desk.audit("enquiry.dropped", it.about, person=by, org=it.org)
    copies.touch(desk.tx, it.about)


# To an office and back ------------------------------------------------------------------------------------


def office_named(desk: Desk, it: Enquiry, text: str) -> int:
    """The office that a word names. Raises Refused with the offices there are."""
    rooms = orgs.offices_of(desk.tx, it.org)
    found = [room.id for room in rooms if text.strip() in (room.name, room.key)]
    if not found:
        raise Refused("roster.office_unknown", office=text[:20], allowed=[room.name for room in rooms])
    return int(found[0])


def assign(desk: Desk, subject: str, *, by: int, office: int) -> Notice:
    """转办: the office's liaisons and heads get it. Raises Refused where there is nobody, or for no desk."""
    it = _desks_own(desk, subject, by=by)
    if it.state not in ("received", "assigned"):
        raise Refused("enquiry.under_way", number=it.number)
    room = must(orgs.office(desk.tx, office))
    who = answerers_in(desk, it.org, room.id)
    if room.org_id != it.org or not who:
        raise Refused("enquiry.nobody", office=room.name)
    if it.row.office_id == room.id:
        raise Refused("enquiry.same_office", number=it.number, office=room.name)
    it = move(
        desk, it, "assigned", office_id=room.id, assigned_by=by, assigned_at=desk.ms, note=""
    )  # what stood in its way before is over
    desk.audit("enquiry.assigned", it.about, person=by, org=it.org, office=room.id)
    if it.of == LETTER:
        watch.start(desk, it, "letter.assigned", on=desk.today)
    dialogues.close_about(desk.tx, it.about)
    copies.touch(desk.tx, it.about)
    for person in who:
        call(desk, it, Notice("enquiry.task", person, it.about, f"r{it.row.revision}"))
    return recorded(it, "assigned", by=by, office=room.name)


def send_back(desk: Desk, subject: str, *, by: int, reason: str) -> Notice:
    """不属本科室: back to whoever assigned it, with the reason. The clocks run on."""
    it = hold(desk, subject)
    _may_answer(desk, it, by=by)
    if not reason.strip():
        raise Refused("enquiry.reason_missing")
    office = it.room[1]
    to = desk_people(desk, it)
    it = move(
        desk, it, "received", from_states=("assigned", "drafted"), office_id=None, note=reason.strip()[:500]
    )
    desk.audit("enquiry.sent_back", it.about, person=by, org=it.org)
    dialogues.close_about(desk.tx, it.about)
    copies.touch(desk.tx, it.about)
    facts = {"back_from": office, "back_by": subjects.name_of(desk, by)}
    for person in to:
        call(desk, it, Notice("enquiry.desk", person, it.about, f"r{it.row.revision}", facts))
    return recorded(it, "sent_back", by=by)


def _may_answer(desk: Desk, it: Enquiry, *, by: int) -> None:
    if not answers(desk, it, by):
        raise Refused("enquiry.unknown" if it.row.office_id is None else "enquiry.not_yours")
    if it.state not in ("assigned", "drafted"):
        raise Refused("review.superseded", number=it.number)


def may_answer(desk: Desk, subject: str, *, by: int) -> Enquiry:
    """Before a question about it is asked: is it this person's to answer? Raises Refused where it is not."""
    it = hold(desk, subject)
    _may_answer(desk, it, by=by)
    return it


# Out of the house -----------------------------------------------------------------------------------------


def pass_on(desk: Desk, subject: str, *, by: int, where: str = "") -> Notice:
    """登记转信访, or out to where it belongs: its clocks end here, and are kept with the reason."""
    it = _desks_own(desk, subject, by=by)
    if it.of != LETTER or it.row.class_ not in LEAVES:
        raise Refused("enquiry.stays", number=it.number)
    if it.state not in BEFORE_ANSWER:
        raise Refused("review.superseded", number=it.number)
    it = move(desk, it, "passed_on", note=where.strip()[:200], decided_by=by, answered_at=desk.ms)
    watch.end_all(desk, it)
    desk.audit("enquiry.passed_on", it.about, person=by, org=it.org, why=str(it.row.class_))
    dialogues.close_about(desk.tx, it.about)
    copies.touch(desk.tx, it.about)
    return recorded(it, f"passed_on_{it.row.class_}", by=by)


def replied(desk: Desk, subject: str, *, by: int) -> Notice:
    """已回复: the approved answer stands on the site, or was served."""
    it = _desks_own(desk, subject, by=by)
    if it.state != "answered":
        raise Refused("review.superseded", number=it.number)
    it = move(desk, it, "replied", replied_at=desk.ms)
    if it.of != LETTER:
        request_clocks.served(desk, it, on=desk.today)
    desk.audit("enquiry.replied", it.about, person=by, org=it.org)
    copies.touch(desk.tx, it.about)
    return recorded(it, f"replied_{it.of}", by=by)


def _desks_own(desk: Desk, subject: str, *, by: int) -> Enquiry:
    it = hold(desk, subject)
    if not at_desk(desk, it, by):
        raise Refused("enquiry.not_at_desk")
    if it.state == "new":
        raise Refused("enquiry.unknown")
    return it
