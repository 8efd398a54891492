"""What the cards of letters and applications say: read when they are drawn."""

from collections.abc import Mapping
from typing import Any

from rules.enquiry import CLASSES, LEAVES, LETTER
from rules.outcomes import OUTCOMES
from storage import audit, orgs
from storage.canon import json_value
from workflow import enquiries, request, subjects, watch
from workflow.desk import Desk, Refused
from workflow.enquiries import Enquiry, answerers_in, answers, approvers, at_desk, passed, told
from workflow.enquiry_answer import code, may_undo, next_level
from workflow.notices import Notice, notice

FEW, MANY = 4, 8  # offices on the first card, and on each further one
HISTORY = 50


def _load(desk: Desk, said: Notice) -> Enquiry:
    return enquiries.load(desk, said.id)


def common(desk: Desk, it: Enquiry) -> dict[str, Any]:
    """What nearly every card says: what it is, its dates, and what happened to them."""
    rows = watch.in_order(desk, it)
    return {
        "enquiry": told(it),
        "deadlines": [_deadline(desk, it, row) for row in rows],
        "story": request.story(it),
        "clocks": [row.id for row in rows],
        "at": desk.iso(it.row.changed_at),
    }


def _deadline(desk: Desk, it: Enquiry, row: Any) -> dict[str, Any]:
    found = watch.deadline(desk, it, row)
    return found if row.due_on is not None else {**found, "projected_on": request.projected(desk, it, row)}


def _outcome(it: Enquiry) -> Any:
    found = OUTCOMES.get(it.row.outcome)
    return None if found is None else {"code": found.code, "label": found.text.data()}


# At the desk ----------------------------------------------------------------------------------------------


@notice("enquiry.sort", live=True)
def sort_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What came in, and what it may be."""
    it = _load(desk, said)
    return {
        "enquiry": told(it),
        "classes": [{"key": key, "label": text.data()} for key, text in CLASSES.items()],
    }


def _rooms(desk: Desk, it: Enquiry) -> list[dict[str, Any]]:
    """The offices that could answer: those with somebody to do it, but for the one that has it."""
    return [
        {"id": room.id, "name": room.name}
        for room in orgs.offices_of(desk.tx, it.org)
        if room.id != it.row.office_id and answerers_in(desk, it.org, room.id)
    ]


def _stays_at_desk(desk: Desk, said: Notice) -> str | None:
    return None if _load(desk, said).state == "received" else "assigned"


@notice("enquiry.desk", live=True, moot=_stays_at_desk)
def desk_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """To whom it may be given; why it came back, where it did."""
    it = _load(desk, said)
    rooms = _rooms(desk, it)
    came_back = said.facts.get("back_from") and it.state == "received"
    return {
        **common(desk, it),
        "offices": rooms[:FEW],
        "more": len(rooms) > FEW,
        "leaves": it.row.class_ if it.of == LETTER and it.row.class_ in LEAVES else "",
        "unconfirmed": it.of != LETTER and it.row.received_on is None,
        "back": {"office": said.facts["back_from"], "by": said.facts["back_by"], "reason": it.row.note}
        if came_back
        else None,
    }


@notice("enquiry.offices", moot=_stays_at_desk)
def offices_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Further offices, a page of them."""
    it = _load(desk, said)
    rooms = _rooms(desk, it)
    first = FEW + MANY * int(said.facts.get("page", 0))
    return {
        **common(desk, it),
        "offices": rooms[first : first + MANY],
        "more": len(rooms) > first + MANY,
        "page": int(said.facts.get("page", 0)),
    }


@notice("enquiry.answer", live=True)
def answer_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The approved answer, to be put on the site or served."""
    it = _load(desk, said)
    approved = None
    if it.row.answered_at is not None:
        name = subjects.name_of(desk, it.row.decided_by)
        approved = {"name": name, "at": desk.iso(it.row.answered_at)}
    return {
        "enquiry": told(it),
        "answer": it.row.answer,
        "outcome": _outcome(it),
        "approved": approved,
        "replied_at": desk.iso(it.row.replied_at),
    }


# In the office --------------------------------------------------------------------------------------------


@notice("enquiry.task", live=True)
def task_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What the office is to answer, or what has become of it."""
    it = _load(desk, said)
    return {
        **common(desk, it),
        "yours": answers(desk, it, said.reader),
        "by": subjects.name_of(desk, it.row.assigned_by),
        "drafted_by": subjects.name_of(desk, it.row.answer_by) if it.state == "drafted" else "",
        **_answered(desk, it),
    }


def _answered(desk: Desk, it: Enquiry) -> dict[str, Any]:
    return {"answered_at": desk.iso(it.row.answered_at), "outcome": _outcome(it)}


@notice("enquiry.returned", live=True)
def returned_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Why the draft came back, and whether it can be written anew."""
    it = _load(desk, said)
    is_open = it.state == "assigned" and it.row.answer_by == said.person and answers(desk, it, said.reader)
    return {**common(desk, it), **said.facts, "answer": it.row.answer, "open": is_open}


def _shown(said: Notice) -> str:
    return str(said.facts["hash"])


def _binds(_desk: Desk, said: Notice) -> tuple[int | None, str | None]:
    return None, _shown(said)


def _moot(desk: Desk, said: Notice) -> str | None:
    it = _load(desk, said)
    return None if it.state == "drafted" and it.row.answer_hash == _shown(said) else "judged"


@notice("enquiry.review", live=True, moot=_moot, binds=_binds)
def review_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The draft that is judged, and what has become of it."""
    it = _load(desk, said)
    decided = _decided(desk, it, _shown(said))
    is_same = it.row.answer_hash == _shown(said)
    if it.state == "drafted" and is_same and said.person in approvers(desk, it, drafted_by=it.row.answer_by):
        decided, state = None, "open"
    else:
        state = decided["verdict"] if decided else "void"
    onward = next_level(it)
    until = may_undo(desk, it, said.person) if is_same else None
    return {
        **common(desk, it),
        "state": state,
        "decided": None if decided is None else {**decided, "mine": decided["person"] == said.person},
        "undo_until": desk.iso(until),
        "answer": it.row.answer,
        "outcome": _outcome(it),
        "drafted_by": subjects.name_of(desk, it.row.answer_by),
        "passed": [
            {"name": subjects.name_of(desk, one["by"]), "at": desk.iso(one["at"])} for one in passed(it)
        ],
        "may_raise": "" if onward is None or not onward.raised else it.regime.roles[onward.by].data(),
        "code": code(_shown(said)),
        "hash8": _shown(said)[:8],
    }


def _decided(desk: Desk, it: Enquiry, shown: str) -> dict[str, Any] | None:
    """What was decided of the draft with that hash, unless it was taken back."""
    verdicts = {
        "enquiry.answered": "approved",
        "enquiry.passed": "approved",
        "enquiry.returned": "returned",
        "enquiry.undone": "",
    }
    for row in reversed(audit.tail(desk.tx, limit=HISTORY, subject=it.about)):
        if row.act in verdicts and json_value(row.data).get("content") == shown:
            if not verdicts[row.act]:
                return None
            name = subjects.name_of(desk, row.person_id)
            at = desk.iso(row.at)
            return {"verdict": verdicts[row.act], "person": row.person_id, "name": name, "at": at}
    return None


# Whole ----------------------------------------------------------------------------------------------------


@notice("enquiry.whole")
def whole_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """One whole, with its record."""
    it = _load(desk, said)
    return {
        **common(desk, it),
        "answer": it.row.answer if it.state in ("drafted", "answered", "replied") else "",
        "outcome": _outcome(it),
        "history": [
            {
                "at": desk.iso(row.at),
                "act": row.act,
                "who": subjects.name_of(desk, row.person_id) if row.person_id is not None else "",
            }
            for row in audit.tail(desk.tx, limit=HISTORY, subject=it.about)
        ],
    }


def opened(desk: Desk, subject: str, *, by: int, occasion: str) -> Notice:
    """What a row about it opens: the card on which this person acts, else the whole. Raises Refused."""
    it = enquiries.open_to(desk, subject, by=by)
    person: Mapping[str, bool] = {"desk": at_desk(desk, it, by), "office": answers(desk, it, by)}
    match it.state:
        case "new" if it.row.registered_by == by:
            kind = "enquiry.sort" if it.of == LETTER else "request.sort"
            return Notice(kind, by, it.about, occasion)
        case "received" if person["desk"]:
            return Notice("enquiry.desk", by, it.about, occasion)
        case "drafted" if by in enquiries.approvers(desk, it, drafted_by=it.row.answer_by):
            return Notice("enquiry.review", by, it.about, occasion, {"hash": it.row.answer_hash})
        case "assigned" | "drafted" if person["office"]:
            return Notice("enquiry.task", by, it.about, occasion)
        case "answered" if person["desk"]:
            return Notice("enquiry.answer", by, it.about, occasion)
        case "new":
            raise Refused("enquiry.unknown")
    return Notice("enquiry.whole", by, it.about, occasion)


def find_whole(desk: Desk, text: str, *, by: int, occasion: str) -> Notice:
    """查看 编号. Raises Refused alike for unknown and hidden ones."""
    it = enquiries.find(desk, text, by=by)
    return Notice("enquiry.whole", by, it.about, occasion)
